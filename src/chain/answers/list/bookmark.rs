//! Bookmarks: where a listing of chains stopped, so that it can be continued later.

use serde::{Deserialize, Serialize};

use crate::{
    chain::{
        answers::list::{iter::Iter, pruning::Listed, walk::Walk},
        chains::Chains,
        prepared::Prepared,
    },
    error::{Error, ErrorKind, Issue, Issues},
    model::EventId,
};

/// Where a listing stopped: after the chain that it returned last. [`Iter::bookmark`] and
/// [`Walk::bookmark`] return it, and [`Chains::resume`] continues from it.
///
/// It consists of the kind of listing and of the ids of that chain's events, four bytes each. It is valid for
/// the timeline, the view and the query that it comes from, and for any others that have this chain.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Actor, Event, Means, Query, Timeline, chain::Bookmark, scale::Kahn};
///
/// let mut builder = Timeline::builder();
/// let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
/// builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b).with_level(Kahn, 3));
/// builder.add_event(Event::attack(b, "2024-04-02", Means::Drone).against(a).with_level(Kahn, 5));
/// let timeline = builder.build()?;
/// let chains = timeline.chains(&Query::escalation().on(Kahn).max_gap(TimeDelta::days(7)))?;
///
/// let mut walk = chains.walk();
/// walk.next_chain();
/// let text = serde_json::to_string(&walk.bookmark().unwrap()).unwrap();
/// assert_eq!(text, r#"{"chains":"every","after":[0,1]}"#);
/// let read: Bookmark = serde_json::from_str(&text).unwrap();
/// assert_eq!(chains.resume(&read)?.into_iter().count(), 0);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bookmark {
    chains: Listed,
    /// From the first event to the last.
    after: Vec<u32>,
}

impl Bookmark {
    /// Returns the events of the chain that was returned last, from the first to the last.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = EventId> + ExactSizeIterator {
        self.after.iter().map(|id| EventId(*id))
    }
}

impl Walk<'_> {
    /// Returns a bookmark after the chain that was returned last, or `None` before the first chain.
    /// [`Chains::resume`] continues from it.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// let first = strike(a, b, "2024-04-01", 3);
    /// let second = strike(b, a, "2024-04-02", 5);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let mut walk = timeline.chains(&query)?.walk();
    /// assert_eq!(walk.bookmark(), None);
    /// walk.next_chain();
    /// assert!(walk.bookmark().unwrap().events().eq([first, second]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn bookmark(&self) -> Option<Bookmark> {
        let mut after = Vec::new();
        for event in self.current()?.events() {
            after.push(event.id().0);
        }
        Some(Bookmark { chains: self.listed(), after })
    }
}

impl Iter<'_> {
    /// Returns a bookmark after the chain that was returned last, or `None` before the first chain.
    /// [`Chains::resume`](crate::Chains::resume) continues from it.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// # strike(a, b, "2024-04-01", 3);
    /// # strike(b, a, "2024-04-02", 5);
    /// # strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let mut iter = chains.iter();
    /// assert_eq!(iter.bookmark(), None);
    /// let page: Vec<_> = iter.by_ref().take(2).collect();
    /// let next_page = chains.resume(&iter.bookmark().unwrap())?;
    /// assert_eq!((page.len(), next_page.into_iter().count()), (2, 1));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn bookmark(&self) -> Option<Bookmark> {
        self.walk.bookmark()
    }
}

impl<'t> Chains<'t> {
    /// Continues a listing after the chain of a bookmark. It lists all chains or the maximal chains, as the
    /// listing did that the bookmark comes from.
    ///
    /// Takes k searches for antecedents for a chain of k events, however many chains come before it.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// strike(a, b, "2024-04-01", 3);
    /// strike(b, a, "2024-04-02", 5);
    /// strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let mut iter = chains.iter();
    /// iter.next();
    /// let bookmark = iter.bookmark().unwrap();
    /// assert!(chains.resume(&bookmark)?.into_iter().eq(iter));
    ///
    /// let of_three = timeline.chains(&query.min_len(3))?;
    /// let error = of_three.resume(&bookmark).unwrap_err();
    /// assert_eq!(error.issues()[0].got(), "#0, #1");
    /// assert_eq!(error.issues()[0].allowed(), "a chain within the query's bounds");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the bookmark is not a chain of these chains. The error lists all events that do not take part. If
    /// there are none, it lists all pairs of events of which the second does not follow the first. If there
    /// are none, it states the bound that the chain violates.
    pub fn resume(&self, bookmark: &Bookmark) -> Result<Walk<'t>, Error> {
        let nodes = self.prepared.nodes_of(bookmark)?;
        let mut walk = match bookmark.chains {
            Listed::Every => self.walk(),
            Listed::Maximal => self.walk().maximal(),
        };
        if walk.move_to(&nodes) {
            return Ok(walk);
        }
        let is_chain = bookmark.chains == Listed::Maximal && self.walk().move_to(&nodes);
        let allowed = if is_chain {
            "a chain that no hop extends"
        } else {
            "a chain within the query's bounds"
        };
        let mut ids = Vec::new();
        for id in bookmark.events() {
            ids.push(id.to_string());
        }
        let issue = misplaced(String::from("bookmark"), ids.join(", "), allowed);
        Err(Issues::from(issue).into_error(ErrorKind::Query))
    }
}

fn misplaced(place: String, got: String, allowed: &str) -> Issue {
    let remedy = "use the timeline, the view and the query of the bookmark";
    Issue::new(place, got, allowed, remedy)
}

impl Prepared<'_> {
    /// Returns the nodes of a bookmark, after checking that each follows the one before.
    fn nodes_of(&self, bookmark: &Bookmark) -> Result<Vec<u32>, Error> {
        let mut issues = Issues::default();
        let mut nodes = Vec::with_capacity(bookmark.after.len());
        for (nth, id) in bookmark.events().enumerate() {
            match self.node(id) {
                Some(node) => nodes.push(node as u32),
                None => issues.push(misplaced(
                    format!("bookmark/after/{nth}"),
                    id.to_string(),
                    "an event that takes part",
                )),
            }
        }
        issues.check(ErrorKind::Query)?;
        let mut issues = Issues::default();
        let mut found = Vec::new();
        for (nth, pair) in nodes.windows(2).enumerate() {
            self.engine.antecedents(pair[1] as usize, &mut found);
            if found.binary_search(&pair[0]).is_err() {
                let (from, to) = (bookmark.after[nth], bookmark.after[nth + 1]);
                issues.push(misplaced(
                    format!("bookmark/after/{}", nth + 1),
                    format!("{} after {}", EventId(to), EventId(from)),
                    "an event that follows the one before",
                ));
            }
        }
        issues.check(ErrorKind::Query)?;
        Ok(nodes)
    }
}
