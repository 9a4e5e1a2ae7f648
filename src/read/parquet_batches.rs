//! Parquet files as record batches.

use std::{
    fs::File,
    panic::{AssertUnwindSafe, catch_unwind},
};

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, FieldRef, Schema, SchemaRef, TimeUnit};
use bytes::Bytes;
use parquet::{
    arrow::{
        ProjectionMask,
        arrow_reader::{
            ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
            ParquetRecordBatchReaderBuilder,
        },
    },
    errors::ParquetError,
    file::{
        metadata::ParquetMetaData,
        reader::{ChunkReader, Length},
        statistics::Statistics,
    },
};

use super::{batches::Batches, date};

/// The number of rows of a batch.
const BATCH_ROWS: usize = 1 << 14;

const DAY: i64 = 86_400;

/// Where a Parquet file is read from.
pub(super) enum ParquetInput {
    File(File),
    Memory(Bytes),
}

/// The batches of a Parquet file.
pub(super) struct ParquetBatches {
    input: ParquetInput,
    metadata: ArrowReaderMetadata,
    reader: Option<ParquetRecordBatchReader>,
    /// The row groups that are read; `None` for all.
    groups: Option<Vec<usize>>,
}

impl ParquetBatches {
    pub(super) fn open(input: ParquetInput) -> Result<Self, String> {
        let metadata = decoded(|| {
            let metadata = match &input {
                ParquetInput::File(file) => ArrowReaderMetadata::load(file, Default::default()),
                ParquetInput::Memory(bytes) => ArrowReaderMetadata::load(bytes, Default::default()),
            };
            let metadata = metadata.map_err(|problem| problem.to_string())?;
            check_places(metadata.metadata(), &input)?;
            Ok(metadata)
        })?;
        Ok(Self { input, metadata, reader: None, groups: None })
    }

    fn read_from(
        &mut self,
        metadata: ArrowReaderMetadata,
        wanted: Option<Vec<usize>>,
    ) -> Result<(), String> {
        decoded(|| self.reader_from(metadata, wanted))
    }

    fn reader_from(
        &mut self,
        metadata: ArrowReaderMetadata,
        wanted: Option<Vec<usize>>,
    ) -> Result<(), String> {
        let columns = match wanted {
            None => ProjectionMask::all(),
            Some(wanted) => ProjectionMask::roots(metadata.parquet_schema(), wanted),
        };
        let groups = match &self.groups {
            Some(groups) => groups.clone(),
            None => (0..metadata.metadata().num_row_groups()).collect(),
        };
        let reader = match &self.input {
            ParquetInput::File(file) => {
                let file = file.try_clone().map_err(|problem| problem.to_string())?;
                reader_of(file, metadata, columns, groups)
            }
            ParquetInput::Memory(bytes) => reader_of(bytes.clone(), metadata, columns, groups),
        };
        self.reader = Some(reader.map_err(|problem| problem.to_string())?);
        Ok(())
    }
}

/// Calls what decodes a part of a file.
///
/// The crate `parquet` checks most of what a file says, but not all: it panics at some offsets and encodings that no
/// writer writes. A damaged file is an error with its name, as for every other format. Nothing that the decoder has left
/// half changed is used, since the reading ends with the error.
fn decoded<T>(decode: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let damaged = "the decoder gave up: it is damaged, or written in a way that no program should";
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or_else(|_| Err(damaged.to_owned()))
}

/// Checks that every column is within the file, which the decoder takes for granted.
fn check_places(metadata: &ParquetMetaData, input: &ParquetInput) -> Result<(), String> {
    let size = match input {
        ParquetInput::File(file) => file.len(),
        ParquetInput::Memory(bytes) => bytes.len() as u64,
    };
    for (nth, group) in metadata.row_groups().iter().enumerate() {
        for column in group.columns() {
            let start = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
            let end = start.checked_add(column.compressed_size());
            let is_within = start >= 0
                && column.compressed_size() >= 0
                && end.is_some_and(|end| end as u64 <= size);
            if !is_within {
                return Err(format!(
                    "row group {nth}: the column {} is not within the {size} bytes of the file",
                    column.column_path()
                ));
            }
        }
    }
    Ok(())
}

fn reader_of(
    input: impl ChunkReader + 'static,
    metadata: ArrowReaderMetadata,
    columns: ProjectionMask,
    groups: Vec<usize>,
) -> Result<ParquetRecordBatchReader, ParquetError> {
    ParquetRecordBatchReaderBuilder::new_with_metadata(input, metadata)
        .with_projection(columns)
        .with_row_groups(groups)
        .with_batch_size(BATCH_ROWS)
        .build()
}

impl Batches for ParquetBatches {
    fn schema(&self) -> SchemaRef {
        self.metadata.schema().clone()
    }

    fn rewind(&mut self, wanted: Option<Vec<usize>>) -> Result<(), String> {
        self.read_from(self.metadata.clone(), wanted)
    }

    fn rewind_as_words(&mut self, columns: &[usize]) -> bool {
        let words = DataType::Dictionary(DataType::Int32.into(), DataType::Utf8.into());
        let mut fields: Vec<FieldRef> = Vec::new();
        for (nth, field) in self.metadata.schema().fields().iter().enumerate() {
            let is_text = columns.contains(&nth)
                && matches!(
                    field.data_type(),
                    DataType::Utf8
                        | DataType::LargeUtf8
                        | DataType::Utf8View
                        | DataType::Dictionary(..)
                );
            fields.push(match is_text {
                true => Field::new(field.name(), words.clone(), field.is_nullable()).into(),
                false => field.clone(),
            });
        }
        let schema = Schema::new(fields);
        let options = ArrowReaderOptions::new().with_schema(schema.into());
        let metadata = ArrowReaderMetadata::try_new(self.metadata.metadata().clone(), options);
        metadata.is_ok_and(|metadata| self.read_from(metadata, Some(columns.to_vec())).is_ok())
    }

    fn leave_out(&mut self, dates: usize, start: i64, end: i64) -> (u64, u64) {
        let (mut kept, mut skipped, mut all) = (Vec::new(), 0, 0);
        let columns = self.metadata.parquet_schema();
        let leaf =
            (0..columns.num_columns()).find(|nth| columns.get_column_root_idx(*nth) == dates);
        let data_type = self.metadata.schema().field(dates).data_type().clone();
        for (nth, group) in self.metadata.metadata().row_groups().iter().enumerate() {
            let rows = u64::try_from(group.num_rows()).unwrap_or_default();
            all += rows;
            let statistics = leaf.and_then(|leaf| group.column(leaf).statistics());
            let period = statistics.and_then(|statistics| period_of(statistics, &data_type));
            // The window is extended by a day on both sides, since days may be those of another time zone.
            match period {
                Some((first, last)) if last + 2 * DAY <= start || first - DAY >= end => {
                    skipped += rows;
                }
                _ => kept.push(nth),
            }
        }
        self.groups = Some(kept);
        (skipped, all)
    }

    fn next(&mut self) -> Option<Result<RecordBatch, String>> {
        let reader = self.reader.as_mut()?;
        decoded(|| reader.next().transpose().map_err(|problem| problem.to_string())).transpose()
    }
}

/// Returns the first and the last date of a row group as the seconds at which their days begin; `None` if the least and
/// the greatest value are not known or are not dates.
fn period_of(statistics: &Statistics, data_type: &DataType) -> Option<(i64, i64)> {
    let midnight = |day: chrono::NaiveDate| i64::from(day.to_epoch_days()) * DAY;
    let number = |number: i64| {
        Some(match data_type {
            DataType::Date32 => number.checked_mul(DAY)?,
            DataType::Timestamp(unit, _) => {
                let units = match unit {
                    TimeUnit::Second => 1,
                    TimeUnit::Millisecond => 1_000,
                    TimeUnit::Microsecond => 1_000_000,
                    TimeUnit::Nanosecond => 1_000_000_000,
                };
                number.div_euclid(units).div_euclid(DAY) * DAY
            }
            _ => midnight(date::eight_digits(number.to_string().as_bytes())?),
        })
    };
    let text = |bytes: &[u8]| {
        let day = bytes.get(..10).unwrap_or(bytes);
        let is_day = day.len() == 10 && day[4] == b'-' && day[7] == b'-' || day.len() == 8;
        is_day.then(|| date::day(day)).flatten().map(midnight)
    };
    let (first, last) = match statistics {
        Statistics::Int32(values) => {
            (number(i64::from(*values.min_opt()?))?, number(i64::from(*values.max_opt()?))?)
        }
        Statistics::Int64(values) => (number(*values.min_opt()?)?, number(*values.max_opt()?)?),
        Statistics::ByteArray(values) => {
            let (least, greatest) = (values.min_opt()?.data(), values.max_opt()?.data());
            // Dates written in different forms are not ordered as their texts are.
            if least.len() != greatest.len() {
                return None;
            }
            (text(least)?, text(greatest)?)
        }
        _ => return None,
    };
    (first <= last).then_some((first, last))
}
