//! Arrow record batches as rows of a table.

use std::{borrow::Cow, fmt::Write};

use arrow_array::{
    Array, ArrayRef, RecordBatch,
    cast::AsArray,
    downcast_integer_array,
    types::{
        ArrowTemporalType, Date32Type, Date64Type, Decimal128Type, Float32Type, Float64Type,
        TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
        TimestampSecondType,
    },
};
use arrow_buffer::ArrowNativeType;
use arrow_schema::{DataType, Schema, TimeUnit};
use chrono::{DateTime, Timelike};

use super::row_text::{RowSource, RowWriter};
use crate::error::{Error, ErrorKind, Issue, Issues, Location};

/// Record batches, taken one by one. An error is what is wrong with the file.
pub(in super::super) type NextBatch<'b> = dyn FnMut() -> Option<Result<RecordBatch, String>> + 'b;

/// The name of a column whose values are no cells: a column without a name is left out.
const NOT_READ: &str = "";

/// The rows of record batches, the names of whose columns are the header.
pub(in super::super) struct BatchRows<'b> {
    names: Vec<String>,
    /// For each name, the place of its column in a batch, if it is in the batches and its values are cells.
    places: Vec<Option<usize>>,
    next: &'b mut NextBatch<'b>,
    columns: Vec<ArrayRef>,
    /// The next row of the batch, and the number of its rows.
    row: usize,
    rows: usize,
    /// The number of the row in the table, from 1.
    number: u64,
    is_begun: bool,
    /// The number of rows yet to be left out.
    skipped: u64,
    failure: Option<String>,
}

impl<'b> BatchRows<'b> {
    /// Creates the rows of a table with a schema, of whose columns the batches have those with these indices, in
    /// ascending order. The cells of the others are empty.
    pub(in super::super) fn new(
        schema: &Schema,
        in_batches: &[usize],
        next: &'b mut NextBatch<'b>,
    ) -> Self {
        let (mut names, mut places) = (Vec::new(), Vec::new());
        for (nth, field) in schema.fields().iter().enumerate() {
            let is_cell = is_cell(field.data_type());
            names.push(if is_cell { field.name().clone() } else { NOT_READ.to_owned() });
            places.push(in_batches.binary_search(&nth).ok().filter(|_| is_cell));
        }
        Self {
            names,
            places,
            next,
            columns: Vec::new(),
            row: 0,
            rows: 0,
            number: 0,
            is_begun: false,
            skipped: 0,
            failure: None,
        }
    }

    /// Returns what the report says about columns whose values are no cells.
    pub(in super::super) fn left_out(&self, name: &str, schema: &Schema) -> Option<String> {
        let mut others = Vec::new();
        for (field, name) in schema.fields().iter().zip(&self.names) {
            if name == NOT_READ && !field.name().is_empty() {
                others.push(format!("{} ({})", field.name(), field.data_type()));
            }
        }
        let others = others.join(", ");
        (!others.is_empty()).then(|| {
            format!(
                "{name}: these columns are left out, since their values are no texts, numbers or times: {others}"
            )
        })
    }

    /// Leaves out the first rows, which were read otherwise.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code))]
    pub(in super::super) fn skip(&mut self, rows: u64) {
        self.skipped = rows;
        self.number = rows;
    }

    /// Returns an error if the batches could not be read to their end.
    pub(in super::super) fn finish(&mut self, name: &str) -> Result<(), Error> {
        self.failure.take().map_or(Ok(()), |problem| Err(broken(name, &problem)))
    }

    /// Takes the next batch with rows. Returns `false` if there is none.
    fn take_batch(&mut self) -> bool {
        loop {
            match (self.next)() {
                None => return false,
                Some(Err(problem)) => {
                    self.failure.get_or_insert(problem);
                    return false;
                }
                Some(Ok(batch)) if batch.num_rows() as u64 <= self.skipped => {
                    self.skipped -= batch.num_rows() as u64;
                }
                Some(Ok(batch)) if batch.num_rows() > 0 => {
                    let skipped = std::mem::take(&mut self.skipped) as usize;
                    let batch = batch.slice(skipped, batch.num_rows() - skipped);
                    (self.row, self.rows) = (0, batch.num_rows());
                    self.columns = batch.columns().to_vec();
                    return true;
                }
                Some(Ok(_)) => {}
            }
        }
    }
}

/// Returns the error of a file whose batches cannot be read.
pub(in super::super) fn broken(name: &str, problem: &str) -> Error {
    let allowed = "a whole Arrow or Parquet file";
    let remedy = "write it again, or save the table as CSV";
    let issue = Issue::new(Location::in_file(name), problem, allowed, remedy);
    Issues::from(issue).into_error(ErrorKind::Input)
}

impl RowSource for BatchRows<'_> {
    fn write_next(&mut self, row: &mut RowWriter) -> bool {
        if !self.is_begun {
            self.is_begun = true;
            row.begin(0, None);
            for name in &self.names {
                row.cell(name);
            }
            row.end();
            return true;
        }
        if self.failure.is_some() || self.row == self.rows && !self.take_batch() {
            return false;
        }
        self.number += 1;
        row.begin(self.number, None);
        let mut text = String::new();
        for place in &self.places {
            match place.and_then(|place| self.columns.get(place)) {
                None => row.cell(""),
                Some(column) => row.cell(&cell(column, self.row, &mut text)),
            }
        }
        row.end();
        self.row += 1;
        true
    }
}

/// Returns `true` if the values of a type are cells of a table.
fn is_cell(data_type: &DataType) -> bool {
    use DataType::{
        Boolean, Date32, Date64, Decimal128, Dictionary, Float32, Float64, Int8, Int16, Int32,
        Int64, LargeUtf8, Null, Timestamp, UInt8, UInt16, UInt32, UInt64, Utf8, Utf8View,
    };
    match data_type {
        Null | Boolean | Int8 | Int16 | Int32 | Int64 | UInt8 | UInt16 | UInt32 | UInt64
        | Float32 | Float64 | Decimal128(..) | Date32 | Date64 | Timestamp(..) | Utf8
        | LargeUtf8 | Utf8View => true,
        Dictionary(_, values) => is_cell(values) && !matches!(**values, Dictionary(..)),
        _ => false,
    }
}

/// Returns the text of a value as a table would have it; empty for a missing value.
fn cell<'a>(column: &'a dyn Array, row: usize, text: &'a mut String) -> Cow<'a, str> {
    if column.is_null(row) {
        return Cow::Borrowed("");
    }
    text.clear();
    match column.data_type() {
        DataType::Utf8 => return column.as_string::<i32>().value(row).into(),
        DataType::LargeUtf8 => return column.as_string::<i64>().value(row).into(),
        DataType::Utf8View => return column.as_string_view().value(row).into(),
        DataType::Dictionary(..) => {
            let words = column.as_any_dictionary();
            let keys = words.keys();
            let index = downcast_integer_array!(
                keys => keys.value(row).as_usize(),
                _ => 0
            );
            return cell(words.values().as_ref(), index, text);
        }
        _ => {}
    }
    // Writing to a `String` never fails.
    let _ = match column.data_type() {
        DataType::Boolean => write!(text, "{}", column.as_boolean().value(row)),
        kind if kind.is_integer() => downcast_integer_array!(
            column => write!(text, "{}", column.value(row)),
            _ => Ok(())
        ),
        DataType::Float32 => write!(text, "{}", column.as_primitive::<Float32Type>().value(row)),
        DataType::Float64 => write!(text, "{}", column.as_primitive::<Float64Type>().value(row)),
        DataType::Decimal128(..) => {
            write!(text, "{}", column.as_primitive::<Decimal128Type>().value_as_string(row))
        }
        DataType::Date32 => day(column.as_primitive::<Date32Type>().value_as_date(row), text),
        DataType::Date64 => day(column.as_primitive::<Date64Type>().value_as_date(row), text),
        DataType::Timestamp(unit, zone) => {
            let nanoseconds = match unit {
                TimeUnit::Second => instant::<TimestampSecondType>(column, row, 1_000_000_000),
                TimeUnit::Millisecond => {
                    instant::<TimestampMillisecondType>(column, row, 1_000_000)
                }
                TimeUnit::Microsecond => instant::<TimestampMicrosecondType>(column, row, 1_000),
                TimeUnit::Nanosecond => instant::<TimestampNanosecondType>(column, row, 1),
            };
            time(nanoseconds, zone.is_some(), text)
        }
        _ => Ok(()),
    };
    Cow::Borrowed(text)
}

fn day(day: Option<chrono::NaiveDate>, text: &mut String) -> std::fmt::Result {
    day.map_or(Ok(()), |day| write!(text, "{day}"))
}

/// Returns a time in nanoseconds since 1970.
fn instant<T: ArrowTemporalType<Native = i64>>(
    column: &dyn Array,
    row: usize,
    nanoseconds: i128,
) -> i128 {
    i128::from(column.as_primitive::<T>().value(row)) * nanoseconds
}

/// Writes a time, which is in UTC if it has a time zone, and else one of the file's own.
fn time(nanoseconds: i128, has_zone: bool, text: &mut String) -> std::fmt::Result {
    const SECOND: i128 = 1_000_000_000;
    let second = i64::try_from(nanoseconds.div_euclid(SECOND)).ok();
    let fraction = nanoseconds.rem_euclid(SECOND) as u32;
    // A time beyond the calendar stays a number, which the reader refuses.
    let Some(time) = second.and_then(|second| DateTime::from_timestamp(second, fraction)) else {
        return write!(text, "{nanoseconds}");
    };
    write!(text, "{}", time.format("%Y-%m-%dT%H:%M:%S"))?;
    if time.nanosecond() > 0 {
        let digits = format!("{:09}", time.nanosecond());
        write!(text, ".{}", digits.trim_end_matches('0'))?;
    }
    text.push_str(if has_zone { "Z" } else { "" });
    Ok(())
}
