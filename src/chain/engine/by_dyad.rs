//! Counting chains and hops by the dyads of the events in which they end.

use super::{
    super::{
        bounds::Bounds,
        cast::Dyad,
        count::{Count, Counting, Number},
    },
    Engine,
    counting::AllChains,
    gather::{Gather, Least, Sum},
    scope::Scope,
};

/// The dyads that occur, numbered in order.
pub(in super::super) struct Dyads {
    pub(in super::super) all: Vec<Dyad>,
    /// By node, one node behind the other.
    numbers: Vec<u32>,
    starts: Vec<u32>,
}

impl Dyads {
    /// The dyads in order of their parties' ranks.
    pub(in super::super) fn new(engine: &Engine, ranks: &[u32]) -> Self {
        let (mut ranked, mut starts) = (Vec::new(), vec![0]);
        for node in 0..engine.cast.len() {
            for (source, target) in engine.cast.dyads.of(node).iter().copied() {
                let order = (ranks[source as usize], ranks[target as usize]);
                ranked.push((order, (source, target), ranked.len() as u32));
            }
            starts.push(ranked.len() as u32);
        }
        ranked.sort_unstable();
        let (mut all, mut numbers) = (Vec::new(), vec![0; ranked.len()]);
        for same in ranked.chunk_by(|one, other| one.0 == other.0) {
            for (_, _, at) in same {
                numbers[*at as usize] = all.len() as u32;
            }
            all.push(same[0].1);
        }
        Self { all, numbers, starts }
    }

    /// The numbers of a node's dyads.
    fn of(&self, node: usize) -> impl Iterator<Item = usize> {
        let numbers = &self.numbers[self.starts[node] as usize..self.starts[node + 1] as usize];
        numbers.iter().map(|number| *number as usize)
    }

    /// How many events have each.
    pub(in super::super) fn events(&self) -> Vec<u64> {
        let mut events = vec![0; self.all.len()];
        for number in &self.numbers {
            events[*number as usize] += 1;
        }
        events
    }
}

/// Counting by the dyads of the last event.
pub(in super::super) struct ByDyad<'e> {
    pub(in super::super) chains: AllChains<'e>,
    pub(in super::super) dyads: &'e Dyads,
}

impl Counting for ByDyad<'_> {
    type Told = Vec<Count>;

    fn run<N: Number>(&self) -> Option<Vec<Count>> {
        let mut totals = vec![N::ZERO; self.dyads.all.len()];
        let mut total = N::ZERO;
        self.chains.count_ends(|_, node, count| {
            // No dyad has more than all together.
            total = total.plus(count)?;
            for dyad in self.dyads.of(node) {
                totals[dyad] = totals[dyad].wrapping_plus(count);
            }
            Some(())
        })?;
        Some(totals.into_iter().map(N::into_count).collect())
    }
}

impl ByDyad<'_> {
    /// The greatest rise of the chains that end in an event of each dyad, in tenths.
    pub(in super::super) fn greatest_rises(&self) -> Vec<Option<i32>> {
        let AllChains { engine, scope, lengths } = &self.chains;
        let cast = &engine.cast;
        let mut greatest = vec![None; self.dyads.all.len()];
        for part in scope.parts(engine) {
            let start = |node| Least(cast.level(node));
            engine.layers(&part, *lengths, start, |layer, node, _, gathered| {
                if gathered != Least::NOTHING && lengths.may_end(&part, layer, node) {
                    let rise = cast.level(node).saturating_sub(gathered.0);
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
    /// How many hops lead to the events of each dyad.
    pub(in super::super) fn hops_by_dyad(&self, dyads: &Dyads) -> Vec<u64> {
        let mut hops = vec![0; dyads.all.len()];
        self.gather(&Scope::new(&Bounds::default(), self), |node, antecedents: Sum<u64>| {
            for dyad in dyads.of(node) {
                hops[dyad] += antecedents.0;
            }
            Sum(1)
        });
        hops
    }
}
