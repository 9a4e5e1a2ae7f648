//! Why two events are no hop, or some events no chain: the terms of the query that fail.
//!
//! ```text
//!   methods    the public methods of Chains
//!   hop        the terms of a hop, in the order in which they are tested
//!   steps      the terms of a hop, if steps have rules, gaps or trends of their own
//!   chain      the bounds on whole chains
//!   ways       which dyads a rule joins
//!   remedies   the changes of a query that would admit a pair
//!   change     a change of one term, as data and in words
//!   types      the answer
//!   printing   the answer as text
//! ```

mod chain;
mod change;
mod hop;
mod methods;
mod printing;
mod remedies;
mod steps;
mod types;
mod ways;

pub use change::Change;
pub use types::{Reason, Remedy, Term, WhyNot};
