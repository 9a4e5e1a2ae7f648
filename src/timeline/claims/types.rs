//! Claims as data.

use serde::{Deserialize, Serialize};

use crate::model::{Amount, Avowal, Confidence, Fact, Means, Outcome};

/// The largest number of versions of one fact that are compared with each other. Further versions are
/// listed, but not compared.
pub const MAX_COMPARED: usize = 100;

/// The claims about an event: see [`View::claims`](crate::View::claims), which defines how claims are
/// compared.
///
/// Names are in the requested language where actors have one. `Display` prints a tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claims {
    /// The key of the event, or its order of recording as `#12`.
    pub event: String,
    /// The date of the event, as it was written.
    pub when: String,
    /// The event in words.
    pub text: Option<String>,
    /// Whether the actors held responsible admit the event.
    pub avowal: Option<Avowal>,
    /// The claimed facts, in the order of [`Fact`], then of means.
    pub facts: Vec<ClaimedFact>,
}

impl Claims {
    /// Returns the entries of a fact: one for each means that claims name, and one without means.
    ///
    /// See [`View::claims`](crate::View::claims) for an example.
    pub fn of(&self, fact: Fact) -> impl Iterator<Item = &ClaimedFact> {
        self.facts.iter().filter(move |claimed| claimed.fact == fact)
    }

    /// Returns `true` if two of the claims cannot both be true.
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

/// A fact of an event, with all its claimed versions.
///
/// See [`View::claims`](crate::View::claims) for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimedFact {
    /// The fact.
    pub fact: Fact,
    /// The means that its amounts count, if stated.
    pub means: Option<Means>,
    /// The versions of the fact: first those that the event itself records, then in order of the
    /// statements.
    pub versions: Vec<Version>,
    /// The comparisons of versions that can be compared.
    pub comparisons: Vec<Comparison>,
}

impl ClaimedFact {
    /// Returns the worst agreement between two claims of the fact, or `None` if no two can be compared.
    pub fn agreement(&self) -> Option<Agreement> {
        // A version that is claimed twice, or recorded and claimed, agrees with itself.
        let is_shared = |version: &Version| {
            [false, true].iter().any(|denied| version.standing(*denied) > 1)
                || version.recorded && version.standing(false) > 0
        };
        let mut worst = None;
        for comparison in &self.comparisons {
            worst = worst.max(Some(comparison.agreement));
        }
        let shared = self.versions.iter().any(is_shared).then_some(Agreement::Agreeing);
        worst.max(shared)
    }

    /// Returns the pairs of claims that cannot both be true.
    pub fn conflicts(&self) -> impl Iterator<Item = &Comparison> {
        self.comparisons.iter().filter(|one| one.agreement == Agreement::Conflicting)
    }
}

/// One version of a fact, with the actors that claim and deny it.
///
/// See [`View::claims`](crate::View::claims) for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// The claimed number, or the claimed share in percent.
    pub amount: Option<Amount>,
    /// The claimed outcome.
    pub outcome: Option<Outcome>,
    /// The names of the claimed authors.
    pub actors: Vec<String>,
    /// The words of the claim, where it has no value that can be compared.
    pub words: Option<String>,
    /// Whether the event itself records this version.
    pub recorded: bool,
    /// The recorded confidence in the authors, if stated.
    pub confidence: Option<Confidence>,
    /// The claims, in total order of the statements.
    pub claimed_by: Vec<ClaimMade>,
    /// The denials, in total order of the statements.
    pub denied_by: Vec<ClaimMade>,
}

impl Version {
    /// Returns `true` if a claim of the version, or a denial of it, still stands: no later statement of its
    /// speakers [corrects](ClaimMade::corrected_by) it. A recorded version stands as a claim.
    pub(super) fn stands(&self, denied: bool) -> bool {
        (self.recorded && !denied) || self.standing(denied) > 0
    }

    /// Returns the number of claims or denials that still stand.
    pub(super) fn standing(&self, denied: bool) -> usize {
        let side = if denied { &self.denied_by } else { &self.claimed_by };
        side.iter().filter(|one| one.corrected_by.is_none()).count()
    }
}

/// The claim or denial of a version by one statement.
///
/// See [`View::claims`](crate::View::claims) for an example.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClaimMade {
    /// The names of the speakers.
    pub by: Vec<String>,
    /// The key of the statement, or its order of recording as `#12`. `None` for an [`Avowal`], which the
    /// event records without a statement.
    pub statement: Option<String>,
    /// The date of the statement, or of the avowal if it has one, as it was written.
    pub when: Option<String>,
    /// The words that the statement uses of this fact.
    pub words: Option<String>,
    /// The stated confidence that the assertion is true.
    pub confidence: Option<Confidence>,
    /// The statement by which the same speakers later said the opposite, by key or order of recording, so that
    /// this claim or denial no longer stands. The event itself if its avowal does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_by: Option<String>,
    /// The place among all claims and denials about the event in order of time, from 0.
    #[serde(default)]
    pub order: usize,
    /// The reports of the claim, each as a path in words, without the coder's own remarks.
    #[serde(rename = "told_by")]
    pub reported_by: Vec<String>,
}

/// The comparison of two claims of one fact.
///
/// See [`View::claims`](crate::View::claims) for an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The first claim.
    pub first: Side,
    /// The second claim.
    pub second: Side,
    /// Whether the claims agree.
    pub agreement: Agreement,
}

/// A version as claimed, or as denied.
///
/// See [`View::claims`](crate::View::claims) for an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// The index of the version among the versions of the fact.
    pub version: usize,
    /// Whether the version is denied.
    pub denied: bool,
}

/// How far two claims agree. A greater value is a worse agreement.
///
/// ```
/// use escalade::claims::Agreement;
///
/// assert!(Agreement::Agreeing < Agreement::Conflicting);
/// assert_eq!(Agreement::Conflicting.to_string(), "conflicting");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Agreement {
    /// The claims are the same.
    Agreeing,
    /// The claims differ, but can both be true.
    Compatible,
    /// The claims cannot both be true.
    Conflicting,
}
