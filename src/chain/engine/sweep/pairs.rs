//! Nodes grouped by pair of actors.

use std::ops::Range;

use crate::chain::nodes::nodes::{Dyad, Nodes};

/// The nodes of plain data, pair by pair, in total order within each pair.
///
/// A slot takes 12 bytes and holds all that a sweep reads, so that a sweep reads memory in order.
pub(crate) struct Pairs {
    pub(crate) slots: Vec<PairSlot>,
    /// The groups with more slots than a sweep scans one by one.
    pub(crate) long_groups: Vec<Range<u32>>,
    /// By lesser actor of a pair, its first slot; empty if these are not known.
    first_slots: Vec<u32>,
}

#[derive(Clone, Copy, Default)]
pub(crate) struct PairSlot {
    pub(crate) node: u32,
    /// In seconds from the first onset of all.
    pub(crate) onset: u32,
    /// From the lowest bit: whether the slot is the last of its group; the direction of its dyad; its level
    /// index. While slots are sorted, the [`PairCode`] is above these.
    tag: u32,
}

const LAST: u32 = 1;
const DESCENDING: u32 = 1 << 1;
const LEVEL_SHIFT: u32 = 2;

impl PairSlot {
    fn new(node: usize, onset: u32, (source, target): Dyad, level_index: usize) -> Self {
        let direction = if source > target { DESCENDING } else { 0 };
        Self { node: node as u32, onset, tag: (level_index as u32) << LEVEL_SHIFT | direction }
    }

    pub(crate) fn is_last(self) -> bool {
        self.tag & LAST != 0
    }

    /// Returns `true` if the number of the source is greater than that of the target.
    pub(crate) fn is_descending(self) -> bool {
        self.tag & DESCENDING != 0
    }

    pub(crate) fn level_index(self) -> usize {
        (self.tag >> LEVEL_SHIFT) as usize
    }
}

/// Returns the actors of a dyad, the lesser number first.
fn pair((source, target): Dyad) -> (u32, u32) {
    (source.min(target), source.max(target))
}

impl Pairs {
    /// Groups nodes by pair: distributes them to batches by the lesser actor, then sorts each batch, which
    /// fits into the cache, by counting sort.
    ///
    /// O(n + batches * actors) time; O(n log n) if a batch has fewer nodes than an eighth of the actors.
    /// Little memory beside the result. Returns `None` if onsets are too far apart for 32 bits, or levels
    /// and actors too many for a tag.
    pub(crate) fn new(
        nodes: &Nodes,
        dyads: &[Dyad],
        max_batch: usize,
        max_scanned: usize,
    ) -> Option<Self> {
        let onsets = nodes.earliest.near()?;
        let code = PairCode::new(nodes)?;
        let Batches { starts, of_actor, mut batches } =
            Batches::new(dyads, nodes.parties, code, max_batch);
        let slots = vec![PairSlot::default(); dyads.len()];
        let mut pairs = Self { slots, long_groups: Vec::new(), first_slots: Vec::new() };
        for (node, (dyad, onset)) in dyads.iter().zip(onsets).enumerate() {
            let (lesser, greater) = pair(*dyad);
            let batch = &mut batches[of_actor[lesser as usize] as usize];
            let mut slot = PairSlot::new(node, *onset, *dyad, nodes.levels.index(node));
            slot.tag |= code.encode(lesser - batch.actors.start, greater);
            pairs.slots[batch.slots.end] = slot;
            batch.slots.end += 1;
        }
        let mut sorter = Sorter { code, next: vec![0; 1 << code.actor_bits], sorted: Vec::new() };
        for Batch { actors, slots } in batches {
            let starts = &starts[actors.start as usize..actors.end as usize];
            sorter.sort(&mut pairs.slots[slots.clone()], starts);
            pairs.close_groups(slots, code, max_scanned);
        }
        pairs.first_slots = starts;
        Some(pairs)
    }

    /// Marks the last slot of each group in a sorted batch and removes the pair codes.
    fn close_groups(&mut self, batch: Range<usize>, code: PairCode, max_scanned: usize) {
        let Self { slots, long_groups, .. } = self;
        let mut start = batch.start;
        for nth in batch.clone() {
            let pair = code.pair_of(slots[nth]);
            let next = slots[..batch.end].get(nth + 1);
            let is_last = next.is_none_or(|next| code.pair_of(*next) != pair);
            // Selections instead of branches: the end of a group cannot be predicted. Only long groups, which
            // are rare, take a branch.
            slots[nth].tag = slots[nth].tag & code.tag_mask() | if is_last { LAST } else { 0 };
            if is_last & (nth - start >= max_scanned) {
                long_groups.push(start as u32..nth as u32 + 1);
            }
            start = if is_last { nth + 1 } else { start };
        }
    }

    /// Returns the groups without the order of their slots, to be filled again.
    pub(crate) fn frame(&self) -> PairFrame {
        let (mut starts, mut of_node) = (vec![0], vec![0; self.slots.len()]);
        for (nth, slot) in self.slots.iter().enumerate() {
            of_node[slot.node as usize] = starts.len() as u32 - 1;
            if slot.is_last() {
                starts.push(nth as u32 + 1);
            }
        }
        PairFrame { starts, of_node, long_groups: self.long_groups.clone() }
    }

    /// Restricts the slots of `all` nodes to those of `some`, without sorting. O(n). Returns `None` if a
    /// node of `some` is not among `all` with the same dyad.
    pub(crate) fn restricted(&self, all: &Nodes, some: &Nodes, max_scanned: usize) -> Option<Self> {
        let mut kept = vec![None; all.len()];
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
            kept[old] = Some(node);
        }
        let dyads = some.dyads.one_each()?;
        let onsets = some.earliest.near()?;
        let slots = Vec::with_capacity(dyads.len());
        let mut pairs = Self { slots, long_groups: Vec::new(), first_slots: Vec::new() };
        let mut start = 0;
        for slot in &self.slots {
            if let Some(node) = kept[slot.node as usize] {
                let level_index = some.levels.index(node);
                pairs.slots.push(PairSlot::new(node, onsets[node], dyads[node], level_index));
            }
            let end = pairs.slots.len();
            if slot.is_last() && start < end {
                pairs.slots[end - 1].tag |= LAST;
                if end - start > max_scanned {
                    pairs.long_groups.push(start as u32..end as u32);
                }
                start = end;
            }
        }
        Some(pairs)
    }

    /// Returns the slots of the pair that a dyad belongs to. O(log n).
    pub(crate) fn group(&self, dyads: &[Dyad], dyad: Dyad) -> Range<usize> {
        let sought = pair(dyad);
        let pair_of = |slot: &PairSlot| pair(dyads[slot.node as usize]);
        let within = self.slots_of_lesser(sought.0);
        let slots = &self.slots[within.clone()];
        let start = slots.partition_point(|slot| pair_of(slot) < sought);
        if slots.get(start).is_some_and(|slot| slot.is_last()) {
            return within.start + start..within.start + start + 1;
        }
        // Most groups are short, so that the end is sought in steps that double (exponential search).
        let mut step = 1;
        while slots.get(start + step).is_some_and(|slot| pair_of(slot) == sought) {
            step *= 2;
        }
        let (from, until) = (start + step / 2, (start + step).min(slots.len()));
        let end = from + slots[from..until].partition_point(|slot| pair_of(slot) == sought);
        within.start + start..within.start + end
    }

    /// Returns the slots of the pairs with a lesser actor, or all slots if these are not known.
    fn slots_of_lesser(&self, actor: u32) -> Range<usize> {
        let first = |actor: usize| self.first_slots.get(actor).map(|slot| *slot as usize);
        let (start, end) = (first(actor as usize), first(actor as usize + 1));
        start.unwrap_or(0)..end.unwrap_or(self.slots.len())
    }
}

/// The groups of slots, each of the nodes of one pair, whatever their order within the group.
pub(crate) struct PairFrame {
    /// The first slot of each group, and the end of the last.
    starts: Vec<u32>,
    /// By node, its group.
    of_node: Vec<u32>,
    long_groups: Vec<Range<u32>>,
}

/// The values of the slots of a [`PairFrame`], by node.
pub(crate) struct PairColumns<'a> {
    /// In seconds from an arbitrary instant.
    pub(crate) onsets: &'a [u32],
    pub(crate) levels: &'a [u32],
    /// Whether the number of the source is greater than that of the target.
    pub(crate) are_descending: &'a [bool],
}

impl PairFrame {
    /// Returns the groups with the nodes of each in this order, which is ascending by onset. One pass:
    /// neither the pairs nor the sizes of the groups are computed again.
    pub(crate) fn filled(
        &self,
        order: &mut dyn Iterator<Item = u32>,
        columns: &PairColumns<'_>,
    ) -> Pairs {
        let PairColumns { onsets, levels, are_descending } = columns;
        let mut next = self.starts.clone();
        let mut slots = vec![PairSlot::default(); self.of_node.len()];
        for node in order {
            let at = node as usize;
            let direction = if are_descending[at] { DESCENDING } else { 0 };
            let tag = levels[at] << LEVEL_SHIFT | direction;
            let next = &mut next[self.of_node[at] as usize];
            slots[*next as usize] = PairSlot { node, onset: onsets[at], tag };
            *next += 1;
        }
        for end in &self.starts[1..] {
            slots[*end as usize - 1].tag |= LAST;
        }
        Pairs { slots, long_groups: self.long_groups.clone(), first_slots: Vec::new() }
    }
}

/// How the pair of a slot is encoded in the upper bits of its tag: the lesser actor, counted from the first
/// of its batch, and below that the greater actor.
#[derive(Clone, Copy)]
struct PairCode {
    /// The number of bits below the code.
    shift: u32,
    /// The number of bits of an actor.
    actor_bits: u32,
}

impl PairCode {
    /// Returns `None` if a tag has too few bits.
    fn new(nodes: &Nodes) -> Option<Self> {
        let bits = |numbers: usize| usize::BITS - numbers.leading_zeros();
        let shift = LEVEL_SHIFT + bits(nodes.levels.values.len());
        let code = Self { shift, actor_bits: bits(nodes.parties) };
        (code.shift + code.actor_bits <= u32::BITS).then_some(code)
    }

    fn encode(self, lesser: u32, greater: u32) -> u32 {
        (lesser << self.actor_bits | greater) << self.shift
    }

    /// Returns how many lesser actors a batch may have.
    fn max_lesser(self) -> u32 {
        1 << (u32::BITS - self.shift - self.actor_bits)
    }

    fn tag_mask(self) -> u32 {
        (1 << self.shift) - 1
    }

    fn pair_of(self, slot: PairSlot) -> u32 {
        slot.tag >> self.shift
    }

    fn greater(self, slot: PairSlot) -> u32 {
        self.pair_of(slot) & ((1 << self.actor_bits) - 1)
    }

    fn lesser(self, slot: PairSlot) -> u32 {
        self.pair_of(slot) >> self.actor_bits
    }
}

/// How nodes are distributed: each batch has the nodes of some consecutive lesser actors.
struct Batches {
    /// By lesser actor, its first slot.
    starts: Vec<u32>,
    /// By lesser actor, its batch.
    of_actor: Vec<u32>,
    batches: Vec<Batch>,
}

struct Batch {
    /// The lesser actors.
    actors: Range<u32>,
    /// The slots filled so far.
    slots: Range<usize>,
}

impl Batches {
    /// Splits slots into batches. A batch has at most `max_batch` slots, unless one actor alone has more.
    fn new(dyads: &[Dyad], actors: usize, code: PairCode, max_batch: usize) -> Self {
        let mut starts = vec![0_u32; actors];
        for dyad in dyads {
            starts[pair(*dyad).0 as usize] += 1;
        }
        let (mut of_actor, mut batches) = (Vec::with_capacity(actors), Vec::<Batch>::new());
        let mut end = 0;
        for (actor, start) in (0_u32..).zip(&mut starts) {
            let count = std::mem::replace(start, end);
            end += count;
            match batches.last_mut() {
                Some(batch)
                    if end as usize - batch.slots.start <= max_batch
                        && actor - batch.actors.start < code.max_lesser() =>
                {
                    batch.actors.end += 1;
                }
                _ => {
                    let slots = *start as usize..*start as usize;
                    batches.push(Batch { actors: actor..actor + 1, slots });
                }
            }
            of_actor.push(batches.len() as u32 - 1);
        }
        Self { starts, of_actor, batches }
    }
}

/// Sorts batches, one after the other, and reuses its memory.
struct Sorter {
    code: PairCode,
    sorted: Vec<PairSlot>,
    /// By actor, the index of its next slot.
    next: Vec<u32>,
}

impl Sorter {
    /// Sorts slots by pair and keeps the order within each pair: two counting sorts, by the greater actor and
    /// then by the lesser. `starts` has the first slot of each lesser actor.
    fn sort(&mut self, slots: &mut [PairSlot], starts: &[u32]) {
        let Self { code, sorted, next } = self;
        // A counting sort clears one counter for every actor.
        if next.len() > 8 * slots.len() {
            let mut keys: Vec<u64> = Vec::with_capacity(slots.len());
            for (at, slot) in (0..).zip(&*slots) {
                keys.push(u64::from(code.pair_of(*slot)) << 32 | at);
            }
            keys.sort_unstable();
            sorted.clear();
            for key in keys {
                sorted.push(slots[key as u32 as usize]);
            }
            slots.copy_from_slice(sorted);
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
        sorted.resize(slots.len(), PairSlot::default());
        distribute(slots, sorted, next, |slot| code.greater(slot));
        if starts.len() == 1 {
            slots.copy_from_slice(sorted);
        } else {
            for (next, start) in next.iter_mut().zip(starts) {
                *next = start - starts[0];
            }
            distribute(sorted, slots, next, |slot| code.lesser(slot));
        }
    }
}

/// Copies each slot to the next index of its actor.
fn distribute(
    from: &[PairSlot],
    to: &mut [PairSlot],
    next: &mut [u32],
    actor: impl Fn(PairSlot) -> u32,
) {
    for slot in from {
        let next = &mut next[actor(*slot) as usize];
        to[*next as usize] = *slot;
        *next += 1;
    }
}
