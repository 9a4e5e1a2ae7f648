//! Nodes with other onsets, levels and dyads, in the total order that follows from them.

use std::sync::Arc;

use crate::{
    chain::nodes::{
        interruptions::Interruptions,
        lists::Lists,
        nodes::{Dyad, Nodes},
    },
    model::LinkId,
    sorting::sort_by,
    timeline::Author,
};

/// The values of the nodes after a rearrangement, by node before it.
pub(crate) struct Rearrangement<'a> {
    /// The nodes in their new total order.
    pub(crate) order: &'a [u32],
    /// In seconds since 1970.
    pub(crate) earliest: &'a [i64],
    /// In seconds. Empty if all have the same width.
    pub(crate) widths: &'a [u32],
    pub(crate) levels: &'a [u32],
    pub(crate) dyads: &'a dyn Fn(usize) -> &'a [Dyad],
    /// By node, a number that orders nodes with equal onset intervals.
    pub(crate) numbers: &'a [u32],
    /// The events that interrupt, with these numbers in place of positions.
    pub(crate) interruptions: Option<&'a Arc<Interruptions>>,
}

impl Nodes {
    /// Returns the rearranged nodes. O(n) time for n nodes.
    ///
    /// A node has its number in place of its position, so that its event cannot be looked up.
    pub(crate) fn rearranged(&self, to: &Rearrangement<'_>) -> Self {
        let mut nodes = Self {
            width: self.width,
            parties: self.parties,
            events: self.events,
            left_out: self.left_out,
            interruptions: to.interruptions.cloned(),
            ..Self::default()
        };
        let mut levels = Vec::with_capacity(to.order.len());
        let mut onsets = Vec::with_capacity(to.order.len());
        for node in to.order {
            let at = *node as usize;
            onsets.push(to.earliest[at]);
            levels.push(to.levels[at]);
            nodes.positions.push(to.numbers[at]);
            if !to.widths.is_empty() {
                nodes.widths.push(to.widths[at]);
            }
            nodes.dyads.push((to.dyads)(at));
        }
        nodes.earliest.extend(onsets.into_iter());
        nodes.levels = self.levels.with_indices(&levels);
        nodes.declared = self.rearranged_links(to.order);
        nodes
    }

    /// Returns nodes of which each is a copy of a node here: `order` has its index, in ascending order. `dyads` has one
    /// dyad for each in place of its own. Declared links and interruptions are left out.
    pub(crate) fn repeated(&self, order: &[u32], dyads: Option<Vec<Dyad>>) -> Self {
        let mut nodes = Self { width: self.width, parties: self.parties, ..Self::default() };
        let mut levels = Vec::with_capacity(order.len());
        let mut onsets = Vec::with_capacity(order.len());
        for node in order {
            let at = *node as usize;
            onsets.push(self.earliest.get(at));
            levels.push(self.levels.index(at) as u32);
            nodes.positions.push(self.position(at) as u32);
            if !self.widths.is_empty() {
                nodes.widths.push(self.widths[at]);
            }
            if dyads.is_none() {
                nodes.dyads.push(self.dyads.of(at));
            }
            if !self.authors.is_empty() {
                nodes.authors.push(self.authors.get(at).copied().unwrap_or(Author::AsRecorded));
            }
        }
        for (a, b) in dyads.iter().flatten() {
            nodes.parties = nodes.parties.max(*a.max(b) as usize + 1);
        }
        nodes.dyads.extend(dyads.unwrap_or_default().into_iter());
        nodes.earliest.extend(onsets.into_iter());
        nodes.levels = self.levels.with_indices(&levels);
        nodes
    }

    /// Returns the declared antecedents of each node. The order of two nodes that a link joins must not have
    /// changed.
    fn rearranged_links(&self, order: &[u32]) -> Lists<(u32, LinkId)> {
        let mut lists = Lists::default();
        if self.declared.is_empty() {
            return lists;
        }
        let mut place = vec![0_u32; order.len()];
        for (nth, node) in (0..).zip(order) {
            place[*node as usize] = nth;
        }
        let mut list = Vec::new();
        for node in order {
            list.clear();
            for (earlier, link) in self.declared.of(*node as usize) {
                list.push((place[*earlier as usize], *link));
            }
            sort_by(&mut list, Ord::cmp);
            lists.push(&list);
        }
        lists
    }
}
