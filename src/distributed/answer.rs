//! The answer, as process 0 puts it together.

use std::{collections::BTreeMap, sync::Arc};

use super::spread::Spread;
use crate::{
    chain::{Count, DyadTally, Summary},
    model::Level,
    read::ReadReport,
};

/// The answer to a question, with how it was found: see [`ask`](super::ask).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Outcome {
    /// The answer; `None` at all processes but process 0.
    pub answer: Option<Answer>,
    /// How the events were spread.
    pub spread: Spread,
    /// What was sent between processes.
    pub traffic: Traffic,
    /// The report of the reading of all parts. Problems of records and guesses are sentences among its decisions.
    pub report: ReadReport,
}

/// An answer of one of the kinds of [`Wanted`](super::Wanted).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Answer {
    /// The same as that of [`Chains::summary`](crate::Chains::summary).
    Summary(Summary),
    /// The same as that of [`Chains::count_by_len`](crate::Chains::count_by_len).
    CountByLen(BTreeMap<usize, Count>),
    /// The same as that of [`Chains::by_dyad`](crate::Chains::by_dyad).
    ByDyad(Vec<DyadTally>),
    /// The chains that [`Chains::top`](crate::Chains::top) returns, in the same order.
    Chains(Vec<FoundChain>),
}

/// A chain whose events are at several processes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FoundChain {
    /// The events, from the first to the last.
    pub events: Vec<FoundEvent>,
    /// The level of the last event less that of the first.
    pub rise: Level,
}

/// An event of a [`FoundChain`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FoundEvent {
    /// The order of recording among the events of all parts, from 0.
    pub number: u64,
    /// The key, if the event has one.
    pub key: Option<Arc<str>>,
    /// When it happened, as recorded.
    pub when: String,
    /// The earliest onset, in seconds since 1970.
    pub earliest: i64,
    /// The level, on the scale of the query.
    pub level: Level,
}

/// What was sent between processes, and what each worker kept. The numbers are sums over all processes.
///
/// What one worker sends another in the same process is not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Traffic {
    /// How often the workers waited for one another to compute values: the number of rounds by level or by length; 0 if
    /// events are spread in another way.
    pub rounds: u64,
    /// The rows of events that were sent to another process.
    pub rows: u64,
    /// The values of events that were sent to another process, in all passes.
    pub values: u64,
    /// The sums over some antecedents of an event that were sent to another process, where it looks up others in two
    /// places; in all passes.
    pub sums: u64,
    /// The number of passes: more than one if counts were computed again with wider numbers.
    pub passes: u64,
    /// The bytes of all that was sent to other processes, without the headers that timely adds.
    pub bytes: u64,
    /// By worker, the number of rows of events that it kept.
    pub kept: Vec<u64>,
}
