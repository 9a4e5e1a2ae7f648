//! Steps that test reports or change authors, and the methods that read what they show.

use super::{actor_set::actor_set, base::View, step::ViewStep};
use crate::{
    error::{Error, Issue},
    model::{ActorId, Assertion, EventId, Link, LinkId, Report},
    timeline::{EventRef, refs::Author},
};

impl<'t> View<'t> {
    /// Shows the timeline as one actor reports it. Only reports count that have the actor in their path, as
    /// outlet, relay or speaker:
    ///
    /// - **Events** are shown if they have such a report.
    /// - **Links** are shown if they have such a report, or if the actor asserts them. Links that only the
    ///   coder or others declare join no events in this view.
    /// - **Authors** are those that these reports name: of a disputed event, the likeliest of the named
    ///   candidates; no author where the reports [name none](Report::attributing_to).
    /// - **Assertions** are shown if they have such a report or, without any report of their own, if their
    ///   statement is shown.
    ///
    /// After a second step of this kind, a report must have both actors in its path. Dates, levels, codes
    /// and memberships stay as the coder recorded them.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Link, Means, Query, Relation, Report, Rule, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b, paper, cnn] = ["A", "B", "PAPER", "CNN"].map(|key| builder.add_actor(Actor::new(key)));
    /// let strike = |by, on, day: &str, rung: i32| Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung);
    /// let both = |event: Event| event.with_report(Report::by(paper)).with_report(Report::by(cnn));
    /// let raid = builder.add_event(both(strike(a, b, "2024-04-01", 8)));
    /// let reprisal = builder.add_event(both(strike(b, a, "2024-04-13", 12)));
    /// builder.add_event(strike(a, b, "2024-04-19", 13).with_report(Report::by(cnn).relaying(paper)));
    /// let link = Link::new(reprisal, Relation::RetaliatesFor, raid).with_report(Report::by(cnn));
    /// builder.add_link_draft(link);
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.view().reported_by(paper).len(), 3, "CNN relays it in the last");
    /// assert!(timeline.view().reported_by(a).is_empty());
    ///
    /// let query = Query::escalation().on(Kahn).rules([Rule::Declared]).max_gap(TimeDelta::days(30));
    /// assert_eq!(timeline.view().reported_by(cnn).chains(&query)?.count().to_string(), "1");
    /// assert_eq!(timeline.view().reported_by(paper).chains(&query)?.count().to_string(), "0");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn reported_by(mut self, reporter: ActorId) -> Self {
        if reporter.index() >= self.timeline.actors.len() {
            let remedy = "look the actor up by its key in this timeline";
            let issue = Issue::new("reported_by", reporter, "an actor of this timeline", remedy);
            return self.fail(Error::value(issue));
        }
        let key = self.timeline.actor(reporter).key().to_owned();
        self.reporters.push(reporter);
        // Its reports are selected by the new reporter, too.
        let narrowed = self.clone();
        self.keep_events(ViewStep::ReportedBy { reporter: key }, |event| {
            !narrowed.reports(event).is_empty()
        })
    }

    /// Keeps the events with `least` or more [independent](crate::evidence::Evidence#independence) reports. Only the
    /// reports that this view shows count, those of [merged](Self::merged_reports) events included.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Report, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let [a, paper, wire, official] = ["A", "PAPER", "WIRE", "OFFICIAL"].map(|key| builder.add_actor(Actor::new(key)));
    /// let raid = |day: &str| Event::attack(a, day, Means::Drone);
    /// let quoting = |outlet| Report::by(outlet).quoting(official);
    /// builder.add_event(raid("2024-04-01").with_report(quoting(paper)).with_report(quoting(wire)));
    /// let own_voice = [Report::by(paper), quoting(wire)];
    /// let twice = own_voice.into_iter().fold(raid("2024-04-02"), Event::with_report);
    /// let twice = builder.add_event(twice);
    /// let timeline = builder.build()?;
    /// let view = timeline.view().at_least_n_independent_reports(2);
    /// assert!(view.events().map(|event| event.id()).eq([twice]), "both outlets of the first raid quote one official");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn at_least_n_independent_reports(self, least: usize) -> Self {
        let before = self.clone();
        self.keep_events(ViewStep::IndependentReports { least }, |event| {
            before.independent_reports(event) >= least
        })
    }

    /// Shows an event with supposed authors, as in one of the possible worlds of a disputed event.
    ///
    /// `by` is one of the event's candidates, or its sources if it is not disputed, or `()` for an unknown
    /// author. In this view and all later steps, [`EventRef::sources`] returns these authors,
    /// [`EventRef::attribution`] returns the confidence stated of them, and rules join the event by them.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    /// let bomb = Event::attack((), "2024-04-01", Means::Bombing);
    /// let bomb = builder.add_event(bomb.with_candidate(a, 60).with_candidate(b, 30));
    /// let timeline = builder.build()?;
    /// let author = |by: &[_]| timeline.view().supposing(bomb, by).events().next().unwrap().attribution();
    /// assert_eq!(author(&[b]).unwrap().percent(), 30);
    /// assert_eq!(author(&[]), None);
    /// assert!(timeline.view().supposing(bomb, [a, b]).check().is_err(), "no candidate is both");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn supposing(self, event: EventId, by: impl crate::model::IntoActors) -> Self {
        self.supposing_actors(event, &by.into_actors())
    }

    pub(super) fn supposing_actors(self, event: EventId, by: &[ActorId]) -> Self {
        if event.index() >= self.timeline.len() {
            let remedy = "look the event up by its key in this timeline";
            let issue = Issue::new("supposing", event, "an event of this timeline", remedy);
            return self.fail(Error::value(issue));
        }
        let event = self.timeline.event(event);
        let Some(author) = author_among(event, by) else {
            let names = |actors: &[ActorId]| {
                let mut keys = Vec::new();
                for actor in actors {
                    // The message must not fail on an actor of another timeline.
                    if let Some(actor) = self.timeline.actors.get(actor.index()) {
                        keys.push(actor.key.as_str());
                    }
                }
                keys.join(" and ")
            };
            let mut allowed = Vec::new();
            for candidate in event.candidates() {
                allowed.push(names(candidate.actors()));
            }
            if allowed.is_empty() {
                allowed.push(names(event.sources()));
            }
            let allowed =
                format!("an author of {}: {}, or none", event.label(), allowed.join(", "));
            let issue = Issue::new("supposing", names(by), allowed, "use one of these authors");
            return self.fail(Error::value(issue));
        };
        self.suppose(event, author, by)
    }

    /// Like `supposing`, with an author that is already known to be possible.
    pub(crate) fn supposing_author(self, event: EventRef<'_>, author: Author) -> Self {
        self.suppose(event, author, event.by(author).sources())
    }

    fn suppose(mut self, event: EventRef<'_>, author: Author, by: &[ActorId]) -> Self {
        self.set_author(event.id(), author);
        let by = self.timeline.keys_of_actors(by);
        self.steps.push(ViewStep::Supposing { event: event.label(), by });
        self.counts.push((0, 0));
        self
    }

    pub(super) fn set_author(&mut self, event: EventId, author: Author) {
        match self.supposed.binary_search_by_key(&event, |entry| entry.0) {
            Ok(at) => self.supposed[at].1 = author,
            Err(at) => self.supposed.insert(at, (event, author)),
        }
    }

    /// Returns the event at a position, with the authors that this view shows.
    pub(crate) fn event_at(&self, position: usize) -> EventRef<'t> {
        let event = self.timeline.event_at(position);
        if self.supposed.is_empty() && self.reporters.is_empty() {
            return event;
        }
        let supposed = self.supposed_author(event.id());
        event.by(supposed.unwrap_or_else(|| self.reported_author(event)))
    }

    /// Returns the supposed author of an event, if there is one.
    pub(super) fn supposed_author(&self, event: EventId) -> Option<Author> {
        let at = self.supposed.binary_search_by_key(&event, |entry| entry.0).ok()?;
        Some(self.supposed[at].1)
    }

    /// Returns an event of the timeline with the authors that this view shows.
    pub(crate) fn as_seen(&self, event: EventRef<'_>) -> EventRef<'t> {
        self.event_at(event.position())
    }

    /// Returns `true` if some events may have other authors in this view than in the timeline.
    pub(crate) fn changes_authors(&self) -> bool {
        !self.supposed.is_empty() || !self.reporters.is_empty()
    }

    /// Returns the possible authors of an event, as far as this view leaves them open: each candidate, and
    /// [`Author::Unknown`] if the stated confidences leave room for another author.
    pub(crate) fn alternatives(&self, event: EventRef<'t>) -> Vec<Author> {
        if self.supposed_author(event.id()).is_some() {
            return vec![event.author()];
        }
        // The confidence, in percent, that none of the candidates did it.
        let mut left = 100;
        let mut alternatives = Vec::new();
        for (nth, candidate) in event.candidates().iter().enumerate() {
            if self.blames(event, candidate.actors()) {
                alternatives.push(Author::Candidate(nth as u32));
            }
            left -= candidate.confidence().map_or(0, |stated| i32::from(stated.percent()));
        }
        if event.candidates().is_empty() {
            left = event.attribution().map_or(0, |stated| 100 - i32::from(stated.percent()));
            if !event.sources().is_empty() {
                alternatives.push(event.author());
            }
        }
        if left > 0 || alternatives.is_empty() {
            alternatives.push(Author::Unknown);
        }
        alternatives
    }

    /// Returns the author of an event according to the reports that this view shows.
    fn reported_author(&self, event: EventRef<'t>) -> Author {
        if self.reporters.is_empty() {
            return Author::AsRecorded;
        }
        if event.candidates().is_empty() {
            let blamed = self.blames(event, event.sources());
            return if blamed { Author::AsRecorded } else { Author::Unknown };
        }
        likeliest_candidate(event, &|actors| self.blames(event, actors))
    }

    /// Returns `true` if a report that this view shows names one of the actors, or if it shows all reports.
    fn blames(&self, event: EventRef<'t>, actors: &[ActorId]) -> bool {
        self.reporters.is_empty() || self.reports(event).iter().any(|report| report.blames(actors))
    }

    /// Returns the authors of an event that this view shows. They differ from the recorded ones after
    /// [`supposing`](Self::supposing), [`unattributed`](Self::unattributed), [`reported_by`](Self::reported_by) and
    /// [`as_known_at`](Self::as_known_at).
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let a = builder.add_actor(Actor::new("A"));
    /// let raid = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.view().sources(timeline.event(raid)), [a]);
    /// assert!(timeline.view().supposing(raid, ()).sources(timeline.event(raid)).is_empty());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn sources(&self, event: EventRef<'_>) -> &'t [ActorId] {
        self.as_seen(event).sources()
    }

    /// Returns the declared links that this view shows, if it also shows both of their events, in order of
    /// recording.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Link, Means, Relation, Report, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let [a, paper, wire] = ["A", "PAPER", "WIRE"].map(|key| builder.add_actor(Actor::new(key)));
    /// let mut raid = |day: &str| builder.add_event(Event::attack(a, day, Means::Drone).with_report(Report::by(paper)));
    /// let (first, second) = (raid("2024-04-01"), raid("2024-04-02"));
    /// let link = Link::new(second, Relation::PartOf, first).with_report(Report::by(wire));
    /// builder.add_link_draft(link);
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.view().links().count(), 1);
    /// assert_eq!(timeline.view().reported_by(paper).links().count(), 0, "only WIRE reports it");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn links(&self) -> impl Iterator<Item = (LinkId, &'t Link)> {
        let is_shown = |event: EventId| self.sees(self.timeline.position_of(event));
        self.timeline.links().filter(move |(_, link)| {
            self.shows_link(link) && is_shown(link.from()) && is_shown(link.to())
        })
    }

    /// Returns the assertions of a statement that this view shows, in order of recording.
    ///
    /// ```
    /// # use escalade::{Actor, Event, SpeechAct, Statement, Timeline, model::{Assertion, Fact}};
    /// # let mut builder = Timeline::builder();
    /// # let a = builder.add_actor(Actor::new("A"));
    /// let claim = Event::statement(a, "2024-04-01", SpeechAct::Claim);
    /// let claim = claim.with_statement(Statement::new().asserting(Assertion::that(Fact::Intent)));
    /// let claim = builder.add_event(claim);
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.view().assertions(timeline.event(claim)).count(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn assertions(&self, statement: EventRef<'_>) -> impl Iterator<Item = &'t Assertion> {
        self.shown_assertions(statement).into_iter()
    }

    /// Returns the assertions of a statement that this view shows, in order of recording.
    pub(crate) fn shown_assertions(&self, statement: EventRef<'_>) -> Vec<&'t Assertion> {
        let mut shown = Vec::new();
        for assertion in self.timeline.event(statement.id()).assertions() {
            let reports = assertion.reports();
            let is_shown = reports.is_empty() || self.shows_any(reports);
            if is_shown && self.is_known(assertion.date()) {
                shown.push(assertion);
            }
        }
        shown
    }

    /// Returns the reports that this view shows.
    pub(crate) fn selected_reports<'r>(&self, reports: &'r [Report]) -> Vec<&'r Report> {
        let mut selected = Vec::new();
        for report in reports {
            if self.shows_report(report) {
                selected.push(report);
            }
        }
        selected
    }

    fn shows_any(&self, reports: &[Report]) -> bool {
        reports.iter().any(|report| self.shows_report(report))
    }

    /// Returns `true` if each reporter of this view is in the path of a report, and if the report was known.
    pub(crate) fn shows_report(&self, report: &Report) -> bool {
        self.reporters.iter().all(|reporter| report.passed_through(*reporter))
            && self.is_known(report.date())
    }

    /// Returns `true` if each reporter of this view asserts a link, or is in the path of a report of it, and if
    /// no step hides it.
    pub(crate) fn shows_link(&self, link: &Link) -> bool {
        let is_hidden = |id: &LinkId| std::ptr::eq(self.timeline.link(*id), link);
        // A link without a date of its own was known from the first of its reports on.
        let is_known = match (link.date(), link.reports()) {
            (None, [_, ..]) => link.reports().iter().any(|report| self.is_known(report.date())),
            (date, _) => self.is_known(date),
        };
        if !is_known || self.hidden_links.iter().any(is_hidden) {
            return false;
        }
        let is_asserted = self.reporters.iter().all(|reporter| link.asserters().contains(reporter));
        is_asserted || self.shows_any(link.reports())
    }
}

/// Returns the likeliest of the candidates whose actors pass; of equally likely ones the first recorded.
pub(super) fn likeliest_candidate(
    event: EventRef<'_>,
    passes: &dyn Fn(&[ActorId]) -> bool,
) -> Author {
    let mut likeliest = None;
    for (nth, one) in (0..).zip(event.candidates()) {
        let is_likelier = likeliest.is_none_or(|(_, highest)| one.confidence() > highest);
        if is_likelier && passes(one.actors()) {
            likeliest = Some((nth, one.confidence()));
        }
    }
    likeliest.map_or(Author::Unknown, |(nth, _)| Author::Candidate(nth))
}

/// Returns the possible author of an event that consists of these actors, or `None` if there is none.
fn author_among(event: EventRef<'_>, by: &[ActorId]) -> Option<Author> {
    let are_meant = |actors: &[ActorId]| actor_set(actors) == actor_set(by);
    if by.is_empty() {
        return Some(Author::Unknown);
    }
    if event.candidates().is_empty() {
        return are_meant(event.sources()).then_some(Author::AsRecorded);
    }
    let nth = event.candidates().iter().position(|one| are_meant(one.actors()))?;
    Some(Author::Candidate(nth as u32))
}
