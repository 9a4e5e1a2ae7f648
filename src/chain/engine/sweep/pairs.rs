//! The nodes of plain data, pair by pair of parties.

use std::ops::Range;

use crate::{chain::nodes::nodes::Nodes, timeline::Dyad};

/// 12 bytes an event: groups lie together, so that a sweep runs through them as they come.
pub(crate) struct Pairs {
    pub(crate) slots: Vec<Slot>,
    /// The groups of more than [`FEW`] slots.
    pub(crate) long: Vec<Range<u32>>,
}

/// So many slots in a window are looked at one by one.
pub(crate) const FEW: usize = 12;

#[derive(Clone, Copy, Default)]
pub(crate) struct Slot {
    pub(crate) node: u32,
    /// In seconds from the first of all.
    pub(crate) onset: u32,
    /// Whether it is the last of its group, which way its dyad points, and its rank; while slots are
    /// sorted also which pair of its batch it is of, above these.
    tag: u32,
}

const LAST: u32 = 1;
const DOWN: u32 = 1 << 1;
const RANK: u32 = 2;

impl Slot {
    fn new(node: usize, onset: u32, (a, b): Dyad, rank: usize) -> Self {
        let down = if a > b { DOWN } else { 0 };
        Self { node: node as u32, onset, tag: (rank as u32) << RANK | down }
    }

    pub(crate) fn is_last(self) -> bool {
        self.tag & LAST != 0
    }

    pub(crate) fn is_down(self) -> bool {
        self.tag & DOWN != 0
    }

    pub(crate) fn rank(self) -> usize {
        (self.tag >> RANK) as usize
    }
}

/// The parties of a dyad, whichever way it points.
fn pair((a, b): Dyad) -> (u32, u32) {
    (a.min(b), a.max(b))
}

impl Pairs {
    /// Deals the nodes out to batches by the lesser party, and sorts each batch, which is small enough to
    /// stay in cache. O(n log n) time at most and O(n) for many events of few parties, and no memory to
    /// speak of besides the result. Nothing where onsets lie too far apart, or levels and parties are too
    /// many for a slot.
    pub(crate) fn new(nodes: &Nodes, dyads: &[Dyad]) -> Option<Self> {
        let onsets = nodes.earliest.near()?;
        let code = Code::new(nodes)?;
        let Batches { starts, of_party, mut batches } = Batches::new(dyads, nodes.parties, code);
        let mut pairs = Self { slots: vec![Slot::default(); dyads.len()], long: Vec::new() };
        for (node, (dyad, onset)) in dyads.iter().zip(onsets).enumerate() {
            let (party, other) = pair(*dyad);
            let batch = &mut batches[of_party[party as usize] as usize];
            let mut slot = Slot::new(node, *onset, *dyad, nodes.levels.index(node));
            slot.tag |= code.of(party - batch.parties.start, other);
            pairs.slots[batch.slots.end] = slot;
            batch.slots.end += 1;
        }
        let mut sorter = Sorter { code, next: vec![0; 1 << code.party], sorted: Vec::new() };
        for Batch { parties, slots } in batches {
            let starts = &starts[parties.start as usize..parties.end as usize];
            sorter.sort(&mut pairs.slots[slots.clone()], starts);
            pairs.close_groups(slots, code);
        }
        Some(pairs)
    }

    /// Marks where groups end by the codes of their slots, which are gone then.
    fn close_groups(&mut self, batch: Range<usize>, code: Code) {
        let Self { slots, long } = self;
        let mut start = batch.start;
        for nth in batch.clone() {
            let pair = code.pair_of(slots[nth]);
            let next = slots[..batch.end].get(nth + 1);
            let is_last = next.is_none_or(|next| code.pair_of(*next) != pair);
            // Nobody can foretell where a group ends: only the rare long one is worth a branch.
            slots[nth].tag = slots[nth].tag & code.tag() | if is_last { LAST } else { 0 };
            if is_last & (nth - start >= FEW) {
                long.push(start as u32..nth as u32 + 1);
            }
            start = if is_last { nth + 1 } else { start };
        }
    }

    /// Those of the slots that are left, without sorting. O(n).
    pub(crate) fn of_some(&self, all: &Nodes, some: &Nodes) -> Option<Self> {
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
            left[old] = Some(node);
        }
        let dyads = some.dyads.one_each()?;
        let onsets = some.earliest.near()?;
        let mut pairs = Self { slots: Vec::with_capacity(dyads.len()), long: Vec::new() };
        let mut start = 0;
        for slot in &self.slots {
            if let Some(node) = left[slot.node as usize] {
                let rank = some.levels.index(node);
                pairs.slots.push(Slot::new(node, onsets[node], dyads[node], rank));
            }
            let end = pairs.slots.len();
            if slot.is_last() && start < end {
                pairs.slots[end - 1].tag |= LAST;
                if end - start > FEW {
                    pairs.long.push(start as u32..end as u32);
                }
                start = end;
            }
        }
        Some(pairs)
    }

    /// The slots of the pair that a dyad is of. O(log n).
    pub(crate) fn group(&self, dyads: &[Dyad], dyad: Dyad) -> Range<usize> {
        let pair_at = |slot: &Slot| pair(dyads[slot.node as usize]);
        let start = self.slots.partition_point(|slot| pair_at(slot) < pair(dyad));
        let end = self.slots.partition_point(|slot| pair_at(slot) <= pair(dyad));
        start..end
    }
}

/// How a pair of a batch is told in the upper bits of a tag: which of the batch is the lesser party, and,
/// below that, the greater.
#[derive(Clone, Copy)]
struct Code {
    /// The bits of all below the code.
    shift: u32,
    /// The bits of a party.
    party: u32,
}

impl Code {
    /// Nothing where a tag is too narrow.
    fn new(nodes: &Nodes) -> Option<Self> {
        let bits = |numbers: usize| usize::BITS - numbers.leading_zeros();
        let code =
            Self { shift: RANK + bits(nodes.levels.values.len()), party: bits(nodes.parties) };
        (code.shift + code.party <= u32::BITS).then_some(code)
    }

    fn of(self, lesser: u32, greater: u32) -> u32 {
        (lesser << self.party | greater) << self.shift
    }

    /// How many lesser parties a batch may have.
    fn most_lesser(self) -> u32 {
        1 << (u32::BITS - self.shift - self.party)
    }

    fn tag(self) -> u32 {
        (1 << self.shift) - 1
    }

    fn pair_of(self, slot: Slot) -> u32 {
        slot.tag >> self.shift
    }

    fn greater(self, slot: Slot) -> u32 {
        self.pair_of(slot) & ((1 << self.party) - 1)
    }

    fn lesser(self, slot: Slot) -> u32 {
        self.pair_of(slot) >> self.party
    }
}

/// How nodes are dealt out: to batches of some lesser parties that follow one another.
struct Batches {
    /// By lesser party, the first of its slots, and which batch they are in.
    starts: Vec<u32>,
    of_party: Vec<u32>,
    batches: Vec<Batch>,
}

struct Batch {
    /// The lesser parties.
    parties: Range<u32>,
    /// Those that were dealt out.
    slots: Range<usize>,
}

/// So many slots make a batch, or one party that has more: the more batches, the longer it takes to deal,
/// and the longer it takes to sort the larger they are.
const BATCH: usize = 1 << 17;

impl Batches {
    fn new(dyads: &[Dyad], parties: usize, code: Code) -> Self {
        let mut starts = vec![0_u32; parties];
        for dyad in dyads {
            starts[pair(*dyad).0 as usize] += 1;
        }
        let (mut of_party, mut batches) = (Vec::with_capacity(parties), Vec::<Batch>::new());
        let mut end = 0;
        for (party, start) in (0_u32..).zip(&mut starts) {
            let count = std::mem::replace(start, end);
            end += count;
            match batches.last_mut() {
                Some(batch)
                    if end as usize - batch.slots.start <= BATCH
                        && party - batch.parties.start < code.most_lesser() =>
                {
                    batch.parties.end += 1;
                }
                _ => {
                    let slots = *start as usize..*start as usize;
                    batches.push(Batch { parties: party..party + 1, slots });
                }
            }
            of_party.push(batches.len() as u32 - 1);
        }
        Self { starts, of_party, batches }
    }
}

/// Sorts one batch after the other, and keeps its memory from one to the next.
struct Sorter {
    code: Code,
    sorted: Vec<Slot>,
    /// By party, where the next of its slots comes.
    next: Vec<u32>,
}

impl Sorter {
    /// Sorts slots by pairs, and leaves those of a pair in their order. By lesser party it is known already
    /// where they start.
    fn sort(&mut self, slots: &mut [Slot], starts: &[u32]) {
        let Self { code, sorted, next } = self;
        // Counting looks at every party there is.
        if next.len() > 8 * slots.len() {
            slots.sort_unstable_by_key(|slot| (code.pair_of(*slot), slot.node));
            return;
        }
        next.fill(0);
        for slot in &*slots {
            next[code.greater(*slot) as usize] += 1;
        }
        let mut start = 0;
        for count in &mut *next {
            start += std::mem::replace(count, start);
        }
        sorted.resize(slots.len(), Slot::default());
        put(slots, sorted, next, |slot| code.greater(slot));
        if starts.len() == 1 {
            slots.copy_from_slice(sorted);
        } else {
            for (next, start) in next.iter_mut().zip(starts) {
                *next = start - starts[0];
            }
            put(sorted, slots, next, |slot| code.lesser(slot));
        }
    }
}

/// Puts each slot where the next of its party comes.
fn put(from: &[Slot], to: &mut [Slot], next: &mut [u32], party: impl Fn(Slot) -> u32) {
    for slot in from {
        let next = &mut next[party(*slot) as usize];
        to[*next as usize] = *slot;
        *next += 1;
    }
}
