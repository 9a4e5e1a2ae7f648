//! Temporal knowledge graphs: quadruples of source, relation, target and time separated by tabs, such as the
//! benchmarks made from ICEWS.
//!
//! All files are read before events are added: only all data together show the unit of the times, and a
//! later file may give the names of numbered entities and relations.

use chrono::{Days, NaiveDate};

use super::{
    bytes::are_digits,
    date, fields,
    ingest::Ingest,
    interner::Interner,
    naming::Naming,
    numbered::Numbered,
    options::Options,
    peek::peek,
    plain::Cell,
    plain_record::RecordLayer,
    reader::{Input, Reader},
    records::{Record, Records, record_after},
    row_shapes::is_written_quadruple,
    table::Table,
    table_layout::{TableLayout, has_columns, optional, required},
    unnamed_columns::UnnamedColumns,
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{ActorId, CodeId, Vocabulary},
    scale::cameo_named,
};

/// Maximum number of hours or days since the start date, more than any data set spans.
const MAX_STEPS: u32 = 2_000_000;
const HOURS_PER_DAY: u32 = 24;
/// The number of rows from which it is seen whether the first column counts them.
const ROWS_COUNTED: usize = 20;

// The names of columns in tables that have a header, as other programs write them.
const SOURCES: &[&str] = &["source", "head", "subject"];
const RELATIONS: &[&str] = &["relation"];
const TARGETS: &[&str] = &["target", "tail", "object"];
const TIMES: &[&str] = &["time", "timestamp", "date"];

/// The fields of a row with a date.
const DATED: TableLayout<'_> = TableLayout {
    delimiter: b'\t',
    is_quoted: false,
    strips_quotes: true,
    ..TableLayout::with_commas(&[
        required(SOURCES, Cell::Party),
        required(RELATIONS, Cell::Id),
        required(TARGETS, Cell::Party),
        required(TIMES, Cell::Day),
        optional(&["fifth"], Cell::Text),
    ])
};
/// The fields of a row with a number of hours or days.
const COUNTED: TableLayout<'_> = TableLayout {
    columns: &[
        required(SOURCES, Cell::Id),
        required(RELATIONS, Cell::Id),
        required(TARGETS, Cell::Id),
        required(TIMES, Cell::Whole),
        optional(&["fifth"], Cell::Text),
    ],
    ..DATED
};

/// The reader of quadruples, with the rows of all files.
#[derive(Default)]
pub(super) struct Tkg {
    rows: Vec<Quadruple>,
    entities: Interner,
    /// The file, by its index, and line on which each entity first occurred.
    entity_places: Vec<(usize, u64)>,
    relations: Interner,
    /// Names of numbered entities, from files of names. Of several names of a number, the last is taken.
    entity_names: Vec<(u32, String)>,
    /// Names of numbered relations, likewise.
    relation_names: Vec<(u32, String)>,
    /// Whether some times are numbers.
    has_steps: bool,
    /// Whether some times are numbers that are not multiples of 24.
    has_part_days: bool,
}

/// A row, with its entities and relation as numbers of interned texts.
struct Quadruple {
    source: Option<u32>,
    relation: u32,
    target: Option<u32>,
    time: QuadrupleTime,
}

#[derive(Clone, Copy)]
enum QuadrupleTime {
    Day(NaiveDate),
    /// Number of hours or days since the start date.
    Step(u32),
}

impl Reader for Tkg {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let head = peek(input.text).map_err(|error| Error::io(input.name, error))?;
        let has_names = has_columns(head, &DATED.columns[..4]);
        let found = match has_names {
            true => None,
            false => UnnamedColumns::find_table(head, &is_written_quadruple),
        };
        if input.rows.is_some() || found.is_some() || has_names {
            return self.read_table(found.as_ref(), input, ingest);
        }
        let file = Location::in_file(input.name);
        if counts_rows(head) {
            let got = "five columns, of which the first counts the rows";
            let allowed = "source, relation, target and time, and at most one column after them";
            let remedy =
                "save the file without the names of its rows (index=False, row.names = FALSE)";
            let issue = Issue::new(file.at_line(1), got, allowed, remedy);
            return Err(Issues::from(issue).into_error(ErrorKind::Input));
        }
        let max_bytes = ingest.options.longest_line;
        let options = ingest.options;
        let mut layer = RecordLayer::new(head, input.name);
        let nth_file = ingest.files.len().saturating_sub(1);
        let mut records = Records::new(input.text, b'\t', false, max_bytes);
        let mut record = Record::default();
        let mut numbered = Vec::new();
        while records.read(&mut record).map_err(|error| Error::io(input.name, error))? {
            let line = record.line();
            let result = if let Some(issue) = record.check_line(max_bytes) {
                Err(vec![issue])
            } else if let Some(pair) = numbered_name(&record) {
                numbered.push(pair);
                continue;
            } else if let Some(issue) = check_width(&record) {
                Err(vec![issue])
            } else {
                let layout = if is_counted(record.field(3)) { &COUNTED } else { &DATED };
                layer.add(&mut record, layout, ingest, &mut |fields| {
                    self.add_row(fields, (nth_file, line), options)
                })
            };
            ingest.count_rows(1);
            if let Err(issues) = result {
                ingest.skip_record(&file.clone().at_line(line), issues);
            }
        }
        ingest.line = 0;
        ingest.report_decoded(input.name);
        self.add_names(input.name, numbered, ingest);
        Ok(())
    }

    fn finish(&mut self, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let start = ingest.options.start_date;
        if self.has_steps {
            let unit = if self.has_part_days { "days" } else { "hours, 24 a day" };
            let why = if self.has_part_days { "not all" } else { "all" };
            let from = start.unwrap_or_default();
            let default_note = if start.is_some() { "" } else { ", since no start date is set" };
            ingest.note_decision(format!(
                "times taken as {unit}, as {why} are multiples of 24, counted from {from}{default_note}"
            ));
        }
        let names = NamesByNumber::new(&self.entity_names);
        let mut actors = Vec::with_capacity(self.entities.texts.len());
        for (nth, written) in self.entities.texts.iter().enumerate() {
            let (file, line) = self.entity_places[nth];
            (ingest.file_of_line, ingest.line) = (Some(file), line);
            actors.push(entity(written, &names, ingest));
        }
        (ingest.file_of_line, ingest.line) = (None, 0);
        let codes = self.codes(ingest);
        ingest.builder.reserve(self.rows.len());
        for row in std::mem::take(&mut self.rows) {
            let day = match row.time {
                QuadrupleTime::Day(day) => day,
                QuadrupleTime::Step(steps) => {
                    // The benchmarks that count hours have whole days only, in multiples of 24 hours.
                    let days = if self.has_part_days { steps } else { steps / HOURS_PER_DAY };
                    let start = start.unwrap_or_default();
                    start.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
                }
            };
            let party = |number: Option<u32>| number.map(|number| actors[number as usize]);
            let (source, target) = (party(row.source), party(row.target));
            ingest.builder.add_row(source, target, day, codes[row.relation as usize]);
        }
        Ok(())
    }
}

impl Tkg {
    /// Reads rows in another form than lines with tabs: with a header, with other delimiters, with names of the rows, or
    /// from a sheet or records in JSON.
    fn read_table(
        &mut self,
        found: Option<&UnnamedColumns>,
        input: &mut Input<'_>,
        ingest: &mut Ingest<'_>,
    ) -> Result<(), Error> {
        let options = ingest.options;
        let nth_file = ingest.files.len().saturating_sub(1);
        let mut layout = TableLayout::detect(input, DATED.columns)?;
        let head = peek(input.text).map_err(|error| Error::io(input.name, error))?;
        let mut order = Vec::new();
        if let Some(found) = found {
            order = found.order(&|nth| DATED.columns[nth].name());
            layout = found.layout(head, &order, layout);
        }
        let place = found.map(|found| order.len() - found.width + 3);
        if is_first_counted(head, &layout, place) {
            layout.columns = COUNTED.columns;
        }
        Table::open(input, options, layout)?.for_each(ingest, &mut |row, ingest| {
            self.add_row(&row.first_five(), (nth_file, ingest.line), options)
        })
    }

    /// Adds a quadruple, or returns all issues of its fields.
    fn add_row(
        &mut self,
        fields: &[&[u8]; 5],
        place: (usize, u64),
        options: &Options,
    ) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let source = party("source", fields[0], options, &mut issues);
        let relation = name("relation", fields[1], &mut issues);
        let target = party("target", fields[2], options, &mut issues);
        let time = time(fields[3], &mut issues);
        let (Some(source), Some(relation), Some(target), Some(time)) =
            (source, relation, target, time)
        else {
            return Err(issues);
        };
        if let QuadrupleTime::Step(steps) = time {
            self.has_steps = true;
            self.has_part_days |= steps % HOURS_PER_DAY != 0;
        }
        let mut entity = |name: Option<&str>| {
            let number = self.entities.intern(name?);
            if number as usize == self.entity_places.len() {
                self.entity_places.push(place);
            }
            Some(number)
        };
        let (source, target) = (entity(source), entity(target));
        let relation = self.relations.intern(relation);
        self.rows.push(Quadruple { source, relation, target, time });
        Ok(())
    }

    /// Keeps the names of a file of names: of relations if the name of the file says so, or if most are
    /// names of CAMEO codes; else of entities.
    fn add_names(&mut self, file: &str, numbered: Vec<(u32, String)>, ingest: &mut Ingest<'_>) {
        if numbered.is_empty() {
            return;
        }
        let mut cameo = 0;
        for (_, name) in &numbered {
            cameo += usize::from(!cameo_named(name).is_empty());
        }
        let are_relations =
            file.to_ascii_lowercase().contains("relation") || 2 * cameo > numbered.len();
        let what = if are_relations { "relations" } else { "entities" };
        ingest.note_decision(format!("{file}: {} numbers and names of {what}", numbered.len()));
        let names = if are_relations { &mut self.relation_names } else { &mut self.entity_names };
        names.extend(numbered);
    }

    /// Returns the code of each relation: the CAMEO code of its name, or an unknown code.
    fn codes(&self, ingest: &mut Ingest<'_>) -> Vec<CodeId> {
        let (mut none, mut several, mut unnamed) = (Vec::new(), Vec::new(), 0_u32);
        let names = NamesByNumber::new(&self.relation_names);
        let mut codes = Vec::with_capacity(self.relations.texts.len());
        for written in &self.relations.texts {
            let name = match number(written.as_bytes()) {
                None => written,
                Some(number) => match names.get(number) {
                    Some(name) => name,
                    None => {
                        unnamed += 1;
                        codes.push(ingest.code_id(Vocabulary::Own, written.as_bytes(), None));
                        continue;
                    }
                },
            };
            let known = cameo_named(name);
            if known.len() > 1 {
                several.push(format!("{name} ({})", known.join(", ")));
            }
            if known.is_empty() {
                none.push(name.to_owned());
            }
            let code = known.first().copied().unwrap_or(name);
            codes.push(ingest.code_id(Vocabulary::Cameo, code.as_bytes(), None));
        }
        if unnamed > 0 {
            ingest.note_decision(format!(
                "{unnamed} relations are numbers without a name: they have no level"
            ));
        }
        for (names, what) in &[
            (none, "match no code of CAMEO: taken as unknown codes"),
            (several, "match several codes of CAMEO: taken as the first"),
        ] {
            if !names.is_empty() {
                let more = if names.len() > 8 { ", …" } else { "" };
                let shown = names[..names.len().min(8)].join("; ");
                ingest.note_decision(format!(
                    "{} names of relations {what}: {shown}{more}",
                    names.len()
                ));
            }
        }
        codes
    }
}

/// Names, to be found by number.
struct NamesByNumber<'n> {
    names: &'n [(u32, String)],
    order: Numbered,
}

impl<'n> NamesByNumber<'n> {
    fn new(names: &'n [(u32, String)]) -> Self {
        let order = Numbered::new(names.len(), &|nth| Some(names[nth].0.into()));
        Self { names, order }
    }

    fn get(&self, number: u32) -> Option<&'n str> {
        let (_, nth) = self.order.with(number.into()).last()?;
        Some(&self.names[*nth].1)
    }
}

/// Returns the actor of an entity.
fn entity(written: &str, names: &NamesByNumber<'_>, ingest: &mut Ingest<'_>) -> ActorId {
    match number(written.as_bytes()) {
        None => ingest.actor(Naming::Name, written),
        Some(number) => match names.get(number) {
            Some(name) => ingest.actor(Naming::Name, name),
            None => ingest.actor(Naming::Own("tkg"), written),
        },
    }
}

/// Returns `true` if the time of the first row, which is in this place unless a header names it, is a number of hours or
/// days.
fn is_first_counted(head: &[u8], layout: &TableLayout<'_>, place: Option<usize>) -> bool {
    let (mut place, mut width) = (place, usize::MAX);
    let mut nth = usize::from(layout.has_other_names);
    if place.is_none() {
        let Some((_, names)) = record_after(0, head, layout.delimiter, true) else { return false };
        (place, width, nth) = (layout.columns[3].find(&names), names.len(), 1);
    }
    let (Some(place), Some((_, row))) = (place, record_after(nth, head, layout.delimiter, true))
    else {
        return false;
    };
    // Rows may begin with a name that the header has no column for.
    let by = usize::from(row.len() > width && !row[width].is_empty());
    place + by < row.len() && is_counted(row[place + by].as_bytes())
}

/// Returns `true` if rows have five fields and the first counts them, from 0 or 1: it would be taken for the source, and
/// the time for the fifth field, which is not read.
fn counts_rows(head: &[u8]) -> bool {
    let mut expected = None;
    for nth in 0..ROWS_COUNTED {
        let Some((_, row)) = record_after(nth, head, b'\t', true) else { break };
        let counted = row.first().and_then(|first| number(first.trim().as_bytes()));
        let is_next = counted.is_some_and(|counted| expected.unwrap_or(counted.min(1)) == counted);
        if row.len() != 5 || !is_next {
            return false;
        }
        expected = counted.map(|counted| counted + 1);
    }
    // One or two rows may begin so by chance.
    expected.is_some_and(|next| next > 3)
}

/// Returns the name and number of a row of a file of names, or `None` for any other row.
fn numbered_name(record: &Record) -> Option<(u32, String)> {
    if record.len() != 2 {
        return None;
    }
    let name = fields::name("name", record.field(0), &mut Vec::new())?;
    Some((number(record.field(1))?, name.to_owned()))
}

/// Parses a number of digits only; `None` for any other text.
fn number(text: &[u8]) -> Option<u32> {
    let is_number = !text.is_empty() && are_digits(text);
    std::str::from_utf8(text).ok().filter(|_| is_number)?.parse().ok()
}

/// Parses the name of an entity or relation, which must not be empty.
fn name<'r>(field: &str, written: &'r [u8], issues: &mut Vec<Issue>) -> Option<&'r str> {
    let name = fields::name(field, written, issues)?;
    if name.is_empty() {
        let remedy = "add it, or leave the row out";
        issues.push(Issue::new(field, name, "a name or a number", remedy));
        return None;
    }
    Some(name)
}

/// Parses the name of an entity; `Some(None)` if it is a missing value.
fn party<'r>(
    field: &str,
    written: &'r [u8],
    options: &Options,
    issues: &mut Vec<Issue>,
) -> Option<Option<&'r str>> {
    let name = name(field, written, issues)?;
    Some((!fields::is_missing(name) && !options.is_missing(name)).then_some(name))
}

/// Returns an issue if a record has another number of fields than a quadruple.
fn check_width(record: &Record) -> Option<Issue> {
    // Some files have a tab at the end of each line.
    let count = record.len_without_empty();
    if matches!(count, 4 | 5) {
        return None;
    }
    let got = format!("{count} fields");
    let allowed = "four or five fields between tabs: source, relation, target, time, and one that is not read";
    let remedy = "put one tab between fields, and none in a field";
    Some(Issue::new("line", got, allowed, remedy))
}

/// Returns `true` if a time is a number, which another program may have written with a fraction of zero.
fn is_counted(time: &[u8]) -> bool {
    let time = time.strip_prefix(b"\"").unwrap_or(time);
    let time = time.strip_suffix(b"\"").unwrap_or(time);
    let time = time.strip_suffix(b".0").unwrap_or(time);
    number(time).is_some_and(|steps| steps <= MAX_STEPS)
}

/// Parses the time of a quadruple: a day, or a number of hours or days.
fn time(written: &[u8], issues: &mut Vec<Issue>) -> Option<QuadrupleTime> {
    let written = written.trim_ascii();
    let time = match number(written) {
        Some(steps) if steps <= MAX_STEPS => Some(QuadrupleTime::Step(steps)),
        _ => date::day(written).map(QuadrupleTime::Day),
    };
    if time.is_none() {
        let got = String::from_utf8_lossy(written);
        let allowed =
            format!("a day as YYYY-MM-DD, or a number of hours or days up to {MAX_STEPS}");
        issues.push(Issue::new("time", got, allowed, "correct it"));
    }
    time
}
