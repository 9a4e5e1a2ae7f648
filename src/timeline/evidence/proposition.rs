//! What evidence can be about.

use crate::model::{EventId, LinkId};

/// A proposition that evidence supports or denies. An [`EventId`] converts to
/// [`Occurred`](Self::Occurred), a [`LinkId`] to [`Linked`](Self::Linked).
///
/// ```
/// use escalade::{Actor, Event, Means, Timeline, evidence::Proposition};
///
/// let mut builder = Timeline::builder();
/// let a = builder.add_actor(Actor::new("A"));
/// let raid = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone));
/// assert_eq!(Proposition::from(raid), Proposition::Occurred(raid));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Proposition {
    /// The event occurred.
    Occurred(EventId),
    /// The sources of the event did it; of a disputed event, its likeliest candidate.
    Attributed(EventId),
    /// The link holds.
    Linked(LinkId),
    /// An assertion of a statement is true.
    Claimed {
        /// The statement.
        statement: EventId,
        /// The index of the assertion, counted from 0.
        nth: usize,
    },
}

impl From<EventId> for Proposition {
    fn from(event: EventId) -> Self {
        Self::Occurred(event)
    }
}

impl From<LinkId> for Proposition {
    fn from(link: LinkId) -> Self {
        Self::Linked(link)
    }
}
