//! Lists the chains that are in one state of a watch and not in another.

use std::{fmt, iter::FusedIterator, sync::Arc};

use super::{
    chain_key::ChainKey,
    difference::{Difference, Exists, PathSums},
    snapshot::Snapshot,
};
use crate::chain::chain::Chain;

/// An iterator over the chains that appeared, or that are gone, after a transaction: see
/// [`Changes::appeared`](super::Changes::appeared) and [`Changes::gone`](super::Changes::gone).
///
/// It follows only paths that lead to such a chain. It holds one chain and a table of a few bytes for each event.
pub struct ChangedChains<'c> {
    difference: Difference<'c>,
    snapshot: &'c Snapshot,
    sums: Option<PathSums<Exists>>,
    /// The first node that was not yet tried as the last of a chain.
    next_end: usize,
    /// The nodes from the last event of a chain back.
    frames: Vec<Frame>,
}

/// A node on the path that is being extended backward.
struct Frame {
    node: u32,
    /// What the node is matched with: see the module [`difference`](super::difference).
    matched: usize,
    is_tried: bool,
    /// The antecedents, each with what it is matched with, once they are needed.
    antecedents: Option<Vec<(u32, usize)>>,
    next: usize,
}

impl<'c> ChangedChains<'c> {
    pub(super) fn new(difference: Difference<'c>, snapshot: &'c Snapshot) -> Self {
        Self { difference, snapshot, sums: None, next_end: 0, frames: Vec::new() }
    }

    /// Returns `true` if a chain is to be listed that passes a node with this match, with `after` events after it.
    fn leads(&self, node: u32, matched: usize, after: usize) -> bool {
        let (Some(sums), Some(lengths)) = (&self.sums, self.difference.lengths()) else {
            return false;
        };
        let mut layers = lengths.layers_with_events_after(after);
        layers.any(|layer| sums.of_layer(node as usize, matched, layer).0)
    }

    /// Returns `true` if the path is a chain that is to be listed, with this node as its first.
    fn is_whole(&self, node: u32, matched: usize) -> bool {
        let (Some(sums), Some(lengths)) = (&self.sums, self.difference.lengths()) else {
            return false;
        };
        let layers = lengths.layers_with_events_after(self.frames.len() - 1);
        layers.contains(&1) && sums.of_layer(node as usize, matched, 1).0
    }

    /// Begins with the next node in which chains that are to be listed end. Returns `None` if there is none.
    fn begin(&mut self) -> Option<()> {
        loop {
            let (last, matched) = self.difference.next_end(self.next_end)?;
            self.next_end = last + 1;
            if self.sums.is_none() || self.difference.is_bounded() {
                self.sums = self.difference.path_sums(last, matched);
            }
            if self.leads(last as u32, matched, 0) {
                self.push(last as u32, matched);
                return Some(());
            }
        }
    }

    fn push(&mut self, node: u32, matched: usize) {
        self.frames.push(Frame { node, matched, is_tried: false, antecedents: None, next: 0 });
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
            let (node, matched) = (frame.node, frame.matched);
            if !std::mem::replace(&mut frame.is_tried, true) {
                if self.is_whole(node, matched) {
                    return Some(self.current());
                }
                continue;
            }
            let first = self.sums.as_ref().map_or(0, |sums| sums.first);
            let antecedents = frame.antecedents.get_or_insert_with(|| {
                let mut found = Vec::new();
                self.difference.antecedents(node as usize, matched, first, &mut found);
                found
            });
            let Some((earlier, matched)) = antecedents.get(frame.next).copied() else {
                self.frames.pop();
                continue;
            };
            frame.next += 1;
            if self.leads(earlier, matched, depth) {
                self.push(earlier, matched);
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

/// A chain that appeared, or that is gone, after a transaction, and its key.
///
/// The chain is one of the timeline after the transaction if it appeared, and of the timeline before it if it is gone.
/// See [`Changes::appeared`](super::Changes::appeared).
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
