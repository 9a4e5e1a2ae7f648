//! A small sound input of every format, to be made worse.

use escalade::read::Format;

/// An input of a format: one file, or several that are joined.
pub(crate) struct Fixture {
    pub(crate) format: Format,
    pub(crate) files: Vec<(&'static str, &'static [u8])>,
    /// What stands between fields.
    pub(crate) separator: u8,
    /// Whether columns are found by their names, so that they may stand in any order.
    pub(crate) named_columns: bool,
}

/// One for each format, without exception: who adds a format adds a line here.
pub(crate) fn all() -> Vec<Fixture> {
    Format::ALL.iter().map(|format| of(*format)).collect()
}

fn of(format: Format) -> Fixture {
    let one = |file: &'static str, separator, named_columns| Fixture {
        format,
        files: vec![(format.as_str(), file.as_bytes())],
        separator,
        named_columns,
    };
    match format {
        Format::Json => one(include_str!("../data/everything.json"), b',', false),
        Format::Keds => one(include_str!("../data/tit_for_tat.tsv"), b'\t', false),
        Format::Gdelt => one(GDELT, b'\t', false),
        other => panic!("{other} has no fixture: add a small sound file of it here"),
    }
}

/// A row of each width.
const GDELT: &str = include_str!("../data/gdelt_widths.tsv");
