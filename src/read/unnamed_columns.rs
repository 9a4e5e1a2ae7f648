//! Tables whose header has none of the names of their format, or that have no header.

use super::{
    records::{DELIMITERS, Record, Records},
    table_layout::TableLayout,
};

/// The most columns before those of the format: the place of a row that is made from another form, and its name.
const MOST_BEFORE: usize = 2;

/// Where the columns of a table are, as its first rows show.
pub(super) struct UnnamedColumns {
    delimiter: u8,
    /// The number of columns before those of the format, such as names of rows.
    before: usize,
    /// The number of columns of the format.
    pub(super) width: usize,
    /// Whether the first record has names of its own, which the format does not know.
    has_other_names: bool,
    /// The line of the row that shows this.
    pub(super) line: u64,
}

impl UnnamedColumns {
    /// Finds the columns by the first or second record, whose fields `is_row` recognises.
    pub(super) fn find(head: &[u8], is_row: &dyn Fn(&[&[u8]]) -> bool) -> Option<Self> {
        for delimiter in DELIMITERS {
            let (mut text, mut record) = (head, Record::default());
            let mut records = Records::new(&mut text, delimiter, true, head.len());
            let mut are_first_names = false;
            for has_other_names in [false, true] {
                if !records.read(&mut record).unwrap_or(false) {
                    break;
                }
                let mut fields = Vec::with_capacity(record.len());
                for nth in 0..record.len() {
                    fields.push(record.field(nth));
                }
                if has_other_names && !are_first_names {
                    break;
                }
                for before in 0..=MOST_BEFORE.min(fields.len()) {
                    if is_row(&fields[before..]) {
                        let (width, line) = (fields.len() - before, record.line());
                        return Some(Self { delimiter, before, width, has_other_names, line });
                    }
                }
                are_first_names = are_names(&fields);
            }
        }
        None
    }

    /// Like [`find`](Self::find), but returns `None` for lines of fields between tabs, which are no other table.
    pub(super) fn find_table(head: &[u8], is_row: &dyn Fn(&[&[u8]]) -> bool) -> Option<Self> {
        let found = Self::find(head, is_row)?;
        if found.are_lines() { None } else { Some(found) }
    }

    /// Returns `true` for lines whose fields are between tabs, with no header and no other columns before them.
    pub(super) fn are_lines(&self) -> bool {
        self.delimiter == b'\t' && self.before == 0 && !self.has_other_names
    }

    /// Returns the names of all columns, of which `name` gives those of the format by their number.
    pub(super) fn order<'n>(&self, name: &dyn Fn(usize) -> &'n str) -> Vec<&'n str> {
        let mut order = vec![""; self.before];
        for nth in 0..self.width {
            order.push(name(nth));
        }
        order
    }

    /// Returns the layout of the table, with the order of all columns.
    pub(super) fn layout<'c>(
        &self,
        head: &[u8],
        order: &'c [&'c str],
        layout: TableLayout<'c>,
    ) -> TableLayout<'c> {
        let is_quoted = self.delimiter != b'\t' || super::table_layout::is_well_quoted(head, b'\t');
        TableLayout {
            delimiter: self.delimiter,
            is_quoted,
            strips_quotes: !is_quoted,
            headerless_order: order,
            has_other_names: self.has_other_names,
            ..layout
        }
    }
}

/// Returns `true` if the fields of a record may be the names of columns: all differ, and none is empty but those above
/// the places and names of rows. Of a damaged row this is seldom true.
pub(super) fn are_names(fields: &[&[u8]]) -> bool {
    let mut after = fields;
    for _ in 0..MOST_BEFORE {
        after = after.strip_prefix(&[&b""[..]]).unwrap_or(after);
    }
    while let [field, rest @ ..] = after {
        if field.is_empty() || rest.contains(field) {
            return false;
        }
        after = rest;
    }
    true
}
