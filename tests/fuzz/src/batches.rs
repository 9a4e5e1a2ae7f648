//! Tables in columns.

use std::{io::Cursor, sync::Arc};

use escalade::{
    arrow::{
        arrow_array::{
            ArrayRef, DictionaryArray, Float64Array, Int64Array, RecordBatch, RecordBatchIterator,
            StringArray, types::Int32Type,
        },
        arrow_schema::ArrowError,
    },
    read::{Format, Options, Reading},
};

use crate::{let_the_library_catch_panics_of_the_decoder, named, promise, read_files, written};

/// Reads an input as a file of Arrow IPC or Parquet or, if it is neither, as a table in text, which must be the same
/// timeline as its columns in memory, in a file of Arrow IPC and in one of Parquet.
///
/// The first byte before a table in text says which types the columns have.
pub fn batches(bytes: &[u8]) {
    if [b"ARROW1", &b"PAR1"[..]].iter().any(|mark| bytes.starts_with(mark)) {
        return read_files(None, &[], &[bytes]);
    }
    let_the_library_catch_panics_of_the_decoder();
    let Some((form, text)) = bytes.split_first() else { return };
    if text.contains(&0) {
        // Refused where it is read, but of a Parquet file the columns without a meaning are not read.
        return;
    }
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text).into_records();
    let (Some(Ok(header)), Ok(rows)) = (rows.next(), rows.collect::<Result<Vec<_>, _>>()) else {
        return;
    };
    if rows.is_empty() {
        return;
    }
    let columns = header.iter().enumerate().map(|(nth, name)| {
        let cells: Vec<&str> = rows.iter().map(|row| &row[nth]).collect();
        (name, column(&cells, *form), true)
    });
    let batch = RecordBatch::try_from_iter_with_nullable(columns).expect("columns of one length");
    let options = named((*form & 1 == 1).then_some(Format::Csv), Options::new());

    let mut table = csv::Writer::from_writer(Vec::new());
    for row in [&header].into_iter().chain(&rows) {
        table.write_record(row).expect("memory can be written to");
    }
    let table = table.into_inner().expect("as above");
    let (ipc, parquet) = files(&batch).expect("columns of plain types");
    // The cut is within the rows, or before or after all of them.
    let (cut, schema) = (usize::from(*form) % (rows.len() + 1), batch.schema());
    let parts = [batch.slice(0, cut), batch.slice(cut, rows.len() - cut)].map(Ok);
    let readings = [
        options.read("rows", &table[..]),
        options.read_record_batches("rows", RecordBatchIterator::new(parts, schema)),
        options.read("rows", Cursor::new(&ipc)),
        options.read("rows", Cursor::new(&parquet)),
    ];
    readings.iter().for_each(promise::check);
    let document = |reading: &Reading| String::from_utf8(written(&reading.timeline)).expect("JSON");
    // Control characters in a text are taken for damage, also in columns that are not read.
    let is_clean = !text.iter().any(|byte| byte.is_ascii_control() && *byte != b'\n');
    let [expected, others @ ..] = &readings[usize::from(!is_clean)..] else { return };
    for other in others {
        match (expected, other) {
            (Ok(expected), Ok(other)) => assert_eq!(document(expected), document(other)),
            (Err(_), Err(_)) => (),
            (Ok(_), Err(error)) | (Err(error), Ok(_)) => panic!("{error}\n{batch:?}"),
        }
    }
}

/// Returns a column of numbers if each cell is a number as it is written from one, and otherwise of texts.
fn column(cells: &[&str], form: u8) -> ArrayRef {
    fn numbers<T: std::str::FromStr + ToString>(cells: &[&str]) -> Option<Vec<Option<T>>> {
        let number = |cell: &&str| match cell.parse::<T>() {
            _ if cell.is_empty() => Some(None),
            Ok(number) if number.to_string() == *cell => Some(Some(number)),
            _ => None,
        };
        cells.iter().map(number).collect()
    }
    let has_numbers = form & 2 == 0 && cells.iter().any(|cell| !cell.is_empty());
    if let Some(numbers) = numbers::<i64>(cells).filter(|_| has_numbers) {
        return Arc::new(Int64Array::from(numbers));
    }
    let is_finite =
        |numbers: &Vec<Option<f64>>| numbers.iter().flatten().all(|one| one.is_finite());
    if let Some(numbers) = numbers::<f64>(cells).filter(|numbers| has_numbers && is_finite(numbers))
    {
        return Arc::new(Float64Array::from(numbers));
    }
    let texts =
        cells.iter().map(|cell| Some(*cell).filter(|cell| form & 4 == 0 || !cell.is_empty()));
    match form & 8 {
        0 => Arc::new(texts.collect::<StringArray>()),
        _ => Arc::new(texts.collect::<DictionaryArray<Int32Type>>()),
    }
}

/// Returns a batch as a file of Arrow IPC and as a file of Parquet.
fn files(batch: &RecordBatch) -> Result<(Vec<u8>, Vec<u8>), ArrowError> {
    let (mut ipc, mut parquet) = (Vec::new(), Vec::new());
    let mut writer = arrow_ipc::writer::FileWriter::try_new(&mut ipc, &batch.schema())?;
    writer.write(batch)?;
    writer.finish()?;
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut parquet, batch.schema(), None)?;
    writer.write(batch)?;
    writer.close()?;
    Ok((ipc, parquet))
}
