//! Escalation chains: queries, and the answers about the chains that fit a query.
//!
//! ```text
//!   query/     the terms that define a chain
//!   nodes/     the events that take part, with their dyads, levels and onsets
//!   engine/    which event follows which, and how values are passed along hops
//!   answers/   one module for each kind of answer, built on the engine
//! ```

pub(crate) mod accusers;
pub(crate) mod answers;
pub(crate) mod carried_out;
#[expect(clippy::module_inception, reason = "the type `Chain`")]
pub(crate) mod chain;
pub(crate) mod chains;
pub(crate) mod confidence;
#[cfg(test)]
mod cost_tests;
pub(crate) mod count;
pub(crate) mod engine;
#[cfg_attr(not(feature = "html"), allow(dead_code))] // Only renderers need it.
pub(crate) mod for_render;
pub(crate) mod graph;
pub(crate) mod hop;
pub(crate) mod interruptible;
pub(crate) mod limbs;
pub(crate) mod magnitude;
pub(crate) mod nodes;
pub(crate) mod number;
pub(crate) mod prepared;
pub(crate) mod query;
pub(crate) mod stated_link;
pub(crate) mod statements;
pub(crate) mod unbounded;
pub(crate) mod worlds;

pub use accusers::Accusation;
pub use answers::{
    best::{
        rank::{IntoRank, Rank, Weights},
        top::Top,
    },
    by_dyad::by_dyad::DyadTally,
    list::{
        bookmark::Bookmark, borrowed_chain::BorrowedChain, distinct_actors::DistinctActors,
        iter::Iter, walk::Walk,
    },
    reach::{
        reach::Reach,
        reached::{Reached, Role},
        sizes::ReachSize,
    },
    share::share::{Pivot, Pivots},
    summary::Summary,
};
pub use chain::Chain;
pub use chains::Chains;
pub use confidence::ChainConfidence;
pub use count::Count;
pub use engine::cancellation::Progress;
#[doc(hidden)]
pub use engine::tuning::Tuning;
pub use graph::each_hop::Hops;
pub use hop::Hop;
pub use nodes::nodes::LeftOut;
pub use query::{
    query::{Crossing, Floor, Query},
    rule::{Pairing, Precedence, Rule, Trend},
    step::QueryStep,
    steps_text::Steps,
};
pub use worlds::Worlds;
