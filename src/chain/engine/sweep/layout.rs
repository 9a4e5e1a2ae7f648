//! The order in which nodes are swept, and the keys of each.
//!
//! ```text
//!   Relay, Counter            one group in total order, a key for each actor
//!   Retaliation, Persistence  a group for each pair of actors, a key for each direction
//! ```

use std::{ops::Range, sync::Arc};

use crate::chain::{
    engine::sweep::pairs::{PairSlot, Pairs},
    nodes::{
        levels::LevelIndices,
        nodes::{Dyad, Nodes, SweptNode},
        onsets::OnsetSlice,
    },
    query::rule::Rule,
};

/// The nodes of plain data in groups, in total order within each group. No hop joins two groups.
pub(crate) trait Layout: Copy + Sync {
    fn get(&self, slot: usize) -> Slot;

    /// Returns the earliest onset, in seconds from an arbitrary instant.
    fn onset(&self, slot: usize) -> i64;

    /// Returns `true` if the slot is the last of its group.
    fn is_last(&self, slot: usize) -> bool;
}

/// What a sweep reads at a slot.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    pub(crate) node: SweptNode,
    /// The earliest onset, in seconds from an arbitrary instant.
    pub(crate) onset: i64,
    /// The key under which later nodes find this one.
    pub(crate) key: u32,
    /// The key under which this node finds earlier ones.
    pub(crate) key_before: u32,
    pub(crate) is_last: bool,
}

/// Which part of a dyad is the key of a node, and which key a later node looks up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyRule {
    /// Relay: the source looks up nodes by their target.
    Target,
    /// Counter: the target looks up nodes by their source.
    Source,
    /// Retaliation: within a pair, the opposite direction.
    OppositeDirection,
    /// Persistence: within a pair, the same direction.
    SameDirection,
    /// Retaliation and Persistence: within a pair, both directions.
    EitherDirection,
}

impl KeyRule {
    /// Returns the key rule that these rules, in their order, amount to, if there is one.
    pub(crate) fn of(rules: &[Rule]) -> Option<Self> {
        // Relay is Retaliation and Onward together, and Counter is Retaliation and ThirdParty together.
        let is_whole = |whole: Rule, rest: Rule| {
            let parts = [Rule::Retaliation, rest];
            let are_within = rules.iter().all(|rule| *rule == whole || parts.contains(rule));
            are_within && (rules.contains(&whole) || parts.iter().all(|part| rules.contains(part)))
        };
        match rules {
            [Rule::Retaliation] => Some(Self::OppositeDirection),
            [Rule::Persistence] => Some(Self::SameDirection),
            [Rule::Retaliation, Rule::Persistence] => Some(Self::EitherDirection),
            _ if is_whole(Rule::Relay, Rule::Onward) => Some(Self::Target),
            _ if is_whole(Rule::Counter, Rule::ThirdParty) => Some(Self::Source),
            _ => None,
        }
    }

    pub(crate) fn is_of_pairs(self) -> bool {
        !matches!(self, Self::Target | Self::Source)
    }
}

/// The order of the slots, as it is stored.
pub(crate) enum SlotOrder {
    /// One group in total order, which needs no memory, and its number of keys.
    Whole(usize),
    Pairs(Pairs),
}

impl SlotOrder {
    /// Returns the order of nodes with one dyad each, or `None` if it cannot be stored.
    pub(crate) fn new(
        nodes: &Nodes,
        dyads: &[Dyad],
        rule: KeyRule,
        batch: usize,
        max_scanned: usize,
    ) -> Option<Self> {
        Some(if rule.is_of_pairs() {
            Self::Pairs(Pairs::new(nodes, dyads, batch, max_scanned)?)
        } else {
            Self::Whole(nodes.parties)
        })
    }

    /// Returns this order of `all` nodes restricted to `some` of them, if these have the same dyads there.
    pub(crate) fn restricted(
        order: &Arc<Self>,
        all: &Arc<Nodes>,
        some: &Arc<Nodes>,
        max_scanned: usize,
    ) -> Option<Arc<Self>> {
        if Arc::ptr_eq(all, some) {
            return Some(Arc::clone(order));
        }
        let pairs = order.pairs()?.restricted(all, some, max_scanned)?;
        Some(Arc::new(Self::Pairs(pairs)))
    }

    pub(crate) fn is_of_pairs(&self) -> bool {
        self.pairs().is_some()
    }

    pub(crate) fn pairs(&self) -> Option<&Pairs> {
        match self {
            Self::Whole(_) => None,
            Self::Pairs(pairs) => Some(pairs),
        }
    }

    /// Returns the groups that may have more slots in a window than are scanned, in order, for all of `nodes`.
    pub(crate) fn long_groups(&self, nodes: &Nodes) -> Vec<Range<usize>> {
        let mut groups = Vec::new();
        match self {
            Self::Whole(_) => groups.push(0..nodes.len()),
            Self::Pairs(pairs) => {
                for group in &pairs.long_groups {
                    groups.push(group.start as usize..group.end as usize);
                }
            }
        }
        groups
    }

    /// Returns the number of keys of a group.
    pub(crate) fn keys(&self) -> usize {
        match self {
            Self::Whole(keys) => *keys,
            Self::Pairs(_) => 2,
        }
    }
}

/// All nodes in total order.
#[derive(Clone, Copy)]
pub(crate) struct WholeLayout<'a> {
    onsets: OnsetSlice<'a>,
    levels: LevelIndices<'a>,
    dyads: &'a [Dyad],
    /// Whether the key is the source, as for [`KeyRule::Source`].
    by_source: bool,
}

impl<'a> WholeLayout<'a> {
    pub(crate) fn new(nodes: &'a Nodes, dyads: &'a [Dyad], by_source: bool) -> Self {
        Self { onsets: nodes.earliest.all(), levels: nodes.levels.all(), dyads, by_source }
    }
}

impl Layout for WholeLayout<'_> {
    #[inline]
    fn get(&self, slot: usize) -> Slot {
        let (source, target) = self.dyads[slot];
        let (key, key_before) = if self.by_source { (source, target) } else { (target, source) };
        let node = SweptNode { node: slot, level_index: self.levels.get(slot), slot };
        Slot { node, onset: self.onset(slot), key, key_before, is_last: self.is_last(slot) }
    }

    #[inline]
    fn onset(&self, slot: usize) -> i64 {
        self.onsets.get(slot)
    }

    fn is_last(&self, slot: usize) -> bool {
        slot + 1 == self.dyads.len()
    }
}

/// The nodes pair by pair.
#[derive(Clone, Copy)]
pub(crate) struct PairLayout<'a> {
    slots: &'a [PairSlot],
    /// 1 if the direction of a dyad is its key, 0 if both directions have the same key.
    key_mask: u32,
    /// 1 if a node looks up the other direction.
    flip: u32,
}

impl<'a> PairLayout<'a> {
    pub(crate) fn new(pairs: &'a Pairs, rule: KeyRule) -> Self {
        Self {
            slots: &pairs.slots,
            key_mask: u32::from(rule != KeyRule::EitherDirection),
            flip: u32::from(rule == KeyRule::OppositeDirection),
        }
    }
}

impl Layout for PairLayout<'_> {
    #[inline]
    fn get(&self, slot: usize) -> Slot {
        let stored = self.slots[slot];
        let key = u32::from(stored.is_descending()) & self.key_mask;
        Slot {
            node: SweptNode { node: stored.node as usize, level_index: stored.level_index(), slot },
            onset: i64::from(stored.onset),
            key,
            key_before: key ^ self.flip,
            is_last: stored.is_last(),
        }
    }

    #[inline]
    fn onset(&self, slot: usize) -> i64 {
        i64::from(self.slots[slot].onset)
    }

    #[inline]
    fn is_last(&self, slot: usize) -> bool {
        self.slots[slot].is_last()
    }
}

/// The layout of the slots of a plan. A sweep is compiled for each of the two but for wide numbers: with one sweep
/// for both, and a branch at each slot, the longest chain by retaliation takes 1.3 times as long (bench `chains`).
#[derive(Clone, Copy)]
pub(crate) enum AnyLayout<'a> {
    Whole(WholeLayout<'a>),
    Pairs(PairLayout<'a>),
}

impl AnyLayout<'_> {
    /// Returns the end of the group that `slot` is in.
    pub(crate) fn group_end(&self, slot: usize) -> usize {
        match self {
            Self::Whole(layout) => layout.dyads.len(),
            Self::Pairs(layout) => {
                let mut last = slot;
                while !layout.is_last(last) {
                    last += 1;
                }
                last + 1
            }
        }
    }
}

impl Layout for AnyLayout<'_> {
    #[inline]
    fn get(&self, slot: usize) -> Slot {
        match self {
            Self::Whole(layout) => layout.get(slot),
            Self::Pairs(layout) => layout.get(slot),
        }
    }

    #[inline]
    fn onset(&self, slot: usize) -> i64 {
        match self {
            Self::Whole(layout) => layout.onset(slot),
            Self::Pairs(layout) => layout.onset(slot),
        }
    }

    #[inline]
    fn is_last(&self, slot: usize) -> bool {
        match self {
            Self::Whole(layout) => layout.is_last(slot),
            Self::Pairs(layout) => layout.is_last(slot),
        }
    }
}
