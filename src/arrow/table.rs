//! Building a record batch row by row.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, RecordBatch, RecordBatchOptions,
    builder::{
        BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int64Builder,
        ListBuilder, StringBuilder, TimestampMillisecondBuilder, UInt8Builder, UInt32Builder,
        UInt64Builder,
    },
};
use arrow_schema::{ArrowError, SchemaRef};
use chrono::{DateTime, NaiveDate, Utc};

use super::columns::{Col, Kind, schema_of};
use crate::chain::Count;

/// The number of rows of a batch.
const BATCH_ROWS: usize = 1 << 16;

/// The number of bytes of texts at which a batch is full, however few rows it has, since offsets into texts have 31
/// bits.
const BATCH_BYTES: usize = 1 << 28;

enum Builder {
    Text(StringBuilder),
    Texts(ListBuilder<StringBuilder>),
    U8(UInt8Builder),
    U32(UInt32Builder),
    U64(UInt64Builder),
    I64(Int64Builder),
    F64(Float64Builder),
    Bool(BooleanBuilder),
    Time(TimestampMillisecondBuilder),
    Day(Date32Builder),
    Decimal(Decimal128Builder),
}

impl Builder {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Texts => Self::Texts(ListBuilder::new(StringBuilder::new())),
            Kind::U8 => Self::U8(UInt8Builder::new()),
            Kind::U32 => Self::U32(UInt32Builder::new()),
            Kind::U64 => Self::U64(UInt64Builder::new()),
            Kind::I64 => Self::I64(Int64Builder::new()),
            Kind::F64 => Self::F64(Float64Builder::new()),
            Kind::Bool => Self::Bool(BooleanBuilder::new()),
            Kind::Time => Self::Time(TimestampMillisecondBuilder::new().with_timezone("UTC")),
            Kind::Day => Self::Day(Date32Builder::new()),
            Kind::Decimal => {
                let whole = arrow_schema::DataType::Decimal128(38, 0);
                Self::Decimal(Decimal128Builder::new().with_data_type(whole))
            }
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Texts(builder) => Arc::new(builder.finish()),
            Self::U8(builder) => Arc::new(builder.finish()),
            Self::U32(builder) => Arc::new(builder.finish()),
            Self::U64(builder) => Arc::new(builder.finish()),
            Self::I64(builder) => Arc::new(builder.finish()),
            Self::F64(builder) => Arc::new(builder.finish()),
            Self::Bool(builder) => Arc::new(builder.finish()),
            Self::Time(builder) => Arc::new(builder.finish()),
            Self::Day(builder) => Arc::new(builder.finish()),
            Self::Decimal(builder) => Arc::new(builder.finish()),
        }
    }
}

/// The rows of a batch. The values of a row are added one by one, in the order of the columns.
pub(super) struct Table {
    schema: SchemaRef,
    columns: Vec<Builder>,
    next: usize,
    rows: usize,
    bytes: usize,
}

impl Table {
    pub(super) fn new(columns: &[Col]) -> Self {
        let mut builders = Vec::with_capacity(columns.len());
        for column in columns {
            builders.push(Builder::new(column.kind));
        }
        Self { schema: schema_of(columns), columns: builders, next: 0, rows: 0, bytes: 0 }
    }

    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Returns `true` if the rows should become a batch.
    pub(super) fn is_full(&self) -> bool {
        self.rows >= BATCH_ROWS || self.bytes >= BATCH_BYTES
    }

    /// Returns the batch of the rows so far, and begins another.
    pub(super) fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let mut arrays = Vec::with_capacity(self.columns.len());
        for column in &mut self.columns {
            arrays.push(column.finish());
        }
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        (self.rows, self.bytes, self.next) = (0, 0, 0);
        RecordBatch::try_new_with_options(self.schema.clone(), arrays, &options)
    }

    fn column(&mut self) -> &mut Builder {
        let nth = self.next;
        self.next += 1;
        if self.next == self.columns.len() {
            self.next = 0;
            self.rows += 1;
        }
        &mut self.columns[nth]
    }

    pub(super) fn text(&mut self, text: Option<&str>) {
        self.bytes += text.map_or(0, str::len);
        if let Builder::Text(builder) = self.column() {
            builder.append_option(text);
        }
    }

    /// Adds a value that prints as text.
    pub(super) fn printed(&mut self, value: Option<impl std::fmt::Display>) {
        let text = value.map(|value| value.to_string());
        self.text(text.as_deref());
    }

    pub(super) fn texts(&mut self, texts: Option<&[&str]>) {
        for text in texts.unwrap_or_default() {
            self.bytes += text.len();
        }
        if let Builder::Texts(builder) = self.column() {
            for text in texts.unwrap_or_default() {
                builder.values().append_value(text);
            }
            builder.append(texts.is_some());
        }
    }

    pub(super) fn u8(&mut self, number: Option<u8>) {
        if let Builder::U8(builder) = self.column() {
            builder.append_option(number);
        }
    }

    pub(super) fn u32(&mut self, number: Option<u32>) {
        if let Builder::U32(builder) = self.column() {
            builder.append_option(number);
        }
    }

    pub(super) fn u64(&mut self, number: Option<u64>) {
        if let Builder::U64(builder) = self.column() {
            builder.append_option(number);
        }
    }

    pub(super) fn i64(&mut self, number: Option<i64>) {
        if let Builder::I64(builder) = self.column() {
            builder.append_option(number);
        }
    }

    pub(super) fn f64(&mut self, number: Option<f64>) {
        if let Builder::F64(builder) = self.column() {
            builder.append_option(number);
        }
    }

    pub(super) fn bool(&mut self, value: Option<bool>) {
        if let Builder::Bool(builder) = self.column() {
            builder.append_option(value);
        }
    }

    pub(super) fn time(&mut self, time: Option<DateTime<Utc>>) {
        if let Builder::Time(builder) = self.column() {
            builder.append_option(time.map(|time| time.timestamp_millis()));
        }
    }

    pub(super) fn day(&mut self, day: Option<NaiveDate>) {
        if let Builder::Day(builder) = self.column() {
            builder.append_option(day.map(|day| day.to_epoch_days()));
        }
    }

    /// Adds a number if it has at most 38 digits.
    pub(super) fn decimal(&mut self, number: Option<u128>) {
        let number = number.filter(|number| *number < 10_u128.pow(38));
        if let Builder::Decimal(builder) = self.column() {
            builder.append_option(number.map(|number| number as i128));
        }
    }

    /// Adds the three columns of a count.
    pub(super) fn count(&mut self, count: &Count) {
        self.decimal(count.to_u128().filter(|_| count.is_exact()));
        self.printed(count.is_exact().then_some(count));
        self.f64(Some(count.log2()).filter(|log2| log2.is_finite()));
    }
}
