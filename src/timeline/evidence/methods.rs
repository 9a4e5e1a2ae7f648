//! The methods of timelines, views and events that return evidence.

use std::fmt;

use super::{Dempster, Evidence, EvidenceRule, Proposition, collect::Collected};
use crate::{
    error::{Error, Issue},
    model::{ActorId, Confidence, Link, Origin, Report},
    safe_text::{isolated, listed},
    timeline::{EventRef, Timeline, View},
};

impl<'t> View<'t> {
    /// Returns the evidence for and against a proposition that this view shows, with the confidence
    /// derived by [`Dempster`]'s rule.
    ///
    /// After [`reported_by`](Self::reported_by), only the reports of that reporter count. Only statements
    /// that the view shows count as denials.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Report, Timeline, evidence::Proposition, model::Credibility};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b, paper, wire] = ["A", "B", "PAPER", "WIRE"].map(|key| builder.add_actor(Actor::new(key)));
    /// let probable = |outlet| Report::by(outlet).with_credibility(Credibility::ProbablyTrue);
    /// let bomb = Event::attack((), "2024-04-01", Means::Bombing)
    ///     .with_candidate(a, 60)
    ///     .with_candidate(b, 30)
    ///     .with_report(probable(paper))
    ///     .with_report(probable(wire).attributing_to(b));
    /// let bomb = builder.add_event(bomb);
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.view().evidence(bomb)?.confidence().unwrap().percent(), 91);
    /// assert_eq!(timeline.view().reported_by(wire).evidence(bomb)?.confidence().unwrap().percent(), 70);
    /// let blamed = timeline.view().evidence(Proposition::Attributed(bomb))?;
    /// assert_eq!((blamed.independent(), blamed.stated.unwrap().percent()), (1, 60), "A did it");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no such event, link or assertion.
    pub fn evidence(&self, of: impl Into<Proposition>) -> Result<Evidence, Error> {
        self.evidence_by(of, &Dempster)
    }

    /// Returns the evidence as [`evidence`](Self::evidence) does, with the confidence derived by another
    /// rule.
    ///
    /// ```
    /// # use escalade::{Actor, Confidence, Event, Means, Report, Timeline, evidence::NamedRule};
    /// # let mut builder = Timeline::builder();
    /// # let [a, paper, wire] = ["A", "PAPER", "WIRE"].map(|key| builder.add_actor(Actor::new(key)));
    /// let raid = Event::attack(a, "2024-04-01", Means::Drone);
    /// let raid = builder.add_event(raid.with_report(Report::by(paper)).with_report(Report::by(wire)));
    /// let timeline = builder.build()?;
    /// let two_sources = NamedRule::new("two sources", |testimony| {
    ///     Confidence::new(if testimony.supports().len() > 1 { 90 } else { 50 }).ok()
    /// });
    /// let evidence = timeline.view().evidence_by(raid, &two_sources)?;
    /// assert_eq!((evidence.derived.unwrap().percent(), &*evidence.rule), (90, "two sources"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The same errors as [`evidence`](Self::evidence).
    pub fn evidence_by(
        &self,
        of: impl Into<Proposition>,
        rule: &dyn EvidenceRule,
    ) -> Result<Evidence, Error> {
        let proposition = of.into();
        let timeline = self.timeline();
        let of = timeline.in_words(proposition)?;
        Ok(Collected::for_proposition(self, proposition).evidence(timeline, of, rule))
    }

    /// Returns the number of independent reports of an event, as far as this view shows them.
    pub(crate) fn independent_reports(&self, event: EventRef<'t>) -> usize {
        let by_origin = Collected::for_occurrence(self, event).by_origin();
        by_origin.iter().filter(|one| one.independent).count()
    }

    /// Returns the confidence that an event occurred: the one that the coder states, or else the one that
    /// a rule derives.
    pub(crate) fn occurred(
        &self,
        event: EventRef<'t>,
        rule: Option<&dyn EvidenceRule>,
    ) -> Option<Confidence> {
        let derived = || Collected::for_occurrence(self, event).confidence(rule?);
        event.confidence().or_else(derived)
    }

    /// Returns the confidence that the sources of an event did it, stated or derived as in `occurred`.
    pub(crate) fn attributed(
        &self,
        event: EventRef<'t>,
        rule: Option<&dyn EvidenceRule>,
    ) -> Option<Confidence> {
        let derived = || Collected::for_attribution(self, event).confidence(rule?);
        event.attribution().or_else(derived)
    }

    /// Returns the confidence that a link holds, stated or derived as in `occurred`.
    pub(crate) fn holds(
        &self,
        link: &'t Link,
        rule: Option<&dyn EvidenceRule>,
    ) -> Option<Confidence> {
        let derived = || Collected::for_link(self, link).confidence(rule?);
        link.confidence().or_else(derived)
    }
}

impl EventRef<'_> {
    /// Returns the evidence that the event occurred: see [`View::evidence`].
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Report, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let a = builder.add_actor(Actor::new("A"));
    /// let raid = Event::attack(a, "2024-04-01", Means::Drone).with_report(Report::public_record());
    /// let raid = builder.add_event(raid);
    /// assert_eq!(builder.build()?.event(raid).evidence().independent(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn evidence(&self) -> Evidence {
        let timeline = self.timeline();
        let of = format!("that {} occurred", self.label());
        Collected::for_occurrence(&timeline.view(), *self).evidence(timeline, of, &Dempster)
    }
}

impl Timeline {
    /// Returns the evidence for and against a proposition: see [`View::evidence`].
    ///
    /// ```
    /// # use escalade::{Actor, Event, Link, Relation, Report, Timeline, model::ActionKind};
    /// # let mut builder = Timeline::builder();
    /// # let [usa, paper] = ["USA", "PAPER"].map(|key| builder.add_actor(Actor::new(key)));
    /// let call = builder.add_event(Event::action(usa, "2024-04-13", ActionKind::Call));
    /// let sanction = builder.add_event(Event::action(usa, "2024-04-18", ActionKind::Sanction));
    /// let link = Link::new(sanction, Relation::RespondsTo, call).with_report(Report::by(paper));
    /// let link = builder.add_link_draft(link);
    /// let timeline = builder.build()?;
    /// let evidence = timeline.evidence(link)?;
    /// assert_eq!(evidence.of, "that #1 responds to #0");
    /// assert_eq!((evidence.independent(), evidence.confidence()), (1, None), "not stated");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no such event, link or assertion.
    pub fn evidence(&self, of: impl Into<Proposition>) -> Result<Evidence, Error> {
        self.view().evidence(of)
    }

    /// Returns a proposition in words, or an error if this timeline has no such event, link or assertion.
    fn in_words(&self, proposition: Proposition) -> Result<String, Error> {
        let refuse = |got: &dyn fmt::Display, allowed: String| {
            let remedy = "look it up in this timeline";
            Err(Error::value(Issue::new("evidence", got, allowed, remedy)))
        };
        let event = match proposition {
            Proposition::Occurred(event) | Proposition::Attributed(event) => event,
            Proposition::Claimed { statement, .. } => statement,
            Proposition::Linked(link) => {
                let Some(link) = self.links.get(link.index()) else {
                    return refuse(&link, format!("one of {} links", self.links.len()));
                };
                let (from, to) = (self.event(link.from()).label(), self.event(link.to()).label());
                return Ok(format!("that {from} {} {to}", link.relation().phrase()));
            }
        };
        if event.index() >= self.len() {
            return refuse(&event, format!("one of {} events", self.len()));
        }
        let event = self.event(event);
        let label = event.label();
        Ok(match proposition {
            Proposition::Claimed { nth, .. } => {
                let count = event.assertions().len();
                if nth >= count {
                    return refuse(&nth, format!("one of {count} assertions of {label}"));
                }
                format!("that assertion {nth} of {label} is true")
            }
            Proposition::Attributed(_) => {
                let keys = self.keys_of_actors(event.sources());
                format!(
                    "that {} did {label}",
                    if keys.is_empty() { "an unknown actor".to_owned() } else { keys.join(", ") }
                )
            }
            _ => format!("that {label} occurred"),
        })
    }

    /// Returns the path of a report in words, with the names of actors in a language, or else their keys:
    /// `Transparency News, relaying CNN, quoting US officials`.
    pub(crate) fn path_in_words(&self, report: &Report, language: &str) -> String {
        let name = |actor: ActorId| self.actor(actor).name_in(language);
        let mut path = match report.origin() {
            Origin::Outlet(outlet) => isolated(name(outlet)).into_owned(),
            Origin::PublicRecord => "public record".to_owned(),
            Origin::Coder => "the coder's reading".to_owned(),
        };
        for (word, actors) in &[("relaying", report.relays()), ("quoting", report.speakers())] {
            let mut names = Vec::with_capacity(actors.len());
            for actor in *actors {
                names.push(name(*actor));
            }
            if !names.is_empty() {
                path.push_str(&format!(", {word} {}", listed(&names, " and ")));
            }
        }
        path
    }
}
