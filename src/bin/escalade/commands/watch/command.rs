//! The options of `escalade watch`, and the loop that follows the feed.

use std::{
    error::Error,
    io::Write,
    path::{Path, PathBuf},
    time::Instant,
};

use escalade::watch::{AlertRule, WatchedQuery};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    batches::Batches,
    desk::{Desk, Taken},
    folder::{Folder, SETTLED},
    stdin::Lines,
    wanted::Wanted,
};
use crate::{
    files::{Files, in_file, read_json},
    print_problem,
    stop::{Stop, is_interrupted},
};

/// Follow a feed, and print an alert when a rule comes to apply or no longer applies
///
/// The named files are read first, as what is known already, and raise no alerts: an alert is raised about them only
/// when something recorded later makes a rule apply, such as a reply to one of their events, or a time that passes a
/// threat. If --journal names a journal that exists, what is known already is in it: the named files that it does not
/// have yet are then taken like those of a folder, and raise alerts. Then the files of each named folder are read in order
/// of name, each as a transaction of its own, and so are the files that appear in it later. If no folder is named, lines
/// are read from the standard input until it ends. A row or event with an id that was recorded before revises the event
/// with that id.
///
/// A file of a folder is taken once it is whole: once its size and its time of change are the same in two looks at the
/// folder that are --poll seconds apart, and at least one second. A file that changes while it is read is not recorded,
/// and is taken once it is whole. A program that pauses longer while it writes a file writes it under another name
/// and renames it: files whose names begin with a dot or end in .tmp, .part or .crdownload are left alone. A file that
/// changes later is taken again. A file that cannot be read, or whose records contradict what is recorded, is refused with
/// a message, and the next is read. Bad rows are skipped and counted. When the command ends, a message names the files
/// that were not whole.
///
/// Lines of the standard input are rows of a table, with the same formats and options as files, or records of the native
/// format, such as `{"event": {…}}`. These can also withdraw an event, `{"withdraw": "KEY"}`; state to what time no further
/// event is expected, `{"complete_to": "2024-04-12"}`; and state when the records after it became known,
/// `{"known_when": "2024-04-13T20:30:00Z"}`, for a replay. Lines that arrive together are one transaction.
///
/// A file of JSON Lines with such records is a feed as well: its records are taken in their order, and each refers to what
/// was recorded before it, to events by their keys. Its lines are one transaction, or one from each `known_when` to the
/// next. A line that cannot be read is skipped and counted. Lines that contradict what is recorded are refused together,
/// with a message that names the first of them that does.
///
/// An interrupt or a request to terminate ends the command after the transaction under way. A second one ends it at once.
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "escalade watch --query FILE [--query FILE]... [OPTIONS] [FILE|FOLDER]..."
)]
pub(crate) struct Watch {
    #[command(flatten)]
    files: Files,
    /// JSON file with a query; or with a query, its name and the steps of its view: {"name": "weekly", "view": [],
    /// "query": {…}}; or with a list of these. A query without a name has that of its file. A query may name actors of
    /// whom nothing is known yet: a message names them [can be given several times]
    #[arg(long = "query", value_name = "FILE", required = true, help_heading = "The watch")]
    queries: Vec<PathBuf>,
    /// JSON file with a list of alert rules: [{"name": "war", "query": "weekly", "when": {"crosses": 12.0}}] [can be
    /// given several times]
    #[arg(long, value_name = "FILE", help_heading = "The watch")]
    alerts: Vec<PathBuf>,
    #[command(flatten)]
    wanted: Wanted,
}

impl Watch {
    pub(crate) fn run(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let (folders, files): (Vec<_>, Vec<_>) =
            self.files.paths().iter().cloned().partition(|path| path.is_dir());
        let mut queries: Vec<WatchedQuery> = Vec::new();
        for file in &self.queries {
            queries.extend(queries_of(file)?);
        }
        let mut rules: Vec<AlertRule> = Vec::new();
        for file in &self.alerts {
            for rule in list_of(file)? {
                rules.push(parsed(file, &rule)?);
            }
        }
        let mut desk = Desk::open(&self.files, &files, queries, rules, self.wanted.clone(), out)?;
        // From here on, an interrupt ends the command between two transactions.
        Stop::after(None).begin();
        if folders.is_empty() {
            let lines = Lines::of_stdin();
            let mut batches = Batches::default();
            while !is_interrupted() {
                let Some(batch) = batches.next(&lines, desk.takes_single_lines()) else { break };
                desk.take_lines(batch, out)?;
            }
        } else {
            let mut folders: Vec<Folder> = folders.into_iter().map(Folder::new).collect();
            let settled = self.wanted.poll.max(SETTLED);
            let mut first_look: Option<Instant> = None;
            loop {
                // Whether the look finds each file whole or changed since the first look.
                let is_last = first_look.is_some_and(|look| look.elapsed() >= settled);
                for folder in &mut folders {
                    for file in folder.whole_files(settled) {
                        if is_interrupted() {
                            folder.put_back(&file);
                            continue;
                        }
                        if let Taken::Changed =
                            desk.take_file(&file, &|| folder.is_unchanged(&file), out)?
                        {
                            folder.put_back(&file);
                        }
                    }
                }
                first_look.get_or_insert_with(Instant::now);
                let is_done = folders.iter().all(|folder| folder.waiting().next().is_none());
                if is_interrupted() || self.wanted.once && (is_last || is_done) {
                    break;
                }
                desk.wait();
            }
            for file in folders.iter().flat_map(Folder::waiting) {
                print_problem(&format!(
                    "escalade: {}: not taken: it was not yet known to be whole",
                    file.display()
                ));
            }
        }
        desk.finish(out)?;
        if is_interrupted() {
            print_problem("escalade: stopped; every transaction that was begun is complete");
        }
        Ok(())
    }
}

/// Reads the queries of a file: one or several, each with or without a name.
fn queries_of(file: &Path) -> Result<Vec<WatchedQuery>, String> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let mut queries = Vec::new();
    for one in list_of(file)? {
        queries.push(match one.get("query") {
            Some(_) => parsed(file, &one)?,
            None => WatchedQuery::new(name.clone(), parsed(file, &one)?),
        });
    }
    Ok(queries)
}

/// Reads a file of JSON with a list, or with one value.
fn list_of(file: &Path) -> Result<Vec<Value>, String> {
    Ok(match read_json(file)? {
        Value::Array(list) => list,
        one => vec![one],
    })
}

fn parsed<T: DeserializeOwned>(file: &Path, value: &Value) -> Result<T, String> {
    T::deserialize(value).map_err(|problem| in_file(file, &problem))
}
