//! Finding the actors and events that records refer to by key or number.

use super::{
    event_lookup::{EventLookup, Reference, placeholder_id},
    field_path::FieldPath,
    forms::{EventKey, OneOrMany},
    nearest,
    reading::DocumentReader,
};
use crate::{
    error::MAX_ISSUES,
    model::{ActorId, EventId},
};

impl DocumentReader<'_> {
    pub(super) fn actors(&mut self, keys: &OneOrMany<String>, at: FieldPath<'_>) -> Vec<ActorId> {
        let mut actors = Vec::with_capacity(keys.0.len());
        for (nth, key) in keys.0.iter().enumerate() {
            actors.push(self.actor(key, at.nth_of(nth, keys.0.len())));
        }
        actors
    }

    pub(super) fn actor(&mut self, key: &str, at: FieldPath<'_>) -> ActorId {
        if let Some(actor) = self.actors.get(key) {
            return ActorId(*actor);
        }
        if self.lookup.is_some() {
            if let Some(actor) = self.builder.actor_by_key(key) {
                return actor;
            }
            let mut keys = self.builder.actor_keys.keys().map(|key| &**key);
            let remedy = self.nearest(key, &mut keys, "describe the actor on an earlier line");
            self.report(at, key, "the key of an actor that was described before", &remedy);
            return ActorId(0); // Never used, as a record with issues is not added.
        }
        let mut keys = self.actors.keys().copied();
        let remedy = self.nearest(key, &mut keys, "describe the actor under `actors`");
        self.report(at, key, "the key of an actor of this document", &remedy);
        self.has_unknown_actor = true;
        ActorId(self.actor_count as u32)
    }

    pub(super) fn events(&mut self, keys: &OneOrMany<EventKey>, at: FieldPath<'_>) -> Vec<EventId> {
        let mut events = Vec::with_capacity(keys.0.len());
        for (nth, key) in keys.0.iter().enumerate() {
            events.push(self.event(key, at.nth_of(nth, keys.0.len())));
        }
        events
    }

    pub(super) fn event(&mut self, key: &EventKey, at: FieldPath<'_>) -> EventId {
        match &mut self.lookup {
            None => self.event_of_document(key, at),
            Some(EventLookup::Deferred(references)) => {
                references.push((key.clone(), at.to_string()));
                placeholder_id(references.len() - 1)
            }
            Some(EventLookup::Immediate(numbers)) => match numbers.find(key, &self.builder) {
                Some(event) => event,
                None => {
                    let got = match key {
                        EventKey::Key(key) => key.clone(),
                        EventKey::Number(number) => number.to_string(),
                    };
                    let allowed =
                        "the key of an event, or its index among the events of this file, from 0";
                    self.report(at, &got, allowed, "use the key of an existing event");
                    EventId(0) // Removed again, or the record is not added.
                }
            },
        }
    }

    /// Returns the deferred references and clears them.
    pub(super) fn take_references(&mut self) -> Vec<Reference> {
        match &mut self.lookup {
            Some(EventLookup::Deferred(references)) => std::mem::take(references),
            _ => Vec::new(),
        }
    }

    fn event_of_document(&mut self, key: &EventKey, at: FieldPath<'_>) -> EventId {
        match key {
            EventKey::Key(key) => {
                if let Some(event) = self.events.get(key.as_str()) {
                    return EventId(*event);
                }
                let mut keys = self.events.keys().copied();
                let remedy = self.nearest(key, &mut keys, "give this key to an event");
                self.report(
                    at,
                    key,
                    "the key of an event of this document, or its index in the list, from 0",
                    &remedy,
                );
            }
            EventKey::Number(number) => {
                let count = self.event_count - self.first_event;
                if *number < count as u64 {
                    return EventId((self.first_event as u64 + number) as u32);
                }
                let allowed = match count {
                    0 => "the key of an event, but this document has no events".to_owned(),
                    count => format!("0 to {}, as events are counted from 0", count - 1),
                };
                self.report(
                    at,
                    &number.to_string(),
                    &allowed,
                    "use the index of an existing event",
                );
            }
        }
        self.unknown_event()
    }

    /// Returns the id of a new placeholder event. Each unknown reference gets one of its own, as both ends
    /// of a link must differ.
    pub(super) fn unknown_event(&mut self) -> EventId {
        self.unknown_events += 1;
        EventId(self.event_count as u32 + self.unknown_events - 1)
    }

    /// Returns a remedy that suggests a similar key, if there is one.
    fn nearest(&self, key: &str, keys: &mut dyn Iterator<Item = &str>, otherwise: &str) -> String {
        if self.builder.issues.count() >= MAX_ISSUES {
            return String::new(); // The issue is only counted, so the search would be wasted.
        }
        match nearest(key, keys) {
            Some(near) => format!("write `{near}` if that is meant, or {otherwise}"),
            None => otherwise.to_owned(),
        }
    }
}
