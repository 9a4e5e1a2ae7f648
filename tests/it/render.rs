//! Pictures: compared with golden files, with hostile texts, and read by the programs they are made
//! for.
//!
//! After a change that is meant, `ESCALADE_BLESS=1 cargo test --all-features --test it render::` writes the
//! golden files anew; look at what changed.

mod golden;
mod hostile;
mod scenes;
mod shown;
mod tools;
