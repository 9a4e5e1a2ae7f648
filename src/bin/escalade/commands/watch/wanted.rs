//! The options of the command that apply while it follows the feed.

use std::{path::PathBuf, time::Duration};

use chrono::TimeDelta;
use clap::ValueEnum;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    Text,
    Jsonl,
}

/// The options that apply while the command follows the feed.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) journal: Option<PathBuf>,
    pub(super) output: Form,
    pub(super) complete_after: Option<TimeDelta>,
    pub(super) summary_every: Option<Duration>,
}
