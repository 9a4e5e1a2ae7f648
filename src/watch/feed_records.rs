//! Records of a feed as JSON, each added to a transaction.

use std::cell::RefCell;

use super::transaction::Transaction;
use crate::{
    error::{Error, ErrorKind, Issue, Issues},
    model::{EventId, IntoWhen},
    read::feed_record::FeedRecord,
    timeline::{
        TimelineBuilder,
        document::{ActorEntry, EventKey, UNKNOWN_EVENT},
    },
};

/// Reads an entry with a builder and with what finds events.
type ReadEntry<'e, T> =
    dyn Fn(&mut TimelineBuilder, &dyn Fn(&EventKey) -> EventId) -> Result<T, Vec<Issue>> + 'e;

const KNOWN_EVENT: &str =
    "the key of an event that is recorded, or its number in the order of recording";

impl Transaction<'_> {
    /// Adds one record, written in JSON as a line of the [native format](crate::read::jsonl):
    ///
    /// | record | meaning |
    /// | --- | --- |
    /// | `{"actor": {…}}` | describes an actor; what the watch knows of it stays, as with [`add_timeline`](Self::add_timeline) |
    /// | `{"event": {…}}` | records an event, or revises it if it has a key, as [`upsert`](Self::upsert) |
    /// | `{"link": {…}}` | declares a link, in place of one between the same events with the same relation, if there is one |
    /// | `{"coverage": {…}}` | states a period that was searched for events, and for which actors |
    /// | `{"withdraw": "KEY"}` | withdraws an event, as [`retract`](Self::retract) |
    /// | `{"complete_to": "2024-04-12"}` | states to what time the data are complete, as [`complete_to`](Self::complete_to) |
    /// | `{"unreadable": 3}` | counts records that could not be read |
    ///
    /// A record may refer to all that was recorded before it: to actors by key, to events by key or by their
    /// [number](super::EventName::Number) in the order of recording. Needs the feature `json`.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{Query, Timeline, scale::Kahn, watch::{Watch, WatchedQuery}};
    ///
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let mut watch = Watch::new(Timeline::builder().build()?, [WatchedQuery::new("weekly", query)])?;
    /// let mut transaction = watch.transaction();
    /// for record in [
    ///     r#"{"actor": {"key": "A"}}"#,
    ///     r#"{"actor": {"key": "B"}}"#,
    ///     r#"{"event": {"key": "raid", "when": "2024-04-01", "attack": "drone", "source": "A", "target": "B", "levels": {"kahn": 8}}}"#,
    ///     r#"{"event": {"key": "reply", "when": "2024-04-03", "attack": "drone", "source": "B", "target": "A", "levels": {"kahn": 9}}}"#,
    ///     r#"{"link": {"from": "reply", "relation": "retaliates-for", "to": "raid"}}"#,
    /// ] {
    ///     transaction.add_record(record)?;
    /// }
    /// let error = transaction.add_record(r#"{"event": {"when": "2024-04-31", "attack": "drone", "source": "C"}}"#);
    /// assert_eq!(error.unwrap_err().issues().len(), 2, "the date and the actor");
    /// transaction.commit()?;
    /// assert_eq!(watch.chains("weekly")?.count().to_u128(), Some(1));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the record cannot be read, or refers to an actor or event that is not recorded. The error lists all problems
    /// of the record. The record is then not added, and the transaction can be continued.
    pub fn add_record(&mut self, record: &str) -> Result<(), Error> {
        self.try_add_record(record).map_err(|found| {
            let mut issues = Issues::default();
            for issue in found {
                issues.push(issue);
            }
            issues.into_error(ErrorKind::Input)
        })
    }

    fn try_add_record(&mut self, record: &str) -> Result<(), Vec<Issue>> {
        match FeedRecord::parse(record)? {
            FeedRecord::Head(head) => {
                let issues = head.add_header_to(&mut self.builder);
                self.is_builder_changed = true;
                if issues.is_empty() { Ok(()) } else { Err(issues) }
            }
            FeedRecord::Actor(entry) => self.add_actor_record(&entry),
            FeedRecord::Event(entry) => {
                let draft = self
                    .read_entry("event", &|builder, find| builder.event_of_entry(&entry, find))?;
                let record = self.reserve(draft.key.as_deref());
                self.put(record, draft);
                Ok(())
            }
            FeedRecord::Link(entry) => {
                let link =
                    self.read_entry("link", &|builder, find| builder.link_of_entry(&entry, find))?;
                self.put_links(vec![link]);
                Ok(())
            }
            FeedRecord::Coverage(entry) => {
                self.is_builder_changed = true;
                self.builder.cover_entry(&entry)
            }
            FeedRecord::Withdraw(key) => {
                let event = self.find(&key).ok_or_else(|| vec![unknown_event("withdraw", &key)])?;
                self.retract_event(event);
                Ok(())
            }
            FeedRecord::CompleteTo(time) => {
                let when = time.as_str().into_when().map_err(|error| {
                    error
                        .issues()
                        .iter()
                        .map(|issue| issue.clone().within(&"complete_to".into()))
                        .collect::<Vec<_>>()
                })?;
                self.complete_to(when);
                Ok(())
            }
        }
    }

    fn add_actor_record(&mut self, entry: &ActorEntry) -> Result<(), Vec<Issue>> {
        if entry.key.is_empty() {
            let allowed = "a key that is not empty";
            return Err(vec![Issue::new("actor/key", "", allowed, "name the actor: IRN")]);
        }
        let memberships = self.builder.memberships_of_entry(entry)?;
        let is_described = self.builder.describe_entry(entry);
        let is_joined = self.builder.join(&entry.key, memberships);
        self.note_actor(&entry.key, is_described || is_joined);
        Ok(())
    }

    /// Calls `read` with the builder and with what finds events. Events that are not recorded are problems too.
    fn read_entry<T>(&mut self, place: &str, read: &ReadEntry<'_, T>) -> Result<T, Vec<Issue>> {
        let unknown = RefCell::new(Vec::new());
        // Taken out, since finding an event reads the rest of the transaction.
        let mut builder = std::mem::take(&mut self.builder);
        let read = read(&mut builder, &|key| {
            self.find(key).unwrap_or_else(|| {
                unknown.borrow_mut().push(unknown_event(place, key));
                UNKNOWN_EVENT
            })
        });
        self.builder = builder;
        let unknown = unknown.into_inner();
        if unknown.is_empty() {
            return read;
        }
        let mut issues = read.err().unwrap_or_default();
        issues.extend(unknown);
        Err(issues)
    }

    /// Returns the event of a key or number, if it is recorded.
    fn find(&self, key: &EventKey) -> Option<EventId> {
        let record = match key {
            EventKey::Key(key) => self.record_with_key(key),
            EventKey::Number(number) => u32::try_from(*number).ok(),
        };
        record.filter(|record| self.is_recorded(*record)).map(EventId)
    }
}

fn unknown_event(place: &str, key: &EventKey) -> Issue {
    let key = match key {
        EventKey::Key(key) => key.clone(),
        EventKey::Number(number) => number.to_string(),
    };
    Issue::new(place, key, KNOWN_EVENT, "record that event first")
}
