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
