//! Declared links: relations between events that a coder or a report asserts.

use serde::{Deserialize, Serialize};

use super::{ActorId, Confidence, EventId, Report, evidence::GivenConfidence};

/// How one event relates to another, read from the later to what it is about: the barrage
/// `RetaliatesFor` the killing.
///
/// ```
/// use escalade::Relation;
///
/// assert!(Relation::RetaliatesFor.is_response());
/// assert!(!Relation::About.is_response());
/// assert_eq!(Relation::CarriesOut.phrase(), "carries out");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Relation {
    /// It answers the other event.
    RespondsTo,
    /// It answers the other event in kind.
    RetaliatesFor,
    /// It does what the other event threatened, promised or announced.
    CarriesOut,
    /// It is a piece of the other event.
    PartOf,
    /// It speaks of the other event.
    About,
    /// It denies the other event, or what it asserts.
    Denies,
    /// It supports the other event, or what it asserts.
    Corroborates,
}

impl Relation {
    /// Whether the antecedent must come first: the relations that `Declared` hops follow unless
    /// others are chosen by name.
    pub fn is_response(self) -> bool {
        matches!(self, Self::RespondsTo | Self::RetaliatesFor)
    }

    /// The relation in words: `retaliates for`.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::RespondsTo => "responds to",
            Self::RetaliatesFor => "retaliates for",
            Self::CarriesOut => "carries out",
            Self::PartOf => "is part of",
            Self::About => "is about",
            Self::Denies => "denies",
            Self::Corroborates => "corroborates",
        }
    }
}

/// A declared link: a draft for [`TimelineBuilder::add_link`](crate::TimelineBuilder::add_link)
/// where more is known than its two ends, and what a timeline gives back.
///
/// ```
/// use escalade::{Actor, Deed, Event, Link, Relation, Timeline};
///
/// let mut builder = Timeline::builder();
/// let usa = builder.add_actor(Actor::new("USA"));
/// let call = builder.add_event(Event::action(usa, "2024-04-13", Deed::Call));
/// let sanction = builder.add_event(Event::action(usa, "2024-04-18", Deed::Sanction));
/// let link = Link::new(sanction, Relation::RespondsTo, call).asserted_by(usa).with_confidence(70);
/// let id = builder.add_link_draft(link);
/// let timeline = builder.build()?;
/// assert_eq!(timeline.link(id).confidence().unwrap().percent(), 70);
/// assert_eq!(timeline.link(id).asserters(), [usa]);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Link {
    pub(crate) from: EventId,
    pub(crate) relation: Relation,
    pub(crate) to: EventId,
    pub(crate) asserted_by: Vec<ActorId>,
    pub(crate) reports: Vec<Report>,
    pub(crate) confidence: Option<GivenConfidence>,
}

impl Link {
    /// A link from an event to the one it answers, carries out, is part of or speaks of.
    pub fn new(from: EventId, relation: Relation, to: EventId) -> Self {
        Self { from, relation, to, asserted_by: Vec::new(), reports: Vec::new(), confidence: None }
    }

    /// Adds who asserts it.
    pub fn asserted_by(mut self, actor: ActorId) -> Self {
        self.asserted_by.push(actor);
        self
    }

    /// Adds a report of it.
    pub fn with_report(mut self, report: Report) -> Self {
        self.reports.push(report);
        self
    }

    /// Says how sure it is that the link holds, in percent.
    pub fn with_confidence(mut self, percent: impl Into<GivenConfidence>) -> Self {
        self.confidence = Some(percent.into());
        self
    }

    /// The event that answers, carries out, or speaks.
    pub fn from(&self) -> EventId {
        self.from
    }

    /// The relation.
    pub fn relation(&self) -> Relation {
        self.relation
    }

    /// The antecedent, or what is spoken of.
    pub fn to(&self) -> EventId {
        self.to
    }

    /// Who asserts it, in order of recording.
    pub fn asserters(&self) -> &[ActorId] {
        &self.asserted_by
    }

    /// The reports of it, in order of recording.
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }

    /// How sure it is that the link holds, if stated.
    pub fn confidence(&self) -> Option<Confidence> {
        self.confidence.and_then(GivenConfidence::checked)
    }
}
