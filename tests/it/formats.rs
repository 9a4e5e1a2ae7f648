//! Every file format of the field: what its columns become, and all errors in files.

use escalade::read::{Options, Reading};

mod acled;
mod compressed;
mod icbe;
mod icews;
mod jsonl;
mod made_plain;
mod mapping;
mod mid;
mod one_actor;
mod plain;
mod plover;
mod polecat;
mod revised_rows;
mod saved_again;
mod tkg;
mod ucdp;

/// Reads a text as a file with the default options.
fn read(text: &str) -> Reading {
    Options::new().read("file", text.as_bytes()).unwrap()
}
