//! STIX 2.1 bundles.

mod acts;
mod objects;
mod reader;

pub(super) use reader::Stix;
