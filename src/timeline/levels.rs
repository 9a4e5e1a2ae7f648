//! Levels of many events on one scale.

use super::Timeline;
use crate::{
    model::{EventType, Level},
    scale::{Scale, Scored},
};

/// Levels on one scale: looked up by type, or by event where it has details.
pub(crate) struct Levels<'t> {
    timeline: &'t Timeline,
    scale: &'t dyn Scale,
    by_type: Vec<Option<Level>>,
}

impl<'t> Levels<'t> {
    pub(crate) fn new(timeline: &'t Timeline, scale: &'t dyn Scale) -> Self {
        let assess = |event_type: &EventType| scale.assess(Scored::of_type(event_type));
        Self { timeline, scale, by_type: timeline.types().iter().map(assess).collect() }
    }

    /// The level of each type, if it has one, where nothing more is known of an event.
    pub(crate) fn of_types(&self) -> impl Iterator<Item = Option<Level>> {
        self.by_type.iter().copied()
    }

    /// The level of the event of an id, if it has one.
    #[inline]
    pub(crate) fn of(&self, id: usize) -> Option<Level> {
        let columns = self.timeline.columns();
        let event_type = columns.type_index(id);
        match columns.details(id) {
            Some(details) => {
                Scored::detailed(&columns.types()[event_type], details).level(self.scale)
            }
            None => self.by_type[event_type],
        }
    }
}
