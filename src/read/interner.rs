//! Interning of texts that occur in many rows: actor codes, event codes, names.

use std::collections::HashMap;

/// The hash function of tables that are searched for every row. `foldhash` is a dependency of the
/// readers of delimited text only.
#[cfg(feature = "csv")]
pub(super) type RowHasher = foldhash::fast::RandomState;
#[cfg(not(feature = "csv"))]
pub(super) type RowHasher = std::hash::RandomState;

/// A table of distinct texts, numbered from 0 in the order in which they first occurred.
#[derive(Default)]
pub(super) struct Interner {
    pub(super) texts: Vec<Box<str>>,
    /// Texts of up to 15 bytes, which most codes are. Packed into an integer they are compared without
    /// following a pointer.
    short: HashMap<u128, u32, RowHasher>,
    long: HashMap<Box<str>, u32, RowHasher>,
}

impl Interner {
    /// Returns the number of a text, or `None` if it did not occur.
    #[inline]
    pub(super) fn number(&self, text: &[u8]) -> Option<u32> {
        match pack_short(text) {
            Some(packed) => self.short.get(&packed).copied(),
            None => self.long.get(std::str::from_utf8(text).ok()?).copied(),
        }
    }

    /// Like [`intern`](Self::intern), for the bytes of a text in UTF-8.
    #[inline]
    pub(super) fn intern_bytes(&mut self, text: &[u8]) -> u32 {
        match self.number(text) {
            Some(number) => number,
            None => self.intern(&String::from_utf8_lossy(text)),
        }
    }

    /// Returns the number of a text, adding the text if it is new.
    pub(super) fn intern(&mut self, text: &str) -> u32 {
        if let Some(number) = self.number(text.as_bytes()) {
            return number;
        }
        let packed = pack_short(text.as_bytes());
        let number = self.texts.len() as u32;
        self.texts.push(text.into());
        match packed {
            Some(packed) => self.short.insert(packed, number),
            None => self.long.insert(text.into(), number),
        };
        number
    }
}

/// Packs a text of up to 15 bytes into the low bytes of an integer, with its length in the highest byte;
/// returns `None` for a longer text.
///
/// Two overlapping loads of fixed size read the bytes, because copying so few bytes with a length known
/// only at run time takes longer.
fn pack_short(bytes: &[u8]) -> Option<u128> {
    let length = bytes.len();
    let packed = if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let rest =
            u64::from_le_bytes(*last).unbounded_shr(8 * (16_u32.checked_sub(length as u32)?));
        u128::from(u64::from_le_bytes(*first)) | u128::from(rest) << 64
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let rest = u32::from_le_bytes(*last).unbounded_shr(8 * (8 - length as u32));
        u128::from(u32::from_le_bytes(*first)) | u128::from(rest) << 32
    } else {
        bytes.iter().rev().fold(0, |packed, byte| packed << 8 | u128::from(*byte))
    };
    (length < 16).then_some(packed | (length as u128) << 120)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_every_byte_and_the_length_of_a_short_text() {
        for length in 0..20_u8 {
            let text: String = (0..length).map(|nth| char::from(b'a' + nth)).collect();
            let mut copied = [0; 16];
            let copy = copied.iter_mut().zip(text.bytes()).take(15);
            copy.for_each(|(to, byte)| *to = byte);
            copied[15] = length;
            let expected = (length < 16).then_some(u128::from_le_bytes(copied));
            assert_eq!(pack_short(text.as_bytes()), expected, "{text}");
        }
    }
}
