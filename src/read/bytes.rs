//! Searches of bytes, each compiled once for all readers.

/// Returns `true` if all bytes are digits. An empty slice has none but digits.
#[inline]
pub(super) fn are_digits(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_digit)
}

/// Returns the position of the first occurrence of a byte.
pub(super) fn position(bytes: &[u8], byte: u8) -> Option<usize> {
    bytes.iter().position(|other| *other == byte)
}

/// Returns how often a byte occurs.
#[cfg(any(feature = "csv", feature = "json"))]
#[inline]
pub(super) fn count(bytes: &[u8], byte: u8) -> usize {
    bytes.iter().filter(|other| **other == byte).count()
}

/// Returns the parts between separators.
pub(super) fn split(bytes: &[u8], separator: u8) -> impl Iterator<Item = &[u8]> {
    bytes.split(move |byte| *byte == separator)
}
