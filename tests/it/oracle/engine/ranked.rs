//! The library's best chains, in the types of the oracle.

use escalade::{Chains, EventRef, Rank, Top};

use super::{checked, names};
use crate::oracle::{
    answers::{Names, RawHop},
    ranked::{Best, Ranked},
};

/// Returns the best chains by every rank, with a weight for each event in order of recording.
pub(crate) fn ranked(chains: &Chains<'_>, listed_hops: &[RawHop], weights: &[i32]) -> Ranked {
    let weight = |event: EventRef<'_>| weights[event.id().index()];
    let [longest, steepest] =
        [Rank::Longest, Rank::GreatestRise].map(|rank| best(|| chains.top(rank), listed_hops));
    let heaviest = chains.best(chains.weights(weight)).as_ref().map(names);
    Ranked {
        best: [longest, steepest, best(|| chains.top(chains.weights(weight)), listed_hops)],
        heaviest,
    }
}

fn best<'t>(top: impl Fn() -> Top<'t>, listed_hops: &[RawHop]) -> Best {
    let all: Vec<_> = top().map(|chain| checked(&chain, listed_hops)).collect();
    let one_per_end = named(top().one_per_end());
    let event_disjoint = named(top().event_disjoint());

    let mut begun = top();
    begun.by_ref().take(2).for_each(drop);
    assert_eq!(named(begun.clone()), all[all.len().min(2)..], "a clone goes on from there");
    assert_eq!(named(begun.clone().one_per_end()), one_per_end, "one begun starts over");
    assert_eq!(named(begun.event_disjoint()), event_disjoint, "one begun starts over");
    assert_eq!(named(top().one_per_end().event_disjoint()), event_disjoint, "the last holds");
    assert_eq!(named(top().event_disjoint().one_per_end()), one_per_end, "the last holds");
    Best { all, one_per_end, event_disjoint }
}

fn named(top: Top<'_>) -> Vec<Names> {
    top.map(|chain| names(&chain)).collect()
}
