//! What is claimed of an event, by whom, who denies it, and whether the claims can all be true.

mod content;
mod gathering;
mod printing;

use serde::{Deserialize, Serialize};

use super::{Timeline, View};
use crate::{
    error::{Error, ErrorKind, Issue, Issues},
    model::{Amount, Avowal, Confidence, EventId, Fact, Means, Outcome},
};
use gathering::Gathering;

/// How many versions of a fact are compared with one another; those beyond are listed all the same.
pub const MAX_COMPARED: usize = 100;

impl Timeline {
    /// What is claimed of an event: see [`View::claims`].
    ///
    /// ```
    /// # use escalade::{Actor, Assertion, Event, Fact, Means, Outcome, SpeechAct, Statement, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let raid = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b));
    /// for (speaker, outcome) in [(a, Outcome::Succeeded), (b, Outcome::LargelyFailed)] {
    ///     let claim = Event::statement(speaker, "2024-04-02", SpeechAct::Claim);
    ///     let outcome = Assertion::that(Fact::Outcome).with_outcome(outcome);
    ///     builder.add_event(claim.saying(Statement::about(raid).asserting(outcome)));
    /// }
    /// let timeline = builder.build()?;
    /// let claims = timeline.claims(raid)?;
    /// assert_eq!(claims.of(Fact::Outcome).next().unwrap().conflicts().count(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// An event of another timeline.
    pub fn claims(&self, event: EventId) -> Result<Claims, Error> {
        self.view().claims(event)
    }
}

impl View<'_> {
    /// What is claimed of an event by the statements that this view lets through: fact by fact, each
    /// version of it with who claims and who denies it, and how the versions stand to one another. What
    /// the event itself records stands beside them; where it records nothing, claims stand alone.
    ///
    /// Names are in the [language](Self::in_language) of the view.
    ///
    /// # What counts as a claim
    ///
    /// Each [`Assertion`](crate::Assertion) of a statement [about](crate::Statement::about) the event,
    /// or joined to it by an *is about* link where the statement itself names no event. A statement that
    /// *denies* another by a link denies what that one claims, and claims what it denies; one that
    /// *corroborates* it says the same. By such a link to the event itself it denies, or claims, that
    /// the event occurred. An [`Avowal`] is the word of those held responsible: they own up to it, or
    /// deny it.
    ///
    /// # How versions stand to one another
    ///
    /// Only versions of one fact, by the same means where means are given, are compared. Each leaves some
    /// values possible if it is true, and if it is denied, all others:
    ///
    /// - of an **amount** the whole numbers of [`Amount::range`], shares up to 100;
    /// - of an **outcome** itself, and of `Failed` `Foiled` as well;
    /// - of **occurred** that it did.
    ///
    /// Two are [`Agreeing`](Agreement::Agreeing) if they leave the same values, [`Conflicting`] if they
    /// leave none in common, [`Compatible`](Agreement::Compatible) otherwise: 99% and «most» (51 to 100)
    /// are compatible, 99% and «at most 60%» conflict.
    ///
    /// Of **attribution**, two claims conflict if no author of one is an author of the other, where an
    /// organ is an author if its whole is one at the event's earliest onset; a claim and a denial, if an
    /// author claimed is, or is an organ of, an author denied; two denials never. They agree if both or
    /// neither are denied and they name the same.
    ///
    /// Words alone («most» without a range, an intent, anything else) stand in no such relation, unless
    /// the very same version is claimed by one and denied by another: that is a conflict always.
    ///
    /// O(k v) for k claims of v versions, and the comparisons: of the first [`MAX_COMPARED`] versions of
    /// each fact at most.
    ///
    /// ```
    /// use escalade::{
    ///     Actor, Agreement, Amount, Assertion, Event, Fact, Means, SpeechAct, Statement, Timeline,
    /// };
    ///
    /// let mut builder = Timeline::builder();
    /// let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
    /// let usa = builder.add_actor(Actor::new("USA"));
    /// let barrage = builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).against(israel));
    /// let most = Amount::at_least(51).worded("most");
    /// for (speaker, amount) in [(israel, Amount::exactly(99)), (usa, most)] {
    ///     let claim = Event::statement(speaker, "2024-04-14", SpeechAct::Claim);
    ///     let share = Assertion::that(Fact::ShareIntercepted).amounting_to(amount);
    ///     builder.add_event(claim.saying(Statement::about(barrage).asserting(share)));
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
    /// let before = timeline.during("2024-04".."2024-04-14").claims(barrage)?;
    /// assert!(before.facts.is_empty(), "nobody had said anything yet");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// An event of another timeline or hidden in this view, a step of the view that could not be carried
    /// out.
    ///
    /// [`Conflicting`]: Agreement::Conflicting
    pub fn claims(&self, event: EventId) -> Result<Claims, Error> {
        self.check()?;
        let timeline = self.timeline();
        let known = event.index() < timeline.len();
        if !known || !self.sees(timeline.position_of(event)) {
            let allowed = "an event that this view of its timeline lets through";
            let remedy = "look the event up in this timeline, or ask a wider view";
            let issue = Issue::new("event", event, allowed, remedy);
            return Err(Issues::from(issue).into_error(ErrorKind::Query));
        }
        Ok(Gathering::new(self, self.as_seen(timeline.event(event))).claims())
    }
}

/// What is claimed of an event: see [`View::claims`], which says how claims are compared. Texts are in
/// the language asked for, where names have one; printing draws the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claims {
    /// The event's key, or its order of recording as `#12`.
    pub event: String,
    /// When, as it was written.
    pub when: String,
    /// What happened, in words.
    pub text: Option<String>,
    /// Whether those held responsible own up to it.
    pub avowal: Option<Avowal>,
    /// Fact by fact, in the order of [`Fact`], then of means.
    pub facts: Vec<ClaimedFact>,
}

impl Claims {
    /// The entries of a fact: one for each means that claims of it name, and one without.
    ///
    /// See [`View::claims`] for an example.
    pub fn of(&self, fact: Fact) -> impl Iterator<Item = &ClaimedFact> {
        self.facts.iter().filter(move |claimed| claimed.fact == fact)
    }

    /// The pairs of claims that cannot both be true, in words.
    ///
    /// ```
    /// # use escalade::{Actor, Assertion, Event, Fact, Means, SpeechAct, Statement, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let raid = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b));
    /// let by_a = |assertion: Assertion| Statement::about(raid).asserting(assertion.naming(a));
    /// let accusing = by_a(Assertion::that(Fact::Attribution));
    /// builder.add_event(Event::statement(b, "2024-04-01", SpeechAct::Accuse).saying(accusing));
    /// let denying = by_a(Assertion::denial(Fact::Attribution));
    /// builder.add_event(Event::statement(a, "2024-04-02", SpeechAct::Deny).saying(denying));
    /// let timeline = builder.build()?;
    /// let claims = timeline.claims(raid)?;
    /// assert!(claims.conflicts().eq(["attribution: A, and not so: A"]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn conflicts(&self) -> impl Iterator<Item = String> {
        self.facts.iter().flat_map(|fact| {
            fact.conflicts().map(move |one| format!("{}: {}", fact.name(), fact.pair(*one)))
        })
    }

    /// Whether some two claims cannot both be true.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// let raid = builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// assert!(!builder.build()?.claims(raid)?.is_disputed());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn is_disputed(&self) -> bool {
        self.facts.iter().any(|fact| fact.conflicts().next().is_some())
    }
}

/// A fact of an event, with all that is claimed of it.
///
/// See [`View::claims`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimedFact {
    /// The fact.
    pub fact: Fact,
    /// Of which means its amounts are, if said.
    pub means: Option<Means>,
    /// What it is said to be: what the event records first, then in order of the statements.
    pub versions: Vec<Version>,
    /// How versions stand to one another, where they can be compared.
    pub comparisons: Vec<Comparison>,
}

impl ClaimedFact {
    /// How all claims of it stand to one another: as the worst two of them. Nothing where no two can be
    /// compared.
    pub fn agreement(&self) -> Option<Agreement> {
        let several = |version: &Version| {
            let sides = [&version.claimed_by, &version.denied_by];
            sides.iter().any(|side| side.len() > 1) || version.recorded && !sides[0].is_empty()
        };
        let worst = self.comparisons.iter().map(|one| one.agreement).max();
        let shared = self.versions.iter().any(several).then_some(Agreement::Agreeing);
        worst.max(shared)
    }

    /// The pairs of claims that cannot both be true.
    pub fn conflicts(&self) -> impl Iterator<Item = &Comparison> {
        self.comparisons.iter().filter(|one| one.agreement == Agreement::Conflicting)
    }
}

/// One version of a fact, with those who claim it and those who deny it.
///
/// See [`View::claims`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// How many, or what share in percent.
    pub amount: Option<Amount>,
    /// How it came out.
    pub outcome: Option<Outcome>,
    /// Those named as having done it.
    pub actors: Vec<String>,
    /// The words, where they are all that is said.
    pub words: Option<String>,
    /// Whether the event itself records it.
    pub recorded: bool,
    /// How sure the record is, if stated: of who did it.
    pub confidence: Option<Confidence>,
    /// Who claims it, in total order of the statements.
    pub claimed_by: Vec<Claimant>,
    /// Who denies it, in total order of the statements.
    pub denied_by: Vec<Claimant>,
}

/// One who claims or denies something.
///
/// See [`View::claims`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claimant {
    /// Who says it.
    pub by: Vec<String>,
    /// The statement's key, or its order of recording; nothing for those who own up to an event or deny
    /// it without a statement of their own here.
    pub statement: Option<String>,
    /// When it was said, as it was written.
    pub when: Option<String>,
    /// The words used of this fact.
    pub words: Option<String>,
    /// How sure it is that this is true.
    pub confidence: Option<Confidence>,
    /// Through whom it came, each report as a path in words, the coder's own remarks aside.
    pub told_by: Vec<String>,
}

/// How two claims of one fact stand to each other.
///
/// See [`View::claims`] for an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The one.
    pub first: Side,
    /// The other.
    pub second: Side,
    /// How they stand to each other.
    pub agreement: Agreement,
}

/// A version as it is claimed, or as it is denied.
///
/// See [`View::claims`] for an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Its place among the versions of the fact.
    pub version: usize,
    /// Whether it is denied.
    pub denied: bool,
}

/// How two claims stand to each other; worse is greater.
///
/// ```
/// use escalade::Agreement;
///
/// assert!(Agreement::Agreeing < Agreement::Conflicting);
/// assert_eq!(Agreement::Conflicting.to_string(), "conflicting");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Agreement {
    /// They say the same.
    Agreeing,
    /// They say different things that can both be true.
    Compatible,
    /// They cannot both be true.
    Conflicting,
}
