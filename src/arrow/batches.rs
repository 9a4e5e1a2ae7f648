//! Record batches that are made when they are taken, and files of record batches.

use std::{fmt, io::Write};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, SchemaRef};

use super::{columns::Col, table::Table};
use crate::{columnar, error::Error};

/// An iterator over the record batches of a table.
///
/// A batch has at most 65,536 rows; a table without rows has no batch. Rows are made when their batch is taken, so that
/// a listing of any length takes the memory of one batch. See the [module](super) for the columns.
///
/// ```
/// use escalade::{arrow::arrow_array::RecordBatchReader, read::Options};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let actors = timeline.to_record_batches().actors;
/// assert_eq!(actors.schema().field_with_name("key").unwrap().metadata()["description"], "the key of the actor");
/// let rows: usize = actors.map(|batch| batch.unwrap().num_rows()).sum();
/// assert_eq!(rows, 2);
/// # Ok::<(), escalade::Error>(())
/// ```
pub struct Batches<'a> {
    table: Table,
    /// Adds a row, or returns `false` if there is none.
    next_row: Box<dyn FnMut(&mut Table) -> bool + 'a>,
    is_over: bool,
}

impl<'a> Batches<'a> {
    pub(super) fn new(columns: &[Col], next_row: impl FnMut(&mut Table) -> bool + 'a) -> Self {
        Self { table: Table::new(columns), next_row: Box::new(next_row), is_over: false }
    }

    /// Writes the batches to an Arrow IPC file (Feather version 2), without compression.
    ///
    /// ```
    /// let timeline = escalade::Timeline::builder().build()?;
    /// let mut file = Vec::new();
    /// timeline.to_record_batches().events.write_ipc(&mut file)?;
    /// assert!(file.starts_with(b"ARROW1") && file.ends_with(b"ARROW1"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The output fails.
    pub fn write_ipc(self, mut out: impl Write) -> Result<(), Error> {
        self.write_ipc_to(&mut out).map_err(unwritten)
    }

    fn write_ipc_to(self, out: &mut dyn Write) -> Result<(), ArrowError> {
        let mut writer = FileWriter::try_new(out, &self.schema())?;
        for batch in self {
            writer.write(&batch?)?;
        }
        writer.finish()
    }

    /// Writes the batches to a Parquet file, compressed with zstd. Needs the feature `parquet`.
    ///
    /// ```
    /// let timeline = escalade::Timeline::builder().build()?;
    /// let mut file = Vec::new();
    /// timeline.to_record_batches().events.write_parquet(&mut file)?;
    /// assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The output fails.
    #[cfg(feature = "parquet")]
    pub fn write_parquet(self, mut out: impl Write + Send) -> Result<(), Error> {
        self.write_parquet_to(&mut out).map_err(|problem| unwritten(columnar::arrow_error(problem)))
    }

    #[cfg(feature = "parquet")]
    fn write_parquet_to(
        self,
        out: &mut (dyn Write + Send),
    ) -> Result<(), parquet::errors::ParquetError> {
        use parquet::{
            arrow::ArrowWriter,
            basic::{Compression, ZstdLevel},
            file::properties::WriterProperties,
        };
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(1 << 17))
            .build();
        let mut writer = ArrowWriter::try_new(out, self.schema(), Some(properties))?;
        for batch in self {
            writer.write(&batch?)?;
        }
        writer.close().map(|_| ())
    }
}

/// Returns the error of a table that could not be written.
fn unwritten(problem: ArrowError) -> Error {
    columnar::unwritten(problem, "a table that fits into a file", "write it as CSV or JSON")
}

impl Iterator for Batches<'_> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_over && !self.table.is_full() {
            self.is_over = !(self.next_row)(&mut self.table);
        }
        (!self.table.is_empty()).then(|| self.table.finish())
    }
}

impl RecordBatchReader for Batches<'_> {
    fn schema(&self) -> SchemaRef {
        self.table.schema().clone()
    }
}

impl fmt::Debug for Batches<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches").field("schema", self.table.schema()).finish_non_exhaustive()
    }
}
