//! Predicates: tests of one event.

use std::{fmt, ops::Not, sync::Arc};

use serde::{Deserialize, Serialize, Serializer, ser};

use super::{EventRef, Timeline};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{ActorId, EventKind, Report, Vocabulary},
    safe_text::{isolated, listed},
    scale::{self, Scale},
};

/// A test that an event passes or fails, such as a test of its kind, code, actors, level, reports or
/// place.
///
/// Predicates are combined with [`and`](Self::and), [`or`](Self::or) and `!`. They can be read
/// [from text](#impl-FromStr-for-Predicate) and from JSON. A predicate with a closure, made by
/// [`named`](Self::named), cannot be serialized, and neither can one with a scale of your own.
///
/// Actors are named by key. An organ that is `PartOf` an actor at the earliest onset of the event counts
/// as that actor.
///
/// ```
/// use escalade::{Actor, Event, EventKind, Means, Predicate, Timeline, scale::Kahn};
///
/// let mut builder = Timeline::builder();
/// let iran = builder.add_actor(Actor::new("IRN"));
/// let guards = builder.add_actor(Actor::new("IRGC").part_of(iran));
/// builder.add_event(Event::attack(guards, "2024-04-13", Means::Drone).with_level(Kahn, 12));
/// let timeline = builder.build()?;
///
/// let passing = |predicate: Predicate| timeline.view().only(predicate).len();
/// let by_iran = Predicate::sources(["IRN"]).and(Predicate::kinds([EventKind::Attack]));
/// assert_eq!(by_iran.to_string(), "by IRN and of kind attack");
/// assert_eq!(passing(by_iran.clone()), 1);
/// assert_eq!(passing(!by_iran.clone()), 0);
/// assert_eq!(passing(by_iran.clone().and(Predicate::at_least(Kahn, 13.0))), 0);
///
/// let json = serde_json::to_string(&by_iran).unwrap();
/// assert_eq!(json, r#"{"all":[{"sources":["IRN"]},{"kinds":["attack"]}]}"#);
/// assert_eq!(serde_json::from_str::<Predicate>(&json).unwrap(), by_iran);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
#[must_use]
pub struct Predicate(Test);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Test {
    Kinds(Vec<EventKind>),
    Code {
        vocabulary: Vocabulary,
        code: String,
    },
    Sources(Vec<String>),
    Targets(Vec<String>),
    Parties(Vec<String>),
    AtLeast(ScaleLevel),
    AtMost(ScaleLevel),
    ReportedBy(String),
    IndependentReports(usize),
    Place(String),
    All(Vec<Predicate>),
    AnyOf(Vec<Predicate>),
    Not(Box<Predicate>),
    #[serde(skip_deserializing, serialize_with = "refuse_closure")]
    Named(Closure),
}

/// A level on a scale, in the units in which the scale is published.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScaleLevel {
    #[serde(with = "scale::by_spec")]
    scale: Arc<dyn Scale>,
    level: f64,
}

impl PartialEq for ScaleLevel {
    fn eq(&self, other: &Self) -> bool {
        scale::is_same(&self.scale, &other.scale) && self.level == other.level
    }
}

#[derive(Clone)]
struct Closure {
    name: String,
    passes: Arc<dyn Fn(EventRef<'_>) -> bool + Send + Sync>,
}

/// Compares the closures themselves, not only their names.
impl PartialEq for Closure {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && Arc::ptr_eq(&self.passes, &other.passes)
    }
}

impl fmt::Debug for Closure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Closure").field(&self.name).finish()
    }
}

fn refuse_closure<S: Serializer>(closure: &Closure, _: S) -> Result<S::Ok, S::Error> {
    let name = &closure.name;
    Err(ser::Error::custom(format_args!(
        "the closure «{name}» cannot be serialized: use a predicate without a closure"
    )))
}

fn keys<K: Into<String>>(keys: impl IntoIterator<Item = K>) -> Vec<String> {
    keys.into_iter().map(Into::into).collect()
}

impl Predicate {
    /// Returns a predicate that selects events of these kinds: statements, attacks or actions.
    ///
    /// ```
    /// # use escalade::{EventKind, Predicate};
    /// assert_eq!(Predicate::kinds([EventKind::Attack]).to_string(), "of kind attack");
    /// ```
    pub fn kinds(kinds: impl IntoIterator<Item = EventKind>) -> Self {
        Self(Test::Kinds(kinds.into_iter().collect()))
    }

    /// Returns a predicate that selects events of a code, or of one below it: `19` of CAMEO includes
    /// `190` and `1951`.
    ///
    /// ```
    /// # use escalade::{Predicate, Vocabulary, read::Options};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tISR\tLBN\t1951\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.view().only(Predicate::code(Vocabulary::Cameo, "19")).len(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn code(vocabulary: Vocabulary, code: impl Into<String>) -> Self {
        Self(Test::Code { vocabulary, code: code.into() })
    }

    /// Returns a predicate that selects events with one of these actors as source.
    ///
    /// For a mutual event, only the actors recorded as sources are compared. For a disputed event, they
    /// are the actors of its likeliest candidate, whatever the confidence in it.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// assert_eq!(Predicate::sources(["IRN", "ISR"]).to_string(), "by IRN or ISR");
    /// ```
    pub fn sources<K: Into<String>>(actors: impl IntoIterator<Item = K>) -> Self {
        Self(Test::Sources(keys(actors)))
    }

    /// Returns a predicate that selects events with one of these actors as target. For a mutual event,
    /// only the actors recorded as targets are compared.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// assert_eq!(Predicate::targets(["ISR"]).to_string(), "against ISR");
    /// ```
    pub fn targets<K: Into<String>>(actors: impl IntoIterator<Item = K>) -> Self {
        Self(Test::Targets(keys(actors)))
    }

    /// Returns a predicate that selects events with one of these actors as source or target.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// assert_eq!(Predicate::parties(["ISR"]).to_string(), "with ISR");
    /// ```
    pub fn parties<K: Into<String>>(actors: impl IntoIterator<Item = K>) -> Self {
        Self(Test::Parties(keys(actors)))
    }

    /// Returns a predicate that selects events at this level of a scale or above. An event without a
    /// level fails.
    ///
    /// The level is in the units in which the scale is published.
    ///
    /// ```
    /// # use escalade::{Predicate, scale::Goldstein};
    /// let severe = Predicate::at_least(Goldstein::default(), 9.0);
    /// assert_eq!(severe.to_string(), "at goldstein 9 or above");
    /// ```
    pub fn at_least(scale: impl Scale + 'static, level: f64) -> Self {
        Self(Test::AtLeast(ScaleLevel { scale: Arc::new(scale), level }))
    }

    /// Returns a predicate that selects events at this level of a scale or below. An event without a
    /// level fails.
    ///
    /// The level is in the units in which the scale is published.
    ///
    /// ```
    /// # use escalade::{Predicate, scale::Goldstein};
    /// let conciliatory = Predicate::at_most(Goldstein::default(), 0.0);
    /// assert_eq!(conciliatory.to_string(), "at goldstein 0 or below");
    /// ```
    pub fn at_most(scale: impl Scale + 'static, level: f64) -> Self {
        Self(Test::AtMost(ScaleLevel { scale: Arc::new(scale), level }))
    }

    /// Returns a predicate that selects events with a report that has this actor on its path: as
    /// outlet, relay or speaker.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// assert_eq!(Predicate::reported_by("CNN").to_string(), "reported by CNN");
    /// ```
    pub fn reported_by(reporter: impl Into<String>) -> Self {
        Self(Test::ReportedBy(reporter.into()))
    }

    /// Returns a predicate that selects events with `least` or more
    /// [independent](crate::evidence::Evidence#independence) reports.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// let confirmed = Predicate::at_least_n_independent_reports(2);
    /// assert_eq!(confirmed.to_string(), "with 2 or more independent reports");
    /// assert_eq!(serde_json::to_string(&confirmed).unwrap(), r#"{"independent-reports":2}"#);
    /// ```
    pub fn at_least_n_independent_reports(least: usize) -> Self {
        Self(Test::IndependentReports(least))
    }

    /// Returns a predicate that selects events at this place, compared as recorded.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// assert_eq!(Predicate::place("Isfahan").to_string(), "at «Isfahan»");
    /// ```
    pub fn place(place: impl Into<String>) -> Self {
        Self(Test::Place(place.into()))
    }

    /// Returns a predicate that selects events for which a closure returns `true`.
    ///
    /// Answers show the predicate by its name. It cannot be serialized.
    ///
    /// ```
    /// # use escalade::{Predicate, timeline::EventRef};
    /// let reported = Predicate::named("reported", |event: EventRef<'_>| !event.reports().is_empty());
    /// assert_eq!(reported.to_string(), "«reported»");
    /// assert!(serde_json::to_string(&reported).is_err());
    /// ```
    pub fn named(
        name: impl Into<String>,
        passes: impl Fn(EventRef<'_>) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self(Test::Named(Closure { name: name.into(), passes: Arc::new(passes) }))
    }

    /// Returns a predicate that selects events that pass both.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// let both = Predicate::sources(["IRN"]).and(Predicate::targets(["ISR"]));
    /// assert_eq!(both.to_string(), "by IRN and against ISR");
    /// ```
    pub fn and(self, other: Self) -> Self {
        Self(Test::All(vec![self, other]))
    }

    /// Returns a predicate that selects events that pass at least one of the two.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// let either = Predicate::place("Damascus").or(Predicate::place("Isfahan"));
    /// assert_eq!(either.to_string(), "(at «Damascus» or at «Isfahan»)");
    /// ```
    pub fn or(self, other: Self) -> Self {
        Self(Test::AnyOf(vec![self, other]))
    }

    /// Checks what can be checked without a timeline.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let mut issues = Issues::default();
        self.check_into(&mut issues);
        issues.check(ErrorKind::Query)
    }

    fn check_into(&self, issues: &mut Issues) {
        let mut refuse = |got: &dyn fmt::Display, allowed: &str, remedy: &str| {
            issues.push(Issue::new(Location::default(), got, allowed, remedy));
        };
        let is_empty = match &self.0 {
            Test::Kinds(kinds) => kinds.is_empty(),
            Test::Sources(keys) | Test::Targets(keys) | Test::Parties(keys) => keys.is_empty(),
            Test::Code { code, .. } => code.is_empty(),
            Test::All(list) | Test::AnyOf(list) => {
                list.iter().for_each(|one| one.check_into(issues));
                return;
            }
            Test::Not(one) => return one.check_into(issues),
            Test::AtLeast(ScaleLevel { level, .. }) | Test::AtMost(ScaleLevel { level, .. }) => {
                if !level.is_finite() {
                    refuse(level, "a finite level", "give a level in the units of the scale");
                }
                false
            }
            Test::ReportedBy(_) | Test::IndependentReports(_) | Test::Place(_) | Test::Named(_) => {
                false
            }
        };
        if is_empty {
            let remedy = "add what is to pass, or leave the predicate out";
            refuse(&"an empty list", "a predicate that an event can pass", remedy);
        }
    }

    /// Looks up the keys of actors in a timeline and returns the predicate as a closure.
    pub(crate) fn in_timeline<'a>(&'a self, timeline: &'a Timeline) -> Result<Passes<'a>, Error> {
        let mut issues = Issues::default();
        let passes = self.resolve(timeline, &mut issues);
        issues.check(ErrorKind::Query)?;
        Ok(passes)
    }

    fn resolve<'a>(&'a self, timeline: &'a Timeline, issues: &mut Issues) -> Passes<'a> {
        match &self.0 {
            Test::Kinds(kinds) => Box::new(|event| kinds.contains(&event.act().kind())),
            Test::Code { vocabulary, code } => Box::new(|event| {
                event.event_type().code().is_some_and(|given| {
                    given.vocabulary() == *vocabulary && given.as_str().starts_with(&**code)
                })
            }),
            Test::Sources(keys) => {
                let wanted = actors(keys, timeline, issues);
                Box::new(move |event| is_any(event.sources(), &wanted, event))
            }
            Test::Targets(keys) => {
                let wanted = actors(keys, timeline, issues);
                Box::new(move |event| is_any(event.targets(), &wanted, event))
            }
            Test::Parties(keys) => {
                let wanted = actors(keys, timeline, issues);
                Box::new(move |event| {
                    is_any(event.sources(), &wanted, event)
                        || is_any(event.targets(), &wanted, event)
                })
            }
            Test::AtLeast(ScaleLevel { scale, level }) => Box::new(|event| {
                event.level(&**scale).is_some_and(|given| given.units() >= *level - LEVEL_TOLERANCE)
            }),
            Test::AtMost(ScaleLevel { scale, level }) => Box::new(|event| {
                event.level(&**scale).is_some_and(|given| given.units() <= *level + LEVEL_TOLERANCE)
            }),
            Test::ReportedBy(key) => {
                let reporter = actors(std::slice::from_ref(key), timeline, issues);
                Box::new(move |event| {
                    let passed =
                        |report: &Report| reporter.iter().any(|one| report.passed_through(*one));
                    event.reports().iter().any(passed)
                })
            }
            Test::IndependentReports(least) => {
                Box::new(|event| event.timeline().view().independent_reports(event) >= *least)
            }
            Test::Place(place) => Box::new(|event| event.place() == Some(place)),
            Test::All(list) => {
                let tests: Vec<_> = list.iter().map(|one| one.resolve(timeline, issues)).collect();
                Box::new(move |event| tests.iter().all(|passes| passes(event)))
            }
            Test::AnyOf(list) => {
                let tests: Vec<_> = list.iter().map(|one| one.resolve(timeline, issues)).collect();
                Box::new(move |event| tests.iter().any(|passes| passes(event)))
            }
            Test::Not(one) => {
                let passes = one.resolve(timeline, issues);
                Box::new(move |event| !passes(event))
            }
            Test::Named(closure) => Box::new(|event| (closure.passes)(event)),
        }
    }
}

/// Levels are whole tenths, which binary fractions represent inexactly.
const LEVEL_TOLERANCE: f64 = 1e-6;

/// A predicate with its actors looked up in a timeline.
pub(crate) type Passes<'a> = Box<dyn Fn(EventRef<'_>) -> bool + 'a>;

/// Returns the ids of actors, and reports keys that the timeline does not have.
fn actors(keys: &[String], timeline: &Timeline, issues: &mut Issues) -> Vec<ActorId> {
    let mut known = Vec::new();
    for key in keys {
        match timeline.actor_by_key(key) {
            Some(actor) => known.push(actor.id()),
            None => {
                let remedy = timeline.nearest_actor_key(key).map_or_else(
                    || "add the actor, or leave it out".to_owned(),
                    |near| format!("write `{near}` if that is meant"),
                );
                let allowed = "the key of an actor of this timeline";
                issues.push(Issue::new(Location::default(), key, allowed, remedy));
            }
        }
    }
    known
}

/// Returns `true` if one of the parties is one of `wanted`, or an organ of one, at the onset of the event.
fn is_any(parties: &[ActorId], wanted: &[ActorId], event: EventRef<'_>) -> bool {
    let (timeline, second) = (event.timeline(), event.earliest().timestamp());
    parties
        .iter()
        .any(|party| wanted.iter().any(|whole| timeline.is_within(*party, *whole, second)))
}

/// Returns a predicate that selects the events that fail this one.
impl Not for Predicate {
    type Output = Self;

    fn not(self) -> Self {
        Self(Test::Not(Box::new(self)))
    }
}

/// Writes the predicate as an English phrase. This is not the form that
/// [`FromStr`](#impl-FromStr-for-Predicate) reads.
impl fmt::Display for Predicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |parts: &[Self], word: &str| {
            parts.iter().map(Self::to_string).collect::<Vec<_>>().join(word)
        };
        match &self.0 {
            Test::Kinds(kinds) => {
                let kinds: Vec<_> = kinds.iter().map(|kind| kind.as_str()).collect();
                write!(f, "of kind {}", kinds.join(" or "))
            }
            Test::Code { vocabulary, code } => write!(f, "of {vocabulary} {}", isolated(code)),
            Test::Sources(keys) => write!(f, "by {}", listed(keys, " or ")),
            Test::Targets(keys) => write!(f, "against {}", listed(keys, " or ")),
            Test::Parties(keys) => write!(f, "with {}", listed(keys, " or ")),
            Test::AtLeast(ScaleLevel { scale, level }) => {
                write!(f, "at {} {level} or above", isolated(scale.name()))
            }
            Test::AtMost(ScaleLevel { scale, level }) => {
                write!(f, "at {} {level} or below", isolated(scale.name()))
            }
            Test::ReportedBy(key) => write!(f, "reported by {}", isolated(key)),
            Test::IndependentReports(least) => {
                write!(f, "with {least} or more independent reports")
            }
            Test::Place(place) => write!(f, "at «{}»", isolated(place)),
            Test::All(parts) => f.write_str(&list(parts, " and ")),
            Test::AnyOf(parts) => write!(f, "({})", list(parts, " or ")),
            Test::Not(part) => match &part.0 {
                Test::All(_) => write!(f, "not ({part})"),
                _ => write!(f, "not {part}"),
            },
            Test::Named(closure) => write!(f, "«{}»", isolated(&closure.name)),
        }
    }
}
