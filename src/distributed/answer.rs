//! The answer, as process 0 puts it together.

use std::{collections::BTreeMap, sync::Arc};

use super::spread::Spread;
use crate::{
    chain::{Count, DyadTally, Summary},
    model::Level,
    read::ReadReport,
};

/// The answer to a question, with how it was found: see [`ask`](super::ask).
///
/// ```
/// # use std::sync::Arc;
/// # use chrono::TimeDelta;
/// # use escalade::{Level, Query, Rule, read::Options};
/// # use escalade::distributed::{Answer, Cluster, Input, Question, Spread, Wanted, ask};
/// # let part = |rows: &str| Ok::<_, escalade::Error>(Arc::new(Options::new().read("rows", rows.as_bytes())?.timeline));
/// # let july = part("2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n")?;
/// # let later = part("2006-07-12\tLBN\tISR\t190\n2006-08-02\tISR\tSYR\t190\n")?;
/// # let query = Query::escalation().rules([Rule::Relay]).max_gap(TimeDelta::days(9));
/// let outcome = ask(&Cluster::of_threads(2), &Input::timelines([july, later]), &Question::new(query))?;
/// assert!(matches!(outcome.answer, Some(Answer::Summary(_))), "process 0 has it");
/// assert_eq!(outcome.spread, Spread::LevelRounds);
/// assert_eq!((outcome.traffic.passes, outcome.report.events), (1, 4));
/// # Ok::<(), escalade::Error>(())
/// ```
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
///
/// ```
/// # use std::sync::Arc;
/// # use chrono::TimeDelta;
/// # use escalade::{Level, Query, Rule, read::Options};
/// # use escalade::distributed::{Answer, Cluster, Input, Question, Spread, Wanted, ask};
/// # let part = |rows: &str| Ok::<_, escalade::Error>(Arc::new(Options::new().read("rows", rows.as_bytes())?.timeline));
/// # let july = part("2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n")?;
/// # let later = part("2006-07-12\tLBN\tISR\t190\n2006-08-02\tISR\tSYR\t190\n")?;
/// # let query = Query::escalation().rules([Rule::Relay]).max_gap(TimeDelta::days(9));
/// let input = Input::timelines([july, later]);
/// let answer = |wanted| {
///     let question = Question::new(query.clone()).wanting(wanted);
///     Ok::<_, escalade::Error>(ask(&Cluster::of_threads(2), &input, &question)?.answer)
/// };
/// let Some(Answer::CountByLen(counts)) = answer(Wanted::CountByLen)? else { panic!("counts") };
/// let counts: Vec<_> = counts.iter().map(|(events, chains)| (*events, chains.to_u128())).collect();
/// assert_eq!(counts, [(2, Some(2)), (3, Some(1))]);
/// let Some(Answer::ByDyad(dyads)) = answer(Wanted::ByDyad)? else { panic!("dyads") };
/// assert_eq!((dyads.len(), dyads[0].source(), dyads[0].target()), (3, "ISR", "LBN"));
/// # Ok::<(), escalade::Error>(())
/// ```
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
///
/// ```
/// # use std::sync::Arc;
/// # use chrono::TimeDelta;
/// # use escalade::{Level, Query, Rule, read::Options};
/// # use escalade::distributed::{Answer, Cluster, Input, Question, Spread, Wanted, ask};
/// # let part = |rows: &str| Ok::<_, escalade::Error>(Arc::new(Options::new().read("rows", rows.as_bytes())?.timeline));
/// # let july = part("2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n")?;
/// # let later = part("2006-07-12\tLBN\tISR\t190\n2006-08-02\tISR\tSYR\t190\n")?;
/// # let query = Query::escalation().rules([Rule::Relay]).max_gap(TimeDelta::days(9));
/// let question = Question::new(query).wanting(Wanted::greatest_rise());
/// let outcome = ask(&Cluster::of_threads(2), &Input::timelines([july, later]), &question)?;
/// let Some(Answer::Chains(chains)) = outcome.answer else { panic!("chains") };
/// let levels: Vec<Level> = chains[0].events.iter().map(|event| event.level).collect();
/// assert_eq!(chains[0].rise.tenths(), levels[levels.len() - 1].tenths() - levels[0].tenths());
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FoundChain {
    /// The events, from the first to the last.
    pub events: Vec<FoundEvent>,
    /// The level of the last event less that of the first.
    pub rise: Level,
}

/// An event of a [`FoundChain`].
///
/// ```
/// # use std::sync::Arc;
/// # use chrono::TimeDelta;
/// # use escalade::{Level, Query, Rule, read::Options};
/// # use escalade::distributed::{Answer, Cluster, Input, Question, Spread, Wanted, ask};
/// # let part = |rows: &str| Ok::<_, escalade::Error>(Arc::new(Options::new().read("rows", rows.as_bytes())?.timeline));
/// # let july = part("2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n")?;
/// # let later = part("2006-07-12\tLBN\tISR\t190\n2006-08-02\tISR\tSYR\t190\n")?;
/// # let query = Query::escalation().rules([Rule::Relay]).max_gap(TimeDelta::days(9));
/// let question = Question::new(query).wanting(Wanted::longest());
/// let outcome = ask(&Cluster::of_threads(2), &Input::timelines([july, later]), &question)?;
/// let Some(Answer::Chains(chains)) = outcome.answer else { panic!("chains") };
/// let last = &chains[0].events[2];
/// assert_eq!((last.number, &*last.when), (2, "2006-07-12"));
/// assert_eq!((last.key.as_deref(), last.earliest), (None, 1_152_662_400));
/// # Ok::<(), escalade::Error>(())
/// ```
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
///
/// ```
/// # use std::sync::Arc;
/// # use chrono::TimeDelta;
/// # use escalade::{Level, Query, Rule, read::Options};
/// # use escalade::distributed::{Answer, Cluster, Input, Question, Spread, Wanted, ask};
/// # let part = |rows: &str| Ok::<_, escalade::Error>(Arc::new(Options::new().read("rows", rows.as_bytes())?.timeline));
/// # let july = part("2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n")?;
/// # let later = part("2006-07-12\tLBN\tISR\t190\n2006-08-02\tISR\tSYR\t190\n")?;
/// # let query = Query::escalation().rules([Rule::Relay]).max_gap(TimeDelta::days(9));
/// let outcome = ask(&Cluster::of_threads(2), &Input::timelines([july, later]), &Question::new(query))?;
/// assert_eq!((outcome.traffic.rounds, outcome.traffic.passes), (3, 1), "three levels occur");
/// assert_eq!((outcome.traffic.rows, outcome.traffic.bytes), (0, 0), "there is one process");
/// assert!(outcome.traffic.kept.iter().sum::<u64>() >= 4);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Traffic {
    /// How often the workers waited for one another to compute values: the number of rounds by level or by length; 0 if
    /// events are spread in another way, or if there is one worker.
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
