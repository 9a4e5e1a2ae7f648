//! Parsing of the tables that are part of the crate.

/// Returns the rows of a tab-separated table, without comments (`#`) and the header.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.starts_with('#')).skip(1);
    // Collected, so that what callers do with the rows is not compiled together with the splitting.
    let rows: Vec<Vec<_>> = lines.map(|line| line.split('\t').collect()).collect();
    rows.into_iter()
}
