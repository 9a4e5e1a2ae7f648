//! The basic answers to a query, read off the list of all chains.

use std::{cmp::Reverse, collections::BTreeMap, fmt::Debug};

use escalade::Rule;

use super::{
    differences::Differences,
    drafts::{Drafts, RawEvent, RawQuery},
    hops::Node,
    listing::Listing,
    steps::hop_queries,
    views::{seen, shows_links},
};

/// A chain, as the names of its events.
pub(crate) type Names = Vec<u32>;

/// The basic answers to a query, as plain data.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answers {
    pub(crate) events: u64,
    /// The events that take part, in total order; among them events without dyads that a link
    /// joins.
    pub(crate) listed: Vec<u32>,
    pub(crate) too_vague: u64,
    pub(crate) left_out: LeftOut,
    /// The number of hops.
    pub(crate) hops: u64,
    /// All hops, whatever the bounds on length: by the later event, then by the earlier, in total
    /// order.
    pub(crate) listed_hops: Vec<RawHop>,
    pub(crate) count: String,
    pub(crate) chains: Vec<Names>,
    /// For each chain, the step that each event fills.
    pub(crate) filled: Vec<Vec<Option<usize>>>,
    pub(crate) maximal: Vec<Names>,
    pub(crate) longest: Option<Names>,
    /// The rise in tenths, and the chain that has it.
    pub(crate) greatest_rise: Option<(i32, Names)>,
    /// For each event, the longest chain that passes it, and the one of greatest rise.
    pub(crate) through: BTreeMap<u32, [Option<Names>; 2]>,
    /// For each event, the longest chain that ends in it, and the one of greatest rise.
    pub(crate) ending_in: BTreeMap<u32, [Option<Names>; 2]>,
}

/// A hop: the rules that infer it, in order; the links that declare it, by order of recording; the
/// gap in seconds; the rise in tenths.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RawHop {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) rules: Vec<Rule>,
    pub(crate) links: Vec<usize>,
    pub(crate) gap: i64,
    pub(crate) rise: i32,
}

/// The number of events that take no part, each counted under the first reason that applies.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct LeftOut {
    pub(crate) unreadable: u64,
    pub(crate) filtered: u64,
    pub(crate) missing_actor: u64,
    pub(crate) domestic: u64,
    pub(crate) unscored: u64,
    pub(crate) below_floor: u64,
}

/// Returns the answers that a query must give.
pub(crate) fn answers(drafts: &Drafts, raw_query: &RawQuery) -> Answers {
    let listing = Listing::of(drafts, raw_query);
    let (paths, names) = (&listing.chains, |path: &Vec<usize>| listing.names(path));
    let best_two = |among: &dyn Fn(&[usize]) -> bool| {
        let among: Vec<_> = paths.iter().filter(|path| among(path)).collect();
        // Of equals, `min_by_key` gives the first.
        let longest = among.iter().min_by_key(|path| Reverse(path.len()));
        let steepest = among.iter().min_by_key(|path| Reverse(listing.rise(path)));
        [longest, steepest].map(|best| best.map(|path| names(path)))
    };
    let of_each_event = |among: &dyn Fn(&[usize], usize) -> bool| {
        let of_one = |(id, event): (usize, &RawEvent)| {
            let at = listing.nodes.iter().position(|event| event.id == id);
            (event.name, at.map_or([None, None], |at| best_two(&|path| among(path, at))))
        };
        drafts.events.iter().enumerate().map(of_one).collect()
    };
    let [longest, steepest] = best_two(&|_| true);
    let name_of = |id: usize| drafts.events[id].name;
    let seen: Vec<usize> = seen(drafts, &raw_query.view).iter().map(|one| one.id).collect();
    let follows_links =
        hop_queries(raw_query).iter().any(|query| query.rules.contains(&Rule::Declared));
    let is_linked = |id: usize| {
        let mut links =
            drafts.links.iter().filter(|link| raw_query.relations.contains(&link.relation));
        follows_links
            && shows_links(&raw_query.view)
            && links.any(|link| {
                let ends = [link.from, link.to];
                ends.contains(&id) && ends.iter().all(|end| seen.contains(end))
            })
    };
    let is_listed = |event: &&Node| !event.dyads.is_empty() || is_linked(event.id);
    let counted = || listing.nodes.iter().filter(|event| event.counted);
    Answers {
        events: counted().count() as u64,
        listed: listing
            .nodes
            .iter()
            .filter(|event| is_listed(event))
            .map(|e| name_of(e.id))
            .collect(),
        too_vague: counted().filter(|event| event.is_too_vague(raw_query)).count() as u64,
        left_out: listing.left_out.clone(),
        hops: listing.hops.len() as u64,
        count: paths.len().to_string(),
        chains: paths.iter().map(names).collect(),
        filled: listing.filled.clone(),
        maximal: listing.maximal().map(names).collect(),
        longest,
        greatest_rise: paths.iter().map(|path| listing.rise(path)).max().zip(steepest),
        through: of_each_event(&|path, event| path.contains(&event)),
        ending_in: of_each_event(&|path, event| path.last() == Some(&event)),
        listed_hops: listing.hops.iter().map(|hop| hop.2.clone()).collect(),
    }
}

impl Answers {
    /// Returns where these differ from the expected ones, as text; empty if they do not.
    pub(crate) fn differences(&self, expected: &Self) -> String {
        let mut differences = Differences::default();
        let mut compare = |what: &str, actual: &dyn Debug, expected: &dyn Debug| {
            differences.compare(what, actual, expected);
        };
        compare("events", &self.events, &expected.events);
        compare("events listed", &self.listed, &expected.listed);
        compare("too vague", &self.too_vague, &expected.too_vague);
        compare("left out", &self.left_out, &expected.left_out);
        compare("number of hops", &self.hops, &expected.hops);
        for nth in 0..self.listed_hops.len().max(expected.listed_hops.len()) {
            compare("hop", &self.listed_hops.get(nth), &expected.listed_hops.get(nth));
        }
        compare("count", &self.count, &expected.count);
        compare("chains", &self.chains, &expected.chains);
        compare("steps", &self.filled, &expected.filled);
        compare("maximal", &self.maximal, &expected.maximal);
        compare("longest", &self.longest, &expected.longest);
        compare("greatest rise", &self.greatest_rise, &expected.greatest_rise);
        for (name, best) in &expected.through {
            compare(&format!("through {name}"), &self.through.get(name), &Some(best));
        }
        for (name, best) in &expected.ending_in {
            compare(&format!("ending in {name}"), &self.ending_in.get(name), &Some(best));
        }
        differences.0
    }
}
