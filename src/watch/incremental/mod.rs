//! Figures of a query that are kept from one transaction to the next.
//!
//! A chain spans a bounded time if its hops have a longest gap and a level that always rises or falls, and a chain of
//! retaliation stays within its pair of actors. So a transaction changes only chains near the events that it touches.
//! The query is asked of two small timelines, the events near by before and after the transaction, and the difference of
//! the answers is applied to the figures of all chains.

mod by_paths;
mod by_region;
mod changed;
mod dyads;
mod event_figures;
mod kept;
mod layer_facts;
mod locality;
mod outcome;
mod pair_index;
mod parts;
mod path_table;
mod region;
mod top_ends;

pub(super) use changed::Changed;
pub(super) use kept::KeptFigures;
