//! Declared links: relations between events, asserted by a coder or a report.

use serde::{Deserialize, Serialize};

use super::{
    ActorId, Confidence, EventId, IntoWhen, ParsedWhen, Report, When, evidence::GivenConfidence,
};

/// The relation of one event to another.
///
/// It is read from the later event to the one it refers to: the barrage `RetaliatesFor` the
/// killing.
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
    /// It responds to the other event.
    RespondsTo,
    /// It responds to the other event in kind.
    RetaliatesFor,
    /// It does what the other event threatened, promised or announced.
    CarriesOut,
    /// It is part of the other event.
    PartOf,
    /// It is about the other event.
    About,
    /// It denies the other event, or what the other event asserts.
    Denies,
    /// It supports the other event, or what the other event asserts.
    Corroborates,
}

impl Relation {
    /// Returns `true` if this is a response, so that the other event must come first.
    ///
    /// By default, the rule `Declared` follows links with these relations only.
    pub fn is_response(self) -> bool {
        matches!(self, Self::RespondsTo | Self::RetaliatesFor)
    }

    /// Returns the relation in words, such as `retaliates for`.
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

/// A declared link between two events.
///
/// This is a draft, to be passed to
/// [`TimelineBuilder::add_link_draft`](crate::TimelineBuilder::add_link_draft), and the type of the
/// links of a timeline. For a link without further details,
/// [`TimelineBuilder::add_link`](crate::TimelineBuilder::add_link) is shorter.
///
/// ```
/// use escalade::{Actor, Event, Link, Relation, Timeline, model::ActionKind};
///
/// let mut builder = Timeline::builder();
/// let usa = builder.add_actor(Actor::new("USA"));
/// let call = builder.add_event(Event::action(usa, "2024-04-13", ActionKind::Call));
/// let sanction = builder.add_event(Event::action(usa, "2024-04-18", ActionKind::Sanction));
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
    pub(crate) date: Option<ParsedWhen>,
}

impl Link {
    /// Creates a link from an event to the one that it responds to, carries out, is part of, or is
    /// about.
    pub fn new(from: EventId, relation: Relation, to: EventId) -> Self {
        Self {
            from,
            relation,
            to,
            asserted_by: Vec::new(),
            reports: Vec::new(),
            confidence: None,
            date: None,
        }
    }

    /// Adds an actor who asserts the link.
    pub fn asserted_by(mut self, actor: ActorId) -> Self {
        self.asserted_by.push(actor);
        self
    }

    /// Adds a report of the link.
    pub fn with_report(mut self, report: Report) -> Self {
        self.reports.push(report);
        self
    }

    /// Sets the confidence that the link holds, in percent.
    pub fn with_confidence(mut self, percent: impl Into<GivenConfidence>) -> Self {
        self.confidence = Some(percent.into());
        self
    }

    /// Sets when the link was first asserted. Without it, the dates of its reports count. See
    /// [`View::as_known_at`](crate::View::as_known_at).
    pub fn dated(mut self, date: impl IntoWhen) -> Self {
        self.date = Some(date.into_when());
        self
    }

    /// Returns the event that responds to, carries out, is part of, or is about the other one.
    pub fn from(&self) -> EventId {
        self.from
    }

    /// Returns the relation.
    pub fn relation(&self) -> Relation {
        self.relation
    }

    /// Returns the event that the relation refers to.
    pub fn to(&self) -> EventId {
        self.to
    }

    /// Returns the actors who assert the link, in the order in which they were added.
    pub fn asserters(&self) -> &[ActorId] {
        &self.asserted_by
    }

    /// Returns the reports of the link, in the order in which they were added.
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }

    /// Returns the confidence that the link holds, if stated.
    pub fn confidence(&self) -> Option<Confidence> {
        self.confidence.and_then(GivenConfidence::checked)
    }

    /// Returns when the link was first asserted, if stated.
    pub fn date(&self) -> Option<&When> {
        self.date.as_ref().and_then(|given| given.as_ref().ok())
    }
}
