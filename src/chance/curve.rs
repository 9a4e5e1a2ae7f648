//! The ratio as a function of the length of blocks.

use serde::Serialize;

use super::{comparison::Comparison, statistic::Statistic};
use crate::{Chains, chain::query::rule::Rule};

/// Comparisons with days redrawn in blocks of several lengths: the result of
/// [`Against::sweep_blocks`](super::Against::sweep_blocks).
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, chance::NullModel, read::Options};
///
/// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(2)))?;
/// let curve = chains.against(&NullModel::Rotations).shuffles(99).sweep_blocks([1, 6, 12])?;
/// let [day, six, all] = curve.points() else { panic!("three lengths") };
/// assert_eq!((day.days, day.hops.ratio()), (1, Some(1.0)), "in blocks of a day nothing moves");
/// assert!(!curve.has_power(day) && curve.has_power(all));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Curve {
    null: &'static str,
    shuffles: u64,
    seed: u64,
    max_gap_days: Option<f64>,
    points: Vec<CurvePoint>,
}

/// The comparison for one length of blocks.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CurvePoint {
    /// The length of a block in days.
    pub days: u32,
    /// The comparison of the number of hops.
    pub hops: Statistic,
    /// The comparison of the number of chains.
    pub chains: Statistic,
}

impl CurvePoint {
    pub(crate) fn new(days: u32, comparison: &Comparison) -> Self {
        let (hops, chains) = (comparison.hops().clone(), comparison.chains().clone());
        Self { days, hops, chains }
    }
}

/// How many times as long as the longest gap a block must be so that it has power.
const LEAST_BLOCK: f64 = 2.0;

impl Curve {
    /// Creates the curve of some points, in order of their lengths.
    pub(crate) fn new(chains: &Chains<'_>, points: Vec<CurvePoint>, seed: u64) -> Self {
        let query = &chains.prepared.query;
        let follows_rules = query.rules.iter().any(|rule| *rule != Rule::Declared);
        let max_gap_days = query.max_gap.filter(|_| follows_rules);
        Self {
            null: "days-within",
            shuffles: points.iter().map(|point| point.hops.shuffles()).max().unwrap_or(0),
            seed,
            max_gap_days: max_gap_days.map(|gap| gap.num_seconds() as f64 / 86_400.0),
            points,
        }
    }

    /// Returns the comparisons, by length of the blocks, each length once.
    pub fn points(&self) -> &[CurvePoint] {
        &self.points
    }

    /// Returns the number of shuffles for each length; the greatest, if some were [stopped](super::Against::progress)
    /// before.
    pub fn shuffles(&self) -> u64 {
        self.shuffles
    }

    /// Returns the seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Returns the longest gap of the query in days. `None` if it has no bound.
    pub fn max_gap_days(&self) -> Option<f64> {
        self.max_gap_days
    }

    /// Returns `true` if blocks are at least twice as long as the longest gap. In shorter blocks most
    /// responses remain responses, so that a ratio near 1 is no evidence against them.
    pub fn has_power(&self, point: &CurvePoint) -> bool {
        self.max_gap_days.is_none_or(|gap| f64::from(point.days) >= LEAST_BLOCK * gap)
    }
}
