//! Reading single records, for a timeline that grows: what they refer to may be recorded elsewhere.

use super::{
    entry::{ActorEntry, CoveredEntry, Document, EventEntry, LinkEntry},
    event_lookup::{EventLookup, placeholder_id},
    field_path::FieldPath,
    forms::EventKey,
    reading::{DocumentReader, Unread},
};
use crate::{
    model::{ActionKind, Actor, ActorKind, Event, EventId, Link, Relation},
    timeline::TimelineBuilder,
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
        let actor = &mut self.actors[known.index()];
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
        is_changed
    }

    /// Adds the memberships of an actor that it does not have yet. A membership is the same if it is of the same kind, in
    /// the same actor, and for the same period. Returns `true` if there is one to add.
    pub(crate) fn add_memberships_of(&mut self, entry: &ActorEntry) -> bool {
        let Some(member) = self.actor_by_key(&entry.key) else { return false };
        let mut memberships = Vec::new();
        self.read_single(&mut |reader| {
            memberships = reader.memberships(entry, FieldPath::root("actor"));
        });
        let before = self.actors[member.index()].memberships.len();
        for membership in memberships {
            let known = &mut self.actors[member.index()].memberships;
            let is_known = known[..before].iter().any(|other| {
                (other.kind, other.of, other.period())
                    == (membership.kind, membership.of, membership.period())
            });
            if !is_known {
                known.push(membership);
            }
        }
        self.actors[member.index()].memberships.len() > before
    }

    /// Returns the draft of an event.
    pub(crate) fn event_of_entry(&mut self, entry: &EventEntry, find: &FindEvent<'_>) -> Event {
        let mut draft = Event::action((), "1970", ActionKind::Other);
        self.read_single(&mut |reader| {
            draft = reader.event_draft(entry, FieldPath::root("event"));
            let references = reader.take_references();
            if let Some(statement) = &mut draft.details.statement {
                statement.replace_events(&|id| {
                    let nth = (placeholder_id(0).0 - id.0) as usize;
                    references.get(nth).map(|(key, _)| find(key))
                });
            }
        });
        draft
    }

    /// Returns the draft of a link.
    pub(crate) fn link_of_entry(&mut self, entry: &LinkEntry, find: &FindEvent<'_>) -> Link {
        let relation = entry.relation.unwrap_or(Relation::About);
        let mut link = Link::new(UNKNOWN_EVENT, relation, UNKNOWN_EVENT);
        self.read_single(&mut |reader| {
            link = reader.link_draft(entry, FieldPath::root("link"), false);
            reader.take_references();
        });
        let end = |key: &Option<EventKey>| key.as_ref().map_or(UNKNOWN_EVENT, find);
        // Of events that are recorded elsewhere, reading knows neither the dates nor the ids.
        (link.relation, link.from, link.to) = (relation, end(&entry.from), end(&entry.to));
        link
    }

    /// States that the timeline covers a period.
    pub(crate) fn cover_entry(&mut self, entry: &CoveredEntry) {
        self.read_single(&mut |reader| reader.covered_entry(entry, FieldPath::root("coverage")));
    }

    /// Calls `read` with a reader of single records, which refer to actors of this builder. Problems stay in it.
    fn read_single(&mut self, read: &mut dyn FnMut(&mut DocumentReader<'_>)) {
        let (document, unread) = (Document::default(), Unread::default());
        let lookup = EventLookup::Deferred(Vec::new());
        let builder = std::mem::take(self);
        let mut reader = DocumentReader::for_lines(builder, &document, &unread, lookup);
        read(&mut reader);
        *self = reader.builder;
    }
}
