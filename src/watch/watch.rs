//! [`Watch`]: a timeline that grows and is corrected, with queries.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};

use super::{
    chain_key::{ChainKey, EventName},
    changes::{Changes, named},
    figures::Figures,
    ids::Snapshot,
    query_changes::Change,
    recorded::Recorded,
    records::Records,
    touched::Touched,
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
/// A transaction builds the timeline anew: O(n log n) for n events, O(n) if they are recorded in order of time.
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
    pub(super) snapshot: Snapshot,
    pub(super) records: Records,
    queries: Arc<Vec<WatchedQuery>>,
    /// The answers to each query.
    figures: Vec<Figures>,
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
            snapshot,
            records,
            queries: Arc::default(),
            figures: Vec::new(),
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
        self.figures = figures_of(&queries, &self.snapshot, self.complete_to, issues)?;
        self.queries = Arc::new(queries);
        Ok(())
    }

    /// Returns the timeline of all that is recorded now.
    pub fn timeline(&self) -> &Timeline {
        &self.snapshot.timeline
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
        named(&self.queries, query)?.chains(&self.snapshot.timeline)
    }

    /// Returns the answers to the query with this name that the watch keeps: the summary, the figures of each dyad, the
    /// best chains, and what became of threats. Returns `None` if no query has this name. Takes O(q) for q queries.
    pub fn figures(&self, query: &str) -> Option<&Figures> {
        let nth = self.queries.iter().position(|one| one.name() == query)?;
        Some(&self.figures[nth])
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
        self.snapshot.event(id.0).map(|event| self.snapshot.timeline.event(event))
    }

    /// Returns the id, as transactions return them, of an event of the [timeline](Self::timeline).
    ///
    /// # Panics
    ///
    /// Panics if the event is of another timeline and its id is out of range in this one.
    pub fn id_of(&self, event: EventRef<'_>) -> EventId {
        EventId(self.snapshot.record(event.id()))
    }

    /// Returns the name of an event of the [timeline](Self::timeline), which stays the same whatever is recorded later.
    ///
    /// # Panics
    ///
    /// The same as for [`id_of`](Self::id_of), if the event has no key.
    pub fn name_of(&self, event: EventRef<'_>) -> EventName {
        self.snapshot.name(event)
    }

    /// Returns the key of a chain of the [timeline](Self::timeline), by which the same chain is found later.
    ///
    /// # Panics
    ///
    /// The same as for [`name_of`](Self::name_of).
    pub fn chain_key(&self, chain: &Chain<'_>) -> ChainKey {
        self.snapshot.chain_key(chain)
    }

    /// Moves the time to which the data are complete. The timeline stays, and so do all answers but those about threats,
    /// which may lapse.
    pub(super) fn advance_time(
        &mut self,
        complete_to: Option<i64>,
        sources: &BTreeSet<String>,
    ) -> Result<Changes, Error> {
        let mut figures = self.figures.clone();
        let mut issues = Issues::default();
        for (nth, (query, figures)) in self.queries.iter().zip(&mut figures).enumerate() {
            if figures.threats().is_empty() || complete_to == self.complete_to {
                continue;
            }
            match query.chains(&self.snapshot.timeline) {
                Ok(chains) => figures.follow_threats(&chains, &self.snapshot, complete_to),
                Err(error) => issues.absorb(&error, &Location::from(format!("queries/{nth}"))),
            }
        }
        issues.check(ErrorKind::Query)?;
        let changed = Change { before: &self.figures[..], after: &figures[..] };
        let states = [&self.snapshot; 2];
        let touched = Touched::default();
        let changes = Changes::between(&self.queries, states, changed, touched, complete_to)?;
        if self.is_journaled() && (complete_to != self.complete_to || !sources.is_empty()) {
            let recorded =
                Recorded { complete_to, sources: sources.clone(), ..Recorded::default() };
            let state = self.snapshot.clone();
            self.write_journal(&recorded, &state)?;
        }
        self.records.sources.extend(sources.iter().cloned());
        self.figures = figures;
        self.complete_to = complete_to;
        Ok(changes)
    }

    /// Replaces the state with that after a transaction, if every query can be asked of it.
    pub(super) fn advance(
        &mut self,
        after: Snapshot,
        records: Records,
        complete_to: Option<i64>,
        touched: Touched,
        recorded: Option<&Recorded>,
    ) -> Result<Changes, Error> {
        let figures = figures_of(&self.queries, &after, complete_to, Issues::default())?;
        let changed = Change { before: &self.figures[..], after: &figures[..] };
        let states = [&self.snapshot, &after];
        let changes = Changes::between(&self.queries, states, changed, touched, complete_to)?;
        if let Some(recorded) = recorded {
            self.write_journal(recorded, &after)?;
        }
        self.figures = figures;
        self.snapshot = after;
        self.records = records;
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
) -> Result<Vec<Figures>, Error> {
    let mut figures = Vec::with_capacity(queries.len());
    for (nth, query) in queries.iter().enumerate() {
        match query.chains(&snapshot.timeline) {
            Ok(chains) => figures.push(Figures::of(&chains, snapshot, complete_to)),
            Err(error) => issues.absorb(&error, &Location::from(format!("queries/{nth}"))),
        }
    }
    issues.check(ErrorKind::Query)?;
    Ok(figures)
}
