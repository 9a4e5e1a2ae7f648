//! Timelines that grow and are corrected.

mod alarms;
mod changes;
mod grounds;
mod held_back;
#[cfg(feature = "journal")]
mod journal;
mod model;
mod near;
mod replay;
mod transactions;
mod whole_timelines;
