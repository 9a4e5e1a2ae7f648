//! Who is drawn in by an actor or an event, and who led to it.

use std::sync::Arc;

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::least::{Direction, Least};
use crate::{
    chain::{
        chain::Chain, chains::Chains, engine::scope::Scope, nodes::bounds::Bounds,
        prepared::Prepared,
    },
    model::{ActorId, EventId},
    timeline::{Dyad, EventRef},
};

/// Who is drawn in by an actor or an event, or who led to it: see [`Chains::reach`].
///
/// Its [`Display`](std::fmt::Display) lists the actors with the chains by which they were first reached. It serializes
/// with the numbers and, for each of the `actors`, its key, its `role`, the event that reaches it first and when that
/// is, and the events of both chains.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reach<'t> {
    /// The key of the actor, or the label of the event.
    pub of: String,
    /// Whether this is about those who led to the actor or the event, and not about those who were drawn in.
    pub is_backward: bool,
    /// The number of events of the actor at which a chain may begin; at which it may end if `is_backward`.
    pub starts: u64,
    /// The number of events in which such a chain ends; in which it begins if `is_backward`.
    pub events: u64,
    /// The actors, in order of the events that reach them first; those of one event in order of their keys. If
    /// `is_backward`, in order of the events with which they began.
    pub actors: Vec<Reached<'t>>,
}

/// An actor that was drawn in, or that led to an event: see [`Chains::reach`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reached<'t> {
    /// The actor, as rolled up: its key, or the name of a bloc.
    pub actor: String,
    /// What the actor is in the event that draws it in; of the sources of events in which chains begin, `Source`.
    pub role: Role,
    /// The chain that ends first in an event of the actor; of several with that end, one of the fewest events. If chains
    /// are followed backward, the one that begins first with an act of the actor.
    pub earliest: Chain<'t>,
    /// The chain of the fewest events; of several, the one whose event of the actor comes first.
    pub shortest: Chain<'t>,
    is_backward: bool,
}

/// What an actor is in an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// It acts.
    Source,
    /// It is acted upon.
    Target,
    /// Both: the event is mutual, or has several parties.
    Both,
}

impl Role {
    /// Returns the role in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Target => "target",
            Self::Both => "source and target",
        }
    }
}

impl<'t> Reached<'t> {
    /// Returns the event that draws the actor in first; if chains are followed backward, the act with which it began.
    pub fn event(&self) -> EventRef<'t> {
        let mut events = self.earliest.events();
        // A chain has two events or more.
        let event = if self.is_backward { events.next() } else { events.next_back() };
        event.expect("a chain is never empty")
    }
}

/// Whose events chains are followed from.
#[derive(Clone, Copy)]
pub(super) enum Whose {
    Actor(ActorId),
    Event(EventId),
}

impl<'t> Chains<'t> {
    /// Returns who is drawn in by an actor: the parties of the events in which chains end that begin with an act of the
    /// actor.
    ///
    /// A chain *begins with an act* of the actor if the actor is a source of its first event; it *draws in* the sources and
    /// the targets of its last event. Every term of the query applies: rules and links, gaps, trend and floor decide which
    /// event follows which, and `within`, lengths and predicates which chains there are. The actor itself is among those
    /// drawn in if a chain comes back to it. Actors count as the granularity of the query says, at the time of each event.
    ///
    /// A rule that leads to third parties, such as [`Relay`](crate::Rule::Relay), follows how a conflict spreads;
    /// [`Retaliation`](crate::Rule::Retaliation) stays within pairs.
    ///
    /// One [pass](Chains#cost) of the kind of [`longest`](Self::longest), `min_len - 1` if that is greater; under `within` one
    /// for each onset at which the actor acts. A chain is found by looking up the antecedents of its events.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{Actor, Event, Means, Query, Rule, Timeline, scale::Kahn};
    ///
    /// let mut builder = Timeline::builder();
    /// let [a, b, c, d] = ["A", "B", "C", "D"].map(|key| builder.add_actor(Actor::new(key)));
    /// for (day, by, on) in [(1, a, b), (3, b, c), (4, b, d), (5, c, d)] {
    ///     let strike = Event::attack(by, format!("2024-04-{day:02}"), Means::Drone).against(on);
    ///     builder.add_event(strike.with_level(Kahn, day));
    /// }
    /// let timeline = builder.build()?;
    /// let query = Query::escalation().on(Kahn).rules([Rule::Relay]).max_gap(TimeDelta::days(7));
    /// let reach = timeline.chains(&query)?.reach(a);
    /// let actors: Vec<_> = reach.actors.iter().map(|one| (&*one.actor, one.event().when().to_string())).collect();
    /// assert_eq!(actors, [("B", "2024-04-03".into()), ("C", "2024-04-03".into()), ("D", "2024-04-04".into())]);
    /// assert_eq!(reach.actors[2].shortest.len(), 2, "by way of B");
    /// assert!(timeline.chains(&query)?.reach(d).actors.is_empty(), "D only was acted upon");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn reach(&self, actor: ActorId) -> Reach<'t> {
        self.follow(Whose::Actor(actor), Direction::Forward)
    }

    /// Returns who is drawn in by an event: as [`reach`](Self::reach), by chains that begin with this event. `None` if the
    /// event takes no part in the query.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Rule, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b, c, d] = ["A", "B", "C", "D"].map(|key| builder.add_actor(Actor::new(key)));
    /// # for (day, by, on) in [(1, a, b), (3, b, c), (4, b, d), (5, c, d)] {
    /// #     let strike = Event::attack(by, format!("2024-04-{day:02}"), Means::Drone).against(on);
    /// #     builder.add_event(strike.with_level(Kahn, day));
    /// # }
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).rules([Rule::Relay]).max_gap(TimeDelta::days(7));
    /// let second = timeline.event_at(1); // B acts on C
    /// let reach = timeline.chains(&query)?.reach_from(second.id()).unwrap();
    /// let actors: Vec<_> = reach.actors.iter().map(|one| &*one.actor).collect();
    /// assert_eq!(actors, ["C", "D"], "by the act of C on D");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn reach_from(&self, event: EventId) -> Option<Reach<'t>> {
        self.prepared.node(event)?;
        Some(self.follow(Whose::Event(event), Direction::Forward))
    }

    /// Returns who led to an actor being drawn in: the sources of the events in which chains begin that end in an event of
    /// the actor, as source or target. An actor is among them if it [reaches](Self::reach) this one.
    ///
    /// One backward pass, which looks up the antecedents of each event; else as for [`reach`](Self::reach).
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Rule, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b, c, d] = ["A", "B", "C", "D"].map(|key| builder.add_actor(Actor::new(key)));
    /// # for (day, by, on) in [(1, a, b), (3, b, c), (4, b, d), (5, c, d)] {
    /// #     let strike = Event::attack(by, format!("2024-04-{day:02}"), Means::Drone).against(on);
    /// #     builder.add_event(strike.with_level(Kahn, day));
    /// # }
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).rules([Rule::Relay]).max_gap(TimeDelta::days(7));
    /// let led = timeline.chains(&query)?.reach_into(d);
    /// assert_eq!(led.actors.iter().map(|one| &*one.actor).collect::<Vec<_>>(), ["A", "B"]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn reach_into(&self, actor: ActorId) -> Reach<'t> {
        self.follow(Whose::Actor(actor), Direction::Backward)
    }

    /// Returns who led to an event: as [`reach_into`](Self::reach_into), by chains that end in this event. `None` if the
    /// event takes no part in the query.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Rule, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b, c, d] = ["A", "B", "C", "D"].map(|key| builder.add_actor(Actor::new(key)));
    /// # for (day, by, on) in [(1, a, b), (3, b, c), (4, b, d), (5, c, d)] {
    /// #     let strike = Event::attack(by, format!("2024-04-{day:02}"), Means::Drone).against(on);
    /// #     builder.add_event(strike.with_level(Kahn, day));
    /// # }
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).rules([Rule::Relay]).max_gap(TimeDelta::days(7));
    /// let last = timeline.event_at(3); // C acts on D
    /// let led = timeline.chains(&query)?.reach_to(last.id()).unwrap();
    /// assert_eq!(led.actors.iter().map(|one| &*one.actor).collect::<Vec<_>>(), ["A", "B"]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn reach_to(&self, event: EventId) -> Option<Reach<'t>> {
        self.prepared.node(event)?;
        Some(self.follow(Whose::Event(event), Direction::Backward))
    }

    fn follow(&self, whose: Whose, direction: Direction) -> Reach<'t> {
        let prepared = &self.prepared;
        let mut found = Found::new(prepared, direction);
        let (starts, events) = prepared.follow(whose, direction, &mut found);
        let of = match whose {
            Whose::Actor(actor) => {
                let timeline = prepared.view.timeline();
                let actor =
                    (actor.index() < timeline.actors().len()).then(|| timeline.actor(actor));
                actor.map_or_else(String::new, |actor| actor.key().to_owned())
            }
            Whose::Event(event) => prepared.view.timeline().event(event).label(),
        };
        let is_backward = direction == Direction::Backward;
        Reach { of, is_backward, starts, events, actors: found.into_actors(prepared, is_backward) }
    }
}

/// The best ways to a party; empty if there is none.
#[derive(Default)]
struct Ways {
    earliest: Vec<u32>,
    shortest: Vec<u32>,
}

/// What was found so far, by party.
pub(super) struct Found {
    direction: Direction,
    ways: Vec<Ways>,
    /// Whether chains end in a node; whether they begin there, if they are followed backward.
    ends: Vec<bool>,
    /// By party, its place in the list of those that a part reaches; [`ABSENT`] between parts.
    places: Vec<u32>,
}

const ABSENT: u32 = u32::MAX;

impl Found {
    fn new(prepared: &Prepared<'_>, direction: Direction) -> Self {
        let parties = prepared.roll_up.party_count();
        Self {
            direction,
            ways: (0..parties).map(|_| Ways::default()).collect(),
            ends: vec![false; prepared.engine.nodes.len()],
            places: vec![ABSENT; parties],
        }
    }

    /// Returns the event of a path that reaches a party.
    fn end(&self, path: &[u32]) -> u32 {
        match self.direction {
            Direction::Forward => path[path.len() - 1],
            Direction::Backward => path[0],
        }
    }

    /// Adds the chains of a scope, of at most `max` events.
    fn add(&mut self, prepared: &Prepared<'_>, least: &Least<'_>, max: usize) {
        let is_backward = self.direction == Direction::Backward;
        let key = |node: u32| (least.events(node), node);
        // By party, the first node and the node of the fewest events.
        let mut best: Vec<(u32, [u32; 2])> = Vec::new();
        for node in &least.reached {
            let end = *node as usize;
            let is_end =
                if is_backward { least.scope().may_start(end) } else { least.scope().may_end(end) };
            if !is_end || least.events(*node) as usize > max {
                continue;
            }
            let event = prepared.node_of_path(*node) as usize;
            self.ends[event] = true;
            if is_backward && prepared.matching.is_some() {
                // Of several nodes of the event, none is known to begin the better path.
                for party in prepared.parties_of(event, true) {
                    self.improve_ways(prepared, least, party, [*node; 2]);
                }
                continue;
            }
            prepared.each_party(event, is_backward, &mut |party| {
                let place = &mut self.places[party as usize];
                if *place == ABSENT {
                    *place = best.len() as u32;
                    best.push((party, [*node; 2]));
                }
                let [earliest, shortest] = &mut best[*place as usize].1;
                *earliest = (*earliest).min(*node);
                if key(*node) < key(*shortest) {
                    *shortest = *node;
                }
            });
        }
        for (party, [earliest, shortest]) in best {
            self.places[party as usize] = ABSENT;
            self.improve_ways(prepared, least, party, [earliest, shortest]);
        }
    }

    /// Replaces the ways to a party by those to two nodes, the earliest and that of the fewest events, where these are
    /// better.
    fn improve_ways(
        &mut self,
        prepared: &Prepared<'_>,
        least: &Least<'_>,
        party: u32,
        [earliest, shortest]: [u32; 2],
    ) {
        let mut ways = std::mem::take(&mut self.ways[party as usize]);
        let (first, fewest) = (|end, events| (end, events), |end, events| (events, end));
        self.improve(&mut ways.earliest, prepared, least, earliest, &first);
        self.improve(&mut ways.shortest, prepared, least, shortest, &fewest);
        self.ways[party as usize] = ways;
    }

    /// Replaces a path by one to a node, if that is better: by what `rank` makes of the event that reaches the party and of
    /// the number of events, and then by the other events, from that event on.
    fn improve(
        &self,
        path: &mut Vec<u32>,
        prepared: &Prepared<'_>,
        least: &Least<'_>,
        node: u32,
        rank: &dyn Fn(u32, u32) -> (u32, u32),
    ) {
        let rank_of = |path: &[u32]| rank(self.end(path), path.len() as u32);
        // A path is looked up only if it may be better.
        let end = prepared.node_of_path(node);
        if !path.is_empty() && rank(end, least.events(node)) > rank_of(path) {
            return;
        }
        let other = prepared.nodes_of_path(least.path(node, &|node| prepared.node_of_path(node)));
        let order = |path: &[u32]| {
            let mut order = path.to_vec();
            if self.direction == Direction::Forward {
                order.reverse();
            }
            order
        };
        let key = |path: &[u32]| (rank_of(path), order(path));
        if path.is_empty() || key(&other) < key(path) {
            *path = other;
        }
    }

    fn into_actors<'t>(self, prepared: &Arc<Prepared<'t>>, is_backward: bool) -> Vec<Reached<'t>> {
        let order = prepared.roll_up.key_order();
        let mut found: Vec<(u32, u32, Ways)> = Vec::new();
        for (party, ways) in (0..).zip(self.ways) {
            let path = &ways.earliest;
            if let (Some(first), Some(last)) = (path.first(), path.last()) {
                found.push((if is_backward { *first } else { *last }, party, ways));
            }
        }
        let key = |(event, party, _): &(u32, u32, Ways)| (*event, order[*party as usize]);
        crate::sorting::sort_by(&mut found, |a, b| key(a).cmp(&key(b)));
        let chain = |nodes| Chain { prepared: Arc::clone(prepared), nodes };
        let mut actors = Vec::with_capacity(found.len());
        for (event, party, Ways { earliest, shortest }) in found {
            let role =
                if is_backward { Role::Source } else { prepared.role_of(event as usize, party) };
            actors.push(Reached {
                actor: prepared.roll_up.key(party).to_owned(),
                role,
                earliest: chain(earliest),
                shortest: chain(shortest),
                is_backward,
            });
        }
        actors
    }
}

impl Prepared<'_> {
    /// Finds the chains that begin with the events of an actor or with an event; backward, those that end there. Returns
    /// the numbers of these events and of the events at the other ends.
    pub(super) fn follow(
        &self,
        whose: Whose,
        direction: Direction,
        found: &mut Found,
    ) -> (u64, u64) {
        let (bounds, starts) = self.bounds_of(whose, direction);
        let max = self.query.max_len.unwrap_or(usize::MAX);
        if starts > 0 {
            let engine = self.path_engine();
            let scope = Scope::new(&bounds, &engine.nodes);
            for part in scope.split_by_onset(&engine.nodes) {
                let least = Least::new(engine, &part, direction, self.query.min_len);
                found.add(self, &least, max);
            }
        }
        (starts, found.ends.iter().filter(|is_end| **is_end).count() as u64)
    }

    /// Returns the bounds of the chains that begin, or end, in events of an actor or in an event; and in how many they may.
    fn bounds_of(&self, whose: Whose, direction: Direction) -> (Bounds, u64) {
        let nodes = &self.engine.nodes;
        let mut chosen = vec![false; nodes.len()];
        match whose {
            Whose::Event(event) => {
                for node in nodes.nodes_at(self.view.timeline().position_of(event)) {
                    chosen[node] = true;
                }
            }
            Whose::Actor(actor) if actor.index() < self.view.timeline().actors().len() => {
                let sources_only = direction == Direction::Forward;
                for (node, chosen) in chosen.iter_mut().enumerate() {
                    let party = self.roll_up.at(actor, nodes.earliest.get(node));
                    let dyads = nodes.dyads.of(node);
                    let is_in = |dyad: &Dyad| dyad.0 == party || (!sources_only && dyad.1 == party);
                    *chosen = dyads.iter().any(is_in);
                    if dyads.is_empty() {
                        self.each_party(node, sources_only, &mut |other| *chosen |= other == party);
                    }
                }
            }
            Whose::Actor(_) => {}
        }
        let is_chosen = |node: usize| chosen[self.node_of_path(node as u32) as usize];
        let len = self.path_engine().nodes.len();
        let bounds = match direction {
            Direction::Forward => self.path_bounds().starting_with(&is_chosen, len),
            Direction::Backward => self.path_bounds().ending_with(&is_chosen, len),
        };
        let mut starts = 0;
        for (node, is_chosen) in chosen.iter().enumerate() {
            let mut nodes = self.path_nodes(node).filter(|_| *is_chosen).unwrap_or(0..0);
            starts += u64::from(nodes.any(|node| match direction {
                Direction::Forward => bounds.may_start(node),
                Direction::Backward => bounds.may_end(node),
            }));
        }
        (bounds, starts)
    }

    /// Calls `visit` with the parties of a node, or with its sources alone. A party may come several times. An event
    /// without a dyad, which only links join, has the parties that are recorded.
    pub(super) fn each_party(&self, node: usize, sources_only: bool, visit: &mut dyn FnMut(u32)) {
        let dyads = self.engine.nodes.dyads.of(node);
        for (source, target) in dyads {
            visit(*source);
            if !sources_only {
                visit(*target);
            }
        }
        if dyads.is_empty() {
            let (event, onset) = (self.event(node), self.engine.nodes.earliest.get(node));
            let targets = if sources_only { &[][..] } else { event.targets() };
            for actor in self.query.authors(event).iter().chain(targets) {
                visit(self.roll_up.at(*actor, onset));
            }
        }
    }

    /// Returns the parties of a node, or its sources alone, each once and in order.
    pub(crate) fn parties_of(&self, node: usize, sources_only: bool) -> Vec<u32> {
        let mut parties = Vec::new();
        self.each_party(node, sources_only, &mut |party| parties.push(party));
        parties.sort_unstable();
        parties.dedup();
        parties
    }

    fn role_of(&self, node: usize, party: u32) -> Role {
        let sources = self.parties_of(node, true);
        let dyads = self.engine.nodes.dyads.of(node);
        let onset = self.engine.nodes.earliest.get(node);
        let is_target = match dyads {
            [] => {
                let targets = self.event(node).targets();
                targets.iter().any(|target| self.roll_up.at(*target, onset) == party)
            }
            dyads => dyads.iter().any(|(_, target)| *target == party),
        };
        match (sources.contains(&party), is_target) {
            (true, true) => Role::Both,
            (true, false) => Role::Source,
            (false, _) => Role::Target,
        }
    }
}

fn labels(chain: &Chain<'_>) -> Vec<String> {
    chain.events().map(|event| event.label()).collect()
}

impl Serialize for Reached<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut reached = serializer.serialize_struct("Reached", 7)?;
        reached.serialize_field("actor", &self.actor)?;
        reached.serialize_field("role", &self.role)?;
        reached.serialize_field("event", &self.event().label())?;
        reached.serialize_field("when", &self.event().when().to_string())?;
        reached.serialize_field("span_seconds", &self.earliest.span().num_seconds())?;
        reached.serialize_field("earliest", &labels(&self.earliest))?;
        reached.serialize_field("shortest", &labels(&self.shortest))?;
        reached.end()
    }
}

impl Serialize for Reach<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut reach = serializer.serialize_struct("Reach", 5)?;
        reach.serialize_field("of", &self.of)?;
        let direction = if self.is_backward { "backward" } else { "forward" };
        reach.serialize_field("direction", direction)?;
        reach.serialize_field("starts", &self.starts)?;
        reach.serialize_field("events", &self.events)?;
        reach.serialize_field("actors", &self.actors)?;
        reach.end()
    }
}
