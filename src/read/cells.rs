//! The layer between a table and the reader of its format: it makes the cells of each row plain.

use super::{
    fields::is_missing_word,
    ingest::Ingest,
    leading_zeros::{CodeFacts, plain_code},
    options::Options,
    plain::{self, Cell, MISSING, Outcome, QUOTED, Question, is_nobody, is_plain},
    plain_date::{DateFacts, YEAR_OF_TWO_DIGITS, plain_date},
    records::Record,
    sample::{ColumnProof, prove},
    table_layout::{ColumnSpec, TableLayout},
};
use crate::error::{Error, ErrorKind, Issue, Issues, Location};

const COUNTRY: &str = "among codes of two letters taken as that code, not as missing values";
const YEAR_RESTORED: &str = "with a year of two digits taken as the year in the column of years";
const NOBODY: Question = Question {
    allowed: "an actor: one actor of this name would join the events of all that nobody identified",
    remedy: "say that it means nobody with `Options::missing`, on the command line --missing Unknown, or that it is one actor with an alias of the word to itself",
};

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

/// Makes the cells of the rows of one table plain.
pub(super) struct CellLayer {
    /// The first bytes of the file, from which proofs are taken when a cell first needs them.
    head: Vec<u8>,
    proofs: Option<Vec<ColumnProof>>,
    /// Whether the name of each column says that it holds Unix times.
    pub(super) are_unix: Vec<bool>,
    pub(super) cells: PlainCells,
    /// The cells of the current row that were made plain, by column, with the rule.
    made: Vec<(usize, &'static str)>,
    /// The cells whose meaning the user must state, the first of each question and column, with their number.
    asked: Vec<(usize, &'static Question, u64, Issue)>,
}

impl CellLayer {
    /// Creates the layer of a file that begins with `head`.
    pub(super) fn new(head: &[u8]) -> Self {
        // Rows at the end of the head may be cut: without the last line feed, the last is not whole.
        const MOST: usize = super::peek::HEAD_BYTES;
        let head = match head.get(..MOST) {
            Some(first) => {
                let whole = first.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
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
            asked: Vec::new(),
        }
    }

    /// Makes the cells of a record plain. Returns `false` if the user must state the meaning of one.
    #[inline]
    pub(super) fn apply(
        &mut self,
        record: &Record,
        layout: &TableLayout<'_>,
        has_header: bool,
        indices: &[Option<usize>],
        (options, place): (&Options, &dyn Fn() -> Location),
    ) -> bool {
        self.cells.text.clear();
        self.cells.spans.clear();
        self.made.clear();
        let has_words = !options.missing.is_empty();
        let mut is_clean = true;
        for (column, index) in indices.iter().enumerate() {
            let Some(index) = *index else { continue };
            let field = record.field(index);
            let is_cell_plain = is_plain(layout.columns[column].cell(), field)
                && !(layout.strips_quotes && field.starts_with(b"\""));
            is_clean &= is_cell_plain && !has_words;
        }
        is_clean || self.apply_slowly(record, layout, has_header, indices, (options, place))
    }

    #[cold]
    fn apply_slowly(
        &mut self,
        record: &Record,
        layout: &TableLayout<'_>,
        has_header: bool,
        indices: &[Option<usize>],
        (options, place): (&Options, &dyn Fn() -> Location),
    ) -> bool {
        self.cells.spans.resize(indices.len(), None);
        let mut is_answered = true;
        // Codes are last, since other cells of the row may show what they are.
        for is_code_turn in [false, true] {
            for (column, index) in indices.iter().enumerate() {
                let Some(index) = *index else { continue };
                let cell = layout.columns[column].cell();
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
                    outcome = Outcome::Written(QUOTED);
                }
                if let (Ok(text), false) = (std::str::from_utf8(field), options.missing.is_empty())
                    && options.missing.iter().any(|word| word == text)
                {
                    field = b"";
                    outcome = Outcome::Written(MISSING);
                }
                if cell == Cell::Party && is_nobody(field) {
                    let is_named = |text| options.aliases.contains_key(text);
                    if !std::str::from_utf8(field).is_ok_and(is_named) {
                        outcome = Outcome::Asked(&NOBODY);
                    }
                } else if !is_plain(cell, field) {
                    match self.plain(column, field, (layout, has_header, indices), record, options)
                    {
                        Outcome::AsIs => {}
                        other => outcome = other,
                    }
                }
                match outcome {
                    Outcome::AsIs => {}
                    Outcome::Written(rule) => {
                        // The rule of quotes writes nothing.
                        if rule == QUOTED || field.is_empty() {
                            self.cells.text.extend_from_slice(field);
                        }
                        self.cells.spans[column] = Some((start, self.cells.text.len()));
                        let is_native = rule == MISSING
                            && std::str::from_utf8(field)
                                .is_ok_and(|text| layout.missing.contains(&text));
                        if rule != QUOTED && !is_native {
                            self.made.push((column, rule));
                        }
                    }
                    Outcome::Asked(question) => {
                        is_answered = false;
                        self.ask(column, question, field, layout, place);
                    }
                }
            }
        }
        is_answered
    }

    /// Makes one cell plain.
    fn plain(
        &mut self,
        column: usize,
        field: &[u8],
        (layout, has_header, indices): (&TableLayout<'_>, bool, &[Option<usize>]),
        record: &Record,
        options: &Options,
    ) -> Outcome {
        let cell = layout.columns[column].cell();
        if is_missing_word(field) {
            let is_country = field == b"NA"
                && matches!(cell, Cell::Party | Cell::Text)
                && self.proof(column, (layout, has_header, indices)).are_pairs();
            if is_country {
                self.cells.text.extend_from_slice(field);
                return Outcome::Written(COUNTRY);
            }
            return Outcome::Written(MISSING);
        }
        match cell {
            Cell::Day | Cell::Date => {
                let proof = self.proof(column, (layout, has_header, indices));
                let facts = DateFacts {
                    order: options.date_order.or(proof.order()),
                    is_contradictory: options.date_order.is_none() && proof.is_contradictory(),
                    are_midnights: !proof.has_times,
                    is_unix: self.are_unix.get(column).copied().unwrap_or(false),
                    is_modern: layout.is_modern,
                    is_day: cell == Cell::Day,
                };
                let outcome = plain_date(field, facts, &mut self.cells.text);
                if outcome != Outcome::Asked(&YEAR_OF_TWO_DIGITS) {
                    return outcome;
                }
                self.with_year(field, facts, (layout, indices), record).unwrap_or(outcome)
            }
            Cell::Cameo => {
                let mut facts = CodeFacts { said: options.leading_zeros, ..CodeFacts::default() };
                facts.has_zeros = self.proof(column, (layout, has_header, indices)).has_zeros;
                for (other, index) in indices.iter().enumerate() {
                    let Some(index) = *index else { continue };
                    let text = self.cells.get(other).unwrap_or_else(|| record.field(index));
                    match layout.columns[other].cell() {
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
    fn with_year(
        &mut self,
        field: &[u8],
        facts: DateFacts,
        (layout, indices): (&TableLayout<'_>, &[Option<usize>]),
        record: &Record,
    ) -> Option<Outcome> {
        let nth = layout.columns.iter().position(|column| column.cell() == Cell::Year)?;
        let mut year = Vec::new();
        let written = record.field((*indices.get(nth)?)?);
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
        Some(Outcome::Written(YEAR_RESTORED))
    }

    /// Returns what the first rows prove about a column.
    fn proof(
        &mut self,
        column: usize,
        (layout, has_header, indices): (&TableLayout<'_>, bool, &[Option<usize>]),
    ) -> ColumnProof {
        let Self { head, proofs, .. } = self;
        let proofs = proofs.get_or_insert_with(|| {
            let form = (layout.delimiter, layout.is_quoted, has_header);
            prove(head, form, layout.columns, indices)
        });
        let has_times = proofs.iter().any(|proof| proof.has_times);
        // Where one column of dates has times of day, midnight in another is one too.
        ColumnProof { has_times, ..proofs[column] }
    }

    /// Notes a question about a cell.
    fn ask(
        &mut self,
        column: usize,
        question: &'static Question,
        field: &[u8],
        layout: &TableLayout<'_>,
        place: &dyn Fn() -> Location,
    ) {
        for (of, other, count, _) in &mut self.asked {
            if *of == column && *other == question {
                *count += 1;
                return;
            }
        }
        let got = String::from_utf8_lossy(field);
        let name = layout.columns[column].name();
        let issue = Issue::new(name, got, question.allowed, question.remedy).within(&place());
        self.asked.push((column, question, 1, issue));
    }

    /// Counts the cells of the current row that were made plain.
    pub(super) fn report(
        &self,
        record: &Record,
        columns: &[ColumnSpec<'_>],
        indices: &[Option<usize>],
        file: &str,
        ingest: &mut Ingest<'_>,
    ) {
        for (column, rule) in &self.made {
            if let Some(index) = indices[*column] {
                let name = columns[*column].name();
                ingest.guesses.count(rule, (file, record.line()), name, record.field(index));
            }
        }
    }

    /// Returns an error if the user must state the meaning of cells.
    pub(super) fn finish(self) -> Result<(), Error> {
        let mut issues = Issues::default();
        for (_, _, count, issue) in self.asked {
            let others = count - 1;
            let issue = match others {
                0 => issue,
                _ => {
                    let allowed = format!("{} ({others} more such cells)", issue.allowed());
                    let location = issue.location().clone();
                    Issue::new(location, issue.got(), allowed, issue.remedy())
                }
            };
            issues.push(issue);
        }
        issues.check(ErrorKind::Input)
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
        Cell::Day | Cell::Date => {
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
