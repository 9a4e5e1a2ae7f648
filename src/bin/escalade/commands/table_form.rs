//! Output formats that are tables in files for other programs.

use clap::ValueEnum;
#[cfg(feature = "arrow")]
use {
    crate::tables,
    escalade::arrow::Batches,
    std::{error::Error, io::Write},
};

use crate::tables::TableFile;

/// Returns the kind of file that an output format names, or an error if such files cannot be written; `None` for all
/// other formats.
pub(super) fn table_file(form: &impl ValueEnum) -> Result<Option<TableFile>, String> {
    let form = form.to_possible_value();
    let file = match form.as_ref().map(clap::builder::PossibleValue::get_name) {
        Some("arrow") => TableFile::Arrow,
        Some("parquet") => TableFile::Parquet,
        _ => return Ok(None),
    };
    file.check().map(|()| Some(file))
}

/// Writes record batches in an output format that is a table.
#[cfg(feature = "arrow")]
pub(super) fn write_table(
    batches: Batches<'_>,
    form: &impl ValueEnum,
    out: &mut dyn Write,
) -> Result<(), Box<dyn Error>> {
    match table_file(form)? {
        Some(file) => tables::write(batches, file, out),
        None => Ok(()),
    }
}
