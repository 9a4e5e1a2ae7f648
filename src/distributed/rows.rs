//! Events as rows of numbers: what hops depend on, and nothing else.

use super::codec::{Reader, Writer};
use crate::timeline::Dyad;

/// An event that takes part, or that interrupts hops.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Row {
    /// In seconds since 1970.
    pub(super) earliest: i64,
    /// The number of the part, above [`PART_SHIFT`], and the order of recording in it.
    pub(super) record: u64,
    /// The time from the earliest to the latest onset, in seconds.
    pub(super) width: i64,
    /// In tenths.
    pub(super) level: i64,
    /// A union of the flags below.
    pub(super) flags: u8,
    /// The steps of the query whose predicates the event passes, one bit for each.
    pub(super) steps: u32,
    /// Sorted, without duplicates.
    pub(super) dyads: Vec<Dyad>,
}

/// How far the number of the part is shifted in [`Row::record`].
pub(super) const PART_SHIFT: u32 = 40;

/// A chain may contain the event, start with it, or end with it.
pub(super) const MAY_CONTAIN: u8 = 1;
pub(super) const MAY_START: u8 = 2;
pub(super) const MAY_END: u8 = 4;
/// The row is of an event that interrupts, and not of one that takes part.
pub(super) const INTERRUPTS: u8 = 8;

/// The flags of most rows.
pub(super) const USUAL: u8 = MAY_CONTAIN | MAY_START | MAY_END;

/// The bits of the first byte of a row: what follows that most rows do not have.
const HAS_WIDTH: u8 = 1;
const HAS_FLAGS: u8 = 2;
const HAS_STEPS: u8 = 4;
const HAS_DYADS: u8 = 8;

impl Row {
    pub(super) fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Returns the latest onset, in seconds since 1970.
    pub(super) fn latest(&self) -> i64 {
        self.earliest + self.width
    }

    /// Returns what the total order of events compares.
    pub(super) fn order(&self) -> (i64, u64) {
        (self.earliest, self.record)
    }
}

/// What the next row is written relative to.
#[derive(Clone, Copy, Default)]
struct Last {
    earliest: i64,
    record: u64,
    width: i64,
}

/// Writes rows of one part, each relative to the one before.
#[derive(Default)]
pub(super) struct RowWriter {
    writer: Writer,
    last: Last,
    rows: u64,
}

impl RowWriter {
    pub(super) fn len(&self) -> usize {
        self.writer.bytes.len()
    }

    /// Returns the number of rows written.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Returns what was written, and starts over.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(self).writer.bytes
    }

    pub(super) fn write(&mut self, row: &Row) {
        let Self { writer, last, rows } = self;
        *rows += 1;
        let mut head = 0;
        if row.width != last.width {
            head |= HAS_WIDTH;
        }
        if row.flags != USUAL {
            head |= HAS_FLAGS;
        }
        if row.steps != 0 {
            head |= HAS_STEPS;
        }
        if row.dyads.len() != 1 {
            head |= HAS_DYADS;
        }
        writer.bytes.push(head);
        writer.put_signed(row.record.wrapping_sub(last.record) as i64);
        writer.put_signed(row.earliest.wrapping_sub(last.earliest));
        writer.put_signed(row.level);
        if row.width != last.width {
            writer.put(row.width as u64);
        }
        if row.flags != USUAL {
            writer.bytes.push(row.flags);
        }
        if row.steps != 0 {
            writer.put(u64::from(row.steps));
        }
        if row.dyads.len() != 1 {
            writer.put(row.dyads.len() as u64);
        }
        for (a, b) in &row.dyads {
            writer.put(u64::from(*a));
            writer.put(u64::from(*b));
        }
        *last = Last { earliest: row.earliest, record: row.record, width: row.width };
    }
}

/// Reads what a [`RowWriter`] wrote between two calls of [`take`](RowWriter::take).
pub(super) struct RowReader<'b> {
    reader: Reader<'b>,
    last: Last,
}

impl<'b> RowReader<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { reader: Reader::new(bytes), last: Last::default() }
    }

    /// Reads the next row into `row`. Returns `false` after the last.
    pub(super) fn next(&mut self, row: &mut Row) -> bool {
        let Self { reader, last } = self;
        if reader.is_at_end() {
            return false;
        }
        let head = reader.byte();
        row.record = last.record.wrapping_add(reader.get_signed() as u64);
        row.earliest = last.earliest.wrapping_add(reader.get_signed());
        row.level = reader.get_signed();
        row.width = if head & HAS_WIDTH != 0 { reader.get() as i64 } else { last.width };
        row.flags = if head & HAS_FLAGS != 0 { reader.byte() } else { USUAL };
        row.steps = if head & HAS_STEPS != 0 { reader.get() as u32 } else { 0 };
        let dyads = if head & HAS_DYADS != 0 { reader.get() } else { 1 };
        row.dyads.clear();
        // Each dyad takes two bytes or more.
        for _ in 0..dyads.min(reader.left() as u64 / 2) {
            row.dyads.push((reader.get() as u32, reader.get() as u32));
        }
        *last = Last { earliest: row.earliest, record: row.record, width: row.width };
        true
    }

    /// Returns where it is, to go on from there with the same bytes.
    pub(super) fn place(&self) -> RowPlace {
        RowPlace { left: self.reader.left(), last: self.last }
    }
}

/// A place among rows.
#[derive(Clone, Copy)]
pub(super) struct RowPlace {
    left: usize,
    last: Last,
}

impl RowPlace {
    pub(super) fn start(bytes: &[u8]) -> Self {
        Self { left: bytes.len(), last: Last::default() }
    }

    pub(super) fn reader(self, bytes: &[u8]) -> RowReader<'_> {
        let reader = Reader::new(&bytes[bytes.len() - self.left.min(bytes.len())..]);
        RowReader { reader, last: self.last }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_as_they_were_written() {
        let usual = Row { flags: USUAL, dyads: vec![(0, 1)], ..Row::default() };
        let rows = [
            Row { earliest: -86_400, record: 7 << PART_SHIFT | 3, level: -104, ..usual.clone() },
            Row { earliest: 86_400, record: 7 << PART_SHIFT | 1, width: 9, ..usual.clone() },
            Row { width: 9, flags: INTERRUPTS, steps: 5, dyads: Vec::new(), ..usual.clone() },
            Row { earliest: i64::MAX, record: u64::MAX, dyads: vec![(1, 2), (3, 4)], ..usual },
        ];
        let mut writer = RowWriter::default();
        for row in &rows {
            writer.write(row);
        }
        let bytes = writer.take();
        assert_eq!(writer.len(), 0);
        let (mut read, mut place) = (Row::default(), RowPlace::start(&bytes));
        for row in &rows {
            let mut reader = place.reader(&bytes);
            assert!(reader.next(&mut read));
            assert_eq!(read, *row);
            place = reader.place();
        }
        assert!(!place.reader(&bytes).next(&mut read));
    }
}
