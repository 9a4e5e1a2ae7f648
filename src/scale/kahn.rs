//! Kahn's escalation ladder.

use std::sync::{LazyLock, OnceLock};

use super::{Crosswalk, Scale, ScaleSpec, ScoredEvent, Threshold};
use crate::{
    model::{Level, ScaleName},
    table::rows,
};

/// The escalation ladder of Herman Kahn (*On Escalation*, 1965), with rungs 1 to 44.
///
/// The coder assigns the rungs, because no crosswalk from codes to rungs has been published. With a
/// [`Crosswalk`] of your own, events to which the coder assigned no rung have the rung of their
/// code: see [`with_crosswalk`](Self::with_crosswalk).
///
/// The scale is ordinal: a difference of levels is a number of rungs, not a distance.
///
/// ```
/// use escalade::{Level, scale::{Kahn, Scale}};
///
/// assert_eq!(Kahn::rungs()[11].name(), "Large Conventional War (or Actions)");
/// assert_eq!(Kahn.conflict_floor(), Some(Level::from(1)));
/// assert_eq!(Kahn.thresholds().len(), 6);
/// assert_eq!(Kahn.thresholds()[2].name(), "No Nuclear Use Threshold");
/// assert_eq!(Kahn.thresholds()[2].level(), Level::from(21));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Kahn;

impl Kahn {
    /// Returns the rungs, from the lowest to the highest.
    ///
    /// ```
    /// use escalade::scale::Kahn;
    ///
    /// assert_eq!(Kahn::rungs().len(), 44);
    /// assert!(Kahn::rungs().iter().map(|rung| rung.number()).eq(1..=44));
    /// ```
    pub fn rungs() -> &'static [Rung] {
        static RUNGS: OnceLock<Vec<Rung>> = OnceLock::new();
        RUNGS.get_or_init(|| {
            let mut rungs = Vec::new();
            for row in rows(include_str!("tables/kahn.tsv")) {
                rungs.push(Rung {
                    number: row[0].parse().unwrap_or_default(),
                    name: row[1],
                    group: row[2],
                    threshold_above: Some(row[3]).filter(|name| !name.is_empty()),
                });
            }
            rungs
        })
    }

    /// Combines the ladder with a crosswalk that assigns rungs to codes.
    ///
    /// Rungs assigned by the coder take precedence. The name of the scale is still `kahn`.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{Actor, Code, Event, Level, Query, Timeline, Vocabulary};
    /// use escalade::scale::{Crosswalk, Kahn};
    ///
    /// let mut builder = Timeline::builder();
    /// let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let code = |text| Code::new(Vocabulary::Cameo, text);
    /// let threat = builder.add_event(Event::coded(a, b, "2024-04-01", code("1381")));
    /// let strike = Event::coded(b, a, "2024-04-02", code("195")).with_level(Kahn, 8);
    /// let strike = builder.add_event(strike);
    /// let timeline = builder.build()?;
    ///
    /// let ladder = Kahn.with_crosswalk(Crosswalk::new([(code("138"), 5), (code("19"), 12)])?);
    /// assert_eq!(timeline.event(threat).level(&ladder), Some(Level::from(5)), "as 138");
    /// assert_eq!(timeline.event(strike).level(&ladder), Some(Level::from(8)), "the coder's");
    /// let query = Query::escalation().on(ladder).max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.summary().events(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn with_crosswalk(self, crosswalk: Crosswalk) -> KahnWithCrosswalk {
        KahnWithCrosswalk { crosswalk }
    }
}

impl Scale for Kahn {
    fn name(&self) -> &str {
        "kahn"
    }

    fn assess(&self, _: ScoredEvent<'_>) -> Option<Level> {
        None
    }

    fn conflict_floor(&self) -> Option<Level> {
        Some(Level::from(1))
    }

    /// A threshold is above the last rung of a group, so its level is that of the next rung.
    fn thresholds(&self) -> &[Threshold] {
        static THRESHOLDS: LazyLock<Vec<Threshold>> = LazyLock::new(|| {
            let mut thresholds = Vec::new();
            for rung in Kahn::rungs() {
                if let Some(name) = rung.threshold_above {
                    thresholds.push(Threshold::new(name, i32::from(rung.number) + 1));
                }
            }
            thresholds
        });
        &THRESHOLDS
    }

    fn spec(&self) -> Option<ScaleSpec> {
        Some(ScaleSpec::named(self.name()))
    }
}

/// Kahn's ladder with a crosswalk from codes to rungs. See [`Kahn::with_crosswalk`].
///
/// ```
/// use escalade::{Code, Query, Vocabulary, scale::{Crosswalk, Kahn, Scale}};
///
/// let crosswalk = Crosswalk::new([(Code::new(Vocabulary::Cameo, "190"), 12)])?;
/// let ladder = Kahn.with_crosswalk(crosswalk);
/// assert_eq!((ladder.name(), ladder.crosswalk().iter().count()), ("kahn", 1));
///
/// // The serialized query contains the crosswalk.
/// let json = serde_json::to_string(&Query::escalation().on(ladder)).unwrap();
/// assert!(json.contains(r#""scale":{"kahn":[["cameo","190",12]]}"#));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct KahnWithCrosswalk {
    crosswalk: Crosswalk,
}

impl KahnWithCrosswalk {
    /// Returns the crosswalk.
    pub fn crosswalk(&self) -> &Crosswalk {
        &self.crosswalk
    }
}

impl Scale for KahnWithCrosswalk {
    fn name(&self) -> &str {
        Kahn.name()
    }

    fn assess(&self, event: ScoredEvent<'_>) -> Option<Level> {
        let rung = self.crosswalk.rung(event.event_type().code()?)?;
        Some(Level::from(i32::from(rung)))
    }

    fn conflict_floor(&self) -> Option<Level> {
        Kahn.conflict_floor()
    }

    fn thresholds(&self) -> &[Threshold] {
        Kahn.thresholds()
    }

    fn spec(&self) -> Option<ScaleSpec> {
        Some(ScaleSpec::kahn_through(&self.crosswalk))
    }
}

impl From<Kahn> for ScaleName {
    fn from(_: Kahn) -> Self {
        "kahn".into()
    }
}

/// A rung of Kahn's ladder.
///
/// ```
/// use escalade::scale::Kahn;
///
/// let ninth = &Kahn::rungs()[8];
/// assert_eq!((ninth.number(), ninth.group()), (9, "Traditional Crises"));
/// assert_eq!(ninth.threshold_above(), Some("Nuclear War Is Unthinkable Threshold"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    number: u8,
    name: &'static str,
    group: &'static str,
    threshold_above: Option<&'static str>,
}

impl Rung {
    /// Returns the number of the rung, from 1 to 44.
    pub fn number(&self) -> u8 {
        self.number
    }

    /// Returns the name of the rung.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the name of the group that the rung belongs to.
    pub fn group(&self) -> &'static str {
        self.group
    }

    /// Returns the threshold above the rung, if the rung is the last of its group.
    pub fn threshold_above(&self) -> Option<&'static str> {
        self.threshold_above
    }
}
