//! Rounds: events are where they are looked up and where they look others up, and values are exchanged.
//!
//! Where a hop follows from one key, as by `Relay`, the events of an actor are followed by events of the actors that it
//! acts on, so that no division of the actors keeps chains whole. So each event is at the worker of the key that others
//! find it by, and at that of the key by which it finds others. Its value, such as the number of chains that end in it, is
//! computed at one of the two, its *home*, and sent to the other. If levels rise at every hop, the value of an event
//! depends on those of lower levels alone, so that one exchange for each level suffices.

mod answer;
mod arrange;
mod best;
mod columns;
mod exchange;
mod found;
mod leaves;
mod lengths;
mod levels;
mod lists;
mod look_up;
mod lookups;
mod pass;
mod table;
mod terms;
mod value;

pub(super) use answer::by_rounds;
