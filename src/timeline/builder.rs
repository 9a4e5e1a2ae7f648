//! The builder of timelines. It takes drafts, returns ids, and checks everything in [`build`].
//!
//! [`build`]: TimelineBuilder::build

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    CoveredPeriod, Timeline, check,
    columns::{Columns, EventRow},
    event_keys::EventKeys,
    extras::{ExtraColumns, MAX_COUNT},
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{
        Actor, ActorId, ActorKind, Candidate, Code, CodeId, Details, Event, EventId, EventType,
        Extras, IntoWhen, Level, Link, LinkId, Membership, ParsedWhen, Relation, Report, When,
    },
    scale,
};

/// Collects actors, events and links, checks them together, and freezes them into a [`Timeline`].
///
/// Methods that add a draft return its id immediately, and drafts may refer to each other in any
/// order. No method fails before [`build`](Self::build), which reports every problem at once.
///
/// ```
/// use escalade::{Actor, Event, Means, Relation, Timeline};
///
/// let mut builder = Timeline::builder();
/// let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
/// let killing = builder.add_event(Event::attack(israel, "2024-04-01", Means::AirStrike).against(iran));
/// let barrage = builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).against(israel));
/// builder.add_link(barrage, Relation::RetaliatesFor, killing);
/// assert_eq!((builder.len(), builder.is_empty()), (2, false));
/// assert_eq!(builder.build()?.len(), 2);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct TimelineBuilder {
    pub(super) title: Option<String>,
    /// Shared with timelines that have the same actors, as is `actor_keys`.
    pub(super) actors: Arc<Vec<Actor>>,
    pub(super) actor_keys: Arc<HashMap<Box<str>, u32>>,
    /// Whether the actors are those of a timeline, which were checked when it was built.
    pub(super) are_actors_checked: bool,
    pub(super) columns: Columns,
    pub(super) extras: ExtraColumns,
    pub(super) keys: EventKeys,
    pub(super) links: Vec<Link>,
    pub(super) covered: Vec<CoveredPeriod>,
    /// Reports added by `add_report`, each with the id of its event.
    pub(super) reports: Vec<(u32, Report)>,
    /// Events that later ones replace, each with the later one.
    pub(super) superseded: Vec<(u32, u32)>,
    pub(super) unreadable: u64,
    pub(super) issues: Issues,
    /// Events whose date could not be read. The order of links that touch them is not checked.
    pub(super) undated: HashSet<u32>,
    pub(super) type_ids: HashMap<EventType, u16>,
}

impl TimelineBuilder {
    /// Sets the title of the timeline.
    ///
    /// ```
    /// # use escalade::Timeline;
    /// let mut builder = Timeline::builder();
    /// builder.set_title("April 2024");
    /// assert_eq!(builder.build()?.title(), Some("April 2024"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn set_title(&mut self, title: impl Into<String>) {
        self.title = Some(title.into());
    }

    /// Adds an actor and returns its id. No other actor may have the same key.
    ///
    /// ```
    /// # use escalade::{Actor, Timeline};
    /// let mut builder = Timeline::builder();
    /// let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_actor(Actor::new("IRGC").part_of(iran));
    /// assert_eq!(builder.build()?.actors().len(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn add_actor(&mut self, actor: Actor) -> ActorId {
        let id = self.actors.len() as u32;
        let place = || format!("actors/{id}/key");
        if actor.key.is_empty() {
            self.issues.push(Issue::new(
                place(),
                "",
                "a key that is not empty",
                "name the actor: IRN",
            ));
        } else if let Some(first) = self.actor_keys.get(actor.key.as_str()) {
            let remedy = format!("use another key, or the actor already at actors/{first}");
            self.issues.push(Issue::new(place(), &actor.key, "a key not yet in use", remedy));
        } else {
            Arc::make_mut(&mut self.actor_keys).insert(actor.key.as_str().into(), id);
        }
        self.actors_mut().push(actor);
        ActorId(id)
    }

    /// Adds a membership to an actor that was added before.
    ///
    /// ```
    /// # use escalade::{Actor, Timeline, When, model::{Membership, MembershipKind}, timeline::Granularity};
    /// let mut builder = Timeline::builder();
    /// let (iran, army) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("IRGC")));
    /// builder.add_membership(army, Membership::new(MembershipKind::PartOf, iran));
    /// let timeline = builder.build()?;
    /// let day = "2024-04-13".parse::<When>()?.earliest();
    /// assert_eq!(timeline.roll_up(army, &Granularity::State, day), "IRN");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn add_membership(&mut self, member: ActorId, membership: Membership) {
        match self.actors_mut().get_mut(member.index()) {
            Some(actor) => actor.memberships.push(membership),
            None => self.issues.push(check::unknown_id("memberships", member)),
        }
    }

    /// Returns the actors, to be changed. They are copied first if a timeline shares them.
    pub(super) fn actors_mut(&mut self) -> &mut Vec<Actor> {
        self.are_actors_checked = false;
        Arc::make_mut(&mut self.actors)
    }

    /// Sets the kind and the English name of an actor, each if it is not set yet.
    #[cfg_attr(not(feature = "csv"), allow(dead_code))]
    pub(crate) fn describe_actor(&mut self, actor: ActorId, kind: ActorKind, name: &str) {
        let Some(actor) = self.actors_mut().get_mut(actor.index()) else { return };
        if actor.kind == ActorKind::Unspecified {
            actor.kind = kind;
        }
        if !name.is_empty() {
            actor.names.entry("en".to_owned()).or_insert_with(|| name.to_owned());
        }
    }

    /// Returns the actor with this key, if it was added.
    ///
    /// ```
    /// # use escalade::{Actor, Timeline};
    /// let mut builder = Timeline::builder();
    /// let iran = builder.add_actor(Actor::new("IRN"));
    /// assert_eq!(builder.actor_by_key("IRN"), Some(iran));
    /// assert_eq!(builder.actor_by_key("ISR"), None);
    /// ```
    pub fn actor_by_key(&self, key: &str) -> Option<ActorId> {
        self.actor_keys.get(key).map(|id| ActorId(*id))
    }

    /// Returns the title set so far.
    #[cfg_attr(not(any(feature = "json", feature = "watch")), allow(dead_code))]
    pub(crate) fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Returns the draft of an actor, as far as it was described.
    #[cfg_attr(not(any(feature = "csv", feature = "json")), allow(dead_code))]
    pub(crate) fn actor(&self, actor: ActorId) -> Option<&Actor> {
        self.actors.get(actor.index())
    }

    /// Adds an event and returns its id.
    ///
    /// The order of adding is the order of recording, which orders events of equal onset.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, SpeechAct, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// let threat = builder.add_event(Event::statement(iran, "2024-04-13", SpeechAct::Threaten));
    /// let attack = builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// let timeline = builder.build()?;
    /// assert!(timeline.events().map(|event| event.id()).eq([threat, attack]), "a tie in time");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn add_event(&mut self, event: Event) -> EventId {
        let id = self.columns.len() as u32;
        let place = Location::from(format!("events/{id}"));
        check::score_and_candidates(&event, &place, &mut self.issues);
        let act = check::act_of(&event);
        let Event { key, act: _, code, score, when, mutual, sources, targets, extras, details } =
            event;
        let event_type = EventType { act, code, score };
        let event_type = self.intern(event_type);
        let when = self.when_or_placeholder(id, when);
        if let Some(key) = key {
            self.set_event_key(id, &key, &place);
        }
        let sources = likeliest(&details.candidates).map_or(sources, |one| one.actors.clone());
        self.columns.push(EventRow { when, sources, targets, event_type, mutual, details });
        self.set_extras(EventId(id), extras);
        EventId(id)
    }

    /// Adds a code for use with [`add_row`](Self::add_row), with the score that the file gives it, if
    /// any. The same code and score return the same id.
    ///
    /// ```
    /// # use escalade::{Code, Timeline, Vocabulary};
    /// let mut builder = Timeline::builder();
    /// let fight = builder.add_code(Code::new(Vocabulary::Cameo, "190"), None);
    /// assert_eq!(builder.add_code(Code::new(Vocabulary::Cameo, "190"), None), fight);
    /// ```
    pub fn add_code(&mut self, code: Code, score: Option<Level>) -> CodeId {
        let act = scale::act_of(&code);
        CodeId(self.intern(EventType { act, code: Some(code), score }).into())
    }

    /// Adds a row of coded data and returns the id of its event, in O(1).
    ///
    /// The result is that of [`add_event`](Self::add_event) with an [`Event::coded`], but this method is
    /// many times faster. Use it to add millions of rows.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use escalade::{Actor, Code, Timeline, Vocabulary};
    /// let mut builder = Timeline::builder();
    /// let [lebanon, israel] = ["LBN", "ISR"].map(|key| builder.add_actor(Actor::new(key)));
    /// let fight = builder.add_code(Code::new(Vocabulary::Cameo, "190"), None);
    /// for day in 12..15 {
    ///     builder.add_row(lebanon, israel, NaiveDate::from_ymd_opt(2006, 7, day).unwrap(), fight);
    /// }
    /// builder.add_row(None, israel, "2006-07-15", fight);
    /// assert_eq!(builder.build()?.len(), 4);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn add_row(
        &mut self,
        source: impl Into<Option<ActorId>>,
        target: impl Into<Option<ActorId>>,
        when: impl IntoWhen,
        code: CodeId,
    ) -> EventId {
        let id = self.columns.len() as u32;
        if code.index() >= self.columns.types().len() {
            self.issues.push(check::unknown_id(format!("events/{id}/code"), code));
        }
        let (source, target) = (source.into(), target.into());
        match when.as_plain() {
            Some(when) => self.columns.push_plain(when, source, target, code.0 as u16),
            None => {
                let when = self.when_or_placeholder(id, when.into_when());
                let (sources, targets) =
                    (source.into_iter().collect(), target.into_iter().collect());
                let (mutual, details) = (false, Details::default());
                let event_type = code.0 as u16;
                self.columns.push(EventRow { when, sources, targets, event_type, mutual, details });
            }
        }
        EventId(id)
    }

    /// Adds a report to an event or row that was added before.
    ///
    /// ```
    /// # use escalade::{Actor, Code, Report, Timeline, Vocabulary};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b, gull] = ["A", "B", "GULL"].map(|key| builder.add_actor(Actor::new(key)));
    /// # let fight = builder.add_code(Code::new(Vocabulary::Cameo, "190"), None);
    /// let row = builder.add_row(a, b, "2024-04-13", fight);
    /// builder.add_report(row, Report::by(gull).dated("2024-04-14"));
    /// builder.add_report(row, Report::public_record());
    /// assert_eq!(builder.build()?.event(row).reports().len(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn add_report(&mut self, event: EventId, report: Report) {
        if event.index() < self.len() {
            self.reports.push((event.0, report));
        } else {
            self.issues.push(check::unknown_id("reports", event));
        }
    }

    /// Sets the counts of mentions, sources and articles of an event or row, the day it was added and
    /// the root flag. Replaces the extras set before.
    ///
    /// A kind of extra that no event has takes no memory. Takes amortised O(1).
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Code, Timeline, Vocabulary, model::Extras};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    /// # let fight = builder.add_code(Code::new(Vocabulary::Cameo, "190"), None);
    /// let row = builder.add_row(a, b, "2024-04-13", fight);
    /// let added = "2024-04-15".parse().unwrap();
    /// builder.set_extras(row, Extras::new().with_mentions(4).with_added(added));
    /// let timeline = builder.build()?;
    /// let row = timeline.event(row);
    /// assert_eq!((row.extras().mentions(), row.lag()), (Some(4), Some(TimeDelta::days(2))));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn set_extras(&mut self, event: EventId, extras: Extras) {
        let place = || Location::from(format!("events/{}/extras", event.0));
        if event.index() >= self.len() {
            return self.issues.push(check::unknown_id(place(), event));
        }
        for (field, count) in &[
            ("mentions", extras.mentions()),
            ("sources", extras.sources()),
            ("articles", extras.articles()),
        ] {
            if let Some(count) = count.filter(|count| *count > MAX_COUNT) {
                let allowed = format!("at most {MAX_COUNT}");
                let issue = Issue::new(*field, count, allowed, "correct it, or leave it out");
                self.issues.push(issue.within(&place()));
            }
        }
        self.extras.set(event.index(), extras);
    }

    /// Adds a declared link from one event to another, such as the one it answers, and returns its id. The event that
    /// comes later is the first argument: `add_link(reprisal, Relation::RetaliatesFor, raid)`.
    /// [`add_link_draft`](Self::add_link_draft) takes a [`Link`] with asserters, reports or a confidence.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Relation, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let raid = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b));
    /// let reprisal = builder.add_event(Event::attack(b, "2024-04-02", Means::Drone).against(a));
    /// let link = builder.add_link(reprisal, Relation::RetaliatesFor, raid);
    /// assert_eq!(builder.build()?.link(link).relation(), Relation::RetaliatesFor);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn add_link(&mut self, from: EventId, relation: Relation, to: EventId) -> LinkId {
        self.add_link_draft(Link::new(from, relation, to))
    }

    /// Adds a declared link that has asserters, reports or a confidence, and returns its id.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Link, Means, Relation, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let raid = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b));
    /// let reprisal = builder.add_event(Event::attack(b, "2024-04-02", Means::Drone).against(a));
    /// let link = Link::new(reprisal, Relation::RetaliatesFor, raid).asserted_by(b);
    /// let link = builder.add_link_draft(link);
    /// assert_eq!(builder.build()?.link(link).asserters(), [b]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn add_link_draft(&mut self, link: Link) -> LinkId {
        self.links.push(link);
        LinkId(self.links.len() as u32 - 1)
    }

    /// Adds to the count of records that could not be read, which every answer states.
    ///
    /// ```
    /// # use escalade::Timeline;
    /// let mut builder = Timeline::builder();
    /// builder.count_unreadable(2);
    /// builder.count_unreadable(1);
    /// assert_eq!(builder.build()?.unreadable(), 3);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn count_unreadable(&mut self, records: u64) {
        self.unreadable = self.unreadable.saturating_add(records);
    }

    /// Reserves memory for at least this many more events, so that columns need not grow repeatedly.
    /// A number beyond the memory that can be reserved has no effect.
    ///
    /// ```
    /// # use escalade::Timeline;
    /// let mut builder = Timeline::builder();
    /// builder.reserve(1_000_000);
    /// assert!(builder.is_empty());
    /// ```
    pub fn reserve(&mut self, events: usize) {
        self.columns.reserve(events);
    }

    /// Returns the number of events added so far.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Returns `true` if no event was added yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Checks all drafts together and returns the timeline.
    ///
    /// Takes O(n) for n events that were added in order of time, otherwise O(n log n).
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// let mut builder = Timeline::builder();
    /// let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::attack(iran, "13 April", Means::Drone));
    /// let error = builder.build().unwrap_err();
    /// let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    /// assert_eq!(places, ["actors/1/key", "events/0/when"]);
    /// ```
    ///
    /// # Errors
    ///
    /// Returns one error with every problem, of which the first [`MAX_ISSUES`](crate::error::MAX_ISSUES) are
    /// described:
    ///
    /// - an id of another builder, or a key that is used twice;
    /// - text that is not a date;
    /// - two `PartOf` memberships in force at once, or memberships that form a cycle;
    /// - a confidence above 100 percent, or candidates with more than 100 percent together;
    /// - a level that its scale does not have;
    /// - more than 1,000 actors on one side of an event, or more than 65,536 different event types;
    /// - a count in the extras that is too great to store;
    /// - a response that does not come after the event it responds to.
    pub fn build(mut self) -> Result<Timeline, Error> {
        self.check_covered();
        self.remove_superseded();
        self.columns.add_reports(std::mem::take(&mut self.reports));
        let mut issues = std::mem::take(&mut self.issues);
        if !self.are_actors_checked {
            check::actors(&self.actors, &mut issues);
        }
        check::events(self.actors.len(), &self.columns, &self.links, &mut issues);
        let undated = std::mem::take(&mut self.undated);
        let timeline = Timeline::freeze(self);
        check::links(&timeline, &undated, &mut issues);
        issues.check(ErrorKind::Timeline)?;
        Ok(timeline)
    }

    /// Returns the event with this key, if it was added.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// let attack = Event::attack(iran, "2024-04-13", Means::Drone).with_key("barrage");
    /// let barrage = builder.add_event(attack);
    /// assert_eq!(builder.event_by_key("barrage"), Some(barrage));
    /// ```
    pub fn event_by_key(&self, key: &str) -> Option<EventId> {
        self.keys.event(key).map(EventId)
    }

    /// Returns the date of an event. If it could not be read, records that and returns a placeholder.
    fn when_or_placeholder(&mut self, id: u32, when: ParsedWhen) -> When {
        when.unwrap_or_else(|error| {
            self.issues.absorb(&error, &Location::from(format!("events/{id}/when")));
            self.undated.insert(id);
            When::day(chrono::NaiveDate::default())
        })
    }

    /// Returns the number that a key is, if it is greater than all keys of events, which then are all whole numbers in
    /// ascending order, so that it is new.
    #[inline]
    pub(crate) fn greater_number(&self, key: &[u8]) -> Option<u64> {
        self.keys.greater_number(key)
    }

    /// Sets the key of the row that was added last to a [greater number](Self::greater_number).
    #[inline]
    pub(crate) fn number_row(&mut self, row: EventId, key: &[u8], number: u64) {
        self.keys.push_number(row.0, key, number);
    }

    /// Sets the key of the row that was added last.
    #[cfg_attr(not(any(feature = "csv", feature = "watch")), allow(dead_code))]
    pub(crate) fn name_row(&mut self, row: EventId, key: &str) {
        // Nearly all keys are new, for which nothing is allocated.
        if key.is_empty() || self.keys.event(key).is_some() {
            self.set_event_key(row.0, key, &Location::from(format!("events/{}", row.0)));
        } else {
            self.keys.push(row.0, key);
        }
    }

    pub(super) fn set_event_key(&mut self, id: u32, key: &str, place: &Location) {
        if key.is_empty() {
            let remedy = "leave the key out, or give it a name";
            self.issues
                .push(Issue::new("key", "", "a key that is not empty", remedy).within(place));
        } else if let Some(first) = self.keys.event(key) {
            let remedy = format!("use another key, or the event already at events/{first}");
            self.issues.push(Issue::new("key", key, "a key not yet in use", remedy).within(place));
        } else {
            self.keys.push(id, key);
        }
    }

    /// Returns the index of an event type, which it adds if it is new.
    pub(super) fn intern(&mut self, event_type: EventType) -> u16 {
        if let Some(id) = self.type_ids.get(&event_type) {
            return *id;
        }
        let Ok(id) = u16::try_from(self.type_ids.len()) else {
            let remedy = "round the scores in the file, so that fewer of them differ";
            let allowed = "at most 65,536 different types in one timeline";
            self.issues.push(Issue::new("events", "one more type", allowed, remedy));
            return 0;
        };
        self.columns.push_type(event_type.clone());
        self.type_ids.insert(event_type, id);
        id
    }
}

/// Returns the candidate with the highest confidence, or the first recorded of several.
///
/// A candidate without a stated confidence comes after all others.
pub(super) fn likeliest(candidates: &[Candidate]) -> Option<&Candidate> {
    let mut likeliest: Option<&Candidate> = None;
    for candidate in candidates {
        if likeliest.is_none_or(|known| known.confidence() < candidate.confidence()) {
            likeliest = Some(candidate);
        }
    }
    likeliest
}
