//! Counting chains and hops by the dyads of the events in which they end.

use crate::{
    chain::{
        answers::count::counting::AllChains,
        count::Count,
        engine::{engine::Engine, monoid::Monoid, scope::Scope, values::Greatest},
        nodes::{bounds::Bounds, lists::Lists},
        number::{Counting, Number, into_counts},
    },
    timeline::Dyad,
};

/// The dyads that occur, and the indices of each node's dyads among them.
#[derive(Clone)]
pub(crate) struct Dyads {
    pub(crate) all: Vec<Dyad>,
    /// By node.
    indices: Lists<u32>,
}

impl Dyads {
    /// Finds the dyads of all nodes, sorted by source and then by target. `order` has the ordinal of each
    /// party in the order of keys. O(n + p) time for n events and p parties, by two stable counting sorts.
    pub(crate) fn new(engine: &Engine, order: &[u32]) -> Self {
        let dyads = &engine.nodes.dyads;
        // Each occurrence of a dyad, by the ordinals of its parties, with its index among all occurrences.
        let mut occurrences = Vec::with_capacity(dyads.items().len());
        for (at, (a, b)) in (0..).zip(dyads.items()) {
            occurrences.push(((order[*a as usize], order[*b as usize]), at));
        }
        let by_target = sorted_by(&occurrences, order.len(), |dyad| dyad.1);
        let sorted = sorted_by(&by_target, order.len(), |dyad| dyad.0);
        let mut parties = vec![0; order.len()];
        for (party, ordinal) in (0..).zip(order) {
            parties[*ordinal as usize] = party;
        }
        let (mut all, mut indices) = (Vec::new(), vec![0; sorted.len()]);
        for same in sorted.chunk_by(|one, other| one.0 == other.0) {
            for (_, at) in same {
                indices[*at as usize] = all.len() as u32;
            }
            let (source, target) = same[0].0;
            all.push((parties[source as usize], parties[target as usize]));
        }
        Self { all, indices: dyads.with(indices) }
    }

    /// Returns the same dyads with the indices of other nodes' dyads.
    pub(crate) fn with_indices(&self, indices: Lists<u32>) -> Self {
        Self { all: self.all.clone(), indices }
    }

    /// Returns the same dyads with the indices of nodes each of which stands for one here.
    pub(crate) fn repeated(&self, nodes: &[u32]) -> Self {
        let mut indices = Lists::default();
        for node in nodes {
            indices.push(self.indices.of(*node as usize));
        }
        self.with_indices(indices)
    }

    /// Returns the indices of all nodes' dyads.
    pub(crate) fn indices(&self) -> &Lists<u32> {
        &self.indices
    }

    /// Returns the indices of a node's dyads.
    pub(crate) fn of(&self, node: usize) -> impl Iterator<Item = usize> {
        self.indices.of(node).iter().map(|index| *index as usize)
    }

    /// Returns the number of events of each dyad.
    pub(crate) fn events(&self) -> Vec<u64> {
        let mut events = vec![0; self.all.len()];
        for index in self.indices.items() {
            events[*index as usize] += 1;
        }
        events
    }
}

/// Sorts dyads by one of their parties: a stable counting sort. A party is below `parties`.
fn sorted_by(dyads: &[(Dyad, u32)], parties: usize, party: fn(Dyad) -> u32) -> Vec<(Dyad, u32)> {
    let mut next = vec![0; parties];
    for (dyad, _) in dyads {
        next[party(*dyad) as usize] += 1;
    }
    let mut start = 0;
    for count in &mut next {
        start += std::mem::replace(count, start);
    }
    let mut sorted = vec![((0, 0), 0); dyads.len()];
    for entry in dyads {
        let next = &mut next[party(entry.0) as usize];
        sorted[*next] = *entry;
        *next += 1;
    }
    sorted
}

/// Counts chains by the dyads of their last event.
pub(crate) struct CountByDyad<'e> {
    pub(crate) chains: AllChains<'e>,
    pub(crate) dyads: &'e Dyads,
}

impl Counting for CountByDyad<'_> {
    type Output = Vec<Count>;

    fn min_bits(&self) -> u32 {
        self.chains.engine.tuning.min_bits
    }

    fn run<N: Number>(&self) -> Option<Vec<Count>> {
        let mut totals = vec![N::ZERO; self.dyads.all.len()];
        let mut total = N::ZERO;
        self.chains.count_ends(&mut |_, node, count| {
            // No dyad has more chains than all together, so that checking their total suffices.
            total = total.checked_plus(count)?;
            for dyad in self.dyads.of(node) {
                totals[dyad] = totals[dyad].wrapping_plus(count);
            }
            Some(())
        })?;
        Some(into_counts(&totals))
    }
}

impl CountByDyad<'_> {
    /// Returns the greatest rise of the chains that end in an event of each dyad, in tenths. `None` for a
    /// dyad in which no chain ends.
    pub(crate) fn greatest_rises(&self) -> Vec<Option<i64>> {
        let AllChains { engine, scope, lengths } = &self.chains;
        let nodes = &engine.nodes;
        let mut greatest = vec![None; self.dyads.all.len()];
        for part in scope.split_by_onset(&engine.nodes) {
            if engine.cancellation.is_stopped() {
                break;
            }
            // Nodes receive the lowest level at which a chain that reaches them starts, negated.
            let start = |node| Greatest(-(nodes.level(node) as f64));
            engine.pass_layers(&part, *lengths, start, |layer, node, _, received| {
                if received != Greatest::IDENTITY && lengths.may_end(&part, layer, node) {
                    let lowest = -received.0 as i64;
                    let rise = nodes.level(node) - lowest;
                    for dyad in self.dyads.of(node) {
                        greatest[dyad] = greatest[dyad].max(Some(rise));
                    }
                }
            });
        }
        greatest
    }
}

impl Engine {
    /// Returns the number of hops that lead to the events of each dyad.
    pub(crate) fn hops_by_dyad(&self, dyads: &Dyads) -> Vec<u64> {
        let mut hops = vec![0; dyads.all.len()];
        let bounds = Bounds::default();
        let scope = Scope::new(&bounds, &self.nodes);
        self.pass_forward(&scope, &mut |node, antecedents: u64| {
            for dyad in dyads.of(node) {
                hops[dyad] += antecedents;
            }
            1
        });
        hops
    }
}
