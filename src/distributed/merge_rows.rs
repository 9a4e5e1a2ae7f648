//! The rows that a worker has received, in total order.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, binary_heap::PeekMut},
};

use super::{
    packets::Packets,
    rows::{Row, RowPlace},
    ship::Received,
};

/// Merges the rows of several parts, each of which is sorted.
pub(super) struct MergedRows {
    /// The number of rows of all parts.
    pub(super) count: usize,
    packets: Packets,
    parts: Vec<Part>,
    /// The parts that have rows left, by their next row.
    next: BinaryHeap<Reverse<((i64, u64), usize)>>,
}

struct Part {
    /// The packets that are not taken, the first last.
    packets: Vec<usize>,
    place: RowPlace,
    row: Row,
}

impl Part {
    /// Reads the next row. Returns `false` if there is none.
    fn advance(&mut self, packets: &Packets) -> bool {
        while let Some(nth) = self.packets.last() {
            let mut reader = self.place.reader(packets.get(*nth));
            if reader.next(&mut self.row) {
                self.place = reader.place();
                return true;
            }
            self.packets.pop();
            if let Some(nth) = self.packets.last() {
                self.place = RowPlace::start(packets.get(*nth));
            }
        }
        false
    }
}

impl MergedRows {
    pub(super) fn new(received: Received) -> Self {
        let Received { packets, rows } = received;
        let mut by_part: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (nth, (part, _)) in packets.iter().enumerate() {
            by_part.entry(part).or_default().push(nth);
        }
        let (mut parts, mut next) = (Vec::new(), BinaryHeap::new());
        for mut of_part in by_part.into_values() {
            of_part.reverse();
            let first = of_part.last().map_or(&[][..], |nth| packets.get(*nth));
            let place = RowPlace::start(first);
            let mut part = Part { packets: of_part, place, row: Row::default() };
            if part.advance(&packets) {
                next.push(Reverse((part.row.order(), parts.len())));
                parts.push(part);
            }
        }
        Self { count: rows as usize, packets, parts, next }
    }

    /// Takes the next row. Returns `false` after the last.
    pub(super) fn take(&mut self, row: &mut Row) -> bool {
        // Parts are mostly of different times, so that the next row is mostly of the same part.
        let Some(mut first) = self.next.peek_mut() else { return false };
        let Reverse((order, nth)) = &mut *first;
        let part = &mut self.parts[*nth];
        row.clone_from(&part.row);
        if part.advance(&self.packets) {
            *order = part.row.order();
        } else {
            PeekMut::pop(first);
        }
        true
    }
}
