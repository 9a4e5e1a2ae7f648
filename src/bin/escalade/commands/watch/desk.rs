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
    feed_file::{feed_lines, numbered_reference},
    kept::{Kept, source_of},
    messages::{say_all_awaited, say_awaited, say_refused},
    parts::{Batch, Part, Place, add_all, first_contradiction},
    rows::Rows,
    stdin::Line,
    wanted::{Form, Wanted},
};
use crate::{
    files::{Files, in_file},
    json::write_line,
    print_problem,
    safe_text::isolated,
    stop::is_interrupted,
};

const TOO_LONG: &str = "it is longer than 16 MiB";

const NUMBERED: &str = "a number counts the events of the file in JSON Lines, and all events recorded in a feed, which \
    this file is by its records that withdraw or state a time; name the event by its key";

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

/// How a file was taken.
pub(super) enum Taken {
    /// Recorded, refused with a message, or recorded before.
    Done,
    /// It changed while it was read, and nothing of it is recorded.
    Changed,
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
        let kept = wanted.journal.clone().map(Kept::new);
        let is_reopened = kept.as_ref().is_some_and(Kept::has_journal);
        // The files that open the watch, read as one timeline.
        let mut first = 0;
        let watch = match &kept {
            Some(kept) if is_reopened => kept.reopen(queries)?,
            _ => {
                while first < paths.len() && feed_of(files, &paths[first])?.is_none() {
                    first += 1;
                }
                opened(files, &paths[..first], queries, kept.as_ref())?
            }
        };
        let mut desk = Self {
            files: files.clone(),
            rows: Rows::new(files.clone()),
            alarms: Alarms::new([], &watch)?,
            watch,
            kept,
            wanted,
            stated: None,
            last_summary: None,
            unsaid: 0,
        };
        if !is_reopened {
            // What is known already raises no alerts: it is recorded before the rules are there.
            for path in &paths[first..] {
                for batch in desk.batches_of(path)? {
                    let done = desk.record_batch(&batch);
                    done.map_err(|(place, problem)| format!("{place}: {problem}"))?;
                }
            }
            desk.stated = None;
        }
        await_actors_of(&rules, &mut desk.watch)?;
        desk.alarms = match &mut desk.kept {
            Some(kept) if is_reopened => kept.alarms(rules, &desk.watch)?,
            _ => Alarms::new(rules, &desk.watch)?,
        };
        if is_reopened {
            // The alerts that the program had not printed before it ended, then the files that it had not recorded.
            desk.answer(out)?;
            for file in paths {
                desk.take_file(file, &|| true, out)?;
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

    /// Records a file. If the file is refused, this prints a message. `is_unchanged` says, after the file is read,
    /// whether it is still as it was.
    pub(super) fn take_file(
        &mut self,
        file: &Path,
        is_unchanged: &dyn Fn() -> bool,
        out: &mut impl Write,
    ) -> Result<Taken, Box<dyn Error>> {
        let batches = match self.batches_of(file) {
            _ if !is_unchanged() => return Ok(Taken::Changed),
            Ok(batches) => batches,
            Err(problem) => {
                say_refused(&file.display().to_string(), &*problem);
                return Ok(Taken::Done);
            }
        };
        for batch in batches {
            match self.record_batch(&batch) {
                Ok(()) => self.answer(out)?,
                Err((place, problem)) => say_refused(&place, &problem),
            }
        }
        self.stated = None;
        Ok(Taken::Done)
    }

    /// Reads a file, and returns what is to be recorded of it: all as one batch, unless it says when its records became
    /// known. Leaves out what the journal has already.
    fn batches_of(&self, file: &Path) -> Result<Vec<Batch>, Box<dyn Error>> {
        let source = self.kept.as_ref().map(|_| source_of(file)).transpose()?;
        let is_new = |source: &Option<String>| {
            !source.as_ref().is_some_and(|source| self.watch.has_source(source))
        };
        let mut batches = Vec::new();
        if !is_new(&source) {
            return Ok(batches);
        }
        let Some(lines) = feed_of(&self.files, file)? else {
            let reading = self.files.read_paths(&[file.to_owned()], Extra::ALL)?;
            print_problem(&self.files.report_text(&reading.report));
            let parts = vec![Part::Rows(Box::new(reading.timeline))];
            batches.push(Batch { file: file.to_owned(), parts, source, known_when: None });
            return Ok(batches);
        };
        let (mut parts, mut time, mut bad) = (Vec::new(), None, 0);
        // A part of a file has a name of its own, so that after the program was killed the other parts are taken.
        let source_of_part = |nth: usize| {
            let source = source.as_ref()?;
            Some(if nth == 0 { source.clone() } else { format!("{source} part {}", nth + 1) })
        };
        let mut add = |parts: Vec<Part>, known_when| {
            let source = source_of_part(batches.len());
            batches.push(Batch { file: file.to_owned(), parts, source, known_when });
        };
        for line in lines {
            let place = Place { file: Some(file.to_owned()), line: line.number };
            if let Some(stated) = known_when(&line) {
                match time_of(stated) {
                    Ok(stated) => {
                        if !parts.is_empty() {
                            add(std::mem::take(&mut parts), time);
                        }
                        time = Some(stated);
                    }
                    Err(problem) => say_refused(&place.text(), &*problem),
                }
                continue;
            }
            let Some(bytes) = line.bytes else {
                bad += 1;
                say_refused(&place.text(), &TOO_LONG);
                continue;
            };
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            match String::from_utf8(bytes) {
                Ok(text) => match numbered_reference(&text) {
                    None => parts.push(Part::Record(place, text)),
                    Some(field) => {
                        bad += 1;
                        say_refused(&place.text(), &format!("{field}: {NUMBERED}"));
                    }
                },
                Err(problem) => {
                    bad += 1;
                    say_refused(&place.text(), &problem);
                }
            }
        }
        if bad > 0 {
            let place = Place { file: Some(file.to_owned()), line: 0 };
            parts.push(Part::Record(place, format!("{{\"unreadable\": {bad}}}")));
        }
        add(parts, time);
        batches.retain(|batch| is_new(&batch.source));
        Ok(batches)
    }

    /// Records a batch of a file, known at the time that it states. If it contradicts what is recorded, this returns the
    /// place of what does, and the problem.
    fn record_batch(&mut self, batch: &Batch) -> Result<(), (String, escalade::Error)> {
        self.stated = batch.known_when;
        let Err(problem) = self.record(&batch.parts, batch.source.clone(), true) else {
            return Ok(());
        };
        Err(match first_contradiction(&self.watch, &batch.parts) {
            Some((Part::Record(place, _), problem)) => (place.text(), problem),
            _ => (batch.file.display().to_string(), problem),
        })
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
            let place = Place { file: None, line: line.number };
            if let Some(stated) = known_when(&line) {
                match time_of(stated) {
                    Ok(time) => self.stated = Some(time),
                    Err(problem) => say_refused(&place.text(), &*problem),
                }
            } else if line.bytes.is_none() {
                say_refused(&place.text(), &TOO_LONG);
            } else if is_record(&line) {
                self.read_rows(&mut rows, &mut parts);
                match String::from_utf8(line.bytes.unwrap_or_default()) {
                    Ok(text) => parts.push(Part::Record(place, text)),
                    Err(problem) => say_refused(&place.text(), &problem),
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
                say_refused(&parts[0].place(), &problem);
                return Ok(());
            }
            // One of the parts contradicts what is recorded, so that each part is now recorded as a transaction of its
            // own.
            for part in parts {
                let place = part.place();
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
        add_all(&mut transaction, parts, says_bad);
        if let Some(source) = source {
            transaction.from_source(source);
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
        // Not without a pause, which would keep a core busy.
        let end = Instant::now() + self.wanted.poll.max(Duration::from_millis(50));
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

/// Returns the lines of a file if it is a feed: see [`feed_lines`].
fn feed_of(files: &Files, path: &Path) -> Result<Option<Vec<Line>>, String> {
    if !files.may_be_lines() {
        return Ok(None);
    }
    feed_lines(path).map_err(|problem| in_file(path, &problem))
}

/// Opens a watch on files and, if wanted, begins its journal.
fn opened(
    files: &Files,
    paths: &[PathBuf],
    queries: Vec<WatchedQuery>,
    kept: Option<&Kept>,
) -> Result<Watch, Box<dyn Error>> {
    let sources = paths.iter().filter(|_| kept.is_some()).map(|path| source_of(path));
    let sources = sources.collect::<Result<Vec<String>, _>>()?;
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
        for source in sources {
            transaction.from_source(source);
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
