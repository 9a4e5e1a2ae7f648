//! What is carried along hops: one value gathered from all antecedents of an event.

use crate::chain::number::Number;

/// A value that is joined over antecedents, in whatever order.
pub(crate) trait Gather: Copy + PartialEq {
    /// What an event without antecedents gathers.
    const NOTHING: Self;

    /// How a value that has left the window is taken out of what was gathered, if it can be.
    const LEAVING: Leaving;

    fn join(self, other: Self) -> Self;

    /// Joined with another where a mask has all bits, or as it is where it has none.
    #[inline]
    fn join_masked(self, mask: u64, other: Self) -> Self {
        if mask == 0 { self } else { self.join(other) }
    }

    /// Whether the other makes no difference beside this one, where the join is one of the two.
    fn outdoes(self, other: Self) -> bool {
        self.join(other) == self
    }

    /// Undoes [`join`](Self::join), where [`LEAVING`](Self::LEAVING) says that it can be undone.
    fn without(self, _: Self) -> Self {
        self
    }
}

/// See [`Gather::LEAVING`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// Subtract it.
    Undo,
    /// The join is one of the two, so keep those that may still be it.
    Outlive,
    /// Neither.
    Never,
}

/// A sum. Adding wraps: whoever passes values on keeps a checked total of them, which bounds every
/// sum of some of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sum<N>(pub(crate) N);

impl<N: Number> Gather for Sum<N> {
    const NOTHING: Self = Self(N::ZERO);
    const LEAVING: Leaving = if N::IS_EXACT { Leaving::Undo } else { Leaving::Never };

    fn join(self, other: Self) -> Self {
        Self(self.0.wrapping_plus(other.0))
    }

    #[inline]
    fn join_masked(self, mask: u64, other: Self) -> Self {
        Self(self.0.wrapping_plus(other.0.masked(mask)))
    }

    fn without(self, other: Self) -> Self {
        Self(self.0.wrapping_minus(other.0))
    }
}

/// The greatest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Greatest(pub(crate) u32);

impl Gather for Greatest {
    const NOTHING: Self = Self(0);
    const LEAVING: Leaving = Leaving::Outlive;

    fn join(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }
}

/// The least.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Least(pub(crate) i32);

impl Gather for Least {
    const NOTHING: Self = Self(i32::MAX);
    const LEAVING: Leaving = Leaving::Outlive;

    fn join(self, other: Self) -> Self {
        Self(self.0.min(other.0))
    }
}

/// The latest instant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Latest(pub(crate) i64);

impl Gather for Latest {
    const NOTHING: Self = Self(i64::MIN);
    const LEAVING: Leaving = Leaving::Outlive;

    fn join(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }
}
