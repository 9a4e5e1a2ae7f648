//! A file of each format, saved again by other programs in a chain of random changes, is the same timeline.

use escalade::{
    Vocabulary,
    read::{Columns, DateOrder, Format, LeadingZeros, Options, json},
};
use proptest::prelude::*;
use tables::{
    ACLED, GDELT, GDELT_EXPORT, GTD, ICBE, ICEWS, KEDS,
    Kind::{self, Day, Id, Party, Text, Whole},
    MIDA, MIDB, MIDI, MIDIP, OWN, POLECAT, SCAD, TIMELINE_JS, TKG, Table, UCDP, dispute_rows,
    mid_rows, row, row_without_header,
};

mod json_texts;
mod tables;

/// One change that another program makes to a table.
#[derive(Clone, Debug)]
enum Change {
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

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (0_u8..4).prop_map(Change::Delimiter),
        Just(Change::QuoteAll),
        any::<u64>().prop_map(Change::Order),
        (0_u8..4).prop_map(Change::Names),
        (0_u8..3).prop_map(Change::RowNames),
        (0_u8..3).prop_map(Change::Floats),
        (0_u8..16).prop_map(Change::Missing),
        Just(Change::QuoteTexts),
        (0_u8..4).prop_map(Change::Blanks),
        (0_u8..13).prop_map(Change::Days),
        (0_u8..5).prop_map(Change::Encoding),
        (0_u8..3).prop_map(Change::LineEnds),
        (1_usize..3).prop_map(Change::EmptyEnd),
        (0_u8..4).prop_map(Change::Json),
    ]
}

/// A table as text, with what is still to be done to the whole file.
struct Saved {
    header: Vec<String>,
    kinds: Vec<Kind>,
    rows: Vec<Vec<String>>,
    delimiter: char,
    quotes_all: bool,
    quotes_texts: bool,
    has_header: bool,
    has_row_names: bool,
    encoding: u8,
    line_end: &'static str,
    has_last_end: bool,
    empty_end: usize,
    /// Written as records in JSON, in one of several forms.
    json: Option<u8>,
}

impl Saved {
    fn of(table: &Table) -> Self {
        Self {
            header: table.columns.iter().map(|(name, _)| (*name).to_owned()).collect(),
            kinds: table.columns.iter().map(|(_, kind)| *kind).collect(),
            rows: table.rows.clone(),
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

    fn make(&mut self, change: &Change) {
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

    fn bytes(&self) -> Vec<u8> {
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
fn day(notation: u8, cell: &str) -> String {
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

fn document(options: &Options, bytes: &[u8]) -> String {
    let reading = options.read("file", bytes).unwrap_or_else(|error| {
        panic!("{error}\nin\n{}", String::from_utf8_lossy(&bytes[..bytes.len().min(3000)]))
    });
    let mut written = Vec::new();
    json::write(&reading.timeline, &mut written).unwrap();
    String::from_utf8(written).unwrap()
}

fn draws() -> impl Strategy<Value = Vec<[usize; 8]>> {
    prop::collection::vec(prop::array::uniform8(0_usize..336), 1..12)
}

proptest! {
    #![proptest_config(crate::random_cases::config(600, 20_240_413))]

    #[test]
    fn a_file_saved_again_is_the_same_timeline(
        nth in 0_usize..12,
        draws in draws(),
        changes in prop::collection::vec(change(), 0..6),
    ) {
        use Format::{Acled, Csv, Gdelt, Gtd, Icbe, Icews, Keds, Polecat, Scad, TimelineJs, Tkg, Ucdp};
        let (format, columns) = [
            (Acled, ACLED), (Ucdp, UCDP), (Icews, ICEWS), (Polecat, POLECAT), (Gdelt, GDELT),
            (Icbe, ICBE), (Gtd, GTD), (Scad, SCAD), (TimelineJs, TIMELINE_JS), (Csv, OWN),
            (Tkg, TKG), (Keds, KEDS),
        ][nth];
        let rows = draws.iter().enumerate().map(|(nth, draw)| match format {
            Keds | Tkg => row_without_header(format, nth, draw),
            _ => row(format, nth, draw),
        }).collect();
        let table = Table { columns, rows };
        let mut options = Options::new()
            .descriptions()
            .keep([escalade::read::Extra::Mentions])
            .leading_zeros(LeadingZeros::Keep)
            // A table whose days are all before the 13th proves no order.
            .date_order(DateOrder::MonthFirst);
        if format == Csv {
            options = options.columns(
                Columns::new("day seen").source("who").target("whom").code("what", Vocabulary::Cameo)
                    .killed("dead").confidence("sure").text("words").id("code of row"),
            );
        }
        if format == Keds {
            options = options.vocabulary(Vocabulary::Cameo);
        }
        let clean = Saved::of(&table);
        let mut saved = Saved::of(&table);
        for change in &changes {
            // A number in a quadruple counts hours or days.
            if !(format == Tkg && matches!(change, Change::Days(2))) {
                saved.make(change);
            }
        }
        prop_assert_eq!(
            document(&options, &clean.bytes()),
            document(&options, &saved.bytes()),
            "after {:?}:\n{}", changes, String::from_utf8_lossy(&saved.bytes())
        );
    }

    /// Incidents or disputes and their participants, each file saved by other programs.
    #[test]
    fn files_that_are_read_together_saved_again_are_the_same_timeline(
        draws in draws(),
        of_incidents in prop::collection::vec(change(), 0..6),
        of_participants in prop::collection::vec(change(), 0..6),
        are_turned in any::<bool>(),
        are_disputes in any::<bool>(),
    ) {
        let (columns, (first, second)) = match are_disputes {
            true => ((MIDA, MIDB), dispute_rows(&draws)),
            false => ((MIDI, MIDIP), mid_rows(&draws)),
        };
        let tables = [
            (Table { columns: columns.0, rows: first }, &of_incidents),
            (Table { columns: columns.1, rows: second }, &of_participants),
        ];
        let mut clean = Vec::new();
        let mut again = Vec::new();
        for (nth, (table, changes)) in tables.iter().enumerate() {
            let mut saved = Saved::of(table);
            for change in *changes {
                saved.make(change);
            }
            clean.push((nth.to_string(), Saved::of(table).bytes()));
            again.push((nth.to_string(), saved.bytes()));
        }
        if are_turned {
            again.reverse();
        }
        let read = |files: &[(String, Vec<u8>)]| {
            let files = files.iter().map(|(name, bytes)| (name, &bytes[..]));
            let timeline = Options::new().read_all(files).unwrap().timeline;
            let mut written = Vec::new();
            json::write(&timeline, &mut written).unwrap();
            String::from_utf8(written).unwrap()
        };
        prop_assert_eq!(read(&clean), read(&again), "{:?}, {:?}", of_incidents, of_participants);
    }

    #[test]
    fn lines_without_a_header_saved_again_are_the_same_timeline(
        nth in 0_usize..3,
        draws in draws(),
        changes in prop::collection::vec(change(), 0..5),
    ) {
        use Format::{Gdelt, Keds, Tkg};
        let (format, columns) = [(Keds, KEDS), (Tkg, TKG), (Gdelt, GDELT_EXPORT)][nth];
        let draws = draws.iter().enumerate();
        let rows = draws.map(|(nth, draw)| row_without_header(format, nth, draw)).collect();
        let table = Table { columns, rows };
        let options = Options::new()
            .format(format)
            .vocabulary(Vocabulary::Cameo)
            .descriptions()
            .keep([escalade::read::Extra::Mentions])
            .leading_zeros(LeadingZeros::Keep)
            .date_order(DateOrder::MonthFirst);
        let lines = || Saved { has_header: false, delimiter: '\t', ..Saved::of(&table) };
        let (clean, mut saved) = (lines(), lines());
        for change in &changes {
            // The order of the fields is that of the format, and a number in a quadruple counts hours or days.
            let is_other = matches!(change, Change::Delimiter(_) | Change::Order(_) | Change::RowNames(_) | Change::EmptyEnd(_) | Change::Json(_));
            if !(is_other || format == Tkg && matches!(change, Change::Days(2))) {
                saved.make(change);
            }
        }
        prop_assert_eq!(
            document(&options, &clean.bytes()),
            document(&options, &saved.bytes()),
            "after {:?}:\n{}", changes, String::from_utf8_lossy(&saved.bytes())
        );
    }
}
