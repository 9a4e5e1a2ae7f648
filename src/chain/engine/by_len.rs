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

use super::{
    super::count::{Count, Counting, Number, widening},
    Engine,
    counting::AllChains,
    gather::{Gather, Leaving},
    layers::Lengths,
    scope::Scope,
};

/// How many layers one pass counts.
const LANES: usize = 10;

/// How many chains of each number of events, up to the most, there are in a scope.
pub(in super::super) struct ByLen<'e> {
    pub(in super::super) engine: &'e Engine,
    pub(in super::super) scope: Scope<'e>,
    pub(in super::super) most: usize,
}

impl ByLen<'_> {
    /// From two events on.
    pub(in super::super) fn counts(self) -> Vec<Count> {
        let narrow = self.run::<u64>().or_else(|| self.run::<u128>());
        let mut counts = narrow.or_else(|| widening(&self.layer_by_layer())).unwrap_or_default();
        counts.truncate(self.most.saturating_sub(1));
        counts
    }

    fn run<N: Number>(&self) -> Option<Vec<Count>> {
        let mut totals = Vec::new();
        for part in self.scope.parts(self.engine) {
            self.count_part::<N>(&part, &mut totals)?;
        }
        Some(totals.into_iter().map(N::into_count).collect())
    }

    /// Counts that fill more than 128 bits cost more than a pass of their own.
    fn layer_by_layer(&self) -> LayerByLayer<'_> {
        let lengths = self.engine.path_lengths(&self.scope);
        let longest = lengths.into_iter().max().unwrap_or(0) as usize;
        let lengths = Lengths { least: 2, layers: longest.min(self.most).max(2), open: false };
        LayerByLayer(AllChains { engine: self.engine, scope: self.scope.clone(), lengths })
    }

    fn count_part<N: Number>(&self, part: &Scope<'_>, totals: &mut Vec<N>) -> Option<()> {
        let (mut layer, mut row) = (1, None);
        while layer < self.most {
            let (ending, last) = self.count_lanes(part, row.as_deref())?;
            totals.resize(totals.len().max(layer - 1 + LANES), N::ZERO);
            for (total, count) in totals[layer - 1..].iter_mut().zip(ending.0) {
                *total = total.plus(count)?;
            }
            if last.is_empty() {
                break;
            }
            layer += LANES;
            row = Some(last);
        }
        Some(())
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
        let mut ending = Lanes::NOTHING;
        // What a node gathers is a part of all that was passed on.
        let mut passed = Lanes::NOTHING;
        let mut last = Vec::new();
        self.engine.try_gather(part, |node, gathered: Lanes<N>| {
            let at = node - nodes.start;
            if part.may_end(node) {
                ending.add(&gathered)?;
            }
            if gathered.0[LANES - 1] != N::ZERO {
                last.resize(nodes.len(), N::ZERO);
                last[at] = gathered.0[LANES - 1];
            }
            let had = row.map_or_else(|| starting(node), |row| row[at]);
            let passing = gathered.after(had);
            passed.add(&passing)?;
            Some(passing)
        })?;
        Some((ending, last))
    }
}

/// The same, one layer in each pass.
struct LayerByLayer<'e>(AllChains<'e>);

impl Counting for LayerByLayer<'_> {
    type Told = Vec<Count>;

    fn run<N: Number>(&self) -> Option<Vec<Count>> {
        let mut totals = vec![N::ZERO; self.0.lengths.layers - 1];
        self.0.count_ends(|layer, _, count| {
            totals[layer - 2] = totals[layer - 2].plus(count)?;
            Some(())
        })?;
        Some(totals.into_iter().map(N::into_count).collect())
    }
}

impl Engine {
    /// Whether levels rise, or fall, at every hop.
    pub(in super::super) fn is_strict(&self) -> bool {
        !self.rises.contains(&0)
    }
}

/// Counts in layers that follow one another.
#[derive(Clone, Copy, PartialEq)]
struct Lanes<N>([N; LANES]);

impl<N: Number> Lanes<N> {
    /// Adds to each lane, if all are wide enough.
    fn add(&mut self, other: &Self) -> Option<()> {
        for (sum, other) in self.0.iter_mut().zip(other.0) {
            *sum = sum.plus(other)?;
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

impl<N: Number> Gather for Lanes<N> {
    const NOTHING: Self = Self([N::ZERO; LANES]);
    const LEAVING: Leaving = if N::IS_EXACT { Leaving::Undo } else { Leaving::Never };

    fn join(mut self, other: Self) -> Self {
        for (lane, other) in self.0.iter_mut().zip(other.0) {
            *lane = lane.wrapping_plus(other);
        }
        self
    }

    fn without(mut self, other: Self) -> Self {
        for (lane, other) in self.0.iter_mut().zip(other.0) {
            *lane = lane.wrapping_minus(other);
        }
        self
    }
}
