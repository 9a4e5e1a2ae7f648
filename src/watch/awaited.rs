//! Opening a watch on queries that name actors of whom nothing is recorded yet.

use super::{watch::Watch, watched_query::WatchedQuery};
use crate::{
    error::{Error, Issue},
    timeline::{Timeline, document::ACTOR_OF_TIMELINE},
};

impl Watch {
    /// Opens a watch as [`new`](Self::new) does, on queries that may name actors which the timeline does not have yet.
    /// They are added to it without further details, so that the queries can be asked. Returns a note on each, which
    /// names the query and suggests a similar key, so that a mistyped key is noticed.
    ///
    /// If there are such actors, this takes O(n log n) more than `new`, for n events.
    ///
    /// # Errors
    ///
    /// The same as for [`new`](Self::new), except that an actor that the timeline does not have is not an error.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{Actor, Predicate, Query, Timeline, watch::{Watch, WatchedQuery}};
    ///
    /// let mut builder = Timeline::builder();
    /// builder.add_actor(Actor::new("IRN"));
    /// let query = Query::escalation().max_gap(TimeDelta::days(7)).first(Predicate::sources(["IRM"]));
    /// let (watch, awaited) = Watch::awaiting(builder.build()?, [WatchedQuery::new("weekly", query)])?;
    /// assert_eq!((awaited[0].got(), awaited.len()), ("IRM", 1));
    /// assert_eq!(awaited[0].location().to_string(), "queries/0/query/first");
    /// assert_eq!(awaited[0].remedy(), "write `IRN` if that is meant");
    /// assert_eq!(watch.timeline().actors().len(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn awaiting(
        timeline: Timeline,
        queries: impl IntoIterator<Item = WatchedQuery>,
    ) -> Result<(Self, Vec<Issue>), Error> {
        let mut watch = Self::unasked(timeline);
        let queries: Vec<WatchedQuery> = queries.into_iter().collect();
        let awaited = watch.ask_awaiting(&queries)?;
        Ok((watch, awaited))
    }

    /// Asks queries, and adds the actors that they name and the timeline does not have. Returns a note on each.
    pub(super) fn ask_awaiting(&mut self, queries: &[WatchedQuery]) -> Result<Vec<Issue>, Error> {
        let mut awaited: Vec<Issue> = Vec::new();
        loop {
            let Err(error) = self.ask(queries.iter().cloned()) else { return Ok(awaited) };
            let unknown: Vec<Issue> = error
                .issues()
                .iter()
                .filter(|issue| issue.allowed() == ACTOR_OF_TIMELINE)
                .cloned()
                .collect();
            let is_new = |issue: &Issue| self.timeline().actor_by_key(issue.got()).is_none();
            // Another problem is an error. So is an actor whose long key the issue shortens, since its whole key is not
            // known.
            if unknown.len() < error.issue_count() || !unknown.iter().any(is_new) {
                return Err(error);
            }
            let mut transaction = self.transaction();
            for issue in &unknown {
                transaction.actor(issue.got());
            }
            transaction.commit()?;
            awaited.extend(unknown);
        }
    }
}
