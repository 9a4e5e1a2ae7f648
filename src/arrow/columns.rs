//! Descriptions of columns, of which schemas are made.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};

use crate::columnar::described;

/// The type of a column.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Text,
    Texts,
    U8,
    U32,
    U64,
    I64,
    F64,
    Bool,
    /// A time in whole seconds.
    Time,
    Day,
    /// A whole number of at most 38 digits.
    Decimal,
}

/// A column.
pub(super) struct Col {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    unit: &'static str,
    about: &'static str,
    nullable: bool,
}

impl Col {
    /// Creates a column in which every row has a value.
    pub(super) const fn new(
        name: &'static str,
        kind: Kind,
        unit: &'static str,
        about: &'static str,
    ) -> Self {
        Self { name, kind, unit, about, nullable: false }
    }

    /// Creates a column in which values may be missing.
    pub(super) const fn maybe(
        name: &'static str,
        kind: Kind,
        unit: &'static str,
        about: &'static str,
    ) -> Self {
        Self { name, kind, unit, about, nullable: true }
    }

    fn field(&self) -> Field {
        let data_type = match self.kind {
            Kind::Text => DataType::Utf8,
            Kind::Texts => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
            Kind::U8 => DataType::UInt8,
            Kind::U32 => DataType::UInt32,
            Kind::U64 => DataType::UInt64,
            Kind::I64 => DataType::Int64,
            Kind::F64 => DataType::Float64,
            Kind::Bool => DataType::Boolean,
            // Parquet has no times in seconds.
            Kind::Time => DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
            Kind::Day => DataType::Date32,
            Kind::Decimal => DataType::Decimal128(38, 0),
        };
        described(Field::new(self.name, data_type, self.nullable), self.unit, self.about)
    }
}

/// Returns the schema of some columns.
pub(super) fn schema_of(columns: &[Col]) -> SchemaRef {
    let mut fields = Vec::with_capacity(columns.len());
    for column in columns {
        fields.push(column.field());
    }
    Arc::new(Schema::new(fields))
}
