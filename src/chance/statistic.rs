//! One number of the data beside the same number of the shuffles.

use serde::{Serialize, Serializer};

use crate::sorting::{sort_by, sorted_order};

/// Stands for "no chain" among values of which the greatest is looked for: below every value.
pub(crate) const NONE: f64 = f64::MIN;

/// The share of the sum of all shuffles that the greatest of them has if the tail counts as heavy.
const HEAVY_SHARE: f64 = 0.1;

/// The quantile of the standard normal distribution at 97.5%.
const Z: f64 = 1.959_963_984_540_054;

/// A number of the data beside the same number of the shuffles.
///
/// For `N` shuffles, of which `b` have a number at least as great as the data, the one-sided
/// [`p`](Self::p) is (1 + b) / (1 + N): the data are one of the arrangements that the null hypothesis holds to
/// be equally likely, so that no p is 0 (Phipson and Smyth, *Statistical Applications in Genetics and
/// Molecular Biology* 9, 2010).
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, chance::NullModel, read::Options};
///
/// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(9)))?;
/// let comparison = chains.against(&NullModel::Levels).shuffles(99).compare()?;
/// let hops = comparison.hops();
/// assert_eq!(hops.observed(), 2.0);
/// assert!(hops.mean() < 2.0 && hops.p() <= 1.0 && hops.p() >= 0.01);
/// let (low, high) = hops.p_interval();
/// assert!(low < hops.p() && hops.p() < high);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statistic {
    #[serde(serialize_with = "number")]
    observed: f64,
    mean: f64,
    sd: f64,
    ratio: Option<f64>,
    p: f64,
    p_less: Option<f64>,
    p_two_sided: f64,
    p_interval: (f64, f64),
    quantiles: Quantiles,
    shuffles: u64,
    rank_only: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    q_bh: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    q_by: Option<f64>,
}

/// The values below which a share of the shuffles lies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct Quantiles {
    #[serde(rename = "0.025", serialize_with = "number")]
    at_2_5: f64,
    #[serde(rename = "0.05", serialize_with = "number")]
    at_5: f64,
    #[serde(rename = "0.25", serialize_with = "number")]
    at_25: f64,
    #[serde(rename = "0.5", serialize_with = "number")]
    at_50: f64,
    #[serde(rename = "0.75", serialize_with = "number")]
    at_75: f64,
    #[serde(rename = "0.95", serialize_with = "number")]
    at_95: f64,
    #[serde(rename = "0.975", serialize_with = "number")]
    at_97_5: f64,
}

/// Writes a whole number without a fraction, and `NONE` as null.
#[allow(clippy::trivially_copy_pass_by_ref)] // Serde asks for a reference.
pub(crate) fn number<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if *value == NONE {
        serializer.serialize_none()
    } else if value.fract() == 0.0 && value.abs() < 9e15 {
        serializer.serialize_i64(*value as i64)
    } else {
        serializer.serialize_f64(*value)
    }
}

/// Returns (1 + b) / (1 + N).
pub(crate) fn p_value(at_least: u64, shuffles: u64) -> f64 {
    (1 + at_least) as f64 / (1 + shuffles) as f64
}

/// Returns the two-sided p: twice the lesser of the one-sided ones, at most 1.
pub(crate) fn two_sided(p_greater: f64, p_less: f64) -> f64 {
    (2.0 * p_greater.min(p_less)).min(1.0)
}

/// Returns the interval of Wilson (*Journal of the American Statistical Association* 22, 1927) for the share
/// that was found `hits` times in `trials`, at 95%.
pub(crate) fn wilson(hits: u64, trials: u64) -> (f64, f64) {
    let (hits, trials) = (hits as f64, trials.max(1) as f64);
    let share = hits / trials;
    let middle = (share + Z * Z / (2.0 * trials)) / (1.0 + Z * Z / trials);
    let half = Z / (1.0 + Z * Z / trials)
        * (share * (1.0 - share) / trials + Z * Z / (4.0 * trials * trials)).sqrt();
    // At a share of 0 or 1 the end is exact, and rounding must not move it inward.
    let low = if hits == 0.0 { 0.0 } else { (middle - half).max(0.0) };
    let high = if hits == trials { 1.0 } else { (middle + half).min(1.0) };
    (low, high)
}

/// Returns the value at a quantile of sorted values: the one of rank (N + 1) q, rounded up.
pub(crate) fn quantile(sorted: &[f64], q: f64) -> f64 {
    let rank = (q * (sorted.len() + 1) as f64 - 1e-9).ceil().max(1.0) as usize;
    sorted.get(rank.min(sorted.len()).wrapping_sub(1)).copied().unwrap_or(NONE)
}

impl Statistic {
    /// Compares an observed number with those of the shuffles, in their order. If `stop_after` is a number h,
    /// the p is that of Besag and Clifford once h shuffles are at least as great. `may_be_heavy` looks at the
    /// tail.
    pub(crate) fn new(
        observed: f64,
        values: &[f64],
        stop_after: Option<u64>,
        may_be_heavy: bool,
    ) -> Self {
        let shuffles = values.len() as u64;
        let (mut greater, mut less, mut sum, mut greatest, mut some) = (0, 0, 0.0, 0.0_f64, 0.0);
        // Distances from the first value are summed, so that the mean of equal values is that value.
        let (first, mut distances) = (values.iter().copied().find(|value| *value != NONE), 0.0);
        let first = first.unwrap_or(0.0);
        let mut stopped = None;
        for (nth, value) in (1_u64..).zip(values) {
            greater += u64::from(*value >= observed);
            less += u64::from(*value <= observed);
            if *value != NONE {
                sum += value;
                distances += value - first;
                some += 1.0;
                greatest = greatest.max(*value);
            }
            if stopped.is_none() && stop_after == Some(greater) {
                stopped = Some((greater, nth));
            }
        }
        let mean = if some > 0.0 { first + distances / some } else { 0.0 };
        let mut squares = 0.0;
        for value in values {
            if *value != NONE {
                squares += (value - mean).powi(2);
            }
        }
        let mut sorted = values.to_vec();
        sort_by(&mut sorted, f64::total_cmp);
        let at = |q| quantile(&sorted, q);
        let quantiles = Quantiles {
            at_2_5: at(0.025),
            at_5: at(0.05),
            at_25: at(0.25),
            at_50: at(0.5),
            at_75: at(0.75),
            at_95: at(0.95),
            at_97_5: at(0.975),
        };
        let (p, p_less, p_interval) = match stopped {
            Some((hits, trials)) => (hits as f64 / trials as f64, None, wilson(hits, trials)),
            None => {
                let p = p_value(greater, shuffles);
                (p, Some(p_value(less, shuffles)), wilson(greater, shuffles))
            }
        };
        Self {
            observed,
            mean,
            sd: if some > 1.0 { (squares / (some - 1.0)).sqrt() } else { 0.0 },
            ratio: (mean > 0.0 && observed != NONE).then(|| observed / mean),
            p,
            p_less,
            p_two_sided: two_sided(p, p_less.unwrap_or(p)),
            p_interval,
            quantiles,
            shuffles,
            rank_only: may_be_heavy && sum > 0.0 && greatest > HEAVY_SHARE * sum && shuffles >= 20,
            q_bh: None,
            q_by: None,
        }
    }

    /// Returns the same statistic with the q values of a family of tests.
    pub(crate) fn with_q(self, q_bh: f64, q_by: f64) -> Self {
        Self { q_bh: Some(q_bh), q_by: Some(q_by), ..self }
    }

    /// Returns the number of the data. [`f64::MIN`] stands for the greatest rise where there is no chain.
    pub fn observed(&self) -> f64 {
        self.observed
    }

    /// Returns the mean of the shuffles; for the greatest rise, of those with a chain.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Returns the standard deviation of the shuffles. The mean has a Monte-Carlo error of this number divided
    /// by the square root of the number of shuffles.
    pub fn sd(&self) -> f64 {
        self.sd
    }

    /// Returns the observed number divided by the mean of the shuffles. `None` if the mean is not above 0.
    pub fn ratio(&self) -> Option<f64> {
        self.ratio
    }

    /// Returns the probability of a number at least as great as the observed one, if the null hypothesis holds:
    /// (1 + b) / (1 + N). After [`stop_after`](super::Against::stop_after) h such shuffles, which the n-th
    /// completed: h / n.
    pub fn p(&self) -> f64 {
        self.p
    }

    /// Returns the probability of a number at most as great as the observed one. `None` if the shuffles were
    /// stopped early.
    pub fn p_less(&self) -> Option<f64> {
        self.p_less
    }

    /// Returns the two-sided p: twice the lesser of the two, at most 1. If the shuffles were stopped early, twice
    /// [`p`](Self::p), at most 1: an upper bound.
    pub fn p_two_sided(&self) -> f64 {
        self.p_two_sided
    }

    /// Returns the Monte-Carlo interval of [`p`](Self::p) at 95%: where the p of infinitely many shuffles lies. It is
    /// the interval of Wilson (*Journal of the American Statistical Association* 22, 1927) for the share b / N, and
    /// contains p.
    pub fn p_interval(&self) -> (f64, f64) {
        self.p_interval
    }

    /// Returns the 2.5% and the 97.5% quantile of the shuffles: the value of rank (N + 1) q, rounded up.
    pub fn band(&self) -> (f64, f64) {
        (self.quantiles.at_2_5, self.quantiles.at_97_5)
    }

    /// Returns the median of the shuffles.
    pub fn median(&self) -> f64 {
        self.quantiles.at_50
    }

    /// Returns the observed number divided by the 97.5% and by the 2.5% quantile of the shuffles: the band of
    /// the [`ratio`](Self::ratio). `None` for an end whose quantile is not above 0.
    pub fn ratio_band(&self) -> (Option<f64>, Option<f64>) {
        let over = |quantile: f64| (quantile > 0.0).then(|| self.observed / quantile);
        (over(self.quantiles.at_97_5), over(self.quantiles.at_2_5))
    }

    /// Returns the q of Benjamini and Hochberg (1995): the least false discovery rate at which this one is found
    /// among all that are tested, if the tests are independent or depend positively. `None` unless this is the
    /// number of [one dyad of many](super::Comparison::by_dyad) or of one motif.
    pub fn q_bh(&self) -> Option<f64> {
        self.q_bh
    }

    /// Returns the q of Benjamini and Yekutieli (2001), which holds however the tests depend on one another. Dyads
    /// share actors, days and crises, so that this is the valid one for them; it is greater by up to the logarithm of their
    /// number. `None` unless this is the number of one dyad of many or of one motif.
    pub fn q_by(&self) -> Option<f64> {
        self.q_by
    }

    /// Returns the number of shuffles.
    pub fn shuffles(&self) -> u64 {
        self.shuffles
    }

    /// Returns `true` if the tail of the shuffles is heavy: one of them has more than a tenth of the sum of all.
    /// Mean, standard deviation and ratio then say little; interpret p, the median and the quantiles, which
    /// depend on ranks alone. Only counts of chains are looked at, which may grow exponentially.
    pub fn is_rank_only(&self) -> bool {
        self.rank_only
    }
}

/// Returns the q values of Benjamini and Hochberg (*Journal of the Royal Statistical Society B* 57, 1995) of
/// some p values, in their order, times `factor`: the least false discovery rate at which each is found.
fn adjusted(ps: &[f64], factor: f64) -> Vec<f64> {
    let order = sorted_order(ps.len(), &|a, b| ps[a].total_cmp(&ps[b]));
    let mut adjusted = vec![1.0; ps.len()];
    let mut least = 1.0_f64;
    for (rank, at) in order.iter().enumerate().rev() {
        least = least.min(ps[*at] * factor * ps.len() as f64 / (rank + 1) as f64);
        adjusted[*at] = least;
    }
    adjusted
}

/// Returns the q values of Benjamini and Hochberg, then those of Benjamini and Yekutieli (*Annals of
/// Statistics* 29, 2001), which hold under any dependence of the tests.
pub(crate) fn q_values(ps: &[f64]) -> (Vec<f64>, Vec<f64>) {
    (adjusted(ps, 1.0), adjusted(ps, harmonic(ps.len() as u64)))
}

/// Returns 1 + 1/2 + ... + 1/m.
pub(crate) fn harmonic(m: u64) -> f64 {
    let mut sum = 0.0;
    for k in 1..=m {
        sum += 1.0 / k as f64;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Benjamini and Hochberg (1995): 15 p values, of which 4 are found at 5%. The values of R:
    /// `p.adjust(p, "BH")` and `p.adjust(p, "BY")`.
    #[test]
    fn q_values_are_those_of_the_literature() {
        let ps = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let (bh, by) = q_values(&ps);
        assert_eq!(bh.iter().filter(|q| **q <= 0.05).count(), 4);
        let expected = [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.063857];
        for (q, expected) in bh.iter().zip(expected) {
            assert!((q - expected).abs() < 1e-6, "{q} {expected}");
        }
        for (bh, by) in bh.iter().zip(&by) {
            assert!((by - (bh * 3.318_228_993_228_993).min(1.0)).abs() < 1e-9 || *by == 1.0);
        }
    }

    #[test]
    fn quantiles_are_values_of_ranks() {
        let values: Vec<f64> = (1..=999).map(f64::from).collect();
        assert_eq!([0.025, 0.5, 0.975].map(|q| quantile(&values, q)), [25.0, 500.0, 975.0]);
        assert_eq!([0.025, 0.5, 0.975].map(|q| quantile(&[7.0], q)), [7.0; 3]);
    }

    /// Values of Wilson's interval from Newcombe, *Statistics in Medicine* 17 (1998), table I: 81 of 263,
    /// 15 of 148, 0 of 20.
    #[test]
    fn intervals_are_those_of_the_literature() {
        for (hits, trials, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)]
        {
            let found = wilson(hits, trials);
            assert!((found.0 - low).abs() < 5e-5 && (found.1 - high).abs() < 5e-5, "{found:?}");
        }
    }

    #[test]
    fn p_counts_the_data_as_one_of_the_arrangements() {
        let values = [1.0, 2.0, 3.0, 4.0];
        let statistic = Statistic::new(3.0, &values, None, false);
        assert_eq!((statistic.p(), statistic.p_less()), (0.6, Some(0.8)));
        assert_eq!((statistic.mean(), statistic.p_two_sided()), (2.5, 1.0));
        // Two at least as great, the second of them the fourth shuffle.
        assert_eq!(Statistic::new(3.0, &values, Some(2), false).p(), 0.5);
        assert_eq!(Statistic::new(5.0, &values, Some(2), false).p(), 0.2);
    }

    #[test]
    fn p_lies_in_its_interval() {
        for shuffles in [1, 9, 99, 999] {
            for greater in 0..=shuffles {
                let values: Vec<f64> = (0..shuffles).map(|nth| f64::from(nth < greater)).collect();
                let statistic = Statistic::new(1.0, &values, None, false);
                let (low, high) = statistic.p_interval();
                assert!(low <= statistic.p() && statistic.p() <= high, "{greater} of {shuffles}");
            }
        }
    }
}
