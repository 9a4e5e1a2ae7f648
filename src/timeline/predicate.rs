//! Predicates: a test of one event, as data where it can be.

use std::{fmt, ops::Not, sync::Arc};

use serde::{Deserialize, Serialize, Serializer, ser};

use super::{EventRef, Timeline, document::nearest};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{ActorId, EventKind, Report, Vocabulary},
    safe_text::{isolated, listed},
    scale::{self, Scale},
};

/// A test that an event passes or fails: of its kind, code, actors, level, reports or place, or by a
/// closure with a name. Predicates are joined with [`and`](Self::and), [`or`](Self::or) and `!`.
///
/// All but closures are data, which a query file holds. Actors are named by key, and an organ that is
/// `PartOf` an actor at the event's earliest onset counts as that actor.
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
/// let written = serde_json::to_string(&by_iran).unwrap();
/// assert_eq!(written, r#"{"all":[{"sources":["IRN"]},{"kinds":["attack"]}]}"#);
/// assert_eq!(serde_json::from_str::<Predicate>(&written).unwrap(), by_iran);
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
    AtLeast(On),
    AtMost(On),
    ReportedBy(String),
    IndependentReports(usize),
    Place(String),
    All(Vec<Predicate>),
    AnyOf(Vec<Predicate>),
    Not(Box<Predicate>),
    #[serde(skip_deserializing, serialize_with = "refuse_closure")]
    Named(Closure),
}

/// A level on a scale, in its published units.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct On {
    #[serde(with = "scale::by_spec")]
    scale: Arc<dyn Scale>,
    level: f64,
}

impl PartialEq for On {
    fn eq(&self, other: &Self) -> bool {
        scale::is_same(&self.scale, &other.scale) && self.level == other.level
    }
}

#[derive(Clone)]
struct Closure {
    name: String,
    passes: Arc<dyn Fn(EventRef<'_>) -> bool + Send + Sync>,
}

/// The same closure, not only one of the same name.
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
    Err(ser::Error::custom(format_args!("the closure «{name}» cannot be written: use data")))
}

fn keys<K: Into<String>>(keys: impl IntoIterator<Item = K>) -> Vec<String> {
    keys.into_iter().map(Into::into).collect()
}

impl Predicate {
    /// Statements, attacks or actions.
    ///
    /// ```
    /// # use escalade::{EventKind, Predicate};
    /// assert_eq!(Predicate::kinds([EventKind::Attack]).to_string(), "of kind attack");
    /// ```
    pub fn kinds(kinds: impl IntoIterator<Item = EventKind>) -> Self {
        Self(Test::Kinds(kinds.into_iter().collect()))
    }

    /// Events of a code, or of one below it: `19` of CAMEO is also `190` and `1951`.
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

    /// Events that one of these actors did, by the side recorded as sources also where an event is
    /// mutual. Of a disputed event its likeliest candidate counts, however little sure: what a query
    /// makes of an author it doubts is another matter.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// assert_eq!(Predicate::sources(["IRN", "ISR"]).to_string(), "by IRN or ISR");
    /// ```
    pub fn sources<K: Into<String>>(actors: impl IntoIterator<Item = K>) -> Self {
        Self(Test::Sources(keys(actors)))
    }

    /// Events directed at one of these actors, by the side recorded as targets.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// assert_eq!(Predicate::targets(["ISR"]).to_string(), "against ISR");
    /// ```
    pub fn targets<K: Into<String>>(actors: impl IntoIterator<Item = K>) -> Self {
        Self(Test::Targets(keys(actors)))
    }

    /// Events with one of these actors on either side.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// assert_eq!(Predicate::parties(["ISR"]).to_string(), "with ISR");
    /// ```
    pub fn parties<K: Into<String>>(actors: impl IntoIterator<Item = K>) -> Self {
        Self(Test::Parties(keys(actors)))
    }

    /// Events at this level of a scale or above, in its published units. One without a level fails.
    ///
    /// ```
    /// # use escalade::{Predicate, scale::Goldstein};
    /// let severe = Predicate::at_least(Goldstein::default(), 9.0);
    /// assert_eq!(severe.to_string(), "at goldstein 9 or above");
    /// ```
    pub fn at_least(scale: impl Scale + 'static, level: f64) -> Self {
        Self(Test::AtLeast(On { scale: Arc::new(scale), level }))
    }

    /// Events at this level of a scale or below, in its published units: conciliatory ones, say. One
    /// without a level fails.
    ///
    /// ```
    /// # use escalade::{Predicate, scale::Goldstein};
    /// let conciliatory = Predicate::at_most(Goldstein::default(), 0.0);
    /// assert_eq!(conciliatory.to_string(), "at goldstein 0 or below");
    /// ```
    pub fn at_most(scale: impl Scale + 'static, level: f64) -> Self {
        Self(Test::AtMost(On { scale: Arc::new(scale), level }))
    }

    /// Events of which a report comes from, through, or out of the mouth of this actor.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// assert_eq!(Predicate::reported_by("CNN").to_string(), "reported by CNN");
    /// ```
    pub fn reported_by(teller: impl Into<String>) -> Self {
        Self(Test::ReportedBy(teller.into()))
    }

    /// Events of which at least so many reports are [independent](crate::Evidence#independence).
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

    /// Events at this place, as it was written.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// assert_eq!(Predicate::place("Isfahan").to_string(), "at «Isfahan»");
    /// ```
    pub fn place(place: impl Into<String>) -> Self {
        Self(Test::Place(place.into()))
    }

    /// Events that a closure keeps, under a name that answers tell. It cannot be written to a file.
    ///
    /// ```
    /// # use escalade::{EventRef, Predicate};
    /// let told = Predicate::named("told by someone", |event: EventRef<'_>| !event.reports().is_empty());
    /// assert_eq!(told.to_string(), "«told by someone»");
    /// assert!(serde_json::to_string(&told).is_err());
    /// ```
    pub fn named(
        name: impl Into<String>,
        passes: impl Fn(EventRef<'_>) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self(Test::Named(Closure { name: name.into(), passes: Arc::new(passes) }))
    }

    /// Events that pass both.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// let both = Predicate::sources(["IRN"]).and(Predicate::targets(["ISR"]));
    /// assert_eq!(both.to_string(), "by IRN and against ISR");
    /// ```
    pub fn and(self, other: Self) -> Self {
        Self(Test::All(vec![self, other]))
    }

    /// Events that pass either.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// let either = Predicate::place("Damascus").or(Predicate::place("Isfahan"));
    /// assert_eq!(either.to_string(), "(at «Damascus» or at «Isfahan»)");
    /// ```
    pub fn or(self, other: Self) -> Self {
        Self(Test::AnyOf(vec![self, other]))
    }

    /// What can be told without a timeline.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let mut issues = Issues::default();
        self.check_into(&mut issues);
        issues.check(ErrorKind::Query)
    }

    fn check_into(&self, issues: &mut Issues) {
        let mut refuse = |got: &dyn fmt::Display, allowed: &str, remedy: &str| {
            issues.push(Issue::new(Location::default(), got, allowed, remedy));
        };
        let nothing = match &self.0 {
            Test::Kinds(kinds) => kinds.is_empty(),
            Test::Sources(keys) | Test::Targets(keys) | Test::Parties(keys) => keys.is_empty(),
            Test::Code { code, .. } => code.is_empty(),
            Test::All(list) | Test::AnyOf(list) => {
                list.iter().for_each(|one| one.check_into(issues));
                return;
            }
            Test::Not(one) => return one.check_into(issues),
            Test::AtLeast(On { level, .. }) | Test::AtMost(On { level, .. }) => {
                if !level.is_finite() {
                    refuse(level, "a finite level", "give a level in the units of the scale");
                }
                false
            }
            Test::ReportedBy(_) | Test::IndependentReports(_) | Test::Place(_) | Test::Named(_) => {
                false
            }
        };
        if nothing {
            let remedy = "name what is to pass, or leave the predicate out";
            refuse(&"an empty list", "a predicate that something can pass", remedy);
        }
    }

    /// The test, with the keys of actors looked up in a timeline.
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
            Test::AtLeast(On { scale, level }) => Box::new(|event| {
                event.level(&**scale).is_some_and(|given| given.units() >= *level - HAIR)
            }),
            Test::AtMost(On { scale, level }) => Box::new(|event| {
                event.level(&**scale).is_some_and(|given| given.units() <= *level + HAIR)
            }),
            Test::ReportedBy(key) => {
                let teller = actors(std::slice::from_ref(key), timeline, issues);
                Box::new(move |event| {
                    let passed =
                        |report: &Report| teller.iter().any(|one| report.passed_through(*one));
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

/// Levels are whole tenths, which binary fractions miss by a hair.
const HAIR: f64 = 1e-6;

/// A predicate looked up in a timeline.
pub(crate) type Passes<'a> = Box<dyn Fn(EventRef<'_>) -> bool + 'a>;

fn actors(keys: &[String], timeline: &Timeline, issues: &mut Issues) -> Vec<ActorId> {
    let mut known = Vec::new();
    for key in keys {
        match timeline.actor_by_key(key) {
            Some(actor) => known.push(actor.id()),
            None => {
                let near = nearest(key, timeline.actors().map(|actor| actor.key()));
                let remedy = near.map_or_else(
                    || "add the actor, or leave it out".to_owned(),
                    |near| format!("perhaps «{near}» is meant"),
                );
                let allowed = "the key of an actor of this timeline";
                issues.push(Issue::new(Location::default(), key, allowed, remedy));
            }
        }
    }
    known
}

fn is_any(parties: &[ActorId], wanted: &[ActorId], event: EventRef<'_>) -> bool {
    let (timeline, second) = (event.timeline(), event.earliest().timestamp());
    parties
        .iter()
        .any(|party| wanted.iter().any(|whole| timeline.is_within(*party, *whole, second)))
}

/// Events that fail it.
impl Not for Predicate {
    type Output = Self;

    fn not(self) -> Self {
        Self(Test::Not(Box::new(self)))
    }
}

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
            Test::AtLeast(On { scale, level }) => {
                write!(f, "at {} {level} or above", isolated(scale.name()))
            }
            Test::AtMost(On { scale, level }) => {
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
