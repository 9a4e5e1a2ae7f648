//! The options of `escalade watch`, and the loop that follows the feed.

use std::{
    error::Error,
    fs,
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use chrono::TimeDelta;
use escalade::watch::{AlertRule, WatchedQuery};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    batches::Batches,
    desk::Desk,
    folder::Folder,
    messages::in_file,
    stdin::Lines,
    wanted::{Form, Wanted},
};
use crate::{
    files::Files,
    print_problem,
    stop::{Stop, is_interrupted},
    values::{days, seconds},
};

/// Follow a feed, and print an alert when a rule comes to apply or no longer applies
///
/// The named files are read first, as what is known already, and raise no alerts. Then the files of each named folder
/// are read in order of name, each as a transaction of its own, and so are the files that appear in it later. If no
/// folder is named, lines are read from the standard input until it ends. A row or event with an id that was recorded
/// before revises the event with that id.
///
/// A file of a folder is taken once it is whole: once its size and its time of change are the same in two looks at the
/// folder, --poll seconds apart. A file that is renamed into the folder is whole from the start. Files whose names begin
/// with a dot or end in .tmp, .part or .crdownload are left alone. A file that changes later is taken again. A file that
/// cannot be read, or whose records contradict what is recorded, is refused with a message, and the next is read. Bad
/// rows are skipped and counted.
///
/// Lines of the standard input are rows of a table, with the same formats and options as files, or records of the native
/// format, such as `{"event": {…}}`. These can also withdraw an event, `{"withdraw": "KEY"}`; state to what time no further
/// event is expected, `{"complete_to": "2024-04-12"}`; and state when the records after it became known,
/// `{"known_when": "2024-04-13T20:30:00Z"}`, for a replay. Lines that arrive together are one transaction.
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
    /// Keep a journal in this directory, which is created if it does not exist. Each transaction is on disk before its
    /// alerts are printed. When the command begins again, also after it was killed, it goes on from there: with all
    /// that was recorded, with the alerts that were raised, and without the files that were taken before, by name and
    /// content. Each alert is printed at least once; one that is printed twice has the same number both times
    #[arg(long, value_name = "DIR", help_heading = "The watch")]
    journal: Option<PathBuf>,
    /// Take the data to be complete up to this many days before they became known, so that threats can lapse. Records of
    /// the native format can state it themselves
    #[arg(long, value_name = "DAYS", value_parser = days, help_heading = "The watch")]
    complete_after: Option<TimeDelta>,
    /// Time between two looks at the folders, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "2", help_heading = "The watch")]
    poll: Duration,
    /// Print the summary of each query at most once in this many seconds, after a transaction, and when the command ends;
    /// with 0, after each transaction
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = "The answer")]
    summary_every: Option<Duration>,
    /// Output format: one line of text for each alert, or one JSON object on a line. An alert in JSON has the field
    /// `rule`, a summary the field `summaries`
    #[arg(long, default_value = "text", help_heading = "The answer")]
    output: Form,
}

impl Watch {
    pub(crate) fn run(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let (folders, files): (Vec<_>, Vec<_>) =
            self.files.paths().iter().cloned().partition(|path| path.is_dir());
        let queries =
            self.queries.iter().map(|file| queries_of(file)).collect::<Result<Vec<_>, _>>()?;
        let queries: Vec<WatchedQuery> = queries.into_iter().flatten().collect();
        let mut rules: Vec<AlertRule> = Vec::new();
        for file in &self.alerts {
            rules.extend(list_of(file, &json_of(file)?)?);
        }
        let wanted = Wanted {
            journal: self.journal.clone(),
            output: self.output,
            complete_after: self.complete_after,
            summary_every: self.summary_every,
        };
        let mut desk = Desk::open(&self.files, &files, queries, rules, wanted, out)?;
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
            while !is_interrupted() {
                for folder in &mut folders {
                    for file in folder.whole_files() {
                        if is_interrupted() {
                            break;
                        }
                        desk.take_file(&file, out)?;
                    }
                }
                desk.wait(self.poll);
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
    let value = json_of(file)?;
    let list = match value {
        Value::Array(list) => list,
        one => vec![one],
    };
    let mut queries = Vec::new();
    for one in list {
        queries.push(match one.get("query") {
            Some(_) => parsed(file, &one)?,
            None => WatchedQuery::new(name.clone(), parsed(file, &one)?),
        });
    }
    Ok(queries)
}

fn json_of(file: &Path) -> Result<Value, String> {
    let text = fs::read_to_string(file).map_err(|problem| in_file(file, &problem))?;
    serde_json::from_str(&text).map_err(|problem| in_file(file, &problem))
}

fn list_of<T: DeserializeOwned>(file: &Path, value: &Value) -> Result<Vec<T>, String> {
    match value {
        Value::Array(list) => list.iter().map(|one| parsed(file, one)).collect(),
        one => Ok(vec![parsed(file, one)?]),
    }
}

fn parsed<T: DeserializeOwned>(file: &Path, value: &Value) -> Result<T, String> {
    T::deserialize(value).map_err(|problem| in_file(file, &problem))
}
