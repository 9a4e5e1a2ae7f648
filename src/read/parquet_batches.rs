//! Parquet files as record batches.

use std::fs::File;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};
use bytes::Bytes;
use parquet::arrow::{
    ProjectionMask,
    arrow_reader::{
        ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
        ParquetRecordBatchReaderBuilder,
    },
};

use super::columnar::Batches;

/// The number of rows of a batch.
const BATCH_ROWS: usize = 1 << 14;

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
}

impl ParquetBatches {
    pub(super) fn open(input: ParquetInput) -> Result<Self, String> {
        let metadata = match &input {
            ParquetInput::File(file) => ArrowReaderMetadata::load(file, Default::default()),
            ParquetInput::Memory(bytes) => ArrowReaderMetadata::load(bytes, Default::default()),
        };
        let metadata = metadata.map_err(|problem| problem.to_string())?;
        Ok(Self { input, metadata, reader: None })
    }

    fn read_from(
        &mut self,
        metadata: ArrowReaderMetadata,
        wanted: Option<Vec<usize>>,
    ) -> Result<(), String> {
        let columns = match wanted {
            None => ProjectionMask::all(),
            Some(wanted) => ProjectionMask::roots(metadata.parquet_schema(), wanted),
        };
        let reader = match &self.input {
            ParquetInput::File(file) => {
                let file = file.try_clone().map_err(|problem| problem.to_string())?;
                ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata)
                    .with_projection(columns)
                    .with_batch_size(BATCH_ROWS)
                    .build()
            }
            ParquetInput::Memory(bytes) => {
                ParquetRecordBatchReaderBuilder::new_with_metadata(bytes.clone(), metadata)
                    .with_projection(columns)
                    .with_batch_size(BATCH_ROWS)
                    .build()
            }
        };
        self.reader = Some(reader.map_err(|problem| problem.to_string())?);
        Ok(())
    }
}

impl Batches for ParquetBatches {
    fn schema(&self) -> SchemaRef {
        self.metadata.schema().clone()
    }

    fn rewind(&mut self, wanted: Option<Vec<usize>>) -> Result<(), String> {
        self.read_from(self.metadata.clone(), wanted)
    }

    fn rewind_as_words(&mut self, columns: &[usize]) -> bool {
        let mut fields = Vec::new();
        for (nth, field) in self.metadata.schema().fields().iter().enumerate() {
            let is_text = columns.contains(&nth)
                && matches!(
                    field.data_type(),
                    DataType::Utf8
                        | DataType::LargeUtf8
                        | DataType::Utf8View
                        | DataType::Dictionary(..)
                );
            let words = DataType::Dictionary(DataType::Int32.into(), DataType::Utf8.into());
            fields.push(match is_text {
                true => Field::new(field.name(), words, field.is_nullable()).into(),
                false => field.clone(),
            });
        }
        let schema = Schema::new(Fields::from(fields));
        let options = ArrowReaderOptions::new().with_schema(schema.into());
        let metadata = ArrowReaderMetadata::try_new(self.metadata.metadata().clone(), options);
        metadata.is_ok_and(|metadata| self.read_from(metadata, Some(columns.to_vec())).is_ok())
    }

    fn next(&mut self) -> Option<Result<RecordBatch, String>> {
        let batch = self.reader.as_mut()?.next()?;
        Some(batch.map_err(|problem| problem.to_string()))
    }
}
