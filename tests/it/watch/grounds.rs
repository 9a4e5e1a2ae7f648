//! Alerts about weeks and threats, compared with what a search through all events finds.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use escalade::{
    Event, Means, Query, Timeline,
    threats::ThreatState,
    watch::{
        Alarms, Alert, AlertRule, AlertState, Ground, Subject, Watch, WatchedQuery, WeeklyRise,
    },
};
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::{
    properties::check_all,
    threats::{
        drafts::{Case, build, cases, day},
        query_of,
        reference::outcomes_until,
    },
};

/// Follows which alerts stand: raised, and not withdrawn.
#[derive(Default)]
struct Standing(BTreeMap<u64, Subject>);

impl Standing {
    /// Applies alerts, and returns what those that stand are about.
    fn after(&mut self, alerts: Vec<Alert>) -> BTreeSet<Subject> {
        for alert in alerts {
            let before = match alert.state {
                AlertState::Raised => self.0.insert(alert.number, alert.about),
                AlertState::Withdrawn => {
                    assert_eq!(self.0.remove(&alert.number), Some(alert.about));
                    None
                }
            };
            assert_eq!(before, None, "each number is used once");
        }
        let about: BTreeSet<Subject> = self.0.values().cloned().collect();
        assert_eq!(about.len(), self.0.len(), "one alert for each subject");
        about
    }
}

const DYADS: [(&str, &str); 3] = [("A", "B"), ("B", "A"), ("A", "C")];
const DAYS: u32 = 70;

/// An event of a dyad on a day, from Monday 1 January 2024 on, as it is recorded or revised; `None` if it is withdrawn.
type Row = (usize, Option<(usize, u32)>);

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, 1).unwrap()
}

/// Returns the first weeks of all episodes, by the definition.
fn episodes(rows: &BTreeMap<usize, (usize, u32)>, rise: WeeklyRise) -> BTreeSet<(usize, u32)> {
    let weeks = DAYS / 7;
    let Some(first) = rows.values().map(|(_, day)| day / 7).min() else { return BTreeSet::new() };
    let mut found = BTreeSet::new();
    for dyad in 0..DYADS.len() {
        let count = |week: u32| {
            rows.values().filter(|(other, day)| *other == dyad && day / 7 == week).count() as f64
        };
        let mut goes_on = false;
        for week in first + rise.weeks..weeks {
            let before: f64 = (week - rise.weeks..week).map(count).sum();
            let excess = count(week) - before / f64::from(rise.weeks);
            let bound = if goes_on { rise.until.unwrap_or(rise.by).min(rise.by) } else { rise.by };
            let rises = count(week) > 0.0 && excess > bound;
            if rises && !goes_on {
                found.insert((dyad, week));
            }
            goes_on = rises;
        }
    }
    found
}

#[test]
fn alerts_about_weeks_stand_for_exactly_the_episodes() {
    let rise =
        (select(&[0.0, 0.5, 1.0, 2.0][..]), 1..4_u32, option::of(select(&[0.0, 0.5, 3.0][..])))
            .prop_map(|(by, weeks, until)| WeeklyRise { by, weeks, until });
    // Most events are in few weeks of one dyad.
    let place = (select(&[0, 0, 0, 1, 2][..]), prop_oneof![0..DAYS, 14..35_u32]);
    let row = (0..40_usize, option::weighted(0.85, place));
    let mut seen = std::cell::Cell::new(0_usize);
    check_all(
        (vec(vec(row, 1..16), 1..6), rise),
        2000,
        |(transactions, rise): &(Vec<Vec<Row>>, _)| {
            let query = Query::escalation().on(escalade::scale::Flat).max_gap(TimeDelta::days(7));
            let mut watch =
                Watch::new(Timeline::builder().build().unwrap(), [WatchedQuery::new("all", query)])
                    .unwrap();
            let rule = AlertRule::new("rise", "all", Ground::Rises(*rise));
            let mut alarms = Alarms::new([rule], &watch).unwrap();
            let (mut standing, mut model) = (Standing::default(), BTreeMap::new());
            for rows in transactions {
                let mut transaction = watch.transaction();
                let actors = ["A", "B", "C"].map(|key| (key, transaction.actor(key)));
                let actor = |key: &str| actors.iter().find(|(other, _)| *other == key).unwrap().1;
                for (name, place) in rows {
                    match place {
                        Some((dyad, day)) => {
                            let (by, on) = DYADS[*dyad];
                            let day_of = first_day() + TimeDelta::days(i64::from(*day));
                            let event =
                                Event::attack(actor(by), day_of, Means::Drone).against(actor(on));
                            transaction.upsert(name.to_string(), event);
                            model.insert(*name, (*dyad, *day));
                        }
                        None => {
                            transaction.retract(&name.to_string());
                            model.remove(name);
                        }
                    }
                }
                transaction.commit().unwrap();
                let actual = standing.after(alarms.update(&watch, DateTime::UNIX_EPOCH).unwrap());
                let expected: BTreeSet<Subject> = episodes(&model, *rise)
                    .into_iter()
                    .map(|(dyad, week)| {
                        let (source, target) = DYADS[dyad];
                        let monday = first_day() + TimeDelta::weeks(i64::from(week));
                        Subject::Week { source: source.into(), target: target.into(), monday }
                    })
                    .collect();
                seen.set(seen.get() + expected.len());
                if actual != expected {
                    return Err(format!("{actual:?}\n{expected:?}"));
                }
            }
            Ok(())
        },
    );
    assert!(*seen.get_mut() > 100, "the rows have episodes");
}

#[test]
fn alerts_about_threats_stand_for_exactly_those_in_the_states() {
    let rules = [
        ("lapsed", vec![ThreatState::Lapsed]),
        ("done", vec![ThreatState::CarriedOut, ThreatState::CarriedOutInPart]),
        ("averted", vec![ThreatState::Averted]),
        ("open", vec![ThreatState::Open]),
    ];
    check_all(cases(), 1000, |case: &Case| {
        let empty = Timeline::builder().build().unwrap();
        let seen = case.query_draft.seen;
        let view = empty.view().during(day(seen.0)..day(seen.1));
        let query = WatchedQuery::new("query", query_of(case)).seen_through(view.steps().to_vec());
        let mut watch = Watch::new(Timeline::builder().build().unwrap(), [query]).unwrap();
        let all = rules
            .iter()
            .map(|(name, states)| AlertRule::new(*name, "query", Ground::Threats(states.clone())));
        let mut alarms = Alarms::new(all, &watch).unwrap();
        let mut standing: Vec<Standing> = rules.iter().map(|_| Standing::default()).collect();
        for complete_to in [None, Some(3), Some(5), Some(9), Some(14), Some(27)] {
            let mut transaction = watch.transaction();
            match complete_to {
                None => drop(transaction.add_timeline(&build(case))),
                Some(until) => transaction.complete_to(day(until)),
            }
            transaction.commit().unwrap();
            let alerts = alarms.update(&watch, DateTime::<Utc>::UNIX_EPOCH).unwrap();
            let outcomes = outcomes_until(case, complete_to.map_or(i64::MIN, i64::from));
            for ((name, states), standing) in rules.iter().zip(&mut standing) {
                let these = alerts.iter().filter(|alert| alert.rule == *name).cloned().collect();
                let actual: BTreeSet<String> = standing
                    .after(these)
                    .into_iter()
                    .map(|subject| match subject {
                        Subject::Event(event) => event.to_string(),
                        Subject::Week { .. } => panic!("{subject:?}"),
                    })
                    .collect();
                let expected: BTreeSet<String> = outcomes
                    .iter()
                    .filter(|outcome| states.contains(&outcome.state))
                    .map(|outcome| format!("#{}", outcome.statement))
                    .collect();
                if actual != expected {
                    return Err(format!("{name} to {complete_to:?}: {actual:?}\n{expected:?}"));
                }
            }
        }
        Ok(())
    });
}
