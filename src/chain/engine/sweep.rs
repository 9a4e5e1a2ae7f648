//! Sweeping plain data: every value in one pass, without touching a hop.
//!
//! Where each event has one dyad and no declared link joins any, a rule is an equal key, and what
//! an event follows is *equal key x time range x level prefix*. Two cursors move through time: an
//! event enters the window of its key once it is certain to have begun long enough ago, and leaves
//! it when the longest gap has passed. Each key keeps, per level, what the events in its window pass
//! on; one look-up reads the prefix of levels that the trend allows.
//!
//! ```text
//!               leave                         enter    now
//!                 │                             │       │
//!   ────●──●──────┼──●────●───●────●──●────●────┼───●───e──►  onset
//!                 └─────────── window ──────────┘
//!                   level 1  ▕██▏
//!                   level 2  ▕█▏      Rising: e at level 3
//!                   level 3  ▕███▏    gathers levels 1 and 2
//! ```
//!
//! Rules between the same two parties are swept pair by pair, so that the state of one pair stays in
//! cache; the others in one go. O(n log L) time for n events at L levels for sums, O(n L) for optima,
//! memory of the busiest window. A group that is never busier than there are levels keeps no window:
//! what would be in it is looked at directly.
//!
//! Backward is the same film in reverse. A look-up of a sum becomes an addition to all that it
//! read, and what was added to an event between its leaving and its entering is what its successors
//! pass back.

use std::{ops::Range, sync::Arc};

use super::{
    super::{
        cast::Cast,
        rule::{Pairing, Precedence},
    },
    Engine,
    gather::{Gather, Leaving},
    order::{Keyed, Order, PairSlots, Slots, WholeSlots},
    parallel,
    window::{Entry, Queues, Sums, Window},
};

/// Looks at a plan's slots as what they are, so that a sweep knows their layout.
macro_rules! on_slots {
    ($plan:expr, $cast:expr, |$slots:ident| $body:expr) => {
        match &*Arc::clone(&$plan.order) {
            Order::Whole { ranks, .. } => {
                let dyads = $cast.dyads.one_each().unwrap_or(&[]);
                let by_source = $plan.keyed == Keyed::Source;
                let $slots = WholeSlots { cast: $cast, dyads, ranks, by_source };
                $body
            }
            Order::Pairs(pairs) => {
                let told = usize::from($plan.keyed != Keyed::Either);
                let turned = usize::from($plan.keyed == Keyed::Turned);
                let $slots = PairSlots { pairs, told, turned };
                $body
            }
        }
    };
}

/// State for more keys and levels than this is left to the pull: it would outgrow the events.
const MOST_CELLS: usize = 1 << 22;

/// How the nodes of plain data are swept.
pub(super) struct Plan {
    order: Arc<Order>,
    keyed: Keyed,
    /// The groups that are too busy to be looked at one by one, by first slot.
    busy: Vec<usize>,
    /// The slots of these by when they enter, where that is another order than theirs.
    entering: Option<Vec<u32>>,
    /// A power of two beyond the most slots in a window.
    places: usize,
    /// How ranks are counted: from the mildest up, or, where the trend falls, from here down.
    top: usize,
    /// By rank of the later event, how many ranks the trend allows.
    allowed: Vec<u32>,
    min_gap: i64,
    max_gap: i64,
}

const NEVER: i64 = i64::MAX;

impl Plan {
    /// The plan, where the data and the rules are plain enough for one. What another engine has put in
    /// order is not sorted again.
    pub(super) fn new(engine: &Engine, known: Option<&Engine>) -> Option<Self> {
        let cast = &*engine.cast;
        let dyads = cast.dyads.one_each()?;
        let plain_time = engine.precedence == Precedence::Certain && engine.pairing == Pairing::Any;
        if !plain_time || !cast.declared.is_empty() || cast.interruptions.is_some() {
            return None;
        }
        let keyed = Keyed::by(&engine.rules)?;
        let known = known.and_then(|known| {
            let order = &known.plan.as_ref()?.order;
            let is_such = order.is_of_pairs() == keyed.is_of_pairs();
            is_such.then(|| Order::of_some(order, &known.cast, &engine.cast)).flatten()
        });
        let order = known.or_else(|| Some(Arc::new(Order::new(cast, dyads, keyed)?)))?;
        if order.keys().saturating_mul(cast.rungs.len()) > MOST_CELLS {
            return None;
        }
        let (top, allowed) = allowed(&cast.rungs, &engine.rises);
        let mut plan = Self {
            order,
            keyed,
            busy: Vec::new(),
            entering: None,
            places: 0,
            top,
            allowed,
            min_gap: engine.min_gap,
            max_gap: engine.max_gap,
        };
        on_slots!(plan, cast, |slots| plan.measure(cast, &slots));
        Some(plan)
    }

    /// Finds the busy groups, and how busy the busiest window is.
    fn measure(&mut self, cast: &Cast, slots: &impl Slots) {
        let (mut start, mut most) = (0, 0);
        while start < slots.len() {
            let group = start..slots.group_end(start);
            start = group.end;
            let mut busiest = group.len();
            if busiest > self.allowed.len() {
                busiest = most_at_once(slots, group.clone(), self.max_gap);
                if busiest > self.allowed.len() {
                    self.busy.push(group.start);
                    self.note_entering(cast, slots, group);
                }
            }
            most = most.max(busiest);
        }
        self.places = (most + 2).next_power_of_two();
    }

    fn note_entering(&mut self, cast: &Cast, slots: &impl Slots, group: Range<usize>) {
        let enters = self.enters(cast, slots);
        if cast.same_width().is_none() && !group.clone().is_sorted_by_key(&enters) {
            let order = || (0..slots.len() as u32).collect();
            let order = self.entering.get_or_insert_with(order);
            order[group].sort_by_key(|at| enters(*at as usize));
        }
    }

    /// From which onset on others may follow a slot; never, if they would come too late for it.
    fn enters<'a, S: Slots>(
        &self,
        cast: &'a Cast,
        slots: &'a S,
    ) -> impl Fn(usize) -> i64 + use<'a, S> {
        let (same, min_gap, max_gap) = (cast.same_width(), self.min_gap, self.max_gap);
        move |at| {
            let width = same.unwrap_or_else(|| cast.width(slots.node(at)));
            let delay = width.max(min_gap);
            if delay <= max_gap { slots.earliest(at) + delay } else { NEVER }
        }
    }

    fn rank(&self, slots: &impl Slots, at: usize) -> usize {
        slots.rank(at).abs_diff(self.top)
    }

    fn entry(&self, slots: &impl Slots, at: usize) -> Entry {
        Entry { key: slots.key(at), rank: self.rank(slots, at), at: at as u32 }
    }

    fn allowed(&self, slots: &impl Slots, at: usize) -> usize {
        self.allowed[self.rank(slots, at)] as usize
    }

    /// How many keys and levels windows are kept for.
    fn cells(&self) -> (usize, usize) {
        if self.busy.is_empty() { (0, 0) } else { (self.order.keys(), self.allowed.len()) }
    }

    /// Calls back for each node with what it gathers, and passes on what comes back, or stops where
    /// nothing does. Nodes come group by group, in total order within each.
    pub(super) fn sweep<G: Gather>(
        &self,
        cast: &Cast,
        pass: impl FnMut(usize, G) -> Option<G>,
    ) -> Option<()> {
        on_slots!(self, cast, |slots| self.run_through(cast, &slots, 0..slots.len(), pass))
    }

    /// The same, with a state for each run of groups, in their order.
    pub(super) fn fold<G: Gather, A: Send>(
        &self,
        cast: &Cast,
        begin: impl Fn() -> A + Sync + Send,
        pass: impl Fn(&mut A, usize, G) -> Option<G> + Sync + Send,
    ) -> Option<Vec<A>> {
        on_slots!(self, cast, |slots| {
            let folded = parallel::map(runs(&slots), |run| {
                let mut state = begin();
                let pass = |node, gathered| pass(&mut state, node, gathered);
                self.run_through(cast, &slots, run, pass)?;
                Some(state)
            });
            folded.into_iter().collect()
        })
    }

    fn run_through<G: Gather>(
        &self,
        cast: &Cast,
        slots: &impl Slots,
        run: Range<usize>,
        pass: impl FnMut(usize, G) -> Option<G>,
    ) -> Option<()> {
        let (keys, levels) = self.cells();
        if G::LEAVING == Leaving::Outlive {
            self.keep(cast, slots, run, &mut Queues::new(keys, levels, self.places), pass)
        } else {
            self.keep(cast, slots, run, &mut Sums::new(keys, levels), pass)
        }
    }

    fn keep<W: Window>(
        &self,
        cast: &Cast,
        slots: &impl Slots,
        run: Range<usize>,
        window: &mut W,
        mut pass: impl FnMut(usize, W::Value) -> Option<W::Value>,
    ) -> Option<()> {
        let mut sweep = Sweep {
            plan: self,
            slots,
            enters: self.enters(cast, slots),
            passed: vec![W::Value::NOTHING; self.places],
        };
        self.for_each_group(slots, run, |group, is_busy| {
            if is_busy {
                sweep.keep_a_window(group, window, &mut pass)
            } else {
                sweep.look_at_each(group, &mut pass)
            }
        })
    }

    /// As [`sweep`](Self::sweep), with time turned round, for what can be undone.
    pub(super) fn sweep_back<G: Gather>(
        &self,
        cast: &Cast,
        mut pass: impl FnMut(usize, G) -> Option<G>,
    ) -> Option<()> {
        let (keys, levels) = self.cells();
        let mut window = Sums::new(keys, levels);
        on_slots!(self, cast, |slots| {
            let mut sweep = Sweep {
                plan: self,
                slots: &slots,
                enters: self.enters(cast, &slots),
                passed: vec![G::NOTHING; self.places],
            };
            self.for_each_group(&slots, 0..slots.len(), |group, is_busy| {
                if is_busy {
                    sweep.keep_a_window_back(group, &mut window, &mut pass)
                } else {
                    sweep.look_at_each_back(group, &mut pass)
                }
            })
        })
    }

    fn for_each_group(
        &self,
        slots: &impl Slots,
        run: Range<usize>,
        mut visit: impl FnMut(Range<usize>, bool) -> Option<()>,
    ) -> Option<()> {
        let before = self.busy.partition_point(|busy| *busy < run.start);
        let mut busy = self.busy[before..].iter().peekable();
        let mut start = run.start;
        while start < run.end {
            let end = slots.group_end(start);
            visit(start..end, busy.next_if_eq(&&start).is_some())?;
            start = end;
        }
        Some(())
    }
}

/// A sweep under way.
struct Sweep<'a, S, E, G> {
    plan: &'a Plan,
    slots: &'a S,
    enters: E,
    /// What slots passed on, by place: those of a window never share one.
    passed: Vec<G>,
}

impl<S: Slots, E: Fn(usize) -> i64, G: Gather> Sweep<'_, S, E, G> {
    fn place(&self, at: usize) -> usize {
        at & (self.passed.len() - 1)
    }

    fn entering(&self, nth: usize) -> usize {
        self.plan.entering.as_ref().map_or(nth, |order| order[nth] as usize)
    }

    /// Whether a slot comes too late to follow another.
    fn is_too_late(&self, earlier: usize, later: i64) -> bool {
        self.slots.earliest(earlier).saturating_add(self.plan.max_gap) < later
    }

    fn follows(&self, earlier: usize, at: usize) -> bool {
        let (slots, plan) = (self.slots, self.plan);
        slots.key(earlier) == slots.looks_up(at)
            && plan.rank(slots, earlier) < plan.allowed(slots, at)
            && (self.enters)(earlier) <= slots.earliest(at)
    }

    fn look_at_each(
        &mut self,
        group: Range<usize>,
        pass: &mut impl FnMut(usize, G) -> Option<G>,
    ) -> Option<()> {
        let mut left = group.start;
        for at in group {
            while self.is_too_late(left, self.slots.earliest(at)) {
                left += 1;
            }
            let mut gathered = G::NOTHING;
            for earlier in left..at {
                if self.follows(earlier, at) {
                    gathered = gathered.join(self.passed[self.place(earlier)]);
                }
            }
            let place = self.place(at);
            self.passed[place] = pass(self.slots.node(at), gathered)?;
        }
        Some(())
    }

    fn look_at_each_back(
        &mut self,
        group: Range<usize>,
        pass: &mut impl FnMut(usize, G) -> Option<G>,
    ) -> Option<()> {
        let mut right = group.end;
        for at in group.rev() {
            while self.is_too_late(at, self.slots.earliest(right - 1)) {
                right -= 1;
            }
            let mut gathered = G::NOTHING;
            for later in at + 1..right {
                if self.follows(at, later) {
                    gathered = gathered.join(self.passed[self.place(later)]);
                }
            }
            let place = self.place(at);
            self.passed[place] = pass(self.slots.node(at), gathered)?;
        }
        Some(())
    }

    fn keep_a_window<W: Window<Value = G>>(
        &mut self,
        group: Range<usize>,
        window: &mut W,
        pass: &mut impl FnMut(usize, G) -> Option<G>,
    ) -> Option<()> {
        let (slots, plan) = (self.slots, self.plan);
        let (mut entered, mut left) = (group.start, group.start);
        let mut now = i64::MIN;
        for at in group.clone() {
            now = slots.earliest(at);
            while (self.enters)(self.entering(entered)) <= now {
                let other = self.entering(entered);
                window.enter(plan.entry(slots, other), self.passed[self.place(other)]);
                entered += 1;
            }
            while self.is_too_late(left, now) {
                if (self.enters)(left) != NEVER {
                    window.leave(plan.entry(slots, left), self.passed[self.place(left)]);
                }
                left += 1;
            }
            let gathered = window.below(slots.looks_up(at), plan.allowed(slots, at));
            let place = self.place(at);
            self.passed[place] = pass(slots.node(at), gathered)?;
        }
        // The next group finds every window empty, at no more cost than this one had.
        for at in left..group.end {
            if (self.enters)(at) <= now {
                window.leave(plan.entry(slots, at), self.passed[self.place(at)]);
            }
        }
        Some(())
    }

    /// The film of [`keep_a_window`](Self::keep_a_window) in reverse. Until a slot's turn comes, its
    /// place holds what was in the window before it left, then what it gathers.
    fn keep_a_window_back(
        &mut self,
        group: Range<usize>,
        window: &mut Sums<G>,
        pass: &mut impl FnMut(usize, G) -> Option<G>,
    ) -> Option<()> {
        let (slots, plan) = (self.slots, self.plan);
        let end = slots.earliest(group.end - 1);
        let (mut entered, mut left) = (group.end, group.end);
        while entered > group.start && (self.enters)(self.entering(entered - 1)) > end {
            entered -= 1;
        }
        for at in group.clone().rev() {
            let now = slots.earliest(at);
            while left > group.start && !self.is_too_late(left - 1, now) {
                left -= 1;
                let Entry { key, rank, .. } = plan.entry(slots, left);
                let place = self.place(left);
                self.passed[place] = window.added_to(key, rank);
            }
            while entered > group.start && (self.enters)(self.entering(entered - 1)) > now {
                entered -= 1;
                let other = self.entering(entered);
                let Entry { key, rank, .. } = plan.entry(slots, other);
                let place = self.place(other);
                self.passed[place] = window.added_to(key, rank).without(self.passed[place]);
            }
            let place = self.place(at);
            let gathered = if (self.enters)(at) <= end { self.passed[place] } else { G::NOTHING };
            let value = pass(slots.node(at), gathered)?;
            window.add_below(slots.looks_up(at), plan.allowed(slots, at), value);
        }
        Some(())
    }
}

/// So many slots are worth a thread's while.
const LEAST_RUN: usize = 1 << 16;

/// Runs of whole groups, which have nothing to do with each other.
fn runs(slots: &impl Slots) -> Vec<Range<usize>> {
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

/// The most slots of a group that are within the longest gap before one of them.
fn most_at_once(slots: &impl Slots, group: Range<usize>, max_gap: i64) -> usize {
    let (mut left, mut most) = (group.start, 0);
    for at in group {
        while slots.earliest(left).saturating_add(max_gap) < slots.earliest(at) {
            left += 1;
        }
        most = most.max(at - left);
    }
    most
}

/// Where ranks are counted from, so that a trend allows those below some rank; and how many it allows.
fn allowed(rungs: &[i32], rises: &Range<i64>) -> (usize, Vec<u32>) {
    let falls = rises.start == i64::MIN && rises.end != i64::MAX;
    let mut ranked = rungs.to_vec();
    if falls {
        ranked.reverse();
    }
    let rise = |later: i32, earlier: i32| i64::from(later) - i64::from(earlier);
    let allowed = |later: &i32| {
        ranked.partition_point(|earlier| rises.contains(&rise(*later, *earlier))) as u32
    };
    (if falls { rungs.len().saturating_sub(1) } else { 0 }, ranked.iter().map(allowed).collect())
}
