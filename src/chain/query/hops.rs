//! The terms that say which event follows which.

use chrono::TimeDelta;

use crate::{
    chain::query::{
        query::{Floor, Query},
        rule::{Pairing, Precedence, Rule, Trend},
    },
    model::{GivenConfidence, Relation},
    timeline::{Granularity, Predicate},
};

impl Query {
    /// Follows these rules and no others. A pair of events joined by several counts once.
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

    /// Lets [`Rule::Declared`] follow these relations and no others; *responds to* and *retaliates
    /// for* unless said.
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

    /// How levels must go from an event to the one that follows it.
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

    /// Hops only where nothing that passes the predicate lies between the two events, on the two
    /// actors by whom the rule holds: a ceasefire, a conciliatory act, which resets the climb.
    ///
    /// An event lies between when the earlier precedes it and it precedes the later, by the query's
    /// [`precedence`](Self::precedence). The two actors are A and B of the earlier event's dyad
    /// A → B; what interrupts is directed at either by the other, at the query's granularity. Every
    /// event that the view lets through can interrupt, unscored and below the floor included. Where
    /// a rule holds by several dyads, one uninterrupted is enough. Declared links are never
    /// interrupted: the coder has spoken.
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

    /// Which of the events that an event could follow it does follow.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Pairing, Query, read::Options}};
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

    /// When one event counts as preceding another.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Precedence, Query, read::Options}};
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

    /// As whom actors are compared.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Granularity, Query, read::Options}};
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

    /// Counts a proxy as its patron: at each step of rolling up, `ActsFor` is followed where no
    /// `PartOf` is in force.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Granularity, Means, Membership, MembershipKind, Query, Timeline, scale::Kahn};
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

    /// Which events are too mild to take part.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Floor, Query, read::Options}};
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

    /// Takes whoever is less surely the one who did it, in percent, for nobody: rules lose the event,
    /// while a declared link keeps it, its author unknown. What is not stated is not below.
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
    /// assert_eq!((summary.hops(), summary.left_out().partyless), (0, 1));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn min_attribution(mut self, percent: impl Into<GivenConfidence>) -> Self {
        self.min_attribution = percent.into().percent();
        self
    }

    /// The least time between the earliest onsets of two events that follow one another, included;
    /// a part of a second counts as a whole one.
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
        let started = i64::from(gap.subsec_nanos() > 0);
        self.min_gap = Some(TimeDelta::seconds(gap.num_seconds() + started));
        self
    }

    /// The most time between the earliest onsets of two events that follow one another, included:
    /// with daily data, 7 days admit the same weekday of the next week. A part of a second is left
    /// out.
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
        self.max_gap = Some(TimeDelta::seconds(gap.num_seconds()));
        self
    }
}
