//! How many chains there are of each sort: counts of those listed.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use escalade::Trend;

use super::{actors, differences::Differences, drafts::Ask, listing::Listing, score};

/// Counts of chains by what they have in common.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shares {
    /// By number of events; nothing where neither a longest chain is asked for nor levels rise or
    /// fall from hop to hop.
    pub(crate) by_len: Option<BTreeMap<usize, u64>>,
    /// Of each event of the timeline, the fraction of all chains that pass it.
    pub(crate) share: BTreeMap<u32, f64>,
    pub(crate) pivots: Vec<Pivotal>,
    pub(crate) by_dyad: Vec<Tally>,
}

/// An event that chains pass, and how many.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pivotal {
    pub(crate) event: u32,
    pub(crate) chains: u64,
    pub(crate) share: f64,
}

/// What ends in the events of a dyad.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tally {
    /// Source and target, by their keys.
    pub(crate) dyad: (String, String),
    pub(crate) events: u64,
    pub(crate) hops: u64,
    pub(crate) chains: u64,
    /// In tenths.
    pub(crate) greatest_rise: Option<i32>,
}

pub(crate) fn shares(listing: &Listing<'_>) -> Shares {
    let mut by_len = BTreeMap::new();
    for path in &listing.chains {
        *by_len.entry(path.len()).or_default() += 1;
    }
    let all = listing.chains.len() as f64;
    let passing =
        |event: usize| listing.chains.iter().filter(|path| path.contains(&event)).count() as u64;
    let mut share: BTreeMap<u32, f64> =
        listing.drafts.events.iter().map(|event| (event.name, 0.0)).collect();
    let mut pivots = Vec::new();
    for event in 0..listing.placed.len() {
        let (name, chains) = (listing.name(event), passing(event));
        if chains > 0 {
            pivots.push(Pivotal { event: name, chains, share: chains as f64 / all });
            share.insert(name, chains as f64 / all);
        }
    }
    // Equals stay in the order of positions.
    pivots.sort_by_key(|pivot| Reverse(pivot.chains));
    let by_len = is_bounded(listing.ask).then_some(by_len);
    Shares { by_len, share, pivots, by_dyad: tallies(listing) }
}

/// Whether a query by itself bounds how many events a chain has.
pub(crate) fn is_bounded(ask: &Ask) -> bool {
    let strictly = match ask.trend {
        Trend::Rising | Trend::Falling => true,
        Trend::RisingBy(units) => score::tenths(units) > 0,
        Trend::NotFalling | Trend::Any | Trend::NotRising => false,
    };
    strictly || ask.max_len.is_some()
}

fn tallies(listing: &Listing<'_>) -> Vec<Tally> {
    let key = |party: usize| actors::key(listing.drafts, &listing.ask.granularity, party);
    let dyads: BTreeSet<(usize, usize)> =
        listing.placed.iter().flat_map(|event| &event.dyads).copied().collect();
    let tally = |dyad: &(usize, usize)| {
        let has = |event: usize| listing.placed[event].dyads.contains(dyad);
        let ending = || listing.chains.iter().filter(|path| has(path[path.len() - 1]));
        Tally {
            dyad: (key(dyad.0), key(dyad.1)),
            events: (0..listing.placed.len()).filter(|event| has(*event)).count() as u64,
            hops: listing.hops.iter().filter(|hop| has(hop.1)).count() as u64,
            chains: ending().count() as u64,
            greatest_rise: ending().map(|path| listing.rise(path)).max(),
        }
    };
    let mut tallies: Vec<_> = dyads.iter().map(tally).collect();
    tallies.sort_by(|one, other| one.dyad.cmp(&other.dyad));
    tallies
}

impl Shares {
    /// Where these differ from what is due, in words; empty where they do not.
    pub(crate) fn differences(&self, due: &Self) -> String {
        let mut differences = Differences::default();
        differences.tell("count by length", &self.by_len, &due.by_len);
        differences.tell("shares", &self.share, &due.share);
        differences.tell_each("pivot", &self.pivots, &due.pivots);
        differences.tell_each("dyad", &self.by_dyad, &due.by_dyad);
        differences.0
    }
}
