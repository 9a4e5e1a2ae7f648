//! The terms that define hops: which event follows which.

use chrono::TimeDelta;

use crate::{
    chain::query::{
        query::{Floor, Query},
        rule::{Pairing, Precedence, Rule, Trend},
        seconds::{whole_seconds, whole_seconds_above},
    },
    model::{GivenConfidence, Relation},
    timeline::{Granularity, Predicate},
};

impl Query {
    /// Sets the rules that make hops. Two events that several rules join make one hop. The default is
    /// [`Rule::Retaliation`] and [`Rule::Declared`].
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, Rule, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tISR\tSYR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 0);
    /// assert_eq!(timeline.chains(&query.rules([Rule::Relay]))?.iter().count(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn rules(mut self, rules: impl IntoIterator<Item = Rule>) -> Self {
        self.rules = rules.into_iter().collect();
        self
    }

    /// Sets the relations of the links that [`Rule::Declared`] follows. The default is
    /// [`Relation::RespondsTo`] and [`Relation::RetaliatesFor`].
    ///
    /// ```
    /// # use escalade::{Actor, Code, Event, Query, Relation, Rule, Timeline, Vocabulary};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let code = |text| Code::new(Vocabulary::Cameo, text);
    /// let threat = builder.add_event(Event::coded(a, b, "2024-04-01", code("138")));
    /// let attack = builder.add_event(Event::coded(a, b, "2024-04-02", code("190")));
    /// builder.add_link(attack, Relation::CarriesOut, threat);
    /// # let timeline = builder.build()?;
    /// let query = Query::escalation().rules([Rule::Declared]);
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 0);
    /// let query = query.relations([Relation::CarriesOut]);
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn relations(mut self, relations: impl IntoIterator<Item = Relation>) -> Self {
        self.relations = relations.into_iter().collect();
        self
    }

    /// Sets how the level of an event must compare with the level of the event that it follows. The default
    /// is [`Trend::Rising`].
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, Trend, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 0, "force answers force: no rise");
    /// assert_eq!(timeline.chains(&query.trend(Trend::NotFalling))?.iter().count(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn trend(mut self, trend: Trend) -> Self {
        self.trend = trend;
        self
    }

    /// Removes a hop if an event that passes a predicate lies between its two events, for example a
    /// ceasefire or a conciliatory act.
    ///
    /// - *Between* means that the earlier event precedes the interrupting event, and that this one precedes
    ///   the later event, both by the [`precedence`](Self::precedence) of the query.
    /// - The interrupting event must be directed by one of the two actors of the earlier event at the
    ///   other, at the granularity of the query. The two actors are A and B of the dyad A → B by which the
    ///   rule holds.
    /// - Every event of the view can interrupt, also one without a level or below the floor.
    /// - If a rule holds by several dyads, one dyad without an interruption is enough.
    /// - Links are not interrupted, because a coder, an actor or a report declares that the later event
    ///   responds to the earlier one.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Predicate, Query, Vocabulary, read::Options}};
    /// let rows = "\
    /// 2006-07-01\tLBN\tISR\t138
    /// 2006-07-02\tISR\tLBN\t0871
    /// 2006-07-03\tISR\tLBN\t190
    /// "; // a threat, a truce, a fight
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 1);
    /// let query = query.unless(Predicate::code(Vocabulary::Cameo, "087"));
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn unless(mut self, interruption: Predicate) -> Self {
        self.unless = Some(interruption);
        self
    }

    /// Sets which of its possible antecedents an event follows: all of them, or the nearest. The default is
    /// [`Pairing::Any`].
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, chain::Pairing, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tLBN\tISR\t150\n2006-07-03\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 2, "the third answers both");
    /// assert_eq!(timeline.chains(&query.pairing(Pairing::Nearest))?.iter().count(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn pairing(mut self, pairing: Pairing) -> Self {
        self.pairing = pairing;
        self
    }

    /// Sets when one event counts as preceding another. The default is [`Precedence::Certain`].
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, chain::Precedence, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-01\tISR\tLBN\t190\n"; // on the same day
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 0, "which came first is not known");
    /// assert_eq!(timeline.chains(&query.precedence(Precedence::Recorded))?.iter().count(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn precedence(mut self, precedence: Precedence) -> Self {
        self.precedence = precedence;
        self
    }

    /// Sets which actors count as the same actor when rules compare them. The default is
    /// [`Granularity::State`].
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options, timeline::Granularity}};
    /// let rows = "2006-07-01\tLBNMIL\tISR\t138\n2006-07-02\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 1, "the army counts as its state");
    /// assert_eq!(timeline.chains(&query.granularity(Granularity::Exact))?.iter().count(), 0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn granularity(mut self, granularity: Granularity) -> Self {
        self.granularity = granularity;
        self
    }

    /// Counts a proxy as its patron: when an actor is rolled up, each step follows its
    /// [`ActsFor`](crate::model::MembershipKind::ActsFor) membership if no
    /// [`PartOf`](crate::model::MembershipKind::PartOf) membership is in force.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, model::{Membership, MembershipKind}, scale::Kahn, timeline::Granularity};
    /// # let mut builder = Timeline::builder();
    /// # let (patron, other) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let proxy = Membership::new(MembershipKind::ActsFor, patron);
    /// let proxy = builder.add_actor(Actor::new("P").with_membership(proxy));
    /// let attack = |source, when, level| Event::attack(source, when, Means::Drone).with_level(Kahn, level);
    /// builder.add_event(attack(proxy, "2024-04-01", 8).against(other));
    /// builder.add_event(attack(other, "2024-04-02", 9).against(patron));
    /// let timeline = builder.build()?;
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 0);
    /// let chains = timeline.chains(&query.with_patrons())?;
    /// let explanation = chains.longest().unwrap().explain();
    /// assert_eq!(explanation.steps[0].counted_as, ["P counts as A: acts for it"]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn with_patrons(mut self) -> Self {
        self.patrons = true;
        self
    }

    /// Sets the lowest level at which an event takes part. The default is [`Floor::Conflict`].
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, chain::Floor, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t112\n2006-07-02\tISR\tLBN\t190\n"; // 2, then 10
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7)).floor(Floor::At(5.0));
    /// let summary = timeline.chains(&query)?.summary();
    /// assert_eq!((summary.events(), summary.left_out().below_floor), (1, 1));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn floor(mut self, floor: Floor) -> Self {
        self.floor = floor;
        self
    }

    /// Treats the author of an event as unknown if its stated attribution is below `percent`, from 0 to
    /// 100. Rules then cannot join the event, while declared links still can. An attribution that is not
    /// stated does not count as below `percent`.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn}};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let sabotage = Event::attack((), "2024-04-01", Means::Bombing).against(b).with_level(Kahn, 5);
    /// builder.add_event(sabotage.with_candidate(a, 40));
    /// builder.add_event(Event::attack(b, "2024-04-02", Means::AirStrike).against(a).with_level(Kahn, 9));
    /// # let timeline = builder.build()?;
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 1);
    /// let summary = timeline.chains(&query.min_attribution(50))?.summary();
    /// assert_eq!((summary.hops(), summary.left_out().missing_actor), (0, 1));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn min_attribution(mut self, percent: impl Into<GivenConfidence>) -> Self {
        self.min_attribution = percent.into().percent();
        self
    }

    /// Sets the least time between the earliest onsets of the two events of a hop. The bound is inclusive,
    /// and a fraction of a second counts as a whole second. The default is zero.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query.clone().min_gap(TimeDelta::days(1)))?.iter().count(), 1);
    /// assert_eq!(timeline.chains(&query.min_gap(TimeDelta::days(2)))?.iter().count(), 0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn min_gap(mut self, gap: TimeDelta) -> Self {
        self.min_gap = Some(whole_seconds_above(gap));
        self
    }

    /// Sets the most time between the earliest onsets of the two events of a hop. The bound is inclusive:
    /// with daily data, a gap of 7 days admits the same weekday of the next week. A fraction of a second is
    /// dropped.
    ///
    /// There is no default. Every result depends on this term, so the caller must choose it.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-05\tLBN\tISR\t138\n2006-07-12\tISR\tLBN\t190\n"; // two Wednesdays
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let within = |days| Query::escalation().max_gap(TimeDelta::days(days));
    /// assert_eq!(timeline.chains(&within(7))?.iter().count(), 1);
    /// assert_eq!(timeline.chains(&within(6))?.iter().count(), 0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn max_gap(mut self, gap: TimeDelta) -> Self {
        self.max_gap = Some(whole_seconds(gap));
        self
    }
}
