//! The rows of tables, with plain cells.

use super::{
    bytes::are_digits, cells::PlainCells, fields, records::Record, table_layout::ColumnSpec,
};
use crate::error::Issue;

/// A row of a table, with plain cells. Its fields are numbered as the columns of its [`TableLayout`].
pub(super) struct TableRow<'r> {
    pub(super) record: &'r Record,
    pub(super) columns: &'r [ColumnSpec<'r>],
    pub(super) indices: &'r [Option<usize>],
    pub(super) cells: &'r PlainCells,
}

impl<'r> TableRow<'r> {
    /// Returns the name of a column.
    pub(super) fn name(&self, column: usize) -> &'r str {
        self.columns[column].name()
    }

    /// Returns a field without surrounding blanks; empty if the table has no such column.
    pub(super) fn field(&self, column: usize) -> &'r [u8] {
        match self.cells.get(column) {
            Some(plain) => plain,
            None => self.indices[column].map_or(b"", |nth| self.record.field(nth)),
        }
    }

    /// Returns the first five fields: those of a layout with fewer columns are empty.
    pub(super) fn first_five(&self) -> [&'r [u8]; 5] {
        let mut fields = [&b""[..]; 5];
        let mut nth = 0;
        while nth < 5 && nth < self.indices.len() {
            fields[nth] = self.field(nth);
            nth += 1;
        }
        fields
    }

    /// Returns a field as text. Returns `None` and adds an issue if it is not UTF-8.
    pub(super) fn text(&self, column: usize, issues: &mut Vec<Issue>) -> Option<&'r str> {
        let field = self.field(column);
        match std::str::from_utf8(field) {
            Ok(text) => Some(text),
            Err(_) => fields::text(self.name(column), field, issues),
        }
    }

    /// Returns a field as a whole number, or `Some(None)` if it is empty. Returns `None` and adds an issue
    /// if it is neither.
    pub(super) fn number(&self, column: usize, issues: &mut Vec<Issue>) -> Option<Option<i64>> {
        // Most numbers: a fiftieth of the instructions of reading UCDP files less.
        if let Some(number) = short_number(self.field(column)) {
            return Some(Some(number));
        }
        let text = self.text(column, issues)?;
        if fields::is_missing(text) {
            return Some(None);
        }
        let number = text.parse().ok();
        if number.is_none() {
            self.reject(column, "a whole number or an empty field", "correct it", issues);
        }
        number.map(Some)
    }

    /// Adds the issue that a field has a value that is not allowed.
    pub(super) fn reject(
        &self,
        column: usize,
        allowed: &str,
        remedy: &str,
        issues: &mut Vec<Issue>,
    ) {
        let got = String::from_utf8_lossy(self.field(column));
        issues.push(Issue::new(self.name(column), got, allowed, remedy));
    }
}

/// Returns the number that digits write; `None` if there are none or more than fit any number.
fn short_number(field: &[u8]) -> Option<i64> {
    const MOST_DIGITS: usize = 18;
    if field.is_empty() || field.len() > MOST_DIGITS || !are_digits(field) {
        return None;
    }
    let mut number = 0;
    for digit in field {
        number = 10 * number + i64::from(digit - b'0');
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::short_number;

    #[test]
    fn digits_are_numbers_as_the_standard_library_reads_them() {
        for text in ["0", "007", "365", "999999999999999999"] {
            assert_eq!(short_number(text.as_bytes()), text.parse().ok(), "{text}");
        }
        for text in ["", "-1", "+1", "1.0", "9999999999999999999", "x"] {
            assert_eq!(short_number(text.as_bytes()), None, "{text}");
        }
    }
}
