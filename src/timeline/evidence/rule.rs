//! How sure reports make something: rules that can be exchanged.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use crate::{
    error::{Error, Issue},
    model::{Confidence, Credibility, Reliability},
};

/// What an [`EvidenceRule`] is handed: what is left of reports once those that depend on each other
/// count once.
///
/// Supports come surest first, denials likewise; neither has an order beside that, so that no rule can
/// depend on the order of recording.
///
/// ```
/// use escalade::{Actor, Credibility, Event, Means, Report, Timeline, NamedRule};
///
/// let mut builder = Timeline::builder();
/// let [a, paper, wire] = ["A", "PAPER", "WIRE"].map(|key| builder.add_actor(Actor::new(key)));
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
    /// One for each independent origin, the surest first.
    pub fn supports(&self) -> &[Support] {
        &self.supports
    }

    /// How sure each of those who deny it makes that, the surest first: what is stated of the denial,
    /// else an even chance, 50.
    pub fn denials(&self) -> &[Confidence] {
        &self.denials
    }
}

/// The best that is said of the reports of one independent origin.
///
/// See [`Testimony`] for an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Support {
    pub(super) credibility: Option<Credibility>,
    pub(super) reliability: Option<Reliability>,
}

impl Support {
    /// How credible the most credible of them is.
    pub fn credibility(&self) -> Option<Credibility> {
        self.credibility
    }

    /// How reliable the most reliable of the equally credible is.
    pub fn reliability(&self) -> Option<Reliability> {
        self.reliability
    }
}

/// How sure something is, by those who report and those who deny it.
///
/// A rule must answer from what it is handed alone. For answers to keep to what is promised of them, it
/// should give no more where a support is taken away or is less credible, nor where a denial is added.
/// [`NamedRule`] makes one of a closure; [`Dempster`] is built in.
///
/// ```
/// use escalade::{Confidence, EvidenceRule, Testimony};
///
/// /// Two independent reports that nobody denies make it certain.
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
    /// The name by which answers and query files know it.
    fn name(&self) -> &str;

    /// How sure it is; nothing where nothing can be told.
    fn confidence(&self, testimony: &Testimony) -> Option<Confidence>;

    /// How a query writes it. A rule of the user's own cannot be written.
    fn written(&self) -> Option<WrittenRule> {
        None
    }
}

/// A shared rule.
impl<R: EvidenceRule + ?Sized> EvidenceRule for Arc<R> {
    fn name(&self) -> &str {
        (**self).name()
    }

    fn confidence(&self, testimony: &Testimony) -> Option<Confidence> {
        (**self).confidence(testimony)
    }

    fn written(&self) -> Option<WrittenRule> {
        (**self).written()
    }
}

/// The rule unless another is named: Dempster's rule of combination over simple support (Dempster,
/// 1967; Shafer, *A Mathematical Theory of Evidence*, 1976, chapter 4).
///
/// Each independent support speaks for it as strongly as it is [credible](Credibility::confidence), each
/// who denies it against it as strongly as that is stated, else with an even chance:
///
/// ```text
/// s = 1 - (1 - c1)(1 - c2)...     d = 1 - (1 - d1)(1 - d2)...     confidence = s (1 - d) / (1 - s d)
/// ```
///
/// rounded down to percent, so that no number of reports makes it certain. A support whose credibility
/// is not stated or cannot be judged says nothing; where that is all there is, so is the confidence.
/// Reliability has no number and is left aside.
///
/// ```
/// use escalade::{Actor, Credibility, Dempster, Event, EvidenceRule, Means, Report, SpeechAct, Statement, Timeline};
///
/// let mut builder = Timeline::builder();
/// let [a, paper, wire] = ["A", "PAPER", "WIRE"].map(|key| builder.add_actor(Actor::new(key)));
/// let told = |outlet| Report::by(outlet).with_credibility(Credibility::ProbablyTrue);
/// let raid = |day: &str| Event::attack(a, day, Means::Drone).with_report(told(paper)).with_report(told(wire));
/// let told = builder.add_event(raid("2024-04-01"));
/// let denied = builder.add_event(raid("2024-04-02"));
/// let denial = Event::statement(a, "2024-04-03", SpeechAct::Deny);
/// builder.add_event(denial.saying(Statement::about(denied)));
/// let timeline = builder.build()?;
/// let percent = |event| timeline.event(event).evidence().derived.unwrap().percent();
/// assert_eq!(percent(told), 91, "1 - 0.3 * 0.3");
/// assert_eq!(percent(denied), 83, "0.91 * 0.5 / (1 - 0.91 * 0.5)");
/// assert_eq!(timeline.event(told).evidence().rule, Dempster.name());
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
        let judged = testimony.supports.iter().filter_map(|one| one.credibility?.confidence());
        let support = combined(judged)?;
        let denial = combined(testimony.denials.iter().copied()).unwrap_or(0.0);
        // What is both certain and certainly denied cannot be weighed.
        let conflict = 1.0 - support * denial;
        let share = if conflict > 0.0 { support * (1.0 - denial) / conflict } else { 0.0 };
        Confidence::new((share * 100.0 + 1e-9).floor() as u8).ok()
    }

    fn written(&self) -> Option<WrittenRule> {
        Some(WrittenRule(DEMPSTER))
    }
}

/// One less the product of what each leaves open; nothing of nothing.
fn combined(each: impl Iterator<Item = Confidence>) -> Option<f64> {
    let open = each.map(|sure| 1.0 - f64::from(sure.percent()) / 100.0);
    Some(1.0 - open.reduce(|product, open| product * open)?)
}

/// A rule made of a closure, under a name that answers tell. A query with such a rule cannot be written
/// to a file.
///
/// ```
/// use escalade::{Confidence, EvidenceRule, NamedRule, Testimony};
///
/// let doubt = NamedRule::new("doubt all", |_| Confidence::new(0).ok());
/// assert_eq!(doubt.confidence(&Testimony::default()).unwrap().percent(), 0);
/// assert!(doubt.written().is_none());
/// ```
#[derive(Clone)]
pub struct NamedRule<F> {
    name: String,
    confidence: F,
}

impl<F: Fn(&Testimony) -> Option<Confidence> + Send + Sync> NamedRule<F> {
    /// A rule that asks a closure.
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

/// How a query writes its rule of evidence: by its name. Only the rules of this crate can be written.
///
/// ```
/// use escalade::{Dempster, EvidenceRule};
///
/// assert_eq!(serde_json::to_string(&Dempster.written()).unwrap(), r#""dempster""#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct WrittenRule(&'static str);

/// As a query writes it.
pub(crate) fn serialize<S: Serializer>(
    rule: &Option<Arc<dyn EvidenceRule>>,
    to: S,
) -> Result<S::Ok, S::Error> {
    let Some(rule) = rule else { return to.serialize_none() };
    match rule.written() {
        Some(written) => written.serialize(to),
        None => Err(ser::Error::custom(format_args!(
            "the rule of evidence «{}» is not built in, so it cannot be written; allowed: {}",
            rule.name(),
            DEMPSTER
        ))),
    }
}

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
