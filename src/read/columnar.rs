//! Files of Arrow and Parquet, and record batches in memory.

use std::{
    collections::VecDeque,
    io::{Cursor, Read, Seek},
};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::{
    batches::{Batches, column_names},
    format::Format,
    peek::{peek, read_to_end},
    progress::TrackedInput,
    recognise,
    report::FileReport,
    rows::{BatchRows, NextBatch, RowText, broken},
    session::Session,
};
use crate::{
    columnar::{Columnar, IpcFile},
    error::{Error, ErrorKind, Issue, Issues, Location},
    timeline::Timeline,
};

/// An input that can seek.
trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

impl Session<'_> {
    /// Reads a columnar file: a kept timeline, or a table in a known or described format.
    pub(super) fn read_columnar(
        &mut self,
        name: &str,
        input: &mut TrackedInput<'_, '_>,
        size: Option<u64>,
        kind: Columnar,
    ) -> Result<(), Error> {
        let io = |problem| Error::io(name, problem);
        #[cfg(feature = "parquet")]
        let file = input.file().map_err(io)?;
        let bytes;
        let mut input: Box<dyn ReadSeek + '_> = match size {
            Some(_) => Box::new(input),
            None => {
                bytes = self.read_whole(name, input)?;
                Box::new(Cursor::new(&bytes[..]))
            }
        };
        let size = input.seek(std::io::SeekFrom::End(0)).map_err(io)?;
        if Timeline::is_kept(&mut *input).map_err(io)? {
            let timeline = Timeline::load_named(name, input)?;
            let why = "it is a timeline that `Timeline::save` has kept".to_owned();
            let report = FileReport { name: name.to_owned(), format: Format::Json, why, rows: 0 };
            self.ingest.begin_file(report);
            self.ingest.add_document(timeline);
            return Ok(());
        }
        match kind {
            Columnar::Ipc => {
                let file = IpcFile::open(input, size, self.ingest.options.max_expansion);
                let file = file.map_err(io)?.map_err(|problem| broken(name, &problem))?;
                self.read_table(name, &mut IpcBatches { file, next: 0 })
            }
            #[cfg(feature = "parquet")]
            Columnar::Parquet => {
                use super::parquet_batches::{ParquetBatches, ParquetInput};
                let input = match file {
                    Some(file) => ParquetInput::File(file),
                    None => {
                        let mut bytes = Vec::new();
                        input.rewind().and_then(|()| input.read_to_end(&mut bytes)).map_err(io)?;
                        ParquetInput::Memory(bytes.into())
                    }
                };
                let table = ParquetBatches::open(input);
                self.read_table(name, &mut table.map_err(|problem| broken(name, &problem))?)
            }
            #[cfg(not(feature = "parquet"))]
            Columnar::Parquet => Err(crate::columnar::without_parquet(name)),
        }
    }

    /// Reads an input that cannot seek.
    fn read_whole(&self, name: &str, input: &mut TrackedInput<'_, '_>) -> Result<Vec<u8>, Error> {
        let limit = self.ingest.options.largest_document;
        let mut bytes = Vec::new();
        read_to_end(input, limit.saturating_add(1), &mut bytes)
            .map_err(|problem| Error::io(name, problem))?;
        if bytes.len() as u64 > limit {
            let allowed =
                format!("at most {limit} bytes, as an input that cannot seek is held whole");
            let remedy = "give the file by its path, or raise `largest_document`";
            let issue = Issue::new(Location::in_file(name), "a larger input", allowed, remedy);
            return Err(Issues::from(issue).into_error(ErrorKind::Input));
        }
        Ok(bytes)
    }

    /// Reads record batches in memory.
    pub(super) fn read_batches(
        &mut self,
        name: &str,
        schema: SchemaRef,
        batches: &mut dyn Iterator<Item = Result<RecordBatch, String>>,
    ) -> Result<(), Error> {
        let mut table =
            GivenBatches { schema, batches, kept: VecDeque::new(), passes: 0, wanted: None };
        self.read_table(name, &mut table)
    }

    fn read_table(&mut self, name: &str, table: &mut dyn Batches) -> Result<(), Error> {
        let schema = table.schema();
        let all: Vec<usize> = (0..schema.fields().len()).collect();
        table.rewind(None).map_err(|problem| broken(name, &problem))?;
        let mut next = || table.next();
        let next: &mut NextBatch<'_> = &mut next;
        let mut rows = BatchRows::new(&schema, &all, next);
        let mut text = RowText::new(&mut rows);
        let found = self.recognise(name, &mut text)?;
        let Some((format, why)) = found else {
            let issue = recognise::unknown_format(name, peek(&mut text).unwrap_or_default());
            rows.finish(name)?;
            return Err(Issues::from(issue).into_error(ErrorKind::Input));
        };
        rows.finish(name)?;
        #[cfg(feature = "parquet")]
        self.leave_out(name, table, format);
        let done = self.read_directly(name, table, format, &why)?;
        if done.is_some_and(|(_, is_whole)| is_whole) {
            return self.ingest.questions.check();
        }
        let wanted = self.wanted_columns(format, &schema);
        table.rewind(wanted.clone()).map_err(|problem| broken(name, &problem))?;
        let mut next = || table.next();
        let next: &mut NextBatch<'_> = &mut next;
        let mut rows = BatchRows::new(&schema, wanted.as_ref().unwrap_or(&all), next);
        if let Some(left_out) = rows.left_out(name, &schema) {
            self.ingest.note_decision(left_out);
        }
        let read = match done {
            None => self.read_rows(name, &mut RowText::new(&mut rows), format, why, Some("")),
            Some((before, _)) => {
                rows.skip(before);
                self.read_begun(name, &mut RowText::new(&mut rows), format, Some(""))
            }
        };
        // An error of the batches comes first, since it explains any other problem.
        rows.finish(name).and(read)
    }

    /// Leaves out the row groups whose dates are all outside the window of the options, and notes how many rows that
    /// are.
    #[cfg(feature = "parquet")]
    fn leave_out(&mut self, name: &str, table: &mut dyn Batches, format: Format) {
        let Some(window) = &self.ingest.options.row_groups_of else { return };
        let (start, end) = window.seconds();
        let names = column_names(&table.schema());
        let dates = match format {
            Format::Gdelt => super::gdelt::day_column(&names),
            Format::Csv => {
                let columns = self.ingest.options.columns.as_ref();
                columns.and_then(|columns| columns.date_index(&names))
            }
            _ => None,
        };
        let (skipped, all) = dates.map_or((0, 0), |dates| table.leave_out(dates, start, end));
        self.ingest.note_decision(format!(
            "{name}: {skipped} of {all} rows skipped, in row groups without a date in the window asked for"
        ));
    }

    /// Reads the first batches of a table from their columns, if that is possible. Returns the number of rows read in
    /// this way, and whether these are all rows.
    #[cfg(feature = "parquet")]
    fn read_directly(
        &mut self,
        name: &str,
        table: &mut dyn Batches,
        format: Format,
        why: &str,
    ) -> Result<Option<(u64, bool)>, Error> {
        let options = self.ingest.options;
        let direct = super::gdelt::DirectTable::of(&table.schema(), options);
        let Some(mut direct) = direct.filter(|_| format == Format::Gdelt) else { return Ok(None) };
        if !table.rewind_as_words(&direct.columns) {
            return Ok(None);
        }
        let (mut rows, mut is_begun) = (0, false);
        while let Some(batch) = table.next() {
            let batch = batch.map_err(|problem| broken(name, &problem))?;
            if !is_begun {
                is_begun = true;
                let (name, why) = (name.to_owned(), why.to_owned());
                self.ingest.begin_file(FileReport { name, format, why, rows: 0 });
            }
            if !direct.add(&batch, &mut self.ingest) {
                direct.finish(&mut self.ingest);
                return Ok(Some((rows, false)));
            }
            rows += batch.num_rows() as u64;
            self.ingest.count_rows(batch.num_rows() as u64);
        }
        direct.finish(&mut self.ingest);
        Ok(is_begun.then_some((rows, true)))
    }

    #[cfg(not(feature = "parquet"))]
    fn read_directly(
        &mut self,
        _: &str,
        _: &mut dyn Batches,
        _: Format,
        _: &str,
    ) -> Result<Option<(u64, bool)>, Error> {
        Ok(None)
    }

    /// Returns the indices of the columns that a format reads, in ascending order, or `None` for all.
    fn wanted_columns(&self, format: Format, schema: &SchemaRef) -> Option<Vec<usize>> {
        let names = column_names(schema);
        let mut wanted = match format {
            Format::Gdelt => super::gdelt::event_columns(&names)?,
            Format::Csv => self.ingest.options.columns.as_ref()?.indices(&names)?,
            _ => return None,
        };
        wanted.sort_unstable();
        wanted.dedup();
        Some(wanted)
    }
}

struct IpcBatches<R> {
    file: IpcFile<R>,
    next: usize,
}

impl<R: Read + Seek> Batches for IpcBatches<R> {
    fn schema(&self) -> SchemaRef {
        self.file.schema().clone()
    }

    fn rewind(&mut self, wanted: Option<Vec<usize>>) -> Result<(), String> {
        self.next = 0;
        if let Some(columns) = wanted {
            self.file.project(columns);
        }
        Ok(())
    }

    fn next(&mut self) -> Option<Result<RecordBatch, String>> {
        if self.next == self.file.batches() {
            return None;
        }
        self.next += 1;
        let batch = self.file.batch(self.next - 1);
        Some(batch.unwrap_or_else(|problem| Err(problem.to_string())))
    }
}

/// Record batches that the caller gives, which can be taken only once. Those of the first pass are kept for the second.
struct GivenBatches<'b> {
    schema: SchemaRef,
    batches: &'b mut dyn Iterator<Item = Result<RecordBatch, String>>,
    kept: VecDeque<RecordBatch>,
    passes: u32,
    wanted: Option<Vec<usize>>,
}

impl Batches for GivenBatches<'_> {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn rewind(&mut self, wanted: Option<Vec<usize>>) -> Result<(), String> {
        self.passes += 1;
        self.wanted = wanted;
        Ok(())
    }

    fn next(&mut self) -> Option<Result<RecordBatch, String>> {
        let kept = if self.passes > 1 { self.kept.pop_front() } else { None };
        let batch = match kept {
            Some(batch) => batch,
            None => match self.batches.next()? {
                Ok(batch) if batch.schema().fields() == self.schema.fields() => batch,
                Ok(_) => return Some(Err("a batch with another schema than the first".into())),
                Err(problem) => return Some(Err(problem)),
            },
        };
        if self.passes == 1 {
            self.kept.push_back(batch.clone());
        }
        Some(match &self.wanted {
            None => Ok(batch),
            Some(columns) => batch.project(columns).map_err(|problem| problem.to_string()),
        })
    }
}
