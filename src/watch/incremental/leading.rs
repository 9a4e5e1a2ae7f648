//! [`Leading`]: the hops and paths that lead to an event.

/// Paths along hops that begin where a chain may start and lead to an event.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Paths {
    /// The number of paths.
    pub(super) count: u128,
    /// The number of events of the longest, that event included; 0 if there is none.
    pub(super) longest: u16,
    /// The lowest level at which one starts, in tenths; 0 if there is none.
    pub(super) lowest: i16,
}

/// The hops to an event, and the paths along them: those of two or more events, so that each is a chain if one may end in
/// the event.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Leading {
    /// The number of hops.
    pub(super) hops: u64,
    pub(super) paths: Paths,
}

impl Paths {
    /// Returns the paths that go on from any of two sets of paths. Returns `None` if the numbers do not fit.
    pub(super) fn and(self, other: Self) -> Option<Self> {
        let (one, other) = match (self.count, other.count) {
            (0, _) => return Some(other),
            (_, 0) => return Some(self),
            _ => (self, other),
        };
        Some(Self {
            count: one.count.checked_add(other.count)?,
            longest: one.longest.max(other.longest),
            lowest: one.lowest.min(other.lowest),
        })
    }

    /// Returns the path of an event alone, with a level in tenths.
    pub(super) fn of_start(level: i64) -> Option<Self> {
        Some(Self { count: 1, longest: 1, lowest: level.try_into().ok()? })
    }

    /// Returns the same paths, each with an event more.
    pub(super) fn extended(self) -> Option<Self> {
        match self.count {
            0 => Some(self),
            _ => Some(Self { longest: self.longest.checked_add(1)?, ..self }),
        }
    }
}
