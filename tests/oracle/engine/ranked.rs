//! The library's best chains, in the oracle's shape.

use escalade::{Chains, EventRef, Rank, Top};

use super::{checked, names};
use crate::oracle::{
    answers::Hopped,
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
    let all = top().map(|chain| checked(&chain, hopped)).collect();
    let one_per_end = top().one_per_end().map(|chain| names(&chain)).collect();
    let event_disjoint = top().event_disjoint().map(|chain| names(&chain)).collect();
    Best { all, one_per_end, event_disjoint }
}
