//! From document to timeline: keys become ids, and every mistake is told.

use std::{
    collections::{HashMap, HashSet},
    ops::Bound,
};

use super::{
    VERSION,
    entry::{CoveredEntry, Document, EventEntry, LinkEntry},
    form::{EventKey, LevelForm, Many, Reasoned},
    lines::Waiting,
    near::nearest,
    path::At,
};
use crate::{
    error::{Error, Issue, MAX_ISSUES},
    model::{
        Act, Actor, ActorId, Candidate, CodersLevel, Deed, Event, EventId, GivenConfidence,
        IntoWhen, Link, Relation, When,
    },
    timeline::{Timeline, TimelineBuilder},
};

/// Records that could not be read, by their place in their list, and what was wrong with them.
///
/// They keep their place, and their key where it is known, so that no reference to them is taken
/// for a mistake.
#[derive(Default)]
pub(crate) struct Unread {
    pub(crate) actors: HashSet<usize>,
    pub(crate) events: HashSet<usize>,
    pub(crate) links: HashSet<usize>,
    pub(crate) issues: Vec<Issue>,
}

impl Document {
    /// Checks everything and builds the timeline.
    ///
    /// All problems come at once, those of reading included, in the order of the document.
    pub(crate) fn build(self, unread: &Unread) -> Result<Timeline, Error> {
        let mut reader = Reader::new(&self, unread, Timeline::builder());
        for issue in &unread.issues {
            reader.builder.issues.push(issue.clone());
        }
        reader.head(&self);
        reader.records(&self);
        reader.finish().build().map_err(|error| in_order(&error))
    }
}

/// What is pointed at, and where.
pub(super) type Reference = (EventKey, String);

/// How records that come line by line find events.
pub(super) enum Lines<'d> {
    /// When all are there: what is pointed at is written down, and the id is one that no event has.
    Later(Vec<Reference>),
    /// In the builder, and by the number of the line.
    Now(&'d Waiting),
}

/// The id that stands for the nth event that is looked for later.
pub(super) fn later(nth: usize) -> EventId {
    EventId(u32::MAX - nth as u32)
}

/// Builds the drafts, with stand-ins for whatever a reference does not find: building fails in any
/// case then, and one mistake is told once.
pub(super) struct Reader<'d> {
    pub(super) builder: TimelineBuilder,
    actors: HashMap<&'d str, ActorId>,
    events: HashMap<&'d str, EventId>,
    /// What the builder had before this document.
    pub(super) first_actor: usize,
    first_event: usize,
    /// What it will have after it.
    actor_count: usize,
    event_count: usize,
    unread: &'d Unread,
    /// Of records that come line by line: how events are found.
    pub(super) lines: Option<Lines<'d>>,
    /// Events whose date is unknown, so that nothing can be said of their order.
    undated: HashSet<EventId>,
    someone: bool,
    somethings: u32,
}

impl<'d> Reader<'d> {
    /// For a document beside what a builder has already. An actor that is there is that actor.
    pub(super) fn new(
        document: &'d Document,
        unread: &'d Unread,
        builder: TimelineBuilder,
    ) -> Self {
        let (mut actors, mut events) = (HashMap::new(), HashMap::new());
        let (first_actor, first_event) = (builder.actors.len(), builder.len());
        let mut actor_count = first_actor;
        for entry in &document.actors {
            let known = builder.actor_by_key(&entry.key);
            actors
                .entry(entry.key.as_str())
                .or_insert(known.unwrap_or(ActorId(actor_count as u32)));
            actor_count += usize::from(known.is_none());
        }
        for (nth, entry) in document.events.iter().enumerate() {
            if let Some(key) = &entry.key {
                events.entry(key.as_str()).or_insert(EventId((first_event + nth) as u32));
            }
        }
        Self {
            builder,
            actors,
            events,
            first_actor,
            first_event,
            actor_count,
            event_count: first_event + document.events.len(),
            unread,
            lines: None,
            undated: HashSet::new(),
            someone: false,
            somethings: 0,
        }
    }

    /// For records that come line by line, and find each other in the builder.
    pub(super) fn of_lines(
        builder: TimelineBuilder,
        document: &'d Document,
        unread: &'d Unread,
        lines: Lines<'d>,
    ) -> Self {
        Self { lines: Some(lines), ..Self::new(document, unread, builder) }
    }

    pub(super) fn records(&mut self, document: &Document) {
        let list = At::top("actors");
        for (nth, entry) in document.actors.iter().enumerate() {
            if self.unread.actors.contains(&nth) {
                self.builder.actors.push(Actor::new(&entry.key));
            } else {
                self.actor_entry(entry, list.nth(nth));
            }
        }
        for (nth, entry) in document.events.iter().enumerate() {
            self.event_entry(nth, entry);
        }
        let list = At::top("links");
        for (nth, entry) in document.links.iter().enumerate() {
            let unread = self.unread.links.contains(&nth);
            self.link_entry(entry, list.nth(nth), unread);
        }
        let list = At::top("coverage");
        for (nth, entry) in document.coverage.iter().enumerate() {
            self.covered_entry(entry, list.nth(nth));
        }
    }

    pub(super) fn report(&mut self, at: At<'_>, got: &str, allowed: &str, remedy: &str) {
        self.builder.issues.push(Issue::new(at.to_string(), got, allowed, remedy));
    }

    pub(super) fn head(&mut self, document: &Document) {
        if let Some(version) = document.escalade.filter(|version| *version != VERSION) {
            let allowed = format!("{VERSION}, the only version of the format so far");
            let remedy = "read the file with a newer release of this library";
            self.report(At::top("escalade"), &version.to_string(), &allowed, remedy);
        }
        if let Some(title) = document.title.as_ref().filter(|_| self.builder.title.is_none()) {
            self.builder.set_title(title);
        }
        self.builder.count_unreadable(document.unreadable);
    }

    fn event_entry(&mut self, nth: usize, entry: &EventEntry) {
        let list = At::top("events");
        let at = list.nth(nth);
        let id = EventId(self.builder.len() as u32);
        let event = if self.unread.events.contains(&nth) {
            self.undated.insert(id);
            let mut event = something();
            event.key.clone_from(&entry.key);
            event
        } else {
            if entry.when.parse::<When>().is_err() {
                self.undated.insert(id);
            }
            self.event_draft(entry, at)
        };
        self.builder.add_event(event);
    }

    /// The key of an event, if no other file has it.
    fn own_key(&mut self, entry: &EventEntry, at: At<'_>) -> Option<String> {
        let key = entry.key.as_ref()?;
        let before = self.builder.event_by_key(key);
        if before.is_some_and(|id| self.lines.is_some() || id.index() < self.first_event) {
            let allowed = "a key not yet in use, in this file or another";
            self.report(at.field("key"), key, allowed, "use another key");
            return None;
        }
        Some(key.clone())
    }

    pub(super) fn event_draft(&mut self, entry: &EventEntry, at: At<'_>) -> Event {
        let code = entry.code.as_ref().and_then(|code| self.code(code, at.field("code")));
        let act = self.act(entry, at);
        let sources = self.actors(&entry.source, at.field("source"));
        let mut event = Event::draft(sources, entry.when.as_str().into_when(), act, code);
        event.key = self.own_key(entry, at);
        event.targets = self.actors(&entry.target, at.field("target"));
        event.mutual = entry.mutual;
        event.extras = entry.extras;
        let scorable = event.code.is_some() || entry.code.is_none();
        event.score =
            entry.score.and_then(|units| self.units(units, at.field("score"))).filter(|_| scorable);

        let details = &mut event.details;
        details.text.clone_from(&entry.text);
        details.place.clone_from(&entry.place);
        details.avowal = entry.avowal;
        details.attack = entry.details.clone();
        details.attribution = self.stated(entry.attribution.as_ref(), at.field("attribution"));
        details.confidence = self.stated(entry.confidence.as_ref(), at.field("confidence"));
        details.reports = self.reports(&entry.reports, at);
        details.statement = self.statement(entry, at);
        let list = at.field("candidates");
        for (nth, candidate) in entry.candidates.iter().enumerate() {
            let at = list.nth(nth);
            let confidence = self.stated(candidate.confidence.as_ref(), at.field("confidence"));
            details.candidates.push(Candidate {
                actors: self.actors(&candidate.source, at.field("source")),
                confidence: confidence.unwrap_or(GivenConfidence::NotStated),
            });
        }
        let list = at.field("levels");
        for (scale, form) in &entry.levels.0 {
            let (units, reason) = match form {
                LevelForm::Bare(units) => (*units, None),
                LevelForm::Reasoned(Reasoned { level, reason }) => (*level, reason.clone()),
            };
            if let Some(level) = self.units(units, list.field(scale)) {
                details.levels.push(CodersLevel { scale: scale.clone().into(), level, reason });
            }
        }
        event
    }

    fn act(&mut self, entry: &EventEntry, at: At<'_>) -> Option<Act> {
        let acts = [
            entry.attack.map(Act::Attack),
            entry.statement.map(Act::Statement),
            entry.action.map(Act::Action),
        ];
        let mut given = acts.into_iter().flatten();
        let (first, second) = (given.next(), given.next());
        const ALLOWED: &str = "one of `attack`, `statement` and `action`, or a `code` alone";
        if let (Some(first), Some(second)) = (first, second) {
            let got = format!("{} and {}", first.kind(), second.kind());
            self.report(at, &got, ALLOWED, "keep one, or make it two events");
        }
        if first.is_none() && entry.code.is_none() {
            self.report(at, "none of these", ALLOWED, "say what kind of event it is");
        }
        first
    }

    fn link_entry(&mut self, entry: &LinkEntry, at: At<'_>, unread: bool) {
        let link = self.link_draft(entry, at, unread);
        self.builder.add_link_draft(link);
    }

    pub(super) fn link_draft(&mut self, entry: &LinkEntry, at: At<'_>, unread: bool) -> Link {
        let end = |reader: &mut Self, key: Option<&EventKey>, field: &'static str| match key {
            Some(key) => reader.event(key, at.field(field)),
            None if unread => reader.something(),
            None => {
                reader.missing(
                    at.field(field),
                    "an event's key, or its place in the list counted from 0",
                );
                reader.something()
            }
        };
        let from = end(self, entry.from.as_ref(), "from");
        let to = end(self, entry.to.as_ref(), "to");
        if entry.relation.is_none() && !unread {
            self.missing(
                at.field("relation"),
                "a relation, such as `responds-to` or `carries-out`",
            );
        }
        // `About` may point anywhere in time: of what is undated, no order is asked.
        let dated = [from, to]
            .iter()
            .all(|event| !self.undated.contains(event) && event.index() < self.event_count);
        let relation = entry.relation.filter(|_| dated).unwrap_or(Relation::About);
        Link {
            from,
            relation,
            to,
            asserted_by: self.actors(&entry.asserted_by, at.field("asserted_by")),
            reports: self.reports(&entry.reports, at),
            confidence: self.stated(entry.confidence.as_ref(), at.field("confidence")),
        }
    }

    pub(super) fn covered_entry(&mut self, entry: &CoveredEntry, at: At<'_>) {
        let from = entry.from.as_deref().map_or(Bound::Unbounded, Bound::Included);
        let window = (from, entry.until.as_deref().map_or(Bound::Unbounded, Bound::Excluded));
        match &entry.actors {
            None => self.builder.cover::<&str>(window),
            Some(keys) => {
                let actors = self.actors(keys, at.field("actors"));
                self.builder.cover_actors::<&str>(actors, window);
            }
        }
    }

    pub(super) fn missing(&mut self, at: At<'_>, allowed: &str) {
        self.report(at, "", allowed, "add it");
    }

    pub(super) fn actors(&mut self, keys: &Many<String>, at: At<'_>) -> Vec<ActorId> {
        let count = keys.0.len();
        keys.0.iter().enumerate().map(|(nth, key)| self.actor(key, at.nth_of(nth, count))).collect()
    }

    pub(super) fn actor(&mut self, key: &str, at: At<'_>) -> ActorId {
        if let Some(actor) = self.actors.get(key) {
            return *actor;
        }
        if self.lines.is_some() {
            if let Some(actor) = self.builder.actor_by_key(key) {
                return actor;
            }
            let keys = self.builder.actor_keys.keys().map(String::as_str);
            let remedy = self.nearest(key, keys, "describe it on an earlier line");
            self.report(at, key, "the key of an actor described before", &remedy);
            return ActorId(0); // The record is left out.
        }
        let keys = self.actors.keys().copied();
        let remedy = self.nearest(key, keys, "describe it under `actors`");
        self.report(at, key, "the key of an actor of this document", &remedy);
        self.someone = true;
        ActorId(self.actor_count as u32)
    }

    pub(super) fn events(&mut self, keys: &Many<EventKey>, at: At<'_>) -> Vec<EventId> {
        let count = keys.0.len();
        keys.0.iter().enumerate().map(|(nth, key)| self.event(key, at.nth_of(nth, count))).collect()
    }

    pub(super) fn event(&mut self, key: &EventKey, at: At<'_>) -> EventId {
        match &mut self.lines {
            None => self.event_of_document(key, at),
            Some(Lines::Later(references)) => {
                references.push((key.clone(), at.to_string()));
                later(references.len() - 1)
            }
            Some(Lines::Now(waiting)) => match waiting.find(key, &self.builder) {
                Some(event) => event,
                None => {
                    let got = match key {
                        EventKey::Key(key) => key.clone(),
                        EventKey::Number(number) => number.to_string(),
                    };
                    let allowed = "the key of an event, or its place among those of this file";
                    self.report(at, &got, allowed, "give that key to the event meant");
                    EventId(0) // The record is left out.
                }
            },
        }
    }

    /// What was written down of events to be looked for later.
    pub(super) fn references(&mut self) -> Vec<Reference> {
        match &mut self.lines {
            Some(Lines::Later(references)) => std::mem::take(references),
            _ => Vec::new(),
        }
    }

    fn event_of_document(&mut self, key: &EventKey, at: At<'_>) -> EventId {
        match key {
            EventKey::Key(key) => {
                if let Some(event) = self.events.get(key.as_str()) {
                    return *event;
                }
                let keys = self.events.keys().copied();
                let remedy = self.nearest(key, keys, "give that key to the event meant");
                self.report(
                    at,
                    key,
                    "the key of an event of this document, or its place in the list",
                    &remedy,
                );
            }
            EventKey::Number(number) => {
                let count = self.event_count - self.first_event;
                if *number < count as u64 {
                    return EventId((self.first_event as u64 + number) as u32);
                }
                let allowed = match count {
                    0 => "an event: there is none in this document".to_owned(),
                    count => format!("0 to {}: events are counted from 0", count - 1),
                };
                self.report(
                    at,
                    &number.to_string(),
                    &allowed,
                    "point it at an event that is there",
                );
            }
        }
        self.something()
    }

    /// An event of its own for each reference that finds none.
    fn something(&mut self) -> EventId {
        self.somethings += 1;
        EventId(self.event_count as u32 + self.somethings - 1)
    }

    /// The nearest key that exists, if it is near enough to be what was meant.
    fn nearest<'k>(
        &self,
        key: &str,
        keys: impl Iterator<Item = &'k str>,
        otherwise: &str,
    ) -> String {
        if self.builder.issues.count() >= MAX_ISSUES {
            return String::new(); // It will be counted, not told.
        }
        match nearest(key, keys) {
            Some(near) => format!("write `{near}` if that is meant, or {otherwise}"),
            None => otherwise.to_owned(),
        }
    }

    pub(super) fn finish(mut self) -> TimelineBuilder {
        if self.someone {
            self.builder.actors.push(Actor::new("?"));
        }
        for _ in 0..self.somethings {
            self.builder.add_event(something());
        }
        self.builder
    }
}

fn something() -> Event {
    Event::action((), "1970-01-01", Deed::Other)
}

/// The same problems, sorted by the record they are in.
fn in_order(error: &Error) -> Error {
    let mut sorted = error.issues().to_vec();
    sorted.sort_by_cached_key(|issue| {
        let mut path = issue.location().field().unwrap_or_default().split('/');
        let list = path
            .next()
            .and_then(|list| ["actors", "events", "links"].iter().position(|known| *known == list));
        (list, path.next().and_then(|nth| nth.parse::<usize>().ok()))
    });
    error.restated(sorted)
}
