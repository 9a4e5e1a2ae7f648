//! The nodes (event, subset of roles), and the hops between them.

use std::{ops::Range, sync::Arc};

use crate::{
    chain::{
        engine::{
            cancellation::Cancellation,
            hop_source::HopSource,
            steps::{
                relations::Relations,
                subsets::{Subset, Subsets},
            },
        },
        query::rule::Rule,
    },
    model::LinkId,
};

/// The product of the events and the subsets of roles that each may have. Nodes are ordered by event, then by
/// subset.
pub(crate) struct Product {
    pub(crate) relations: Relations,
    pub(crate) subsets: Arc<Subsets>,
    /// By event, the index of its class.
    pub(crate) classes: Arc<Vec<u32>>,
    /// By event, its first node; and the number of all nodes.
    starts: Vec<u32>,
    /// By node, its event.
    pub(crate) events: Vec<u32>,
}

impl Product {
    /// Builds the nodes. `classes` has the index of the class of each event.
    pub(crate) fn new(relations: Relations, subsets: Arc<Subsets>, classes: Arc<Vec<u32>>) -> Self {
        let (mut starts, mut events) = (Vec::with_capacity(classes.len() + 1), Vec::new());
        for (event, class) in (0..).zip(&*classes) {
            starts.push(events.len() as u32);
            for _ in subsets.of_class(*class as usize) {
                events.push(event);
            }
        }
        starts.push(events.len() as u32);
        Self { relations, subsets, classes, starts, events }
    }

    /// Returns the nodes of an event.
    pub(crate) fn nodes_of(&self, event: usize) -> Range<usize> {
        self.starts[event] as usize..self.starts[event + 1] as usize
    }

    fn class(&self, event: usize) -> usize {
        self.classes[event] as usize
    }

    /// Returns the node of an event whose subset has a label, if there is one.
    fn node(&self, event: usize, label: u64) -> Option<usize> {
        let at = self.subsets.find(self.class(event), label).ok()?;
        Some(self.starts[event] as usize + at)
    }

    /// Returns the subset of a node.
    pub(crate) fn subset(&self, node: usize) -> &Subset {
        let event = self.events[node] as usize;
        &self.subsets.of_class(self.class(event))[node - self.starts[event] as usize]
    }

    /// Returns the roles of a node.
    pub(crate) fn roles(&self, node: usize) -> u64 {
        self.subset(node).roles
    }

    /// Returns the node in which a chain ends whose last event is given, if there is one.
    pub(crate) fn last_node(&self, event: usize) -> Option<usize> {
        self.node(event, self.subsets.label_of_last(self.class(event)))
    }

    /// Returns the node of an antecedent of a node, by some of the terms of hops, one bit for each. Returns `None` if
    /// no chain goes on from the antecedent to the node.
    pub(crate) fn node_before(&self, node: usize, earlier: usize, relations: u32) -> Option<usize> {
        let class = self.class(earlier);
        self.node(earlier, self.subsets.label_before(self.subset(node), relations, class))
    }
}

impl HopSource for Product {
    fn antecedents(&self, node: usize, found: &mut Vec<u32>) {
        let mut marked = Vec::new();
        self.relations.antecedents(self.events[node] as usize, &mut marked);
        found.clear();
        for (earlier, relations) in marked {
            found.extend(
                self.node_before(node, earlier as usize, relations).map(|node| node as u32),
            );
        }
    }

    fn successors(&self, node: usize, found: &mut Vec<u32>) {
        let event = self.events[node] as usize;
        let mut marked = Vec::new();
        self.relations.successors(event, &mut marked);
        found.clear();
        for (later, relations) in marked {
            for next in self.nodes_of(later as usize) {
                if self.node_before(next, event, relations) == Some(node) {
                    found.push(next as u32);
                }
            }
        }
    }

    fn ways(&self, earlier: usize, later: usize) -> (Vec<Rule>, Vec<LinkId>) {
        self.relations.ways(self.events[earlier] as usize, self.events[later] as usize)
    }

    fn nodes_of_same_event(&self, node: usize) -> Range<usize> {
        self.nodes_of(self.events[node] as usize)
    }

    fn with_cancellation(&self, cancellation: &Cancellation) -> Arc<dyn HopSource> {
        Arc::new(Self {
            relations: self.relations.with_cancellation(cancellation),
            subsets: Arc::clone(&self.subsets),
            classes: Arc::clone(&self.classes),
            starts: self.starts.clone(),
            events: self.events.clone(),
        })
    }
}
