//! Running a comparison with chance.

use std::{
    ops::ControlFlow,
    time::{Duration, Instant},
};

use super::{
    against::{Against, OnProgress},
    comparison::Comparison,
    curve::{Curve, CurvePoint},
    events::{Observed, ShuffledEvents},
    null::{Null, NullModel},
    random::Random,
    record::{Record, Settings},
    shuffler::Shuffler,
    wanted::Wanted,
};
use crate::{
    chain::engine::cancellation::Cancellation,
    error::{Error, ErrorKind, Issue, Issues},
    parallel,
    sorting::sort_distinct,
};

/// The greatest number of shuffles that one thread makes after the other.
const CHUNK: u64 = 8;

/// Chunks grow while all threads together take less time than this, so that the progress is reported about as
/// often, however long a shuffle takes.
const SHORT: Duration = Duration::from_millis(50);

/// The greatest number of numbers that are kept of all shuffles together: 0.8 GB.
pub(crate) const MAX_NUMBERS: u64 = 100_000_000;

impl Against<'_, '_> {
    /// Makes the shuffles and compares the data with them.
    ///
    /// # Errors
    ///
    /// - The parameters of the null model, the number of shuffles or another setting are out of range.
    /// - [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) if chains are compared by length and the query does not bound it: see
    ///   [`Chains::count_by_len`](crate::Chains::count_by_len).
    pub fn compare(&self) -> Result<Comparison, Error> {
        self.run(None)
    }

    /// Makes the shuffles that a record lacks up to the number that is set here, and compares the data with all of
    /// them. The settings must be those of the record, except for the number of shuffles.
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
    /// the longest gap has no power, since responses stay within it, and a long block counts slow common movement
    /// as responses.
    ///
    /// # Errors
    ///
    /// The same as for [`compare`](Self::compare).
    pub fn sweep_blocks(&self, days: impl IntoIterator<Item = u32>) -> Result<Curve, Error> {
        let mut lengths: Vec<u32> = days.into_iter().collect();
        sort_distinct(&mut lengths);
        let mut issues = Issues::default();
        for days in &lengths {
            if let Err(error) = NullModel::DaysWithin(*days).check() {
                for issue in error.issues() {
                    issues.push(issue.clone());
                }
            }
        }
        issues.check(ErrorKind::Value)?;
        let mut points = Vec::with_capacity(lengths.len());
        for days in lengths {
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
        self.check_memory(&shuffler, &wanted)?;
        let observed = shuffler.measure(&ShuffledEvents::new(&shuffler.observed), &wanted);
        let settings = Settings {
            null: null.name(),
            seed: self.seed,
            stop_after: self.stop_after,
            query: query.to_string(),
            events: shuffler.observed.fingerprint(),
            wanted: wanted.clone(),
        };
        let mut record = Record::new(settings, &observed);
        if let Some(resumed) = resumed {
            resumed.check(&record)?;
            record = resumed.clone();
        }
        self.shuffle(null, &shuffler, &wanted, &mut record);
        Ok(Comparison::new(self, &shuffler, &wanted, record))
    }

    /// Checks that the numbers of all shuffles fit into memory.
    fn check_memory(&self, shuffler: &Shuffler<'_, '_>, wanted: &Wanted) -> Result<(), Error> {
        let series = 1 + shuffler.observed.level_values.len() + wanted.lag_dyads.len();
        let lags = wanted.lags.map_or(0, |days| (u64::from(days) + 1) * series as u64);
        let lengths = wanted.by_len.map_or(0, |max_len| max_len.min(shuffler.observed.len()));
        let rules = shuffler.prepared.query.rules.len();
        let kept = 4 + lags + (lengths + rules) as u64;
        let mut issues = Issues::default();
        if kept.saturating_mul(self.shuffles) > MAX_NUMBERS {
            issues.push(Issue::new(
                "shuffles",
                self.shuffles.to_string(),
                format!("at most {}: of each shuffle {kept} numbers are kept", MAX_NUMBERS / kept),
                "make fewer shuffles, or compare fewer lags, dyads by lag, or lengths (--lags, --lag-dyads, \
                 --by-len)",
            ));
        }
        issues.check(ErrorKind::Query)
    }

    /// Makes the shuffles that a record lacks.
    fn shuffle(
        &self,
        null: &dyn Null,
        shuffler: &Shuffler<'_, '_>,
        wanted: &Wanted,
        record: &mut Record,
    ) {
        let mut certain = Certainty::of(record);
        if certain.is_reached(record) {
            return;
        }
        let plan = Plan {
            null,
            observed: &shuffler.observed,
            seed: self.seed,
            shuffles: self.shuffles,
            cancellation: &self.chains.prepared.engine.cancellation,
            on_progress: self.on_progress.as_deref(),
        };
        let measure = |events: &ShuffledEvents<'_>| shuffler.measure(events, wanted);
        plan.make(record.shuffles(), &measure, &mut |measured| {
            record.add(&measured);
            match certain.is_reached(record) {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        });
    }
}

/// Which shuffles are made, and until when.
pub(crate) struct Plan<'a> {
    pub(crate) null: &'a dyn Null,
    pub(crate) observed: &'a Observed,
    pub(crate) seed: u64,
    pub(crate) shuffles: u64,
    pub(crate) cancellation: &'a Cancellation,
    pub(crate) on_progress: Option<&'a OnProgress<'a>>,
}

impl Plan<'_> {
    /// Makes the shuffles from number `done` on, and passes what `measure` returns for each to `add`, in order, until
    /// that breaks.
    pub(crate) fn make<M: Send>(
        &self,
        mut done: u64,
        measure: &(dyn Fn(&ShuffledEvents<'_>) -> M + Sync),
        add: &mut dyn FnMut(M) -> ControlFlow<()>,
    ) {
        let Self { null, observed, seed, cancellation, .. } = *self;
        let make = |(first, end): (u64, u64)| {
            let mut events = ShuffledEvents::new(observed);
            let mut measured = Vec::with_capacity((end - first) as usize);
            for nth in first..end {
                if cancellation.is_stopped() {
                    break;
                }
                cancellation.count(observed.len());
                events.reset();
                null.shuffle(&mut events, &mut Random::new(seed, nth));
                measured.push(measure(&events));
            }
            measured
        };
        let (mut chunk, mut is_certain) = (1, false);
        while done < self.shuffles && !is_certain && !cancellation.is_stopped() {
            let (start, mut chunks) = (Instant::now(), Vec::new());
            let end = self.shuffles.min(done + chunk * 2 * parallel::cores() as u64);
            for start in (done..end).step_by(chunk as usize) {
                chunks.push((start, end.min(start + chunk)));
            }
            for measured in parallel::map(chunks, make) {
                for one in measured {
                    // Shuffles after the one that made the verdict certain are not used.
                    if !is_certain {
                        is_certain = add(one).is_break();
                        done += 1;
                    }
                }
            }
            if start.elapsed() < SHORT {
                chunk = CHUNK.min(chunk * 2);
            }
            let goes_on = self.on_progress.map(|on| on(done, self.shuffles));
            if goes_on == Some(ControlFlow::Break(())) {
                break;
            }
        }
    }
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
        record.settings.stop_after.is_some_and(|enough| self.hops.min(self.chains) >= enough)
    }
}
