//! Tables in columns, as record batches.

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};

/// A table in columns, whose batches can be read again.
pub(super) trait Batches {
    fn schema(&self) -> SchemaRef;

    /// Goes back to the first batch. The batches have the columns that are wanted, or all if `wanted` is `None`.
    fn rewind(&mut self, wanted: Option<Vec<usize>>) -> Result<(), String>;

    /// Goes back to the first batch. The batches have only these columns, and texts are dictionaries. Returns `false`
    /// if that is not possible.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code))]
    fn rewind_as_words(&mut self, _columns: &[usize]) -> bool {
        false
    }

    /// Leaves out the row groups whose dates, in a column, are all outside a range of seconds since 1970. Returns the
    /// number of rows left out and the number of all rows.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code))]
    fn leave_out(&mut self, _dates: usize, _start: i64, _end: i64) -> (u64, u64) {
        (0, 0)
    }

    /// Returns the next batch, with the columns that are wanted, in their order.
    fn next(&mut self) -> Option<Result<RecordBatch, String>>;
}

/// Returns the names of all columns.
pub(super) fn column_names(schema: &Schema) -> Vec<String> {
    schema.fields().iter().map(|field| field.name().clone()).collect()
}
