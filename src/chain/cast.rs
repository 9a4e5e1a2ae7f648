//! Who takes part: the events of a view that a query lets in, rolled up and scored, and the tally of
//! all the others.

use serde::{Deserialize, Serialize};

pub(super) use crate::timeline::Dyad;

use super::{
    interruption::{Interruptions, Onset},
    query::Query,
    rule::Rule,
};
use crate::{
    model::{EventId, LinkId},
    timeline::{Levels, Passes, RollUp, Timeline, View},
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

/// The nodes of the hop graph, in total order: the events that take part, and those without a dyad
/// that declared links may join.
pub(super) struct Cast {
    /// Positions in the timeline.
    pub(super) positions: Vec<u32>,
    pub(super) earliest: Vec<i64>,
    pub(super) latest: Vec<i64>,
    /// In tenths.
    pub(super) level: Vec<i32>,
    pub(super) dyads: Lists<Dyad>,
    /// For each node the earlier nodes that declared links join it to, in order.
    pub(super) declared: Lists<(u32, LinkId)>,
    /// What undoes hops by rule; nothing where nothing can.
    pub(super) interruptions: Option<Interruptions>,
    pub(super) events: u64,
    /// Of these, those whose onset is less exactly known than the longest gap, so that nothing can
    /// follow them for certain in time.
    pub(super) too_vague: u64,
    pub(super) left_out: LeftOut,
}

impl Cast {
    /// Those of a view who take part in a query, rolled up, and what passes the test of interrupting.
    pub(super) fn of(
        view: &View<'_>,
        query: &Query,
        roll_up: &RollUp<'_>,
        interrupts: Option<&Passes<'_>>,
    ) -> Self {
        let timeline = view.timeline();
        let columns = timeline.columns();
        let levels = Levels::new(timeline, query.scale());
        let floor = query.floor_level();
        let follows_links = query.rules.contains(&Rule::Declared);
        let linked = if follows_links { Linked::new(view, query) } else { Linked::default() };
        let follows_rules = query.rules.iter().any(|rule| *rule != Rule::Declared);
        let (_, max_gap) = query.gap_seconds();
        let mut interruptions = Vec::new();

        let mut cast = Self {
            positions: Vec::new(),
            earliest: Vec::new(),
            latest: Vec::new(),
            level: Vec::new(),
            dyads: Lists::default(),
            declared: Lists::default(),
            interruptions: None,
            events: 0,
            too_vague: 0,
            left_out: LeftOut { unreadable: timeline.unreadable(), ..LeftOut::default() },
        };
        let mut dyads = Vec::new();
        for position in 0..timeline.len() {
            if !view.sees(position) {
                cast.left_out.filtered += 1;
                continue;
            }
            let id = timeline.id_at(position) as usize;
            let event = timeline.event_at(position);
            let sources = query.authors(event);
            let partyless = sources.is_empty() || columns.targets(id).is_empty();
            roll_up.dyads(id, sources, view.is_mutual_at(position), &mut dyads);
            let (second, latest) = (columns.earliest(id), columns.latest(id));
            if !dyads.is_empty() && interrupts.is_some_and(|passes| passes(event)) {
                let onset = Onset { earliest: second, latest, position: position as u32 };
                interruptions.extend(dyads.iter().map(|dyad| (*dyad, onset)));
            }
            let level = levels.of(id);
            let fitting = level.filter(|level| *level >= floor);
            let counted = if partyless {
                &mut cast.left_out.partyless
            } else if dyads.is_empty() {
                &mut cast.left_out.domestic
            } else if level.is_none() {
                &mut cast.left_out.unscored
            } else if fitting.is_none() {
                &mut cast.left_out.below_floor
            } else {
                cast.too_vague += u64::from(follows_rules && latest - second > max_gap);
                &mut cast.events
            };
            *counted += 1;
            if let Some(level) = fitting
                && (!dyads.is_empty() || linked.contains(EventId(id as u32)))
            {
                cast.positions.push(position as u32);
                cast.earliest.push(second);
                cast.latest.push(latest);
                cast.level.push(level.tenths());
                cast.dyads.push(&dyads);
            }
        }
        if follows_links {
            cast.declared = linked.antecedents(timeline, &cast);
        }
        if !interruptions.is_empty() {
            cast.interruptions = Some(Interruptions::new(interruptions));
        }
        cast
    }

    pub(super) fn len(&self) -> usize {
        self.positions.len()
    }

    pub(super) fn onset(&self, node: usize) -> Onset {
        Onset {
            earliest: self.earliest[node],
            latest: self.latest[node],
            position: self.positions[node],
        }
    }

    /// The node at a position of the timeline, if the event there takes part.
    pub(super) fn node_at(&self, position: usize) -> Option<usize> {
        self.positions.binary_search(&(position as u32)).ok()
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
        let seen = |event| view.sees(timeline.position_of(event));
        let links: Vec<_> = timeline
            .links()
            .filter(|(_, link)| query.relations.contains(&link.relation()))
            .filter(|(_, link)| seen(link.from()) && seen(link.to()))
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
        let node = |event| Some(cast.node_at(timeline.position_of(event))? as u32);
        let mut hops: Vec<(u32, u32, LinkId)> = self
            .links
            .iter()
            .filter_map(|id| {
                let link = timeline.link(*id);
                let (earlier, later) = (node(link.to())?, node(link.from())?);
                (earlier < later).then_some((later, earlier, *id))
            })
            .collect();
        hops.sort_unstable();
        let mut lists = Lists::default();
        let mut hops = hops.as_slice();
        for node in 0..cast.len() as u32 {
            let here = hops.partition_point(|hop| hop.0 == node);
            let (mine, rest) = hops.split_at(here);
            lists.extend(mine.iter().map(|(_, earlier, link)| (*earlier, *link)));
            hops = rest;
        }
        lists
    }
}

/// A list for each node, one behind the other.
pub(super) struct Lists<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { starts: vec![0], items: Vec::new() }
    }
}

impl<T: Copy> Lists<T> {
    fn push(&mut self, list: &[T]) {
        self.extend(list.iter().copied());
    }

    fn extend(&mut self, list: impl Iterator<Item = T>) {
        self.items.extend(list);
        self.starts.push(self.items.len() as u32);
    }

    /// The list of a node; empty for a node that was never given one.
    pub(super) fn of(&self, node: usize) -> &[T] {
        match self.starts.get(node..node + 2) {
            Some(&[start, end]) => &self.items[start as usize..end as usize],
            _ => &[],
        }
    }

    /// Whether every list is empty.
    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}
