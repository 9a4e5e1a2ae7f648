//! Setting up a comparison with chance, and running it.

use std::{fmt, ops::ControlFlow};

use super::{
    comparison::Comparison,
    curve::{Curve, CurvePoint},
    events::ShuffledEvents,
    measure::{Measured, Wanted},
    null::{Null, NullModel},
    random::Random,
    record::Record,
    shuffler::Shuffler,
    statistic::harmonic,
};
use crate::{
    Chains,
    error::{Error, ErrorKind, Issue, Issues},
    parallel,
};

/// The number of shuffles by default. With the data they are a thousand arrangements, so that the least p is
/// 0.001.
const DEFAULT_SHUFFLES: u64 = 999;

/// The greatest number of shuffles.
const MAX_SHUFFLES: u64 = 10_000_000;

/// The number of shuffles that one thread makes after the other.
const CHUNK: u64 = 8;

/// The greatest lag in days.
const MAX_LAG: u32 = 3_660;

/// Called with the numbers of shuffles that are done and that are wanted.
type OnProgress<'a> = dyn Fn(u64, u64) -> ControlFlow<()> + 'a;

/// A comparison with chance that is being set up: see [`Chains::against`].
#[must_use]
pub struct Against<'a, 't> {
    chains: &'a Chains<'t>,
    null: &'a dyn Null,
    shuffles: u64,
    seed: u64,
    stop_after: Option<u64>,
    by_dyad: bool,
    extremes: bool,
    by_len: bool,
    by_rule: bool,
    lags: Option<u32>,
    lag_dyads: usize,
    min_events: u64,
    on_progress: Option<Box<OnProgress<'a>>>,
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
    /// Choose the null model by the question: see [`NullModel`] and the guide's chapter on
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
    /// Sets the number of shuffles, from 1 to 10 million. The default is 999.
    pub fn shuffles(mut self, shuffles: u64) -> Self {
        self.shuffles = shuffles;
        self
    }

    /// Sets the seed of the random numbers. The default is 0. The same seed gives the same shuffles.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Compares hops and chains by dyad too, with q values: see [`Comparison::by_dyad`]. More dyads need more
    /// shuffles: see [`shuffles_needed`](Self::shuffles_needed).
    pub fn by_dyad(mut self) -> Self {
        self.by_dyad = true;
        self
    }

    /// Tests only dyads with at least this many events, so that fewer tests share the error. The default is 1.
    /// The number of events of a dyad does not depend on the answer, so that this choice is no selection of
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

    /// Compares the number of hops by lag too, from 0 to `days` days: see [`Comparison::lags`]. These are the
    /// hops of the query with gaps from 0 to `days` days in place of its own bounds on gaps.
    pub fn lags(mut self, days: u32) -> Self {
        self.lags = Some(days);
        self
    }

    /// With [`lags`](Self::lags): compares the lags of each of the `most` dyads with the most events too. The
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
    /// no single dyad can have a q of `level` or less, whatever the data.
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
        let needed = |tests: f64| ((tests / level - 1e-9).ceil() - 1.0).max(1.0) as u64;
        ShufflesNeeded {
            dyads,
            benjamini_hochberg: needed(dyads as f64),
            benjamini_yekutieli: needed(dyads as f64 * harmonic(dyads)),
        }
    }

    /// Makes the shuffles and compares the data with them.
    ///
    /// # Errors
    ///
    /// - The parameters of the null model, the number of shuffles or another setting are out of range.
    /// - [`ErrorKind::Unsupported`] if chains are compared by length and the query does not bound it: see
    ///   [`Chains::count_by_len`].
    pub fn compare(&self) -> Result<Comparison, Error> {
        self.run(None)
    }

    /// Goes on with the shuffles that a record has not made, up to the number that is set here. The settings
    /// must be those of the record, but for the number of shuffles.
    ///
    /// # Errors
    ///
    /// The same as for [`compare`](Self::compare), and if the record is of another null model, seed, query,
    /// view or timeline, or measures something else.
    pub fn resume(&self, record: &Record) -> Result<Comparison, Error> {
        self.run(Some(record))
    }

    /// Compares the data with [`NullModel::DaysWithin`] for each of some lengths of blocks, with the same
    /// settings; the null model that was given is not used.
    ///
    /// The ratio as a function of the length shows what one length hides: a block that is not much longer than
    /// the longest gap has no power, since the answers are kept within it, and a long block counts slow common
    /// movement as answers.
    ///
    /// # Errors
    ///
    /// The same as for [`compare`](Self::compare).
    pub fn sweep_blocks(&self, days: impl IntoIterator<Item = u32>) -> Result<Curve, Error> {
        let mut points = Vec::new();
        for days in days {
            let comparison = self.run_against(&NullModel::DaysWithin(days), None)?;
            points.push(CurvePoint::new(days, &comparison));
        }
        Ok(Curve::new(self.chains, points, self.seed))
    }

    fn run(&self, record: Option<&Record>) -> Result<Comparison, Error> {
        self.run_against(self.null, record)
    }

    fn run_against(&self, null: &dyn Null, resumed: Option<&Record>) -> Result<Comparison, Error> {
        null.check()?;
        let mut wanted = self.wanted()?;
        let query = &self.chains.prepared.query;
        let looks_at_nodes = wanted.by_rule && query.rules.len() > 1;
        let shuffler = Shuffler::new(&self.chains.prepared, looks_at_nodes);
        if wanted.lags.is_some() {
            wanted.lag_dyads = shuffler.busiest_dyads(self.lag_dyads);
        }
        let observed = shuffler.measure(&ShuffledEvents::new(&shuffler.observed), &wanted);
        let (name, stop) = (null.name(), self.stop_after);
        let mut record = Record::new(name, self.seed, stop, &observed, wanted.extremes);
        if let Some(resumed) = resumed {
            resumed.check(&record)?;
            record = resumed.clone();
        }
        self.shuffle(null, &shuffler, &wanted, &mut record);
        Ok(Comparison::new(self, &shuffler, &wanted, record))
    }

    /// Makes the shuffles that a record lacks.
    fn shuffle(
        &self,
        null: &dyn Null,
        shuffler: &Shuffler<'_, '_>,
        wanted: &Wanted,
        record: &mut Record,
    ) {
        let (seed, watch) = (self.seed, &self.chains.prepared.engine.watch);
        let make = |(first, end): (u64, u64)| {
            let mut events = ShuffledEvents::new(&shuffler.observed);
            let mut measured = Vec::with_capacity((end - first) as usize);
            for nth in first..end {
                if watch.is_stopped() {
                    break;
                }
                watch.count(shuffler.observed.len());
                events.reset();
                null.shuffle(&mut events, &mut Random::new(seed, nth));
                measured.push(shuffler.measure(&events, wanted));
            }
            measured
        };
        let mut certain = Certainty::of(record);
        let batch = CHUNK * 2 * parallel::cores() as u64;
        while record.shuffles() < self.shuffles
            && !certain.is_reached(record)
            && !watch.is_stopped()
        {
            let (first, mut chunks) = (record.shuffles(), Vec::new());
            let end = self.shuffles.min(first + batch);
            for start in (first..end).step_by(CHUNK as usize) {
                chunks.push((start, end.min(start + CHUNK)));
            }
            for measured in parallel::map(chunks, make) {
                for one in measured {
                    // Shuffles after the one that made the verdict certain are not used.
                    if !certain.is_reached(record) {
                        record.add(&one);
                    }
                }
            }
            let goes_on = self.on_progress.as_ref().map(|on| on(record.shuffles(), self.shuffles));
            if goes_on == Some(ControlFlow::Break(())) {
                break;
            }
        }
    }

    /// Checks the settings, and returns what is to be measured.
    fn wanted(&self) -> Result<Wanted, Error> {
        let mut issues = Issues::default();
        let mut check =
            |is_allowed: bool, field: &str, got: String, allowed: String, remedy: &str| {
                if !is_allowed {
                    issues.push(Issue::new(field, got, allowed, remedy));
                }
            };
        check(
            (1..=MAX_SHUFFLES).contains(&self.shuffles),
            "shuffles",
            self.shuffles.to_string(),
            format!("a number from 1 to {MAX_SHUFFLES}"),
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
        Ok(Wanted {
            by_dyad: self.by_dyad,
            extremes: self.extremes,
            by_len: if self.by_len { Some(self.chains.greatest_len()?) } else { None },
            by_rule: self.by_rule,
            lags: self.lags,
            lag_dyads: Vec::new(),
        })
    }

    pub(crate) fn chains(&self) -> &Chains<'_> {
        self.chains
    }

    pub(crate) fn least_events(&self) -> u64 {
        self.min_events
    }

    pub(crate) fn shuffles_wanted(&self) -> u64 {
        self.shuffles
    }
}

/// The number of shuffles that comparing dyads needs: see [`Against::shuffles_needed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShufflesNeeded {
    /// The number of dyads that are tested.
    pub dyads: u64,
    /// The least number of shuffles with which a single dyad can be found by the q of Benjamini and Hochberg.
    pub benjamini_hochberg: u64,
    /// The least number of shuffles with which a single dyad can be found by the q of Benjamini and Yekutieli.
    pub benjamini_yekutieli: u64,
}

/// Whether the verdict on hops and on chains is certain.
struct Certainty {
    rows: usize,
    hops: u64,
    chains: u64,
}

impl Certainty {
    fn of(record: &Record) -> Self {
        let mut certainty = Self { rows: 0, hops: 0, chains: 0 };
        certainty.is_reached(record);
        certainty
    }

    /// Returns `true` if enough shuffles of a record, which may have grown, are at least as great as the data.
    fn is_reached(&mut self, record: &Record) -> bool {
        for row in &record.rows[self.rows..] {
            self.hops += u64::from(row.hops >= record.observed.hops);
            self.chains += u64::from(row.chains >= record.observed.chains);
        }
        self.rows = record.rows.len();
        record.stop_after.is_some_and(|enough| self.hops.min(self.chains) >= enough)
    }
}

/// Measured values are sent between threads.
const _: fn(Measured) -> Box<dyn Send> = |measured| Box::new(measured);
