//! Reading of tables in no known format, by a description of their columns.

use std::str::FromStr;

use chrono::format::{Item, StrftimeItems};

use super::{
    bytes::{count, split},
    columns::{ActorCodes, Column, Columns},
    fields,
    ingest::Ingest,
    mapping_dates::{to_precision, when_in_format, when_of_parts},
    peek::peek,
    plain::Cell,
    reader::{Input, Reader},
    records::{Record, is_same_name},
    row_key::RowKey,
    table::Table,
    table_layout::{TableLayout, optional},
    table_row::TableRow,
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues},
    model::{Act, Amount, Attack, Code, Event, Level, ScaleName, Vocabulary, When},
    scale,
    timeline::document::nearest,
};

// The parts of an event, as indices of `Columns::parts`.
const DATE: usize = 0;
const END: usize = 1;
const SOURCE: usize = 2;
const TARGET: usize = 3;
const CODE: usize = 4;
const SCORE: usize = 5;
const LEVEL: usize = 6;
const MUTUAL: usize = 7;
const KILLED: usize = 8;
const CONFIDENCE: usize = 9;
const TEXT: usize = 10;
const PLACE: usize = 11;
const ID: usize = 12;
const MONTH: usize = 13;
const DAY: usize = 14;
const END_MONTH: usize = 15;
const END_DAY: usize = 16;
const PRECISION: usize = 17;
const PART_NAMES: [&str; 18] = [
    "date",
    "end",
    "source",
    "target",
    "code",
    "score",
    "level",
    "mutual",
    "killed",
    "confidence",
    "text",
    "place",
    "id",
    "month",
    "day",
    "end_month",
    "end_day",
    "precision",
];

impl Columns {
    /// Returns the source of each part of an event.
    fn parts(&self) -> [Option<&Column>; PART_NAMES.len()] {
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
        ];
        let mut parts = [Some(date); PART_NAMES.len()];
        for (part, column) in parts[1..].iter_mut().zip(optional) {
            *part = column.as_ref();
        }
        parts
    }

    /// Returns what the cells of each part hold.
    fn cells(&self) -> [Cell; PART_NAMES.len()] {
        let mut cells = [Cell::Text; PART_NAMES.len()];
        let date = match (&self.date_format, &self.month) {
            (Some(_), _) => Cell::Text,
            (None, Some(_)) => Cell::Whole,
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
        for (parts, cell) in [
            (&[DATE, END][..], date),
            (&[SOURCE, TARGET], party),
            (&[CODE], code),
            (&[SCORE, LEVEL], Cell::Number),
            (&[KILLED, CONFIDENCE, MONTH, DAY, END_MONTH, END_DAY], Cell::Whole),
            (&[MUTUAL, ID, PRECISION], Cell::Id),
        ] {
            for part in parts {
                cells[*part] = cell;
            }
        }
        cells
    }

    /// Checks the description itself, independently of the file.
    fn check(&self) -> Result<(), Error> {
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
    fn has_header(&self, first: &Record) -> (bool, &'static str) {
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
    fn span<'f>(
        &self,
        field: &dyn Fn(usize) -> &'f [u8],
        issues: &mut Vec<Issue>,
    ) -> Option<(When, bool)> {
        let mut read = |part: usize, month: usize, day: usize, precision: &[u8]| {
            let written = field(part).trim_ascii();
            let when = if self.month.is_some() {
                when_of_parts(written, field(month), field(day))
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
        let onset = read(DATE, MONTH, DAY, field(PRECISION))?;
        if fields::is_missing(std::str::from_utf8(field(END)).unwrap_or("?").trim()) {
            return Some((onset, false));
        }
        let end = read(END, END_MONTH, END_DAY, b"")?;
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

/// The reader of tables by a description of their columns.
#[derive(Default)]
pub(super) struct MappedTable {
    /// The number of deaths in events that are no attacks.
    deaths_not_kept: u64,
    /// The number of rows whose end is before their onset.
    ended_early: u64,
}

impl Reader for MappedTable {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let (name, options) = (input.name, ingest.options);
        let Some(columns) = &options.columns else {
            let allowed = "a table with a description of its columns";
            let remedy = "describe its columns with `Options::columns`";
            let issue = Issue::new("format", "csv", allowed, remedy);
            return Err(Issues::from(issue).into_error(ErrorKind::Unsupported));
        };
        columns.check()?;
        let delimiter = match columns.delimiter {
            Some(delimiter) => delimiter as u8,
            None => {
                most_frequent_delimiter(peek(input.text).map_err(|error| Error::io(name, error))?)
            }
        };
        let shown = char::from(delimiter).escape_default();
        ingest.note_decision(format!("{name}: fields taken to stand between `{shown}`"));
        let (parts, mut specs) = (columns.parts(), [optional(&[""], Cell::Text); PART_NAMES.len()]);
        for (nth, (spec, cell)) in specs.iter_mut().zip(columns.cells()).enumerate() {
            *spec = optional(&PART_NAMES[nth..=nth], cell);
        }
        let layout =
            TableLayout { delimiter, is_modern: false, ..TableLayout::with_commas(&specs) };
        let mut header = (false, "");
        let table = Table::open_with(input, options, layout, &mut |table| {
            header = columns.has_header(table.record());
            table.find_columns(header.0, |nth, names, issues| {
                find_column(PART_NAMES[nth], parts[nth]?, names, issues)
            })
        })?;
        if let (true, why) = header {
            ingest.note_decision(format!("{name}: first record taken as a header: {why}"));
        }
        table.for_each(ingest, &mut |row, ingest| self.add_row(columns, &parts, row, ingest))
    }

    fn finish(&mut self, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        if self.deaths_not_kept > 0 {
            let deaths = self.deaths_not_kept;
            ingest.note_decision(format!(
                "{deaths} deaths are not kept: they are of events that are not attacks"
            ));
        }
        if self.ended_early > 0 {
            let rows = self.ended_early;
            ingest.note_decision(format!("{rows} rows end before they start: the end is left out"));
        }
        Ok(())
    }
}

impl MappedTable {
    /// Adds the event of a row, or returns all its issues.
    fn add_row(
        &mut self,
        columns: &Columns,
        parts: &[Option<&Column>],
        row: &TableRow<'_>,
        ingest: &mut Ingest<'_>,
    ) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let field = |part: usize| match parts[part] {
            Some(Column::Always { always }) => always.as_bytes(),
            _ => row.field(part),
        };
        let is_described = |part: usize| parts[part].is_some();
        let when = columns.span(&field, &mut issues);
        // No field contains a NUL byte, so that as a separator it splits no field.
        let separator = columns.separator.map_or(0, |separator| separator as u8);
        let mut side = |part| match field(part) {
            // A cell that is a missing value is empty by now: this one is a code.
            b"NA" => Some(vec!["NA"]),
            field => fields::names(PART_NAMES[part], field, separator, &mut issues),
        };
        let (sources, targets) = (side(SOURCE), side(TARGET));
        let code = match is_described(CODE) {
            true => fields::event(PART_NAMES[CODE], field(CODE), &mut issues).map(Some),
            false => Some(None),
        };
        let score = fields::goldstein(PART_NAMES[SCORE], field(SCORE), &mut issues);
        let mut issue = |part: usize, allowed: &str| {
            let got = String::from_utf8_lossy(field(part));
            issues.push(Issue::new(PART_NAMES[part], got, allowed, "correct it"));
        };
        let units: Option<Option<f64>> = parse_number(field(LEVEL));
        let level = units.flatten().map(Level::try_from);
        let killed: Option<Option<u64>> = parse_number(field(KILLED));
        let confidence: Option<Option<u8>> = parse_number(field(CONFIDENCE));
        let is_mutual = parse_bool(field(MUTUAL));
        if units == Some(None) {
            issue(LEVEL, "a number with at most one decimal or an empty field");
        }
        if let Some(Err(error)) = &level {
            issue(LEVEL, error.issues()[0].allowed());
        }
        if killed == Some(None) {
            issue(KILLED, "a whole number or an empty field");
        }
        if confidence.is_some_and(|percent| percent.is_none_or(|percent| percent > 100)) {
            issue(CONFIDENCE, "a whole number from 0 to 100 or an empty field");
        }
        if is_mutual.is_none() {
            issue(MUTUAL, "true, yes or 1; or false, no, 0 or an empty field");
        }
        let text = fields::text(PART_NAMES[TEXT], field(TEXT), &mut issues);
        let place = fields::text(PART_NAMES[PLACE], field(PLACE), &mut issues);
        let key = if is_described(ID) {
            ingest.row_key(PART_NAMES[ID], field(ID), None, &mut issues)
        } else {
            Some(RowKey::None)
        };
        if !issues.is_empty() {
            return Err(issues);
        }
        let (
            Some((when, ended_early)),
            Some(sources),
            Some(targets),
            Some(code),
            Some(score),
            Some(is_mutual),
            Some(text),
            Some(place),
            Some(key),
        ) = (when, sources, targets, code, score, is_mutual, text, place, key)
        else {
            return Err(issues);
        };

        self.ended_early += u64::from(ended_early);
        let (naming, day) = (columns.actors.naming(), when.earliest().date_naive());
        let mut actors = |names: Vec<&str>| {
            let mut actors = Vec::with_capacity(names.len());
            for name in names {
                actors.push(ingest.actor_on(naming, name, day));
            }
            actors
        };
        let (sources, targets) = (actors(sources), actors(targets));
        let vocabulary = columns.vocabulary.unwrap_or(Vocabulary::Own);
        let code = code.map(|text| Code::new(vocabulary, text));
        let is_attack =
            code.as_ref().is_some_and(|code| matches!(scale::act_of(code), Act::Attack(_)));
        let mut event = Event::draft(sources, Ok(when), None, code);
        event.targets = targets;
        event.score = score;
        event.mutual = is_mutual;
        if let (Some(Ok(level)), Some(scale)) = (level, &columns.scale) {
            event = event.with_level(ScaleName::from(scale.clone()), level);
        }
        if let Some(Some(killed)) = killed {
            if is_attack {
                event = event.with_attack(Attack::new().killing(Amount::exactly(killed)));
            } else {
                self.deaths_not_kept = self.deaths_not_kept.saturating_add(killed);
            }
        }
        if let Some(Some(percent)) = confidence {
            event = event.with_confidence(i64::from(percent));
        }
        event.details.text = (!text.is_empty()).then(|| text.to_owned());
        event.details.place = (!place.is_empty()).then(|| place.to_owned());
        let id = ingest.builder.add_event(event);
        ingest.set_key(id, key);
        Ok(())
    }
}

/// Returns the delimiter that is most frequent in the first line of a file.
fn most_frequent_delimiter(head: &[u8]) -> u8 {
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
fn find_column(
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
fn parse_number<T: FromStr>(field: &[u8]) -> Option<Option<T>> {
    let text = std::str::from_utf8(field).unwrap_or("?").trim();
    (!fields::is_missing(text)).then(|| text.parse().ok())
}

/// Parses whether an event is mutual; an empty field is `false`.
fn parse_bool(field: &[u8]) -> Option<bool> {
    match &*field.to_ascii_lowercase() {
        b"true" | b"yes" | b"1" => Some(true),
        b"false" | b"no" | b"0" | b"" => Some(false),
        _ => None,
    }
}
