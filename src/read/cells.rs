//! The layer between a table and the reader of its format: it makes the cells of each row plain.

use memchr::memrchr;

use super::{
    bytes::are_digits,
    cell_rule::CellRule,
    date_order::DateOrder,
    date_questions::YEAR_OF_TWO_DIGITS,
    fields::{is_missing_word, is_nobody},
    ingest::Ingest,
    leading_zeros::{CodeFacts, plain_code},
    options::Options,
    plain::{self, Cell, Outcome, is_plain, trimmed},
    plain_date::{DateFacts, plain_date},
    questions::{NOBODY, Question},
    records::Record,
    row_place::row_location,
    sample::{ColumnProof, prove},
    second_fractions::{OUT_OF_ORDER, SecondFractions},
    table_layout::{ColumnSpec, TableLayout},
    western::{ENCODING, EncodingEvidence, Western},
};
use crate::error::Location;

/// A row whose cells are made plain.
#[derive(Clone, Copy)]
pub(super) struct Row<'r> {
    pub(super) record: &'r Record,
    pub(super) layout: &'r TableLayout<'r>,
    /// Whether the first record of the file is the header.
    pub(super) has_header: bool,
    /// For each column of the layout, the index of its field.
    pub(super) indices: &'r [Option<usize>],
    pub(super) options: &'r Options,
    /// The name of the file.
    pub(super) file: &'r str,
    /// The path of the rows, if they were made from another form: see `Input::rows`.
    pub(super) rows: Option<&'r str>,
}

impl Row<'_> {
    fn cell(&self, column: usize) -> Cell {
        self.layout.columns[column].cell()
    }
}

/// The plain cells of a row. Cells that were plain already stay in the record.
#[derive(Default)]
pub(super) struct PlainCells {
    text: Vec<u8>,
    /// For each column, the part of `text` that replaces its cell.
    spans: Vec<Option<(usize, usize)>>,
}

impl PlainCells {
    /// Returns the text that replaces a cell, or `None` if the cell was plain.
    #[inline]
    pub(super) fn get(&self, column: usize) -> Option<&[u8]> {
        let (start, end) = (*self.spans.get(column)?)?;
        Some(&self.text[start..end])
    }
}

/// How a record that could not be read was decoded.
pub(super) enum Decoding {
    /// It is UTF-8, or its bytes show no encoding.
    None,
    /// It was decoded from the encoding of this name.
    Done(&'static str),
    /// The user must state the encoding.
    Asked,
}

/// Makes the cells of the rows of one table plain.
pub(super) struct CellLayer {
    /// The first bytes of the file, from which proofs are taken when a cell first needs them.
    head: Vec<u8>,
    proofs: Option<Vec<ColumnProof>>,
    /// Whether the name of each column says that it holds Unix times.
    pub(super) are_unix: Vec<bool>,
    pub(super) cells: PlainCells,
    /// The cells of the current row that were made plain, by column, with the rule.
    made: Vec<(usize, CellRule)>,
    /// What records that are not UTF-8 show of their encoding, once there is one.
    evidence: Option<EncodingEvidence>,
    /// The fractions of seconds, by column.
    fractions: Vec<(usize, SecondFractions)>,
    /// The cells of the current row whose meaning the user must state, by column.
    asked: Vec<(usize, &'static Question)>,
}

impl CellLayer {
    /// Creates the layer of a file that begins with `head`.
    pub(super) fn new(head: &[u8]) -> Self {
        // Rows at the end of the head may be cut: without the last line feed, the last is not whole.
        const MOST: usize = super::peek::HEAD_BYTES;
        let head = match head.get(..MOST) {
            Some(first) => {
                let whole = memrchr(b'\n', first).unwrap_or(0);
                &first[..whole]
            }
            None => head,
        };
        Self {
            head: head.to_vec(),
            proofs: None,
            are_unix: Vec::new(),
            cells: PlainCells::default(),
            made: Vec::new(),
            evidence: None,
            fractions: Vec::new(),
            asked: Vec::new(),
        }
    }

    /// Decodes a record that is not UTF-8, with the fields of the columns at these indices. If its bytes leave the
    /// encoding open, asks the user.
    #[cold]
    pub(super) fn decode(
        &mut self,
        record: &mut Record,
        (columns, indices): (&[ColumnSpec<'_>], &[Option<usize>]),
        (file, place): (&str, &Location),
        ingest: &mut Ingest<'_>,
    ) -> Decoding {
        if record.is_utf8() {
            return Decoding::None;
        }
        let is_of_actor = |field: usize| {
            let column = indices.iter().position(|index| *index == Some(field));
            column.and_then(|nth| columns.get(nth)).is_some_and(|one| one.cell() == Cell::Party)
        };
        let evidence = self.evidence.get_or_insert_with(|| EncodingEvidence::of_head(&self.head));
        let mut fields = (0..record.len()).map(|nth| record.field(nth));
        match evidence.encoding(&mut fields, &is_of_actor) {
            Western::No => Decoding::None,
            Western::Named(name) => {
                record.decode_western();
                Decoding::Done(name)
            }
            Western::Unclear => {
                record.decode_western();
                let mut texts = (0..record.len()).map(|nth| record.field(nth));
                let text = texts.find(|text| !text.is_ascii()).unwrap_or_default();
                ingest.questions.ask_at(&ENCODING, file, place, "text", text, 1);
                Decoding::Asked
            }
        }
    }

    /// Makes the cells of a record plain. Returns `false` if the user must state the meaning of one.
    #[inline]
    pub(super) fn apply(&mut self, row: &Row<'_>) -> bool {
        self.cells.text.clear();
        self.cells.spans.clear();
        self.made.clear();
        self.asked.clear();
        let has_words = !row.options.missing.is_empty();
        let mut is_clean = true;
        for (column, index) in row.indices.iter().enumerate() {
            let Some(index) = *index else { continue };
            let field = row.record.field(index);
            let is_cell_plain = is_plain(row.cell(column), field)
                && !(row.layout.strips_quotes && field.starts_with(b"\""));
            is_clean &= is_cell_plain && !has_words;
        }
        is_clean || self.apply_slowly(row)
    }

    #[cold]
    fn apply_slowly(&mut self, row: &Row<'_>) -> bool {
        let Row { record, layout, indices, options, .. } = *row;
        self.cells.spans.resize(indices.len(), None);
        let mut is_answered = true;
        // Codes are last, since other cells of the row may show what they are.
        for is_code_turn in [false, true] {
            for (column, index) in indices.iter().enumerate() {
                let Some(index) = *index else { continue };
                let cell = row.cell(column);
                if (cell == Cell::Cameo) != is_code_turn {
                    continue;
                }
                let mut field = record.field(index);
                let unquoted;
                let start = self.cells.text.len();
                let mut outcome = Outcome::AsIs;
                if layout.strips_quotes
                    && let Some(inner) = field.strip_prefix(b"\"")
                    && let Some(inner) = inner.strip_suffix(b"\"")
                {
                    unquoted = undoubled(inner);
                    field = unquoted.trim_ascii();
                    outcome = Outcome::Written(CellRule::Quoted);
                }
                let inner = trimmed(field);
                if inner.len() < field.len() {
                    field = inner;
                    outcome = Outcome::Written(CellRule::Blanks);
                }
                let listed;
                if let (Ok(text), false) = (std::str::from_utf8(field), options.missing.is_empty())
                {
                    if options.is_missing(text) {
                        field = b"";
                        outcome = Outcome::Written(CellRule::Missing);
                    } else if cell == Cell::Party
                        && let Some(others) = without_missing(text, options)
                    {
                        listed = others;
                        field = listed.as_bytes();
                        outcome = Outcome::Written(CellRule::MissingInList);
                    }
                }
                if cell == Cell::Party && is_nobody(field) {
                    let is_named = |text| options.aliases.contains_key(text);
                    if !std::str::from_utf8(field).is_ok_and(is_named) {
                        outcome = match layout.is_nobody_missing {
                            true => Outcome::Written(CellRule::Missing),
                            false => Outcome::Asked(&NOBODY),
                        };
                    }
                } else if !is_plain(cell, field) {
                    match self.plain(column, field, row) {
                        Outcome::AsIs => {}
                        other => outcome = other,
                    }
                }
                match outcome {
                    Outcome::AsIs => {}
                    Outcome::Written(rule) => {
                        // These rules write nothing.
                        if matches!(
                            rule,
                            CellRule::Quoted | CellRule::Blanks | CellRule::MissingInList
                        ) {
                            self.cells.text.extend_from_slice(field);
                        }
                        self.cells.spans[column] = Some((start, self.cells.text.len()));
                        let is_native = rule == CellRule::Missing
                            && std::str::from_utf8(field)
                                .is_ok_and(|text| layout.missing.contains(&text));
                        if rule != CellRule::Quoted && !is_native {
                            self.made.push((column, rule));
                        }
                    }
                    Outcome::Asked(question) => {
                        is_answered = false;
                        self.asked.push((column, question));
                    }
                }
            }
        }
        is_answered
    }

    /// Makes one cell plain.
    fn plain(&mut self, column: usize, field: &[u8], row: &Row<'_>) -> Outcome {
        let Row { record, layout, indices, options, .. } = *row;
        let cell = row.cell(column);
        if is_missing_word(field) {
            let is_country = field == b"NA"
                && matches!(cell, Cell::Party | Cell::Text)
                && self.proof(column, row).are_pairs();
            if is_country {
                self.cells.text.extend_from_slice(field);
                return Outcome::Written(CellRule::Country);
            }
            return Outcome::Written(CellRule::Missing);
        }
        match cell {
            Cell::Day | Cell::ShortDay | Cell::Date => {
                let proof = self.proof(column, row);
                let stated = match cell {
                    Cell::ShortDay if field.len() <= 8 && are_digits(field) => {
                        Some(DateOrder::YearFirst)
                    }
                    _ => options.date_order,
                };
                let facts = DateFacts {
                    order: stated.or(proof.order()),
                    is_contradictory: stated.is_none() && proof.is_contradictory(),
                    has_six_digits: proof.has_six_digits,
                    are_midnights: !proof.has_times,
                    is_unix: self.are_unix.get(column).copied().unwrap_or(false),
                    is_modern: layout.is_modern,
                    is_day: cell != Cell::Date,
                };
                let outcome = plain_date(field, facts, &mut self.cells.text);
                if outcome != Outcome::Asked(&YEAR_OF_TWO_DIGITS) {
                    return outcome;
                }
                self.with_year(field, facts, row).unwrap_or(outcome)
            }
            Cell::Cameo => {
                let mut facts = CodeFacts { said: options.leading_zeros, ..CodeFacts::default() };
                facts.has_zeros = self.proof(column, row).has_zeros;
                for (other, index) in indices.iter().enumerate() {
                    let Some(index) = *index else { continue };
                    let text = self.cells.get(other).unwrap_or_else(|| record.field(index));
                    match row.cell(other) {
                        Cell::CameoRoot => facts.root = text,
                        Cell::QuadClass => facts.quad = text,
                        Cell::Number if facts.score.is_empty() => facts.score = text,
                        _ => {}
                    }
                }
                let mut out = Vec::new();
                let mut code = Vec::new();
                // 19.0 is 19, which may be 019.
                let by_number = plain::whole(field, &mut code);
                let code = if code.is_empty() { field } else { &code };
                let outcome = plain_code(code, &facts, &mut out);
                match (outcome, by_number) {
                    (Outcome::AsIs, Outcome::Written(rule)) => {
                        self.cells.text.extend_from_slice(code);
                        Outcome::Written(rule)
                    }
                    _ => {
                        self.cells.text.extend_from_slice(&out);
                        outcome
                    }
                }
            }
            _ => plain::plain(cell, field, &mut self.cells.text),
        }
    }

    /// Writes a date whose year is one of two digits with the year in the column of years, if that ends in
    /// these digits.
    fn with_year(&mut self, field: &[u8], facts: DateFacts, row: &Row<'_>) -> Option<Outcome> {
        let nth = row.layout.columns.iter().position(|column| column.cell() == Cell::Year)?;
        let mut year = Vec::new();
        let written = row.record.field((*row.indices.get(nth)?)?);
        if plain::whole(written, &mut year) == Outcome::AsIs {
            year.extend_from_slice(written);
        }
        let mut date = Vec::new();
        let facts = DateFacts { is_modern: false, ..facts };
        if plain_date(field, facts, &mut date) == Outcome::AsIs {
            date.extend_from_slice(field);
        }
        if year.len() != 4 || date.get(..2)? != b"00" || date[2..4] != year[2..] {
            return None;
        }
        self.cells.text.extend_from_slice(&year);
        self.cells.text.extend_from_slice(&date[4..]);
        Some(Outcome::Written(CellRule::YearRestored))
    }

    /// Returns what the first rows prove about a column.
    fn proof(&mut self, column: usize, row: &Row<'_>) -> ColumnProof {
        let Self { head, proofs, .. } = self;
        let proofs = proofs.get_or_insert_with(|| {
            let form = (row.layout.delimiter, row.layout.is_quoted, row.has_header);
            prove(head, form, row.layout.columns, row.indices)
        });
        let has_times = proofs.iter().any(|proof| proof.has_times);
        // Where one column of dates has times of day, midnight in another is one too.
        ColumnProof { has_times, ..proofs[column] }
    }

    /// Counts the cells of the current row that were made plain, and asks about those with several meanings.
    pub(super) fn report(&mut self, row: &Row<'_>, ingest: &mut Ingest<'_>) {
        for (column, question) in &self.asked {
            if let Some(index) = row.indices[*column] {
                let name = row.layout.columns[*column].name();
                let place = row_location(row.file, row.rows, row.record);
                let field = row.record.field(index);
                ingest.questions.ask_at(question, row.file, &place, name, field, 1);
            }
        }
        let place = (row.file, ingest.line);
        for (column, rule) in &self.made {
            if let Some(index) = row.indices[*column] {
                let name = row.layout.columns[*column].name();
                let field = row.record.field(index);
                ingest.guesses.count(rule.as_str(), place, name, field);
                if *rule == CellRule::FractionOfSecond {
                    let of = self.fractions.iter().position(|(of, _)| of == column);
                    let nth = of.unwrap_or_else(|| {
                        self.fractions.push((*column, SecondFractions::default()));
                        self.fractions.len() - 1
                    });
                    let time = String::from_utf8_lossy(field);
                    if self.fractions[nth].1.is_out_of_order(&time) {
                        ingest.guesses.count(OUT_OF_ORDER, place, name, field);
                    }
                }
            }
        }
    }
}

/// Returns whether a cell is what its column holds: a date, a number or a code. `None` for texts and for cells that
/// are missing values, which show nothing.
pub(super) fn fits(cell: Cell, field: &[u8]) -> Option<bool> {
    if field.is_empty() || is_missing_word(field) {
        return None;
    }
    match cell {
        Cell::Party | Cell::Text | Cell::Id => None,
        // One to three digits are more often a name of a row or another number than a year.
        Cell::Year => {
            let mut digits = 0;
            while digits < field.len() && field[digits].is_ascii_digit() {
                digits += 1;
            }
            let is_short = digits < 4 && matches!(field[digits..], [] | [b'-' | b'.' | b';', ..]);
            if is_short { None } else { Some(digits == 4) }
        }
        Cell::Day | Cell::ShortDay | Cell::Date => {
            let facts = DateFacts { is_day: true, ..DateFacts::default() };
            let made = || plain_date(field, facts, &mut Vec::new()) != Outcome::AsIs;
            Some(is_plain(cell, field) || made())
        }
        _ => {
            let made = || plain::plain(cell, field, &mut Vec::new()) != Outcome::AsIs;
            Some(is_plain(cell, field) || made())
        }
    }
}

/// Returns a text between quotes, in which a quote is written twice.
fn undoubled(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut was_quote = false;
    for byte in text {
        was_quote = *byte == b'"' && !was_quote;
        if *byte != b'"' || was_quote {
            out.push(*byte);
        }
    }
    out
}

/// Returns a list between semicolons or bars without the words that mean a missing value by the options; `None` if it
/// has none of them.
fn without_missing(list: &str, options: &Options) -> Option<String> {
    let separators = [';', '|'];
    if !list.contains(separators) {
        return None;
    }
    let mut others = String::with_capacity(list.len());
    for part in list.split_inclusive(separators) {
        let (word, separator) = match part.strip_suffix(separators) {
            Some(word) => (word, &part[word.len()..]),
            None => (part, ""),
        };
        if !options.is_missing(word.trim()) {
            others.push_str(word);
        }
        others.push_str(separator);
    }
    (others.len() < list.len()).then_some(others)
}
