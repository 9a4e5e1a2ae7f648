//! Excel workbooks, made part by part.

use escalade::{
    ErrorKind,
    read::{BadRecords, Format, Options, Reading},
};

use super::compressed::zip;

/// A cell: its reference and its XML without that.
fn cell(reference: &str, rest: &str) -> String {
    match rest.split_once('>') {
        Some((attributes, value)) => format!("<c r=\"{reference}\" {attributes}>{value}</c>"),
        None => format!("<c r=\"{reference}\" t=\"inlineStr\"><is><t>{rest}</t></is></c>"),
    }
}

/// Returns the XML of a sheet with these rows. Cells are texts, or attributes and values of `c`.
fn sheet(rows: &[(u32, &[&str])]) -> String {
    let mut xml = String::from(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
    );
    for (number, cells) in rows {
        xml += &format!("<row r=\"{number}\">");
        for (nth, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let column = char::from(b'A' + u8::try_from(nth).unwrap());
            xml += &cell(&format!("{column}{number}"), text);
        }
        xml += "</row>";
    }
    xml + "</sheetData></worksheet>"
}

fn workbook(sheets: &[(&str, String)]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let (mut list, mut relations) = (String::new(), String::new());
    for (nth, (name, _)) in (1..).zip(sheets) {
        list += &format!("<sheet name=\"{name}\" sheetId=\"{nth}\" r:id=\"rId{nth}\"/>");
        relations += &format!(
            "<Relationship Id=\"rId{nth}\" Type=\"{rel}/worksheet\" Target=\"worksheets/sheet{nth}.xml\"/>"
        );
    }
    relations +=
        &format!("<Relationship Id=\"rId99\" Type=\"{rel}/styles\" Target=\"styles.xml\"/>");
    let mut files = vec![
        (
            "[Content_Types].xml".to_owned(),
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"
                .to_owned(),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{rel}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{rel}\"><sheets>{list}</sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships xmlns=\"{package}\">{relations}</Relationships>"),
        ),
        // Sheets are compressed, as every second file from the first on.
        ("docProps/app.xml".to_owned(), "<Properties/>".to_owned()),
        // Style 1 is a date.
        (
            "xl/styles.xml".to_owned(),
            format!(
                "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
        ),
    ];
    for (nth, (_, xml)) in (1..).zip(sheets) {
        files.push((format!("xl/worksheets/sheet{nth}.xml"), xml.clone()));
    }
    let files: Vec<_> = files.iter().map(|(name, text)| (&**name, text.as_bytes())).collect();
    zip(&files)
}

const HEADER: &[&str] =
    &["event_id_cnty", "event_date", "event_type", "actor1", "actor2", "fatalities", "notes"];

fn events() -> String {
    sheet(&[
        (2, HEADER),
        (
            4,
            &[
                "R1",
                "s=\"1\"><v>45395</v>",
                "Battles",
                "Front, \"A\"",
                "Ring",
                "><v>3</v>",
                "t=\"e\"><v>#REF!</v>",
            ],
        ),
        (5, &["R2", "><v>45396</v>", "Battles", "Ring", "Front, \"A\"", "><v>1</v>", "two\nlines"]),
        (7, &["R3", "soon", "Battles", "Ring", "Front, \"A\"", "", ""]),
    ])
}

fn read(options: &Options, bytes: &[u8]) -> Reading {
    options.read("book.xlsx", bytes).unwrap()
}

#[test]
fn the_first_sheet_with_data_is_a_table() {
    let book =
        workbook(&[("Notes", sheet(&[])), ("Events", events()), ("More", sheet(&[(1, &["x"])]))]);
    let options = Options::new().descriptions().bad_records(BadRecords::Skip { at_most: 1 });
    let Reading { timeline, report, .. } = read(&options, &book);
    let file = &report.files[0];
    assert_eq!((&*file.name, file.format, file.rows), ("book.xlsx/Events", Format::Acled, 3));
    let first = timeline.event_by_key("R1").unwrap();
    assert_eq!((first.when().to_string(), first.text()), ("2024-04-13".to_owned(), None));
    assert_eq!(first.attack().unwrap().killed().unwrap().least(), Some(3));
    assert_eq!(timeline.actor(first.sources()[0]).key(), "Front, \"A\"");
    let second = timeline.event_by_key("R2").unwrap();
    assert_eq!(
        (second.when().to_string(), second.text()),
        ("2024-04-14".to_owned(), Some("two\nlines"))
    );
    let places: Vec<_> = report.problems.iter().map(|issue| issue.location().to_string()).collect();
    assert_eq!(places, ["book.xlsx/Events: line 7: event_date"]);
    let guesses: Vec<_> = report.guesses.iter().map(|guess| guess.place.to_string()).collect();
    assert!(guesses.contains(&"book.xlsx/Events: line 5: event_date".to_owned()), "{guesses:?}");
    let decisions = report.decisions.join("\n");
    assert!(
        decisions.contains("the sheet «Events» is read; other sheets have data: More"),
        "{decisions}"
    );
    assert!(
        decisions.contains("1 cells with errors taken as missing values, the first #REF! in row 4"),
        "{decisions}"
    );
}

#[test]
fn a_sheet_is_chosen_by_name() {
    let other = sheet(&[(1, HEADER), (2, &["S1", "2024-01-01", "Riots", "A", "B"])]);
    let book = workbook(&[("Events", events()), ("Second", other)]);
    let timeline = read(&Options::new().sheet("Second"), &book).timeline;
    assert_eq!((timeline.len(), timeline.event_at(0).key()), (1, Some("S1")));
    let error = Options::new().sheet("Third").read("book.xlsx", &book[..]).unwrap_err();
    let issue = &error.issues()[0];
    assert_eq!((issue.got(), issue.allowed()), ("Third", "one of its sheets: Events, Second"));
    assert!(issue.remedy().contains("--sheet"), "{issue}");
}

#[test]
fn sheets_that_are_no_events_and_other_workbooks_are_refused() {
    let error = |bytes: &[u8]| Options::new().read("book", bytes).unwrap_err();
    let refused = error(&workbook(&[("A", sheet(&[(1, &["x", "y"]), (2, &["1", "2"])]))]));
    assert!(refused.to_string().contains("book/A"), "{refused}");
    assert!(error(&workbook(&[("A", sheet(&[]))])).to_string().contains("no sheet with data"));
    let far = "<worksheet><sheetData><row r=\"1\"><c r=\"AZZ1\"><v>1</v></c></row></sheetData></worksheet>";
    assert!(error(&workbook(&[("A", far.to_owned())])).to_string().contains("column 1378"));
    for (bytes, what) in [
        (&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], "before 2007"),
        (
            b"PK\x03\x04\x14\0\0\0\0\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
            "OpenDocument",
        ),
    ] {
        let error = error(bytes);
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains(what), "{error}");
    }
}

#[test]
fn damaged_and_huge_workbooks_are_refused() {
    let book = workbook(&[("Events", events())]);
    let options = Options::new().bad_records(BadRecords::Skip { at_most: usize::MAX });
    for end in (0..book.len()).step_by(7) {
        let _ = options.read("book", &book[..end]);
    }
    for at in 0..book.len() {
        let mut damaged = book.clone();
        damaged[at] ^= 0x55;
        let _ = options.read("book", &damaged[..]);
    }
    let blank = " ".repeat(40 << 20);
    let huge = workbook(&[("Events", blank)]);
    assert!(huge.len() < 1 << 20);
    let error = options.max_expansion(10).read("book", &huge[..]).unwrap_err();
    assert!(error.to_string().contains("max_expansion"), "{error}");
    let error = Options::new().largest_document(100).read("book", &book[..]).unwrap_err();
    assert!(error.to_string().contains("at most 100 bytes"), "{error}");
}
