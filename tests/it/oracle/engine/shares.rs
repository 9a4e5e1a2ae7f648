//! The library's counts of chains by what they have in common, in the types of the oracle.

use escalade::{
    Chains, Count, ErrorKind, EventId, Timeline,
    chain::{DyadTally, Pivot},
};
use num_bigint::BigUint;

use super::name;
use crate::oracle::shares::{RawPivot, Shares, Tally};

/// Counts of chains by what they have in common.
pub(crate) fn shares(timeline: &Timeline, chains: &Chains<'_>) -> Shares {
    let named = |event: EventId| name(timeline.event(event).key());
    let pivotal = |pivot: Pivot<'_>| RawPivot {
        event: name(pivot.event().key()),
        chains: exact(pivot.chains()),
        share: pivot.share(),
    };
    let by_len = chains.count_by_len();
    if let Err(error) = &by_len {
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
        assert!(error.to_string().contains("max_len"), "it says how to mend it: {error}");
    }
    Shares {
        count: exact(&chains.count()),
        by_len: by_len
            .ok()
            .map(|by_len| by_len.iter().map(|(len, count)| (*len, exact(count))).collect()),
        share: timeline
            .events()
            .map(|event| (named(event.id()), chains.share(event.id())))
            .collect(),
        pivots: chains.pivots().map(pivotal).collect(),
        by_dyad: chains.by_dyad().iter().map(tally).collect(),
    }
}

fn tally(tally: &DyadTally) -> Tally {
    Tally {
        dyad: (tally.source().to_owned(), tally.target().to_owned()),
        events: tally.events(),
        hops: tally.hops(),
        chains: exact(tally.chains()),
        greatest_rise: tally.greatest_rise().map(|rise| i32::try_from(rise.tenths()).unwrap()),
    }
}

/// Returns a count in full: timelines of tests have too few chains for a logarithm.
fn exact(count: &Count) -> BigUint {
    assert!(count.is_exact(), "{count}");
    count.to_u128().map_or_else(|| count.to_string().parse().unwrap(), BigUint::from)
}
