//! Rows of the Kansas Event Data System: date, source, target, code, and perhaps a description,
//! between tabs, with or without a header.
//!
//! All rows are read before anything is made of them: what the codes are in shows only in the
//! whole file, and it decides what the actors are.

use std::io::BufRead;

use chrono::NaiveDate;
use csv::{ByteRecord, ReaderBuilder, Terminator};

use super::{
    Options, ReadReport,
    coded::{CodedBuilder, Names},
    date, fields,
    lines::Lines,
};
use crate::{
    error::{Error, Issue, Issues, Place},
    model::{Code, Event, Vocabulary},
    scale,
    timeline::Timeline,
};

pub(super) fn read(
    name: &str,
    input: impl BufRead,
    options: &Options,
) -> Result<(Timeline, ReadReport), Error> {
    let mut file = File::default();
    file.read(name, input, options)?;
    let problems = options.bad_records.judge(name, file.bad, std::mem::take(&mut file.issues))?;

    let (vocabulary, why) = match options.vocabulary {
        Some(vocabulary) => (vocabulary, "it was chosen by name".to_owned()),
        None => file.vocabulary(),
    };
    let mut coded = CodedBuilder::new(file.actors, vocabulary, options);
    let codes = file.codes.names.iter().map(|text| Code::new(vocabulary, text.clone()));
    let codes: Vec<_> =
        codes.map(|code| (coded.builder.add_code(code.clone(), None), code)).collect();
    coded.builder.reserve(file.rows.len());
    let mut texts = file.texts.into_iter().peekable();
    for (nth, row) in file.rows.iter().enumerate() {
        let source = row.source.map(|number| coded.numbered(number));
        let target = row.target.map(|number| coded.numbered(number));
        let (id, code) = &codes[row.code as usize];
        match texts.next_if(|(of, _)| *of == nth) {
            None => coded.builder.add_row(source, target, row.day, *id),
            Some((_, text)) => {
                let event = Event::coded(source, target, row.day, code.clone());
                coded.builder.add_event(event.with_text(text))
            }
        };
    }

    let (timeline, mut report) = coded.build(name, file.bad, problems)?;
    report.decisions = vec![format!("codes taken as {vocabulary}: {why}")];
    if file.header {
        report
            .decisions
            .push("first row taken as a header: it has neither a date nor a code".into());
    }
    Ok((timeline, report))
}

/// The rows of a file, with each distinct code once.
#[derive(Default)]
struct File {
    rows: Vec<Row>,
    actors: Names,
    codes: Names,
    texts: Vec<(usize, String)>,
    header: bool,
    bad: usize,
    issues: Issues,
}

struct Row {
    day: NaiveDate,
    source: Option<u32>,
    target: Option<u32>,
    code: u32,
}

impl File {
    fn read(&mut self, name: &str, input: impl BufRead, options: &Options) -> Result<(), Error> {
        let mut reader = ReaderBuilder::new()
            .delimiter(b'\t')
            .terminator(Terminator::Any(b'\n'))
            .quoting(false)
            .flexible(true)
            .has_headers(false)
            .from_reader(Lines::new(input, options.longest_line));
        let file = Place::in_file(name);
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
            if let Err(issues) = self.row(&record, options) {
                self.bad += 1;
                issues.into_iter().for_each(|issue| self.issues.push(issue.within(&place())));
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
