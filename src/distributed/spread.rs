//! [`Spread`]: how events are spread over workers.

use std::fmt;

/// A way to spread the events over workers.
///
/// The guide's chapter on [scale](crate::guide::scale) explains each way.
///
/// ```
/// use escalade::distributed::Spread;
///
/// assert_eq!(Spread::LevelRounds.to_string(), "rounds by level");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Spread {
    /// The events of two parties are in one place: for `Retaliation` and `Persistence`.
    Pairs,
    /// The events of a source are in one place: for `Widening` and `Persistence`.
    Sources,
    /// The events against a target are in one place: for `Joining` and `Persistence`.
    Targets,
    /// Each event is where it is looked up and where it looks others up. Values are exchanged once for each level, from
    /// the lowest up: for all rules, if levels rise or fall at every hop.
    LevelRounds,
    /// The same, but values are exchanged once for each number of events of a chain: for all rules, if that is bounded.
    LengthRounds,
    /// Each worker has the chains that start in a slice of time. Slices overlap by the greatest span of a chain.
    Slices,
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pairs => "pairs of parties",
            Self::Sources => "sources",
            Self::Targets => "targets",
            Self::LevelRounds => "rounds by level",
            Self::LengthRounds => "rounds by length",
            Self::Slices => "slices of time",
        })
    }
}
