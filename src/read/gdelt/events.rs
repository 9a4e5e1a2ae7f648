//! Adding of event rows to the timeline.

use std::borrow::Cow;

use super::{
    super::{format::gdelt_version, ingest::Ingest, naming::Naming},
    event_row::EventRow,
};
use crate::{error::Issue, model::Vocabulary};

/// The greatest number of columns of a row.
const MAX_COLUMNS: usize = 61;

/// Counts of the event rows of all files, for the report.
pub(super) struct Events {
    /// The number of rows by their number of columns.
    widths: [u64; MAX_COLUMNS + 1],
    restored_zeros: u64,
    odd_counts: u64,
}

impl Default for Events {
    fn default() -> Self {
        Self { widths: [0; MAX_COLUMNS + 1], restored_zeros: 0, odd_counts: 0 }
    }
}

impl Events {
    /// Adds the event of a row, which replaces an earlier event with its id.
    pub(super) fn add(
        &mut self,
        row: &EventRow<'_>,
        ingest: &mut Ingest<'_>,
    ) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let Some(key) = ingest.row_key("GLOBALEVENTID", row.key, None, &mut issues) else {
            return Err(issues);
        };
        if let Some(columns) = row.columns {
            self.widths[columns] += 1;
        }
        if row.is_late {
            ingest.count_late();
            return Ok(());
        }
        self.odd_counts += u64::from(row.has_odd_count);
        let source = row.source.map(|code| ingest.actor_of_bytes(Naming::Cameo, code));
        let target = row.target.map(|code| ingest.actor_of_bytes(Naming::Cameo, code));
        let code = self.restore_zero(row.code, row.root);
        let code = ingest.code_id(Vocabulary::Cameo, &code, row.score);
        let event = ingest.builder.add_row(source, target, row.day, code);
        ingest.set_key(event, key);
        if let Some(extras) = &row.extras {
            ingest.builder.set_extras(event, **extras);
        }
        Ok(())
    }

    /// Returns the CAMEO code of a row, with the leading zero that another program may have removed.
    fn restore_zero<'r>(&mut self, written: &'r [u8], root: &[u8]) -> Cow<'r, [u8]> {
        if has_lost_zero(written, root) {
            self.restored_zeros += 1;
            [b"0", written].concat().into()
        } else {
            written.into()
        }
    }

    /// Adds the counts to the report.
    pub(super) fn report(&self, ingest: &mut Ingest<'_>) {
        for (columns, rows) in self.widths.iter().enumerate().filter(|(_, rows)| **rows > 0) {
            let version = gdelt_version(columns).unwrap_or_default();
            ingest.note_decision(format!("{rows} rows have {columns} columns: {version}"));
        }
        if self.odd_counts > 0 {
            ingest.note_decision(format!(
                "{} rows have no whole number in NumMentions, NumSources or NumArticles, and that column is not kept",
                self.odd_counts
            ));
        }
        if self.restored_zeros > 0 {
            ingest.note_decision(format!(
                "{} codes had lost their leading zero, as the column EventRootCode shows",
                self.restored_zeros
            ));
        }
    }
}

/// Returns `true` if a code has lost its leading zero because a program took it for a number. The root
/// code, with or without its own zero, shows this: `10` with the root `01` or `1` was `010`, but with the
/// root `10` it is `10`.
fn has_lost_zero(code: &[u8], root: &[u8]) -> bool {
    let root = root.trim_ascii();
    match root.strip_prefix(b"0").unwrap_or(root) {
        [digit @ b'1'..=b'9'] => code.first() == Some(digit),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_code_shows_a_lost_zero() {
        for (code, root, lost) in [
            ("010", "01", false),
            ("10", "01", true),
            ("10", "1", true),
            ("1", "1", true),
            ("01", "01", false),
            ("10", "10", false),
            ("100", "10", false),
            ("20", "02", true),
            ("20", "2", true),
            ("203", "20", false),
            ("190", "19", false),
            ("190", "04", false),
            ("190", "", false),
            ("010", "00", false),
            ("010", "0", false),
        ] {
            assert_eq!(
                has_lost_zero(code.as_bytes(), root.as_bytes()),
                lost,
                "{code} under {root}"
            );
        }
    }
}
