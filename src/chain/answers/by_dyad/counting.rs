//! Counting chains and hops by the dyads of the events in which they end.

use crate::{
    chain::{
        answers::count::counting::AllChains,
        count::Count,
        engine::{
            engine::Engine,
            monoid::Monoid,
            scope::Scope,
            values::{Least, Sum},
        },
        nodes::{bounds::Bounds, lists::Lists},
        number::{Counting, Number},
    },
    timeline::Dyad,
};

/// The dyads that occur, numbered in order.
pub(crate) struct Dyads {
    pub(crate) all: Vec<Dyad>,
    /// By node.
    numbers: Lists<u32>,
}

impl Dyads {
    /// The dyads in order of their parties' ranks. O(n + p) time for n events of p parties.
    pub(crate) fn new(engine: &Engine, ranks: &[u32]) -> Self {
        let dyads = &engine.nodes.dyads;
        let of_nodes = (0..engine.nodes.len()).flat_map(|node| dyads.of(node));
        let ranked = of_nodes.map(|(a, b)| (ranks[*a as usize], ranks[*b as usize]));
        let by_node: Vec<_> = ranked.zip(0..).collect();
        let by_target = sorted_by(&by_node, ranks.len(), |dyad| dyad.1);
        let sorted = sorted_by(&by_target, ranks.len(), |dyad| dyad.0);
        let mut parties = vec![0; ranks.len()];
        for (party, rank) in (0..).zip(ranks) {
            parties[*rank as usize] = party;
        }
        let (mut all, mut numbers) = (Vec::new(), vec![0; sorted.len()]);
        for same in sorted.chunk_by(|one, other| one.0 == other.0) {
            for (_, at) in same {
                numbers[*at as usize] = all.len() as u32;
            }
            let (source, target) = same[0].0;
            all.push((parties[source as usize], parties[target as usize]));
        }
        Self { all, numbers: dyads.with(numbers) }
    }

    /// The numbers of a node's dyads.
    fn of(&self, node: usize) -> impl Iterator<Item = usize> {
        self.numbers.of(node).iter().map(|number| *number as usize)
    }

    /// How many events have each.
    pub(crate) fn events(&self) -> Vec<u64> {
        let mut events = vec![0; self.all.len()];
        for number in self.numbers.items() {
            events[*number as usize] += 1;
        }
        events
    }
}

/// Dyads by the rank of a party; those in which it is the same stay in their order.
fn sorted_by(dyads: &[(Dyad, u32)], ranks: usize, rank: impl Fn(Dyad) -> u32) -> Vec<(Dyad, u32)> {
    let mut next = vec![0; ranks];
    for (dyad, _) in dyads {
        next[rank(*dyad) as usize] += 1;
    }
    let mut start = 0;
    for count in &mut next {
        start += std::mem::replace(count, start);
    }
    let mut sorted = vec![((0, 0), 0); dyads.len()];
    for entry in dyads {
        let next = &mut next[rank(entry.0) as usize];
        sorted[*next] = *entry;
        *next += 1;
    }
    sorted
}

/// Counting by the dyads of the last event.
pub(crate) struct ByDyad<'e> {
    pub(crate) chains: AllChains<'e>,
    pub(crate) dyads: &'e Dyads,
}

impl Counting for ByDyad<'_> {
    type Output = Vec<Count>;

    fn min_bits(&self) -> u32 {
        self.chains.engine.tuning.min_bits
    }

    fn run<N: Number>(&self) -> Option<Vec<Count>> {
        let mut totals = vec![N::ZERO; self.dyads.all.len()];
        let mut total = N::ZERO;
        self.chains.count_ends(|_, node, count| {
            // No dyad has more than all together.
            total = total.checked_plus(count)?;
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
    pub(crate) fn greatest_rises(&self) -> Vec<Option<i32>> {
        let AllChains { engine, scope, lengths } = &self.chains;
        let nodes = &engine.nodes;
        let mut greatest = vec![None; self.dyads.all.len()];
        for part in scope.parts(&engine.nodes) {
            let start = |node| Least(nodes.level(node));
            engine.pass_layers(&part, *lengths, start, |layer, node, _, gathered| {
                if gathered != Least::IDENTITY && lengths.may_end(&part, layer, node) {
                    let rise = nodes.level(node).saturating_sub(gathered.0);
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
    pub(crate) fn hops_by_dyad(&self, dyads: &Dyads) -> Vec<u64> {
        let mut hops = vec![0; dyads.all.len()];
        self.pass_forward(&Scope::new(&Bounds::default(), &self.nodes), &mut |node,
                                                                              antecedents: Sum<
            u64,
        >| {
            for dyad in dyads.of(node) {
                hops[dyad] += antecedents.0;
            }
            Sum(1)
        });
        hops
    }
}
