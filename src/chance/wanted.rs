//! What a comparison is to measure.

use super::events::DAY;

/// What is measured besides hops and chains.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) by_dyad: bool,
    pub(crate) extremes: bool,
    /// The greatest length of a chain, if chains are counted by length.
    pub(crate) by_len: Option<usize>,
    pub(crate) by_rule: bool,
    /// The greatest lag in days, if hops are counted by lag.
    pub(crate) lags: Option<u32>,
    /// The dyads whose hops are counted by lag, as indices.
    pub(crate) lag_dyads: Vec<u32>,
}

/// Returns the lag of a gap in days.
pub(crate) fn lag(gap: i64) -> usize {
    gap.div_euclid(DAY) as usize
}
