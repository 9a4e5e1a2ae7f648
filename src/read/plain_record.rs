//! Records of lines in a fixed order of fields, whose cells are made plain where the reader cannot take them as
//! they are.

use super::{
    cells::{CellLayer, Decoding, Row},
    ingest::Ingest,
    records::Record,
    table_layout::TableLayout,
};
use crate::error::{Issue, Location};

/// The greatest number of fields of such a record.
const MOST_FIELDS: usize = 5;

const FIELDS_IN_ORDER: [Option<usize>; MOST_FIELDS] = [Some(0), Some(1), Some(2), Some(3), Some(4)];

/// The layer of a file of such records. Records that are plain do not pass through it.
pub(super) struct RecordLayer<'f> {
    layer: CellLayer,
    file: &'f str,
    pub(super) has_header: bool,
}

/// A function that adds the record of these fields, or returns all its issues.
type AddFields<'a> = dyn FnMut(&[&[u8]; MOST_FIELDS]) -> Result<(), Vec<Issue>> + 'a;

impl<'f> RecordLayer<'f> {
    /// Creates the layer of a file that begins with `head`.
    pub(super) fn new(head: &[u8], file: &'f str) -> Self {
        Self { layer: CellLayer::new(head), file, has_header: false }
    }

    /// Adds a record: as it is if it is plain, else with its cells made plain, and if it is not UTF-8, decoded.
    pub(super) fn add(
        &mut self,
        record: &mut Record,
        layout: &TableLayout<'_>,
        ingest: &mut Ingest<'_>,
        add: &mut AddFields<'_>,
    ) -> Result<(), Vec<Issue>> {
        ingest.line = record.line();
        let (mut fields, mut has_quotes) = ([&b""[..]; MOST_FIELDS], false);
        for (nth, field) in fields.iter_mut().enumerate().take(record.len()) {
            *field = record.field(nth);
            has_quotes |= field.first() == Some(&b'"');
        }
        if !has_quotes {
            let result = add(&fields);
            if result.is_ok() {
                return result;
            }
        }
        let mut result = self.add_plain(record, layout, ingest, add);
        if result.is_err() {
            let place = Location::in_file(self.file).at_line(record.line());
            let columns = (layout.columns, &FIELDS_IN_ORDER[..]);
            match self.layer.decode(record, columns, (self.file, &place), ingest) {
                Decoding::None => {}
                Decoding::Asked => return Ok(()),
                Decoding::Done(encoding) => {
                    result = self.add_plain(record, layout, ingest, add);
                    ingest.count_decoded(encoding, record);
                }
            }
        }
        result
    }

    #[cold]
    fn add_plain(
        &mut self,
        record: &Record,
        layout: &TableLayout<'_>,
        ingest: &mut Ingest<'_>,
        add: &mut AddFields<'_>,
    ) -> Result<(), Vec<Issue>> {
        let mut indices = [None; MOST_FIELDS];
        for (nth, index) in indices.iter_mut().enumerate().take(record.len()) {
            *index = Some(nth);
        }
        let (file, has_header, options) = (self.file, self.has_header, ingest.options);
        let row = Row { record, layout, has_header, indices: &indices, options, file, rows: None };
        if self.layer.apply(&row) {
            let mut fields = [&b""[..]; MOST_FIELDS];
            for (nth, field) in fields.iter_mut().enumerate().take(record.len()) {
                *field = self.layer.cells.get(nth).unwrap_or_else(|| record.field(nth));
            }
            add(&fields)?;
        }
        self.layer.report(&row, ingest);
        Ok(())
    }
}
