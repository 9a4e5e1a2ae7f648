//! Reading single records, for a timeline that grows: what they refer to may be recorded elsewhere.

use super::{
    entry::{ActorEntry, CoveredEntry, EventEntry, LinkEntry},
    event_lookup::placeholder_id,
    field_path::FieldPath,
    forms::EventKey,
    lines::read_line,
    reading::DocumentReader,
};
use crate::{
    error::Issue,
    model::{Actor, ActorKind, Event, EventId, Link, Membership},
    timeline::{CoveredPeriod, TimelineBuilder, check},
};

/// Finds the event that a record refers to by key or number.
pub(crate) type FindEvent<'f> = dyn Fn(&EventKey) -> EventId + 'f;

/// The id of no event. Building reports it.
pub(crate) const UNKNOWN_EVENT: EventId = EventId(u32::MAX);

impl TimelineBuilder {
    /// Adds an actor without its memberships, or adds to the actor with this key what is not known of it yet: its kind,
    /// names in further languages, and its note. Returns `true` if this changed anything.
    pub(crate) fn describe_entry(&mut self, entry: &ActorEntry) -> bool {
        let Some(known) = self.actor_by_key(&entry.key) else {
            let mut actor = Actor::new(&entry.key).with_kind(entry.kind);
            actor.note.clone_from(&entry.note);
            actor.names.extend(entry.names.0.iter().cloned());
            self.add_actor(actor);
            return true;
        };
        // A copy, since most entries describe nothing new and the actors may be shared with a timeline.
        let mut actor = self.actors[known.index()].clone();
        let mut is_changed = false;
        if actor.kind == ActorKind::Unspecified && entry.kind != actor.kind {
            actor.kind = entry.kind;
            is_changed = true;
        }
        if actor.note.is_none() && entry.note.is_some() {
            actor.note.clone_from(&entry.note);
            is_changed = true;
        }
        for (language, name) in &entry.names.0 {
            if !actor.names.contains_key(language) {
                actor.names.insert(language.clone(), name.clone());
                is_changed = true;
            }
        }
        if is_changed {
            self.actors_mut()[known.index()] = actor;
        }
        is_changed
    }

    /// Returns the coverage that was stated, from the nth period on.
    pub(crate) fn covered_from(&self, nth: usize) -> &[CoveredPeriod] {
        &self.covered[nth.min(self.covered.len())..]
    }

    /// Returns the memberships of an actor, or the problems found.
    pub(crate) fn memberships_of_entry(
        &mut self,
        entry: &ActorEntry,
    ) -> Result<Vec<Membership>, Vec<Issue>> {
        self.read_single(&mut |reader| reader.memberships(entry, FieldPath::root("actor")))
    }

    /// Adds the memberships that the actor with this key does not have yet. A membership is the same if it is of the same
    /// kind, in the same actor, and for the same period. Returns `true` if there was one to add.
    pub(crate) fn join(&mut self, member: &str, memberships: Vec<Membership>) -> bool {
        let Some(member) = self.actor_by_key(member) else { return false };
        let known = &self.actors[member.index()].memberships;
        let mut new = Vec::new();
        for membership in memberships {
            let is_known = known.iter().any(|other| {
                (other.kind, other.of, other.period())
                    == (membership.kind, membership.of, membership.period())
            });
            if !is_known {
                new.push(membership);
            }
        }
        let is_changed = !new.is_empty();
        if is_changed {
            self.actors_mut()[member.index()].memberships.append(&mut new);
        }
        is_changed
    }

    /// Returns the draft of an event, or the problems found. The events that it refers to are not checked.
    pub(crate) fn event_of_entry(
        &mut self,
        entry: &EventEntry,
        find: &FindEvent<'_>,
    ) -> Result<Event, Vec<Issue>> {
        self.read_single(&mut |reader| {
            let mut draft = reader.event_draft(entry, FieldPath::root("event"));
            let references = reader.take_references();
            if let Some(statement) = &mut draft.details.statement {
                statement.replace_events(&|id| {
                    let nth = (placeholder_id(0).0 - id.0) as usize;
                    references.get(nth).map(|(key, _)| find(key))
                });
            }
            check::draft(&draft, reader.builder.actors.len(), &mut reader.builder.issues);
            draft
        })
    }

    /// Returns the draft of a link, or the problems found. The events that it links are not checked.
    pub(crate) fn link_of_entry(
        &mut self,
        entry: &LinkEntry,
        find: &FindEvent<'_>,
    ) -> Result<Link, Vec<Issue>> {
        let mut link = self.read_single(&mut |reader| {
            let link = reader.link_draft(entry, FieldPath::root("link"), false);
            reader.take_references();
            link
        })?;
        // Of events that are recorded elsewhere, reading knows neither the dates nor the ids.
        link.relation = entry.relation.unwrap_or(link.relation);
        for (end, key) in [(&mut link.from, &entry.from), (&mut link.to, &entry.to)] {
            *end = key.as_ref().map_or(UNKNOWN_EVENT, find);
        }
        Ok(link)
    }

    /// States that the timeline covers a period, or returns the problems found.
    pub(crate) fn cover_entry(&mut self, entry: &CoveredEntry) -> Result<(), Vec<Issue>> {
        self.read_single(&mut |reader| reader.covered_entry(entry, FieldPath::root("coverage")))
    }

    /// Calls `read` with a reader of single records, which refer to actors of this builder. Problems that it had before
    /// stay in it.
    pub(super) fn read_single<T>(
        &mut self,
        read: &mut dyn FnMut(&mut DocumentReader<'_>) -> T,
    ) -> Result<T, Vec<Issue>> {
        let mut found = None;
        let issues = read_line(self, &mut |reader| found = Some(read(reader)));
        found.filter(|_| issues.is_empty()).ok_or(issues)
    }
}
