//! Which reports and which denials count as evidence of random propositions: that an event occurred, who did it, that
//! a link holds, that an assertion is true.

mod reference;

use std::{collections::BTreeSet, fmt};

use escalade::{
    Actor, ActorId, Confidence, Event, EventId, Link, Means, Relation, Report, SpeechAct,
    Statement, Timeline,
    evidence::Proposition,
    model::{ActionKind, Amount, Assertion, Fact, Outcome},
};
use proptest::{
    bool::weighted,
    collection::{btree_set, vec},
    option,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::select,
};

use reference::{Found, Reference};

use super::check_all;

/// The second is part of the first; the last two are outlets.
const ACTORS: [&str; 6] = ["A", "A-ORGAN", "B", "C", "PAPER", "WIRE"];
const SPEAKERS: usize = 4;
const PAPER: usize = 4;
const EVENTS: usize = 8;

type Actors = BTreeSet<usize>;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Outlet {
    Actor(usize),
    Public,
    Coder,
}

#[derive(Clone, Debug)]
struct RawReport {
    outlet: Outlet,
    relay: Option<usize>,
    quoted: Actors,
    /// The authors that it names.
    names: Option<Actors>,
}

#[derive(Clone, Debug)]
struct RawAssertion {
    fact: Fact,
    denied: bool,
    amount: Option<u64>,
    means: Option<Means>,
    outcome: Option<Outcome>,
    words: Option<&'static str>,
    actors: Actors,
    confidence: Option<u8>,
    reports: Vec<RawReport>,
}

#[derive(Clone, Debug)]
struct RawEvent {
    day: u32,
    /// `None` for an action.
    act: Option<SpeechAct>,
    by: Actors,
    /// Several authors that exclude each other, instead of `by`; the first is the likeliest.
    candidates: Vec<Actors>,
    about: BTreeSet<usize>,
    assertions: Vec<RawAssertion>,
    reports: Vec<RawReport>,
}

#[derive(Clone, Debug)]
struct RawLink {
    from: usize,
    relation: Relation,
    to: usize,
    confidence: Option<u8>,
    asserters: Actors,
    reports: Vec<RawReport>,
}

/// Two attacks, then statements and actions.
#[derive(Clone)]
struct Case {
    events: Vec<RawEvent>,
    links: Vec<RawLink>,
    /// The view hides the events of this day and later ones, and what the paper does not report.
    until: u32,
    by_paper: bool,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, event) in self.events.iter().enumerate() {
            writeln!(f, "\ne{nth}: {event:?}")?;
        }
        for link in &self.links {
            writeln!(f, "{link:?}")?;
        }
        write!(f, "until {}, by the paper alone: {}", self.until, self.by_paper)
    }
}

fn speakers(most: usize) -> impl Strategy<Value = Actors> {
    btree_set(0..SPEAKERS, 0..=most)
}

fn reports(names: bool) -> impl Strategy<Value = RawReport> {
    let outlet = prop_oneof![
        3 => (PAPER..ACTORS.len()).prop_map(Outlet::Actor),
        1 => (0..SPEAKERS).prop_map(Outlet::Actor),
        1 => Just(Outlet::Public),
        2 => Just(Outlet::Coder),
    ];
    let relay = option::weighted(0.2, PAPER..ACTORS.len());
    (outlet, relay, speakers(2), option::weighted(0.5, speakers(2))).prop_map(
        move |(outlet, relay, quoted, named)| RawReport {
            outlet,
            relay,
            quoted,
            names: named.filter(|_| names),
        },
    )
}

fn assertions() -> impl Strategy<Value = RawAssertion> {
    let facts = &[Fact::Occurred, Fact::Attribution, Fact::Attribution, Fact::Killed];
    let fact = prop_oneof![
        4 => select(&facts[..]),
        1 => select(&[Fact::Outcome, Fact::Intent, Fact::Other][..]),
    ];
    let values = (
        option::weighted(0.7, 1..3_u64),
        option::weighted(0.3, select(&[Means::Drone, Means::Rocket][..])),
        option::weighted(0.8, select(&[Outcome::Succeeded, Outcome::Failed, Outcome::Foiled][..])),
        option::weighted(0.7, select(&["revenge", "defence"][..])),
        speakers(2),
    );
    let confidence = option::weighted(0.3, select(&[20_u8, 90][..]));
    (fact, any::<bool>(), values, confidence, vec(reports(false), 0..=1)).prop_map(
        |(fact, denied, (amount, means, outcome, words, actors), confidence, reports)| {
            let is_named = fact == Fact::Attribution;
            RawAssertion {
                fact,
                // A claim of the authorship names an author.
                denied: denied || (is_named && actors.is_empty()),
                amount: amount.filter(|_| fact == Fact::Killed),
                means: means.filter(|_| fact == Fact::Killed),
                outcome: outcome.filter(|_| fact == Fact::Outcome),
                words: words.filter(|_| !matches!(fact, Fact::Occurred | Fact::Attribution)),
                actors: if is_named { actors } else { Actors::new() },
                confidence,
                reports,
            }
        },
    )
}

fn said() -> impl Strategy<Value = RawEvent> {
    let act = prop_oneof![
        4 => Just(Some(SpeechAct::Deny)),
        4 => select(&[SpeechAct::Claim, SpeechAct::Comment][..]).prop_map(Some),
        1 => Just(None),
    ];
    let about = prop_oneof![
        5 => Just(BTreeSet::from([0])),
        4 => btree_set(0..EVENTS, 0..=2),
    ];
    let told = (vec(assertions(), 0..=2), vec(reports(false), 0..=2));
    (2..9_u32, act, speakers(2), about, told).prop_map(
        |(day, act, by, mut about, (mut assertions, reports))| {
            // Which of several denials of the authorship a correction means is not documented.
            let is_denial = |one: &RawAssertion| one.denied && one.fact == Fact::Attribution;
            if assertions.iter().filter(|one| is_denial(one)).count() > 1 {
                assertions.truncate(1);
            }
            if act.is_none() {
                assertions.clear();
                about.clear();
            }
            RawEvent { day, act, by, candidates: Vec::new(), about, assertions, reports }
        },
    )
}

fn cases() -> impl Strategy<Value = Case> {
    let authors = prop_oneof![
        3 => speakers(2).prop_map(|by| (by, Vec::new())),
        1 => select(&[[0, 3], [2, 0], [1, 2]][..]).prop_map(|[one, other]| {
            (Actors::new(), vec![Actors::from([one]), Actors::from([other])])
        }),
    ];
    let attack = (authors, vec(reports(true), 0..=3)).prop_map(|((by, candidates), reports)| {
        let (about, assertions) = (BTreeSet::new(), Vec::new());
        RawEvent { day: 1, act: None, by, candidates, about, assertions, reports }
    });
    let relation =
        select(&[Relation::About, Relation::Denies, Relation::Denies, Relation::Corroborates][..]);
    let to = prop_oneof![2 => Just(0), 1 => 0..EVENTS];
    let confidence = option::weighted(0.3, select(&[30_u8, 80][..]));
    let link = (2..EVENTS, relation, to, confidence, speakers(1), vec(reports(false), 0..=2))
        .prop_map(|(from, relation, to, confidence, asserters, reports)| RawLink {
            from,
            relation,
            to,
            confidence,
            asserters,
            reports,
        });
    let view = (option::weighted(0.3, 3..9_u32), weighted(0.15));
    (vec(attack, 2), vec(said(), 1..=EVENTS - 2), vec(link, 0..5), view).prop_map(
        |(mut events, said, mut links, (until, by_paper))| {
            events.extend(said);
            let count = events.len();
            for (nth, event) in events.iter_mut().enumerate() {
                event.about.retain(|subject| *subject < count && *subject != nth);
            }
            for link in &mut links {
                (link.from, link.to) = (2 + link.from % (count - 2), link.to % count);
            }
            links.retain(|link| link.from != link.to);
            Case { events, links, until: until.unwrap_or(20), by_paper }
        },
    )
}

fn all_of(actors: &Actors, ids: &[ActorId]) -> Vec<ActorId> {
    actors.iter().map(|nth| ids[*nth]).collect()
}

fn report(raw: &RawReport, ids: &[ActorId]) -> Report {
    let mut report = match raw.outlet {
        Outlet::Actor(nth) => Report::by(ids[nth]),
        Outlet::Public => Report::public_record(),
        Outlet::Coder => Report::coder(),
    };
    if let Some(relay) = raw.relay {
        report = report.relaying(ids[relay]);
    }
    for speaker in &raw.quoted {
        report = report.quoting(ids[*speaker]);
    }
    match &raw.names {
        Some(named) => report.attributing_to(all_of(named, ids)),
        None => report,
    }
}

fn assertion(raw: &RawAssertion, ids: &[ActorId]) -> Assertion {
    let mut made = if raw.denied { Assertion::denial(raw.fact) } else { Assertion::that(raw.fact) };
    if let Some(amount) = raw.amount {
        made = made.amounting_to(Amount::exactly(amount));
    }
    if let Some(means) = raw.means {
        made = made.by_means(means);
    }
    if let Some(outcome) = raw.outcome {
        made = made.with_outcome(outcome);
    }
    if let Some(words) = raw.words {
        made = made.in_words(words);
    }
    for actor in &raw.actors {
        made = made.naming(ids[*actor]);
    }
    if let Some(percent) = raw.confidence {
        made = made.with_confidence(i32::from(percent));
    }
    raw.reports.iter().fold(made, |made, raw| made.with_report(report(raw, ids)))
}

fn build(case: &Case) -> Timeline {
    let mut builder = Timeline::builder();
    let mut actors: Vec<ActorId> = Vec::new();
    for key in ACTORS {
        let actor = Actor::new(key);
        actors.push(builder.add_actor(match key {
            "A-ORGAN" => actor.part_of(actors[0]),
            _ => actor,
        }));
    }
    // Ids are assigned in order, so that statements may be about events that are added later.
    let events: Vec<EventId> = {
        let mut other = Timeline::builder();
        let unrelated = || Event::action((), "2024", ActionKind::Other);
        case.events.iter().map(|_| other.add_event(unrelated())).collect()
    };
    for (nth, raw) in case.events.iter().enumerate() {
        let (by, day) = (all_of(&raw.by, &actors), format!("2024-04-{:02}", raw.day));
        let mut event = match raw.act {
            Some(act) => Event::statement(by, day, act),
            None if nth < 2 => Event::attack(by, day, Means::Drone),
            None => Event::action(by, day, ActionKind::Other),
        };
        for (percent, candidate) in [60, 30].into_iter().zip(&raw.candidates) {
            event = event.with_candidate(all_of(candidate, &actors), percent);
        }
        for raw in &raw.reports {
            event = event.with_report(report(raw, &actors));
        }
        if raw.act.is_some() {
            let about =
                raw.about.iter().fold(Statement::new(), |one, nth| one.and_about(events[*nth]));
            let made = raw.assertions.iter().map(|raw| assertion(raw, &actors));
            event = event.with_statement(made.fold(about, Statement::asserting));
        }
        builder.add_event(event.with_key(format!("e{nth}")));
    }
    for raw in &case.links {
        let mut link = Link::new(events[raw.from], raw.relation, events[raw.to]);
        if let Some(percent) = raw.confidence {
            link = link.with_confidence(i32::from(percent));
        }
        for actor in &raw.asserters {
            link = link.asserted_by(actors[*actor]);
        }
        for raw in &raw.reports {
            link = link.with_report(report(raw, &actors));
        }
        builder.add_link_draft(link);
    }
    builder.build().unwrap()
}

#[test]
fn reports_and_denials_count_as_documented() {
    check_all(cases(), 4000, |case| {
        let (timeline, reference) = (build(case), Reference(case));
        let mut view = timeline.view().during(..format!("2024-04-{:02}", case.until).as_str());
        if case.by_paper {
            view = view.reported_by(timeline.actor_by_key(ACTORS[PAPER]).unwrap().id());
        }
        let id = |nth: usize| timeline.event_by_key(&format!("e{nth}")).unwrap().id();
        let mut expected = Vec::new();
        for (nth, raw) in case.events.iter().enumerate() {
            expected.push((Proposition::Occurred(id(nth)), reference.occurred(nth)));
            expected.push((Proposition::Attributed(id(nth)), reference.attributed(nth)));
            for one in 0..raw.assertions.len() {
                let of = Proposition::Claimed { statement: id(nth), nth: one };
                if reference.is_visible(nth) {
                    expected.push((of, reference.claimed(nth, one)));
                }
            }
        }
        for (nth, (link, _)) in timeline.links().enumerate() {
            expected.push((Proposition::Linked(link), reference.linked(nth)));
        }
        for (of, mut expected) in expected {
            let evidence = view.evidence(of).unwrap();
            let mut found = Found { reports: evidence.reports, ..Found::default() };
            for origin in &evidence.by_origin {
                found.by_origin.insert(origin.origin.clone(), origin.reports.clone());
            }
            for one in &evidence.denials {
                let confidence = one.confidence.map(Confidence::percent);
                found.denials.push((one.statement.clone(), one.by.clone(), confidence));
            }
            for one in [&mut found, &mut expected] {
                one.denials.sort();
                one.by_origin.values_mut().for_each(|reports| reports.sort());
            }
            if found != expected {
                return Err(format!("{evidence}\n{found:?}\nnot\n{expected:?}"));
            }
        }
        Ok(())
    });
}
