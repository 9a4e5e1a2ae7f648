//! A query prepared in a view: the nodes, the engine, and intermediate results that answers share.

use std::{
    ops::Range,
    sync::{Arc, OnceLock},
};

use chrono::TimeDelta;

use crate::{
    chain::{
        answers::{
            count::counting::AllChains, list::pruning::Pruning, sample::sampler::Sampler,
            share::path_counts::NodeCounts,
        },
        carried_out::LazyCarriedOut,
        engine::{
            cancellation::Cancellation, engine::Engine, layers::Lengths, scope::Scope,
            steps::matching::Matching,
        },
        hop::Hop,
        nodes::bounds::Bounds,
        query::query::Query,
        statements::LazyStatements,
    },
    model::{EventId, Level},
    timeline::{Coverage, Dyad, EventRef, RollUp, View},
};

/// A query prepared in a view. Chains and answers share it.
pub(crate) struct Prepared<'t> {
    pub(crate) view: View<'t>,
    pub(crate) query: Query,
    pub(crate) roll_up: Arc<RollUp<'t>>,
    /// Whether an event has one node for each of its possible authors.
    pub(crate) in_worlds: bool,
    /// The events that take part, and their hops.
    pub(crate) engine: Engine,
    /// The bounds on events.
    pub(crate) bounds: Bounds,
    /// If the query has steps, the chains that fill them.
    pub(crate) matching: Option<Matching>,
    pub(crate) cached: Cached,
}

/// Intermediate results that answers share, each once it is needed.
#[derive(Default)]
pub(crate) struct Cached {
    pub(crate) lengths: OnceLock<Option<Lengths>>,
    /// The nodes that a listing skips, since they lead to no chain: for all chains, and for maximal ones.
    /// Computed by the first listing.
    pub(crate) pruning: OnceLock<Pruning>,
    pub(crate) maximal_pruning: OnceLock<Pruning>,
    /// The number of chains through each event, and the distribution to sample from. The inner value is
    /// `None` if there is no chain.
    pub(crate) node_counts: OnceLock<Option<Box<dyn NodeCounts>>>,
    pub(crate) sampler: OnceLock<Option<Box<dyn Sampler>>>,
    pub(crate) statements: LazyStatements,
    pub(crate) carried_out: LazyCarriedOut,
}

impl<'t> Prepared<'t> {
    /// Returns the same query in the same view, whose computations a cancellation may stop. Cached answers are left out.
    pub(crate) fn with_cancellation(&self, cancellation: &Cancellation) -> Self {
        Self {
            view: self.view.clone(),
            query: self.query.clone(),
            roll_up: Arc::clone(&self.roll_up),
            in_worlds: self.in_worlds,
            engine: self.engine.with_cancellation(cancellation.clone()),
            bounds: self.bounds.clone(),
            matching: self
                .matching
                .as_ref()
                .map(|matching| matching.with_cancellation(cancellation)),
            cached: Cached::default(),
        }
    }

    pub(crate) fn event(&self, node: usize) -> EventRef<'t> {
        self.engine.nodes.event(&self.view, node)
    }

    pub(crate) fn node(&self, event: EventId) -> Option<usize> {
        let timeline = self.view.timeline();
        (event.index() < timeline.len())
            .then(|| self.engine.nodes.node_at(timeline.position_of(event)))
            .flatten()
    }

    pub(crate) fn gap(&self, from: u32, to: u32) -> TimeDelta {
        let earliest = |node: u32| self.engine.nodes.earliest.get(node as usize);
        TimeDelta::seconds(earliest(to) - earliest(from))
    }

    pub(crate) fn rise(&self, from: u32, to: u32) -> Level {
        let level = |node: u32| self.engine.nodes.level(node as usize);
        Level::from_tenths(level(to) - level(from))
    }

    pub(crate) fn hop(&self, from: u32, to: u32) -> Hop {
        let (rules, links) = self.engine.ways(from as usize, to as usize);
        Hop {
            from: self.event(from as usize).id(),
            to: self.event(to as usize).id(),
            rules,
            links,
            gap: self.gap(from, to),
            rise: self.rise(from, to),
        }
    }

    /// Returns the number of events whose onset interval is longer than the longest gap; 0 if hops follow no rule
    /// but `Declared`.
    pub(crate) fn too_vague(&self) -> u64 {
        let longest = self.query.longest_gap_by_rule();
        longest.map_or(0, |longest| self.engine.nodes.wider_than(longest))
    }

    /// Returns the number of events after which the time for a response is known not to be completely
    /// covered.
    pub(crate) fn not_covered(&self) -> u64 {
        let nodes = &self.engine.nodes;
        // Most timelines state no coverage: they need no pass over the nodes.
        if self.view.timeline().covered().is_empty() {
            return 0;
        }
        let wait = self.query.longest_gap_by_rule().unwrap_or(0);
        let is_lacking = |node: &usize| {
            let onset = nodes.earliest.get(*node);
            let time = (onset, onset.saturating_add(wait).saturating_add(1));
            nodes.dyads.of(*node).iter().any(|dyad| self.covers(*dyad, time).is_lacking())
        };
        (0..nodes.len()).filter(is_lacking).count() as u64
    }

    /// Returns how far the timeline covers the events between two parties in a half-open window of Unix
    /// times, in seconds.
    pub(crate) fn covers(&self, dyad: Dyad, window: (i64, i64)) -> Coverage {
        self.view.timeline().covers_any(&self.roll_up.actors_of(dyad), window)
    }

    /// Returns the times in a window at which the timeline covers the events between two parties; `None` if
    /// it states nothing about its coverage.
    pub(crate) fn covered_times(&self, dyad: Dyad, window: (i64, i64)) -> Option<Vec<(i64, i64)>> {
        self.view.timeline().covered_times(&self.roll_up.actors_of(dyad), window)
    }

    /// Returns the engine whose paths are the chains. If the query has steps, its nodes are not those of
    /// [`engine`](Self::engine): an event has any number of them.
    pub(crate) fn path_engine(&self) -> &Engine {
        self.matching.as_ref().map_or(&self.engine, |matching| &matching.engine)
    }

    /// Returns the bounds on the nodes of the [`path_engine`](Self::path_engine).
    pub(crate) fn path_bounds(&self) -> &Bounds {
        self.matching.as_ref().map_or(&self.bounds, |matching| &matching.bounds)
    }

    /// Returns the nodes of the [`path_engine`](Self::path_engine) that stand for a node of the
    /// [`engine`](Self::engine), or `None` if there are none.
    pub(crate) fn path_nodes(&self, node: usize) -> Option<Range<usize>> {
        let nodes = match &self.matching {
            Some(matching) => matching.nodes_of(node),
            None => node..node + 1,
        };
        (!nodes.is_empty()).then_some(nodes)
    }

    /// Returns the node of the [`engine`](Self::engine) that a node of the [`path_engine`](Self::path_engine) stands
    /// for.
    pub(crate) fn node_of_path(&self, node: u32) -> u32 {
        self.matching.as_ref().map_or(node, |matching| matching.events()[node as usize])
    }

    /// Returns the chain with these nodes of the [`path_engine`](Self::path_engine).
    pub(crate) fn nodes_of_path(&self, mut path: Vec<u32>) -> Vec<u32> {
        for node in &mut path {
            *node = self.node_of_path(*node);
        }
        path
    }

    /// Returns the nodes of the [`path_engine`](Self::path_engine) of a chain, or `None` if the query has steps that
    /// it does not fill.
    pub(crate) fn path_of(&self, nodes: &[u32]) -> Option<Vec<u32>> {
        match &self.matching {
            Some(matching) => matching.path_of(nodes),
            None => Some(nodes.to_vec()),
        }
    }

    /// Returns the scope of all chains, of nodes of the [`path_engine`](Self::path_engine).
    pub(crate) fn scope(&self) -> Scope<'_> {
        Scope::new(self.path_bounds(), &self.path_engine().nodes)
    }

    /// Returns the scope of all paths along hops, whether or not they fill the steps of the query.
    pub(crate) fn hop_scope(&self) -> Scope<'_> {
        Scope::new(&self.bounds, &self.engine.nodes)
    }

    /// Returns all chains, for counting. `None` if no chain has an admitted length.
    pub(crate) fn all_chains(&self) -> Option<AllChains<'_>> {
        let lengths = self.lengths()?;
        Some(AllChains { engine: self.path_engine(), scope: self.scope(), lengths })
    }

    /// Returns the lengths that the query admits and that can occur; `None` if there are none.
    ///
    /// The greatest length that occurs is computed only if the query bounds lengths, as this takes a pass.
    pub(crate) fn lengths(&self) -> Option<Lengths> {
        *self.cached.lengths.get_or_init(|| {
            let longest = match (self.query.min_len, self.query.max_len) {
                (2, None) => usize::MAX,
                _ => {
                    let lengths = self.path_engine().path_lengths(&self.scope());
                    lengths.into_iter().max().unwrap_or(0) as usize
                }
            };
            Lengths::new(self.query.min_len, self.query.max_len, longest)
        })
    }
}
