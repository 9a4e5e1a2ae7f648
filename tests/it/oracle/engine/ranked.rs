//! The library's best chains, in the oracle's shape.

use escalade::{Chains, EventRef, Rank, Top};

use super::{checked, names};
use crate::oracle::{
    answers::{Hopped, Names},
    ranked::{Best, Ranked},
};

/// The best chains by every rank, where events weigh so much, in order of recording.
pub(crate) fn ranked(chains: &Chains<'_>, hopped: &[Hopped], weights: &[i32]) -> Ranked {
    let weight = |event: EventRef<'_>| weights[event.id().index()];
    let [longest, steepest] =
        [Rank::Longest, Rank::GreatestRise].map(|rank| best(|| chains.top(rank), hopped));
    let heaviest = chains.heaviest(weight).as_ref().map(names);
    Ranked { best: [longest, steepest, best(|| chains.top_heaviest(weight), hopped)], heaviest }
}

fn best<'t>(top: impl Fn() -> Top<'t>, hopped: &[Hopped]) -> Best {
    let all: Vec<_> = top().map(|chain| checked(&chain, hopped)).collect();
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
