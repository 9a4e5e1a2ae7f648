//! Reactions and off-ramps of chains: named cases, and random ones compared with a search through all events
//! that is written from the documentation alone.

use std::cell::Cell;

use chrono::TimeDelta;
use escalade::{
    Actor, ActorId, Chain, Event, EventId, Link, Means, Query, Relation, Rule, SpeechAct,
    Statement, Timeline, Trend,
    chain::Precedence,
    model::{ActionKind, Avowal},
    reactions::{NextEvent, OffRampKind},
    read::Options,
    scale::Kahn,
    timeline::Granularity,
};
use proptest::{
    bool::weighted,
    collection::vec,
    option,
    prelude::{Strategy, any},
    sample::select,
    test_runner::{Config, TestCaseError, TestRunner},
};

use reference::{IntervalData, by_hand};

mod reference;

const DAY: i64 = 86_400;
/// A, its army, B and C.
const ACTORS: [&str; 4] = ["A", "A-ARMY", "B", "C"];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Act {
    Strikes,
    Does(ActionKind),
    Says(SpeechAct),
}

#[derive(Clone, Debug)]
struct Raw {
    /// First day and last day, from 1 April.
    days: (i64, i64),
    act: Act,
    source: Option<usize>,
    target: Option<usize>,
    mutual: bool,
    level: Option<i32>,
    unclaimed: bool,
    /// The event that a statement is about.
    about: Option<usize>,
    addressee: Option<usize>,
    /// The event that a link says this one is about.
    linked: Option<usize>,
}

#[derive(Clone, Debug)]
struct Case {
    events: Vec<Raw>,
    /// Links of response: from the later event to the earlier.
    responses: Vec<(usize, usize)>,
    /// The covered days, from the first up to the second, of one actor or of all.
    covered: Vec<(i64, i64, Option<usize>)>,
    gap: i64,
    recorded: bool,
    exact: bool,
    any_trend: bool,
    /// The first day of the view, and the day after its last.
    seen: (i64, i64),
}

fn day(nth: i64) -> String {
    format!("2024-04-{:02}", nth + 1)
}

fn cases() -> impl Strategy<Value = Case> {
    const ACTS: [Act; 12] = [
        Act::Strikes,
        Act::Strikes,
        Act::Strikes,
        Act::Does(ActionKind::Negotiation),
        Act::Does(ActionKind::Sanction),
        Act::Does(ActionKind::Aid),
        Act::Does(ActionKind::Other),
        Act::Says(SpeechAct::UrgeRestraint),
        Act::Says(SpeechAct::Appeal),
        Act::Says(SpeechAct::Condemn),
        Act::Says(SpeechAct::Threaten),
        Act::Says(SpeechAct::Promise),
    ];
    const EVENTS: usize = 11;
    let days = (0..14_i64, weighted(0.15)).prop_map(|(day, vague)| (day, day + i64::from(vague)));
    let actor = || option::weighted(0.85, 0..ACTORS.len());
    let about = (
        option::weighted(0.3, 0..EVENTS),
        option::weighted(0.3, 0..ACTORS.len()),
        option::weighted(0.15, 0..EVENTS),
    );
    let event = (
        days,
        select(&ACTS[..]),
        (actor(), actor(), weighted(0.15)),
        option::weighted(0.8, 1..9_i32),
        weighted(0.2),
        about,
    );
    let event =
        event.prop_map(|(days, act, ends, level, unclaimed, (about, addressee, linked))| {
            let says = matches!(act, Act::Says(_));
            let (source, target, mutual) = ends;
            Raw {
                days,
                act,
                source,
                target: target.filter(|_| source != target),
                mutual,
                level,
                unclaimed,
                about: about.filter(|_| says),
                addressee: addressee.filter(|_| says),
                linked,
            }
        });
    let covered = (0..10_i64, 1..8_i64, option::weighted(0.5, 0..ACTORS.len()))
        .prop_map(|(from, days, actor)| (from, from + days, actor));
    let query = (1..9_i64, any::<bool>(), weighted(0.3), any::<bool>());
    let seen = (option::weighted(0.2, 0..4_i64), option::weighted(0.3, 6..14_i64));
    (
        vec(event, 2..=EVENTS),
        vec((0..EVENTS, 0..EVENTS), 0..3),
        option::weighted(0.5, vec(covered, 1..4)),
        query,
        seen,
    )
        .prop_map(|(mut events, links, covered, query, seen)| {
            let count = events.len();
            for (nth, event) in events.iter_mut().enumerate() {
                for of in [&mut event.about, &mut event.linked] {
                    *of = of.map(|one| one % count).filter(|one| *one != nth);
                }
            }
            let order = |nth: usize| (events[nth].days.0, nth);
            let links = links.into_iter().map(|(from, to)| (from % count, to % count));
            let responses = links.filter(|(from, to)| order(*to) < order(*from)).collect();
            let (gap, recorded, exact, any_trend) = query;
            let seen = (seen.0.unwrap_or(0), seen.1.unwrap_or(28));
            let covered = covered.unwrap_or_default();
            Case { events, responses, covered, gap, recorded, exact, any_trend, seen }
        })
}

fn built(case: &Case) -> (Timeline, Vec<EventId>) {
    let mut builder = Timeline::builder();
    let mut actors: Vec<ActorId> = Vec::new();
    for key in ACTORS {
        let actor = Actor::new(key);
        let actor = if key == "A-ARMY" { actor.part_of(actors[0]) } else { actor };
        actors.push(builder.add_actor(actor));
    }
    for (from, until, actor) in &case.covered {
        match actor {
            Some(actor) => builder.cover_actors(actors[*actor], day(*from)..day(*until)),
            None => builder.cover(day(*from)..day(*until)),
        }
    }
    // Ids are assigned in order, so that drafts may refer to events that are added later.
    let ids: Vec<EventId> = {
        let mut other = Timeline::builder();
        let unrelated = || Event::action((), "2024", ActionKind::Other);
        case.events.iter().map(|_| other.add_event(unrelated())).collect()
    };
    for (nth, raw) in case.events.iter().enumerate() {
        let when = match raw.days {
            (first, last) if first == last => day(first),
            (first, last) => format!("[{}..{}]", day(first), day(last)),
        };
        let source = raw.source.map(|nth| actors[nth]);
        let event = match raw.act {
            Act::Strikes => Event::attack(source, when, Means::Drone),
            Act::Does(action) => Event::action(source, when, action),
            Act::Says(act) => Event::statement(source, when, act),
        };
        let mut event = event.against(raw.target.map(|nth| actors[nth]));
        if raw.mutual {
            event = event.mutually();
        }
        if let Some(level) = raw.level {
            event = event.with_level(Kahn, level);
        }
        if raw.unclaimed {
            event = event.with_avowal(Avowal::Unclaimed);
        }
        if raw.about.is_some() || raw.addressee.is_some() {
            let mut said = Statement::new();
            if let Some(about) = raw.about {
                said = said.and_about(ids[about]);
            }
            if let Some(addressee) = raw.addressee {
                said = said.addressed_to(actors[addressee]);
            }
            event = event.with_statement(said);
        }
        assert_eq!(builder.add_event(event), ids[nth]);
    }
    for (nth, raw) in case.events.iter().enumerate() {
        if let Some(linked) = raw.linked {
            builder.add_link_draft(Link::new(ids[nth], Relation::About, ids[linked]));
        }
    }
    for (from, to) in &case.responses {
        builder.add_link_draft(Link::new(ids[*from], Relation::RespondsTo, ids[*to]));
    }
    (builder.build().unwrap(), ids)
}

fn by_library(chain: &Chain<'_>) -> Vec<IntervalData> {
    let nth = |label: &str| label[1..].parse::<usize>().unwrap();
    let followed = |next: &Option<NextEvent>| {
        let next = next.as_ref()?;
        assert_eq!(next.after_seconds % DAY, 0);
        let rise = next.rise.map(escalade::Level::tenths);
        Some((nth(&next.event), next.order_unknown, next.after_seconds / DAY, rise))
    };
    let off_ramps = chain.off_ramps().off_ramps;
    let intervals = chain.reactions().intervals;
    let data = intervals.iter().map(|interval| IntervalData {
        reactions: interval
            .reactions
            .iter()
            .map(|one| (nth(&one.event.event), one.kind, one.third_party, one.about_step))
            .collect(),
        silences: interval
            .silences
            .iter()
            .map(|one| (one.kind, one.since_seconds / DAY, one.seconds.map(|all| all / DAY)))
            .collect(),
        followed: followed(&interval.followed),
        off_ramps: off_ramps
            .iter()
            .filter(|one| one.after == interval.after)
            .map(|one| {
                let event = one.event.as_ref().map(|event| nth(&event.event));
                let silence = one.silence_seconds.map(|all| all / DAY);
                (one.kind, event, silence, followed(&one.followed))
            })
            .collect(),
    });
    data.collect()
}

#[test]
fn reactions_and_off_ramps_are_found_as_by_a_search_through_all_events() {
    let config = Config { max_shrink_iters: 20_000, ..crate::random_cases::config(4_000, 7) };
    // The numbers of chains, of silences, and of off-ramps in an unknown order.
    let compared = Cell::new([0_usize; 3]);
    let result = TestRunner::new(config).run(&cases(), |case| {
        let (timeline, ids) = built(&case);
        let mut query = Query::escalation().on(Kahn).rules([Rule::Retaliation, Rule::Declared]);
        query = query.max_gap(TimeDelta::days(case.gap));
        if case.recorded {
            query = query.precedence(Precedence::Recorded);
        }
        if case.exact {
            query = query.granularity(Granularity::Exact);
        }
        if case.any_trend {
            query = query.trend(Trend::Any);
        }
        let view = timeline.view().during(day(case.seen.0)..day(case.seen.1));
        for chain in view.chains(&query).unwrap().iter().take(20) {
            let steps: Vec<usize> = chain
                .events()
                .map(|event| ids.iter().position(|id| *id == event.id()).unwrap())
                .collect();
            let (expected, found) = (by_hand(&case, &steps), by_library(&chain));
            if expected != found {
                return Err(TestCaseError::fail(format!(
                    "{steps:?}\nby hand {expected:#?}\nby the library {found:#?}"
                )));
            }
            let [mut chains, mut silences, mut unknown] = compared.get();
            chains += 1;
            for (kind, _, _, followed) in expected.iter().flat_map(|one| &one.off_ramps) {
                silences += usize::from(*kind == OffRampKind::Silence);
                unknown += usize::from(followed.is_some_and(|(_, unknown, ..)| unknown));
            }
            compared.set([chains, silences, unknown]);
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    let [chains, silences, unknown] = compared.get();
    let is_trivial = crate::random_cases::cases_set().is_none()
        && (chains < 500 || silences < 100 || unknown < 20);
    assert!(!is_trivial, "{chains} chains, {silences} silences, {unknown} unknown orders");
}

fn strike(by: ActorId, on: ActorId, day: &str, level: i32) -> Event {
    Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, level)
}

#[test]
fn the_sequel_of_a_silence_is_the_first_event_after_it() {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    builder.add_event(strike(a, b, "2024-03-01", 5).with_key("raid"));
    builder.add_event(strike(b, a, "2024-03-02", 8).with_key("reprisal"));
    let sanctions =
        Event::action(a, "2024-03-03", ActionKind::Sanction).against(b).with_level(Kahn, 4);
    builder.add_event(sanctions.with_key("sanctions"));
    builder.add_event(Event::statement(b, "2024-04-05", SpeechAct::Threaten).against(a));
    let timeline = builder.build().unwrap();
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
    let chain = timeline.chains(&query).unwrap().longest().unwrap();
    assert_eq!(
        chain.off_ramps().to_string(),
        "└─ after reprisal: silence for 32 days; then B → A, statement: threaten, 2024-04-05, \
         after 32 days, without a level\n"
    );
}

#[test]
fn silence_counts_only_over_time_that_is_covered() {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    builder.add_event(strike(a, b, "2024-01-01", 5));
    builder.add_event(strike(b, a, "2024-03-01", 8));
    builder.cover("2024-01-01".."2024-01-06");
    builder.cover("2024-03-01".."2024-03-06");
    let timeline = builder.build().unwrap();
    let silences = |days: i64| {
        let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(days));
        let chain = timeline.chains(&query).unwrap().longest().unwrap();
        let lasted = chain.off_ramps().off_ramps.into_iter().map(|one| one.silence_seconds);
        lasted.collect::<Vec<_>>()
    };
    assert!(silences(90).is_empty(), "not 59 days: nobody looked for events in February");
}

#[test]
fn events_of_the_same_day_follow_in_an_unknown_order() {
    let mut builder = Timeline::builder();
    let [a, b, un] = ["A", "B", "UN"].map(|key| builder.add_actor(Actor::new(key)));
    builder.add_event(strike(a, b, "2024-03-01", 5));
    let reprisal = builder.add_event(strike(b, a, "2024-03-02", 8).with_key("reprisal"));
    let call = Event::statement(un, "2024-03-05", SpeechAct::UrgeRestraint);
    builder.add_event(call.with_statement(Statement::about(reprisal)).with_key("call"));
    builder.add_event(strike(a, b, "2024-03-05", 6).with_key("last word"));
    let timeline = builder.build().unwrap();
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(10));
    let chain = timeline.chains(&query).unwrap().longest().unwrap();
    let off_ramps = chain.off_ramps().to_string();
    assert!(
        off_ramps.contains("then last word, 2024-03-05, order unknown, falling 2"),
        "{off_ramps}"
    );
    assert!(!off_ramps.contains("no time"), "{off_ramps}");
}

#[test]
fn a_coded_file_gets_the_reactions_that_matter_and_a_count() {
    let mut rows = String::from("2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t190\n");
    for nth in 0..40 {
        rows.push_str(&format!("2006-07-04\tFRA\tISR\t{}\n", ["111", "020"][nth % 2]));
    }
    // After the longest gap.
    rows.push_str("2006-07-20\tFRA\tISR\t111\n");
    let timeline = Options::new().read("rows", rows.as_bytes()).unwrap().timeline;
    let query = Query::escalation().max_gap(TimeDelta::days(7));
    let chain = timeline.chains(&query).unwrap().longest().unwrap();
    let reactions = chain.reactions();
    assert_eq!(reactions.intervals[1].reactions.len(), 40, "none from after the longest gap");
    let printed = reactions.to_string();
    assert_eq!(printed.matches("appealed (an off-ramp)").count(), 12, "{printed}");
    assert!(printed.contains("28 more reactions: 20 condemned, 8 appealed"), "{printed}");
    let explained = chain.explain();
    let after = &explained.intervals[1];
    assert_eq!(
        (after.reactions.len(), after.more.iter().map(|one| one.count).sum::<usize>()),
        (12, 28)
    );
    assert!(explained.to_string().contains("28 more reactions: 20 condemned, 8 appealed"));
    let off_ramps = chain.off_ramps();
    assert_eq!(off_ramps.off_ramps.len(), 21, "20 appeals and a silence");
    let heading = "after Israel → Lebanon, attack: unspecified (2006-07-03): 13 more off-ramps: 13 × an appeal";
    assert!(off_ramps.to_string().contains(heading), "{off_ramps}");
    assert_eq!(off_ramps.off_ramps[0].before_in_words, None, "the last step");
}
