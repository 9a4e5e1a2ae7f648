//! Who says that the sources of an event did it, and what depends on it.

use super::{base::View, step::ViewStep};
use crate::{
    error::{Error, Issue},
    model::{ActorId, Avowal, EventId, Fact, Link, Origin, Report},
    sorting::sort_by,
    timeline::{EventRef, refs::Author},
};

impl<'t> View<'t> {
    /// Shows an event as if its author were unknown, and hides the links from or to it that only its accusers
    /// assert.
    ///
    /// The *accusers* of an event are the actors who say that its sources did it:
    ///
    /// - the speakers of statements about the event that [assert](crate::model::Fact::Attribution) it of one of
    ///   the sources, unless they later [correct](Self::claims) themselves;
    /// - the speakers that reports of the event quote, unless a report [names](crate::Report::attributing_to)
    ///   other authors;
    /// - outlets whose reports explicitly name one of the sources.
    ///
    /// The sources themselves are no accusers, and an event whose author
    /// [claims](crate::model::Avowal::Claimed) it has none. Only they assert a link if it is asserted by them
    /// alone or, where no actor asserts it, if every report of it other than the coder's quotes only them or is
    /// by an outlet among them. Actors of which one is part of the other count as one.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Link, Means, Relation, SpeechAct, Statement, Timeline, model::{Assertion, Fact}};
    /// # let mut builder = Timeline::builder();
    /// # let [militia, usa] = ["MILITIA", "USA"].map(|key| builder.add_actor(Actor::new(key)));
    /// let rockets = builder.add_event(Event::attack(militia, "2024-01-02", Means::Rocket).against(usa));
    /// let that_they_did = Assertion::that(Fact::Attribution).naming(militia);
    /// let accusation = Event::statement(usa, "2024-01-03", SpeechAct::Accuse);
    /// builder.add_event(accusation.with_statement(Statement::about(rockets).asserting(that_they_did)));
    /// let strike = builder.add_event(Event::attack(usa, "2024-01-04", Means::AirStrike).against(militia));
    /// builder.add_link_draft(Link::new(strike, Relation::RetaliatesFor, rockets).asserted_by(usa));
    /// let timeline = builder.build()?;
    /// let view = timeline.view().unattributed(rockets);
    /// assert!(view.sources(timeline.event(rockets)).is_empty());
    /// assert_eq!((timeline.view().links().count(), view.links().count()), (1, 0));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn unattributed(mut self, event: EventId) -> Self {
        if event.index() >= self.timeline.len() {
            let remedy = "look the event up by its key in this timeline";
            let issue = Issue::new("unattributed", event, "an event of this timeline", remedy);
            return self.fail(Error::value(issue));
        }
        let event = self.as_seen(self.timeline.event(event));
        let accusers = self.accusers(event);
        let mut links = Vec::new();
        for link in event.links_in() {
            links.push(link);
        }
        for link in event.links_out() {
            links.push(link);
        }
        for (id, link) in &links {
            if self.is_word_of(link, &accusers, event)
                && let Err(at) = self.hidden_links.binary_search(id)
            {
                self.hidden_links.insert(at, *id);
            }
        }
        self.set_author(event.id(), Author::Unknown);
        self.steps.push(ViewStep::Unattributed { event: event.label() });
        self.counts.push((0, 0));
        self
    }

    /// Returns the accusers of an event, as this view shows it, in order of recording, each once.
    pub(crate) fn accusers(&self, event: EventRef<'t>) -> Vec<ActorId> {
        let mut accusers = self.actors_who_name_the_sources(event);
        accusers.retain(|actor| !self.is_one_of(*actor, event.sources(), event));
        accusers
    }

    /// Returns `true` if the accusers of an event are the only ones known to say that its sources did it: neither
    /// these themselves, nor an actor of which one is part, nor a report in its own voice says so.
    pub(crate) fn is_only_accused(&self, event: EventRef<'t>) -> bool {
        let says_itself = |report: &&Report| {
            report.origin() != Origin::Coder
                && report.blames(event.sources())
                && report.speakers().is_empty()
                && (report.names().is_none() || report.origin() == Origin::PublicRecord)
        };
        let naming = self.actors_who_name_the_sources(event);
        let are_accusers = |actor: &ActorId| !self.is_one_of(*actor, event.sources(), event);
        !naming.is_empty()
            && naming.iter().all(are_accusers)
            && !self.reports(event).iter().any(says_itself)
    }

    /// Returns the actors who say that the sources of an event did it, the sources themselves among them if they
    /// say so; none if the author claims it.
    fn actors_who_name_the_sources(&self, event: EventRef<'t>) -> Vec<ActorId> {
        let sources = event.sources();
        if sources.is_empty() || self.avowal(event) == Some(Avowal::Claimed) {
            return Vec::new();
        }
        // Each actor with the number of what it says.
        let mut said: Vec<(u32, u32)> = Vec::new();
        let mut add = |actors: &[ActorId]| {
            for actor in actors {
                said.push((actor.0, said.len() as u32));
            }
        };
        let corrected = self.corrected(event);
        for statement in self.statements_about(event.id()) {
            let names_them = self.assertions(statement).any(|assertion| {
                assertion.fact() == Fact::Attribution
                    && !assertion.is_denial()
                    && !corrected.has(statement.id(), assertion)
                    && assertion.actors().iter().any(|actor| sources.contains(actor))
            });
            if names_them {
                add(statement.sources());
            }
        }
        for report in self.reports(event) {
            if report.blames(sources) {
                match (report.speakers(), report.origin(), report.names()) {
                    ([], Origin::Outlet(outlet), Some(_)) => add(&[outlet]),
                    (speakers, ..) => add(speakers),
                }
            }
        }
        // Each actor once, in the order of what it says first.
        sort_by(&mut said, Ord::cmp);
        let mut first: Vec<(u32, u32)> = Vec::new();
        for (actor, nth) in said {
            if first.last().is_none_or(|last| last.1 != actor) {
                first.push((nth, actor));
            }
        }
        sort_by(&mut first, Ord::cmp);
        let mut naming = Vec::with_capacity(first.len());
        for (_, actor) in first {
            naming.push(ActorId(actor));
        }
        naming
    }

    /// Returns `true` if an actor is one of some actors, part of one of them, or the other way round, at the time
    /// of an event.
    pub(in crate::timeline) fn is_one_of(
        &self,
        actor: ActorId,
        actors: &[ActorId],
        event: EventRef<'t>,
    ) -> bool {
        let second = event.earliest().timestamp();
        actors.iter().any(|other| {
            self.is_within(actor, *other, second) || self.is_within(*other, actor, second)
        })
    }

    /// Returns the recorded authors of an event that some speakers are, or of whom one is part of the other: its
    /// candidates or, if it has none, its sources. None if the view shows no author.
    pub(in crate::timeline) fn authors_among(
        &self,
        speakers: &[ActorId],
        event: EventRef<'t>,
    ) -> Vec<&'t [ActorId]> {
        let mut held: Vec<&'t [ActorId]> = Vec::new();
        let mut add = |actors: &'t [ActorId]| {
            if speakers.iter().any(|speaker| self.is_one_of(*speaker, actors, event)) {
                held.push(actors);
            }
        };
        if event.candidates().is_empty() {
            add(event.sources());
        } else if !event.sources().is_empty() {
            for candidate in event.candidates() {
                add(candidate.actors());
            }
        }
        held
    }

    /// Returns `true` if a link at an event is the word of some actors alone.
    pub(crate) fn is_word_of(&self, link: &Link, actors: &[ActorId], event: EventRef<'t>) -> bool {
        let mut by = link.asserters().to_vec();
        if by.is_empty() {
            for report in self.selected_reports(link.reports()) {
                match (report.origin(), report.speakers()) {
                    (Origin::Coder, _) => {}
                    (Origin::Outlet(outlet), []) => by.push(outlet),
                    (_, []) => return false,
                    (_, speakers) => by.extend(speakers),
                }
            }
        }
        !by.is_empty() && by.iter().all(|one| self.is_one_of(*one, actors, event))
    }
}
