//! [`Watch`]: a timeline that grows and is corrected, with queries.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};

use super::{
    chain_key::{ChainKey, EventName},
    change_log::{ChangeLog, Touches},
    changes::{Changes, named},
    figures::{Figures, threats},
    incremental::KeptFigures,
    layers::Layers,
    query_changes::{QueryChanges, changed_threats},
    recorded::Recorded,
    records::Records,
    snapshot::Snapshot,
    touched::Touched,
    update::Update,
    watched_query::WatchedQuery,
};
use crate::{
    chain::{chain::Chain, chains::Chains},
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{EventId, instant},
    timeline::{EventRef, Timeline},
};

/// A timeline that grows and is corrected, and the queries that are asked of each of its states.
///
/// Events are recorded, revised and withdrawn in [transactions](Self::transaction). After each, every answer is that of
/// a timeline built anew from the same records.
///
/// # The order of recording
///
/// Events of equal onset are ordered by the order of recording (see [`Timeline`]). In a watch, the place of an event is
/// that of its first record: a revision keeps it, and so does an event that is withdrawn and recorded again under its
/// key. A correction of a detail therefore never changes which of two events of one day comes first.
///
/// So the timeline of a watch is the one that a [`TimelineBuilder`](crate::TimelineBuilder) builds from
///
/// 1. all actors and memberships, in the order in which they were added;
/// 2. the latest draft of each event that is not withdrawn, with the reports added since, in the order of first records;
/// 3. the links that are not withdrawn and neither of whose events is withdrawn, in the order in which they were
///    declared;
/// 4. all coverage that was stated, and the sum of the unreadable records.
///
/// # Ids
///
/// Transactions return ids that number the records of the watch, from 0. They stay valid as long as the watch exists.
/// Once an event is withdrawn, they differ from the ids in [`timeline`](Self::timeline), which number the events that
/// are left: [`event`](Self::event) and [`id_of`](Self::id_of) convert them. Ids of links differ likewise.
///
/// # Cost
///
/// What a transaction costs depends on the events near those that it touches, not on all events, if
///
/// - it records, revises and withdraws events without [details of a statement](crate::Statement), adds reports to events,
///   or adds new actors, and there are no declared links and no such statements;
/// - it does not move the time to which the data are complete while the view shows threats, of which any may lapse then;
/// - the query has a [longest gap](crate::Query::max_gap), hops to every antecedent
///   ([`Pairing::Any`](crate::chain::Pairing::Any)), and neither [`unless`](crate::Query::unless) nor
///   [`deriving`](crate::Query::deriving) nor a closure;
/// - its view shows each event as it is recorded, whatever the other events are: it merges no events, and keeps neither one
///   event a day nor onsets, and shows no state of knowledge, report or supposition.
///
/// For such a query the watch keeps the number of hops and paths to each event, the longest and the lowest start, each in
/// as few bytes as it needs, an index of the pairs of actors (4 to 5 bytes for each event), and the figures of dyads of more
/// than 31 events: those of another dyad are added up from its events when they change. With ten million events of 5,000
/// actors this is 28 in 100 of the timeline's memory by retaliation, and 48 by relay.
///
/// A transaction sweeps through the events near those that it touches, as far as the paths to them change: with a level
/// that rises or falls, for at most as many hops as there are levels. With bounds on the number of events of a chain or on
/// its span, or with steps, the query is instead asked of all events that a chain may join to those that it touches, before
/// and after: those of the same pair up to a silence longer than any hop, or within the greatest span of a chain.
///
/// All chains are found again if these events are more than half of all (an eighth for a sweep, but 1,000 in any case), if
/// the best chain may be another one and neither a trend of levels, nor a bound, nor a rule between two actors limits how
/// far back it may begin,
/// if a count passes 1,024 bits, or if seven in eight events, and over a million, were withdrawn. To count the chains that
/// stay then takes one sweep or, with bounds or steps, a list of the antecedents of each event, which may take several
/// times as long as building anew. [`QueryChanges::events_compared`] says how many events were looked at.
///
/// In all other cases a transaction builds the timeline anew, in O(n log n) for n events, or O(n) if they are recorded in
/// order of time, and asks each query of it: see [`Changes`]. So does the first transaction after the watch is opened,
/// which also finds what is kept.
///
/// [`timeline`](Self::timeline), [`chains`](Self::chains) and [`chain_key`](Self::chain_key) need the timeline of all
/// events. After a transaction that did not, the first of them puts it together in O(n). [`figures`](Self::figures) and
/// [`event`](Self::event) do not need it, and [`Alarms`](super::Alarms) only to raise alerts about events.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Event, Means, Query, Timeline, scale::Kahn, watch::{Watch, WatchedQuery}};
///
/// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
/// let mut watch = Watch::new(Timeline::builder().build()?, [WatchedQuery::new("weekly", query)])?;
/// for (key, by, on, day, rung) in [("reply", "B", "A", "2024-04-03", 9), ("raid", "A", "B", "2024-04-01", 8)] {
///     let mut transaction = watch.transaction();
///     let [by, on] = [by, on].map(|key| transaction.actor(key));
///     transaction.upsert(key, Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung));
///     transaction.commit()?;
/// }
/// let longest = watch.chains("weekly")?.longest().unwrap();
/// assert_eq!(watch.chain_key(&longest).to_string(), "raid > reply");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Debug)]
pub struct Watch {
    pub(super) state: Layers,
    pub(super) records: Records,
    queries: Arc<Vec<WatchedQuery>>,
    /// The answers to each query.
    figures: Vec<KeptFigures>,
    /// What the last transactions changed.
    pub(super) log: ChangeLog,
    /// In seconds since 1970.
    pub(super) complete_to: Option<i64>,
    #[cfg(feature = "journal")]
    pub(super) journal: Option<super::journal::Journal>,
}

impl Watch {
    /// Opens a watch on a timeline, with one or more queries.
    ///
    /// The events and links of the timeline are the first records of the watch, and keep their ids.
    ///
    /// # Errors
    ///
    /// If there is no query, if two have the same name, or if one cannot be asked of the timeline, for instance because
    /// it names an actor that the timeline does not have. The error lists all problems.
    pub fn new(
        timeline: Timeline,
        queries: impl IntoIterator<Item = WatchedQuery>,
    ) -> Result<Self, Error> {
        let mut watch = Self::unasked(timeline);
        watch.ask(queries)?;
        Ok(watch)
    }

    /// Opens a watch that has no queries yet.
    pub(super) fn unasked(timeline: Timeline) -> Self {
        let records = Records::of(&timeline);
        Self::of_records(Snapshot::of_all(timeline), records, None)
    }

    /// Opens a watch on what was recorded before, without queries.
    pub(super) fn of_records(
        snapshot: Snapshot,
        records: Records,
        complete_to: Option<i64>,
    ) -> Self {
        Self {
            state: Layers::of(snapshot),
            records,
            queries: Arc::default(),
            figures: Vec::new(),
            log: ChangeLog::default(),
            complete_to,
            #[cfg(feature = "journal")]
            journal: None,
        }
    }

    /// Asks other queries of the timeline, or returns all problems of them.
    pub(super) fn ask(
        &mut self,
        queries: impl IntoIterator<Item = WatchedQuery>,
    ) -> Result<(), Error> {
        let (queries, issues) = distinct(queries);
        self.figures = figures_of(&queries, self.state.whole(), self.complete_to, issues)?;
        self.queries = Arc::new(queries);
        self.log = ChangeLog::default();
        Ok(())
    }

    /// Returns the timeline of all that is recorded now. The first call after a transaction may take O(n) for n events:
    /// see [Cost](Self#cost).
    pub fn timeline(&self) -> &Timeline {
        &self.state.whole().timeline
    }

    /// Returns the queries.
    pub fn queries(&self) -> &[WatchedQuery] {
        &self.queries
    }

    /// Prepares the chains of the query with this name, for any answer of [`Chains`].
    ///
    /// Takes O(n log n) for n events.
    ///
    /// # Errors
    ///
    /// If no query has this name.
    pub fn chains(&self, query: &str) -> Result<Chains<'_>, Error> {
        named(&self.queries, query)?.chains(self.timeline())
    }

    /// Returns the answers to the query with this name that the watch keeps: the summary, the best chains, and what became
    /// of threats. Returns `None` if no query has this name. Takes O(q + t) for q queries and t threats.
    ///
    /// The figures of each dyad are not kept: [`chains`](Self::chains) returns them by [`by_dyad`](Chains::by_dyad).
    pub fn figures(&self, query: &str) -> Option<&Figures> {
        let nth = self.queries.iter().position(|one| one.name() == query)?;
        Some(self.figures[nth].figures())
    }

    /// Returns what is kept for the nth query.
    pub(super) fn kept(&self, query: usize) -> &KeptFigures {
        &self.figures[query]
    }

    /// Returns the time before which no event is expected any more, if one was
    /// [stated](super::Transaction::complete_to).
    pub fn complete_to(&self) -> Option<DateTime<Utc>> {
        self.complete_to.map(instant)
    }

    /// Returns `true` if a source with this name was [taken](super::Transaction::from_source).
    pub fn has_source(&self, name: &str) -> bool {
        self.records.sources.contains(name)
    }

    /// Returns the event with an id that a transaction returned; `None` if it is withdrawn or was never recorded.
    pub fn event(&self, id: EventId) -> Option<EventRef<'_>> {
        self.state.place(id.0).map(|place| self.state.event(place))
    }

    /// Returns the id, as transactions return them, of an event of the [timeline](Self::timeline) or that
    /// [`event`](Self::event) returned.
    ///
    /// # Panics
    ///
    /// Panics if the event is of another timeline and its id is out of range in this one.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Event, Means, Query, Timeline, watch::{Watch, WatchedQuery}}};
    /// # let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// # let mut watch = Watch::new(Timeline::builder().build()?, [WatchedQuery::new("weekly", query)])?;
    /// let mut transaction = watch.transaction();
    /// let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
    /// let raid = transaction.upsert("raid", Event::attack(a, "2024-04-01", Means::Drone).against(b));
    /// let reply = transaction.upsert("reply", Event::attack(b, "2024-04-03", Means::Drone).against(a));
    /// transaction.commit()?;
    /// let mut transaction = watch.transaction();
    /// transaction.retract("raid");
    /// transaction.commit()?;
    /// let left = watch.timeline().events().next().unwrap();
    /// assert_eq!((left.id().index(), watch.id_of(left)), (0, reply));
    /// assert_eq!(watch.id_of(watch.event(reply).unwrap()), reply);
    /// assert!(watch.event(raid).is_none());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn id_of(&self, event: EventRef<'_>) -> EventId {
        EventId(self.state.snapshot_of(event).record(event.id()))
    }

    /// Returns the name of an event of the [timeline](Self::timeline) or that [`event`](Self::event) returned. It stays
    /// the same whatever is recorded later.
    ///
    /// # Panics
    ///
    /// The same as for [`id_of`](Self::id_of), if the event has no key.
    pub fn name_of(&self, event: EventRef<'_>) -> EventName {
        self.state.snapshot_of(event).name(event)
    }

    /// Returns the key of a chain of the [timeline](Self::timeline), by which the same chain is found later.
    ///
    /// # Panics
    ///
    /// The same as for [`name_of`](Self::name_of).
    pub fn chain_key(&self, chain: &Chain<'_>) -> ChainKey {
        self.state.whole().chain_key(chain)
    }

    /// Moves the time to which the data are complete. The timeline stays, and so do all answers but those about threats,
    /// which may lapse.
    pub(super) fn advance_time(
        &mut self,
        complete_to: Option<i64>,
        sources: &BTreeSet<String>,
    ) -> Result<Changes, Error> {
        let mut issues = Issues::default();
        let (mut changes, mut followed, mut touches) = (Vec::new(), Vec::new(), Vec::new());
        for (nth, (query, figures)) in self.queries.iter().zip(&self.figures).enumerate() {
            let mut threat_changes = Vec::new();
            let mut lapsed = Some(BTreeSet::new());
            if figures.has_threats() && complete_to != self.complete_to {
                match query.chains(self.timeline()) {
                    Ok(chains) => {
                        lapsed = None;
                        let threats = threats(&chains, self.state.whole(), complete_to);
                        let after: Vec<_> = threats.iter().map(|(_, one)| one.clone()).collect();
                        threat_changes = changed_threats(&figures.threats(), &after);
                        followed.push((nth, threats));
                    }
                    Err(error) => issues.absorb(&error, &Location::from(format!("queries/{nth}"))),
                }
            }
            touches.push(Some(Touches { threats: lapsed, ..Touches::default() }));
            let crosses = query.query().crossing_level();
            let summary = figures.summary();
            changes.push(QueryChanges::of_threats(query.name(), crosses, summary, threat_changes));
        }
        issues.check(ErrorKind::Query)?;
        if self.is_journaled() && (complete_to != self.complete_to || !sources.is_empty()) {
            let recorded =
                Recorded { complete_to, sources: sources.clone(), ..Recorded::default() };
            let state = self.state.clone();
            self.write_journal(&recorded, &state)?;
        }
        for (nth, threats) in followed {
            self.figures[nth].replace_threats(threats);
        }
        self.log.push(touches);
        self.records.sources.extend(sources.iter().cloned());
        self.complete_to = complete_to;
        let states = [&self.state; 2];
        Ok(Changes::new(&self.queries, states, Touched::default(), complete_to, changes))
    }

    /// Replaces the state with that after a transaction, if every query can be asked of it. `records` are those of the
    /// events that it touches, sorted; `None` if it changes anything else.
    pub(super) fn advance(
        &mut self,
        after: &Layers,
        records: Option<&[u32]>,
        complete_to: Option<i64>,
        touched: Touched,
        recorded: Option<&Recorded>,
    ) -> Result<Changes, Error> {
        let mut issues = Issues::default();
        let mut updates = Vec::with_capacity(self.queries.len());
        for (nth, query) in self.queries.iter().enumerate() {
            let figures = &mut self.figures[nth];
            // A threat anywhere may lapse.
            let is_near = complete_to == self.complete_to || !figures.has_threats();
            let records = records.filter(|_| is_near);
            match Update::of(query, figures, [&self.state, after], records, complete_to) {
                Ok(update) => updates.push(update),
                Err(error) => issues.absorb(&error, &Location::from(format!("queries/{nth}"))),
            }
        }
        issues.check(ErrorKind::Query)?;
        if let Some(recorded) = recorded {
            self.write_journal(recorded, after)?;
        }
        self.log.push(updates.iter().map(Update::touches).collect());
        let mut changes = Vec::with_capacity(updates.len());
        for (figures, update) in self.figures.iter_mut().zip(updates) {
            changes.push(update.apply(figures));
        }
        let states = [&self.state, after];
        let changes = Changes::new(&self.queries, states, touched, complete_to, changes);
        self.state = after.settled();
        for (query, figures) in self.queries.iter().zip(&mut self.figures) {
            figures.find_facts(query, &self.state);
        }
        self.complete_to = complete_to;
        Ok(changes)
    }
}

/// Returns queries, and the problems of their number and names.
fn distinct(queries: impl IntoIterator<Item = WatchedQuery>) -> (Vec<WatchedQuery>, Issues) {
    let queries: Vec<WatchedQuery> = queries.into_iter().collect();
    let mut issues = Issues::default();
    if queries.is_empty() {
        let remedy = "add a query, such as `Query::escalation()` with a longest gap";
        issues.push(Issue::new("queries", "none", "one query or more", remedy));
    }
    for (nth, query) in queries.iter().enumerate() {
        if queries[..nth].iter().any(|other| other.name() == query.name()) {
            let (place, allowed) = (format!("queries/{nth}/name"), "a name not yet in use");
            issues.push(Issue::new(place, query.name(), allowed, "use another name"));
        }
    }
    (queries, issues)
}

/// Returns the answers to all queries. Adds the problems of queries that cannot be asked to those found before.
fn figures_of(
    queries: &[WatchedQuery],
    snapshot: &Snapshot,
    complete_to: Option<i64>,
    mut issues: Issues,
) -> Result<Vec<KeptFigures>, Error> {
    let mut figures = Vec::with_capacity(queries.len());
    for (nth, query) in queries.iter().enumerate() {
        match query.chains(&snapshot.timeline) {
            Ok(chains) => figures.push(KeptFigures::of(&chains, snapshot, complete_to)),
            Err(error) => issues.absorb(&error, &Location::from(format!("queries/{nth}"))),
        }
    }
    issues.check(ErrorKind::Query)?;
    Ok(figures)
}
