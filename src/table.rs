//! Parsing of the tables that are part of the crate, and of the codes in them.

/// Returns the rows of a tab-separated table, without comments (`#`) and the header.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    // Collected, so that what callers do with the rows is not compiled together with the splitting.
    let mut rows = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
        rows.push(line.split('\t').collect());
    }
    rows.into_iter()
}

/// Returns a code of at most three bytes as a number, or `None` if it is longer. Look-ups compare numbers,
/// which takes less time than to compare texts.
pub(crate) fn packed(code: &str) -> Option<u32> {
    // With a leading 1, codes of different lengths are different numbers.
    let pack = |packed, byte| packed << 8 | u32::from(byte);
    (code.len() <= 3).then(|| code.bytes().fold(1, pack))
}
