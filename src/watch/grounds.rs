//! Finds the events, weeks and threats that an alert rule applies to.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{
    alert::{Alert, AlertState, Subject},
    alert_rule::{AlertRule, Ground, WeeklyRise},
    chain_key::EventName,
    watch::Watch,
    watched_query::WatchedQuery,
};
use crate::{
    chain::{answers::best::rank::Rank, chains::Chains, engine::scope::Scope, prepared::Prepared},
    error::Error,
    model::{EventId, instant},
    threats::{Threat, ThreatState, tracker::ThreatTracker},
    timeline::Dyad,
};

/// Something that a rule applies to, identified in a way that stays the same from one transaction to the next.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Standing {
    /// An event, by its record.
    Event(u32),
    /// The first week of an episode of a dyad, counted from that of 1 January 1970.
    Week { source: String, target: String, week: i64 },
}

/// All that a rule applies to.
pub(super) struct Found<'w> {
    watch: &'w Watch,
    chains: Chains<'w>,
    /// The events, in total order.
    events: Vec<u32>,
    /// The same events, in order of recording.
    sorted: Vec<u32>,
    /// Of a rule about threats, each of the events as a threat.
    threats: BTreeMap<u32, Threat>,
    weeks: Weeks,
    /// The week of the first event of the query, if weeks are looked at.
    pub(super) first_week: Option<i64>,
}

/// The weeks that a rule applies to, each with its number of events and the mean of the weeks before.
pub(super) type Weeks = BTreeMap<Standing, (u64, f64)>;

/// Finds all that a rule applies to.
pub(super) fn grounds<'w>(
    rule: &AlertRule,
    query: &WatchedQuery,
    watch: &'w Watch,
) -> Result<Found<'w>, Error> {
    let chains = query.narrowed(rule.narrowed(query.query())).chains(watch.timeline())?;
    let mut found = Found {
        watch,
        events: Vec::new(),
        sorted: Vec::new(),
        threats: BTreeMap::new(),
        weeks: Weeks::new(),
        first_week: None,
        chains,
    };
    match rule.when() {
        Ground::Crosses(_) | Ground::Reaches(_) | Ground::EndsWith(_) => {
            for event in ends(&found.chains) {
                found.events.push(watch.state.whole().record(event));
            }
        }
        Ground::Threats(states) => found.find_threats(states),
        Ground::Rises(rise) => {
            (found.weeks, found.first_week) =
                weeks_of(&found.chains.prepared, *rise, None, &|_| true);
        }
    }
    found.sorted = found.events.clone();
    found.sorted.sort_unstable();
    Ok(found)
}

/// Returns the events in which a chain ends, in total order.
fn ends(chains: &Chains<'_>) -> Vec<EventId> {
    let prepared = &chains.prepared;
    let Some(lengths) = prepared.lengths() else { return Vec::new() };
    let (engine, bounds) = (prepared.path_engine(), prepared.path_bounds());
    let scope = Scope::new(bounds, &engine.nodes);
    // If any path to a node is within the greatest span, the path that starts latest is.
    let latest = engine.latest_starts(&scope, lengths);
    let is_end = |node: usize| {
        let least = match bounds.within {
            Some(within) => engine.nodes.earliest.get(node).saturating_sub(within),
            None => i64::MIN + 1,
        };
        scope.may_end(node)
            && (lengths.min..=lengths.layers).any(|layer| latest[layer - 2][node] >= least)
    };
    let mut ends = Vec::new();
    for node in (0..engine.nodes.len()).filter(|node| is_end(*node)) {
        ends.push(prepared.event(prepared.node_of_path(node as u32) as usize).id());
    }
    ends
}

impl Found<'_> {
    /// Returns all that the rule applies to: events in total order, then weeks by source, target and time.
    pub(super) fn standings(&self) -> impl Iterator<Item = Standing> {
        let events = self.events.iter().map(|record| Standing::Event(*record));
        events.chain(self.weeks.keys().cloned())
    }

    pub(super) fn has(&self, standing: &Standing) -> bool {
        match standing {
            Standing::Event(record) => self.sorted.binary_search(record).is_ok(),
            Standing::Week { .. } => self.weeks.contains_key(standing),
        }
    }

    fn find_threats(&mut self, states: &[ThreatState]) {
        let until = self.watch.complete_to.unwrap_or(i64::MIN);
        let mut found = Vec::new();
        ThreatTracker::with_data_until(&self.chains, until).each(&mut |event, threat| {
            if states.contains(&threat.state) {
                found.push((self.watch.state.whole().record(event.id()), threat));
            }
        });
        for (record, threat) in found {
            self.events.push(record);
            self.threats.insert(record, threat);
        }
    }

    /// Returns the alert about something that the rule applies to, without its number.
    pub(super) fn alert(
        &self,
        standing: &Standing,
        rule: &AlertRule,
        known_when: DateTime<Utc>,
    ) -> Option<Alert> {
        let Standing::Event(record) = standing else {
            return Alert::about_week(rule, standing, *self.weeks.get(standing)?, known_when);
        };
        let mut alert = Alert::of_rule(rule, known_when);
        // A state in layers has the event in one of them, under another id.
        let whole = self.watch.state.whole();
        let event = whole.timeline.event(whole.event(*record)?);
        alert.about = Subject::Event(whole.name(event));
        alert.happened_when = event.earliest();
        alert.threat = self.threats.get(record).cloned();
        let prepared = &self.chains.prepared;
        if let Some(node) = prepared.node(event.id()) {
            for (source, target) in prepared.engine.nodes.dyads.of(node) {
                let keys = [*source, *target].map(|party| prepared.roll_up.key(party));
                alert.dyads.push(keys.map(str::to_owned));
            }
        }
        if alert.threat.is_none() {
            let chain = self.chains.ending_in(event.id(), Rank::GreatestRise)?;
            alert.chain = Some(self.watch.chain_key(&chain));
            alert.explanation = Some(chain.explain());
        }
        Some(alert)
    }
}

impl Alert {
    /// Returns an alert of a rule that is about nothing yet.
    fn of_rule(rule: &AlertRule, known_when: DateTime<Utc>) -> Self {
        Self {
            number: 0,
            state: AlertState::Raised,
            rule: rule.name().to_owned(),
            query: rule.query().to_owned(),
            about: Subject::Event(EventName::Number(0)),
            dyads: Vec::new(),
            happened_when: known_when,
            known_when,
            held_back: 0,
            chain: None,
            explanation: None,
            threat: None,
            events: None,
            mean: None,
        }
    }

    /// Returns the alert about a week with this number of events and mean of the weeks before, without its number.
    pub(super) fn about_week(
        rule: &AlertRule,
        standing: &Standing,
        (events, mean): (u64, f64),
        known_when: DateTime<Utc>,
    ) -> Option<Self> {
        let Standing::Week { source, target, week } = standing else { return None };
        let (source, target) = (source.clone(), target.clone());
        Some(Self {
            dyads: vec![[source.clone(), target.clone()]],
            happened_when: instant(SECONDS_PER_DAY * (7 * week - MONDAY)),
            about: Subject::Week { source, target, monday: monday_of(*week) },
            events: Some(events),
            mean: Some(mean),
            ..Self::of_rule(rule, known_when)
        })
    }
}

/// Returns the first weeks of the episodes of some dyads, and the week of the first event. `first_week` is that of the
/// first event of the query, if it is known; otherwise it is that of the first event here.
pub(super) fn weeks_of(
    prepared: &Prepared<'_>,
    rise: WeeklyRise,
    first_week: Option<i64>,
    is_asked: &dyn Fn(&Dyad) -> bool,
) -> (Weeks, Option<i64>) {
    let nodes = &prepared.engine.nodes;
    let mut first = first_week;
    // By dyad, its weeks with an event, ascending, each with the number of events.
    let mut counts: HashMap<Dyad, Vec<(i64, u64)>> = HashMap::new();
    for node in 0..nodes.len() {
        let week = week_of(nodes.earliest.get(node));
        for dyad in nodes.dyads.of(node).iter().filter(|dyad| is_asked(dyad)) {
            first.get_or_insert(week);
            let weeks = counts.entry(*dyad).or_default();
            match weeks.last_mut() {
                Some((last, events)) if *last == week => *events += 1,
                _ => weeks.push((week, 1)),
            }
        }
    }
    let known_from = first.unwrap_or(0) + i64::from(rise.weeks);
    let until = rise.until.unwrap_or(rise.by).min(rise.by);
    let mut found = Weeks::new();
    for ((source, target), counts) in &counts {
        let mut last_in_episode = None;
        for (nth, (week, events)) in counts.iter().enumerate() {
            if *week < known_from {
                continue;
            }
            let since = week - i64::from(rise.weeks);
            let past = counts[..nth].iter().rev().take_while(|(week, _)| *week >= since);
            let before: u64 = past.map(|(_, events)| events).sum();
            let mean = before as f64 / f64::from(rise.weeks);
            let excess = *events as f64 - mean;
            // A week without events has no excess, so that an episode does not last through it.
            let goes_on = last_in_episode == Some(week - 1);
            if excess > if goes_on { until } else { rise.by } {
                last_in_episode = Some(*week);
                if !goes_on {
                    let [source, target] =
                        [*source, *target].map(|party| prepared.roll_up.key(party).to_owned());
                    let standing = Standing::Week { source, target, week: *week };
                    found.insert(standing, (*events, mean));
                }
            }
        }
    }
    (found, first)
}

const SECONDS_PER_DAY: i64 = 86_400;

/// The number of days from a Monday to 1 January 1970.
const MONDAY: i64 = 3;

/// Returns the week of a second, counted from that of 1 January 1970.
pub(super) fn week_of(second: i64) -> i64 {
    (second.div_euclid(SECONDS_PER_DAY) + MONDAY).div_euclid(7)
}

fn monday_of(week: i64) -> NaiveDate {
    let days = 7 * week - MONDAY;
    let first = NaiveDate::default();
    let monday = match u64::try_from(days) {
        Ok(days) => first.checked_add_days(Days::new(days)),
        Err(_) => first.checked_sub_days(Days::new(days.unsigned_abs())),
    };
    monday.unwrap_or(first)
}
