//! Typed ids of actors, events, links and codes, numbered in the order in which they were added.

use std::fmt;

macro_rules! id {
    ($(#[$docs:meta])* $name:ident) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// Returns the index in the order of adding, counted from 0.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "#{}", self.0)
            }
        }
    };
}

id! {
    /// Identifies an actor within one builder and the timeline built from it.
    ///
    /// Ids are numbered in the order in which the actors were added.
    ///
    /// ```
    /// use escalade::{Actor, Timeline};
    ///
    /// let mut builder = Timeline::builder();
    /// let iran = builder.add_actor(Actor::new("IRN"));
    /// let israel = builder.add_actor(Actor::new("ISR"));
    /// assert!(iran < israel);
    /// assert_eq!(israel.index(), 1);
    /// ```
    ActorId
}

id! {
    /// Identifies an event within one builder, the timeline built from it, and all views of that
    /// timeline.
    ///
    /// Ids are numbered in the order in which the events were added, which need not be their order
    /// in time.
    ///
    /// ```
    /// use escalade::{Actor, Event, Timeline, model::ActionKind};
    ///
    /// let mut builder = Timeline::builder();
    /// let usa = builder.add_actor(Actor::new("USA"));
    /// let later = builder.add_event(Event::action(usa, "2024-04-18", ActionKind::Sanction));
    /// let earlier = builder.add_event(Event::action(usa, "2024-04-13", ActionKind::Call));
    /// assert!(later < earlier, "ids follow the order of adding, not of time");
    /// ```
    EventId
}

id! {
    /// Identifies a declared link within one builder and the timeline built from it.
    ///
    /// ```
    /// use escalade::{Actor, Event, Relation, Timeline, model::ActionKind};
    ///
    /// let mut builder = Timeline::builder();
    /// let usa = builder.add_actor(Actor::new("USA"));
    /// let call = builder.add_event(Event::action(usa, "2024-04-13", ActionKind::Call));
    /// let sanction = builder.add_event(Event::action(usa, "2024-04-18", ActionKind::Sanction));
    /// assert_eq!(builder.add_link(sanction, Relation::RespondsTo, call).index(), 0);
    /// ```
    LinkId
}

id! {
    /// Identifies a code together with a score, which many rows share. See
    /// [`TimelineBuilder::add_code`](crate::TimelineBuilder::add_code).
    ///
    /// ```
    /// use escalade::{Code, Level, Timeline, Vocabulary};
    ///
    /// let mut builder = Timeline::builder();
    /// let fight = Code::new(Vocabulary::Cameo, "190");
    /// let plain = builder.add_code(fight.clone(), None);
    /// let scored = builder.add_code(fight.clone(), Some(Level::from_tenths(-100)));
    /// assert_eq!(builder.add_code(fight, None), plain);
    /// assert_ne!(plain, scored);
    /// ```
    CodeId
}
