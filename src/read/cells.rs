//! The layer between a table and the reader of its format: it makes the cells of each row plain.

use memchr::memrchr;

use super::{
    cell_rule::CellRule,
    fields::is_missing_word,
    ingest::Ingest,
    leading_zeros::{CodeFacts, plain_code},
    options::Options,
    plain::{self, Cell, Outcome, Question, is_nobody, is_plain},
    plain_date::{DateFacts, YEAR_OF_TWO_DIGITS, plain_date},
    records::Record,
    sample::{ColumnProof, prove},
    table_layout::TableLayout,
};
use crate::error::{Error, ErrorKind, Issue, Issues, Location};

const NOBODY: Question = Question {
    allowed: "an actor: one actor of this name would join the events of all that nobody identified",
    remedy: "say that it means nobody with `Options::missing`, on the command line --missing Unknown, or that it is one actor with an alias of the word to itself",
};

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
            asked: Vec::new(),
        }
    }

    /// Makes the cells of a record plain. Returns `false` if the user must state the meaning of one.
    #[inline]
    pub(super) fn apply(&mut self, row: &Row<'_>) -> bool {
        self.cells.text.clear();
        self.cells.spans.clear();
        self.made.clear();
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
                if let (Ok(text), false) = (std::str::from_utf8(field), options.missing.is_empty())
                    && options.missing.iter().any(|word| word == text)
                {
                    field = b"";
                    outcome = Outcome::Written(CellRule::Missing);
                }
                if cell == Cell::Party && is_nobody(field) {
                    let is_named = |text| options.aliases.contains_key(text);
                    if !std::str::from_utf8(field).is_ok_and(is_named) {
                        outcome = Outcome::Asked(&NOBODY);
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
                        // The rule of quotes writes nothing.
                        if rule == CellRule::Quoted || field.is_empty() {
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
                        self.ask(column, question, field, row);
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
            Cell::Day | Cell::Date => {
                let proof = self.proof(column, row);
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

    /// Notes a question about a cell.
    fn ask(&mut self, column: usize, question: &'static Question, field: &[u8], row: &Row<'_>) {
        for (of, other, count, _) in &mut self.asked {
            if *of == column && *other == question {
                *count += 1;
                return;
            }
        }
        let got = String::from_utf8_lossy(field);
        let name = row.layout.columns[column].name();
        let place = Location::in_file(row.file).at_line(row.record.line());
        let issue = Issue::new(name, got, question.allowed, question.remedy).within(&place);
        self.asked.push((column, question, 1, issue));
    }

    /// Counts the cells of the current row that were made plain.
    pub(super) fn report(&self, row: &Row<'_>, ingest: &mut Ingest<'_>) {
        for (column, rule) in &self.made {
            if let Some(index) = row.indices[*column] {
                let name = row.layout.columns[*column].name();
                let place = (row.file, row.record.line());
                ingest.guesses.count(rule.as_str(), place, name, row.record.field(index));
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
