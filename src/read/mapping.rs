//! Columns and dates of a table by a description of its columns.

use std::str::FromStr;

use chrono::format::{Item, StrftimeItems};

use super::{
    bytes::{count, split},
    columns::{ActorCodes, Column, Columns},
    fields,
    mapping_dates::{to_precision, when_in_format, when_of_parts},
    mapping_parts::{
        CODE, CONFIDENCE, DATE, DAY, END, END_DAY, END_MONTH, END_TIME, ID, INJURED, KILLED, LEVEL,
        MONTH, MUTUAL, PART_NAMES, PRECISION, SCORE, SOURCE, TARGET, TIME,
    },
    plain::Cell,
    records::Record,
    same_name::is_same_name,
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues},
    model::{Vocabulary, When},
    timeline::document::nearest,
};

impl Columns {
    /// Returns the index of the column of dates in a table with these names, if it is found.
    #[cfg(feature = "parquet")]
    pub(super) fn date_index(&self, names: &[String]) -> Option<usize> {
        find_column("date", &self.date, names, &mut Vec::new())
    }

    /// Returns the indices of the columns that are read of a table with these names, or `None` if one is not found.
    #[cfg(feature = "arrow")]
    pub(super) fn indices(&self, names: &[String]) -> Option<Vec<usize>> {
        let (mut indices, mut issues) = (Vec::new(), Vec::new());
        for (part, column) in PART_NAMES.iter().zip(self.parts()) {
            let index = column.and_then(|column| find_column(part, column, names, &mut issues));
            indices.extend(index);
        }
        issues.is_empty().then_some(indices)
    }

    /// Returns the source of each part of an event.
    pub(super) fn parts(&self) -> [Option<&Column>; PART_NAMES.len()] {
        let Self { date, end, source, target, code, score, level, mutual, killed, .. } = self;
        let Self { confidence, text, place, id, month, day, end_month, end_day, .. } = self;
        let optional = [
            end,
            source,
            target,
            code,
            score,
            level,
            mutual,
            killed,
            confidence,
            text,
            place,
            id,
            month,
            day,
            end_month,
            end_day,
            &self.precision,
            &self.injured,
            &self.time,
            &self.end_time,
        ];
        let mut parts = [Some(date); PART_NAMES.len()];
        for (part, column) in parts[1..].iter_mut().zip(optional) {
            *part = column.as_ref();
        }
        parts
    }

    /// Returns what the cells of each part hold.
    pub(super) fn cells(&self) -> [Cell; PART_NAMES.len()] {
        let mut cells = [Cell::Text; PART_NAMES.len()];
        let date = match (&self.date_format, &self.month) {
            (Some(_), _) => Cell::Text,
            (None, Some(_)) => Cell::Year,
            (None, None) => Cell::Date,
        };
        let party = match self.actors {
            ActorCodes::Names => Cell::Party,
            ActorCodes::Cow | ActorCodes::GleditschWard if self.separator.is_none() => Cell::Whole,
            _ => Cell::Text,
        };
        let code = match self.vocabulary {
            Some(Vocabulary::Cameo) => Cell::Cameo,
            _ => Cell::Id,
        };
        for (parts, cell) in &[
            (&[DATE, END][..], date),
            (&[SOURCE, TARGET], party),
            (&[CODE], code),
            (&[SCORE, LEVEL], Cell::Number),
            (&[KILLED, INJURED, CONFIDENCE, MONTH, DAY, END_MONTH, END_DAY], Cell::Whole),
            (&[MUTUAL, ID, PRECISION], Cell::Id),
        ] {
            for part in *parts {
                cells[*part] = *cell;
            }
        }
        cells
    }

    /// Checks the description itself, independently of the file.
    pub(super) fn check(&self) -> Result<(), Error> {
        let mut issues = Issues::default();
        if let Some(format) = &self.date_format
            && StrftimeItems::new(format).any(|item| item == Item::Error)
        {
            let allowed = "a format of strftime, such as %d/%m/%Y";
            issues.push(Issue::new("columns/date_format", format, allowed, "correct it"));
        }
        if self.level.is_some() && self.scale.is_none() {
            let remedy = "name the scale, such as `kahn`";
            issues.push(Issue::new("columns/scale", "", "the scale of the levels", remedy));
        }
        if self.score.is_some() && self.code.is_none() {
            let remedy = "set the column of the code, or use a level instead of a score";
            issues.push(Issue::new(
                "columns/score",
                "a score",
                "a score together with a code",
                remedy,
            ));
        }
        if let Some(separator) = self.separator.filter(|separator| !separator.is_ascii()) {
            let allowed = "an ASCII character";
            issues.push(Issue::new("columns/separator", separator, allowed, "choose another"));
        }
        if let Some(delimiter) = self.delimiter.filter(|it| !it.is_ascii() || *it == '"') {
            let allowed = "an ASCII character other than a quote";
            issues.push(Issue::new("columns/delimiter", delimiter, allowed, "choose another"));
        }
        issues.check(ErrorKind::Input)
    }

    /// Returns whether the first record is a header, with the reason.
    pub(super) fn has_header(&self, first: &Record) -> (bool, &'static str) {
        let by_name = |column: &Option<&Column>| matches!(column, Some(Column::Name(_)));
        if let Some(header) = self.header {
            return (header, "set by the options");
        }
        if self.parts().iter().any(by_name) {
            return (true, "columns are chosen by name");
        }
        match &self.date {
            Column::Number(nth) if (1..=first.len()).contains(nth) => {
                match self.when(first.field(nth - 1)) {
                    Some(_) => (false, "it has a date"),
                    None => (true, "it has no date"),
                }
            }
            _ => (false, "no column is chosen by name"),
        }
    }

    /// Parses onset and end, and returns whether the end is left out because it is before the onset. Returns `None`
    /// and adds an issue if one cannot be read.
    pub(super) fn span<'f>(
        &self,
        field: &dyn Fn(usize) -> &'f [u8],
        issues: &mut Vec<Issue>,
    ) -> Option<(When, bool)> {
        let mut read = |part: usize, [month, day, time]: [usize; 3], precision: &[u8]| {
            let written = field(part).trim_ascii();
            let when = if self.month.is_some() {
                when_of_parts(written, field(month), field(day), field(time))
            } else {
                self.when(written)
            };
            let when = when.and_then(|when| to_precision(when, precision));
            if when.is_none() {
                let got = String::from_utf8_lossy(written);
                let allowed = match &self.date_format {
                    Some(format) => format!("a date as {format}"),
                    None if self.month.is_some() => {
                        "a year, with month and day in their columns".to_owned()
                    }
                    None => {
                        "a date as 2024-04-13, 2024-04, 20240413 or 2024-04-13T20:15Z".to_owned()
                    }
                };
                issues.push(Issue::new(
                    PART_NAMES[part],
                    got,
                    allowed,
                    "correct it, or set its format",
                ));
            }
            when
        };
        let onset = read(DATE, [MONTH, DAY, TIME], field(PRECISION))?;
        if fields::is_missing(std::str::from_utf8(field(END)).unwrap_or("?").trim()) {
            return Some((onset, false));
        }
        let end = read(END, [END_MONTH, END_DAY, END_TIME], b"")?;
        let span = format!("{onset}/{end}");
        match span.parse() {
            Ok(when) => Some((when, false)),
            Err(_) if end.latest() <= onset.earliest() => Some((onset, true)),
            Err(_) => {
                let allowed = "an end after the onset";
                issues.push(Issue::new(PART_NAMES[END], span, allowed, "correct the dates"));
                None
            }
        }
    }

    /// Parses a date in the format of the file.
    fn when(&self, written: &[u8]) -> Option<When> {
        when_in_format(written, self.date_format.as_deref())
    }
}

/// Returns the delimiter that is most frequent in the first line of a file.
pub(super) fn most_frequent_delimiter(head: &[u8]) -> u8 {
    let mut lines = split(head, b'\n');
    let line = lines.find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let (mut delimiter, mut most) = (b'\t', 0);
    for candidate in [b'\t', b',', b';', b'|'] {
        let found = count(line, candidate);
        if found > most {
            (delimiter, most) = (candidate, found);
        }
    }
    delimiter
}

/// Returns the index of a column by the first record. Returns `None` and adds an issue if there is no such
/// column.
pub(super) fn find_column(
    part: &str,
    column: &Column,
    names: &[String],
    issues: &mut Vec<Issue>,
) -> Option<usize> {
    const SHOWN: usize = 64;
    let mut reject = |got: &str, allowed: String, remedy: String| {
        issues.push(Issue::new(format!("columns/{part}"), got, allowed, remedy));
        None
    };
    match column {
        Column::Always { .. } => None,
        Column::Number(nth) if (1..=names.len()).contains(nth) => Some(nth - 1),
        Column::Number(nth) => {
            let allowed = format!("the number of a column, 1 to {}", names.len());
            reject(&nth.to_string(), allowed, "correct it".to_owned())
        }
        Column::Name(name) => {
            let (mut named, mut similar) = (Vec::new(), Vec::new());
            for (nth, other) in names.iter().enumerate() {
                if other.trim().eq_ignore_ascii_case(name.trim()) {
                    named.push(nth);
                }
                if is_same_name(other, name) {
                    similar.push(nth);
                }
            }
            if let [nth] = if named.is_empty() { similar } else { named }[..] {
                return Some(nth);
            }
            let mut shown = names[..names.len().min(SHOWN)].join(", ");
            if names.len() > SHOWN {
                shown += ", …";
            }
            let allowed = format!("the name of one of the file's columns: {shown}");
            let remedy = match nearest(name, names.iter().map(String::as_str)) {
                Some(near) if near.eq_ignore_ascii_case(name) => {
                    "there are several: use the number of the column".to_owned()
                }
                Some(near) => format!("write `{near}` if that is meant"),
                None => "use one of these names, or a number counted from 1".to_owned(),
            };
            reject(name, allowed, remedy)
        }
    }
}

/// Parses a number: `None` if it is missing, `Some(None)` if it cannot be read.
pub(super) fn parse_number<T: FromStr>(field: &[u8]) -> Option<Option<T>> {
    let text = std::str::from_utf8(field).unwrap_or("?").trim();
    (!fields::is_missing(text)).then(|| text.parse().ok())
}

/// Parses whether an event is mutual; an empty field is `false`.
pub(super) fn parse_bool(field: &[u8]) -> Option<bool> {
    match &*field.to_ascii_lowercase() {
        b"true" | b"yes" | b"1" => Some(true),
        b"false" | b"no" | b"0" | b"" => Some(false),
        _ => None,
    }
}
