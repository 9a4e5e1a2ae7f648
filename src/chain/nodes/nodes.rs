//! Who takes part: the events of a view that a query lets in, rolled up and scored, and the tally of
//! all the others.

use std::{iter, ops::Range};

use serde::{Deserialize, Serialize};

pub(crate) use crate::timeline::Dyad;
use crate::{
    chain::{
        nodes::{
            interruptions::{Interruptions, OnsetInterval},
            levels::LevelTable,
            lists::Lists,
            onsets::Onsets,
        },
        query::{query::Query, rule::Rule},
    },
    model::LinkId,
    scale::is_same,
    timeline::{Author, EventRef, View},
};

/// The events left out of a query, each counted in the first of these that applies.
///
/// Partyless and domestic events can still be joined by declared links, where a query follows them;
/// they stay in their own count all the same.
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
/// assert_eq!(timeline.chains(&query)?.summary().left_out().partyless, 1);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LeftOut {
    /// Records that the reader could not read.
    pub unreadable: u64,
    /// Outside the window of a view, filtered by it, or hidden as the twin of another.
    pub filtered: u64,
    /// Without a source or without a target.
    pub partyless: u64,
    /// Without a dyad, once actors are rolled up.
    pub domestic: u64,
    /// Without a level on the scale.
    pub unscored: u64,
    /// Below the floor.
    pub below_floor: u64,
}

/// A node, and the rank of its level.
#[derive(Clone, Copy)]
pub(crate) struct SweptNode {
    pub(crate) node: usize,
    pub(crate) level_index: usize,
    /// How many are swept before it: itself, where nodes are swept in total order.
    pub(crate) slot: usize,
}

/// What is known of a node besides its dyads.
#[derive(Clone, Copy)]
pub(crate) struct NodeRow {
    pub(crate) position: u32,
    pub(crate) earliest: i64,
    pub(crate) width: i64,
    /// By number.
    pub(crate) level: u32,
}

/// The nodes of the hop graph, in total order: the events that take part, and those without a dyad
/// that declared links may join.
///
/// Columns hold nothing while nothing is to be said: no positions while every event takes part, no
/// widths while all onsets are as exact as the first. Of plain data that is 14 bytes an event.
#[derive(Default)]
pub(crate) struct Nodes {
    /// Positions in the timeline, where they are not the nodes themselves.
    positions: Vec<u32>,
    pub(crate) earliest: Onsets,
    /// How many seconds an onset is known to, if they are the same for all.
    width: i64,
    /// The same for each, where they differ.
    widths: Vec<u32>,
    pub(crate) levels: LevelTable,
    pub(crate) dyads: Lists<Dyad>,
    /// One more than the greatest number of a party.
    pub(crate) parties: usize,
    /// For each node the earlier nodes that declared links join it to, in order.
    pub(crate) declared: Lists<(u32, LinkId)>,
    /// What undoes hops by rule; nothing where nothing can.
    pub(crate) interruptions: Option<Interruptions>,
    /// In possible worlds, whom each node has do its event, in order; nothing where all nodes have it
    /// done as the view does.
    authors: Vec<Author>,
    pub(crate) events: u64,
    pub(crate) left_out: LeftOut,
}

impl Nodes {
    /// Whether another query has the same cast in the same view.
    pub(crate) fn is_same(query: &Query, other: &Query) -> bool {
        let follows_links = |query: &Query| query.rules.contains(&Rule::Declared);
        let relations = |query: &Query| follows_links(query).then(|| query.relations.clone());
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

    /// A node of any dyads; in possible worlds, done by somebody.
    pub(crate) fn push(&mut self, row: NodeRow, dyads: &[Dyad], author: Option<Author>) {
        if let Some(author) = author {
            self.authors.resize(self.len(), Author::AsRecorded);
            self.authors.push(author);
        }
        self.note(iter::once(&row));
        self.dyads.push(dyads);
        self.note_parties(dyads.iter());
    }

    /// Takes events of one dyad each.
    pub(crate) fn take(&mut self, rows: &mut Vec<(NodeRow, Dyad)>) {
        self.events += rows.len() as u64;
        self.note(rows.iter().map(|(row, _)| row));
        let dyads = rows.iter().map(|(_, dyad)| dyad);
        self.dyads.extend(dyads.clone().copied());
        self.note_parties(dyads);
        rows.clear();
    }

    fn note_parties<'a>(&mut self, dyads: impl Iterator<Item = &'a Dyad>) {
        let greatest = dyads.map(|(a, b)| *a.max(b) as usize + 1).max();
        self.parties = self.parties.max(greatest.unwrap_or(0));
    }

    /// All of the next nodes but their dyads.
    fn note<'a>(
        &mut self,
        rows: impl ExactSizeIterator<Item = &'a NodeRow> + DoubleEndedIterator + Clone,
    ) {
        let node = self.len();
        let (Some(first), Some(last)) = (rows.clone().next(), rows.clone().next_back()) else {
            return;
        };
        if node == 0 {
            self.width = first.width;
        }
        // Until positions are held, nodes are numbered as they stand, so that the last tells of all.
        if !self.positions.is_empty() || last.position as usize + 1 != node + rows.len() {
            if self.positions.is_empty() {
                self.positions.extend(0..node as u32);
            }
            self.positions.extend(rows.clone().map(|row| row.position));
        }
        if !self.widths.is_empty() || rows.clone().any(|row| row.width != self.width) {
            self.widths.resize(node, self.width as u32);
            self.widths.extend(rows.clone().map(|row| row.width as u32));
        }
        self.earliest.extend(rows.clone().map(|row| row.earliest));
        self.levels.extend(rows.map(|row| row.level));
    }

    /// Gives back what was reserved for those who take no part, and puts levels in order.
    pub(crate) fn settle(&mut self) {
        self.positions.shrink_to_fit();
        self.earliest.shrink_to_fit();
        self.widths.shrink_to_fit();
        self.dyads.shrink_to_fit();
        self.levels.settle();
    }

    pub(crate) fn len(&self) -> usize {
        self.earliest.len()
    }

    /// In tenths.
    #[inline]
    pub(crate) fn level(&self, node: usize) -> i32 {
        self.levels.level(node)
    }

    pub(crate) fn at(&self, node: usize) -> SweptNode {
        SweptNode { node, level_index: self.levels.index(node), slot: node }
    }

    /// Where a node stands in the timeline.
    pub(crate) fn position(&self, node: usize) -> usize {
        if self.positions.is_empty() { node } else { self.positions[node] as usize }
    }

    /// The event of a node, done by whom the node has do it.
    pub(crate) fn event<'t>(&self, view: &View<'t>, node: usize) -> EventRef<'t> {
        let event = view.event_at(self.position(node));
        self.authors.get(node).map_or(event, |author| event.by(*author))
    }

    /// How many seconds an onset is known to.
    pub(crate) fn width(&self, node: usize) -> i64 {
        if self.widths.is_empty() { self.width } else { i64::from(self.widths[node]) }
    }

    /// The same, if it is the same for all.
    pub(crate) fn same_width(&self) -> Option<i64> {
        self.widths.is_empty().then_some(self.width)
    }

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

    /// The node at a position of the timeline, if the event there takes part.
    pub(crate) fn node_at(&self, position: usize) -> Option<usize> {
        self.nodes_at(position).next()
    }

    /// The nodes there: one for each author in possible worlds, else one at most.
    pub(crate) fn nodes_at(&self, position: usize) -> Range<usize> {
        if self.positions.is_empty() {
            return position.min(self.len())..(position + 1).min(self.len());
        }
        let before =
            |least: usize| self.positions.partition_point(|other| (*other as usize) < least);
        before(position)..before(position + 1)
    }

    /// How many events have an onset less exactly known than this many seconds.
    pub(crate) fn wider_than(&self, seconds: i64) -> u64 {
        let wide = |node: &usize| !self.dyads.of(*node).is_empty() && self.width(*node) > seconds;
        match self.same_width() {
            Some(width) if width <= seconds => 0,
            _ => (0..self.len()).filter(wide).count() as u64,
        }
    }
}
