//! Kept timelines in Parquet.

use std::{io::Write, path::Path};

use bytes::Bytes;
use parquet::{
    arrow::{ArrowWriter, ProjectionMask, arrow_reader::ParquetRecordBatchReaderBuilder},
    basic::{Compression, Encoding, ZstdLevel},
    errors::ParquetError,
    file::{
        metadata::{KeyValue, SortingColumn},
        properties::WriterProperties,
    },
    schema::types::ColumnPath,
};

use super::{
    actor_ids::ActorIds,
    batches::{BATCH_ROWS, KeptTable},
    metadata::{CHECKSUMS, VERSION, parse_metadata},
    records::Parts,
    rows::{READ, Rows, Wrong},
    save::{metadata, unwritten},
    schema::{EARLIEST, EVENT, Form},
};
use crate::{
    columnar::{Checked, arrow_error, write_beside},
    error::Error,
    timeline::Timeline,
};

/// The number of rows of a row group. Other programs skip whole row groups that they do not need.
const GROUP_ROWS: usize = 2 * BATCH_ROWS;

/// The greatest number of rows for each byte of a file. It is large, since a column of one repeated value takes almost
/// no bytes.
const ROWS_PER_BYTE: u64 = 1 << 12;

impl Timeline {
    /// Saves the timeline in a Parquet file, from which [`load`](Self::load) restores it exactly.
    ///
    /// The file has the columns of [`save`](Self::save), and `event`, the order of recording, since its rows are in
    /// order of time. Each row group states its least and its greatest time, so that other programs read only the row
    /// groups of the period that they need. The file is compressed with zstd: it has about a tenth of the bytes of a
    /// file of `save`, but takes several times as long to write. It needs the feature `parquet`.
    ///
    /// ```
    /// # let path = std::env::temp_dir().join(format!("escalade-save-{}.parquet", std::process::id()));
    /// let timeline = escalade::read::open("examples/data/crisis-2024.json")?.timeline;
    /// timeline.save_parquet(&path)?;
    /// assert_eq!(escalade::Timeline::load(&path)?.len(), timeline.len());
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn save_parquet(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        write_beside(path.as_ref(), &mut |out| self.write_kept_parquet(out))
    }

    /// Writes what [`save_parquet`](Self::save_parquet) writes to an output, such as the standard output.
    ///
    /// ```
    /// # use std::io::Cursor;
    /// let mut file = Vec::new();
    /// escalade::Timeline::builder().build()?.write_parquet(&mut file)?;
    /// assert!(escalade::Timeline::load_from(Cursor::new(file))?.is_empty());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The output fails.
    pub fn write_parquet(&self, mut out: impl Write + Send) -> Result<(), Error> {
        self.write_kept_parquet(&mut out)
    }

    fn write_kept_parquet(&self, out: &mut (dyn Write + Send)) -> Result<(), Error> {
        let write = || {
            let table = KeptTable::new(self, Form::Parquet);
            let schema = table.schema().clone();
            let mut writer =
                ArrowWriter::try_new(Checked::new(out), schema, Some(properties(&table)))?;
            for rows in table.ranges(BATCH_ROWS) {
                writer.write(&table.batch(rows)?)?;
            }
            writer.flush()?;
            writer.sync()?;
            for (key, value) in metadata(self)? {
                writer.append_key_value_metadata(KeyValue::new(key.to_owned(), value));
            }
            let checksums = writer.inner_mut().begin_tail(VERSION);
            writer.append_key_value_metadata(KeyValue::new(CHECKSUMS.to_owned(), checksums));
            Ok(writer.into_inner()?.finish()?)
        };
        write().map_err(|problem: ParquetError| unwritten(arrow_error(problem)))
    }
}

fn properties(table: &KeptTable<'_>) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(GROUP_ROWS));
    // Rows are in order of time, so that differences between successive rows are small.
    for column in [EARLIEST, EVENT] {
        let path = ColumnPath::from(column);
        properties = properties
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED);
    }
    let mut order = Vec::new();
    for column in [EARLIEST, EVENT] {
        if let Ok(nth) = table.schema().index_of(column) {
            let column_idx = nth as i32;
            order.push(SortingColumn { column_idx, descending: false, nulls_first: false });
        }
    }
    properties.set_sorting_columns(Some(order)).build()
}

/// Reads the parts of a kept timeline. An error has the place and what is wrong there.
pub(super) fn read(bytes: Vec<u8>) -> Result<Parts, (String, String)> {
    let size = bytes.len() as u64;
    let nowhere = |problem: &dyn std::fmt::Display| (String::new(), problem.to_string());
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes));
    let reader = reader.map_err(|problem| nowhere(&problem))?;
    let file = reader.metadata().file_metadata();
    let rows = u64::try_from(file.num_rows()).unwrap_or(u64::MAX);
    if rows > size.saturating_mul(ROWS_PER_BYTE) {
        return Err(nowhere(&format!("{rows} rows in {size} bytes")));
    }
    let value = |key: &str| {
        let pairs = file.key_value_metadata()?;
        pairs.iter().find(|pair| pair.key == key)?.value.as_deref()
    };
    let parsed = parse_metadata(&value);
    let (document, types, exact) = parsed.map_err(|(key, problem)| (key.to_owned(), problem))?;
    let actors = ActorIds::of(&document);
    let columns = ProjectionMask::columns(reader.parquet_schema(), READ);
    let batches = reader.with_projection(columns).with_batch_size(BATCH_ROWS).build();
    let mut rows = Rows::default();
    for batch in batches.map_err(|problem| nowhere(&problem))? {
        let batch = batch.map_err(|problem| nowhere(&problem))?;
        let added = rows.add(&batch, &|key| actors.find(key));
        added.map_err(|Wrong(column, problem)| (column.to_owned(), problem))?;
    }
    rows.sort().map_err(|Wrong(column, problem)| (column.to_owned(), problem))?;
    Ok(Parts { document, types, exact, rows })
}
