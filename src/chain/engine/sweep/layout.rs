//! The order in which the nodes of plain data are swept, and the keys under which they stand there.
//!
//! ```text
//!   Relay, Counter            one group, in total order, one key for each party
//!   Retaliation, Persistence  a group for each pair of parties, one key for each direction
//! ```

use std::{iter, ops::Range, sync::Arc};

use crate::{
    chain::{
        engine::sweep::pairs::{Pairs, Slot},
        nodes::{
            levels::LevelIndices,
            nodes::{Nodes, SweptNode},
            onsets::OnsetSlice,
        },
        query::rule::Rule,
    },
    timeline::Dyad,
};

/// The nodes of plain data in groups that have nothing to do with each other, in total order in each.
pub(crate) trait Slots: Copy + Sync {
    fn len(&self) -> usize;

    fn get(&self, nth: usize) -> Placed;

    /// The earliest onset, in seconds from some instant.
    fn earliest(&self, nth: usize) -> i64;

    /// Whether it is the last of its group.
    fn is_last(&self, nth: usize) -> bool;

    /// The groups that may be of more than [`FEW`](crate::FEW) slots, in order.
    fn long_groups(self) -> impl Iterator<Item = Range<usize>>;

    /// The end of the group that begins here.
    fn group_end(&self, start: usize) -> usize {
        let last = (start..self.len()).find(|nth| self.is_last(*nth));
        last.map_or(self.len(), |last| last + 1)
    }
}

/// What stands in a slot.
#[derive(Clone, Copy)]
pub(crate) struct Placed {
    pub(crate) at: SweptNode,
    /// The earliest, in seconds from some instant.
    pub(crate) onset: i64,
    /// The key that others find it by.
    pub(crate) key: u32,
    /// The key by which it finds others.
    pub(crate) looks_up: u32,
    pub(crate) is_last: bool,
}

/// How slots are held: as little as the cast does not say already.
pub(crate) enum Order {
    /// One group, and how many keys it has.
    Whole(usize),
    Pairs(Pairs),
}

/// By rules, which of a dyad is its key, and which it looks up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keyed {
    /// Relay: what was the target of one is the source of the next.
    Target,
    /// Counter: what was the source of one is the target of the next.
    Source,
    /// Retaliation, Persistence, or both, on the pair.
    Turned,
    Same,
    Either,
}

impl Keyed {
    /// What these rules come to, where one key says it all.
    pub(crate) fn by(rules: &[Rule]) -> Option<Self> {
        let has = |rule| rules.contains(&rule);
        let contained = has(Rule::Relay) || has(Rule::Counter);
        let not_contained = |rule: &Rule| !(contained && *rule == Rule::Retaliation);
        let rules: Vec<_> = rules.iter().copied().filter(not_contained).collect();
        match rules.as_slice() {
            [Rule::Relay] => Some(Self::Target),
            [Rule::Counter] => Some(Self::Source),
            [Rule::Retaliation] => Some(Self::Turned),
            [Rule::Persistence] => Some(Self::Same),
            [Rule::Retaliation, Rule::Persistence] => Some(Self::Either),
            _ => None,
        }
    }

    pub(crate) fn is_of_pairs(self) -> bool {
        matches!(self, Self::Turned | Self::Same | Self::Either)
    }
}

impl Order {
    /// The order of a cast of one dyad each, if it can be held.
    pub(crate) fn new(nodes: &Nodes, dyads: &[Dyad], keyed: Keyed) -> Option<Self> {
        Some(if keyed.is_of_pairs() {
            Self::Pairs(Pairs::new(nodes, dyads)?)
        } else {
            Self::Whole(nodes.parties)
        })
    }

    pub(crate) fn is_of_pairs(&self) -> bool {
        self.pairs().is_some()
    }

    /// The same order for a cast of which some are left, if all of them were there with the same dyads.
    pub(crate) fn of_some(
        order: &Arc<Self>,
        all: &Arc<Nodes>,
        some: &Arc<Nodes>,
    ) -> Option<Arc<Self>> {
        if Arc::ptr_eq(all, some) {
            return Some(Arc::clone(order));
        }
        match &**order {
            Self::Whole(_) => None,
            Self::Pairs(pairs) => Some(Arc::new(Self::Pairs(pairs.of_some(all, some)?))),
        }
    }

    pub(crate) fn pairs(&self) -> Option<&Pairs> {
        match self {
            Self::Whole(_) => None,
            Self::Pairs(pairs) => Some(pairs),
        }
    }

    /// How many keys a group has.
    pub(crate) fn keys(&self) -> usize {
        match self {
            Self::Whole(keys) => *keys,
            Self::Pairs(_) => 2,
        }
    }
}

/// All nodes as they stand.
#[derive(Clone, Copy)]
pub(crate) struct WholeSlots<'a> {
    onsets: OnsetSlice<'a>,
    ranks: LevelIndices<'a>,
    dyads: &'a [Dyad],
    /// Whether it is the source that others find a node by.
    by_source: bool,
}

impl<'a> WholeSlots<'a> {
    pub(crate) fn new(nodes: &'a Nodes, dyads: &'a [Dyad], by_source: bool) -> Self {
        Self { onsets: nodes.earliest.all(), ranks: nodes.levels.all(), dyads, by_source }
    }
}

impl Slots for WholeSlots<'_> {
    fn len(&self) -> usize {
        self.dyads.len()
    }

    #[inline]
    fn get(&self, nth: usize) -> Placed {
        let (a, b) = self.dyads[nth];
        let (key, looks_up) = if self.by_source { (a, b) } else { (b, a) };
        let at = SweptNode { node: nth, level_index: self.ranks.get(nth), slot: nth };
        Placed { at, onset: self.earliest(nth), key, looks_up, is_last: self.is_last(nth) }
    }

    #[inline]
    fn earliest(&self, nth: usize) -> i64 {
        self.onsets.get(nth)
    }

    fn is_last(&self, nth: usize) -> bool {
        nth + 1 == self.len()
    }

    fn long_groups(self) -> impl Iterator<Item = Range<usize>> {
        iter::once(0..self.len())
    }

    fn group_end(&self, _: usize) -> usize {
        self.len()
    }
}

/// Nodes pair by pair.
#[derive(Clone, Copy)]
pub(crate) struct PairSlots<'a> {
    pub(crate) slots: &'a [Slot],
    pub(crate) long: &'a [Range<u32>],
    /// Which bits of the direction make a key, and which of them turn round from it to what is looked up.
    pub(crate) told: u32,
    pub(crate) turned: u32,
}

impl Slots for PairSlots<'_> {
    fn len(&self) -> usize {
        self.slots.len()
    }

    #[inline]
    fn get(&self, nth: usize) -> Placed {
        let slot = self.slots[nth];
        let key = u32::from(slot.is_down()) & self.told;
        Placed {
            at: SweptNode { node: slot.node as usize, level_index: slot.rank(), slot: nth },
            onset: i64::from(slot.onset),
            key,
            looks_up: key ^ self.turned,
            is_last: slot.is_last(),
        }
    }

    #[inline]
    fn earliest(&self, nth: usize) -> i64 {
        i64::from(self.slots[nth].onset)
    }

    #[inline]
    fn is_last(&self, nth: usize) -> bool {
        self.slots[nth].is_last()
    }

    fn long_groups(self) -> impl Iterator<Item = Range<usize>> {
        self.long.iter().map(|group| group.start as usize..group.end as usize)
    }
}
