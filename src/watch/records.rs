//! What a watch records beside the events of its timeline: links, statements, and the keys of withdrawn events.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{
    model::{Event, Link, Statement},
    timeline::Timeline,
};

/// The records of a watch. Events are referred to by the numbers of their records.
#[derive(Clone, Debug, Default)]
pub(super) struct Records {
    /// The number of records of events, those of withdrawn events included.
    pub(super) count: u32,
    /// All links in order of recording; `None` for a withdrawn link.
    pub(super) links: Vec<Option<Link>>,
    /// The statements that refer to events, as they were recorded.
    pub(super) statements: BTreeMap<u32, Statement>,
    /// The keys of withdrawn events that have one.
    pub(super) withdrawn: BTreeMap<u32, String>,
    /// The withdrawn events, by key.
    pub(super) withdrawn_keys: HashMap<String, u32>,
    /// The names of the sources that were taken.
    pub(super) sources: BTreeSet<String>,
}

impl Records {
    /// Returns the records of a timeline in which the number of each record is the id of its event.
    pub(super) fn of(timeline: &Timeline) -> Self {
        let mut statements = BTreeMap::new();
        for (id, details) in timeline.columns().all_details() {
            if let Some(statement) = details.statement.as_ref().filter(|one| one.refers_to_events())
            {
                statements.insert(id as u32, statement.clone());
            }
        }
        let links = timeline.links().map(|(_, link)| Some(link.clone())).collect();
        Self { count: timeline.len() as u32, links, statements, ..Self::default() }
    }

    /// Notes the events that a transaction records, revises and withdraws. `withdrawn` has the keys of the last.
    pub(super) fn take_events(
        &mut self,
        events: &BTreeMap<u32, Option<Event>>,
        withdrawn: &BTreeMap<u32, String>,
        count: u32,
        sources: BTreeSet<String>,
    ) {
        for (record, draft) in events {
            match draft {
                Some(draft) => {
                    let statement = draft.details.statement.as_ref();
                    let statement = statement.filter(|one| one.refers_to_events());
                    self.record(*record, statement.cloned());
                }
                None => self.withdraw(*record, withdrawn.get(record).map(String::as_str)),
            }
        }
        self.count = count;
        self.sources.extend(sources);
    }

    /// Notes that an event was withdrawn.
    pub(super) fn withdraw(&mut self, record: u32, key: Option<&str>) {
        self.statements.remove(&record);
        if let Some(key) = key {
            self.withdrawn.insert(record, key.to_owned());
            self.withdrawn_keys.insert(key.to_owned(), record);
        }
    }

    /// Notes that an event was recorded, revised or recorded again.
    pub(super) fn record(&mut self, record: u32, statement: Option<Statement>) {
        if let Some(key) = self.withdrawn.remove(&record) {
            self.withdrawn_keys.remove(&key);
        }
        match statement {
            Some(statement) => self.statements.insert(record, statement),
            None => self.statements.remove(&record),
        };
        // The greatest number is that of an event that is refused.
        self.count = self.count.max(record.saturating_add(1));
    }
}
