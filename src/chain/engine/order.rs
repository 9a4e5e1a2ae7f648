//! The order in which the nodes of plain data are swept, and the keys under which they stand there.
//!
//! ```text
//!   Relay, Counter            one group, in total order, one key for each party
//!   Retaliation, Persistence  a group for each pair of parties, one key for each direction
//! ```

use std::sync::Arc;

use super::{
    super::{cast::Cast, rule::Rule},
    pairs::{Pairs, Tag},
};
use crate::timeline::Dyad;

/// The nodes of plain data in groups that have nothing to do with each other, in total order in each.
pub(super) trait Slots: Sync {
    fn len(&self) -> usize;

    fn node(&self, at: usize) -> usize;

    /// The earliest onset, in seconds from some instant.
    fn earliest(&self, at: usize) -> i64;

    /// The key that others find a slot by.
    fn key(&self, at: usize) -> usize;

    /// The key by which it finds others.
    fn looks_up(&self, at: usize) -> usize;

    /// The level, counted from the mildest.
    fn rank(&self, at: usize) -> usize;

    /// Whether it is the last of its group.
    fn is_last(&self, at: usize) -> bool;

    /// The end of the group that begins here.
    fn group_end(&self, start: usize) -> usize {
        let last = (start..self.len()).find(|at| self.is_last(*at));
        last.map_or(self.len(), |last| last + 1)
    }
}

/// How slots are held: as little as the cast does not say already.
pub(super) enum Order {
    /// One group, and how many keys it has.
    Whole(usize),
    Pairs(Pairs),
}

/// By rules, which of a dyad is its key, and which it looks up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyed {
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
    pub(super) fn by(rules: &[Rule]) -> Option<Self> {
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

    pub(super) fn is_of_pairs(self) -> bool {
        matches!(self, Self::Turned | Self::Same | Self::Either)
    }
}

impl Order {
    /// The order of a cast of one dyad each, where its levels and its span are few enough for tags.
    pub(super) fn new(cast: &Cast, dyads: &[Dyad], keyed: Keyed) -> Option<Self> {
        if cast.ladder.rungs.len() > Tag::MOST_RANKS {
            return None;
        }
        let parties =
            dyads.iter().map(|(a, b)| a.max(b)).max().map_or(0, |most| *most as usize + 1);
        Some(if keyed.is_of_pairs() {
            Self::Pairs(Pairs::new(cast, dyads, parties)?)
        } else {
            Self::Whole(parties)
        })
    }

    pub(super) fn is_of_pairs(&self) -> bool {
        self.pairs().is_some()
    }

    /// The same order for a cast of which some are left, if all of them were there with the same dyads.
    pub(super) fn of_some(
        order: &Arc<Self>,
        all: &Arc<Cast>,
        some: &Arc<Cast>,
    ) -> Option<Arc<Self>> {
        if Arc::ptr_eq(all, some) {
            return Some(Arc::clone(order));
        }
        match &**order {
            _ if some.ladder.rungs.len() > Tag::MOST_RANKS => None,
            Self::Whole(_) => None,
            Self::Pairs(pairs) => Some(Arc::new(Self::Pairs(pairs.of_some(all, some)?))),
        }
    }

    pub(super) fn pairs(&self) -> Option<&Pairs> {
        match self {
            Self::Whole(_) => None,
            Self::Pairs(pairs) => Some(pairs),
        }
    }

    /// How many keys a group has.
    pub(super) fn keys(&self) -> usize {
        match self {
            Self::Whole(keys) => *keys,
            Self::Pairs(_) => 2,
        }
    }
}

/// All nodes as they stand.
pub(super) struct WholeSlots<'a> {
    pub(super) cast: &'a Cast,
    pub(super) dyads: &'a [Dyad],
    /// Whether it is the source that others find a node by.
    pub(super) by_source: bool,
}

impl Slots for WholeSlots<'_> {
    fn len(&self) -> usize {
        self.dyads.len()
    }

    fn node(&self, at: usize) -> usize {
        at
    }

    fn earliest(&self, at: usize) -> i64 {
        self.cast.earliest.get(at)
    }

    fn key(&self, at: usize) -> usize {
        let (a, b) = self.dyads[at];
        (if self.by_source { a } else { b }) as usize
    }

    fn looks_up(&self, at: usize) -> usize {
        let (a, b) = self.dyads[at];
        (if self.by_source { b } else { a }) as usize
    }

    fn rank(&self, at: usize) -> usize {
        self.cast.ladder.rank(at)
    }

    fn is_last(&self, at: usize) -> bool {
        at + 1 == self.len()
    }

    fn group_end(&self, _: usize) -> usize {
        self.len()
    }
}

/// Nodes pair by pair.
pub(super) struct PairSlots<'a> {
    pub(super) pairs: &'a Pairs,
    /// Which bits of the direction make a key, and which of them turn round from it to what is looked up.
    pub(super) told: usize,
    pub(super) turned: usize,
}

impl Slots for PairSlots<'_> {
    fn len(&self) -> usize {
        self.pairs.nodes.len()
    }

    fn node(&self, at: usize) -> usize {
        self.pairs.nodes[at] as usize
    }

    fn earliest(&self, at: usize) -> i64 {
        i64::from(self.pairs.onsets[at])
    }

    fn key(&self, at: usize) -> usize {
        usize::from(self.pairs.tags[at].is_down()) & self.told
    }

    fn looks_up(&self, at: usize) -> usize {
        self.key(at) ^ self.turned
    }

    fn rank(&self, at: usize) -> usize {
        self.pairs.tags[at].rank()
    }

    fn is_last(&self, at: usize) -> bool {
        self.pairs.tags[at].is_last()
    }
}
