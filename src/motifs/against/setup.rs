//! Sets up a comparison of motifs with chance, and makes the shuffles.

use std::{fmt, ops::ControlFlow};

use super::{
    comparison::MotifComparison,
    record::{MotifRecord, NUMBERS, Settings},
};
use crate::{
    chain::nodes::nodes::Nodes,
    chance::{
        Against, Null, ShuffledEvents,
        against::{DEFAULT_SHUFFLES, OnProgress},
        run::{MAX_NUMBERS, Plan},
        shuffler::Shuffler,
    },
    error::{Error, ErrorKind, Issue, Issues},
    motifs::{Motifs, Ties, edges::Edges, triples::Terms},
};

/// A comparison of motifs with chance that is being set up: see [`Motifs::against`].
#[must_use]
pub struct MotifsAgainst<'a, 't> {
    motifs: &'a Motifs<'t>,
    null: &'a dyn Null,
    shuffles: u64,
    seed: u64,
    on_progress: Option<Box<OnProgress<'a>>>,
}

impl fmt::Debug for MotifsAgainst<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MotifsAgainst")
            .field("null", &self.null.name())
            .field("shuffles", &self.shuffles)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

impl<'t> Motifs<'t> {
    /// Compares the numbers of the motifs with those of shuffled events: are there more than chance would give?
    ///
    /// The events that take part are shuffled as for [`Chains::against`](crate::Chains::against), and all motifs of each
    /// shuffle are counted anew: a shuffle costs about as much as [`table`](Self::table). With the `parallel` feature
    /// shuffles are made on all cores; the result is the same.
    ///
    /// Choose the null model by the question: see [`NullModel`](crate::chance::NullModel). A model that changes levels
    /// alone changes no motif unless there is a [`trend`](Self::trend).
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{chance::NullModel, motifs::Motif, read::Options};
    ///
    /// // Israel acts at random times, Lebanon always on the next day, and Israel on the day after that.
    /// let mut rows = String::new();
    /// for day in [2, 9, 15, 20, 26] {
    ///     for (after, dyad) in ["ISR\tLBN", "LBN\tISR", "ISR\tLBN"].iter().enumerate() {
    ///         rows += &format!("2006-07-{:02}\t{dyad}\t190\n", day + after);
    ///     }
    /// }
    /// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let motifs = timeline.motifs(TimeDelta::days(2));
    /// let comparison = motifs.against(&NullModel::Rotations).shuffles(99).seed(1).compare()?;
    /// let reciprocation = comparison.motif(Motif::at(5, 1).unwrap());
    /// assert_eq!(reciprocation.observed(), 5.0);
    /// assert!(reciprocation.p() < 0.1 && reciprocation.ratio() > Some(2.0));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn against<'a>(&'a self, null: &'a dyn Null) -> MotifsAgainst<'a, 't> {
        MotifsAgainst { motifs: self, null, shuffles: DEFAULT_SHUFFLES, seed: 0, on_progress: None }
    }
}

impl<'a> MotifsAgainst<'a, '_> {
    /// Sets the number of shuffles, from 1 to 2.7 million. The default is 999. The 37 numbers of each shuffle are kept in
    /// memory.
    pub fn shuffles(mut self, shuffles: u64) -> Self {
        self.shuffles = shuffles;
        self
    }

    /// Sets the seed of the random numbers. The default is 0. The same seed gives the same shuffles.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Calls `on_progress` now and then with the numbers of shuffles that are done and that are wanted. If it returns
    /// `Break`, the comparison is of the shuffles done so far, at least one: see
    /// [`Against::progress`](crate::chance::Against::progress).
    pub fn progress(mut self, on_progress: impl Fn(u64, u64) -> ControlFlow<()> + 'a) -> Self {
        self.on_progress = Some(Box::new(on_progress));
        self
    }

    /// Makes the shuffles and compares the data with them.
    ///
    /// # Errors
    ///
    /// - The same as for [`Motifs::table`], and if the parameters of the null model or the number of shuffles are out
    ///   of range.
    /// - [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) under [`Ties::Range`], which has two numbers for each
    ///   motif and so no single p.
    pub fn compare(&self) -> Result<MotifComparison, Error> {
        self.run(None)
    }

    /// Makes the shuffles that a record lacks up to the number that is set here, and compares the data with all of them.
    /// The settings must be those of the record, except for the number of shuffles.
    ///
    /// # Errors
    ///
    /// The same as for [`compare`](Self::compare), and if the record is of another null model, seed, gap, treatment of
    /// ties, view or timeline.
    pub fn resume(&self, record: &MotifRecord) -> Result<MotifComparison, Error> {
        self.run(Some(record))
    }

    fn check(&self) -> Result<(), Error> {
        self.null.check()?;
        if self.motifs.ties == Ties::Range {
            let allowed =
                "ties excluded or in order of recording, where motifs are compared with shuffles";
            let remedy = "use Ties::Excluded, Ties::Recorded, or both and compare";
            let issue = Issue::new("motifs/ties", "range", allowed, remedy);
            return Err(Issues::from(issue).into_error(ErrorKind::Unsupported));
        }
        let mut issues = Issues::default();
        let most = Against::MOST_SHUFFLES.min(MAX_NUMBERS / NUMBERS as u64);
        if !(1..=most).contains(&self.shuffles) {
            let allowed = format!("a number from 1 to {most}");
            let remedy = "99 and 999 are usual (--shuffles, MotifsAgainst::shuffles)";
            issues.push(Issue::new("shuffles", self.shuffles.to_string(), allowed, remedy));
        }
        issues.check(ErrorKind::Query)
    }

    fn run(&self, resumed: Option<&MotifRecord>) -> Result<MotifComparison, Error> {
        self.check()?;
        let (chains, edges, terms) = self.motifs.prepare()?;
        let prepared = &chains.prepared;
        let shuffler = Shuffler::new(prepared, true);
        let settings = Settings {
            null: self.null.name(),
            seed: self.seed,
            query: prepared.query.to_string(),
            ties: self.motifs.ties,
            events: shuffler.observed.fingerprint(),
        };
        let mut record = MotifRecord::new(settings, numbers(&terms, &edges));
        drop(edges);
        if let Some(resumed) = resumed {
            resumed.check(&record)?;
            record = resumed.clone();
        }
        let plan = Plan {
            null: self.null,
            observed: &shuffler.observed,
            seed: self.seed,
            shuffles: self.shuffles,
            cancellation: &prepared.engine.cancellation,
            on_progress: self.on_progress.as_deref(),
        };
        let measure = |events: &ShuffledEvents<'_>| {
            let (nodes, _): (Nodes, _) = shuffler.nodes(events);
            numbers(&terms, &Edges::new(&nodes))
        };
        plan.make(record.shuffles(), &measure, &mut |counted| {
            record.add(counted);
            ControlFlow::Continue(())
        });
        let nodes = &prepared.engine.nodes;
        let undated = nodes.len() - shuffler.observed.dated.len();
        Ok(MotifComparison::new(terms.gap, self.shuffles, nodes.events, undated as u64, record))
    }
}

/// Returns the numbers of all triples and of each motif.
fn numbers(terms: &Terms, edges: &Edges) -> Vec<f64> {
    let counts = terms.count_all(edges);
    let mut numbers = Vec::with_capacity(NUMBERS);
    numbers.push(counts.triples as f64);
    for count in counts.by_pattern {
        numbers.push(count.most as f64);
    }
    numbers
}
