//! Predicates: tests of one event.

use std::{cell::Cell, collections::VecDeque, fmt, ops::Not, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::{EventRef, act_words};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{Act, EventKind, Vocabulary},
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
///
/// Several predicates joined by `and` are one list, and so are several joined by `or`, however many. Lists within
/// lists and negations may be nested 50 levels deep; a predicate nested deeper is an error where it is used.
///
/// ```
/// use escalade::Predicate;
///
/// let place = |nth: usize| Predicate::place(format!("place {nth}"));
/// let many = (1..20_000).fold(place(0), |joined, nth| joined.or(place(nth)));
/// assert!(escalade::Query::escalation().max_gap(chrono::TimeDelta::days(7)).last(many).check().is_ok());
/// let deep = (1..20_000).fold(place(0), |joined, nth| !joined.or(place(nth)));
/// assert!(escalade::Query::escalation().max_gap(chrono::TimeDelta::days(7)).last(deep).check().is_err());
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Predicate {
    pub(super) test: Test,
    /// The number of lists and negations that are nested in it, itself included; at most [`MAX_DEPTH`].
    depth: usize,
}

/// The greatest depth of nested lists and negations. Predicates are evaluated by recursion.
const MAX_DEPTH: usize = 50;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Test {
    Kinds(Vec<EventKind>),
    #[serde(with = "act_words")]
    Acts(Vec<Act>),
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
    All(VecDeque<Predicate>),
    AnyOf(VecDeque<Predicate>),
    Not(Box<Predicate>),
    #[serde(skip_deserializing, serialize_with = "refuse_closure")]
    Named(Closure),
    /// Stands for a predicate nested too deep, whose parts are not kept: nothing deep has to be dropped.
    #[serde(skip_deserializing, serialize_with = "refuse_depth")]
    TooDeep(()),
}

impl Serialize for Predicate {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.test.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Predicate {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        thread_local! {
            /// The number of predicates that are being deserialized, each within the one before.
            static DEPTH: Cell<usize> = const { Cell::new(0) };
        }
        let depth = DEPTH.get();
        if depth > MAX_DEPTH {
            return Err(de::Error::custom(format_args!("expected {}", allowed_depth())));
        }
        DEPTH.set(depth + 1);
        let test = Test::deserialize(from);
        DEPTH.set(depth);
        Ok(match test? {
            Test::All(parts) => Self::list(Test::All, parts),
            Test::AnyOf(parts) => Self::list(Test::AnyOf, parts),
            Test::Not(part) => !*part,
            test => Self::leaf(test),
        })
    }
}

fn allowed_depth() -> String {
    format!("a predicate of at most {MAX_DEPTH} levels of lists and negations")
}

/// A level on a scale, in the units in which the scale is published.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScaleLevel {
    #[serde(with = "scale::by_spec")]
    pub(super) scale: Arc<dyn Scale>,
    pub(super) level: f64,
}

impl PartialEq for ScaleLevel {
    fn eq(&self, other: &Self) -> bool {
        scale::is_same(&self.scale, &other.scale) && self.level == other.level
    }
}

#[derive(Clone)]
pub(super) struct Closure {
    name: String,
    pub(super) passes: Arc<dyn Fn(EventRef<'_>) -> bool + Send + Sync>,
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

#[cfg(feature = "watch")]
impl Predicate {
    /// Returns `true` if it has a closure, which may look at any event of a timeline.
    pub(crate) fn has_closure(&self) -> bool {
        match &self.test {
            Test::Named(_) => true,
            Test::All(parts) | Test::AnyOf(parts) => parts.iter().any(Self::has_closure),
            Test::Not(part) => part.has_closure(),
            _ => false,
        }
    }
}

fn refuse_closure<S: Serializer>(closure: &Closure, _: S) -> Result<S::Ok, S::Error> {
    let name = &closure.name;
    Err(ser::Error::custom(format_args!(
        "the closure «{name}» cannot be serialized: use a predicate without a closure"
    )))
}

fn refuse_depth<S: Serializer>(_: &(), _: S) -> Result<S::Ok, S::Error> {
    Err(ser::Error::custom(format_args!("expected {}", allowed_depth())))
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
        Self::leaf(Test::Kinds(kinds.into_iter().collect()))
    }

    /// Returns a predicate that selects events of these acts, such as agreements.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Predicate, Query, model::{Act, ActionKind}, read::Options}};
    /// let text = r#"{"actor":{"key":"A"}}
    /// {"actor":{"key":"B"}}
    /// {"event":{"when":"2031-05-02","attack":"artillery","source":"A","target":"B","levels":{"kahn":7}}}
    /// {"event":{"when":"2031-05-09","action":"agreement","source":"A","target":"B","mutual":true}}
    /// {"event":{"when":"2031-05-20","attack":"artillery","source":"B","target":"A","levels":{"kahn":8}}}"#;
    /// let timeline = Options::new().read("crisis.jsonl", text.as_bytes())?.timeline;
    /// let truce = Predicate::acts([Act::Action(ActionKind::Agreement)]);
    /// assert_eq!(truce.to_string(), "of the act action: agreement");
    /// assert_eq!(serde_json::to_string(&truce).unwrap(), r#"{"acts":["agreement"]}"#);
    /// let query = Query::escalation().on(escalade::scale::Kahn).max_gap(TimeDelta::days(30));
    /// assert_eq!(timeline.chains(&query)?.count().to_string(), "1");
    /// assert_eq!(timeline.chains(&query.unless(truce))?.count().to_string(), "0");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn acts(acts: impl IntoIterator<Item = Act>) -> Self {
        Self::of_acts(acts.into_iter().collect())
    }

    pub(super) fn of_acts(acts: Vec<Act>) -> Self {
        Self::leaf(Test::Acts(acts))
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
        Self::leaf(Test::Code { vocabulary, code: code.into() })
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
        Self::leaf(Test::Sources(keys(actors)))
    }

    /// Returns a predicate that selects events with one of these actors as target. For a mutual event,
    /// only the actors recorded as targets are compared.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// assert_eq!(Predicate::targets(["ISR"]).to_string(), "against ISR");
    /// ```
    pub fn targets<K: Into<String>>(actors: impl IntoIterator<Item = K>) -> Self {
        Self::leaf(Test::Targets(keys(actors)))
    }

    /// Returns a predicate that selects events with one of these actors as source or target.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// assert_eq!(Predicate::parties(["ISR"]).to_string(), "with ISR");
    /// ```
    pub fn parties<K: Into<String>>(actors: impl IntoIterator<Item = K>) -> Self {
        Self::leaf(Test::Parties(keys(actors)))
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
        Self::leaf(Test::AtLeast(ScaleLevel { scale: Arc::new(scale), level }))
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
        Self::leaf(Test::AtMost(ScaleLevel { scale: Arc::new(scale), level }))
    }

    /// Returns a predicate that selects events with a report that has this actor on its path: as
    /// outlet, relay or speaker.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// assert_eq!(Predicate::reported_by("CNN").to_string(), "reported by CNN");
    /// ```
    pub fn reported_by(reporter: impl Into<String>) -> Self {
        Self::leaf(Test::ReportedBy(reporter.into()))
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
        Self::leaf(Test::IndependentReports(least))
    }

    /// Returns a predicate that selects events at this place, compared as recorded.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// assert_eq!(Predicate::place("Isfahan").to_string(), "at «Isfahan»");
    /// ```
    pub fn place(place: impl Into<String>) -> Self {
        Self::leaf(Test::Place(place.into()))
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
        Self::leaf(Test::Named(Closure { name: name.into(), passes: Arc::new(passes) }))
    }

    /// Returns a predicate that selects events that pass both.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// let both = Predicate::sources(["IRN"]).and(Predicate::targets(["ISR"]));
    /// assert_eq!(both.to_string(), "by IRN and against ISR");
    /// ```
    pub fn and(self, other: Self) -> Self {
        Self::list(Test::All, [self, other].into())
    }

    /// Returns a predicate that selects events that pass at least one of the two.
    ///
    /// ```
    /// # use escalade::Predicate;
    /// let either = Predicate::place("Damascus").or(Predicate::place("Isfahan"));
    /// assert_eq!(either.to_string(), "(at «Damascus» or at «Isfahan»)");
    /// ```
    pub fn or(self, other: Self) -> Self {
        Self::list(Test::AnyOf, [self, other].into())
    }

    fn leaf(test: Test) -> Self {
        Self { test, depth: 0 }
    }

    /// Returns a list of parts. Parts that are lists of the same kind become part of it, so that joining many
    /// predicates one by one, at either end, takes linear time.
    fn list(kind: fn(VecDeque<Self>) -> Test, parts: VecDeque<Self>) -> Self {
        let is_all = matches!(kind(VecDeque::new()), Test::All(_));
        let is_same = |test: &Test| match test {
            Test::All(_) => is_all,
            Test::AnyOf(_) => !is_all,
            _ => false,
        };
        let (mut flat, mut depth): (VecDeque<Self>, usize) = (VecDeque::new(), 1);
        for part in parts {
            if is_same(&part.test) {
                depth = depth.max(part.depth);
                let (Test::All(mut list) | Test::AnyOf(mut list)) = part.test else { continue };
                if flat.len() < list.len() {
                    while let Some(part) = flat.pop_back() {
                        list.push_front(part);
                    }
                    flat = list;
                } else {
                    flat.append(&mut list);
                }
            } else {
                depth = depth.max(part.depth + 1);
                flat.push_back(part);
            }
        }
        Self::nested(kind(flat), depth)
    }

    fn nested(test: Test, depth: usize) -> Self {
        // What is too deep is at most one level deeper than what is not, so that dropping it is safe.
        if depth > MAX_DEPTH {
            Self { test: Test::TooDeep(()), depth: MAX_DEPTH }
        } else {
            Self { test, depth }
        }
    }

    /// Checks what can be checked without a timeline.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let mut issues = Issues::default();
        self.check_into(&mut issues);
        issues.check(ErrorKind::Query)
    }

    pub(super) fn check_into(&self, issues: &mut Issues) {
        let mut refuse = |got: &dyn fmt::Display, allowed: &str, remedy: &str| {
            issues.push(Issue::new(Location::default(), got, allowed, remedy));
        };
        let is_empty = match &self.test {
            Test::Kinds(kinds) => kinds.is_empty(),
            Test::Acts(acts) => acts.is_empty(),
            Test::Sources(keys) | Test::Targets(keys) | Test::Parties(keys) => keys.is_empty(),
            Test::Code { code, .. } => code.is_empty(),
            Test::All(list) | Test::AnyOf(list) => {
                list.iter().for_each(|one| one.check_into(issues));
                return;
            }
            Test::Not(one) => return one.check_into(issues),
            Test::TooDeep(()) => {
                let remedy = "join conditions of one kind in one list, all by `and` or all by `or`";
                refuse(&"a deeper one", &allowed_depth(), remedy);
                false
            }
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
}

/// Returns a predicate that selects the events that fail this one.
impl Not for Predicate {
    type Output = Self;

    fn not(self) -> Self {
        let depth = self.depth + 1;
        Self::nested(Test::Not(Box::new(self)), depth)
    }
}

/// Writes the predicate as an English phrase. This is not the form that
/// [`FromStr`](#impl-FromStr-for-Predicate) reads.
impl fmt::Display for Predicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f: &mut dyn fmt::Write = f;
        let list = |parts: &VecDeque<Self>, word: &str| {
            let mut list = Vec::with_capacity(parts.len());
            for part in parts {
                list.push(part.to_string());
            }
            list.join(word)
        };
        match &self.test {
            Test::Kinds(kinds) => {
                for (nth, kind) in kinds.iter().enumerate() {
                    f.write_str(if nth > 0 { " or " } else { "of kind " })?;
                    f.write_str(kind.as_str())?;
                }
                Ok(())
            }
            Test::Acts(acts) => {
                for (nth, act) in acts.iter().enumerate() {
                    f.write_str(if nth > 0 { " or " } else { "of the act " })?;
                    f.write_str(&act.to_string())?;
                }
                Ok(())
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
            Test::Not(part) => match &part.test {
                Test::All(_) => write!(f, "not ({part})"),
                _ => write!(f, "not {part}"),
            },
            Test::Named(closure) => write!(f, "«{}»", isolated(&closure.name)),
            Test::TooDeep(()) => write!(f, "nested more than {MAX_DEPTH} levels deep"),
        }
    }
}
