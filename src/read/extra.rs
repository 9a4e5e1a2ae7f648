//! Optional values of rows.

use serde::{Deserialize, Serialize};

/// An optional value of a row that can be kept with its event: see [`Options::keep`](super::Options::keep).
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
    /// The number of mentions: GDELT's `NumMentions`. Takes 4 bytes per event.
    Mentions,
    /// The number of news sources that reported the event: GDELT's `NumSources`. Takes 4 bytes per event.
    Sources,
    /// The number of articles that reported the event: GDELT's `NumArticles`. Takes 4 bytes per event.
    Articles,
    /// Whether the event is a root event: GDELT's `IsRootEvent`. Takes 1 byte per event.
    Root,
    /// The day on which the row was added: GDELT's `DATEADDED`, in the daily and 15-minute files only. The
    /// rows of the historical files were added years after their events. Takes 4 bytes per event.
    Added,
}

impl Extra {
    /// All extras.
    pub const ALL: &[Self] =
        &[Self::Mentions, Self::Sources, Self::Articles, Self::Root, Self::Added];
}
