//! What is told, by whom, and whom it blames: steps that look at reports and authors.

use super::{View, ViewStep};
use crate::{
    error::{Error, Issue},
    model::{ActorId, Assertion, Candidate, EventId, Link, LinkId, Report},
    timeline::{EventRef, refs::Author},
};

impl<'t> View<'t> {
    /// The timeline as this actor alone tells it: what comes from, through, or out of the mouth of it.
    ///
    /// - **Events** with a report that it is in.
    /// - **Links** with such a report, or that it asserts; links that the coder declared, or others
    ///   tell, join nothing here.
    /// - **Authors** as its reports name them: of a disputed event the likeliest of the candidates that
    ///   they name, nobody where they [name nobody](Report::attributing_to).
    /// - **Assertions** with such a report, or, where they have none of their own, all of a statement
    ///   that it tells.
    ///
    /// After another step of this kind a report must have passed both. Dates, levels, codes and
    /// memberships stay as the coder has them.
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
    /// assert_eq!(timeline.reported_by(paper).len(), 3, "the last came through it");
    /// assert!(timeline.reported_by(a).is_empty());
    ///
    /// let query = Query::escalation().on(Kahn).rules([Rule::Declared]).max_gap(TimeDelta::days(30));
    /// assert_eq!(timeline.reported_by(cnn).chains(&query)?.count().to_string(), "1");
    /// assert_eq!(timeline.reported_by(paper).chains(&query)?.count().to_string(), "0");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn reported_by(mut self, teller: ActorId) -> Self {
        if teller.index() >= self.timeline.actors.len() {
            let remedy = "look the actor up by its key in this timeline";
            let issue = Issue::new("reported_by", teller, "an actor of this timeline", remedy);
            return self.refuse(Error::value(issue));
        }
        let key = self.timeline.actor(teller).key().to_owned();
        self.tellers.push(teller);
        let narrowed = self.clone();
        self.keep_events(ViewStep::ReportedBy { teller: key }, |event| {
            !narrowed.reports(event).is_empty()
        })
    }

    /// Events of which at least so many reports are [independent](crate::Evidence#independence), as far
    /// as this view tells them: those of events that were [merged](Self::merged_reports) count too.
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
    /// assert!(view.events().map(|event| event.id()).eq([twice]), "one official told is one");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn at_least_n_independent_reports(self, least: usize) -> Self {
        let before = self.clone();
        self.keep_events(ViewStep::IndependentReports { least }, |event| {
            before.independent_reports(event) >= least
        })
    }

    /// As if these had done an event: one possible world. Whom it may be: one of its candidates, its
    /// sources where it is not disputed, or with `()` nobody who is named.
    ///
    /// In this view and the steps that follow, [`EventRef::sources`] gives them,
    /// [`EventRef::attribution`] how sure that was, and rules join the event by them.
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
    pub fn supposing(self, event: EventId, by: impl crate::IntoActors) -> Self {
        let by = by.into_actors();
        if event.index() >= self.timeline.len() {
            let remedy = "look the event up by its key in this timeline";
            let issue = Issue::new("supposing", event, "an event of this timeline", remedy);
            return self.refuse(Error::value(issue));
        }
        let event = self.timeline.event(event);
        let Some(author) = author_of(event, &by) else {
            let names = |actors: &[ActorId]| {
                let known =
                    actors.iter().filter(|actor| actor.index() < self.timeline.actors.len());
                let keys: Vec<_> = known.map(|actor| self.timeline.actor(*actor).key()).collect();
                keys.join(" and ")
            };
            let mut allowed: Vec<_> =
                event.candidates().iter().map(|one| names(one.actors())).collect();
            if allowed.is_empty() {
                allowed.push(names(event.sources()));
            }
            let allowed = format!("of {}: {}, or nobody", event.label(), allowed.join(", "));
            let issue = Issue::new("supposing", names(&by), allowed, "name one of them");
            return self.refuse(Error::value(issue));
        };
        let by = by.iter().map(|actor| self.timeline.actor(*actor).key().to_owned()).collect();
        self.suppose(event.id(), author, ViewStep::Supposing { event: event.label(), by })
    }

    /// The same by what is known of an event, be it in question or not.
    pub(crate) fn supposing_author(self, event: EventRef<'_>, author: Author) -> Self {
        let by = event.by(author).sources();
        let by = by.iter().map(|actor| self.timeline.actor(*actor).key().to_owned()).collect();
        self.suppose(event.id(), author, ViewStep::Supposing { event: event.label(), by })
    }

    fn suppose(mut self, event: EventId, author: Author, step: ViewStep) -> Self {
        self.supposed.insert(event, author);
        self.steps.push(step);
        self.counts.push((0, 0));
        self
    }

    /// The event at a position, done by whom this view has do it.
    pub(crate) fn event_at(&self, position: usize) -> EventRef<'t> {
        let event = self.timeline.event_at(position);
        if self.supposed.is_empty() && self.tellers.is_empty() {
            return event;
        }
        let supposed = self.supposed.get(&event.id()).copied();
        event.by(supposed.unwrap_or_else(|| self.named(event)))
    }

    /// An event of the timeline as it is seen here.
    pub(crate) fn as_seen(&self, event: EventRef<'_>) -> EventRef<'t> {
        self.event_at(event.position())
    }

    /// Whether some events may have other authors here than in the timeline.
    pub(crate) fn changes_authors(&self) -> bool {
        !self.supposed.is_empty() || !self.tellers.is_empty()
    }

    /// Those who may have done an event, as far as this view leaves that open: each candidate, and
    /// nobody who is named unless one of them must be it.
    pub(crate) fn alternatives(&self, event: EventRef<'t>) -> Vec<Author> {
        if self.supposed.contains_key(&event.id()) {
            return vec![event.author()];
        }
        let mut left = 100;
        let mut alternatives = Vec::new();
        for (nth, candidate) in event.candidates().iter().enumerate() {
            if self.blames(event, candidate.actors()) {
                alternatives.push(Author::Candidate(nth as u32));
            }
            left -= candidate.confidence().map_or(0, |sure| i32::from(sure.percent()));
        }
        if event.candidates().is_empty() {
            left = event.attribution().map_or(0, |sure| 100 - i32::from(sure.percent()));
            if !event.sources().is_empty() {
                alternatives.push(event.author());
            }
        }
        if left > 0 || alternatives.is_empty() {
            alternatives.push(Author::Unknown);
        }
        alternatives
    }

    /// Whom those who tell it here name as having done an event.
    fn named(&self, event: EventRef<'t>) -> Author {
        if self.tellers.is_empty() {
            return Author::AsRecorded;
        }
        let candidates = event.candidates();
        if candidates.is_empty() {
            let blamed = self.blames(event, event.sources());
            return if blamed { Author::AsRecorded } else { Author::Unknown };
        }
        // The first recorded of the likeliest.
        let named = candidates.iter().enumerate().rev();
        let named = named.filter(|(_, one)| self.blames(event, one.actors()));
        let likeliest = named.max_by_key(|(_, one)| Candidate::confidence(one));
        likeliest.map_or(Author::Unknown, |(nth, _)| Author::Candidate(nth as u32))
    }

    fn blames(&self, event: EventRef<'t>, actors: &[ActorId]) -> bool {
        self.tellers.is_empty() || self.reports(event).iter().any(|report| report.blames(actors))
    }

    /// Who did an event, as this view has it: see [`supposing`](Self::supposing) and
    /// [`reported_by`](Self::reported_by).
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

    /// The declared links between events that this view shows and that are told here, in order of
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
    /// assert_eq!(timeline.reported_by(paper).links().count(), 0, "told by another");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn links(&self) -> impl Iterator<Item = (LinkId, &'t Link)> {
        let seen = |event: EventId| self.sees(self.timeline.position_of(event));
        self.timeline
            .links()
            .filter(move |(_, link)| self.tells_link(link) && seen(link.from()) && seen(link.to()))
    }

    /// What a statement asserts, as far as it is told here, in order of recording.
    ///
    /// ```
    /// # use escalade::{Actor, Assertion, Event, Fact, SpeechAct, Statement, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let a = builder.add_actor(Actor::new("A"));
    /// let claim = Event::statement(a, "2024-04-01", SpeechAct::Claim);
    /// let claim = claim.saying(Statement::new().asserting(Assertion::that(Fact::Intent)));
    /// let claim = builder.add_event(claim);
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.view().assertions(timeline.event(claim)).count(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn assertions(&self, statement: EventRef<'_>) -> impl Iterator<Item = &'t Assertion> {
        let assertions = self.timeline.event(statement.id()).said();
        let assertions = assertions.map_or(&[][..], |said| said.assertions());
        assertions
            .iter()
            .filter(|said| said.reports().is_empty() || self.told(said.reports()).next().is_some())
    }

    /// Those of some reports that came through all whom this view listens to.
    pub(crate) fn told<'r>(&self, reports: &'r [Report]) -> impl Iterator<Item = &'r Report> {
        reports.iter().filter(|report| self.tellers.iter().all(|teller| report.passed(*teller)))
    }

    pub(crate) fn tells_link(&self, link: &Link) -> bool {
        let asserted = self.tellers.iter().all(|teller| link.asserters().contains(teller));
        asserted || self.told(link.reports()).next().is_some()
    }
}

/// Which of those who may have done an event is meant by some actors.
fn author_of(event: EventRef<'_>, by: &[ActorId]) -> Option<Author> {
    let are_meant =
        |actors: &[ActorId]| super::repeats::as_set(actors) == super::repeats::as_set(by);
    if by.is_empty() {
        return Some(Author::Unknown);
    }
    if event.candidates().is_empty() {
        return are_meant(event.sources()).then_some(Author::AsRecorded);
    }
    let nth = event.candidates().iter().position(|one| are_meant(one.actors()))?;
    Some(Author::Candidate(nth as u32))
}
