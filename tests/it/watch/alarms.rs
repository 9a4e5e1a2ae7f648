//! Alerts: which are raised and withdrawn.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use escalade::{
    ActorId, Event, Means, Query, SpeechAct, Timeline,
    scale::Kahn,
    threats::ThreatState,
    watch::{
        Alarms, Alert, AlertRule, AlertState, Ground, Subject, Watch, WatchedQuery, WeeklyRise,
    },
};

use super::replay::{Replay, replays};
use crate::{
    oracle::{
        drafts::{Drafts, RawQuery},
        engine::to_query,
        listing::Listing,
        terms::{Atom, Literal, RawPredicate},
    },
    properties::check_all,
};

/// The rules, each with the query that finds by brute force what it is about, and that of its weaker condition.
fn rules(raw_query: &RawQuery) -> Vec<(AlertRule, [RawQuery; 2])> {
    let rule = |name: &str, ground| AlertRule::new(name, "random", ground);
    let mut rules = Vec::new();
    let [mut crossing, mut holding] = [raw_query.clone(), raw_query.clone()];
    crossing.terms.crosses = Some(20);
    holding.terms.crosses = Some(10);
    let crosses = rule("crosses", Ground::Crosses(2.0.into()));
    let held = AlertRule::new("holds", "random", crosses.when().clone());
    rules.push((crosses, [crossing.clone(), crossing.clone()]));
    rules.push((held.holding_while(Ground::Crosses(1.0.into())), [crossing, holding]));
    let mut long = raw_query.clone();
    long.min_len = long.min_len.max(3);
    // Some queries do not admit chains of three events.
    if to_query(&long).check().is_ok() {
        rules.push((rule("reaches", Ground::Reaches(3)), [long.clone(), long]));
    }
    if raw_query.terms.last.is_none() {
        let mut ending = raw_query.clone();
        let party = Literal { holds: true, what: Atom::With(vec!["A1".to_owned()]) };
        ending.terms.last = Some(RawPredicate(vec![vec![party]]));
        let ends = rule("ends", Ground::EndsWith(vec!["A1".to_owned()]));
        rules.push((ends, [ending.clone(), ending]));
    }
    rules
}

/// Returns the last events of all chains.
fn last_events(drafts: &Drafts, raw_query: &RawQuery) -> BTreeSet<String> {
    let chains = Listing::of(drafts, raw_query).named();
    chains.iter().map(|chain| chain[chain.len() - 1].to_string()).collect()
}

fn about(alerts: &[Alert], rule: &AlertRule, state: AlertState) -> BTreeSet<String> {
    let these = alerts.iter().filter(|alert| alert.rule == rule.name() && alert.state == state);
    let events: Vec<String> = these
        .map(|alert| match &alert.about {
            Subject::Event(event) => event.to_string(),
            Subject::Week { .. } => panic!("{alert:?}"),
        })
        .collect();
    let distinct: BTreeSet<String> = events.iter().cloned().collect();
    assert_eq!(distinct.len(), events.len(), "one alert for each event");
    distinct
}

#[test]
fn alerts_are_raised_for_exactly_the_events_in_which_such_chains_end() {
    check_all(replays(), 1000, |replay: &Replay| {
        let (mut watch, mut model) = replay.open();
        let rules = rules(&replay.raw_query);
        let mut alarms = Alarms::new(rules.iter().map(|(rule, _)| rule.clone()), &watch).unwrap();
        // What each rule applies to, and what of it has an alert.
        let opened = model.drafts(&replay.given);
        let mut standing: Vec<BTreeSet<String>> =
            rules.iter().map(|(_, [raw_query, _])| last_events(&opened, raw_query)).collect();
        let mut raised = vec![BTreeSet::new(); rules.len()];
        let mut now = DateTime::<Utc>::UNIX_EPOCH;
        replay.run(&mut watch, &mut model, &mut |watch, _, [_, after]| {
            now += TimeDelta::hours(1);
            let alerts = alarms.update(watch, now).unwrap();
            for (((rule, raw_queries), standing), raised) in
                rules.iter().zip(&mut standing).zip(&mut raised)
            {
                let [applies, holds] =
                    raw_queries.each_ref().map(|raw_query| last_events(after, raw_query));
                standing.retain(|event| applies.contains(event) || holds.contains(event));
                let gone: BTreeSet<String> = raised.difference(standing).cloned().collect();
                let new: BTreeSet<String> = applies.difference(standing).cloned().collect();
                let actual = [AlertState::Raised, AlertState::Withdrawn]
                    .map(|state| about(&alerts, rule, state));
                if actual != [new.clone(), gone.clone()] {
                    return Err(format!("{rule:?}\n{actual:?}\n{new:?}\n{gone:?}"));
                }
                standing.extend(new.iter().cloned());
                raised.retain(|event| !gone.contains(event));
                raised.extend(new);
            }
            let is_whole = |alert: &Alert| {
                alert.known_when == now
                    && (alert.state == AlertState::Raised) == alert.explanation.is_some()
                    && alert.chain.as_ref().unwrap().events().last().map(ToString::to_string)
                        == Some(match &alert.about {
                            Subject::Event(event) => event.to_string(),
                            Subject::Week { .. } => return false,
                        })
            };
            for alert in &alerts {
                let line = serde_json::to_string(alert).unwrap();
                if !is_whole(alert)
                    || line.contains('\n')
                    || serde_json::from_str::<Alert>(&line).unwrap() != *alert
                {
                    return Err(line);
                }
            }
            Ok(())
        })
    });
}

fn weekly() -> Watch {
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    Watch::new(Timeline::builder().build().unwrap(), [WatchedQuery::new("weekly", query)]).unwrap()
}

fn rule(ground: Ground) -> AlertRule {
    AlertRule::new("rule", "weekly", ground)
}

fn known(day: &str) -> DateTime<Utc> {
    format!("{day}T12:00:00Z").parse().unwrap()
}

fn strike(by: ActorId, on: ActorId, day: &str, rung: i32) -> Event {
    Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung)
}

#[test]
fn a_quiet_time_holds_alerts_about_a_dyad_back_and_counts_them() {
    let mut watch = weekly();
    let rules = [rule(Ground::Reaches(2)).quiet(TimeDelta::days(3))];
    let mut alarms = Alarms::new(rules, &watch).unwrap();
    let mut said = Vec::new();
    for (day, by, on, rung) in [
        ("2024-04-01", "A", "B", 2),
        ("2024-04-02", "B", "A", 3),
        ("2024-04-03", "A", "B", 4), // another dyad than the alert before
        ("2024-04-04", "B", "A", 5), // held back
        ("2024-04-05", "B", "A", 6), // three days after the first
    ] {
        let mut transaction = watch.transaction();
        let [by, on] = [by, on].map(|key| transaction.actor(key));
        transaction.upsert(day, strike(by, on, day, rung));
        transaction.commit().unwrap();
        let alerts = alarms.update(&watch, known(day)).unwrap();
        assert!(alarms.update(&watch, known(day)).unwrap().is_empty(), "nothing changed");
        said.extend(alerts.into_iter().map(|alert| (alert.number, day, alert.held_back)));
    }
    assert_eq!(said, [(0, "2024-04-02", 0), (1, "2024-04-03", 0), (2, "2024-04-05", 1)]);
    // The clock was set back.
    let mut transaction = watch.transaction();
    let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
    transaction.upsert("2024-04-06", strike(b, a, "2024-04-06", 7));
    transaction.commit().unwrap();
    assert_eq!(alarms.update(&watch, known("2024-04-01")).unwrap().len(), 1);
    // The event that was held back never had an alert that could be withdrawn.
    let mut transaction = watch.transaction();
    transaction.retract("2024-04-04");
    transaction.commit().unwrap();
    assert!(alarms.update(&watch, known("2024-04-06")).unwrap().is_empty());
}

#[test]
fn a_weekly_rise_raises_one_alert_for_each_episode() {
    let mut watch = weekly();
    let rise = WeeklyRise { by: 2.0, weeks: 2, until: Some(0.5) };
    let mut alarms = Alarms::new([rule(Ground::Rises(rise))], &watch).unwrap();
    // By week from Monday 1 April: the excess over the mean of the two weeks before is not known, not known, 3,
    // 4 - 2.5, 5 - 4, 4 - 4.5 (the end), 7 - 4.5, and, after a week without events, 3 - 3.5, 5 - 1.5.
    let numbers = [1, 1, 4, 4, 5, 4, 7, 0, 3, 5];
    let mut transaction = watch.transaction();
    let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
    for (week, number) in numbers.iter().enumerate() {
        let day =
            chrono::NaiveDate::from_ymd_opt(2024, 4, 1).unwrap() + TimeDelta::weeks(week as i64);
        for nth in 0..*number {
            let day = day + TimeDelta::days(nth % 7);
            transaction.upsert(format!("{week}/{nth}"), strike(a, b, &day.to_string(), 5));
        }
    }
    transaction.commit().unwrap();
    let alerts = alarms.update(&watch, known("2024-07-01")).unwrap();
    let about = |alert: &Alert| match &alert.about {
        Subject::Week { source, target, monday } => format!("{source} {target} {monday}"),
        Subject::Event(event) => event.to_string(),
    };
    let said: Vec<_> = alerts
        .iter()
        .map(|alert| (about(alert), alert.events.unwrap(), alert.mean.unwrap()))
        .collect();
    assert_eq!(
        said,
        [
            ("A B 2024-04-15".to_owned(), 4, 1.0),
            ("A B 2024-05-13".to_owned(), 7, 4.5),
            ("A B 2024-06-03".to_owned(), 5, 1.5),
        ]
    );
    assert_eq!(alerts[0].happened_when.to_rfc3339(), "2024-04-15T00:00:00+00:00");

    // Late events of the weeks before take the ground away.
    let mut transaction = watch.transaction();
    for nth in 0..4 {
        transaction.push(strike(a, b, &format!("2024-04-0{}", 2 + nth), 5));
    }
    transaction.commit().unwrap();
    let alerts = alarms.update(&watch, known("2024-07-02")).unwrap();
    assert_eq!((alerts.len(), alerts[0].number, alerts[0].state), (1, 0, AlertState::Withdrawn));
}

#[test]
fn a_threat_that_came_due_raises_an_alert_and_a_late_event_withdraws_it() {
    let mut watch = weekly();
    let mut alarms =
        Alarms::new([rule(Ground::Threats(vec![ThreatState::Lapsed]))], &watch).unwrap();
    let mut said = Vec::new();
    for step in 0..3 {
        let mut transaction = watch.transaction();
        let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
        match step {
            0 => {
                let threat = Event::statement(a, "2024-04-01", SpeechAct::Threaten).against(b);
                transaction.upsert("threat", threat.with_level(Kahn, 3));
            }
            1 => transaction.complete_to("2024-04-10"),
            _ => drop(transaction.push(strike(a, b, "2024-04-05", 5))),
        }
        transaction.commit().unwrap();
        for alert in alarms.update(&watch, known("2024-04-10")).unwrap() {
            said.push((step, alert.state, alert.threat.map(|threat| threat.state)));
        }
    }
    let raised = (1, AlertState::Raised, Some(ThreatState::Lapsed));
    assert_eq!(said, [raised, (2, AlertState::Withdrawn, None)]);
}

#[test]
fn rules_are_checked_all_at_once() {
    let rise = WeeklyRise { by: f64::NAN, weeks: 0, until: Some(-1.0) };
    let rules = [
        rule(Ground::Rises(rise)),
        AlertRule::new("rule", "monthly", Ground::Reaches(3)),
        AlertRule::new("actor", "weekly", Ground::EndsWith(vec!["NOBODY".to_owned()])),
        AlertRule::new("held", "weekly", Ground::Reaches(3)).holding_while(Ground::Rises(rise)),
    ];
    let error = Alarms::new(rules, &weekly()).unwrap_err();
    let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    assert_eq!(
        places,
        [
            "rules/0/when/rises/by",
            "rules/0/when/rises/until",
            "rules/0/when/rises/weeks",
            "rules/1/name",
            "rules/1/query",
            "rules/2/query/last",
            "rules/3/while",
        ]
    );
}
