//! Timelines that grow and are corrected.

mod model;
mod replay;
mod transactions;
