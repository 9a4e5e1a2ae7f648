//! The levels of many events on one scale.

use super::Timeline;
use crate::{
    model::Level,
    scale::{Scale, ScoredEvent},
};

/// The levels of events on one scale.
///
/// Each event type is assessed once. Only events with details are assessed individually.
pub(crate) struct Levels<'t> {
    timeline: &'t Timeline,
    scale: &'t dyn Scale,
    by_type: Vec<Option<Level>>,
}

impl<'t> Levels<'t> {
    pub(crate) fn new(timeline: &'t Timeline, scale: &'t dyn Scale) -> Self {
        let mut by_type = Vec::with_capacity(timeline.types().len());
        for event_type in timeline.types() {
            by_type.push(scale.assess(ScoredEvent::of_type(event_type)));
        }
        Self { timeline, scale, by_type }
    }

    /// Returns the level of each event type, which is that of its events without details.
    pub(crate) fn of_types(&self) -> impl Iterator<Item = Option<Level>> {
        self.by_type.iter().copied()
    }

    /// Returns the level of the event with this id, if it has one.
    #[inline]
    pub(crate) fn of(&self, id: usize) -> Option<Level> {
        let columns = self.timeline.columns();
        let event_type = columns.type_index(id);
        match columns.details(id) {
            Some(details) => {
                ScoredEvent::detailed(&columns.types()[event_type], details).level(self.scale)
            }
            None => self.by_type[event_type],
        }
    }
}
