//! Small random timelines, in which ties, several parties, mixed precision and what is left out are
//! all common, and random queries over them.

use std::fmt::Debug;

use escalade::{
    EventKind, Field, Floor, MembershipKind, Pairing, Precedence, Relation, Rule, Trend,
};
use proptest::{
    bool::weighted,
    collection::vec,
    option,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::{select, subsequence},
};

use crate::oracle::{
    drafts::{
        Ask, Drafts, Grain, RawActor, RawEvent, RawLink, RawMembership, RawStay, ScaleWord, Step,
    },
    drawn::FIELDS,
    score::{CODES, OTHER_CODES, kind},
    terms::{Atom, Terms, Test, What},
    time::{DAY, Moment, RawWhen},
};

/// The most actors of a timeline.
pub(crate) const ACTORS: usize = 4;

/// The most events of a timeline.
pub(crate) const EVENTS: usize = 12;

/// Events happen on these days, counted from 1 April 2024.
const DAYS: std::ops::Range<i64> = 0..7;

/// The codes that are usual in a timeline: of one vocabulary, hostile.
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

/// With about which probability what is unusual occurs in a timeline.
#[derive(Clone, Copy)]
struct Odds {
    /// Onsets that are no plain days.
    time: f64,
    /// No source or target, or several; candidates, mutual events.
    parties: f64,
    /// No level, or several; scores of the file's own.
    levels: f64,
    /// Memberships of actors.
    memberships: f64,
    /// Declared links.
    links: f64,
    /// Events told again, from the same side or the other.
    echoes: f64,
}

impl Odds {
    const PLAIN: Self = Self::all(0.0001);
    const MILD: Self = Self::all(0.05);
    const WILD: Self = Self::all(0.35);

    const fn all(odd: f64) -> Self {
        Self { time: odd, parties: odd, levels: odd, memberships: odd, links: odd, echoes: odd }
    }
}

/// From timelines as plain as coded data is to those in which everything occurs at once.
pub(crate) fn drafts() -> impl Strategy<Value = Drafts> {
    prop_oneof![
        2 => timelines(Odds::PLAIN, EVENTS),
        3 => timelines(Odds { time: 0.5, ..Odds::PLAIN }, EVENTS),
        1 => timelines(Odds { parties: 0.3, ..Odds::PLAIN }, EVENTS),
        1 => timelines(Odds { levels: 0.3, memberships: 0.5, ..Odds::PLAIN }, EVENTS),
        2 => timelines(Odds { links: 0.4, ..Odds::MILD }, EVENTS),
        1 => timelines(Odds { echoes: 0.4, ..Odds::PLAIN }, EVENTS),
        2 => timelines(Odds { echoes: 0.4, ..Odds::MILD }, EVENTS),
        2 => timelines(Odds::MILD, EVENTS),
        2 => timelines(Odds::WILD, EVENTS),
    ]
}

/// Larger timelines, most of them plain.
pub(crate) fn larger() -> impl Strategy<Value = Drafts> {
    prop_oneof![
        timelines(Odds::PLAIN, 4 * EVENTS),
        timelines(Odds { time: 0.5, ..Odds::PLAIN }, 4 * EVENTS),
        timelines(Odds::MILD, 4 * EVENTS),
    ]
}

fn timelines(odds: Odds, most: usize) -> impl Strategy<Value = Drafts> {
    select(&USUAL[..]).prop_flat_map(move |usual| timelines_of(usual, odds, most))
}

fn timelines_of(
    usual: &'static [&'static str],
    odds: Odds,
    most: usize,
) -> impl Strategy<Value = Drafts> {
    let actors =
        vec(memberships(odds.memberships), 2..=if odds.parties > 0.1 { ACTORS } else { 3 });
    let relation = at_times(0.5, select(&RELATIONS[..]), select(&RELATIONS[..2]));
    let sure = option::weighted(odds.links, percent());
    let links = vec((0..most, relation, 0..most, sure), 0..=(odds.links * 40.0) as usize);
    let unreadable = option::weighted(odds.levels, 1_u64..5).prop_map(Option::unwrap_or_default);
    // More are made than the last that are kept: so full timelines are common, and yet they shrink
    // one event at a time.
    let echo = option::weighted(odds.echoes, (0..most, any::<bool>()));
    (actors, vec((event(usual, odds), echo), 0..2 * most), links, unreadable).prop_map(
        move |(actors, mut events, links, unreadable)| {
            events.drain(..events.len().saturating_sub(most));
            let (mut events, echoes): (Vec<_>, Vec<_>) = events.into_iter().unzip();
            let those =
                |list: &mut Vec<usize>| list.iter_mut().for_each(|one| *one %= actors.len());
            for (nth, event) in events.iter_mut().enumerate() {
                event.name = nth as u32 + 1;
                those(&mut event.sources);
                those(&mut event.targets);
                // What one does to itself alone is left to those who count as one.
                if let ([source], [target]) = (&event.sources[..], &mut event.targets[..])
                    && source == target
                {
                    *target = (*target + 1) % actors.len();
                }
                event.candidates.iter_mut().for_each(|(actors, _)| those(actors));
            }
            for (nth, echo) in echoes.into_iter().enumerate().skip(1) {
                if let Some((back, mirrored)) = echo {
                    events[nth] = echoed(&events[nth - 1 - back % nth], mirrored, &events[nth]);
                }
            }
            let links = links.into_iter().filter_map(|link| sound(link, &events)).collect();
            let actors = actors.into_iter().enumerate().map(named).collect();
            Drafts { actors, events, links, unreadable }
        },
    )
}

/// An event told again, from the same side or the other, with a name and levels of its own.
fn echoed(event: &RawEvent, mirrored: bool, own: &RawEvent) -> RawEvent {
    let mut echo = RawEvent { name: own.name, levels: own.levels.clone(), ..event.clone() };
    if mirrored && event.candidates.is_empty() {
        std::mem::swap(&mut echo.sources, &mut echo.targets);
    }
    echo
}

/// A link between two different events, turned so that a response comes after its antecedent.
fn sound(
    (from, relation, to, sure): (usize, Relation, usize, Option<u8>),
    events: &[RawEvent],
) -> Option<RawLink> {
    if events.is_empty() {
        return None;
    }
    let (from, to) = (from % events.len(), to % events.len());
    let order = |event: usize| (events[event].when.earliest(), event);
    let turned = relation.is_response() && order(from) < order(to);
    let (from, to) = if turned { (to, from) } else { (from, to) };
    (from != to).then_some(RawLink { from, relation, to, sure })
}

/// Memberships that lead to actors recorded earlier, so that none runs in a circle.
fn named((nth, mut memberships): (usize, Vec<RawMembership>)) -> RawActor {
    memberships.retain_mut(|membership| {
        membership.of %= nth.max(1);
        nth > 0
    });
    RawActor { key: format!("A{nth}"), memberships }
}

/// A period from one day until another, either left out.
fn dates() -> impl Strategy<Value = (Option<i64>, Option<i64>)> {
    (option::of(DAYS), option::of(1..3_i64))
        .prop_map(|(from, days)| (from, days.map(|days| from.unwrap_or(2) + days)))
}

/// As whom actors are compared. Blocs may be called as actors are, and hold some that are not there.
fn grains() -> impl Strategy<Value = Grain> {
    let stay = (0..=ACTORS, select(vec!["X", "Y", "A0", "A1"]), dates()).prop_map(
        |(actor, bloc, (from, until))| RawStay {
            actor: format!("A{actor}"),
            bloc: bloc.to_owned(),
            from,
            until,
        },
    );
    prop_oneof![
        Just(Grain::Exact),
        Just(Grain::State),
        Just(Grain::Country),
        vec(stay, 1..=4).prop_map(Grain::Blocs),
    ]
}

fn memberships(odd: f64) -> impl Strategy<Value = Vec<RawMembership>> {
    let kinds = [
        MembershipKind::LocatedIn,
        MembershipKind::LocatedIn,
        MembershipKind::MemberOf,
        MembershipKind::ActsFor,
    ];
    let other = (select(kinds.to_vec()), 0..ACTORS, dates())
        .prop_map(|(kind, of, (from, until))| RawMembership { kind, of, from, until });
    let part_of =
        |of, from, until| vec![RawMembership { kind: MembershipKind::PartOf, of, from, until }];
    let parts = prop_oneof![
        (0..ACTORS).prop_map(move |of| part_of(of, None, None)),
        (0..ACTORS, dates()).prop_map(move |(of, (from, until))| part_of(of, from, until)),
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

/// What occurs with some probability, or else what is usual.
fn at_times<T: Debug>(
    odd: f64,
    unusual: impl Strategy<Value = T>,
    usual: impl Strategy<Value = T>,
) -> impl Strategy<Value = T> {
    (option::weighted(odd, unusual), usual).prop_map(|(unusual, usual)| unusual.unwrap_or(usual))
}

fn event(usual: &'static [&'static str], odds: Odds) -> impl Strategy<Value = RawEvent> {
    let candidate = (vec(0..ACTORS, 1..=2), option::weighted(0.8, select(vec![0_u8, 20, 33])));
    let candidates = at_times(odds.parties / 2.0, vec(candidate, 1..=3), Just(Vec::new()));
    let pair = (vec(0..ACTORS, 1), vec(0..ACTORS, 1));
    let several = || vec(0..ACTORS, 0..=3);
    let parties = at_times(odds.parties, (several(), several()), pair);
    let odd = odds.levels;
    let kahn = option::weighted(1.0 - odd / 3.0, select(vec![10, 20, 20, 30, 40]));
    let goldstein = option::weighted(odd, select(vec![-10, 0, 5, 20, 44, 70]));
    let plover = option::weighted(odd / 2.0, select(vec![-10, 0, 35, 70]));
    let hostility = option::weighted(odd / 2.0, select(vec![10, 20, 30, 40]));
    let fatalities = option::weighted(odd / 2.0, select(vec![0, 10, 120]));
    let known = prop_oneof![select(&CODES[..]), select(&OTHER_CODES[..])];
    let known = known.prop_map(|known| known.0.to_owned());
    let hostile = select(usual).prop_map(|code| (*code).to_owned());
    let code = option::weighted(1.0 - odd / 3.0, at_times(odd, known, hostile));
    let score = option::weighted(odd, select(vec![-100, -70, -21, -20, 0, 30, 34, 60]));
    let deaths = (0..4_u64, prop_oneof![3 => Just(Some(0)), 1 => option::of(0..3_u64)]);
    let deaths = deaths.prop_map(|(least, more)| (least, more.map(|more| least + more)));
    let deaths = option::weighted(0.9, deaths);
    let kind_said = option::weighted(odd, select(EventKind::ALL));
    let levels = (kahn, goldstein, plover, hostility, fatalities, weighted(odd));
    let severity = (levels, code, score, deaths, kind_said);
    let sureness =
        || option::weighted(if odds.parties > 0.04 { 0.3 } else { odds.parties }, percent());
    let sure = (sureness(), sureness());
    (when(odds.time), parties, candidates, weighted(odds.parties), severity, sure).prop_map(
        |(when, (mut sources, targets), candidates, mutual, severity, sure)| {
            let (levels, code, score, deaths, said) = severity;
            let (kahn, goldstein, plover, hostility, fatalities, flat) = levels;
            let (occurred, author_sure) = sure;
            let author_sure = author_sure.filter(|_| candidates.is_empty());
            if !candidates.is_empty() {
                sources.clear();
            }
            let levels = [
                (ScaleWord::Kahn, kahn),
                (ScaleWord::Goldstein, goldstein),
                (ScaleWord::Plover, plover),
                (ScaleWord::Hostility, hostility),
                (ScaleWord::Fatalities, fatalities),
                (ScaleWord::Flat, flat.then_some(0)),
            ];
            let given = levels.into_iter().filter_map(|(scale, level)| Some((scale, level?)));
            let mut event = RawEvent {
                name: 0,
                when,
                sources,
                candidates,
                targets,
                mutual,
                author_sure,
                score: score.filter(|_| code.is_some()),
                code,
                levels: given.collect(),
                deaths,
                kind: said,
                occurred,
            };
            // Only attacks have them.
            event.deaths = deaths.filter(|_| kind(&event) == EventKind::Attack);
            event
        },
    )
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
    (at_times(odd, unusual, day), weighted(odd / 2.0), weighted(odd / 2.0))
        .prop_map(|(onset, approximate, lasting)| RawWhen { approximate, lasting, ..onset })
}

pub(crate) fn asks() -> impl Strategy<Value = Ask> {
    let inferring = Rule::ALL.len() - 1;
    let rules = prop_oneof![
        3 => Just(Ask::default().rules),
        1 => Just(vec![Rule::Retaliation, Rule::Persistence]),
        3 => select(&Rule::ALL[..inferring]).prop_map(|rule| vec![rule]),
        1 => Just(vec![Rule::Declared]),
        2 => select(&Rule::ALL[..inferring]).prop_map(|rule| vec![rule, Rule::Declared]),
        4 => subsequence(Rule::ALL, 2..=Rule::ALL.len()),
    ];
    let relations = prop_oneof![
        Just(Ask::default().relations),
        subsequence(&RELATIONS[..], 1..=RELATIONS.len())
    ];
    let rising_by = select(vec![0.0, 0.7, 1.0, 2.4]).prop_map(Trend::RisingBy);
    let trend = prop_oneof![
        2 => Just(Trend::Rising),
        2 => Just(Trend::NotFalling),
        1 => rising_by,
        3 => Just(Trend::Any),
        1 => Just(Trend::NotRising),
        1 => Just(Trend::Falling),
    ];
    let floors = select(vec![Floor::None, Floor::At(2.0), Floor::At(-3.4), Floor::At(2.1)]);
    let how = (
        trend,
        prop_oneof![3 => Just(Pairing::Any), 1 => Just(Pairing::Nearest)],
        prop_oneof![2 => Just(Precedence::Certain), 1 => Just(Precedence::Recorded)],
        (grains(), weighted(0.3)),
        at_times(0.4, floors, Just(Floor::Conflict)),
    );
    let short = select(vec![0, 1, 3600, DAY / 2, DAY - 1, DAY, 2 * DAY]);
    let long = select(vec![2 * DAY, 3 * DAY, 5 * DAY, 500 * DAY]);
    let gaps = (option::weighted(0.2, short.clone()), at_times(0.2, short, long), weighted(0.9));
    let lengths =
        (at_times(0.3, select(vec![3, 4, 5]), Just(2)), option::weighted(0.3, 0..4_usize));
    let scale = select(&ScaleWord::ALL[..]);
    let gaps = (gaps, lengths);
    let view = at_times(0.25, views(), Just(Vec::new()));
    (view, scale, rules, relations, how, gaps, terms()).prop_map(
        |(view, scale, rules, relations, how, (gaps, (min_len, more)), terms)| {
            let (min_gap, max_gap, bounded) = gaps;
            let (trend, pairing, precedence, (granularity, patrons), floor) = how;
            let max_gap = Some(max_gap).filter(|_| bounded);
            let max_len = more.map(|more| min_len + more);
            askable(Ask {
                view,
                scale,
                rules,
                relations,
                trend,
                pairing,
                precedence,
                granularity,
                patrons,
                floor,
                min_gap,
                max_gap,
                min_len,
                max_len,
                terms,
            })
        },
    )
}

/// The same query, made such that it can be asked.
fn askable(mut ask: Ask) -> Ask {
    // Nothing rises on the flat scale.
    if ask.scale == ScaleWord::Flat && ask.trend == Trend::Rising {
        ask.trend = Trend::Any;
    }
    // Only declared hops do without a longest gap.
    if ask.rules != [Rule::Declared] {
        ask.max_gap = ask.max_gap.or(Some(3 * DAY));
    }
    ask.min_gap = ask.min_gap.map(|least| ask.max_gap.map_or(least, |most| least.min(most)));
    ask
}

/// Another query of the same view, of which any terms may differ.
pub(crate) fn others(ask: Ask) -> impl Strategy<Value = Ask> {
    // Some differ in one term alone, others in nearly all of them.
    let odds = select(vec![0.05, 0.2, 0.9]);
    (asks(), odds.prop_flat_map(|odds| vec(weighted(odds), 20))).prop_map(
        move |(drawn, differs)| {
            let mut other = ask.clone();
            let mut differs = differs.into_iter();
            macro_rules! take {
            ($($term:ident).+) => {
                if differs.next().unwrap() {
                    other.$($term).+ = drawn.$($term).+;
                }
            };
        }
            take!(scale);
            take!(rules);
            take!(relations);
            take!(trend);
            take!(pairing);
            take!(precedence);
            take!(granularity);
            take!(patrons);
            take!(floor);
            take!(min_gap);
            take!(max_gap);
            take!(terms.unless);
            take!(terms.first);
            take!(terms.last);
            take!(terms.every);
            take!(terms.within);
            take!(terms.crosses);
            take!(terms.min_confidence);
            take!(terms.min_attribution);
            if differs.next().unwrap() {
                (other.min_len, other.max_len) = (drawn.min_len, drawn.max_len);
            }
            askable(other)
        },
    )
}

/// What each event weighs, below nothing and near the limits included.
pub(crate) fn weights(events: usize) -> impl Strategy<Value = Vec<i32>> {
    vec(prop_oneof![9 => -3..4, 1 => select(vec![i32::MIN, i32::MAX, -1_000_000])], events)
}

/// Terms that narrow what is asked; most queries have none or one of them.
fn terms() -> impl Strategy<Value = Terms> {
    let test = || option::weighted(0.07, test());
    let within = select(vec![0, 1, DAY / 2, DAY, 2 * DAY, 3 * DAY, 5 * DAY]);
    let crosses = select(vec![-5, 10, 11, 20, 30, 70]);
    let share = || option::weighted(0.07, percent());
    let tests = (option::weighted(0.15, self::test()), test(), test(), test());
    let bounds = (option::weighted(0.15, within), option::weighted(0.07, crosses));
    (tests, bounds, share(), share()).prop_map(
        |((unless, first, last, every), (within, crosses), min_confidence, min_attribution)| {
            Terms { unless, first, last, every, within, crosses, min_confidence, min_attribution }
        },
    )
}

fn test() -> impl Strategy<Value = Test> {
    let level = (select(&ScaleWord::ALL[..]), select(vec![-20, 0, 10, 20, 30, 44]));
    // Timelines have two actors at least.
    let keys =
        || vec(0..2, 1..=2).prop_map(|actors| actors.iter().map(|nth| format!("A{nth}")).collect());
    let codes = select(vec!["1", "13", "138", "19", "03", "17"]);
    let what = prop_oneof![
        subsequence(EventKind::ALL, 1..=2).prop_map(What::Kinds),
        codes.prop_map(|code| What::Code(code.to_owned())),
        keys().prop_map(What::By),
        keys().prop_map(What::On),
        keys().prop_map(What::With),
        level.clone().prop_map(|(scale, level)| What::AtLeast(scale, level)),
        level.prop_map(|(scale, level)| What::AtMost(scale, level)),
    ];
    let atom = (weighted(0.8), what).prop_map(|(holds, what)| Atom { holds, what });
    vec(vec(atom, 1..=2), 1..=2).prop_map(Test)
}

/// Views of a few steps, most of which look at several events at once.
fn views() -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 1..=4)
}

/// Queries of which every one is asked of a view.
pub(crate) fn narrowed() -> impl Strategy<Value = Ask> {
    (asks(), views()).prop_map(|(ask, view)| Ask { view, ..ask })
}

fn step() -> impl Strategy<Value = Step> {
    let during = (DAYS, 1..7_i64).prop_map(|(day, days)| {
        Step::During(Moment::Day(day, None), Moment::Day(day + days, None))
    });
    let kinds = subsequence(EventKind::ALL, 1..=2).prop_map(Step::Kinds);
    // Timelines have two actors at least.
    let of = vec(0..2, 1..=2)
        .prop_map(|actors| Step::Of(actors.iter().map(|nth| format!("A{nth}")).collect()));
    let fields = prop_oneof![
        Just(Field::DYAD_AND_CODE.to_vec()),
        subsequence(&FIELDS[..], 1..=FIELDS.len()),
    ];
    let quiet = select(vec![0, DAY - 1, DAY, 3 * DAY, 500 * DAY]);
    let onsets = (quiet, select(&ScaleWord::ALL[..]), grains())
        .prop_map(|(quiet, scale, grain)| Step::Onsets(quiet, scale, grain));
    prop_oneof![
        2 => during,
        1 => kinds,
        1 => of,
        2 => fields.prop_map(Step::OneADay),
        2 => onsets,
        2 => Just(Step::MergeMutual),
    ]
}
