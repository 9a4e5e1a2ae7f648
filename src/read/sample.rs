//! What the first rows of a file prove about cells whose meaning is open.

use super::{
    date_order::DateOrder,
    fields::is_missing_word,
    leading_zeros::shows_zeros,
    plain::Cell,
    plain_date::{is_midnight, possible_orders},
    records::{Record, Records},
    table_layout::ColumnSpec,
};

/// What the first rows prove about the cells of one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ColumnProof {
    /// Whether each order of [`DateOrder`] fits all dates whose order is open.
    pub(super) orders: [bool; 3],
    /// Whether there are such dates.
    pub(super) has_open_dates: bool,
    /// Whether some times of day are not midnight.
    pub(super) has_times: bool,
    /// Whether some codes have their leading zero.
    pub(super) has_zeros: bool,
    /// Whether there are texts of two capital letters, as the country codes of ISO 3166 are.
    pub(super) has_pairs: bool,
    /// Whether there are other texts.
    pub(super) has_other_texts: bool,
}

impl Default for ColumnProof {
    fn default() -> Self {
        Self {
            orders: [true; 3],
            has_open_dates: false,
            has_times: false,
            has_zeros: false,
            has_pairs: false,
            has_other_texts: false,
        }
    }
}

impl ColumnProof {
    /// Returns the only order that fits all dates, if there is one.
    pub(super) fn order(&self) -> Option<DateOrder> {
        match self.orders {
            _ if !self.has_open_dates => None,
            [true, false, false] => Some(DateOrder::DayFirst),
            [false, true, false] => Some(DateOrder::MonthFirst),
            [false, false, true] => Some(DateOrder::YearFirst),
            _ => None,
        }
    }

    /// Returns `true` if all texts are codes of two letters, among which `NA` is Namibia.
    pub(super) fn are_pairs(&self) -> bool {
        self.has_pairs && !self.has_other_texts
    }

    /// Returns `true` if no one order fits all dates.
    pub(super) fn is_contradictory(&self) -> bool {
        self.orders == [false; 3]
    }

    /// Notes a cell.
    fn add(&mut self, cell: Cell, field: &[u8]) {
        match cell {
            Cell::Day | Cell::Date => {
                let Ok(text) = std::str::from_utf8(field) else { return };
                if let Some(fits) = possible_orders(text).filter(|fits| *fits != [false; 3]) {
                    self.has_open_dates = true;
                    for (order, fits) in self.orders.iter_mut().zip(fits) {
                        *order &= fits;
                    }
                }
                self.has_times |= is_midnight(text) == Some(false);
            }
            Cell::Party | Cell::Text if !is_missing_word(field) && !field.is_empty() => {
                let is_pair = field.len() == 2 && field.iter().all(u8::is_ascii_uppercase);
                self.has_pairs |= is_pair;
                self.has_other_texts |= !is_pair;
            }
            Cell::Cameo => self.has_zeros |= shows_zeros(field),
            _ => {}
        }
    }
}

/// Returns what the first rows of a table prove about each column.
pub(super) fn prove(
    mut head: &[u8],
    (delimiter, is_quoted, has_header): (u8, bool, bool),
    columns: &[ColumnSpec<'_>],
    indices: &[Option<usize>],
) -> Vec<ColumnProof> {
    let mut proofs = vec![ColumnProof::default(); columns.len()];
    let max_bytes = head.len();
    let mut records = Records::new(&mut head, delimiter, is_quoted, max_bytes);
    let mut record = Record::default();
    let mut is_header = has_header;
    // Memory can be read without an error.
    while records.read(&mut record).unwrap_or(false) {
        if std::mem::take(&mut is_header) {
            continue;
        }
        for (nth, column) in columns.iter().enumerate() {
            match indices[nth] {
                Some(index) if index < record.len() => {
                    proofs[nth].add(column.cell(), record.field(index));
                }
                _ => {}
            }
        }
    }
    proofs
}
