//! Drawing chains, all equally likely: an end by how many chains end there, then backward an
//! antecedent by how many ways lead to it.

use crate::chain::{
    answers::{count::counting::AllChains, share::path_counts::Ways},
    engine::{engine::Engine, layers::Lengths, scope::Scope},
    number::{Counting, Number, Random},
};

/// How many nodes in a row are looked through for an end.
const BLOCK: usize = 64;

/// Chains to draw from.
pub(crate) trait Draw: Send + Sync {
    /// A chain of the scope that this was made for; nothing where there is none.
    fn draw(&self, engine: &Engine, scope: &Scope<'_>, random: Random<'_>) -> Option<Vec<u32>>;
}

/// Making ready to draw.
pub(crate) struct Drawing<'e>(pub(crate) AllChains<'e>);

impl Counting for Drawing<'_> {
    type Output = Box<dyn Draw>;

    fn min_bits(&self) -> u32 {
        self.0.engine.tuning.min_bits
    }

    fn run<N: Number>(&self) -> Option<Box<dyn Draw>> {
        let AllChains { engine, scope, lengths } = &self.0;
        let lengths = *lengths;
        let mut parts = Lots::<usize, N>::default();
        for part in scope.parts(&engine.nodes) {
            let ways = Ways::<N>::new(engine, &part, lengths)?;
            if !part.is_part() {
                return Some(Box::new(Urn::new(ways, &part)?));
            }
            parts.add(part.nodes().start, ways.ending)?;
        }
        Some(Box::new(Urns { parts, lengths }))
    }
}

/// The chains of a scope in which time is no bound, or of a part of one.
struct Urn<N> {
    ways: Ways<N>,
    /// Blocks of nodes by how many chains end in them.
    blocks: Lots<usize, N>,
}

impl<N: Number> Urn<N> {
    /// Nothing where the numbers are too narrow.
    fn new(ways: Ways<N>, part: &Scope<'_>) -> Option<Self> {
        let mut blocks = Lots::default();
        for block in part.nodes().step_by(BLOCK) {
            blocks.add(block, ends(&ways, part, block)?.total())?;
        }
        Some(Self { ways, blocks })
    }
}

impl<N: Number> Draw for Urn<N> {
    fn draw(&self, engine: &Engine, part: &Scope<'_>, random: Random<'_>) -> Option<Vec<u32>> {
        let block = self.blocks.draw(random)?;
        let (mut node, mut layer) = ends(&self.ways, part, block)?.draw(random)?;
        let mut chain = vec![node as u32];
        let mut found = Vec::new();
        while layer > 1 {
            engine.antecedents_in(part, node, &mut found);
            let mut antecedents = Lots::default();
            for earlier in found.iter().map(|earlier| *earlier as usize) {
                for below in self.ways.lengths.layers_before(layer) {
                    antecedents.add((earlier, below), self.ways.to(part, earlier, below))?;
                }
            }
            (node, layer) = antecedents.draw(random)?;
            chain.push(node as u32);
        }
        chain.reverse();
        Some(chain)
    }
}

/// The nodes of a block and the layers in which chains may end there.
fn ends<N: Number>(
    ways: &Ways<N>,
    part: &Scope<'_>,
    block: usize,
) -> Option<Lots<(usize, usize), N>> {
    let mut ends = Lots::default();
    let nodes = part.nodes();
    for node in (block..nodes.end.min(block + BLOCK)).filter(|node| part.may_end(*node)) {
        for layer in ways.lengths.min..=ways.lengths.layers {
            ends.add((node, layer), ways.to(part, node, layer))?;
        }
    }
    Some(ends)
}

/// The chains of a scope whose parts are so many that the ways in one are counted when it is drawn.
struct Urns<N> {
    /// The first nodes of parts, by how many chains are in them.
    parts: Lots<usize, N>,
    lengths: Lengths,
}

impl<N: Number> Draw for Urns<N> {
    fn draw(&self, engine: &Engine, scope: &Scope<'_>, random: Random<'_>) -> Option<Vec<u32>> {
        let part = scope.part_from(&engine.nodes, self.parts.draw(random)?)?;
        let ways = Ways::<N>::new(engine, &part, self.lengths)?;
        Urn::new(ways, &part)?.draw(engine, &part, random)
    }
}

/// Things to draw by weight, each with the sum of weights up to its own.
struct Lots<T, N>(Vec<(T, N)>);

impl<T, N> Default for Lots<T, N> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy, N: Number> Lots<T, N> {
    /// Nothing where the numbers are too narrow.
    fn add(&mut self, thing: T, weight: N) -> Option<()> {
        if weight != N::ZERO {
            self.0.push((thing, self.total().checked_plus(weight)?));
        }
        Some(())
    }

    fn total(&self) -> N {
        self.0.last().map_or(N::ZERO, |(_, total)| *total)
    }

    /// One of the things, if there is any.
    fn draw(&self, random: Random<'_>) -> Option<T> {
        if self.0.is_empty() {
            return None;
        }
        let drawn = self.total().random_below(random);
        let nth = self.0.partition_point(|(_, sum)| *sum <= drawn);
        self.0.get(nth).map(|(thing, _)| *thing)
    }
}
