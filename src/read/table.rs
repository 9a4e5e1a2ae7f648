//! Tables with named columns, which may be in any order.

use std::mem;

use memchr::memrchr;

use super::{
    bytes::count,
    cells::{CellLayer, Decoding, Row, fits},
    ingest::Ingest,
    options::Options,
    peek::peek,
    plain::Cell,
    reader::Input,
    records::{Record, Records, find_column},
    row_place::{line_and_index, row_location},
    same_name::is_same_name,
    table_layout::{TableLayout, resembles},
    table_row::TableRow,
};
use crate::error::{Error, ErrorKind, Issue, Issues, Location};

/// A function that adds the event of a row, or returns all issues of the row.
type AddRow<'a> = dyn FnMut(&TableRow<'_>, &mut Ingest<'_>) -> Result<(), Vec<Issue>> + 'a;

/// A table whose header was read.
pub(super) struct Table<'t> {
    layout: TableLayout<'t>,
    records: Records<'t>,
    record: Record,
    max_bytes: usize,
    name: &'t str,
    /// The path of the rows, if they were made from another form: see [`Input::rows`].
    rows: Option<&'t str>,
    /// The number of fields of the first record.
    width: usize,
    /// The number of fields of the first record without empty ones at its end. Rows may have fewer or more empty
    /// fields at their end.
    least_width: usize,
    /// For each column that is read, its index in the file.
    indices: Vec<Option<usize>>,
    /// Whether the table has no header, so that the first record, already read, is a row.
    is_first_a_row: bool,
    has_header: bool,
    layer: CellLayer,
    /// What the report says about the columns.
    notes: Vec<String>,
}

impl<'t> Table<'t> {
    /// Reads the header, or detects that there is none.
    ///
    /// # Errors
    ///
    /// The file cannot be read, its first record is bad, or columns are missing or duplicate.
    pub(super) fn open(
        input: &'t mut Input<'_>,
        options: &Options,
        layout: TableLayout<'t>,
    ) -> Result<Self, Error> {
        Self::open_with(input, options, layout, &mut Self::find_columns_by_name)
    }

    /// Like [`open`](Self::open), but finds the columns with `find`, which is not called if the file has
    /// no record.
    pub(super) fn open_with(
        input: &'t mut Input<'_>,
        options: &Options,
        layout: TableLayout<'t>,
        find: &mut dyn FnMut(&mut Self) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let max_bytes = options.longest_line;
        let head = peek(input.text).map_err(|error| Error::io(input.name, error))?;
        let layer = CellLayer::new(head);
        let records = Records::new(input.text, layout.delimiter, layout.is_quoted, max_bytes);
        let mut table = Self {
            layout,
            records,
            record: Record::default(),
            max_bytes,
            name: input.name,
            rows: input.rows,
            width: 0,
            least_width: 0,
            indices: vec![None; layout.columns.len()],
            is_first_a_row: false,
            has_header: true,
            layer,
            notes: Vec::new(),
        };
        if table.read_next()? {
            if let Some(issue) = table.record.check(table.max_bytes) {
                let issue = issue.within(&table.location());
                return Err(Issues::from(issue).into_error(ErrorKind::Input));
            }
            table.width = table.record.len();
            table.least_width = table.record.len_without_empty();
            find(&mut table)?;
            // Without a header, the first row may end with empty fields in columns that are read.
            for index in table.indices.iter().flatten() {
                table.least_width = table.least_width.max(index + 1);
            }
            table.has_header = !table.is_first_a_row;
        }
        Ok(table)
    }

    /// Finds the index of each column with `find`, which receives the number of the column in the layout
    /// and the fields of the first record.
    pub(super) fn find_columns(
        &mut self,
        has_header: bool,
        mut find: impl FnMut(usize, &[String], &mut Vec<Issue>) -> Option<usize>,
    ) -> Result<(), Error> {
        let location = self.location();
        let names = self.names();
        self.is_first_a_row = !has_header;
        let mut found = Vec::new();
        // The place of a row in its file is no column of the file.
        let first = usize::from(self.rows.is_some());
        for (nth, index) in self.indices.iter_mut().enumerate() {
            *index = find(nth, &names[first..], &mut found).map(|nth| nth + first);
        }
        if has_header {
            self.find_unix_columns(&names);
        }
        let mut issues = Issues::default();
        for issue in found {
            issues.push(issue.within(&location));
        }
        issues.check(ErrorKind::Input)
    }

    /// Returns the fields of the first record, without quotes if they are not part of the text.
    fn names(&self) -> Vec<String> {
        let mut names = self.record.texts();
        if self.layout.strips_quotes {
            for name in &mut names {
                *name = name.trim_matches('"').to_owned();
            }
        }
        names
    }

    /// Finds the columns by the names in the layout.
    fn find_columns_by_name(&mut self) -> Result<(), Error> {
        let location = self.location();
        let TableLayout { columns, headerless_order, has_other_names, .. } = self.layout;
        let mut names = self.names();
        let is_header =
            !has_other_names && columns.iter().any(|column| column.find(&names).is_some());
        // The header may lack the name above the names of rows, as R writes tables.
        let is_in_order = headerless_order.len() == self.width
            || has_other_names && headerless_order.len() == self.width + 1;
        if !is_header && is_in_order {
            self.is_first_a_row = !has_other_names;
            if has_other_names {
                let (name, width) = (self.name, self.width);
                self.notes.push(format!("{name}: the first record is left out, since its names are not those of the format: its {width} columns taken in order"));
                self.width = headerless_order.len();
                self.least_width += self.width - width;
            }
            names.clear();
            for name in headerless_order {
                names.push((*name).to_owned());
            }
        }
        let mut issues = Issues::default();
        for (nth, column) in columns.iter().enumerate() {
            let index = column.find(&names);
            self.indices[nth] = index;
            let (allowed, remedy) = match index {
                None if !column.is_required => continue,
                None => ("a column of this name", "add the column, or correct its name"),
                Some(nth) if find_column(&names[nth + 1..], &names[nth]).is_none() => continue,
                Some(_) => ("one column of this name", "rename or remove the others"),
            };
            let issue = Issue::new(column.name(), names.join(", "), allowed, remedy);
            issues.push(issue.within(&location));
        }
        issues.check(ErrorKind::Input)?;
        self.find_unix_columns(&names);
        if is_header {
            self.note_unused(&names);
        }
        Ok(())
    }

    /// Notes which columns say that their numbers are Unix times.
    fn find_unix_columns(&mut self, names: &[String]) {
        for index in &self.indices {
            let name = index.map(|nth| names[nth].to_ascii_lowercase()).unwrap_or_default();
            let has = |word: &&str| name.contains(word);
            let is_unix = ["timestamp", "unix", "epoch", "milli", "seconds"].iter().any(has);
            self.layer.are_unix.push(is_unix || name.ends_with("_ms") || name.ends_with("_ts"));
        }
    }

    /// Notes columns that are not read although they look like columns that the table could have.
    fn note_unused(&mut self, names: &[String]) {
        for (nth, name) in names.iter().enumerate() {
            if self.indices.contains(&Some(nth)) {
                continue;
            }
            for (of, column) in self.layout.columns.iter().enumerate() {
                let has_name = column.names.iter().any(|known| is_same_name(known, name));
                let note = match self.indices[of] {
                    Some(taken) if has_name => format!(
                        "{}: column `{name}` is not read, since `{}` is",
                        self.name, names[taken]
                    ),
                    None if resembles(name, column.names) => format!(
                        "{}: column `{name}` is not read: rename it `{}` if it is that",
                        self.name,
                        column.name()
                    ),
                    _ => continue,
                };
                self.notes.push(note);
                break;
            }
        }
    }

    /// Returns the record read last: after opening, the first record.
    pub(super) fn record(&self) -> &Record {
        &self.record
    }

    /// Calls `add` with each row. Skips records that are bad, or for which `add` returns issues.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or cells have several meanings, of which the user must choose one.
    pub(super) fn for_each(
        mut self,
        ingest: &mut Ingest<'_>,
        add: &mut AddRow<'_>,
    ) -> Result<(), Error> {
        if self.is_first_a_row {
            let Self { name, width, .. } = self;
            ingest.note_decision(format!("{name}: no header, its {width} columns taken in order"));
        }
        for note in mem::take(&mut self.notes) {
            ingest.note_decision(note);
        }
        let mut is_first_row = self.has_header;
        // Without a header, the first row was read already when the table was opened.
        while mem::take(&mut self.is_first_a_row) || self.read_next()? {
            if mem::take(&mut is_first_row) {
                self.find_row_names(ingest);
            }
            ingest.count_rows(1);
            ingest.line = self.line();
            if let Some(issue) = self.check() {
                // A quote that is not closed joins rows to one record, which are lost with it.
                let lost = self.record.further_lines();
                ingest.count_rows(lost);
                ingest.skip_record(&self.location(), vec![issue]);
                ingest.skip_lines(lost);
                continue;
            }
            let mut result = self.add(ingest, add);
            if result.is_err() {
                let place = self.location();
                let columns = (self.layout.columns, &*self.indices);
                match self.layer.decode(&mut self.record, columns, (self.name, &place), ingest) {
                    Decoding::None => {}
                    Decoding::Asked => continue,
                    Decoding::Done(encoding) => {
                        result = self.add(ingest, add);
                        ingest.count_decoded(encoding, &self.record);
                    }
                }
            }
            if let Err(issues) = result {
                ingest.skip_record(&self.location(), issues);
            }
        }
        ingest.line = 0;
        ingest.report_decoded(self.name);
        Ok(())
    }

    /// Makes the cells of the current record plain, and calls `add` with them. Counts these cells if `add` takes
    /// the row.
    fn add(&mut self, ingest: &mut Ingest<'_>, add: &mut AddRow<'_>) -> Result<(), Vec<Issue>> {
        let Self { layer, record, layout, indices, name, has_header, rows, .. } = self;
        let (options, has_header) = (ingest.options, *has_header);
        let row = Row { record, layout, has_header, indices, options, file: name, rows: *rows };
        // All questions are asked together, when the file is read.
        if layer.apply(&row) {
            let (columns, cells) = (layout.columns, &layer.cells);
            add(&TableRow { record, columns, indices, cells }, ingest)?;
        }
        layer.report(&row, ingest);
        Ok(())
    }

    /// Detects that rows begin with a name of the row that the header has no column for, as R writes tables. The
    /// first row shows it.
    fn find_row_names(&mut self, ingest: &mut Ingest<'_>) {
        if self.record.len() != self.width + 1 {
            return;
        }
        // Cells that fit their columns, less those that do not. Whole numbers fit many columns, dates and years few.
        let count = |by: usize| {
            let mut count = 0;
            for (nth, column) in self.layout.columns.iter().enumerate() {
                let field = self.indices[nth].map_or(&b""[..], |nth| self.record.field(nth + by));
                let is_year = column.name().ends_with("year");
                let cell = if is_year { Cell::Year } else { column.cell };
                let is_date = matches!(cell, Cell::Day | Cell::ShortDay | Cell::Date | Cell::Year);
                let weight = if is_date { 4 } else { 1 };
                count += match fits(cell, field) {
                    Some(true) => weight,
                    Some(false) => -weight,
                    None => 0,
                };
            }
            count
        };
        let is_last_empty = self.record.field(self.width).is_empty();
        // The name of a first row fits a column of years or months as well.
        let lead = count(1) + i32::from(matches!(self.record.field(0), b"0" | b"1")) - count(0);
        if count(1) > count(0) || lead >= 0 && !is_last_empty {
            for index in self.indices.iter_mut().flatten() {
                *index += 1;
            }
            self.width += 1;
            self.least_width += 1;
            ingest.note_decision(format!(
                "{}: rows begin with a name that the header has no column for: left out",
                self.name
            ));
        }
    }

    /// Returns an issue if the current record is bad or has another number of fields than the first.
    fn check(&self) -> Option<Issue> {
        let issue = self.record.check(self.max_bytes);
        let len = self.record.len();
        let is_text = self.rows.is_none();
        if is_text && issue.is_none() && self.record.further_lines() > 0 && self.is_joined() {
            let got = format!("{} lines", 1 + self.record.further_lines());
            let allowed = "one row, and not rows that a quote joins";
            let remedy = "double the quote that is part of a text, or remove it";
            return Some(Issue::new("record", got, allowed, remedy));
        }
        if issue.is_some() || len == self.width {
            return issue;
        }
        // Fields that are empty may be missing at the end of a row, or be too many there.
        let is_surplus_empty = (self.least_width..len)
            .all(|nth| nth < self.width || self.record.field(nth).is_empty());
        if len >= self.least_width && is_surplus_empty {
            return None;
        }
        let got = format!("{len} fields");
        let allowed = format!("{} fields, as the first record has", self.width);
        let remedy = "look for a missing delimiter, or for one that should be in quotes";
        Some(Issue::new("record", got, allowed, remedy))
    }

    /// Returns `true` if a quote inside a text has joined rows: then the text goes on, after a line end, with as many
    /// fields of another row as precede it in its own.
    fn is_joined(&self) -> bool {
        for nth in 1..self.record.len() {
            let field = self.record.field(nth);
            if let Some(end) = memrchr(b'\n', field)
                && count(&field[end..], self.layout.delimiter) == nth
            {
                return true;
            }
        }
        false
    }

    fn location(&self) -> Location {
        row_location(self.name, self.rows, &self.record)
    }

    /// Returns the line of the current record in the file; 0 if it is unknown.
    fn line(&self) -> u64 {
        line_and_index(self.rows, &self.record).0
    }

    fn read_next(&mut self) -> Result<bool, Error> {
        self.records.read(&mut self.record).map_err(|error| Error::io(self.name, error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::bad_records::BadRecords;
    use crate::read::{
        plain::Cell,
        table_layout::{optional, required},
    };

    const LAYOUT: TableLayout<'_> = TableLayout::with_commas(&[
        required(&["day"], Cell::Text),
        required(&["code"], Cell::Text),
        optional(&["note"], Cell::Text),
    ]);

    /// Returns the rows as line, day, code and note, after one entry that says whether there is a column of
    /// notes; and the problems and decisions of the report.
    fn rows(
        text: impl AsRef<[u8]>,
        layout: TableLayout<'_>,
    ) -> Result<(Vec<String>, String), Error> {
        let options = Options::new().bad_records(BadRecords::Skip { at_most: 9 });
        let mut ingest = Ingest::new(&options);
        let mut input = Input { name: "file", text: &mut text.as_ref(), size: None, rows: None };
        let table = Table::open(&mut input, &options, layout)?;
        let mut rows = vec![format!("note: {}", table.indices[2].is_some())];
        table.for_each(&mut ingest, &mut |row, _| {
            let mut issues = Vec::new();
            let fields = [0, 1, 2].map(|column| row.text(column, &mut issues));
            if row.field(1) == b"bad" {
                row.reject(1, "a good code", "correct it", &mut issues);
            }
            let [Some(day), Some(code), Some(note)] = fields else { return Err(issues) };
            rows.push(format!("{}: {day} {code} {note}", row.record.line()));
            if issues.is_empty() { Ok(()) } else { Err(issues) }
        })?;
        let report = ingest.build()?.1;
        let reported = report.problems.iter().map(Issue::to_string).chain(report.decisions);
        Ok((rows, reported.collect::<Vec<_>>().join("\n")))
    }

    #[test]
    fn columns_may_be_in_any_order() {
        for text in [
            "day,code,note\n1,2,\"3\n4\"\n5,6,",
            "code,note,more,DAY\r\n2,\"3\n4\",x,1\r\n6,,y,5\r\n",
            "\n\"note\", day ,\"code\"\n\"3\n4\",1,2\n\n,5,6\n , ,\n",
        ] {
            let (read, reported) = rows(text, LAYOUT).expect("a table");
            let read: Vec<_> = read.iter().filter_map(|row| row.split_once(": ")).collect();
            assert_eq!(
                read.iter().map(|row| row.1).collect::<Vec<_>>(),
                ["true", "1 2 3\n4", "5 6 "]
            );
            assert_eq!(reported, "");
        }
        let (read, _) = rows("code,day\n2,1\n", LAYOUT).expect("a table");
        assert_eq!(read, ["note: false", "2: 1 2 "]);
        assert_eq!(rows("", LAYOUT).expect("an empty table").0.len(), 1);
    }

    #[test]
    fn missing_and_duplicate_columns_are_reported_at_once() {
        let Err(error) = rows("\nnote,date,note,kind,code,code\n", LAYOUT) else {
            panic!("no such table");
        };
        let reported: Vec<_> = error.issues().iter().map(Issue::to_string).collect();
        let expected = ["day: got «note,", "code: got «note,", "note: got «note,"];
        assert_eq!(reported.len(), 3);
        for (reported, expected) in reported.iter().zip(expected) {
            assert!(reported.starts_with(&format!("file: line 2: {expected}")), "{reported}");
        }
        assert!(
            reported[0].contains("add the column")
                && reported[2].contains("one column of this name")
        );
        let wide = "a,".repeat(10_000_000);
        let Err(error) = rows(wide, LAYOUT) else { panic!("no such table") };
        assert!(error.to_string().contains("1024 fields"), "{error}");
        let Err(error) = rows("day,code\0", LAYOUT) else { panic!("no such table") };
        assert!(error.to_string().contains("NUL"), "{error}");
    }

    #[test]
    fn bad_rows_are_skipped_and_reported() {
        let text = b"day,code\n1,2\n3\n4,5,6\n7,bad\n8,\xe9\n9,\"10\n";
        let (read, reported) = rows(text, LAYOUT).expect("a table");
        assert_eq!(read, ["note: false", "2: 1 2 ", "5: 7 bad ", "6: 8 é "]);
        let lines: Vec<_> =
            reported.lines().map(|line| line.split("; ").next().unwrap_or("")).collect();
        assert_eq!(
            lines,
            [
                "file: line 3: record: got «1 fields»",
                "file: line 4: record: got «3 fields»",
                "file: line 5: code: got «bad»",
                "file: line 7: record: got «9, 10»",
                "file: 1 records taken as ISO 8859-1, the first on line 6 with «é»: state the encoding with `Options::encoding`, on the command line --encoding, if it is another",
            ]
        );
        assert!(reported.contains("ISO 8859-1, the first on line 6 with «é»"), "{reported}");
    }

    #[test]
    fn without_a_header_the_columns_are_taken_in_order() {
        let layout = TableLayout { headerless_order: &["code", "other", "day"], ..LAYOUT };
        let (read, reported) = rows("2,x,1\n4,y,3\n", layout).expect("a table");
        assert_eq!(read, ["note: false", "1: 1 2 ", "2: 3 4 "]);
        assert_eq!(reported, "file: no header, its 3 columns taken in order");
        let (read, reported) = rows("day,code,x\n1,2,\n", layout).expect("a table");
        assert_eq!((&*read[1], &*reported), ("2: 1 2 ", ""), "a header of three");
        for other in ["2,1\n", "2,x,1,\n", "date,code\n"] {
            assert!(rows(other, layout).is_err(), "{other}");
        }
    }
}
