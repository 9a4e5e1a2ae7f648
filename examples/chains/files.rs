//! The files, and how they are read.

use std::{
    io::{self, IsTerminal},
    path::PathBuf,
};

use clap::ValueEnum;
use escalade::{
    Error, Vocabulary,
    read::{BadRecords, Format, Options, Reading},
};
use indicatif::{ProgressBar, ProgressStyle};

use super::values::format;

/// The crisis of April 2024, as a news report told it and as public record has it.
const CRISIS: &str = include_str!("../data/crisis-2024.json");

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The files")]
pub(crate) struct Files {
    /// Files of coded events, which become one timeline, or one native JSON document
    #[arg(value_name = "FILE")]
    paths: Vec<PathBuf>,
    #[arg(long, default_value = "auto", value_parser = format, help = format_help())]
    format: Chosen,
    /// Vocabulary of KEDS files [default: told by their content]
    #[arg(long)]
    vocabulary: Option<Codes>,
    /// Keep the ids that a file gives its events, to name them by in answers
    #[arg(long)]
    ids: bool,
    /// Tell all that was met while reading: how each file was taken, and why, unknown codes, what was
    /// left out and where. As JSON, the answer and the report are then two fields of one object
    #[arg(long)]
    pub(crate) report: bool,
}

/// A format, or what the content tells.
pub(crate) type Chosen = Option<Format>;

fn format_help() -> String {
    let names: Vec<_> = Format::ALL.iter().map(|format| format.as_str()).collect();
    format!("Format of the files: auto, by their content, or {}", names.join(", "))
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Codes {
    Cameo,
    Weis,
}

impl Files {
    /// Whether none was named, so that the crisis is told.
    pub(crate) fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Reads them: rows that cannot be read are skipped, and counted in every answer.
    pub(crate) fn read(&self) -> Result<Reading, Error> {
        if self.is_empty() {
            return Options::new().format(Format::Json).read("crisis-2024.json", CRISIS.as_bytes());
        }
        let mut options = Options::new().bad_records(BadRecords::Skip { at_most: usize::MAX });
        if let Some(format) = self.format {
            options = options.format(format);
        }
        if let Some(codes) = self.vocabulary {
            options = options.vocabulary(match codes {
                Codes::Cameo => Vocabulary::Cameo,
                Codes::Weis => Vocabulary::Weis,
            });
        }
        if self.ids {
            options = options.native_ids();
        }
        if !io::stderr().is_terminal() {
            return options.open_all(&self.paths);
        }
        let bar = bar();
        let shown = bar.clone();
        let options = options.progress(move |progress| {
            shown.set_message(progress.file().to_owned());
            shown.set_length(progress.size().unwrap_or(progress.bytes()));
            shown.set_position(progress.bytes());
        });
        let reading = options.open_all(&self.paths);
        bar.finish_and_clear();
        reading
    }
}

fn bar() -> ProgressBar {
    let style = "{bar:30} {bytes:>10} of {total_bytes}, {bytes_per_sec}  {msg}";
    let style = ProgressStyle::with_template(style);
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
