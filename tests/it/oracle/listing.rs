//! Every chain, listed: what all answers are read off.

use super::{
    answers::{LeftOut, Names, RawHop},
    drafts::{Drafts, RawQuery},
    hops::{Node, hops, nodes},
    steps::Filling,
    terms,
};

/// The hops of a query and all chains along them, as places in the list of those placed.
pub(crate) struct Listing<'d> {
    pub(super) drafts: &'d Drafts,
    pub(super) raw_query: &'d RawQuery,
    pub(crate) nodes: Vec<Node>,
    pub(super) left_out: LeftOut,
    pub(crate) hops: Vec<(usize, usize, RawHop)>,
    /// Those of the hops that pass the bounds on events and hops.
    passing: Vec<(usize, usize)>,
    /// In the order of ties.
    pub(crate) chains: Vec<Vec<usize>>,
    /// For each chain, the step that each event fills.
    pub(crate) filled: Vec<Vec<Option<usize>>>,
}

impl<'d> Listing<'d> {
    pub(crate) fn of(drafts: &'d Drafts, raw_query: &'d RawQuery) -> Self {
        let (nodes, left_out) = nodes(drafts, raw_query);
        let hops = hops(drafts, raw_query, &nodes);
        let event_passes =
            |event: usize| terms::event_passes(drafts, raw_query, &drafts.events[nodes[event].id]);
        let passing = hops
            .iter()
            .filter(|hop| event_passes(hop.0) && event_passes(hop.1))
            .filter(|hop| terms::hop_passes(drafts, raw_query, &hop.2))
            .map(|hop| (hop.0, hop.1))
            .collect();
        let mut listing = Self {
            drafts,
            raw_query,
            nodes,
            left_out,
            hops,
            passing,
            chains: Vec::new(),
            filled: Vec::new(),
        };
        listing.list();
        listing
    }

    /// Every path of one hop or more, from every event on, as far as it is within the bounds.
    fn list(&mut self) {
        let mut paths: Vec<Vec<usize>> = Vec::new();
        let mut open: Vec<Vec<usize>> = (0..self.nodes.len()).map(|event| vec![event]).collect();
        while let Some(path) = open.pop() {
            let last = path[path.len() - 1];
            for next in self.passing.iter().filter(|hop| hop.0 == last).map(|hop| hop.1) {
                let longer = [&path[..], &[next]].concat();
                paths.push(longer.clone());
                if self.raw_query.max_len.is_none_or(|most| longer.len() < most) {
                    open.push(longer);
                }
            }
        }
        paths.retain(|path| {
            let (first, last) = (&self.nodes[path[0]], &self.nodes[path[path.len() - 1]]);
            path.len() >= self.raw_query.min_len
                && self.raw_query.max_len.is_none_or(|most| path.len() <= most)
                && terms::within_bounds(self.drafts, self.raw_query, first, last)
        });
        // Ties: from the last event backward, the earlier first, one that ends before one that goes
        // on.
        paths.sort_by_key(|path| path.iter().rev().copied().collect::<Vec<_>>());
        if self.raw_query.terms.steps.is_empty() {
            self.filled = paths.iter().map(|path| vec![None; path.len()]).collect();
            self.chains = paths;
            return;
        }
        let filling = Filling::of(self.drafts, self.raw_query, &self.nodes);
        for path in paths {
            if let Some(way) = filling.first_way(&path) {
                self.chains.push(path);
                self.filled.push(way);
            }
        }
    }

    /// The chains that no hop extends.
    pub(super) fn maximal(&self) -> impl Iterator<Item = &Vec<usize>> {
        self.chains.iter().filter(|path| {
            let (first, last) = (path[0], path[path.len() - 1]);
            self.passing.iter().all(|hop| hop.1 != first && hop.0 != last)
        })
    }

    /// Every chain, by the names of its events.
    pub(crate) fn named(&self) -> Vec<Names> {
        self.chains.iter().map(|path| self.names(path)).collect()
    }

    /// In tenths.
    pub(super) fn rise(&self, path: &[usize]) -> i32 {
        self.nodes[path[path.len() - 1]].level - self.nodes[path[0]].level
    }

    pub(super) fn name(&self, event: usize) -> u32 {
        self.drafts.events[self.nodes[event].id].name
    }

    pub(super) fn names(&self, path: &[usize]) -> Names {
        path.iter().map(|event| self.name(*event)).collect()
    }
}
