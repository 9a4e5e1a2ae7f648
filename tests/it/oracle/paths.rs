//! Answers for timelines with too many chains to list, by dynamic programming along the hops.
//!
//! The hops are the oracle's, found from all pairs of events. Chains are paths along them: their
//! numbers are sums, and the best of them optima, over the events in total order.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use escalade::Rank;
use num_bigint::BigUint;

use super::{
    actors,
    answers::Names,
    drafts::{Drafts, RawQuery},
    hops::{Node, hops, nodes},
    shares::{RawPivot, Shares, Tally, is_bounded},
    steps::{Filling, Placed},
    terms,
};

/// The hops of a query, and which events may begin and end its chains.
pub(crate) struct Paths<'q> {
    drafts: &'q Drafts,
    pub(crate) raw_query: &'q RawQuery,
    /// The events, or if the query has steps, the events in each of the places that they may have.
    pub(crate) nodes: Vec<Node>,
    /// The events that take part, in total order.
    events: Vec<Node>,
    /// By node, the index of its event; whether it may begin a chain, and whether it may end one.
    placed: Vec<(usize, bool, bool)>,
    /// All hops as indexes of two events: the earlier, then the later.
    all_hops: Vec<(usize, usize)>,
    /// The hops that chains may use, in the same order: by the later event, then by the earlier.
    pub(crate) hops: Vec<(usize, usize)>,
}

/// Events that may begin a chain, all with the same events that may end it.
struct Group {
    starts: Vec<bool>,
    ends: Vec<bool>,
}

/// What a chain is worth: the sum over its events, and a part that depends on its first and last.
pub(crate) struct Worth<'w> {
    pub(crate) first: &'w dyn Fn(&Node) -> i64,
    pub(crate) each: &'w dyn Fn(&Node) -> i64,
    pub(crate) last: &'w dyn Fn(&Node) -> i64,
}

/// The best path of some length to some event: its worth so far, and the step before, as the length
/// and the event.
#[derive(Clone, Copy)]
struct Best {
    worth: i64,
    before: Option<(usize, usize)>,
}

impl<'q> Paths<'q> {
    pub(crate) fn of(drafts: &'q Drafts, raw_query: &'q RawQuery) -> Self {
        let (nodes, _) = nodes(drafts, raw_query);
        let found = hops(drafts, raw_query, &nodes);
        let passes: Vec<bool> = nodes
            .iter()
            .map(|event| terms::event_passes(drafts, raw_query, &drafts.events[event.id]))
            .collect();
        let hops = found
            .iter()
            .filter(|hop| passes[hop.0] && passes[hop.1])
            .filter(|hop| terms::hop_passes(drafts, raw_query, &hop.2))
            .map(|hop| (hop.0, hop.1))
            .collect::<Vec<_>>();
        let all_hops = found.iter().map(|hop| (hop.0, hop.1)).collect();
        let events = nodes;
        let placed = if raw_query.terms.steps.is_empty() {
            Placed { events: (0..events.len()).map(|event| (event, true, true)).collect(), hops }
        } else {
            Placed::of(&Filling::of(drafts, raw_query, &events), events.len(), &hops)
        };
        let Placed { events: placed, hops } = placed;
        let nodes = placed.iter().map(|(event, ..)| events[*event].clone()).collect();
        Self { drafts, raw_query, nodes, events, placed, all_hops, hops }
    }

    /// Returns `true` if there is a chain of these events, in order of recording.
    pub(crate) fn has_chain(&self, chain: &[usize]) -> bool {
        let nodes =
            |id: usize| (0..self.nodes.len()).filter(move |node| self.nodes[*node].id == id);
        let mut paths: Vec<(usize, usize)> = nodes(chain[0]).map(|node| (node, node)).collect();
        for id in &chain[1..] {
            let goes_on = |(first, last): (usize, usize)| {
                nodes(*id)
                    .filter(move |node| self.hops.contains(&(last, *node)))
                    .map(move |node| (first, node))
            };
            paths = paths.into_iter().flat_map(goes_on).collect();
        }
        self.is_allowed_len(chain.len())
            && paths.into_iter().any(|(first, last)| self.may_join(first, last))
    }

    /// Adds up the numbers of the nodes of each event.
    fn by_event(&self, numbers: &[BigUint]) -> Vec<BigUint> {
        let mut sums = vec![BigUint::ZERO; self.events.len()];
        for (number, (event, ..)) in numbers.iter().zip(&self.placed) {
            sums[*event] += number;
        }
        sums
    }

    /// Returns `true` if a chain may begin with one event and end with another, hops aside.
    pub(crate) fn may_join(&self, first: usize, last: usize) -> bool {
        self.placed[first].1
            && self.placed[last].2
            && terms::within_bounds(
                self.drafts,
                self.raw_query,
                &self.nodes[first],
                &self.nodes[last],
            )
    }

    pub(crate) fn is_allowed_len(&self, events: usize) -> bool {
        events > 1
            && events >= self.raw_query.min_len
            && self.raw_query.max_len.is_none_or(|most| events <= most)
    }

    pub(crate) fn number_of_hops(&self) -> usize {
        self.all_hops.len()
    }

    fn name(&self, node: usize) -> u32 {
        self.drafts.events[self.nodes[node].id].name
    }

    fn event_name(&self, event: usize) -> u32 {
        self.drafts.events[self.events[event].id].name
    }

    /// Returns the first events of all chains, grouped by the events that may end their chains.
    fn groups(&self) -> Vec<Group> {
        let events = 0..self.nodes.len();
        let mut groups: BTreeMap<Vec<bool>, Vec<bool>> = BTreeMap::new();
        for first in events.clone() {
            let ends = events.clone().map(|last| self.may_join(first, last)).collect();
            groups.entry(ends).or_insert_with(|| vec![false; events.len()])[first] = true;
        }
        groups.into_iter().map(|(ends, starts)| Group { starts, ends }).collect()
    }

    /// Counts the paths from the given events to each event, or with `backward` from each event to
    /// the given ones. Item `n` of the result counts paths of `n + 1` events, up to `most` events.
    fn paths_by_len(&self, from: &[bool], backward: bool, most: usize) -> Vec<Vec<BigUint>> {
        let mut by_len = Vec::new();
        let mut paths: Vec<BigUint> = from.iter().map(|from| BigUint::from(*from)).collect();
        while by_len.len() < most && paths.iter().any(|paths| *paths > BigUint::ZERO) {
            let mut longer = vec![BigUint::ZERO; self.nodes.len()];
            for (earlier, later) in &self.hops {
                let (from, to) = if backward { (*later, *earlier) } else { (*earlier, *later) };
                if paths[from] > BigUint::ZERO {
                    longer[to] += &paths[from];
                }
            }
            by_len.push(paths);
            paths = longer;
        }
        by_len
    }

    /// Counts paths as `paths_by_len` does, paths of all lengths together.
    fn paths_of_any_len(&self, from: &[bool], backward: bool) -> Vec<BigUint> {
        let mut paths: Vec<BigUint> = from.iter().map(|from| BigUint::from(*from)).collect();
        // By the later event all paths to the earlier one are known; backward, by the earlier event
        // from the last on.
        if backward {
            let mut hops = self.hops.clone();
            hops.sort_by_key(|hop| Reverse(*hop));
            for (earlier, later) in hops {
                let beyond = paths[later].clone();
                paths[earlier] += beyond;
            }
        } else {
            for (earlier, later) in &self.hops {
                let before = paths[*earlier].clone();
                paths[*later] += before;
            }
        }
        paths
    }

    /// Returns how many chains there are of each sort.
    pub(crate) fn shares(&self) -> Shares {
        let zeros = vec![BigUint::ZERO; self.nodes.len()];
        // Of each event, the chains that end in it and the chains that pass it.
        let (mut ending, mut passing) = (zeros.clone(), zeros);
        let mut by_len: BTreeMap<usize, BigUint> = BTreeMap::new();
        let is_bounded = is_bounded(self.raw_query);
        // Without a bound on length, all paths but those that are too short are chains.
        let too_short = self.raw_query.min_len.max(2) - 1;
        let most =
            if is_bounded { self.raw_query.max_len.unwrap_or(usize::MAX) } else { too_short };
        for Group { starts, ends } in self.groups() {
            let forward = self.paths_by_len(&starts, false, most);
            let backward = self.paths_by_len(&ends, true, most);
            if is_bounded {
                for (len, paths) in (1..).zip(&forward).filter(|(len, _)| self.is_allowed_len(*len))
                {
                    for (event, paths) in paths.iter().enumerate().filter(|(event, _)| ends[*event])
                    {
                        if *paths > BigUint::ZERO {
                            *by_len.entry(len).or_default() += paths;
                            ending[event] += paths;
                        }
                    }
                }
                self.add_products(&mut passing, &forward, &backward);
            } else {
                let all = self.paths_of_any_len(&starts, false);
                let beyond = self.paths_of_any_len(&ends, true);
                for event in 0..self.nodes.len() {
                    let short: BigUint = forward.iter().map(|paths| &paths[event]).sum();
                    if ends[event] {
                        ending[event] += &all[event] - short;
                    }
                    let mut passing_here = &all[event] * &beyond[event];
                    for (before, reached) in forward.iter().enumerate() {
                        for reaching in backward.iter().take(too_short - before) {
                            passing_here -= &reached[event] * &reaching[event];
                        }
                    }
                    passing[event] += passing_here;
                }
            }
        }
        let all: BigUint = ending.iter().sum();
        let (passing, ending) = (self.by_event(&passing), self.by_event(&ending));
        Shares {
            count: all.clone(),
            by_len: is_bounded.then_some(by_len),
            share: self.share(&passing, &all),
            pivots: self.pivots(&passing, &all),
            by_dyad: self.tallies(&ending),
        }
    }

    /// Adds to each event the chains that pass it, where length is bounded.
    fn add_products(
        &self,
        passing: &mut [BigUint],
        forward: &[Vec<BigUint>],
        backward: &[Vec<BigUint>],
    ) {
        for (before, reached) in forward.iter().enumerate() {
            for (after, reaching) in backward.iter().enumerate() {
                if self.is_allowed_len(before + 1 + after) {
                    for (event, passing) in passing.iter_mut().enumerate() {
                        *passing += &reached[event] * &reaching[event];
                    }
                }
            }
        }
    }

    fn share(&self, passing: &[BigUint], all: &BigUint) -> BTreeMap<u32, f64> {
        let mut share: BTreeMap<u32, f64> =
            self.drafts.events.iter().map(|event| (event.name, 0.0)).collect();
        for (event, passing) in passing.iter().enumerate() {
            share.insert(self.event_name(event), fraction(passing, all));
        }
        share
    }

    fn pivots(&self, passing: &[BigUint], all: &BigUint) -> Vec<RawPivot> {
        let mut pivots: Vec<_> = (passing.iter().enumerate())
            .filter(|(_, chains)| **chains > BigUint::ZERO)
            .map(|(event, chains)| RawPivot {
                event: self.event_name(event),
                chains: chains.clone(),
                share: fraction(chains, all),
            })
            .collect();
        // Equals stay in the order of positions.
        pivots.sort_by(|one, other| other.chains.cmp(&one.chains));
        pivots
    }

    fn tallies(&self, ending: &[BigUint]) -> Vec<Tally> {
        let key = |party: usize| actors::key(self.drafts, &self.raw_query.granularity, party);
        let dyads: BTreeSet<(usize, usize)> =
            self.events.iter().flat_map(|event| &event.dyads).copied().collect();
        let steepest = self.best_by_end(&self.rise());
        let steepest_at = |event: usize| {
            let nodes = (0..self.nodes.len()).filter(move |node| self.placed[*node].0 == event);
            nodes.filter_map(|node| steepest[node].as_ref()).map(|(rise, _)| *rise as i32).max()
        };
        let tally = |dyad: &(usize, usize)| {
            let has = |event: usize| self.events[event].dyads.contains(dyad);
            let events: Vec<usize> = (0..self.events.len()).filter(|event| has(*event)).collect();
            let rises = events.iter().filter_map(|end| steepest_at(*end));
            Tally {
                dyad: (key(dyad.0), key(dyad.1)),
                events: events.len() as u64,
                hops: self.all_hops.iter().filter(|hop| has(hop.1)).count() as u64,
                chains: events.iter().map(|event| &ending[*event]).sum(),
                greatest_rise: rises.max(),
            }
        };
        let mut tallies: Vec<_> = dyads.iter().map(tally).collect();
        tallies.sort_by(|one, other| one.dyad.cmp(&other.dyad));
        tallies
    }

    fn rise(&self) -> Worth<'static> {
        Worth {
            first: &|event| -i64::from(event.level),
            each: &|_| 0,
            last: &|event| i64::from(event.level),
        }
    }

    /// Returns the best chain that ends in each event, by rank, under the name of the event.
    pub(crate) fn best_ending_in(&self, rank: Rank) -> BTreeMap<u32, Option<Names>> {
        let worth = match rank {
            Rank::Longest => Worth { first: &|_| 0, each: &|_| 1, last: &|_| 0 },
            Rank::GreatestRise => self.rise(),
            other => unreachable!("the oracle does not know {other:?}"),
        };
        let mut best: BTreeMap<u32, Option<Names>> =
            self.drafts.events.iter().map(|event| (event.name, None)).collect();
        for (event, chain) in self.best_by_end(&worth).into_iter().enumerate() {
            // Of the nodes of an event, chains end in one at most.
            if let Some((_, chain)) = chain {
                best.insert(self.name(event), Some(self.names(&chain)));
            }
        }
        best
    }

    /// Returns the best of all chains.
    pub(crate) fn best(&self, rank: Rank) -> Option<Names> {
        match rank {
            Rank::Longest => self.best_of_all(&Worth { first: &|_| 0, each: &|_| 1, last: &|_| 0 }),
            Rank::GreatestRise => self.best_of_all(&self.rise()),
            other => unreachable!("the oracle does not know {other:?}"),
        }
    }

    /// Returns the chain of the greatest weight, with a weight for each event in order of recording.
    pub(crate) fn heaviest(&self, weights: &[i32]) -> Option<Names> {
        let weight = |event: &Node| i64::from(weights[event.id]);
        self.best_of_all(&Worth { first: &|_| 0, each: &weight, last: &|_| 0 })
    }

    fn best_of_all(&self, worth: &Worth<'_>) -> Option<Names> {
        let best = self.best_by_end(worth).into_iter().flatten();
        // Of equals, `min_by_key` gives the first: the one with the earlier end.
        best.min_by_key(|(worth, _)| Reverse(*worth)).map(|(_, chain)| self.names(&chain))
    }

    fn names(&self, chain: &[usize]) -> Names {
        chain.iter().rev().map(|event| self.name(*event)).collect()
    }

    /// Returns the best chain that ends in each event, from its last event backward, with its worth.
    ///
    /// Of equals it is the first by the order of ties: events are compared from the last backward, the
    /// earlier first, and a chain that begins before one that goes on.
    fn best_by_end(&self, worth: &Worth<'_>) -> Vec<Option<(i64, Vec<usize>)>> {
        // Without a bound on length, the last table is of all paths that are long enough.
        let tables = self.raw_query.max_len.unwrap_or(self.raw_query.min_len);
        let mut found: Vec<Option<(i64, Vec<usize>)>> = vec![None; self.nodes.len()];
        for Group { starts, ends } in self.groups() {
            let best = self.best_paths(&starts, worth, tables);
            for end in (0..ends.len()).filter(|end| ends[*end]) {
                for len in self.raw_query.min_len.max(2)..=tables {
                    let Some(path) = best[len][end] else { continue };
                    let path_worth = path.worth + (worth.last)(&self.nodes[end]);
                    let events = path_to(&best, len, end);
                    let is_better = found[end].as_ref().is_none_or(|(other_worth, other)| {
                        (Reverse(path_worth), &events) < (Reverse(*other_worth), other)
                    });
                    if is_better {
                        found[end] = Some((path_worth, events));
                    }
                }
            }
        }
        found
    }

    /// Returns for each number of events and each event the best path from one of the starts.
    fn best_paths(
        &self,
        starts: &[bool],
        worth: &Worth<'_>,
        tables: usize,
    ) -> Vec<Vec<Option<Best>>> {
        let mut best: Vec<Vec<Option<Best>>> = vec![vec![None; self.nodes.len()]; tables + 1];
        for event in (0..starts.len()).filter(|event| starts[*event]) {
            let event_worth = (worth.first)(&self.nodes[event]) + (worth.each)(&self.nodes[event]);
            best[1][event] = Some(Best { worth: event_worth, before: None });
        }
        for (earlier, later) in &self.hops {
            for len in 1..=tables {
                let longer = if len < tables { len + 1 } else { len };
                // Where length is bounded, a path of the most events goes no further.
                let is_full = len == tables && self.raw_query.max_len.is_some();
                let Some(path) = best[len][*earlier].filter(|_| !is_full) else { continue };
                let new_worth = path.worth + (worth.each)(&self.nodes[*later]);
                let new = Best { worth: new_worth, before: Some((len, *earlier)) };
                let is_better = best[longer][*later].is_none_or(|old| {
                    let comes_first = || {
                        let old_before = old.before.unwrap();
                        // Hops come by the earlier event: an older path has an earlier one.
                        old_before.1 == *earlier
                            && path_to(&best, len, *earlier)
                                < path_to(&best, old_before.0, old_before.1)
                    };
                    old.worth < new_worth || old.worth == new_worth && comes_first()
                });
                if is_better {
                    best[longer][*later] = Some(new);
                }
            }
        }
        best
    }
}

/// The events of a path, from the last backward.
fn path_to(best: &[Vec<Option<Best>>], len: usize, end: usize) -> Vec<usize> {
    let mut events = vec![end];
    let mut step = best[len][end].unwrap();
    while let Some((len, event)) = step.before {
        events.push(event);
        step = best[len][event].unwrap();
    }
    events
}

/// Returns the fraction that one number is of another, right to about 52 bits.
fn fraction(part: &BigUint, whole: &BigUint) -> f64 {
    if *part == BigUint::ZERO {
        return 0.0;
    }
    // Beyond 53 bits both are cut by the same number of bits, which keeps more than enough of them.
    let excess = whole.bits().saturating_sub(1_000);
    let float = |number: &BigUint| (number >> excess).to_string().parse::<f64>().unwrap();
    float(part) / float(whole)
}
