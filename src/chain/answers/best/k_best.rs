//! Chains after the best: each leaves another at one event and goes the best way from there (Lawler,
//! 1972; Eppstein, 1998).
//!
//! A chain is a row of choices, from the last event backward: which event next, or that it starts here.
//! Those that turn from a given one share its choices up to some event and choose worse there. Once the
//! best of them is given too, the others fall into three kinds, of which the best are found likewise:
//!
//! ```text
//!   given            e ── d ── c ── b ── a
//!   best to turn     e ── d ──── x ── y        chooses x after d
//!   left             those that turn from the given one at e;
//!                    those that turn from it at c, b or a;
//!                    those that turn from the other, at d (for what is worse than x), x or y
//! ```

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap, HashSet},
    ops::Range,
};

use crate::chain::answers::best::best_paths::{Best, End, Ranking};

/// The ways back in a scope, and what has been looked up of them.
#[derive(Clone)]
pub(crate) struct Ways {
    pub(crate) best: Best,
    /// The best end left in each block of nodes.
    pub(crate) ends: BinaryHeap<(End, Reverse<usize>)>,
    /// By node and layer, which way back is the best, the next best and so on.
    choices: HashMap<(u32, usize), Choices>,
    pub(crate) sure: Sure,
}

/// So many nodes are looked through for each end.
const BLOCK: usize = 256;

/// The first of the choices at a node, in order.
#[derive(Clone, Default)]
struct Choices {
    first: Vec<Choice>,
    are_all: bool,
}

/// A start, or an antecedent to go on with, and what that is worth. In order: more worth first, then a
/// start, then the earlier antecedent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Choice {
    worth: Reverse<i64>,
    before: Option<u32>,
}

/// A chain from its last event backward, and where it turns from the one it was found by: after so many
/// events, which of the choices it takes there.
#[derive(Clone)]
pub(crate) struct Route {
    pub(crate) worth: i64,
    pub(crate) nodes: Vec<u32>,
    pub(crate) turn: usize,
    choice: usize,
}

impl Route {
    /// The best of an end, as far as it is known.
    pub(crate) fn ending((worth, Reverse(last)): End) -> Self {
        Self { worth, nodes: vec![last], turn: 1, choice: 0 }
    }
}

/// The nodes and layers of which the best way is known to pass nothing that was taken.
#[derive(Clone, Default)]
pub(crate) struct Sure {
    pub(crate) ways: HashSet<(u32, usize)>,
    /// How many events were taken when it was known.
    pub(crate) taken: usize,
}

impl Ways {
    pub(crate) fn new(ranking: &Ranking<'_>) -> Self {
        let best = ranking.best();
        let blocks = 0..best.len().div_ceil(BLOCK);
        let ends = blocks.filter_map(|block| best_of(block, ranking, &best, |_| true)).collect();
        Self { best, ends, choices: HashMap::new(), sure: Sure::default() }
    }

    /// The best end left.
    pub(crate) fn end(&self) -> Option<End> {
        self.ends.peek().map(|(end, _)| *end)
    }

    /// Leaves the best end behind.
    pub(crate) fn pass_end(&mut self, ranking: &Ranking<'_>) {
        if let Some((end, Reverse(block))) = self.ends.pop() {
            self.ends.extend(best_of(block, ranking, &self.best, |other| other < end));
        }
    }

    /// Leads a route the best way to its start.
    pub(crate) fn complete(&self, ranking: &Ranking<'_>, route: &mut Route) {
        ranking.lead_back(&self.best, &mut route.nodes);
    }

    /// The best of the chains that share a route up to one of these turns and choose worse there than
    /// the route does; no turn is before the route's own.
    pub(crate) fn detour(
        &mut self,
        ranking: &Ranking<'_>,
        route: &Route,
        turns: Range<usize>,
    ) -> Option<Route> {
        let mut best: Option<(i64, usize, Choice, bool)> = None;
        for turn in turns {
            let choice = if turn == route.turn { route.choice } else { 0 };
            let node = route.nodes[turn - 1];
            let (taken, next) = self.choices(ranking, node, ranking.layer_at(turn - 1), choice);
            let (Some(taken), Some(next)) = (taken, next) else { continue };
            let loss = taken.worth.0 - next.worth.0;
            // Of two that lose the same, one that turns later shares more with the route, so that the
            // other comes first only if it chooses what comes before the route's own choice.
            let is_better = best.is_none_or(|(least, _, _, comes_first)| {
                loss < least || loss == least && !comes_first
            });
            if is_better {
                best = Some((loss, turn, next, next.before < taken.before));
            }
        }
        let (loss, turn, next, _) = best?;
        let mut nodes = route.nodes[..turn].to_vec();
        if let Some(before) = next.before {
            nodes.push(before);
            ranking.lead_back(&self.best, &mut nodes);
        }
        let choice = if turn == route.turn { route.choice + 1 } else { 1 };
        Some(Route { worth: route.worth - loss, nodes, turn, choice })
    }

    /// The nth choice at a node, and the next.
    fn choices(
        &mut self,
        ranking: &Ranking<'_>,
        node: u32,
        layer: usize,
        nth: usize,
    ) -> (Option<Choice>, Option<Choice>) {
        let known = self.choices.entry((node, layer)).or_default();
        if known.first.len() < nth + 2 && !known.are_all {
            *known = first_choices(ranking, &self.best, node as usize, layer, 2 * nth + 2);
        }
        (known.first.get(nth).copied(), known.first.get(nth + 1).copied())
    }
}

/// The best end of a block, of those asked for.
pub(crate) fn best_of(
    block: usize,
    ranking: &Ranking<'_>,
    best: &Best,
    among: impl Fn(End) -> bool,
) -> Option<(End, Reverse<usize>)> {
    let nodes = block * BLOCK..best.len().min((block + 1) * BLOCK);
    let ends = nodes.filter_map(|at| ranking.nth_end(best, at)).filter(|end| among(*end));
    ends.max().map(|end| (end, Reverse(block)))
}

/// So many of the choices at a node, the best first.
fn first_choices(
    ranking: &Ranking<'_>,
    best: &Best,
    node: usize,
    layer: usize,
    most: usize,
) -> Choices {
    let start = ranking
        .start(ranking.engine.nodes.at(node), layer)
        .map(|worth| Choice { worth: Reverse(worth), before: None });
    let mut first = Vec::from_iter(start);
    if let Some(layer) = ranking.layer_before(layer) {
        let mut found = Vec::new();
        ranking.engine.antecedents_in(&ranking.scope, node, &mut found);
        first.extend(found.into_iter().filter_map(|before| {
            let worth = ranking.worth(best, before as usize, layer)?;
            Some(Choice { worth: Reverse(worth), before: Some(before) })
        }));
    }
    let are_all = first.len() <= most;
    if !are_all {
        first.select_nth_unstable(most);
        first.truncate(most);
    }
    first.sort_unstable();
    Choices { first, are_all }
}
