//! Chains whose events fill the steps of a query, by the product of the hop graph with an automaton.
//!
//! The steps are a regular expression over events: `(others* step)` for each, repeated or optional. A chain
//! counts once, however many ways there are to fill the steps, so that the automaton must not be ambiguous.
//! It is determinised by subsets (Rabin and Scott, 1959), read from the last event of a chain to the first:
//!
//! ```text
//!   steps      threat >> attack > attack        roles: 0, 1 and 2, and 1' for the others before step 1
//!
//!   chain      threat ──► alert ──► attack ──► attack
//!   subsets    {0}    ◄── {1'}  ◄── {1}    ◄── {2}     what each event may be, if those after it fill the rest
//! ```
//!
//! The last event fills a last step. From the subset of an event, the subset of its antecedent follows: it is
//! what comes before some role in the subset, as far as the antecedent passes the predicate. So for each
//! chain that ends in an event there is exactly one path through nodes (event, subset), and it starts with a
//! node whose subset has a first role. All answers work on these nodes as they do on events. Reading
//! backward keeps the order of chains, which compares them from the last event backward.

pub(crate) mod automaton;
pub(crate) mod matching;
pub(crate) mod product;
pub(crate) mod relations;
pub(crate) mod subsets;
mod virtual_parties;
