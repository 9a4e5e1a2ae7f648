//! Claims: what is claimed of an event, who claims and who denies it, and whether the claims can all be
//! true.

mod collect;
mod content;
mod corrections;
mod methods;
mod printing;
mod types;

pub(in crate::timeline) use corrections::Corrected;
pub use types::{
    Agreement, ClaimMade, ClaimedFact, Claims, Comparison, MAX_COMPARED, Side, Version,
};
