//! What others made of a chain's steps, and where the climb could have stopped.

use serde::{Deserialize, Serialize};

use crate::{
    chain::chain::Chain,
    model::{Act, Deed, Level, SpeechAct},
    reactions::collect::Bystander,
    timeline::Said,
};

impl Chain<'_> {
    /// Who condemned, supported, urged restraint, mediated and so on after each step, and what followed:
    /// whether the next step came, how much later, how much higher or lower. Names are in English.
    ///
    /// A *reaction* to a step is an event of one of the [kinds](ReactionKind) that stands after it and
    /// before the next step in the total order; or one about the step that its onset does not put before it
    /// for certain. It is about the step or one before it (by what it says or by a link), or it is directed
    /// at or told to one of the parties of the step or of the next, at the query's granularity. Sources and
    /// targets of the two are parties. Parties react too: [`Reaction::third_party`] tells them apart, and
    /// sanctions of parties against each other are no reactions.
    ///
    /// What *followed* the last step is the first event after it, in or beside the chain, that is no
    /// statement, is done by one party to another, and is at or above the query's floor.
    ///
    /// O(m) for m events from the first step to the last and, after that, to the end of the view.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{Actor, Event, Means, Query, ReactionKind, SpeechAct, Statement, Timeline, scale::Kahn};
    ///
    /// let mut builder = Timeline::builder();
    /// let [a, b, un] = ["A", "B", "UN"].map(|key| builder.add_actor(Actor::new(key)));
    /// let strike = |by, on, day, rung: i32| Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung);
    /// let raid = builder.add_event(strike(a, b, "2024-04-01", 5).with_key("raid"));
    /// let call = Event::statement(un, "2024-04-02", SpeechAct::UrgeRestraint).saying(Statement::about(raid));
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
    /// assert_eq!(first.followed.as_ref().unwrap().rise.units(), 3.0, "and yet");
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
        self.reactions_in("en")
    }

    /// The same with names in a language, given by its BCP 47 tag.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Actor, Event, Means, Query, SpeechAct, Timeline, scale::Kahn}};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    /// let usa = builder.add_actor(Actor::new("USA").with_name("ar", "الولايات المتحدة"));
    /// # let strike = |by, on, day, rung: i32| Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung);
    /// builder.add_event(strike(a, b, "2024-04-01", 5));
    /// builder.add_event(Event::statement(usa, "2024-04-02", SpeechAct::Condemn).against(a));
    /// builder.add_event(strike(b, a, "2024-04-03", 8));
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(5));
    /// let timeline = builder.build()?;
    /// let chain = timeline.chains(&query)?.longest().unwrap();
    /// assert_eq!(chain.reactions_in("ar").intervals[0].reactions[0].said.by, ["الولايات المتحدة"]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn reactions_in(&self, language: &str) -> Reactions {
        Reactions { intervals: Bystander::new(&self.prepared, language).intervals(&self.nodes) }
    }

    /// Where the climb could have stopped: calls for restraint and word that the matter is concluded,
    /// mediations, offers, appeals, and silences, each with what came next. Names are in English.
    ///
    /// They are among the [reactions](Self::reactions), save silences: a step that nobody owns up to leaves
    /// its victim free not to answer; and the longest stretch after a step, up to the next or to the last
    /// event of the view, in which for certain neither party did or said anything to the other, if it is at
    /// least half of the longest gap that the query allows.
    ///
    /// That it could have stopped there is a reading, not a counterfactual.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Avowal, Event, Means, OffRampKind, Query, Timeline, scale::Kahn};
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
    /// ├─ after raid, before reprisal: nobody owned up to raid; then reprisal, 2024-04-09, after 8 days, rising 3
    /// └─ after raid, before reprisal: silence for 7 days; then reprisal, 2024-04-09, after 7 days, rising 3
    /// ");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn off_ramps(&self) -> OffRamps {
        self.off_ramps_in("en")
    }

    /// The same with names in a language, given by its BCP 47 tag.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Actor, Event, Means, Query, SpeechAct, Timeline, scale::Kahn}};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    /// let un = builder.add_actor(Actor::new("UN").with_name("fr", "ONU"));
    /// # let strike = |by, on, day, rung: i32| Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung);
    /// builder.add_event(strike(a, b, "2024-04-01", 5));
    /// builder.add_event(Event::statement(un, "2024-04-02", SpeechAct::UrgeRestraint).against(b));
    /// builder.add_event(strike(b, a, "2024-04-03", 8));
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(5));
    /// let timeline = builder.build()?;
    /// let off_ramps = timeline.chains(&query)?.longest().unwrap().off_ramps_in("fr");
    /// assert_eq!(off_ramps.off_ramps[0].said.as_ref().unwrap().by, ["ONU"]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn off_ramps_in(&self, language: &str) -> OffRamps {
        let intervals = self.reactions_in(language).intervals;
        OffRamps { off_ramps: intervals.iter().flat_map(Interval::off_ramps).collect() }
    }
}

/// What others made of a chain, step by step: see [`Chain::reactions`]. Printing draws the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reactions {
    /// After each step of the chain, in order.
    pub intervals: Vec<Interval>,
}

impl Reactions {
    /// All reactions of a kind, in order, each with the interval it is in.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, ReactionKind, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tFRA\tLBN\t111\n2006-07-03\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// let reactions = timeline.chains(&query)?.longest().unwrap().reactions();
    /// let (interval, condemned) = reactions.of(ReactionKind::Condemned).next().unwrap();
    /// assert_eq!((&*interval.after, &condemned.said.by[..]), ("#0", &["France".to_owned()][..]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn of(&self, kind: ReactionKind) -> impl Iterator<Item = (&Interval, &Reaction)> {
        let all = |interval| Interval::reactions_to(interval);
        self.intervals.iter().flat_map(all).filter(move |(_, reaction)| reaction.kind == kind)
    }
}

/// The time after a step of a chain, up to the next.
///
/// See [`Chain::reactions`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The step before, by key or order of recording.
    pub after: String,
    /// The step that ends it; nothing after the last.
    pub before: Option<String>,
    /// The reactions, in total order.
    pub reactions: Vec<Reaction>,
    /// The silences.
    pub silences: Vec<Silence>,
    /// What followed, if anything did.
    pub followed: Option<Followed>,
}

impl Interval {
    fn reactions_to(&self) -> impl Iterator<Item = (&Self, &Reaction)> {
        self.reactions.iter().map(move |reaction| (self, reaction))
    }

    /// Whether there is anything to tell of it.
    pub(crate) fn is_empty(&self) -> bool {
        let ends_chain = self.before.is_none();
        self.reactions.is_empty()
            && self.silences.is_empty()
            && !(ends_chain && self.followed.is_some())
    }

    fn off_ramps(&self) -> impl Iterator<Item = OffRamp> {
        let ramp = |kind, said, silence_seconds, since: i64| {
            let followed = self.followed.clone().map(|followed| Followed {
                after_seconds: followed.after_seconds - since,
                ..followed
            });
            let (after, before) = (self.after.clone(), self.before.clone());
            (since, OffRamp { kind, after, before, said, silence_seconds, followed })
        };
        let silences = self.silences.iter();
        let silences = silences.map(|one| ramp(one.kind, None, one.seconds, one.since_seconds));
        let said = self.reactions.iter().filter_map(|reaction| {
            let kind = reaction.off_ramp()?;
            Some(ramp(kind, Some(reaction.said.clone()), None, reaction.after_seconds))
        });
        let mut ramps: Vec<_> = silences.chain(said).collect();
        ramps.sort_by_key(|(since, _)| *since);
        ramps.into_iter().map(|(_, ramp)| ramp)
    }
}

/// An event that reacts to a step.
///
/// See [`Chain::reactions`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reaction {
    /// What kind of reaction it is.
    pub kind: ReactionKind,
    /// Whether none of its sources is a party of the step or of the next.
    pub third_party: bool,
    /// Seconds from the earliest onset of the step to that of the reaction; below 0 where its date is
    /// vague.
    pub after_seconds: i64,
    /// The event.
    pub said: Said,
}

impl Reaction {
    /// What way out it offers, if any.
    pub(crate) fn off_ramp(&self) -> Option<OffRampKind> {
        Some(match self.kind {
            ReactionKind::UrgedRestraint if self.third_party => OffRampKind::Restraint,
            ReactionKind::UrgedRestraint => OffRampKind::Concluded,
            ReactionKind::Mediated => OffRampKind::Mediation,
            ReactionKind::Offered => OffRampKind::Offer,
            ReactionKind::Appealed => OffRampKind::Appeal,
            _ => return None,
        })
    }
}

/// What kind of reaction an event is: what was done decides.
///
/// ```
/// use escalade::{Act, Deed, ReactionKind, SpeechAct};
///
/// let pledge = Act::Statement(SpeechAct::PledgeSupport);
/// assert_eq!(ReactionKind::of(pledge), Some(ReactionKind::Supported));
/// assert_eq!(ReactionKind::of(Act::Action(Deed::Negotiation)), Some(ReactionKind::Mediated));
/// assert_eq!(ReactionKind::of(Act::Statement(SpeechAct::Threaten)), None);
/// assert_eq!(ReactionKind::UrgedRestraint.to_string(), "urged restraint");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ReactionKind {
    /// It condemns or accuses.
    Condemned,
    /// It pledges support, praises, aids or defends.
    Supported,
    /// It urges restraint, or counts the matter concluded.
    UrgedRestraint,
    /// It mediates or negotiates.
    Mediated,
    /// It promises, offers, concedes, agrees or apologises.
    Offered,
    /// It appeals or proposes.
    Appealed,
    /// It meets or calls.
    Consulted,
    /// It sanctions, or breaks off relations.
    Sanctioned,
}

impl ReactionKind {
    /// The kind of reaction that an act is, if it is one.
    pub fn of(act: Act) -> Option<Self> {
        Some(match act {
            Act::Statement(SpeechAct::Condemn | SpeechAct::Accuse) => Self::Condemned,
            Act::Statement(SpeechAct::PledgeSupport | SpeechAct::Praise)
            | Act::Action(Deed::Aid | Deed::Interception) => Self::Supported,
            Act::Statement(SpeechAct::UrgeRestraint) => Self::UrgedRestraint,
            Act::Action(Deed::Negotiation) => Self::Mediated,
            Act::Statement(SpeechAct::Promise | SpeechAct::Apologise)
            | Act::Action(Deed::Agreement | Deed::Concession) => Self::Offered,
            Act::Statement(SpeechAct::Appeal) => Self::Appealed,
            Act::Action(Deed::Meeting | Deed::Call) => Self::Consulted,
            Act::Action(Deed::Sanction | Deed::Rupture) => Self::Sanctioned,
            _ => return None,
        })
    }
}

/// A silence after a step.
///
/// See [`Chain::off_ramps`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Silence {
    /// Whether nobody owned up to the step, or nothing happened for long.
    pub kind: OffRampKind,
    /// Seconds from the earliest onset of the step to the start of the silence.
    pub since_seconds: i64,
    /// How many seconds it lasted, where it is one in time.
    pub seconds: Option<i64>,
}

/// What followed a step: the next of the chain, or after the last, the next act of force or pressure
/// between its parties.
///
/// See [`Chain::reactions`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Followed {
    /// The event's key, or its order of recording.
    pub event: String,
    /// When, as it was written.
    pub when: String,
    /// Seconds to its earliest onset: from that of the step, or from the beginning of an off-ramp.
    pub after_seconds: i64,
    /// How much higher it is than the step; below 0 where it is lower.
    pub rise: Level,
}

/// Places where the climb could have stopped: see [`Chain::off_ramps`]. Printing lists them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OffRamps {
    /// In order.
    pub off_ramps: Vec<OffRamp>,
}

/// A place where the climb could have stopped.
///
/// See [`Chain::off_ramps`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OffRamp {
    /// What kind of way out it was.
    pub kind: OffRampKind,
    /// The step before, by key or order of recording.
    pub after: String,
    /// The next step; nothing after the last.
    pub before: Option<String>,
    /// Who offered it, unless it is a silence.
    pub said: Option<Said>,
    /// How many seconds a silence lasted.
    pub silence_seconds: Option<i64>,
    /// What came next, if anything did; its seconds count from here.
    pub followed: Option<Followed>,
}

/// What kind of way out there was.
///
/// ```
/// assert_eq!(escalade::OffRampKind::Concluded.to_string(), "a party counts it concluded or holds back");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum OffRampKind {
    /// A third party urges restraint.
    Restraint,
    /// A party counts the matter concluded, or urges restraint itself.
    Concluded,
    /// A mediation or negotiation.
    Mediation,
    /// An offer, promise, concession, agreement or apology.
    Offer,
    /// An appeal or proposal.
    Appeal,
    /// Nobody owns up to the step, so that it need not be answered.
    Unclaimed,
    /// A long silence between the parties.
    Silence,
}
