//! `escalade read`: keeps what was read as a native document.

use std::{error::Error, io::Write};

use clap::ValueEnum;
use escalade::read::{Extra, jsonl};

use crate::{files::Files, print_problem};

/// Read files of any format and write them as one native document, which reads faster and without guesses
///
/// The document has all that the timeline has: ids, levels, reports, and the extras that the steps of a view
/// select events by. The report of the reading goes to the standard error.
#[derive(Debug, clap::Args)]
pub(crate) struct Read {
    #[command(flatten)]
    files: Files,
    /// Form of the document: json, one document, or jsonl, one record a line
    #[arg(long, default_value = "json", help_heading = "The answer")]
    output: Form,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    Json,
    Jsonl,
}

impl Read {
    pub(crate) fn run(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let reading = self.files.read(Extra::ALL)?;
        match self.output {
            Form::Json => {
                serde_json::to_writer_pretty(&mut *out, &reading.timeline)?;
                writeln!(out)?;
            }
            Form::Jsonl => jsonl::write(&reading.timeline, &mut *out)?,
        }
        print_problem(&self.files.report_text(&reading.report));
        Ok(())
    }
}
