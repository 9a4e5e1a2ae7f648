//! Listing the chains that are in one state of a watch and not in another.

use std::{fmt, iter::FusedIterator, sync::Arc};

use super::{
    chain_key::ChainKey,
    difference::{Difference, Exists, Ways},
    ids::Snapshot,
};
use crate::chain::chain::Chain;

/// An iterator over the chains that appeared or went with a transaction: see
/// [`Changes::appeared`](super::Changes::appeared) and [`Changes::gone`](super::Changes::gone).
///
/// It goes no way that does not lead to such a chain. It holds one chain and a table of a few bytes for each event.
pub struct ChangedChains<'c> {
    difference: Difference<'c>,
    snapshot: &'c Snapshot,
    ways: Option<Ways<Exists>>,
    /// The first node that was not yet tried as the last of a chain.
    next_end: usize,
    /// The nodes from the last event of a chain back.
    frames: Vec<Frame>,
}

/// A node on the path that is being extended backward.
struct Frame {
    node: u32,
    state: usize,
    is_tried: bool,
    /// The antecedents with their states, once they are needed.
    antecedents: Option<Vec<(u32, usize)>>,
    next: usize,
}

impl<'c> ChangedChains<'c> {
    pub(super) fn new(difference: Difference<'c>, snapshot: &'c Snapshot) -> Self {
        Self { difference, snapshot, ways: None, next_end: 0, frames: Vec::new() }
    }

    /// Returns `true` if a chain that goes through a node in a state, with `after` events after it, is to be listed.
    fn leads(&self, node: u32, state: usize, after: usize) -> bool {
        let (Some(ways), Some(lengths)) = (&self.ways, self.difference.lengths()) else {
            return false;
        };
        let mut layers = lengths.layers_with_events_after(after);
        layers.any(|layer| ways.of_layer(node as usize, state, layer).0)
    }

    /// Returns `true` if the path is a chain that is to be listed.
    fn is_whole(&self, node: u32, state: usize) -> bool {
        let (Some(ways), Some(lengths)) = (&self.ways, self.difference.lengths()) else {
            return false;
        };
        let layers = lengths.layers_with_events_after(self.frames.len() - 1);
        layers.contains(&1) && ways.of_layer(node as usize, state, 1).0
    }

    /// Goes on to the next end from which chains are to be listed. Returns `None` if there is none.
    fn begin(&mut self) -> Option<()> {
        loop {
            let (last, state) = self.difference.next_end(self.next_end)?;
            self.next_end = last + 1;
            if self.ways.is_none() || self.difference.is_bounded() {
                self.ways = self.difference.ways(last, state);
            }
            if self.leads(last as u32, state, 0) {
                self.push(last as u32, state);
                return Some(());
            }
        }
    }

    fn push(&mut self, node: u32, state: usize) {
        self.frames.push(Frame { node, state, is_tried: false, antecedents: None, next: 0 });
    }

    fn current(&self) -> ChangedChain<'c> {
        let prepared = &self.difference.here;
        let path = self.frames.iter().rev().map(|frame| frame.node).collect();
        let nodes = prepared.nodes_of_path(path);
        let chain = Chain { prepared: Arc::clone(prepared), nodes };
        ChangedChain { key: self.snapshot.chain_key(&chain), chain }
    }
}

impl<'c> Iterator for ChangedChains<'c> {
    type Item = ChangedChain<'c>;

    fn next(&mut self) -> Option<ChangedChain<'c>> {
        self.difference.lengths()?;
        loop {
            let depth = self.frames.len();
            let Some(frame) = self.frames.last_mut() else {
                self.begin()?;
                continue;
            };
            let (node, state) = (frame.node, frame.state);
            if !std::mem::replace(&mut frame.is_tried, true) {
                if self.is_whole(node, state) {
                    return Some(self.current());
                }
                continue;
            }
            let first = self.ways.as_ref().map_or(0, |ways| ways.first);
            let antecedents = frame.antecedents.get_or_insert_with(|| {
                let mut found = Vec::new();
                self.difference.antecedents(node as usize, state, first, &mut found);
                found
            });
            let Some((earlier, state)) = antecedents.get(frame.next).copied() else {
                self.frames.pop();
                continue;
            };
            frame.next += 1;
            if self.leads(earlier, state, depth) {
                self.push(earlier, state);
            }
        }
    }
}

impl FusedIterator for ChangedChains<'_> {}

impl fmt::Debug for ChangedChains<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangedChains").field("next_end", &self.next_end).finish_non_exhaustive()
    }
}

/// A chain that appeared or went with a transaction, and its key.
///
/// The chain is one of the timeline after the transaction if it appeared, and of the timeline before it if it went. See
/// [`Changes::appeared`](super::Changes::appeared).
#[derive(Clone, Debug)]
pub struct ChangedChain<'c> {
    key: ChainKey,
    chain: Chain<'c>,
}

impl<'c> ChangedChain<'c> {
    /// Returns the names of its events.
    pub fn key(&self) -> &ChainKey {
        &self.key
    }

    /// Returns the chain.
    pub fn chain(&self) -> &Chain<'c> {
        &self.chain
    }
}
