//! Every format of the field: what its columns become, and what can be wrong with it.

use escalade::read::{Options, Reading};

mod acled;
mod compressed;
mod icbe;
mod icews;
mod jsonl;
mod mapping;
mod mid;
mod plover;
mod polecat;
mod tkg;
mod ucdp;

/// A text as a file, read with what stands in the options for want of choice.
fn read(text: &str) -> Reading {
    Options::new().read("file", text.as_bytes()).unwrap()
}
