//! The methods of timelines and views that return claims.

use super::{Claims, Corrected, collect::ClaimCollector};
use crate::{
    error::{Error, ErrorKind, Issue, Issues},
    model::EventId,
    timeline::{EventRef, Timeline, View},
};

impl Timeline {
    /// Returns the claims about an event: see [`View::claims`].
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, SpeechAct, Statement, Timeline, model::{Assertion, Fact, Outcome}};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let raid = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b));
    /// for (speaker, outcome) in [(a, Outcome::Succeeded), (b, Outcome::LargelyFailed)] {
    ///     let claim = Event::statement(speaker, "2024-04-02", SpeechAct::Claim);
    ///     let outcome = Assertion::that(Fact::Outcome).with_outcome(outcome);
    ///     builder.add_event(claim.with_statement(Statement::about(raid).asserting(outcome)));
    /// }
    /// let timeline = builder.build()?;
    /// let claims = timeline.claims(raid)?;
    /// assert_eq!(claims.of(Fact::Outcome).next().unwrap().conflicts().count(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the event is of another timeline.
    pub fn claims(&self, event: EventId) -> Result<Claims, Error> {
        self.view().claims(event)
    }
}

impl View<'_> {
    /// Returns the claims about an event in the statements that this view shows.
    ///
    /// The result lists fact by fact each version of it, the actors that claim and deny the version, and
    /// how the versions agree. The values that the event itself records are versions, too.
    ///
    /// Names are in the [language](Self::in_language) of the view.
    ///
    /// # What counts as a claim
    ///
    /// - Each [`Assertion`](crate::model::Assertion) of a statement [about](crate::Statement::about) the event,
    ///   or of a statement that names no event and has an *is about* link to this one.
    /// - A statement that *denies* another statement by a link denies what the other claims, and claims
    ///   what the other denies. One that *corroborates* another repeats its claims.
    /// - A statement that corroborates the event itself by a link claims that it occurred.
    /// - A statement that denies the event itself by a link, and a [`Deny`](crate::SpeechAct::Deny) about it without
    ///   any assertion, is read by its speakers. If a speaker is a source or candidate of the event, or one is part of
    ///   the other, it denies that this source or candidate did it; otherwise it denies that the event occurred.
    /// - A denial of the attribution that names no actor is read in the same way. By speakers who are neither source
    ///   nor candidate, it denies that the sources did it.
    /// - An [`Avowal`](crate::model::Avowal) is a claim or denial by the actors held responsible. It is not listed
    ///   beside a statement of theirs that says the same, unless its date is another.
    /// - The recorded authors are a version if a statement claims or denies who did the event, or if the event has
    ///   candidates, an attribution or an avowal.
    ///
    /// # Corrections
    ///
    /// If all speakers of a claim later make one of the same fact that cannot also be true, the later one stands: a
    /// denial followed by an admission is a correction, and no conflict. Later means certainly later. The earlier
    /// claim is listed with the statement that [corrects](crate::claims::ClaimMade::corrected_by) it, and is not
    /// compared with other claims.
    ///
    /// # How versions are compared
    ///
    /// Only versions of one fact, with the same means where means are stated, are compared. Each claim
    /// leaves some values possible, and each denial all other values:
    ///
    /// - an **amount**: the whole numbers of [`Amount::range`](crate::model::Amount::range), shares up to 100;
    /// - an **outcome**: itself; `Failed` also leaves `Foiled` possible;
    /// - **occurred**: that the event occurred.
    ///
    /// Two claims are [`Agreeing`] if they leave the same values, [`Conflicting`] if they leave no value in
    /// common, and [`Compatible`] otherwise: 99% and «most» (51 to 100) are compatible, 99% and «at most
    /// 60%» conflict.
    ///
    /// For **attribution**, an organ counts as the actor that it is part of at the event's earliest onset:
    ///
    /// - two claims conflict if they have no author in common;
    /// - a claim and a denial conflict if a claimed author is, or is an organ of, a denied author;
    /// - two denials never conflict.
    ///
    /// Claims that do not conflict agree if they name the same actors, and are compatible otherwise.
    ///
    /// Words alone («most» without a range, an intent, anything else) are not compared. However, any
    /// version that one statement claims and another denies is a conflict.
    ///
    /// O(k v) for k claims of v versions, plus the comparisons of at most
    /// [`MAX_COMPARED`](crate::claims::MAX_COMPARED) versions of each fact.
    ///
    /// ```
    /// use escalade::{Actor, Event, Means, SpeechAct, Statement, Timeline, claims::Agreement, model::{Amount, Assertion, Fact}};
    ///
    /// let mut builder = Timeline::builder();
    /// let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
    /// let usa = builder.add_actor(Actor::new("USA"));
    /// let barrage = builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).against(israel));
    /// let most = Amount::at_least(51).worded("most");
    /// for (speaker, amount) in [(israel, Amount::exactly(99)), (usa, most)] {
    ///     let claim = Event::statement(speaker, "2024-04-14", SpeechAct::Claim);
    ///     let share = Assertion::that(Fact::ShareIntercepted).amounting_to(amount);
    ///     builder.add_event(claim.with_statement(Statement::about(barrage).asserting(share)));
    /// }
    /// let timeline = builder.build()?;
    /// let claims = timeline.view().claims(barrage)?;
    /// let share = claims.of(Fact::ShareIntercepted).next().unwrap();
    /// assert_eq!(share.versions[1].claimed_by[0].by, ["USA"]);
    /// assert_eq!(share.agreement(), Some(Agreement::Compatible));
    /// assert_eq!(claims.to_string(), "\
    /// claims about #0, 2024-04-13: 1 fact, no conflict
    /// └─ share intercepted, in percent: compatible
    ///    ├─ 99
    ///    │  └─ claimed by ISR (#1, 2024-04-14)
    ///    ├─ most (51 or more)
    ///    │  └─ claimed by USA (#2, 2024-04-14)
    ///    └─ compatible: 99, and most (51 or more)
    /// ");
    /// let before = timeline.view().during("2024-04".."2024-04-14").claims(barrage)?;
    /// assert!(before.facts.is_empty(), "no statement yet");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the event is of another timeline or hidden in this view, or if a step of the view failed.
    ///
    /// [`Agreeing`]: crate::claims::Agreement::Agreeing
    /// [`Compatible`]: crate::claims::Agreement::Compatible
    /// [`Conflicting`]: crate::claims::Agreement::Conflicting
    pub fn claims(&self, event: EventId) -> Result<Claims, Error> {
        self.check()?;
        let timeline = self.timeline();
        let is_known = event.index() < timeline.len();
        if !is_known || !self.sees(timeline.position_of(event)) {
            let allowed = "an event that this view shows";
            let remedy = "look the event up in this timeline, or use a wider view";
            let issue = Issue::new("event", event, allowed, remedy);
            return Err(Issues::from(issue).into_error(ErrorKind::Query));
        }
        Ok(ClaimCollector::new(self, self.as_seen(timeline.event(event))).claims())
    }

    /// Returns the claims and denials about an event that later ones by the same speakers correct.
    pub(in crate::timeline) fn corrected(&self, event: EventRef<'_>) -> Corrected {
        ClaimCollector::new(self, self.timeline().event(event.id()).by(event.author())).corrected()
    }
}
