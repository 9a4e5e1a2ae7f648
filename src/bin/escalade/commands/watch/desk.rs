//! The watch and its alarms, and how files and lines are recorded in it.

use std::{
    error::Error,
    io::Write,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant, SystemTime},
};

use chrono::{DateTime, Utc};
use escalade::{
    Timeline,
    read::Extra,
    watch::{Alarms, AlertRule, Ground, Watch, WatchedQuery},
};
use serde_json::{Value, json};

use super::{
    batches::{is_record, known_when},
    kept::{Kept, source_of},
    messages::{say_all_awaited, say_awaited, say_refused},
    rows::Rows,
    stdin::Line,
    wanted::{Form, Wanted},
};
use crate::{
    files::Files, json::write_line, print_problem, safe_text::isolated, stop::is_interrupted,
};

/// A watch and its alarms.
pub(super) struct Desk {
    files: Files,
    rows: Rows,
    watch: Watch,
    alarms: Alarms,
    /// The directory of the journal, if there is one.
    kept: Option<Kept>,
    wanted: Wanted,
    /// When the records after the last statement of such a time became known.
    stated: Option<DateTime<Utc>>,
    last_summary: Option<Instant>,
    /// The number of transactions since the last summary.
    unsaid: u64,
}

/// What is recorded together: a record in JSON, with the number of its line, or the rows of a table.
enum Part {
    Record(u64, String),
    Rows(Box<Timeline>),
}

impl Desk {
    /// Opens the watch on the files.
    pub(super) fn open(
        files: &Files,
        paths: &[PathBuf],
        queries: Vec<WatchedQuery>,
        rules: Vec<AlertRule>,
        wanted: Wanted,
        out: &mut impl Write,
    ) -> Result<Self, Box<dyn Error>> {
        let mut kept = wanted.journal.clone().map(Kept::new);
        let is_reopened = kept.as_ref().is_some_and(Kept::has_journal);
        let mut watch = match &kept {
            Some(kept) if is_reopened => kept.reopen(queries)?,
            _ => opened(files, paths, queries, kept.as_ref())?,
        };
        await_actors_of(&rules, &mut watch)?;
        let alarms = match &mut kept {
            Some(kept) if is_reopened => kept.alarms(rules, &watch)?,
            _ => Alarms::new(rules, &watch)?,
        };
        let rows = Rows::new(files.clone());
        let (files, stated) = (files.clone(), None);
        let mut desk = Self {
            files,
            rows,
            watch,
            alarms,
            kept,
            wanted,
            stated,
            last_summary: None,
            unsaid: 0,
        };
        if is_reopened {
            // The alerts that the program had not printed before it ended, then the files that it had not recorded.
            desk.answer(out)?;
            for file in paths {
                desk.take_file(file, out)?;
            }
        } else if let Some(kept) = &mut desk.kept {
            kept.save(&desk.alarms)?;
        }
        Ok(desk)
    }

    /// Returns `true` if a single line is known not to be a header.
    pub(super) fn takes_single_lines(&self) -> bool {
        self.rows.is_begun()
    }

    /// Records a file as one transaction. If the file is refused, this prints a message and changes nothing.
    pub(super) fn take_file(
        &mut self,
        file: &Path,
        out: &mut impl Write,
    ) -> Result<(), Box<dyn Error>> {
        let place = file.display().to_string();
        let source = match self.kept.as_ref().map(|_| source_of(file)).transpose() {
            Ok(source) => source,
            Err(problem) => {
                say_refused(&place, &problem);
                return Ok(());
            }
        };
        if source.as_ref().is_some_and(|source| self.watch.has_source(source)) {
            return Ok(());
        }
        let reading = match self.files.read_paths(&[file.to_owned()], Extra::ALL) {
            Ok(reading) => reading,
            Err(problem) => {
                say_refused(&place, &*problem);
                return Ok(());
            }
        };
        print_problem(&self.files.report_text(&reading.report));
        match self.record(&[Part::Rows(Box::new(reading.timeline))], source, true) {
            Ok(()) => self.answer(out),
            Err(problem) => {
                say_refused(&place, &problem);
                Ok(())
            }
        }
    }

    /// Records lines as one transaction. For lines that are refused, this prints a message; they change nothing.
    pub(super) fn take_lines(
        &mut self,
        lines: Vec<Line>,
        out: &mut impl Write,
    ) -> Result<(), Box<dyn Error>> {
        let mut parts = Vec::new();
        let mut rows: Vec<Line> = Vec::new();
        for line in lines {
            let number = line.number;
            if let Some(stated) = known_when(&line) {
                match time_of(stated) {
                    Ok(time) => self.stated = Some(time),
                    Err(problem) => say_refused(&format!("line {number}"), &*problem),
                }
            } else if line.bytes.is_none() {
                say_refused(&format!("line {number}"), &"it is longer than 16 MiB");
            } else if is_record(&line) {
                self.read_rows(&mut rows, &mut parts);
                match String::from_utf8(line.bytes.unwrap_or_default()) {
                    Ok(text) => parts.push(Part::Record(number, text)),
                    Err(problem) => say_refused(&format!("line {number}"), &problem),
                }
            } else if line.bytes.as_ref().is_some_and(|bytes| !bytes.trim_ascii().is_empty()) {
                rows.push(line);
            }
        }
        self.read_rows(&mut rows, &mut parts);
        if parts.is_empty() {
            return Ok(());
        }
        if let Err(problem) = self.record(&parts, None, true) {
            if parts.len() == 1 {
                say_refused(&place_of(&parts[0]), &problem);
                return Ok(());
            }
            // One of the parts contradicts what is recorded, so that each part is now recorded as a transaction of its
            // own.
            for part in parts {
                let place = place_of(&part);
                match self.record(&[part], None, false) {
                    Ok(()) => self.answer(out)?,
                    Err(problem) => say_refused(&place, &problem),
                }
            }
            return Ok(());
        }
        self.answer(out)
    }

    /// Reads the rows collected so far, and adds them to the parts that are recorded together.
    fn read_rows(&mut self, rows: &mut Vec<Line>, parts: &mut Vec<Part>) {
        let Some(first) = rows.first() else { return };
        let place = format!("lines from {}", first.number);
        match self.rows.read(rows) {
            Ok(timeline) => parts.push(Part::Rows(Box::new(timeline))),
            Err(problem) => say_refused(&place, &*problem),
        }
        rows.clear();
    }

    /// Records some parts as one transaction. Records that cannot be read are counted and, if `says_bad`, reported.
    fn record(
        &mut self,
        parts: &[Part],
        source: Option<String>,
        says_bad: bool,
    ) -> Result<(), escalade::Error> {
        let known_when = self.known_when();
        let mut transaction = self.watch.transaction();
        let mut bad = 0;
        for part in parts {
            match part {
                Part::Rows(timeline) => drop(transaction.add_timeline(timeline)),
                Part::Record(line, text) => {
                    if let Err(problem) = transaction.add_record(text) {
                        bad += 1;
                        if says_bad {
                            say_refused(&format!("line {line}"), &problem);
                        }
                    }
                }
            }
        }
        if let Some(source) = source {
            transaction.from_source(source);
        }
        if bad > 0 {
            transaction.count_unreadable(bad);
        }
        let lag = self.wanted.complete_after;
        if let Some(time) = lag.and_then(|lag| known_when.checked_sub_signed(lag)) {
            transaction.complete_to(time);
        }
        transaction.commit().map(drop)
    }

    fn known_when(&self) -> DateTime<Utc> {
        self.stated.unwrap_or_else(|| SystemTime::now().into())
    }

    /// Prints the alerts that follow from the last transaction and, if it is time, a summary.
    fn answer(&mut self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        for alert in self.alarms.update(&self.watch, self.known_when())? {
            match self.wanted.output {
                Form::Text => writeln!(out, "{alert}")?,
                Form::Jsonl => write_line(out, &serde_json::to_value(&alert)?)?,
            }
        }
        // After the alerts are printed, so that each is printed once at least.
        out.flush()?;
        if let Some(kept) = &mut self.kept {
            kept.save(&self.alarms)?;
            kept.tidy(&mut self.watch);
        }
        self.unsaid += 1;
        let is_due = |every: Duration| self.last_summary.is_none_or(|last| last.elapsed() >= every);
        if self.wanted.summary_every.is_some_and(is_due) {
            self.print_summary(out)?;
        }
        // Another program may read the alerts as they come.
        Ok(out.flush()?)
    }

    fn print_summary(&mut self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let known_when = self.known_when();
        let mut summaries = Vec::new();
        for query in self.watch.queries() {
            let Some(figures) = self.watch.figures(query.name()) else { continue };
            match self.wanted.output {
                Form::Text => {
                    writeln!(out, "{} summary of {}", seconds(known_when), isolated(query.name()))?;
                    for line in figures.summary().to_string().lines() {
                        writeln!(out, "  {line}")?;
                    }
                }
                Form::Jsonl => summaries.push(json!({
                    "query": query.name(),
                    "summary": figures.summary(),
                    "longest": figures.longest(),
                    "greatest_rise": figures.greatest_rise(),
                })),
            }
        }
        if self.wanted.output == Form::Jsonl {
            let line = json!({
                "known_when": known_when,
                "complete_to": self.watch.complete_to(),
                "summaries": summaries,
            });
            write_line(out, &line)?;
        }
        self.last_summary = Some(Instant::now());
        self.unsaid = 0;
        Ok(())
    }

    /// Waits until it is time to look at the folders again, or until an interrupt.
    pub(super) fn wait(&self) {
        let end = Instant::now() + self.wanted.poll;
        while !is_interrupted() {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            thread::sleep(left.min(Duration::from_millis(50)));
        }
    }

    /// Prints the last summary, if there is anything new in it.
    pub(super) fn finish(&mut self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let is_new = self.unsaid > 0 || self.last_summary.is_none();
        if self.wanted.summary_every.is_some() && is_new {
            self.print_summary(out)?;
        }
        Ok(out.flush()?)
    }
}

fn seconds(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// Opens a watch on files and, if wanted, begins its journal.
fn opened(
    files: &Files,
    paths: &[PathBuf],
    queries: Vec<WatchedQuery>,
    kept: Option<&Kept>,
) -> Result<Watch, Box<dyn Error>> {
    let timeline = if paths.is_empty() {
        Timeline::builder().build()?
    } else {
        let reading = files.read_paths(paths, Extra::ALL)?;
        print_problem(&files.report_text(&reading.report));
        reading.timeline
    };
    let (mut watch, awaited) = Watch::awaiting(timeline, queries)?;
    say_all_awaited(&awaited);
    if let Some(kept) = kept {
        watch.keep_journal(kept.directory())?;
        let mut transaction = watch.transaction();
        for path in paths {
            transaction.from_source(source_of(path)?);
        }
        transaction.commit()?;
    }
    Ok(watch)
}

/// Adds the actors that rules name and the timeline does not have, and says so.
fn await_actors_of(rules: &[AlertRule], watch: &mut Watch) -> Result<(), escalade::Error> {
    let mut transaction = watch.transaction();
    for rule in rules {
        let Ground::EndsWith(actors) = rule.when() else { continue };
        for key in actors.iter().filter(|key| !key.is_empty()) {
            if !transaction.has_actor(key) {
                transaction.actor(key);
                say_awaited(&format!("the rule {}", isolated(rule.name())), key, "check its key");
            }
        }
    }
    transaction.commit().map(drop)
}

fn place_of(part: &Part) -> String {
    match part {
        Part::Record(line, _) => format!("line {line}"),
        Part::Rows(_) => "rows".to_owned(),
    }
}

/// Reads a record such as `{"known_when": "2024-04-13T20:30:00Z"}`.
fn time_of(record: &[u8]) -> Result<DateTime<Utc>, Box<dyn Error>> {
    let value: Value = serde_json::from_slice(record)?;
    match value.as_object() {
        Some(object) if object.len() == 1 => {
            Ok(serde_json::from_value(object["known_when"].clone())?)
        }
        _ => Err("write `known_when` alone, with a time".into()),
    }
}
