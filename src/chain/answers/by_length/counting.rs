//! Counting chains by their number of events, several numbers in one pass.
//!
//! A node passes on a row of counts, one for each of several layers, and gathers the same row one
//! layer up. What it gathers in the last begins the row of the next pass.
//!
//! ```text
//!   passes on   layer  1  2  3  ...  10
//!                       ╲  ╲  ╲       ╲
//!   gathers     layer     2  3  4 ...  11   which the next pass begins with
//! ```

use crate::{
    chain::{
        answers::count::counting::AllChains,
        count::Count,
        engine::{
            engine::Engine,
            layers::Lengths,
            monoid::{Eviction, Monoid},
            scope::Scope,
            sweep::windows::BlockedSums,
        },
        number::{Counting, Number, widening},
    },
    parallel,
};

/// How many layers one pass counts.
const LANES: usize = 10;

/// How many chains of each number of events, up to the most, there are in a scope.
pub(crate) struct ByLen<'e> {
    pub(crate) engine: &'e Engine,
    pub(crate) scope: Scope<'e>,
    pub(crate) most: usize,
}

impl ByLen<'_> {
    /// From two events on.
    pub(crate) fn counts(self) -> Vec<Count> {
        let min_bits = self.engine.tuning.min_bits;
        let narrow = if min_bits <= 64 { self.run::<u64>() } else { None };
        let narrow = narrow.or_else(|| if min_bits <= 128 { self.run::<u128>() } else { None });
        let mut counts = narrow.or_else(|| widening(&self.layer_by_layer())).unwrap_or_default();
        counts.truncate(self.most.saturating_sub(1));
        counts
    }

    fn run<N: Number>(&self) -> Option<Vec<Count>> {
        let mut totals = Vec::new();
        let count = |part: Scope<'_>| self.count_part::<N>(&part);
        parallel::try_for_each(self.scope.parts(&self.engine.nodes), count, |counts| {
            add_from(&mut totals, 0, &counts)
        })?;
        Some(totals.into_iter().map(N::into_count).collect())
    }

    /// Counts that fill more than 128 bits cost more than a pass of their own.
    fn layer_by_layer(&self) -> LayerByLayer<'_> {
        let lengths = self.engine.path_lengths(&self.scope);
        let longest = lengths.into_iter().max().unwrap_or(0) as usize;
        let lengths = Lengths { min: 2, layers: longest.min(self.most).max(2), is_open: false };
        LayerByLayer(AllChains { engine: self.engine, scope: self.scope.clone(), lengths })
    }

    fn count_part<N: Number>(&self, part: &Scope<'_>) -> Option<Vec<N>> {
        let (mut totals, mut layer, mut row) = (Vec::new(), 1, None);
        while layer < self.most {
            let (ending, last) = self.count_lanes(part, row.as_deref())?;
            add_from(&mut totals, layer - 1, &ending.0)?;
            if last.is_empty() {
                break;
            }
            layer += LANES;
            row = Some(last);
        }
        Some(totals)
    }

    /// The chains of the next layers, from what the nodes have in one layer, which is the first where
    /// nothing is said, and what they have so many layers up; nothing where none has anything there.
    fn count_lanes<N: Number>(
        &self,
        part: &Scope<'_>,
        row: Option<&[N]>,
    ) -> Option<(Lanes<N>, Vec<N>)> {
        let nodes = part.nodes();
        let starting = |node| if part.may_start(node) { N::ONE } else { N::ZERO };
        let found = self.engine.fold(part, Found::default, |found, at, gathered: Lanes<N>| {
            if part.may_end(at.node) {
                found.ending.add(&gathered)?;
            }
            if gathered.0[LANES - 1] != N::ZERO {
                found.last.push((at.node, gathered.0[LANES - 1]));
            }
            let had = row.map_or_else(|| starting(at.node), |row| row[at.node - nodes.start]);
            let passing = gathered.after(had);
            found.passed.add(&passing)?;
            Some(passing)
        })?;
        let (mut ending, mut last) = (Lanes::IDENTITY, Vec::new());
        for found in found {
            ending.add(&found.ending)?;
            if !found.last.is_empty() {
                last.resize(nodes.len(), N::ZERO);
            }
            for (node, count) in found.last {
                last[node - nodes.start] = count;
            }
        }
        Some((ending, last))
    }
}

/// What is found on one run of nodes.
struct Found<N> {
    /// The chains that end there.
    ending: Lanes<N>,
    /// What a node gathers is a part of all that was passed on.
    passed: Lanes<N>,
    /// What nodes gather in the last layer, where it is anything.
    last: Vec<(usize, N)>,
}

impl<N: Number> Default for Found<N> {
    fn default() -> Self {
        Self { ending: Lanes::IDENTITY, passed: Lanes::IDENTITY, last: Vec::new() }
    }
}

/// Adds counts to totals from one of these on, if the numbers are wide enough.
fn add_from<N: Number>(totals: &mut Vec<N>, from: usize, counts: &[N]) -> Option<()> {
    totals.resize(totals.len().max(from + counts.len()), N::ZERO);
    for (total, count) in totals[from..].iter_mut().zip(counts) {
        *total = total.checked_plus(*count)?;
    }
    Some(())
}

/// The same, one layer in each pass.
struct LayerByLayer<'e>(AllChains<'e>);

impl Counting for LayerByLayer<'_> {
    type Output = Vec<Count>;

    fn min_bits(&self) -> u32 {
        self.0.engine.tuning.min_bits
    }

    fn run<N: Number>(&self) -> Option<Vec<Count>> {
        let mut totals = vec![N::ZERO; self.0.lengths.layers - 1];
        self.0.count_ends(|layer, _, count| {
            totals[layer - 2] = totals[layer - 2].checked_plus(count)?;
            Some(())
        })?;
        Some(totals.into_iter().map(N::into_count).collect())
    }
}

/// Counts in layers that follow one another.
#[derive(Clone, Copy, PartialEq)]
struct Lanes<N>([N; LANES]);

impl<N: Number> Lanes<N> {
    /// Adds to each lane, if all are wide enough.
    fn add(&mut self, other: &Self) -> Option<()> {
        for (sum, other) in self.0.iter_mut().zip(other.0) {
            *sum = sum.checked_plus(other)?;
        }
        Some(())
    }

    /// All but the last, each one lane on, after another.
    fn after(self, first: N) -> Self {
        let mut lanes = [first; LANES];
        lanes[1..].copy_from_slice(&self.0[..LANES - 1]);
        Self(lanes)
    }
}

impl<N: Number> Monoid for Lanes<N> {
    const IDENTITY: Self = Self([N::ZERO; LANES]);
    const EVICTION: Eviction = if N::IS_EXACT { Eviction::Subtract } else { Eviction::Impossible };
    type InOrder = BlockedSums<Self>;
    type AnyOrder = BlockedSums<Self>;

    fn combine(mut self, other: Self) -> Self {
        for (lane, other) in self.0.iter_mut().zip(other.0) {
            *lane = lane.wrapping_plus(other);
        }
        self
    }

    fn subtract(mut self, other: Self) -> Self {
        for (lane, other) in self.0.iter_mut().zip(other.0) {
            *lane = lane.wrapping_minus(other);
        }
        self
    }
}
