//! Random timelines in which ties, several parties, mixed precision and excluded events are all
//! common, and random queries.

pub(crate) mod queries;

use std::fmt::Debug;

use escalade::{EventKind, Relation, model::MembershipKind};
use proptest::{
    bool::weighted,
    collection::vec,
    option,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::select,
};

use crate::oracle::{
    drafts::{Drafts, RawActor, RawEvent, RawLink, RawMembership, ScaleName},
    extras::RawExtras,
    score::{CODES, OTHER_CODES, kind},
    time::{DAY, Moment, RawWhen},
};

pub(crate) use queries::{dense_queries, other_queries, queries, view_queries};

/// The maximum number of actors of a timeline.
pub(crate) const ACTORS: usize = 4;

/// The maximum number of events of a small timeline.
pub(crate) const EVENTS: usize = 12;

/// The days of the events, counted from 1 April 2024.
const DAYS: std::ops::Range<i64> = 0..7;

/// The codes that most events of a timeline have: hostile ones of one vocabulary.
const USUAL: [&[&str]; 4] = [
    &["112", "130", "172", "138", "190", "195"],
    &["112", "130", "172", "138", "190", "195"],
    &["PLOVER:ACCUSE", "PLOVER:THREATEN/territory", "PLOVER:PROTEST", "PLOVER:ASSAULT/drone"],
    &["MID:1", "MID:7", "MID:16", "MID:18", "MID:20"],
];

const RELATIONS: [Relation; 7] = [
    Relation::RespondsTo,
    Relation::RetaliatesFor,
    Relation::CarriesOut,
    Relation::PartOf,
    Relation::About,
    Relation::Denies,
    Relation::Corroborates,
];

/// The approximate probabilities of unusual features of a timeline.
#[derive(Clone, Copy)]
struct Odds {
    /// Onsets other than single days.
    time: f64,
    /// No source or target, or several of them; candidates; mutual events.
    parties: f64,
    /// No level, or several levels; scores in the file.
    levels: f64,
    /// Memberships of actors.
    memberships: f64,
    /// Declared links.
    links: f64,
    /// Repeated and mirrored records of an event.
    echoes: f64,
    /// Mentions, dates of addition, and reporters.
    extras: f64,
}

impl Odds {
    const PLAIN: Self = Self::all(0.0001);
    const MILD: Self = Self::all(0.05);
    const WILD: Self = Self::all(0.35);

    const fn all(odd: f64) -> Self {
        Self {
            time: odd,
            parties: odd,
            levels: odd,
            memberships: odd,
            links: odd,
            echoes: odd,
            extras: odd,
        }
    }
}

/// Small timelines, from ones as plain as coded data to ones with all unusual features at once.
pub(crate) fn drafts() -> impl Strategy<Value = Drafts> {
    prop_oneof![
        2 => timelines(Odds::PLAIN, SMALL),
        3 => timelines(Odds { time: 0.5, ..Odds::PLAIN }, SMALL),
        1 => timelines(Odds { parties: 0.3, ..Odds::PLAIN }, SMALL),
        1 => timelines(Odds { levels: 0.3, memberships: 0.5, ..Odds::PLAIN }, SMALL),
        2 => timelines(Odds { links: 0.4, ..Odds::MILD }, SMALL),
        1 => timelines(Odds { echoes: 0.4, extras: 0.6, ..Odds::PLAIN }, SMALL),
        2 => timelines(Odds { echoes: 0.4, extras: 0.6, ..Odds::MILD }, SMALL),
        2 => timelines(Odds::MILD, SMALL),
        2 => timelines(Odds::WILD, SMALL),
    ]
}

/// Timelines of up to 48 events, most of them plain.
pub(crate) fn larger() -> impl Strategy<Value = Drafts> {
    prop_oneof![
        timelines(Odds::PLAIN, LARGER),
        timelines(Odds { time: 0.5, ..Odds::PLAIN }, LARGER),
        timelines(Odds::MILD, LARGER),
    ]
}

/// The number of events of a timeline, and the number of weeks that they are spread over.
#[derive(Clone, Copy)]
struct Size {
    least: usize,
    most: usize,
    weeks: usize,
    /// The number of times that the usual levels of Kahn's ladder are repeated one level higher.
    ranges: usize,
}

const SMALL: Size = Size { least: 0, most: EVENTS, weeks: 1, ranges: 1 };
const LARGER: Size = Size { least: 0, most: 4 * EVENTS, weeks: 1, ranges: 1 };

/// Timelines of up to 96 events over several weeks, without links, of which events far apart are not near.
#[cfg(feature = "watch")]
pub(crate) fn sparse() -> impl Strategy<Value = Drafts> {
    select(vec![1, 4, 12]).prop_flat_map(|weeks| {
        let size = Size { least: 0, most: 96, weeks, ranges: 1 };
        prop_oneof![
            2 => timelines(Odds::PLAIN, size),
            2 => timelines(Odds { time: 0.3, ..Odds::PLAIN }, size),
            1 => timelines(Odds { time: 0.1, parties: 0.2, levels: 0.1, ..Odds::PLAIN }, size),
            1 => timelines(Odds { memberships: 0.3, extras: 0.3, ..Odds::PLAIN }, size),
            1 => timelines(Odds { links: 0.0001, echoes: 0.0001, ..Odds::MILD }, size),
        ]
    })
}

/// Timelines of 30 to `most` events between two or three actors, within one week or several.
pub(crate) fn dense(most: usize) -> impl Strategy<Value = Drafts> {
    let mosts = select(vec![30, 30, 60, 60, 120, 250, 400]);
    let spread = (select(vec![1, 1, 3, 12]), select(vec![1, 4, 12]));
    (mosts, spread).prop_flat_map(move |(events, (weeks, ranges))| {
        let size = Size { least: 30, most: events.min(most), weeks, ranges };
        prop_oneof![
            2 => timelines(Odds::PLAIN, size),
            2 => timelines(Odds { time: 0.5, ..Odds::PLAIN }, size),
            1 => timelines(Odds { time: 0.2, levels: 0.3, ..Odds::PLAIN }, size),
            1 => timelines(Odds { links: 0.4, time: 0.2, ..Odds::PLAIN }, size),
            2 => timelines(Odds::MILD, size),
        ]
    })
}

fn timelines(odds: Odds, size: Size) -> impl Strategy<Value = Drafts> {
    select(&USUAL[..]).prop_flat_map(move |usual| timelines_of(usual, odds, size))
}

fn timelines_of(
    usual: &'static [&'static str],
    odds: Odds,
    Size { least, most, weeks, ranges }: Size,
) -> impl Strategy<Value = Drafts> {
    let actors =
        vec(memberships(odds.memberships), 2..=if odds.parties > 0.1 { ACTORS } else { 3 });
    let relation = sometimes(0.5, select(&RELATIONS[..]), select(&RELATIONS[..2]));
    let confidence = option::weighted(odds.links, percent());
    let links = vec((0..most, relation, 0..most, confidence), 0..=(odds.links * 40.0) as usize);
    let unreadable = option::weighted(odds.levels, 1_u64..5).prop_map(Option::unwrap_or_default);
    // Twice as many events are drawn and the last ones kept. So full timelines are common, and yet
    // they shrink one event at a time.
    let echo = option::weighted(odds.echoes, (0..most, any::<bool>()));
    (actors, vec((event(usual, odds), echo), least..2 * most), links, unreadable).prop_map(
        move |(actors, mut events, links, unreadable)| {
            events.drain(..events.len().saturating_sub(most));
            let (mut events, echoes): (Vec<_>, Vec<_>) = events.into_iter().unzip();
            let wrap = |list: &mut Vec<usize>| list.iter_mut().for_each(|one| *one %= actors.len());
            for (nth, event) in events.iter_mut().enumerate() {
                event.name = nth as u32 + 1;
                event.when = event.when.later_by(7 * (nth * 7919 % weeks) as i64);
                for (scale, level) in &mut event.levels {
                    if *scale == ScaleName::Kahn {
                        *level += 10 * (nth * 7919 % ranges) as i32;
                    }
                }
                wrap(&mut event.sources);
                wrap(&mut event.targets);
                // An event between an actor and itself gets another target. Self-pairs still occur
                // through roll-up.
                if let ([source], [target]) = (&event.sources[..], &mut event.targets[..])
                    && source == target
                {
                    *target = (*target + 1) % actors.len();
                }
                wrap(&mut event.reporters);
                event.candidates.iter_mut().for_each(|(actors, _)| wrap(actors));
                // Candidates exclude one another, so no two are the same actors.
                let mut known: Vec<std::collections::BTreeSet<usize>> = Vec::new();
                event.candidates.retain(|(actors, _)| {
                    let actors = actors.iter().copied().collect();
                    let is_new = !known.contains(&actors);
                    known.push(actors);
                    is_new
                });
            }
            for (nth, echo) in echoes.into_iter().enumerate().skip(1) {
                if let Some((back, mirrored)) = echo {
                    events[nth] = echoed(&events[nth - 1 - back % nth], mirrored, &events[nth]);
                }
            }
            let links = links.into_iter().filter_map(|link| valid_link(link, &events)).collect();
            let actors = actors.into_iter().enumerate().map(raw_actor).collect();
            Drafts { actors, events, links, unreadable }
        },
    )
}

/// Returns a repeated or mirrored record of an event, with its own name, levels and reports.
fn echoed(event: &RawEvent, mirrored: bool, own: &RawEvent) -> RawEvent {
    let mut echo = RawEvent {
        name: own.name,
        levels: own.levels.clone(),
        extras: own.extras,
        reporters: own.reporters.clone(),
        ..event.clone()
    };
    if mirrored && event.candidates.is_empty() {
        std::mem::swap(&mut echo.sources, &mut echo.targets);
    }
    echo
}

/// Returns a link between two different events, reversed if the response would come before its
/// antecedent.
fn valid_link(
    (from, relation, to, confidence): (usize, Relation, usize, Option<u8>),
    events: &[RawEvent],
) -> Option<RawLink> {
    if events.is_empty() {
        return None;
    }
    let (from, to) = (from % events.len(), to % events.len());
    let order = |event: usize| (events[event].when.earliest(), event);
    let turned = relation.is_response() && order(from) < order(to);
    let (from, to) = if turned { (to, from) } else { (from, to) };
    (from != to).then_some(RawLink { from, relation, to, confidence })
}

/// Returns an actor with memberships in actors recorded earlier only, so that there is no circle.
fn raw_actor((nth, mut memberships): (usize, Vec<RawMembership>)) -> RawActor {
    memberships.retain_mut(|membership| {
        membership.of %= nth.max(1);
        nth > 0
    });
    RawActor { key: format!("A{nth}"), memberships }
}

/// A period from one day until another; either may be missing.
fn period() -> impl Strategy<Value = (Option<i64>, Option<i64>)> {
    (option::of(DAYS), option::of(1..3_i64))
        .prop_map(|(from, days)| (from, days.map(|days| from.unwrap_or(2) + days)))
}

fn memberships(odd: f64) -> impl Strategy<Value = Vec<RawMembership>> {
    let kinds = [
        MembershipKind::LocatedIn,
        MembershipKind::LocatedIn,
        MembershipKind::MemberOf,
        MembershipKind::ActsFor,
    ];
    let other = (select(kinds.to_vec()), 0..ACTORS, period())
        .prop_map(|(kind, of, (from, until))| RawMembership { kind, of, from, until });
    let part_of =
        |of, from, until| vec![RawMembership { kind: MembershipKind::PartOf, of, from, until }];
    let parts = prop_oneof![
        (0..ACTORS).prop_map(move |of| part_of(of, None, None)),
        (0..ACTORS, period()).prop_map(move |(of, (from, until))| part_of(of, from, until)),
        (0..ACTORS, 0..ACTORS, DAYS).prop_map(move |(first, then, day)| {
            [part_of(first, None, Some(day)), part_of(then, Some(day), None)].concat()
        }),
    ];
    let parts = option::weighted(odd, parts).prop_map(Option::unwrap_or_default);
    let others = option::weighted(odd, vec(other, 1..=2)).prop_map(Option::unwrap_or_default);
    (parts, others, any::<bool>()).prop_map(|(parts, others, parts_first)| {
        if parts_first { [parts, others].concat() } else { [others, parts].concat() }
    })
}

/// Draws from `unusual` with a probability, or else from `usual`.
fn sometimes<T: Debug>(
    odd: f64,
    unusual: impl Strategy<Value = T>,
    usual: impl Strategy<Value = T>,
) -> impl Strategy<Value = T> {
    (option::weighted(odd, unusual), usual).prop_map(|(unusual, usual)| unusual.unwrap_or(usual))
}

fn event(usual: &'static [&'static str], odds: Odds) -> impl Strategy<Value = RawEvent> {
    let candidate = (vec(0..ACTORS, 1..=2), option::weighted(0.8, select(vec![0_u8, 20, 33])));
    let candidates = sometimes(odds.parties / 2.0, vec(candidate, 1..=3), Just(Vec::new()));
    let pair = (vec(0..ACTORS, 1), vec(0..ACTORS, 1));
    let several = || vec(0..ACTORS, 0..=3);
    let parties = sometimes(odds.parties, (several(), several()), pair);
    let odd = odds.levels;
    let kahn = option::weighted(1.0 - odd / 3.0, select(vec![10, 20, 20, 30, 40]));
    let goldstein = option::weighted(odd, select(vec![-10, 0, 5, 20, 44, 70]));
    let plover = option::weighted(odd / 2.0, select(vec![-10, 0, 35, 70]));
    let hostility = option::weighted(odd / 2.0, select(vec![10, 20, 30, 40]));
    let fatalities = option::weighted(odd / 2.0, select(vec![0, 10, 120]));
    let known = prop_oneof![select(&CODES[..]), select(&OTHER_CODES[..])];
    let known = known.prop_map(|known| known.0.to_owned());
    let hostile = select(usual).prop_map(|code| (*code).to_owned());
    let code = option::weighted(1.0 - odd / 3.0, sometimes(odd, known, hostile));
    let score = option::weighted(odd, select(vec![-100, -70, -21, -20, 0, 30, 34, 60]));
    let deaths = (0..4_u64, prop_oneof![3 => Just(Some(0)), 1 => option::of(0..3_u64)]);
    let deaths = deaths.prop_map(|(least, more)| (least, more.map(|more| least + more)));
    let deaths = option::weighted(0.9, deaths);
    let kind_said = option::weighted(odd, select(EventKind::ALL));
    let levels = (kahn, goldstein, plover, hostility, fatalities, weighted(odd));
    let severity = (levels, code, score, deaths, kind_said);
    let sureness =
        || option::weighted(if odds.parties > 0.04 { 0.3 } else { odds.parties }, percent());
    let confidence = (sureness(), sureness());
    let written = (extras(odds.extras), vec(0..ACTORS, 0..=if odds.extras > 0.1 { 2 } else { 0 }));
    (when(odds.time), parties, candidates, weighted(odds.parties), severity, confidence, written)
        .prop_map(
            |(when, (mut sources, targets), candidates, mutual, severity, confidence, written)| {
                let (extras, reporters) = written;
                let (levels, code, score, deaths, stated) = severity;
                let (kahn, goldstein, plover, hostility, fatalities, flat) = levels;
                let (occurred, author_confidence) = confidence;
                let author_confidence = author_confidence.filter(|_| candidates.is_empty());
                if !candidates.is_empty() {
                    sources.clear();
                }
                let levels = [
                    (ScaleName::Kahn, kahn),
                    (ScaleName::Goldstein, goldstein),
                    (ScaleName::Plover, plover),
                    (ScaleName::Hostility, hostility),
                    (ScaleName::Fatalities, fatalities),
                    (ScaleName::Flat, flat.then_some(0)),
                ];
                let actual = levels.into_iter().filter_map(|(scale, level)| Some((scale, level?)));
                let mut event = RawEvent {
                    name: 0,
                    when,
                    sources,
                    candidates,
                    targets,
                    mutual,
                    author_confidence,
                    score: score.filter(|_| code.is_some()),
                    code,
                    levels: actual.collect(),
                    deaths,
                    kind: stated,
                    occurred,
                    extras,
                    reporters,
                };
                // Only attacks have deaths.
                event.deaths = deaths.filter(|_| kind(&event) == EventKind::Attack);
                event
            },
        )
}

fn extras(odd: f64) -> impl Strategy<Value = RawExtras> {
    let mentions = option::weighted(odd, 0..4_u64);
    // Some events are added before they happen.
    let added = option::weighted(odd, DAYS.start..DAYS.end + 4);
    (mentions, option::weighted(odd, any::<bool>()), added)
        .prop_map(|(mentions, root, added)| RawExtras { mentions, root, added })
}

fn percent() -> impl Strategy<Value = u8> {
    select(vec![0, 20, 33, 50, 70, 100])
}

fn when(odd: f64) -> impl Strategy<Value = RawWhen> {
    let clock = || select(vec![0, 3600, 12 * 3600, 12 * 3600 + 1, DAY - 1]);
    let offset = || select(vec![-5, 2, 3]);
    let instant = (DAYS, clock(), option::weighted(0.3, offset()), any::<bool>()).prop_map(
        |(day, second, offset, shown)| {
            Moment::Instant(day, second, offset, shown || second % 60 > 0)
        },
    );
    let range_end = |day, second: Option<i64>| match second {
        Some(second) => Moment::Instant(day, second, None, true),
        None => Moment::Day(day, None),
    };
    let seconds = || option::weighted(0.3, clock());
    let range = (DAYS, 0..3_i64, seconds(), seconds()).prop_map(move |(day, days, first, last)| {
        // On one day the range must not end before it begins.
        let first = first.filter(|first| days > 0 || last.is_none_or(|last| *first <= last));
        let last = Some(range_end(day + days, last));
        RawWhen { last, ..RawWhen::at(range_end(day, first)) }
    });
    let months = select(vec![Moment::Month(4), Moment::Month(5), Moment::Year]);
    let offset_day = (DAYS, offset()).prop_map(|(day, offset)| Moment::Day(day, Some(offset)));
    let unusual = prop_oneof![
        3 => instant.prop_map(RawWhen::at),
        3 => range,
        1 => offset_day.prop_map(RawWhen::at),
        1 => months.prop_map(RawWhen::at),
    ];
    let day = DAYS.prop_map(|day| RawWhen::at(Moment::Day(day, None)));
    (sometimes(odd, unusual, day), weighted(odd / 2.0), weighted(odd / 2.0))
        .prop_map(|(onset, approximate, lasting)| RawWhen { approximate, lasting, ..onset })
}

/// Weights of events, negative and extreme ones included.
pub(crate) fn weights(events: usize) -> impl Strategy<Value = Vec<i32>> {
    vec(prop_oneof![9 => -3..4, 1 => select(vec![i32::MIN, i32::MAX, -1_000_000])], events)
}
