//! What a comparison is to measure.

use serde::{Deserialize, Serialize};

use super::events::DAY;

/// What is measured besides hops and chains.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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

impl Wanted {
    /// Names what is measured.
    pub(crate) fn in_words(&self) -> String {
        let mut words = "hops, chains".to_owned();
        for (is_wanted, name) in [
            (self.by_dyad, "dyads"),
            (self.extremes, "the longest chain, the greatest rise"),
            (self.by_rule, "hops by rule"),
        ] {
            if is_wanted {
                words.push_str(", ");
                words.push_str(name);
            }
        }
        if let Some(max_len) = self.by_len {
            words.push_str(&format!(", chains of up to {max_len} events by length"));
        }
        if let Some(days) = self.lags {
            words.push_str(&format!(", lags up to {days} days, of dyads {:?}", self.lag_dyads));
        }
        words
    }
}
