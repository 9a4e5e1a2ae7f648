//! Thousands of coded events recorded day by day, of which 10 in 100 come late, 10 are revised and 5 are withdrawn: the
//! changes and figures are those found among all events.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta};
use escalade::{
    Actor, ActorId, Code, Event, EventId, Level, Predicate, Query, Rule, Timeline, Trend,
    Vocabulary,
    chain::{DyadTally, QueryStep},
    scale::Goldstein,
    threats::ThreatState,
    watch::{
        Alarms, AlertRule, BestChain, Changes, DyadChange, Ground, Watch, WatchedQuery, WeeklyRise,
    },
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::near::without_name;

const A_DAY: usize = 16;

fn opened(query: Query, actors: usize) -> Watch {
    let mut builder = Timeline::builder();
    for nth in 0..actors {
        builder.add_actor(Actor::new(format!("A{nth}")));
    }
    Watch::new(builder.build().unwrap(), [WatchedQuery::new("query", query)]).unwrap()
}

fn event(actors: &[ActorId], day: i64, rng: &mut Pcg64) -> Event {
    let source = rng.random_range(0..actors.len());
    let target = (source + rng.random_range(1..actors.len())) % actors.len();
    event_of([actors[source], actors[target]], day, rng)
}

fn event_of([source, target]: [ActorId; 2], day: i64, rng: &mut Pcg64) -> Event {
    let onset = DateTime::UNIX_EPOCH + TimeDelta::days(day);
    let fight = Code::new(Vocabulary::Cameo, "190");
    let level = Level::from_tenths(-rng.random_range(1..9));
    Event::coded(source, target, onset, fight).with_score(level)
}

/// What a transaction does with an event.
enum Step {
    Record(Event),
    Revise(EventId, Event),
    Withdraw(EventId),
}

fn commit(watch: &mut Watch, steps: &[Step]) -> Changes {
    let mut transaction = watch.transaction();
    for step in steps {
        match step {
            Step::Record(event) => drop(transaction.push(event.clone())),
            Step::Revise(id, event) => transaction.revise(*id, event.clone()),
            Step::Withdraw(id) => drop(transaction.retract_event(*id)),
        }
    }
    transaction.commit().unwrap()
}

/// Rules of each kind.
fn rules() -> Vec<AlertRule> {
    let rise = WeeklyRise { by: 2.0, weeks: 4, until: None };
    let kinds = [
        ("crosses", Ground::Crosses(0.7.into())),
        ("reaches", Ground::Reaches(3)),
        ("ends with", Ground::EndsWith(vec!["A1".to_owned()])),
        ("rises", Ground::Rises(rise)),
        ("threats", Ground::Threats(vec![ThreatState::CarriedOut, ThreatState::Open])),
    ];
    kinds.map(|(name, ground)| AlertRule::new(name, "query", ground)).into()
}

/// Returns what each rule applies to, as JSON.
fn apply_to(alarms: &Alarms) -> Vec<String> {
    let saved = serde_json::to_value(alarms.saved()).unwrap();
    let mut found = Vec::new();
    for rule in saved["rules"].as_array().unwrap() {
        for pair in rule["standing"].as_array().unwrap() {
            found.push(format!("{} {}", rule["rule"]["name"], pair[0]));
        }
    }
    found
}

/// Replays some days of events of some actors. With `beside`, each transaction is compared with that of a watch that finds all chains again.
/// Returns in how many transactions the changes were found near by, of how many.
fn replay(query: &Query, actors: usize, days: i64, beside: bool) -> (usize, usize) {
    let mut rng = Pcg64::seed_from_u64(20240413);
    let mut near = opened(query.clone(), actors);
    // What a closure looks at is not known, so that all chains are found again after each transaction.
    let of_all = query.clone().first(Predicate::named("all", |_| true));
    let mut dyads = BTreeMap::new();
    let mut alarms = Alarms::new(rules(), &near).unwrap();
    let mut all = beside.then(|| opened(of_all, actors));
    let actors = super::model::actors(&near);
    let (mut late, mut known) = (Vec::new(), Vec::new());
    let (mut found_near, mut transactions) = (0, 0);
    for day in 0..days {
        let mut steps = Vec::new();
        for _ in 0..A_DAY {
            let event = event(&actors, day, &mut rng);
            match rng.random_range(0..10) {
                0 => late.push(event),
                _ => steps.push(Step::Record(event)),
            }
        }
        if day % 7 == 6 {
            steps.extend(late.drain(..).map(Step::Record));
        }
        for _ in 0..A_DAY / 8 {
            if let Some(id) = known.get(rng.random_range(0..known.len().max(1))) {
                let about = day - rng.random_range(0..day.min(60) + 1);
                steps.push(match rng.random_range(0..3) {
                    0 => Step::Withdraw(*id),
                    _ => Step::Revise(*id, event(&actors, about, &mut rng)),
                });
            }
        }
        // A batch, then single events.
        let last = steps.split_off(steps.len().saturating_sub(3));
        let mut batches = vec![steps];
        batches.extend(last.into_iter().map(|step| vec![step]));
        for batch in batches {
            let changes = commit(&mut near, &batch);
            let of_near = &changes.queries()[0];
            if let Some(all) = &mut all {
                let of_all = commit(all, &batch);
                let of_all = &of_all.queries()[0];
                assert_eq!(without_name(of_near), without_name(of_all), "day {day}");
            }
            // The changes of each dyad begin with what the changes before led to.
            for DyadChange { before, after } in of_near.dyads() {
                let tally = before.as_ref().or(after.as_ref()).unwrap();
                let dyad = [tally.source(), tally.target()].map(str::to_owned);
                let known = match after {
                    Some(after) => dyads.insert(dyad, after.clone()),
                    None => dyads.remove(&dyad),
                };
                assert_eq!(known, *before, "day {day}");
            }
            // Of the short feeds after each transaction, of the long ones after four or eight.
            if beside {
                alarms.update(&near, DateTime::UNIX_EPOCH).unwrap();
            }
            found_near += usize::from(of_near.events_compared().is_some());
            transactions += 1;
        }
        if day % 3 > 0 {
            alarms.update(&near, DateTime::UNIX_EPOCH).unwrap();
        }
        if day % 25 == 24 {
            alarms.update(&near, DateTime::UNIX_EPOCH).unwrap();
            let anew = Alarms::new(rules(), &near).unwrap();
            assert_eq!(apply_to(&alarms), apply_to(&anew), "day {day}");
            known = near.timeline().events().map(|event| near.id_of(event)).collect();
            if let Some(all) = &all {
                assert_eq!(near.figures("query"), all.figures("query"), "day {day}");
            }
        }
    }
    let figures = near.figures("query").unwrap();
    let chains = near.timeline().chains(query).unwrap();
    let best = [chains.longest(), chains.greatest_rise()];
    let [longest, greatest_rise] = best.map(|best| best.map(|chain| near.chain_key(&chain)));
    assert_eq!(*figures.summary(), chains.summary());
    let by_dyad: Vec<DyadTally> = dyads.into_values().collect();
    assert_eq!(by_dyad, chains.by_dyad());
    assert_eq!(figures.longest().map(BestChain::key), longest.as_ref());
    assert_eq!(figures.greatest_rise().map(BestChain::key), greatest_rise.as_ref());
    (found_near, transactions)
}

#[test]
fn changes_of_a_long_feed_are_those_found_among_all_events() {
    let weekly = Query::escalation().on(Goldstein::default()).max_gap(TimeDelta::days(7));
    for query in [
        weekly.clone().rules([Rule::Retaliation]),
        weekly.clone().rules([Rule::Retaliation, Rule::Persistence]).trend(Trend::RisingBy(0.2)),
        // Counts of more than 64 bits, and chains without an end in sight.
        weekly.clone().rules([Rule::Retaliation]).trend(Trend::Any),
        weekly.clone().rules([Rule::Relay]).max_gap(TimeDelta::days(2)),
        weekly.clone().rules([Rule::Counter, Rule::Joining]).max_len(3).max_gap(TimeDelta::days(1)),
        weekly.clone().rules([Rule::Retaliation]).within(TimeDelta::days(10)).min_len(3),
    ] {
        // Each dyad of three actors has many more events than those whose figures are added up when they change.
        for (actors, days, beside) in [(12, 60, true), (12, 300, false), (3, 300, false)] {
            let (near, transactions) = replay(&query, actors, days, beside);
            assert!(2 * near > transactions, "{query}: {near} of {transactions}");
        }
    }
}

/// Transactions whose events are spread over all of the time, so that there is no small part of it to look at.
#[test]
fn changes_of_a_transaction_that_touches_events_of_all_times_are_exact() {
    let daily = Query::escalation().on(Goldstein::default()).max_gap(TimeDelta::days(1));
    let mut compared_all = 0;
    for query in [
        daily.clone().rules([Rule::Relay]),
        daily.clone().rules([Rule::Retaliation]).trend(Trend::Any),
        daily
            .clone()
            .rules([Rule::Relay])
            .first(Predicate::sources(["A1", "A2", "A3", "A4"]))
            .last(Predicate::targets(["A5", "A6", "A7", "A8"])),
        daily.clone().rules([Rule::Relay, Rule::Retaliation]).max_len(3),
        daily.clone().rules([Rule::Counter]).within(TimeDelta::days(2)).min_len(3),
        daily.rules([Rule::Relay]).steps([QueryStep::any_event(), QueryStep::any_event()]),
    ] {
        let mut rng = Pcg64::seed_from_u64(20240413);
        let mut watch = opened(query.clone(), 12);
        let mut all = opened(query.clone().every(Predicate::named("all", |_| true)), 12);
        let actors = super::model::actors(&watch);
        let mut known = Vec::new();
        for round in 0..6 {
            let mut steps = Vec::new();
            for _ in 0..if round == 0 { 3_000 } else { 200 } {
                let event = event(&actors, rng.random_range(0..500), &mut rng);
                steps.push(match rng.random_range(0..3) {
                    0 if round > 0 => Step::Withdraw(known[rng.random_range(0..known.len())]),
                    1 if round > 0 => Step::Revise(known[rng.random_range(0..known.len())], event),
                    _ => Step::Record(event),
                });
            }
            let [changes, expected] = [&mut watch, &mut all].map(|watch| commit(watch, &steps));
            let [of_watch, of_all] = [&changes, &expected].map(|changes| &changes.queries()[0]);
            assert_eq!(without_name(of_watch), without_name(of_all), "{query}");
            // Listing follows every hop in both states.
            let listed = changes.appeared("query").unwrap().count();
            assert_eq!(of_watch.chains_appeared().to_string(), listed.to_string(), "{query}");
            let listed = changes.gone("query").unwrap().count();
            assert_eq!(of_watch.chains_gone().to_string(), listed.to_string(), "{query}");
            compared_all += usize::from(of_watch.events_compared().is_none());
            known = watch.timeline().events().map(|event| watch.id_of(event)).collect();
        }
    }
    assert!(compared_all > 5, "{compared_all} of 36 were found among all events");
}

/// Revisions of single events that keep their day and one of their actors, so that hops stay while chains may start with an
/// event, end in it or contain it in one state alone.
#[test]
fn revisions_that_change_which_chains_an_event_may_be_in_are_found_near_by() {
    let without = |left_out: usize| {
        let names = (0..9).filter(|nth| nth % 3 != left_out).map(|nth| format!("A{nth}"));
        names.collect::<Vec<_>>()
    };
    let query = Query::escalation().on(Goldstein::default()).max_gap(TimeDelta::days(1));
    for query in [query.clone().rules([Rule::Relay]), query.rules([Rule::Counter, Rule::Joining])] {
        let query =
            query.first(Predicate::sources(without(0))).last(Predicate::targets(without(1)));
        let every = Predicate::targets(without(2));
        let all = every.clone().and(Predicate::named("all", |_| true));
        let mut watches = [every, all].map(|every| opened(query.clone().every(every), 9));
        let actors = super::model::actors(&watches[0]);
        let mut rng = Pcg64::seed_from_u64(20240413);
        let day = |at: usize| at as i64 / 9;
        let dyad = |rng: &mut Pcg64| {
            let source = rng.random_range(0..actors.len());
            let target = (source + rng.random_range(1..actors.len())) % actors.len();
            [actors[source], actors[target]]
        };
        let (mut dyads, mut steps) = (Vec::new(), Vec::new());
        for at in 0..900 {
            dyads.push(dyad(&mut rng));
            steps.push(Step::Record(event_of(dyads[at], day(at), &mut rng)));
        }
        for watch in &mut watches {
            commit(watch, &steps);
        }
        let ids: Vec<EventId> =
            watches[0].timeline().events().map(|event| watches[0].id_of(event)).collect();
        let mut found_near = 0;
        for nth in 0..120 {
            let mut steps = Vec::new();
            for _ in 0..=nth % 20 {
                let at = rng.random_range(0..dyads.len());
                let kept = rng.random_range(0..2);
                dyads[at][1 - kept] = loop {
                    let other = actors[rng.random_range(0..actors.len())];
                    if other != dyads[at][kept] {
                        break other;
                    }
                };
                let revised = event_of(dyads[at], day(at), &mut rng);
                steps.push(Step::Revise(ids[at], revised));
            }
            let changes = watches.each_mut().map(|watch| commit(watch, &steps));
            let [near, all] = changes.each_ref().map(|changes| &changes.queries()[0]);
            assert_eq!(without_name(near), without_name(all), "{nth}");
            found_near += usize::from(near.events_compared().is_some());
        }
        assert!(found_near > 100, "{found_near} of 120 were found near by");
        let [near, all] = watches.each_ref().map(|watch| watch.figures("query"));
        assert_eq!(near, all);
    }
}
