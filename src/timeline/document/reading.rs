//! Reading a document into a timeline: keys are replaced by ids, and every problem is reported.

use std::{
    collections::{HashMap, HashSet},
    ops::Bound,
};

use serde::{Deserialize, Deserializer, de::Error as _};

use super::{
    entry::{CoveredEntry, Document, EventEntry, LinkEntry, VERSION},
    event_lookup::EventLookup,
    field_path::FieldPath,
    forms::{EventKey, LevelForm, LevelWithReason},
};
use crate::{
    error::{Error, Issue, Location},
    model::{
        Act, ActionKind, Actor, Candidate, CodersLevel, Event, EventId, GivenConfidence, IntoWhen,
        Link, Relation, When,
    },
    sorting::sorted_order,
    timeline::{Timeline, TimelineBuilder},
};

/// The indices of records that could not be read, and the issues found in them.
///
/// The document still has a record in their place, with its key if that is known, so that references to
/// it are not reported as well.
#[derive(Default)]
pub(crate) struct Unread {
    pub(crate) actors: HashSet<usize>,
    pub(crate) events: HashSet<usize>,
    pub(crate) links: HashSet<usize>,
    pub(crate) issues: Vec<Issue>,
}

/// Reads the native document and checks it as [`build`](crate::TimelineBuilder::build) does.
///
/// A key may be used before the actor or event that has it is described.
///
/// ```
/// use escalade::Timeline;
///
/// let text = r#"{
///     "actors": [{ "key": "IRN" }],
///     "events": [{ "when": "2024-04-13", "attack": "drone", "source": "IRM" }]
/// }"#;
/// let error = serde_json::from_str::<Timeline>(text).unwrap_err().to_string();
/// assert!(error.contains("events/0/source"), "{error}");
/// assert!(error.contains("IRN"), "it suggests the nearest key: {error}");
/// ```
impl<'de> Deserialize<'de> for Timeline {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Document::deserialize(deserializer)?.build(&Unread::default()).map_err(D::Error::custom)
    }
}

impl Document {
    /// Checks everything and builds the timeline.
    ///
    /// The error has all problems, including those in `unread`, in the order of the document.
    pub(crate) fn build(self, unread: &Unread) -> Result<Timeline, Error> {
        let mut reader = DocumentReader::new(&self, unread, Timeline::builder());
        for issue in &unread.issues {
            reader.builder.issues.push(issue.clone());
        }
        reader.read_header(&self);
        reader.read_records(&self);
        reader.finish().build().map_err(|error| in_order(&error))
    }
}

/// Turns records into drafts and adds them to a builder.
///
/// A reference that finds no actor or event gets a placeholder. Building fails in this case, and the
/// placeholder prevents further issues with the same cause.
pub(super) struct DocumentReader<'d> {
    pub(super) builder: TimelineBuilder,
    pub(super) actors: HashMap<&'d str, u32>,
    pub(super) events: HashMap<&'d str, u32>,
    /// The numbers of actors and events in the builder before this document.
    pub(super) first_actor: usize,
    pub(super) first_event: usize,
    /// The numbers of actors and events after it.
    pub(super) actor_count: usize,
    pub(super) event_count: usize,
    unread: &'d Unread,
    /// How to find events in a file of lines. `None` for a document, where all keys are known.
    pub(super) lookup: Option<EventLookup<'d>>,
    /// Events whose date could not be read. The order of links that touch them is not checked.
    undated: HashSet<u32>,
    /// Whether the event being read is what is left of a record without the values of the wrong form.
    is_partial: bool,
    /// Set if the placeholder for unknown actors is in use.
    pub(super) has_unknown_actor: bool,
    /// The number of placeholders for unknown events.
    pub(super) unknown_events: u32,
}

impl<'d> DocumentReader<'d> {
    /// Creates a reader that adds a document to a builder. If the builder has an actor with the same key
    /// as one of the document, they are the same actor.
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
            let id = known.map_or(actor_count as u32, |known| known.0);
            actors.entry(entry.key.as_str()).or_insert(id);
            actor_count += usize::from(known.is_none());
        }
        for (nth, entry) in document.events.iter().enumerate() {
            if let Some(key) = &entry.key {
                events.entry(key.as_str()).or_insert((first_event + nth) as u32);
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
            lookup: None,
            undated: HashSet::new(),
            is_partial: false,
            has_unknown_actor: false,
            unknown_events: 0,
        }
    }

    /// Creates a reader for the records of a file of lines.
    pub(super) fn for_lines(
        builder: TimelineBuilder,
        document: &'d Document,
        unread: &'d Unread,
        lookup: EventLookup<'d>,
    ) -> Self {
        Self { lookup: Some(lookup), ..Self::new(document, unread, builder) }
    }

    pub(super) fn read_records(&mut self, document: &Document) {
        let list = FieldPath::root("actors");
        for (nth, entry) in document.actors.iter().enumerate() {
            if self.unread.actors.contains(&nth) {
                self.builder.actors_mut().push(Actor::new(&entry.key));
            } else {
                self.actor_entry(entry, list.nth(nth));
            }
        }
        for (nth, entry) in document.events.iter().enumerate() {
            self.event_entry(nth, entry);
        }
        let list = FieldPath::root("links");
        for (nth, entry) in document.links.iter().enumerate() {
            let unread = self.unread.links.contains(&nth);
            self.link_entry(entry, list.nth(nth), unread);
        }
        let list = FieldPath::root("coverage");
        for (nth, entry) in document.coverage.iter().enumerate() {
            self.covered_entry(entry, list.nth(nth));
        }
    }

    pub(super) fn report(&mut self, at: FieldPath<'_>, got: &str, allowed: &str, remedy: &str) {
        self.builder.issues.push(Issue::new(at.to_string(), got, allowed, remedy));
    }

    pub(super) fn read_header(&mut self, document: &Document) {
        if let Some(version) = document.escalade.filter(|version| *version != VERSION) {
            let allowed =
                format!("{VERSION}, the only version of the format that this release reads");
            let remedy = "read the file with a newer release of this library";
            self.report(FieldPath::root("escalade"), &version.to_string(), &allowed, remedy);
        }
        if let Some(title) = document.title.as_ref().filter(|_| self.builder.title.is_none()) {
            self.builder.set_title(title);
        }
        self.builder.count_unreadable(document.unreadable);
    }

    fn event_entry(&mut self, nth: usize, entry: &EventEntry) {
        let list = FieldPath::root("events");
        let at = list.nth(nth);
        let id = EventId(self.builder.len() as u32);
        let event = if self.unread.events.contains(&nth) {
            self.undated.insert(id.0);
            self.check_partial_event(entry, at);
            let mut event = placeholder_event();
            event.key.clone_from(&entry.key);
            event
        } else {
            if entry.when.parse::<When>().is_err() {
                self.undated.insert(id.0);
            }
            self.event_draft(entry, at)
        };
        self.builder.add_event(event);
    }

    /// Checks what is left of an event without the values of the wrong form. What is missing may be one of these.
    pub(super) fn check_partial_event(&mut self, entry: &EventEntry, at: FieldPath<'_>) {
        self.is_partial = true;
        let _ = self.event_draft(entry, at);
        self.is_partial = false;
        if !entry.when.is_empty()
            && let Err(error) = entry.when.parse::<When>()
        {
            self.builder.issues.absorb(&error, &Location::from(at.field("when").to_string()));
        }
    }

    /// Returns the key of an event. Reports it if another file has an event with the same key.
    fn unused_key(&mut self, entry: &EventEntry, at: FieldPath<'_>) -> Option<String> {
        let key = entry.key.as_ref()?;
        let before = self.builder.event_by_key(key);
        if before.is_some_and(|id| self.lookup.is_some() || id.index() < self.first_event) {
            let allowed = "a key that no other event has, in this file or another";
            self.report(at.field("key"), key, allowed, "use another key");
            return None;
        }
        Some(key.clone())
    }

    pub(super) fn event_draft(&mut self, entry: &EventEntry, at: FieldPath<'_>) -> Event {
        let code = entry.code.as_ref().and_then(|code| self.code(code, at.field("code")));
        let act = self.act(entry, at);
        let sources = self.actors(&entry.source, at.field("source"));
        let mut event = Event::draft(sources, entry.when.as_str().into_when(), act, code);
        event.key = self.unused_key(entry, at);
        event.targets = self.actors(&entry.target, at.field("target"));
        event.mutual = entry.mutual;
        event.extras = entry.extras;
        // If the code could not be read, its issue is enough: a score without a code is another one.
        let is_scorable = event.code.is_some() || entry.code.is_none();
        event.score = entry
            .score
            .and_then(|units| self.level(units, at.field("score")))
            .filter(|_| is_scorable);

        let details = &mut event.details;
        details.text.clone_from(&entry.text);
        details.place.clone_from(&entry.place);
        details.avowal = entry.avowal;
        details.avowal_date = entry.avowal_date.as_deref().map(IntoWhen::into_when);
        details.attribution_date = entry.attribution_date.as_deref().map(IntoWhen::into_when);
        details.attack = entry.details.clone();
        details.attribution = self.confidence(entry.attribution.as_ref(), at.field("attribution"));
        details.confidence = self.confidence(entry.confidence.as_ref(), at.field("confidence"));
        details.reports = self.reports(&entry.reports.0, at);
        details.statement = self.statement(entry, at);
        let list = at.field("candidates");
        for (nth, candidate) in entry.candidates.0.iter().enumerate() {
            let at = list.nth(nth);
            let confidence = self.confidence(candidate.confidence.as_ref(), at.field("confidence"));
            details.candidates.push(Candidate {
                actors: self.actors(&candidate.source, at.field("source")),
                confidence: confidence.unwrap_or(GivenConfidence::NotStated),
            });
        }
        let list = at.field("levels");
        for (scale, form) in &entry.levels.0 {
            let (units, reason) = match form {
                LevelForm::Plain(units) => (*units, None),
                LevelForm::WithReason(LevelWithReason { level, reason }) => {
                    (*level, reason.clone())
                }
            };
            if let Some(level) = self.level(units, list.field(scale)) {
                details.levels.push(CodersLevel { scale: scale.clone().into(), level, reason });
            }
        }
        event
    }

    fn act(&mut self, entry: &EventEntry, at: FieldPath<'_>) -> Option<Act> {
        let mut given = Vec::new();
        if let Some(means) = entry.attack {
            given.push(Act::Attack(means));
        }
        if let Some(act) = entry.statement {
            given.push(Act::Statement(act));
        }
        if let Some(action) = entry.action {
            given.push(Act::Action(action));
        }
        const ALLOWED: &str = "one of `attack`, `statement` and `action`, or else a `code`";
        if let [first, second, ..] = given[..] {
            let got = format!("{} and {}", first.kind(), second.kind());
            self.report(at, &got, ALLOWED, "keep one, or write two events");
        }
        if given.is_empty() && entry.code.is_none() && !self.is_partial {
            self.report(at, "none of these", ALLOWED, "add one of these fields");
        }
        given.first().copied()
    }

    fn link_entry(&mut self, entry: &LinkEntry, at: FieldPath<'_>, unread: bool) {
        let link = self.link_draft(entry, at, unread);
        self.builder.add_link_draft(link);
    }

    pub(super) fn link_draft(
        &mut self,
        entry: &LinkEntry,
        at: FieldPath<'_>,
        unread: bool,
    ) -> Link {
        let end = |reader: &mut Self, key: Option<&EventKey>, field: &'static str| match key {
            Some(key) => reader.event(key, at.field(field)),
            None if unread => reader.unknown_event(),
            None => {
                reader.missing(at.field(field), "an event's key, or its index in the list, from 0");
                reader.unknown_event()
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
        // The order of an `About` link is not checked, so it replaces the relation where an event has no
        // date that could be read.
        let is_dated =
            |event: EventId| !self.undated.contains(&event.0) && event.index() < self.event_count;
        let relation = match entry.relation {
            Some(relation) if is_dated(from) && is_dated(to) => relation,
            _ => Relation::About,
        };
        Link {
            from,
            relation,
            to,
            asserted_by: self.actors(&entry.asserted_by, at.field("asserted_by")),
            reports: self.reports(&entry.reports.0, at),
            confidence: self.confidence(entry.confidence.as_ref(), at.field("confidence")),
            date: entry.date.as_deref().map(IntoWhen::into_when),
        }
    }

    pub(super) fn covered_entry(&mut self, entry: &CoveredEntry, at: FieldPath<'_>) {
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

    pub(super) fn missing(&mut self, at: FieldPath<'_>, allowed: &str) {
        self.report(at, "", allowed, "add it");
    }

    /// Adds the placeholders and returns the builder.
    pub(super) fn finish(mut self) -> TimelineBuilder {
        if self.has_unknown_actor {
            self.builder.actors_mut().push(Actor::new("?"));
        }
        for _ in 0..self.unknown_events {
            self.builder.add_event(placeholder_event());
        }
        self.builder
    }
}

fn placeholder_event() -> Event {
    Event::action((), "1970-01-01", ActionKind::Other)
}

/// Returns the error with its issues sorted by the record that they are in.
fn in_order(error: &Error) -> Error {
    let mut keys = Vec::new();
    for issue in error.issues() {
        let mut path = issue.location().field().unwrap_or_default().split('/');
        let list = path.next().unwrap_or_default();
        let list = ["actors", "events", "links"].iter().position(|known| *known == list);
        keys.push((list, path.next().and_then(|nth| nth.parse::<usize>().ok())));
    }
    let mut sorted = Vec::new();
    for nth in sorted_order(keys.len(), &|a, b| keys[a].cmp(&keys[b])) {
        sorted.push(error.issues()[nth].clone());
    }
    error.restated(sorted)
}
