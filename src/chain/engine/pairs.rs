//! The nodes of plain data, pair by pair of parties.

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
    /// Sorts by the lesser party in one pass of counting, then the events of each by the other, which
    /// are few enough to stay in cache.
    pub(super) fn new(cast: &Cast, dyads: &[Dyad], parties: usize) -> Self {
        let mut next = vec![0_u32; parties + 1];
        for dyad in dyads {
            next[pair(*dyad).0 as usize + 1] += 1;
        }
        for party in 1..next.len() {
            next[party] += next[party - 1];
        }
        let base = cast.earliest.first().copied().unwrap_or(0);
        let mut pairs = Self {
            nodes: vec![0; dyads.len()],
            onsets: vec![0; dyads.len()],
            tags: vec![Tag::default(); dyads.len()],
        };
        for (node, dyad) in dyads.iter().enumerate() {
            let next = &mut next[pair(*dyad).0 as usize];
            let at = *next as usize;
            *next += 1;
            pairs.nodes[at] = node as u32;
            pairs.onsets[at] = (cast.earliest[node] - base) as u32;
            pairs.tags[at] = Tag::new(cast.ladder.rank(node), *dyad);
        }
        let mut sorter = Sorter { counts: vec![0; parties], ..Sorter::default() };
        let mut start = 0;
        // Each party's next is by now the first of the party after it.
        for end in &next[..parties] {
            sorter.sort(&mut pairs, start, *end as usize, dyads);
            start = *end as usize;
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
    pub(super) fn group(&self, dyads: &[Dyad], dyad: Dyad) -> std::ops::Range<usize> {
        let pair_at = |node: &u32| pair(dyads[*node as usize]);
        let start = self.nodes.partition_point(|node| pair_at(node) < pair(dyad));
        let end = self.nodes.partition_point(|node| pair_at(node) <= pair(dyad));
        start..end
    }
}

/// Sorts the slots of one party after the other, and keeps its memory from one to the next.
#[derive(Default)]
struct Sorter {
    /// The other party of each slot, and then where the slot is to go.
    others: Vec<u32>,
    slots: Vec<(u32, u32, Tag)>,
    /// Where the last slot of each pair is to go.
    lasts: Vec<u32>,
    /// By party, how many slots there are, and then where the next of them is to go.
    counts: Vec<u32>,
}

impl Sorter {
    /// Sorts the slots of a party by the other, and leaves those of a pair in their order.
    fn sort(&mut self, pairs: &mut Pairs, start: usize, end: usize, dyads: &[Dyad]) {
        let nodes = &pairs.nodes[start..end];
        self.others.clear();
        self.others.extend(nodes.iter().map(|node| pair(dyads[*node as usize]).1));
        // Counting looks at every party there is.
        if self.counts.len() > 8 * nodes.len() {
            self.rank_few();
        } else {
            self.count();
        }
        let (onsets, tags) = (&pairs.onsets[start..end], &pairs.tags[start..end]);
        self.slots.clear();
        let slots = nodes.iter().zip(onsets).zip(tags);
        self.slots.extend(slots.map(|((node, onset), tag)| (*node, *onset, *tag)));
        for (place, (node, onset, tag)) in self.others.iter().zip(&self.slots) {
            let at = start + *place as usize;
            pairs.nodes[at] = *node;
            pairs.onsets[at] = *onset;
            pairs.tags[at] = *tag;
        }
        for last in self.lasts.drain(..) {
            pairs.tags[start + last as usize].close_group();
        }
    }

    fn count(&mut self) {
        self.counts.fill(0);
        for other in &self.others {
            self.counts[*other as usize] += 1;
        }
        let mut start = 0;
        for count in &mut self.counts {
            if *count > 0 {
                self.lasts.push(start + *count - 1);
            }
            start += std::mem::replace(count, start);
        }
        for other in &mut self.others {
            let next = &mut self.counts[*other as usize];
            *other = *next;
            *next += 1;
        }
    }

    fn rank_few(&mut self) {
        let keys = self.others.iter().zip(0_u32..).map(|(other, nth)| (*other, nth));
        let mut keys: Vec<_> = keys.collect();
        keys.sort_unstable();
        let mut place = 0;
        for pair in keys.chunk_by(|one, next| one.0 == next.0) {
            for (_, nth) in pair {
                self.others[*nth as usize] = place;
                place += 1;
            }
            self.lasts.push(place - 1);
        }
    }
}
