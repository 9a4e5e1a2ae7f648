//! [`Changes`]: what a transaction changed.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    changed_chains::ChangedChains,
    difference::Difference,
    figures::Figures,
    layers::Layers,
    query_changes::{Change, Differences, QueryChanges},
    snapshot::Snapshot,
    touched::Touched,
    watched_query::WatchedQuery,
};
use crate::{
    chain::{answers::summary::Summary, chains::Chains},
    error::{Error, Issue},
    model::{EventId, instant},
    timeline::Timeline,
};

/// What a [`Transaction`](super::Transaction) changed, for each query of the watch.
///
/// It keeps the timelines before and after, so that chains can be listed on request, and serializes the numbers.
///
/// # Cost
///
/// Where the changes are found among the events near those that the transaction touches, the cost is that of
/// [`Watch`](super::Watch#cost). Otherwise, for each query, the hops and chains that appeared and that are gone are counted by two passes along the hops before
/// and after the transaction. A pass keeps two values for each event and each length, up to
/// [`max_len`](crate::Query::max_len) or, without it, up to [`min_len`](crate::Query::min_len). Under
/// [`within`](crate::Query::within) there is one such pass for each event, over the events within that span. The cost
/// does not depend on the number of chains. The answers about all chains cost what [`summary`](Chains::summary),
/// [`by_dyad`](Chains::by_dyad) and [`threats`](Chains::threats) do.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Event, Means, Query, Timeline, scale::Kahn, watch::{Watch, WatchedQuery}};
///
/// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7)).crosses(9.0);
/// let mut watch = Watch::new(Timeline::builder().build()?, [WatchedQuery::new("weekly", query)])?;
/// let mut transaction = watch.transaction();
/// let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
/// let strike = |by, on, day, rung: i32| Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung);
/// transaction.upsert("raid", strike(a, b, "2024-04-01", 8));
/// transaction.upsert("reply", strike(b, a, "2024-04-03", 9));
/// let changes = transaction.commit()?;
/// let weekly = changes.of("weekly").unwrap();
/// assert_eq!((weekly.hops_appeared(), weekly.chains_appeared().to_u128()), (1, Some(1)));
/// assert_eq!(weekly.events_compared(), Some(2), "found among the two events, not among all");
/// assert_eq!(weekly.newly_crossed().unwrap().units(), 9.0);
/// assert_eq!(weekly.longest().unwrap().after.as_ref().unwrap().key().to_string(), "raid > reply");
///
/// // A late event, and a correction.
/// let mut transaction = watch.transaction();
/// transaction.upsert("provocation", strike(b, a, "2024-03-30", 7));
/// transaction.upsert("reply", strike(b, a, "2024-04-03", 7));
/// let changes = transaction.commit()?;
/// let appeared: Vec<_> = changes.appeared("weekly")?.map(|chain| chain.key().to_string()).collect();
/// let gone: Vec<_> = changes.gone("weekly")?.map(|chain| chain.key().to_string()).collect();
/// assert_eq!((appeared, gone), (vec![], vec!["raid > reply".to_owned()]));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, Serialize)]
pub struct Changes {
    #[serde(skip)]
    before: Layers,
    #[serde(skip)]
    after: Layers,
    #[serde(skip)]
    watched: Arc<Vec<WatchedQuery>>,
    #[serde(flatten)]
    touched: Touched,
    complete_to: Option<DateTime<Utc>>,
    queries: Vec<QueryChanges>,
}

impl Changes {
    /// Returns the number of events that were recorded, or recorded again after they were withdrawn.
    pub fn recorded(&self) -> u64 {
        self.touched.recorded
    }

    /// Returns the number of events that were revised, by a new draft or a further report.
    pub fn revised(&self) -> u64 {
        self.touched.revised
    }

    /// Returns the number of events that were withdrawn.
    pub fn withdrawn(&self) -> u64 {
        self.touched.withdrawn
    }

    /// Returns the number of events, among those recorded and revised by a draft, whose earliest onset is before the
    /// time to which the watch [was complete](super::Transaction::complete_to).
    pub fn late(&self) -> u64 {
        self.touched.late
    }

    /// Returns the changes in the answers to each query, in the order of the queries.
    pub fn queries(&self) -> &[QueryChanges] {
        &self.queries
    }

    /// Returns the changes in the answers to the query with this name; `None` if the watch has no such query.
    pub fn of(&self, query: &str) -> Option<&QueryChanges> {
        self.queries.iter().find(|one| one.query() == query)
    }

    /// Returns the timeline before the transaction. The first call may take O(n) for n events, as that of
    /// [`Watch::timeline`](super::Watch::timeline).
    pub fn before(&self) -> &Timeline {
        &self.before.whole().timeline
    }

    /// Returns the timeline after the transaction. The cost is that of [`before`](Self::before).
    pub fn after(&self) -> &Timeline {
        &self.after.whole().timeline
    }

    /// Returns an iterator over the chains of a query that exist only after the transaction, in the
    /// [order](Chains#order) of chains after it.
    ///
    /// The query is prepared in both timelines, and one pass along the hops finds which paths lead to such a chain.
    ///
    /// # Errors
    ///
    /// If the watch has no query with this name.
    pub fn appeared(&self, query: &str) -> Result<ChangedChains<'_>, Error> {
        self.differing(query, self.after.whole(), self.before.whole())
    }

    /// Returns an iterator over the chains of a query that exist only before the transaction, in the
    /// [order](Chains#order) of chains before it. The cost is that of [`appeared`](Self::appeared).
    ///
    /// # Errors
    ///
    /// If the watch has no query with this name.
    pub fn gone(&self, query: &str) -> Result<ChangedChains<'_>, Error> {
        self.differing(query, self.before.whole(), self.after.whole())
    }

    fn differing<'c>(
        &'c self,
        query: &str,
        here: &'c Snapshot,
        there: &'c Snapshot,
    ) -> Result<ChangedChains<'c>, Error> {
        let query = named(&self.watched, query)?;
        let (in_here, in_there) = (query.chains(&here.timeline)?, query.chains(&there.timeline)?);
        Ok(ChangedChains::new(difference((&in_here, here), (&in_there, there), None), here))
    }

    pub(super) fn new(
        watched: &Arc<Vec<WatchedQuery>>,
        [before, after]: [&Layers; 2],
        touched: Touched,
        complete_to: Option<i64>,
        queries: Vec<QueryChanges>,
    ) -> Self {
        Self {
            before: before.clone(),
            after: after.clone(),
            watched: Arc::clone(watched),
            touched,
            complete_to: complete_to.map(instant),
            queries,
        }
    }
}

/// Compares all chains of a query in two states of a watch, of which the figures are known. `touched` has the records of the
/// events that may differ, if whether two others are a hop is known to be the same.
pub(super) fn between(
    query: &WatchedQuery,
    chains: Change<&Chains<'_>>,
    [before, after]: [&Snapshot; 2],
    figures: Change<&Figures>,
    touched: Option<&[u32]>,
) -> QueryChanges {
    let Change { before: old, after: new } = chains;
    let numbers = |summary: &Summary| (summary.hops(), summary.chains().clone());
    let Change { before: known, after: found } = figures;
    let all = Change { before: numbers(known.summary()), after: numbers(found.summary()) };
    let appeared = difference((new, after), (old, before), touched);
    let chains = appeared.chains_in_both().and_then(|stayed| all.after.1.less(&stayed));
    let appeared = (appeared.hops(), chains.unwrap_or_else(|| appeared.chains()));
    let differences = Differences::of(&all, appeared.clone()).unwrap_or_else(|| {
        let gone = difference((old, before), (new, after), touched);
        Differences {
            hops: Change { before: gone.hops(), after: appeared.0 },
            chains: Change { before: gone.chains(), after: appeared.1 },
        }
    });
    let crosses = query.query().crossing_level();
    let dyads = Change { before: old.by_dyad(), after: new.by_dyad() };
    QueryChanges::new(query.name(), crosses, figures, &dyads, differences)
}

/// Returns the difference of the chains of one state from those of another. `touched` is that of [`between`].
pub(super) fn difference<'t>(
    (here, here_state): (&Chains<'t>, &Snapshot),
    (there, there_state): (&Chains<'t>, &Snapshot),
    touched: Option<&[u32]>,
) -> Difference<'t> {
    let touched: Option<Vec<EventId>> = touched
        .map(|records| records.iter().filter_map(|record| here_state.event(*record)).collect());
    let counterpart = |event| there_state.event(here_state.record(event));
    let [here, there] = [here, there].map(|chains| Arc::clone(&chains.prepared));
    Difference::new(here, there, &counterpart, touched.as_deref())
}

/// Returns the query with a name.
pub(super) fn named<'q>(
    queries: &'q [WatchedQuery],
    name: &str,
) -> Result<&'q WatchedQuery, Error> {
    queries.iter().find(|one| one.name() == name).ok_or_else(|| {
        let names: Vec<&str> = queries.iter().map(WatchedQuery::name).collect();
        let remedy = format!("use one of these: {}", names.join(", "));
        Error::value(Issue::new("query", name, "the name of a query of the watch", remedy))
    })
}
