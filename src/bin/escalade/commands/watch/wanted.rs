//! The options of the command that apply while it follows the feed.

use std::{path::PathBuf, time::Duration};

use chrono::TimeDelta;
use clap::ValueEnum;

use crate::values::{days, seconds};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    Text,
    Jsonl,
}

/// The options that apply while the command follows the feed.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Wanted {
    /// Keep a journal in this directory, which is created if it does not exist. Each transaction is on disk before its
    /// alerts are printed. When the command begins again, also after it was killed, it goes on from there: with all
    /// that was recorded, with the alerts that were raised, and without the files that were taken before, by name and
    /// content. Each alert is printed at least once; one that is printed twice has the same number both times
    #[arg(long, value_name = "DIR", help_heading = "The watch")]
    pub(super) journal: Option<PathBuf>,
    /// Take the data to be complete up to this many days before they became known, so that threats can lapse. Records of
    /// the native format can state it themselves
    #[arg(long, value_name = "DAYS", value_parser = days, help_heading = "The watch")]
    pub(super) complete_after: Option<TimeDelta>,
    /// Take the files that the folders have now, and end. A file that changes meanwhile is left, and a message names it
    #[arg(long, help_heading = "The watch")]
    pub(super) once: bool,
    /// Time between two looks at the folders, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "2", help_heading = "The watch")]
    pub(super) poll: Duration,
    /// Print the summary of each query at most once in this many seconds, after a transaction, and when the command ends;
    /// with 0, after each transaction
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = "The answer")]
    pub(super) summary_every: Option<Duration>,
    /// Output format: one line of text for each alert, or one JSON object on a line. An alert in JSON has the field
    /// `rule`, a summary the field `summaries`
    #[arg(long, default_value = "text", help_heading = "The answer")]
    pub(super) output: Form,
}
