//! The answers that several processes give.

use crate::chain::Rank;

/// The answer that is wanted.
///
/// ```
/// use escalade::distributed::Wanted;
///
/// assert_eq!(Wanted::default(), Wanted::Summary);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wanted {
    /// Events and each kind left out, hops, chains, and the greatest length and rise: see
    /// [`Chains::summary`](crate::Chains::summary).
    #[default]
    Summary,
    /// The number of chains of each length: see [`Chains::count_by_len`](crate::Chains::count_by_len).
    CountByLen,
    /// Events, hops and chains by dyad: see [`Chains::by_dyad`](crate::Chains::by_dyad).
    ByDyad,
    /// The best chains by a rank: see [`Chains::top`](crate::Chains::top).
    Best {
        /// The criterion.
        rank: Rank,
        /// The greatest number of chains.
        most: usize,
        /// What no two of them have in common.
        apart: Apart,
    },
}

/// What no two of the best chains have in common.
///
/// ```
/// use escalade::{Rank, distributed::{Apart, Wanted}};
///
/// let longest = Wanted::Best { rank: Rank::Longest, most: 1, apart: Apart::Nothing };
/// assert_eq!(longest, Wanted::longest());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Apart {
    /// They may have anything in common.
    #[default]
    Nothing,
    /// Their last event: see [`Top::one_per_end`](crate::chain::Top::one_per_end).
    Ends,
    /// Any event: see [`Top::event_disjoint`](crate::chain::Top::event_disjoint).
    Events,
}

impl Wanted {
    /// Returns the chain with the most events, as [`Chains::longest`](crate::Chains::longest) does.
    ///
    /// ```
    /// use escalade::{Rank, distributed::Wanted};
    ///
    /// assert!(matches!(Wanted::longest(), Wanted::Best { rank: Rank::Longest, most: 1, .. }));
    /// ```
    pub fn longest() -> Self {
        Self::Best { rank: Rank::Longest, most: 1, apart: Apart::Nothing }
    }

    /// Returns the chain with the greatest rise, as [`Chains::greatest_rise`](crate::Chains::greatest_rise) does.
    ///
    /// ```
    /// use escalade::{Rank, distributed::Wanted};
    ///
    /// assert!(matches!(Wanted::greatest_rise(), Wanted::Best { rank: Rank::GreatestRise, most: 1, .. }));
    /// ```
    pub fn greatest_rise() -> Self {
        Self::Best { rank: Rank::GreatestRise, most: 1, apart: Apart::Nothing }
    }

    pub(super) fn lists_chains(self) -> bool {
        matches!(self, Self::Best { .. })
    }
}
