//! The part of an answer that a worker computes, and the sum of all parts.

use std::collections::BTreeMap;

use super::codec::{Reader, Writer};
use crate::{chain::Count, timeline::Dyad};

/// The part of an answer that a worker computes.
#[derive(Clone, Debug, Default)]
pub(super) struct Partial {
    pub(super) hops: u64,
    pub(super) chains: Option<Count>,
    pub(super) longest: u64,
    /// In tenths.
    pub(super) greatest_rise: Option<i64>,
    pub(super) by_len: BTreeMap<u64, Count>,
    pub(super) by_dyad: BTreeMap<Dyad, DyadPart>,
    pub(super) best: Vec<ChainPart>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct DyadPart {
    pub(super) events: u64,
    pub(super) hops: u64,
    pub(super) chains: Option<Count>,
    /// In tenths.
    pub(super) greatest_rise: Option<i64>,
}

/// A chain, with all that its order depends on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ChainPart {
    /// By the rank of the question.
    pub(super) value: i64,
    /// The earliest onset, the record and the level of each event, from the last to the first.
    pub(super) events: Vec<(i64, u64, i64)>,
}

impl ChainPart {
    /// Returns what the order of chains compares: best first, then from the last event backward.
    pub(super) fn key(&self) -> (std::cmp::Reverse<i64>, &[(i64, u64, i64)]) {
        (std::cmp::Reverse(self.value), &self.events)
    }
}

/// Adds a count to another one, either of which may be missing.
pub(super) fn add(sum: &mut Option<Count>, other: Option<&Count>) {
    if let Some(other) = other {
        *sum = Some(sum.as_ref().map_or_else(|| other.clone(), |sum| sum.sum(other)));
    }
}

impl Partial {
    pub(super) fn add(&mut self, other: Self) {
        self.hops += other.hops;
        add(&mut self.chains, other.chains.as_ref());
        self.longest = self.longest.max(other.longest);
        self.greatest_rise = self.greatest_rise.max(other.greatest_rise);
        for (len, count) in other.by_len {
            let sum = self.by_len.remove(&len);
            let sum = sum.map_or_else(|| count.clone(), |sum| sum.sum(&count));
            self.by_len.insert(len, sum);
        }
        for (dyad, part) in other.by_dyad {
            let sum = self.by_dyad.entry(dyad).or_default();
            sum.events += part.events;
            sum.hops += part.hops;
            add(&mut sum.chains, part.chains.as_ref());
            sum.greatest_rise = sum.greatest_rise.max(part.greatest_rise);
        }
        self.best.extend(other.best);
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.put(self.hops);
        write_count(&mut writer, self.chains.as_ref());
        writer.put(self.longest);
        writer.put_option(self.greatest_rise);
        writer.put(self.by_len.len() as u64);
        for (len, count) in &self.by_len {
            writer.put(*len);
            write_count(&mut writer, Some(count));
        }
        writer.put(self.by_dyad.len() as u64);
        for ((a, b), part) in &self.by_dyad {
            for number in [u64::from(*a), u64::from(*b), part.events, part.hops] {
                writer.put(number);
            }
            write_count(&mut writer, part.chains.as_ref());
            writer.put_option(part.greatest_rise);
        }
        writer.put(self.best.len() as u64);
        for ChainPart { value, events } in &self.best {
            writer.put_signed(*value);
            writer.put(events.len() as u64);
            for (earliest, record, level) in events {
                writer.put_signed(*earliest);
                writer.put(*record);
                writer.put_signed(*level);
            }
        }
        writer.bytes
    }

    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut reader = Reader::new(bytes);
        let mut partial = Self {
            hops: reader.get(),
            chains: read_count(&mut reader),
            longest: reader.get(),
            greatest_rise: reader.option(),
            ..Self::default()
        };
        for _ in 0..reader.get().min(reader.left() as u64) {
            let len = reader.get();
            let count = read_count(&mut reader);
            partial.by_len.extend(count.map(|count| (len, count)));
        }
        for _ in 0..reader.get().min(reader.left() as u64) {
            let dyad = (reader.get() as u32, reader.get() as u32);
            let part = DyadPart {
                events: reader.get(),
                hops: reader.get(),
                chains: read_count(&mut reader),
                greatest_rise: reader.option(),
            };
            partial.by_dyad.insert(dyad, part);
        }
        for _ in 0..reader.get().min(reader.left() as u64) {
            let (value, mut events) = (reader.get_signed(), Vec::new());
            for _ in 0..reader.get().min(reader.left() as u64) {
                events.push((reader.get_signed(), reader.get(), reader.get_signed()));
            }
            partial.best.push(ChainPart { value, events });
        }
        partial
    }
}

fn write_count(writer: &mut Writer, count: Option<&Count>) {
    writer.put_text(&count.map(ToString::to_string).unwrap_or_default());
}

fn read_count(reader: &mut Reader<'_>) -> Option<Count> {
    reader.text().parse().ok()
}
