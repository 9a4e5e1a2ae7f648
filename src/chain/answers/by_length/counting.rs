//! Counting chains by length, ten lengths in one pass.
//!
//! A node passes on an array of counts, one for each of ten consecutive layers: its lanes. It receives the
//! same array one layer up. The last lane that it receives is the first that it passes on in the next pass.
//!
//! ```text
//!   passes on   layer  1  2  3  ...  10
//!                       ╲  ╲  ╲       ╲
//!   receives    layer     2  3  4 ...  11   which the next pass begins with
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
        number::{Counting, Number, into_counts, widening},
    },
    parallel,
};

/// The number of layers that one pass counts. With five, counting by relay takes 1.5 times as long, and by
/// retaliation, where most chains are short, 0.8 times (bench `chains`, rows `count_by_len`).
const LANES: usize = 10;

/// Counts the chains of a scope by length, up to a greatest length.
pub(crate) struct CountByLen<'e> {
    pub(crate) engine: &'e Engine,
    pub(crate) scope: Scope<'e>,
    pub(crate) max_len: usize,
}

impl CountByLen<'_> {
    /// Returns the numbers of chains of two events, of three, and so on.
    pub(crate) fn counts(self) -> Vec<Count> {
        let min_bits = self.engine.tuning.min_bits;
        let narrow = if min_bits <= 64 { self.run::<u64>() } else { None };
        let narrow = narrow.or_else(|| if min_bits <= 128 { self.run::<u128>() } else { None });
        // Wider numbers are counted layer by layer: ten lanes of them would need much memory for each cell.
        let mut counts = narrow.or_else(|| widening(&self.layer_by_layer())).unwrap_or_default();
        counts.truncate(self.max_len.saturating_sub(1));
        counts
    }

    fn run<N: Number>(&self) -> Option<Vec<Count>> {
        let mut totals = Vec::new();
        let count = |part: Scope<'_>| self.count_part::<N>(&part);
        let mut parts = self.scope.split_by_onset(&self.engine.nodes);
        parallel::try_for_each(&mut parts, count, |counts| add_from(&mut totals, 0, &counts))?;
        Some(into_counts(&totals))
    }

    fn layer_by_layer(&self) -> LayerByLayer<'_> {
        let lengths = self.engine.path_lengths(&self.scope);
        let longest = lengths.into_iter().max().unwrap_or(0) as usize;
        let lengths = Lengths { min: 2, layers: longest.min(self.max_len).max(2), is_open: false };
        LayerByLayer(AllChains { engine: self.engine, scope: self.scope.clone(), lengths })
    }

    fn count_part<N: Number>(&self, part: &Scope<'_>) -> Option<Vec<N>> {
        let (mut totals, mut layer, mut first_lanes) = (Vec::new(), 1, None);
        while layer < self.max_len {
            let (ending, last_lanes) = self.count_lanes(part, first_lanes.as_deref())?;
            add_from(&mut totals, layer - 1, &ending.0)?;
            if last_lanes.is_empty() {
                break;
            }
            layer += LANES;
            first_lanes = Some(last_lanes);
        }
        Some(totals)
    }

    /// Runs one pass. `first_lanes` has the number of paths to each node in the layer to begin with; `None`
    /// stands for the first layer.
    ///
    /// Returns the numbers of chains that end in each of the next ten layers, and the number of paths to
    /// each node in the last of these; empty if there are none. Returns `None` if the numbers are too
    /// narrow.
    fn count_lanes<N: Number>(
        &self,
        part: &Scope<'_>,
        first_lanes: Option<&[N]>,
    ) -> Option<(Lanes<N>, Vec<N>)> {
        let nodes = part.nodes();
        let runs = self.engine.fold(part, RunCounts::default, |run, at, received: Lanes<N>| {
            if part.may_end(at.node) {
                run.ending.add(&received)?;
            }
            let last = received.0[LANES - 1];
            if last != N::ZERO {
                run.last_lanes.push((at.node, last));
            }
            let first = match first_lanes {
                Some(lanes) => lanes[at.node - nodes.start],
                None if part.may_start(at.node) => N::ONE,
                None => N::ZERO,
            };
            let passed_on = received.shifted(first);
            run.passed.add(&passed_on)?;
            Some(passed_on)
        })?;
        let (mut ending, mut last_lanes) = (Lanes::IDENTITY, Vec::new());
        for run in runs {
            ending.add(&run.ending)?;
            if !run.last_lanes.is_empty() {
                last_lanes.resize(nodes.len(), N::ZERO);
            }
            for (node, count) in run.last_lanes {
                last_lanes[node - nodes.start] = count;
            }
        }
        Some((ending, last_lanes))
    }
}

/// The counts of one independent run of nodes in one pass.
struct RunCounts<N> {
    /// The number of chains that end in these nodes.
    ending: Lanes<N>,
    /// The checked total of all values passed on: see `engine::values`.
    passed: Lanes<N>,
    /// The last lane of each node for which it is not zero.
    last_lanes: Vec<(usize, N)>,
}

impl<N: Number> Default for RunCounts<N> {
    fn default() -> Self {
        Self { ending: Lanes::IDENTITY, passed: Lanes::IDENTITY, last_lanes: Vec::new() }
    }
}

/// Adds counts to totals, the first count to `totals[from]`. Returns `None` if the numbers are too narrow.
fn add_from<N: Number>(totals: &mut Vec<N>, from: usize, counts: &[N]) -> Option<()> {
    totals.resize(totals.len().max(from + counts.len()), N::ZERO);
    for (total, count) in totals[from..].iter_mut().zip(counts) {
        *total = total.checked_plus(*count)?;
    }
    Some(())
}

/// Counts the chains of a scope by length, one layer in each pass.
struct LayerByLayer<'e>(AllChains<'e>);

impl Counting for LayerByLayer<'_> {
    type Output = Vec<Count>;

    fn min_bits(&self) -> u32 {
        self.0.engine.tuning.min_bits
    }

    fn run<N: Number>(&self) -> Option<Vec<Count>> {
        let mut totals = vec![N::ZERO; self.0.lengths.layers - 1];
        self.0.count_ends(&mut |layer, _, count| {
            totals[layer - 2] = totals[layer - 2].checked_plus(count)?;
            Some(())
        })?;
        Some(into_counts(&totals))
    }
}

/// The numbers of paths in consecutive layers.
#[derive(Clone, Copy, PartialEq)]
struct Lanes<N>([N; LANES]);

impl<N: Number> Lanes<N> {
    /// Adds to each lane. Returns `None` if the numbers are too narrow.
    fn add(&mut self, other: &Self) -> Option<()> {
        for (sum, other) in self.0.iter_mut().zip(other.0) {
            *sum = sum.checked_plus(other)?;
        }
        Some(())
    }

    /// Returns `first`, followed by all lanes but the last.
    fn shifted(self, first: N) -> Self {
        let mut lanes = [first; LANES];
        lanes[1..].copy_from_slice(&self.0[..LANES - 1]);
        Self(lanes)
    }
}

impl<N: Number> Monoid for Lanes<N> {
    const IDENTITY: Self = Self([N::ZERO; LANES]);
    const EVICTION: Eviction = Eviction::Subtract;
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
