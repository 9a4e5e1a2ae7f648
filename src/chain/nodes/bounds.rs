//! The bounds of a query on whole chains, evaluated for each node.

use std::sync::Arc;

use crate::{
    chain::{
        nodes::nodes::Nodes,
        query::{
            query::Query,
            rule::{Rule, highest_stated},
        },
    },
    error::{Issues, Location},
    model::Confidence,
    timeline::{EventRef, Passes, Predicate, Timeline, View},
};

/// The predicates of a query, with actors looked up in a timeline. `None` stands for a predicate that the
/// query does not have, or that has an error.
pub(crate) struct QueryPredicates<'a> {
    pub(crate) unless: Option<Passes<'a>>,
    first: Option<Passes<'a>>,
    last: Option<Passes<'a>>,
    every: Option<Passes<'a>>,
    /// The predicates of the steps, in order.
    steps: Vec<Option<Passes<'a>>>,
}

impl<'a> QueryPredicates<'a> {
    /// Looks up the predicates of a query. Adds an issue for each actor that the timeline does not have.
    pub(crate) fn new(query: &'a Query, timeline: &'a Timeline, issues: &mut Issues) -> Self {
        let mut look_up = |term: &str, predicate: &'a Option<Predicate>| {
            let found = predicate.as_ref()?.in_timeline(timeline);
            found
                .map_err(|error| issues.absorb(&error, &Location::from(format!("query/{term}"))))
                .ok()
        };
        Self {
            unless: look_up("unless", &query.unless),
            first: look_up("first", &query.first),
            last: look_up("last", &query.last),
            every: look_up("every", &query.every),
            steps: {
                let mut steps = Vec::new();
                for (nth, step) in query.steps.iter().enumerate() {
                    steps.push(look_up(&format!("steps/{nth}/predicate"), &step.predicate));
                }
                steps
            },
        }
    }
}

impl QueryPredicates<'_> {
    /// Returns the steps whose predicates an event passes, one bit for each.
    pub(crate) fn steps_passed(&self, event: EventRef<'_>) -> u32 {
        let mut passed = 0;
        for (nth, step) in self.steps.iter().enumerate() {
            if step.as_ref().is_none_or(|passes| passes(event)) {
                passed |= 1 << nth;
            }
        }
        passed
    }

    /// Returns `true` if a chain may contain an event: as its first or last event, if these flags are set.
    pub(crate) fn admit(&self, event: EventRef<'_>, is_first: bool, is_last: bool) -> bool {
        let passes =
            |predicate: &Option<Passes<'_>>| predicate.as_ref().is_none_or(|passes| passes(event));
        passes(&self.every)
            && (!is_first || passes(&self.first))
            && (!is_last || passes(&self.last))
    }
}

/// The bounds on whole chains: the nodes that a chain may contain, start with and end in, the hops that it
/// may take, and its span.
#[derive(Clone, Default)]
pub(crate) struct Bounds {
    contains: NodeSet,
    starts: NodeSet,
    ends: NodeSet,
    pub(crate) doubts: Option<Arc<Doubts>>,
    /// The greatest time from the first onset of a chain to the last, in seconds. `None` if gaps, lengths
    /// and the onsets of the nodes already keep chains as short.
    pub(crate) within: Option<i64>,
}

/// A set of nodes, by node; `None` stands for all nodes.
#[derive(Clone, Default)]
struct NodeSet(Option<Vec<bool>>);

impl NodeSet {
    fn contains(&self, node: usize) -> bool {
        self.0.as_ref().is_none_or(|contained| contained[node])
    }

    fn retain(&mut self, nodes: usize, keep: &dyn Fn(usize) -> bool) {
        let mut contained = Vec::with_capacity(nodes);
        for node in 0..nodes {
            contained.push(self.contains(node) && keep(node));
        }
        self.0 = Some(contained);
    }
}

/// The confidences in authors and links, if some are stated that are lower than a query requires.
pub(crate) struct Doubts {
    least: Confidence,
    /// By node, the confidence in its author, if stated.
    authors: Vec<Option<Confidence>>,
    /// By link, the confidence that it holds, if stated.
    links: Vec<Option<Confidence>>,
}

impl Doubts {
    /// Returns `true` if the author of a node is stated with too little confidence.
    pub(crate) fn is_doubtful(&self, node: usize) -> bool {
        self.authors[node].is_some_and(|stated| stated < self.least)
    }

    /// Returns `true` if something is stated of a hop, by one of these rules or links, and all that is stated
    /// is too low.
    pub(crate) fn rejects(
        &self,
        rules: &[Rule],
        nodes: [usize; 2],
        links: impl Iterator<Item = usize>,
    ) -> bool {
        let authors = nodes.map(|node| self.authors[node]);
        let highest = highest_stated(rules, authors, &mut links.map(|link| self.links[link]));
        highest.is_some_and(|highest| highest < self.least)
    }
}

impl Bounds {
    pub(crate) fn new(
        view: &View<'_>,
        query: &Query,
        predicates: &QueryPredicates<'_>,
        nodes: &Nodes,
    ) -> Self {
        let timeline = view.timeline();
        let event = |node: usize| nodes.event(view, node);
        let passing = |predicate: &Option<Passes<'_>>| {
            let mut set = NodeSet::default();
            if let Some(passes) = predicate {
                set.retain(nodes.len(), &|node| passes(event(node)));
            }
            set
        };
        let mut bounds = Self {
            contains: passing(&predicates.every),
            starts: passing(&predicates.first),
            ends: passing(&predicates.last),
            doubts: None,
            within: query.within.map(|within| within.num_seconds()),
        };
        if let Some(threshold) = query.crossing_level() {
            bounds = bounds.crossing(threshold.tenths(), nodes.len(), &|node| nodes.level(node));
        }
        if let Some(least) = query.least_confidence() {
            let rule = query.evidence_rule();
            let is_doubtful =
                |stated: Option<Confidence>| stated.is_some_and(|confidence| confidence < least);
            bounds
                .contains
                .retain(nodes.len(), &|node| !is_doubtful(view.occurred(event(node), rule)));
            let (mut authors, mut links) = (Vec::new(), Vec::new());
            let mut any = false;
            for (_, link) in timeline.links() {
                let stated = view.holds(link, rule);
                any |= is_doubtful(stated);
                links.push(stated);
            }
            for node in 0..nodes.len() {
                let stated = view.attributed(event(node), rule);
                any |= is_doubtful(stated);
                authors.push(stated);
            }
            // Without doubts, passes need not look at single hops.
            bounds.doubts = any.then(|| Arc::new(Doubts { least, authors, links }));
        }
        // A bound that excludes no chain would only split passes into parts.
        let longest = nodes.earliest.span().min(query.most_span());
        bounds.within = bounds.within.filter(|within| *within < longest);
        bounds
    }

    /// Returns bounds of which it is known for each node whether a chain may contain it, start with it and end with it.
    #[cfg(feature = "distributed")]
    pub(crate) fn of_flags(flags: &[[bool; 3]], within: Option<i64>) -> Self {
        let set = |nth: usize| {
            let is_bound = flags.iter().any(|flags| !flags[nth]);
            NodeSet(is_bound.then(|| flags.iter().map(|flags| flags[nth]).collect()))
        };
        Self { contains: set(0), starts: set(1), ends: set(2), doubts: None, within }
    }

    /// Returns these bounds for nodes in another order: `order` has the index here of each node there.
    pub(crate) fn rearranged(&self, order: &[u32]) -> Self {
        let rearranged = |set: &NodeSet| Some(picked(set.0.as_ref()?, order));
        let doubts = self.doubts.as_deref().map(|doubts| {
            let authors = picked(&doubts.authors, order);
            Arc::new(Doubts { least: doubts.least, authors, links: doubts.links.clone() })
        });
        Self {
            contains: NodeSet(rearranged(&self.contains)),
            starts: NodeSet(rearranged(&self.starts)),
            ends: NodeSet(rearranged(&self.ends)),
            doubts,
            within: self.within,
        }
    }

    /// Returns these bounds, narrowed to chains that cross a level, in tenths.
    pub(crate) fn crossing(
        mut self,
        threshold: i64,
        nodes: usize,
        level: &dyn Fn(usize) -> i64,
    ) -> Self {
        self.starts.retain(nodes, &|node| level(node) < threshold);
        self.ends.retain(nodes, &|node| level(node) >= threshold);
        self
    }

    /// Returns these bounds, narrowed to chains that start with a node for which `may_start` returns `true`.
    pub(crate) fn starting_with(&self, may_start: &dyn Fn(usize) -> bool, nodes: usize) -> Self {
        let mut narrowed = self.clone();
        narrowed.starts.retain(nodes, may_start);
        narrowed
    }

    /// Returns these bounds, narrowed to chains that end with a node for which `may_end` returns `true`.
    pub(crate) fn ending_with(&self, may_end: &dyn Fn(usize) -> bool, nodes: usize) -> Self {
        let mut narrowed = self.clone();
        narrowed.ends.retain(nodes, may_end);
        narrowed
    }

    /// Returns `true` if there is no bound.
    pub(crate) fn admit_all(&self) -> bool {
        let Self { contains, starts, ends, doubts, within } = self;
        let are_all = [contains, starts, ends].iter().all(|nodes| nodes.0.is_none());
        are_all && doubts.is_none() && within.is_none()
    }

    /// Returns `true` if a chain may start with every node that it may contain.
    pub(crate) fn starts_anywhere(&self) -> bool {
        self.starts.0.is_none()
    }

    pub(crate) fn may_contain(&self, node: usize) -> bool {
        self.contains.contains(node)
    }

    pub(crate) fn may_start(&self, node: usize) -> bool {
        self.contains.contains(node) && self.starts.contains(node)
    }

    pub(crate) fn may_end(&self, node: usize) -> bool {
        self.contains.contains(node) && self.ends.contains(node)
    }
}

/// Returns the items at some indices, in their order.
fn picked<T: Copy>(items: &[T], indices: &[u32]) -> Vec<T> {
    let mut picked = Vec::with_capacity(indices.len());
    for index in indices {
        picked.push(items[*index as usize]);
    }
    picked
}
