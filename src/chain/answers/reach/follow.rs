//! Follows chains from an actor or an event: which parties they reach, and by which paths.

use std::sync::Arc;

use super::{
    least::{Direction, Least},
    reached::{Reached, Role},
};
use crate::{
    chain::{chain::Chain, engine::scope::Scope, nodes::bounds::Bounds, prepared::Prepared},
    model::{ActorId, EventId},
    timeline::Dyad,
};

/// The actor whose events, or the event, that chains are followed from.
#[derive(Clone, Copy)]
pub(super) enum Whose {
    Actor(ActorId),
    Event(EventId),
}

/// The best paths to a party; empty if no chain reaches it.
#[derive(Clone, Default)]
struct PathsToParty {
    earliest: Vec<u32>,
    shortest: Vec<u32>,
}

/// What was found so far, by party.
pub(super) struct Found {
    direction: Direction,
    paths: Vec<PathsToParty>,
    /// By node, whether chains end in it; if chains are followed backward, whether they begin with it.
    ends: Vec<bool>,
    /// By party, its index in the list of parties that the current part of the scope reaches; [`ABSENT`] between parts.
    places: Vec<u32>,
}

const ABSENT: u32 = u32::MAX;

impl Found {
    pub(super) fn new(prepared: &Prepared<'_>, direction: Direction) -> Self {
        let parties = prepared.roll_up.party_count();
        Self {
            direction,
            paths: vec![PathsToParty::default(); parties],
            ends: vec![false; prepared.engine.nodes.len()],
            places: vec![ABSENT; parties],
        }
    }

    /// Returns the node of a path that reaches a party.
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
                // Which of several nodes of the event begins the better path is not known here: try each.
                for party in prepared.parties_of(event, true) {
                    self.improve_paths(prepared, least, party, [*node; 2]);
                }
                continue;
            }
            let mut see = |party: u32| {
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
            };
            let dyads = prepared.engine.nodes.dyads.of(event);
            for (source, target) in dyads {
                see(*source);
                if !is_backward {
                    see(*target);
                }
            }
            if dyads.is_empty() {
                prepared.each_party(event, is_backward, &mut see);
            }
        }
        for (party, [earliest, shortest]) in best {
            self.places[party as usize] = ABSENT;
            self.improve_paths(prepared, least, party, [earliest, shortest]);
        }
    }

    /// Replaces the paths to a party with those to two nodes, the earliest and that of the fewest events, where these
    /// are better.
    fn improve_paths(
        &mut self,
        prepared: &Prepared<'_>,
        least: &Least<'_>,
        party: u32,
        [earliest, shortest]: [u32; 2],
    ) {
        let mut paths = std::mem::take(&mut self.paths[party as usize]);
        let (first, fewest) = (|end, events| (end, events), |end, events| (events, end));
        self.improve(&mut paths.earliest, prepared, least, earliest, &first);
        self.improve(&mut paths.shortest, prepared, least, shortest, &fewest);
        self.paths[party as usize] = paths;
    }

    /// Replaces a path with one to a node if that is better. Paths are compared by `rank` of the event that reaches the
    /// party and of the number of events, then by the other events, from that event on.
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
        let other = match &prepared.matching {
            None => least.path(node),
            Some(_) => {
                let event_of = |node| prepared.node_of_path(node);
                prepared.nodes_of_path(least.path_of_events(node, &event_of))
            }
        };
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

    pub(super) fn into_actors<'t>(
        self,
        prepared: &Arc<Prepared<'t>>,
        is_backward: bool,
    ) -> Vec<Reached<'t>> {
        let order = prepared.roll_up.key_order();
        let mut found: Vec<(u32, u32, PathsToParty)> = Vec::new();
        for (party, paths) in (0..).zip(self.paths) {
            let path = &paths.earliest;
            if let (Some(first), Some(last)) = (path.first(), path.last()) {
                found.push((if is_backward { *first } else { *last }, party, paths));
            }
        }
        let key = |(event, party, _): &(u32, u32, PathsToParty)| (*event, order[*party as usize]);
        crate::sorting::sort_by(&mut found, |a, b| key(a).cmp(&key(b)));
        let chain = |nodes| Chain { prepared: Arc::clone(prepared), nodes };
        let mut actors = Vec::with_capacity(found.len());
        for (event, party, PathsToParty { earliest, shortest }) in found {
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
    /// Finds the chains that begin with the events of an actor or with an event; backward, those that end in them. Returns
    /// the number of these events, and the number of events at the other end of the chains.
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

    /// Returns the bounds of the chains that begin, or end, in events of an actor or in an event; and the number of those
    /// events in which they may.
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
            if !is_chosen {
                continue;
            }
            let mut nodes = self.path_nodes(node).unwrap_or(0..0);
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
