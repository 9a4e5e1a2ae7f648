//! What of an event, a statement or a link a view tells.

use super::View;
use crate::{
    model::{Assertion, Link, Report},
    timeline::EventRef,
};

impl<'t> View<'t> {
    /// The event at a position, as it is seen here.
    pub(crate) fn event_at(&self, position: usize) -> EventRef<'t> {
        self.timeline.event_at(position)
    }

    /// An event of the timeline as it is seen here.
    pub(crate) fn as_seen(&self, event: EventRef<'_>) -> EventRef<'t> {
        self.event_at(event.position())
    }

    /// What a statement asserts, as far as it is told here, in order of recording.
    pub(crate) fn assertions(
        &self,
        statement: EventRef<'_>,
    ) -> impl Iterator<Item = &'t Assertion> {
        let said = self.timeline.event(statement.id()).said();
        said.map_or(&[][..], |said| said.assertions()).iter()
    }

    /// Those of some reports that this view tells.
    pub(crate) fn told<'r>(&self, reports: &'r [Report]) -> impl Iterator<Item = &'r Report> {
        reports.iter()
    }

    pub(crate) fn tells_link(&self, _: &Link) -> bool {
        true
    }
}
