//! The layout of tables: their columns, delimiters and quotes.

use super::{
    peek::peek,
    plain::Cell,
    reader::Input,
    records::{DELIMITERS, Record, Records, find_column, first_record},
};
use crate::{error::Error, timeline::document::nearest};

/// A column that a reader looks for.
#[derive(Clone, Copy)]
pub(super) struct ColumnSpec<'c> {
    /// The names of the column, the one in reports first.
    pub(super) names: &'c [&'c str],
    pub(super) cell: Cell,
    pub(super) is_required: bool,
}

impl<'c> ColumnSpec<'c> {
    /// Returns the name of the column in reports.
    pub(super) fn name(&self) -> &'c str {
        self.names[0]
    }

    /// Returns what the cells of the column hold.
    pub(super) fn cell(&self) -> Cell {
        self.cell
    }

    /// Returns the index of the column in a header: the first that has one of its names, in the order of the
    /// names.
    pub(super) fn find(&self, header: &[String]) -> Option<usize> {
        for name in self.names {
            if let Some(nth) = find_column(header, name) {
                return Some(nth);
            }
        }
        None
    }
}

/// Specifies a column without which the table cannot be read.
pub(super) const fn required<'c>(names: &'c [&'c str], cell: Cell) -> ColumnSpec<'c> {
    ColumnSpec { names, cell, is_required: true }
}

/// Specifies a column that is read if the table has it.
pub(super) const fn optional<'c>(names: &'c [&'c str], cell: Cell) -> ColumnSpec<'c> {
    ColumnSpec { names, cell, is_required: false }
}

/// How a table is delimited, and which columns are read.
#[derive(Clone, Copy)]
pub(super) struct TableLayout<'c> {
    pub(super) delimiter: u8,
    /// Whether fields may be enclosed in double quotes.
    pub(super) is_quoted: bool,
    /// Whether quotes around a whole field are removed, in a table whose fields contain no delimiters.
    pub(super) strips_quotes: bool,
    /// Whether years before 1000 are outside the period of the data.
    pub(super) is_modern: bool,
    /// The words by which the format itself writes missing values, which need no report.
    pub(super) missing: &'c [&'c str],
    /// The columns that are read. A row gives its fields by the index of their column here, whatever the
    /// order in the file.
    pub(super) columns: &'c [ColumnSpec<'c>],
    /// The names of all columns in order, for files that may have no header; else empty.
    pub(super) headerless_order: &'c [&'c str],
}

impl<'c> TableLayout<'c> {
    /// Returns the layout of a table in UTF-8 with commas, quotes and a header.
    pub(super) const fn with_commas(columns: &'c [ColumnSpec<'c>]) -> Self {
        Self {
            delimiter: b',',
            is_quoted: true,
            strips_quotes: false,
            is_modern: true,
            missing: &[],
            columns,
            headerless_order: &[],
        }
    }

    /// Returns the layout with the delimiter that separates most of these columns in the header: other
    /// programs export tables again with tabs or semicolons.
    ///
    /// In a table with tabs, quotes are part of the text, unless the header begins with one.
    pub(super) fn detect(
        input: &mut Input<'_>,
        columns: &'c [ColumnSpec<'c>],
    ) -> Result<Self, Error> {
        let head = peek(input.text).map_err(|error| Error::io(input.name, error))?;
        let (mut delimiter, mut most) = (b',', 0);
        for candidate in DELIMITERS {
            let header = first_record(head, candidate, true);
            let names = header.map(|(_, names)| names).unwrap_or_default();
            let mut known = 0;
            for column in columns {
                known += usize::from(column.find(&names).is_some());
            }
            if known > most {
                (delimiter, most) = (candidate, known);
            }
        }
        let begins_quoted = head.trim_ascii_start().starts_with(b"\"");
        let mut layout = Self { delimiter, ..Self::with_commas(columns) };
        if delimiter == b'\t' {
            layout.is_quoted = begins_quoted && are_quotes_closed(head, delimiter);
            layout.strips_quotes = begins_quoted && !layout.is_quoted;
        }
        Ok(layout)
    }
}

/// Returns `true` if the first records have at least as many whole ones with quotes as with lines taken as they
/// are. A quote inside a text that is never closed would join many rows to one.
fn are_quotes_closed(head: &[u8], delimiter: u8) -> bool {
    let whole = |is_quoted| {
        let (mut head, max_bytes) = (head, head.len());
        let mut records = Records::new(&mut head, delimiter, is_quoted, max_bytes);
        let (mut record, mut width, mut whole) = (Record::default(), 0, 0_usize);
        while records.read(&mut record).unwrap_or(false) {
            if width == 0 {
                width = record.len();
            }
            whole += usize::from(record.check(max_bytes).is_none() && record.len() == width);
        }
        whole
    };
    whole(true) >= whole(false)
}

/// Returns `true` if the name of a column contains one of the known names, or differs from it by a slip.
pub(super) fn resembles(name: &str, known: &[&str]) -> bool {
    const LEAST: usize = 5;
    let words = |text: &str| text.to_ascii_lowercase().replace(['_', '.', '-'], " ");
    let name = words(name);
    if name.len() < LEAST {
        return false;
    }
    for known in known {
        let known = words(known);
        let contains = || name.contains(&known) || known.contains(&name);
        if known.len() >= LEAST && (contains() || nearest(&name, [&*known].into_iter()).is_some()) {
            return true;
        }
    }
    false
}
