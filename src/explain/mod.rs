//! Explanations: why a chain is one, step by step.

pub(crate) mod explain;
pub(crate) mod explanation;

pub use explanation::{Explanation, LinkSaid, RuleHeld, Step, Why};
