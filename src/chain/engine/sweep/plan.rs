//! Whether plain data can be swept, and how: in which groups, under which keys, and which groups are
//! busy enough to keep a window.

use std::{iter, ops::Range, sync::Arc};

use crate::{
    chain::{
        engine::{
            engine::Engine,
            monoid::{Gather, Leaving},
            sweep::{
                layout::{Keyed, Order, PairSlots, Placed, Slots, WholeSlots},
                pairs::{FEW, Slot},
                sweep::{Back, Forth},
                windows::{Queues, ShortSums, Stacks, Sums, Window, row},
            },
        },
        nodes::nodes::{Nodes, SweptNode},
        query::rule::{Pairing, Precedence},
    },
    parallel,
};

/// Looks at a plan's slots as what they are, so that a sweep knows their layout.
macro_rules! on_slots {
    ($plan:expr, $nodes:expr, |$slots:ident| $body:expr) => {
        match &*Arc::clone(&$plan.order) {
            Order::Whole(_) => {
                let dyads = $nodes.dyads.one_each().unwrap_or(&[]);
                let by_source = $plan.keyed == Keyed::Source;
                let $slots = WholeSlots::new($nodes, dyads, by_source);
                $body
            }
            Order::Pairs(pairs) => {
                let told = u32::from($plan.keyed != Keyed::Either);
                let turned = u32::from($plan.keyed == Keyed::Turned);
                let $slots = PairSlots { slots: &pairs.slots, long: &pairs.long, told, turned };
                $body
            }
        }
    };
}

/// State for more keys and levels than this is left to the pull: it would outgrow the events.
const MOST_CELLS: usize = 1 << 22;

/// How the nodes of plain data are swept.
pub(crate) struct Plan {
    order: Arc<Order>,
    keyed: Keyed,
    /// The groups that are too busy for their slots to be looked at one by one.
    busy: Vec<Range<usize>>,
    /// The slots of these by when they enter, where that is another order than theirs.
    entering: Option<Vec<u32>>,
    /// A power of two beyond the most slots in a window.
    places: usize,
    /// How ranks are counted: from the mildest up, or, where the trend falls, from here down.
    top: usize,
    /// How many cells a key has in a window.
    row: usize,
    /// By rank of the later event, how many ranks the trend allows.
    allowed: Vec<u32>,
    min_gap: i64,
    max_gap: i64,
}

/// Longer than any gap, and short enough for an onset to be added.
pub(crate) const NEVER: i64 = i64::MAX / 2;

impl Plan {
    /// The plan, where the data and the rules are plain enough for one. What another engine has put in
    /// order is not sorted again.
    pub(crate) fn new(engine: &Engine, known: Option<&Engine>) -> Option<Self> {
        let nodes = &*engine.nodes;
        let dyads = nodes.dyads.one_each()?;
        let plain_time = engine.precedence == Precedence::Certain && engine.pairing == Pairing::Any;
        if !plain_time || !nodes.declared.is_empty() || nodes.interruptions.is_some() {
            return None;
        }
        let keyed = Keyed::by(&engine.rules)?;
        let known = known.and_then(|known| {
            let order = &known.plan.as_ref()?.order;
            let is_such = order.is_of_pairs() == keyed.is_of_pairs();
            is_such.then(|| Order::of_some(order, &known.nodes, &engine.nodes)).flatten()
        });
        let order = known.or_else(|| Some(Arc::new(Order::new(nodes, dyads, keyed)?)))?;
        if order.keys().saturating_mul(nodes.levels.values.len()) > MOST_CELLS {
            return None;
        }
        let (top, allowed) = allowed(&nodes.levels.values, &engine.rises);
        let mut plan = Self {
            order,
            keyed,
            busy: Vec::new(),
            entering: None,
            places: 0,
            top,
            row: row(allowed.len()),
            allowed,
            min_gap: engine.min_gap,
            max_gap: engine.max_gap,
        };
        on_slots!(plan, nodes, |slots| plan.measure(nodes, slots));
        Some(plan)
    }

    /// Finds the busy groups, and how busy the busiest window is.
    fn measure(&mut self, nodes: &Nodes, slots: impl Slots) {
        let (mut most, max_gap) = (FEW, self.max_gap);
        let is_busy = |group: &Range<usize>| has_more_than_few(slots, group, max_gap);
        for group in slots.long_groups().filter(is_busy) {
            most = most.max(most_at_once(slots, group.clone(), max_gap));
            self.note_entering(nodes, slots, group.clone());
            self.busy.push(group);
        }
        self.places = (most + 2).next_power_of_two();
    }

    fn note_entering(&mut self, nodes: &Nodes, slots: impl Slots, group: Range<usize>) {
        let delay = self.delay(nodes, slots);
        let enters = |at: usize| slots.earliest(at) + delay(at);
        if nodes.same_width().is_none() && !group.clone().is_sorted_by_key(&enters) {
            let order = || (0..slots.len() as u32).collect();
            let order = self.entering.get_or_insert_with(order);
            order[group].sort_by_key(|at| enters(*at as usize));
        }
    }

    /// How long after its onset others may follow a slot; never, if they would come too late for it.
    fn delay<'a, S: Slots>(
        &self,
        nodes: &'a Nodes,
        slots: S,
    ) -> impl Fn(usize) -> i64 + use<'a, S> {
        let (min_gap, max_gap) = (self.min_gap, self.max_gap);
        let delay = move |width: i64| match width.max(min_gap) {
            delay if delay <= max_gap => delay,
            _ => NEVER,
        };
        let same = nodes.same_width().map(delay);
        move |nth| same.unwrap_or_else(|| delay(nodes.width(slots.get(nth).at.node)))
    }

    /// What a sweep goes by.
    fn course(&self) -> Course<'_> {
        let Self { top, row, .. } = *self;
        let max_gap = self.max_gap.min(NEVER);
        Course { top, row, max_gap, allowed: &self.allowed, entering: self.entering.as_deref() }
    }

    /// How many slots a key holds in the busiest window, on an average; nothing where slots fall into
    /// groups, none of which tells of the others.
    pub(crate) fn at_once(&self) -> Option<usize> {
        (!self.has_groups()).then(|| self.places / self.order.keys().max(1))
    }

    /// Whether slots fall into groups, as many as there are pairs.
    pub(crate) fn has_groups(&self) -> bool {
        self.order.is_of_pairs()
    }

    /// The slots of the group of a node; nothing where there is but one group.
    pub(crate) fn group_of(&self, nodes: &Nodes, node: usize) -> Option<Range<usize>> {
        let (pairs, dyads) = (self.order.pairs()?, nodes.dyads.one_each()?);
        Some(pairs.group(dyads, dyads[node]))
    }

    /// The slots of a group, in total order.
    pub(crate) fn slots_of(&self, group: Range<usize>) -> &[Slot] {
        self.order.pairs().map_or(&[], |pairs| &pairs.slots[group])
    }

    /// Runs of groups, where slots fall into groups.
    pub(crate) fn runs(&self, nodes: &Nodes) -> Option<Vec<Range<usize>>> {
        self.has_groups().then(|| on_slots!(self, nodes, |slots| runs(slots)))
    }

    /// How many keys windows are kept for.
    fn keys(&self) -> usize {
        if self.busy.is_empty() { 0 } else { self.order.keys() }
    }

    /// Calls back for each node with what it gathers, and passes on what comes back, or stops where
    /// nothing does. Nodes come group by group, in total order within each; only those of a run of
    /// groups, if one is given.
    pub(crate) fn sweep<G: Gather>(
        &self,
        nodes: &Nodes,
        run: Option<Range<usize>>,
        pass: impl FnMut(SweptNode, G) -> Option<G>,
    ) -> Option<()> {
        on_slots!(self, nodes, |slots| {
            self.run_through(nodes, slots, run.unwrap_or(0..slots.len()), pass)
        })
    }

    /// The same, with a state for each run of groups, in their order.
    pub(crate) fn fold<G: Gather, A: Send>(
        &self,
        nodes: &Nodes,
        begin: impl Fn() -> A + Sync + Send,
        pass: impl Fn(&mut A, SweptNode, G) -> Option<G> + Sync + Send,
    ) -> Option<Vec<A>> {
        on_slots!(self, nodes, |slots| {
            parallel::map(runs(slots), |run| {
                let mut state = begin();
                self.run_through(nodes, slots, run, |at, gathered| pass(&mut state, at, gathered))?;
                Some(state)
            })
            .collect()
        })
    }

    fn run_through<G: Gather>(
        &self,
        nodes: &Nodes,
        slots: impl Slots,
        run: Range<usize>,
        pass: impl FnMut(SweptNode, G) -> Option<G>,
    ) -> Option<()> {
        let keys = self.keys();
        if G::LEAVING == Leaving::Undo && self.row <= ShortSums::<G>::LONGEST_ROW {
            self.keep(nodes, slots, run, &mut ShortSums::new(keys, self.row), pass)
        } else if G::LEAVING == Leaving::Undo {
            self.keep(nodes, slots, run, &mut Sums::new(keys, self.row), pass)
        } else if self.entering.is_none() {
            self.keep(nodes, slots, run, &mut Stacks::new(keys, self.row), pass)
        } else {
            self.keep(nodes, slots, run, &mut Queues::new(keys, self.row, self.places), pass)
        }
    }

    fn keep<W: Window>(
        &self,
        nodes: &Nodes,
        slots: impl Slots,
        run: Range<usize>,
        window: &mut W,
        mut pass: impl FnMut(SweptNode, W::Value) -> Option<W::Value>,
    ) -> Option<()> {
        let mut sweep = Forth::new(self.course(), slots, self.delay(nodes, slots), self.places);
        self.stretches(run).try_for_each(|stretch| match stretch {
            Stretch::Busy(group) => sweep.keep_a_window(group, window, &mut pass),
            Stretch::Idle(groups) => sweep.look_at_each(groups, &mut pass),
        })
    }

    /// As [`sweep`](Self::sweep), with time turned round, for what can be undone.
    pub(crate) fn sweep_back<G: Gather>(
        &self,
        nodes: &Nodes,
        run: Option<Range<usize>>,
        mut pass: impl FnMut(SweptNode, G) -> Option<G>,
    ) -> Option<()> {
        let keys = self.keys();
        let mut window = Sums::new(keys, self.row);
        on_slots!(self, nodes, |slots| {
            let mut sweep = Back::new(self.course(), slots, self.delay(nodes, slots), self.places);
            self.stretches(run.unwrap_or(0..slots.len())).try_for_each(|stretch| match stretch {
                Stretch::Busy(group) => sweep.keep_a_window(group, &mut window, &mut pass),
                Stretch::Idle(groups) => sweep.look_at_each(groups, &mut pass),
            })
        })
    }

    /// Each busy group of a run, and what lies before each and after the last.
    fn stretches(&self, run: Range<usize>) -> impl Iterator<Item = Stretch> {
        let first = self.busy.partition_point(|busy| busy.start < run.start);
        let busy = &self.busy[first..];
        let busy = &busy[..busy.partition_point(|busy| busy.start < run.end)];
        (0..=busy.len()).flat_map(move |nth| {
            let start = nth.checked_sub(1).map_or(run.start, |before| busy[before].end);
            let end = busy.get(nth).map_or(run.end, |busy| busy.start);
            let busy = busy.get(nth).cloned().map(Stretch::Busy);
            iter::once(Stretch::Idle(start..end)).chain(busy)
        })
    }
}

/// Of a plan, what a sweep goes by from slot to slot.
#[derive(Clone, Copy)]
pub(crate) struct Course<'p> {
    top: usize,
    row: usize,
    allowed: &'p [u32],
    entering: Option<&'p [u32]>,
    /// So that it can be added to any onset.
    pub(crate) max_gap: i64,
}

impl Course<'_> {
    #[inline]
    fn rank(self, slot: Placed) -> usize {
        slot.at.level_index.abs_diff(self.top)
    }

    /// The cell of a window that a slot enters.
    #[inline]
    pub(crate) fn cell(self, slot: Placed) -> usize {
        slot.key as usize * self.row + self.rank(slot)
    }

    /// The cells that it looks up: those of its key, as far as the trend allows.
    #[inline]
    pub(crate) fn looked_up(self, slot: Placed) -> Range<usize> {
        let first = slot.looks_up as usize * self.row;
        first..first + self.allowed[self.rank(slot)] as usize
    }

    /// The slot that is the nth to enter.
    #[inline]
    pub(crate) fn entering(self, nth: usize) -> usize {
        self.entering.map_or(nth, |order| order[nth] as usize)
    }
}

/// Slots that are swept in one way.
enum Stretch {
    /// One group.
    Busy(Range<usize>),
    Idle(Range<usize>),
}

/// So many slots are worth a thread's while.
const LEAST_RUN: usize = 1 << 16;

/// Runs of whole groups, which have nothing to do with each other.
fn runs(slots: impl Slots) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut start = 0;
    while start < slots.len() {
        let last = (start + LEAST_RUN).min(slots.len()) - 1;
        let end = slots.group_end(last);
        runs.push(start..end);
        start = end;
    }
    runs
}

/// Whether there are more than a few slots of a group within the longest gap before one of them.
fn has_more_than_few(slots: impl Slots, group: &Range<usize>, max_gap: i64) -> bool {
    let mut pairs = group.clone().zip(group.start + FEW + 1..group.end);
    pairs.any(|(few_before, at)| slots.earliest(at) - slots.earliest(few_before) <= max_gap)
}

/// How many slots of a group are within the longest gap before one of them, at most. Of many slots only one
/// in so many is looked at, which may make it more by twice as many.
fn most_at_once(slots: impl Slots, group: Range<usize>, max_gap: i64) -> usize {
    let step = (group.len() >> 9).clamp(1, 16);
    let (mut left, mut most) = (group.start, 0);
    for at in group.clone().step_by(step) {
        let oldest = slots.earliest(at).saturating_sub(max_gap);
        while left + step <= at && slots.earliest(left + step) < oldest {
            left += step;
        }
        most = most.max((at + step).min(group.end) - left);
    }
    most
}

/// Where ranks are counted from, so that a trend allows those below some rank; and how many it allows.
fn allowed(values: &[i32], rises: &Range<i64>) -> (usize, Vec<u32>) {
    let falls = rises.start == i64::MIN && rises.end != i64::MAX;
    let mut ranked = values.to_vec();
    if falls {
        ranked.reverse();
    }
    let rise = |later: i32, earlier: i32| i64::from(later) - i64::from(earlier);
    let allowed = |later: &i32| {
        ranked.partition_point(|earlier| rises.contains(&rise(*later, *earlier))) as u32
    };
    (if falls { values.len().saturating_sub(1) } else { 0 }, ranked.iter().map(allowed).collect())
}
