//! Where a listing stands, so that it can go on elsewhere or another day.

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

/// Where a listing stands: after the chain it gave last. Made by [`Iter::bookmark`] and
/// [`Walk::bookmark`], taken by [`Chains::resume`] and [`Chains::resume_walk`].
///
/// It is that chain, by the ids of its events, four bytes each, and nothing else: it holds for the
/// timeline, the view and the query that it comes from, and for any other of which that is a chain.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Actor, Bookmark, Event, Means, Query, Timeline, scale::Kahn};
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
/// let written = serde_json::to_string(&walk.bookmark().unwrap()).unwrap();
/// assert_eq!(written, r#"{"chains":"every","after":[0,1]}"#);
/// let read: Bookmark = serde_json::from_str(&written).unwrap();
/// assert_eq!(chains.resume(&read)?.count(), 0);
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
    /// The events of the chain given last, from the first to the last.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = EventId> + ExactSizeIterator {
        self.after.iter().map(|id| EventId(*id))
    }
}

impl Walk<'_> {
    /// Where it stands, to go on from there with [`Chains::resume_walk`]; nothing before the first
    /// chain.
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
        let after = self.current()?.events().map(|event| event.id().0).collect();
        Some(Bookmark { chains: self.listed(), after })
    }
}

impl Iter<'_> {
    /// Where the listing stands, to go on from there with [`Chains::resume`](crate::Chains::resume);
    /// nothing before the first chain.
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
    /// assert_eq!((page.len(), next_page.count()), (2, 1));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn bookmark(&self) -> Option<Bookmark> {
        self.walk.bookmark()
    }
}

impl<'t> Chains<'t> {
    /// Goes on with a listing after the chain of a bookmark: with every chain or the maximal ones, as
    /// the bookmark says. O(k) look-ups for a chain of k events, however many come before it.
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
    /// assert!(chains.resume(&bookmark)?.eq(iter));
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
    /// Where the bookmark is no chain of these chains: every event that does not take part, else every
    /// two of which one does not follow the other, else the bound that it does not keep to.
    pub fn resume(&self, bookmark: &Bookmark) -> Result<Iter<'t>, Error> {
        self.resume_walk(bookmark).map(Iter::new)
    }

    /// The same with chains that are lent and not copied: see [`walk`](Self::walk).
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
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let mut walk = chains.walk();
    /// walk.next_chain();
    /// walk.next_chain();
    /// let mut resumed = chains.resume_walk(&walk.bookmark().unwrap())?;
    /// assert_eq!(resumed.next_chain().unwrap().kept(), 2, "of the chain that was given before");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`resume`](Self::resume).
    pub fn resume_walk(&self, bookmark: &Bookmark) -> Result<Walk<'t>, Error> {
        let nodes = self.prepared.nodes_of(bookmark)?;
        let mut walk = match bookmark.chains {
            Listed::Every => self.walk(),
            Listed::Maximal => self.walk_maximal(),
        };
        if walk.go_to(&nodes) {
            return Ok(walk);
        }
        let is_chain = bookmark.chains == Listed::Maximal && self.walk().go_to(&nodes);
        let allowed = if is_chain {
            "a chain that no hop extends"
        } else {
            "a chain within the query's bounds"
        };
        let ids: Vec<_> = bookmark.events().map(|id| id.to_string()).collect();
        let issue = misplaced(String::from("bookmark"), ids.join(", "), allowed);
        Err(Issues::from(issue).into_error(ErrorKind::Query))
    }
}

fn misplaced(place: String, got: String, allowed: &str) -> Issue {
    let remedy = "go on with the timeline, the view and the query that the bookmark is of";
    Issue::new(place, got, allowed, remedy)
}

impl Prepared<'_> {
    /// The nodes of a bookmark, each of which follows the one before.
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
