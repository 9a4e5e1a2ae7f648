//! Evidence: who reports that something is true, how independent the reports are, who denies it, and the
//! confidence that follows.

mod collect;
mod disjoint_paths;
mod methods;
mod numbers;
mod proposition;
pub(crate) mod rule;
mod types;
mod weighing;

pub use proposition::Proposition;
pub use rule::{Dempster, EvidenceRule, NamedRule, RuleSpec, Support, Testimony};
pub use types::{Denial, Evidence, OriginReports};
