//! Sets up a comparison with chance.

use std::{fmt, ops::ControlFlow};

use serde::Serialize;

use super::{null::Null, shuffler::Shuffler, statistic::harmonic, wanted::Wanted};
use crate::{
    Chains,
    error::{Error, ErrorKind, Issue, Issues},
};

/// The number of shuffles by default. With the data they are a thousand arrangements, so that the least p is
/// 0.001.
pub(crate) const DEFAULT_SHUFFLES: u64 = 999;

/// The greatest lag in days.
const MAX_LAG: u32 = 3_660;

/// Called with the numbers of shuffles that are done and that are wanted.
pub(crate) type OnProgress<'a> = dyn Fn(u64, u64) -> ControlFlow<()> + 'a;

/// A comparison with chance that is being set up: see [`Chains::against`].
#[must_use]
pub struct Against<'a, 't> {
    pub(super) chains: &'a Chains<'t>,
    pub(super) null: &'a dyn Null,
    pub(super) shuffles: u64,
    pub(super) seed: u64,
    pub(super) stop_after: Option<u64>,
    pub(super) by_dyad: bool,
    pub(super) extremes: bool,
    pub(super) by_len: bool,
    pub(super) by_rule: bool,
    pub(super) lags: Option<u32>,
    pub(super) lag_dyads: usize,
    pub(super) min_events: u64,
    pub(super) on_progress: Option<Box<OnProgress<'a>>>,
}

impl fmt::Debug for Against<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Against")
            .field("null", &self.null.name())
            .field("shuffles", &self.shuffles)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

impl<'t> Chains<'t> {
    /// Compares these chains with those of shuffled events: are there more than chance would give?
    ///
    /// The query is prepared once. A shuffle rebuilds only what it changes, and counts what was asked for
    /// anew. Hops and chains are always compared; see the methods of [`Against`] for more. For plain data and
    /// rules of pairs of actors, a shuffle costs O(n) beside the [passes](Chains#cost) of its answers; else a new
    /// engine is made for each. With the `parallel` feature shuffles are made on all cores; the result is the
    /// same, bit for bit.
    ///
    /// Choose the null model by the question: see [`NullModel`](crate::chance::NullModel) and the guide's chapter on
    /// [chance](crate::guide::chance).
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{Query, Trend, chance::NullModel, read::Options};
    ///
    /// // Israel acts at random times, Lebanon always on the next day.
    /// let mut rows = String::new();
    /// for day in [2, 9, 13, 20, 26] {
    ///     rows += &format!("2006-07-{day:02}\tISR\tLBN\t190\n2006-07-{:02}\tLBN\tISR\t190\n", day + 1);
    /// }
    /// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().trend(Trend::Any).max_gap(TimeDelta::days(1));
    /// let comparison = timeline.chains(&query)?.against(&NullModel::Rotations).seed(1).compare()?;
    /// assert_eq!(comparison.hops().observed(), 5.0);
    /// assert!(comparison.hops().p() < 0.1 && comparison.hops().ratio() > Some(2.0));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn against<'a>(&'a self, null: &'a dyn Null) -> Against<'a, 't> {
        Against {
            chains: self,
            null,
            shuffles: DEFAULT_SHUFFLES,
            seed: 0,
            stop_after: None,
            by_dyad: false,
            extremes: false,
            by_len: false,
            by_rule: false,
            lags: None,
            lag_dyads: 0,
            min_events: 1,
            on_progress: None,
        }
    }
}

impl<'a> Against<'a, '_> {
    /// The greatest number of shuffles.
    pub const MOST_SHUFFLES: u64 = 10_000_000;

    /// Sets the number of shuffles, from 1 to [10 million](Self::MOST_SHUFFLES). The default is 999. All numbers that are compared are
    /// kept of each shuffle, at most 100 million together: with 40 levels and 30 lags, 80,000 shuffles.
    pub fn shuffles(mut self, shuffles: u64) -> Self {
        self.shuffles = shuffles;
        self
    }

    /// Sets the seed of the random numbers. The default is 0. The same seed gives the same shuffles.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Compares hops and chains by dyad too, with q values: see [`Comparison::by_dyad`](crate::chance::Comparison::by_dyad). More dyads need more
    /// shuffles: see [`shuffles_needed`](Self::shuffles_needed).
    pub fn by_dyad(mut self) -> Self {
        self.by_dyad = true;
        self
    }

    /// Tests only dyads with at least this many events, so that fewer tests share the error. The default is 1.
    /// The number of events of a dyad does not depend on the result, so that this choice is no selection of
    /// results (Bourgon, Gentleman and Huber, *PNAS* 107, 2010); make it before you look at them.
    pub fn min_events(mut self, events: u64) -> Self {
        self.min_events = events;
        self
    }

    /// Compares the longest chain and the greatest rise too.
    pub fn extremes(mut self) -> Self {
        self.extremes = true;
        self
    }

    /// Compares the number of chains of each length too.
    pub fn by_len(mut self) -> Self {
        self.by_len = true;
        self
    }

    /// Compares the number of hops by each rule of the query too.
    pub fn by_rule(mut self) -> Self {
        self.by_rule = true;
        self
    }

    /// Compares the number of hops by lag too, from 0 to `days` days: see [`Comparison::lags`](crate::chance::Comparison::lags). These are the
    /// hops of the query with gaps from 0 to `days` days in place of its own bounds on gaps.
    pub fn lags(mut self, days: u32) -> Self {
        self.lags = Some(days);
        self
    }

    /// Compares the lags of each of the `most` dyads with the most events too, if [`lags`](Self::lags) is set. The
    /// default is 0.
    pub fn lag_dyads(mut self, most: usize) -> Self {
        self.lag_dyads = most;
        self
    }

    /// Stops as soon as `h` shuffles have at least as many hops as the data and `h` have at least as many
    /// chains (Besag and Clifford, *Biometrika* 78, 1991): more shuffles would not make the data unusual. The p
    /// of either is then h / n, if its h-th such shuffle was the n-th of all. 10 is usual.
    ///
    /// Only hops and chains may then be compared.
    pub fn stop_after(mut self, h: u64) -> Self {
        self.stop_after = Some(h);
        self
    }

    /// Calls `on_progress` now and then with the numbers of shuffles that are done and that are wanted. If it
    /// returns `Break`, the comparison is of the shuffles done so far, at least one. This is valid as long as
    /// the decision does not depend on the shuffles: stop after some time, not at a result.
    pub fn progress(mut self, on_progress: impl Fn(u64, u64) -> ControlFlow<()> + 'a) -> Self {
        self.on_progress = Some(Box::new(on_progress));
        self
    }

    /// Returns how many shuffles are needed for a dyad to be found among all at a false discovery rate of
    /// `level`, before any is made. The least p of N shuffles is 1 / (N + 1); with fewer shuffles than this,
    /// no single dyad can have a q of `level` or less, whatever the data. For a `level` that is no positive number,
    /// no number of shuffles is enough: [`u64::MAX`].
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{Query, chance::NullModel, read::Options};
    ///
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
    /// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(9)))?;
    /// let needed = chains.against(&NullModel::Timestamps).by_dyad().shuffles_needed(0.05);
    /// assert_eq!((needed.dyads, needed.benjamini_hochberg, needed.benjamini_yekutieli), (2, 39, 59));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn shuffles_needed(&self, level: f64) -> ShufflesNeeded {
        let shuffler = Shuffler::new(&self.chains.prepared, false);
        let dyads = shuffler.tested_dyads(self.min_events).len() as u64;
        let needed = |tests: f64| match level > 0.0 {
            true => ((tests / level - 1e-9).ceil() - 1.0).max(1.0) as u64,
            false => u64::MAX,
        };
        ShufflesNeeded {
            dyads,
            benjamini_hochberg: needed(dyads as f64),
            benjamini_yekutieli: needed(dyads as f64 * harmonic(dyads)),
        }
    }

    /// Checks that hops are compared by rule and lag only if all follow one set of rules, gaps and trend.
    fn check_steps(&self) -> Result<(), Error> {
        let steps = &self.chains.prepared.query.steps;
        let has_own = steps.iter().any(|step| !step.follows_the_query());
        if !has_own || !self.by_rule && self.lags.is_none() {
            return Ok(());
        }
        let allowed = "steps without rules, gaps or a trend of their own, where hops are compared by rule or lag";
        let remedy = "leave out Against::by_rule and Against::lags, or give the terms to the query";
        let issue = Issue::new("query/steps", "steps with terms of their own", allowed, remedy);
        Err(Issues::from(issue).into_error(ErrorKind::Unsupported))
    }

    /// Checks the settings, and returns what is to be measured.
    pub(super) fn wanted(&self) -> Result<Wanted, Error> {
        let mut issues = Issues::default();
        let mut check =
            |is_allowed: bool, field: &str, got: String, allowed: String, remedy: &str| {
                if !is_allowed {
                    issues.push(Issue::new(field, got, allowed, remedy));
                }
            };
        check(
            (1..=Self::MOST_SHUFFLES).contains(&self.shuffles),
            "shuffles",
            self.shuffles.to_string(),
            format!("a number from 1 to {}", Self::MOST_SHUFFLES),
            "999 and 9,999 are usual (--shuffles, Against::shuffles)",
        );
        if let Some(days) = self.lags {
            check(
                days <= MAX_LAG,
                "lags",
                days.to_string(),
                format!("a number of days up to {MAX_LAG}"),
                "choose a few times the longest gap (--lags, Against::lags)",
            );
        }
        if let Some(h) = self.stop_after {
            check(
                h > 0,
                "stop_after",
                h.to_string(),
                "1 or more".to_owned(),
                "10 is usual (--stop-after, Against::stop_after)",
            );
            let has_more =
                self.by_dyad || self.extremes || self.by_len || self.by_rule || self.lags.is_some();
            check(
                !has_more,
                "stop_after",
                h.to_string(),
                "a comparison of hops and chains alone: other numbers would need more shuffles"
                    .to_owned(),
                "leave out --stop-after (Against::stop_after), or what is compared besides",
            );
        }
        issues.check(ErrorKind::Query)?;
        self.check_steps()?;
        Ok(Wanted {
            by_dyad: self.by_dyad,
            extremes: self.extremes,
            by_len: if self.by_len { Some(self.chains.greatest_len()?) } else { None },
            by_rule: self.by_rule,
            lags: self.lags,
            lag_dyads: Vec::new(),
        })
    }
}

/// The number of shuffles that comparing dyads needs: see [`Against::shuffles_needed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ShufflesNeeded {
    /// The number of dyads that are tested.
    pub dyads: u64,
    /// The least number of shuffles with which a single dyad can be found by the q of Benjamini and Hochberg.
    pub benjamini_hochberg: u64,
    /// The least number of shuffles with which a single dyad can be found by the q of Benjamini and Yekutieli.
    pub benjamini_yekutieli: u64,
}
