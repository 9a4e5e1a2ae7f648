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
    /// Deals the nodes out to batches of parties by the lesser of the two, and sorts each batch, which is
    /// small enough to stay in cache. O(n + parties), the parties once more for each batch.
    pub(super) fn new(cast: &Cast, dyads: &[Dyad], parties: usize) -> Self {
        let (batch_of, ends) = batches(dyads, parties);
        let mut next = ends.clone();
        next.rotate_right(1);
        next[0] = 0;
        let base = cast.earliest.first().copied().unwrap_or(0);
        let mut pairs = Self {
            nodes: vec![0; dyads.len()],
            onsets: vec![0; dyads.len()],
            tags: vec![Tag::default(); dyads.len()],
        };
        for (node, dyad) in dyads.iter().enumerate() {
            let next = &mut next[batch_of[pair(*dyad).0 as usize] as usize];
            let at = *next as usize;
            *next += 1;
            pairs.nodes[at] = node as u32;
            pairs.onsets[at] = (cast.earliest[node] - base) as u32;
            pairs.tags[at] = Tag::new(cast.ladder.rank(node), *dyad);
        }
        let mut sorter = Sorter { counts: vec![0; parties], ..Sorter::default() };
        let mut start = 0;
        for end in ends {
            sorter.sort(&mut pairs, start..end as usize, dyads);
            start = end as usize;
        }
        pairs
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
        let base = some.earliest.first().copied().unwrap_or(0);
        let mut pairs = Self { nodes: Vec::new(), onsets: Vec::new(), tags: Vec::new() };
        let mut start = 0;
        for (slot, old) in self.nodes.iter().enumerate() {
            if let Some(node) = left[*old as usize] {
                let rank = some.ladder.rank(node as usize);
                pairs.nodes.push(node);
                pairs.onsets.push((some.earliest[node as usize] - base) as u32);
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

/// So many slots make a batch, or one more party does.
const BATCH: u32 = 1 << 16;

/// By lesser party, its batch; and where each batch ends, of which there is one at least.
fn batches(dyads: &[Dyad], parties: usize) -> (Vec<u32>, Vec<u32>) {
    let mut of_party = vec![0_u32; parties];
    for dyad in dyads {
        of_party[pair(*dyad).0 as usize] += 1;
    }
    let mut ends = vec![0];
    let (mut last, mut size) = (0, 0);
    for party in &mut of_party {
        if size >= BATCH {
            ends.push(ends[last]);
            (last, size) = (last + 1, 0);
        }
        size += *party;
        ends[last] += *party;
        *party = last as u32;
    }
    (of_party, ends)
}

/// Sorts one batch after the other, and keeps its memory from one to the next.
#[derive(Default)]
struct Sorter {
    /// The pair of each slot.
    pairs: Vec<(u32, u32)>,
    /// Which slot comes where.
    order: Vec<u32>,
    sorted: Vec<u32>,
    slots: Vec<(u32, u32, Tag)>,
    /// By party, where the next of its slots comes.
    counts: Vec<u32>,
}

impl Sorter {
    /// Sorts slots by pair, and leaves those of a pair in their order.
    fn sort(&mut self, pairs: &mut Pairs, batch: Range<usize>, dyads: &[Dyad]) {
        let Pairs { nodes, onsets, tags } = pairs;
        let (nodes, onsets) = (&mut nodes[batch.clone()], &mut onsets[batch.clone()]);
        let tags = &mut tags[batch];
        self.pairs.clear();
        self.pairs.extend(nodes.iter().map(|node| pair(dyads[*node as usize])));
        self.order.clear();
        self.order.extend(0..nodes.len() as u32);
        self.sort_by(|pair| pair.1);
        if self.pairs.iter().any(|pair| pair.0 != self.pairs[0].0) {
            self.sort_by(|pair| pair.0);
        }
        self.slots.clear();
        let slots = nodes.iter().zip(&*onsets).zip(&*tags);
        self.slots.extend(slots.map(|((node, onset), tag)| (*node, *onset, *tag)));
        let mut before = None;
        for (at, from) in self.order.iter().enumerate() {
            (nodes[at], onsets[at], tags[at]) = self.slots[*from as usize];
            let pair = self.pairs[*from as usize];
            if before.is_some_and(|before| before != pair) {
                tags[at - 1].close_group();
            }
            before = Some(pair);
        }
        if let Some(last) = tags.last_mut() {
            last.close_group();
        }
    }

    /// Counting sort, which leaves equals in their order.
    fn sort_by(&mut self, party: impl Fn((u32, u32)) -> u32) {
        self.counts.fill(0);
        for pair in &self.pairs {
            self.counts[party(*pair) as usize] += 1;
        }
        let mut start = 0;
        for count in &mut self.counts {
            start += std::mem::replace(count, start);
        }
        self.sorted.resize(self.order.len(), 0);
        for slot in &self.order {
            let next = &mut self.counts[party(self.pairs[*slot as usize]) as usize];
            self.sorted[*next as usize] = *slot;
            *next += 1;
        }
        std::mem::swap(&mut self.order, &mut self.sorted);
    }
}
