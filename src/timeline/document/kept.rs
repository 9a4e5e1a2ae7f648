//! The parts of a kept timeline that its columns do not hold, as records of the native document.

use serde::Serialize;

use super::{
    entry::{Document, EventEntry},
    event_lookup::EventLookup,
    event_numbers::EventNumbers,
    field_path::FieldPath,
    reading::{DocumentReader, Unread},
    writing::SerializedTimeline,
};
use crate::{
    model::{Act, Event, EventId},
    timeline::{Timeline, TimelineBuilder},
};

/// All of a timeline but its events.
pub(in crate::timeline) struct DocumentRest<'t>(pub(in crate::timeline) &'t Timeline);

impl Serialize for DocumentRest<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        SerializedTimeline::without_events(self.0).serialize(serializer)
    }
}

impl Timeline {
    /// Returns the record of an event without what a kept timeline has in columns for every event. Its type is
    /// there, of which the record only has the act, so that it is complete.
    pub(in crate::timeline) fn kept_entry(&self, id: EventId) -> EventEntry {
        let mut entry = self.event_entry(id.index());
        (entry.key, entry.code, entry.score) = (None, None, None);
        entry.extras = Default::default();
        (entry.attack, entry.statement, entry.action) = (None, None, None);
        match self.event(id).act() {
            Act::Attack(means) => entry.attack = Some(means),
            Act::Statement(act) => entry.statement = Some(act),
            Act::Action(action) => entry.action = Some(action),
        }
        entry
    }
}

/// Reads the records of a kept timeline into a builder that has its columns and keys.
pub(in crate::timeline) struct KeptReader<'d> {
    reader: DocumentReader<'d>,
}

impl KeptReader<'_> {
    /// Reads the document and then calls `read_events` with a reader of the records of events.
    pub(in crate::timeline) fn read(
        builder: TimelineBuilder,
        document: &Document,
        read_events: &mut dyn FnMut(&mut KeptReader<'_>),
    ) -> TimelineBuilder {
        let (numbers, unread) = (EventNumbers::of(&builder), Unread::default());
        let lookup = EventLookup::Immediate(&numbers);
        let mut reader = DocumentReader::for_lines(builder, document, &unread, lookup);
        reader.read_header(document);
        reader.read_records(document);
        let mut kept = KeptReader { reader };
        read_events(&mut kept);
        kept.reader.builder
    }

    /// Reads the record of the event at this index.
    pub(in crate::timeline) fn event(&mut self, nth: usize, entry: &EventEntry) -> Event {
        let list = FieldPath::root("events");
        self.reader.event_draft(entry, list.nth(nth))
    }

    pub(in crate::timeline) fn builder(&mut self) -> &mut TimelineBuilder {
        &mut self.reader.builder
    }
}
