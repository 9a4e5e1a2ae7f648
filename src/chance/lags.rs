//! Responses by lag: a superposed epoch analysis.

use serde::{Serialize, ser::SerializeStruct};

use super::{
    record::Record,
    shuffler::Shuffler,
    statistic::{Statistic, p_value, quantile},
    wanted::Wanted,
};
use crate::{model::Level, sorting::sort_by};

/// How many responses come 0, 1, 2, ... days after an event, in the data and in the shuffles: a superposed epoch
/// analysis (Chree, *Philosophical Transactions of the Royal Society A* 212, 1913), in which every event of the
/// query is an epoch.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, Trend, chance::NullModel, read::Options};
///
/// let mut rows = String::new();
/// for day in [2, 9, 13, 20, 26] {
///     rows += &format!("2006-07-{day:02}\tISR\tLBN\t190\n2006-07-{:02}\tLBN\tISR\t190\n", day + 2);
/// }
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let query = Query::escalation().trend(Trend::Any).max_gap(TimeDelta::days(7));
/// let chains = timeline.chains(&query)?;
/// let comparison = chains.against(&NullModel::Rotations).shuffles(99).lags(3).lag_dyads(2).compare()?;
/// let lags = comparison.lags().unwrap();
/// let observed: Vec<f64> = lags.all().lags.iter().map(|lag| lag.observed()).collect();
/// assert_eq!(observed, [0.0, 0.0, 6.0, 0.0], "two days after");
/// assert!(lags.all().p < 0.2);
/// assert_eq!(lags.by_dyad()[1].label, "LBN → ISR");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lags {
    all: LagSeries,
    by_level: Vec<LagSeries>,
    by_dyad: Vec<LagSeries>,
}

/// The responses by lag of all events, or of some.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LagSeries {
    /// What the responses have in common: "all", the level of the event that they follow, or the dyad that
    /// responds.
    pub label: String,
    /// The number of responses by lag, from 0 days on. Each has a band of its own.
    pub lags: Vec<Statistic>,
    /// The p of the whole series: how likely a deviation from the mean as great as the greatest of the data is
    /// at any lag, in standard deviations (Davison and Hinkley, *Bootstrap Methods*, 1997, section 4.2; Myllymäki
    /// et al., *Journal of the Royal Statistical Society B* 79, 2017). With 30 lags, more than one is expected
    /// outside its own band of 95%; this p takes all of them into account.
    pub p: f64,
    /// The band in which whole series lie with 95%, by lag: the mean and a multiple of the standard deviation
    /// to either side.
    pub envelope: Vec<(f64, f64)>,
}

impl Serialize for LagSeries {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut series = serializer.serialize_struct("LagSeries", 4)?;
        series.serialize_field("label", &self.label)?;
        series.serialize_field("p", &self.p)?;
        series.serialize_field("lags", &self.lags)?;
        series.serialize_field("envelope", &self.envelope)?;
        series.end()
    }
}

impl Lags {
    pub(crate) fn new(shuffler: &Shuffler<'_, '_>, wanted: &Wanted, record: &Record) -> Self {
        let levels = &shuffler.observed.level_values;
        let series = |nth: usize, label: String| LagSeries::new(label, nth, record);
        let (mut by_level, mut by_dyad) = (Vec::new(), Vec::new());
        for (nth, tenths) in (1..).zip(levels) {
            by_level.push(series(nth, Level::from_tenths(*tenths).to_string()));
        }
        let roll_up = &shuffler.prepared.roll_up;
        for (nth, dyad) in (levels.len() + 1..).zip(&wanted.lag_dyads) {
            let (source, target) = shuffler.dyads.all[*dyad as usize];
            let label = format!("{} → {}", roll_up.key(source), roll_up.key(target));
            by_dyad.push(series(nth, label));
        }
        // Levels that no event has are of the table of a scale alone.
        by_level.retain(|series| {
            series.lags.iter().any(|lag| lag.observed() > 0.0 || lag.mean() > 0.0)
        });
        Self { all: series(0, "all".to_owned()), by_level, by_dyad }
    }

    /// Returns the responses to all events.
    pub fn all(&self) -> &LagSeries {
        &self.all
    }

    /// Returns the responses by the level of the event that they follow, ascending. Levels without a response in
    /// the data and the shuffles are left out.
    pub fn by_level(&self) -> &[LagSeries] {
        &self.by_level
    }

    /// Returns the responses by the dyad that responds, for as many dyads as were
    /// [asked for](super::Against::lag_dyads), those with the most events first.
    pub fn by_dyad(&self) -> &[LagSeries] {
        &self.by_dyad
    }
}

impl LagSeries {
    fn new(label: String, nth: usize, record: &Record) -> Self {
        let observed = record.observed.lags.get(nth).map_or(&[][..], Vec::as_slice);
        let mut lags = Vec::with_capacity(observed.len());
        for (lag, count) in observed.iter().enumerate() {
            let mut values = Vec::with_capacity(record.rows.len());
            for row in &record.rows {
                values.push(row.lags[nth][lag]);
            }
            lags.push(Statistic::new(*count, &values, None, false));
        }
        // The data and the shuffles are treated alike: mean and standard deviation are of all of them.
        let (mut moments, arrangements) = (Vec::new(), record.rows.len() as f64 + 1.0);
        let all = || record.rows.iter().chain([&record.observed]);
        for lag in 0..observed.len() {
            let (mut sum, mut squares) = (0.0, 0.0);
            for row in all() {
                sum += row.lags[nth][lag];
            }
            let mean = sum / arrangements;
            for row in all() {
                squares += (row.lags[nth][lag] - mean).powi(2);
            }
            moments.push((mean, (squares / arrangements).sqrt()));
        }
        let deviation = |series: &[f64]| {
            let mut greatest = 0.0_f64;
            for (count, (mean, sd)) in series.iter().zip(&moments) {
                if *sd > 0.0 {
                    greatest = greatest.max((count - mean).abs() / sd);
                }
            }
            greatest
        };
        let of_data = deviation(observed);
        let (mut at_least, mut deviations) = (0, Vec::with_capacity(record.rows.len()));
        for row in &record.rows {
            let deviation = deviation(&row.lags[nth]);
            // Sums of rounded numbers may differ in the last digit.
            at_least += u64::from(deviation >= of_data * (1.0 - 1e-12));
            deviations.push(deviation);
        }
        sort_by(&mut deviations, f64::total_cmp);
        let width = quantile(&deviations, 0.95).max(0.0);
        let mut envelope = Vec::with_capacity(moments.len());
        for (mean, sd) in moments {
            envelope.push(((mean - width * sd).max(0.0), mean + width * sd));
        }
        Self { label, lags, p: p_value(at_least, record.shuffles()), envelope }
    }
}
