//! Reading the records of a journal, which describe actors and events as they are from then on.

use super::{
    entry::{ActorEntry, ReportEntry},
    field_path::FieldPath,
};
use crate::{
    error::Issue,
    model::{Actor, ActorId, EventId, Membership, Report},
    timeline::TimelineBuilder,
};

impl TimelineBuilder {
    /// Describes an actor anew, without its memberships, and returns its id.
    pub(crate) fn redescribe_entry(&mut self, entry: &ActorEntry) -> ActorId {
        let actor = match self.actor_by_key(&entry.key) {
            Some(known) => known,
            None => self.add_actor(Actor::new(&entry.key)),
        };
        let described = &mut self.actors_mut()[actor.index()];
        described.kind = entry.kind;
        described.note.clone_from(&entry.note);
        described.names = entry.names.0.iter().cloned().collect();
        actor
    }

    /// Replaces the memberships of an actor.
    pub(crate) fn replace_memberships(&mut self, actor: ActorId, memberships: Vec<Membership>) {
        self.actors_mut()[actor.index()].memberships = memberships;
    }

    /// Replaces the events that statements refer to.
    pub(crate) fn replace_subjects(&mut self, replacement: &dyn Fn(EventId) -> Option<EventId>) {
        self.columns.replace_events(replacement);
    }

    /// Returns a report, or the problems found.
    pub(crate) fn report_of_entry(&mut self, entry: &ReportEntry) -> Result<Report, Vec<Issue>> {
        self.read_single(&mut |reader| reader.report_draft(entry, FieldPath::root("report")))
    }
}
