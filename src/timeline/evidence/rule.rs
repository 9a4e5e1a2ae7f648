//! Rules of evidence: how a confidence is derived from independent reports and denials.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use crate::{
    error::{Error, Issue},
    model::{Confidence, Credibility, Reliability},
};

/// The input of an [`EvidenceRule`]: one support for each independent origin, and the denials.
///
/// Supports come the most credible first, denials the most confident first. They have no other order,
/// so that a rule cannot depend on the order of recording.
///
/// ```
/// use escalade::{Actor, Event, Means, Report, Timeline, evidence::NamedRule, model::Credibility};
///
/// let mut builder = Timeline::builder();
/// let [a, b, paper, wire] = ["A", "B", "PAPER", "WIRE"].map(|key| builder.add_actor(Actor::new(key)));
/// let raid = Event::attack(a, "2024-04-01", Means::Drone)
///     .with_report(Report::by(paper).with_credibility(Credibility::ProbablyTrue))
///     .with_report(Report::by(wire));
/// let raid = builder.add_event(raid);
/// let timeline = builder.build()?;
/// let count = NamedRule::new("ten a report", |testimony| {
///     assert_eq!(testimony.supports()[0].credibility(), Some(Credibility::ProbablyTrue));
///     assert!(testimony.denials().is_empty());
///     escalade::Confidence::new(10 * testimony.supports().len() as u8).ok()
/// });
/// assert_eq!(timeline.view().evidence_by(raid, &count)?.derived.unwrap().percent(), 20);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Testimony {
    pub(super) supports: Vec<Support>,
    pub(super) denials: Vec<Confidence>,
}

impl Testimony {
    /// Returns one support for each independent origin, the most credible first.
    pub fn supports(&self) -> &[Support] {
        &self.supports
    }

    /// Returns the confidence of each denier that the proposition is false, the highest first. It is
    /// the confidence stated of the denial, or 50% where none is stated.
    pub fn denials(&self) -> &[Confidence] {
        &self.denials
    }
}

/// The best grades among the reports of one independent origin.
///
/// See [`Testimony`] for an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Support {
    pub(super) credibility: Option<Credibility>,
    pub(super) reliability: Option<Reliability>,
}

impl Support {
    /// Returns the credibility of the most credible report, or `None` if no report is judged.
    pub fn credibility(&self) -> Option<Credibility> {
        self.credibility
    }

    /// Returns the reliability of the most reliable among the most credible reports.
    pub fn reliability(&self) -> Option<Reliability> {
        self.reliability
    }
}

/// A rule that derives a confidence from reports and denials.
///
/// The result must depend on the [`Testimony`] alone. For the guarantees of [`Evidence`](crate::evidence::Evidence)
/// to hold, the confidence should not rise when a support is removed or becomes less credible, nor when
/// a denial is added. [`NamedRule`] makes a rule of a closure; [`Dempster`] is built in.
///
/// ```
/// use escalade::{Confidence, evidence::{EvidenceRule, Testimony}};
///
/// /// Two independent reports without a denial make it certain.
/// #[derive(Debug)]
/// struct TwoSources;
///
/// impl EvidenceRule for TwoSources {
///     fn name(&self) -> &str {
///         "two sources"
///     }
///
///     fn confidence(&self, testimony: &Testimony) -> Option<Confidence> {
///         let confirmed = testimony.supports().len() > 1 && testimony.denials().is_empty();
///         confirmed.then(|| Confidence::new(100).ok())?
///     }
/// }
///
/// assert_eq!(TwoSources.confidence(&Testimony::default()), None);
/// ```
pub trait EvidenceRule: fmt::Debug + Send + Sync {
    /// Returns the name of the rule, as answers and query files show it.
    fn name(&self) -> &str;

    /// Returns the confidence that the proposition is true, or `None` if the rule cannot derive one.
    fn confidence(&self, testimony: &Testimony) -> Option<Confidence>;

    /// Returns the serialized form of a built-in rule, or `None` for any other rule.
    fn spec(&self) -> Option<RuleSpec> {
        None
    }
}

/// A shared rule behaves like the rule itself.
impl<R: EvidenceRule + ?Sized> EvidenceRule for Arc<R> {
    fn name(&self) -> &str {
        (**self).name()
    }

    fn confidence(&self, testimony: &Testimony) -> Option<Confidence> {
        (**self).confidence(testimony)
    }

    fn spec(&self) -> Option<RuleSpec> {
        (**self).spec()
    }
}

/// The default rule: Dempster's rule of combination over simple support functions (Dempster, 1967;
/// Shafer, *A Mathematical Theory of Evidence*, 1976, chapter 4).
///
/// Each independent support `i` has the weight `ci`, the confidence of its
/// [credibility](Credibility::confidence). Each denier `j` has the weight `dj`, the confidence stated of
/// the denial, or 0.5 where none is stated:
///
/// ```text
/// s = 1 - (1 - c1)(1 - c2)...     d = 1 - (1 - d1)(1 - d2)...     confidence = s (1 - d) / (1 - s d)
/// ```
///
/// The result is rounded down to whole percent, so that no number of reports makes it certain. A support
/// whose credibility is not stated or cannot be judged is ignored; if there is no other support, the
/// result is `None`. Reliability has no numeric value and is ignored.
///
/// ```
/// use escalade::{Actor, Event, Means, Report, SpeechAct, Statement, Timeline, evidence::{Dempster, EvidenceRule}, model::Credibility};
///
/// let mut builder = Timeline::builder();
/// let [a, b, paper, wire] = ["A", "B", "PAPER", "WIRE"].map(|key| builder.add_actor(Actor::new(key)));
/// let probable = |outlet| Report::by(outlet).with_credibility(Credibility::ProbablyTrue);
/// let raid = |day: &str| Event::attack(a, day, Means::Drone).with_report(probable(paper)).with_report(probable(wire));
/// let reported = builder.add_event(raid("2024-04-01"));
/// let denied = builder.add_event(raid("2024-04-02"));
/// let denial = Event::statement(b, "2024-04-03", SpeechAct::Deny);
/// builder.add_event(denial.with_statement(Statement::about(denied)));
/// let timeline = builder.build()?;
/// let percent = |event| timeline.event(event).evidence().derived.unwrap().percent();
/// assert_eq!(percent(reported), 91, "1 - 0.3 * 0.3");
/// assert_eq!(percent(denied), 83, "0.91 * 0.5 / (1 - 0.91 * 0.5)");
/// assert_eq!(timeline.event(reported).evidence().rule, Dempster.name());
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dempster;

const DEMPSTER: &str = "dempster";

impl EvidenceRule for Dempster {
    fn name(&self) -> &str {
        DEMPSTER
    }

    fn confidence(&self, testimony: &Testimony) -> Option<Confidence> {
        let mut judged = testimony.supports.iter().filter_map(|one| one.credibility?.confidence());
        let support = combined(&mut judged)?;
        let denial = combined(&mut testimony.denials.iter().copied()).unwrap_or(0.0);
        // If it is certain and certainly denied, the formula would be 0 / 0.
        let conflict = 1.0 - support * denial;
        let share = if conflict > 0.0 { support * (1.0 - denial) / conflict } else { 0.0 };
        // The addend makes up for rounding errors just below a whole percent.
        Confidence::new((share * 100.0 + 1e-9).floor() as u8).ok()
    }

    fn spec(&self) -> Option<RuleSpec> {
        Some(RuleSpec(DEMPSTER))
    }
}

/// Returns 1 - (1 - c1)(1 - c2)..., or `None` if there are no confidences.
fn combined(each: &mut dyn Iterator<Item = Confidence>) -> Option<f64> {
    let mut product = None;
    for confidence in each {
        let doubt = 1.0 - f64::from(confidence.percent()) / 100.0;
        product = Some(product.map_or(doubt, |product| product * doubt));
    }
    Some(1.0 - product?)
}

/// A rule made of a closure, under a name that answers show. A query with such a rule cannot be
/// serialized.
///
/// ```
/// use escalade::{Confidence, evidence::{EvidenceRule, NamedRule, Testimony}};
///
/// let doubt = NamedRule::new("doubt all", |_| Confidence::new(0).ok());
/// assert_eq!(doubt.confidence(&Testimony::default()).unwrap().percent(), 0);
/// assert!(doubt.spec().is_none());
/// ```
#[derive(Clone)]
pub struct NamedRule<F> {
    name: String,
    confidence: F,
}

impl<F: Fn(&Testimony) -> Option<Confidence> + Send + Sync> NamedRule<F> {
    /// Creates a rule that calls a closure.
    pub fn new(name: impl Into<String>, confidence: F) -> Self {
        Self { name: name.into(), confidence }
    }
}

impl<F: Fn(&Testimony) -> Option<Confidence> + Send + Sync> EvidenceRule for NamedRule<F> {
    fn name(&self) -> &str {
        &self.name
    }

    fn confidence(&self, testimony: &Testimony) -> Option<Confidence> {
        (self.confidence)(testimony)
    }
}

impl<F> fmt::Debug for NamedRule<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NamedRule").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The serialized form of a rule of evidence: its name. Only built-in rules have one.
///
/// ```
/// use escalade::evidence::{Dempster, EvidenceRule};
///
/// assert_eq!(serde_json::to_string(&Dempster.spec()).unwrap(), r#""dempster""#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct RuleSpec(&'static str);

/// Serializes the rule of a query by name.
///
/// Together with [`deserialize`], this is the module that a query names in `#[serde(with)]`.
pub(crate) fn serialize<S: Serializer>(
    rule: &Option<Arc<dyn EvidenceRule>>,
    to: S,
) -> Result<S::Ok, S::Error> {
    let Some(rule) = rule else { return to.serialize_none() };
    match rule.spec() {
        Some(spec) => spec.serialize(to),
        None => Err(ser::Error::custom(format_args!(
            "the rule of evidence «{}» is not built in, so it cannot be written; allowed: {}",
            rule.name(),
            DEMPSTER
        ))),
    }
}

/// Deserializes the rule of a query by name.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<Arc<dyn EvidenceRule>>, D::Error> {
    let Some(name) = Option::<String>::deserialize(from)? else { return Ok(None) };
    if name == DEMPSTER {
        return Ok(Some(Arc::new(Dempster)));
    }
    let remedy = "name a rule that is built in";
    Err(de::Error::custom(Error::value(Issue::new("deriving", name, DEMPSTER, remedy))))
}
