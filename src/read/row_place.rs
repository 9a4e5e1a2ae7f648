//! The place of a row in its file.

use super::records::Record;
use crate::error::Location;

/// Returns the line of a record in its file, or 0 if it is unknown, and its index in the list that it is in.
pub(super) fn line_and_index<'r>(rows: Option<&str>, record: &'r Record) -> (u64, &'r str) {
    if rows.is_none() || record.len() == 0 {
        return (record.line(), "");
    }
    let place = std::str::from_utf8(record.field(0)).unwrap_or_default();
    let (line, index) = place.split_once(' ').unwrap_or((place, ""));
    (line.parse().unwrap_or_default(), index)
}

/// Returns where a record is.
pub(super) fn row_location(name: &str, rows: Option<&str>, record: &Record) -> Location {
    let (line, index) = line_and_index(rows, record);
    let mut place = Location::in_file(name);
    if line > 0 {
        place = place.at_line(line);
    }
    match rows {
        Some(path) if !index.is_empty() => Location::from(format!("{path}{index}")).inside(&place),
        _ => place,
    }
}
