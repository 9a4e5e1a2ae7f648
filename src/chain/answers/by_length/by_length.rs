//! The number of chains of each length.

use std::collections::BTreeMap;

use crate::{
    chain::{
        answers::by_length::counting::CountByLen, chains::Chains, count::Count,
        engine::terms::all_strict,
    },
    error::{Error, ErrorKind, Issue, Issues},
    sorting::lesser,
};

impl Chains<'_> {
    /// Returns the number of chains of each length, as exact as [`count`](Self::count). A length is a
    /// number of events. Lengths without a chain are left out.
    ///
    /// One [pass](Chains#cost) for every ten lengths, up to the longest chain. If a count needs more than
    /// 128 bits, one pass for each length.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// use escalade::{ErrorKind, Trend};
    ///
    /// strike(a, b, "2024-04-01", 3);
    /// strike(b, a, "2024-04-02", 5);
    /// strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let by_len = timeline.chains(&query)?.count_by_len()?;
    /// let counts: Vec<_> = by_len.iter().map(|(len, count)| (*len, count.to_u128())).collect();
    /// assert_eq!(counts, [(2, Some(2)), (3, Some(1))]);
    ///
    /// let endless = query.trend(Trend::Any);
    /// let error = timeline.chains(&endless)?.count_by_len().unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Unsupported);
    /// let bounded = endless.max_len(2);
    /// assert_eq!(timeline.chains(&bounded)?.count_by_len()?.len(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] if the query has no `max_len` and its trend does not rise or fall at
    /// every hop, and it has no steps for a greatest number of events. A chain may then contain all events, so that
    /// the number of lengths has no useful bound.
    /// If the trend does, a chain has at most as many events as there are levels.
    pub fn count_by_len(&self) -> Result<BTreeMap<usize, Count>, Error> {
        let (engine, query) = (self.prepared.path_engine(), &self.prepared.query);
        let max_len = self.greatest_len()?;
        let counts = CountByLen { engine, scope: self.prepared.scope(), max_len }.counts();
        let mut by_len = BTreeMap::new();
        for (len, count) in (2..).zip(counts) {
            if len >= query.min_len && count != Count::from(0) {
                by_len.insert(len, count);
            }
        }
        Ok(by_len)
    }

    /// Returns the length that no chain can exceed.
    ///
    /// # Errors
    ///
    /// The same as for [`count_by_len`](Self::count_by_len).
    pub(crate) fn greatest_len(&self) -> Result<usize, Error> {
        let (engine, query) = (&self.prepared.engine, &self.prepared.query);
        let levels = all_strict(query).then(|| engine.nodes.levels.values.len());
        let most = lesser(query.max_len, lesser(levels, query.most_of_steps()));
        most.ok_or_else(|| {
            let allowed = "a greatest length, or a trend that rises or falls at every hop";
            let remedy = "set it, for example to 10 events: without it, lengths are not bounded";
            let issue = Issue::new("query/max_len", "none", allowed, remedy);
            Issues::from(issue).into_error(ErrorKind::Unsupported)
        })
    }
}
