//! Who takes part: the events of a view that a query lets in, rolled up and scored, and the tally of
//! all the others.

use std::ops::Range;

use serde::{Deserialize, Serialize};

pub(super) use crate::timeline::Dyad;

use super::{
    interruption::{Interruptions, Onset},
    ladder::Ladder,
    lists::Lists,
    onsets::Onsets,
    query::Query,
    rule::Rule,
};
use crate::{
    model::{EventId, Level, LinkId},
    scale::written::is_same,
    timeline::{Author, EventRef, Levels, Passes, RollUp, Timeline, View},
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
pub(super) struct At {
    pub(super) node: usize,
    pub(super) rank: usize,
}

/// The nodes of the hop graph, in total order: the events that take part, and those without a dyad
/// that declared links may join.
///
/// Columns hold nothing while nothing is to be said: no positions while every event takes part, no
/// widths while all onsets are as exact as the first. Of plain data that is 14 bytes an event.
#[derive(Default)]
pub(super) struct Cast {
    /// Positions in the timeline, where they are not the nodes themselves.
    positions: Vec<u32>,
    pub(super) earliest: Onsets,
    /// How many seconds an onset is known to, if they are the same for all.
    width: i64,
    /// The same for each, where they differ.
    widths: Vec<u32>,
    pub(super) ladder: Ladder,
    pub(super) dyads: Lists<Dyad>,
    /// For each node the earlier nodes that declared links join it to, in order.
    pub(super) declared: Lists<(u32, LinkId)>,
    /// What undoes hops by rule; nothing where nothing can.
    pub(super) interruptions: Option<Interruptions>,
    /// In possible worlds, whom each node has do its event, in order; nothing where all nodes have it
    /// done as the view does.
    authors: Vec<Author>,
    pub(super) events: u64,
    pub(super) left_out: LeftOut,
}

impl Cast {
    /// Those of a view who take part in a query, rolled up, and what passes the test of interrupting. In
    /// possible worlds there is a node for each who may have done an event.
    pub(super) fn of(
        view: &View<'_>,
        query: &Query,
        roll_up: &RollUp<'_>,
        interrupts: Option<&Passes<'_>>,
        in_worlds: bool,
    ) -> Self {
        let timeline = view.timeline();
        let columns = timeline.columns();
        let follows_links = query.rules.contains(&Rule::Declared);
        let linked = if follows_links { Linked::new(view, query) } else { Linked::default() };
        let mut interruptions = Vec::new();

        let mut cast = Self::default();
        cast.left_out.unreadable = timeline.unreadable();
        cast.reserve(view.len());
        let levels = Levels::new(timeline, query.scale());
        let floor = query.floor_level();
        let fit_of_types: Vec<_> =
            levels.of_types().map(|level| Fit::of(level, floor, &mut cast.ladder)).collect();
        let all_as_coded = interrupts.is_none() && !view.merges_twins() && !view.changes_authors();
        let mut dyads = Vec::new();
        for position in 0..timeline.len() {
            if !view.sees(position) {
                cast.left_out.filtered += 1;
                continue;
            }
            let id = timeline.id_at(position) as usize;
            // Most coded events are as plain as this, and take no detour.
            if let Some((source, target, event_type)) = columns.plain(id)
                && all_as_coded
                && let Fit::Numbered(level) = fit_of_types[event_type]
            {
                let (second, latest) = (columns.earliest(id), columns.latest(id));
                let dyad = (roll_up.at(source, second), roll_up.at(target, second));
                if dyad.0 != dyad.1 {
                    cast.events += 1;
                    cast.push(position, second, latest, level, &[dyad]);
                    continue;
                }
            }
            let event = view.event_at(position);
            let as_seen = [event.author()];
            let alternatives = in_worlds.then(|| view.alternatives(event));
            let authors = alternatives.as_deref().unwrap_or(&as_seen);
            for (nth, author) in authors.iter().enumerate() {
                let event = event.by(*author);
                let sources = query.authors(event);
                roll_up.dyads(id, sources, view.is_mutual_at(position), &mut dyads);
                let (second, latest) = (columns.earliest(id), columns.latest(id));
                if let Some(passes) = interrupts
                    && !dyads.is_empty()
                    && passes(event)
                {
                    let onset = Onset { earliest: second, latest, position: position as u32 };
                    interruptions.extend(dyads.iter().map(|dyad| (*dyad, onset)));
                }
                let fit = match columns.details(id) {
                    None => fit_of_types[columns.type_index(id)],
                    Some(_) => Fit::of(levels.of(id), floor, &mut cast.ladder),
                };
                let counted = if !dyads.is_empty() {
                    match fit {
                        Fit::Unscored => &mut cast.left_out.unscored,
                        Fit::BelowFloor => &mut cast.left_out.below_floor,
                        Fit::Numbered(_) => &mut cast.events,
                    }
                } else if sources.is_empty() || columns.targets(id).is_empty() {
                    &mut cast.left_out.partyless
                } else {
                    &mut cast.left_out.domestic
                };
                *counted += u64::from(nth == 0);
                if let Fit::Numbered(level) = fit
                    && (!dyads.is_empty() || linked.contains(EventId(id as u32)))
                {
                    if in_worlds {
                        cast.authors.resize(cast.len(), Author::AsRecorded);
                        cast.authors.push(*author);
                    }
                    cast.push(position, second, latest, level, &dyads);
                }
            }
        }
        cast.shrink();
        cast.ladder.settle();
        if follows_links {
            cast.declared = linked.antecedents(timeline, &cast);
        }
        if !interruptions.is_empty() {
            cast.interruptions = Some(Interruptions::new(interruptions));
        }
        cast
    }

    /// Whether another query has the same cast in the same view.
    pub(super) fn is_same(query: &Query, other: &Query) -> bool {
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

    fn reserve(&mut self, nodes: usize) {
        self.earliest.reserve(nodes);
        self.ladder.reserve(nodes);
        self.dyads.reserve(nodes);
    }

    /// Levels are given by number.
    #[inline]
    fn push(&mut self, position: usize, earliest: i64, latest: i64, level: u32, dyads: &[Dyad]) {
        let (node, width) = (self.len(), latest - earliest);
        if position != node && self.positions.is_empty() {
            self.positions.extend(0..node as u32);
        }
        if position != node || !self.positions.is_empty() {
            self.positions.push(position as u32);
        }
        if node == 0 {
            self.width = width;
        }
        if width != self.width && self.widths.is_empty() {
            self.widths.resize(node, self.width as u32);
        }
        if width != self.width || !self.widths.is_empty() {
            self.widths.push(width as u32);
        }
        self.earliest.push(earliest);
        self.ladder.push(level);
        self.dyads.push(dyads);
    }

    /// Gives back what was reserved for those who take no part.
    fn shrink(&mut self) {
        self.positions.shrink_to_fit();
        self.earliest.shrink_to_fit();
        self.widths.shrink_to_fit();
        self.dyads.shrink_to_fit();
    }

    pub(super) fn len(&self) -> usize {
        self.earliest.len()
    }

    /// In tenths.
    #[inline]
    pub(super) fn level(&self, node: usize) -> i32 {
        self.ladder.level(node)
    }

    pub(super) fn at(&self, node: usize) -> At {
        At { node, rank: self.ladder.rank(node) }
    }

    /// Where a node stands in the timeline.
    pub(super) fn position(&self, node: usize) -> usize {
        if self.positions.is_empty() { node } else { self.positions[node] as usize }
    }

    /// The event of a node, done by whom the node has do it.
    pub(super) fn event<'t>(&self, view: &View<'t>, node: usize) -> EventRef<'t> {
        let event = view.event_at(self.position(node));
        self.authors.get(node).map_or(event, |author| event.by(*author))
    }

    /// How many seconds an onset is known to.
    pub(super) fn width(&self, node: usize) -> i64 {
        if self.widths.is_empty() { self.width } else { i64::from(self.widths[node]) }
    }

    /// The same, if it is the same for all.
    pub(super) fn same_width(&self) -> Option<i64> {
        self.widths.is_empty().then_some(self.width)
    }

    pub(super) fn latest(&self, node: usize) -> i64 {
        self.earliest.get(node) + self.width(node)
    }

    pub(super) fn onset(&self, node: usize) -> Onset {
        Onset {
            earliest: self.earliest.get(node),
            latest: self.latest(node),
            position: self.position(node) as u32,
        }
    }

    /// The node at a position of the timeline, if the event there takes part.
    pub(super) fn node_at(&self, position: usize) -> Option<usize> {
        self.nodes_at(position).next()
    }

    /// The nodes there: one for each author in possible worlds, else one at most.
    pub(super) fn nodes_at(&self, position: usize) -> Range<usize> {
        if self.positions.is_empty() {
            return position.min(self.len())..(position + 1).min(self.len());
        }
        let before =
            |least: usize| self.positions.partition_point(|other| (*other as usize) < least);
        before(position)..before(position + 1)
    }

    /// How many events have an onset less exactly known than this many seconds.
    pub(super) fn wider_than(&self, seconds: i64) -> u64 {
        let wide = |node: &usize| !self.dyads.of(*node).is_empty() && self.width(*node) > seconds;
        match self.same_width() {
            Some(width) if width <= seconds => 0,
            _ => (0..self.len()).filter(wide).count() as u64,
        }
    }
}

/// How a level fits a query.
#[derive(Clone, Copy)]
enum Fit {
    Unscored,
    BelowFloor,
    /// Its number on the ladder.
    Numbered(u32),
}

impl Fit {
    fn of(level: Option<Level>, floor: Level, ladder: &mut Ladder) -> Self {
        match level {
            None => Self::Unscored,
            Some(level) if level < floor => Self::BelowFloor,
            Some(level) => Self::Numbered(ladder.number(level.tenths())),
        }
    }
}

/// The declared links that a query follows, and the events they touch.
#[derive(Default)]
struct Linked {
    links: Vec<LinkId>,
    ends: Vec<EventId>,
}

impl Linked {
    fn new(view: &View<'_>, query: &Query) -> Self {
        let timeline = view.timeline();
        let links: Vec<_> = view
            .links()
            .filter(|(_, link)| query.relations.contains(&link.relation()))
            .map(|(id, _)| id)
            .collect();
        let mut ends: Vec<_> = links
            .iter()
            .flat_map(|id| [timeline.link(*id).from(), timeline.link(*id).to()])
            .collect();
        ends.sort_unstable();
        ends.dedup();
        Self { links, ends }
    }

    fn contains(&self, event: EventId) -> bool {
        self.ends.binary_search(&event).is_ok()
    }

    fn antecedents(&self, timeline: &Timeline, cast: &Cast) -> Lists<(u32, LinkId)> {
        if self.links.is_empty() {
            return Lists::default();
        }
        let nodes = |event| cast.nodes_at(timeline.position_of(event));
        let mut hops: Vec<(u32, u32, LinkId)> = Vec::new();
        for id in &self.links {
            let link = timeline.link(*id);
            for (earlier, later) in
                nodes(link.to()).flat_map(|to| nodes(link.from()).map(move |from| (to, from)))
            {
                if earlier < later {
                    hops.push((later as u32, earlier as u32, *id));
                }
            }
        }
        hops.sort_unstable();
        let mut lists = Lists::default();
        let (mut hops, mut here_linked) = (hops.as_slice(), Vec::new());
        for node in 0..cast.len() as u32 {
            let here = hops.partition_point(|hop| hop.0 == node);
            let (mine, rest) = hops.split_at(here);
            here_linked.clear();
            here_linked.extend(mine.iter().map(|(_, earlier, link)| (*earlier, *link)));
            lists.push(&here_linked);
            hops = rest;
        }
        lists
    }
}
