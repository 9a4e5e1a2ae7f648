//! The nodes of plain data, pair by pair of parties.

use std::ops::Range;

use super::super::cast::{Cast, Dyad};

/// 10 bytes an event: groups lie together, so that a sweep runs through them as they come.
pub(super) struct Pairs {
    pub(super) nodes: Vec<u32>,
    /// In seconds from the first of all.
    pub(super) onsets: Vec<u32>,
    pub(super) tags: Vec<Tag>,
}

/// Whether a slot is the last of its group, which way its dyad points, and its rank.
#[derive(Clone, Copy, Default)]
pub(super) struct Tag(u16);

const LAST: u16 = 1;
const DOWN: u16 = 1 << 1;
const RANK: u32 = 2;

impl Tag {
    pub(super) const MOST_RANKS: usize = (u16::MAX >> RANK) as usize;

    fn new(rank: usize, (a, b): Dyad) -> Self {
        Self((rank as u16) << RANK | if a > b { DOWN } else { 0 })
    }

    fn close_group(&mut self) {
        self.0 |= LAST;
    }

    pub(super) fn is_last(self) -> bool {
        self.0 & LAST != 0
    }

    pub(super) fn is_down(self) -> bool {
        self.0 & DOWN != 0
    }

    pub(super) fn rank(self) -> usize {
        usize::from(self.0 >> RANK)
    }
}

/// The parties of a dyad, whichever way it points.
fn pair((a, b): Dyad) -> (u32, u32) {
    (a.min(b), a.max(b))
}

impl Pairs {
    /// Deals the nodes out to batches by the lesser party, and sorts each batch, which is small enough to
    /// stay in cache; nothing where onsets lie too far apart. O(n log n) time at most and O(n) for many
    /// events of few parties, and 4 bytes a node besides the result.
    pub(super) fn new(cast: &Cast, dyads: &[Dyad], parties: usize) -> Option<Self> {
        let onsets = cast.earliest.near()?;
        let batches = Batches::new(dyads, parties);
        let mut next: Vec<_> = batches.batches.iter().map(|batch| batch.slots.start).collect();
        let mut pairs = Self {
            nodes: vec![0; dyads.len()],
            onsets: vec![0; dyads.len()],
            tags: vec![Tag::default(); dyads.len()],
        };
        let mut codes = vec![0; dyads.len()];
        for (node, (dyad, onset)) in dyads.iter().zip(onsets).enumerate() {
            let (party, other) = pair(*dyad);
            let batch = batches.of_party[party as usize] as usize;
            let at = next[batch];
            next[batch] += 1;
            pairs.nodes[at] = node as u32;
            pairs.onsets[at] = *onset;
            pairs.tags[at] = Tag::new(cast.ladder.rank(node), *dyad);
            codes[at] = (party - batches.batches[batch].first) << batches.bits | other;
        }
        let mut sorter = Sorter { counts: vec![0; 1 << batches.bits], ..Sorter::default() };
        for Batch { slots, .. } in batches.batches {
            sorter.sort(&mut pairs, slots.clone(), &codes[slots]);
        }
        Some(pairs)
    }

    /// Those of the slots that are left, without sorting. O(n).
    pub(super) fn of_some(&self, all: &Cast, some: &Cast) -> Option<Self> {
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
        let dyads = some.dyads.one_each()?;
        let onsets = some.earliest.near()?;
        let mut pairs = Self { nodes: Vec::new(), onsets: Vec::new(), tags: Vec::new() };
        let mut start = 0;
        for (slot, old) in self.nodes.iter().enumerate() {
            if let Some(node) = left[*old as usize] {
                let rank = some.ladder.rank(node as usize);
                pairs.nodes.push(node);
                pairs.onsets.push(onsets[node as usize]);
                pairs.tags.push(Tag::new(rank, dyads[node as usize]));
            }
            if self.tags[slot].is_last() && start < pairs.tags.len() {
                start = pairs.tags.len();
                pairs.tags[start - 1].close_group();
            }
        }
        Some(pairs)
    }

    /// The slots of the pair that a dyad is of. O(log n).
    pub(super) fn group(&self, dyads: &[Dyad], dyad: Dyad) -> Range<usize> {
        let pair_at = |node: &u32| pair(dyads[*node as usize]);
        let start = self.nodes.partition_point(|node| pair_at(node) < pair(dyad));
        let end = self.nodes.partition_point(|node| pair_at(node) <= pair(dyad));
        start..end
    }
}

/// How nodes are dealt out: to batches of some lesser parties that follow one another. Within a batch a
/// code of 32 bits tells a pair.
struct Batches {
    of_party: Vec<u32>,
    batches: Vec<Batch>,
    /// So many bits of a code tell the greater party; those above them which of the batch is the lesser.
    bits: u32,
}

struct Batch {
    /// The first of its lesser parties.
    first: u32,
    slots: Range<usize>,
}

/// So many slots make a batch, or one party that has more.
const BATCH: usize = 1 << 16;

impl Batches {
    fn new(dyads: &[Dyad], parties: usize) -> Self {
        let mut of_party = vec![0_u32; parties];
        for dyad in dyads {
            of_party[pair(*dyad).0 as usize] += 1;
        }
        let bits = usize::BITS - parties.leading_zeros();
        let most_parties = (1_u64 << 32 >> bits).max(1);
        let mut batches: Vec<Batch> = Vec::new();
        for (party, count) in (0_u32..).zip(&mut of_party) {
            let size = *count as usize;
            match batches.last_mut() {
                Some(Batch { first, slots })
                    if slots.len() + size <= BATCH && u64::from(party - *first) < most_parties =>
                {
                    slots.end += size;
                }
                last => {
                    let start = last.map_or(0, |batch| batch.slots.end);
                    batches.push(Batch { first: party, slots: start..start + size });
                }
            }
            *count = batches.len() as u32 - 1;
        }
        Self { of_party, batches, bits }
    }
}

/// Sorts one batch after the other, and keeps its memory from one to the next.
#[derive(Default)]
struct Sorter {
    /// Which slot comes where.
    order: Vec<u32>,
    sorted: Vec<u32>,
    slots: Vec<(u32, u32, Tag)>,
    /// By party, where the next of its slots comes; for all that the lower bits of a code tell apart.
    counts: Vec<u32>,
}

impl Sorter {
    /// Sorts slots by the codes of their pairs, and leaves those of a pair in their order.
    fn sort(&mut self, pairs: &mut Pairs, batch: Range<usize>, codes: &[u32]) {
        let code = |slot: u32| codes[slot as usize];
        self.order.clear();
        self.order.extend(0..codes.len() as u32);
        // Counting looks at every party there is.
        if self.counts.len() > 8 * codes.len() {
            self.order.sort_unstable_by_key(|slot| (code(*slot), *slot));
        } else {
            let bits = self.counts.len().ilog2();
            let lower = self.counts.len() as u32 - 1;
            self.sort_by(|slot| code(slot) & lower);
            if codes.iter().any(|code| code >> bits > 0) {
                self.sort_by(|slot| code(slot) >> bits);
            }
        }
        let Pairs { nodes, onsets, tags } = pairs;
        let (nodes, onsets) = (&mut nodes[batch.clone()], &mut onsets[batch.clone()]);
        let tags = &mut tags[batch];
        self.slots.clear();
        let slots = nodes.iter().zip(&*onsets).zip(&*tags);
        self.slots.extend(slots.map(|((node, onset), tag)| (*node, *onset, *tag)));
        let mut before = None;
        for (at, from) in self.order.iter().enumerate() {
            (nodes[at], onsets[at], tags[at]) = self.slots[*from as usize];
            if before.is_some_and(|before| before != code(*from)) {
                tags[at - 1].close_group();
            }
            before = Some(code(*from));
        }
        if let Some(last) = tags.last_mut() {
            last.close_group();
        }
    }

    /// Counting sort, which leaves equals in their order.
    fn sort_by(&mut self, digit: impl Fn(u32) -> u32) {
        self.counts.fill(0);
        for slot in &self.order {
            self.counts[digit(*slot) as usize] += 1;
        }
        let mut start = 0;
        for count in &mut self.counts {
            start += std::mem::replace(count, start);
        }
        self.sorted.resize(self.order.len(), 0);
        for slot in &self.order {
            let next = &mut self.counts[digit(*slot) as usize];
            self.sorted[*next as usize] = *slot;
            *next += 1;
        }
        std::mem::swap(&mut self.order, &mut self.sorted);
    }
}
