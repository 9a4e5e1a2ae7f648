//! The rows that a worker has received, in total order.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    rows::{Row, RowPlace},
    ship::Received,
};

/// Merges the rows of several parts, each of which is sorted. A packet is freed once its rows have been taken.
pub(super) struct MergedRows {
    /// The number of rows of all parts.
    pub(super) count: usize,
    parts: Vec<Part>,
    /// The parts that have rows left, by their next row.
    next: BinaryHeap<Reverse<((i64, u64), usize)>>,
}

struct Part {
    /// The packets that are not taken, the first last.
    packets: Vec<Vec<u8>>,
    place: RowPlace,
    row: Row,
}

impl Part {
    /// Reads the next row. Returns `false` if there is none.
    fn advance(&mut self) -> bool {
        while let Some(bytes) = self.packets.last() {
            let mut reader = self.place.reader(bytes);
            if reader.next(&mut self.row) {
                self.place = reader.place();
                return true;
            }
            self.packets.pop();
            if let Some(bytes) = self.packets.last() {
                self.place = RowPlace::start(bytes);
            }
        }
        false
    }
}

impl MergedRows {
    pub(super) fn new(received: Received) -> Self {
        let mut merged =
            Self { count: received.rows as usize, parts: Vec::new(), next: BinaryHeap::new() };
        for mut packets in received.packets.into_values() {
            packets.reverse();
            let place = packets.last().map_or(RowPlace::start(&[]), |bytes| RowPlace::start(bytes));
            let mut part = Part { packets, place, row: Row::default() };
            if part.advance() {
                merged.next.push(Reverse((part.row.order(), merged.parts.len())));
                merged.parts.push(part);
            }
        }
        merged
    }

    /// Takes the next row. Returns `false` after the last.
    pub(super) fn take(&mut self, row: &mut Row) -> bool {
        let Some(Reverse((_, nth))) = self.next.pop() else { return false };
        let part = &mut self.parts[nth];
        row.clone_from(&part.row);
        if part.advance() {
            self.next.push(Reverse((part.row.order(), nth)));
        }
        true
    }
}
