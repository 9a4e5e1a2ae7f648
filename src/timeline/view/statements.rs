//! Which events statements are about, as a view shows it.

use super::base::View;
use crate::{
    model::{EventId, Relation},
    sorting::sort_distinct,
    timeline::EventRef,
};

impl<'t> View<'t> {
    /// Returns the events that a statement is about: those that it names or, if it names none, those that links which
    /// the view shows say it is about.
    pub(in crate::timeline) fn subjects_of(&self, statement: EventRef<'t>) -> Vec<EventId> {
        let mut subjects = statement.subjects().to_vec();
        if subjects.is_empty() {
            for (_, link) in statement.links_out() {
                if link.relation() == Relation::About && self.shows_link(link) {
                    subjects.push(link.to());
                }
            }
        }
        subjects
    }

    /// Returns the statements about an event that the view shows, each once, in order of recording.
    pub(in crate::timeline) fn statements_about(&self, event: EventId) -> Vec<EventRef<'t>> {
        let mut ids = Vec::new();
        for id in self.timeline.statements_about(event) {
            ids.push(id);
        }
        for (_, link) in self.timeline.event(event).links_in() {
            if link.relation() == Relation::About
                && self.shows_link(link)
                && self.timeline.event(link.from()).subjects().is_empty()
            {
                ids.push(link.from());
            }
        }
        sort_distinct(&mut ids);
        let mut statements = Vec::with_capacity(ids.len());
        for id in ids {
            let statement = self.as_seen(self.timeline.event(id));
            if self.contains(statement) {
                statements.push(statement);
            }
        }
        statements
    }
}
