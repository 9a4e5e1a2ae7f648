//! Search for tabs, 64 bytes at a time.
//!
//! The next tab is mostly a few bytes away, so that a search with `memchr` for each tab would take longer to
//! start than to search.

/// An iterator over the offsets of the tabs in a line.
pub(super) struct Tabs<'l> {
    line: &'l [u8],
    /// The offset of the current 64 bytes.
    offset: usize,
    /// The tabs among the current 64 bytes that were not returned yet, the first byte in the lowest bit.
    bits: u64,
}

impl<'l> Tabs<'l> {
    pub(super) fn of(line: &'l [u8]) -> Self {
        Self { line, offset: 0, bits: bits(line) }
    }
}

impl Iterator for Tabs<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            self.offset += 64;
            self.bits = bits(self.line.get(self.offset..)?);
        }
        let tab = self.offset + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(tab)
    }
}

/// Returns the number of tabs. Sums are kept in bytes, so that the compiler vectorises the loop over many
/// bytes at a time.
pub(super) fn count(line: &[u8]) -> usize {
    let sum = |part: &[u8]| part.iter().map(|byte| u8::from(*byte == b'\t')).sum::<u8>();
    line.chunks(u8::MAX.into()).map(|part| usize::from(sum(part))).sum()
}

/// Returns a bit set of the tabs among the first 64 bytes.
#[inline]
fn bits(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or_else(
        || {
            let mut padded = [0; 64];
            padded[..bytes.len()].copy_from_slice(bytes);
            bits_of_64(&padded)
        },
        bits_of_64,
    )
}

/// Returns a bit set of the tabs among 64 bytes, eight bytes at a time: arithmetic on a word sets the high
/// bit of each byte that is a tab, and a multiplication collects these bits in one byte.
#[inline]
fn bits_of_64(bytes: &[u8; 64]) -> u64 {
    const TABS: u64 = u64::from_ne_bytes([b'\t'; 8]);
    const LOW: u64 = u64::from_ne_bytes([0x7f; 8]);
    const COLLECT: u64 = 0x0102_0408_1020_4080;
    let (words, _) = bytes.as_chunks::<8>();
    words.iter().rev().fold(0, |bits, word| {
        let other = u64::from_le_bytes(*word) ^ TABS;
        let tabs = !(((other & LOW) + LOW) | other | LOW) >> 7;
        (bits << 8) | (tabs.wrapping_mul(COLLECT) >> 56)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_tabs_and_no_other_byte() {
        for length in 0..200 {
            for step in 1..9 {
                // Bytes that differ from a tab in one bit, and all others.
                let byte = |at: usize| match at * step % 5 {
                    0 | 2 => b'\t',
                    1 => b'\t' ^ (1 << (at % 8)),
                    _ => (at * 7) as u8,
                };
                let line: Vec<u8> = (0..length).map(byte).collect();
                let tabs: Vec<_> = (0..length).filter(|at| line[*at] == b'\t').collect();
                assert_eq!(Tabs::of(&line).collect::<Vec<_>>(), tabs);
                assert_eq!(count(&line), tabs.len());
            }
        }
    }
}
