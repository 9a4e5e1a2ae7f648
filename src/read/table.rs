//! Tables: records of named columns, which may stand in any order.

use std::{borrow::Cow, mem};

use super::{
    Options, fields,
    intake::Intake,
    reader::Input,
    recognise::{DELIMITERS, first_record},
    records::{Record, Records, filled},
};
use crate::error::{Error, ErrorKind, Issue, Issues, Location};

/// A column that is read.
#[derive(Clone, Copy)]
pub(super) struct Column<'c> {
    name: &'c str,
    is_needed: bool,
}

/// A column without which the table cannot be read.
pub(super) const fn needed(name: &str) -> Column<'_> {
    Column { name, is_needed: true }
}

/// A column that is read where it is there.
pub(super) const fn wanted(name: &str) -> Column<'_> {
    Column { name, is_needed: false }
}

/// How a table is written, and what is read of it.
#[derive(Clone, Copy)]
pub(super) struct Layout<'c> {
    pub(super) delimiter: u8,
    /// Whether fields may stand in double quotes.
    pub(super) is_quoted: bool,
    /// Whether a record that is not in UTF-8 is taken to be in ISO 8859-1.
    pub(super) is_latin1: bool,
    /// A row gives its fields by their places here, wherever they stand in the file.
    pub(super) columns: &'c [Column<'c>],
    /// Every column of the file in order, if it may come without a header.
    pub(super) order: &'c [&'c str],
}

impl<'c> Layout<'c> {
    /// Fields between commas, quoted where need be, below a header, in UTF-8.
    pub(super) const fn of_commas(columns: &'c [Column<'c>]) -> Self {
        Self { delimiter: b',', is_quoted: true, is_latin1: false, columns, order: &[] }
    }

    /// The same between tabs or semicolons, if that is what the header has between these columns: files
    /// are exported again by other programs. Between tabs a name may begin with a quotation mark, unless
    /// all fields stand in such.
    pub(super) fn told_by(input: &mut Input<'_>, columns: &'c [Column<'c>]) -> Result<Self, Error> {
        let head = filled(input.text).map_err(|error| Error::io(input.name, error))?;
        let found = |delimiter: &u8| {
            let names = first_record(head, *delimiter).map(|(_, names)| names).unwrap_or_default();
            let is_known =
                |name: &&String| columns.iter().any(|of| of.name.eq_ignore_ascii_case(name));
            names.iter().filter(is_known).count()
        };
        // Of several as good the first, a comma.
        let delimiter = DELIMITERS.into_iter().rev().max_by_key(found).unwrap_or(b',');
        let is_quoted = delimiter != b'\t' || head.starts_with(b"\"");
        Ok(Self { delimiter, is_quoted, ..Self::of_commas(columns) })
    }
}

/// A table of which the header was read.
pub(super) struct Table<'t> {
    layout: Layout<'t>,
    records: Records<'t>,
    record: Record,
    longest: usize,
    name: &'t str,
    width: usize,
    /// Where the columns stand that are read.
    places: Vec<Option<usize>>,
    /// Whether the record in hand is a row, for want of a header.
    is_headless: bool,
}

impl<'t> Table<'t> {
    /// Reads the header, or finds that there is none.
    ///
    /// # Errors
    ///
    /// The file cannot be read, its first record is bad, or columns are missing or doubled.
    pub(super) fn open(
        input: &'t mut Input<'_>,
        options: &Options,
        layout: Layout<'t>,
    ) -> Result<Self, Error> {
        Self::open_by(input, options, layout, Self::learn_columns)
    }

    /// The same, where the columns are found in another way. None are where there is no record.
    pub(super) fn open_by(
        input: &'t mut Input<'_>,
        options: &Options,
        layout: Layout<'t>,
        find: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let longest = options.longest_line;
        let records = Records::new(input.text, layout.delimiter, layout.is_quoted, longest);
        let mut table = Self {
            layout,
            records,
            record: Record::default(),
            longest,
            name: input.name,
            width: 0,
            places: vec![None; layout.columns.len()],
            is_headless: false,
        };
        if table.next()? {
            let place = Location::in_file(table.name).at_line(table.record.line());
            let refused =
                |issue: Issue| Issues::from(issue.within(&place)).into_error(ErrorKind::Input);
            if let Some(issue) = table.record.check(table.longest) {
                return Err(refused(issue));
            }
            table.width = table.record.len();
            find(&mut table)?;
        }
        Ok(table)
    }

    /// Finds columns by names or numbers from 1 in the first record, which is a header or a row.
    pub(super) fn find_columns(
        &mut self,
        has_header: bool,
        mut find: impl FnMut(usize, &[String], &mut Vec<Issue>) -> Option<usize>,
    ) -> Result<(), Error> {
        let place = Location::in_file(self.name).at_line(self.record.line());
        let names: Vec<_> =
            self.record.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        self.is_headless = !has_header;
        let mut found = Vec::new();
        for (nth, column) in self.places.iter_mut().enumerate() {
            *column = find(nth, &names, &mut found);
        }
        let mut issues = Issues::default();
        found.into_iter().for_each(|issue| issues.push(issue.within(&place)));
        issues.check(ErrorKind::Input)
    }

    /// The first record, while no other was read.
    pub(super) fn first(&self) -> &Record {
        &self.record
    }

    fn learn_columns(&mut self) -> Result<(), Error> {
        let place = Location::in_file(self.name).at_line(self.record.line());
        let Layout { columns, order, .. } = self.layout;
        let mut names: Vec<_> = self.record.iter().map(String::from_utf8_lossy).collect();
        let places = |names: &[Cow<'_, str>], column: &Column<'_>| -> Vec<usize> {
            let is_it = |nth: &usize| names[*nth].eq_ignore_ascii_case(column.name);
            (0..names.len()).filter(is_it).collect()
        };
        let is_header = columns.iter().any(|column| !places(&names, column).is_empty());
        if !is_header && order.len() == self.width {
            self.is_headless = true;
            names = order.iter().map(|name| Cow::from(*name)).collect();
        }
        let mut issues = Issues::default();
        for (column, found) in columns.iter().zip(&mut self.places) {
            let places = places(&names, column);
            *found = places.first().copied();
            let (allowed, remedy) = match places.len() {
                1 => continue,
                0 if !column.is_needed => continue,
                0 => ("a column of this name", "add the column, or correct its name"),
                _ => ("one column of this name", "rename or remove the others"),
            };
            issues.push(Issue::new(column.name, names.join(", "), allowed, remedy).within(&place));
        }
        issues.check(ErrorKind::Input)
    }

    /// Gives each row to who makes something of it. Bad records are left out, and so are those of
    /// which nothing can be made.
    pub(super) fn each(
        mut self,
        into: &mut Intake<'_>,
        mut take: impl FnMut(&Row<'_>, &mut Intake<'_>) -> Result<(), Vec<Issue>>,
    ) -> Result<(), Error> {
        if self.is_headless {
            let width = self.width;
            into.decide(format!("{}: no header, its {width} columns taken in order", self.name));
        }
        let file = Location::in_file(self.name);
        let mut in_latin1: u64 = 0;
        while mem::take(&mut self.is_headless) || self.next()? {
            into.count_rows(1);
            let taken = if let Some(issue) = self.check() {
                Err(vec![issue])
            } else {
                in_latin1 += u64::from(self.layout.is_latin1 && self.record.decode_latin1());
                let (columns, places) = (self.layout.columns, &*self.places);
                take(&Row { record: &self.record, columns, places }, into)
            };
            if let Err(issues) = taken {
                into.leave_out(&file.clone().at_line(self.record.line()), issues);
            }
        }
        if in_latin1 > 0 {
            into.decide(format!("{}: {in_latin1} records taken as ISO 8859-1", self.name));
        }
        Ok(())
    }

    /// What is wrong with the record in hand, if it is not whole or has no field for each column.
    fn check(&self) -> Option<Issue> {
        let issue = self.record.check(self.longest);
        if issue.is_some() || self.record.len() == self.width {
            return issue;
        }
        let got = format!("{} fields", self.record.len());
        let allowed = format!("{} fields, as the first record has", self.width);
        let remedy = "look for a delimiter that is missing, or that should stand in quotes";
        Some(Issue::new("record", got, allowed, remedy))
    }

    fn next(&mut self) -> Result<bool, Error> {
        self.records.read(&mut self.record).map_err(|error| Error::io(self.name, error))
    }
}

/// A row, whose fields go by the columns of its [`Layout`].
pub(super) struct Row<'r> {
    record: &'r Record,
    columns: &'r [Column<'r>],
    places: &'r [Option<usize>],
}

impl<'r> Row<'r> {
    /// The name of a column.
    pub(super) fn name(&self, column: usize) -> &'r str {
        self.columns[column].name
    }

    /// A field without the blanks around it; empty if the table has no such column.
    pub(super) fn field(&self, column: usize) -> &'r [u8] {
        self.places[column].map_or(b"", |nth| self.record.field(nth))
    }

    /// The same as text, or none where it cannot be read.
    pub(super) fn text(&self, column: usize, issues: &mut Vec<Issue>) -> Option<&'r str> {
        fields::text(self.name(column), self.field(column), issues)
    }

    /// The same as a whole number, or that there is none; none where it cannot be read.
    pub(super) fn number(&self, column: usize, issues: &mut Vec<Issue>) -> Option<Option<i64>> {
        let text = self.text(column, issues)?;
        if fields::is_missing(text) {
            return Some(None);
        }
        let number = text.parse().ok();
        if number.is_none() {
            self.refuse(column, "a whole number, or nothing", "correct it", issues);
        }
        number.map(Some)
    }

    /// Adds that a field is not what it should be.
    pub(super) fn refuse(
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
    use crate::read::BadRecords;

    const LAYOUT: Layout<'_> = Layout::of_commas(&[needed("day"), needed("code"), wanted("note")]);

    /// The rows as line, day, code and note; and what the report says.
    fn rows(text: impl AsRef<[u8]>, layout: Layout<'_>) -> Result<(Vec<String>, String), Error> {
        let options = Options::new().bad_records(BadRecords::Skip { at_most: 9 });
        let mut into = Intake::new(&options);
        let mut input = Input { name: "file", text: &mut text.as_ref() };
        let table = Table::open(&mut input, &options, layout)?;
        let mut rows = vec![format!("note: {}", table.places[2].is_some())];
        table.each(&mut into, |row, _| {
            let mut issues = Vec::new();
            let fields = [0, 1, 2].map(|column| row.text(column, &mut issues));
            if row.field(1) == b"bad" {
                row.refuse(1, "a good code", "correct it", &mut issues);
            }
            let [Some(day), Some(code), Some(note)] = fields else { return Err(issues) };
            rows.push(format!("{}: {day} {code} {note}", row.record.line()));
            if issues.is_empty() { Ok(()) } else { Err(issues) }
        })?;
        let report = into.build()?.1;
        let told = report.problems.iter().map(Issue::to_string).chain(report.decisions);
        Ok((rows, told.collect::<Vec<_>>().join("\n")))
    }

    #[test]
    fn columns_may_stand_in_any_order() {
        for text in [
            "day,code,note\n1,2,\"3\n4\"\n5,6,",
            "code,note,more,DAY\r\n2,\"3\n4\",x,1\r\n6,,y,5\r\n",
            "\n\"note\", day ,\"code\"\n\"3\n4\",1,2\n\n,5,6\n , ,\n",
        ] {
            let (read, told) = rows(text, LAYOUT).expect("a table");
            let read: Vec<_> = read.iter().filter_map(|row| row.split_once(": ")).collect();
            assert_eq!(
                read.iter().map(|row| row.1).collect::<Vec<_>>(),
                ["true", "1 2 3\n4", "5 6 "]
            );
            assert_eq!(told, "");
        }
        let (read, _) = rows("code,day\n2,1\n", LAYOUT).expect("a table");
        assert_eq!(read, ["note: false", "2: 1 2 "]);
        assert_eq!(rows("", LAYOUT).expect("nothing").0.len(), 1);
    }

    #[test]
    fn missing_and_doubled_columns_are_told_at_once() {
        let Err(error) = rows("\nnote,date,note,kind,code,code\n", LAYOUT) else {
            panic!("no such table");
        };
        let told: Vec<_> = error.issues().iter().map(Issue::to_string).collect();
        let expected = ["day: got «note,", "code: got «note,", "note: got «note,"];
        assert_eq!(told.len(), 3);
        for (told, expected) in told.iter().zip(expected) {
            assert!(told.starts_with(&format!("file: line 2: {expected}")), "{told}");
        }
        assert!(told[0].contains("add the column") && told[2].contains("one column of this name"));
        let wide = "a,".repeat(10_000_000);
        let Err(error) = rows(wide, LAYOUT) else { panic!("no such table") };
        assert!(error.to_string().contains("1024 fields"), "{error}");
        let Err(error) = rows("day,code\0", LAYOUT) else { panic!("no such table") };
        assert!(error.to_string().contains("NUL"), "{error}");
    }

    #[test]
    fn bad_rows_are_left_out_and_told() {
        let text = b"day,code\n1,2\n3\n4,5,6\n7,bad\n8,\xe9\n9,\"10\n";
        let (read, told) = rows(text, LAYOUT).expect("a table");
        assert_eq!(read, ["note: false", "2: 1 2 ", "5: 7 bad "]);
        let lines: Vec<_> =
            told.lines().map(|line| line.split("; ").next().unwrap_or("")).collect();
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
        let (read, told) = rows(text, Layout { is_latin1: true, ..LAYOUT }).expect("a table");
        assert_eq!(read[3], "6: 8 é ");
        assert!(told.ends_with("file: 1 records taken as ISO 8859-1"), "{told}");
    }

    #[test]
    fn without_a_header_the_order_tells() {
        let layout = Layout { order: &["code", "other", "day"], ..LAYOUT };
        let (read, told) = rows("2,x,1\n4,y,3\n", layout).expect("a table");
        assert_eq!(read, ["note: false", "1: 1 2 ", "2: 3 4 "]);
        assert_eq!(told, "file: no header, its 3 columns taken in order");
        let (read, told) = rows("day,code,x\n1,2,\n", layout).expect("a table");
        assert_eq!((&*read[1], &*told), ("2: 1 2 ", ""), "a header of three");
        for other in ["2,1\n", "2,x,1,\n", "date,code\n"] {
            assert!(rows(other, layout).is_err(), "{other}");
        }
    }
}
