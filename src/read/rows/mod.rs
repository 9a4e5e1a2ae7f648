//! Tables that are not delimited text: records in JSON, sheets of workbooks and record batches of Arrow. They are
//! rewritten as delimited text while they are read, so that the cleaning of cells and the readers of all formats are
//! those of tables.

#[cfg(feature = "excel")]
mod excel;
#[cfg(feature = "json")]
mod json_rows;
#[cfg(feature = "arrow")]
mod record_batches;
mod row_text;
#[cfg(feature = "json")]
mod timeline_js;

#[cfg(feature = "excel")]
pub(super) use excel::{Sheet, note_other_sheets, open_workbook, possible_sheets};
#[cfg(feature = "json")]
pub(super) use json_rows::read_json;
#[cfg(feature = "arrow")]
pub(super) use record_batches::{BatchRows, NextBatch, broken};
#[cfg(any(feature = "excel", feature = "arrow"))]
pub(super) use row_text::RowText;
#[cfg(feature = "json")]
pub(super) use timeline_js::read_timeline_js;
