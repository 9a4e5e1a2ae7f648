//! Timelines that grow and are corrected.

mod changes;
mod model;
mod replay;
mod transactions;
