//! [`Transaction`]: records, revisions and withdrawals that take effect together.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::RangeBounds,
};

use super::{
    changes::Changes, layers::Layers, recorded::Recorded, records::Records, snapshot::Snapshot,
    watch::Watch,
};
use crate::{
    error::{Error, Issue},
    model::{
        Actor, ActorId, Event, EventId, IntoActors, IntoWhen, Link, LinkId, Membership, Relation,
        Report,
    },
    timeline::{EventCopier, Timeline, TimelineBuilder},
};

/// Records, revisions and withdrawals that take effect together, when they are [committed](Self::commit). A transaction
/// that is dropped has no effect.
///
/// [`Watch::transaction`] begins one. Drafts are those of a [`TimelineBuilder`](crate::TimelineBuilder), and refer to
/// events by the ids that the transactions of the same [`Watch`] return.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Event, Means, Query, Timeline, scale::Kahn, watch::{Watch, WatchedQuery}};
///
/// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
/// let mut watch = Watch::new(Timeline::builder().build()?, [WatchedQuery::new("weekly", query)])?;
/// let mut transaction = watch.transaction();
/// let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
/// transaction.upsert("raid", Event::attack(a, "2024-04-01", Means::Drone).against(b).with_level(Kahn, 8));
/// transaction.push(Event::attack(b, "2024-04-03", Means::Drone).against(a).with_level(Kahn, 9));
/// let changes = transaction.commit()?;
/// assert_eq!((changes.recorded(), watch.chains("weekly")?.count().to_u128()), (2, Some(1)));
///
/// let mut correction = watch.transaction();
/// assert!(correction.retract("raid"));
/// assert_eq!(correction.commit()?.withdrawn(), 1);
/// assert_eq!(watch.chains("weekly")?.count().to_u128(), Some(0));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Debug)]
pub struct Transaction<'w> {
    pub(super) watch: &'w mut Watch,
    /// Holds actors and coverage. Events and links are added when the transaction is committed.
    pub(super) builder: TimelineBuilder,
    /// By record, the drafts of events that are recorded or revised; `None` for a withdrawn event.
    pub(super) events: BTreeMap<u32, Option<Event>>,
    /// The records of the keys of new events.
    pub(super) keys: HashMap<String, u32>,
    /// The keys of events that are withdrawn.
    pub(super) withdrawn: BTreeMap<u32, String>,
    /// Reports that are added to events which the transaction does not otherwise change.
    pub(super) reports: Vec<(u32, Report)>,
    pub(super) links: Vec<Link>,
    pub(super) withdrawn_links: BTreeSet<usize>,
    /// Links declared before the transaction, by number, as they are declared anew.
    pub(super) revised_links: BTreeMap<usize, Link>,
    /// The number of records of events.
    pub(super) count: u32,
    pub(super) complete_to: Option<i64>,
    /// Whether actors, coverage or the number of unreadable records differ from those of the watch, or a problem was found.
    pub(super) is_builder_changed: bool,
    /// The actors that are new or described further.
    pub(super) changed_actors: BTreeSet<u32>,
    pub(super) sources: BTreeSet<String>,
}

impl Watch {
    /// Begins a transaction.
    pub fn transaction(&mut self) -> Transaction<'_> {
        Transaction::new(self)
    }
}

impl<'w> Transaction<'w> {
    fn new(watch: &'w mut Watch) -> Self {
        Self {
            builder: TimelineBuilder::with_actors_of(watch.state.newest()),
            events: BTreeMap::new(),
            keys: HashMap::new(),
            withdrawn: BTreeMap::new(),
            reports: Vec::new(),
            links: Vec::new(),
            withdrawn_links: BTreeSet::new(),
            revised_links: BTreeMap::new(),
            is_builder_changed: false,
            changed_actors: BTreeSet::new(),
            sources: BTreeSet::new(),
            count: watch.records.count,
            complete_to: watch.complete_to,
            watch,
        }
    }

    /// Returns the actor with this key. An actor that does not exist yet is added, without further details.
    pub fn actor(&mut self, key: &str) -> ActorId {
        let known = self.builder.actor_by_key(key);
        known.unwrap_or_else(|| self.add_actor(Actor::new(key)))
    }

    /// Returns `true` if there is an actor with this key.
    pub fn has_actor(&self, key: &str) -> bool {
        self.builder.actor_by_key(key).is_some()
    }

    /// Adds an actor and returns its id. No other actor may have the same key. Actors are never withdrawn.
    pub fn add_actor(&mut self, actor: Actor) -> ActorId {
        self.is_builder_changed = true;
        let actor = self.builder.add_actor(actor);
        self.changed_actors.insert(actor.0);
        actor
    }

    /// Adds a membership to an actor.
    pub fn add_membership(&mut self, member: ActorId, membership: Membership) {
        self.is_builder_changed = true;
        self.changed_actors.insert(member.0);
        self.builder.add_membership(member, membership);
    }

    /// Records an event and returns its id.
    ///
    /// An event that has a key must be new: another event with this key is a problem that [`commit`](Self::commit)
    /// reports, unless it was withdrawn, as in [`upsert`](Self::upsert).
    pub fn push(&mut self, event: Event) -> EventId {
        let key = event.key.as_deref();
        let record = match key.and_then(|key| self.record_with_key(key)) {
            // A key that is used already is a problem, which building finds.
            Some(known) if self.is_recorded(known) => self.reserve(None),
            Some(withdrawn) => withdrawn,
            None => self.reserve(key),
        };
        self.put(record, event)
    }

    /// Records an event under a key, and returns its id. If an event has this key already, the event replaces it with
    /// all that is recorded of it, its reports included, and takes over its id and its place in the order of recording.
    /// The same holds if the event with this key was withdrawn.
    ///
    /// Links, and statements about an event, are not part of it, and refer to the revised event.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Event, Means, Query, Timeline, watch::{Watch, WatchedQuery}}};
    /// # let query = WatchedQuery::new("weekly", Query::escalation().max_gap(TimeDelta::days(7)));
    /// # let mut watch = Watch::new(Timeline::builder().build()?, [query])?;
    /// let mut transaction = watch.transaction();
    /// let a = transaction.actor("A");
    /// let raid = transaction.upsert("raid", Event::attack(a, "2024-04-01", Means::Drone));
    /// transaction.push(Event::attack(a, "2024-04-01", Means::Rocket));
    /// assert_eq!(transaction.upsert("raid", Event::attack(a, "2024-04-01", Means::Artillery)), raid);
    /// transaction.commit()?;
    /// let order: Vec<_> = watch.timeline().events().map(|event| event.act().to_string()).collect();
    /// assert_eq!(order, ["attack: artillery", "attack: rocket"], "a revision keeps its place");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn upsert(&mut self, key: impl Into<String>, event: Event) -> EventId {
        let event = event.with_key(key);
        let record = self.reserve(event.key.as_deref());
        self.put(record, event)
    }

    /// Replaces the event with this id, as [`upsert`](Self::upsert) replaces the event with a key. The key of the event
    /// stays as it is, and that of the draft is ignored.
    pub fn revise(&mut self, event: EventId, mut draft: Event) {
        if event.0 >= self.count {
            let allowed = "an id that this watch returned";
            let issue = Issue::new("events", event, allowed, "record the event first");
            return self.refuse(issue);
        }
        draft.key = self.key_of(event.0);
        self.put(event.0, draft);
    }

    /// Withdraws the event with this key, and returns `true` if there is one.
    ///
    /// What refers to the event stays recorded, but is no part of the timeline as long as the event is withdrawn: links
    /// from or to it, and its place among the subjects of a statement. An event that is recorded again under the key
    /// takes the place of the withdrawn one.
    pub fn retract(&mut self, key: &str) -> bool {
        let record = self.record_with_key(key);
        record.is_some_and(|record| self.retract_event(EventId(record)))
    }

    /// Withdraws an event, as [`retract`](Self::retract) does, and returns `true` if it was recorded.
    pub fn retract_event(&mut self, event: EventId) -> bool {
        let is_recorded = self.is_recorded(event.0);
        if is_recorded {
            self.withdraw(event.0, self.key_of(event.0));
        }
        is_recorded
    }

    /// Adds a report to an event. An event that is not recorded is a problem that [`commit`](Self::commit) reports.
    pub fn add_report(&mut self, event: EventId, report: Report) {
        match self.events.get_mut(&event.0) {
            Some(Some(draft)) => draft.details.reports.push(report),
            _ => self.reports.push((event.0, report)),
        }
    }

    /// Declares a link from one event to another, such as the one that it answers, and returns the id of the link. The
    /// later event is the first argument.
    pub fn add_link(&mut self, from: EventId, relation: Relation, to: EventId) -> LinkId {
        self.add_link_draft(Link::new(from, relation, to))
    }

    /// Declares a link that has asserters, reports or a confidence, and returns its id.
    pub fn add_link_draft(&mut self, link: Link) -> LinkId {
        self.links.push(link);
        LinkId((self.watch.records.links.len() + self.links.len()) as u32 - 1)
    }

    /// Withdraws a link, and returns `true` if it was declared.
    pub fn retract_link(&mut self, link: LinkId) -> bool {
        let declared = self.watch.records.links.get(link.index());
        let known = self.watch.records.links.len();
        let is_declared = match declared {
            Some(link) => link.is_some(),
            None => link.index() < known + self.links.len(),
        };
        is_declared && self.withdrawn_links.insert(link.index())
    }

    /// States that the timeline covers all events in a window: see
    /// [`TimelineBuilder::cover`](crate::TimelineBuilder::cover).
    pub fn cover<W: IntoWhen + Clone>(&mut self, window: impl RangeBounds<W>) {
        self.is_builder_changed = true;
        self.builder.cover(window);
    }

    /// States that the timeline covers the events of some actors in a window: see
    /// [`TimelineBuilder::cover_actors`](crate::TimelineBuilder::cover_actors).
    pub fn cover_actors<W: IntoWhen + Clone>(
        &mut self,
        actors: impl IntoActors,
        window: impl RangeBounds<W>,
    ) {
        self.is_builder_changed = true;
        self.builder.cover_actors(actors, window);
    }

    /// Adds `records` to the number of records that could not be read, which every answer states.
    pub fn count_unreadable(&mut self, records: u64) {
        self.is_builder_changed = true;
        self.builder.count_unreadable(records);
    }

    /// States that no event with an onset before `time` is expected any more. An earlier time than that stated before
    /// has no effect. A late event is recorded all the same, and [counted](Changes::late).
    pub fn complete_to(&mut self, time: impl IntoWhen) {
        match time.into_when() {
            Ok(when) => self.complete_to = self.complete_to.max(Some(when.earliest_second())),
            Err(error) => {
                for issue in error.issues() {
                    self.refuse(issue.clone().within(&"complete_to".into()));
                }
            }
        }
    }

    /// Names a source, such as a file, that this transaction records as a whole.
    /// [`Watch::has_source`](super::Watch::has_source) says afterwards that it was recorded. The
    /// [journal](super::Watch::keep_journal) has the name together with what was recorded from the source, so that no
    /// source is recorded twice or left out if the program is killed.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, Timeline, watch::{Watch, WatchedQuery}}};
    /// # let query = WatchedQuery::new("weekly", Query::escalation().max_gap(TimeDelta::days(7)));
    /// # let mut watch = Watch::new(Timeline::builder().build()?, [query])?;
    /// let mut transaction = watch.transaction();
    /// transaction.from_source("april.csv");
    /// transaction.commit()?;
    /// assert!(watch.has_source("april.csv") && !watch.has_source("may.csv"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn from_source(&mut self, name: impl Into<String>) {
        self.sources.insert(name.into());
    }

    /// Checks all records, revisions and withdrawals together, applies them to the watch, and returns what they changed.
    ///
    /// The cost depends on the events near those that the transaction touches, or on all events: see
    /// [`Watch`](Watch#cost). A transaction that only states to what time the data are [complete](Self::complete_to) leaves
    /// the timeline as it is, and prepares only the queries whose timeline has threats, promises or warnings.
    ///
    /// # Errors
    ///
    /// If the timeline could not be built ([`TimelineBuilder::build`](crate::TimelineBuilder::build) lists the
    /// reasons), if a query cannot be asked of it, or if there is a journal that cannot be written. The error lists
    /// every problem, and the watch stays as it was. Places such as `events/3` count the events of the timeline that
    /// would be built. The ids that the transaction returned are then not in use: later transactions return them for
    /// other events.
    pub fn commit(self) -> Result<Changes, Error> {
        if self.moves_time_only() {
            return self.watch.advance_time(self.complete_to, &self.sources);
        }
        let recorded = self.watch.is_journaled().then(|| self.recorded());
        let touched = self.touched();
        self.watch.state = self.watch.state.settled();
        if let Some(layer) = self.layer() {
            let after =
                self.watch.state.with(layer, touched.recorded as usize, touched.withdrawn as usize);
            let records = self.touched_records();
            let Self { watch, events, withdrawn, count, sources, complete_to, .. } = self;
            let changes =
                watch.advance(&after, Some(&records), complete_to, touched, recorded.as_ref())?;
            watch.records.take_events(&events, &withdrawn, count, sources);
            return Ok(changes);
        }
        let Self {
            watch,
            builder,
            events,
            withdrawn,
            reports,
            links,
            withdrawn_links,
            revised_links,
            count,
            sources,
            complete_to,
            ..
        } = self;
        let before = watch.state.whole();
        let live = live_records(before, &events);
        let mut records = watch.records.clone();
        records.links.extend(links.into_iter().map(Some));
        for (link, draft) in revised_links {
            records.links[link] = Some(draft);
        }
        for link in withdrawn_links {
            records.links[link] = None;
        }
        records.take_events(&events, &withdrawn, count, sources);
        let timeline = build(builder, before, &live, events, reports, &records)?;
        let after = Layers::of(Snapshot::new(timeline, live));
        let changes = watch.advance(&after, None, complete_to, touched, recorded.as_ref())?;
        watch.records = records;
        Ok(changes)
    }

    pub(super) fn refuse(&mut self, issue: Issue) {
        self.is_builder_changed = true;
        self.builder.refuse(issue);
    }

    /// Returns what the transaction records, as a copy for the journal.
    fn recorded(&self) -> Recorded {
        let known = self.watch.state.newest().covered().len();
        Recorded {
            sources: self.sources.clone(),
            actors: self.changed_actors.clone(),
            events: self.events.clone(),
            withdrawn: self.withdrawn.clone(),
            reports: self.reports.clone(),
            links: self.links.clone(),
            first_link: self.watch.records.links.len(),
            revised_links: self.revised_links.clone(),
            withdrawn_links: self.withdrawn_links.clone(),
            covered: self.builder.covered_from(known).to_vec(),
            complete_to: self.complete_to.filter(|_| self.complete_to != self.watch.complete_to),
        }
    }

    /// Returns `true` if the transaction changes nothing but the time to which the data are complete.
    fn moves_time_only(&self) -> bool {
        let are_links_same = self.links.is_empty()
            && self.withdrawn_links.is_empty()
            && self.revised_links.is_empty();
        let are_events_same = self.events.is_empty() && self.reports.is_empty();
        are_events_same && are_links_same && !self.is_builder_changed
    }

    /// Returns the record with a key, which may be withdrawn.
    pub(super) fn record_with_key(&self, key: &str) -> Option<u32> {
        let new = self.keys.get(key).copied();
        let recorded = || self.watch.state.record_with_key(key);
        let withdrawn = || self.watch.records.withdrawn_keys.get(key).copied();
        new.or_else(recorded).or_else(withdrawn)
    }

    /// Returns the key of a record, which may be withdrawn.
    fn key_of(&self, record: u32) -> Option<String> {
        match self.events.get(&record) {
            Some(Some(draft)) => return draft.key.clone(),
            Some(None) => return self.withdrawn.get(&record).cloned(),
            None => (),
        }
        let state = &self.watch.state;
        match state.place(record) {
            Some(place) => state.event(place).key().map(str::to_owned),
            None => self.watch.records.withdrawn.get(&record).cloned(),
        }
    }

    pub(super) fn is_recorded(&self, record: u32) -> bool {
        match self.events.get(&record) {
            Some(draft) => draft.is_some(),
            None => self.watch.state.place(record).is_some(),
        }
    }

    /// Withdraws the event of a record, which has this key.
    pub(super) fn withdraw(&mut self, record: u32, key: Option<String>) {
        self.reports.retain(|(reported, _)| *reported != record);
        if let Some(key) = key {
            self.withdrawn.insert(record, key);
        }
        self.events.insert(record, None);
    }

    /// Returns the record of a key, or a new record, whose draft is to be [put](Self::put).
    pub(super) fn reserve(&mut self, key: Option<&str>) -> u32 {
        if let Some(record) = key.and_then(|key| self.record_with_key(key)) {
            return record;
        }
        let record = self.count;
        match record.checked_add(1) {
            Some(count) => self.count = count,
            None => {
                let allowed = format!("at most {record} events, the withdrawn ones included");
                self.refuse(Issue::new("events", "one more", allowed, "open another watch"));
            }
        }
        if let Some(key) = key {
            self.keys.insert(key.to_owned(), record);
        }
        record
    }

    pub(super) fn put(&mut self, record: u32, event: Event) -> EventId {
        self.reports.retain(|(reported, _)| *reported != record);
        self.events.insert(record, Some(event));
        EventId(record)
    }
}

/// Returns the records that are not withdrawn after a transaction, in ascending order.
fn live_records(before: &Snapshot, events: &BTreeMap<u32, Option<Event>>) -> Vec<u32> {
    let mut live = Vec::with_capacity(before.timeline.len() + events.len());
    let mut touched = events.iter().peekable();
    for record in before.records() {
        while let Some((earlier, draft)) = touched.next_if(|(earlier, _)| **earlier < record) {
            live.extend(draft.as_ref().map(|_| *earlier));
        }
        match touched.next_if(|(same, _)| **same == record) {
            Some((_, draft)) => live.extend(draft.as_ref().map(|_| record)),
            None => live.push(record),
        }
    }
    live.extend(touched.filter(|(_, draft)| draft.is_some()).map(|(record, _)| *record));
    live
}

/// Builds the timeline of the records in `live`, in ascending order: from their drafts if they are in `events`, as
/// copies of the events before otherwise.
fn build(
    mut builder: TimelineBuilder,
    before: &Snapshot,
    live: &[u32],
    mut events: BTreeMap<u32, Option<Event>>,
    reports: Vec<(u32, Report)>,
    records: &Records,
) -> Result<Timeline, Error> {
    const UNKNOWN: EventId = EventId(u32::MAX);
    // An id that was never returned stays one that no event has, so that building reports it.
    let referred = |event: EventId| match live.binary_search(&event.0) {
        Ok(nth) => Some(EventId(nth as u32)),
        Err(_) => (event.0 >= records.count).then_some(UNKNOWN),
    };
    let mut copier = EventCopier::new(&before.timeline);
    builder.reserve(live.len());
    let mut old = before.records().enumerate().peekable();
    for record in live {
        while old.next_if(|(_, other)| other < record).is_some() {}
        if let Some(Some(mut draft)) = events.remove(record) {
            if let Some(statement) = &mut draft.details.statement {
                statement.replace_events(&referred);
            }
            builder.add_event(draft);
        } else if let Some((event, _)) = old.next_if(|(_, other)| other == record) {
            let mut statement = records.statements.get(record).cloned();
            if let Some(statement) = &mut statement {
                statement.replace_events(&referred);
            }
            copier.copy(EventId(event as u32), statement, &mut builder);
        }
    }
    for (record, report) in reports {
        let event = live.binary_search(&record).map_or(UNKNOWN, |nth| EventId(nth as u32));
        builder.add_report(event, report);
    }
    for link in records.links.iter().flatten() {
        if let (Some(from), Some(to)) = (referred(link.from), referred(link.to)) {
            let mut link = link.clone();
            (link.from, link.to) = (from, to);
            builder.add_link_draft(link);
        }
    }
    builder.build()
}
