//! Whether plain data can be swept, and how.

use std::{ops::Range, sync::Arc};

use crate::{
    chain::{
        engine::{
            monoid::{Eviction, Monoid, Window},
            sweep::{
                backward::BackwardSweep,
                forward::ForwardSweep,
                interrupted::{oldest_followed, shorten_windows},
                layout::{AnyLayout, KeyRule, Layout, PairLayout, SlotOrder, WholeLayout},
                pairs::{PairFrame, PairSlot, Pairs},
                params::{EntryDelay, NEVER, SweepParams},
                windows::{BlockedSums, row_length},
            },
            terms::HopTerms,
            tuning::Tuning,
        },
        nodes::nodes::{Nodes, SweptNode},
        query::rule::{Pairing, Precedence},
    },
    parallel,
    sorting::count_before,
};

/// How the nodes of plain data are swept: in which groups, under which keys, and which groups keep a window.
pub(crate) struct Plan {
    order: Arc<SlotOrder>,
    key_rule: KeyRule,
    /// See [`SweepParams::oldest`].
    oldest: Option<Vec<u32>>,
    /// The groups with too many slots in a window to scan.
    busy: Vec<Range<usize>>,
    /// See [`SweepParams::entry_order`].
    entry_order: Option<Vec<u32>>,
    /// A power of two above the greatest number of slots in a window.
    capacity: usize,
    /// See [`SweepParams::origin`].
    origin: usize,
    /// The number of cells of a key.
    row: usize,
    /// See [`SweepParams::allowed`].
    allowed: Vec<u32>,
    min_gap: i64,
    max_gap: i64,
    /// See [`SweepParams::enters_at_once`].
    enters_at_once: bool,
    tuning: Tuning,
}

impl Plan {
    /// Returns the plan, or `None` if the data or the terms are not plain enough to be swept.
    ///
    /// `known` are nodes that include these, with their plan: their slots need not be sorted again.
    pub(crate) fn new(
        nodes: &Arc<Nodes>,
        terms: &HopTerms,
        tuning: Tuning,
        known: Option<(&Arc<Nodes>, &Self)>,
    ) -> Option<Self> {
        let dyads = nodes.dyads.one_each()?;
        let enters_at_once = match terms.precedence {
            Precedence::Certain => false,
            // Equal onset intervals have a gap of zero, so that the two precedences are the same.
            Precedence::Recorded if terms.min_gap > 0 => false,
            // Each event then precedes all after it in the total order.
            Precedence::Recorded if nodes.never_overlap_partly() => true,
            Precedence::Recorded => return None,
        };
        let has_links = terms.follows_links && !nodes.declared.is_empty();
        let is_plain = terms.pairing == Pairing::Any && !has_links;
        if !is_plain || !tuning.sweeps {
            return None;
        }
        let key_rule = KeyRule::of(&terms.rules)?;
        if nodes.interruptions.is_some()
            && !(terms.precedence == Precedence::Certain
                && key_rule.is_of_pairs()
                && shorten_windows(nodes, terms))
        {
            return None;
        }
        let known = known.and_then(|(all, plan)| {
            let has_same_groups = plan.order.is_of_pairs() == key_rule.is_of_pairs();
            let restrict = || SlotOrder::restricted(&plan.order, all, nodes, tuning.max_scanned);
            has_same_groups.then(restrict).flatten()
        });
        let order = match known {
            Some(order) => order,
            None => {
                let Tuning { batch, max_scanned, .. } = tuning;
                Arc::new(SlotOrder::new(nodes, dyads, key_rule, batch, max_scanned)?)
            }
        };
        if order.keys().saturating_mul(nodes.levels.values.len()) > tuning.max_cells {
            return None;
        }
        let (origin, allowed) = allowed_levels(&nodes.levels.values, &terms.rises);
        let oldest = order.pairs().and_then(|pairs| oldest_followed(nodes, pairs, terms.max_gap));
        let mut plan = Self {
            order,
            oldest,
            key_rule,
            busy: Vec::new(),
            entry_order: None,
            capacity: 0,
            origin,
            row: row_length(allowed.len()),
            allowed,
            min_gap: terms.min_gap,
            max_gap: terms.max_gap,
            enters_at_once,
            tuning,
        };
        let order = Arc::clone(&plan.order);
        plan.find_busy_groups(nodes, layout(&order, plan.key_rule, nodes));
        Some(plan)
    }

    /// Returns the groups of the slots, if the slots of each may be filled again in another order: each event
    /// enters a window when it does here, counted from its onset, and leaves it only because of the greatest gap.
    pub(crate) fn frame(&self, nodes: &Nodes) -> Option<PairFrame> {
        let is_plain = self.oldest.is_none() && !self.enters_at_once;
        let pairs = self.order.pairs().filter(|_| is_plain && nodes.same_width().is_some())?;
        Some(pairs.frame())
    }

    /// Returns this plan with other slots of the same groups.
    pub(crate) fn with_pairs(&self, nodes: &Nodes, pairs: Pairs) -> Self {
        let order = Arc::new(SlotOrder::Pairs(pairs));
        let mut plan = Self {
            order: Arc::clone(&order),
            key_rule: self.key_rule,
            oldest: None,
            busy: Vec::new(),
            entry_order: None,
            capacity: 0,
            origin: self.origin,
            row: self.row,
            allowed: self.allowed.clone(),
            min_gap: self.min_gap,
            max_gap: self.max_gap,
            enters_at_once: false,
            tuning: self.tuning,
        };
        plan.find_busy_groups(nodes, layout(&order, self.key_rule, nodes));
        plan
    }

    fn find_busy_groups(&mut self, nodes: &Nodes, layout: AnyLayout<'_>) {
        let (mut most, max_gap) = (self.tuning.max_scanned, self.max_gap);
        for group in self.order.long_groups(nodes) {
            if has_full_window(layout, &group, max_gap, self.tuning.max_scanned) {
                most = most.max(max_in_window(layout, group.clone(), max_gap));
                self.sort_by_entry(nodes, layout, group.clone());
                self.busy.push(group);
            }
        }
        self.capacity = (most + 2).next_power_of_two();
    }

    /// Notes the order in which the slots of a group enter a window, if it is not their own.
    fn sort_by_entry(&mut self, nodes: &Nodes, layout: AnyLayout<'_>, group: Range<usize>) {
        let delay = self.delay(nodes);
        if delay.same.is_some() {
            return;
        }
        let enters = |slot: usize| layout.onset(slot) + delay.of(|| layout.get(slot).node.node);
        if !group.clone().is_sorted_by_key(enters) {
            let identity = || (0..nodes.len() as u32).collect();
            let order = self.entry_order.get_or_insert_with(identity);
            sort_by_cached(&mut order[group], &|slot| enters(slot as usize));
        }
    }

    fn delay<'n>(&self, nodes: &'n Nodes) -> EntryDelay<'n> {
        let Self { min_gap, max_gap, .. } = *self;
        let same = if self.enters_at_once { Some(0) } else { nodes.same_width() };
        let same = same.map(|width| EntryDelay::of_width(width, min_gap, max_gap));
        EntryDelay { same, nodes, min_gap, max_gap }
    }

    fn layout<'a>(&'a self, nodes: &'a Nodes) -> AnyLayout<'a> {
        layout(&self.order, self.key_rule, nodes)
    }

    fn params(&self) -> SweepParams<'_> {
        SweepParams {
            origin: self.origin,
            row: self.row,
            allowed: &self.allowed,
            entry_order: self.entry_order.as_deref(),
            oldest: self.oldest.as_deref(),
            max_gap: self.max_gap.min(NEVER),
            enters_at_once: self.enters_at_once,
        }
    }

    /// Returns how many slots of a key the fullest window holds on average, or `None` if slots fall into
    /// groups, whose windows differ.
    pub(crate) fn in_window_per_key(&self) -> Option<usize> {
        (!self.has_groups()).then(|| self.capacity / self.order.keys().max(1))
    }

    /// Returns `true` if slots enter windows in their own order, which is also that in which they leave.
    pub(crate) fn enters_in_order(&self) -> bool {
        self.entry_order.is_none()
    }

    /// Returns `true` if slots fall into groups, one for each pair of actors.
    pub(crate) fn has_groups(&self) -> bool {
        self.order.is_of_pairs()
    }

    /// Returns the slots of a node's group, or `None` if there is only one group.
    pub(crate) fn group_of(&self, nodes: &Nodes, node: usize) -> Option<Range<usize>> {
        let (pairs, dyads) = (self.order.pairs()?, nodes.dyads.one_each()?);
        Some(pairs.group(dyads, dyads[node]))
    }

    /// Returns some slots of pairs.
    pub(crate) fn pair_slots(&self, slots: Range<usize>) -> &[PairSlot] {
        self.order.pairs().map_or(&[], |pairs| &pairs.slots[slots])
    }

    /// Splits the slots into runs of whole groups, for different threads. Each but the last has at least
    /// [`Tuning::min_run`] slots.
    pub(crate) fn runs(&self, nodes: &Nodes) -> Vec<Range<usize>> {
        let (layout, min_run) = (self.layout(nodes), self.tuning.min_run.max(1));
        let (mut runs, mut start) = (Vec::new(), 0);
        while start < nodes.len() {
            let end = layout.group_end((start + min_run).min(nodes.len()) - 1);
            runs.push(start..end);
            start = end;
        }
        runs
    }

    /// Returns the number of keys that windows are kept for.
    fn keys(&self) -> usize {
        if self.busy.is_empty() { 0 } else { self.order.keys() }
    }

    /// Returns the busy groups of a run. The first and the last may be only partly in it.
    fn busy_in(&self, run: &Range<usize>) -> &[Range<usize>] {
        let first = count_before(self.busy.len(), &|at| self.busy[at].end <= run.start);
        let end = count_before(self.busy.len(), &|at| self.busy[at].start < run.end);
        &self.busy[first..end.max(first)]
    }

    /// Returns, for each pair of actors of some nodes, its slots whose nodes are in a range. Returns `None` if
    /// slots do not fall into pairs, or enter windows in another order than their own: then a part of a group
    /// cannot be swept.
    pub(crate) fn slots_of_pairs(
        &self,
        nodes: &Nodes,
        of: &mut dyn Iterator<Item = usize>,
        range: &Range<usize>,
    ) -> Option<Vec<Range<usize>>> {
        let (pairs, dyads) = (self.order.pairs()?, nodes.dyads.one_each()?);
        if !self.enters_in_order() {
            return None;
        }
        let mut slots: Vec<(u32, u32)> = Vec::new();
        for node in of {
            let group = pairs.group(dyads, dyads[node]);
            let in_group = &pairs.slots[group.clone()];
            let before =
                |end: usize| count_before(in_group.len(), &|at| (in_group[at].node as usize) < end);
            let (start, end) = (before(range.start), before(range.end));
            slots.push(((group.start + start) as u32, (group.start + end) as u32));
        }
        slots.sort_unstable();
        slots.dedup();
        let mut runs = Vec::with_capacity(slots.len());
        for (start, end) in slots {
            runs.push(start as usize..end as usize);
        }
        Some(runs)
    }

    /// Returns the node of a slot.
    pub(crate) fn node_at(&self, nodes: &Nodes, slot: usize) -> SweptNode {
        self.layout(nodes).get(slot).node
    }

    /// Returns what is needed to sweep all slots or those of a run.
    fn run<'a>(&'a self, nodes: &'a Nodes, slots: Option<Range<usize>>) -> Run<'a> {
        let slots = slots.unwrap_or(0..nodes.len());
        let busy = self.busy_in(&slots);
        Run {
            busy,
            params: self.params(),
            delay: self.delay(nodes),
            // A window of a short run holds no more than the run.
            capacity: self.capacity.min((slots.len() + 2).next_power_of_two()),
            keys: if busy.is_empty() { 0 } else { self.keys() },
            slots,
        }
    }

    /// Sweeps forward: group by group, in total order within each, all slots or those of a run.
    pub(crate) fn sweep<M: Monoid>(
        &self,
        nodes: &Nodes,
        run: Option<Range<usize>>,
        visit: impl FnMut(&SweptNode, M) -> Option<M>,
    ) -> Option<()> {
        if const { M::IS_SWEPT_ONCE } {
            return self.sweep_run(nodes, self.layout(nodes), run, visit);
        }
        match self.layout(nodes) {
            AnyLayout::Whole(layout) => self.sweep_run(nodes, layout, run, visit),
            AnyLayout::Pairs(layout) => self.sweep_run(nodes, layout, run, visit),
        }
    }

    /// Sweeps forward with a state for each run of groups. Returns the states in the order of the runs.
    pub(crate) fn fold<M: Monoid, A: Send>(
        &self,
        nodes: &Nodes,
        begin: impl Fn() -> A + Sync + Send,
        visit: impl Fn(&mut A, &SweptNode, M) -> Option<M> + Sync + Send,
    ) -> Option<Vec<A>> {
        if const { M::IS_SWEPT_ONCE } {
            return self.fold_slots(nodes, self.layout(nodes), begin, visit);
        }
        match self.layout(nodes) {
            AnyLayout::Whole(layout) => self.fold_slots(nodes, layout, begin, visit),
            AnyLayout::Pairs(layout) => self.fold_slots(nodes, layout, begin, visit),
        }
    }

    fn fold_slots<M: Monoid, A: Send>(
        &self,
        nodes: &Nodes,
        layout: impl Layout,
        begin: impl Fn() -> A + Sync + Send,
        visit: impl Fn(&mut A, &SweptNode, M) -> Option<M> + Sync + Send,
    ) -> Option<Vec<A>> {
        parallel::try_map(&self.runs(nodes), |run| {
            let mut state = begin();
            let visit = |node: &SweptNode, received| visit(&mut state, node, received);
            self.sweep_run(nodes, layout, Some(run.clone()), visit)?;
            Some(state)
        })
    }

    fn sweep_run<M: Monoid>(
        &self,
        nodes: &Nodes,
        layout: impl Layout,
        run: Option<Range<usize>>,
        visit: impl FnMut(&SweptNode, M) -> Option<M>,
    ) -> Option<()> {
        let run = self.run(nodes, run);
        let sweep = ForwardSweep::new(run.params, layout, run.delay, run.capacity);
        if self.enters_in_order() {
            let window = M::InOrder::new(run.keys, self.row, run.capacity);
            drive(&run, sweep, window, visit)
        } else {
            let window = M::AnyOrder::new(run.keys, self.row, run.capacity);
            drive(&run, sweep, window, visit)
        }
    }

    /// Returns `true` if all slots enter windows at the same time after their onsets. Values without an inverse are swept
    /// backward only then.
    pub(crate) fn has_one_delay(&self, nodes: &Nodes) -> bool {
        self.delay(nodes).same.is_some()
    }

    /// Sweeps backward: groups from the last to the first of each stretch, slots in reverse total order. The
    /// values must have an inverse, or the slots [one delay](Self::has_one_delay).
    pub(crate) fn sweep_backward<M: Monoid>(
        &self,
        nodes: &Nodes,
        run: Option<Range<usize>>,
        visit: &mut dyn FnMut(&SweptNode, M) -> Option<M>,
    ) -> Option<()> {
        if const { M::IS_SWEPT_ONCE || !matches!(M::EVICTION, Eviction::Subtract) } {
            return self.sweep_run_backward(nodes, self.layout(nodes), run, visit);
        }
        match self.layout(nodes) {
            AnyLayout::Whole(layout) => self.sweep_run_backward(nodes, layout, run, visit),
            AnyLayout::Pairs(layout) => self.sweep_run_backward(nodes, layout, run, visit),
        }
    }

    fn sweep_run_backward<M: Monoid>(
        &self,
        nodes: &Nodes,
        layout: impl Layout,
        run: Option<Range<usize>>,
        visit: &mut dyn FnMut(&SweptNode, M) -> Option<M>,
    ) -> Option<()> {
        let run = self.run(nodes, run);
        let mut sweep = BackwardSweep::new(run.params, layout, run.delay, run.capacity, visit);
        if const { matches!(M::EVICTION, Eviction::Subtract) } {
            let mut window = BlockedSums::with_blocks(run.keys, self.row);
            for nth in 0..=run.busy.len() {
                let (few, many) = run.stretch(nth);
                sweep.scan(few)?;
                if !many.is_empty() {
                    sweep.slide(many, &mut window)?;
                }
            }
        } else {
            let mut window = M::InOrder::new(run.keys, self.row, run.capacity);
            for nth in 0..=run.busy.len() {
                let (few, many) = run.stretch(nth);
                sweep.scan(few)?;
                sweep.slide_in_order(many, &mut window)?;
            }
        }
        Some(())
    }
}

/// Some slots to be swept, and what a sweep needs to know of them.
struct Run<'a> {
    slots: Range<usize>,
    /// The busy groups. The first and the last may be only partly in the run.
    busy: &'a [Range<usize>],
    params: SweepParams<'a>,
    delay: EntryDelay<'a>,
    /// A power of two above the greatest number of slots in a window.
    capacity: usize,
    /// The number of keys that a window is kept for.
    keys: usize,
}

impl Run<'_> {
    /// Returns the slots between two busy groups, the one before `nth` and `nth` itself, and the slots of `nth`:
    /// none after the last.
    fn stretch(&self, nth: usize) -> (Range<usize>, Range<usize>) {
        let Range { start, end } = self.slots;
        let before = if nth == 0 { start } else { self.busy[nth - 1].end.min(end) };
        let group =
            self.busy.get(nth).map_or(end..end, |busy| busy.start.max(start)..busy.end.min(end));
        (before..group.start, group)
    }
}

/// Scans or slides through each stretch of a run.
///
/// Each of the two is called in one place only, so that the optimiser can inline it. The sweep and the window are
/// held by value: behind a reference, the optimiser may reload their fields after each write.
fn drive<M: Monoid, W: Window<Value = M>>(
    run: &Run<'_>,
    mut sweep: ForwardSweep<'_, impl Layout, M>,
    mut window: W,
    mut visit: impl FnMut(&SweptNode, M) -> Option<M>,
) -> Option<()> {
    for nth in 0..run.busy.len() + 1 {
        let (few, many) = run.stretch(nth);
        sweep.scan(few, &mut visit)?;
        if !many.is_empty() {
            sweep.slide(many, &mut window, &mut visit)?;
        }
    }
    Some(())
}

/// Returns the layout of the slots of a plan.
fn layout<'a>(order: &'a SlotOrder, key_rule: KeyRule, nodes: &'a Nodes) -> AnyLayout<'a> {
    match order {
        SlotOrder::Whole(_) => {
            let dyads = nodes.dyads.one_each().unwrap_or(&[]);
            AnyLayout::Whole(WholeLayout::new(nodes, dyads, key_rule == KeyRule::Source))
        }
        SlotOrder::Pairs(pairs) => AnyLayout::Pairs(PairLayout::new(pairs, key_rule)),
    }
}

/// Sorts slots, which are in ascending order, by a number each. Slots with equal numbers keep their order.
///
/// `number` is a trait object, so that the sort is compiled once and not for each layout.
fn sort_by_cached(slots: &mut [u32], number: &dyn Fn(u32) -> i64) {
    let mut numbered: Vec<(i64, u32)> = Vec::with_capacity(slots.len());
    for slot in &*slots {
        numbered.push((number(*slot), *slot));
    }
    numbered.sort_unstable();
    for (slot, (_, sorted)) in slots.iter_mut().zip(numbered) {
        *slot = sorted;
    }
}

/// Returns `true` if a slot of a group has more than `max_scanned` slots within the greatest gap before it.
fn has_full_window(
    layout: AnyLayout<'_>,
    group: &Range<usize>,
    max_gap: i64,
    max_scanned: usize,
) -> bool {
    (group.start + max_scanned + 1..group.end)
        .any(|slot| layout.onset(slot) - layout.onset(slot - max_scanned - 1) <= max_gap)
}

/// Returns an upper bound of how many slots of a group are within the greatest gap before one of them.
///
/// In a large group only every sixteenth slot is looked at, and the bound is up to 32 too high.
fn max_in_window(layout: AnyLayout<'_>, group: Range<usize>, max_gap: i64) -> usize {
    let step = (group.len() >> 9).clamp(1, 16);
    let (mut first, mut most) = (group.start, 0);
    for slot in group.clone().step_by(step) {
        let oldest = layout.onset(slot).saturating_sub(max_gap);
        while first + step <= slot && layout.onset(first + step) < oldest {
            first += step;
        }
        most = most.max((slot + step).min(group.end) - first);
    }
    most
}

/// Returns the level that levels are counted from, such that the levels from which a trend allows a hop come
/// first, and by level how many those are.
fn allowed_levels(levels: &[i64], rises: &Range<i64>) -> (usize, Vec<u32>) {
    let falls = rises.start == i64::MIN && rises.end != i64::MAX;
    let mut counted = levels.to_vec();
    if falls {
        counted.reverse();
    }
    let mut allowed = Vec::with_capacity(counted.len());
    for later in &counted {
        let is_allowed = |at: usize| rises.contains(&(*later - counted[at]));
        allowed.push(count_before(counted.len(), &is_allowed) as u32);
    }
    let origin = if falls { levels.len().saturating_sub(1) } else { 0 };
    (origin, allowed)
}
