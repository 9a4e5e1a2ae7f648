//! Comparison with chance: are there more hops and chains than shuffled events would give?
//!
//! ```text
//!   null         what a shuffle keeps and what it randomises: the trait, and the models of the literature
//!   events       the events of a query, as nulls shuffle them
//!   shuffler     engines on shuffled events
//!   measure      what is counted of each
//!   against      setting up a comparison; run makes the shuffles
//!   comparison   its result; curve, lags, statistic: parts of results
//! ```
//!
//! [`Chains::against`](crate::Chains::against) begins a comparison. The guide's chapter on
//! [chance](crate::guide::chance) says which null model answers which question, and what a result does not
//! show.

pub(crate) mod against;
mod comparison;
mod curve;
pub(crate) mod events;
mod groups;
mod lag_counts;
mod lags;
mod measure;
mod null;
mod order;
pub(crate) mod printing;
mod random;
mod record;
pub(crate) mod run;
pub(crate) mod shuffler;
pub(crate) mod statistic;
mod wanted;

pub use against::{Against, ShufflesNeeded};
pub use comparison::{Comparison, DyadComparison, OfLength, OfRule};
pub use curve::{Curve, CurvePoint};
pub use events::ShuffledEvents;
pub use lags::{LagSeries, Lags};
pub use null::{Null, NullModel};
pub use random::Random;
pub use record::Record;
pub use statistic::Statistic;
