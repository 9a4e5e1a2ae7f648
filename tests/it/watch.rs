//! Timelines that grow and are corrected.

mod alarms;
mod changes;
mod model;
mod replay;
mod transactions;
mod whole_timelines;
