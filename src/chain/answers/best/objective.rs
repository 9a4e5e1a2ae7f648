//! The objective that ranks chains, as one sum along the chain for every rank, and the number that carries
//! the best path along hops.

use std::{cmp::Reverse, sync::Arc};

use crate::chain::{
    engine::{
        monoid::{Eviction, Monoid},
        sweep::windows::{MonotonicQueues, TwoStacks},
        values::Greatest,
    },
    nodes::nodes::{Nodes, SweptNode},
};

/// What chains are ranked by: the sum of a value for each event, one for the first and one for the last
/// event.
pub(crate) struct Objective {
    kind: Kind,
    /// Whether [`Greatest`] holds the value of any path.
    pub(crate) fits_narrow: bool,
}

enum Kind {
    /// The number of events.
    Length,
    /// The level of the last event minus that of the first.
    Rise,
    /// The sum of these weights, by node.
    Weight(Arc<[i32]>),
}

impl Objective {
    pub(crate) fn length(nodes: &Nodes) -> Self {
        Self::new(Kind::Length, nodes.len() as i64)
    }

    pub(crate) fn rise(nodes: &Nodes) -> Self {
        let sizes = nodes.levels.values.iter().map(|level| level.abs());
        Self::new(Kind::Rise, sizes.max().unwrap_or(0))
    }

    pub(crate) fn weight(weights: Arc<[i32]>) -> Self {
        let sizes = weights.iter().map(|weight| i64::from(*weight).abs());
        let bound = sizes.sum();
        Self::new(Kind::Weight(weights), bound)
    }

    /// `bound` is at least the absolute value of any path.
    fn new(kind: Kind, bound: i64) -> Self {
        Self { kind, fits_narrow: bound <= MAX_NARROW }
    }

    /// Returns `true` if it is the number of events.
    pub(crate) fn is_length(&self) -> bool {
        matches!(self.kind, Kind::Length)
    }

    /// Returns the value of an event anywhere in a chain.
    #[inline]
    pub(crate) fn event_value(&self, node: usize) -> i64 {
        match &self.kind {
            Kind::Length => 1,
            Kind::Rise => 0,
            Kind::Weight(weights) => i64::from(weights[node]),
        }
    }

    /// Returns what an event adds as the first of a chain.
    #[inline]
    pub(crate) fn first_value(&self, nodes: &Nodes, at: &SweptNode) -> i64 {
        -self.last_value(nodes, at)
    }

    /// Returns what an event adds as the last of a chain.
    #[inline]
    pub(crate) fn last_value(&self, nodes: &Nodes, at: &SweptNode) -> i64 {
        match &self.kind {
            Kind::Rise => nodes.levels.values[at.level_index],
            Kind::Length | Kind::Weight(_) => 0,
        }
    }
}

/// A path of which only the value and the last node are known. The greater is the better: that of greater
/// value or, if values are equal, that with the earlier last node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PathEnd {
    pub(crate) value: i64,
    node: Reverse<u32>,
}

impl PathEnd {
    #[inline]
    pub(crate) fn new(value: i64, node: u32) -> Self {
        Self { value, node: Reverse(node) }
    }

    pub(crate) fn node(self) -> u32 {
        self.node.0
    }
}

/// A [`PathEnd`] packed into one number with the same order, so that the best path is the greatest number.
/// The identity stands for no path.
pub(crate) trait Packed: Monoid {
    fn pack(path: PathEnd) -> Self;
    /// Returns `None` if there is no path.
    fn unpack(self) -> Option<PathEnd>;
}

/// The greatest absolute value that [`Greatest`] holds beside a node.
const MAX_NARROW: i64 = 1 << 29;

/// Added to a value, so that the double is a positive normal number, neither infinite nor NaN.
const OFFSET: i64 = 1 << 30;

/// A value of 64 bits and a node. Takes twice the memory of [`Greatest`], and is slower to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wide(u128);

/// A value of 31 bits and a node, as the bits of a positive double: positive doubles have the order of their
/// bits, read as integers. No arithmetic is done on them.
impl Packed for Greatest {
    fn pack(path: PathEnd) -> Self {
        let value = (path.value + OFFSET) as u64;
        // The complement of the node, so that of equal values the earlier node is the greater.
        Self(f64::from_bits(value << 32 | u64::from(!path.node())))
    }

    fn unpack(self) -> Option<PathEnd> {
        let bits = self.0.to_bits();
        let value = (bits >> 32) as i64 - OFFSET;
        (self != Self::IDENTITY).then_some(PathEnd::new(value, !(bits as u32)))
    }
}

impl Monoid for Wide {
    const IDENTITY: Self = Self(0);
    const EVICTION: Eviction = Eviction::Dominate;
    type InOrder = TwoStacks<Self>;
    type AnyOrder = MonotonicQueues<Self>;
    const IS_SWEPT_ONCE: bool = true;

    fn combine(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }
}

impl Packed for Wide {
    fn pack(path: PathEnd) -> Self {
        // Flipping the sign bit gives signed values the order of unsigned ones.
        let value = path.value as u64 ^ 1 << 63;
        Self(u128::from(value) << 32 | u128::from(!path.node()))
    }

    fn unpack(self) -> Option<PathEnd> {
        let value = ((self.0 >> 32) as u64 ^ 1 << 63) as i64;
        (self != Self::IDENTITY).then_some(PathEnd::new(value, !(self.0 as u32)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_order<P: Packed + std::fmt::Debug>(max_value: i64) {
        let values = [-max_value, 1 - max_value, -1, 0, 1, max_value];
        let nodes = [u32::MAX, u32::MAX - 1, 1, 0];
        let from_worst =
            values.iter().flat_map(|value| nodes.map(|node| PathEnd::new(*value, node)));
        let mut best = P::IDENTITY;
        assert_eq!(best.unpack(), None);
        for path in from_worst {
            let next = P::pack(path);
            assert_eq!(next.unpack(), Some(path));
            assert_eq!((best.combine(next), next.combine(best)), (next, next), "{path:?}");
            best = next;
        }
    }

    #[test]
    fn a_greater_value_is_better_and_then_an_earlier_node() {
        check_order::<Greatest>(MAX_NARROW);
        check_order::<Wide>(i64::MAX);
    }
}
