//! Tables with named columns, which may be in any order.

use std::mem;

use super::{
    fields,
    ingest::Ingest,
    options::Options,
    peek::peek,
    reader::Input,
    records::{DELIMITERS, Record, Records, find_column, first_record},
};
use crate::error::{Error, ErrorKind, Issue, Issues, Location};

/// A column that a reader looks for.
#[derive(Clone, Copy)]
pub(super) struct ColumnSpec<'c> {
    name: &'c str,
    is_required: bool,
}

/// Specifies a column without which the table cannot be read.
pub(super) const fn required(name: &str) -> ColumnSpec<'_> {
    ColumnSpec { name, is_required: true }
}

/// Specifies a column that is read if the table has it.
pub(super) const fn optional(name: &str) -> ColumnSpec<'_> {
    ColumnSpec { name, is_required: false }
}

/// How a table is delimited, and which columns are read.
#[derive(Clone, Copy)]
pub(super) struct TableLayout<'c> {
    pub(super) delimiter: u8,
    /// Whether fields may be enclosed in double quotes.
    pub(super) is_quoted: bool,
    /// Whether a record that is not in UTF-8 is taken to be in ISO 8859-1.
    pub(super) is_latin1: bool,
    /// The columns that are read. A row gives its fields by the index of their column here, whatever the
    /// order in the file.
    pub(super) columns: &'c [ColumnSpec<'c>],
    /// The names of all columns in order, for files that may have no header; else empty.
    pub(super) headerless_order: &'c [&'c str],
}

impl<'c> TableLayout<'c> {
    /// Returns the layout of a table in UTF-8 with commas, quotes and a header.
    pub(super) const fn with_commas(columns: &'c [ColumnSpec<'c>]) -> Self {
        Self { delimiter: b',', is_quoted: true, is_latin1: false, columns, headerless_order: &[] }
    }

    /// Returns the layout with the delimiter that separates most of these columns in the header: other
    /// programs export tables again with tabs or semicolons.
    ///
    /// In a table with tabs, quotes are part of the text, unless the header begins with one.
    pub(super) fn detect(
        input: &mut Input<'_>,
        columns: &'c [ColumnSpec<'c>],
    ) -> Result<Self, Error> {
        let head = peek(input.text).map_err(|error| Error::io(input.name, error))?;
        let (mut delimiter, mut most) = (b',', 0);
        for candidate in DELIMITERS {
            let header = first_record(head, candidate, true);
            let names = header.map(|(_, names)| names).unwrap_or_default();
            let is_known =
                |name: &&String| columns.iter().any(|of| of.name.eq_ignore_ascii_case(name));
            let known = names.iter().filter(is_known).count();
            if known > most {
                (delimiter, most) = (candidate, known);
            }
        }
        let is_quoted = delimiter != b'\t' || head.starts_with(b"\"");
        Ok(Self { delimiter, is_quoted, ..Self::with_commas(columns) })
    }
}

/// A function that adds the event of a row, or returns all issues of the row.
type AddRow<'a> = dyn FnMut(&TableRow<'_>, &mut Ingest<'_>) -> Result<(), Vec<Issue>> + 'a;

/// A table whose header was read.
pub(super) struct Table<'t> {
    layout: TableLayout<'t>,
    records: Records<'t>,
    record: Record,
    max_bytes: usize,
    name: &'t str,
    /// The number of fields of the first record, which every record must have.
    width: usize,
    /// For each column that is read, its index in the file.
    indices: Vec<Option<usize>>,
    /// Whether the table has no header, so that the first record, already read, is a row.
    is_first_a_row: bool,
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
        let records = Records::new(input.text, layout.delimiter, layout.is_quoted, max_bytes);
        let mut table = Self {
            layout,
            records,
            record: Record::default(),
            max_bytes,
            name: input.name,
            width: 0,
            indices: vec![None; layout.columns.len()],
            is_first_a_row: false,
        };
        if table.read_next()? {
            if let Some(issue) = table.record.check(table.max_bytes) {
                let issue = issue.within(&table.location());
                return Err(Issues::from(issue).into_error(ErrorKind::Input));
            }
            table.width = table.record.len();
            find(&mut table)?;
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
        let names = self.record.texts();
        self.is_first_a_row = !has_header;
        let mut found = Vec::new();
        for (nth, index) in self.indices.iter_mut().enumerate() {
            *index = find(nth, &names, &mut found);
        }
        let mut issues = Issues::default();
        for issue in found {
            issues.push(issue.within(&location));
        }
        issues.check(ErrorKind::Input)
    }

    /// Finds the columns by the names in the layout.
    fn find_columns_by_name(&mut self) -> Result<(), Error> {
        let location = self.location();
        let TableLayout { columns, headerless_order, .. } = self.layout;
        let mut names = self.record.texts();
        let is_header = columns.iter().any(|column| find_column(&names, column.name).is_some());
        if !is_header && headerless_order.len() == self.width {
            self.is_first_a_row = true;
            names = headerless_order.iter().map(|name| (*name).to_owned()).collect();
        }
        let mut issues = Issues::default();
        for (column, index) in columns.iter().zip(&mut self.indices) {
            *index = find_column(&names, column.name);
            let (allowed, remedy) = match *index {
                None if !column.is_required => continue,
                None => ("a column of this name", "add the column, or correct its name"),
                Some(nth) if find_column(&names[nth + 1..], column.name).is_none() => continue,
                Some(_) => ("one column of this name", "rename or remove the others"),
            };
            let issue = Issue::new(column.name, names.join(", "), allowed, remedy);
            issues.push(issue.within(&location));
        }
        issues.check(ErrorKind::Input)
    }

    /// Returns the record read last: after opening, the first record.
    pub(super) fn record(&self) -> &Record {
        &self.record
    }

    /// Calls `add` with each row. Skips records that are bad, or for which `add` returns issues.
    pub(super) fn for_each(
        mut self,
        ingest: &mut Ingest<'_>,
        add: &mut AddRow<'_>,
    ) -> Result<(), Error> {
        if self.is_first_a_row {
            let Self { name, width, .. } = self;
            ingest.note_decision(format!("{name}: no header, its {width} columns taken in order"));
        }
        let mut decoded: u64 = 0;
        // Without a header, the first row was read already when the table was opened.
        while mem::take(&mut self.is_first_a_row) || self.read_next()? {
            ingest.count_rows(1);
            let result = if let Some(issue) = self.check() {
                Err(vec![issue])
            } else {
                decoded += u64::from(self.layout.is_latin1 && self.record.decode_latin1());
                let (columns, indices) = (self.layout.columns, &*self.indices);
                add(&TableRow { record: &self.record, columns, indices }, ingest)
            };
            if let Err(issues) = result {
                ingest.skip_record(&self.location(), issues);
            }
        }
        if decoded > 0 {
            ingest.note_decision(format!("{}: {decoded} records taken as ISO 8859-1", self.name));
        }
        Ok(())
    }

    /// Returns an issue if the current record is bad or has another number of fields than the first.
    fn check(&self) -> Option<Issue> {
        let issue = self.record.check(self.max_bytes);
        if issue.is_some() || self.record.len() == self.width {
            return issue;
        }
        let got = format!("{} fields", self.record.len());
        let allowed = format!("{} fields, as the first record has", self.width);
        let remedy = "look for a missing delimiter, or for one that should be in quotes";
        Some(Issue::new("record", got, allowed, remedy))
    }

    fn location(&self) -> Location {
        Location::in_file(self.name).at_line(self.record.line())
    }

    fn read_next(&mut self) -> Result<bool, Error> {
        self.records.read(&mut self.record).map_err(|error| Error::io(self.name, error))
    }
}

/// A row of a table. Its fields are numbered as the columns of its [`TableLayout`].
pub(super) struct TableRow<'r> {
    record: &'r Record,
    columns: &'r [ColumnSpec<'r>],
    indices: &'r [Option<usize>],
}

impl<'r> TableRow<'r> {
    /// Returns the name of a column.
    pub(super) fn name(&self, column: usize) -> &'r str {
        self.columns[column].name
    }

    /// Returns a field without surrounding blanks; empty if the table has no such column.
    pub(super) fn field(&self, column: usize) -> &'r [u8] {
        self.indices[column].map_or(b"", |nth| self.record.field(nth))
    }

    /// Returns a field as text. Returns `None` and adds an issue if it is not UTF-8.
    pub(super) fn text(&self, column: usize, issues: &mut Vec<Issue>) -> Option<&'r str> {
        fields::text(self.name(column), self.field(column), issues)
    }

    /// Returns a field as a whole number, or `Some(None)` if it is empty. Returns `None` and adds an issue
    /// if it is neither.
    pub(super) fn number(&self, column: usize, issues: &mut Vec<Issue>) -> Option<Option<i64>> {
        let text = self.text(column, issues)?;
        if fields::is_missing(text) {
            return Some(None);
        }
        let number = text.parse().ok();
        if number.is_none() {
            self.reject(column, "a whole number or an empty field", "correct it", issues);
        }
        number.map(Some)
    }

    /// Adds the issue that a field has a value that is not allowed.
    pub(super) fn reject(
        &self,
        column: usize,
        allowed: &str,
        remedy: &str,
        issues: &mut Vec<Issue>,
    ) {
        let got = String::from_utf8_lossy(self.field(column));
        issues.push(Issue::new(self.name(column), got, allowed, remedy));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::options::BadRecords;

    const LAYOUT: TableLayout<'_> =
        TableLayout::with_commas(&[required("day"), required("code"), optional("note")]);

    /// Returns the rows as line, day, code and note, after one entry that says whether there is a column of
    /// notes; and the problems and decisions of the report.
    fn rows(
        text: impl AsRef<[u8]>,
        layout: TableLayout<'_>,
    ) -> Result<(Vec<String>, String), Error> {
        let options = Options::new().bad_records(BadRecords::Skip { at_most: 9 });
        let mut ingest = Ingest::new(&options);
        let mut input = Input { name: "file", text: &mut text.as_ref(), size: None };
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
        assert_eq!(read, ["note: false", "2: 1 2 ", "5: 7 bad "]);
        let lines: Vec<_> =
            reported.lines().map(|line| line.split("; ").next().unwrap_or("")).collect();
        assert_eq!(
            lines,
            [
                "file: line 3: record: got «1 fields»",
                "file: line 4: record: got «3 fields»",
                "file: line 5: code: got «bad»",
                "file: line 6: code: got «\u{fffd}»",
                "file: line 7: record: got «9, 10»",
            ]
        );
        let (read, reported) =
            rows(text, TableLayout { is_latin1: true, ..LAYOUT }).expect("a table");
        assert_eq!(read[3], "6: 8 é ");
        assert!(reported.ends_with("file: 1 records taken as ISO 8859-1"), "{reported}");
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
