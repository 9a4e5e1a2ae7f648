//! Asking a question of all parts together.

use std::{collections::BTreeMap, io, sync::Arc};

use super::{
    answer::{Answer, FoundChain, FoundEvent, Outcome, Traffic},
    cluster::Cluster,
    codec::{Reader, Writer},
    compute::compute,
    gather::{Gathered, gather, hash_of},
    holding::{ALL_TIME, Holding},
    input::Input,
    merge_rows::MergedRows,
    partial::{ChainPart, Partial},
    peers::Peers,
    places::place,
    question::Question,
    rounds::by_rounds,
    rows::PART_SHIFT,
    run::run,
    sent::Sent,
    ship::ship,
    slices::slice,
    spread::Spread,
    tables::Tables,
    wanted::{Apart, Wanted},
};
use crate::{
    chain::{Count, DyadTally, answers::summary::SummaryParts},
    error::Error,
    model::Level,
    timeline::{StepTally, Timeline},
};

/// Answers a question about the events of all parts, together with the other processes of a cluster, which must call this
/// with the same input and question. Process 0 receives the answer.
///
/// The answer is the same, bit for bit, as that of one process; but for counts of more than 1,024 bits, whose logarithms may
/// differ by one in the ninth decimal digit. One worker alone spreads nothing, and takes no round.
///
/// ```
/// use std::sync::Arc;
/// use chrono::TimeDelta;
/// use escalade::{Query, Rule, distributed::{Answer, Cluster, Input, Question, ask}, read::Options};
///
/// let part = |rows: &str| Ok(Arc::new(Options::new().read("rows", rows.as_bytes())?.timeline));
/// let july = part("2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n")?;
/// let later = part("2006-07-12\tLBN\tISR\t190\n2006-08-02\tISR\tSYR\t190\n")?;
/// let query = Query::escalation().rules([Rule::Relay]).max_gap(TimeDelta::days(9));
/// let outcome = ask(&Cluster::of_threads(2), &Input::timelines([july, later]), &Question::new(query))?;
/// let Some(Answer::Summary(summary)) = outcome.answer else { panic!("a summary") };
/// assert_eq!((summary.events(), summary.hops(), summary.chains().to_u128()), (4, 2, Some(3)));
/// # Ok::<(), escalade::Error>(())
/// ```
///
/// # Errors
///
/// The question cannot be spread, which is found before anything is read; a part cannot be read, or the parts cannot be
/// combined; the processes cannot be connected, or one of them has ended. If a process fails, all do.
///
/// A worker thread that loses its connection ends with a panic, which is caught: the standard error may show its message.
pub fn ask(cluster: &Cluster, input: &Input, question: &Question) -> Result<Outcome, Error> {
    let spread = question.spread()?;
    let asked = hash_of(&(env!("CARGO_PKG_VERSION"), format!("{question:?}"), input.hash()));
    let (input, question) = (Arc::new(input.clone()), Arc::new(question.clone()));
    let results = run(cluster, asked, move |peers| work(peers, &input, &question, spread))?;
    let mut outcome = None;
    for result in results {
        let result = result?;
        if outcome.is_none() || result.answer.is_some() {
            outcome = Some(result);
        }
    }
    outcome.ok_or_else(|| Error::io("workers", io::Error::other("there are none")))
}

/// Does the part of one worker.
fn work(
    peers: &mut Peers<'_>,
    input: &Input,
    question: &Question,
    spread: Spread,
) -> Result<Outcome, Error> {
    let mut gathered = gather(input, question, peers.index(), peers.count());
    let tables = Tables::combine(peers, &mut gathered, &question.actors())?;
    let mut gathered = gathered?;
    let mut sent = Sent::default();
    let computed = find(peers, question, spread, &mut gathered, &tables, &mut sent);
    let partial = merged(peers, computed, question.wanted)?;
    let mut outcome = Outcome {
        answer: None,
        spread,
        traffic: Traffic::default(),
        report: tables.report.clone(),
    };
    let labels = labels(peers, &gathered, &partial);
    if peers.index() == 0 {
        outcome.answer = Some(answer(question, &tables, partial, &labels));
    }
    outcome.traffic = traffic(peers, &sent);
    peers.finish();
    Ok(outcome)
}

/// Spreads the rows and computes the part of the answer of one worker.
fn find(
    peers: &mut Peers<'_>,
    question: &Question,
    spread: Spread,
    gathered: &mut Gathered,
    tables: &Tables,
    sent: &mut Sent,
) -> Result<Partial, Error> {
    let Question { query, wanted, .. } = question;
    let (received, slice) = match spread {
        // All events are here, whatever they would be spread by: the engine of one process takes less time than rounds.
        _ if peers.count() == 1 => (ship(peers, gathered, tables, &|_, to| to.push(0)).0, ALL_TIME),
        Spread::LevelRounds | Spread::LengthRounds => {
            return by_rounds(peers, question, spread, gathered, tables, sent);
        }
        Spread::Slices => slice(peers, gathered, tables, query, sent),
        _ => (place(peers, gathered, tables, spread, sent), ALL_TIME),
    };
    let empty = Timeline::builder().build()?;
    sent.kept = received.rows;
    let rows = MergedRows::new(received);
    let holding = Holding::new(rows, query, &empty, slice, wanted.lists_chains())?;
    compute(&holding, *wanted)
}

/// Sends what the workers have computed to worker 0, which returns the sum; the others return nothing. Takes two rounds.
///
/// # Errors
///
/// A worker has failed.
fn merged(
    peers: &mut Peers<'_>,
    computed: Result<Partial, Error>,
    wanted: Wanted,
) -> Result<Partial, Error> {
    let mut writer = Writer::default();
    if let Err(problem) = &computed {
        writer.put_text(&problem.to_string());
    }
    for (worker, bytes) in peers.share(&writer.bytes).iter().enumerate() {
        if !bytes.is_empty() {
            let sentence = Reader::new(bytes).text();
            let other = || Error::io(format!("worker {worker}"), io::Error::other(sentence));
            return Err(computed.err().unwrap_or_else(other));
        }
    }
    peers.send(0, computed?.write());
    let mut sum = Partial::default();
    for (_, bytes) in peers.end_round() {
        sum.add(Partial::read(&bytes));
    }
    if let Wanted::Best { most, apart, .. } = wanted {
        sum.best.sort_by(|one, other| one.key().cmp(&other.key()));
        if apart == Apart::Ends {
            let mut ends = std::collections::HashSet::new();
            sum.best.retain(|chain| ends.insert(chain.events[0].1));
        }
        sum.best.truncate(most);
    }
    Ok(sum)
}

/// The key and the date of the events of the chains that are listed, by record.
type Labels = BTreeMap<u64, (Option<String>, String)>;

/// Asks those who read the events of the chains of worker 0 what they are called. Takes two rounds.
fn labels(peers: &mut Peers<'_>, gathered: &Gathered, partial: &Partial) -> Labels {
    let mut writer = Writer::default();
    for ChainPart { events, .. } in &partial.best {
        for (_, record, _) in events {
            writer.put(*record);
        }
    }
    for worker in 0..peers.count() {
        if peers.index() == 0 {
            peers.send(worker, writer.bytes.clone());
        }
    }
    let mut found = Writer::default();
    for (_, bytes) in peers.end_round() {
        let mut reader = Reader::new(&bytes);
        while !reader.is_at_end() {
            let record = reader.get();
            let part = (record >> PART_SHIFT) as usize;
            let Some(timeline) = gathered.timelines.get(&part) else { continue };
            let id = crate::EventId((record & ((1 << PART_SHIFT) - 1)) as u32);
            let event = timeline.event(id);
            found.put(record);
            found.put(u64::from(event.key().is_some()));
            found.put_text(event.key().unwrap_or_default());
            found.put_text(&event.when().to_string());
        }
    }
    peers.send(0, found.bytes);
    let mut labels = Labels::new();
    for (_, bytes) in peers.end_round() {
        let mut reader = Reader::new(&bytes);
        while !reader.is_at_end() {
            let (record, has_key) = (reader.get(), reader.get() == 1);
            let key = Some(reader.text()).filter(|_| has_key);
            labels.insert(record, (key, reader.text()));
        }
    }
    labels
}

/// Puts the answer together.
fn answer(question: &Question, tables: &Tables, partial: Partial, labels: &Labels) -> Answer {
    match question.wanted {
        Wanted::Summary => {
            let mut view_steps = Vec::new();
            for (nth, step) in question.steps.iter().enumerate() {
                let (left_out, not_stated) = tables.tally.steps.get(nth).copied().unwrap_or((0, 0));
                view_steps.push(StepTally { step: step.to_string(), left_out, not_stated });
            }
            let parts = SummaryParts {
                scale: question.query.scale().name().to_owned(),
                events: tables.tally.events,
                too_vague: tables.tally.too_vague,
                not_covered: tables.tally.not_covered,
                hops: partial.hops,
                chains: partial.chains.unwrap_or_else(|| Count::from(0)),
                longest: partial.longest as usize,
                greatest_rise: partial.greatest_rise.map(Level::from_tenths),
                left_out: tables.tally.left_out,
                view_steps,
            };
            Answer::Summary(parts.into())
        }
        Wanted::CountByLen => {
            let mut by_len = BTreeMap::new();
            for (len, count) in partial.by_len {
                by_len.insert(len as usize, count);
            }
            Answer::CountByLen(by_len)
        }
        Wanted::ByDyad => {
            let mut keys: Vec<Arc<str>> = Vec::with_capacity(tables.parties.len());
            for key in &tables.parties {
                keys.push(key.as_str().into());
            }
            let key = |party: u32| Arc::clone(&keys[party as usize]);
            let mut tallies = Vec::new();
            for ((source, target), part) in partial.by_dyad {
                let chains = part.chains.unwrap_or_else(|| Count::from(0));
                let rise = part.greatest_rise.map(Level::from_tenths);
                let keys = [key(source), key(target)];
                let tally = DyadTally::new(keys, part.events, part.hops, chains, rise);
                tallies.push(tally);
            }
            Answer::ByDyad(tallies)
        }
        Wanted::Best { .. } => {
            let mut chains = Vec::new();
            for chain in partial.best {
                chains.push(found_chain(tables, &chain, labels));
            }
            Answer::Chains(chains)
        }
    }
}

fn found_chain(tables: &Tables, chain: &ChainPart, labels: &Labels) -> FoundChain {
    let mut events = Vec::with_capacity(chain.events.len());
    for (earliest, record, level) in chain.events.iter().rev() {
        let (key, when) = labels.get(record).cloned().unwrap_or_default();
        let before = tables.events_before.get((record >> PART_SHIFT) as usize).copied();
        events.push(FoundEvent {
            number: before.unwrap_or(0) + (record & ((1 << PART_SHIFT) - 1)),
            key: key.map(Into::into),
            when,
            earliest: *earliest,
            level: Level::from_tenths(*level),
        });
    }
    let level = |event: Option<&FoundEvent>| event.map_or(0, |event| event.level.tenths());
    let rise = Level::from_tenths(level(events.last()) - level(events.first()));
    FoundChain { events, rise }
}

/// Adds up what all workers have sent and kept. Takes a round.
fn traffic(peers: &mut Peers<'_>, sent: &Sent) -> Traffic {
    let mut writer = Writer::default();
    let Sent { rows, values, sums, rounds, passes, kept } = sent;
    for number in [*rows, *values, *sums, *rounds, *passes, *kept, peers.shipped()] {
        writer.put(number);
    }
    let mut traffic = Traffic::default();
    for bytes in peers.share(&writer.bytes) {
        let mut reader = Reader::new(&bytes);
        traffic.rows += reader.get();
        traffic.values += reader.get();
        traffic.sums += reader.get();
        traffic.rounds = traffic.rounds.max(reader.get());
        traffic.passes = traffic.passes.max(reader.get());
        traffic.kept.push(reader.get());
        traffic.bytes += reader.get();
    }
    traffic
}
