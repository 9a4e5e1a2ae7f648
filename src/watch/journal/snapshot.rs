//! All that is recorded, as records of the journal.

use super::{entries::ByNumber, records::JournalRecord};
use crate::{
    model::EventId,
    timeline::document::EntryWriter,
    watch::{records::Records, snapshot::Snapshot},
};

/// All that a watch has recorded.
#[derive(Clone, Copy)]
pub(super) struct Whole<'w> {
    pub(super) snapshot: &'w Snapshot,
    pub(super) records: &'w Records,
    /// In seconds since 1970.
    pub(super) complete_to: Option<i64>,
}

/// Returns the records of all that is recorded, in ascending order of events and of links.
pub(super) fn snapshot(whole: Whole<'_>) -> impl Iterator<Item = JournalRecord> {
    let Whole { snapshot, records, complete_to } = whole;
    let timeline = &snapshot.timeline;
    let writer = move || EntryWriter { actors: timeline.actor_drafts(), events: &ByNumber };
    let title = timeline.title().map(|title| JournalRecord::Title(title.to_owned()));
    let unreadable = Some(timeline.unreadable()).filter(|count| *count > 0);
    let sources = records.sources.iter().map(|source| JournalRecord::Source(source.clone()));
    let actors = timeline.actor_drafts().iter();
    let actors = actors.map(move |actor| JournalRecord::Actor(writer().actor_entry(actor)));
    let events = (0..timeline.len()).map(move |nth| {
        let record = snapshot.record(EventId(nth as u32));
        let mut event = timeline.event_entry(nth);
        if let Some(statement) = records.statements.get(&record) {
            writer().restate(&mut event, statement);
        }
        JournalRecord::Event { record, event: Box::new(event) }
    });
    // All numbers below the greatest that have no event are withdrawn, so that those without keys need no records.
    let last = records.count.checked_sub(1).filter(|record| {
        snapshot.event(*record).is_none() && !records.withdrawn.contains_key(record)
    });
    let withdrawn = records.withdrawn.iter().map(|(record, key)| (*record, Some(key.clone())));
    let withdrawn = withdrawn.chain(last.map(|record| (record, None)));
    let withdrawn = withdrawn.map(|(record, key)| JournalRecord::Withdrawn { record, key });
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
    let complete_to = complete_to.map(JournalRecord::CompleteTo);
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
