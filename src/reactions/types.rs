//! Reactions, intervals and off-ramps.

use serde::{Deserialize, Serialize};

use crate::{
    model::{Act, Deed, Level, SpeechAct},
    sorting::sort_by,
    timeline::EventInWords,
};

/// The reactions to a chain, step by step: see [`Chain::reactions`](crate::Chain::reactions). It prints as
/// a tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reactions {
    /// The interval after each step of the chain, in order.
    pub intervals: Vec<Interval>,
}

impl Reactions {
    /// Returns all reactions of a kind, in order, each with its interval.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, reactions::ReactionKind, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tFRA\tLBN\t111\n2006-07-03\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// let reactions = timeline.chains(&query)?.longest().unwrap().reactions();
    /// let (interval, condemned) = reactions.of(ReactionKind::Condemned).next().unwrap();
    /// assert_eq!((&*interval.after, &condemned.event.by[..]), ("#0", &["France".to_owned()][..]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn of(&self, kind: ReactionKind) -> impl Iterator<Item = (&Interval, &Reaction)> {
        let all = |interval| Interval::reactions_to(interval);
        self.intervals.iter().flat_map(all).filter(move |(_, reaction)| reaction.kind == kind)
    }
}

/// The time after a step of a chain, up to the next step.
///
/// See [`Chain::reactions`](crate::Chain::reactions) for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The step at which the interval starts, by key or order of recording.
    pub after: String,
    /// The step at which it ends; `None` after the last step.
    pub before: Option<String>,
    /// The reactions, in total order.
    pub reactions: Vec<Reaction>,
    /// The silences.
    pub silences: Vec<Silence>,
    /// What followed the step, if anything did.
    pub followed: Option<NextEvent>,
}

impl Interval {
    fn reactions_to(&self) -> impl Iterator<Item = (&Self, &Reaction)> {
        self.reactions.iter().map(move |reaction| (self, reaction))
    }

    /// Returns `true` if the interval has nothing to print. What followed is printed after the last step
    /// only, since explanations list the other steps anyway.
    pub(crate) fn is_empty(&self) -> bool {
        let ends_chain = self.before.is_none();
        self.reactions.is_empty()
            && self.silences.is_empty()
            && !(ends_chain && self.followed.is_some())
    }

    pub(crate) fn off_ramps(&self) -> Vec<OffRamp> {
        let off_ramp = |kind, event, silence_seconds, since: i64| {
            let followed = self.followed.clone().map(|followed| NextEvent {
                after_seconds: followed.after_seconds - since,
                ..followed
            });
            let (after, before) = (self.after.clone(), self.before.clone());
            (since, OffRamp { kind, after, before, event, silence_seconds, followed })
        };
        let mut off_ramps = Vec::new();
        for silence in &self.silences {
            off_ramps.push(off_ramp(silence.kind, None, silence.seconds, silence.since_seconds));
        }
        for reaction in &self.reactions {
            if let Some(kind) = reaction.off_ramp() {
                let event = Some(reaction.event.clone());
                off_ramps.push(off_ramp(kind, event, None, reaction.after_seconds));
            }
        }
        sort_by(&mut off_ramps, |a, b| a.0.cmp(&b.0));
        off_ramps.into_iter().map(|(_, off_ramp)| off_ramp).collect()
    }
}

/// An event that reacts to a step.
///
/// See [`Chain::reactions`](crate::Chain::reactions) for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reaction {
    /// The kind of reaction.
    pub kind: ReactionKind,
    /// Whether no source of the event is a party of the step or of the next one.
    pub third_party: bool,
    /// Seconds from the earliest onset of the step to that of the reaction. Negative only if the date of
    /// the reaction is vague.
    pub after_seconds: i64,
    /// The event.
    #[serde(rename = "said")]
    pub event: EventInWords,
}

impl Reaction {
    /// Returns the kind of off-ramp that the reaction is, if it is one.
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

/// The kind of a reaction, determined by its act.
///
/// ```
/// use escalade::{SpeechAct, model::{Act, Deed}, reactions::ReactionKind};
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
    /// Condemnation or accusation.
    Condemned,
    /// A pledge of support, praise, aid or defence.
    Supported,
    /// A call for restraint, or a declaration that the matter is concluded.
    UrgedRestraint,
    /// Mediation or negotiation.
    Mediated,
    /// A promise, offer, concession, agreement or apology.
    Offered,
    /// An appeal or proposal.
    Appealed,
    /// A meeting or call.
    Consulted,
    /// A sanction, or a rupture of relations.
    Sanctioned,
}

impl ReactionKind {
    /// Returns the kind of reaction that an act is; `None` if it is none.
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
/// See [`Chain::off_ramps`](crate::Chain::off_ramps).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Silence {
    /// [`OffRampKind::Unclaimed`] if no actor claims the step, [`OffRampKind::Silence`] if neither party
    /// acted for long.
    pub kind: OffRampKind,
    /// Seconds from the earliest onset of the step to the start of the silence.
    pub since_seconds: i64,
    /// How long the silence lasted, in seconds; `None` for `Unclaimed`.
    pub seconds: Option<i64>,
}

/// What followed a step: the next step or, after the last one, the next act of force or pressure between
/// its parties.
///
/// See [`Chain::reactions`](crate::Chain::reactions) for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextEvent {
    /// The key of the event, or its order of recording, as `#12`.
    pub event: String,
    /// The date of the event, as recorded.
    pub when: String,
    /// Seconds to the earliest onset of the event, from that of the step or from the start of the off-ramp.
    pub after_seconds: i64,
    /// The level of the event less the level of the step. Negative if the event is milder.
    pub rise: Level,
}

/// The off-ramps of a chain: see [`Chain::off_ramps`](crate::Chain::off_ramps). It prints as a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OffRamps {
    /// The off-ramps, in order of time.
    pub off_ramps: Vec<OffRamp>,
}

/// A point at which an escalation could have stopped.
///
/// See [`Chain::off_ramps`](crate::Chain::off_ramps) for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OffRamp {
    /// The kind of off-ramp.
    pub kind: OffRampKind,
    /// The step before it, by key or order of recording.
    pub after: String,
    /// The next step; `None` after the last step.
    pub before: Option<String>,
    /// The event that offers the way out; `None` for a silence.
    #[serde(rename = "said")]
    pub event: Option<EventInWords>,
    /// How long a silence lasted, in seconds.
    pub silence_seconds: Option<i64>,
    /// What came next, if anything did. Its seconds count from the off-ramp.
    pub followed: Option<NextEvent>,
}

/// The kind of an off-ramp.
///
/// ```
/// assert_eq!(escalade::reactions::OffRampKind::Concluded.to_string(), "a party declares it concluded or urges restraint");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum OffRampKind {
    /// A third party urges restraint.
    Restraint,
    /// A party declares the matter concluded, or urges restraint itself.
    Concluded,
    /// Mediation or negotiation.
    Mediation,
    /// An offer, promise, concession, agreement or apology.
    Offer,
    /// An appeal or proposal.
    Appeal,
    /// No actor claims the step, so that its target need not respond.
    Unclaimed,
    /// A long silence between the parties.
    Silence,
}
