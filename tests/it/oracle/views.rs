//! Views: each step is applied to the events left by the steps before, comparing each event with
//! all events before it.

use escalade::{scale::QuadClass, timeline::Field};

use super::{
    actors::{dyads, is_within, sources},
    drafts::{Drafts, RawEvent, RawGranularity, ScaleName, Step},
    extras::RawExtras,
    score,
    time::{DAY, Moment, RawWhen, day_of},
};

/// An event as a view shows it, with its index in the drafts. It is mutual if a mirrored event was
/// merged into it.
#[derive(Clone, Debug)]
pub(super) struct ViewedEvent {
    pub(super) id: usize,
    pub(super) event: RawEvent,
}

/// Returns `true` if a view has links. Links are recorded by the coder only, so a view of one
/// reporter has none.
pub(crate) fn shows_links(view: &[Step]) -> bool {
    !view.iter().any(|step| matches!(step, Step::ReportedBy(_)))
}

/// What a view shows, as plain data.
#[derive(Debug, PartialEq)]
pub(crate) struct ShownView {
    pub(crate) events: Vec<ShownEvent>,
    /// For each step, the number of events that it left out, and the number of events for which the
    /// value is not stated.
    pub(crate) tallies: Vec<(u64, u64)>,
}

/// An event as a view shows it: name, whether it is mutual, extras, and reporters.
pub(crate) type ShownEvent = (u32, bool, RawExtras, Vec<usize>);

/// Returns what a view must show.
pub(super) fn shown(drafts: &Drafts, view: &[Step]) -> ShownView {
    let (seen, tallies) = taken(drafts, view);
    let shown_event = |ViewedEvent { event, .. }: ViewedEvent| {
        let mut reporters = event.reporters;
        reporters.sort_unstable();
        (event.name, event.mutual, event.extras, reporters)
    };
    ShownView { events: seen.into_iter().map(shown_event).collect(), tallies }
}

/// Returns the events of a view, in total order.
pub(super) fn seen(drafts: &Drafts, view: &[Step]) -> Vec<ViewedEvent> {
    taken(drafts, view).0
}

fn taken(drafts: &Drafts, view: &[Step]) -> (Vec<ViewedEvent>, Vec<(u64, u64)>) {
    let mut seen: Vec<ViewedEvent> = drafts
        .events
        .iter()
        .cloned()
        .enumerate()
        .map(|(id, event)| ViewedEvent { id, event })
        .collect();
    seen.sort_by_key(|one| (one.event.when.earliest(), one.id));
    let mut tallies = Vec::new();
    for step in view {
        let before = seen.len();
        let not_stated = take(drafts, step, &mut seen);
        tallies.push(((before - seen.len()) as u64, not_stated as u64));
    }
    (seen, tallies)
}

/// Applies a step. Returns the number of events for which the value is not stated.
fn take(drafts: &Drafts, step: &Step, seen: &mut Vec<ViewedEvent>) -> usize {
    match step {
        Step::During(from, until) => {
            let start_of = |moment: &Moment| RawWhen::at(*moment).earliest();
            let window = start_of(from)..start_of(until);
            seen.retain(|one| window.contains(&one.event.when.earliest()));
        }
        Step::Kinds(kinds) => seen.retain(|one| kinds.contains(&score::kind(&one.event))),
        Step::Of(wholes) => seen.retain(|one| is_of(drafts, &one.event, wholes)),
        Step::OneADay(fields) => {
            let repeats = |d: &ViewedEvent, e: &ViewedEvent| alike(&d.event, &e.event, fields);
            without_followers(seen, |before, e| before.iter().any(|d| repeats(d, e)));
        }
        Step::Onsets(quiet, scale, raw_granularity) => without_followers(seen, |before, e| {
            is_continuation(drafts, before, e, (*quiet, *scale, raw_granularity))
        }),
        Step::MergeMutual => merge_mirrored(seen),
        Step::MergedReports => merge_repeats(seen),
        Step::ReportedBy(reporter) => {
            for one in seen.iter_mut() {
                one.event.reporters.retain(|by| drafts.actors[*by].key == *reporter);
            }
            seen.retain(|one| !one.event.reporters.is_empty());
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

/// Keeps the events that pass and those for which the value is not stated. Returns the number of
/// the latter.
fn keep_stated(seen: &mut Vec<ViewedEvent>, test: impl Fn(&RawEvent) -> Option<bool>) -> usize {
    seen.retain(|one| test(&one.event) != Some(false));
    seen.iter().filter(|one| test(&one.event).is_none()).count()
}

/// Returns the quad class that follows from the first two digits of a CAMEO code, the event type of
/// PLOVER, or the action of a dispute.
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

/// Merges repeated records of an event into the first of them.
fn merge_repeats(seen: &mut Vec<ViewedEvent>) {
    let mut kept: Vec<ViewedEvent> = Vec::new();
    for one in seen.drain(..) {
        match kept.iter_mut().find(|first| repeated(&first.event, &one.event)) {
            Some(first) => {
                first.event.extras.and(one.event.extras);
                first.event.reporters.extend(one.event.reporters);
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

/// Returns `true` if one of these actors, or a part of it, is a party of an event.
fn is_of(drafts: &Drafts, event: &RawEvent, wholes: &[String]) -> bool {
    let onset = event.when.earliest();
    sources(event)
        .iter()
        .chain(&event.targets)
        .any(|party| is_within(drafts, *party, wholes, onset))
}

/// Leaves out each event for which `follows` holds of the events before it, including those already
/// left out.
fn without_followers(
    seen: &mut Vec<ViewedEvent>,
    follows: impl Fn(&[ViewedEvent], &ViewedEvent) -> bool,
) {
    let all = seen.clone();
    let mut at = 0;
    seen.retain(|one| {
        at += 1;
        !follows(&all[..at - 1], one)
    });
}

/// Returns `true` if two events are of the same day and equal in these fields.
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

/// Returns `true` if two lists hold the same actors.
fn same(left: &[usize], right: &[usize]) -> bool {
    left.iter().all(|actor| right.contains(actor)) && right.iter().all(|actor| left.contains(actor))
}

/// Returns `true` if each dyad of an event had an event of the same or a higher level within the
/// quiet time before.
fn is_continuation(
    drafts: &Drafts,
    before: &[ViewedEvent],
    e: &ViewedEvent,
    (quiet, scale, raw_granularity): (i64, ScaleName, &RawGranularity),
) -> bool {
    let Some(level) = score::level(&e.event, scale) else { return false };
    let of = |event: &RawEvent| dyads(drafts, event, sources(event), (raw_granularity, false));
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
fn merge_mirrored(seen: &mut Vec<ViewedEvent>) {
    let mut kept: Vec<ViewedEvent> = Vec::new();
    // Which of the kept events have no mirrored event yet.
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
