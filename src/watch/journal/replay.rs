//! Reading a journal into a watch.

use std::{collections::BTreeMap, fs::File, io::BufReader, path::Path};

use super::{
    frame,
    records::{JournalLine, JournalRecord, VERSION},
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{EventId, Link, Statement},
    timeline::{
        TimelineBuilder,
        document::{ActorEntry, EventKey, UNKNOWN_EVENT},
    },
    watch::{records::Records, snapshot::Snapshot, transaction::Transaction, watch::Watch},
};

/// A watch as a journal recorded it, without queries.
pub(super) struct Replayed {
    pub(super) watch: Watch,
    /// The number of whole lines, and their length in bytes.
    pub(super) lines: u64,
    pub(super) len: u64,
    /// The number of lines, and their length in bytes, of what was recorded before the first transaction.
    pub(super) lines_before: u64,
    pub(super) len_before: u64,
    /// What follows the last whole line.
    pub(super) tail: Vec<u8>,
}

/// Reads the journal in a file up to the last whole transaction.
pub(super) fn replay(path: &Path) -> Result<Replayed, Error> {
    let file = File::open(path).map_err(|error| Error::io(path, error))?;
    let mut lines = Lines {
        path,
        file: BufReader::new(file),
        buffer: Vec::new(),
        lines: 0,
        len: 0,
        tail: Vec::new(),
    };
    let mut before = Before::default();
    let (mut lines_before, mut len_before) = (0, 0);
    let mut next = lines.next()?;
    while let Some(line) = next.take_if(|line| line.before) {
        let place = lines.place(line.line);
        before.add(line.records).map_err(|issues| refused(issues, &place))?;
        (lines_before, len_before) = (lines.lines, lines.len);
        next = lines.next()?;
    }
    if lines.lines == 0 {
        let allowed = "a journal with a whole first line";
        let remedy = "it was never a journal, or its beginning is lost: name another directory, or put back a copy of the file";
        let issue = Issue::new(lines.place(0), "no whole line", allowed, remedy);
        return Err(Error::value(issue));
    }
    let mut watch = before.finish()?;
    let mut transaction = watch.transaction();
    while let Some(line) = next {
        let place = lines.place(line.line);
        if line.before {
            let allowed = "all of what was recorded before the first transaction at the beginning";
            return Err(Error::value(Issue::new(place, "a later part", allowed, REMEDY)));
        }
        transaction.apply(line.records).map_err(|issues| refused(issues, &place))?;
        next = lines.next()?;
    }
    transaction.commit()?;
    let Lines { lines, len, tail, .. } = lines;
    Ok(Replayed { watch, lines, len, lines_before, len_before, tail })
}

const REMEDY: &str =
    "the file is damaged: put back a copy of it, or remove this line and those after it";

fn refused(issues: Vec<Issue>, place: &Location) -> Error {
    let mut all = Issues::default();
    for issue in issues {
        all.push(issue.within(place));
    }
    all.into_error(ErrorKind::Input)
}

/// The lines of a file.
struct Lines<'p> {
    path: &'p Path,
    file: BufReader<File>,
    buffer: Vec<u8>,
    /// The number of whole lines read, and their length in bytes.
    lines: u64,
    len: u64,
    tail: Vec<u8>,
}

impl Lines<'_> {
    /// Returns the next line; `None` after the last whole one.
    fn next(&mut self) -> Result<Option<JournalLine>, Error> {
        let failed = |error| Error::io(self.path, error);
        if !frame::read_line(&mut self.file, &mut self.buffer).map_err(failed)? {
            return Ok(None);
        }
        let place = self.place(self.lines);
        let Some(json) = frame::json_of(&self.buffer) else {
            // A line that was being written when the program ended is the last.
            self.tail = std::mem::take(&mut self.buffer);
            if frame::read_line(&mut self.file, &mut self.buffer).map_err(failed)? {
                let allowed = "a line that is as it was written, by its checksum";
                return Err(Error::value(Issue::new(place, "another checksum", allowed, REMEDY)));
            }
            return Ok(None);
        };
        let line: JournalLine = serde_json::from_slice(json).map_err(|error| {
            let allowed = "a line of a journal";
            Error::value(Issue::new(place.clone(), error, allowed, "read it with a newer release"))
        })?;
        if self.lines == 0 && line.escalade_journal != Some(VERSION) {
            let allowed = format!("version {VERSION}, the only one that this release reads");
            let got =
                line.escalade_journal.map_or("none".to_owned(), |version| version.to_string());
            let remedy = "read it with a newer release";
            return Err(Error::value(Issue::new(place, got, allowed, remedy)));
        }
        if line.line != self.lines {
            let allowed = format!("the line {}, since none is missing", self.lines);
            return Err(Error::value(Issue::new(place, line.line, allowed, REMEDY)));
        }
        (self.lines, self.len) = (self.lines + 1, self.len + self.buffer.len() as u64);
        Ok(Some(line))
    }

    fn place(&self, line: u64) -> Location {
        Location::in_file(self.path.display().to_string()).at_line(line + 1)
    }
}

/// What was recorded before the first transaction.
#[derive(Default)]
struct Before {
    builder: TimelineBuilder,
    /// The records of the events, in ascending order.
    numbers: Vec<u32>,
    records: Records,
    actors: Vec<ActorEntry>,
    complete_to: Option<i64>,
}

impl Before {
    fn add(&mut self, records: Vec<JournalRecord>) -> Result<(), Vec<Issue>> {
        for record in records {
            match record {
                JournalRecord::Title(title) => self.builder.set_title(title),
                JournalRecord::Unreadable(count) => self.builder.count_unreadable(count),
                JournalRecord::CompleteTo(second) => self.complete_to = Some(second),
                JournalRecord::Source(source) => drop(self.records.sources.insert(source)),
                JournalRecord::Actor(entry) => {
                    self.builder.describe_entry(&entry);
                    self.actors.push(entry);
                }
                JournalRecord::Event { record, event } => {
                    check_number(record)?;
                    if self.numbers.last().is_some_and(|last| *last >= record) {
                        let allowed = "records in ascending order";
                        return Err(vec![Issue::new("record", record, allowed, REMEDY)]);
                    }
                    let draft = self.builder.event_of_entry(&event, &by_number)?;
                    let statement = draft.details.statement.clone();
                    self.builder.add_event(draft);
                    self.numbers.push(record);
                    self.records.record(record, statement.filter(Statement::refers_to_events));
                }
                JournalRecord::Withdrawn { record, key } => {
                    check_number(record)?;
                    self.records.count = self.records.count.max(record + 1);
                    self.records.withdraw(record, key.as_deref());
                }
                JournalRecord::Link { number, link } => {
                    let link = self.builder.link_of_entry(&link, &by_number)?;
                    put_link(&mut self.records.links, number, Some(link))?;
                }
                JournalRecord::LinkWithdrawn { number } => {
                    put_link(&mut self.records.links, number, None)?;
                }
                JournalRecord::Coverage(entry) => self.builder.cover_entry(&entry)?,
                JournalRecord::Report { record, .. } => {
                    let allowed = "reports that are part of their events";
                    return Err(vec![Issue::new("report", record, allowed, REMEDY)]);
                }
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Watch, Error> {
        for entry in &self.actors {
            let memberships = self
                .builder
                .memberships_of_entry(entry)
                .map_err(|issues| refused(issues, &Location::default()))?;
            self.builder.join(&entry.key, memberships);
        }
        let numbers = &self.numbers;
        let live = |event: EventId| match numbers.binary_search(&event.0) {
            Ok(nth) => Some(EventId(nth as u32)),
            Err(_) => (event.0 >= self.records.count).then_some(UNKNOWN_EVENT),
        };
        self.builder.replace_subjects(&live);
        for link in self.records.links.iter().flatten() {
            if let (Some(from), Some(to)) = (live(link.from), live(link.to)) {
                self.builder.add_link_draft(Link { from, to, ..link.clone() });
            }
        }
        let timeline = self.builder.build()?;
        let snapshot = Snapshot::new(timeline, self.numbers);
        Ok(Watch::of_records(snapshot, self.records, self.complete_to))
    }
}

/// Adds the link with the next number.
fn put_link(
    links: &mut Vec<Option<Link>>,
    number: u32,
    link: Option<Link>,
) -> Result<(), Vec<Issue>> {
    if number as usize != links.len() {
        let allowed = format!("{}, since links are numbered in order", links.len());
        return Err(vec![Issue::new("link", number, allowed, REMEDY)]);
    }
    links.push(link);
    Ok(())
}

/// Checks the number of the record of an event. The greatest is that of an event that is not known.
fn check_number(record: u32) -> Result<(), Vec<Issue>> {
    if record == UNKNOWN_EVENT.0 {
        let allowed = format!("a number below {record}");
        return Err(vec![Issue::new("record", record, allowed, REMEDY)]);
    }
    Ok(())
}

fn by_number(key: &EventKey) -> EventId {
    match key {
        EventKey::Number(number) => u32::try_from(*number).map_or(UNKNOWN_EVENT, EventId),
        EventKey::Key(_) => UNKNOWN_EVENT,
    }
}

impl Transaction<'_> {
    /// Adds the records of a transaction of the journal. Several transactions can be added one after the other: they are
    /// then recorded as one, with the same result.
    fn apply(&mut self, records: Vec<JournalRecord>) -> Result<(), Vec<Issue>> {
        let mut actors = BTreeMap::new();
        for record in &records {
            if let JournalRecord::Actor(entry) = record {
                self.is_builder_changed = true;
                actors.insert(self.builder.redescribe_entry(entry), entry);
            }
        }
        for (actor, entry) in actors {
            let memberships = self.builder.memberships_of_entry(entry)?;
            self.builder.replace_memberships(actor, memberships);
        }
        for record in records {
            match record {
                JournalRecord::Title(title) => {
                    self.is_builder_changed = true;
                    self.builder.set_title(title);
                }
                JournalRecord::Unreadable(count) => self.count_unreadable(count),
                JournalRecord::CompleteTo(second) => {
                    self.complete_to = self.complete_to.max(Some(second));
                }
                JournalRecord::Source(source) => drop(self.sources.insert(source)),
                JournalRecord::Actor(_) => (),
                JournalRecord::Event { record, event } => {
                    check_number(record)?;
                    let draft = self.builder.event_of_entry(&event, &by_number)?;
                    self.count = self.count.max(record + 1);
                    self.put(record, draft);
                }
                JournalRecord::Withdrawn { record, key } => {
                    check_number(record)?;
                    self.count = self.count.max(record + 1);
                    self.withdraw(record, key);
                }
                JournalRecord::Report { record, report } => {
                    let report = self.builder.report_of_entry(&report)?;
                    self.add_report(EventId(record), report);
                }
                JournalRecord::Link { number, link } => {
                    let link = self.builder.link_of_entry(&link, &by_number)?;
                    self.put_link(number as usize, link)?;
                }
                JournalRecord::LinkWithdrawn { number } => {
                    let known = self.watch.records.links.len() + self.links.len();
                    if number as usize >= known {
                        let allowed = "the number of a link";
                        return Err(vec![Issue::new("link", number, allowed, REMEDY)]);
                    }
                    self.withdrawn_links.insert(number as usize);
                }
                JournalRecord::Coverage(entry) => {
                    self.is_builder_changed = true;
                    self.builder.cover_entry(&entry)?;
                }
            }
        }
        Ok(())
    }

    /// Declares a link with a number: a new one, or one that is declared anew.
    fn put_link(&mut self, number: usize, link: Link) -> Result<(), Vec<Issue>> {
        let known = self.watch.records.links.len();
        if number < known {
            self.revised_links.insert(number, link);
        } else if number < known + self.links.len() {
            self.links[number - known] = link;
        } else if number == known + self.links.len() {
            self.links.push(link);
        } else {
            let allowed = "a number without a gap";
            return Err(vec![Issue::new("link", number, allowed, REMEDY)]);
        }
        Ok(())
    }
}
