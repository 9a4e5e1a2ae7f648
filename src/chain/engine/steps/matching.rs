//! The engines of a query with steps.

use std::{ops::Range, sync::Arc};

use crate::{
    chain::{
        engine::{
            cancellation::Cancellation,
            engine::Engine,
            steps::{
                automaton::{Automaton, earliest, step_at},
                product::Product,
                relations::{Relations, Union},
                subsets::Subsets,
                virtual_parties::virtual_dyads,
            },
            sweep::plan::Plan,
            terms::HopTerms,
            tuning::Tuning,
        },
        nodes::{
            bounds::Bounds,
            nodes::{Dyad, Nodes},
        },
        query::{query::Query, rule::Rule},
    },
    error::{Error, ErrorKind, Issue, Issues},
    model::LinkId,
};

/// The greatest number of nodes, as many as 32 bits can number.
const MAX_NODES: usize = u32::MAX as usize;

/// Creates the engine of the hops of a query, and those of each set of terms if the query has steps.
pub(crate) fn hop_engine(
    nodes: &Arc<Nodes>,
    query: &Query,
    tuning: Tuning,
    known: Option<&Engine>,
) -> (Engine, Option<Relations>) {
    let engine = |query: &Query| Engine::new(Arc::clone(nodes), query, tuning, known);
    if query.steps.is_empty() {
        return (engine(query), None);
    }
    let (_, queries) = query.hop_queries();
    let mut engines = Vec::with_capacity(queries.len());
    for query in &queries {
        engines.push(engine(query));
    }
    let relations = Relations(Arc::new(engines));
    let union = match &relations.0[..] {
        [only] => only.clone(),
        _ => {
            let source = Arc::new(Union(relations.clone()));
            Engine::from_source(Arc::clone(nodes), HopTerms::new(query), tuning, source)
        }
    };
    (union, Some(relations))
}

/// The steps whose predicates each event passes, and the subsets that follow from them.
#[derive(Clone)]
pub(crate) struct StepClasses {
    subsets: Arc<Subsets>,
    /// By event, the index of its class.
    classes: Arc<Vec<u32>>,
}

impl StepClasses {
    /// Finds the classes of events. `passed` has for each event the steps whose predicates it passes, one bit for
    /// each.
    ///
    /// # Errors
    ///
    /// The steps can be filled in too many ways, or the events have too many nodes.
    pub(crate) fn new(query: &Query, passed: &[u32]) -> Result<Self, Error> {
        let mut distinct = passed.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        let relations = query.hop_queries().1.len();
        let subsets = Subsets::new(Automaton::new(query), relations, &distinct)?;
        let (mut classes, mut nodes) = (Vec::with_capacity(passed.len()), 0_usize);
        for passed in passed {
            let class = distinct.binary_search(passed).unwrap_or_default();
            nodes = nodes.saturating_add(subsets.of_class(class).len());
            classes.push(class as u32);
        }
        if nodes > MAX_NODES {
            let allowed = format!("events that can fill sets of roles {MAX_NODES} times in all");
            let remedy = "narrow the view, or use fewer repeated or optional steps";
            let issue = Issue::new("query/steps", nodes, allowed, remedy);
            return Err(Issues::from(issue).into_error(ErrorKind::Unsupported));
        }
        Ok(Self { subsets: Arc::new(subsets), classes: Arc::new(classes) })
    }

    /// Returns the classes for events in another order: `order` has the index here of each event there.
    pub(crate) fn rearranged(&self, order: &[u32]) -> Self {
        let classes = order.iter().map(|event| self.classes[*event as usize]).collect();
        Self { subsets: Arc::clone(&self.subsets), classes: Arc::new(classes) }
    }

    /// Returns the product of events and subsets, with virtual dyads if it can be swept.
    fn product(&self, relations: &Relations) -> (Product, Option<Vec<Dyad>>) {
        let product = |subsets| Product::new(relations.clone(), subsets, Arc::clone(&self.classes));
        if let [Engine { nodes, terms, plan: Some(_), .. }] = &relations.0[..]
            && nodes.interruptions.is_none()
        {
            let subsets = Arc::new(self.subsets.by_successor());
            let len: usize =
                self.classes.iter().map(|class| subsets.of_class(*class as usize).len()).sum();
            if len <= MAX_NODES {
                let product = product(subsets);
                if let Some(dyads) = virtual_dyads(nodes, &terms.rules, &product) {
                    return (product, Some(dyads));
                }
            }
        }
        (product(Arc::clone(&self.subsets)), None)
    }
}

/// The engine of the chains whose events fill the steps of a query, and the bounds on its nodes.
pub(crate) struct Matching {
    pub(crate) engine: Engine,
    pub(crate) bounds: Bounds,
    product: Arc<Product>,
    steps: StepClasses,
}

impl Matching {
    /// `bounds` are those on events.
    pub(crate) fn new(relations: &Relations, steps: &StepClasses, bounds: &Bounds) -> Self {
        let (product, dyads) = steps.product(relations);
        let product = Arc::new(product);
        let Engine { nodes, tuning, terms, cancellation, .. } = &product.relations.0[0];
        let is_swept = dyads.is_some();
        let nodes = Arc::new(nodes.repeated(&product.events, dyads));
        let bounds = Self::bounds_of(&product, bounds);
        let source = Arc::clone(&product);
        let mut engine = Engine::from_source(Arc::clone(&nodes), terms.clone(), *tuning, source);
        if is_swept {
            // By virtual parties, each hop is a relay.
            let relay = HopTerms { rules: vec![Rule::Relay], ..terms.clone() };
            engine.plan = Plan::new(&nodes, &relay, *tuning, None).map(Arc::new);
        }
        engine.cancellation = cancellation.clone();
        Self { engine, bounds, product, steps: steps.clone() }
    }

    /// Returns the bounds on nodes that follow from those on events.
    fn bounds_of(product: &Product, bounds: &Bounds) -> Bounds {
        let firsts = product.subsets.automaton.firsts;
        let len = product.events.len();
        let bounds = bounds.rearranged(&product.events);
        let bounds = bounds.starting_with(&|node| product.roles(node) & firsts != 0, len);
        let is_last = |node: usize| {
            let event = product.events[node] as usize;
            product.last_node(event) == Some(node)
        };
        bounds.ending_with(&is_last, len)
    }

    /// Returns the same engine, whose computations a cancellation may stop.
    pub(crate) fn with_cancellation(&self, cancellation: &Cancellation) -> Self {
        Self {
            engine: self.engine.with_cancellation(cancellation.clone()),
            bounds: self.bounds.clone(),
            product: Arc::clone(&self.product),
            steps: self.steps.clone(),
        }
    }

    /// Returns the classes of the events.
    pub(crate) fn steps(&self) -> StepClasses {
        self.steps.clone()
    }

    /// Returns the nodes of an event.
    pub(crate) fn nodes_of(&self, event: usize) -> Range<usize> {
        self.product.nodes_of(event)
    }

    /// Returns the event of each node.
    pub(crate) fn events(&self) -> &[u32] {
        &self.product.events
    }

    /// Returns the nodes of a chain of events, or `None` if the chain does not fill the steps.
    pub(crate) fn path_of(&self, chain: &[u32]) -> Option<Vec<u32>> {
        let product = &self.product;
        let (last, before) = chain.split_last()?;
        let (mut later, mut node) = (*last as usize, product.last_node(*last as usize)?);
        let mut path = vec![node as u32];
        for earlier in before.iter().rev() {
            let earlier = *earlier as usize;
            let relations = product.relations.between(earlier, later);
            node = product.node_before(node, earlier, relations)?;
            path.push(node as u32);
            later = earlier;
        }
        path.reverse();
        let is_whole = product.roles(node) & product.subsets.automaton.firsts != 0;
        is_whole.then_some(path)
    }

    /// Returns the terms that make a hop from an event to a later one, one bit for each.
    pub(crate) fn relations_between(&self, earlier: u32, later: u32) -> u32 {
        self.product.relations.between(earlier as usize, later as usize)
    }

    /// Returns the terms that make such a hop by a link for which `is_kept` returns `true`.
    pub(crate) fn relations_by_link(
        &self,
        earlier: u32,
        later: u32,
        is_kept: &dyn Fn(&LinkId) -> bool,
    ) -> u32 {
        self.product.relations.by_link(earlier as usize, later as usize, is_kept)
    }

    /// Returns the step that each event of a chain fills, or `None` for one of the others before a step. From the
    /// first event on, each fills the earliest step that it can, so that those after it can fill the rest.
    ///
    /// Returns `None` if the chain does not fill the steps.
    pub(crate) fn filled_steps(&self, chain: &[u32]) -> Option<Vec<Option<usize>>> {
        let (product, path) = (&self.product, self.path_of(chain)?);
        let automaton = &product.subsets.automaton;
        let first = product.roles(*path.first()? as usize);
        let mut chosen = earliest(first & automaton.firsts);
        let mut filled = vec![step_at(chosen)];
        for (nth, node) in path.iter().enumerate().skip(1) {
            let relations = product.relations.between(chain[nth - 1] as usize, chain[nth] as usize);
            let roles = product.roles(*node as usize);
            chosen = earliest(automaton.after(chosen, roles, relations));
            filled.push(step_at(chosen));
        }
        Some(filled)
    }
}

/// Returns `true` if a chain of events fills the steps of a query.
///
/// `passed` has for each event the steps whose predicates it passes, and `relations` for each hop the terms that
/// make it, one bit for each.
pub(crate) fn fills_steps(query: &Query, passed: &[u32], relations: &[u32]) -> bool {
    let automaton = Automaton::new(query);
    let number = query.hop_queries().1.len();
    let Some((last, before)) = passed.split_last() else { return false };
    let mut roles = automaton.lasts & Automaton::possible(*last);
    for (passed, relations) in before.iter().zip(relations).rev() {
        let mut earlier = 0;
        for (nth, before) in automaton.before(roles, number).into_iter().enumerate() {
            if relations >> nth & 1 == 1 {
                earlier |= before;
            }
        }
        roles = earlier & Automaton::possible(*passed);
    }
    roles & automaton.firsts != 0
}
