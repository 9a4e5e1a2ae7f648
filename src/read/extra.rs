//! What can be kept of rows besides what happened.

use serde::{Deserialize, Serialize};

/// What a file may tell of a row besides what happened: see [`Options::keep`](super::Options::keep).
///
/// ```
/// use escalade::read::Extra;
///
/// assert_eq!(serde_json::to_string(&Extra::Mentions).unwrap(), "\"mentions\"");
/// assert_eq!(Extra::ALL.len(), 5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Extra {
    /// How often it was mentioned: GDELT's `NumMentions`. 4 bytes an event.
    Mentions,
    /// How many sources of news told it: GDELT's `NumSources`. 4 bytes an event.
    Sources,
    /// How many articles told it: GDELT's `NumArticles`. 4 bytes an event.
    Articles,
    /// Whether it is a root event: GDELT's `IsRootEvent`. 1 byte an event.
    Root,
    /// The day it was added: GDELT's `DATEADDED`, of the daily and 15-minute files; the backfiles were
    /// added years after all that is in them. 4 bytes an event.
    Added,
}

impl Extra {
    /// All of them.
    pub const ALL: &[Self] =
        &[Self::Mentions, Self::Sources, Self::Articles, Self::Root, Self::Added];
}
