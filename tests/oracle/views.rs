//! What a view lets through, and how: step by step, each event against all that are seen before it.

use escalade::Field;

use super::{
    actors::{dyads, is_within, sources},
    drafts::{Drafts, Grain, RawEvent, ScaleWord, Step},
    score,
    time::{DAY, Moment, RawWhen},
};

/// An event as it is seen: with its place in the drafts, mutual where a twin was merged into it.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) id: usize,
    pub(super) event: RawEvent,
}

/// The events that a view lets through, in total order.
pub(super) fn seen(drafts: &Drafts, view: &[Step]) -> Vec<Seen> {
    let mut seen: Vec<Seen> =
        drafts.events.iter().cloned().enumerate().map(|(id, event)| Seen { id, event }).collect();
    seen.sort_by_key(|one| (one.event.when.earliest(), one.id));
    for step in view {
        match step {
            Step::During(from, until) => {
                let start_of = |moment: &Moment| RawWhen::at(*moment).earliest();
                let window = start_of(from)..start_of(until);
                seen.retain(|one| window.contains(&one.event.when.earliest()));
            }
            Step::Kinds(kinds) => seen.retain(|one| kinds.contains(&score::kind(&one.event))),
            Step::Of(wholes) => seen.retain(|one| is_of(drafts, &one.event, wholes)),
            Step::OneADay(fields) => {
                let repeats = |d: &Seen, e: &Seen| alike(&d.event, &e.event, fields);
                without_followers(&mut seen, |before, e| before.iter().any(|d| repeats(d, e)));
            }
            Step::Onsets(quiet, scale, grain) => without_followers(&mut seen, |before, e| {
                is_continuation(drafts, before, e, (*quiet, *scale, grain))
            }),
            Step::MergeMutual => merge_twins(&mut seen),
        }
    }
    seen
}

/// Whether one of these actors is a party of an event, itself or through what is part of it.
fn is_of(drafts: &Drafts, event: &RawEvent, wholes: &[String]) -> bool {
    let onset = event.when.earliest();
    sources(event)
        .iter()
        .chain(&event.targets)
        .any(|party| is_within(drafts, *party, wholes, onset))
}

/// Leaves out each event that follows in some way from those seen before it, be they left out too.
fn without_followers(seen: &mut Vec<Seen>, follows: impl Fn(&[Seen], &Seen) -> bool) {
    let all = seen.clone();
    let mut at = 0;
    seen.retain(|one| {
        at += 1;
        !follows(&all[..at - 1], one)
    });
}

/// Whether two events are of one day and alike in these fields.
fn alike(d: &RawEvent, e: &RawEvent, fields: &[Field]) -> bool {
    let day = |event: &RawEvent| {
        let (first, last) = (event.when.earliest(), event.when.latest() - 1);
        (first.div_euclid(DAY) == last.div_euclid(DAY)).then_some(first.div_euclid(DAY))
    };
    let interval = |event: &RawEvent| (event.when.earliest(), event.when.latest());
    let one_day = match (day(d), day(e)) {
        (Some(one), Some(other)) => one == other,
        _ => interval(d) == interval(e),
    };
    one_day
        && fields.iter().all(|field| match field {
            Field::Source => same(sources(d), sources(e)) && d.mutual == e.mutual,
            Field::Target => same(&d.targets, &e.targets) && d.mutual == e.mutual,
            Field::Code if d.code.is_some() => d.code == e.code,
            Field::Code => e.code.is_none() && score::kind(d) == score::kind(e),
            Field::Kind => score::kind(d) == score::kind(e),
            other => unreachable!("the oracle does not know {other:?}"),
        })
}

/// Whether the same actors stand in two lists.
fn same(left: &[usize], right: &[usize]) -> bool {
    left.iter().all(|actor| right.contains(actor)) && right.iter().all(|actor| left.contains(actor))
}

/// Whether each dyad of an event had one as high before, not longer ago than the quiet time.
fn is_continuation(
    drafts: &Drafts,
    before: &[Seen],
    e: &Seen,
    (quiet, scale, grain): (i64, ScaleWord, &Grain),
) -> bool {
    let Some(level) = score::level(&e.event, scale) else { return false };
    let of = |event: &RawEvent| dyads(drafts, event, sources(event), (grain, false));
    let continued = |dyad: &(usize, usize)| {
        before.iter().any(|d| {
            d.event.when.earliest() >= e.event.when.earliest() - quiet
                && score::level(&d.event, scale).is_some_and(|before| before >= level)
                && of(&d.event).contains(dyad)
        })
    };
    let dyads = of(&e.event);
    !dyads.is_empty() && dyads.iter().all(continued)
}

/// Makes the first of two mirrored events mutual and leaves the other out.
fn merge_twins(seen: &mut Vec<Seen>) {
    let mut kept: Vec<Seen> = Vec::new();
    // Which of those kept may still find a twin.
    let mut single: Vec<usize> = Vec::new();
    for one in seen.drain(..) {
        match single.iter().position(|at| mirrored(&kept[*at].event, &one.event)) {
            Some(nth) => kept[single.remove(nth)].event.mutual = true,
            None => {
                single.push(kept.len());
                kept.push(one);
            }
        }
    }
    *seen = kept;
}

fn mirrored(d: &RawEvent, e: &RawEvent) -> bool {
    let some = |event: &RawEvent| !sources(event).is_empty() && !event.targets.is_empty();
    let exchanged = same(sources(d), &e.targets) && same(&d.targets, sources(e));
    let interval = |event: &RawEvent| (event.when.earliest(), event.when.latest());
    let coded = |event: &RawEvent| (event.code.clone(), event.score, score::act(event));
    let one_way = !d.mutual && !e.mutual && !same(sources(d), &d.targets);
    one_way && some(d) && exchanged && interval(d) == interval(e) && coded(d) == coded(e)
}
