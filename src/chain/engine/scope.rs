//! Which chains are meant: those within the bounds of a query, or some of them.

use std::{iter::successors, ops::Range};

use crate::chain::{
    engine::engine::Engine,
    nodes::{bounds::Bounds, nodes::SweptNode},
};

/// Chains within bounds: all of them, or those that pass or end in one node.
#[derive(Clone)]
pub(crate) struct Scope<'b> {
    bounds: &'b Bounds,
    waist: Option<usize>,
    last: Option<usize>,
    /// The nodes among which its chains lie, and those among which they start.
    nodes: Range<usize>,
    starts: Range<usize>,
    is_part: bool,
    /// Whether chains may pass, start and end anywhere.
    is_open: bool,
    /// The slots of some groups of a plan, if its chains lie among these.
    run: Option<Range<usize>>,
}

impl<'b> Scope<'b> {
    pub(crate) fn new(bounds: &'b Bounds, engine: &Engine) -> Self {
        let (nodes, is_open) = (0..engine.nodes.len(), bounds.are_none());
        let (waist, last, is_part, run) = (None, None, false, None);
        Self { bounds, waist, last, starts: nodes.clone(), nodes, is_part, is_open, run }
    }

    pub(crate) fn through(self, waist: usize) -> Self {
        Self { waist: Some(waist), is_open: false, ..self }
    }

    pub(crate) fn ending_in(self, last: usize) -> Self {
        Self { last: Some(last), is_open: false, ..self }
    }

    /// The chains among the slots of some groups.
    pub(crate) fn of_run(&self, run: Range<usize>) -> Self {
        Self { run: Some(run), ..self.clone() }
    }

    /// The slots of some groups, if its chains lie among these.
    pub(crate) fn run(&self) -> Option<Range<usize>> {
        self.run.clone()
    }

    /// The nodes among which its chains lie.
    pub(crate) fn nodes(&self) -> Range<usize> {
        self.nodes.clone()
    }

    /// How many places are needed for a value of each node among which its chains lie.
    pub(crate) fn places(&self) -> usize {
        self.run.as_ref().unwrap_or(&self.nodes).len()
    }

    /// The place of a node that is swept.
    #[inline]
    pub(crate) fn place(&self, at: SweptNode) -> usize {
        match &self.run {
            Some(run) => at.slot - run.start,
            None => at.node - self.nodes.start,
        }
    }

    /// The nodes among which its chains start.
    pub(crate) fn starts(&self) -> Range<usize> {
        self.starts.clone()
    }

    /// Whether its chains all start at one onset.
    pub(crate) fn is_part(&self) -> bool {
        self.is_part
    }

    /// Whether chains may pass, start and end anywhere.
    pub(crate) fn is_open(&self) -> bool {
        self.is_open
    }

    pub(crate) fn passes(&self, node: usize) -> bool {
        self.is_open || self.bounds.passes(node)
    }

    pub(crate) fn may_start(&self, node: usize) -> bool {
        self.is_open
            || self.starts.contains(&node)
                && self.waist.is_none_or(|waist| node <= waist)
                && self.bounds.may_start(node)
    }

    pub(crate) fn may_end(&self, node: usize) -> bool {
        self.is_open
            || self.waist.is_none_or(|waist| node >= waist)
                && self.last.is_none_or(|last| node == last)
                && self.bounds.may_end(node)
    }

    /// Whether a hop may be taken: it leaps over no waist, and what is stated of it is sure enough.
    pub(crate) fn allows(&self, engine: &Engine, earlier: usize, later: usize) -> bool {
        let leaps = self.waist.is_some_and(|waist| earlier < waist && waist < later);
        earlier >= self.nodes.start
            && self.passes(earlier)
            && self.passes(later)
            && !leaps
            && self
                .bounds
                .doubts
                .as_ref()
                .is_none_or(|doubts| engine.is_sure(doubts, earlier, later))
    }

    /// Whether nodes alone decide, wherever they lie, so that no hop has to be looked at.
    pub(crate) fn is_wide(&self) -> bool {
        self.waist.is_none() && self.bounds.doubts.is_none() && !self.is_part
    }

    /// Whether chains may take any time.
    pub(crate) fn is_endless(&self) -> bool {
        self.bounds.within.is_none()
    }

    /// Parts that have no chain in common, in each of which any way from a start to an end is short
    /// enough in time: one for each onset at which chains may start, or the whole where time is no
    /// bound.
    pub(crate) fn parts(&self, engine: &Engine) -> impl Iterator<Item = Self> {
        let whole = self.bounds.within.is_none().then(|| self.clone());
        let parts =
            successors(self.part_from(engine, 0), |part| self.part_from(engine, part.starts.end));
        whole.into_iter().chain(parts.filter(Self::has_starts))
    }

    /// The part whose chains start at the onset of a node, which is the first to have it; nothing
    /// where time is no bound, or there is no such node.
    pub(crate) fn part_from(&self, engine: &Engine, first: usize) -> Option<Self> {
        self.bounds.within?;
        let earliest = &engine.nodes.earliest;
        let onset = (first < earliest.len()).then(|| earliest.get(first))?;
        let end = earliest.end(first..earliest.len(), |other| other == onset);
        Some(self.part(engine, first..end))
    }

    /// The part whose chains start among these nodes of one onset.
    pub(crate) fn part(&self, engine: &Engine, starts: Range<usize>) -> Self {
        let earliest = &engine.nodes.earliest;
        let within = self.bounds.within.unwrap_or(i64::MAX);
        let latest = earliest.get(starts.start).saturating_add(within);
        let nodes = starts.start..earliest.end(starts.end..earliest.len(), |other| other <= latest);
        Self { nodes, starts, is_part: true, is_open: false, ..self.clone() }
    }

    /// Whether a chain may start among its starts, and its waist and last node are among its nodes.
    fn has_starts(&self) -> bool {
        let holds = |node: Option<usize>| node.is_none_or(|node| self.nodes.contains(&node));
        holds(self.waist)
            && holds(self.last)
            && self.starts.clone().any(|node| self.may_start(node))
    }
}
