//! Finds which of the events, weeks and threats that the last transactions changed an alert rule applies to.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

use chrono::{DateTime, Utc};

use super::{
    alert::Alert,
    alert_rule::{AlertRule, Ground},
    change_log::{StateMark, Touches},
    changes::named,
    grounds::{Found, Standing, Weeks, grounds, week_of, weeks_of},
    watch::Watch,
    watched_query::WatchedQuery,
};
use crate::{error::Error, timeline::Dyad};

/// What a rule applies to.
pub(super) enum Grounds<'w> {
    /// All of it.
    All(Box<Found<'w>>),
    /// Of the events, weeks and threats that were changed. It applies to all others as before.
    Changed(Box<ChangedGrounds<'w>>),
}

/// What a rule applies to of the events, weeks and threats that were changed.
pub(super) struct ChangedGrounds<'w> {
    rule: AlertRule,
    query: &'w WatchedQuery,
    watch: &'w Watch,
    /// The records of events and threats that were changed.
    events: BTreeSet<u32>,
    /// The keys of dyads that were changed.
    dyads: BTreeSet<[String; 2]>,
    /// The events that the rule applies to, in total order.
    applies_to: Vec<u32>,
    /// The same events, in order of recording.
    sorted: Vec<u32>,
    weeks: Weeks,
    /// All that the rule applies to, which alerts about events need.
    all: OnceCell<Found<'w>>,
}

/// Finds what a rule applies to: if possible, only of what was changed since a state. `first_week` is the week of the first
/// event of the query in that state.
pub(super) fn grounds_since<'w>(
    rule: &AlertRule,
    watch: &'w Watch,
    state: Option<&StateMark>,
    first_week: Option<i64>,
) -> Result<Grounds<'w>, Error> {
    let query = named(watch.queries(), rule.query())?;
    if let Some(state) = state
        && let Some(nth) = watch.queries().iter().position(|one| one.name() == rule.query())
        && let Some(touches) = watch.log.since(state, nth)
        && let Some(changed) = ChangedGrounds::of(rule, nth, watch, &touches, first_week)?
    {
        return Ok(Grounds::Changed(Box::new(changed)));
    }
    Ok(Grounds::All(Box::new(grounds(rule, query, watch)?)))
}

impl Grounds<'_> {
    /// Returns what the rule applies to: events in total order, then weeks by source, target and time.
    pub(super) fn standings(&self) -> Vec<Standing> {
        match self {
            Self::All(found) => found.standings().collect(),
            Self::Changed(changed) => {
                let events = changed.applies_to.iter().map(|record| Standing::Event(*record));
                events.chain(changed.weeks.keys().cloned()).collect()
            }
        }
    }

    /// Returns `true` if the rule applies to something that it applied to before.
    pub(super) fn still_has(&self, standing: &Standing) -> bool {
        let Self::Changed(changed) = self else {
            return matches!(self, Self::All(found) if found.has(standing));
        };
        match standing {
            Standing::Event(record) => {
                !changed.events.contains(record) || changed.sorted.binary_search(record).is_ok()
            }
            Standing::Week { source, target, .. } => {
                !changed.dyads.contains(&[source.clone(), target.clone()])
                    || changed.weeks.contains_key(standing)
            }
        }
    }

    /// Returns those of the things that the rule applied to before to which it may apply no more.
    pub(super) fn changed_among<T>(&self, standing: &BTreeMap<Standing, T>) -> Vec<Standing> {
        let Self::Changed(changed) = self else { return standing.keys().cloned().collect() };
        let events = changed.events.iter().map(|record| Standing::Event(*record));
        let mut found: Vec<Standing> = events.filter(|one| standing.contains_key(one)).collect();
        for [source, target] in &changed.dyads {
            let in_week =
                |week| Standing::Week { source: source.clone(), target: target.clone(), week };
            for (week, _) in standing.range(in_week(i64::MIN)..=in_week(i64::MAX)) {
                found.push(week.clone());
            }
        }
        found
    }

    /// Finds all that alerts need to be raised about some things that the rule applies to.
    pub(super) fn complete(&self, new: &[Standing]) -> Result<(), Error> {
        if let Self::Changed(changed) = self
            && new.iter().any(|standing| matches!(standing, Standing::Event(_)))
            && changed.all.get().is_none()
        {
            // Cannot be set already.
            drop(changed.all.set(grounds(&changed.rule, changed.query, changed.watch)?));
        }
        Ok(())
    }

    /// Returns the alert about something that the rule applies to, without its number. What it needs must have been
    /// [found](Self::complete).
    pub(super) fn alert(
        &self,
        standing: &Standing,
        rule: &AlertRule,
        known_when: DateTime<Utc>,
    ) -> Option<Alert> {
        match self {
            Self::All(found) => found.alert(standing, rule, known_when),
            Self::Changed(changed) => match changed.weeks.get(standing) {
                Some(week) => Alert::about_week(rule, standing, *week, known_when),
                None => changed.all.get()?.alert(standing, rule, known_when),
            },
        }
    }

    /// Returns the week of the first event of the query, given what it was before.
    pub(super) fn first_week(&self, before: Option<i64>) -> Option<i64> {
        match self {
            Self::All(found) => found.first_week,
            Self::Changed(_) => before,
        }
    }
}

impl<'w> ChangedGrounds<'w> {
    /// Returns `None` if what the watch keeps does not tell.
    fn of(
        rule: &AlertRule,
        nth: usize,
        watch: &'w Watch,
        touches: &Touches,
        first_week: Option<i64>,
    ) -> Result<Option<Self>, Error> {
        let query = &watch.queries()[nth];
        let (kept, state) = (watch.kept(nth), &watch.state);
        let mut changed = Self {
            rule: rule.clone(),
            query,
            watch,
            events: touches.events.iter().map(|(_, record)| *record).collect(),
            dyads: BTreeSet::new(),
            applies_to: Vec::new(),
            sorted: Vec::new(),
            weeks: Weeks::new(),
            all: OnceCell::new(),
        };
        match rule.when() {
            Ground::Crosses(_) | Ground::Reaches(_) | Ground::EndsWith(_) => {
                let narrower = query.narrowed(rule.narrowed(query.query()));
                let Some(ends) = kept.ends_among(query, &narrower, state, &touches.events)? else {
                    return Ok(None);
                };
                changed.applies_to = ends;
            }
            Ground::Threats(states) => {
                let Some(threats) = &touches.threats else { return Ok(None) };
                let Some(standings) = kept.threats_among(threats) else { return Ok(None) };
                changed.events = threats.iter().map(|(_, record)| *record).collect();
                for ((_, record), standing) in standings {
                    if states.contains(&standing.state()) {
                        changed.applies_to.push(record);
                    }
                }
            }
            Ground::Rises(rise) => {
                let Some(first_week) = first_week else { return Ok(None) };
                if touches.events.iter().any(|(onset, _)| week_of(*onset) <= first_week) {
                    return Ok(None);
                }
                if !touches.dyads.is_empty() {
                    let Some(snapshot) = kept.events_of(query, state, &touches.dyads) else {
                        return Ok(None);
                    };
                    let chains = query.chains(&snapshot.timeline)?;
                    let is_changed = |dyad: &Dyad| touches.dyads.contains(dyad);
                    changed.weeks =
                        weeks_of(&chains.prepared, *rise, Some(first_week), &is_changed).0;
                    let roll_up = &chains.prepared.roll_up;
                    for (source, target) in &touches.dyads {
                        changed
                            .dyads
                            .insert([*source, *target].map(|party| roll_up.key(party).to_owned()));
                    }
                }
            }
        }
        changed.sorted.clone_from(&changed.applies_to);
        changed.sorted.sort_unstable();
        Ok(Some(changed))
    }
}
