//! Timelines and answers as record batches, and record batches and columnar files as timelines.

mod answers;
#[cfg(all(feature = "parquet", feature = "motifs"))]
mod chapter;
#[cfg(feature = "parquet")]
mod damaged;
#[cfg(feature = "parquet")]
mod python;
mod read_in;
mod timeline_tables;

use escalade::arrow::{
    Batches,
    arrow_array::{
        Array, ArrayRef, RecordBatch,
        cast::AsArray,
        types::{
            Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMillisecondType,
            UInt8Type, UInt32Type, UInt64Type,
        },
    },
    arrow_schema::DataType,
};

/// A table as texts, by its names of columns.
struct Texts {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Texts {
    fn of(batches: Batches<'_>) -> Self {
        use escalade::arrow::arrow_array::RecordBatchReader;
        let schema = batches.schema();
        let mut names = Vec::new();
        for field in schema.fields() {
            assert!(!field.metadata()["description"].is_empty(), "{}", field.name());
            names.push(field.name().clone());
        }
        let mut rows = Vec::new();
        for batch in batches {
            let batch: RecordBatch = batch.unwrap();
            for row in 0..batch.num_rows() {
                rows.push(batch.columns().iter().map(|column| text(column, row)).collect());
            }
        }
        Self { names, rows }
    }

    /// Returns the values of some columns, row by row.
    fn columns<const N: usize>(&self, names: [&str; N]) -> Vec<[&str; N]> {
        let at = names.map(|name| self.names.iter().position(|known| known == name).unwrap());
        self.rows.iter().map(|row| at.map(|nth| row[nth].as_str())).collect()
    }
}

/// Returns a value as text, `-` for a missing value.
fn text(column: &ArrayRef, row: usize) -> String {
    if column.is_null(row) {
        return "-".into();
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::List(_) => {
            let list = column.as_list::<i32>().value(row);
            let list = list.as_string::<i32>();
            let texts: Vec<_> = list.iter().map(|text| text.unwrap().to_owned()).collect();
            format!("[{}]", texts.join(" "))
        }
        DataType::UInt8 => column.as_primitive::<UInt8Type>().value(row).to_string(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).to_string(),
        DataType::UInt64 => column.as_primitive::<UInt64Type>().value(row).to_string(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Float64 => column.as_primitive::<Float64Type>().value(row).to_string(),
        DataType::Boolean => column.as_boolean().value(row).to_string(),
        DataType::Date32 => {
            column.as_primitive::<Date32Type>().value_as_date(row).unwrap().to_string()
        }
        DataType::Timestamp(..) => {
            let time = column.as_primitive::<TimestampMillisecondType>().value_as_datetime(row);
            time.unwrap().to_string()
        }
        DataType::Decimal128(38, 0) => column.as_primitive::<Decimal128Type>().value_as_string(row),
        other => panic!("{other}"),
    }
}
