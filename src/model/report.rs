//! Who says so, as a path.

use super::{
    ActorId, Confidence, Credibility, GivenConfidence, IntoActors, IntoWhen, Reliability, When,
    into_when::Given,
};

/// Where a report comes from.
///
/// ```
/// use escalade::{Origin, Report};
///
/// assert_eq!(Report::public_record().origin(), Origin::PublicRecord);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// A news outlet or any other actor that tells it.
    Outlet(ActorId),
    /// Facts on public record, told by many.
    PublicRecord,
    /// The reading of whoever coded the timeline.
    Coder,
}

/// Who says so, as a path: the outlet, those it relays, the original speaker.
///
/// ```
/// use escalade::{Actor, Origin, Report, Timeline};
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
    pub(crate) date: Option<Given>,
    pub(crate) reliability: Option<Reliability>,
    pub(crate) credibility: Option<Credibility>,
    pub(crate) extraction: Option<GivenConfidence>,
}

impl Report {
    /// A report that an outlet tells, in its own voice unless it relays or quotes.
    pub fn by(outlet: ActorId) -> Self {
        Self::of(Origin::Outlet(outlet))
    }

    /// A fact on public record.
    pub fn public_record() -> Self {
        Self::of(Origin::PublicRecord)
    }

    /// The coder's own reading.
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

    /// Adds one it relays, from the outlet toward the speaker.
    pub fn relaying(mut self, actor: ActorId) -> Self {
        self.relays.push(actor);
        self
    }

    /// Adds an original speaker.
    pub fn quoting(mut self, speaker: ActorId) -> Self {
        self.speakers.push(speaker);
        self
    }

    /// Says whom it names as having done the event it is of, where that is less than what is recorded:
    /// some of the candidates, or with `()` nobody. A report of which this is not said tells the
    /// event as it is recorded.
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
    /// let told_by = |outlet| timeline.view().reported_by(outlet).sources(timeline.event(bomb)).to_vec();
    /// assert_eq!((told_by(paper), told_by(wire)), (vec![b], vec![]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn attributing_to(mut self, authors: impl IntoActors) -> Self {
        self.authors = Some(authors.into_actors());
        self
    }

    /// The words in which it is told.
    pub fn with_words(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }

    /// Where it can be read.
    pub fn with_url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// When it was published.
    pub fn dated(mut self, date: impl IntoWhen) -> Self {
        self.date = Some(date.into_when());
        self
    }

    /// How reliable its source is.
    pub fn with_reliability(mut self, reliability: Reliability) -> Self {
        self.reliability = Some(reliability);
        self
    }

    /// How credible what it says is.
    pub fn with_credibility(mut self, credibility: Credibility) -> Self {
        self.credibility = Some(credibility);
        self
    }

    /// How sure its coder is of having read the event out of it: GDELT's `Confidence`. It says nothing of
    /// how sure the event is.
    pub fn with_extraction(mut self, percent: impl Into<GivenConfidence>) -> Self {
        self.extraction = Some(percent.into());
        self
    }

    /// Where it comes from.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Everyone it came through, from the outlet to the original speakers.
    pub fn path(&self) -> Vec<ActorId> {
        let outlet = match self.origin {
            Origin::Outlet(outlet) => Some(outlet),
            Origin::PublicRecord | Origin::Coder => None,
        };
        outlet.into_iter().chain(self.relays.iter().chain(&self.speakers).copied()).collect()
    }

    /// Those it relays, from the outlet toward the speaker.
    pub fn relays(&self) -> &[ActorId] {
        &self.relays
    }

    /// The original speakers.
    pub fn speakers(&self) -> &[ActorId] {
        &self.speakers
    }

    /// Whom it names as having done the event, where that is said to be other than what is recorded:
    /// see [`attributing_to`](Self::attributing_to).
    pub fn names(&self) -> Option<&[ActorId]> {
        self.authors.as_deref()
    }

    /// Whether it came from, through, or out of the mouth of this actor.
    pub(crate) fn passed(&self, teller: ActorId) -> bool {
        self.origin == Origin::Outlet(teller)
            || self.relays.contains(&teller)
            || self.speakers.contains(&teller)
    }

    /// Whether it tells that one of these did the event it is of.
    pub(crate) fn blames(&self, actors: &[ActorId]) -> bool {
        self.authors.as_ref().is_none_or(|named| named.iter().any(|one| actors.contains(one)))
    }

    /// The words in which it is told.
    pub fn words(&self) -> Option<&str> {
        self.words.as_deref()
    }

    /// Where it can be read.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// When it was published.
    pub fn date(&self) -> Option<&When> {
        self.date.as_ref().and_then(|given| given.as_ref().ok())
    }

    /// How reliable its source is.
    pub fn reliability(&self) -> Option<Reliability> {
        self.reliability
    }

    /// How credible what it says is.
    pub fn credibility(&self) -> Option<Credibility> {
        self.credibility
    }

    /// How sure its coder is of having read the event out of it, if stated.
    pub fn extraction(&self) -> Option<Confidence> {
        self.extraction.and_then(GivenConfidence::checked)
    }
}
