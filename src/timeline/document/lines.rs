//! A document as a file of lines, with one record on each line.
//!
//! Records are added to a builder as they are read. A line may refer to an actor or event that a later
//! line describes. So links, memberships, coverage and references of statements to events are resolved
//! after the last line.

use serde::Serialize;

use super::{
    entry::{ActorEntry, CoveredEntry, Document, EventEntry, LinkEntry, VERSION},
    event_lookup::{EventLookup, Reference, placeholder_id},
    event_numbers::EventNumbers,
    field_path::FieldPath,
    reading::{DocumentReader, Unread},
};
use crate::{
    error::Issue,
    model::{ActorId, EventId},
    timeline::{Timeline, TimelineBuilder, check},
};

/// The record of one line.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Line {
    Actor(ActorEntry),
    Event(Box<EventEntry>),
    Link(LinkEntry),
    Coverage(CoveredEntry),
}

impl Timeline {
    /// Returns an iterator over all records: actors, events, links and covered periods.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line> {
        let events = self.actors.len();
        let links = events + self.len();
        let coverage = links + self.links.len();
        (0..coverage + self.covered.len()).map(move |nth| {
            if nth < events {
                Line::Actor(self.actor_entry(nth))
            } else if nth < links {
                Line::Event(Box::new(self.event_entry(nth - events)))
            } else if nth < coverage {
                Line::Link(self.link_entry(nth - links))
            } else {
                Line::Coverage(self.covered_entry(nth - coverage))
            }
        })
    }

    /// Adds all records of this timeline to a builder. Returns the issues that this caused.
    pub(crate) fn add_to(&self, builder: &mut TimelineBuilder) -> Vec<Issue> {
        let mut document = Document::default();
        for line in self.lines() {
            match line {
                Line::Actor(entry) => document.actors.push(entry),
                Line::Event(entry) => document.events.push(*entry),
                Line::Link(entry) => document.links.push(entry),
                Line::Coverage(entry) => document.coverage.push(entry),
            }
        }
        builder.count_unreadable(self.unreadable());
        builder.title = builder.title.take().or_else(|| self.title.clone());
        let unread = Unread::default();
        issues_of(builder, &mut |builder| {
            let mut reader = DocumentReader::new(&document, &unread, builder);
            reader.read_records(&document);
            reader.finish()
        })
    }
}

impl Document {
    /// Returns the header of a timeline: its title and its count of unreadable records. Returns `None` if
    /// it has neither.
    pub(crate) fn header_of(timeline: &Timeline) -> Option<Self> {
        let (title, unreadable) = (timeline.title.clone(), timeline.unreadable());
        let is_needed = title.is_some() || unreadable > 0;
        is_needed.then(|| Self { escalade: Some(VERSION), title, unreadable, ..Self::default() })
    }

    /// Adds a header to a builder. Returns the issues that this caused.
    pub(crate) fn add_header_to(&self, builder: &mut TimelineBuilder) -> Vec<Issue> {
        read_line(builder, &mut |reader| reader.read_header(self))
    }
}

/// Calls `change` with the builder. Returns the issues that it caused, without those that the builder had
/// before.
fn issues_of(
    builder: &mut TimelineBuilder,
    change: &mut dyn FnMut(TimelineBuilder) -> TimelineBuilder,
) -> Vec<Issue> {
    let mut taken = std::mem::take(builder);
    let before = std::mem::take(&mut taken.issues);
    *builder = change(taken);
    std::mem::replace(&mut builder.issues, before).into_vec()
}

/// Calls `read` with a reader that defers references to events. Returns the issues that it caused.
pub(super) fn read_line(
    builder: &mut TimelineBuilder,
    read: &mut dyn FnMut(&mut DocumentReader<'_>),
) -> Vec<Issue> {
    let (document, unread) = (Document::default(), Unread::default());
    issues_of(builder, &mut |builder| {
        let lookup = EventLookup::Deferred(Vec::new());
        let mut reader = DocumentReader::for_lines(builder, &document, &unread, lookup);
        read(&mut reader);
        reader.builder
    })
}

/// The records of a file of lines, or parts of them, that are resolved after its last line.
///
/// Each is stored with the number of its line.
#[derive(Default)]
pub(crate) struct PendingRecords {
    numbers: EventNumbers,
    /// With the id of the actor, and `true` if this file added it.
    actors: Vec<(u64, ActorId, bool, ActorEntry)>,
    references: Vec<(u64, EventId, Vec<Reference>)>,
    links: Vec<(u64, LinkEntry)>,
    coverage: Vec<(u64, CoveredEntry)>,
}

impl PendingRecords {
    /// Creates the pending records of a file whose events follow those of a builder.
    pub(crate) fn after(builder: &TimelineBuilder) -> Self {
        Self { numbers: EventNumbers::after(builder), ..Self::default() }
    }

    /// Adds an actor, whose memberships are resolved later. Returns the issues found.
    pub(crate) fn actor(
        &mut self,
        builder: &mut TimelineBuilder,
        line: u64,
        entry: ActorEntry,
    ) -> Vec<Issue> {
        if entry.key.is_empty() {
            let allowed = "a key that is not empty";
            return vec![Issue::new("actor/key", "", allowed, "name the actor: IRN")];
        }
        let mut added = None;
        let issues = read_line(builder, &mut |reader| {
            added = Some(reader.actor_without_memberships(&entry, FieldPath::root("actor")));
        });
        if let Some((actor, is_new)) = added
            && issues.is_empty()
        {
            self.actors.push((line, actor, is_new, entry));
        }
        issues
    }

    /// Adds an event, whose references to other events are resolved later. Returns the issues found. An
    /// event with issues is not added.
    pub(crate) fn event(
        &mut self,
        builder: &mut TimelineBuilder,
        line: u64,
        entry: &EventEntry,
    ) -> Vec<Issue> {
        let mut added = None;
        let issues = read_line(builder, &mut |reader| {
            let event = reader.event_draft(entry, FieldPath::root("event"));
            check::draft(&event, reader.builder.actors.len(), &mut reader.builder.issues);
            if reader.builder.issues.count() == 0 {
                added = Some((reader.builder.add_event(event), reader.take_references()));
            }
        });
        match added {
            None => self.numbers.count_failed_event(),
            Some((id, references)) => {
                self.numbers.count_event();
                if !references.is_empty() {
                    self.references.push((line, id, references));
                }
            }
        }
        issues
    }

    /// Counts a line with an event some of whose values could not be read. Returns the issues found in the rest.
    pub(crate) fn partial_event(
        &mut self,
        builder: &mut TimelineBuilder,
        rest: Option<&EventEntry>,
    ) -> Vec<Issue> {
        self.numbers.count_failed_event();
        let Some(entry) = rest else { return Vec::new() };
        read_line(builder, &mut |reader| {
            reader.check_partial_event(entry, FieldPath::root("event"));
        })
    }

    /// Stores a link, which is resolved later.
    pub(crate) fn link(&mut self, line: u64, entry: LinkEntry) {
        self.links.push((line, entry));
    }

    /// Stores a covered period, which is resolved later.
    pub(crate) fn covered(&mut self, line: u64, entry: CoveredEntry) {
        self.coverage.push((line, entry));
    }

    /// Resolves all records. Returns the lines of the links that were added, and the lines with issues.
    pub(crate) fn resolve(
        self,
        builder: &mut TimelineBuilder,
    ) -> (Vec<u64>, Vec<(u64, Vec<Issue>)>) {
        let (document, unread) = (Document::default(), Unread::default());
        let (mut added, mut problems) = (Vec::new(), Vec::new());
        let Self { numbers, actors, references, links, coverage } = self;
        let mut resolve = |line: u64, read: &mut dyn FnMut(&mut DocumentReader<'_>)| {
            let issues = issues_of(builder, &mut |builder| {
                let lookup = EventLookup::Immediate(&numbers);
                let mut reader = DocumentReader::for_lines(builder, &document, &unread, lookup);
                read(&mut reader);
                reader.builder
            });
            if !issues.is_empty() {
                problems.push((line, issues));
            }
        };
        for (line, actor, is_new, entry) in actors {
            resolve(line, &mut |reader| {
                reader.add_memberships(actor, is_new, &entry, FieldPath::root("actor"));
            });
        }
        for (line, event, references) in references {
            resolve(line, &mut |reader| {
                let mut found = Vec::with_capacity(references.len());
                for (key, path) in &references {
                    reader.event(key, FieldPath::root(path)); // Reports a key that is not found.
                    found.push(numbers.find(key, &reader.builder));
                }
                reader.builder.replace_placeholders(event, &found);
            });
        }
        for (line, entry) in links {
            resolve(line, &mut |reader| {
                let link = reader.link_draft(&entry, FieldPath::root("link"), false);
                if reader.builder.issues.count() == 0 {
                    reader.builder.add_link_draft(link);
                    added.push(line);
                }
            });
        }
        for (line, entry) in coverage {
            resolve(line, &mut |reader| {
                reader.covered_entry(&entry, FieldPath::root("coverage"));
            });
        }
        (added, problems)
    }
}

impl TimelineBuilder {
    /// Replaces the placeholder ids in a statement by the events found. References to events that were
    /// not found are removed.
    fn replace_placeholders(&mut self, event: EventId, found: &[Option<EventId>]) {
        let Some(statement) = self.columns.statement_mut(event.index()) else { return };
        statement.replace_events(&|id| {
            let nth = (0..found.len()).find(|nth| placeholder_id(*nth) == id);
            nth.map_or(Some(id), |nth| found[nth])
        });
    }
}
