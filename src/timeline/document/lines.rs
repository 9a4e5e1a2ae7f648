//! A document record by record, as files of lines have it.
//!
//! Records go straight into a builder. An actor or event may be pointed at before it is described, so
//! that memberships, what statements are about, and links wait until all lines are read.

use serde::Serialize;

use super::{
    VERSION,
    entry::{ActorEntry, CoveredEntry, Document, EventEntry, LinkEntry},
    form::EventKey,
    path::At,
    reading::{Lines, Reader, Reference, Unread, later},
};
use crate::{
    error::Issue,
    model::{ActorId, EventId},
    timeline::{Timeline, TimelineBuilder, check},
};

/// A record, as a line has it.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Line {
    Actor(ActorEntry),
    Event(Box<EventEntry>),
    Link(LinkEntry),
    Coverage(CoveredEntry),
}

impl Timeline {
    /// Every record: actors, events, links, and what is covered.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line> {
        let actors = (0..self.actors.len()).map(|nth| Line::Actor(self.actor_entry(nth)));
        let events = (0..self.len()).map(|nth| Line::Event(Box::new(self.event_entry(nth))));
        let links = (0..self.links.len()).map(|nth| Line::Link(self.link_entry(nth)));
        let covered = 0..self.covered.len();
        let covered = covered.map(|nth| Line::Coverage(self.covered_entry(nth)));
        actors.chain(events).chain(links).chain(covered)
    }

    /// Adds all that this timeline has to another in the making, or says what does not go with it.
    pub(crate) fn pour(&self, builder: &mut TimelineBuilder) -> Vec<Issue> {
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
        within(builder, |builder| {
            let mut reader = Reader::new(&document, &unread, builder);
            reader.records(&document);
            (reader.finish(), ())
        })
        .1
    }
}

impl Document {
    /// What is said of a timeline before its records, if there is anything to say.
    pub(crate) fn head_of(timeline: &Timeline) -> Option<Self> {
        let (title, unreadable) = (timeline.title.clone(), timeline.unreadable());
        let is_needed = title.is_some() || unreadable > 0;
        is_needed.then(|| Self { escalade: Some(VERSION), title, unreadable, ..Self::default() })
    }

    /// Adds what is said before records.
    pub(crate) fn head_to(&self, builder: &mut TimelineBuilder) -> Vec<Issue> {
        Waiting::default().reading(builder, |reader| reader.head(self)).1
    }
}

/// What comes of giving a builder something, and the issues of that alone.
fn within<T>(
    builder: &mut TimelineBuilder,
    give: impl FnOnce(TimelineBuilder) -> (TimelineBuilder, T),
) -> (T, Vec<Issue>) {
    let mut taken = std::mem::take(builder);
    let before = std::mem::take(&mut taken.issues);
    let (given, what) = give(taken);
    *builder = given;
    (what, std::mem::replace(&mut builder.issues, before).into_vec())
}

/// What of a file of lines waits for what it points at.
#[derive(Default)]
pub(crate) struct Waiting {
    /// The first event of the file, how many lines of events it has, and which of them gave none.
    first: u64,
    lines: u64,
    left_out: Vec<u64>,
    actors: Vec<(u64, ActorId, bool, ActorEntry)>,
    references: Vec<(u64, EventId, Vec<Reference>)>,
    links: Vec<(u64, LinkEntry)>,
    coverage: Vec<(u64, CoveredEntry)>,
}

impl Waiting {
    /// For a file whose events come behind those of a builder.
    pub(crate) fn behind(builder: &TimelineBuilder) -> Self {
        Self { first: builder.len() as u64, ..Self::default() }
    }

    /// Adds an actor, or says what is wrong with it.
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
        let ((actor, is_new), issues) =
            self.reading(builder, |reader| reader.bare_actor(&entry, At::top("actor")));
        if issues.is_empty() {
            self.actors.push((line, actor, is_new, entry));
        }
        issues
    }

    /// Adds an event, or says what is wrong with it.
    pub(crate) fn event(
        &mut self,
        builder: &mut TimelineBuilder,
        line: u64,
        entry: &EventEntry,
    ) -> Vec<Issue> {
        let (references, issues) = self.reading(builder, |reader| {
            let event = reader.event_draft(entry, At::top("event"));
            check::draft(&event, reader.builder.actors.len(), &mut reader.builder.issues);
            let is_sound = reader.builder.issues.count() == 0;
            is_sound.then(|| (reader.builder.add_event(event), reader.references()))
        });
        match references {
            None => self.no_event(),
            Some((id, references)) => {
                self.lines += 1;
                if !references.is_empty() {
                    self.references.push((line, id, references));
                }
            }
        }
        issues
    }

    /// Counts a line that should have been an event.
    pub(crate) fn no_event(&mut self) {
        self.left_out.push(self.lines);
        self.lines += 1;
    }

    /// Keeps a link until all events are there.
    pub(crate) fn link(&mut self, line: u64, entry: LinkEntry) {
        self.links.push((line, entry));
    }

    /// Keeps what is covered until all actors are there.
    pub(crate) fn covered(&mut self, line: u64, entry: CoveredEntry) {
        self.coverage.push((line, entry));
    }

    fn reading<T>(
        &self,
        builder: &mut TimelineBuilder,
        read: impl FnOnce(&mut Reader<'_>) -> T,
    ) -> (T, Vec<Issue>) {
        let (document, unread) = (Document::default(), Unread::default());
        within(builder, |builder| {
            let lines = Lines::Later(Vec::new());
            let mut reader = Reader::of_lines(builder, &document, &unread, lines);
            let what = read(&mut reader);
            (reader.builder, what)
        })
    }

    /// Adds all that waited; gives the lines of the links it added, and what is wrong in which lines.
    pub(crate) fn settle(
        mut self,
        builder: &mut TimelineBuilder,
    ) -> (Vec<u64>, Vec<(u64, Vec<Issue>)>) {
        let (document, unread) = (Document::default(), Unread::default());
        let (mut added, mut problems) = (Vec::new(), Vec::new());
        let actors = std::mem::take(&mut self.actors);
        let references = std::mem::take(&mut self.references);
        let links = std::mem::take(&mut self.links);
        let coverage = std::mem::take(&mut self.coverage);
        let mut settle = |line: u64, what: &mut dyn FnMut(&mut Reader<'_>)| {
            let ((), issues) = within(builder, |builder| {
                let mut reader = Reader::of_lines(builder, &document, &unread, Lines::Now(&self));
                what(&mut reader);
                (reader.builder, ())
            });
            if !issues.is_empty() {
                problems.push((line, issues));
            }
        };
        for (line, actor, is_new, entry) in actors {
            settle(line, &mut |reader| reader.join(actor, is_new, &entry, At::top("actor")));
        }
        for (line, event, references) in references {
            settle(line, &mut |reader| {
                let found: Vec<_> = references
                    .iter()
                    .map(|(key, path)| {
                        reader.event(key, At::top(path));
                        self.find(key, &reader.builder)
                    })
                    .collect();
                reader.builder.point(event, &found);
            });
        }
        for (line, entry) in links {
            settle(line, &mut |reader| {
                let link = reader.link_draft(&entry, At::top("link"), false);
                if reader.builder.issues.count() == 0 {
                    reader.builder.add_link_draft(link);
                    added.push(line);
                }
            });
        }
        for (line, entry) in coverage {
            settle(line, &mut |reader| reader.covered_entry(&entry, At::top("coverage")));
        }
        (added, problems)
    }

    /// An event by its key, or by its place among the lines of this file.
    pub(super) fn find(&self, key: &EventKey, builder: &TimelineBuilder) -> Option<EventId> {
        match key {
            EventKey::Key(key) => builder.event_by_key(key),
            EventKey::Number(nth) => {
                let before = self.left_out.binary_search(nth).err()?;
                let id = self.first + nth - before as u64;
                (*nth < self.lines).then_some(EventId(id as u32))
            }
        }
    }
}

impl TimelineBuilder {
    /// Puts what was found in place of what was looked for, in the statement that an event is.
    fn point(&mut self, event: EventId, found: &[Option<EventId>]) {
        let Some(statement) = self.columns.statement_mut(event.index()) else { return };
        let meant = |id: EventId| {
            let nth = (0..found.len()).find(|nth| later(*nth) == id);
            nth.map_or(Some(id), |nth| found[nth])
        };
        statement.about = statement.about.iter().filter_map(|id| meant(*id)).collect();
        if let Some(conditional) = &mut statement.conditional {
            for pattern in [&mut conditional.condition, &mut conditional.consequence] {
                pattern.answering = pattern.answering.and_then(meant);
            }
        }
    }
}
