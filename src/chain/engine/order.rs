//! The order in which the nodes of plain data are swept, and the keys under which they stand there.
//!
//! ```text
//!   Relay, Counter            one group, in total order, one key for each party
//!   Retaliation, Persistence  a group for each pair of parties, one key for each direction
//! ```

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
        if cast.rungs.len() > usize::from(u16::MAX >> RANK) || u32::try_from(span).is_err() {
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

impl Pairs {
    /// Sorts by the lesser party in one pass of counting, then each of its events by the greater,
    /// which few enough are to stay in cache. O(n log n) for the few, O(n) memory.
    fn new(cast: &Cast, dyads: &[Dyad], parties: usize) -> Self {
        let mut ends = vec![0_u32; parties + 1];
        for (a, b) in dyads {
            ends[*a.min(b) as usize + 1] += 1;
        }
        for party in 1..ends.len() {
            ends[party] += ends[party - 1];
        }
        let mut nodes = vec![0; dyads.len()];
        for (node, (a, b)) in dyads.iter().enumerate() {
            let next = &mut ends[*a.min(b) as usize];
            nodes[*next as usize] = node as u32;
            *next += 1;
        }
        let base = cast.earliest.first().copied().unwrap_or(0);
        let mut onsets = Vec::with_capacity(nodes.len());
        let mut tags = Vec::with_capacity(nodes.len());
        let (mut others, mut said) = (Vec::new(), Vec::new());
        let mut start = 0;
        for end in ends.into_iter().take(parties).map(|end| end as usize) {
            let bucket = &mut nodes[start..end];
            start = end;
            others.clear();
            said.clear();
            for (nth, node) in bucket.iter().map(|node| *node as usize).enumerate() {
                let (a, b) = dyads[node];
                others.push((a.max(b), nth as u32));
                let tag =
                    rank(&cast.rungs, cast.level[node]) << RANK | if a > b { DOWN } else { 0 };
                said.push((node as u32, (cast.earliest[node] - base) as u32, tag));
            }
            others.sort_unstable();
            for (to, (other, nth)) in others.iter().enumerate() {
                let (node, onset, tag) = said[*nth as usize];
                let is_last = others.get(to + 1).is_none_or(|(next, _)| next != other);
                bucket[to] = node;
                onsets.push(onset);
                tags.push(tag | if is_last { LAST } else { 0 });
            }
        }
        Self { nodes, onsets, tags }
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
