//! What the shuffles of a comparison of motifs have measured, so that it can be resumed.

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, ErrorKind, Issue, Issues},
    motifs::{Ties, motif::MOTIFS},
};

/// How many numbers are kept of each shuffle: that of all triples, then that of each motif.
pub(super) const NUMBERS: usize = 1 + MOTIFS;

/// What the shuffles of a comparison of motifs have measured, so that
/// [`MotifsAgainst::resume`](super::MotifsAgainst::resume) can go on with further shuffles. A comparison of 99 shuffles
/// that is resumed to 999 is the same as one of 999.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{chance::NullModel, motifs::MotifRecord, read::Options};
///
/// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t190\n2006-07-08\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let motifs = timeline.motifs(TimeDelta::days(7));
/// let against = |shuffles| motifs.against(&NullModel::Timestamps).shuffles(shuffles);
/// let saved = serde_json::to_string(against(9).compare()?.record()).unwrap();
/// let record: MotifRecord = serde_json::from_str(&saved).unwrap();
/// assert_eq!(against(99).resume(&record)?, against(99).compare()?);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MotifRecord {
    pub(super) settings: Settings,
    pub(super) observed: Vec<f64>,
    pub(super) rows: Vec<Vec<f64>>,
}

/// The settings that decide how events are shuffled and what is counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    pub(super) null: String,
    pub(super) seed: u64,
    /// The terms in words.
    pub(super) query: String,
    pub(super) ties: Ties,
    /// The fingerprint of the events.
    pub(super) events: String,
}

impl MotifRecord {
    /// Creates a record of no shuffles.
    pub(super) fn new(settings: Settings, observed: Vec<f64>) -> Self {
        Self { settings, observed, rows: Vec::new() }
    }

    /// Returns the number of shuffles.
    pub fn shuffles(&self) -> u64 {
        self.rows.len() as u64
    }

    /// Adds the numbers of the next shuffle.
    pub(super) fn add(&mut self, numbers: Vec<f64>) {
        self.rows.push(numbers);
    }

    /// Checks that a comparison can go on from this record: `new` has no shuffles yet.
    pub(super) fn check(&self, new: &Self) -> Result<(), Error> {
        let mut issues = Issues::default();
        let mut same = |field: &str, is_same: bool, got: &str, allowed: &str| {
            if !is_same {
                let remedy = "resume with what the record was made with, or begin anew";
                issues.push(Issue::new(field, got, allowed, remedy));
            }
        };
        let (old, set) = (&self.settings, &new.settings);
        same("record/null", old.null == set.null, &old.null, &set.null);
        let (seed, wanted) = (old.seed.to_string(), set.seed.to_string());
        same("record/seed", old.seed == set.seed, &seed, &wanted);
        same("record/query", old.query == set.query, &old.query, &set.query);
        let is_same = old.ties == set.ties;
        same("record/ties", is_same, "ties treated otherwise", "ties treated as here");
        same("record/events", old.events == set.events, "other events", "these events");
        issues.check(ErrorKind::Query)?;
        let mut issues = Issues::default();
        let is_row = |row: &Vec<f64>| {
            row.len() == NUMBERS && row.iter().all(|number| number.is_finite() && *number >= 0.0)
        };
        let is_sound = self.observed == new.observed && self.rows.iter().all(is_row);
        if !is_sound {
            let got = "other numbers of motifs than the data or a shuffle can have";
            let remedy =
                "begin anew: the record is damaged, or another version of escalade made it";
            issues.push(Issue::new("record/rows", got, "the numbers of motifs", remedy));
        }
        issues.check(ErrorKind::Query)
    }
}
