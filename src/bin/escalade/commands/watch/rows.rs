//! Rows of a table that arrive in parts.

use std::error::Error;

use escalade::{
    Timeline,
    read::{Extra, Format},
};

use super::stdin::Line;
use crate::{files::Files, print_problem};

/// How the rows of the standard input are read: in the format, and with the header, of the first of them.
pub(super) struct Rows {
    files: Files,
    format: Option<Format>,
    header: Option<Vec<u8>>,
}

impl Rows {
    pub(super) fn new(files: Files) -> Self {
        Self { files, format: None, header: None }
    }

    /// Returns `true` if rows were read before, so that a single line is not a header.
    pub(super) fn is_begun(&self) -> bool {
        self.format.is_some()
    }

    /// Reads some rows. Bad rows are skipped and reported.
    pub(super) fn read(&mut self, lines: &[Line]) -> Result<Timeline, Box<dyn Error>> {
        let mut text = Vec::new();
        if let Some(header) = &self.header {
            text.extend_from_slice(header);
            text.push(b'\n');
        }
        let mut count = 0;
        for bytes in lines.iter().filter_map(|line| line.bytes.as_deref()) {
            text.extend_from_slice(bytes);
            text.push(b'\n');
            count += 1;
        }
        let mut options = self.files.options(Extra::ALL)?;
        if let Some(format) = self.format {
            options = options.format(format);
        }
        let first = lines.first().map_or(0, |line| line.number);
        let reading = options.read(&format!("lines from {first}"), &*text)?;
        let report = &reading.report;
        if self.format.is_none() {
            let file = &report.files[0];
            // If all lines but one are rows, the first line is the header.
            if file.rows + 1 == count {
                self.header = lines.iter().find_map(|line| line.bytes.clone());
            }
            self.format = Some(file.format);
            print_problem(&self.files.report_text(report));
        } else if report.skipped > 0 || self.files.report {
            print_problem(&self.files.report_text(report));
        }
        Ok(reading.timeline)
    }
}
