//! The criteria by which chains are ranked.

use serde::{Deserialize, Serialize};

/// By what chains are compared; [`Chains::heaviest`] compares them by weights of one's own.
///
/// ```
/// use escalade::Rank;
///
/// assert_eq!(serde_json::to_string(&Rank::GreatestRise).unwrap(), "\"greatest-rise\"");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rank {
    /// More events.
    Longest,
    /// More rise, from the level of the first event to that of the last.
    GreatestRise,
}
