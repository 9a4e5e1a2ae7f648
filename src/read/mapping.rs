//! Tables in no known format, read by saying which column holds what.

use std::str::FromStr;

use chrono::{
    DateTime, NaiveDate, NaiveDateTime,
    format::{Item, StrftimeItems},
};

use super::{
    Column, Columns, date, fields,
    intake::Intake,
    reader::{Input, Reader},
    records::Record,
    session::head,
    table::{Layout, Row, Table, wanted},
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues},
    model::{
        Act, ActorId, Amount, Attack, Code, Event, IntoWhen, Level, ScaleName, Vocabulary, When,
    },
    scale,
    timeline::document::nearest,
};

/// The parts of a row, as they stand in [`Columns::parts`].
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
const NAMES: [&str; 13] = [
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
];

impl Columns {
    fn parts(&self) -> [Option<&Column>; NAMES.len()] {
        let Self { date, end, source, target, code, score, level, mutual, killed, .. } = self;
        let Self { confidence, text, place, id, .. } = self;
        let optional =
            [end, source, target, code, score, level, mutual, killed, confidence, text, place, id];
        let mut parts = [Some(date); NAMES.len()];
        for (part, column) in parts[1..].iter_mut().zip(optional) {
            *part = column.as_ref();
        }
        parts
    }

    /// What is wrong with the columns themselves, whatever the file.
    fn check(&self) -> Result<(), Error> {
        let mut issues = Issues::default();
        if let Some(format) = &self.date_format
            && StrftimeItems::new(format).any(|item| item == Item::Error)
        {
            let allowed = "signs of strftime, as %d/%m/%Y";
            issues.push(Issue::new("columns/date_format", format, allowed, "correct it"));
        }
        if self.level.is_some() && self.scale.is_none() {
            let remedy = "name the scale, as `kahn`";
            issues.push(Issue::new("columns/scale", "", "the scale of the levels", remedy));
        }
        if self.score.is_some() && self.code.is_none() {
            let remedy = "say which column holds the code, or give a level";
            issues.push(Issue::new("columns/score", "a score", "a score beside a code", remedy));
        }
        if let Some(separator) = self.separator.filter(|sign| !sign.is_ascii()) {
            let allowed = "a sign of ASCII";
            issues.push(Issue::new("columns/separator", separator, allowed, "choose another"));
        }
        if let Some(delimiter) = self.delimiter.filter(|sign| !sign.is_ascii() || *sign == '"') {
            let allowed = "a sign of ASCII that is no quote";
            issues.push(Issue::new("columns/delimiter", delimiter, allowed, "choose another"));
        }
        issues.check(ErrorKind::Input)
    }

    /// Whether the first record names columns, and why.
    fn has_header(&self, first: &Record) -> (bool, &'static str) {
        let by_name = |column: &Option<&Column>| matches!(column, Some(Column::Name(_)));
        if let Some(header) = self.header {
            return (header, "so it was said");
        }
        if self.parts().iter().any(by_name) {
            return (true, "columns are asked for by name");
        }
        match &self.date {
            Column::Number(nth) if (1..=first.len()).contains(nth) => {
                match self.when(first.field(nth - 1)) {
                    Some(_) => (false, "it has a date"),
                    None => (true, "it has no date"),
                }
            }
            _ => (false, "nothing is asked for by name"),
        }
    }

    /// Onset and end, or one issue more.
    fn span(&self, date: &[u8], end: &[u8], issues: &mut Vec<Issue>) -> Option<When> {
        let mut read = |part: usize, field: &[u8]| {
            let when = self.when(field.trim_ascii());
            if when.is_none() {
                let got = String::from_utf8_lossy(field);
                let allowed = match &self.date_format {
                    Some(format) => format!("a date as {format}"),
                    None => {
                        "a date as 2024-04-13, 2024-04, 20240413 or 2024-04-13T20:15Z".to_owned()
                    }
                };
                issues.push(Issue::new(NAMES[part], got, allowed, "correct it, or say its format"));
            }
            when
        };
        let onset = read(DATE, date)?;
        if end.trim_ascii().is_empty() {
            return Some(onset);
        }
        let over = read(END, end)?;
        let span = format!("{onset}/{over}");
        let when = span.parse().ok();
        if when.is_none() {
            issues.push(Issue::new(
                NAMES[END],
                span,
                "an end after the onset",
                "correct the dates",
            ));
        }
        when
    }

    /// A date as the file writes it.
    fn when(&self, written: &[u8]) -> Option<When> {
        let text = std::str::from_utf8(written).ok()?;
        let Some(format) = &self.date_format else {
            return match date::day(written) {
                Some(day) => day.into_when().ok(),
                None => text.parse().ok(),
            };
        };
        let zoned = || DateTime::parse_from_str(text, format).ok()?.into_when().ok();
        let timed = || NaiveDateTime::parse_from_str(text, format).ok()?.and_utc().into_when().ok();
        let daily = || NaiveDate::parse_from_str(text, format).ok()?.into_when().ok();
        zoned().or_else(timed).or_else(daily)
    }
}

/// The reader of tables by their columns.
#[derive(Default)]
pub(super) struct Mapped {
    deaths_not_kept: u64,
}

impl Reader for Mapped {
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error> {
        let (name, options) = (input.name, into.options);
        let Some(columns) = &options.columns else {
            let allowed = "a table, and which of its columns holds what";
            let remedy = "say it with `Options::columns`";
            let issue = Issue::new("format", "csv", allowed, remedy);
            return Err(Issues::from(issue).into_error(ErrorKind::Unsupported));
        };
        columns.check()?;
        let delimiter = match columns.delimiter {
            Some(delimiter) => delimiter as u8,
            None => told(head(input.text).map_err(|error| Error::io(name, error))?),
        };
        let sign = char::from(delimiter).escape_default();
        into.decide(format!("{name}: fields taken to stand between `{sign}`"));
        let (parts, wanted) = (columns.parts(), NAMES.map(wanted));
        let layout = Layout { delimiter, ..Layout::of_commas(&wanted) };
        let mut header = (false, "");
        let table = Table::open_by(input, options, layout, |table| {
            header = columns.has_header(table.first());
            table.find_columns(header.0, |nth, names, issues| {
                find(NAMES[nth], parts[nth]?, names, issues)
            })
        })?;
        if let (true, why) = header {
            into.decide(format!("{name}: first record taken as a header: {why}"));
        }
        table.each(into, |row, into| self.row(columns, &parts, row, into))
    }

    fn finish(&mut self, into: &mut Intake<'_>) -> Result<(), Error> {
        if self.deaths_not_kept > 0 {
            let deaths = self.deaths_not_kept;
            into.decide(format!("{deaths} deaths are not kept: they are of what is no attack"));
        }
        Ok(())
    }
}

impl Mapped {
    fn row(
        &mut self,
        columns: &Columns,
        parts: &[Option<&Column>],
        row: &Row<'_>,
        into: &mut Intake<'_>,
    ) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let field = |part: usize| match parts[part] {
            Some(Column::Always { always }) => always.as_bytes(),
            _ => row.field(part),
        };
        let is_there = |part: usize| parts[part].is_some();
        let when = columns.span(field(DATE), field(END), &mut issues);
        // No field holds a NUL, so that without a separator there is one actor.
        let separator = columns.separator.map_or(0, |separator| separator as u8);
        let mut side = |part| fields::names(NAMES[part], field(part), separator, &mut issues);
        let (sources, targets) = (side(SOURCE), side(TARGET));
        let code = match is_there(CODE) {
            true => fields::event(NAMES[CODE], field(CODE), &mut issues).map(Some),
            false => Some(None),
        };
        let score = fields::goldstein(NAMES[SCORE], field(SCORE), &mut issues);
        let mut issue = |part: usize, allowed: &str| {
            let got = String::from_utf8_lossy(field(part));
            issues.push(Issue::new(NAMES[part], got, allowed, "correct it"));
        };
        let level = parsed(field(LEVEL))
            .map(|level| level.and_then(|units: f64| Level::try_from(units).ok()));
        let killed: Option<Option<u64>> = parsed(field(KILLED));
        let confidence: Option<Option<u8>> = parsed(field(CONFIDENCE));
        let is_mutual = truth(field(MUTUAL));
        if level == Some(None) {
            issue(LEVEL, "a number with at most one digit behind the point, or nothing");
        }
        if killed == Some(None) {
            issue(KILLED, "a whole number, or nothing");
        }
        if confidence.is_some_and(|percent| percent.is_none_or(|percent| percent > 100)) {
            issue(CONFIDENCE, "a whole number from 0 to 100, or nothing");
        }
        if is_mutual.is_none() {
            issue(MUTUAL, "true, yes or 1, or false, no, 0 or nothing");
        }
        let text = fields::text(NAMES[TEXT], field(TEXT), &mut issues);
        let place = fields::text(NAMES[PLACE], field(PLACE), &mut issues);
        let key =
            if is_there(ID) { into.key(NAMES[ID], field(ID), &mut issues) } else { Some(None) };
        if !issues.is_empty() {
            return Err(issues);
        }
        let (
            Some(when),
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

        let (naming, day) = (columns.actors.naming(), when.earliest().date_naive());
        let mut actors = |names: Vec<&str>| -> Vec<ActorId> {
            names.into_iter().map(|name| into.actor_on(naming, name, day)).collect()
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
        if let (Some(Some(level)), Some(scale)) = (level, &columns.scale) {
            event = event.with_level(ScaleName::from(scale.clone()), level);
        }
        if let Some(Some(killed)) = killed {
            if is_attack {
                event = event.with_attack(Attack::new().killing(Amount::exactly(killed)));
            } else {
                self.deaths_not_kept += killed;
            }
        }
        if let Some(Some(percent)) = confidence {
            event = event.with_confidence(i64::from(percent));
        }
        event.details.text = Some(text.to_owned()).filter(|text| !text.is_empty());
        event.details.place = Some(place.to_owned()).filter(|place| !place.is_empty());
        let id = into.builder.add_event(event);
        into.name(id, key);
        Ok(())
    }
}

/// The delimiter of a file that begins so: the one its first line has most of.
fn told(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty());
    let count = |sign: &u8| line.unwrap_or_default().iter().filter(|byte| *byte == sign).count();
    // Of equals the first counts.
    [b'|', b';', b',', b'\t'].into_iter().max_by_key(count).unwrap_or(b',')
}

/// Where a column stands in the first record, or how it could be asked for.
fn find(what: &str, column: &Column, names: &[String], issues: &mut Vec<Issue>) -> Option<usize> {
    const SHOWN: usize = 64;
    let mut refused = |got: &str, allowed: String, remedy: String| {
        issues.push(Issue::new(format!("columns/{what}"), got, allowed, remedy));
        None
    };
    match column {
        Column::Always { .. } => None,
        Column::Number(nth) if (1..=names.len()).contains(nth) => Some(nth - 1),
        Column::Number(nth) => {
            let allowed = format!("the number of a column, 1 to {}", names.len());
            refused(&nth.to_string(), allowed, "correct it".to_owned())
        }
        Column::Name(name) => {
            let is_it = |nth: &usize| names[*nth].trim().eq_ignore_ascii_case(name.trim());
            let mut places = (0..names.len()).filter(is_it);
            if let (Some(nth), None) = (places.next(), places.next()) {
                return Some(nth);
            }
            let mut shown = names[..names.len().min(SHOWN)].join(", ");
            if names.len() > SHOWN {
                shown += ", …";
            }
            let allowed = format!("the name of one of the file's columns: {shown}");
            let remedy = match nearest(name, names.iter().map(String::as_str)) {
                Some(near) if near.eq_ignore_ascii_case(name) => {
                    "there are several: ask for it by its number".to_owned()
                }
                Some(near) => format!("write `{near}` if that is meant"),
                None => "use one of these, or a number, counted from 1".to_owned(),
            };
            refused(name, allowed, remedy)
        }
    }
}

/// What a field says where it says anything, or that it cannot be read.
fn parsed<T: FromStr>(field: &[u8]) -> Option<Option<T>> {
    let text = std::str::from_utf8(field).unwrap_or("?").trim();
    (!fields::is_missing(text)).then(|| text.parse().ok())
}

fn truth(field: &[u8]) -> Option<bool> {
    let is = |word: &&str| field.eq_ignore_ascii_case(word.as_bytes());
    if ["true", "yes", "1"].iter().any(is) {
        return Some(true);
    }
    ["false", "no", "0", ""].iter().any(is).then_some(false)
}
