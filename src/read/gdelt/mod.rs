//! Event exports of the GDELT Project: an event a row, 57, 58 or 61 columns between tabs, without a
//! header and without quoting, or any of these below a header; and beside them, their mentions.
//!
//! What is read stands in the same columns of all three, but for the day on which a row was added.
//! Every row is made an event as it is read, and nothing else of it is kept.

pub(super) mod mentions;
mod said;
pub(super) mod table;

use std::borrow::Cow;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use self::{mentions::Mentions, said::Said};
use super::{
    Options,
    blocks::{self, Block, Blocks},
    date,
    intake::{Intake, Naming},
    reader::{Input, Reader},
    recognise::gdelt_version,
};
use crate::{
    error::{Error, Issue, Location},
    model::Vocabulary,
    parallel,
};

const MOST_COLUMNS: usize = 61;
/// Bytes of a row of which most are longer.
const SHORT_ROW: usize = 256;

/// What the rows of all exports showed.
pub(super) struct Gdelt {
    /// By number of columns how many rows have so many.
    widths: [u64; MOST_COLUMNS + 1],
    mended_codes: u64,
    mentions: Mentions,
}

impl Default for Gdelt {
    fn default() -> Self {
        Self { widths: [0; MOST_COLUMNS + 1], mended_codes: 0, mentions: Mentions::default() }
    }
}

impl Reader for Gdelt {
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error> {
        let head = input.text.fill_buf().map_err(|error| Error::io(input.name, error))?;
        if let Some(layout) = mentions::Layout::of_file(head) {
            return self.mentions.read(layout, input, into);
        }
        let has_header = table::has_header(head);
        if let Some((from, until)) = file_time(input.name) {
            into.builder.cover(from..until);
        }
        if has_header {
            return table::read(self, input, into);
        }
        let options = into.options;
        let file = Location::in_file(input.name);
        let mut blocks = Blocks::new(&mut *input.text, options.longest_line);
        let (mut block, mut next) = (Block::default(), Block::default());
        let mut read = blocks.read(&mut block);
        let mut lines = 0;
        while !block.lines().is_empty() {
            parallel::meanwhile(
                &block.parts(),
                |part| Part::of(part, options),
                || read = blocks.read(&mut next),
                |part| {
                    self.take_all(part, &file, lines, into);
                    lines += part.lines;
                },
            );
            std::mem::swap(&mut block, &mut next);
        }
        read.map_err(|error| Error::io(input.name, error))
    }

    fn finish(&mut self, into: &mut Intake<'_>) -> Result<(), Error> {
        for (columns, rows) in self.widths.iter().enumerate().filter(|(_, rows)| **rows > 0) {
            let version = gdelt_version(columns).unwrap_or_default();
            into.decide(format!("{rows} rows have {columns} columns: {version}"));
        }
        if self.mended_codes > 0 {
            into.decide(format!(
                "{} codes had lost their leading zero, as the column EventRootCode shows",
                self.mended_codes
            ));
        }
        self.mentions.finish(into);
        Ok(())
    }
}

impl Gdelt {
    /// Makes events of the rows of a part that comes after so many lines.
    fn take_all(&mut self, part: &Part<'_>, file: &Location, lines: u64, into: &mut Intake<'_>) {
        into.count_rows((part.rows.len() + part.bad.len()) as u64);
        let place = |line: &u64| file.clone().at_line(lines + line);
        let wrong_with = |row| Said::by_line(row, into.options).err().unwrap_or_default();
        let mut bad = part.bad.iter().peekable();
        for (line, said) in &part.rows {
            while let Some((at, row)) = bad.next_if(|(at, _)| at < line) {
                into.leave_out(&place(at), wrong_with(row));
            }
            if let Err(issues) = self.take(said, into) {
                into.leave_out(&place(line), issues);
            }
        }
        bad.for_each(|(at, row)| into.leave_out(&place(at), wrong_with(row)));
    }

    /// Makes an event of what a row says, unless another has its id.
    fn take(&mut self, row: &Said<'_>, into: &mut Intake<'_>) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let Some(key) = into.key("GLOBALEVENTID", row.key, &mut issues) else {
            return Err(issues);
        };
        if let Some(columns) = row.columns {
            self.widths[columns] += 1;
        }
        if row.late {
            into.count_late();
            return Ok(());
        }
        let source = row.source.map(|code| into.actor(Naming::Cameo, code));
        let target = row.target.map(|code| into.actor(Naming::Cameo, code));
        let code = self.code(row.code, row.root);
        let code = into.code(Vocabulary::Cameo, &code, row.score);
        let event = into.builder.add_row(source, target, row.day, code);
        into.name(event, key);
        if let Some(extras) = &row.extras {
            into.builder.set_extras(event, **extras);
        }
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

/// The rows of some lines, each with its line among these. What comes of one does not depend on any other.
struct Part<'l> {
    lines: u64,
    rows: Vec<(u64, Said<'l>)>,
    /// Those that cannot be read, as they stand: there may be very many, so that what is wrong with one is
    /// told when its turn comes.
    bad: Vec<(u64, &'l [u8])>,
}

impl<'l> Part<'l> {
    fn of(part: &'l [u8], options: &Options) -> Self {
        let mut lines = 0;
        let mut rows = Vec::with_capacity(part.len() / SHORT_ROW);
        let mut bad = Vec::new();
        for line in blocks::lines(part) {
            lines += 1;
            if !line.trim_ascii_start().is_empty() {
                match Said::by_line(line, options) {
                    Ok(said) => rows.push((lines, said)),
                    Err(_) => bad.push((lines, line)),
                }
            }
        }
        Self { lines, rows, bad }
    }
}

/// The time that a file covers, if it bears the name under which it is distributed: the day of
/// `20160728.export.CSV`, the 15 minutes from that of `20191024143000.export.CSV` on.
fn file_time(name: &str) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let name = name.rsplit(['/', '\\']).next()?;
    let (stamp, rest) = name.split_once('.')?;
    if !rest.to_ascii_lowercase().starts_with("export.csv") {
        return None;
    }
    let (day, clock) = stamp.split_at_checked(8)?;
    let day = date::eight_digits(day.as_bytes())?;
    let (time, lasts) = match clock {
        "" => (NaiveTime::MIN, TimeDelta::days(1)),
        clock => (NaiveTime::parse_from_str(clock, "%H%M%S").ok()?, TimeDelta::minutes(15)),
    };
    let from = day.and_time(time).and_utc();
    Some((from, from + lasts))
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

    #[test]
    fn names_tell_the_time_that_a_file_covers() {
        for (name, covered) in [
            ("20160728.export.CSV", Some("2016-07-28 00:00 2016-07-29 00:00")),
            ("data/20160728.export.CSV.zip", Some("2016-07-28 00:00 2016-07-29 00:00")),
            ("20191024143000.export.CSV", Some("2019-10-24 14:30 2019-10-24 14:45")),
            ("C:\\gdelt\\20191024234500.export.csv", Some("2019-10-24 23:45 2019-10-25 00:00")),
            ("20160728.csv", None),
            ("20160732.export.CSV", None),
            ("2016072.export.CSV", None),
            ("20191024250000.export.CSV", None),
            ("ÅÄÖÜÅÄÖÜ.export.CSV", None),
            ("20191024143000.mentions.CSV", None),
        ] {
            let format = |instant: DateTime<Utc>| instant.format("%F %R").to_string();
            let given = file_time(name).map(|(from, until)| format(from) + " " + &format(until));
            assert_eq!(given.as_deref(), covered, "{name}");
        }
    }
}
