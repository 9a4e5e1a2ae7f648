//! Comparison of motifs with chance: are there more than shuffled events would give?
//!
//! ```text
//!   setup        a comparison that is being set up; makes the shuffles
//!   comparison   its result
//!   record       what the shuffles have measured
//! ```

mod comparison;
mod record;
mod setup;

pub use comparison::MotifComparison;
pub use record::MotifRecord;
pub use setup::MotifsAgainst;
