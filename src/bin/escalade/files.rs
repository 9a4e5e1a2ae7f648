//! The files, and how they are read.

use std::{
    error::Error,
    fmt::Display,
    fs,
    io::{self, IsTerminal},
    panic,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};

use clap::ValueEnum;
use escalade::{
    EventKind, Vocabulary,
    read::{BadRecords, DateOrder, Extra, Format, LeadingZeros, Options, ReadReport, Reading},
};
use indicatif::{ProgressBar, ProgressStyle};
use serde::de::DeserializeOwned;

use super::{
    safe_text::on_one_line,
    values::{FormatChoice, format, kind_of},
};

/// The crisis of April 2024, from a news report and from the public record. Part of the program, so that an
/// installed command needs no file.
const CRISIS: &str = include_str!("../../../examples/data/crisis-2024.json");

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "The files")]
pub(crate) struct Files {
    /// Files of coded events, which become one timeline, or one native JSON document
    #[arg(value_name = "FILE")]
    paths: Vec<PathBuf>,
    #[arg(long, default_value = "auto", value_parser = format, help = format_help())]
    format: FormatChoice,
    /// Vocabulary of KEDS files [default: recognised by their content]
    #[arg(long)]
    vocabulary: Option<KedsVocabulary>,
    /// Order of day and month in dates such as 04/05/2024 [default: as the first rows of the file prove]. Dates
    /// that do not fit the order are bad records
    #[arg(long, value_name = "ORDER")]
    date_order: Option<Order>,
    /// What CAMEO codes from 10 to 20 are where nothing shows whether they lost a leading zero
    #[arg(long, value_name = "WHAT")]
    leading_zeros: Option<Zeros>,
    /// Read the files as tables whose columns this file describes, in JSON: `{"date": "day", "source": "who"}`. The
    /// fields are those of `Columns` in the documentation of the library, which has an example
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    columns: Option<PathBuf>,
    /// Sheet of Excel workbooks to be read [default: the first that has data]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// What the events of a code are in tables that are read by a description of their columns: CODE=attack,
    /// CODE=statement or CODE=action [can be given several times; default: what the vocabulary says]
    #[arg(long, value_name = "CODE=KIND", value_parser = kind_of)]
    kind_of: Vec<(String, EventKind)>,
    /// Words that mean a missing value in tables, separated by commas, such as Unknown
    #[arg(long, value_name = "WORDS", value_delimiter = ',')]
    missing: Vec<String>,
    /// File of the actors meant by texts in the files: a table of two columns, the text and the actor, or an object in
    /// JSON: `{"Hizballah": "LBNREBHEZ"}`. May be given several times
    #[arg(long, value_name = "FILE")]
    alias: Vec<PathBuf>,
    /// Encoding of the files, such as windows-1251 [default: recognised by their content]
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Leave out the ids that a file gives its events, by which answers name events. Rows with the same id are then
    /// events of their own. For GDELT, ids take as much memory as the events
    #[arg(long)]
    no_ids: bool,
    /// Take an id of ICEWS to identify its event on all days, and keep its last row
    #[arg(long, conflicts_with = "no_ids")]
    one_event_per_id: bool,
    /// Keep all rows with the same id as events of their own [default: the newest row of each id]
    #[arg(long = "keep-all")]
    keep_repeated_ids: bool,
    /// Print the full report of the reading: the format of each file and why it was chosen, unknown codes,
    /// and what was left out and where. In JSON, the output is then an object with the fields `answer`
    /// and `report`
    #[arg(long)]
    pub(crate) report: bool,
}

fn format_help() -> String {
    let names: Vec<_> = Format::ALL.iter().map(|format| format.as_str()).collect();
    format!("Format of the files: auto (recognised by their content), {}", names.join(", "))
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum KedsVocabulary {
    Cameo,
    Weis,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Order {
    /// Day, month, year
    Dmy,
    /// Month, day, year
    Mdy,
    /// Year of two digits, month, day
    Ymd,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Zeros {
    /// 19 is 019
    Restore,
    /// 19 is the category 19
    Keep,
}

impl Files {
    /// Returns the report of the reading if it is wanted, or else its first line.
    pub(crate) fn report_text(&self, report: &ReadReport) -> String {
        let report = report.to_string();
        match report.split_once('\n') {
            Some((first, _)) if !self.report => format!("{first}; more: --report"),
            _ => report,
        }
    }

    /// Splits the arguments into the files, which come first and exist, and the keys of events.
    pub(crate) fn and_events(&self) -> (Self, Vec<String>) {
        let mut files = self.clone();
        let are_files = self.paths.iter().take_while(|path| path.exists()).count();
        let mut keys = Vec::new();
        for path in files.paths.drain(are_files..) {
            keys.push(path.to_string_lossy().into_owned());
        }
        (files, keys)
    }

    /// Returns `true` if no file was named.
    pub(crate) fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Reads the files, or the crisis if no file was named. Rows that cannot be read are skipped; every
    /// answer counts them. The extras are those that the steps of the view select events by.
    pub(crate) fn read(&self, extras: &[Extra]) -> Result<Reading, Box<dyn Error>> {
        if self.is_empty() {
            let options = Options::new().format(Format::Json);
            return Ok(options.read("crisis-2024.json", CRISIS.as_bytes())?);
        }
        self.read_paths(&self.paths, extras)
    }

    /// Reads some files, with a progress bar on a terminal.
    pub(crate) fn read_paths(
        &self,
        paths: &[PathBuf],
        extras: &[Extra],
    ) -> Result<Reading, Box<dyn Error>> {
        let options = self.options(extras)?;
        let _quiet = quiet_decoders();
        if !io::stderr().is_terminal() {
            return Ok(options.open_all(paths)?);
        }
        let bar = progress_bar();
        // A handle of the same bar, since the callback takes ownership of it.
        let shown = bar.clone();
        let options = options.progress(move |progress| {
            shown.set_message(on_one_line(progress.file()).into_owned());
            shown.set_length(progress.size().unwrap_or(progress.bytes()));
            shown.set_position(progress.bytes());
        });
        let reading = options.open_all(paths);
        bar.finish_and_clear();
        Ok(reading?)
    }

    /// Returns how files are read, by the options given.
    pub(crate) fn options(&self, extras: &[Extra]) -> Result<Options, Box<dyn Error>> {
        let mut options = Options::new()
            .bad_records(BadRecords::Skip { at_most: usize::MAX })
            .keep(extras.iter().copied());
        if let Some(format) = self.format {
            options = options.format(format);
        }
        if let Some(vocabulary) = self.vocabulary {
            options = options.vocabulary(match vocabulary {
                KedsVocabulary::Cameo => Vocabulary::Cameo,
                KedsVocabulary::Weis => Vocabulary::Weis,
            });
        }
        if let Some(order) = self.date_order {
            options = options.date_order(match order {
                Order::Dmy => DateOrder::DayFirst,
                Order::Mdy => DateOrder::MonthFirst,
                Order::Ymd => DateOrder::YearFirst,
            });
        }
        if let Some(zeros) = self.leading_zeros {
            options = options.leading_zeros(match zeros {
                Zeros::Restore => LeadingZeros::Restore,
                Zeros::Keep => LeadingZeros::Keep,
            });
        }
        if let Some(file) = &self.columns {
            options = options.columns(read_json(file)?);
        }
        if let Some(sheet) = &self.sheet {
            options = options.sheet(sheet);
        }
        for (code, kind) in &self.kind_of {
            options = options.kind_of(code, *kind);
        }
        options = options.missing(&self.missing);
        for file in &self.alias {
            options = options.alias_file(file)?;
        }
        if let Some(encoding) = &self.encoding {
            options = options.encoding(encoding);
        }
        if self.one_event_per_id {
            options = options.one_event_per_id();
        }
        if self.keep_repeated_ids {
            options = options.keep_repeated_ids();
        }
        if self.no_ids {
            options = options.without_ids();
        }
        Ok(options)
    }

    /// Returns `true` if the options let the files be JSON Lines of the native format.
    pub(crate) fn may_be_lines(&self) -> bool {
        self.columns.is_none() && self.format.is_none_or(|format| format == Format::Jsonl)
    }

    /// Returns the files that were named.
    pub(crate) fn paths(&self) -> &[PathBuf] {
        &self.paths
    }
}

/// Returns a problem with the file that it is in.
pub(crate) fn in_file(file: &Path, problem: &dyn Display) -> String {
    format!("{}: {problem}", file.display())
}

/// Reads a file of JSON.
pub(crate) fn read_json<T: DeserializeOwned>(file: &Path) -> Result<T, String> {
    let text = fs::read_to_string(file).map_err(|problem| in_file(file, &problem))?;
    serde_json::from_str(&text).map_err(|problem| in_file(file, &problem))
}

/// Whether files are being read.
static IS_READING: AtomicBool = AtomicBool::new(false);

/// Ends the silence of decoders.
struct QuietDecoders;

/// Keeps a panic of a decoder of Parquet from printing a message, as long as the result lives: the library makes it an
/// error with the name of the file, which is what the user can act upon.
fn quiet_decoders() -> QuietDecoders {
    IS_READING.store(true, Relaxed);
    QuietDecoders
}

impl Drop for QuietDecoders {
    fn drop(&mut self) {
        IS_READING.store(false, Relaxed);
    }
}

/// Sets what a panic prints.
pub(crate) fn set_panic_hook() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let decoders = ["parquet-", "arrow-", "bytes-"];
        let is_decoder = info.location().is_some_and(|location| {
            location
                .file()
                .split(['/', '\\'])
                .any(|part| decoders.iter().any(|name| part.starts_with(name)))
        });
        if !(is_decoder && IS_READING.load(Relaxed)) {
            print(info);
        }
    }));
}

fn progress_bar() -> ProgressBar {
    let style = "{bar:30} {bytes:>10} of {total_bytes}, {bytes_per_sec}  {msg}";
    let style = ProgressStyle::with_template(style);
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
