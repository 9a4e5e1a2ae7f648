//! What was known when: a view at a date shows the same as a timeline from which all that was said later is
//! removed by hand.

use chrono::TimeDelta;
use escalade::{
    Actor, ActorId, Chain, Event, EventId, Link, Means, Query, Relation, Report, SpeechAct,
    Statement, Timeline, View,
    model::{Assertion, Avowal, Fact, Membership, MembershipKind},
    scale::Kahn,
    timeline::ViewStep,
};
use proptest::{
    bool::weighted,
    collection::vec,
    option,
    prelude::{Strategy, any},
    sample::select,
    test_runner::{Config, TestCaseError, TestRunner},
};

const ACTORS: [&str; 3] = ["A", "B", "C"];

/// A report: its date, and whom it names as the author, if it says.
type RawReport = (Option<i64>, Option<usize>);

#[derive(Clone, Debug)]
struct RawAssertion {
    denied: bool,
    /// That an actor did it; that it occurred, if `None`.
    author: Option<usize>,
    date: Option<i64>,
    reports: Vec<RawReport>,
}

#[derive(Clone, Debug)]
struct Raw {
    nth: usize,
    day: i64,
    /// A statement about an event with its assertions; `None` for an attack.
    says: Option<(usize, bool, Vec<RawAssertion>)>,
    source: Option<usize>,
    /// Instead of a source.
    candidates: Vec<(usize, i32)>,
    target: usize,
    attribution_date: Option<i64>,
    avowal: Option<Avowal>,
    avowal_date: Option<i64>,
    reports: Vec<RawReport>,
}

#[derive(Clone, Debug)]
struct RawLink {
    from: usize,
    relation: Relation,
    to: usize,
    date: Option<i64>,
    reports: Vec<RawReport>,
}

#[derive(Clone, Debug)]
struct Case {
    events: Vec<Raw>,
    links: Vec<RawLink>,
    /// The last day that is known.
    known: i64,
}

fn day(nth: i64) -> String {
    format!("2024-04-{:02}", nth + 1)
}

fn cases() -> impl Strategy<Value = Case> {
    const EVENTS: usize = 8;
    let date = || option::weighted(0.4, 0..10_i64);
    let report = || (option::weighted(0.8, 0..10_i64), option::weighted(0.4, 0..ACTORS.len()));
    let reports = || vec(report(), 0..3);
    let assertion = (any::<bool>(), option::weighted(0.7, 0..ACTORS.len()), date(), reports())
        .prop_map(|(denied, author, date, reports)| RawAssertion { denied, author, date, reports });
    let says = (0..EVENTS, any::<bool>(), vec(assertion, 0..3));
    let avowals = select(&[Avowal::Claimed, Avowal::Denied, Avowal::Unclaimed][..]);
    let event = (
        0..9_i64,
        option::weighted(0.6, says),
        option::weighted(0.8, 0..ACTORS.len()),
        (weighted(0.2), 0..ACTORS.len()),
        (date(), option::weighted(0.4, avowals), date()),
        reports(),
    );
    let relation = select(
        &[Relation::Denies, Relation::Corroborates, Relation::About, Relation::RespondsTo][..],
    );
    let link = (0..EVENTS, relation, 0..EVENTS, date(), reports());
    (vec(event, 1..=EVENTS), vec(link, 0..4), 0..10_i64).prop_map(|(events, links, known)| {
        let count = events.len();
        let event = |(nth, (day, says, source, (disputed, target), dates, reports)): (usize, _)| {
            let (attribution_date, avowal, avowal_date): (_, Option<Avowal>, Option<i64>) = dates;
            let source: Option<usize> = source;
            let says: Option<(usize, bool, Vec<RawAssertion>)> = says;
            let says = says.map(|(about, denies, assertions)| (about % count, denies, assertions));
            let mut reports: Vec<RawReport> = reports;
            let disputed = disputed && says.is_none();
            if disputed {
                // Whom a report names among several candidates is tested elsewhere.
                reports.iter_mut().for_each(|report| report.1 = None);
            }
            Raw {
                nth,
                day,
                source: source.filter(|_| !disputed),
                candidates: if disputed { vec![(0, 30), (1, 60)] } else { Vec::new() },
                says: says.filter(|(about, ..)| *about != nth),
                target,
                attribution_date,
                avowal,
                avowal_date: avowal_date.filter(|_| avowal.is_some()),
                reports,
            }
        };
        let events: Vec<Raw> = events.into_iter().enumerate().map(event).collect();
        let order = |nth: usize| (events[nth].day, nth);
        let links = links.into_iter().map(|(from, relation, to, date, reports)| RawLink {
            from: from % count,
            relation,
            to: to % count,
            date,
            reports,
        });
        let is_sound = |link: &RawLink| {
            link.from != link.to
                && (!link.relation.is_response() || order(link.to) < order(link.from))
        };
        let links = links.filter(is_sound).collect();
        Case { events, links, known }
    })
}

fn built(events: &[Raw], links: &[RawLink]) -> Timeline {
    let mut builder = Timeline::builder();
    let actors: Vec<ActorId> = ACTORS.map(|key| builder.add_actor(Actor::new(key))).to_vec();
    let outlet = builder.add_actor(Actor::new("OUTLET"));
    let report = |raw: &RawReport| {
        let mut report = Report::by(outlet);
        if let Some(date) = raw.0 {
            report = report.dated(day(date));
        }
        match raw.1 {
            Some(author) => report.attributing_to(actors[author]),
            None => report,
        }
    };
    // Ids are assigned in order, so that drafts may refer to events that are added later.
    let ids: Vec<EventId> = {
        let mut other = Timeline::builder();
        let unrelated = || Event::attack((), "2024", Means::Drone);
        events.iter().map(|_| other.add_event(unrelated())).collect()
    };
    let id_of = |nth: usize| events.iter().position(|raw| raw.nth == nth).map(|at| ids[at]);
    for raw in events {
        let source = raw.source.map(|nth| actors[nth]);
        let mut event = match &raw.says {
            None => Event::attack(source, day(raw.day), Means::Drone).with_level(Kahn, 9),
            Some((_, true, _)) => Event::statement(source, day(raw.day), SpeechAct::Deny),
            Some(_) => Event::statement(source, day(raw.day), SpeechAct::Claim),
        };
        event = event.with_key(format!("e{}", raw.nth)).against(actors[raw.target]);
        for (candidate, percent) in &raw.candidates {
            event = event.with_candidate(actors[*candidate], *percent);
        }
        if let Some(date) = raw.attribution_date {
            event = event.attributed_on(day(date));
        }
        if let Some(avowal) = raw.avowal {
            event = event.with_avowal(avowal);
        }
        if let Some(date) = raw.avowal_date {
            event = event.avowed_on(day(date));
        }
        event = raw.reports.iter().map(report).fold(event, Event::with_report);
        if let Some((about, _, assertions)) = &raw.says {
            let mut said = id_of(*about).map_or(Statement::new(), Statement::about);
            for one in assertions {
                let fact = if one.author.is_some() { Fact::Attribution } else { Fact::Occurred };
                let mut assertion = match one.denied {
                    true => Assertion::denial(fact),
                    false => Assertion::that(fact),
                };
                if let Some(author) = one.author {
                    assertion = assertion.naming(actors[author]);
                }
                if let Some(date) = one.date {
                    assertion = assertion.dated(day(date));
                }
                said = said.asserting(
                    one.reports.iter().map(report).fold(assertion, Assertion::with_report),
                );
            }
            event = event.with_statement(said);
        }
        builder.add_event(event);
    }
    for raw in links {
        let (Some(from), Some(to)) = (id_of(raw.from), id_of(raw.to)) else { continue };
        let mut link = Link::new(from, raw.relation, to);
        if let Some(date) = raw.date {
            link = link.dated(day(date));
        }
        builder.add_link_draft(raw.reports.iter().map(report).fold(link, Link::with_report));
    }
    builder.build().unwrap()
}

/// Removes by hand all that was said after the last day that is known.
fn without_what_came_later(case: &Case) -> (Vec<Raw>, Vec<RawLink>) {
    let is_known = |date: Option<i64>| date.is_none_or(|date| date <= case.known);
    let any_known = |reports: &[RawReport]| {
        reports.is_empty() || reports.iter().any(|report| is_known(report.0))
    };
    let responsible = |raw: &Raw, actor: Option<usize>| {
        actor.is_some_and(|actor| {
            raw.source == Some(actor) || raw.candidates.iter().any(|one| one.0 == actor)
        })
    };
    // The day of the first statement about an event of which something is true.
    let first = |of: &Raw, is_meant: &dyn Fn(&Raw, bool, &[RawAssertion]) -> bool| {
        let days = case.events.iter().filter_map(|statement| {
            let (about, denies, assertions) = statement.says.as_ref()?;
            (*about == of.nth && is_meant(statement, *denies, assertions)).then_some(statement.day)
        });
        days.min()
    };
    let mut events = Vec::new();
    for raw in &case.events {
        if raw.day > case.known || !any_known(&raw.reports) {
            continue;
        }
        let mut left = raw.clone();
        left.reports.retain(|report| is_known(report.0));
        let avowed = raw.avowal_date.or_else(|| {
            first(raw, &|statement, denies, assertions| {
                let denied = raw.avowal == Some(Avowal::Denied);
                responsible(raw, statement.source)
                    && raw.avowal != Some(Avowal::Unclaimed)
                    && (denied && denies && assertions.is_empty()
                        || assertions
                            .iter()
                            .any(|one| (one.author.is_some() || denied) && one.denied == denied))
            })
        });
        if !is_known(avowed) {
            left.avowal = None;
            left.avowal_date = None;
        }
        let named = first(raw, &|_, _, assertions| {
            assertions.iter().any(|one| !one.denied && responsible(raw, one.author))
        });
        let naming: Vec<_> = raw
            .reports
            .iter()
            .filter(|report| report.1.is_none() || responsible(raw, report.1))
            .collect();
        let is_author_known = match raw.attribution_date {
            Some(date) => is_known(Some(date)),
            None if naming.is_empty() => is_known(named),
            None => naming.iter().any(|report| is_known(report.0)),
        };
        if !is_author_known {
            left.source = None;
            left.candidates.clear();
        }
        if let Some((_, denies, assertions)) = &mut left.says {
            let bare = assertions.is_empty();
            assertions.retain(|one| is_known(one.date) && any_known(&one.reports));
            for one in assertions.iter_mut() {
                one.reports.retain(|report| is_known(report.0));
            }
            // A denial of something that is hidden does not deny the whole event.
            *denies = *denies && (bare || !assertions.is_empty());
        }
        events.push(left);
    }
    // A statement about an event that is hidden says nothing of any other.
    let shown: Vec<usize> = events.iter().map(|event| event.nth).collect();
    for event in &mut events {
        if let Some((about, denies, assertions)) = &mut event.says
            && !shown.contains(about)
        {
            *denies = false;
            assertions.clear();
        }
    }
    let mut links = case.links.clone();
    links.retain(|link| match link.date {
        Some(date) => is_known(Some(date)),
        None => any_known(&link.reports),
    });
    for link in &mut links {
        link.reports.retain(|report| is_known(report.0));
    }
    (events, links)
}

/// Returns what a view shows, in words.
fn shown(view: &View<'_>) -> Vec<String> {
    let timeline = view.timeline();
    let mut shown = Vec::new();
    for event in view.events() {
        let sources: Vec<_> =
            event.sources().iter().map(|actor| timeline.actor(*actor).key()).collect();
        let reports: Vec<_> = view
            .reports(event)
            .iter()
            .map(|report| report.date().map(ToString::to_string))
            .collect();
        shown.push(format!("{event} by {sources:?}, {:?}, {reports:?}", view.avowal(event)));
        shown.push(format!("{:?}", view.claims(event.id()).unwrap()));
        shown.push(format!("{:?}", view.evidence(event.id()).unwrap()));
    }
    for (_, link) in view.links() {
        let [from, to] = [link.from(), link.to()].map(|end| timeline.event(end).label());
        shown.push(format!("{from} {} {to}", link.relation().phrase()));
    }
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(9));
    let query = query.trend(escalade::Trend::NotFalling);
    let labels = |chain: Chain<'_>| chain.events().map(|event| event.label()).collect::<Vec<_>>();
    for chain in view.chains(&query).unwrap().iter().map(labels) {
        shown.push(chain.join(" > "));
    }
    shown
}

#[test]
fn a_view_at_a_date_shows_what_is_left_without_all_that_was_said_later() {
    let config = Config { max_shrink_iters: 20_000, ..crate::random_cases::config(4_000, 8) };
    let result = TestRunner::new(config).run(&cases(), |case| {
        let all = built(&case.events, &case.links);
        let (events, links) = without_what_came_later(&case);
        let left = built(&events, &links);
        let actual = shown(&all.view().as_known_at(day(case.known)));
        let expected = shown(&left.view());
        if actual != expected {
            return Err(TestCaseError::fail(format!("{actual:#?}\nbut by hand {expected:#?}")));
        }
        // Nothing is hidden before a date on which all was said.
        if shown(&all.view().as_known_at("2024-05")) != shown(&all.view()) {
            return Err(TestCaseError::fail("something is hidden in May"));
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_step_is_data_that_can_be_applied_again() {
    let mut builder = Timeline::builder();
    let a = builder.add_actor(Actor::new("A"));
    for date in ["2024-04-01", "2024-04-02", "2024-04-03"] {
        builder.add_event(Event::attack(a, date, Means::Drone));
    }
    let timeline = builder.build().unwrap();
    let view = timeline.view().as_known_at("2024-04-02");
    assert_eq!(view.tallies()[0].to_string(), "as known at 2024-04-02: 1 left out");
    let written = serde_json::to_string(view.steps()).unwrap();
    assert_eq!(written, r#"[{"as-known-at":{"date":"2024-04-02"}}]"#);
    let read: Vec<ViewStep> = serde_json::from_str(&written).unwrap();
    assert_eq!(timeline.view_from_steps(&read).unwrap().len(), 2);
    assert!(timeline.view().as_known_at("yesterday").check().is_err());
}

#[test]
fn an_explanation_says_who_says_that_a_proxy_acts_for_its_patron() {
    let mut builder = Timeline::builder();
    let [iran, usa] = ["IRN", "USA"].map(|key| builder.add_actor(Actor::new(key)));
    let proxy = Membership::new(MembershipKind::ActsFor, iran);
    let proxy = proxy.asserted_by(usa).with_confidence(70);
    let militia = builder.add_actor(Actor::new("MILITIA").with_membership(proxy));
    let strike = |by, on, day: &str, rung: i32| {
        Event::attack(by, day, Means::Rocket).against(on).with_level(Kahn, rung)
    };
    builder.add_event(strike(militia, usa, "2024-01-01", 8));
    builder.add_event(strike(usa, iran, "2024-01-02", 9));
    let timeline = builder.build().unwrap();
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(9)).with_patrons();
    let explained = timeline.chains(&query).unwrap().longest().unwrap().explain();
    assert_eq!(
        explained.steps[0].counted_as,
        ["MILITIA counts as IRN: acts for it, as USA says (70%)"]
    );
}

#[test]
fn a_proxy_counts_as_its_patron_once_that_is_reported() {
    let mut builder = Timeline::builder();
    let [iran, usa, paper] = ["IRN", "USA", "PAPER"].map(|key| builder.add_actor(Actor::new(key)));
    let proxy = Membership::new(MembershipKind::ActsFor, iran);
    let proxy = proxy.with_report(Report::by(paper).dated("2024-01-05"));
    let militia = builder.add_actor(Actor::new("MILITIA").with_membership(proxy));
    let strike = |by, on, day: &str, rung: i32| {
        Event::attack(by, day, Means::Rocket).against(on).with_level(Kahn, rung)
    };
    builder.add_event(strike(militia, usa, "2024-01-01", 8));
    builder.add_event(strike(usa, iran, "2024-01-02", 9));
    let timeline = builder.build().unwrap();
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(9)).with_patrons();
    let chains = |view: View<'_>| view.chains(&query).unwrap().count().to_string();
    assert_eq!(chains(timeline.view()), "1");
    assert_eq!(chains(timeline.view().as_known_at("2024-01-04")), "0");
    assert_eq!(chains(timeline.view().as_known_at("2024-01-05")), "1");
}

#[test]
fn an_avowal_has_the_date_of_a_denial_of_the_event_or_by_an_organ() {
    let mut builder = Timeline::builder();
    let iran = builder.add_actor(Actor::new("IRN"));
    let mission = builder.add_actor(Actor::new("MISSION").part_of(iran));
    let denied = |day: &str| Event::attack(iran, day, Means::Drone).with_avowal(Avowal::Denied);
    let [first, second] = ["2024-01-01", "2024-01-02"].map(|day| builder.add_event(denied(day)));
    let says =
        |by, about| Event::statement(by, "2024-01-05", SpeechAct::Claim).with_statement(about);
    builder.add_event(says(
        iran,
        Statement::about(first).asserting(Assertion::denial(Fact::Occurred)),
    ));
    let denial = Assertion::denial(Fact::Attribution);
    builder.add_event(says(mission, Statement::about(second).asserting(denial)));
    let timeline = builder.build().unwrap();
    for event in [first, second].map(|id| timeline.event(id)) {
        let avowal = |day: &str| timeline.view().as_known_at(day).avowal(event);
        assert_eq!((avowal("2024-01-04"), avowal("2024-01-05")), (None, Some(Avowal::Denied)));
    }
}
