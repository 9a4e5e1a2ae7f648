//! What all workers know of all parts.

use std::collections::BTreeMap;

use super::{
    codec::{Reader, Writer},
    gather::Gathered,
    peers::Peers,
    tally::{Tally, add_report, write_report},
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues},
    read::{Format, ReadReport},
    sorting::sort_distinct,
};

/// The parties, levels and counts of all parts, the same at all workers.
#[derive(Default)]
pub(super) struct Tables {
    /// The keys of all parties, sorted; the number of a party is its place.
    pub(super) parties: Vec<String>,
    /// By number of a party at this worker, its number among all.
    pub(super) numbers: Vec<u32>,
    /// All levels that occur, ascending; in tenths.
    pub(super) levels: Vec<i64>,
    pub(super) tally: Tally,
    /// The report of all parts, in their order.
    pub(super) report: ReadReport,
    /// By part, the number of events in the parts before.
    pub(super) events_before: Vec<u64>,
}

impl Tables {
    /// Combines what the workers have read. Takes two rounds.
    ///
    /// # Errors
    ///
    /// A worker has failed, or the parts cannot be combined without seeing them whole.
    pub(super) fn combine(
        peers: &mut Peers<'_>,
        gathered: &mut Result<Gathered, Error>,
        named: &[String],
    ) -> Result<Self, Error> {
        let shared = peers.share(&written(gathered));
        let (mut tables, mut reports) = (Self::default(), BTreeMap::new());
        let mut actors: BTreeMap<String, u64> = BTreeMap::new();
        let (mut issues, mut failed) = (Issues::default(), None);
        for (worker, bytes) in shared.iter().enumerate() {
            let mut reader = Reader::new(bytes);
            if reader.get() == 1 {
                failed = failed.or(Some((worker, reader.text())));
                continue;
            }
            for _ in 0..reader.get().min(reader.left() as u64) {
                tables.parties.push(reader.text());
            }
            for _ in 0..reader.get().min(reader.left() as u64) {
                tables.levels.push(reader.get_signed());
            }
            tables.tally.add(&mut Tally::read(&mut reader));
            for _ in 0..reader.get().min(reader.left() as u64) {
                let (key, memberships) = (reader.text(), reader.get());
                let known = actors.get(&key).is_some_and(|known| *known != memberships);
                if known {
                    let got = format!("other memberships of {key} in one part than in another");
                    let remedy = "give the memberships with the options of reading, or answer it in one process";
                    let allowed = "the same memberships of an actor in all parts";
                    issues.push(Issue::new("actors", got, allowed, remedy));
                }
                actors.insert(key, memberships);
            }
            for _ in 0..reader.get().min(reader.left() as u64) {
                let (part, events) = (reader.get(), reader.get());
                let mut report = ReadReport::default();
                add_report(&mut report, &mut reader);
                reports.insert(part, (events, report));
            }
        }
        if let Some((worker, problem)) = failed {
            // The worker that failed says more of it than its sentence.
            let own = gathered.as_ref().err().cloned();
            return Err(own.unwrap_or_else(|| {
                Error::io(format!("worker {worker}"), std::io::Error::other(problem))
            }));
        }
        for key in named.iter().filter(|key| !actors.contains_key(*key)) {
            let remedy = "look its key up among the actors";
            issues.push(Issue::new("query", key, "an actor of one of the parts", remedy));
        }
        tables.add_reports(reports, &mut issues);
        sort_distinct(&mut tables.parties);
        sort_distinct(&mut tables.levels);
        if let Ok(gathered) = gathered {
            for key in std::mem::take(&mut gathered.parties) {
                let number = tables.parties.binary_search(&key).unwrap_or(0);
                tables.numbers.push(number as u32);
            }
            gathered.actors = BTreeMap::new();
            let repeated = repeated_keys(peers, std::mem::take(&mut gathered.keys));
            if repeated > 0 {
                let got = format!("{repeated} ids that occur in several parts");
                let allowed = "events of one id in one part, of which the newest is kept";
                let remedy = "read without ids (--no-ids), or answer it in one process";
                issues.push(Issue::new("events", got, allowed, remedy));
            }
        }
        issues.check(ErrorKind::Unsupported)?;
        Ok(tables)
    }

    /// Adds up the reports of all parts.
    fn add_reports(&mut self, reports: BTreeMap<u64, (u64, ReadReport)>, issues: &mut Issues) {
        let mut before = 0;
        let mut format: Option<Format> = None;
        for (events, report) in reports.into_values() {
            self.events_before.push(before);
            before += events;
            let mut writer = Writer::default();
            write_report(&mut writer, &report);
            add_report(&mut self.report, &mut Reader::new(&writer.bytes));
            for file in &report.files {
                if *format.get_or_insert(file.format) != file.format {
                    let got = format!("{} is read as {}", file.name, file.format.as_str());
                    let remedy = "ask about the files of one format, or answer it in one process";
                    issues.push(Issue::new("files", got, "one format of all files", remedy));
                }
            }
        }
    }
}

/// Returns what a worker has read, as bytes.
fn written(gathered: &mut Result<Gathered, Error>) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.put(u64::from(gathered.is_err()));
    let gathered = match gathered {
        Ok(gathered) => gathered,
        Err(problem) => {
            writer.put_text(&problem.to_string());
            return writer.bytes;
        }
    };
    writer.put(gathered.parties.len() as u64);
    for key in &gathered.parties {
        writer.put_text(key);
    }
    writer.put(gathered.levels.len() as u64);
    for level in &gathered.levels {
        writer.put_signed(*level);
    }
    gathered.tally.write(&mut writer);
    writer.put(gathered.actors.len() as u64);
    for (key, memberships) in &gathered.actors {
        writer.put_text(key);
        writer.put(*memberships);
    }
    writer.put(gathered.reports.len() as u64);
    for (part, report) in &gathered.reports {
        writer.put(*part as u64);
        writer.put(report.events);
        write_report(&mut writer, report);
    }
    writer.bytes
}

/// Returns the number of keys of events that occur in several parts. Takes two rounds.
fn repeated_keys(peers: &mut Peers<'_>, keys: Vec<u64>) -> u64 {
    let count = peers.count();
    let mut by_worker: Vec<Vec<u8>> = vec![Vec::new(); count];
    for key in keys {
        by_worker[(key % count as u64) as usize].extend_from_slice(&key.to_le_bytes());
    }
    for (worker, bytes) in by_worker.into_iter().enumerate() {
        for chunk in bytes.chunks(super::peers::PACKET_BYTES) {
            peers.send(worker, chunk.to_vec());
        }
    }
    let mut found: Vec<[u8; 8]> = Vec::new();
    for (_, bytes) in peers.end_round() {
        found.extend(bytes.as_chunks::<8>().0);
    }
    found.sort_unstable();
    let repeated = found.windows(2).filter(|pair| pair[0] == pair[1]).count();
    let mut writer = Writer::default();
    writer.put(repeated as u64);
    peers.share(&writer.bytes).iter().map(|bytes| Reader::new(bytes).get()).sum()
}
