//! [`Column`]: a whole number for each record, in as few bytes as most of the numbers need.

use std::collections::HashMap;

/// A whole number for each record, 0 unless it was set.
///
/// A number takes 1, 2, 4, 8 or 16 bytes: as few as all numbers fit but 1 in [`FEW`], which are kept beside. Most events have
/// few antecedents, so that a byte does for their number; the number of paths may need more.
#[derive(Debug)]
pub(super) struct Column {
    cells: Cells,
    /// By record, the numbers that do not fit their cells, which hold the greatest value that a cell may have.
    beyond: HashMap<u32, u128>,
}

/// A column is widened once more than 1 in this many of its numbers do not fit.
const FEW: usize = 128;

#[derive(Debug)]
enum Cells {
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
    Eight(Vec<u64>),
    Sixteen(Vec<u128>),
}

impl Column {
    /// Creates a column of this many records.
    pub(super) fn new(records: usize) -> Self {
        Self { cells: Cells::One(vec![0; records]), beyond: HashMap::new() }
    }

    pub(super) fn get(&self, record: u32) -> u128 {
        let nth = record as usize;
        let cell = match &self.cells {
            Cells::One(cells) => cells.get(nth).map(|cell| u128::from(*cell)),
            Cells::Two(cells) => cells.get(nth).map(|cell| u128::from(*cell)),
            Cells::Four(cells) => cells.get(nth).map(|cell| u128::from(*cell)),
            Cells::Eight(cells) => cells.get(nth).map(|cell| u128::from(*cell)),
            Cells::Sixteen(cells) => cells.get(nth).copied(),
        };
        let cell = cell.unwrap_or(0);
        match cell == self.cells.greatest() {
            true => self.beyond.get(&record).copied().unwrap_or(cell),
            false => cell,
        }
    }

    pub(super) fn set(&mut self, record: u32, number: u128) {
        let greatest = self.cells.greatest();
        if number >= greatest {
            self.beyond.insert(record, number);
        } else if !self.beyond.is_empty() {
            self.beyond.remove(&record);
        }
        self.cells.set(record as usize, number.min(greatest));
        if self.beyond.len() > FEW + self.cells.len() / FEW
            && let Some(wider) = self.cells.widened()
        {
            self.cells = wider;
            for (record, number) in std::mem::take(&mut self.beyond) {
                self.set(record, number);
            }
        }
    }
}

impl Cells {
    /// Returns the greatest value of a cell, which stands for a number that is kept beside.
    fn greatest(&self) -> u128 {
        match self {
            Self::One(_) => u8::MAX.into(),
            Self::Two(_) => u16::MAX.into(),
            Self::Four(_) => u32::MAX.into(),
            Self::Eight(_) => u64::MAX.into(),
            Self::Sixteen(_) => u128::MAX,
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::One(cells) => cells.len(),
            Self::Two(cells) => cells.len(),
            Self::Four(cells) => cells.len(),
            Self::Eight(cells) => cells.len(),
            Self::Sixteen(cells) => cells.len(),
        }
    }

    /// Sets a cell to a value that it may have.
    fn set(&mut self, nth: usize, value: u128) {
        match self {
            Self::One(cells) => put(cells, nth, value as u8),
            Self::Two(cells) => put(cells, nth, value as u16),
            Self::Four(cells) => put(cells, nth, value as u32),
            Self::Eight(cells) => put(cells, nth, value as u64),
            Self::Sixteen(cells) => put(cells, nth, value),
        }
    }

    /// Returns the same cells with twice the bytes; `None` if there are no wider ones.
    fn widened(&self) -> Option<Self> {
        Some(match self {
            Self::One(cells) => Self::Two(widened(cells)),
            Self::Two(cells) => Self::Four(widened(cells)),
            Self::Four(cells) => Self::Eight(widened(cells)),
            Self::Eight(cells) => Self::Sixteen(widened(cells)),
            Self::Sixteen(_) => return None,
        })
    }
}

fn widened<T: Copy + Into<U>, U>(cells: &[T]) -> Vec<U> {
    cells.iter().map(|cell| (*cell).into()).collect()
}

fn put<T: Copy + Default>(cells: &mut Vec<T>, nth: usize, value: T) {
    if nth >= cells.len() {
        // A vector that doubles would take twice the memory of most records for the few that come later.
        cells.reserve_exact((nth + 1 - cells.len()).max(cells.len() / 16));
        cells.resize(nth + 1, T::default());
    }
    cells[nth] = value;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_widths_are_kept_as_set() {
        let mut column = Column::new(10);
        let mut expected = vec![0_u128; 40_000];
        let number = |nth: u64| match nth % 40 {
            0 => u128::MAX - u128::from(nth),
            1 => u128::from(u64::from(u32::MAX) + nth % 3 - 1),
            2 => u128::from(u64::from(u16::MAX) + nth % 3 - 1),
            3 => u128::from(u64::from(u8::MAX) + nth % 3 - 1),
            _ => u128::from(nth % 7),
        };
        for round in 0..3 {
            for nth in (0..40_000_u32).rev().step_by(1 + round) {
                let number = number(u64::from(nth) * (round as u64 + 1));
                column.set(nth, number);
                expected[nth as usize] = number;
            }
            for (nth, number) in expected.iter().enumerate() {
                assert_eq!(column.get(nth as u32), *number);
            }
        }
        // 1 in 40 of the numbers fits no narrower cell.
        assert!(matches!(column.cells, Cells::Sixteen(_)));
        assert_eq!(column.get(40_000), 0);
    }

    #[test]
    fn a_few_great_numbers_are_kept_beside() {
        let mut column = Column::new(10_000);
        for nth in (0..10_000).step_by(500) {
            column.set(nth, u128::MAX);
        }
        column.set(500, 7);
        assert!(matches!(column.cells, Cells::One(_)));
        assert_eq!([0, 1, 500].map(|nth| column.get(nth)), [u128::MAX, 0, 7]);
    }
}
