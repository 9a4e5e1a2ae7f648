//! Explanations: why each event of a chain follows the one before.

pub(crate) mod explainer;
pub(crate) mod explanation;

pub use crate::chain::stated_link::StatedLink;
pub use explanation::{Explanation, MatchedRule, Step, Why};
