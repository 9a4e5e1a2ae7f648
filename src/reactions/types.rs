//! Reactions, intervals and off-ramps.

use serde::{Deserialize, Serialize};

use crate::{
    model::{Act, ActionKind, Level, SpeechAct},
    sorting::sorted_order,
    timeline::EventInWords,
};

/// The reactions to a chain, step by step: see [`Chain::reactions`](crate::Chain::reactions). It prints as
/// a tree, which shows at most 12 reactions of an interval and counts the others: those about a step come
/// first, then those that are off-ramps, then earlier ones.
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
    /// What that step is, in words with its date, if it has no key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_in_words: Option<String>,
    /// The step at which it ends; `None` after the last step.
    pub before: Option<String>,
    /// What that step is, in words with its date, if it has no key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_in_words: Option<String>,
    /// The reactions, in total order.
    pub reactions: Vec<Reaction>,
    /// The numbers of further reactions by kind, ascending. None are left out by
    /// [`Chain::reactions`](crate::Chain::reactions); an [`Explanation`](crate::explain::Explanation) lists at most 12
    /// of each interval.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<ReactionCount>,
    /// The silences.
    pub silences: Vec<Silence>,
    /// What followed the step, if anything did.
    pub followed: Option<NextEvent>,
}

impl Interval {
    fn reactions_to(&self) -> impl Iterator<Item = (&Self, &Reaction)> {
        self.reactions.iter().map(move |reaction| (self, reaction))
    }

    /// Returns `true` if the interval is left out of the text: it has no reaction and no silence, and what
    /// followed is merely the next step.
    pub(crate) fn is_empty(&self) -> bool {
        let ends_chain = self.before.is_none();
        self.reactions.is_empty()
            && self.silences.is_empty()
            && !(ends_chain && self.followed.is_some())
    }
}

/// A number of reactions of one kind.
///
/// See [`Interval::more`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReactionCount {
    /// The kind.
    pub kind: ReactionKind,
    /// The number of reactions, 1 or more.
    pub count: usize,
}

impl ReactionCount {
    /// Adds one reaction to counts sorted by kind.
    pub(crate) fn add(counts: &mut Vec<Self>, kind: ReactionKind) {
        match counts.binary_search_by_key(&kind, |one| one.kind) {
            Ok(at) => counts[at].count += 1,
            Err(at) => counts.insert(at, Self { kind, count: 1 }),
        }
    }
}

/// Number of reactions of an interval that are printed, and that explanations contain.
pub(crate) const MOST_REACTIONS: usize = 12;

/// Returns, for each of some reactions in total order, whether it is among the `most` that matter: those
/// about a step, then those that are off-ramps by their kind, then the earliest.
pub(crate) fn few_that_matter(reactions: &[(bool, ReactionKind)], most: usize) -> Vec<bool> {
    let rank = |nth: usize| {
        let (about_step, kind) = reactions[nth];
        (!about_step, !kind.may_end_escalation())
    };
    // The sort is stable: reactions of the same rank stay in total order.
    let order = sorted_order(reactions.len(), &|a, b| rank(a).cmp(&rank(b)));
    let mut is_listed = vec![false; reactions.len()];
    for nth in order.into_iter().take(most) {
        is_listed[nth] = true;
    }
    is_listed
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
    /// Whether the event is about the step or an earlier one, by what it says or by a link.
    #[serde(default)]
    pub about_step: bool,
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
/// use escalade::{SpeechAct, model::{Act, ActionKind}, reactions::ReactionKind};
///
/// let pledge = Act::Statement(SpeechAct::PledgeSupport);
/// assert_eq!(ReactionKind::of(pledge), Some(ReactionKind::Supported));
/// assert_eq!(ReactionKind::of(Act::Action(ActionKind::Negotiation)), Some(ReactionKind::Mediated));
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
    /// Returns `true` if reactions of this kind are off-ramps.
    fn may_end_escalation(self) -> bool {
        matches!(self, Self::UrgedRestraint | Self::Mediated | Self::Offered | Self::Appealed)
    }

    /// Returns the kind of reaction that an act is; `None` if it is none.
    pub fn of(act: Act) -> Option<Self> {
        Some(match act {
            Act::Statement(SpeechAct::Condemn | SpeechAct::Accuse) => Self::Condemned,
            Act::Statement(SpeechAct::PledgeSupport | SpeechAct::Praise)
            | Act::Action(ActionKind::Aid | ActionKind::Interception) => Self::Supported,
            Act::Statement(SpeechAct::UrgeRestraint) => Self::UrgedRestraint,
            Act::Action(ActionKind::Negotiation) => Self::Mediated,
            Act::Statement(SpeechAct::Promise | SpeechAct::Apologise)
            | Act::Action(ActionKind::Agreement | ActionKind::Concession) => Self::Offered,
            Act::Statement(SpeechAct::Appeal) => Self::Appealed,
            Act::Action(ActionKind::Meeting | ActionKind::Call) => Self::Consulted,
            Act::Action(ActionKind::Sanction | ActionKind::Rupture) => Self::Sanctioned,
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

/// What followed a step or an off-ramp: see [`Chain::reactions`](crate::Chain::reactions) and
/// [`Chain::off_ramps`](crate::Chain::off_ramps).
///
/// See [`Chain::reactions`](crate::Chain::reactions) for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextEvent {
    /// The key of the event, or its order of recording, as `#12`.
    pub event: String,
    /// What the event is, in words, if it has no key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// The date of the event, as recorded.
    pub when: String,
    /// Seconds to the earliest onset of the event, from that of the step or from the start of the off-ramp.
    pub after_seconds: i64,
    /// Whether it is unknown which came first, since the dates overlap.
    #[serde(default)]
    pub order_unknown: bool,
    /// The level of the event less the level of the step. Negative if the event is milder, `None` if it has
    /// no level.
    pub rise: Option<Level>,
}

/// The off-ramps of a chain: see [`Chain::off_ramps`](crate::Chain::off_ramps). It prints as a list, which
/// shows at most 8 after each step and counts the others: silences come first, then what is about a step, then
/// what is earlier.
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
    /// What that step is, in words with its date, if it has no key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_in_words: Option<String>,
    /// The next step; `None` after the last step.
    pub before: Option<String>,
    /// What that step is, in words with its date, if it has no key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_in_words: Option<String>,
    /// The event that offers the way out; `None` for a silence.
    #[serde(rename = "said")]
    pub event: Option<EventInWords>,
    /// Whether the event is about the step or an earlier one, by what it says or by a link.
    #[serde(default)]
    pub about_step: bool,
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
