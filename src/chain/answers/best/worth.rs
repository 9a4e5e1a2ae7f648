//! What a chain is worth: one sum along it for every rank, and how the best of them is carried along
//! hops.

use crate::chain::{
    answers::best::rank::Rank,
    engine::{
        monoid::{Eviction, Monoid},
        sweep::windows::{MonotonicQueues, TwoStacks},
    },
    nodes::nodes::{Nodes, SweptNode},
};

/// What chains are compared by: a sum of what each event is worth, and of what the first and the last
/// are besides.
pub(crate) struct Worth {
    rank: Sum,
    /// Whether a [`Narrow`] holds the worth of any path.
    pub(crate) is_narrow: bool,
}

enum Sum {
    /// Each event 1.
    Events,
    /// The level of the last event, less that of the first.
    Rise,
    /// Each event its weight, by node.
    Weights(Vec<i32>),
}

impl Worth {
    pub(crate) fn of_rank(rank: Rank, nodes: &Nodes) -> Self {
        let far = |level: &i32| i64::from(*level).abs();
        match rank {
            Rank::Longest => Self::new(Sum::Events, nodes.len() as i64),
            Rank::GreatestRise => {
                Self::new(Sum::Rise, nodes.levels.values.iter().map(far).max().unwrap_or(0))
            }
        }
    }

    pub(crate) fn of_weights(weights: Vec<i32>) -> Self {
        let farthest = weights.iter().map(|weight| i64::from(*weight).abs()).sum();
        Self::new(Sum::Weights(weights), farthest)
    }

    fn new(rank: Sum, farthest: i64) -> Self {
        Self { rank, is_narrow: farthest <= Narrow::FARTHEST }
    }

    /// Whether it is the number of events.
    pub(crate) fn is_length(&self) -> bool {
        matches!(self.rank, Sum::Events)
    }

    pub(crate) fn each(&self, node: usize) -> i64 {
        match &self.rank {
            Sum::Events => 1,
            Sum::Rise => 0,
            Sum::Weights(weights) => i64::from(weights[node]),
        }
    }

    pub(crate) fn first(&self, nodes: &Nodes, at: SweptNode) -> i64 {
        -self.last(nodes, at)
    }

    pub(crate) fn last(&self, nodes: &Nodes, at: SweptNode) -> i64 {
        match &self.rank {
            Sum::Rise => i64::from(nodes.levels.values[at.level_index]),
            Sum::Events | Sum::Weights(_) => 0,
        }
    }
}

/// The worth of a path and the node it ends in, packed so that the better is the greater: more worth,
/// then the earlier node.
pub(crate) trait Packed: Monoid {
    fn new(worth: i64, node: u32) -> Self;
    /// Nothing where there is no path.
    fn open(self) -> Option<(i64, u32)>;
}

/// A worth of 30 bits. Doubles above zero are in the order of their bits, taken as whole numbers, and
/// processors find the greater of two doubles, and of two pairs at once, where they have no such
/// instruction for whole numbers of 64 bits. Nothing is ever reckoned with them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Narrow(f64);

impl Narrow {
    const FARTHEST: i64 = 1 << 29;
    /// Puts all worths into the normal numbers above zero.
    const LIFT: i64 = 1 << 30;
}

/// A worth of 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wide(u128);

impl Monoid for Narrow {
    const IDENTITY: Self = Self(0.0);
    const EVICTION: Eviction = Eviction::Dominate;
    type InOrder = TwoStacks<Self>;
    type AnyOrder = MonotonicQueues<Self>;

    /// None is not a number, which `max` would look for.
    #[inline]
    fn combine(self, other: Self) -> Self {
        if self.0 > other.0 { self } else { other }
    }
}

impl Packed for Narrow {
    fn new(worth: i64, node: u32) -> Self {
        let lifted = (worth + Self::LIFT) as u64;
        Self(f64::from_bits(lifted << 32 | u64::from(!node)))
    }

    fn open(self) -> Option<(i64, u32)> {
        let bits = self.0.to_bits();
        let worth = (bits >> 32) as i64 - Self::LIFT;
        (self != Self::IDENTITY).then_some((worth, !(bits as u32)))
    }
}

impl Monoid for Wide {
    const IDENTITY: Self = Self(0);
    const EVICTION: Eviction = Eviction::Dominate;
    type InOrder = TwoStacks<Self>;
    type AnyOrder = MonotonicQueues<Self>;

    fn combine(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }
}

impl Packed for Wide {
    fn new(worth: i64, node: u32) -> Self {
        let worth = worth as u64 ^ 1 << 63;
        Self(u128::from(worth) << 32 | u128::from(!node))
    }

    fn open(self) -> Option<(i64, u32)> {
        let worth = ((self.0 >> 32) as u64 ^ 1 << 63) as i64;
        (self != Self::IDENTITY).then_some((worth, !(self.0 as u32)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_in_order<P: Packed + std::fmt::Debug>(farthest: i64) {
        let worths = [-farthest, 1 - farthest, -1, 0, 1, farthest];
        let nodes = [u32::MAX, u32::MAX - 1, 1, 0];
        let from_worst = worths.iter().flat_map(|worth| nodes.map(|node| (*worth, node)));
        let mut best = P::IDENTITY;
        assert_eq!(best.open(), None);
        for (worth, node) in from_worst {
            let next = P::new(worth, node);
            assert_eq!(next.open(), Some((worth, node)));
            assert_eq!((best.combine(next), next.combine(best)), (next, next), "{worth} {node}");
            best = next;
        }
    }

    #[test]
    fn more_worth_is_better_and_then_the_earlier_node() {
        are_in_order::<Narrow>(Narrow::FARTHEST);
        are_in_order::<Wide>(i64::MAX);
    }
}
