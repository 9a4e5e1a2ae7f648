//! `escalade read`: keeps what was read as a native document.

use std::{error::Error, io::Write};

use clap::ValueEnum;
use escalade::read::{Extra, jsonl};

use super::table_form::table_file;
use crate::{files::Files, print_problem, tables::write_timeline};

/// Read files of any format and write them as one native document or kept timeline, which reads faster and without
/// guesses
///
/// What is written has all that the timeline has: ids, levels, reports, and the extras that the steps of a view
/// select events by. The report of the reading goes to the standard error.
#[derive(Debug, clap::Args)]
pub(crate) struct Read {
    #[command(flatten)]
    files: Files,
    /// Form of what is written: json, one document; jsonl, one record a line; arrow or parquet, a table of the events
    /// for other programs, from which this one restores the whole timeline (if it was compiled with them)
    #[arg(long, default_value = "json", help_heading = "The answer")]
    output: Form,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    Json,
    Jsonl,
    Arrow,
    Parquet,
}

impl Read {
    pub(crate) fn run(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        // Before reading, since large files take a while.
        let table_file = table_file(&self.output)?;
        let reading = self.files.read(Extra::ALL)?;
        if let Some(file) = table_file {
            write_timeline(&reading.timeline, file, out)?;
        } else if matches!(self.output, Form::Jsonl) {
            jsonl::write(&reading.timeline, &mut *out)?;
        } else {
            serde_json::to_writer_pretty(&mut *out, &reading.timeline)?;
            writeln!(out)?;
        }
        print_problem(&self.files.report_text(&reading.report));
        Ok(())
    }
}
