//! Rows of the Kansas Event Data System: date, source, target, code, and perhaps a description,
//! between tabs, with or without a header.
//!
//! All rows are read before anything is made of them: what the codes are in shows only in the
//! whole file, and it decides what the actors are.

use chrono::NaiveDate;
use csv::{ByteRecord, ReaderBuilder, Terminator};

use super::{
    Options, date, fields,
    intake::{Intake, Names, Naming},
    lines::Lines,
    reader::{Input, Reader},
};
use crate::{
    error::{Error, Issue, Location},
    model::{Code, Event, Vocabulary},
    scale,
};

pub(super) struct Keds;

impl Reader for Keds {
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error> {
        let mut file = File::default();
        file.read(input, into)?;
        let (vocabulary, why) = match into.options.vocabulary {
            Some(vocabulary) => (vocabulary, "it was chosen by name".to_owned()),
            None => file.vocabulary(),
        };
        into.decide(format!("codes taken as {vocabulary}: {why}"));
        if file.header {
            into.decide("first row taken as a header: it has neither a date nor a code");
        }
        file.hand_over(vocabulary, into);
        Ok(())
    }
}

/// The rows of a file, with each distinct code once.
#[derive(Default)]
struct File {
    rows: Vec<Row>,
    actors: Names,
    codes: Names,
    texts: Vec<(usize, String)>,
    header: bool,
}

struct Row {
    day: NaiveDate,
    source: Option<u32>,
    target: Option<u32>,
    code: u32,
}

impl File {
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error> {
        let (name, options) = (input.name, into.options);
        let mut reader = ReaderBuilder::new()
            .delimiter(b'\t')
            .terminator(Terminator::Any(b'\n'))
            .quoting(false)
            .flexible(true)
            .has_headers(false)
            .from_reader(Lines::new(&mut *input.text, options.longest_line));
        let file = Location::in_file(name);
        let mut record = ByteRecord::new();
        let mut first = true;
        while reader.read_byte_record(&mut record).map_err(|error| Error::io(name, error.into()))? {
            if record.iter().all(|field| field.trim_ascii().is_empty()) {
                continue;
            }
            if std::mem::take(&mut first) && is_header(&record) {
                self.header = true;
                continue;
            }
            let place = || file.clone().at_line(reader.position().line().saturating_sub(1));
            into.count_rows(1);
            if let Err(issues) = self.row(&record, options) {
                into.leave_out(&place(), issues);
            }
        }
        Ok(())
    }

    /// Takes in one record, or says all that is wrong with it.
    fn row(&mut self, record: &ByteRecord, options: &Options) -> Result<(), Vec<Issue>> {
        let length = record.as_slice().len() + record.len() - 1;
        if length > options.longest_line {
            return Err(vec![fields::line_too_long(record.as_slice(), options.longest_line)]);
        }
        if !matches!(record.len(), 4 | 5) {
            let got = format!("{} fields", record.len());
            let allowed =
                "four fields between tabs, or five: date, source, target, code, description";
            return Err(vec![Issue::new(
                "line",
                got,
                allowed,
                "put one tab between fields, and none within",
            )]);
        }
        let field = |nth: usize| record.get(nth).unwrap_or_default();
        let mut issues = Vec::new();
        let day = day(field(0), &mut issues);
        let source = fields::actor("source", field(1), &mut issues);
        let target = fields::actor("target", field(2), &mut issues);
        let code = fields::event("code", field(3), &mut issues);
        let description = if options.descriptions { field(4) } else { b"" };
        let description = fields::text("description", description, &mut issues);
        let (Some(day), Some(source), Some(target), Some(code), Some(description)) =
            (day, source, target, code, description)
        else {
            return Err(issues);
        };
        let mut party = |code: Option<&str>| code.map(|code| self.actors.intern(code));
        let (source, target) = (party(source), party(target));
        if !description.is_empty() {
            self.texts.push((self.rows.len(), description.to_owned()));
        }
        self.rows.push(Row { day, source, target, code: self.codes.intern(code) });
        Ok(())
    }

    /// Makes events of the rows, now that it is known what their codes are in.
    fn hand_over(self, vocabulary: Vocabulary, into: &mut Intake<'_>) {
        let naming = match vocabulary {
            Vocabulary::Cameo => Naming::Cameo,
            other => Naming::Own(other.as_str()),
        };
        let mut met = vec![0; self.actors.names.len()];
        for number in self.rows.iter().flat_map(|row| [row.source, row.target]).flatten() {
            met[number as usize] += 1;
        }
        let actors = self.actors.names.iter().zip(met);
        let actors: Vec<_> = actors.map(|(name, met)| into.actor_met(naming, name, met)).collect();
        let codes = self.codes.names.iter().map(|text| into.code(vocabulary, text, None));
        let codes: Vec<_> = codes.collect();
        into.builder.reserve(self.rows.len());
        let mut texts = self.texts.into_iter().peekable();
        for (nth, row) in self.rows.iter().enumerate() {
            let party = |number: Option<u32>| number.map(|number| actors[number as usize]);
            let (source, target) = (party(row.source), party(row.target));
            match texts.next_if(|(of, _)| *of == nth) {
                None => into.builder.add_row(source, target, row.day, codes[row.code as usize]),
                Some((_, text)) => {
                    let code = Code::new(vocabulary, &*self.codes.names[row.code as usize]);
                    let event = Event::coded(source, target, row.day, code);
                    into.builder.add_event(event.with_text(text))
                }
            };
        }
    }

    /// The vocabulary of the codes, and why: the first of these that tells.
    ///
    /// 1. Only CAMEO has codes of four digits, only WEIS has the categories 21 and 22 (CAMEO ends
    ///    with 20). If a file has both, what more rows have decides.
    /// 2. Actors of more than three letters are CAMEO's.
    /// 3. The vocabulary whose tables have the codes of more rows; CAMEO among equals.
    fn vocabulary(&self) -> (Vocabulary, String) {
        let total = self.rows.len();
        let rows = |has: &dyn Fn(&str) -> bool| {
            let has: Vec<_> = self.codes.names.iter().map(|code| has(code)).collect();
            self.rows.iter().filter(|row| has[row.code as usize]).count()
        };
        let digits = |code: &str| code.bytes().all(|byte| byte.is_ascii_digit());
        let cameo =
            rows(&|code| digits(code) && code.len() == 4 && ("01"..="20").contains(&&code[..2]));
        let weis =
            rows(&|code| digits(code) && code.len() == 3 && matches!(&code[..2], "21" | "22"));
        if cameo > weis {
            let why = format!(
                "{cameo} of {total} rows have codes of four digits, {weis} have the categories 21 and 22 of WEIS"
            );
            return (Vocabulary::Cameo, why);
        }
        if weis > cameo {
            let why = format!(
                "{weis} of {total} rows have the categories 21 and 22, where CAMEO ends with 20, {cameo} have codes of four digits"
            );
            return (Vocabulary::Weis, why);
        }
        if let Some(long) = self.actors.names.iter().find(|name| name.len() > 3) {
            return (
                Vocabulary::Cameo,
                format!("it has actors of more than three letters, such as {long}"),
            );
        }
        let known = |vocabulary| rows(&|code| scale::is_known(&Code::new(vocabulary, code)));
        let (cameo, weis) = (known(Vocabulary::Cameo), known(Vocabulary::Weis));
        let vocabulary = if weis > cameo { Vocabulary::Weis } else { Vocabulary::Cameo };
        let why = format!("CAMEO has the codes of {cameo} of {total} rows, WEIS of {weis}");
        (vocabulary, why)
    }
}

fn day(field: &[u8], issues: &mut Vec<Issue>) -> Option<NaiveDate> {
    let written = field.trim_ascii();
    let day = date::day(written);
    if day.is_none() {
        let got = String::from_utf8_lossy(written);
        issues.push(Issue::new("date", got, date::ALLOWED, "correct the date"));
    }
    day
}

/// No date in the first field and no code in the fourth.
fn is_header(record: &ByteRecord) -> bool {
    let starts_with_digit = |nth| {
        let field: &[u8] = record.get(nth).unwrap_or_default().trim_ascii();
        field.first().is_some_and(u8::is_ascii_digit)
    };
    matches!(record.len(), 4 | 5) && !starts_with_digit(0) && !starts_with_digit(3)
}
