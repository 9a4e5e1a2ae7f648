//! Rows of the Kansas Event Data System: date, source, target, code, and an optional description,
//! separated by tabs, with or without a header. Other programs save them again with other delimiters.
//!
//! All rows of a file are read before events are added: only the whole file shows the vocabulary of the
//! codes, on which the meaning of the actor codes depends.

use chrono::NaiveDate;

use super::{
    bytes::{are_digits, split},
    fields,
    ingest::Ingest,
    interner::Interner,
    leading_zeros::{CodeFacts, plain_code, shows_zeros},
    naming::Naming,
    options::Options,
    peek::peek,
    plain::{Cell, Outcome},
    plain_record::RecordLayer,
    reader::{Input, Reader},
    records::{Record, Records},
    row_shapes::is_coded_row,
    table::Table,
    table_layout::{ColumnSpec, TableLayout, has_columns, optional, required},
    unnamed_columns::UnnamedColumns,
};
use crate::{
    error::{Error, Issue, Location},
    model::{Code, Event, Vocabulary},
    scale,
};

/// The fields of a row.
const COLUMNS: [ColumnSpec<'_>; 5] = [
    required(&["date"], Cell::ShortDay),
    required(&["source"], Cell::Party),
    required(&["target"], Cell::Party),
    required(&["code"], Cell::Id),
    optional(&["description"], Cell::Text),
];
const LAYOUT: TableLayout<'_> = TableLayout {
    delimiter: b'\t',
    is_quoted: false,
    strips_quotes: true,
    ..TableLayout::with_commas(&COLUMNS)
};

/// The reader of KEDS files.
pub(super) struct Keds;

impl Reader for Keds {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let mut file = KedsFile::default();
        let head = peek(input.text).map_err(|error| Error::io(input.name, error))?;
        let begins_with_rows = begins_with_rows(head);
        let is_named = !begins_with_rows && has_columns(head, &COLUMNS[..4]);
        let found = match begins_with_rows || is_named {
            true => None,
            false => UnnamedColumns::find_table(head, &is_coded_row),
        };
        if input.rows.is_some() || found.is_some() || is_named {
            file.read_table(found.as_ref(), input, ingest)?;
        } else {
            file.read(input, ingest)?;
        }
        let (vocabulary, why) = match ingest.options.vocabulary {
            Some(vocabulary) => (vocabulary, "the caller chose it by name".to_owned()),
            None => file.vocabulary(),
        };
        ingest.note_decision(format!("codes taken as {vocabulary}: {why}"));
        if file.has_header {
            ingest.note_decision("first row taken as a header: it has neither a date nor a code");
        }
        file.add_events(vocabulary, input.name, ingest);
        ingest.line = 0;
        Ok(())
    }
}

/// The rows of a file.
#[derive(Default)]
struct KedsFile {
    rows: Vec<KedsRow>,
    actors: Interner,
    codes: Interner,
    /// The lines on which each actor and each code first occurred.
    actor_lines: Vec<u64>,
    code_lines: Vec<u64>,
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
        let head = peek(input.text).map_err(|error| Error::io(name, error))?;
        let mut layer = RecordLayer::new(head, name);
        let mut records = Records::new(input.text, b'\t', false, options.longest_line);
        let file = Location::in_file(name);
        let mut record = Record::default();
        let mut is_first = true;
        while records.read(&mut record).map_err(|error| Error::io(name, error))? {
            if std::mem::take(&mut is_first) && is_header(&record) {
                self.has_header = true;
                layer.has_header = true;
                continue;
            }
            ingest.count_rows(1);
            let line = record.line();
            let result = match check(&record, options) {
                Some(issue) => Err(vec![issue]),
                None => layer.add(&mut record, &LAYOUT, ingest, &mut |fields| {
                    self.add_row(fields, line, options)
                }),
            };
            if let Err(issues) = result {
                ingest.skip_record(&file.clone().at_line(line), issues);
            }
        }
        ingest.report_decoded(name);
        Ok(())
    }

    /// Reads rows in another form than lines with tabs: with other delimiters, with names of the rows, or from a sheet
    /// or records in JSON.
    fn read_table(
        &mut self,
        found: Option<&UnnamedColumns>,
        input: &mut Input<'_>,
        ingest: &mut Ingest<'_>,
    ) -> Result<(), Error> {
        let options = ingest.options;
        let mut layout = TableLayout::detect(input, &COLUMNS)?;
        let head = peek(input.text).map_err(|error| Error::io(input.name, error))?;
        let order;
        if let Some(found) = found {
            order = found.order(&|nth| COLUMNS[nth].name());
            layout = found.layout(head, &order, layout);
        }
        Table::open(input, options, layout)?.for_each(ingest, &mut |row, ingest| {
            let code = row.field(3);
            if !are_digits(code) {
                let remedy = "if the codes are others, describe the columns with `Options::columns`, on the command line --columns FILE";
                let code = String::from_utf8_lossy(code);
                return Err(vec![Issue::new("code", code, "a code of CAMEO or WEIS", remedy)]);
            }
            self.add_row(&row.first_five(), ingest.line, options)
        })
    }

    /// Adds a row, or returns all issues of its fields.
    fn add_row(
        &mut self,
        fields: &[&[u8]; 5],
        line: u64,
        options: &Options,
    ) -> Result<(), Vec<Issue>> {
        let field = |nth: usize| fields[nth];
        let mut issues = Vec::new();
        let day = fields::day("date", field(0), &mut issues);
        let source = options.party("source", field(1), &mut issues);
        let target = options.party("target", field(2), &mut issues);
        let code = fields::event_bytes("code", field(3), &mut issues);
        let description = match options.descriptions {
            true => fields::text("description", field(4), &mut issues),
            false => Some(""),
        };
        let (Some(day), Some(source), Some(target), Some(code), Some(description)) =
            (day, source, target, code, description)
        else {
            return Err(issues);
        };
        let description = if fields::is_missing(description) { "" } else { description };
        // 190.0 is the code 190.
        if field(3).first().is_some_and(u8::is_ascii_digit) && field(3).contains(&b'.') {
            let code = String::from_utf8_lossy(code);
            return Err(vec![Issue::new("code", code, "the code of an event type", "correct it")]);
        }
        let mut party = |code: Option<&[u8]>| {
            let number = self.actors.intern_bytes(code?);
            note_line(&mut self.actor_lines, number, line);
            Some(number)
        };
        let (source, target) = (party(source), party(target));
        let code = self.codes.intern_bytes(code);
        note_line(&mut self.code_lines, code, line);
        if !description.is_empty() {
            self.texts.push((self.rows.len(), description.to_owned()));
        }
        self.rows.push(KedsRow { day, source, target, code });
        Ok(())
    }

    /// Adds the events of all rows, whose codes are in this vocabulary.
    fn add_events(mut self, vocabulary: Vocabulary, file: &str, ingest: &mut Ingest<'_>) {
        if vocabulary == Vocabulary::Cameo {
            self.restore_zeros(file, ingest);
        }
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
            ingest.line = self.actor_lines[nth];
            actors.push(ingest.actor_counted(naming, code, counts[nth]));
        }
        let mut codes = Vec::with_capacity(self.codes.texts.len());
        for text in &self.codes.texts {
            codes.push(ingest.code_id(vocabulary, text.as_bytes(), None));
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

    /// Restores the leading zeros of CAMEO codes that another program removed.
    fn restore_zeros(&mut self, file: &str, ingest: &mut Ingest<'_>) {
        let has_zeros = self.codes.texts.iter().any(|code| shows_zeros(code.as_bytes()));
        let facts =
            CodeFacts { has_zeros, said: ingest.options.leading_zeros, ..CodeFacts::default() };
        for (nth, code) in self.codes.texts.iter_mut().enumerate() {
            let mut restored = Vec::new();
            let outcome = plain_code(code.as_bytes(), &facts, &mut restored);
            if outcome == Outcome::AsIs {
                continue;
            }
            let rows = self.rows.iter().filter(|row| row.code as usize == nth).count() as u64;
            let place = (file, self.code_lines[nth]);
            match outcome {
                Outcome::Asked(question) => {
                    ingest.questions.ask(question, place, "code", code.as_bytes(), rows);
                }
                Outcome::Written(rule) => {
                    let (what, written) = (rule.as_str(), code.as_bytes());
                    ingest.guesses.count_many(what, place, "code", written, rows);
                    *code = String::from_utf8_lossy(&restored).into();
                }
                Outcome::AsIs => {}
            }
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

/// Returns `true` if one of the first two lines is a row between tabs, as most files of this format begin.
fn begins_with_rows(head: &[u8]) -> bool {
    for line in split(head, b'\n').take(2) {
        let mut fields = [&b""[..]; 6];
        let mut count = 0;
        for (place, field) in fields.iter_mut().zip(split(line, b'\t')) {
            *place = field.trim_ascii();
            count += 1;
        }
        if is_coded_row(&fields[..count]) {
            return true;
        }
    }
    false
}

/// Returns an issue if a record is too long or has another number of fields than a row.
fn check(record: &Record, options: &Options) -> Option<Issue> {
    if let Some(issue) = record.check_line(options.longest_line) {
        return Some(issue);
    }
    if matches!(record.len(), 4 | 5) {
        return None;
    }
    let got = format!("{} fields", record.len());
    let allowed = "four or five fields between tabs: date, source, target, code, description";
    let remedy = "put one tab between fields, and none in a field";
    Some(Issue::new("line", got, allowed, remedy))
}

/// Notes the line of a text, by its number, if the text is new.
fn note_line(lines: &mut Vec<u64>, number: u32, line: u64) {
    if number as usize == lines.len() {
        lines.push(line);
    }
}

/// Returns `true` if the first field is no date and the fourth no code.
fn is_header(record: &Record) -> bool {
    let starts_with_digit = |nth| {
        let field = record.field(nth);
        field.strip_prefix(b"\"").unwrap_or(field).first().is_some_and(u8::is_ascii_digit)
    };
    matches!(record.len(), 4 | 5) && !starts_with_digit(0) && !starts_with_digit(3)
}
