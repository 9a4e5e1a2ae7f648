//! Forward in time: what follows an event, the mirror image of what it follows.
//!
//! Candidates are found by key or by link, and each is held against the same conditions as when it
//! looks back itself, so that the two directions cannot disagree.
//!
//! ```text
//!   looks back for (A, B):  ──●────●──────●──●─────●──►   later events, in total order
//!                                [ min_gap .. max_gap ]
//!                             d of dyad (A, B)
//! ```

use std::ops::Range;

use super::{Engine, Pairing, keys::Keys, scope::Scope};

/// Later events by what they look back for, built when first asked for.
pub(super) struct Forward {
    keys: Keys,
    /// (earlier, later), sorted, of all pairs that declared links join.
    declared: Vec<(u32, u32)>,
}

impl Forward {
    fn new(engine: &Engine) -> Self {
        let cast = &engine.cast;
        let links_back = |later: usize| {
            cast.declared.of(later).iter().map(move |(earlier, _)| (*earlier, later as u32))
        };
        let mut declared: Vec<_> = (0..cast.len()).flat_map(links_back).collect();
        declared.sort_unstable();
        declared.dedup();
        Self { keys: Keys::of_later(cast, &engine.rules), declared }
    }

    fn declared(&self, earlier: u32) -> impl Iterator<Item = u32> {
        let start = self.declared.partition_point(|pair| pair.0 < earlier);
        self.declared[start..].iter().take_while(move |pair| pair.0 == earlier).map(|pair| pair.1)
    }
}

impl Engine {
    /// What follows a node, in total order, each once. Clears `found` first.
    ///
    /// Under [`Pairing::Nearest`] each that may follow it is asked for its own antecedents.
    pub(in super::super) fn successors(&self, node: usize, found: &mut Vec<u32>) {
        found.clear();
        let forward = self.forward.get_or_init(|| Forward::new(self));
        let window = self.window_after(node);
        for list in forward.keys.followers(node, &self.cast, &self.rules) {
            let start = list.partition_point(|later| *later < window.start);
            let end = list.partition_point(|later| *later < window.end);
            found.extend(&list[start..end]);
        }
        found.extend(forward.declared(node as u32));
        found.sort_unstable();
        found.dedup();
        found.retain(|later| self.may_be_followed_by(node, *later as usize));
        if self.pairing == Pairing::Nearest {
            let mut antecedents = Vec::new();
            found.retain(|later| {
                self.antecedents(*later as usize, &mut antecedents);
                antecedents.binary_search(&(node as u32)).is_ok()
            });
        }
    }

    /// Whether a hop of a scope leads on from a node.
    pub(in super::super) fn is_followed(&self, scope: &Scope<'_>, node: usize) -> bool {
        let mut found = Vec::new();
        self.successors(node, &mut found);
        found.iter().any(|later| scope.allows(self, node, *later as usize))
    }

    /// Whether a rule or a link joins two nodes, the pairing aside.
    fn may_be_followed_by(&self, earlier: usize, later: usize) -> bool {
        let mut links = self.cast.declared.of(later).iter();
        let declared = links.any(|(node, _)| *node as usize == earlier);
        declared && self.fits(earlier, later) || !self.rules_between(earlier, later).is_empty()
    }

    /// The nodes after this one whose gap to it is within bounds.
    fn window_after(&self, node: usize) -> Range<u32> {
        let later = &self.cast.earliest[node + 1..];
        let second = self.cast.earliest[node];
        let (soonest, last) =
            (second.saturating_add(self.min_gap), second.saturating_add(self.max_gap));
        let start = node + 1 + later.partition_point(|earliest| *earliest < soonest);
        let end = node + 1 + later.partition_point(|earliest| *earliest <= last);
        start as u32..end as u32
    }
}
