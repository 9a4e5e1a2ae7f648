//! A timeline that grows and is corrected: each transaction records, revises and withdraws events, and returns what
//! it changed in the answers to named queries.
//!
//! A [`Watch`] is opened on a [`Timeline`](crate::Timeline) and one or more [queries](WatchedQuery). A
//! [`Transaction`] takes events in any order, late ones too, and [`commit`](Transaction::commit) returns the
//! [`Changes`]. [`Alarms`] raise and withdraw alerts about them, by rules that are data.

mod alarms;
mod alert;
mod alert_rule;
mod awaited;
mod chain_key;
mod change_log;
mod changed_chains;
mod changed_grounds;
mod changes;
mod difference;
#[cfg(feature = "json")]
mod feed_records;
mod figures;
mod grounds;
mod incremental;
#[cfg(feature = "journal")]
mod journal;
mod layering;
mod layers;
mod query_changes;
mod recorded;
mod records;
mod snapshot;
mod touched;
mod transaction;
#[cfg(not(feature = "journal"))]
mod unjournaled;
mod update;
#[expect(clippy::module_inception, reason = "the type `Watch`")]
mod watch;
mod watched_query;
mod whole_timelines;

pub use alarms::{Alarms, SavedAlarms};
pub use alert::{Alert, AlertState, Subject};
pub use alert_rule::{AlertRule, Ground, WeeklyRise};
pub use chain_key::{ChainKey, EventName};
pub use changed_chains::{ChangedChain, ChangedChains};
pub use changes::Changes;
pub use figures::{BestChain, Figures, ThreatStanding};
#[cfg(feature = "journal")]
pub use journal::{DroppedTail, Reopened};
pub use query_changes::{Change, DyadChange, QueryChanges, ThreatChange};
pub use transaction::Transaction;
pub use watch::Watch;
pub use watched_query::WatchedQuery;
