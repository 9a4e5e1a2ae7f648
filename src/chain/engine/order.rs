//! The order in which the nodes of plain data are swept, and the keys under which they stand there.
//!
//! ```text
//!   Relay, Counter            one group, in total order, one key for each party
//!   Retaliation, Persistence  a group for each pair of parties, one key for each direction
//! ```

use std::sync::Arc;

use super::super::{cast::Cast, rule::Rule};
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

    /// The end of the group that begins here.
    fn group_end(&self, start: usize) -> usize;
}

/// How slots are held: as little as the cast does not say already.
pub(super) enum Order {
    /// One group: the ranks of all nodes, and how many keys there are.
    Whole {
        ranks: Vec<u16>,
        keys: usize,
    },
    Pairs(Pairs),
}

/// 10 bytes an event: groups lie together, so that a sweep runs through them as they come.
pub(super) struct Pairs {
    nodes: Vec<u32>,
    /// In seconds from the first of all.
    onsets: Vec<u32>,
    tags: Vec<u16>,
}

/// A tag says whether a slot is the last of its group, which way its dyad points, and its rank.
const LAST: u16 = 1;
const DOWN: u16 = 1 << 1;
const RANK: u32 = 2;
const MOST_RANKS: usize = (u16::MAX >> RANK) as usize;

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
        let span = cast.earliest.last().zip(cast.earliest.first()).map_or(0, |(l, f)| l - f);
        if cast.rungs.len() > MOST_RANKS || u32::try_from(span).is_err() {
            return None;
        }
        let parties =
            dyads.iter().map(|(a, b)| a.max(b)).max().map_or(0, |most| *most as usize + 1);
        Some(if keyed.is_of_pairs() {
            Self::Pairs(Pairs::new(cast, dyads, parties))
        } else {
            let ranks = cast.level.iter().map(|level| rank(&cast.rungs, *level)).collect();
            Self::Whole { ranks, keys: parties }
        })
    }

    pub(super) fn is_of_pairs(&self) -> bool {
        matches!(self, Self::Pairs(_))
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
            _ if some.rungs.len() > MOST_RANKS => None,
            Self::Whole { .. } => None,
            Self::Pairs(pairs) => Some(Arc::new(Self::Pairs(pairs.of_some(all, some)?))),
        }
    }

    /// How many keys a group has.
    pub(super) fn keys(&self) -> usize {
        match self {
            Self::Whole { keys, .. } => *keys,
            Self::Pairs(_) => 2,
        }
    }
}

fn rank(rungs: &[i32], level: i32) -> u16 {
    rungs.partition_point(|rung| *rung < level) as u16
}

/// A slot on its way to its pair.
#[derive(Clone, Copy, Default)]
struct Sorted {
    other: u32,
    node: u32,
    onset: u32,
    tag: u16,
}

/// The slots on their way at a time are an eighth of all, or so many.
const LEAST_BATCH: usize = 1 << 16;

impl Pairs {
    /// Sorts by the lesser party in one pass of counting, then the events of each by the other, which
    /// are few enough to stay in cache. A batch of parties at a time, so that little memory is
    /// needed beside the result.
    fn new(cast: &Cast, dyads: &[Dyad], parties: usize) -> Self {
        let base = cast.earliest.first().copied().unwrap_or(0);
        let mut of_party = vec![0_usize; parties];
        for (a, b) in dyads {
            of_party[*a.min(b) as usize] += 1;
        }
        let mut pairs = Self {
            nodes: Vec::with_capacity(dyads.len()),
            onsets: Vec::with_capacity(dyads.len()),
            tags: Vec::with_capacity(dyads.len()),
        };
        let most = (dyads.len() / 8).max(LEAST_BATCH);
        let mut batch: Vec<Sorted> = Vec::new();
        let mut first = 0;
        while first < parties {
            let mut starts = Vec::new();
            let mut size = 0;
            for of_party in &of_party[first..] {
                if size > 0 && size + of_party > most {
                    break;
                }
                starts.push(size);
                size += of_party;
            }
            batch.resize(size, Sorted::default());
            let mut next = starts.clone();
            for (node, (a, b)) in dyads.iter().enumerate() {
                if let Some(next) = next.get_mut((*a.min(b) as usize).wrapping_sub(first)) {
                    let way = if a > b { DOWN } else { 0 };
                    batch[*next] = Sorted {
                        other: *a.max(b),
                        node: node as u32,
                        onset: (cast.earliest[node] - base) as u32,
                        tag: rank(&cast.rungs, cast.level[node]) << RANK | way,
                    };
                    *next += 1;
                }
            }
            for (start, end) in starts.iter().zip(next) {
                pairs.take_in_order(&mut batch[*start..end]);
            }
            first += starts.len();
        }
        pairs
    }

    /// Those of the slots that are left, without sorting. O(n).
    fn of_some(&self, all: &Cast, some: &Cast) -> Option<Self> {
        let mut left = vec![None; all.len()];
        let mut old = 0;
        for node in 0..some.len() {
            let position = some.position(node);
            old += (old..all.len()).take_while(|old| all.position(*old) < position).count();
            if old == all.len()
                || all.position(old) != position
                || all.dyads.of(old) != some.dyads.of(node)
            {
                return None;
            }
            left[old] = Some(node as u32);
        }
        let base = some.earliest.first().copied().unwrap_or(0);
        let mut pairs = Self { nodes: Vec::new(), onsets: Vec::new(), tags: Vec::new() };
        let mut start = 0;
        for (slot, old) in self.nodes.iter().enumerate() {
            if let Some(node) = left[*old as usize] {
                let level = rank(&some.rungs, some.level[node as usize]);
                pairs.nodes.push(node);
                pairs.onsets.push((some.earliest[node as usize] - base) as u32);
                pairs.tags.push(level << RANK | self.tags[slot] & DOWN);
            }
            if self.tags[slot] & LAST != 0 && start < pairs.tags.len() {
                start = pairs.tags.len();
                pairs.tags[start - 1] |= LAST;
            }
        }
        Some(pairs)
    }

    /// Takes the slots of all pairs of one party.
    fn take_in_order(&mut self, slots: &mut [Sorted]) {
        slots.sort_unstable_by_key(|slot| (slot.other, slot.node));
        for pair in slots.chunk_by(|one, next| one.other == next.other) {
            for (nth, slot) in pair.iter().enumerate() {
                let is_last = nth + 1 == pair.len();
                self.nodes.push(slot.node);
                self.onsets.push(slot.onset);
                self.tags.push(slot.tag | if is_last { LAST } else { 0 });
            }
        }
    }
}

/// All nodes as they stand.
pub(super) struct WholeSlots<'a> {
    pub(super) cast: &'a Cast,
    pub(super) dyads: &'a [Dyad],
    pub(super) ranks: &'a [u16],
    /// Whether it is the source that others find a node by.
    pub(super) by_source: bool,
}

impl Slots for WholeSlots<'_> {
    fn len(&self) -> usize {
        self.ranks.len()
    }

    fn node(&self, at: usize) -> usize {
        at
    }

    fn earliest(&self, at: usize) -> i64 {
        self.cast.earliest[at]
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
        usize::from(self.ranks[at])
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
        usize::from(self.pairs.tags[at] >> 1 & 1) & self.told
    }

    fn looks_up(&self, at: usize) -> usize {
        self.key(at) ^ self.turned
    }

    fn rank(&self, at: usize) -> usize {
        usize::from(self.pairs.tags[at] >> RANK)
    }

    fn group_end(&self, start: usize) -> usize {
        let rest = &self.pairs.tags[start..];
        start + rest.iter().position(|tag| tag & LAST != 0).map_or(rest.len(), |last| last + 1)
    }
}
