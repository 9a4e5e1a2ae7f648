//! Event exports of the GDELT Project: an event a row, 57, 58 or 61 columns between tabs, without a
//! header and without quoting.
//!
//! What is read stands in the same columns of all three, but for the day on which a row was added.
//! Every row is made an event as it is read, and nothing else of it is kept.

use std::{borrow::Cow, collections::BTreeMap};

use chrono::{NaiveDate, TimeDelta};

use super::{
    date, fields,
    intake::{Intake, Naming},
    lines::Lines,
    reader::{Input, Reader},
    recognise::gdelt_version,
};
use crate::{
    error::{Error, Issue, Place},
    model::Vocabulary,
};

const GLOBALEVENTID: usize = 0;
const SQLDATE: usize = 1;
const ACTOR1_CODE: usize = 5;
const ACTOR2_CODE: usize = 15;
const EVENT_CODE: usize = 26;
const EVENT_ROOT_CODE: usize = 28;
const GOLDSTEIN_SCALE: usize = 30;

/// What the rows of all exports showed.
#[derive(Default)]
pub(super) struct Gdelt {
    /// How many rows have so many columns.
    widths: BTreeMap<usize, u64>,
    mended_codes: u64,
}

impl Reader for Gdelt {
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error> {
        let mut lines = Lines::new(&mut *input.text, into.options.longest_line);
        let file = Place::in_file(input.name);
        let mut line = Vec::new();
        let mut number = 0;
        while lines.read_line(&mut line).map_err(|error| Error::io(input.name, error))? {
            number += 1;
            if line.trim_ascii().is_empty() {
                continue;
            }
            into.count_rows(1);
            if let Err(issues) = self.row(&line, into) {
                into.leave_out(&file.clone().at_line(number), issues);
            }
        }
        Ok(())
    }

    fn finish(&mut self, into: &mut Intake<'_>) -> Result<(), Error> {
        for (columns, rows) in &self.widths {
            let version = gdelt_version(*columns).unwrap_or_default();
            into.decide(format!("{rows} rows have {columns} columns: {version}"));
        }
        if self.mended_codes > 0 {
            into.decide(format!(
                "{} codes had lost their leading zero, as the column EventRootCode shows",
                self.mended_codes
            ));
        }
        Ok(())
    }
}

impl Gdelt {
    /// Takes in one row, or says all that is wrong with it.
    fn row(&mut self, line: &[u8], into: &mut Intake<'_>) -> Result<(), Vec<Issue>> {
        let longest = into.options.longest_line;
        if line.len() > longest {
            return Err(vec![fields::line_too_long(line, longest)]);
        }
        let row = Row::of(line)?;
        let mut issues = Vec::new();
        let key = into.key("GLOBALEVENTID", row.fields[GLOBALEVENTID], &mut issues);
        let day = day("SQLDATE", row.fields[SQLDATE], &mut issues);
        let source = fields::actor("Actor1Code", row.fields[ACTOR1_CODE], &mut issues);
        let target = fields::actor("Actor2Code", row.fields[ACTOR2_CODE], &mut issues);
        let code = fields::event("EventCode", row.fields[EVENT_CODE], &mut issues);
        let score = fields::goldstein("GoldsteinScale", row.fields[GOLDSTEIN_SCALE], &mut issues);
        let late = is_late(into.options.max_lag, day, row.added(), &mut issues);
        let (Some(key), Some(day), Some(source), Some(target), Some(code), Some(score), Some(late)) =
            (key, day, source, target, code, score, late)
        else {
            return Err(issues);
        };

        *self.widths.entry(row.columns).or_default() += 1;
        if late {
            into.count_late();
            return Ok(());
        }
        let source = source.map(|code| into.actor(Naming::Cameo, code));
        let target = target.map(|code| into.actor(Naming::Cameo, code));
        let code = self.code(code, row.fields[EVENT_ROOT_CODE]);
        let code = into.code(Vocabulary::Cameo, &code, score);
        let event = into.builder.add_row(source, target, day, code);
        into.name(event, key);
        Ok(())
    }

    /// A code as CAMEO writes it.
    fn code<'r>(&mut self, written: &'r str, root: &[u8]) -> Cow<'r, str> {
        if has_lost_zero(written, root) {
            self.mended_codes += 1;
            format!("0{written}").into()
        } else {
            written.into()
        }
    }
}

/// Whether a row was added longer after its day than is wanted.
fn is_late(
    max_lag: Option<TimeDelta>,
    day: Option<NaiveDate>,
    added: Option<&[u8]>,
    issues: &mut Vec<Issue>,
) -> Option<bool> {
    let (Some(most), Some(added)) = (max_lag, added) else {
        return Some(false);
    };
    let added = self::day("DATEADDED", added.get(..8).unwrap_or(added), issues)?;
    Some(added - day? > most)
}

/// The fields of a row as far as they are read, and how many columns it has in all.
struct Row<'l> {
    line: &'l [u8],
    fields: [&'l [u8]; GOLDSTEIN_SCALE + 1],
    columns: usize,
}

impl<'l> Row<'l> {
    fn of(line: &'l [u8]) -> Result<Self, Vec<Issue>> {
        let columns = tabs(line) + 1;
        if gdelt_version(columns).is_none() {
            let got = format!("{columns} columns");
            let allowed = "57, 58 or 61 columns between tabs";
            let remedy = "look for a missing tab or line end, or one too many";
            return Err(vec![Issue::new("line", got, allowed, remedy)]);
        }
        let mut fields = [&line[..0]; GOLDSTEIN_SCALE + 1];
        fields.iter_mut().zip(line.split(is_tab)).for_each(|(place, field)| *place = field);
        Ok(Self { line, fields, columns })
    }

    /// `DATEADDED`, of the rows for which it says how late they were: the backfiles were added
    /// years after all that is in them.
    fn added(&self) -> Option<&'l [u8]> {
        match self.columns {
            57 => None,
            _ => self.line.rsplit(is_tab).nth(1).map(<[u8]>::trim_ascii),
        }
    }
}

fn is_tab(byte: &u8) -> bool {
    *byte == b'\t'
}

/// Summed up in bytes, of which the processor takes many at a time.
fn tabs(line: &[u8]) -> usize {
    let sum = |part: &[u8]| part.iter().map(|byte| u8::from(is_tab(byte))).sum::<u8>();
    line.chunks(u8::MAX.into()).map(|part| usize::from(sum(part))).sum()
}

fn day(name: &str, field: &[u8], issues: &mut Vec<Issue>) -> Option<NaiveDate> {
    let written = field.trim_ascii();
    let day = date::eight_digits(written);
    if day.is_none() {
        let got = String::from_utf8_lossy(written);
        let allowed = "a day of the calendar as YYYYMMDD";
        issues.push(Issue::new(name, got, allowed, "correct the date"));
    }
    day
}

/// Whether a code was taken for a number on its way, and lost the zero it began with. The root tells,
/// with its own zero or without: `10` under `01` or `1` is `010`, under `10` it is itself.
fn has_lost_zero(code: &str, root: &[u8]) -> bool {
    let root = root.trim_ascii();
    match root.strip_prefix(b"0").unwrap_or(root) {
        [digit @ b'1'..=b'9'] => code.as_bytes()[0] == *digit,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_tells_whether_a_zero_was_lost() {
        for (code, root, lost) in [
            ("010", "01", false),
            ("10", "01", true),
            ("10", "1", true),
            ("1", "1", true),
            ("01", "01", false),
            ("10", "10", false),
            ("100", "10", false),
            ("20", "02", true),
            ("20", "2", true),
            ("203", "20", false),
            ("190", "19", false),
            ("190", "04", false),
            ("190", "", false),
            ("010", "00", false),
            ("010", "0", false),
        ] {
            assert_eq!(has_lost_zero(code, root.as_bytes()), lost, "{code} under {root}");
        }
    }
}
