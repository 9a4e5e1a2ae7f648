//! The methods of [`Timeline`] and [`View`] that return threats.

use crate::{
    chain::{chains::Chains, query::query::Query},
    error::Error,
    threats::{tracker::ThreatTracker, types::Threats},
    timeline::{Timeline, View},
};

impl Timeline {
    /// Returns what became of the threats, promises, warnings and ultimatums of the timeline: see
    /// [`View::threats`].
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options, threats::ThreatState}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-12\tLBN\tISR\t190\n2006-07-20\tISR\tLBN\t138\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let threats = timeline.threats(&Query::escalation().max_gap(TimeDelta::days(30)))?;
    /// let states: Vec<_> = threats.threats.iter().map(|threat| threat.state).collect();
    /// assert_eq!(states, [ThreatState::CarriedOut, ThreatState::Open]);
    /// assert_eq!(threats.threats[0].carried_out[0].after_seconds, 11 * 86_400);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`View::threats`].
    pub fn threats(&self, query: &Query) -> Result<Threats, Error> {
        self.view().threats(query)
    }
}

impl View<'_> {
    /// Follows each threat, promise, warning and ultimatum of the view through the events after it. Returns, for
    /// each, whether its condition was met, by which event and whether that is contested; whether it was carried out,
    /// how long after and at what level; or whether it lapsed or is still open.
    ///
    /// In the terms of deterrence research, this shows whether a threat was followed by compliance,
    /// execution or neither (Schelling, *Arms and Influence*, 1966). Actors are named in the
    /// [language](Self::in_language) of the view.
    ///
    /// # Which statements are followed
    ///
    /// In total order:
    ///
    /// - threats, warnings, promises and ultimatums;
    /// - other statements that say [what will happen](crate::Statement::on_condition);
    /// - statements that an event [carries out](crate::Relation::CarriesOut) according to a link.
    ///
    /// # When an event fits a pattern
    ///
    /// An event fits a [`Pattern`](crate::model::Pattern) if all that the pattern states is true of it:
    ///
    /// - the kind;
    /// - a source and a target, in the same direction (a mutual event has two directions). An actor of the
    ///   event must count as one of the named actors at the granularity of the query and at the earliest
    ///   onset of the event, or be an organ of one;
    /// - the level, on the scale that the pattern names;
    /// - with [`answering`](crate::model::Pattern::answering), that it responds to a certain event: by a declared
    ///   link of response, or by a rule of the query within its gaps. Trend and floor do not apply. By a
    ///   rule, only attacks respond, or events of the kind that the pattern states: a threat alone is no
    ///   response.
    ///
    /// An author whose attribution is below the minimum of the query counts as unknown.
    ///
    /// # When a condition is met
    ///
    /// A condition is met by an event that fits its pattern and that the statement precedes, by the
    /// precedence of the query. The event must occur before the deadline or, if there is none, while the
    /// statement stays open. [`Condition::met_by`] lists the events that meet the condition, up
    /// to the first that does so uncontested.
    ///
    /// It is [contested](crate::threats::ConditionState::Contested) that an event meets the condition if
    ///
    /// - the pattern names a source, and it is uncertain who did the event: there are several candidates,
    ///   its attribution is stated although its author does not claim it, its author denies it, no actor
    ///   claims it, or statements disagree about the author;
    /// - someone denies that the event occurred;
    /// - all reports of the event only quote a speaker;
    /// - the event is a response only because of a link that someone other than the coder asserts, or whose
    ///   confidence is below 100%.
    ///
    /// # When it is carried out
    ///
    /// A statement is carried out by the events that links declare to do so, and by the first event that
    /// fits its consequence, not before the shortest gap and while the statement stays open:
    ///
    /// - with [`If`](crate::model::Clause::If): after an event that meets the condition;
    /// - with [`Unless`](crate::model::Clause::Unless): after the deadline or, if there is none, after the
    ///   statement, for as long as the demand is not met;
    /// - with [`Unconditional`](crate::model::Clause::Unconditional): after the statement, before its deadline.
    ///
    /// A statement does not carry out another, unless the consequence is of the kind statement. An event
    /// that fits all but the level carries out the statement in part, if the consequence names its source.
    ///
    /// If the consequence names no source, the speaker must act, against the targets of the statement; with
    /// a warning, anyone may act. If there is no consequence at all,
    ///
    /// - a threat or ultimatum is carried out by an attack or action on a dyad of the statement, at or
    ///   above the floor and, if the statement has a level, above that level;
    /// - a promise is carried out by an action on such a dyad without a level or below the floor;
    /// - a warning is carried out only by links.
    ///
    /// # How long it stays open
    ///
    /// From the statement, from the event that meets its condition or from its deadline, it stays open for the
    /// time that the [statement says](crate::Statement::staying_open_for), or else the
    /// [query](Query::threats_open_for). If neither does, it is the longest gap of the query, and the answer says
    /// so.
    ///
    /// # When it lapses
    ///
    /// A statement lapses if the last event of the view is later than the deadline or that time, and
    /// the timeline does not [state](crate::TimelineBuilder::cover) that it lacks events of the speakers
    /// and targets in that time. If the data do not reach so far, the statement is open.
    ///
    /// # Terms of the query
    ///
    /// These terms apply: scale, floor, granularity, patrons, rules, precedence, gaps and
    /// `min_attribution`, and `threats_open_for`. If a third party warns, the chains of the query also matter:
    /// [`Threat::condition_chains`] is the longest chain through each event that meets the condition. If there is no
    /// such event, it is the longest chain through the event that the condition names as antecedent.
    ///
    /// O(n log n) for n events, and one step for each event in the window of each statement that states a
    /// pattern.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{Actor, Event, EventKind, Means, Query, SpeechAct, Statement, Timeline, model::{Conditional, Pattern}, scale::Kahn, threats::{ConditionState, ThreatState}};
    ///
    /// let mut builder = Timeline::builder();
    /// let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let attack = |by, on| Pattern::new().of_kind(EventKind::Attack).by(by).against(on);
    /// let condition = attack(b, a).in_words("B attacks once more");
    /// let consequence = attack(a, b).with_min_level(Kahn, 9).in_words("A strikes back hard");
    /// let threat = Event::statement(a, "2024-04-01", SpeechAct::Threaten).against(b);
    /// let said = Statement::new().on_condition(Conditional::new(condition, consequence));
    /// builder.add_event(threat.with_key("threat").with_statement(said));
    /// let raid = Event::attack(b, "2024-04-03", Means::Drone).against(a).with_level(Kahn, 8);
    /// builder.add_event(raid.with_key("raid").with_attribution(70));
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
    /// let timeline = builder.build()?;
    ///
    /// let threats = timeline.view().threats(&query)?;
    /// let threat = &threats.threats[0];
    /// assert_eq!(threat.state, ThreatState::Open);
    /// assert_eq!(threat.condition.as_ref().unwrap().state, ConditionState::Contested);
    /// assert_eq!(threats.to_string(), "\
    /// 1 statement; the data end with 2024-04-03; a statement that does not say how long it holds stays open for 30 days, the longest gap of the query: 1 open
    /// └─ threat, 2024-04-01, A → B, statement: threaten: open until 2024-05-03
    ///    ├─ if B attacks once more: met, but contested
    ///    │  └─ met by raid, 2024-04-03, B → A, attack: drone, after 2 days
    ///    │     └─ contested: its attribution has 70% confidence
    ///    └─ then A strikes back hard: at level 9 on Kahn's scale or above
    /// ");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the query or the view has a problem. The error lists all problems of both.
    ///
    /// [`Condition::met_by`]: crate::threats::Condition::met_by
    /// [`Threat::condition_chains`]: crate::threats::Threat::condition_chains
    pub fn threats(&self, query: &Query) -> Result<Threats, Error> {
        Ok(self.chains(query)?.threats())
    }
}

impl Chains<'_> {
    /// Returns what became of the threats, promises, warnings and ultimatums of the view of these chains, by the
    /// terms of their query: see [`View::threats`]. It can be [interrupted](Self::interruptible).
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(30));
    /// assert_eq!(timeline.chains(&query)?.threats(), timeline.threats(&query)?);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn threats(&self) -> Threats {
        ThreatTracker::new(self).threats()
    }
}
