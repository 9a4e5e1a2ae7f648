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
//! indexed tree over levels, optima in one monotone queue for each key and level.

use std::collections::VecDeque;

use super::{
    super::{
        cast::Cast,
        rule::{Pairing, Precedence, Rule},
    },
    Engine,
    gather::{Gather, Leaving},
};

/// State beyond this many levels of keys is left to the pull.
const MOST_CELLS: usize = 1 << 26;

/// How the nodes of plain data are swept.
pub(super) struct Plan {
    /// By group, each in total order.
    nodes: Vec<u32>,
    /// The same by group in the order of entering; nothing where it is the same order.
    entering: Option<Vec<u32>>,
    /// Ends of the groups.
    ends: Vec<u32>,
    /// The key each node enters under, and those it looks up.
    enters: Vec<u32>,
    looks_up: Vec<[u32; 2]>,
    /// How many keys a group has.
    keys: usize,
    rank: Vec<u32>,
    /// By rank of the later event, how many ranks the trend allows.
    allowed: Vec<u32>,
}

/// No second key.
const NONE: u32 = u32::MAX;

impl Plan {
    /// The plan, where the data and the rules are plain enough for one.
    pub(super) fn new(cast: &Cast, engine: &Engine) -> Option<Self> {
        let one_dyad = (0..cast.len()).all(|node| cast.dyads.of(node).len() == 1);
        let plain_time = engine.precedence == Precedence::Certain && engine.pairing == Pairing::Any;
        if !one_dyad || !plain_time || !cast.declared.is_empty() {
            return None;
        }
        let wants = |rule| engine.rules.contains(&rule);
        let mut rules = engine.rules.clone();
        if wants(Rule::Relay) || wants(Rule::Counter) {
            rules.retain(|rule| *rule != Rule::Retaliation); // Contained.
        }
        let dyads = (0..cast.len()).map(|node| cast.dyads.of(node)[0]);
        let (group, enters, looks_up, keys): (Vec<(u32, u32)>, Vec<u32>, Vec<[u32; 2]>, usize) =
            match rules.as_slice() {
                [Rule::Retaliation | Rule::Persistence]
                | [Rule::Retaliation, Rule::Persistence] => {
                    let mut looks_up = Vec::with_capacity(cast.len());
                    let (mut group, mut enters) = (Vec::new(), Vec::new());
                    for (a, b) in dyads {
                        let direction = u32::from(a > b);
                        group.push((a.min(b), a.max(b)));
                        enters.push(direction);
                        looks_up.push(match rules.as_slice() {
                            [Rule::Retaliation] => [1 - direction, NONE],
                            [Rule::Persistence] => [direction, NONE],
                            _ => [0, 1],
                        });
                    }
                    (group, enters, looks_up, 2)
                }
                [rule @ (Rule::Relay | Rule::Counter)] => {
                    let relay = *rule == Rule::Relay;
                    let most = dyads.clone().map(|(a, b)| a.max(b)).max().unwrap_or(0) as usize;
                    let keyed = |(a, b)| if relay { (b, [a, NONE]) } else { (a, [b, NONE]) };
                    let (enters, looks_up) = dyads.map(keyed).unzip();
                    (Vec::new(), enters, looks_up, most + 1)
                }
                _ => return None,
            };
        let (rank, allowed) = ranks(cast, engine);
        if keys.saturating_mul(allowed.len()) > MOST_CELLS {
            return None;
        }
        let mut nodes: Vec<u32> = (0..cast.len() as u32).collect();
        let mut ends = vec![nodes.len() as u32];
        if !group.is_empty() {
            nodes.sort_by_key(|node| group[*node as usize]);
            ends = (1..=nodes.len())
                .filter(|at| {
                    *at == nodes.len()
                        || group[nodes[at - 1] as usize] != group[nodes[*at] as usize]
                })
                .map(|at| at as u32)
                .collect();
        }
        let entry = |node: &u32| engine.enters_at(*node as usize);
        let mut entering = nodes.clone();
        let mut start = 0;
        for end in &ends {
            entering[start..*end as usize].sort_by_key(entry);
            start = *end as usize;
        }
        let entering = (entering != nodes).then_some(entering);
        Some(Self { nodes, entering, ends, enters, looks_up, keys, rank, allowed })
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
    pub(super) fn sweep<G: Gather>(&self, engine: &Engine, pass: impl FnMut(usize, G) -> G) {
        let (keys, levels) = (self.keys, self.allowed.len());
        match G::LEAVING {
            Leaving::Outlive => self.run(engine, &mut Queues::new(keys, levels), pass),
            _ => self.run(engine, &mut Sums::new(keys, levels), pass),
        }
    }

    fn run<W: Window>(
        &self,
        engine: &Engine,
        window: &mut W,
        mut pass: impl FnMut(usize, W::Value) -> W::Value,
    ) {
        let earliest = &engine.cast.earliest;
        let mut passed = vec![W::Value::NOTHING; self.nodes.len()];
        let stays = |node: usize| engine.stays_until(node);
        let mut start = 0;
        for end in &self.ends {
            let group = start..*end as usize;
            start = group.end;
            let leaving = &self.nodes[group.clone()];
            let entering = self.entering.as_ref().map_or(leaving, |order| &order[group]);
            let (mut entered, mut left) = (0, 0);
            let mut last = i64::MIN;
            for node in leaving {
                let node = *node as usize;
                let now = earliest[node];
                last = now;
                while engine.enters_at(entering[entered] as usize) <= now {
                    let other = entering[entered] as usize;
                    if engine.enters_at(other) <= stays(other) {
                        let (key, rank) = (self.enters[other] as usize, self.rank[other] as usize);
                        window.enter(key, rank, other as u32, passed[other]);
                    }
                    entered += 1;
                }
                while stays(leaving[left] as usize) < now {
                    self.leave(engine, window, leaving[left] as usize, &passed);
                    left += 1;
                }
                let allowed = self.allowed[self.rank[node] as usize] as usize;
                let [first, second] = self.looks_up[node];
                let mut gathered = window.below(first as usize, allowed);
                if second != NONE {
                    gathered = gathered.join(window.below(second as usize, allowed));
                }
                passed[node] = pass(node, gathered);
            }
            // The next group finds every window empty, at no more cost than this one had.
            for other in &leaving[left..] {
                if engine.enters_at(*other as usize) <= last {
                    self.leave(engine, window, *other as usize, &passed);
                }
            }
        }
    }

    fn leave<W: Window>(&self, engine: &Engine, window: &mut W, node: usize, passed: &[W::Value]) {
        if engine.enters_at(node) <= engine.stays_until(node) {
            let (key, rank) = (self.enters[node] as usize, self.rank[node] as usize);
            window.leave(key, rank, node as u32, passed[node]);
        }
    }
}

/// The rank of each node's level, mildest first or last so that a trend allows a prefix, and by
/// rank how long that prefix is.
fn ranks(cast: &Cast, engine: &Engine) -> (Vec<u32>, Vec<u32>) {
    let mut levels = cast.level.clone();
    levels.sort_unstable();
    levels.dedup();
    let falls = engine.rises.start == i64::MIN && engine.rises.end != i64::MAX;
    if falls {
        levels.reverse();
    }
    let rank = |level: &i32| {
        let at = if falls {
            levels.partition_point(|other| other > level)
        } else {
            levels.partition_point(|other| other < level)
        };
        at as u32
    };
    let allowed = levels.iter().map(|later| {
        let allows =
            |earlier: &i32| engine.rises.contains(&(i64::from(*later) - i64::from(*earlier)));
        levels.partition_point(allows) as u32
    });
    (cast.level.iter().map(rank).collect(), allowed.collect())
}

/// What the events in the windows of all keys pass on, by level.
trait Window {
    type Value: Gather;
    fn enter(&mut self, key: usize, rank: usize, node: u32, value: Self::Value);
    fn leave(&mut self, key: usize, rank: usize, node: u32, value: Self::Value);
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

    fn change(&mut self, key: usize, rank: usize, change: impl Fn(G) -> G) {
        let tree = &mut self.cells[key * self.levels..(key + 1) * self.levels];
        let mut at = rank;
        while at < tree.len() {
            tree[at] = change(tree[at]);
            at |= at + 1;
        }
    }
}

impl<G: Gather> Window for Sums<G> {
    type Value = G;

    fn enter(&mut self, key: usize, rank: usize, _: u32, value: G) {
        self.change(key, rank, |sum| sum.join(value));
    }

    fn leave(&mut self, key: usize, rank: usize, _: u32, value: G) {
        self.change(key, rank, |sum| sum.without(value));
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
}

impl<G: Gather> Window for Queues<G> {
    type Value = G;

    fn enter(&mut self, key: usize, rank: usize, node: u32, value: G) {
        let cell = key * self.levels + rank;
        let queue = &mut self.queues[cell];
        while queue.back().is_some_and(|(_, other)| value.outdoes(*other)) {
            queue.pop_back();
        }
        queue.push_back((node, value));
        self.best[cell] = queue[0].1;
    }

    fn leave(&mut self, key: usize, rank: usize, node: u32, _: G) {
        let cell = key * self.levels + rank;
        let queue = &mut self.queues[cell];
        if queue.front().is_some_and(|(first, _)| *first == node) {
            queue.pop_front();
            self.best[cell] = queue.front().map_or(G::NOTHING, |(_, best)| *best);
        }
    }

    fn below(&self, key: usize, rank: usize) -> G {
        let from = key * self.levels;
        self.best[from..from + rank].iter().fold(G::NOTHING, |sum, other| sum.join(*other))
    }
}
