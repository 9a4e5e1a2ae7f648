//! Rows of the Kansas Event Data System: date, source, target, code, and an optional description,
//! separated by tabs, with or without a header.
//!
//! All rows of a file are read before events are added: only the whole file shows the vocabulary of the
//! codes, on which the meaning of the actor codes depends.

use chrono::NaiveDate;

use super::{
    bytes::are_digits,
    fields,
    ingest::Ingest,
    interner::Interner,
    naming::Naming,
    options::Options,
    reader::{Input, Reader},
    records::{Record, Records},
};
use crate::{
    error::{Error, Issue, Location},
    model::{Code, Event, Vocabulary},
    scale,
};

/// The reader of KEDS files.
pub(super) struct Keds;

impl Reader for Keds {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let mut file = KedsFile::default();
        file.read(input, ingest)?;
        let (vocabulary, why) = match ingest.options.vocabulary {
            Some(vocabulary) => (vocabulary, "the caller chose it by name".to_owned()),
            None => file.vocabulary(),
        };
        ingest.note_decision(format!("codes taken as {vocabulary}: {why}"));
        if file.has_header {
            ingest.note_decision("first row taken as a header: it has neither a date nor a code");
        }
        file.add_events(vocabulary, ingest);
        Ok(())
    }
}

/// The rows of a file.
#[derive(Default)]
struct KedsFile {
    rows: Vec<KedsRow>,
    actors: Interner,
    codes: Interner,
    /// Descriptions, each with the index of its row.
    texts: Vec<(usize, String)>,
    has_header: bool,
}

/// A row, with its actors and code as numbers of interned texts.
struct KedsRow {
    day: NaiveDate,
    source: Option<u32>,
    target: Option<u32>,
    code: u32,
}

impl KedsFile {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let (name, options) = (input.name, ingest.options);
        let mut records = Records::new(input.text, b'\t', false, options.longest_line);
        let file = Location::in_file(name);
        let mut record = Record::default();
        let mut is_first = true;
        while records.read(&mut record).map_err(|error| Error::io(name, error))? {
            if std::mem::take(&mut is_first) && is_header(&record) {
                self.has_header = true;
                continue;
            }
            ingest.count_rows(1);
            if let Err(issues) = self.add_row(&record, options) {
                ingest.skip_record(&file.clone().at_line(record.line()), issues);
            }
        }
        Ok(())
    }

    /// Adds a row, or returns all issues of its record.
    fn add_row(&mut self, record: &Record, options: &Options) -> Result<(), Vec<Issue>> {
        if let Some(issue) = record.check_line(options.longest_line) {
            return Err(vec![issue]);
        }
        if !matches!(record.len(), 4 | 5) {
            let got = format!("{} fields", record.len());
            let allowed =
                "four or five fields between tabs: date, source, target, code, description";
            let remedy = "put one tab between fields, and none in a field";
            return Err(vec![Issue::new("line", got, allowed, remedy)]);
        }
        let field = |nth: usize| if nth < record.len() { record.field(nth) } else { b"" };
        let mut issues = Vec::new();
        let day = fields::day("date", field(0), &mut issues);
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
        self.rows.push(KedsRow { day, source, target, code: self.codes.intern(code) });
        Ok(())
    }

    /// Adds the events of all rows, whose codes are in this vocabulary.
    fn add_events(self, vocabulary: Vocabulary, ingest: &mut Ingest<'_>) {
        let naming = match vocabulary {
            Vocabulary::Cameo => Naming::Cameo,
            other => Naming::Own(other.as_str()),
        };
        let mut counts = vec![0; self.actors.texts.len()];
        let mut count = |party: Option<u32>| {
            if let Some(number) = party {
                counts[number as usize] += 1;
            }
        };
        for row in &self.rows {
            count(row.source);
            count(row.target);
        }
        let mut actors = Vec::with_capacity(counts.len());
        for (nth, code) in self.actors.texts.iter().enumerate() {
            actors.push(ingest.actor_counted(naming, code, counts[nth]));
        }
        let mut codes = Vec::with_capacity(self.codes.texts.len());
        for text in &self.codes.texts {
            codes.push(ingest.code_id(vocabulary, text, None));
        }
        ingest.builder.reserve(self.rows.len());
        let mut texts = self.texts.into_iter();
        let mut next_text = texts.next();
        for (nth, row) in self.rows.iter().enumerate() {
            let party = |number: Option<u32>| number.map(|number| actors[number as usize]);
            let (source, target) = (party(row.source), party(row.target));
            // Rows without a text take the compact form of an event.
            match next_text.take_if(|(of, _)| *of == nth) {
                None => ingest.builder.add_row(source, target, row.day, codes[row.code as usize]),
                Some((_, text)) => {
                    next_text = texts.next();
                    let code = Code::new(vocabulary, &*self.codes.texts[row.code as usize]);
                    let event = Event::coded(source, target, row.day, code);
                    ingest.builder.add_event(event.with_text(text))
                }
            };
        }
    }

    /// Returns the vocabulary of the codes, with the reason. The first criterion that applies decides:
    ///
    /// 1. Only CAMEO has codes of four digits, and only WEIS has the categories 21 and 22 (CAMEO ends with
    ///    20). If a file has both, the more frequent decides.
    /// 2. Only CAMEO has actor codes of more than three letters.
    /// 3. The vocabulary that contains the codes of more rows; CAMEO if both contain as many.
    fn vocabulary(&self) -> (Vocabulary, String) {
        let total = self.rows.len();
        let count_rows = |has: &dyn Fn(&str) -> bool| {
            let mut are_counted = Vec::with_capacity(self.codes.texts.len());
            for code in &self.codes.texts {
                are_counted.push(has(code));
            }
            let mut count = 0;
            for row in &self.rows {
                count += usize::from(are_counted[row.code as usize]);
            }
            count
        };
        let digits = |code: &str| are_digits(code.as_bytes());
        let cameo = count_rows(&|code| {
            digits(code) && code.len() == 4 && ("01"..="20").contains(&&code[..2])
        });
        let weis = count_rows(&|code| {
            digits(code) && code.len() == 3 && matches!(&code[..2], "21" | "22")
        });
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
        if let Some(long) = self.actors.texts.iter().find(|name| name.len() > 3) {
            return (
                Vocabulary::Cameo,
                format!("it has actors of more than three letters, such as {long}"),
            );
        }
        let known = |vocabulary| count_rows(&|code| scale::is_known(&Code::new(vocabulary, code)));
        let (cameo, weis) = (known(Vocabulary::Cameo), known(Vocabulary::Weis));
        let vocabulary = if weis > cameo { Vocabulary::Weis } else { Vocabulary::Cameo };
        let why = format!("CAMEO has the codes of {cameo} of {total} rows, WEIS of {weis}");
        (vocabulary, why)
    }
}

/// Returns `true` if the first field is no date and the fourth no code.
fn is_header(record: &Record) -> bool {
    let starts_with_digit = |nth| record.field(nth).first().is_some_and(u8::is_ascii_digit);
    matches!(record.len(), 4 | 5) && !starts_with_digit(0) && !starts_with_digit(3)
}
