//! Timelines that grow and are corrected.

mod alarms;
mod changes;
mod grounds;
#[cfg(feature = "journal")]
mod journal;
mod model;
mod replay;
mod transactions;
mod whole_timelines;
