//! Evidence: who says that something is so, how independent they are, who denies it, and how sure that
//! makes it.

mod gather;
pub(crate) mod rule;
mod ways;
mod weighing;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use rule::{Dempster, EvidenceRule, NamedRule, Support, Testimony, WrittenRule};

use super::{EventRef, Timeline, View};
use crate::{
    error::{Error, Issue},
    model::{ActorId, Confidence, Credibility, EventId, Link, LinkId, Origin, Reliability, Report},
    safe_text::{isolated, listed, on_one_line},
    wording::write_tree,
};
use gather::Gathered;

/// What evidence is of. An [`EventId`] stands for that the event occurred, a [`LinkId`] for that the
/// link holds.
///
/// ```
/// use escalade::{Actor, Event, Means, Proposition, Timeline};
///
/// let mut builder = Timeline::builder();
/// let a = builder.add_actor(Actor::new("A"));
/// let raid = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone));
/// assert_eq!(Proposition::from(raid), Proposition::Occurred(raid));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Proposition {
    /// That an event occurred.
    Occurred(EventId),
    /// That those who are its sources did it; of a disputed event, its likeliest candidate.
    Attributed(EventId),
    /// That a link holds.
    Linked(LinkId),
    /// That what a statement asserts is so.
    Claimed {
        /// The statement.
        statement: EventId,
        /// Which of its assertions, counted from 0.
        nth: usize,
    },
}

impl From<EventId> for Proposition {
    fn from(event: EventId) -> Self {
        Self::Occurred(event)
    }
}

impl From<LinkId> for Proposition {
    fn from(link: LinkId) -> Self {
        Self::Linked(link)
    }
}

/// Who says that something is so, and how sure that makes it: see [`View::evidence`].
///
/// It owns all it says, so that it can be kept and written. Actors are told by their keys; printing it
/// draws a tree.
///
/// # Reports
///
/// For an **event**: its reports, and those of statements that assert or corroborate it. For **who did
/// it**: the reports that [name](Report::attributing_to) its sources, and those of statements that
/// [assert it](crate::Fact::Attribution) of them. For a **link**: its reports. For an **assertion**: its
/// reports or those of its statement, and those of statements that assert the same of the same event.
/// Those who assert something are the original speakers of it; where no report of that is known, they
/// stand for themselves. The coder's own readings are no reports.
///
/// # Independence
///
/// A report is a path, from the outlet through those it relays to the original speakers. Its *ultimate
/// origins* are the speakers, without any the last it relays, and without that the outlet itself, which
/// speaks in its own voice. Public record is one teller like another.
///
/// Two ways from an origin to an outlet are independent if they have no teller in common: neither the
/// origin nor a relay nor the outlet. So two outlets that relay one speaker are one, and so is what one
/// outlet has from two. How many reports are independent is how many such ways there are at most at
/// once; by Menger's theorem that is how many tellers must be wrong, at the least, for all of it to be.
/// Ways may be pieced together from several reports: who had it from whom is what counts. Actors count as
/// themselves, whatever they are part of.
///
/// Each origin takes part with the most credible report that goes back to it, and the most credible
/// origins that can be independent at once do. O(t (t + r)) for t tellers in r reports.
///
/// # Denials
///
/// A statement that denies the fact, a [`Deny`](crate::SpeechAct::Deny) that names no fact, and what is
/// linked to it by [`Denies`](crate::Relation::Denies). Each who denies it counts once.
///
/// # What holds
///
/// Under [`Dempster`], and every rule that keeps to what [`EvidenceRule`] asks: without one of the
/// reports it is no surer, with one denial more it is no surer, and their order makes no difference.
///
/// ```
/// use escalade::{Actor, Event, Means, Report, SpeechAct, Statement, Timeline};
///
/// let mut builder = Timeline::builder();
/// let [iran, paper, wire, official] =
///     ["IRN", "PAPER", "WIRE", "OFFICIAL"].map(|key| builder.add_actor(Actor::new(key)));
/// let quoting = |outlet| Report::by(outlet).quoting(official);
/// let raid = Event::attack(iran, "2024-04-01", Means::Drone).with_key("raid").with_confidence(80);
/// let raid = [quoting(paper), quoting(wire), Report::by(wire)].into_iter().fold(raid, Event::with_report);
/// let raid = builder.add_event(raid);
/// let denial = Event::statement(iran, "2024-04-02", SpeechAct::Deny).with_key("denial");
/// builder.add_event(denial.saying(Statement::about(raid)));
/// let timeline = builder.build()?;
/// let evidence = timeline.evidence(raid)?;
/// assert_eq!((evidence.independent(), evidence.strands.len()), (2, 2));
/// assert_eq!(evidence.confidence().unwrap().percent(), 80, "the coder's");
/// assert_eq!(evidence.to_string(), "\
/// that raid occurred: 80% by the coder, not stated by dempster; 2 independent of 3 reports, denied by 1
/// ├─ OFFICIAL: PAPER, quoting OFFICIAL; WIRE, quoting OFFICIAL
/// ├─ WIRE: WIRE
/// └─ denied by IRN: denial
/// ");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Evidence {
    /// Of what, in words: that the raid occurred.
    pub of: String,
    /// How many reports speak for it.
    pub reports: usize,
    /// These by their ultimate origins, the most credible first, else in order of recording.
    pub strands: Vec<Strand>,
    /// Who denies it, in order of recording.
    pub denials: Vec<Denial>,
    /// How sure it is by the coder, if stated.
    pub stated: Option<Confidence>,
    /// How sure it is by the rule, if that can be told.
    pub derived: Option<Confidence>,
    /// The name of the rule.
    pub rule: String,
}

/// What goes back to one origin.
///
/// See [`Evidence`] for an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Strand {
    /// The origin: an actor's key, or `public record`.
    pub origin: String,
    /// The reports of it, each as a path in words.
    pub reports: Vec<String>,
    /// Whether it counts: what it has in common with those before it leaves it a way of its own.
    pub independent: bool,
    /// How credible the most credible of its reports is, if any is judged.
    pub credibility: Option<Credibility>,
    /// How reliable the most reliable of the equally credible is.
    pub reliability: Option<Reliability>,
}

/// One statement that denies it.
///
/// See [`Evidence`] for an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Denial {
    /// Its key, or its order of recording.
    pub statement: String,
    /// Who denies it.
    pub by: Vec<String>,
    /// How sure it is that they are right, if stated.
    pub confidence: Option<Confidence>,
}

impl Evidence {
    /// How many of the reports are independent.
    pub fn independent(&self) -> usize {
        self.strands.iter().filter(|strand| strand.independent).count()
    }

    /// How sure it is: by the coder where that is stated, else by the rule.
    pub fn confidence(&self) -> Option<Confidence> {
        self.stated.or(self.derived)
    }
}

impl<'t> View<'t> {
    /// Who says that something is so, as far as this view tells it, and how sure that makes it by
    /// [`Dempster`]'s rule.
    ///
    /// Under [`reported_by`](Self::reported_by) only reports count that are told there, and only
    /// statements that are shown deny anything.
    ///
    /// ```
    /// # use escalade::{Actor, Credibility, Event, Means, Proposition, Report, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b, paper, wire] = ["A", "B", "PAPER", "WIRE"].map(|key| builder.add_actor(Actor::new(key)));
    /// let told = |outlet| Report::by(outlet).with_credibility(Credibility::ProbablyTrue);
    /// let bomb = Event::attack((), "2024-04-01", Means::Bombing)
    ///     .with_candidate(a, 60)
    ///     .with_candidate(b, 30)
    ///     .with_report(told(paper))
    ///     .with_report(told(wire).attributing_to(b));
    /// let bomb = builder.add_event(bomb);
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.view().evidence(bomb)?.confidence().unwrap().percent(), 91);
    /// assert_eq!(timeline.reported_by(wire).evidence(bomb)?.confidence().unwrap().percent(), 70);
    /// let blamed = timeline.view().evidence(Proposition::Attributed(bomb))?;
    /// assert_eq!((blamed.independent(), blamed.stated.unwrap().percent()), (1, 60), "of A");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// An event, link or assertion that is not there.
    pub fn evidence(&self, of: impl Into<Proposition>) -> Result<Evidence, Error> {
        self.evidence_by(of, &Dempster)
    }

    /// The same by another rule.
    ///
    /// ```
    /// # use escalade::{Actor, Confidence, Event, Means, NamedRule, Report, Timeline};
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
    /// As [`evidence`](Self::evidence).
    pub fn evidence_by(
        &self,
        of: impl Into<Proposition>,
        rule: &dyn EvidenceRule,
    ) -> Result<Evidence, Error> {
        let proposition = of.into();
        let timeline = self.timeline();
        let of = timeline.in_words(proposition)?;
        Ok(Gathered::of(self, proposition).evidence(timeline, of, rule))
    }

    /// How many reports of an event are independent.
    pub(crate) fn independent_reports(&self, event: EventRef<'t>) -> usize {
        let strands = Gathered::occurred(self, event).strands();
        strands.iter().filter(|strand| strand.independent).count()
    }

    /// How sure it is that an event occurred: by the coder, else by a rule.
    pub(crate) fn occurred(
        &self,
        event: EventRef<'t>,
        rule: Option<&dyn EvidenceRule>,
    ) -> Option<Confidence> {
        let derived = || Gathered::occurred(self, event).confidence(rule?);
        event.confidence().or_else(derived)
    }

    /// How sure it is who did an event.
    pub(crate) fn attributed(
        &self,
        event: EventRef<'t>,
        rule: Option<&dyn EvidenceRule>,
    ) -> Option<Confidence> {
        let derived = || Gathered::attributed(self, event).confidence(rule?);
        event.attribution().or_else(derived)
    }

    /// How sure it is that a link holds.
    pub(crate) fn holds(
        &self,
        link: &'t Link,
        rule: Option<&dyn EvidenceRule>,
    ) -> Option<Confidence> {
        let derived = || Gathered::linked(self, link).confidence(rule?);
        link.confidence().or_else(derived)
    }
}

impl EventRef<'_> {
    /// Who says that it occurred, and how sure that makes it: see [`View::evidence`].
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
        Gathered::occurred(&timeline.view(), *self).evidence(timeline, of, &Dempster)
    }
}

impl Timeline {
    /// Who says that something is so, and how sure that makes it: see [`View::evidence`].
    ///
    /// ```
    /// # use escalade::{Actor, Deed, Event, Link, Relation, Report, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let [usa, paper] = ["USA", "PAPER"].map(|key| builder.add_actor(Actor::new(key)));
    /// let call = builder.add_event(Event::action(usa, "2024-04-13", Deed::Call));
    /// let sanction = builder.add_event(Event::action(usa, "2024-04-18", Deed::Sanction));
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
    /// An event, link or assertion that is not there.
    pub fn evidence(&self, of: impl Into<Proposition>) -> Result<Evidence, Error> {
        self.view().evidence(of)
    }

    fn in_words(&self, proposition: Proposition) -> Result<String, Error> {
        let refuse = |got: &dyn fmt::Display, allowed: String| {
            let remedy = "look it up in this timeline";
            Err(Error::value(Issue::new("evidence", got, allowed, remedy)))
        };
        let event = match proposition {
            Proposition::Occurred(event) | Proposition::Attributed(event) => event,
            Proposition::Claimed { statement, .. } => statement,
            Proposition::Linked(link) => {
                let Some((_, link)) = self.links().nth(link.index()) else {
                    return refuse(&link, format!("one of {} links", self.links().len()));
                };
                let [from, to] = [link.from(), link.to()].map(|end| self.event(end).label());
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
                let count = event.said().map_or(0, |said| said.assertions().len());
                if nth >= count {
                    return refuse(&nth, format!("one of {count} assertions of {label}"));
                }
                format!("that assertion {nth} of {label} is true")
            }
            Proposition::Attributed(_) => {
                let keys = event.sources().iter().map(|actor| self.actor(*actor).key());
                let keys: Vec<_> = keys.collect();
                format!(
                    "that {} did {label}",
                    if keys.is_empty() { "nobody known".to_owned() } else { keys.join(", ") }
                )
            }
            _ => format!("that {label} occurred"),
        })
    }

    /// Through whom a report came, with names in a language, else keys: «Transparency News, relaying
    /// CNN, quoting US officials».
    pub(crate) fn path_in_words(&self, report: &Report, language: &str) -> String {
        let name = |actor: &ActorId| isolated(self.actor(*actor).name_in(language));
        let mut path = match report.origin() {
            Origin::Outlet(outlet) => name(&outlet).into_owned(),
            Origin::PublicRecord => "public record".to_owned(),
            Origin::Coder => "the coder's reading".to_owned(),
        };
        for (word, actors) in [("relaying", report.relays()), ("quoting", report.speakers())] {
            if !actors.is_empty() {
                let names: Vec<_> = actors.iter().map(name).collect();
                path.push_str(&format!(", {word} {}", names.join(" and ")));
            }
        }
        path
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = |sure: Option<Confidence>| {
            sure.map_or("not stated".to_owned(), |sure| sure.to_string())
        };
        writeln!(
            f,
            "{}: {} by the coder, {} by {}; {} independent of {} reports, denied by {}",
            on_one_line(&self.of),
            told(self.stated),
            told(self.derived),
            on_one_line(&self.rule),
            self.independent(),
            self.reports,
            self.denials.len()
        )?;
        let mut lines: Vec<String> = self.strands.iter().map(Strand::line).collect();
        lines.extend(self.denials.iter().map(|denial| {
            let by = if denial.by.is_empty() {
                "nobody known".to_owned()
            } else {
                listed(&denial.by, ", ")
            };
            let sure = denial.confidence.map_or(String::new(), |sure| format!(" ({sure})"));
            format!("denied by {by}: {}{sure}", isolated(&denial.statement))
        }));
        write_tree(f, &lines.into_iter().map(|line| (0, line)).collect::<Vec<_>>())
    }
}

impl Strand {
    fn line(&self) -> String {
        let mut line = isolated(&self.origin).into_owned();
        if let Some(reliability) = self.reliability {
            line.push_str(&format!(", reliability {reliability:?}"));
        }
        if let Some(credibility) = self.credibility {
            line.push_str(&format!(", credibility {}", u8::from(credibility)));
        }
        if !self.independent {
            line.push_str(" (not independent of the others)");
        }
        format!("{line}: {}", self.reports.join("; "))
    }
}
