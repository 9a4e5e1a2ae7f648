//! Possible worlds: who may have done what, and what hangs on it.

use std::fmt;

use crate::{
    chain::{
        chain::Chain, chains::Chains, count::Count, nodes::bounds::Tests, prepared::Prepared,
        query::rule::Pairing,
    },
    error::{Error, ErrorKind, Issue, Issues},
    model::{EventId, IntoActors},
    timeline::{Author, EventRef},
};

/// The chains of a query in every possible world, each with who did its events there: see
/// [`Chains::worlds`].
///
/// In a *world* each event was done by one of those who may have done it: of a disputed event by one of
/// its candidates; of one whose attribution is stated below 100 by its sources; and in place of these by
/// somebody else, nobody who is named, where the confidences leave something of 100 or are not all
/// stated. All other events are done as the view has it.
///
/// The chains listed are those of each world, told by their events and by who did these, each once: in a
/// chain an event has one author throughout. So the chains of one world are the listed ones whose events
/// are done there as here, and they are the chains of the timeline with these authors
/// [fixed](crate::View::supposing). What [`EventRef::sources`] and [`EventRef::attribution`] give of an
/// event of such a chain is who did it there, and how sure that is.
///
/// Worlds multiply with each event, chains only with those that they pass: nothing is ever done world by
/// world. An answer costs what it costs the [chains](Chains#cost), where an event counts as often as it
/// has possible authors.
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
/// assert_eq!(chains.count().to_string(), "1", "as the likeliest did it");
///
/// let worlds = chains.worlds()?;
/// assert_eq!(worlds.count().to_string(), "2");
/// let told: Vec<_> = worlds
///     .iter()
///     .map(|chain| {
///         let bomb = chain.hangs_on()[0];
///         (bomb.sources().to_vec(), bomb.attribution().unwrap().percent())
///     })
///     .collect();
/// assert_eq!(told, [(vec![a], 60), (vec![b], 30)]);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone)]
pub struct Worlds<'t> {
    chains: Chains<'t>,
}

impl<'t> Chains<'t> {
    /// The chains of the same query in every possible world.
    ///
    /// [`Query::min_attribution`](crate::Query::min_attribution) holds in each world: whoever is less
    /// surely named is taken for nobody there.
    ///
    /// See [`Worlds`] for an example.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] where a query asks for the nearest antecedent or has interruptions:
    /// then chains hang on who did events that they do not pass. Suppose one world at a time instead
    /// ([`supposing`](Self::supposing)).
    pub fn worlds(&self) -> Result<Worlds<'t>, Error> {
        let Prepared { view, query, .. } = &*self.prepared;
        let mut issues = Issues::default();
        let mut refuse = |field: &str, got: &dyn fmt::Display, allowed: &str| {
            let remedy = "leave it out, or suppose one world at a time with `Chains::supposing`";
            issues.push(Issue::new(format!("query/{field}"), got, allowed, remedy));
        };
        if query.pairing == Pairing::Nearest {
            let allowed =
                "any antecedent: which is nearest hangs on events that a chain leaps over";
            refuse("pairing", &"nearest", allowed);
        }
        if let Some(interruption) = &query.unless {
            refuse("unless", interruption, "no interruption: it hangs on events beside a chain");
        }
        issues.check(ErrorKind::Unsupported)?;
        let chains =
            Chains::prepare(view, query, Some(&self.prepared), true, self.prepared.engine.tuning)?;
        Ok(Worlds { chains })
    }

    /// The chains of the same query as if these had done an event: those of one world, as far as the
    /// event goes. See [`View::supposing`](crate::View::supposing).
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
    /// An event that is not of this timeline, actors who are none of its candidates.
    pub fn supposing(&self, event: EventId, by: impl IntoActors) -> Result<Self, Error> {
        let Prepared { view, query, .. } = &*self.prepared;
        self.again_in(&view.clone().supposing(event, by), query)
    }

    /// What remains without an attribution: the chains of the same query as if nobody were named for
    /// an event. Rules lose it, declared links keep it.
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
    /// An event that is not of this timeline.
    pub fn without(&self, event: EventId) -> Result<Self, Error> {
        self.supposing(event, ())
    }
}

impl<'t> Worlds<'t> {
    /// Every chain of every world, lazily, in the order of [`Chains::iter`]; of chains that pass the same
    /// events, in the order in which the candidates were recorded, somebody else last, compared from
    /// the last event backward.
    ///
    /// A chain that does not [hang on](Chain::hangs_on) who did one of its events is listed for each who
    /// may have.
    ///
    /// See [`Worlds`] for an example.
    pub fn iter(&self) -> impl Iterator<Item = Chain<'t>> + use<'t> {
        self.chains.iter()
    }

    /// How many these are, without listing them: see [`Chains::count`].
    ///
    /// See [`Worlds`] for an example.
    pub fn count(&self) -> Count {
        self.chains.count()
    }

    /// The surest of them: see [`Chains::surest`].
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
    /// let best = timeline.chains(&query)?.worlds()?.surest(1).remove(0);
    /// assert_eq!(best.confidence().weakest().unwrap().percent(), 80);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn surest(&self, most: usize) -> Vec<Chain<'t>> {
        self.chains.surest(most)
    }
}

impl fmt::Debug for Worlds<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worlds").field("chains", &self.chains).finish()
    }
}

impl<'t> Chain<'t> {
    /// The events on whose attribution it hangs: were nobody named for one of them, the same events would
    /// be no chain of its query. Each tells by whom it is done in this chain, how sure that is, and
    /// whether they own up to it.
    ///
    /// That is so where a rule alone makes a hop, and where the query asks for a source. O(k) for k
    /// events.
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
    /// let hangs_on = chain.hangs_on();
    /// assert!(hangs_on.iter().map(|event| event.id()).eq([barrage, answer]), "a link holds the first");
    /// assert_eq!(hangs_on[1].attribution().unwrap().percent(), 85);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn hangs_on(&self) -> Vec<EventRef<'t>> {
        let Prepared { view, query, .. } = &*self.prepared;
        let hops = self.hops();
        let tests = Tests::of(query, view.timeline(), &mut Issues::default());
        let by_rule = |nth: usize| hops.get(nth).is_some_and(|hop| hop.links.is_empty());
        let hangs = |nth: usize, event: EventRef<'t>| {
            let nameless = event.by(Author::Unknown);
            (nth > 0 && by_rule(nth - 1))
                || by_rule(nth)
                || !tests.admit(nameless, nth == 0, nth == hops.len())
        };
        let events = self.events().enumerate();
        events.filter(|(nth, event)| hangs(*nth, *event)).map(|(_, event)| event).collect()
    }

    /// What remains of it without an attribution: its parts, of two events or more, that are still joined
    /// hop by hop if nobody is named for one of its events. The bounds of the query on whole chains are
    /// left aside.
    ///
    /// Costs as much as asking the query anew.
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
    /// An event that is none of its own.
    pub fn without(&self, event: EventId) -> Result<Vec<Self>, Error> {
        let Prepared { view, query, .. } = &*self.prepared;
        if !self.events().any(|own| own.id() == event) {
            let labels: Vec<_> = self.events().map(|own| own.label()).collect();
            let allowed = format!("an event of this chain: {}", labels.join(", "));
            let issue = Issue::new("without", event, allowed, "name one of them");
            return Err(Error::value(issue));
        }
        let mut world = view.clone();
        for own in self.events() {
            let author = if own.id() == event { Author::Unknown } else { own.author() };
            world = world.supposing_author(own, author);
        }
        let prepared =
            Chains::prepare(&world, query, None, false, self.prepared.engine.tuning)?.prepared;
        let holds = |hop: &crate::chain::hop::Hop| !hop.rules.is_empty() || !hop.links.is_empty();
        let mut parts: Vec<Vec<u32>> = Vec::new();
        let mut nodes: Vec<u32> = Vec::new();
        for own in self.events() {
            let node = prepared.node(own.id()).map(|node| node as u32);
            let joins = node
                .zip(nodes.last())
                .is_some_and(|(node, last)| holds(&prepared.hop(*last, node)));
            if !joins {
                parts.push(std::mem::take(&mut nodes));
            }
            nodes.extend(node);
        }
        parts.push(nodes);
        let parts = parts.into_iter().filter(|nodes| nodes.len() > 1);
        Ok(parts.map(|nodes| Self { prepared: prepared.clone(), nodes }).collect())
    }
}
