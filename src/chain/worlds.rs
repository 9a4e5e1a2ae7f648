//! Possible worlds: how chains depend on the authors of disputed events.

use std::{fmt, sync::Arc};

use crate::{
    chain::{
        chain::Chain, chains::Chains, count::Count, engine::steps::matching::fills_steps, hop::Hop,
        nodes::bounds::QueryPredicates, prepared::Prepared, query::rule::Pairing,
    },
    error::{Error, ErrorKind, Issue, Issues},
    model::{EventId, IntoActors, LinkId},
    timeline::{Author, EventRef},
};

/// The chains of a query in every possible world: see [`Chains::worlds`].
///
/// A *possible world* (as in possible-worlds semantics of uncertain data: Dalvi and Suciu, *The VLDB
/// Journal* 16, 2007) gives every event an author:
///
/// - A disputed event has one of its candidates as author.
/// - An event whose attribution is stated below 100% has its sources as author.
/// - Either can have an unknown author instead, if the confidences do not add up to 100% or are not all
///   stated.
/// - Any other event has the author that the view shows.
///
/// In a chain of a world every event has one author. Chains of several worlds that have the same events
/// with the same authors are listed once. The chains of one world are those whose events have the authors
/// of that world, and they are the chains of a view in which these authors are
/// [supposed](crate::View::supposing). For an event of such a chain, [`EventRef::sources`] and
/// [`EventRef::attribution`] return its author in the chain and the confidence in that.
///
/// The number of worlds grows exponentially with the number of disputed events. Answers do not go through
/// the worlds: each possible author of an event is a node of the hop graph, so an answer costs what it
/// costs the [chains](Chains#cost) with that many nodes.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
///
/// let mut builder = Timeline::builder();
/// let [a, b, c] = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
/// let bomb = Event::attack((), "2024-04-01", Means::Bombing).against(c).with_level(Kahn, 8);
/// builder.add_event(bomb.with_candidate(a, 60).with_candidate(b, 30));
/// for (target, day) in [(a, "2024-04-03"), (b, "2024-04-05")] {
///     builder.add_event(Event::attack(c, day, Means::AirStrike).against(target).with_level(Kahn, 9));
/// }
/// let timeline = builder.build()?;
/// let chains = timeline.chains(&Query::escalation().on(Kahn).max_gap(TimeDelta::days(7)))?;
/// assert_eq!(chains.count().to_string(), "1", "with the likeliest candidate as author");
///
/// let worlds = chains.worlds()?;
/// assert_eq!(worlds.count().to_string(), "2");
/// let authors: Vec<_> = worlds
///     .iter()
///     .map(|chain| {
///         let bomb = chain.author_dependent_events()[0];
///         (bomb.sources().to_vec(), bomb.attribution().unwrap().percent())
///     })
///     .collect();
/// assert_eq!(authors, [(vec![a], 60), (vec![b], 30)]);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone)]
pub struct Worlds<'t> {
    chains: Chains<'t>,
}

impl<'t> Chains<'t> {
    /// Returns the chains of this query in every possible world.
    ///
    /// [`Query::min_attribution`](crate::Query::min_attribution) applies in each world: an author whose
    /// confidence is below it counts as unknown there.
    ///
    /// See [`Worlds`] for an example.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] if the query uses the nearest antecedent or an interruption. Then a chain
    /// depends on the authors of events that it does not contain. Use [`supposing`](Self::supposing) for
    /// one world at a time instead.
    pub fn worlds(&self) -> Result<Worlds<'t>, Error> {
        let Prepared { view, query, .. } = &*self.prepared;
        let mut issues = Issues::default();
        let mut refuse = |field: &str, got: &dyn fmt::Display, allowed: &str| {
            let remedy = "remove it, or use `Chains::supposing` for one world at a time";
            issues.push(Issue::new(format!("query/{field}"), got, allowed, remedy));
        };
        if query.pairing == Pairing::Nearest {
            let allowed = "any antecedent: the nearest one depends on events outside the chain";
            refuse("pairing", &"nearest", allowed);
        }
        if let Some(interruption) = &query.unless {
            refuse(
                "unless",
                interruption,
                "no interruption: it depends on events outside the chain",
            );
        }
        issues.check(ErrorKind::Unsupported)?;
        let tuning = self.prepared.engine.tuning;
        let chains = Chains::prepare(view, query, Some(&self.prepared), true, tuning)?;
        // A callback that may stop these chains may stop those of the worlds too.
        let prepared = chains.prepared.with_cancellation(&self.prepared.engine.cancellation);
        Ok(Worlds { chains: Chains { prepared: Arc::new(prepared) } })
    }

    /// Returns the chains of this query with supposed authors of an event: see
    /// [`View::supposing`](crate::View::supposing).
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn}};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b, c] = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
    /// let bomb = Event::attack((), "2024-04-01", Means::Bombing).against(c).with_level(Kahn, 8);
    /// let bomb = builder.add_event(bomb.with_candidate(a, 60).with_candidate(b, 30));
    /// builder.add_event(Event::attack(c, "2024-04-03", Means::AirStrike).against(b).with_level(Kahn, 9));
    /// let timeline = builder.build()?;
    /// let chains = timeline.chains(&Query::escalation().on(Kahn).max_gap(TimeDelta::days(7)))?;
    /// let count = |by| Some(chains.supposing(bomb, [by]).ok()?.count().to_string());
    /// assert_eq!((count(a).unwrap(), count(b).unwrap()), ("0".to_owned(), "1".to_owned()));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the event is not of this timeline, or if the actors are not among its possible authors.
    pub fn supposing(&self, event: EventId, by: impl IntoActors) -> Result<Self, Error> {
        let Prepared { view, query, .. } = &*self.prepared;
        self.with_view(&view.clone().supposing(event, by), query)
    }

    /// Returns the chains of this query that remain if the author of an event is unknown. Rules cannot join
    /// the event then, while declared links still can, except those that only its accusers assert: see
    /// [`View::unattributed`](crate::View::unattributed).
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Actor, Event, Means, Query, Relation, Timeline, scale::Kahn}};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    /// let strike = |by, on, day: &str, rung: i32| Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung);
    /// let killing = builder.add_event(strike(a, b, "2024-04-01", 8).with_attribution(70));
    /// let barrage = builder.add_event(strike(b, a, "2024-04-13", 12));
    /// let other = builder.add_event(strike(b, a, "2024-04-14", 13));
    /// builder.add_link(barrage, Relation::RetaliatesFor, killing);
    /// let timeline = builder.build()?;
    /// let chains = timeline.chains(&Query::escalation().on(Kahn).max_gap(TimeDelta::days(30)))?;
    /// let ends = |chains: escalade::Chains<'_>| {
    ///     chains.iter().map(|chain| chain.events().next_back().unwrap().id()).collect::<Vec<_>>()
    /// };
    /// assert_eq!(ends(chains.clone()), [barrage, other]);
    /// assert_eq!(ends(chains.without(killing)?), [barrage]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the event is not of this timeline.
    pub fn without(&self, event: EventId) -> Result<Self, Error> {
        let Prepared { view, query, .. } = &*self.prepared;
        self.with_view(&view.clone().unattributed(event), query)
    }
}

impl<'t> Worlds<'t> {
    /// Lists every chain of every world lazily, in the order of [`Chains::iter`]. Chains with the same
    /// events are ordered by their authors, from the last event backward: candidates in order of recording,
    /// then an unknown author.
    ///
    /// If a chain does not [depend on the author](Chain::author_dependent_events) of one of its events, it is
    /// listed once for each possible author.
    ///
    /// See [`Worlds`] for an example.
    pub fn iter(&self) -> impl Iterator<Item = Chain<'t>> + use<'t> {
        self.chains.iter()
    }

    /// Returns the number of these chains without listing them: see [`Chains::count`].
    ///
    /// See [`Worlds`] for an example.
    pub fn count(&self) -> Count {
        self.chains.count()
    }

    /// Returns at most `most` chains, those of the highest confidence first: see [`Chains::most_confident`].
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn}};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    /// for (day, rung) in [("2024-04-01", 8), ("2024-04-02", 9)] {
    ///     let bomb = Event::attack((), day, Means::Bombing).against(b).with_level(Kahn, rung);
    ///     builder.add_event(bomb.with_candidate(a, 80));
    /// }
    /// builder.add_event(Event::attack(b, "2024-04-03", Means::AirStrike).against(a).with_level(Kahn, 10));
    /// let timeline = builder.build()?;
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let best = timeline.chains(&query)?.worlds()?.most_confident(1).remove(0);
    /// assert_eq!(best.confidence().weakest().unwrap().percent(), 80);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn most_confident(&self, most: usize) -> Vec<Chain<'t>> {
        self.chains.most_confident(most)
    }
}

impl fmt::Debug for Worlds<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worlds").field("chains", &self.chains).finish()
    }
}

impl<'t> Chain<'t> {
    /// Returns the events whose author the chain depends on. If the author of such an event were unknown, these
    /// events would not be a chain of the query.
    ///
    /// That is so if no link makes a hop from or to the event but those that only its accusers assert (see
    /// [`View::unattributed`](crate::View::unattributed)), or if a predicate of the query tests its sources.
    /// Each event has its author in this chain, with attribution and avowal. [`accusers`](Self::accusers) says
    /// who names it.
    ///
    /// O(k) for k events, and their statements and reports.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Actor, Event, Means, Query, Relation, Timeline, scale::Kahn}};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    /// let strike = |by, on, day: &str, rung: i32| Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung);
    /// let killing = builder.add_event(strike(a, b, "2024-04-01", 8).with_attribution(70));
    /// let barrage = builder.add_event(strike(b, a, "2024-04-13", 12));
    /// let answer = builder.add_event(strike(a, b, "2024-04-19", 13).with_attribution(85));
    /// builder.add_link(barrage, Relation::RetaliatesFor, killing);
    /// let timeline = builder.build()?;
    /// let chains = timeline.chains(&Query::escalation().on(Kahn).max_gap(TimeDelta::days(30)))?;
    /// let chain = chains.longest().unwrap();
    /// let dependent = chain.author_dependent_events();
    /// assert!(dependent.iter().map(|event| event.id()).eq([barrage, answer]), "a link also makes the first hop");
    /// assert_eq!(dependent[1].attribution().unwrap().percent(), 85);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn author_dependent_events(&self) -> Vec<EventRef<'t>> {
        let Prepared { view, query, .. } = &*self.prepared;
        let hops = self.hops();
        let predicates = QueryPredicates::new(query, view.timeline(), &mut Issues::default());
        let depends = |nth: usize, event: EventRef<'t>| {
            let unattributed = event.by(Author::Unknown);
            let accusers = view.accusers(event);
            let is_lost = |hop: &Hop| {
                hop.links
                    .iter()
                    .all(|link| view.is_word_of(view.timeline().link(*link), &accusers, event))
            };
            hops[nth.saturating_sub(1)..hops.len().min(nth + 1)].iter().any(is_lost)
                || !predicates.admit(unattributed, nth == 0, nth == hops.len())
                || !self.fills_steps_without_author(&predicates, nth, event)
        };
        let mut dependent = Vec::new();
        for (nth, event) in self.events().enumerate() {
            if depends(nth, event) {
                dependent.push(event);
            }
        }
        dependent
    }

    /// Returns `true` if the chain fills the steps of the query also if the author of one of its events is unknown. Only
    /// links then make the hops from and to the event, except those that only its accusers assert.
    fn fills_steps_without_author(
        &self,
        predicates: &QueryPredicates<'_>,
        unknown: usize,
        event: EventRef<'t>,
    ) -> bool {
        let Prepared { query, view, matching, .. } = &*self.prepared;
        let Some(matching) = matching else { return true };
        let accusers = view.accusers(event);
        let is_kept =
            |link: &LinkId| !view.is_word_of(view.timeline().link(*link), &accusers, event);
        let (mut passed, mut relations) = (Vec::new(), Vec::new());
        for (nth, own) in self.events().enumerate() {
            let own = if nth == unknown { own.by(Author::Unknown) } else { own };
            passed.push(predicates.steps_passed(own));
            if nth > 0 {
                let (earlier, later) = (self.nodes[nth - 1], self.nodes[nth]);
                let is_touched = nth == unknown || nth == unknown + 1;
                relations.push(match is_touched {
                    true => matching.relations_by_link(earlier, later, &is_kept),
                    false => matching.relations_between(earlier, later),
                });
            }
        }
        fills_steps(query, &passed, &relations)
    }

    /// Returns the segments of the chain that remain if the author of one of its events is unknown: the
    /// longest runs of two or more events that hops still join. Links that only the accusers of the event
    /// assert do not join it: see [`View::unattributed`](crate::View::unattributed). The terms of the query that
    /// select whole chains are ignored.
    ///
    /// Costs as much as preparing the query.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Actor, Event, Means, Query, Relation, Timeline, scale::Kahn}};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    /// let strike = |by, on, day: &str, rung: i32| Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung);
    /// let killing = builder.add_event(strike(a, b, "2024-04-01", 8));
    /// let barrage = builder.add_event(strike(b, a, "2024-04-13", 12));
    /// let answer = builder.add_event(strike(a, b, "2024-04-19", 13).with_attribution(85));
    /// builder.add_link(barrage, Relation::RetaliatesFor, killing);
    /// let timeline = builder.build()?;
    /// let chains = timeline.chains(&Query::escalation().on(Kahn).max_gap(TimeDelta::days(30)))?;
    /// let left = chains.longest().unwrap().without(answer)?;
    /// assert!(left[0].events().map(|event| event.id()).eq([killing, barrage]));
    /// assert_eq!(left.len(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the event is not part of this chain.
    pub fn without(&self, event: EventId) -> Result<Vec<Self>, Error> {
        let Prepared { view, query, .. } = &*self.prepared;
        if !self.events().any(|own| own.id() == event) {
            let mut labels = Vec::new();
            for own in self.events() {
                labels.push(own.label());
            }
            let allowed = format!("an event of this chain: {}", labels.join(", "));
            let issue = Issue::new("without", event, allowed, "use one of these events");
            return Err(Error::value(issue));
        }
        // The other events keep their authors in this chain, which may differ from those of the view.
        let mut world = view.clone();
        for own in self.events() {
            world = world.supposing_author(own, own.author());
        }
        world = world.unattributed(event);
        let tuning = self.prepared.engine.tuning;
        let prepared = Chains::prepare(&world, query, None, false, tuning)?.prepared;
        let is_joined = |hop: &Hop| !hop.rules.is_empty() || !hop.links.is_empty();
        let mut segments = Vec::new();
        let mut nodes: Vec<u32> = Vec::new();
        for own in self.events() {
            let node = prepared.node(own.id()).map(|node| node as u32);
            let joins = match (node, nodes.last()) {
                (Some(node), Some(last)) => is_joined(&prepared.hop(*last, node)),
                _ => false,
            };
            if !joins {
                let nodes = std::mem::take(&mut nodes);
                segments.push(Self { prepared: prepared.clone(), nodes });
            }
            if let Some(node) = node {
                nodes.push(node);
            }
        }
        segments.push(Self { prepared, nodes });
        segments.retain(|segment| segment.len() > 1);
        Ok(segments)
    }
}
