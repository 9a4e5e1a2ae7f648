//! Counting chains by their number of events, several numbers in one pass.
//!
//! A node passes on a row of counts, one for each of several layers, and gathers the same row one
//! layer up. What it gathers in the last begins the row of the next pass.
//!
//! ```text
//!   passes on   layer  1  2  3  ...  8
//!                       ╲  ╲  ╲       ╲
//!   gathers     layer     2  3  4 ...  9    which the next pass begins with
//! ```

use super::{
    super::count::{Count, Counting, Number},
    Engine,
    gather::{Gather, Leaving},
    scope::Scope,
};

/// How many layers one pass counts.
const LANES: usize = 8;

/// How many chains of each number of events, up to the most, there are in a scope.
pub(in super::super) struct ByLen<'e> {
    pub(in super::super) engine: &'e Engine,
    pub(in super::super) scope: Scope<'e>,
    pub(in super::super) most: usize,
}

impl Counting for ByLen<'_> {
    /// From two events on.
    type Told = Vec<Count>;

    fn run<N: Number>(&self) -> Option<Vec<Count>> {
        let mut totals = Vec::new();
        for part in self.scope.parts(self.engine) {
            self.count_part::<N>(&part, &mut totals)?;
        }
        Some(totals.into_iter().take(self.most - 1).map(N::into_count).collect())
    }
}

impl ByLen<'_> {
    fn count_part<N: Number>(&self, part: &Scope<'_>, totals: &mut Vec<N>) -> Option<()> {
        let starts = |node| if part.may_start(node) { N::ONE } else { N::ZERO };
        let mut row: Vec<N> = part.nodes().map(starts).collect();
        let mut layer = 1;
        while layer < self.most && row.iter().any(|count| *count != N::ZERO) {
            let counted = self.count_lanes(part, &mut row)?;
            totals.resize(totals.len().max(layer - 1 + LANES), N::ZERO);
            for (total, count) in totals[layer - 1..].iter_mut().zip(counted.0) {
                *total = total.plus(count)?;
            }
            layer += LANES;
        }
        Some(())
    }

    /// The chains of the next layers, from what the nodes have in one layer to what they have so many
    /// layers up.
    fn count_lanes<N: Number>(&self, part: &Scope<'_>, row: &mut [N]) -> Option<Lanes<N>> {
        let from = part.nodes().start;
        let mut ending = Lanes::NOTHING;
        // What a node gathers is a part of all that was passed on.
        let mut passed = Lanes::NOTHING;
        let mut last = vec![N::ZERO; row.len()];
        self.engine.try_gather(part, |node, gathered: Lanes<N>| {
            if part.may_end(node) {
                ending = ending.plus(gathered)?;
            }
            last[node - from] = gathered.0[LANES - 1];
            let passing = gathered.after(row[node - from]);
            passed = passed.plus(passing)?;
            Some(passing)
        })?;
        row.copy_from_slice(&last);
        Some(ending)
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
    /// The lanes, if all are wide enough for their sums.
    fn plus(self, other: Self) -> Option<Self> {
        let mut sums = self;
        for (sum, other) in sums.0.iter_mut().zip(other.0) {
            *sum = sum.plus(other)?;
        }
        Some(sums)
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
