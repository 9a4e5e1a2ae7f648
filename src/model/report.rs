//! Reports: who says that an event happened.

use super::{
    ActorId, Confidence, Credibility, GivenConfidence, IntoActors, IntoWhen, ParsedWhen,
    Reliability, When,
};

/// The origin of a report.
///
/// ```
/// use escalade::{Report, model::Origin};
///
/// assert_eq!(Report::public_record().origin(), Origin::PublicRecord);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// A news outlet, or any other actor that reports the event.
    Outlet(ActorId),
    /// The public record: facts reported by many.
    PublicRecord,
    /// The coder of the timeline.
    Coder,
}

/// A report that an event happened, with its path: the outlet, the actors it relays, and the
/// original speakers.
///
/// Reports are added to events, links and assertions. They record who says that something happened,
/// which is independent of who did it.
///
/// ```
/// use escalade::{Actor, Report, Timeline, model::Origin};
///
/// let mut builder = Timeline::builder();
/// let paper = builder.add_actor(Actor::new("PAPER"));
/// let cnn = builder.add_actor(Actor::new("CNN"));
/// let officials = builder.add_actor(Actor::new("OFFICIALS"));
/// let report = Report::by(paper).relaying(cnn).quoting(officials).with_words("no offensive operation");
/// assert_eq!(report.path(), [paper, cnn, officials]);
/// assert_eq!(report.origin(), Origin::Outlet(paper));
/// assert_eq!((report.relays(), report.speakers()), (&[cnn][..], &[officials][..]));
/// assert_eq!((report.words(), report.url()), (Some("no offensive operation"), None));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Report {
    pub(crate) origin: Origin,
    pub(crate) relays: Vec<ActorId>,
    pub(crate) speakers: Vec<ActorId>,
    pub(crate) authors: Option<Vec<ActorId>>,
    pub(crate) words: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) date: Option<ParsedWhen>,
    pub(crate) reliability: Option<Reliability>,
    pub(crate) credibility: Option<Credibility>,
    pub(crate) extraction: Option<GivenConfidence>,
}

impl Report {
    /// Creates a report by an outlet.
    ///
    /// The outlet reports in its own voice unless relayed or quoted actors are added.
    pub fn by(outlet: ActorId) -> Self {
        Self::of(Origin::Outlet(outlet))
    }

    /// Creates a report of a fact on public record.
    pub fn public_record() -> Self {
        Self::of(Origin::PublicRecord)
    }

    /// Creates a report by the coder, who names no other source.
    pub fn coder() -> Self {
        Self::of(Origin::Coder)
    }

    pub(crate) fn of(origin: Origin) -> Self {
        Self {
            origin,
            relays: Vec::new(),
            speakers: Vec::new(),
            authors: None,
            words: None,
            url: None,
            date: None,
            reliability: None,
            credibility: None,
            extraction: None,
        }
    }

    /// Adds an actor that the report relays. Actors are added in order from the outlet to the
    /// speaker.
    pub fn relaying(mut self, actor: ActorId) -> Self {
        self.relays.push(actor);
        self
    }

    /// Adds an original speaker that the report quotes.
    pub fn quoting(mut self, speaker: ActorId) -> Self {
        self.speakers.push(speaker);
        self
    }

    /// Sets whom the report names as the authors of the event.
    ///
    /// Use this if the report names fewer authors than are recorded: some of the candidates, or
    /// `()` for no author. Without it, the report is taken to name the authors as recorded.
    ///
    /// ```
    /// use escalade::{Actor, Event, Means, Report, Timeline};
    ///
    /// let mut builder = Timeline::builder();
    /// let [a, b, paper, wire] = ["A", "B", "PAPER", "WIRE"].map(|key| builder.add_actor(Actor::new(key)));
    /// let bomb = Event::attack((), "2024-04-01", Means::Bombing)
    ///     .with_candidate(a, 60)
    ///     .with_candidate(b, 30)
    ///     .with_report(Report::by(paper).attributing_to(b))
    ///     .with_report(Report::by(wire).attributing_to(()));
    /// let bomb = builder.add_event(bomb);
    /// let timeline = builder.build()?;
    /// let reports = timeline.event(bomb).reports();
    /// assert_eq!((reports[0].names(), reports[1].names()), (Some(&[b][..]), Some(&[][..])));
    /// let authors_by = |outlet| timeline.view().reported_by(outlet).sources(timeline.event(bomb)).to_vec();
    /// assert_eq!((authors_by(paper), authors_by(wire)), (vec![b], vec![]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn attributing_to(mut self, authors: impl IntoActors) -> Self {
        self.authors = Some(authors.into_actors());
        self
    }

    /// Sets the words of the report.
    pub fn with_words(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }

    /// Sets the address at which the report can be read.
    pub fn with_url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Sets the date of publication.
    pub fn dated(mut self, date: impl IntoWhen) -> Self {
        self.date = Some(date.into_when());
        self
    }

    /// Sets the reliability of the source.
    pub fn with_reliability(mut self, reliability: Reliability) -> Self {
        self.reliability = Some(reliability);
        self
    }

    /// Sets the credibility of the information.
    pub fn with_credibility(mut self, credibility: Credibility) -> Self {
        self.credibility = Some(credibility);
        self
    }

    /// Sets the confidence, in percent, that the event was correctly extracted from the report,
    /// such as the column `Confidence` of GDELT.
    ///
    /// It is independent of the confidence that the event occurred.
    pub fn with_extraction(mut self, percent: impl Into<GivenConfidence>) -> Self {
        self.extraction = Some(percent.into());
        self
    }

    /// Returns the origin of the report.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Returns the path of the report, from the outlet to the original speakers.
    pub fn path(&self) -> Vec<ActorId> {
        let mut path = Vec::new();
        if let Origin::Outlet(outlet) = self.origin {
            path.push(outlet);
        }
        path.extend_from_slice(&self.relays);
        path.extend_from_slice(&self.speakers);
        path
    }

    /// Returns the relayed actors, in order from the outlet to the speaker.
    pub fn relays(&self) -> &[ActorId] {
        &self.relays
    }

    /// Returns the original speakers.
    pub fn speakers(&self) -> &[ActorId] {
        &self.speakers
    }

    /// Returns whom the report names as the authors of the event, if that differs from what is
    /// recorded. See [`attributing_to`](Self::attributing_to).
    pub fn names(&self) -> Option<&[ActorId]> {
        self.authors.as_deref()
    }

    /// Returns `true` if the actor is the outlet, a relayed actor or a speaker.
    pub(crate) fn passed_through(&self, reporter: ActorId) -> bool {
        self.origin == Origin::Outlet(reporter)
            || self.relays.contains(&reporter)
            || self.speakers.contains(&reporter)
    }

    /// Returns `true` if the report names at least one of these actors as an author of its event.
    pub(crate) fn blames(&self, actors: &[ActorId]) -> bool {
        self.authors.as_ref().is_none_or(|named| named.iter().any(|one| actors.contains(one)))
    }

    /// Returns the words of the report, if stated.
    pub fn words(&self) -> Option<&str> {
        self.words.as_deref()
    }

    /// Returns the address at which the report can be read, if stated.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Returns the date of publication, if stated.
    pub fn date(&self) -> Option<&When> {
        self.date.as_ref().and_then(|given| given.as_ref().ok())
    }

    /// Returns the reliability of the source, if stated.
    pub fn reliability(&self) -> Option<Reliability> {
        self.reliability
    }

    /// Returns the credibility of the information, if stated.
    pub fn credibility(&self) -> Option<Credibility> {
        self.credibility
    }

    /// Returns the confidence that the event was correctly extracted from the report, if stated.
    pub fn extraction(&self) -> Option<Confidence> {
        self.extraction.and_then(GivenConfidence::checked)
    }
}
