//! Temporal knowledge graphs: quadruples of source, relation, target and time between tabs, as the
//! benchmarks of that field cut ICEWS.
//!
//! All rows are read before anything is made of them: what their times count shows only in the whole
//! data, and the names of what they number may come in a later file.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::{
    date, fields,
    intake::{Intake, Names, Naming},
    lines::Lines,
    reader::{Input, Reader},
};
use crate::{
    error::{Error, Issue, Location},
    model::{ActorId, CodeId, Vocabulary},
    scale::cameo_named,
};

/// More hours than a life has, more days than history.
const MOST_STEPS: u32 = 2_000_000;
const HOURS_OF_DAY: u32 = 24;

/// The quadruples of all files, each name once.
#[derive(Default)]
pub(super) struct Tkg {
    rows: Vec<Row>,
    entities: Names,
    relations: Names,
    /// Names by number, as files of names have them.
    entity_names: HashMap<u32, String>,
    relation_names: HashMap<u32, String>,
    /// Whether all that is counted is in whole days of hours.
    has_steps: bool,
    has_part_days: bool,
}

struct Row {
    source: u32,
    relation: u32,
    target: u32,
    time: Time,
}

#[derive(Clone, Copy)]
enum Time {
    Day(NaiveDate),
    Step(u32),
}

impl Reader for Tkg {
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error> {
        let file = Location::in_file(input.name);
        let longest = into.options.longest_line;
        let mut lines = Lines::new(&mut *input.text, longest);
        let (mut line, mut number) = (Vec::new(), 0);
        let mut numbered = Vec::new();
        while lines.read_line(&mut line).map_err(|error| Error::io(input.name, error))? {
            number += 1;
            if line.trim_ascii().is_empty() {
                continue;
            }
            let taken = if line.len() > longest {
                Err(vec![fields::line_too_long(&line, longest)])
            } else if let Some(pair) = numbered_name(&line) {
                numbered.push(pair);
                continue;
            } else {
                self.row(&line)
            };
            into.count_rows(1);
            if let Err(issues) = taken {
                into.leave_out(&file.clone().at_line(number), issues);
            }
        }
        self.learn(input.name, numbered, into);
        Ok(())
    }

    fn finish(&mut self, into: &mut Intake<'_>) -> Result<(), Error> {
        let start = into.options.start_date;
        if self.has_steps {
            let unit = if self.has_part_days { "days" } else { "hours, 24 a day" };
            let why = if self.has_part_days { "not all" } else { "all" };
            let from = start.unwrap_or_default();
            let whence = if start.is_some() { "" } else { ", for want of a start date" };
            into.decide(format!(
                "times taken as {unit}, as {why} are multiples of 24, counted from {from}{whence}"
            ));
        }
        let actors: Vec<_> =
            self.entities.names.iter().map(|name| self.entity(name, into)).collect();
        let codes = self.codes(into);
        into.builder.reserve(self.rows.len());
        for row in std::mem::take(&mut self.rows) {
            let day = match row.time {
                Time::Day(day) => day,
                Time::Step(steps) => {
                    let days = if self.has_part_days { steps } else { steps / HOURS_OF_DAY };
                    let start = start.unwrap_or_default();
                    start.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
                }
            };
            let [source, target] = [row.source, row.target].map(|nth| actors[nth as usize]);
            into.builder.add_row(source, target, day, codes[row.relation as usize]);
        }
        Ok(())
    }
}

impl Tkg {
    /// Takes in one quadruple, or says all that is wrong with it.
    fn row(&mut self, line: &[u8]) -> Result<(), Vec<Issue>> {
        let fields: Vec<_> = line.split(|byte| *byte == b'\t').take(7).collect();
        // A tab that ends the line begins no field.
        let count = fields
            .iter()
            .rposition(|field| !field.trim_ascii().is_empty())
            .map_or(0, |nth| nth + 1);
        if !matches!(count, 4 | 5) {
            let got = format!("{count} fields");
            let allowed = "four fields between tabs, or five: source, relation, target, time, and what is not read";
            let remedy = "put one tab between fields, and none within";
            return Err(vec![Issue::new("line", got, allowed, remedy)]);
        }
        let mut issues = Vec::new();
        let source = name("source", fields[0], &mut issues);
        let relation = name("relation", fields[1], &mut issues);
        let target = name("target", fields[2], &mut issues);
        let time = time(fields[3], &mut issues);
        let (Some(source), Some(relation), Some(target), Some(time)) =
            (source, relation, target, time)
        else {
            return Err(issues);
        };
        if let Time::Step(steps) = time {
            self.has_steps = true;
            self.has_part_days |= steps % HOURS_OF_DAY != 0;
        }
        let [source, target] = [source, target].map(|name| self.entities.intern(name));
        let relation = self.relations.intern(relation);
        self.rows.push(Row { source, relation, target, time });
        Ok(())
    }

    /// Keeps the names of a file that numbers them: of relations if it says so or most are names of
    /// CAMEO, else of entities.
    fn learn(&mut self, file: &str, numbered: Vec<(u32, String)>, into: &mut Intake<'_>) {
        if numbered.is_empty() {
            return;
        }
        let cameo = numbered.iter().filter(|(_, name)| !cameo_named(name).is_empty()).count();
        let are_relations =
            file.to_ascii_lowercase().contains("relation") || 2 * cameo > numbered.len();
        let what = if are_relations { "relations" } else { "entities" };
        into.decide(format!("{file}: {} numbers and names of {what}", numbered.len()));
        let names = if are_relations { &mut self.relation_names } else { &mut self.entity_names };
        names.extend(numbered);
    }

    fn entity(&self, written: &str, into: &mut Intake<'_>) -> ActorId {
        match number(written.as_bytes()) {
            None => into.actor(Naming::Name, written),
            Some(number) => match self.entity_names.get(&number) {
                Some(name) => into.actor(Naming::Name, name),
                None => into.actor(Naming::Own("tkg"), written),
            },
        }
    }

    /// The code of each relation: that of CAMEO which has its name, or a code in no table.
    fn codes(&self, into: &mut Intake<'_>) -> Vec<CodeId> {
        let (mut none, mut several, mut unnamed) = (Vec::new(), Vec::new(), 0_u32);
        let codes = self.relations.names.iter().map(|written| {
            let name = match number(written.as_bytes()) {
                None => &**written,
                Some(number) => match self.relation_names.get(&number) {
                    Some(name) => name,
                    None => {
                        unnamed += 1;
                        return into.code(Vocabulary::Own, written, None);
                    }
                },
            };
            let known = cameo_named(name);
            if known.len() > 1 {
                several.push(format!("{name} ({})", known.join(", ")));
            }
            match known.first() {
                Some(code) => into.code(Vocabulary::Cameo, code, None),
                None => {
                    none.push(name.to_owned());
                    into.code(Vocabulary::Cameo, name, None)
                }
            }
        });
        let codes = codes.collect();
        if unnamed > 0 {
            into.decide(format!(
                "{unnamed} relations are numbers without a name: they have no level"
            ));
        }
        for (names, what) in [
            (none, "that no code of CAMEO has, taken as unknown codes"),
            (several, "that several codes of CAMEO have, taken as the first"),
        ] {
            if !names.is_empty() {
                let more = if names.len() > 8 { ", …" } else { "" };
                let shown = names[..names.len().min(8)].join("; ");
                into.decide(format!("{} names of relations {what}: {shown}{more}", names.len()));
            }
        }
        codes
    }
}

/// A name and its number, which a line has that is no quadruple.
fn numbered_name(line: &[u8]) -> Option<(u32, String)> {
    let mut fields = line.split(|byte| *byte == b'\t');
    let (name, nth, None) = (fields.next()?, fields.next()?, fields.next()) else { return None };
    let name = fields::name("name", name, &mut Vec::new())?;
    Some((number(nth.trim_ascii())?, name.to_owned()))
}

fn number(text: &[u8]) -> Option<u32> {
    let is_number = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(text).ok().filter(|_| is_number)?.parse().ok()
}

fn name<'r>(field: &str, written: &'r [u8], issues: &mut Vec<Issue>) -> Option<&'r str> {
    let name = fields::name(field, written, issues)?;
    if name.is_empty() {
        let remedy = "add it, or leave the row out";
        issues.push(Issue::new(field, name, "a name or a number", remedy));
        return None;
    }
    Some(name)
}

fn time(written: &[u8], issues: &mut Vec<Issue>) -> Option<Time> {
    let written = written.trim_ascii();
    let time = match number(written) {
        Some(steps) if steps <= MOST_STEPS => Some(Time::Step(steps)),
        _ => date::day(written).map(Time::Day),
    };
    if time.is_none() {
        let got = String::from_utf8_lossy(written);
        let allowed =
            format!("a day as YYYY-MM-DD, or a number of hours or days up to {MOST_STEPS}");
        issues.push(Issue::new("time", got, allowed, "correct it"));
    }
    time
}
