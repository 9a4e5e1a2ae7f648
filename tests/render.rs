//! Pictures: against golden files, with hostile texts, and read by the programs they are for.
//!
//! After a change that is meant, `ESCALADE_BLESS=1 cargo test --all-features --test render` writes the
//! golden files anew; look at what changed.

#![cfg(all(feature = "html", feature = "csv", feature = "text"))]
#![allow(clippy::unwrap_used)]

#[path = "render/golden.rs"]
mod golden;
#[path = "render/hostile.rs"]
mod hostile;
#[path = "render/scenes.rs"]
mod scenes;
#[path = "render/shown.rs"]
mod shown;
#[path = "render/tools.rs"]
mod tools;
