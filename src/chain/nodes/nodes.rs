//! The nodes of a query, and the counts of the events that do not take part.

use std::{
    ops::Range,
    sync::{Arc, OnceLock},
};

use serde::{Deserialize, Serialize};

pub(crate) use crate::timeline::Dyad;
use crate::{
    chain::{
        nodes::{
            dyad_sets::{self, DyadSet},
            interruptions::Interruptions,
            levels::LevelTable,
            lists::Lists,
            onset_interval::OnsetInterval,
            onsets::Onsets,
        },
        query::query::Query,
    },
    model::LinkId,
    scale::is_same,
    sorting::count_before,
    timeline::{Author, EventRef, View},
};

/// The numbers of events that do not take part in a query, by reason. Each event is counted once, under the
/// first reason that applies.
///
/// If the query follows declared links, these may also join domestic events, and events without a
/// source or target. Such events are counted here all the same.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
///
/// let mut builder = Timeline::builder();
/// let israel = builder.add_actor(Actor::new("ISR"));
/// builder.add_event(Event::attack((), "2024-04-01", Means::AirStrike).against(israel).with_level(Kahn, 8));
/// let timeline = builder.build()?;
/// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
/// assert_eq!(timeline.chains(&query)?.summary().left_out().missing_actor, 1);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LeftOut {
    /// The records that the reader could not read.
    pub unreadable: u64,
    /// The events that the view does not show: outside its window, filtered, or merged into another event.
    pub filtered: u64,
    /// The events without a source or without a target.
    #[serde(rename = "partyless")]
    pub missing_actor: u64,
    /// The events that have no dyad after actors are rolled up: source and target are the same.
    pub domestic: u64,
    /// The events without a level on the scale.
    pub unscored: u64,
    /// The events whose level is below the floor.
    pub below_floor: u64,
}

/// A node that a pass visits.
#[derive(Clone, Copy)]
pub(crate) struct SweptNode {
    pub(crate) node: usize,
    pub(crate) level_index: usize,
    /// The number of nodes swept before it: `node` itself if nodes are swept in total order.
    pub(crate) slot: usize,
}

/// The values of a node besides its dyads.
#[derive(Clone, Copy)]
pub(crate) struct NodeRow {
    pub(crate) position: u32,
    /// In seconds since 1970.
    pub(crate) earliest: i64,
    /// The time from the earliest to the latest onset, in seconds.
    pub(crate) width: i64,
    /// Provisional: see [`LevelTable`].
    pub(crate) level_index: u32,
}

/// The nodes of the hop graph, in total order: the events that take part, and events without a dyad that
/// declared links may join.
///
/// A column is empty while it can be derived: positions while every event takes part, widths while all
/// onset intervals are as wide as the first. Plain data take 14 bytes for each event.
#[derive(Default)]
pub(crate) struct Nodes {
    /// The position of each node; empty if it is the index of the node.
    pub(super) positions: Vec<u32>,
    pub(crate) earliest: Onsets,
    /// The width of all onset intervals if `widths` is empty, in seconds.
    pub(super) width: i64,
    /// The width of each onset interval, if they differ, in seconds.
    pub(super) widths: Vec<u32>,
    pub(crate) levels: LevelTable,
    pub(crate) dyads: Lists<Dyad>,
    /// The dyads by target, built when first used: see [`dyad_sets`](crate::chain::nodes::dyad_sets).
    pub(super) by_target: OnceLock<Lists<Dyad>>,
    /// One more than the greatest index of a party.
    pub(crate) parties: usize,
    /// For each node, the earlier nodes to which declared links join it, with the links, in order.
    pub(crate) declared: Lists<(u32, LinkId)>,
    /// The events that undo hops by rule, if any can.
    pub(crate) interruptions: Option<Arc<Interruptions>>,
    /// In possible worlds, the author that each node gives to its event. Empty, or too short for a node, if
    /// events have the authors that the view shows.
    pub(super) authors: Vec<Author>,
    /// The number of events that take part.
    pub(crate) events: u64,
    pub(crate) left_out: LeftOut,
}

impl Nodes {
    /// Returns `true` if two queries have the same nodes in the same view.
    pub(crate) fn is_same(query: &Query, other: &Query) -> bool {
        let relations = |query: &Query| query.follows_links().then(|| query.relations.clone());
        is_same(&query.scale, &other.scale)
            && query.floor_level() == other.floor_level()
            && relations(query) == relations(other)
            && query.granularity == other.granularity
            && query.patrons == other.patrons
            && query.min_attribution == other.min_attribution
            && query.unless == other.unless
    }

    pub(crate) fn reserve(&mut self, nodes: usize) {
        self.earliest.reserve(nodes);
        self.levels.reserve(nodes);
        self.dyads.reserve(nodes);
    }

    /// Appends a node with any number of dyads; in possible worlds, with an author.
    pub(crate) fn push(&mut self, row: NodeRow, dyads: &[Dyad], author: Option<Author>) {
        if let Some(author) = author {
            self.authors.resize(self.len(), Author::AsRecorded);
            self.authors.push(author);
        }
        // The dyad is not read.
        self.push_rows(&[(row, Dyad::default())]);
        self.dyads.push(dyads);
        for (a, b) in dyads {
            self.count_parties(*a.max(b));
        }
    }

    /// Appends the events of `rows`, which have one dyad each. Clears `rows`.
    pub(crate) fn append(&mut self, rows: &mut Vec<(NodeRow, Dyad)>) {
        if rows.is_empty() {
            return;
        }
        self.events += rows.len() as u64;
        self.push_rows(rows);
        self.dyads.extend(rows.iter().map(|(_, dyad)| *dyad));
        let mut greatest = 0;
        for (_, (a, b)) in &*rows {
            greatest = greatest.max(*a.max(b));
        }
        self.count_parties(greatest);
        rows.clear();
    }

    /// Counts the parties up to an index.
    fn count_parties(&mut self, greatest: u32) {
        self.parties = self.parties.max(greatest as usize + 1);
    }

    /// Appends nodes without their dyads.
    fn push_rows(&mut self, rows: &[(NodeRow, Dyad)]) {
        let node = self.len();
        let (Some((first, _)), Some((last, _))) = (rows.first(), rows.last()) else { return };
        if node == 0 {
            self.width = first.width;
        }
        // While positions are not stored, each node is its own position. Positions ascend, so that the last
        // one is as expected only if all before it are.
        if !self.positions.is_empty() || last.position as usize + 1 != node + rows.len() {
            if self.positions.is_empty() {
                self.positions.extend(0..node as u32);
            }
            self.positions.extend(rows.iter().map(|(row, _)| row.position));
        }
        if !self.widths.is_empty() || rows.iter().any(|(row, _)| row.width != self.width) {
            self.widths.resize(node, self.width as u32);
            self.widths.extend(rows.iter().map(|(row, _)| row.width as u32));
        }
        self.earliest.extend(rows.iter().map(|(row, _)| row.earliest));
        self.levels.extend(rows.iter().map(|(row, _)| row.level_index));
    }

    /// Frees memory reserved for events that do not take part, and makes level indices final. Call it once,
    /// after the last node.
    pub(crate) fn finish(&mut self) {
        self.positions.shrink_to_fit();
        self.earliest.shrink_to_fit();
        self.widths.shrink_to_fit();
        self.dyads.shrink_to_fit();
        self.levels.finish();
    }

    pub(crate) fn len(&self) -> usize {
        self.earliest.len()
    }

    /// Returns the level of a node, in tenths.
    #[inline]
    pub(crate) fn level(&self, node: usize) -> i64 {
        self.levels.level(node)
    }

    /// Returns a node with its level index, as swept in total order.
    pub(crate) fn at(&self, node: usize) -> SweptNode {
        SweptNode { node, level_index: self.levels.index(node), slot: node }
    }

    /// Returns the links that join a node to an earlier one. O(log n) time for n links of the later node.
    pub(crate) fn links_between(&self, earlier: usize, later: usize) -> Vec<LinkId> {
        let declared = self.declared.of(later);
        let start = count_before(declared.len(), &|at| (declared[at].0 as usize) < earlier);
        let mut links = Vec::new();
        for (antecedent, link) in &declared[start..] {
            if *antecedent as usize != earlier {
                break;
            }
            links.push(*link);
        }
        links
    }

    /// Returns the dyads of a node as a set. Call it for nodes of several dyads only.
    pub(crate) fn dyad_set(&self, node: usize) -> DyadSet<'_> {
        let by_target =
            self.by_target.get_or_init(|| dyad_sets::by_target(&self.dyads, self.len()));
        DyadSet::new(self.dyads.of(node), by_target.of(node))
    }

    /// Returns the position of a node in the timeline.
    pub(crate) fn position(&self, node: usize) -> usize {
        if self.positions.is_empty() { node } else { self.positions[node] as usize }
    }

    /// Returns the event of a node, with the author that the node gives to it.
    pub(crate) fn event<'t>(&self, view: &View<'t>, node: usize) -> EventRef<'t> {
        let event = view.event_at(self.position(node));
        self.authors.get(node).map_or(event, |author| event.by(*author))
    }

    /// Returns the width of a node's onset interval, in seconds.
    pub(crate) fn width(&self, node: usize) -> i64 {
        if self.widths.is_empty() { self.width } else { i64::from(self.widths[node]) }
    }

    /// Returns the width of all onset intervals, in seconds, if it is the same.
    pub(crate) fn same_width(&self) -> Option<i64> {
        self.widths.is_empty().then_some(self.width)
    }

    /// Returns `true` if any two nodes are of different events, and their onset intervals equal or without an
    /// instant in common: each node then precedes all after it, in order of recording.
    ///
    /// In possible worlds, an event may have several nodes, and none of them precedes another.
    pub(crate) fn never_overlap_partly(&self) -> bool {
        (1..self.len()).all(|node| {
            let (onset, before) = (self.earliest.get(node), node - 1);
            let is_equal =
                onset == self.earliest.get(before) && self.width(node) == self.width(before);
            let is_other_event = self.position(node) != self.position(before);
            is_equal && is_other_event || self.latest(before) <= onset
        })
    }

    /// Returns the latest onset of a node, in seconds since 1970.
    pub(crate) fn latest(&self, node: usize) -> i64 {
        self.earliest.get(node) + self.width(node)
    }

    pub(crate) fn onset(&self, node: usize) -> OnsetInterval {
        OnsetInterval {
            earliest: self.earliest.get(node),
            latest: self.latest(node),
            position: self.position(node) as u32,
        }
    }

    /// Returns the first node of the event at a position, if there is one.
    pub(crate) fn node_at(&self, position: usize) -> Option<usize> {
        self.nodes_at(position).next()
    }

    /// Returns the nodes of the event at a position: one for each possible author in possible worlds, else
    /// at most one.
    pub(crate) fn nodes_at(&self, position: usize) -> Range<usize> {
        if self.positions.is_empty() {
            return position.min(self.len())..(position + 1).min(self.len());
        }
        let before =
            |least: usize| self.positions.partition_point(|other| (*other as usize) < least);
        before(position)..before(position + 1)
    }

    /// Returns the number of nodes with a dyad whose onset interval is wider than `seconds`.
    pub(crate) fn wider_than(&self, seconds: i64) -> u64 {
        let is_wider =
            |node: &usize| !self.dyads.of(*node).is_empty() && self.width(*node) > seconds;
        match self.same_width() {
            Some(width) if width <= seconds => 0,
            _ => (0..self.len()).filter(is_wider).count() as u64,
        }
    }
}
