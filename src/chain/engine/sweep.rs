//! The sweep: for plain data, what events gather without touching a single hop.
//!
//! Where every event has one dyad and no declared link joins any, a rule is an equal key, and what
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
//! Rules between the same two actors are swept pair by pair, so that the state of one pair stays in
//! cache; the others in one go. O(n log L) time for n events at L levels; sums live in a binary
//! indexed tree over levels, optima in one monotone queue for each key and level. A pair that is
//! never busier than there are levels keeps neither: what is in its window is looked at directly.

use std::{collections::VecDeque, ops::Range};

use super::{
    super::{
        cast::{Cast, Dyad},
        rule::{Pairing, Precedence, Rule},
    },
    Engine,
    gather::{Gather, Leaving},
};

/// Levels of keys beyond this many are left to the pull: their state would outgrow the events.
const MOST_CELLS: usize = 1 << 22;

/// How the nodes of plain data are swept.
pub(super) struct Plan {
    /// By group, each in total order.
    slots: Vec<Slot>,
    /// The same by group in the order of entering; nothing where it is the same order.
    entering: Option<Vec<u32>>,
    groups: Vec<Group>,
    /// How many keys a group has.
    keys: usize,
    /// Whether every look-up is for both keys of a group of two.
    looks_up_both: bool,
    /// By rank of the later event, how many ranks the trend allows.
    allowed: Vec<u32>,
}

/// Nodes of one group, up to the end of its slots.
#[derive(Clone, Copy)]
struct Group {
    end: u32,
    /// Whether its windows hold no more events than there are levels: then looking at each costs
    /// less than keeping sums or queues of them.
    is_sparse: bool,
}

/// A node in its group.
#[derive(Clone, Copy)]
struct Slot {
    earliest: i64,
    /// From which onset on others may follow it; never, if they would come too late for it.
    enters: i64,
    /// The key it enters under, and the key it looks up.
    key: u32,
    looks_up: u32,
    rank: u32,
    node: u32,
}

const NEVER: i64 = i64::MAX;

/// The group, the key to enter under and the key to look up, of a dyad.
type Keyed = fn(Dyad) -> (Dyad, u32, u32);

impl Plan {
    /// The plan, where the data and the rules are plain enough for one.
    pub(super) fn new(cast: &Cast, engine: &Engine) -> Option<Self> {
        let one_dyad = (0..cast.len()).all(|node| cast.dyads.of(node).len() == 1);
        let plain_time = engine.precedence == Precedence::Certain && engine.pairing == Pairing::Any;
        if !one_dyad || !plain_time || !cast.declared.is_empty() || cast.interruptions.is_some() {
            return None;
        }
        let contained = |rule: &Rule| {
            *rule == Rule::Retaliation
                && (engine.rules.contains(&Rule::Relay) || engine.rules.contains(&Rule::Counter))
        };
        let rules: Vec<_> = engine.rules.iter().copied().filter(|rule| !contained(rule)).collect();
        let keyed: Keyed = match rules.as_slice() {
            [Rule::Retaliation] => |(a, b)| (pair(a, b), u32::from(a > b), u32::from(a < b)),
            [Rule::Persistence] | [Rule::Retaliation, Rule::Persistence] => {
                |(a, b)| (pair(a, b), u32::from(a > b), u32::from(a > b))
            }
            [Rule::Relay] => |(a, b)| ((0, 0), b, a),
            [Rule::Counter] => |(a, b)| ((0, 0), a, b),
            _ => return None,
        };
        let looks_up_both = rules.len() == 2;
        let levels = Levels::new(cast, engine);
        let mut keys = if looks_up_both { 2 } else { 0 };
        let mut order: Vec<(Dyad, u32)> = Vec::with_capacity(cast.len());
        let mut slots: Vec<Slot> = Vec::with_capacity(cast.len());
        for at in 0..cast.len() {
            let (group, key, looks_up) = keyed(cast.dyads.of(at)[0]);
            keys = keys.max(key as usize + 1).max(looks_up as usize + 1);
            let (earliest, enters) = (cast.earliest[at], engine.enters_at(at));
            let in_time = enters <= earliest.saturating_add(engine.max_gap);
            let enters = if in_time { enters } else { NEVER };
            let (rank, node) = (levels.rank(cast.level[at]), at as u32);
            order.push((group, node));
            slots.push(Slot { earliest, enters, key, looks_up, rank, node });
        }
        if keys.saturating_mul(levels.allowed.len()) > MOST_CELLS {
            return None;
        }
        if !order.is_sorted() {
            order.sort_unstable();
            slots = order.iter().map(|(_, node)| slots[*node as usize]).collect();
        }
        let mut groups: Vec<Group> = Vec::new();
        let mut start = 0;
        for same in order.chunk_by(|x, y| x.0 == y.0) {
            let end = start + same.len();
            let most = most_at_once(&slots[start..end], engine.max_gap);
            groups.push(Group { end: end as u32, is_sparse: most <= levels.allowed.len() });
            start = end;
        }
        let entering = in_order_of_entering(&slots, &groups);
        Some(Self { slots, entering, groups, keys, looks_up_both, allowed: levels.allowed })
    }

    /// Whether values of this kind can be swept.
    pub(super) fn suits<G: Gather>(&self) -> bool {
        match G::LEAVING {
            Leaving::Undo => true,
            // A monotone queue asks that what enters later leaves later.
            Leaving::Outlive => self.entering.is_none(),
            Leaving::Never => false,
        }
    }

    /// Calls back for each node with what it gathers, and passes on what comes back. Nodes come
    /// group by group, in total order within each.
    pub(super) fn sweep<G: Gather>(&self, max_gap: i64, pass: impl FnMut(usize, G) -> G) {
        let (keys, levels) = (self.keys, self.allowed.len());
        match G::LEAVING {
            Leaving::Outlive => self.run(max_gap, &mut Queues::new(keys, levels), pass),
            _ => self.run(max_gap, &mut Sums::new(keys, levels), pass),
        }
    }

    fn run<W: Window>(
        &self,
        max_gap: i64,
        window: &mut W,
        mut pass: impl FnMut(usize, W::Value) -> W::Value,
    ) {
        let mut passed = vec![W::Value::NOTHING; self.slots.len()];
        let mut start = 0;
        for Group { end, is_sparse } in &self.groups {
            let group = start..*end as usize;
            start = group.end;
            if *is_sparse {
                self.look_at_each(group, max_gap, &mut passed, &mut pass);
            } else {
                self.keep_a_window(group, max_gap, window, &mut passed, &mut pass);
            }
        }
    }

    fn look_at_each<G: Gather>(
        &self,
        group: Range<usize>,
        max_gap: i64,
        passed: &mut [G],
        pass: &mut impl FnMut(usize, G) -> G,
    ) {
        let mut left = group.start;
        for at in group {
            let slot = self.slots[at];
            let allowed = self.allowed[slot.rank as usize];
            while self.slots[left].earliest.saturating_add(max_gap) < slot.earliest {
                left += 1;
            }
            let mut gathered = G::NOTHING;
            for (other, value) in self.slots[left..at].iter().zip(&passed[left..at]) {
                let keyed = self.looks_up_both || other.key == slot.looks_up;
                if keyed && other.enters <= slot.earliest && other.rank < allowed {
                    gathered = gathered.join(*value);
                }
            }
            passed[at] = pass(slot.node as usize, gathered);
        }
    }

    fn keep_a_window<W: Window>(
        &self,
        group: Range<usize>,
        max_gap: i64,
        window: &mut W,
        passed: &mut [W::Value],
        pass: &mut impl FnMut(usize, W::Value) -> W::Value,
    ) {
        let entering = |at: usize| self.entering.as_ref().map_or(at, |order| order[at] as usize);
        let (mut entered, mut left) = (group.start, group.start);
        let mut now = i64::MIN;
        for at in group.clone() {
            let slot = self.slots[at];
            now = slot.earliest;
            while self.slots[entering(entered)].enters <= now {
                let other = entering(entered);
                window.enter(&self.slots[other], passed[other]);
                entered += 1;
            }
            while self.slots[left].earliest.saturating_add(max_gap) < now {
                if self.slots[left].enters != NEVER {
                    window.leave(&self.slots[left], passed[left]);
                }
                left += 1;
            }
            let allowed = self.allowed[slot.rank as usize] as usize;
            let gathered = if self.looks_up_both {
                window.below(0, allowed).join(window.below(1, allowed))
            } else {
                window.below(slot.looks_up as usize, allowed)
            };
            passed[at] = pass(slot.node as usize, gathered);
        }
        // The next group finds every window empty, at no more cost than this one had.
        for (slot, value) in self.slots[left..group.end].iter().zip(&passed[left..group.end]) {
            if slot.enters <= now {
                window.leave(slot, *value);
            }
        }
    }
}

/// The most slots of a group that are within the longest gap before one of them.
fn most_at_once(group: &[Slot], max_gap: i64) -> usize {
    let mut left = 0;
    let within = |(at, slot): (usize, &Slot)| {
        while group[left].earliest.saturating_add(max_gap) < slot.earliest {
            left += 1;
        }
        at - left
    };
    group.iter().enumerate().map(within).max().unwrap_or(0)
}

fn pair(a: u32, b: u32) -> Dyad {
    (a.min(b), a.max(b))
}

/// The slots of each group by when they enter, where that is another order than theirs.
fn in_order_of_entering(slots: &[Slot], groups: &[Group]) -> Option<Vec<u32>> {
    let ends = groups.iter().map(|group| group.end as usize);
    let groups = std::iter::once(0).chain(ends.clone()).zip(ends).map(|(start, end)| start..end);
    if groups.clone().all(|group| slots[group].is_sorted_by_key(|slot| slot.enters)) {
        return None;
    }
    let mut order: Vec<u32> = (0..slots.len() as u32).collect();
    groups.for_each(|group| order[group].sort_by_key(|at| slots[*at as usize].enters));
    Some(order)
}

/// The levels that occur, mildest first or last so that a trend allows a prefix of them.
struct Levels {
    in_order: Vec<i32>,
    falls: bool,
    /// By rank, how many ranks the trend allows before it.
    allowed: Vec<u32>,
}

impl Levels {
    fn new(cast: &Cast, engine: &Engine) -> Self {
        let mut in_order = cast.level.clone();
        in_order.sort_unstable();
        in_order.dedup();
        let falls = engine.rises.start == i64::MIN && engine.rises.end != i64::MAX;
        if falls {
            in_order.reverse();
        }
        let allowed = in_order.iter().map(|later| {
            let rise = |earlier: &i32| i64::from(*later) - i64::from(*earlier);
            in_order.partition_point(|earlier| engine.rises.contains(&rise(earlier))) as u32
        });
        let allowed = allowed.collect();
        Self { in_order, falls, allowed }
    }

    fn rank(&self, level: i32) -> u32 {
        let before = |other: &i32| if self.falls { *other > level } else { *other < level };
        self.in_order.partition_point(before) as u32
    }
}

/// What the events in the windows of all keys pass on, by level.
trait Window {
    type Value: Gather;
    fn enter(&mut self, slot: &Slot, value: Self::Value);
    fn leave(&mut self, slot: &Slot, value: Self::Value);
    /// All of a key at ranks below this one, joined.
    fn below(&self, key: usize, rank: usize) -> Self::Value;
}

/// A binary indexed tree over ranks for each key (Fenwick, 1994).
struct Sums<G> {
    cells: Vec<G>,
    levels: usize,
}

impl<G: Gather> Sums<G> {
    fn new(keys: usize, levels: usize) -> Self {
        Self { cells: vec![G::NOTHING; keys * levels], levels }
    }

    fn change(&mut self, slot: &Slot, change: impl Fn(G) -> G) {
        let from = slot.key as usize * self.levels;
        let tree = &mut self.cells[from..from + self.levels];
        let mut at = slot.rank as usize;
        while at < tree.len() {
            tree[at] = change(tree[at]);
            at |= at + 1;
        }
    }
}

impl<G: Gather> Window for Sums<G> {
    type Value = G;

    fn enter(&mut self, slot: &Slot, value: G) {
        self.change(slot, |sum| sum.join(value));
    }

    fn leave(&mut self, slot: &Slot, value: G) {
        self.change(slot, |sum| sum.without(value));
    }

    fn below(&self, key: usize, rank: usize) -> G {
        let tree = &self.cells[key * self.levels..(key + 1) * self.levels];
        let mut sum = G::NOTHING;
        let mut at = rank;
        while at > 0 {
            sum = sum.join(tree[at - 1]);
            at &= at - 1;
        }
        sum
    }
}

/// For each key and rank the events in its window that may still be the best there, best first.
struct Queues<G> {
    queues: Vec<VecDeque<(u32, G)>>,
    best: Vec<G>,
    levels: usize,
}

impl<G: Gather> Queues<G> {
    fn new(keys: usize, levels: usize) -> Self {
        let cells = keys * levels;
        Self { queues: vec![VecDeque::new(); cells], best: vec![G::NOTHING; cells], levels }
    }

    fn cell(&self, slot: &Slot) -> usize {
        slot.key as usize * self.levels + slot.rank as usize
    }
}

impl<G: Gather> Window for Queues<G> {
    type Value = G;

    fn enter(&mut self, slot: &Slot, value: G) {
        let cell = self.cell(slot);
        let queue = &mut self.queues[cell];
        while queue.back().is_some_and(|(_, other)| value.outdoes(*other)) {
            queue.pop_back();
        }
        queue.push_back((slot.node, value));
        self.best[cell] = queue[0].1;
    }

    fn leave(&mut self, slot: &Slot, _: G) {
        let cell = self.cell(slot);
        let queue = &mut self.queues[cell];
        if queue.front().is_some_and(|(first, _)| *first == slot.node) {
            queue.pop_front();
            self.best[cell] = queue.front().map_or(G::NOTHING, |(_, best)| *best);
        }
    }

    fn below(&self, key: usize, rank: usize) -> G {
        let from = key * self.levels;
        self.best[from..from + rank].iter().fold(G::NOTHING, |sum, other| sum.join(*other))
    }
}
