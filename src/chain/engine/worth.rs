//! What a chain is worth: one sum along it for every rank, and how the best of them is carried along
//! hops.

use super::{
    super::{
        Rank,
        cast::{At, Cast},
    },
    gather::{Gather, Leaving},
};

/// What chains are compared by: a sum of what each event is worth, and of what the first and the last
/// are besides.
pub(in super::super) struct Worth {
    rank: Sum,
    /// Whether 32 bits hold the worth of any path.
    pub(super) is_narrow: bool,
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
    pub(in super::super) fn of_rank(rank: Rank, cast: &Cast) -> Self {
        let far = |level: &i32| i64::from(*level).abs();
        match rank {
            Rank::Longest => Self::new(Sum::Events, cast.len() as i64),
            Rank::GreatestRise => {
                Self::new(Sum::Rise, cast.ladder.rungs.iter().map(far).max().unwrap_or(0))
            }
        }
    }

    pub(in super::super) fn of_weights(weights: Vec<i32>) -> Self {
        let farthest = weights.iter().map(|weight| i64::from(*weight).abs()).sum();
        Self::new(Sum::Weights(weights), farthest)
    }

    fn new(rank: Sum, farthest: i64) -> Self {
        Self { rank, is_narrow: farthest <= i64::from(i32::MAX) }
    }

    /// Whether it is the number of events.
    pub(in super::super) fn is_length(&self) -> bool {
        matches!(self.rank, Sum::Events)
    }

    pub(super) fn each(&self, node: usize) -> i64 {
        match &self.rank {
            Sum::Events => 1,
            Sum::Rise => 0,
            Sum::Weights(weights) => i64::from(weights[node]),
        }
    }

    pub(super) fn first(&self, cast: &Cast, at: At) -> i64 {
        -self.last(cast, at)
    }

    pub(super) fn last(&self, cast: &Cast, at: At) -> i64 {
        match &self.rank {
            Sum::Rise => i64::from(cast.ladder.rungs[at.rank]),
            Sum::Events | Sum::Weights(_) => 0,
        }
    }
}

/// The worth of a path and the node it ends in, packed so that the better is the greater: more worth,
/// then the earlier node.
pub(in super::super) trait Packed: Gather {
    fn new(worth: i64, node: u32) -> Self;
    /// Nothing where there is no path.
    fn open(self) -> Option<(i64, u32)>;
}

/// A worth of 32 bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Narrow(u64);

/// A worth of 64 bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Wide(u128);

impl Gather for Narrow {
    const NOTHING: Self = Self(0);
    const LEAVING: Leaving = Leaving::Outlive;

    fn join(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }
}

impl Packed for Narrow {
    fn new(worth: i64, node: u32) -> Self {
        let worth = (worth as i32 as u32) ^ 1 << 31;
        Self(u64::from(worth) << 32 | u64::from(!node))
    }

    fn open(self) -> Option<(i64, u32)> {
        let worth = ((self.0 >> 32) as u32 ^ 1 << 31) as i32;
        (self != Self::NOTHING).then_some((i64::from(worth), !(self.0 as u32)))
    }
}

impl Gather for Wide {
    const NOTHING: Self = Self(0);
    const LEAVING: Leaving = Leaving::Outlive;

    fn join(self, other: Self) -> Self {
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
        (self != Self::NOTHING).then_some((worth, !(self.0 as u32)))
    }
}
