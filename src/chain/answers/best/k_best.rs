//! The k best chains by deviations (Lawler, 1972; Eppstein, 1998): each further chain deviates from an
//! earlier one at one event, and follows the best path from there to its start.
//!
//! A chain is a sequence of choices, from the last event backward: which antecedent comes next, or that the
//! chain starts here. The deviations of a chain share its choices up to some event, and make a worse choice
//! there. Once the best deviation of a chain is returned too, the remaining ones fall into three sets, and
//! the best of each is found in the same way:
//!
//! ```text
//!   returned         e ── d ── c ── b ── a
//!   best deviation   e ── d ──── x ── y        chooses x after d
//!   remaining        deviations of the first chain at e;
//!                    deviations of the first chain at c, b or a;
//!                    deviations of the second chain at d (choices worse than x), x or y
//! ```

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap, HashSet},
    ops::Range,
};

use crate::{
    chain::{
        answers::best::{
            best_paths::{BestPaths, Ranking},
            objective::PathEnd,
        },
        engine::node_map::NodeHashing,
    },
    sorting::sort_first,
};

/// The best paths of a scope, and what the search for its k best chains has found so far.
#[derive(Clone)]
pub(crate) struct KBest {
    pub(crate) best: BestPaths,
    /// The best remaining end in each block of nodes, with the index of the block.
    pub(crate) ends: BinaryHeap<(PathEnd, Reverse<usize>)>,
    /// The best choices, by node and layer.
    choices: HashMap<(u32, usize), Choices, NodeHashing>,
    pub(crate) verified: VerifiedPaths,
}

/// How many nodes are compared to find the next end. Blocks avoid a heap of all nodes.
const BLOCK: usize = 256;

/// The first choices at a node, best first.
#[derive(Clone, Default)]
struct Choices {
    first: Vec<Choice>,
    are_all: bool,
}

/// A choice at a node: to start a chain there, or to go on to an antecedent. The order is best first:
/// greater value, then the start, then the earlier antecedent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Choice {
    value: Reverse<i64>,
    /// `None` is the start.
    antecedent: Option<u32>,
}

/// A candidate for the next best chain: a chain, and where it deviates from the one that it was derived from.
#[derive(Clone)]
pub(crate) struct Candidate {
    pub(crate) value: i64,
    /// From the last event backward.
    pub(crate) nodes: Vec<u32>,
    /// How many events it shares with the chain that it deviates from.
    pub(crate) deviation: usize,
    /// Which choice it makes after these, where 0 is the best.
    choice: usize,
}

impl Candidate {
    /// Returns the best chain with this end, of which only the last event is known.
    pub(crate) fn ending(end: PathEnd) -> Self {
        Self { value: end.value, nodes: vec![end.node()], deviation: 1, choice: 0 }
    }
}

/// The nodes and layers whose best path is known to contain no excluded event.
#[derive(Clone, Default)]
pub(crate) struct VerifiedPaths {
    pub(crate) ends: HashSet<(u32, usize), NodeHashing>,
    /// The number of events that were excluded when the paths were verified.
    pub(crate) excluded: usize,
}

impl KBest {
    pub(crate) fn new(ranking: &Ranking<'_>) -> Self {
        let best = ranking.best_paths();
        let mut ends = Vec::new();
        for block in 0..best.len().div_ceil(BLOCK) {
            if let Some(end) = best_end(block, ranking, &best, None, None) {
                ends.push(end);
            }
        }
        Self {
            best,
            ends: ends.into(),
            choices: HashMap::default(),
            verified: VerifiedPaths::default(),
        }
    }

    /// Returns the best remaining end.
    pub(crate) fn end(&self) -> Option<PathEnd> {
        self.ends.peek().map(|(end, _)| *end)
    }

    /// Removes the best remaining end.
    pub(crate) fn remove_end(&mut self, ranking: &Ranking<'_>) {
        if let Some((end, Reverse(block))) = self.ends.pop()
            && let Some(next) = best_end(block, ranking, &self.best, Some(end), None)
        {
            self.ends.push(next);
        }
    }

    /// Extends a candidate along the best path to its start.
    pub(crate) fn complete(&self, ranking: &Ranking<'_>, candidate: &mut Candidate) {
        ranking.extend_to_start(&self.best, &mut candidate.nodes);
    }

    /// Returns the best chain that shares a number of last events with `from`, then makes a worse choice. The
    /// number is in `deviations`, none of which is less than `from.deviation`.
    pub(crate) fn best_deviation(
        &mut self,
        ranking: &Ranking<'_>,
        from: &Candidate,
        deviations: Range<usize>,
    ) -> Option<Candidate> {
        let mut best: Option<(i64, usize, Choice, bool)> = None;
        for deviation in deviations {
            let choice = if deviation == from.deviation { from.choice } else { 0 };
            let (node, layer) = (from.nodes[deviation - 1], ranking.layer_at(deviation - 1));
            let (current, next) = self.choices(ranking, node, layer, choice);
            let (Some(current), Some(next)) = (current, next) else { continue };
            let loss = current.value.0 - next.value.0;
            // Of two deviations with the same loss, the later one shares more events with `from`. So the
            // earlier one precedes it in the order of ties only if its choice precedes that of `from`.
            let is_better = best
                .is_none_or(|(least, _, _, precedes)| loss < least || loss == least && !precedes);
            if is_better {
                let precedes = next.antecedent < current.antecedent;
                best = Some((loss, deviation, next, precedes));
            }
        }
        let (loss, deviation, next, _) = best?;
        let mut nodes = from.nodes[..deviation].to_vec();
        if let Some(antecedent) = next.antecedent {
            nodes.push(antecedent);
            ranking.extend_to_start(&self.best, &mut nodes);
        }
        let choice = if deviation == from.deviation { from.choice + 1 } else { 1 };
        Some(Candidate { value: from.value - loss, nodes, deviation, choice })
    }

    /// Returns the choice with this index at a node in a layer, and the next one.
    fn choices(
        &mut self,
        ranking: &Ranking<'_>,
        node: u32,
        layer: usize,
        index: usize,
    ) -> (Option<Choice>, Option<Choice>) {
        let known = self.choices.entry((node, layer)).or_default();
        if known.first.len() < index + 2 && !known.are_all {
            // Twice as many each time, so that repeated searches at a node add up to little.
            *known = first_choices(ranking, &self.best, node as usize, layer, 2 * index + 2);
        }
        (known.first.get(index).copied(), known.first.get(index + 1).copied())
    }
}

/// Returns the best end in a block of nodes, of those below another end and of no excluded node.
pub(crate) fn best_end(
    block: usize,
    ranking: &Ranking<'_>,
    best: &BestPaths,
    below: Option<PathEnd>,
    excluded: Option<&HashSet<u32>>,
) -> Option<(PathEnd, Reverse<usize>)> {
    let mut greatest = None;
    for index in block * BLOCK..best.len().min((block + 1) * BLOCK) {
        if let Some(end) = ranking.end_at(best, index)
            && below.is_none_or(|below| end < below)
            && excluded.is_none_or(|excluded| !excluded.contains(&end.node()))
        {
            greatest = greatest.max(Some(end));
        }
    }
    Some((greatest?, Reverse(block)))
}

/// Returns the `most` best choices at a node in a layer, or all if there are fewer.
fn first_choices(
    ranking: &Ranking<'_>,
    best: &BestPaths,
    node: usize,
    layer: usize,
    most: usize,
) -> Choices {
    let start = ranking
        .start_value(&ranking.engine.nodes.at(node), layer)
        .map(|value| Choice { value: Reverse(value), antecedent: None });
    let mut all = Vec::from_iter(start);
    if let Some(layer) = ranking.layer_before(layer) {
        let mut found = Vec::new();
        ranking.engine.antecedents_in(&ranking.scope, node, &mut found);
        for antecedent in found {
            if let Some(value) = ranking.value(best, antecedent as usize, layer) {
                all.push(Choice { value: Reverse(value), antecedent: Some(antecedent) });
            }
        }
    }
    let mut order = Vec::with_capacity(all.len());
    order.extend(0..all.len() as u32);
    sort_first(&mut order, most, &|one, other| all[one as usize].cmp(&all[other as usize]));
    let mut first = Vec::new();
    for at in &order[..most.min(all.len())] {
        first.push(all[*at as usize]);
    }
    Choices { first, are_all: all.len() <= most }
}
