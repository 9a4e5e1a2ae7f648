//! [`PathTable`]: the hops and paths that lead to each event, kept from one transaction to the next, each number in as few
//! bytes as it needs.
//!
//! The records are taken by 64. Such a block begins with a byte for each of its records, which states the bytes that
//! each of the four numbers of the record takes. The numbers follow, in the order of the records:
//!
//! ```text
//!   bits of the byte    0 to 3       4 and 5        6            7
//!   number              paths        hops           longest      lowest start
//!   bytes               0-14, 16     0, 1, 2, 8     1 or 2       1 or 2
//! ```
//!
//! If there are no paths, the longest and the lowest start take none. Ten million events of 5,000 actors take 2 bytes
//! each by retaliation and 6 by relay, where a column for each number took 4 and 12.

use super::leading::{Leading, Paths};

/// The number of records in a block.
const BLOCK: usize = 64;

/// What leads to each event, by record.
#[derive(Debug, Default)]
pub(super) struct PathTable {
    /// A block without bytes is one to whose events nothing leads.
    blocks: Vec<Box<[u8]>>,
}

/// By the first byte of a record, the bytes that its numbers take.
const LENS: [u8; 256] = {
    let mut lens = [0; 256];
    let mut widths = 0;
    while widths < 256 {
        let [paths, hops, longest, lowest] = widths_of(widths as u8);
        lens[widths] = (paths + hops + longest + lowest) as u8;
        widths += 1;
    }
    lens
};

/// Returns the bytes of the paths, the hops, the longest path and the lowest start.
const fn widths_of(widths: u8) -> [usize; 4] {
    let paths = match widths & 15 {
        15 => 16,
        bytes => bytes as usize,
    };
    let hops = [0, 1, 2, 8][(widths >> 4 & 3) as usize];
    match paths {
        0 => [0, hops, 0, 0],
        _ => [paths, hops, 1 + (widths >> 6 & 1) as usize, 1 + (widths >> 7) as usize],
    }
}

impl PathTable {
    /// Creates the table of records from 0 on. If there are no paths to an event, the longest and the lowest start are left
    /// out.
    pub(super) fn of(records: impl Iterator<Item = Leading>) -> Self {
        let mut table = Self::default();
        let mut records = records.peekable();
        while records.peek().is_some() {
            let (mut bytes, mut is_empty) = (vec![0; BLOCK], true);
            for (nth, leading) in records.by_ref().take(BLOCK).enumerate() {
                bytes[nth] = push(leading, &mut bytes);
                is_empty = is_empty && bytes[nth] == 0;
            }
            if is_empty {
                bytes.clear();
            }
            table.blocks.push(bytes.into_boxed_slice());
        }
        table
    }

    pub(super) fn get(&self, record: u32) -> Leading {
        let (block, nth) = (record as usize / BLOCK, record as usize % BLOCK);
        match self.blocks.get(block) {
            Some(block) if !block.is_empty() => read(block[nth], &block[start(block, nth)..]),
            _ => Leading::default(),
        }
    }

    /// Takes time in proportion to the bytes of a block.
    pub(super) fn set(&mut self, record: u32, leading: Leading) {
        let (block, nth) = (record as usize / BLOCK, record as usize % BLOCK);
        if self.blocks.len() <= block {
            self.blocks.resize_with(block + 1, Box::default);
        }
        let block = &mut self.blocks[block];
        let old: &[u8] = if block.is_empty() { &[0; BLOCK] } else { block };
        let start = start(old, nth);
        let rest = &old[start + usize::from(LENS[usize::from(old[nth])])..];
        let mut bytes = Vec::with_capacity(old.len() + WIDEST);
        bytes.extend_from_slice(&old[..start]);
        bytes[nth] = push(leading, &mut bytes);
        bytes.extend_from_slice(rest);
        *block = bytes.into_boxed_slice();
    }
}

/// The bytes that the numbers of a record take at most.
const WIDEST: usize = 16 + 8 + 2 + 2;

/// Returns the index of the first byte of the numbers of a record in its block.
fn start(block: &[u8], nth: usize) -> usize {
    let before = block[..nth].iter().map(|widths| usize::from(LENS[usize::from(*widths)]));
    BLOCK + before.sum::<usize>()
}

/// Appends the numbers of a record and returns the byte that states their widths.
fn push(Leading { hops, paths }: Leading, bytes: &mut Vec<u8>) -> u8 {
    let hops_widths = match hops {
        0 => 0,
        1..=0xFF => 1,
        0x100..=0xFFFF => 2,
        _ => 3,
    };
    let mut widths = hops_widths << 4;
    let lowest = zigzag(paths.lowest);
    if paths.count > 0 {
        let width = 16 - paths.count.leading_zeros() as u8 / 8;
        let is_wide = |number: u16| u8::from(number > 0xFF);
        widths |= width.min(15) | is_wide(paths.longest) << 6 | is_wide(lowest) << 7;
    }
    let numbers = [paths.count, u128::from(hops), u128::from(paths.longest), u128::from(lowest)];
    for (number, width) in numbers.into_iter().zip(widths_of(widths)) {
        bytes.extend_from_slice(&number.to_le_bytes()[..width]);
    }
    widths
}

/// Returns the numbers of a record, of which the first are these bytes.
fn read(widths: u8, mut bytes: &[u8]) -> Leading {
    let [count, hops, longest, lowest] = widths_of(widths).map(|width| {
        let (number, rest) = bytes.split_at(width);
        bytes = rest;
        let mut all = [0; 16];
        all[..width].copy_from_slice(number);
        u128::from_le_bytes(all)
    });
    let paths = Paths { count, longest: longest as u16, lowest: level(lowest as u16) };
    Leading { hops: hops as u64, paths }
}

/// Returns the place of a level in 0, -1, 1, -2, 2, …, so that levels near 0 are small numbers.
fn zigzag(level: i16) -> u16 {
    (level << 1 ^ level >> 15) as u16
}

fn level(zigzag: u16) -> i16 {
    (zigzag >> 1) as i16 ^ -((zigzag & 1) as i16)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers at the ends of every width, by record.
    fn leading(nth: u64) -> Leading {
        let hops = [0, 1, 0xFF, 0x100, 0xFFFF, 0x1_0000, u64::MAX][nth as usize % 7];
        let bits = nth as u32 * 5 % 129;
        let count = if bits == 0 { 0 } else { u128::MAX >> (128 - bits) };
        let paths = match count {
            0 => Paths::default(),
            _ => Paths {
                count: count - u128::from(nth % 2 == 1 && count > 1),
                longest: [2, 0xFF, 0x100, u16::MAX][nth as usize % 4],
                lowest: [0, -1, 127, 128, -128, -129, i16::MAX, i16::MIN][nth as usize % 8],
            },
        };
        Leading { hops, paths }
    }

    #[test]
    fn numbers_of_all_widths_are_kept_as_set() {
        let mut table = PathTable::of((0..1_000).map(leading));
        let mut expected: Vec<Leading> = (0..1_000).map(leading).collect();
        expected.resize(5_000, Leading::default());
        for round in 1..4 {
            for (nth, leading) in expected.iter().enumerate() {
                assert_eq!(table.get(nth as u32), *leading, "{nth}");
            }
            for nth in (0..5_000_u32).rev().step_by(round) {
                let leading = leading(u64::from(nth) * (round as u64 + 12));
                table.set(nth, leading);
                expected[nth as usize] = leading;
            }
        }
        assert_eq!(table.get(1_000_000), Leading::default());
    }

    #[test]
    fn events_without_paths_take_a_byte_at_most() {
        let table = PathTable::of((0..1_000).map(|_| Leading::default()));
        assert!(table.blocks.iter().all(|block| block.is_empty()));
        let of_hops = |nth| Leading { hops: u64::from(nth == 70), ..Leading::default() };
        let table = PathTable::of((0..128).map(of_hops));
        assert_eq!(table.blocks.iter().map(|block| block.len()).collect::<Vec<_>>(), [0, 65]);
    }
}
