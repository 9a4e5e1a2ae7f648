//! The terms that select among whole chains. They do not change the hops, nor which antecedent is nearest.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::{
    chain::query::{
        query::{Crossing, Query},
        seconds::whole_seconds,
    },
    model::GivenConfidence,
    timeline::{Predicate, evidence::EvidenceRule},
};

impl Query {
    /// Sets the most time from the onset of the first event of a chain to the onset of the last. The bound
    /// is inclusive, and a fraction of a second is dropped. There is no bound by default.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-05\tISR\tLBN\t150\n2006-07-09\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.longest().unwrap().len(), 3);
    /// let query = query.within(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.longest().unwrap().len(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn within(mut self, span: TimeDelta) -> Self {
        self.within = Some(whole_seconds(span));
        self
    }

    /// Sets the least number of events in a chain, 2 or more. The default is 2.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tISR\tLBN\t150\n2006-07-03\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 3);
    /// assert_eq!(timeline.chains(&query.min_len(3))?.iter().count(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn min_len(mut self, events: usize) -> Self {
        self.min_len = events;
        self
    }

    /// Sets the greatest number of events in a chain. There is no bound by default.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tISR\tLBN\t150\n2006-07-03\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7)).max_len(2);
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 2, "all but the chain of three");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn max_len(mut self, events: usize) -> Self {
        self.max_len = Some(events);
        self
    }

    /// Selects the chains whose first event passes a predicate.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{EventKind, Predicate, Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tISR\tLBN\t173\n2006-07-03\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// let query = query.first(Predicate::kinds([EventKind::Statement]));
    /// assert!(timeline.chains(&query)?.iter().all(|chain| {
    ///     chain.events().next().unwrap().act().kind() == EventKind::Statement
    /// }));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn first(mut self, predicate: Predicate) -> Self {
        self.first = Some(predicate);
        self
    }

    /// Selects the chains whose last event passes a predicate.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Predicate, Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tISR\tLBN\t150\n2006-07-03\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7)).last(Predicate::sources(["ISR"]));
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 1, "the threat, and Israel's alert");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn last(mut self, predicate: Predicate) -> Self {
        self.last = Some(predicate);
        self
    }

    /// Selects the chains of which every event passes a predicate.
    ///
    /// Hops are found before chains are selected. Under [`Pairing::Nearest`](crate::chain::Pairing::Nearest) an
    /// event that fails the predicate can therefore still be the nearest antecedent. To remove such events
    /// before hops are found, filter the [`View`](crate::View) instead.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{EventKind, Predicate, Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tISR\tLBN\t150\n2006-07-03\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// let query = query.every(!Predicate::kinds([EventKind::Statement]));
    /// let chains = timeline.chains(&query)?;
    /// assert_eq!((chains.iter().count(), chains.summary().hops()), (1, 2), "the hops do not change");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn every(mut self, predicate: Predicate) -> Self {
        self.every = Some(predicate);
        self
    }

    /// Selects the chains that cross a line: their first event is below it, their last event on or above
    /// it.
    ///
    /// The line is a level in the published units of the scale, or the name of one of the scale's
    /// [`thresholds`](crate::scale::Scale::thresholds).
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn}};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let strike = |source, when, rung: i32| Event::attack(source, when, Means::Drone).with_level(Kahn, rung);
    /// builder.add_event(strike(a, "2024-04-01", 8).against(b));
    /// builder.add_event(strike(b, "2024-04-02", 9).against(a));
    /// builder.add_event(strike(a, "2024-04-03", 12).against(b));
    /// # let timeline = builder.build()?;
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query.clone().crosses(9.0))?.iter().count(), 2);
    /// let query = query.crosses("Nuclear War Is Unthinkable Threshold"); // between values 9 and 10
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn crosses(mut self, line: impl Into<Crossing>) -> Self {
        self.crosses = Some(line.into());
        self
    }

    /// Selects the chains along which every stated confidence is `percent` or more, from 0 to 100. These
    /// confidences count:
    ///
    /// - that each event of the chain occurred;
    /// - the confidence of each hop, which is that of its most confident way: a link, with the confidence that
    ///   it holds, or a rule, with the confidence that the authors that it compares did the two events.
    ///
    /// What is not stated is ignored, and does not exclude a chain: a hop passes if its most confident stated way
    /// does, or if nothing is stated of any way. So if something is stated of a hop, a further rule or link never
    /// makes it fail.
    /// [`Chain::confidence`](crate::Chain::confidence) returns how many are not stated.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn}};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let strike = Event::attack(a, "2024-04-01", Means::AirStrike).against(b).with_level(Kahn, 8);
    /// builder.add_event(strike.with_attribution(70));
    /// builder.add_event(Event::attack(b, "2024-04-13", Means::Drone).against(a).with_level(Kahn, 12));
    /// # let timeline = builder.build()?;
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
    /// assert_eq!(timeline.chains(&query.clone().min_confidence(70))?.iter().count(), 1);
    /// assert_eq!(timeline.chains(&query.min_confidence(71))?.iter().count(), 0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn min_confidence(mut self, percent: impl Into<GivenConfidence>) -> Self {
        self.min_confidence = percent.into().percent();
        self
    }

    /// Derives confidence from reports, by an evidence rule, wherever the coder states none: that an event
    /// occurred, who did it, and that a link holds.
    ///
    /// [`min_confidence`](Self::min_confidence), [`Chain::confidence`](crate::Chain::confidence) and
    /// explanations use the derived values. [`min_attribution`](Self::min_attribution) uses only what the
    /// coder states, so that the evidence rule does not change the hops. Where the rule returns no
    /// confidence, the confidence remains not stated.
    ///
    /// See [`Evidence`](crate::evidence::Evidence) for the input of an evidence rule.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::*, escalade::evidence::Dempster, escalade::model::*, escalade::scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b, paper] = ["A", "B", "PAPER"].map(|key| builder.add_actor(Actor::new(key)));
    /// let reported = |event: Event, credibility| event.with_report(Report::by(paper).with_credibility(credibility));
    /// let strike = Event::attack(a, "2024-04-01", Means::AirStrike).against(b).with_level(Kahn, 8);
    /// builder.add_event(reported(strike, Credibility::Doubtful));
    /// let answer = Event::attack(b, "2024-04-13", Means::Drone).against(a).with_level(Kahn, 12);
    /// builder.add_event(reported(answer, Credibility::Confirmed));
    /// let timeline = builder.build()?;
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30)).min_confidence(50);
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 1, "nothing is stated");
    /// let derived = query.deriving(Dempster);
    /// assert_eq!(timeline.chains(&derived)?.iter().count(), 0);
    /// let sure = timeline.chains(&derived.min_confidence(30))?.longest().unwrap().confidence();
    /// assert_eq!((sure.weakest().unwrap().percent(), sure.stated()), (30, 4));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn deriving(mut self, rule: impl EvidenceRule + 'static) -> Self {
        self.deriving = Some(Arc::new(rule));
        self
    }

    /// Sets how long a threat, promise or warning without a deadline stays open, for
    /// [`View::threats`](crate::View::threats). A fraction of a second is dropped. A statement that
    /// [says so itself](crate::Statement::staying_open_for) keeps its own time. Without this term, it is the
    /// longest gap, and the answer says so.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options, threats::ThreatState}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-20\tLBN\tISR\t190\n"; // a threat, a fight
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.threats(&query)?.threats[0].state, ThreatState::Lapsed);
    /// let query = query.threats_open_for(TimeDelta::days(30));
    /// assert_eq!(timeline.threats(&query)?.threats[0].state, ThreatState::CarriedOut);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn threats_open_for(mut self, time: TimeDelta) -> Self {
        self.threats_open_for = Some(TimeDelta::seconds(time.num_seconds()));
        self
    }
}
