//! What a query answers in any case: the list of all chains, and what is read off it.

use std::{cmp::Reverse, collections::BTreeMap, fmt::Debug};

use escalade::Rule;

use super::{
    differences::Differences,
    drafts::{Ask, Drafts, RawEvent},
    hops::Placed,
    listing::Listing,
    views::{seen, tells_links},
};

/// A chain, by the names of its events.
pub(crate) type Names = Vec<u32>;

/// Everything that a query answers, as plain data.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answers {
    pub(crate) events: u64,
    /// Those that take part, links without dyads included, in total order.
    pub(crate) listed: Vec<u32>,
    pub(crate) too_vague: u64,
    pub(crate) left_out: LeftOut,
    /// How many hops there are.
    pub(crate) hops: u64,
    /// All hops, whatever the bounds on length: later event first, then earlier, in total order.
    pub(crate) hopped: Vec<Hopped>,
    pub(crate) count: String,
    pub(crate) chains: Vec<Names>,
    pub(crate) maximal: Vec<Names>,
    pub(crate) longest: Option<Names>,
    /// In tenths, and the chain that has it.
    pub(crate) greatest_rise: Option<(i32, Names)>,
    /// For each event, the longest and the one of greatest rise that pass it.
    pub(crate) through: BTreeMap<u32, [Option<Names>; 2]>,
    /// For each event, the longest and the one of greatest rise that end in it.
    pub(crate) ending_in: BTreeMap<u32, [Option<Names>; 2]>,
}

/// A hop: the rules that infer it, in order; the links that declare it, by order of recording; the
/// gap in seconds, the rise in tenths.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Hopped {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) rules: Vec<Rule>,
    pub(crate) links: Vec<usize>,
    pub(crate) gap: i64,
    pub(crate) rise: i32,
}

/// How many took no part, by the first reason that applies.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct LeftOut {
    pub(crate) unreadable: u64,
    pub(crate) filtered: u64,
    pub(crate) partyless: u64,
    pub(crate) domestic: u64,
    pub(crate) unscored: u64,
    pub(crate) below_floor: u64,
}

/// What a query must answer.
pub(crate) fn answers(drafts: &Drafts, ask: &Ask) -> Answers {
    let listing = Listing::of(drafts, ask);
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
            let at = listing.placed.iter().position(|event| event.id == id);
            (event.name, at.map_or([None, None], |at| best_two(&|path| among(path, at))))
        };
        drafts.events.iter().enumerate().map(of_one).collect()
    };
    let [longest, steepest] = best_two(&|_| true);
    let name_of = |id: usize| drafts.events[id].name;
    let seen: Vec<usize> = seen(drafts, &ask.view).iter().map(|one| one.id).collect();
    let is_linked = |id: usize| {
        let mut links = drafts.links.iter().filter(|link| ask.relations.contains(&link.relation));
        ask.rules.contains(&Rule::Declared)
            && tells_links(&ask.view)
            && links.any(|link| {
                let ends = [link.from, link.to];
                ends.contains(&id) && ends.iter().all(|end| seen.contains(end))
            })
    };
    let is_listed = |event: &&Placed| !event.dyads.is_empty() || is_linked(event.id);
    let counted = || listing.placed.iter().filter(|event| event.counted);
    Answers {
        events: counted().count() as u64,
        listed: listing
            .placed
            .iter()
            .filter(|event| is_listed(event))
            .map(|e| name_of(e.id))
            .collect(),
        too_vague: counted().filter(|event| event.is_too_vague(ask)).count() as u64,
        left_out: listing.left_out.clone(),
        hops: listing.hops.len() as u64,
        count: paths.len().to_string(),
        chains: paths.iter().map(names).collect(),
        maximal: listing.maximal().map(names).collect(),
        longest,
        greatest_rise: paths.iter().map(|path| listing.rise(path)).max().zip(steepest),
        through: of_each_event(&|path, event| path.contains(&event)),
        ending_in: of_each_event(&|path, event| path.last() == Some(&event)),
        hopped: listing.hops.iter().map(|hop| hop.2.clone()).collect(),
    }
}

impl Answers {
    /// Where these differ from what is due, in words; empty where they do not.
    pub(crate) fn differences(&self, due: &Self) -> String {
        let mut differences = Differences::default();
        let mut tell =
            |what: &str, given: &dyn Debug, due: &dyn Debug| differences.tell(what, given, due);
        tell("events", &self.events, &due.events);
        tell("events listed", &self.listed, &due.listed);
        tell("too vague", &self.too_vague, &due.too_vague);
        tell("left out", &self.left_out, &due.left_out);
        tell("number of hops", &self.hops, &due.hops);
        for nth in 0..self.hopped.len().max(due.hopped.len()) {
            tell("hop", &self.hopped.get(nth), &due.hopped.get(nth));
        }
        tell("count", &self.count, &due.count);
        tell("chains", &self.chains, &due.chains);
        tell("maximal", &self.maximal, &due.maximal);
        tell("longest", &self.longest, &due.longest);
        tell("greatest rise", &self.greatest_rise, &due.greatest_rise);
        for (name, best) in &due.through {
            tell(&format!("through {name}"), &self.through.get(name), &Some(best));
        }
        for (name, best) in &due.ending_in {
            tell(&format!("ending in {name}"), &self.ending_in.get(name), &Some(best));
        }
        differences.0
    }
}
