//! The coverage of a timeline: which actors were searched for events, and when.

use serde::{Deserialize, Serialize};

use super::Window;
use crate::{model::ActorId, sorting::sort_by};

/// Whether a timeline covers some actors in a window.
///
/// Where a timeline is covered and has no event, none was found. Where it is not covered, events may
/// be missing because no one looked for them.
///
/// ```
/// use escalade::{Actor, Timeline, timeline::{Coverage, Window}};
///
/// let mut builder = Timeline::builder();
/// let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
/// builder.cover_actors(iran, "2024-04-01".."2024-04-16");
/// builder.cover_actors(iran, "2024-04-16".."2024-05");
/// let timeline = builder.build()?;
/// let april = Window::new("2024-04".."2024-05")?;
/// assert_eq!(timeline.covers(iran, &april), Coverage::Covered);
/// assert_eq!(timeline.covers(iran, &Window::new("2024-04"..)?), Coverage::Partly);
/// assert_eq!(timeline.covers(israel, &april), Coverage::Not);
/// assert_eq!(timeline.covers_dyad(israel, iran, &april), Coverage::Covered, "Iran is on one side");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// All of the window is covered: where there is no event, none was found.
    Covered,
    /// Part of the window is covered.
    Partly,
    /// No part of the window is covered: the absence of events is no evidence.
    Not,
    /// The timeline states nothing about its coverage.
    NotStated,
}

impl Coverage {
    /// Returns `true` if some or all of the window is known not to be covered.
    ///
    /// ```
    /// # use escalade::timeline::Coverage;
    /// assert!(Coverage::Partly.is_lacking() && !Coverage::NotStated.is_lacking());
    /// ```
    pub fn is_lacking(self) -> bool {
        matches!(self, Self::Partly | Self::Not)
    }
}

/// A period in which a timeline covers some actors, or all of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CoveredPeriod {
    /// Sorted, without duplicates. `None` for all actors.
    pub(super) actors: Option<Vec<ActorId>>,
    /// The half-open period from `start` to `end`, in UTC seconds since 1970.
    pub(super) start: i64,
    pub(super) end: i64,
}

impl CoveredPeriod {
    /// Returns the actors whose events with anyone are covered, in order of recording. Returns `None`
    /// if all actors are covered.
    pub fn actors(&self) -> Option<&[ActorId]> {
        self.actors.as_deref()
    }

    /// Returns the window that is covered.
    pub fn window(&self) -> Window {
        Window::from_seconds(self.start, self.end)
    }

    /// Merges periods of the same actors that overlap or touch. Returns them sorted by actors, then
    /// by time.
    pub(super) fn merge(mut periods: Vec<Self>) -> Vec<Self> {
        sort_by(&mut periods, Ord::cmp);
        periods.dedup_by(|next, before| {
            let touches = next.actors == before.actors && next.start <= before.end;
            if touches {
                before.end = before.end.max(next.end);
            }
            touches
        });
        periods
    }
}
