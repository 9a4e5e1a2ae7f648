//! Tabs, found many bytes at a time: a search that starts anew for each of them would take longer to
//! start than to search, since the next is mostly a few bytes away.

/// Where the tabs of a line are, in order.
pub(super) struct Tabs<'l> {
    line: &'l [u8],
    /// Where the bytes looked at begin, and which of them are tabs, the first in the lowest bit.
    place: usize,
    bits: u64,
}

impl<'l> Tabs<'l> {
    pub(super) fn of(line: &'l [u8]) -> Self {
        Self { line, place: 0, bits: bits(line) }
    }
}

impl Iterator for Tabs<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            self.place += 64;
            self.bits = bits(self.line.get(self.place..)?);
        }
        let tab = self.place + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(tab)
    }
}

/// How many there are. Summed up in bytes, of which the processor takes many at a time.
pub(super) fn count(line: &[u8]) -> usize {
    let sum = |part: &[u8]| part.iter().map(|byte| u8::from(*byte == b'\t')).sum::<u8>();
    line.chunks(u8::MAX.into()).map(|part| usize::from(sum(part))).sum()
}

/// Which of the first 64 bytes are tabs.
#[inline]
fn bits(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or_else(
        || {
            let mut padded = [0; 64];
            padded[..bytes.len()].copy_from_slice(bytes);
            of_64(&padded)
        },
        of_64,
    )
}

/// Eight at a time: the high bit of each byte is set where it is a tab, and a multiplication brings
/// these bits together.
#[inline]
fn of_64(bytes: &[u8; 64]) -> u64 {
    const TABS: u64 = u64::from_ne_bytes([b'\t'; 8]);
    const LOW: u64 = u64::from_ne_bytes([0x7f; 8]);
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (words, _) = bytes.as_chunks::<8>();
    words.iter().rev().fold(0, |bits, word| {
        let other = u64::from_le_bytes(*word) ^ TABS;
        let tabs = !(((other & LOW) + LOW) | other | LOW) >> 7;
        (bits << 8) | (tabs.wrapping_mul(GATHER) >> 56)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tab_is_found_and_nothing_else() {
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
