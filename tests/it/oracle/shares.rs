//! Counts of chains by what they have in common, taken from the list of all chains.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use escalade::Trend;
use num_bigint::BigUint;

use super::{
    actors,
    differences::Differences,
    drafts::RawQuery,
    listing::Listing,
    score,
    steps::{hop_queries, lengths},
};

/// Counts of chains by what they have in common.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shares {
    pub(crate) count: BigUint,
    /// The counts by number of events; `None` if no maximum length is given and levels need not
    /// rise or fall at every hop.
    pub(crate) by_len: Option<BTreeMap<usize, BigUint>>,
    /// For each event of the timeline, the fraction of all chains that pass it.
    pub(crate) share: BTreeMap<u32, f64>,
    pub(crate) pivots: Vec<RawPivot>,
    pub(crate) by_dyad: Vec<Tally>,
}

/// An event, and the number of chains that pass it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RawPivot {
    pub(crate) event: u32,
    pub(crate) chains: BigUint,
    pub(crate) share: f64,
}

/// The chains that end in the events of a dyad.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tally {
    /// The keys of source and target.
    pub(crate) dyad: (String, String),
    pub(crate) events: u64,
    pub(crate) hops: u64,
    pub(crate) chains: BigUint,
    /// In tenths.
    pub(crate) greatest_rise: Option<i32>,
}

pub(crate) fn shares(listing: &Listing<'_>) -> Shares {
    let mut by_len: BTreeMap<usize, BigUint> = BTreeMap::new();
    for path in &listing.chains {
        *by_len.entry(path.len()).or_default() += 1_u8;
    }
    let all = listing.chains.len() as f64;
    let passing =
        |event: usize| listing.chains.iter().filter(|path| path.contains(&event)).count() as u64;
    let mut share: BTreeMap<u32, f64> =
        listing.drafts.events.iter().map(|event| (event.name, 0.0)).collect();
    let mut pivots = Vec::new();
    for event in 0..listing.nodes.len() {
        let (name, chains) = (listing.name(event), passing(event));
        if chains > 0 {
            pivots.push(RawPivot {
                event: name,
                chains: chains.into(),
                share: chains as f64 / all,
            });
            share.insert(name, chains as f64 / all);
        }
    }
    // Equals stay in the order of positions.
    pivots.sort_by_key(|pivot| Reverse(pivot.chains.clone()));
    let by_len = is_bounded(listing.raw_query).then_some(by_len);
    Shares { count: listing.chains.len().into(), by_len, share, pivots, by_dyad: tallies(listing) }
}

/// Returns `true` if the query alone bounds the number of events of a chain.
pub(crate) fn is_bounded(raw_query: &RawQuery) -> bool {
    let rises = |query: &RawQuery| match query.trend {
        Trend::Rising => true,
        Trend::RisingBy(units) => score::tenths(units) > 0,
        _ => false,
    };
    let hops = hop_queries(raw_query);
    let strictly = hops.iter().all(rises) || hops.iter().all(|query| query.trend == Trend::Falling);
    let steps = &raw_query.terms.steps;
    let by_steps = !steps.is_empty() && lengths(steps).1.is_some();
    strictly || by_steps || raw_query.max_len.is_some()
}

fn tallies(listing: &Listing<'_>) -> Vec<Tally> {
    let key = |party: usize| actors::key(listing.drafts, &listing.raw_query.granularity, party);
    let dyads: BTreeSet<(usize, usize)> =
        listing.nodes.iter().flat_map(|event| &event.dyads).copied().collect();
    let tally = |dyad: &(usize, usize)| {
        let has = |event: usize| listing.nodes[event].dyads.contains(dyad);
        let ending = || listing.chains.iter().filter(|path| has(path[path.len() - 1]));
        Tally {
            dyad: (key(dyad.0), key(dyad.1)),
            events: (0..listing.nodes.len()).filter(|event| has(*event)).count() as u64,
            hops: listing.hops.iter().filter(|hop| has(hop.1)).count() as u64,
            chains: ending().count().into(),
            greatest_rise: ending().map(|path| listing.rise(path)).max(),
        }
    };
    let mut tallies: Vec<_> = dyads.iter().map(tally).collect();
    tallies.sort_by(|one, other| one.dyad.cmp(&other.dyad));
    tallies
}

impl Shares {
    /// Replaces fractions that differ from the expected ones in the last bits only.
    pub(crate) fn forgive_rounding(&mut self, expected: &Self) {
        let forgive = |actual: &mut f64, expected: f64| {
            if (*actual - expected).abs() <= 1e-14 * expected {
                *actual = expected;
            }
        };
        for (event, share) in &mut self.share {
            forgive(share, expected.share.get(event).copied().unwrap_or_default());
        }
        for (pivot, expected) in self.pivots.iter_mut().zip(&expected.pivots) {
            forgive(&mut pivot.share, expected.share);
        }
    }

    /// Returns where these differ from the expected ones, as text; empty if they do not.
    pub(crate) fn differences(&self, expected: &Self) -> String {
        let mut differences = Differences::default();
        differences.compare("count", &self.count, &expected.count);
        differences.compare("count by length", &self.by_len, &expected.by_len);
        differences.compare("shares", &self.share, &expected.share);
        differences.compare_each("pivot", &self.pivots, &expected.pivots);
        differences.compare_each("dyad", &self.by_dyad, &expected.by_dyad);
        differences.0
    }
}
