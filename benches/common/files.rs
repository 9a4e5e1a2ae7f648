//! Synthetic events as files in the formats of the field.

use std::io::{self, Write};

use chrono::DateTime;
use escalade::read::{Format, json};

use super::{Row, timeline};

/// Real rows of GDELT 2.0, which provide the columns that a synthetic event does not have.
const EXPORT: &str = include_str!("../../tests/data/gdelt2.tsv");

/// The formats in which events can be written.
pub(crate) const FORMATS: [Format; 3] = [Format::Gdelt, Format::Keds, Format::Json];

/// Writes events as a file of a format.
pub(crate) fn write(
    format: Format,
    actors: u32,
    rows: &[Row],
    mut to: impl Write,
) -> io::Result<()> {
    match format {
        Format::Json => json::write(&timeline(actors, rows), to).map_err(io::Error::other),
        Format::Keds => rows.iter().try_for_each(|row| {
            let code = 10 + row.level % 200;
            writeln!(
                to,
                "{}\t{}\t{}\t{code:03}",
                day(row, "%Y-%m-%d"),
                code_of(row.source),
                code_of(row.target)
            )
        }),
        Format::Gdelt => {
            let real: Vec<Vec<_>> = EXPORT.lines().map(|line| line.split('\t').collect()).collect();
            (0..).zip(rows).try_for_each(|(nth, row)| gdelt(&real, nth, row, &mut to))
        }
        other => Err(io::Error::other(format!("{other} cannot be written here"))),
    }
}

/// Writes the date, id and actors of the event; the code, the place and the other columns each from
/// another real row.
fn gdelt(real: &[Vec<&str>], nth: usize, row: &Row, to: &mut impl Write) -> io::Result<()> {
    let of = |number: usize| &real[number % real.len()];
    let (source, target) = (row.source as usize, row.target as usize);
    write!(to, "{}\t{}", 880_000_000 + nth, day(row, "%Y%m%d\t%Y%m\t%Y\t%Y.5"))?;
    write!(to, "\t{}\t{}", code_of(row.source), of(source)[6..15].join("\t"))?;
    write!(to, "\t{}\t{}", code_of(row.target), of(target)[16..25].join("\t"))?;
    write!(
        to,
        "\t{}\t{}",
        of(row.level as usize)[25..35].join("\t"),
        of(source + target)[35..59].join("\t")
    )?;
    writeln!(to, "\t{}\t{}", day(row, "%Y%m%d%H%M%S"), of(nth)[60])
}

fn day(row: &Row, form: &str) -> String {
    DateTime::from_timestamp(row.onset, 0).expect("a valid time").format(form).to_string()
}

/// Returns an actor code: the letters of a country, mostly followed by a role.
fn code_of(actor: u32) -> String {
    const ROLES: [&str; 8] = ["", "GOV", "MIL", "REB", "OPP", "COP", "CVL", "GOVMIL"];
    let letter = |place: u32| char::from(b'A' + (actor / 8 / place % 26) as u8);
    let role = ROLES[actor as usize % ROLES.len()];
    [letter(676), letter(26), letter(1)].iter().collect::<String>() + role
}
