//! All that is recorded, as records of the journal.

use super::{entries::ByNumber, records::JournalRecord};
use crate::{model::EventId, timeline::document::EntryWriter, watch::watch::Watch};

/// Returns the records of all that a watch has recorded, in ascending order of events and of links.
pub(super) fn snapshot(watch: &Watch) -> impl Iterator<Item = JournalRecord> {
    let (timeline, records) = (&watch.snapshot.timeline, &watch.records);
    let writer = move || EntryWriter { actors: timeline.actor_drafts(), events: &ByNumber };
    let title = timeline.title().map(|title| JournalRecord::Title(title.to_owned()));
    let unreadable = Some(timeline.unreadable()).filter(|count| *count > 0);
    let sources = records.sources.iter().map(|source| JournalRecord::Source(source.clone()));
    let actors = timeline.actor_drafts().iter();
    let actors = actors.map(move |actor| JournalRecord::Actor(writer().actor_entry(actor)));
    let events = (0..timeline.len()).map(move |nth| {
        let record = watch.snapshot.record(EventId(nth as u32));
        let mut event = timeline.event_entry(nth);
        if let Some(statement) = records.statements.get(&record) {
            writer().restate(&mut event, statement);
        }
        JournalRecord::Event { record, event: Box::new(event) }
    });
    let withdrawn = (0..records.count).filter(|record| watch.snapshot.event(*record).is_none());
    let withdrawn = withdrawn.map(|record| {
        let key = records.withdrawn.get(&record).cloned();
        JournalRecord::Withdrawn { record, key }
    });
    let links = records.links.iter().enumerate().map(move |(number, link)| {
        let number = number as u32;
        match link {
            Some(link) => JournalRecord::Link { number, link: writer().link_entry(link) },
            None => JournalRecord::LinkWithdrawn { number },
        }
    });
    let covered = timeline.covered().iter();
    let covered =
        covered.map(move |period| JournalRecord::Coverage(writer().covered_entry(period)));
    let complete_to = watch.complete_to.map(JournalRecord::CompleteTo);
    title
        .into_iter()
        .chain(unreadable.map(JournalRecord::Unreadable))
        .chain(sources)
        .chain(actors)
        .chain(events)
        .chain(withdrawn)
        .chain(links)
        .chain(covered)
        .chain(complete_to)
}
