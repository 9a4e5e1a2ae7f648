//! What a view lets through, and how: step by step, each event against all that are seen before it.

use escalade::{Field, scale::QuadClass};

use super::{
    actors::{dyads, is_within, sources},
    drafts::{Drafts, Grain, RawEvent, ScaleWord, Step},
    extras::RawExtras,
    score,
    time::{DAY, Moment, RawWhen, day_of},
};

/// An event as it is seen: with its place in the drafts, mutual where a twin was merged into it.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) id: usize,
    pub(super) event: RawEvent,
}

/// Whether a view tells of links: nobody but the coder tells of those that are drawn.
pub(crate) fn tells_links(view: &[Step]) -> bool {
    !view.iter().any(|step| matches!(step, Step::ReportedBy(_)))
}

/// What a view shows, as plain data.
#[derive(Debug, PartialEq)]
pub(crate) struct Shown {
    pub(crate) events: Vec<AsSeen>,
    /// For each step how many events it left out, and of how many it could not tell.
    pub(crate) tallies: Vec<(u64, u64)>,
}

/// An event as it is seen: name, whether mutual, how much was written of it, and who reports it.
pub(crate) type AsSeen = (u32, bool, RawExtras, Vec<usize>);

/// What a view must show.
pub(super) fn shown(drafts: &Drafts, view: &[Step]) -> Shown {
    let (seen, tallies) = taken(drafts, view);
    let as_seen = |Seen { event, .. }: Seen| {
        let mut told_by = event.told_by;
        told_by.sort_unstable();
        (event.name, event.mutual, event.extras, told_by)
    };
    Shown { events: seen.into_iter().map(as_seen).collect(), tallies }
}

/// The events that a view lets through, in total order.
pub(super) fn seen(drafts: &Drafts, view: &[Step]) -> Vec<Seen> {
    taken(drafts, view).0
}

fn taken(drafts: &Drafts, view: &[Step]) -> (Vec<Seen>, Vec<(u64, u64)>) {
    let mut seen: Vec<Seen> =
        drafts.events.iter().cloned().enumerate().map(|(id, event)| Seen { id, event }).collect();
    seen.sort_by_key(|one| (one.event.when.earliest(), one.id));
    let mut tallies = Vec::new();
    for step in view {
        let before = seen.len();
        let not_stated = take(drafts, step, &mut seen);
        tallies.push(((before - seen.len()) as u64, not_stated as u64));
    }
    (seen, tallies)
}

/// Takes a step, and tells of how many events it could not tell.
fn take(drafts: &Drafts, step: &Step, seen: &mut Vec<Seen>) -> usize {
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
            without_followers(seen, |before, e| before.iter().any(|d| repeats(d, e)));
        }
        Step::Onsets(quiet, scale, grain) => without_followers(seen, |before, e| {
            is_continuation(drafts, before, e, (*quiet, *scale, grain))
        }),
        Step::MergeMutual => merge_twins(seen),
        Step::MergedReports => merge_repeats(seen),
        Step::ReportedBy(teller) => {
            for one in seen.iter_mut() {
                one.event.told_by.retain(|by| drafts.actors[*by].key == *teller);
            }
            seen.retain(|one| !one.event.told_by.is_empty());
        }
        Step::MaxLag(most) => {
            return keep_stated(seen, |event| {
                let lag = event.extras.added? - day_of(event.when.earliest());
                Some(lag * DAY <= *most)
            });
        }
        Step::RootEvents => return keep_stated(seen, |event| event.extras.root),
        Step::MinMentions(least) => {
            return keep_stated(seen, |event| Some(event.extras.mentions? >= *least));
        }
        Step::QuadClasses(classes) => {
            seen.retain(|one| quad_class(&one.event).is_some_and(|class| classes.contains(&class)));
        }
    }
    0
}

/// Keeps what passes and what there is no telling of, and counts the latter.
fn keep_stated(seen: &mut Vec<Seen>, test: impl Fn(&RawEvent) -> Option<bool>) -> usize {
    seen.retain(|one| test(&one.event) != Some(false));
    seen.iter().filter(|one| test(&one.event).is_none()).count()
}

/// By the first two digits of a CAMEO code, by the event of PLOVER, by what the action of a dispute is.
fn quad_class(event: &RawEvent) -> Option<QuadClass> {
    let code = event.code.as_deref()?;
    let number = match code.split_once(':') {
        None => match code.get(..2)?.parse().ok()? {
            1..=5 => 1,
            6..=8 => 2,
            9..=13 => 3,
            14..=20 => 4,
            _ => 0,
        },
        Some(("PLOVER", text)) => match text.split('/').next()? {
            "AGREE" | "CONSULT" | "SUPPORT" | "CONCEDE" => 1,
            "COOPERATE" | "AID" | "RETREAT" => 2,
            "REQUEST" | "ACCUSE" | "REJECT" | "THREATEN" => 3,
            "PROTEST" | "SANCTION" | "MOBILIZE" | "COERCE" | "ASSAULT" => 4,
            _ => 0,
        },
        Some(("MID", text)) => match text.parse().ok()? {
            1..=6 | 18 => 3,
            7..=21 => 4,
            _ => 0,
        },
        Some(("UCDP", "1" | "2" | "3")) => 4,
        _ => 0,
    };
    QuadClass::from_number(number)
}

/// Lets the first of the events that are one, taken up again and again, stand for all.
fn merge_repeats(seen: &mut Vec<Seen>) {
    let mut kept: Vec<Seen> = Vec::new();
    for one in seen.drain(..) {
        match kept.iter_mut().find(|first| repeated(&first.event, &one.event)) {
            Some(first) => {
                first.event.extras.and(one.event.extras);
                first.event.told_by.extend(one.event.told_by);
            }
            None => kept.push(one),
        }
    }
    *seen = kept;
}

fn repeated(d: &RawEvent, e: &RawEvent) -> bool {
    let sides = |event: &RawEvent| [sources(event).to_vec(), event.targets.clone()];
    let ([by, on], [by_again, on_again]) = (sides(d), sides(e));
    let straight = same(&by, &by_again) && same(&on, &on_again);
    let exchanged = same(&by, &on_again) && same(&on, &by_again);
    let whole = [by, on, by_again, on_again].iter().all(|side| !side.is_empty());
    whole
        && d.mutual == e.mutual
        && (straight || d.mutual && exchanged)
        && interval(d) == interval(e)
        && coded(d) == coded(e)
}

fn interval(event: &RawEvent) -> (i64, i64) {
    (event.when.earliest(), event.when.latest())
}

fn coded(event: &RawEvent) -> impl PartialEq {
    (event.code.clone(), event.score, score::act(event))
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
    let one_way = !d.mutual && !e.mutual && !same(sources(d), &d.targets);
    one_way && some(d) && exchanged && interval(d) == interval(e) && coded(d) == coded(e)
}
