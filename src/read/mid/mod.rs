//! Militarized Interstate Disputes: incidents (MIDI) joined with their participants (MIDIP), and the
//! disputes (MIDA) that they are part of.
//!
//! All files are read, in any order, before events are added: the sides of an event and its action are in
//! different files.

mod dates;
mod disputes;
mod events;
mod reader;
mod rows;

pub(super) use reader::Mid;
