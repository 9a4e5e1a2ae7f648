//! A timeline that grows and is corrected: each transaction records, revises and withdraws events, and returns what
//! it changed in the answers to named queries.
//!
//! A [`Watch`] is opened on a [`Timeline`](crate::Timeline) and one or more [queries](WatchedQuery). A
//! [`Transaction`] takes events in any order, late ones too, and [`commit`](Transaction::commit) returns the
//! [`Changes`].

mod chain_key;
mod changes;
mod ids;
mod records;
mod transaction;
#[expect(clippy::module_inception, reason = "the type `Watch`")]
mod watch;
mod watched_query;

pub use chain_key::{ChainKey, EventName};
pub use changes::Changes;
pub use transaction::Transaction;
pub use watch::Watch;
pub use watched_query::WatchedQuery;
