//! Every file format of the field: what its columns become, and all errors in files.

use escalade::read::{Options, Reading};

mod acled;
mod compressed;
#[cfg(feature = "excel")]
mod excel;
mod exported;
mod icbe;
mod icews;
mod json_records;
mod jsonl;
mod made_plain;
mod mapping;
mod mid;
mod one_actor;
mod other_tables;
mod plain;
mod plover;
mod polecat;
mod ready_columns;
mod reported;
mod revised_rows;
mod saved_again;
mod tkg;
mod ucdp;
mod unread;

/// Reads a text as a file with the default options.
fn read(text: &str) -> Reading {
    Options::new().read("file", text.as_bytes()).unwrap()
}
