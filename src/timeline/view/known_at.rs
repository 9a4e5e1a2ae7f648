//! The view of what was known at a date.

use super::{attribution::likeliest_candidate, base::View, step::ViewStep};
use crate::{
    model::{Act, ActorId, Avowal, Fact, IntoWhen, SpeechAct, When},
    sorting::lesser,
    timeline::{EventRef, refs::Author},
};

impl<'t> View<'t> {
    /// Shows what was known at the end of a date, and hides what was said later.
    ///
    /// - **Events**, statements among them, are hidden if they began certainly later, or if all their reports
    ///   are dated later.
    /// - **Reports** are hidden if they are [dated](crate::Report::dated) later.
    /// - **Links** are hidden if their [own date](crate::Link::dated) is later; without it, if all their reports
    ///   are dated later.
    /// - **Assertions** are hidden if their [own date](crate::model::Assertion::dated) is later, or if they have
    ///   reports of their own that are all dated later.
    /// - An **avowal** is hidden if its [own date](crate::Event::avowed_on) is later; without it, if the first
    ///   statement in which a source, or an actor of which one is part, claims or denies the event is later.
    /// - A **membership** is hidden if all its [reports](crate::model::Membership::with_report) are dated later: a
    ///   proxy counts as its patron only once that was reported.
    /// - The **author** of an event is unknown if its [own date of attribution](crate::Event::attributed_on) is
    ///   later; without it, if all its reports that name its sources are dated later; without such reports, if the
    ///   first statement that names one of its sources is later. Of several candidates, the likeliest that is known
    ///   counts.
    ///
    /// What has no date, of its own or of what it comes from, is shown. Dates, levels, codes and
    /// confidences stay as the coder recorded them, and a vague date counts from its earliest instant on.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, SpeechAct, Statement, Timeline, model::{Assertion, Fact}};
    /// # let mut builder = Timeline::builder();
    /// # let [iran, canada] = ["IRN", "CAN"].map(|key| builder.add_actor(Actor::new(key)));
    /// let downing = builder.add_event(Event::attack(iran, "2020-01-08", Means::Unspecified));
    /// let says = |by, day: &str, act, assertion: Assertion| {
    ///     let said = Statement::about(downing).asserting(assertion.naming(iran));
    ///     Event::statement(by, day, act).with_statement(said)
    /// };
    /// builder.add_event(says(iran, "2020-01-09", SpeechAct::Deny, Assertion::denial(Fact::Attribution)));
    /// builder.add_event(says(canada, "2020-01-09", SpeechAct::Accuse, Assertion::that(Fact::Attribution)));
    /// builder.add_event(says(iran, "2020-01-11", SpeechAct::Claim, Assertion::that(Fact::Attribution)));
    /// let timeline = builder.build()?;
    /// let disputed = |day: &str| Some(timeline.view().as_known_at(day).claims(downing).ok()?.is_disputed());
    /// assert_eq!(disputed("2020-01-10"), Some(true), "Canada accuses Iran, and Iran denies it");
    /// assert_eq!(disputed("2020-01-11"), Some(false), "Iran has corrected itself");
    /// assert!(timeline.view().as_known_at("2020-01-08").sources(timeline.event(downing)).is_empty());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn as_known_at(mut self, date: impl IntoWhen) -> Self {
        let date = match date.into_when() {
            Ok(date) => date,
            Err(problem) => return self.fail(problem),
        };
        let until = date.latest_second();
        self.known_until = Some(self.known_until.map_or(until, |known| known.min(until)));
        let known = self.clone();
        for position in 0..self.timeline.len() {
            if self.sees(position) && self.supposed_author(self.event_at(position).id()).is_none() {
                let event = self.timeline.event_at(position);
                let author = known.known_author(event);
                if author != Author::AsRecorded {
                    self.set_author(event.id(), author);
                }
            }
        }
        self.keep_events(ViewStep::AsKnownAt { date }, |event| {
            let is_reported = event.reports().is_empty() || !known.reports(event).is_empty();
            event.earliest().timestamp() < until && is_reported
        })
    }

    /// Returns whether the actors held responsible for an event claim or deny it, as far as this view shows it.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline, model::Avowal};
    /// # let mut builder = Timeline::builder();
    /// # let a = builder.add_actor(Actor::new("A"));
    /// let raid = Event::attack(a, "2024-04-01", Means::Drone).with_avowal(Avowal::Denied);
    /// let raid = builder.add_event(raid.avowed_on("2024-04-03"));
    /// let timeline = builder.build()?;
    /// let raid = timeline.event(raid);
    /// assert_eq!(timeline.view().avowal(raid), Some(Avowal::Denied));
    /// assert_eq!(timeline.view().as_known_at("2024-04-02").avowal(raid), None);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn avowal(&self, event: EventRef<'_>) -> Option<Avowal> {
        let event = self.timeline.event(event.id());
        let avowal = event.avowal()?;
        let Some(until) = self.known_until else { return Some(avowal) };
        let since = match event.avowal_date() {
            Some(date) => Some(date.earliest_second()),
            None => self.first_statement_by_source(event, avowal),
        };
        since.is_none_or(|since| since < until).then_some(avowal)
    }

    /// Returns `true` if this view hides what was said after a date.
    pub(in crate::timeline) fn hides_later(&self) -> bool {
        self.known_until.is_some()
    }

    /// Returns the time before which what is said is known, in seconds since 1970.
    pub(in crate::timeline) fn known_until(&self) -> i64 {
        self.known_until.unwrap_or(i64::MAX)
    }

    /// Returns `true` if an actor is another or an organ of it at the onset of an event, as this view shows it.
    pub(in crate::timeline) fn is_within(
        &self,
        part: ActorId,
        whole: ActorId,
        second: i64,
    ) -> bool {
        self.timeline().is_known_within(part, whole, second, self.known_until())
    }

    /// Returns `true` if something of a date was known, as this view shows it; so was what has no date.
    pub(super) fn is_known(&self, date: Option<&When>) -> bool {
        let Some(until) = self.known_until else { return true };
        date.is_none_or(|date| date.earliest_second() < until)
    }

    /// Returns the author of an event as known at the date of this view.
    fn known_author(&self, event: EventRef<'t>) -> Author {
        let Some(until) = self.known_until else { return Author::AsRecorded };
        if event.sources().is_empty() {
            return Author::AsRecorded;
        }
        let mut held = Vec::new();
        for candidate in event.candidates() {
            held.extend_from_slice(candidate.actors());
        }
        if event.candidates().is_empty() {
            held.extend_from_slice(event.sources());
        }
        let is_reported = event.reports().iter().any(|report| report.blames(&held));
        if event.attribution_date().is_some() || !is_reported {
            let since = match event.attribution_date() {
                Some(date) => Some(date.earliest_second()),
                None => self.first_attribution(event),
            };
            let is_known = since.is_none_or(|since| since < until);
            return if is_known { Author::AsRecorded } else { Author::Unknown };
        }
        let reports = self.reports(event);
        let is_named = |actors: &[ActorId]| reports.iter().any(|report| report.blames(actors));
        if is_named(event.sources()) {
            return Author::AsRecorded;
        }
        likeliest_candidate(event, &is_named)
    }

    /// Returns the earliest onset of a statement that says that one of the sources or candidates of an event did
    /// it, in seconds since 1970.
    fn first_attribution(&self, event: EventRef<'t>) -> Option<i64> {
        let named = |actors: &[ActorId]| actors.iter().any(|one| is_held_responsible(event, *one));
        self.first_statement(event, &|statement| {
            statement.assertions().iter().any(|assertion| {
                assertion.fact() == Fact::Attribution
                    && !assertion.is_denial()
                    && named(assertion.actors())
            })
        })
    }

    /// Returns the earliest onset of a statement in which a source of an event, or an actor of which one is part,
    /// claims or denies it, in seconds since 1970. Who denies that the event occurred denies it as well.
    fn first_statement_by_source(&self, event: EventRef<'t>, avowal: Avowal) -> Option<i64> {
        let denied = match avowal {
            Avowal::Claimed => false,
            Avowal::Denied => true,
            Avowal::Unclaimed => return None,
        };
        self.first_statement(event, &|statement| {
            let is_by_source =
                statement.sources().iter().any(|speaker| self.speaks_for_author(event, *speaker));
            let assertions = statement.assertions();
            let is_bare = denied
                && assertions.is_empty()
                && statement.act() == Act::Statement(SpeechAct::Deny);
            let is_meant = assertions.iter().any(|assertion| {
                let is_meant = match assertion.fact() {
                    Fact::Attribution => true,
                    Fact::Occurred => denied,
                    _ => false,
                };
                is_meant && assertion.is_denial() == denied
            });
            is_by_source && (is_bare || is_meant)
        })
    }

    /// Returns `true` if an actor is a source or candidate of an event, or one is part of the other.
    fn speaks_for_author(&self, event: EventRef<'t>, actor: ActorId) -> bool {
        let mut held = event.sources().to_vec();
        for candidate in event.candidates() {
            held.extend_from_slice(candidate.actors());
        }
        self.is_one_of(actor, &held, event)
    }

    fn first_statement(
        &self,
        event: EventRef<'t>,
        is_meant: &dyn Fn(EventRef<'t>) -> bool,
    ) -> Option<i64> {
        let mut first = None;
        for id in self.timeline.statements_about(event.id()) {
            let statement = self.timeline.event(id);
            if is_meant(statement) {
                first = lesser(first, Some(statement.earliest().timestamp()));
            }
        }
        first
    }
}

/// Returns `true` if an actor is a source of an event, or one of its candidates.
fn is_held_responsible(event: EventRef<'_>, actor: ActorId) -> bool {
    event.sources().contains(&actor)
        || event.candidates().iter().any(|one| one.actors().contains(&actor))
}
