//! What the shuffles of a comparison have measured, so that it can be resumed.

use serde::{Deserialize, Serialize};

use super::{measure::Measured, statistic::NONE, wanted::Wanted};
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
    pub(crate) settings: Settings,
    pub(crate) observed: Row,
    pub(crate) rows: Vec<Row>,
    pub(crate) dyads: Vec<DyadValues>,
}

/// The settings that decide how events are shuffled and what is measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    pub(crate) null: String,
    pub(crate) seed: u64,
    pub(crate) stop_after: Option<u64>,
    /// The query in words.
    pub(crate) query: String,
    /// The [fingerprint](super::events::Observed::fingerprint) of the events.
    pub(crate) events: String,
    pub(crate) wanted: Wanted,
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
pub(crate) struct DyadValues {
    pub(crate) hops: Values,
    pub(crate) chains: Values,
}

/// A number of the data, and the same number of all shuffles. Most dyads have few hops, and so few different
/// values: they take less memory than a value for each shuffle.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Values {
    pub(crate) observed: f64,
    /// The different values, ascending, and how many shuffles have each.
    values: Vec<f64>,
    shuffles: Vec<u64>,
}

impl Values {
    fn new(observed: f64) -> Self {
        Self { observed, ..Self::default() }
    }

    fn add(&mut self, value: f64) {
        match self.values.binary_search_by(|other| other.total_cmp(&value)) {
            Ok(at) => self.shuffles[at] += 1,
            Err(at) => {
                self.values.insert(at, value);
                self.shuffles.insert(at, 1);
            }
        }
    }

    /// Returns the values of all shuffles, ascending.
    pub(crate) fn all(&self) -> Vec<f64> {
        let mut all = Vec::new();
        for (value, shuffles) in self.values.iter().zip(&self.shuffles) {
            all.resize(all.len() + *shuffles as usize, *value);
        }
        all
    }

    /// Returns `true` if these can be the values of some number of shuffles.
    fn are_of(&self, shuffles: u64) -> bool {
        let mut all = Some(0_u64);
        for number in &self.shuffles {
            all = all.and_then(|all| all.checked_add(*number));
        }
        let are_ascending = self.values.is_sorted_by(|one, next| one < next);
        all == Some(shuffles)
            && self.values.len() == self.shuffles.len()
            && are_ascending
            && self.values.iter().copied().all(is_count)
    }
}

/// Returns `true` for a number that can be a count.
fn is_count(number: f64) -> bool {
    number.is_finite() && number >= 0.0
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

    /// Returns `true` if this can be the row of a shuffle, where `observed` is that of the data.
    fn is_like(&self, observed: &Self, wanted: &Wanted) -> bool {
        let lags = self.lags.iter().flatten();
        let counts = [self.hops, self.chains].into_iter().chain(self.by_len.iter().copied());
        let mut counts = counts.chain(self.by_rule.iter().copied()).chain(lags.copied());
        counts.all(is_count)
            && self.extremes.is_none_or(|(longest, rise)| is_count(longest) && rise.is_finite())
            && self.extremes.is_some() == observed.extremes.is_some()
            && self.by_len.len() <= wanted.by_len.map_or(0, |max_len| max_len.saturating_sub(1))
            && self.by_rule.len() == observed.by_rule.len()
            && self.lags.len() == observed.lags.len()
            && self.lags.iter().zip(&observed.lags).all(|(one, other)| one.len() == other.len())
    }
}

impl Record {
    /// Creates a record of no shuffles.
    pub(crate) fn new(settings: Settings, observed: &Measured) -> Self {
        let mut dyads = Vec::with_capacity(observed.dyad_hops.len());
        for (hops, chains) in observed.dyad_hops.iter().zip(&observed.dyad_chains) {
            let (hops, chains) = (Values::new(*hops as f64), Values::new(*chains));
            dyads.push(DyadValues { hops, chains });
        }
        let observed = Row::of(observed, settings.wanted.extremes);
        Self { settings, observed, rows: Vec::new(), dyads }
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
            dyad.hops.add(measured.dyad_hops[nth] as f64);
            dyad.chains.add(measured.dyad_chains[nth]);
        }
        self.rows.push(Row::of(measured, self.settings.wanted.extremes));
    }

    /// Checks that a comparison can go on from this record: `new` has no shuffles yet.
    ///
    /// # Errors
    ///
    /// The record is of another null model, seed, query, view or timeline, measures something else, or is
    /// damaged.
    pub(crate) fn check(&self, new: &Self) -> Result<(), Error> {
        let mut issues = Issues::default();
        let mut same = |field: &str, got: &str, allowed: &str| {
            if got != allowed {
                let remedy = "resume with what the record was made with, or begin anew";
                issues.push(Issue::new(field, got, allowed, remedy));
            }
        };
        let stop = |stop: Option<u64>| stop.map_or("none".to_owned(), |h| h.to_string());
        let (old, set) = (&self.settings, &new.settings);
        same("record/null", &old.null, &set.null);
        same("record/seed", &old.seed.to_string(), &set.seed.to_string());
        same("record/stop_after", &stop(old.stop_after), &stop(set.stop_after));
        same("record/query", &old.query, &set.query);
        let events = |is_same| if is_same { "these events" } else { "other events" };
        same("record/events", events(old.events == set.events), events(true));
        same("record/wanted", &old.wanted.in_words(), &set.wanted.in_words());
        issues.check(ErrorKind::Query)?;
        self.check_numbers(new)
    }

    /// Checks numbers that only a damaged record, or another version of this crate, has otherwise.
    fn check_numbers(&self, new: &Self) -> Result<(), Error> {
        let mut issues = Issues::default();
        let mut damaged = |place: String, got: String, allowed: &str| {
            let remedy =
                "begin anew: the record is damaged, or another version of escalade made it";
            issues.push(Issue::new(place, got, allowed, remedy));
        };
        let has_same_dyads = self.dyads.len() == new.dyads.len()
            && self.dyads.iter().zip(&new.dyads).all(|(one, other)| {
                (one.hops.observed, one.chains.observed)
                    == (other.hops.observed, other.chains.observed)
            });
        if self.observed != new.observed || !has_same_dyads {
            let Row { hops, chains, .. } = self.observed;
            let got = format!("{hops} hops, {chains} chains");
            damaged("record/observed".to_owned(), got, "the numbers of the data");
        }
        for (nth, row) in self.rows.iter().enumerate() {
            if !row.is_like(&self.observed, &new.settings.wanted) {
                let got = format!("{} hops, {} chains", row.hops, row.chains);
                damaged(format!("record/rows/{nth}"), got, "the numbers of a shuffle");
            }
        }
        for (nth, dyad) in self.dyads.iter().enumerate() {
            if !dyad.hops.are_of(self.shuffles()) || !dyad.chains.are_of(self.shuffles()) {
                let got = format!("{} values of hops", dyad.hops.values.len());
                damaged(format!("record/dyads/{nth}"), got, "the values of every shuffle");
            }
        }
        issues.check(ErrorKind::Query)
    }
}
