//! What the shuffles of a comparison have measured: enough to go on from there.

use serde::{Deserialize, Serialize};

use super::{measure::Measured, statistic::NONE};
use crate::error::{Error, ErrorKind, Issue, Issues};

/// What the shuffles of a comparison have measured, so that [`Against::resume`](super::Against::resume) can go
/// on with further shuffles. Shuffles depend on the seed and their number alone: a comparison of 999 shuffles
/// that is resumed to 9,999 is the same as one of 9,999, to the bit.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, chance::{NullModel, Record}, read::Options};
///
/// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(9)))?;
/// let null = NullModel::Levels;
/// let first = chains.against(&null).shuffles(9).compare()?;
/// let saved = serde_json::to_string(first.record()).unwrap();
/// let record: Record = serde_json::from_str(&saved).unwrap();
/// let resumed = chains.against(&null).shuffles(99).resume(&record)?;
/// assert_eq!(resumed, chains.against(&null).shuffles(99).compare()?);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    pub(crate) null: String,
    pub(crate) seed: u64,
    pub(crate) stop_after: Option<u64>,
    pub(crate) observed: Row,
    pub(crate) rows: Vec<Row>,
    pub(crate) dyads: Vec<DyadSums>,
}

/// What is kept of one shuffle, or of the data.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    pub(crate) hops: f64,
    pub(crate) chains: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) extremes: Option<(f64, f64)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) by_len: Vec<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) by_rule: Vec<f64>,
    /// First all hops, then those by level, then those by dyad.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) lags: Vec<Vec<f64>>,
}

/// What is kept of a dyad over all shuffles.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DyadSums {
    pub(crate) hops: Sums,
    pub(crate) chains: Sums,
}

/// The numbers of a dyad over all shuffles.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sums {
    #[serde(with = "decimal")]
    pub(crate) observed: u128,
    #[serde(with = "decimal")]
    pub(crate) sum: u128,
    /// The number of shuffles that are at least as great as the data, and at most as great.
    pub(crate) greater: u64,
    pub(crate) less: u64,
}

/// Numbers of 128 bits as text, since JSON readers of other languages round them.
mod decimal {
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(value: &u128, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u128, D::Error> {
        let text = std::borrow::Cow::<'_, str>::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl Sums {
    fn add(&mut self, value: u128) {
        self.sum = self.sum.saturating_add(value);
        self.greater += u64::from(value >= self.observed);
        self.less += u64::from(value <= self.observed);
    }
}

impl Row {
    pub(crate) fn of(measured: &Measured, has_extremes: bool) -> Self {
        let numbers = |counts: &[u64]| {
            let mut numbers = Vec::with_capacity(counts.len());
            for count in counts {
                numbers.push(*count as f64);
            }
            numbers
        };
        let rise = measured.greatest_rise.map_or(NONE, |tenths| tenths as f64 / 10.0);
        let mut lags = Vec::new();
        if !measured.lags.all.is_empty() {
            lags.push(numbers(&measured.lags.all));
            for series in measured.lags.by_level.iter().chain(&measured.lags.by_dyad) {
                lags.push(numbers(series));
            }
        }
        Self {
            hops: measured.hops as f64,
            chains: measured.chains,
            extremes: has_extremes.then_some((measured.longest as f64, rise)),
            by_len: measured.by_len.clone(),
            by_rule: numbers(&measured.by_rule),
            lags,
        }
    }

    /// Returns `true` if two rows are of the same statistics.
    fn has_form_of(&self, other: &Self) -> bool {
        self.extremes.is_some() == other.extremes.is_some()
            && self.by_rule.len() == other.by_rule.len()
            && self.lags.len() == other.lags.len()
            && self.lags.iter().zip(&other.lags).all(|(one, other)| one.len() == other.len())
    }
}

impl Record {
    /// Creates a record of no shuffles.
    pub(crate) fn new(
        null: String,
        seed: u64,
        stop_after: Option<u64>,
        observed: &Measured,
        has_extremes: bool,
    ) -> Self {
        let mut dyads = Vec::with_capacity(observed.dyad_hops.len());
        for (hops, chains) in observed.dyad_hops.iter().zip(&observed.dyad_chains) {
            let sums = |observed| Sums { observed, ..Sums::default() };
            dyads.push(DyadSums { hops: sums(u128::from(*hops)), chains: sums(*chains) });
        }
        let observed = Row::of(observed, has_extremes);
        Self { null, seed, stop_after, observed, rows: Vec::new(), dyads }
    }

    /// Returns the number of shuffles.
    pub fn shuffles(&self) -> u64 {
        self.rows.len() as u64
    }

    /// Returns the number of hops of each shuffle, in order.
    pub fn hops(&self) -> Vec<f64> {
        let mut hops = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            hops.push(row.hops);
        }
        hops
    }

    /// Adds the next shuffle.
    pub(crate) fn add(&mut self, measured: &Measured) {
        for (nth, dyad) in self.dyads.iter_mut().enumerate() {
            dyad.hops.add(u128::from(measured.dyad_hops[nth]));
            dyad.chains.add(measured.dyad_chains[nth]);
        }
        self.rows.push(Row::of(measured, self.observed.extremes.is_some()));
    }

    /// Checks that a comparison can go on from this record: `new` has no shuffles yet.
    ///
    /// # Errors
    ///
    /// The record is of another null model, seed, query, view or timeline, or measures something else.
    pub(crate) fn check(&self, new: &Self) -> Result<(), Error> {
        let mut issues = Issues::default();
        let mut differs = |field: &str, got: String, allowed: String| {
            let remedy = "resume with what the record was made with, or begin anew";
            issues.push(Issue::new(field, got, allowed, remedy));
        };
        if self.null != new.null {
            differs("record/null", self.null.clone(), new.null.clone());
        }
        if self.seed != new.seed {
            differs("record/seed", self.seed.to_string(), new.seed.to_string());
        }
        if self.stop_after != new.stop_after {
            let text = |stop: Option<u64>| stop.map_or("none".to_owned(), |h| h.to_string());
            differs("record/stop_after", text(self.stop_after), text(new.stop_after));
        }
        let observes = |record: &Self| {
            let dyads = record.dyads.iter();
            let of_dyads: Vec<_> =
                dyads.map(|dyad| (dyad.hops.observed, dyad.chains.observed)).collect();
            (record.observed.clone(), of_dyads)
        };
        let has_same_form = self.rows.iter().all(|row| row.has_form_of(&new.observed));
        if observes(self) != observes(new) || !has_same_form {
            let got = format!("{} hops, {} chains", self.observed.hops, self.observed.chains);
            let allowed = format!(
                "the same events, query and answers: {} hops, {} chains",
                new.observed.hops, new.observed.chains
            );
            differs("record/observed", got, allowed);
        }
        issues.check(ErrorKind::Query)
    }
}
