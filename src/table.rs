//! Parsing of the tables that are part of the crate.

/// Returns the rows of a tab-separated table, without comments (`#`) and the header.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split('\t').collect())
}
