//! What nodes follow, remembered for those that were asked of lately: a listing comes back to the same
//! few nodes again and again.

use crate::chain::engine::{engine::Engine, scope::Scope};

/// How many nodes are remembered at most, as a power of two: 1 MiB.
const SLOTS: usize = 1 << 14;

/// How many antecedents of a node are remembered, so that a slot is one line of a processor's cache.
/// To find more takes little time beside the time to list the chains that they lead to.
const ROOM: usize = 14;

/// Each node has one slot, which it shares with those that come so many later or earlier.
#[derive(Clone)]
pub(crate) struct Recent {
    slots: Vec<Slot>,
    found: Vec<u32>,
}

#[derive(Clone, Copy, Default)]
#[repr(align(64))]
struct Slot {
    /// One more than the node; 0 where there is none.
    node: u32,
    count: u32,
    antecedents: [u32; ROOM],
}

impl Recent {
    pub(crate) fn new(engine: &Engine) -> Self {
        let slots = engine.nodes.len().next_power_of_two().min(SLOTS);
        Self { slots: vec![Slot::default(); slots], found: Vec::new() }
    }

    /// What a node of a scope follows there, in total order, each once. The scope must always be the
    /// same.
    pub(crate) fn antecedents(
        &mut self,
        engine: &Engine,
        scope: &Scope<'_>,
        node: usize,
    ) -> &[u32] {
        let Self { slots, found } = self;
        let at = node & (slots.len() - 1);
        let slot = &mut slots[at];
        if slot.node != node as u32 + 1 {
            engine.antecedents_in(scope, node, found);
            if found.len() > ROOM {
                return found;
            }
            slot.node = node as u32 + 1;
            slot.count = found.len() as u32;
            slot.antecedents[..found.len()].copy_from_slice(found);
        }
        &slot.antecedents[..slot.count as usize]
    }
}
