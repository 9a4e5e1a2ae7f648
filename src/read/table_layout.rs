//! The layout of tables: their columns, delimiters and quotes.

use memchr::{memchr, memchr2};

use super::{
    peek::peek,
    plain::Cell,
    reader::Input,
    records::{DELIMITERS, Record, Records, find_column, first_record, headers},
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
    /// Whether words such as `Unknown` in place of an actor are how the format writes that nobody is known.
    pub(super) is_nobody_missing: bool,
    /// The columns that are read. A row gives its fields by the index of their column here, whatever the
    /// order in the file.
    pub(super) columns: &'c [ColumnSpec<'c>],
    /// The names of all columns in order, for files that may have no header; else empty.
    pub(super) headerless_order: &'c [&'c str],
    /// Whether the first record has names that the format does not know, so that the columns are taken in that order.
    pub(super) has_other_names: bool,
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
            is_nobody_missing: false,
            columns,
            headerless_order: &[],
            has_other_names: false,
        }
    }

    /// Returns the layout with the delimiter that separates most of these columns in the header: other
    /// programs export tables again with tabs or semicolons.
    ///
    /// In a table with tabs, quotes are part of the text, unless fields of the first rows stand between quotes as
    /// programs write them, or the header begins with one.
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
            layout.is_quoted = is_well_quoted(head, delimiter)
                || begins_quoted && are_quotes_closed(head, delimiter);
            layout.strips_quotes = !layout.is_quoted;
        }
        Ok(layout)
    }
}

/// Returns `true` if a text has a header with the names of all these columns, by any delimiter.
pub(super) fn has_columns(head: &[u8], columns: &[ColumnSpec<'_>]) -> bool {
    for names in headers(head) {
        let mut found = 0;
        for column in columns {
            found += usize::from(column.find(&names).is_some());
        }
        if found == columns.len() {
            return true;
        }
    }
    false
}

/// Returns `true` if some fields of a text stand between quotes, and all that begin with a quote do: a delimiter or
/// line end follows the quote at their end, and quotes inside are doubled. Programs write fields so where they
/// contain tabs, quotes or line ends; in texts without quoting, a text that begins with a quote seldom ends with one.
pub(super) fn is_well_quoted(head: &[u8], delimiter: u8) -> bool {
    /// Length of a field that the end of the head may cut.
    const LONGEST_CUT: usize = 1 << 12;
    let (mut at, mut quoted) = (0, 0_usize);
    while at < head.len() {
        let field = &head[at..];
        let Some(inner) = field.strip_prefix(b"\"") else {
            match memchr2(delimiter, b'\n', field) {
                Some(end) => at += end + 1,
                None => break,
            }
            continue;
        };
        let mut end = 0;
        let length = loop {
            match memchr(b'"', &inner[end..]) {
                Some(quote) if inner.get(end + quote + 1) == Some(&b'"') => end += quote + 2,
                Some(quote) => break end + quote + 2,
                // The field goes on after the head.
                None => return quoted > 0 && inner.len() < LONGEST_CUT,
            }
        };
        let rest = &field[length..];
        match rest.strip_prefix(b"\r").unwrap_or(rest).first() {
            None => return true,
            Some(next) if *next == delimiter || *next == b'\n' => {
                quoted += 1;
                at += field.len() - rest.len();
                // The delimiter or line end.
                at += if rest[0] == b'\r' { 2 } else { 1 };
            }
            Some(_) => return false,
        }
    }
    quoted > 0
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_of_programs_are_told_from_those_of_texts() {
        for (text, expected) in [
            ("a\tb\n1\t2\n", false),
            ("a\tb\n1\t\"x\"\n", true),
            ("a\tb\n1\t\"x\ty\"\r\n2\t\"\"\n", true),
            ("a\tb\n1\t\"x\n\"\"y\"\"\"\n", true),
            ("a\tb\n1\t\"x\" said\n", false),
            ("a\tb\n\"1\"\t\"x\" said\n", false),
            ("a\tb\n1\t\"x\n2\ty\n", false),
            ("a\tb\n1\tx \"y\"\n", false),
            ("\"a\"\t\"b\"", true),
            ("\"a\"\t\"b", true),
            ("", false),
        ] {
            assert_eq!(is_well_quoted(text.as_bytes(), b'\t'), expected, "{text:?}");
        }
    }
}
