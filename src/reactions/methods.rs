//! The methods of [`Chain`] that return reactions and off-ramps.

use crate::{
    chain::{chain::Chain, chains::Chains},
    model::EventId,
    reactions::{
        bystander::Bystander,
        types::{OffRamps, Reactions},
    },
};

impl Chain<'_> {
    /// Returns the reactions to each event of the chain, and what followed it. Actors are named in the
    /// [language](crate::View::in_language) of the view.
    ///
    /// An event is a *reaction* to a step, which is an event of the chain, if all of these are true:
    ///
    /// - It is of one of the [kinds](crate::reactions::ReactionKind), for example condemnation, support, a call for restraint
    ///   or mediation.
    /// - It stands after the step and before the next step in the total order. After the last step, it begins
    ///   within the longest gap of the query. An event about the step that stands before it also counts, if its
    ///   date is too vague to be certainly earlier.
    /// - It is about the step or an earlier one, by what it says or by a link; or it is directed or
    ///   addressed to a party of the step or of the next one. The parties of an event are its sources and
    ///   targets, at the granularity of the query.
    /// - If it is about other events alone, one of these is between the parties, and is either a statement or no later
    ///   than the step. The condemnation of another attack is no reaction to this one.
    /// - It is not a sanction by one of these parties. Such a sanction is a move in the conflict.
    ///
    /// Parties and third parties can react: [`Reaction::third_party`](crate::reactions::Reaction::third_party) distinguishes them.
    ///
    /// What *followed* a step is the next step. What followed the last step is the first event after it
    /// that is not a statement, is done by one party of the step to another, and is at or above the floor
    /// of the query. That event need not be part of a chain.
    ///
    /// Events are found by an index. For each step, this takes O(p log n + m log m) for p actors that count as
    /// its parties or those of the next step, and m events of these actors in the interval; for what followed the last step,
    /// one step for each later event of its rarer party up to that event.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{Actor, Event, Means, Query, SpeechAct, Statement, Timeline, reactions::ReactionKind, scale::Kahn};
    ///
    /// let mut builder = Timeline::builder();
    /// let [a, b, un] = ["A", "B", "UN"].map(|key| builder.add_actor(Actor::new(key)));
    /// let strike = |by, on, day, rung: i32| Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung);
    /// let raid = builder.add_event(strike(a, b, "2024-04-01", 5).with_key("raid"));
    /// let call = Event::statement(un, "2024-04-02", SpeechAct::UrgeRestraint).with_statement(Statement::about(raid));
    /// builder.add_event(call.with_key("call"));
    /// builder.add_event(strike(b, a, "2024-04-03", 8).with_key("reprisal"));
    /// builder.add_event(strike(a, b, "2024-04-05", 6).with_key("last word"));
    /// let timeline = builder.build()?;
    ///
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(5));
    /// let chain = timeline.chains(&query)?.longest().unwrap();
    /// let reactions = chain.reactions();
    /// let first = &reactions.intervals[0];
    /// assert_eq!(first.reactions[0].kind, ReactionKind::UrgedRestraint);
    /// assert_eq!(first.followed.as_ref().unwrap().rise.unwrap().units(), 3.0, "the reprisal rises nevertheless");
    /// assert_eq!(reactions.to_string(), "\
    /// ├─ after raid, before reprisal
    /// │  ├─ urged restraint (an off-ramp): call, 2024-04-02, UN, statement: urge restraint
    /// │  └─ then: reprisal, 2024-04-03, after 2 days, rising 3
    /// └─ after reprisal
    ///    └─ then: last word, 2024-04-05, after 2 days, falling 2
    /// ");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn reactions(&self) -> Reactions {
        let bystander = Bystander::new(&self.prepared);
        Reactions { intervals: bystander.intervals(&self.nodes, usize::MAX).0 }
    }

    /// Returns the off-ramps of the chain: points at which the escalation could have stopped. Actors are
    /// named in the [language](crate::View::in_language) of the view.
    ///
    /// An *off-ramp* is an opportunity to end an escalation at an acceptable cost, such as mediation or a
    /// face-saving way out. These count, each with what came next:
    ///
    /// - [Reactions](Self::reactions) that urge restraint, declare the matter concluded, mediate, make an
    ///   offer or appeal.
    /// - A step that no actor claims ([`Avowal::Unclaimed`](crate::model::Avowal::Unclaimed)), so that its target is
    ///   free not to respond.
    /// - A silence: the longest time after a step, up to the next step, in which certainly neither party acted
    ///   on or addressed the other, and which the timeline [covers](crate::TimelineBuilder::cover) if it states
    ///   its coverage. After the last step, a silence that begins within the longest gap counts up to the next
    ///   event between the parties, or else up to the last event of the view. A silence counts if it lasts at
    ///   least half of the longest gap of the query. Where no party is known, there is no silence.
    ///
    /// What came next is:
    ///
    /// - after a reaction or a step that no actor claims, the next step. After the last step, it is the first
    ///   event that is not a statement, is done by one party of the step to another, is at or above the floor
    ///   of the query, and does not certainly precede the off-ramp;
    /// - after a silence, the first event between the parties.
    ///
    /// If the dates of an off-ramp and of what came next overlap, their order is unknown.
    ///
    /// That an escalation could have stopped there is an interpretation, not a counterfactual result.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, model::Avowal, reactions::OffRampKind, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    /// # let strike = |by, on, day, rung: i32| Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung);
    /// builder.add_event(strike(a, b, "2024-04-01", 5).with_avowal(Avowal::Unclaimed).with_key("raid"));
    /// builder.add_event(strike(b, a, "2024-04-09", 8).with_key("reprisal"));
    /// let timeline = builder.build()?;
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(10));
    /// let off_ramps = timeline.chains(&query)?.longest().unwrap().off_ramps();
    /// let kinds: Vec<_> = off_ramps.off_ramps.iter().map(|one| one.kind).collect();
    /// assert_eq!(kinds, [OffRampKind::Unclaimed, OffRampKind::Silence]);
    /// assert_eq!(off_ramps.to_string(), "\
    /// ├─ after raid, before reprisal: no claim of responsibility for raid; then reprisal, 2024-04-09, after 8 days, rising 3
    /// └─ after raid, before reprisal: silence for 7 days; then reprisal, 2024-04-09, after 7 days, rising 3
    /// ");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn off_ramps(&self) -> OffRamps {
        Bystander::new(&self.prepared).off_ramps(&self.nodes)
    }
}

impl Chains<'_> {
    /// Returns the reactions to one event, as [`Chain::reactions`] does for the last step of a chain: those that
    /// begin within the longest gap of the query, and the first act between its parties after it. `None` if the
    /// event takes no part in the query.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Actor, Event, Means, Query, SpeechAct, Statement, Timeline, reactions::ReactionKind, scale::Kahn}};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b, un] = ["A", "B", "UN"].map(|key| builder.add_actor(Actor::new(key)));
    /// let raid = Event::attack(a, "2024-04-01", Means::Drone).against(b).with_level(Kahn, 8);
    /// let raid = builder.add_event(raid);
    /// let condemns = Event::statement(un, "2024-04-02", SpeechAct::Condemn);
    /// let condemns = builder.add_event(condemns.with_statement(Statement::about(raid)));
    /// let timeline = builder.build()?;
    /// let chains = timeline.chains(&Query::escalation().on(Kahn).max_gap(TimeDelta::days(7)))?;
    /// let reactions = chains.reactions_to(raid).unwrap();
    /// assert_eq!(reactions.of(ReactionKind::Condemned).count(), 1, "although no chain passes the raid");
    /// assert!(chains.reactions_to(condemns).is_none(), "the condemnation has no level");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn reactions_to(&self, event: EventId) -> Option<Reactions> {
        let node = self.prepared.node(event)? as u32;
        let bystander = Bystander::new(&self.prepared);
        Some(Reactions { intervals: bystander.intervals(&[node], usize::MAX).0 })
    }
}
