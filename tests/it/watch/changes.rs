//! What transactions change in the answers.

use chrono::{Days, NaiveDate, TimeDelta};
use escalade::{
    ActorId, Event, EventKind, Means, Predicate, Query, Rule, SpeechAct, Statement, Timeline,
    Trend,
    chain::Pairing,
    model::{ActionKind, Conditional, Pattern},
    scale::Kahn,
    threats::{ConditionState, ThreatState},
    watch::{Changes, ThreatStanding, Watch, WatchedQuery},
};
use num_bigint::BigUint;

fn watch(query: Query) -> Watch {
    let opened = Timeline::builder().build().unwrap();
    Watch::new(opened, [WatchedQuery::new("query", query.on(Kahn))]).unwrap()
}

fn weekly() -> Query {
    Query::escalation().max_gap(TimeDelta::days(7))
}

fn strike(by: ActorId, on: ActorId, day: &str, rung: i32) -> Event {
    Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung)
}

fn keys(changes: &Changes) -> [Vec<String>; 2] {
    [changes.appeared("query"), changes.gone("query")]
        .map(|chains| chains.unwrap().map(|one| one.key().to_string()).collect())
}

#[test]
fn counts_of_more_than_128_bits_are_exact() {
    let query = weekly().rules([Rule::Retaliation]).trend(Trend::Any);
    let mut watch = watch(query.max_gap(TimeDelta::days(9999)));
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let chains = |watch: &Watch| {
        let count = watch.figures("query").unwrap().summary().chains().to_string();
        count.parse::<BigUint>().unwrap()
    };
    let mut transaction = watch.transaction();
    let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
    let event = |nth: u64| {
        let (by, on) = if nth.is_multiple_of(2) { (a, b) } else { (b, a) };
        let day = first + Days::new(nth);
        Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, 5)
    };
    for nth in 0..300 {
        transaction.upsert(nth.to_string(), event(nth));
    }
    transaction.commit().unwrap();
    let all = chains(&watch);
    assert!(all.bits() > 128);

    let mut transaction = watch.transaction();
    transaction.retract("150");
    let changes = transaction.commit().unwrap();
    let left = chains(&watch);
    let of = changes.of("query").unwrap();
    assert_eq!(of.chains_gone().to_string(), (all.clone() - &left).to_string());
    assert_eq!((of.chains_appeared().to_u128(), of.hops_gone()), (Some(0), 150));

    let mut transaction = watch.transaction();
    transaction.upsert("150", event(150));
    let changes = transaction.commit().unwrap();
    let of = changes.of("query").unwrap();
    assert_eq!(of.chains_appeared().to_string(), (all - left).to_string());
    assert_eq!(changes.appeared("query").unwrap().take(100).count(), 100, "listed lazily");
}

#[test]
fn a_late_event_can_undo_chains_of_events_that_it_leaves_untouched() {
    let ceasefire = Predicate::kinds([EventKind::Action]);
    let mut unless = watch(weekly().unless(ceasefire));
    let mut nearest = watch(weekly().pairing(Pairing::Nearest));
    for watch in [&mut unless, &mut nearest] {
        let mut transaction = watch.transaction();
        let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
        transaction.upsert("raid", strike(a, b, "2024-04-01", 4));
        transaction.upsert("reply", strike(b, a, "2024-04-05", 8));
        assert_eq!(keys(&transaction.commit().unwrap()), [vec!["raid > reply"], vec![]]);
    }
    let mut transaction = unless.transaction();
    let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
    let truce = Event::action(a, "2024-04-03", ActionKind::Meeting).against(b);
    transaction.upsert("truce", truce);
    assert_eq!(keys(&transaction.commit().unwrap()), [vec![], vec!["raid > reply"]]);

    let mut transaction = nearest.transaction();
    transaction.upsert("another", strike(a, b, "2024-04-03", 5));
    let changes = transaction.commit().unwrap();
    assert_eq!(keys(&changes), [vec!["another > reply"], vec!["raid > reply"]]);
    let longest = changes.of("query").unwrap().longest().unwrap();
    let best = [&longest.before, &longest.after];
    let best = best.map(|best| best.as_ref().unwrap().key().to_string());
    assert_eq!(best, ["raid > reply", "another > reply"]);
}

#[test]
fn figures_of_dyads_and_crossings_are_reported_once() {
    let mut watch = watch(weekly().crosses(8.0));
    let mut transaction = watch.transaction();
    let [a, b, c] = ["A", "B", "C"].map(|key| transaction.actor(key));
    transaction.push(strike(a, b, "2024-04-01", 4));
    transaction.push(strike(b, a, "2024-04-02", 6));
    transaction.push(strike(c, b, "2024-04-02", 6));
    assert_eq!(transaction.commit().unwrap().of("query").unwrap().newly_crossed(), None);

    let mut transaction = watch.transaction();
    transaction.push(strike(a, b, "2024-04-03", 8));
    let changes = transaction.commit().unwrap();
    let of = changes.of("query").unwrap();
    assert_eq!(of.newly_crossed().unwrap().units(), 8.0);
    let [dyad] = of.dyads() else { panic!("{:?}", of.dyads()) };
    assert_eq!((dyad.source(), dyad.target()), ("A", "B"));
    let figures = |tally: &Option<_>| {
        let tally: &escalade::chain::DyadTally = tally.as_ref().unwrap();
        (tally.events(), tally.hops(), tally.chains().to_u128())
    };
    assert_eq!((figures(&dyad.before), figures(&dyad.after)), ((1, 0, Some(0)), (2, 1, Some(2))));
    assert_eq!(keys(&changes)[0], ["#1 > #3", "#0 > #1 > #3"]);

    let mut transaction = watch.transaction();
    transaction.push(strike(a, b, "2024-04-04", 9));
    let changes = transaction.commit().unwrap();
    assert_eq!(changes.of("query").unwrap().newly_crossed(), None, "crossed before");
    let json = serde_json::to_value(&changes).unwrap();
    assert_eq!(
        (&json["recorded"], &json["queries"][0]["chains_appeared"]),
        (&1.into(), &"2".into())
    );

    let changes = watch.transaction().commit().unwrap();
    assert!(changes.of("query").unwrap().is_empty());
}

#[test]
fn threats_lapse_by_the_time_to_which_data_are_complete_and_late_events_carry_them_out() {
    let mut watch = watch(weekly());
    let mut states = Vec::new();
    for step in 0..5 {
        let mut transaction = watch.transaction();
        let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
        match step {
            0 => {
                let threat = Event::statement(a, "2024-04-01", SpeechAct::Threaten).against(b);
                transaction.upsert("threat", threat.with_level(Kahn, 3));
                transaction.push(strike(b, a, "2024-06-01", 5));
            }
            1 => transaction.complete_to("2024-04-08T00:00:00Z"),
            2 => transaction.complete_to("2024-04-08T00:00:01Z"),
            3 => drop(transaction.upsert("strike", strike(a, b, "2024-04-05", 5))),
            _ => drop(transaction.retract("threat")),
        }
        let changes = transaction.commit().unwrap();
        let states_of = |change: &escalade::watch::ThreatChange| {
            [&change.before, &change.after].map(|one| one.as_ref().map(ThreatStanding::state))
        };
        states
            .push(changes.of("query").unwrap().threats().iter().map(states_of).collect::<Vec<_>>());
    }
    let [open, lapsed, carried_out] =
        [ThreatState::Open, ThreatState::Lapsed, ThreatState::CarriedOut].map(Some);
    assert_eq!(
        states,
        [
            vec![[None, open]],
            vec![],
            vec![[open, lapsed]],
            vec![[lapsed, carried_out]],
            vec![[carried_out, None]],
        ]
    );
}

#[test]
fn a_change_of_a_threat_says_whether_its_condition_was_met() {
    let mut watch = watch(weekly());
    let mut conditions = Vec::new();
    for step in 0..3 {
        let mut transaction = watch.transaction();
        let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
        match step {
            0 => {
                let attack = |by, on| Pattern::new().of_kind(EventKind::Attack).by(by).against(on);
                let said =
                    Statement::new().on_condition(Conditional::new(attack(b, a), attack(a, b)));
                let threat = Event::statement(a, "2024-04-01", SpeechAct::Threaten).against(b);
                transaction.upsert("threat", threat.with_statement(said));
                let plain = Event::statement(b, "2024-04-01", SpeechAct::Threaten).against(a);
                transaction.upsert("plain", plain);
            }
            1 => drop(transaction.upsert("meeting", strike(b, a, "2024-04-03", 5))),
            _ => transaction.complete_to("2024-06-01T00:00:00Z"),
        }
        let changes = transaction.commit().unwrap();
        let threats = changes.of("query").unwrap().threats();
        let told = threats.iter().filter_map(|change| change.after.as_ref());
        conditions.push(
            told.map(|one| (one.event().to_string(), one.state(), one.condition()))
                .collect::<Vec<_>>(),
        );
    }
    let of = |key: &str, state, condition| (key.to_owned(), state, condition);
    let (met, open) = (Some(ConditionState::Met), Some(ConditionState::Open));
    assert_eq!(
        conditions,
        [
            vec![of("threat", ThreatState::Open, open), of("plain", ThreatState::Open, None),],
            vec![of("threat", ThreatState::Open, met), of("plain", ThreatState::CarriedOut, None),],
            vec![of("threat", ThreatState::Lapsed, met)],
        ]
    );
}

/// What a closure looks at is not known, wherever in a predicate it is.
#[test]
fn changes_of_a_query_with_a_closure_are_found_among_all_events() {
    let any = || Predicate::named("any", |_| true);
    let attacks = || Predicate::kinds([EventKind::Attack]);
    let closures =
        [any(), attacks().and(any()), any().or(attacks()), !any(), attacks().and(!any())];
    let plain = [attacks(), attacks().or(!attacks())];
    let predicates = closures.into_iter().map(|one| (one, true));
    for (predicate, has_closure) in predicates.chain(plain.map(|one| (one, false))) {
        let text = predicate.to_string();
        let mut watch = watch(weekly().rules([Rule::Retaliation]).last(predicate));
        for (key, day) in [("one", "2024-04-01"), ("two", "2024-04-02"), ("three", "2024-04-03")] {
            let mut transaction = watch.transaction();
            let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
            let (by, on) = if key == "two" { (b, a) } else { (a, b) };
            transaction.upsert(key, strike(by, on, day, 5));
            let changes = transaction.commit().unwrap();
            let is_near = changes.of("query").unwrap().events_compared().is_some();
            assert!(key != "three" || is_near != has_closure, "{text}");
        }
    }
}

/// A transaction that records an event far from a threat, and states that nothing earlier is expected, lets it lapse.
#[test]
fn a_threat_lapses_with_any_transaction_that_moves_the_time() {
    let mut watch = watch(weekly().rules([Rule::Retaliation]));
    let mut states = Vec::new();
    for (day, complete_to) in
        [("2024-04-01", "2024-04-01"), ("2024-04-03", "2024-04-03"), ("2024-04-20", "2024-04-20")]
    {
        let mut transaction = watch.transaction();
        let [a, b, c, d] = ["A", "B", "C", "D"].map(|key| transaction.actor(key));
        if states.is_empty() {
            transaction.push(Event::statement(a, day, SpeechAct::Threaten).against(b));
        }
        transaction.push(strike(c, d, day, 5));
        transaction.complete_to(complete_to);
        let changes = transaction.commit().unwrap();
        let threats = watch.figures("query").unwrap().threats();
        states.push((threats[0].state(), changes.of("query").unwrap().threats().len()));
    }
    assert_eq!(states, [(ThreatState::Open, 1), (ThreatState::Open, 0), (ThreatState::Lapsed, 1)]);
}

/// A hop counts as one also if no chain may span it.
#[test]
fn hops_that_are_longer_than_a_chain_may_be_are_counted() {
    let query = weekly().rules([Rule::Joining]).threats_open_for(TimeDelta::days(1));
    let mut watch = watch(query.within(TimeDelta::days(2)));
    let mut hops = Vec::new();
    for (day, rung) in [("2024-04-01", 3), ("2024-04-03", 4), ("2024-04-06", 5), ("2024-04-11", 6)]
    {
        let mut transaction = watch.transaction();
        let [source, b] = [day, "B"].map(|key| transaction.actor(key));
        transaction.push(strike(source, b, day, rung));
        let changes = transaction.commit().unwrap();
        hops.push(changes.of("query").unwrap().hops_appeared());
    }
    assert_eq!(hops, [0, 1, 2, 1]);
    let asked = watch.chains("query").unwrap().summary();
    assert_eq!(*watch.figures("query").unwrap().summary(), asked);
}
