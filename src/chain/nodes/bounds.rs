//! The bounds of a query on whole chains, as they come out for each node.

use std::sync::Arc;

use crate::{
    chain::{nodes::nodes::Nodes, query::query::Query},
    error::{Issues, Location},
    model::Confidence,
    timeline::{EventRef, Passes, Predicate, Timeline, View},
};

/// The predicates of a query, looked up in a timeline.
pub(crate) struct Tests<'a> {
    pub(crate) unless: Option<Passes<'a>>,
    first: Option<Passes<'a>>,
    last: Option<Passes<'a>>,
    every: Option<Passes<'a>>,
}

impl<'a> Tests<'a> {
    /// An actor whom the timeline does not have is an issue.
    pub(crate) fn of(query: &'a Query, timeline: &'a Timeline, issues: &mut Issues) -> Self {
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
        }
    }
}

impl Tests<'_> {
    /// Whether an event may stand in a chain, first or last in it.
    pub(crate) fn admit(&self, event: EventRef<'_>, is_first: bool, is_last: bool) -> bool {
        let passes = |test: &Option<Passes<'_>>| test.as_ref().is_none_or(|passes| passes(event));
        passes(&self.every)
            && (!is_first || passes(&self.first))
            && (!is_last || passes(&self.last))
    }
}

/// Which nodes a chain may pass, begin with and end in, over which hops, and in how long a time.
#[derive(Clone, Default)]
pub(crate) struct Bounds {
    contains: NodeSet,
    starts: NodeSet,
    ends: NodeSet,
    pub(crate) doubts: Option<Arc<Doubts>>,
    /// The most seconds from the first onset to the last, where that bounds anything.
    pub(crate) within: Option<i64>,
}

/// A set of nodes; all of them while nothing is said.
#[derive(Clone, Default)]
struct NodeSet(Option<Vec<bool>>);

impl NodeSet {
    fn contains(&self, node: usize) -> bool {
        self.0.as_ref().is_none_or(|contained| contained[node])
    }

    fn retain(&mut self, nodes: usize, keep: impl Fn(usize) -> bool) {
        self.0 = Some((0..nodes).map(|node| self.contains(node) && keep(node)).collect());
    }
}

/// What is less sure than a query asks for.
pub(crate) struct Doubts {
    least: Confidence,
    /// By node, whether it is too little sure who did it.
    pub(crate) authors: Vec<bool>,
    /// By link, how sure it is that it holds, if stated.
    links: Vec<Option<Confidence>>,
}

impl Doubts {
    /// Whether none of a hop's links is sure enough, and not for want of being stated.
    pub(crate) fn links(&self, links: impl Iterator<Item = usize>) -> bool {
        links.filter_map(|link| self.links[link]).max().is_some_and(|surest| surest < self.least)
    }
}

impl Bounds {
    pub(crate) fn of(view: &View<'_>, query: &Query, tests: &Tests<'_>, nodes: &Nodes) -> Self {
        let timeline = view.timeline();
        let event = |node: usize| nodes.event(view, node);
        let passing = |test: &Option<Passes<'_>>| {
            let mut set = NodeSet::default();
            if let Some(passes) = test {
                set.retain(nodes.len(), |node| passes(event(node)));
            }
            set
        };
        let mut bounds = Self {
            contains: passing(&tests.every),
            starts: passing(&tests.first),
            ends: passing(&tests.last),
            doubts: None,
            within: query.within.map(|within| within.num_seconds()),
        };
        if let Some(line) = query.crossing_level() {
            bounds.starts.retain(nodes.len(), |node| nodes.level(node) < line.tenths());
            bounds.ends.retain(nodes.len(), |node| nodes.level(node) >= line.tenths());
        }
        if let Some(least) = query.least_confidence() {
            let rule = query.evidence_rule();
            let doubted = |sure: Option<Confidence>| sure.is_some_and(|sure| sure < least);
            bounds.contains.retain(nodes.len(), |node| !doubted(view.occurred(event(node), rule)));
            let links: Vec<_> = timeline.links().map(|(_, link)| view.holds(link, rule)).collect();
            let authors: Vec<_> =
                (0..nodes.len()).map(|node| doubted(view.attributed(event(node), rule))).collect();
            let any = authors.contains(&true) || links.iter().any(|sure| doubted(*sure));
            bounds.doubts = any.then(|| Arc::new(Doubts { least, authors, links }));
        }
        let whole = nodes.earliest.span();
        bounds.within = bounds.within.filter(|within| *within < whole.min(query.most_span()));
        bounds
    }

    /// The same for chains that start with some of the nodes.
    pub(crate) fn starting_with(&self, may_start: impl Fn(usize) -> bool, nodes: usize) -> Self {
        let mut narrowed = self.clone();
        narrowed.starts.retain(nodes, may_start);
        narrowed
    }

    /// Whether chains may pass, start and end anywhere, whatever hop they take and in whatever time.
    pub(crate) fn are_none(&self) -> bool {
        let Self { contains, starts, ends, doubts, within } = self;
        let are_open = [contains, starts, ends].iter().all(|nodes| nodes.0.is_none());
        are_open && doubts.is_none() && within.is_none()
    }

    /// Whether a chain may start with every node that it may pass.
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
