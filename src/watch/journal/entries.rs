//! What a transaction records, as records of the journal.

use super::records::JournalRecord;
use crate::{
    model::EventId,
    timeline::document::{EntryWriter, EventKey, KeyOfEvent},
    watch::{layers::Layers, recorded::Recorded},
};

/// Refers to events by the numbers of their records.
pub(super) struct ByNumber;

impl KeyOfEvent for ByNumber {
    fn event_key(&self, event: EventId) -> EventKey {
        EventKey::Number(event.0.into())
    }
}

/// Returns the records of a transaction. Actors come first, since all others refer to them.
pub(super) fn entries(recorded: &Recorded, [before, after]: [&Layers; 2]) -> Vec<JournalRecord> {
    let (before, after) = (before.newest(), after.newest());
    let writer = EntryWriter { actors: after.actor_drafts(), events: &ByNumber };
    let mut entries = Vec::new();
    for source in &recorded.sources {
        entries.push(JournalRecord::Source(source.clone()));
    }
    if let Some(title) = after.title().filter(|_| before.title().is_none()) {
        entries.push(JournalRecord::Title(title.to_owned()));
    }
    let unreadable = after.unreadable().saturating_sub(before.unreadable());
    if unreadable > 0 {
        entries.push(JournalRecord::Unreadable(unreadable));
    }
    for actor in &recorded.actors {
        let draft = &after.actor_drafts()[*actor as usize];
        entries.push(JournalRecord::Actor(writer.actor_entry(draft)));
    }
    for (record, draft) in &recorded.events {
        let record = *record;
        entries.push(match draft {
            Some(draft) => {
                JournalRecord::Event { record, event: Box::new(writer.draft_entry(draft)) }
            }
            None => {
                JournalRecord::Withdrawn { record, key: recorded.withdrawn.get(&record).cloned() }
            }
        });
    }
    for (record, report) in &recorded.reports {
        let report = Box::new(writer.report_entry(report));
        entries.push(JournalRecord::Report { record: *record, report });
    }
    let new = recorded.links.iter().enumerate();
    let new = new.map(|(nth, link)| (recorded.first_link + nth, link));
    let revised = recorded.revised_links.iter().map(|(number, link)| (*number, link));
    for (number, link) in revised.chain(new) {
        let link = writer.link_entry(link);
        entries.push(JournalRecord::Link { number: number as u32, link });
    }
    for number in &recorded.withdrawn_links {
        entries.push(JournalRecord::LinkWithdrawn { number: *number as u32 });
    }
    for period in &recorded.covered {
        entries.push(JournalRecord::Coverage(writer.covered_entry(period)));
    }
    entries.extend(recorded.complete_to.map(JournalRecord::CompleteTo));
    entries
}
