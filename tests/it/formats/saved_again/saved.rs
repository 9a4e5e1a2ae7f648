// Tables as other programs save them. Included by the fuzz target `saved-again` as well, which is why it has no inner doc
// comment.

use escalade::{
    Vocabulary,
    read::{Columns, DateOrder, Extra, Format, LeadingZeros, Options},
};

use super::tables::{
    ACLED, GDELT, GTD, ICBE, ICEWS, KEDS,
    Kind::{self, Day, Id, Party, Text, Whole},
    OWN, POLECAT, SCAD, TIMELINE_JS, TKG, Table, UCDP, row, row_without_header,
};

/// One change that another program makes to a table.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Delimiter(u8),
    QuoteAll,
    Order(u64),
    Names(u8),
    RowNames(u8),
    Floats(u8),
    Missing(u8),
    QuoteTexts,
    Blanks(u8),
    Days(u8),
    Encoding(u8),
    LineEnds(u8),
    EmptyEnd(usize),
    Json(u8),
}

/// The formats of tables that have a header, each with the columns of its tables.
pub(super) const WITH_HEADERS: [(Format, &[(&str, Kind)]); 12] = [
    (Format::Acled, ACLED),
    (Format::Ucdp, UCDP),
    (Format::Icews, ICEWS),
    (Format::Polecat, POLECAT),
    (Format::Gdelt, GDELT),
    (Format::Icbe, ICBE),
    (Format::Gtd, GTD),
    (Format::Scad, SCAD),
    (Format::TimelineJs, TIMELINE_JS),
    (Format::Csv, OWN),
    (Format::Tkg, TKG),
    (Format::Keds, KEDS),
];

/// Returns a table of a format with one row for each draw.
pub(super) fn table(
    format: Format,
    columns: &'static [(&'static str, Kind)],
    draws: &[[usize; 8]],
) -> Table {
    let rows = draws.iter().enumerate().map(|(nth, draw)| match format {
        Format::Keds | Format::Tkg => row_without_header(format, nth, draw),
        _ => row(format, nth, draw),
    });
    Table { columns, rows: rows.collect() }
}

/// Returns the options that read the tables of a format, whichever program has saved them.
pub(super) fn options(format: Format) -> Options {
    let options = Options::new()
        .descriptions()
        .keep([Extra::Mentions])
        .leading_zeros(LeadingZeros::Keep)
        // A table whose days are all before the 13th proves no order.
        .date_order(DateOrder::MonthFirst);
    match format {
        Format::Csv => options.columns(
            Columns::new("day seen")
                .source("who")
                .target("whom")
                .code("what", Vocabulary::Cameo)
                .killed("dead")
                .confidence("sure")
                .text("words")
                .id("code of row"),
        ),
        Format::Keds => options.vocabulary(Vocabulary::Cameo),
        _ => options,
    }
}

/// A table as text, with what is still to be done to the whole file.
#[derive(Clone)]
pub(super) struct Saved {
    header: Vec<String>,
    kinds: Vec<Kind>,
    rows: Vec<Vec<String>>,
    pub(super) delimiter: char,
    quotes_all: bool,
    quotes_texts: bool,
    pub(super) has_header: bool,
    has_row_names: bool,
    encoding: u8,
    line_end: &'static str,
    has_last_end: bool,
    empty_end: usize,
    /// Written as records in JSON, in one of several forms.
    json: Option<u8>,
}

impl Change {
    /// Whether a file of this format stays the same with the change.
    pub(super) fn keeps(&self, format: Format) -> bool {
        // A number in a quadruple counts hours or days.
        !(format == Format::Tkg && matches!(self, Self::Days(2)))
    }
}

impl Saved {
    pub(super) fn of(table: &Table) -> Self {
        let (header, kinds) =
            table.columns.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).unzip();
        Self::of_cells(header, kinds, table.rows.clone())
    }

    pub(super) fn of_cells(header: Vec<String>, kinds: Vec<Kind>, rows: Vec<Vec<String>>) -> Self {
        Self {
            header,
            kinds,
            rows,
            delimiter: ',',
            quotes_all: false,
            quotes_texts: false,
            has_header: true,
            has_row_names: false,
            encoding: 0,
            line_end: "\n",
            has_last_end: true,
            empty_end: 0,
            json: None,
        }
    }

    /// Changes each cell of this kind that is not empty.
    fn cells(&mut self, kind: Kind, with: &dyn Fn(&str) -> String) {
        for row in &mut self.rows {
            for (cell, of) in row.iter_mut().zip(&self.kinds) {
                if *of == kind && !cell.is_empty() {
                    *cell = with(cell);
                }
            }
        }
    }

    pub(super) fn make(&mut self, change: &Change) {
        match *change {
            Change::Delimiter(nth) => self.delimiter = [',', '\t', ';', '|'][usize::from(nth)],
            Change::QuoteAll => self.quotes_all = true,
            // Names of rows that the header does not have come last.
            Change::Order(_) if self.rows[0].len() != self.header.len() => {}
            Change::Order(seed) => {
                let order = shuffled(self.header.len(), seed);
                let reorder =
                    |cells: &[String]| order.iter().map(|nth| cells[*nth].clone()).collect();
                self.header = reorder(&self.header);
                self.rows = self.rows.iter().map(|row| reorder(row)).collect();
                self.kinds = order.iter().map(|nth| self.kinds[*nth]).collect();
            }
            Change::Names(nth) => {
                for name in &mut self.header {
                    *name = match nth {
                        0 => name.to_lowercase(),
                        1 => name.to_lowercase().replace(' ', "_"),
                        2 => name.replace([' ', '_'], "."),
                        _ => name.to_uppercase(),
                    };
                }
            }
            Change::RowNames(_) if self.has_row_names => {}
            Change::RowNames(nth) => {
                self.has_row_names = true;
                match nth {
                    0 => self.header.insert(0, String::new()),
                    1 => self.header.insert(0, "Unnamed: 0".into()),
                    _ => {}
                }
                if nth < 2 {
                    self.kinds.insert(0, Text);
                }
                // Without a name in the header, the kinds stay those of the other cells.
                for (nth, row) in self.rows.iter_mut().enumerate() {
                    row.insert(0, (nth + 1).to_string());
                }
                if nth == 2 {
                    self.kinds.insert(0, Text);
                }
            }
            Change::Floats(nth) => {
                self.cells(Whole, &|cell| match nth {
                    _ if cell.contains('.')
                        || !cell.ends_with(|last: char| last.is_ascii_digit()) =>
                    {
                        cell.to_owned()
                    }
                    1 => format!("{cell}.00"),
                    _ => format!("{cell}.0"),
                });
                self.cells(Id, &|cell| match cell.parse::<u64>() {
                    Ok(_) => format!("{cell}.0"),
                    Err(_) => cell.to_owned(),
                });
            }
            Change::Missing(nth) => {
                let word = [
                    "NA", "NaN", "nan", "NULL", "null", "None", "\\N", "-", "NAN", "none", "Null",
                    "N.A.", "nil", "#REF!", "#DIV/0!", "(null)",
                ][usize::from(nth)];
                for row in &mut self.rows {
                    for cell in row.iter_mut().filter(|cell| cell.is_empty()) {
                        *cell = word.to_owned();
                    }
                }
            }
            Change::QuoteTexts => self.quotes_texts = true,
            // Blanks that look like those of the names, or like nothing.
            Change::Blanks(nth) => self.cells(Party, &|cell| match nth {
                0 => cell.replace(' ', "\u{a0}"),
                1 => cell.replace(' ', "  "),
                // The byte order mark and others have no byte in single-byte encodings.
                _ => format!("\u{a0}{cell}"),
            }),
            Change::Days(nth) => self.cells(Day, &|cell| day(nth, cell)),
            Change::Encoding(nth) => self.encoding = nth,
            Change::LineEnds(nth) => {
                self.line_end = if nth == 1 { "\r\n" } else { "\n" };
                self.has_last_end = nth != 2;
            }
            Change::EmptyEnd(count) => self.empty_end = count,
            Change::Json(form) => self.json = Some(form),
        }
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        // Names of rows that the header does not have are the index of a data frame, and no field of its records.
        if let Some(form) = self.json.filter(|_| self.rows[0].len() == self.header.len()) {
            return self.records(form).into_bytes();
        }
        let mut lines = Vec::new();
        let header = std::iter::once(&self.header);
        for (nth, row) in header.chain(&self.rows).enumerate().skip(usize::from(!self.has_header)) {
            let mut cells: Vec<String> = row.iter().map(|cell| self.written(cell)).collect();
            if nth > 0 && row.len() == self.header.len() {
                cells.extend(std::iter::repeat_n(String::new(), self.empty_end));
            }
            lines.push(cells.join(&self.delimiter.to_string()));
        }
        let mut text = lines.join(self.line_end);
        if self.has_last_end {
            text += self.line_end;
        }
        match self.encoding {
            0 => text.into_bytes(),
            1 => format!("\u{feff}{text}").into_bytes(),
            2 => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
            3 => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => {
                let byte = |letter: char| match letter {
                    '\u{201c}' => 0x93,
                    '\u{201d}' => 0x94,
                    letter => u8::try_from(u32::from(letter)).unwrap(),
                };
                text.chars().map(byte).collect()
            }
        }
    }

    /// Returns the rows as records in JSON: a list, in an answer of a server, or one a line.
    fn records(&self, form: u8) -> String {
        let mut records = Vec::new();
        for row in &self.rows {
            let mut record = serde_json::Map::new();
            for (name, cell) in self.header.iter().zip(row) {
                let value = match cell.parse::<i64>() {
                    _ if cell.is_empty() => serde_json::Value::Null,
                    // As numbers, digits have no zeros before them.
                    Ok(number) if number.to_string() == *cell && form != 1 => number.into(),
                    _ => cell.as_str().into(),
                };
                record.insert(name.clone(), value);
            }
            records.push(serde_json::Value::from(record));
        }
        match form {
            0 => serde_json::to_string_pretty(&records).unwrap(),
            1 => serde_json::to_string(&records).unwrap(),
            2 => {
                let count = records.len();
                serde_json::json!({"success": true, "count": count, "data": records}).to_string()
            }
            _ => records.iter().map(|record| format!("{record}\n")).collect(),
        }
    }

    /// Returns a cell with quotes where this dialect needs them.
    fn written(&self, cell: &str) -> String {
        let is_tabbed = self.delimiter == '\t' && !self.quotes_all;
        let needs = cell.contains([self.delimiter, '"', '\n']);
        let is_text = self.quotes_texts && cell.parse::<f64>().is_err();
        if self.quotes_all || is_text || needs && !is_tabbed {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.to_owned()
        }
    }
}

/// Returns a date that is `2021-04-13` or `20210413` in another notation.
pub(super) fn day(notation: u8, cell: &str) -> String {
    let digits = cell.replace('-', "");
    if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return cell.to_owned(); // It was changed before.
    }
    let date = chrono::NaiveDate::parse_from_str(&digits, "%Y%m%d").unwrap();
    let epoch = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
    let format = match notation {
        0 => return digits,
        1 => return format!("{digits}.0"),
        2 => return (date - epoch).num_days().to_string(),
        3 => "%Y-%m-%d 00:00:00",
        4 => "%Y-%m-%dT00:00:00.000Z",
        5 => "%Y/%m/%d",
        6 => "%-d %B %Y",
        7 => "%d-%b-%Y",
        8 => "%b %-d, %Y",
        9 => "%-m/%-d/%Y",
        10 => "%m/%d/%y",
        11 => "%d%b%Y",
        _ => "%Y-%m-%d",
    };
    date.format(format).to_string()
}

/// Returns the numbers below `count` in an order by a seed.
fn shuffled(count: usize, mut seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for nth in (1..count).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(nth, (seed >> 33) as usize % (nth + 1));
    }
    order
}
