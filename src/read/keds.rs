//! Rows of the Kansas Event Data System: date, source, target, code, and perhaps a description,
//! between tabs, with or without a header.
//!
//! All rows are read before anything is made of them: what the codes are in shows only in the
//! whole file, and it decides what the actors are.

use std::{
    collections::{BTreeMap, HashMap},
    io::BufRead,
};

use chrono::NaiveDate;
use csv::{ByteRecord, ReaderBuilder, Terminator};

use super::{Options, ReadReport, cameo_actor, date, lines::Lines};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Place},
    model::{Actor, ActorId, Code, Event, Membership, Vocabulary},
    scale,
    timeline::{Timeline, TimelineBuilder},
};

/// Longer than any code of the field, and too short to fill the memory with.
const LONGEST_CODE: usize = 64;
const FIELDS: [&str; 5] = ["date", "source", "target", "code", "description"];

pub(super) fn read(
    name: &str,
    input: impl BufRead,
    options: &Options,
) -> Result<(Timeline, ReadReport), Error> {
    let mut file = File::default();
    file.read(name, input, options)?;
    let skipped = file.bad as u64;
    let problems = options.bad_records.judge(name, file.bad, std::mem::take(&mut file.issues))?;

    let (vocabulary, why) = match options.vocabulary {
        Some(vocabulary) => (vocabulary, "it was chosen by name".to_owned()),
        None => file.vocabulary(),
    };
    let mut actors = Actors::new(&file.actors, vocabulary, options);
    let codes: Vec<_> =
        file.codes.names.iter().map(|text| Code::new(vocabulary, text.clone())).collect();
    let mut texts = file.texts.into_iter().peekable();
    for (nth, row) in file.rows.iter().enumerate() {
        let (source, target) = (actors.actor(row.source), actors.actor(row.target));
        let mut event = Event::coded(source, target, row.day, codes[row.code as usize].clone());
        if let Some((_, text)) = texts.next_if(|(of, _)| *of == nth) {
            event = event.with_text(text);
        }
        actors.builder.add_event(event);
    }
    actors.builder.count_unreadable(skipped);
    let mended = actors.mended();
    let timeline = actors.builder.build().map_err(|error| {
        let mut issues = Issues::default();
        issues.absorb(&error, &Place::in_file(name));
        issues.into_error(ErrorKind::Input)
    })?;

    let mut report = ReadReport::of(&timeline);
    report.rows += skipped;
    report.skipped = skipped;
    report.problems = problems;
    report.mended = mended;
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
            let got = String::from_utf8_lossy(record.as_slice()).into_owned();
            let allowed = format!("a line of at most {} bytes", options.longest_line);
            return Err(vec![Issue::new(
                "line",
                got,
                allowed,
                "look for a missing line end, or allow longer lines",
            )]);
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
        let mut issues = Vec::new();
        let mut text = |nth: usize| {
            let field = record.get(nth).unwrap_or_default().trim_ascii();
            std::str::from_utf8(field).map_err(|_| {
                let got = String::from_utf8_lossy(field).into_owned();
                issues.push(Issue::new(
                    FIELDS[nth],
                    got,
                    "UTF-8 text",
                    "convert the file to UTF-8",
                ));
            })
        };
        let (source, target, code) = (text(1), text(2), text(3));
        let description = if options.descriptions { text(4) } else { Ok("") };

        let written = record.get(0).unwrap_or_default().trim_ascii();
        let day = date::day(written);
        if day.is_none() {
            let got = String::from_utf8_lossy(written).into_owned();
            issues.push(Issue::new("date", got, date::ALLOWED, "correct the date"));
        }
        if let Some(code) = code.ok().filter(|code| is_missing(code)) {
            issues.push(Issue::new(
                "code",
                code,
                "the code of what happened",
                "add it, or leave the row out",
            ));
        }
        for (nth, field) in [(1, source), (2, target), (3, code)] {
            if let Some(field) = field.ok().filter(|field| field.len() > LONGEST_CODE) {
                let allowed = format!("a code of at most {LONGEST_CODE} bytes");
                issues.push(Issue::new(
                    FIELDS[nth],
                    field,
                    allowed,
                    "look for a missing tab or line end",
                ));
            }
        }
        let (Some(day), Ok(source), Ok(target), Ok(code), Ok(description), true) =
            (day, source, target, code, description, issues.is_empty())
        else {
            return Err(issues);
        };
        let mut party = |code| (!is_missing(code)).then(|| self.actors.intern(code));
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

/// No date in the first field and no code in the fourth.
fn is_header(record: &ByteRecord) -> bool {
    let starts_with_digit = |nth| {
        let field: &[u8] = record.get(nth).unwrap_or_default().trim_ascii();
        field.first().is_some_and(u8::is_ascii_digit)
    };
    matches!(record.len(), 4 | 5) && !starts_with_digit(0) && !starts_with_digit(3)
}

/// What stands in a field that has nothing in it.
fn is_missing(field: &str) -> bool {
    matches!(field, "" | "---" | "NA")
}

/// Each distinct text once, by number.
#[derive(Default)]
struct Names {
    names: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
}

impl Names {
    fn intern(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }
}

/// The actors of a file, each made when it is first met, with the country it belongs to.
struct Actors<'f> {
    builder: TimelineBuilder,
    names: &'f [Box<str>],
    ids: Vec<Option<ActorId>>,
    met: Vec<u64>,
    vocabulary: Vocabulary,
    options: &'f Options,
}

impl<'f> Actors<'f> {
    fn new(names: &'f Names, vocabulary: Vocabulary, options: &'f Options) -> Self {
        let names = &names.names[..];
        let (ids, met) = (vec![None; names.len()], vec![0; names.len()]);
        Self { builder: Timeline::builder(), names, ids, met, vocabulary, options }
    }

    fn actor(&mut self, name: Option<u32>) -> Option<ActorId> {
        let name = name? as usize;
        self.met[name] += 1;
        if self.ids[name].is_none() {
            let written = &*self.names[name];
            let meant = self.options.aliases.get(written).map_or(written, String::as_str);
            self.ids[name] = Some(self.of_code(meant));
        }
        self.ids[name]
    }

    fn of_code(&mut self, code: &str) -> ActorId {
        if let Some(actor) = self.builder.actor_by_key(code) {
            return actor;
        }
        let (actor, told) = match self.vocabulary {
            Vocabulary::Cameo => cameo_actor::read(code),
            _ => (Actor::new(code), None),
        };
        let id = self.builder.add_actor(actor);
        let chosen = self.options.memberships.get(code);
        let chosen = chosen.into_iter().flatten().map(|(kind, whole)| (*kind, whole.as_str()));
        let told = told.filter(|_| !self.options.memberships.contains_key(code));
        for (kind, whole) in chosen.chain(told) {
            let whole = self.of_code(whole);
            self.builder.add_membership(id, Membership::new(kind, whole));
        }
        id
    }

    /// How often each alias was met: one that never was is perhaps mistyped itself.
    fn mended(&self) -> BTreeMap<String, u64> {
        let mut mended: BTreeMap<_, _> =
            self.options.aliases.keys().map(|name| (name.clone(), 0)).collect();
        for (name, met) in self.names.iter().zip(&self.met) {
            if let Some(count) = mended.get_mut(&**name) {
                *count = *met;
            }
        }
        mended
    }
}
