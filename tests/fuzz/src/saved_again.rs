//! Tables of a program that another program saves again.

#[path = "../../it/formats/saved_again/saved.rs"]
#[allow(dead_code)]
mod saved;
#[path = "../../it/formats/saved_again/tables.rs"]
#[allow(dead_code)]
mod tables;

use std::str;

use escalade::{
    Error,
    read::{Format, Options, Reading},
};
use saved::{Change, Saved, WITH_HEADERS, options, table};
use tables::Kind;

use crate::{named, promise, written};

/// The number of bytes that make one change.
const BYTES_OF_CHANGE: usize = 3;

/// Reads a table as its publisher writes it, and as other programs save it again.
///
/// The first byte names the format, or asks for a table that is given as text. The second is the number of changes, of
/// which each takes three bytes. All others make the rows, or are the text.
pub fn saved_again(bytes: &[u8]) {
    let [format, count, rest @ ..] = bytes else { return };
    let count = usize::from(count % 8).min(rest.len() / BYTES_OF_CHANGE);
    let (changes, rest) = rest.split_at(count * BYTES_OF_CHANGE);
    let changes: Vec<Change> = changes.chunks(BYTES_OF_CHANGE).map(change).collect();
    match WITH_HEADERS.get(usize::from(*format)) {
        Some((format, columns)) => {
            let draws: Vec<[usize; 8]> = rest
                .chunks_exact(8)
                .take(12)
                .map(|draw| std::array::from_fn(|nth| usize::from(draw[nth])))
                .collect();
            if draws.is_empty() {
                return;
            }
            let table = table(*format, columns, &draws);
            let changes: Vec<_> =
                changes.into_iter().filter(|change| change.keeps(*format)).collect();
            let (clean, mut saved) = (Saved::of(&table), Saved::of(&table));
            changes.iter().for_each(|change| saved.make(change));
            let [clean, saved] = [clean, saved].map(|table| {
                let reading = read(&table, &options(*format)).unwrap_or_else(|error| {
                    panic!("{error}\n{changes:?}\n{}", String::from_utf8_lossy(&table.bytes()))
                });
                String::from_utf8(written(&reading.timeline)).expect("JSON")
            });
            assert_eq!(clean, saved, "{changes:?}\n{table:?}");
        }
        None => text_saved_again(*format, &changes, rest),
    }
}

fn change(bytes: &[u8]) -> Change {
    let (with, other) = (bytes[1], bytes[2]);
    match bytes[0] % 14 {
        0 => Change::Delimiter(with % 4),
        1 => Change::QuoteAll,
        2 => Change::Order(u64::from(with) << 8 | u64::from(other)),
        3 => Change::Names(with % 4),
        4 => Change::RowNames(with % 3),
        5 => Change::Floats(with % 3),
        6 => Change::Missing(with % 16),
        7 => Change::QuoteTexts,
        8 => Change::Blanks(with % 4),
        9 => Change::Days(with % 13),
        10 => Change::Encoding(with % 5),
        11 => Change::LineEnds(with % 3),
        12 => Change::EmptyEnd(1 + usize::from(with % 2)),
        _ => Change::Json(with % 4),
    }
}

fn read(table: &Saved, options: &Options) -> Result<Reading, Error> {
    let reading = options.read("file", &table.bytes()[..]);
    promise::check(&reading);
    reading
}

/// Of a table with any cells, a change may hide what a cell means. It is then refused, or the report tells something
/// that it does not tell of the table before.
fn text_saved_again(form: u8, changes: &[Change], text: &[u8]) {
    let Ok(text) = str::from_utf8(text) else { return };
    let mut reader = csv::ReaderBuilder::new();
    let records = reader.has_headers(false).from_reader(text.as_bytes()).into_records();
    let Ok(mut rows) = records
        .map(|record| record.map(|record| record.iter().map(str::to_owned).collect()))
        .collect::<Result<Vec<Vec<String>>, _>>()
    else {
        return;
    };
    if rows.len() < 2 {
        return;
    }
    let (header, has) = (rows.remove(0), |letters: &[char]| text.contains(letters));
    let format = Format::ALL.get(usize::from(form) - WITH_HEADERS.len()).copied();
    let options = named(format, Options::new());
    let kinds = vec![Kind::Text; header.len()];
    let clean = Saved::of_cells(header, kinds, rows);
    let mut saved = clean.clone();
    for change in changes {
        // Only changes of the file, and none of the cells, whose kinds are not known.
        let is_of_file = match change {
            // No program writes such cells without quotes.
            Change::Delimiter(1) => !has(&['\t', '\n', '\r', '"']),
            Change::Encoding(nth) => *nth < 4,
            Change::LineEnds(_) => !has(&['\r']),
            Change::Delimiter(_) | Change::QuoteAll | Change::EmptyEnd(_) => true,
            _ => false,
        };
        if is_of_file {
            saved.make(change);
        }
    }
    let [Ok(clean), Ok(again)] = [&clean, &saved].map(|table| read(table, &options)) else {
        return;
    };
    let told = |reading: &Reading| {
        let report = &reading.report;
        (report.decisions.clone(), report.guesses.clone(), report.files[0].format)
    };
    let documents = [&clean, &again].map(|reading| written(&reading.timeline));
    assert!(
        documents[0] == documents[1] || told(&clean) != told(&again),
        "{changes:?}\n{}\n{}",
        String::from_utf8_lossy(&documents[0]),
        String::from_utf8_lossy(&saved.bytes()),
    );
}
