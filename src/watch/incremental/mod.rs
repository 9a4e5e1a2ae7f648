//! Figures of a query that are kept from one transaction to the next.
//!
//! Where a hop depends on two events alone, a transaction changes only chains with an event that it touches, and these
//! are among the events near it. So two small timelines of the events near by are made, before and after the
//! transaction, and the figures of single events that differ between them are applied to the figures of all chains.
//!
//! | module | purpose |
//! | --- | --- |
//! | `locality` | which queries allow that, and how far is near |
//! | `pair_index`, `region` | finding the events near by |
//! | `leading`, `path_table`, `all_paths`, `near_paths`, `by_paths` | with the number of paths to each event at hand: finding it anew for the events near by |
//! | `by_region` | otherwise: asking the query of all events that may be in a chain with those touched |
//! | `event_figures`, `outcome` | the figures of single events that change |
//! | `parts`, `dyads`, `top_ends`, `layer_facts` | what is kept |
//! | `changed_dyads`, `changed`, `kept` | what changes, and applying it |
//! | `some_events` | what is kept of some events, for alert rules |

mod all_paths;
mod by_paths;
mod by_region;
mod changed;
mod changed_dyads;
mod dyads;
mod event_figures;
mod kept;
mod layer_facts;
mod leading;
mod locality;
mod near_paths;
mod outcome;
mod pair_index;
mod parts;
mod path_table;
mod region;
mod some_events;
mod top_ends;

pub(super) use changed::Changed;
pub(super) use kept::KeptFigures;
pub(super) use locality::Locality;
