//! [`Alarms`]: compares what rules apply to before and after a change, and raises and withdraws alerts.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{
    alert::{Alert, AlertState},
    alert_rule::{AlertRule, Ground},
    change_log::StateMark,
    changed_grounds::{Grounds, grounds_since},
    changes::named,
    grounds::{Standing, grounds},
    watch::Watch,
};
use crate::error::{Error, ErrorKind, Issue, Issues, Location};

/// The rules by which alerts are raised about a [`Watch`], with the events, weeks and threats that each applies to.
///
/// After each transaction, [`update`](Self::update) compares what a rule applies to now with what it applied to before.
/// An event, week or threat that the rule has come to apply to raises an alert. If the rule no longer applies to it,
/// because events were revised or withdrawn, the alert is withdrawn. What a rule applies to already when the alarms are
/// created raises no alert. A rule always applies to the same events, weeks and threats as in a timeline built anew
/// from the same records, except for those to which it applies only by a [weaker condition](AlertRule::holding_while).
/// Each event, week or threat that a rule applies to has an alert that is not withdrawn, unless the rule applied to it
/// from the start or a [quiet time](AlertRule::quiet) held the alert back.
///
/// # Cost
///
/// An update looks only at what the transactions since the last update changed, where these found their changes among the
/// events near by (see [`Watch`](Watch#cost)):
///
/// - of a rule about chains, at the events whose figures changed, if the query bounds neither the number of events of a
///   chain nor its span, has no steps, and does not cross a line of its own beside that of the rule;
/// - of a rule about weeks, at the events of the dyads of these events;
/// - of a rule about threats, at the threats of which something else became.
///
/// Otherwise, and after a transaction that found all chains again or states another time to which the data are complete
/// (rules about threats), a rule takes one pass of its query over all events, as [`count`](crate::Chains::count) does. So do
/// the alerts about events that an update raises, together, and each a search for the best chain besides: an alert explains
/// the chain by all that is recorded.
///
/// ```
/// use chrono::{TimeDelta, Utc, DateTime};
/// use escalade::{Event, Means, Query, Timeline, scale::Kahn, watch::*};
///
/// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
/// let mut watch = Watch::new(Timeline::builder().build()?, [WatchedQuery::new("weekly", query)])?;
/// let mut alarms = Alarms::new([AlertRule::new("war", "weekly", Ground::Crosses(9.0.into()))], &watch)?;
/// let known = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
/// let mut transaction = watch.transaction();
/// let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
/// transaction.upsert("raid", Event::attack(a, "2024-04-01", Means::Drone).against(b).with_level(Kahn, 8));
/// transaction.upsert("reply", Event::attack(b, "2024-04-03", Means::Drone).against(a).with_level(Kahn, 9));
/// transaction.commit()?;
/// let alerts = alarms.update(&watch, known("2024-04-04T06:00:00Z"))?;
/// let alert = &alerts[0];
/// assert_eq!((alert.rule.as_str(), alert.state, alerts.len()), ("war", AlertState::Raised, 1));
/// assert_eq!(alert.happened_when, known("2024-04-03T00:00:00Z"));
/// assert_eq!(alert.chain.as_ref().unwrap().to_string(), "raid > reply");
/// assert_eq!(alert.explanation.as_ref().unwrap().rise.units(), 1.0);
///
/// // The raid did not happen.
/// let mut transaction = watch.transaction();
/// transaction.retract("raid");
/// transaction.commit()?;
/// let alerts = alarms.update(&watch, known("2024-04-05T06:00:00Z"))?;
/// assert_eq!((alerts[0].number, alerts[0].state), (0, AlertState::Withdrawn));
/// assert_eq!(serde_json::to_value(&alerts[0]).unwrap()["about"]["event"], "reply");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Alarms {
    rules: Vec<RuleState>,
    /// The number of alerts raised.
    raised: u64,
    /// The state of the watch that the rules were last applied to; `None` if it is not known.
    seen: Option<StateMark>,
}

/// A rule, and what it applies to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleState {
    rule: AlertRule,
    /// What the rule applies to, each with its alert; `None` if no alert was raised.
    #[serde(with = "as_list")]
    standing: BTreeMap<Standing, Option<Box<Alert>>>,
    /// By dyad, when the last alert about it was raised; under `None`, the last alert about an event without a dyad.
    #[serde(with = "as_list")]
    last: BTreeMap<Option<[String; 2]>, DateTime<Utc>>,
    held_back: u64,
    /// The week of the first event of the query, of a rule about weeks; `None` if it is not known.
    #[serde(skip)]
    first_week: Option<i64>,
}

impl Alarms {
    /// Creates alarms about a watch. What the rules apply to already raises no alert.
    ///
    /// # Errors
    ///
    /// If two rules have one name, or if a rule names a query that the watch does not have, an actor that its timeline
    /// does not have, or a number out of range. The error lists all problems.
    pub fn new(rules: impl IntoIterator<Item = AlertRule>, watch: &Watch) -> Result<Self, Error> {
        let mut issues = Issues::default();
        let mut states: Vec<RuleState> = Vec::new();
        for (nth, rule) in rules.into_iter().enumerate() {
            let place = Location::from(format!("rules/{nth}"));
            if states.iter().any(|other| other.rule.name() == rule.name()) {
                let allowed = "a name not yet in use";
                let issue = Issue::new("name", rule.name(), allowed, "use another name");
                issues.push(issue.within(&place));
            }
            let (mut standing, mut first_week) = (BTreeMap::new(), None);
            match check(&rule).and_then(|()| {
                let query = named(watch.queries(), rule.query())?;
                if let Some(held) = rule.held() {
                    grounds(&held, query, watch)?;
                }
                grounds(&rule, query, watch)
            }) {
                Ok(found) => {
                    first_week = found.first_week;
                    standing.extend(found.standings().map(|one| (one, None)));
                }
                Err(error) => issues.absorb(&error, &place),
            }
            let last = BTreeMap::new();
            states.push(RuleState { rule, standing, last, held_back: 0, first_week });
        }
        issues.check(ErrorKind::Query)?;
        let seen = Some(StateMark::clone(watch.log.state()));
        Ok(Self { rules: states, raised: 0, seen })
    }

    /// Creates alarms about a watch, with the alerts of others that were [saved](Self::saved), such as those of a program
    /// that has ended. What a rule has come to apply to since then raises an alert with the next [update](Self::update).
    ///
    /// A rule that was not saved, or was saved with another condition, begins as in [`new`](Self::new). The numbers of
    /// alerts go on.
    ///
    /// # Errors
    ///
    /// The same as for [`new`](Self::new).
    ///
    /// ```
    /// use chrono::{DateTime, TimeDelta};
    /// use escalade::{Event, Means, Query, Timeline, scale::Kahn, watch::*};
    ///
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let mut watch = Watch::new(Timeline::builder().build()?, [WatchedQuery::new("weekly", query)])?;
    /// let rules = [AlertRule::new("war", "weekly", Ground::Crosses(9.0.into()))];
    /// let saved = serde_json::to_string(&Alarms::new(rules.clone(), &watch)?.saved()).unwrap();
    ///
    /// let mut transaction = watch.transaction();
    /// let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
    /// transaction.upsert("raid", Event::attack(a, "2024-04-01", Means::Drone).against(b).with_level(Kahn, 8));
    /// transaction.upsert("reply", Event::attack(b, "2024-04-03", Means::Drone).against(a).with_level(Kahn, 9));
    /// transaction.commit()?;
    /// // The program ends before it asks for alerts, and begins again.
    /// let mut alarms = Alarms::restored(rules, &watch, &serde_json::from_str(&saved).unwrap())?;
    /// assert_eq!(alarms.update(&watch, DateTime::UNIX_EPOCH)?.len(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn restored(
        rules: impl IntoIterator<Item = AlertRule>,
        watch: &Watch,
        saved: &SavedAlarms,
    ) -> Result<Self, Error> {
        let mut alarms = Self::new(rules, watch)?;
        alarms.raised = saved.raised;
        alarms.seen = None;
        for state in &mut alarms.rules {
            for other in &saved.rules {
                if other.rule == state.rule {
                    *state = other.clone();
                }
            }
        }
        Ok(alarms)
    }

    /// Returns the alerts and what the rules apply to, so that they can be written to a file.
    pub fn saved(&self) -> SavedAlarms {
        SavedAlarms { raised: self.raised, rules: self.rules.clone() }
    }

    /// Returns the rules.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = &AlertRule> {
        self.rules.iter().map(|state| &state.rule)
    }

    /// Returns the alerts that follow from what changed since the last call. `known_when` is when the changes were
    /// learned. The alerts are ordered by rule. Of each rule, withdrawn alerts come first, in the order of their numbers,
    /// then raised ones in the order of what they are about: events in total order, weeks by source, target and time.
    ///
    /// # Errors
    ///
    /// If the query of a rule cannot be asked any more, as [`Transaction::commit`](super::Transaction::commit) reports
    /// for the queries of the watch. The alarms then stay as they were.
    pub fn update(
        &mut self,
        watch: &Watch,
        known_when: DateTime<Utc>,
    ) -> Result<Vec<Alert>, Error> {
        let mut found = Vec::new();
        for RuleState { rule, standing, first_week, .. } in &self.rules {
            let find =
                |rule: &AlertRule| grounds_since(rule, watch, self.seen.as_ref(), *first_week);
            let held = rule.held().as_ref().map(find).transpose()?;
            let of_rule = find(rule)?;
            let mut new = of_rule.standings();
            new.retain(|one| !standing.contains_key(one));
            of_rule.complete(&new)?;
            found.push((of_rule, new, held));
        }
        let mut alerts = Vec::new();
        for (state, (found, new, held)) in self.rules.iter_mut().zip(found) {
            state.first_week = found.first_week(state.first_week);
            state.withdraw(&found, held.as_ref(), known_when, &mut alerts);
            state.raise(&found, new, known_when, &mut self.raised, &mut alerts);
        }
        self.seen = Some(StateMark::clone(watch.log.state()));
        Ok(alerts)
    }
}

/// What [alarms](Alarms) keep between two updates, as data. Events are referred to by the numbers of their records,
/// which stay valid as long as the watch or its [journal](Watch) exists.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedAlarms {
    raised: u64,
    rules: Vec<RuleState>,
}

/// Maps as lists of pairs, since keys of JSON are strings.
mod as_list {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        map: &BTreeMap<K, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub(super) fn deserialize<'de, K, V, D>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        K: Deserialize<'de> + Ord,
        V: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Ok(Vec::deserialize(deserializer)?.into_iter().collect())
    }
}

impl RuleState {
    /// Withdraws the alerts about what the rule no longer applies to.
    fn withdraw(
        &mut self,
        found: &Grounds<'_>,
        held: Option<&Grounds<'_>>,
        known_when: DateTime<Utc>,
        alerts: &mut Vec<Alert>,
    ) {
        let mut withdrawn = Vec::new();
        for standing in found.changed_among(&self.standing) {
            let stays =
                found.still_has(&standing) || held.is_some_and(|held| held.still_has(&standing));
            if !stays && let Some(Some(alert)) = self.standing.remove(&standing) {
                withdrawn.push(Alert { state: AlertState::Withdrawn, known_when, ..*alert });
            }
        }
        withdrawn.sort_by_key(|alert| alert.number);
        alerts.append(&mut withdrawn);
    }

    /// Raises alerts about what the rule has come to apply to, in this order.
    fn raise(
        &mut self,
        found: &Grounds<'_>,
        new: Vec<Standing>,
        known_when: DateTime<Utc>,
        raised: &mut u64,
        alerts: &mut Vec<Alert>,
    ) {
        let quiet_time = self.rule.quiet_time();
        for standing in new {
            let Some(mut alert) = found.alert(&standing, &self.rule, known_when) else { continue };
            let mut dyads: Vec<_> = alert.dyads.iter().cloned().map(Some).collect();
            if dyads.is_empty() {
                dyads.push(None);
            }
            // The alert about an event of several dyads is held back only if each of these dyads is in its quiet time.
            let is_quiet = dyads.iter().all(|dyad| {
                self.last.get(dyad).is_some_and(|last| {
                    let since = known_when.signed_duration_since(*last);
                    // If the clock was set back, no alert is held back.
                    since >= TimeDelta::zero() && since < quiet_time
                })
            });
            if is_quiet {
                self.held_back += 1;
                self.standing.insert(standing, None);
                continue;
            }
            self.last.extend(dyads.into_iter().map(|dyad| (dyad, known_when)));
            alert.number = *raised;
            alert.held_back = std::mem::take(&mut self.held_back);
            *raised += 1;
            // Explanations are large, and are not repeated when an alert is withdrawn.
            let kept = Alert { explanation: None, threat: None, held_back: 0, ..alert.clone() };
            self.standing.insert(standing, Some(Box::new(kept)));
            alerts.push(alert);
        }
    }
}

/// Checks the numbers of a rule.
fn check(rule: &AlertRule) -> Result<(), Error> {
    let mut issues = Issues::default();
    if let Some(held) = rule.holding() {
        let is_same = std::mem::discriminant(held) == std::mem::discriminant(rule.when());
        if !is_same || matches!(held, Ground::Rises(_)) {
            let allowed = "a condition of the same kind as `when`, other than `rises`";
            let remedy = "use such a condition or, in `rises`, the field `until`";
            issues.push(Issue::new("while", "another condition", allowed, remedy));
        }
    }
    if let Ground::Rises(rise) = rule.when() {
        let numbers = [("by", Some(rise.by)), ("until", rise.until)];
        for (field, number) in numbers {
            if let Some(number) = number.filter(|number| !(number.is_finite() && *number >= 0.0)) {
                let (place, allowed) = (format!("when/rises/{field}"), "a number of 0 or more");
                issues.push(Issue::new(place, number, allowed, "use such a number of events"));
            }
        }
        if rise.weeks == 0 {
            let remedy = "use 4 or 52";
            issues.push(Issue::new("when/rises/weeks", 0, "1 or more", remedy));
        }
    }
    issues.check(ErrorKind::Query)
}
