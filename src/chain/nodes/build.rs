//! Deciding which events take part. Most coded events are decided from their columns alone, in blocks.

use std::{ops::Range, sync::Arc};

use crate::{
    chain::{
        nodes::{
            interruptions::Interruptions,
            levels::LevelTable,
            lists::Lists,
            nodes::{NodeRow, Nodes},
            onset_interval::OnsetInterval,
        },
        query::query::Query,
    },
    error::{Error, ErrorKind, Issue, Issues},
    model::{EventId, Level, LinkId},
    sorting::{count_before, sort_by, sort_distinct},
    timeline::{Dyad, Levels, Passes, RollUp, Timeline, View},
};

/// The number of events after which the plain ones among them are appended to the nodes: few enough to stay
/// in the first-level cache.
const BLOCK: usize = 512;

/// The greatest number of dyads of the events with several dyads, in all: 1 GiB of memory. An event of a thousand
/// sources and a thousand targets has a million.
const MAX_DYADS: usize = 1 << 27;

fn too_many_dyads() -> Error {
    let got = format!("more than {MAX_DYADS} dyads");
    let allowed =
        format!("events with at most {MAX_DYADS} dyads in all, each of a source and a target");
    let remedy = "name the organisations that the actors act for, roll actors up further, or narrow the view";
    Issues::from(Issue::new("query/granularity", got, allowed, remedy))
        .into_error(ErrorKind::Unsupported)
}

/// Builds the nodes of a query in a view.
pub(crate) struct NodesBuilder<'c> {
    view: &'c View<'c>,
    query: &'c Query,
    roll_up: &'c RollUp<'c>,
    /// Returns `true` for an event that interrupts.
    interrupts: Option<&'c Passes<'c>>,
    /// Whether an event has one node for each of its possible authors.
    in_worlds: bool,
    /// Whether the columns of a plain event decide alone whether it takes part.
    columns_decide: bool,
    declared: DeclaredLinks,
    levels: Levels<'c>,
    floor: Option<Level>,
    /// By event type, for events without details.
    checks: Vec<LevelCheck>,
    /// Rows of one dyad each that are not appended to the nodes yet.
    rows: Vec<(NodeRow, Dyad)>,
    nodes: Nodes,
    interruptions: Vec<(Dyad, OnsetInterval)>,
    /// The number of dyads of the events that have several.
    dyads_of_many: usize,
}

impl<'c> NodesBuilder<'c> {
    pub(crate) fn new(
        view: &'c View<'c>,
        query: &'c Query,
        roll_up: &'c RollUp<'c>,
        interrupts: Option<&'c Passes<'c>>,
        in_worlds: bool,
    ) -> Self {
        let mut nodes = Nodes::default();
        nodes.left_out.unreadable = view.timeline().unreadable();
        nodes.left_out.filtered = (view.timeline().len() - view.len()) as u64;
        nodes.reserve(view.len());
        let (levels, floor) = (Levels::new(view.timeline(), query.scale()), query.floor_level());
        let mut checks = Vec::new();
        for level in levels.of_types() {
            checks.push(LevelCheck::new(level, floor, &mut nodes.levels));
        }
        let declared = match query.follows_links() {
            true => DeclaredLinks::new(view, query),
            false => DeclaredLinks::default(),
        };
        Self {
            view,
            query,
            roll_up,
            interrupts,
            in_worlds,
            columns_decide: interrupts.is_none()
                && !view.merges_mirrored()
                && !view.changes_authors(),
            declared,
            levels,
            floor,
            checks,
            rows: Vec::with_capacity(BLOCK),
            nodes,
            interruptions: Vec::new(),
            dyads_of_many: 0,
        }
    }

    /// Returns the nodes. In possible worlds, an event has a node for each of its possible authors.
    ///
    /// # Errors
    ///
    /// The events have more than [`MAX_DYADS`] dyads.
    pub(crate) fn build(mut self) -> Result<Nodes, Error> {
        let timeline = self.view.timeline();
        let mut dyads = Vec::new();
        for start in (0..timeline.len()).step_by(BLOCK) {
            let mut positions = start..timeline.len().min(start + BLOCK);
            while let Some(position) = self.add_plain(&mut positions) {
                self.add(position, &mut dyads);
                if self.dyads_of_many > MAX_DYADS {
                    return Err(too_many_dyads());
                }
            }
            self.nodes.append(&mut self.rows);
        }
        let Self { mut nodes, declared, interruptions, .. } = self;
        nodes.finish();
        nodes.declared = declared.antecedents(timeline, &nodes);
        if !interruptions.is_empty() {
            nodes.interruptions = Some(Arc::new(Interruptions::new(interruptions)));
        }
        Ok(nodes)
    }

    /// Adds events from `positions` whose columns decide whether they take part. Stops at the first event
    /// that needs [`add`](Self::add) instead, and returns its position.
    fn add_plain(&mut self, positions: &mut Range<usize>) -> Option<usize> {
        let Self { view, roll_up, rows, .. } = self;
        if !self.columns_decide {
            return positions.find(|position| view.sees(*position));
        }
        let (timeline, checks) = (view.timeline(), &self.checks[..]);
        let columns = timeline.columns().dense();
        let left_out = &mut self.nodes.left_out;
        let mut add = |position: usize| {
            let event = columns.plain(timeline.id_at(position) as usize)?;
            let earliest = event.earliest;
            let dyad = event.parties().map(|(source, target)| {
                (roll_up.at(source, earliest), roll_up.at(target, earliest))
            });
            let counted = match (dyad, checks[usize::from(event.event_type)]) {
                (Some(dyad), LevelCheck::Admitted(level_index)) if dyad.0 != dyad.1 => {
                    let width = i64::from(event.length);
                    let position = position as u32;
                    rows.push((NodeRow { position, earliest, width, level_index }, dyad));
                    return Some(());
                }
                (None, _) => &mut left_out.missing_actor,
                (Some(dyad), _) if dyad.0 == dyad.1 => &mut left_out.domestic,
                (Some(_), LevelCheck::BelowFloor) => &mut left_out.below_floor,
                (Some(_), _) => &mut left_out.unscored,
            };
            // A declared link may still join the event: leave it to `add`, which looks for links.
            let is_left_out = self.declared.links.is_empty();
            *counted += u64::from(is_left_out);
            is_left_out.then_some(())
        };
        positions.find(|position| view.sees(*position) && add(*position).is_none())
    }

    /// Adds the nodes of an event, or counts it as left out.
    fn add(&mut self, position: usize, dyads: &mut Vec<Dyad>) {
        let Self { view, query, nodes, .. } = self;
        let columns = view.timeline().columns();
        let id = view.timeline().id_at(position) as usize;
        let (earliest, latest) = (columns.earliest(id), columns.latest(id));
        let event = view.event_at(position);
        let shown = [event.author()];
        let alternatives = self.in_worlds.then(|| view.alternatives(event));
        let authors = alternatives.as_deref().unwrap_or(&shown);
        for (nth, author) in authors.iter().enumerate() {
            let event = event.by(*author);
            let sources = query.authors(event);
            self.roll_up.dyads(id, sources, view.is_mutual_at(position), dyads);
            if dyads.len() > 1 {
                self.dyads_of_many += dyads.len();
            }
            if let Some(passes) = self.interrupts
                && !dyads.is_empty()
                && passes(event)
            {
                let onset = OnsetInterval { earliest, latest, position: position as u32 };
                for dyad in &*dyads {
                    self.interruptions.push((*dyad, onset));
                }
            }
            let check = match columns.details(id) {
                None => self.checks[columns.type_index(id)],
                Some(_) => LevelCheck::new(self.levels.of(id), self.floor, &mut nodes.levels),
            };
            let counted = if !dyads.is_empty() {
                match check {
                    LevelCheck::Unscored => &mut nodes.left_out.unscored,
                    LevelCheck::BelowFloor => &mut nodes.left_out.below_floor,
                    LevelCheck::Admitted(_) => &mut nodes.events,
                }
            } else if sources.is_empty() || columns.targets(id).is_empty() {
                &mut nodes.left_out.missing_actor
            } else {
                &mut nodes.left_out.domestic
            };
            // An event with several possible authors is one event.
            *counted += u64::from(nth == 0);
            if let LevelCheck::Admitted(level_index) = check
                && (!dyads.is_empty() || self.declared.contains(EventId(id as u32)))
            {
                // Rows that wait are earlier events, and nodes are in total order.
                nodes.append(&mut self.rows);
                let width = latest - earliest;
                let row = NodeRow { position: position as u32, earliest, width, level_index };
                nodes.push(row, dyads, self.in_worlds.then_some(*author));
            }
        }
    }
}

/// Whether the level of an event admits it to a query.
#[derive(Clone, Copy)]
enum LevelCheck {
    Unscored,
    BelowFloor,
    /// Admitted, with the provisional level index.
    Admitted(u32),
}

impl LevelCheck {
    fn new(level: Option<Level>, floor: Option<Level>, levels: &mut LevelTable) -> Self {
        match level {
            None => Self::Unscored,
            Some(level) if Some(level) < floor => Self::BelowFloor,
            Some(level) => Self::Admitted(levels.provisional_index(level.tenths())),
        }
    }
}

/// The declared links that a query follows, and the events that they join.
#[derive(Default)]
struct DeclaredLinks {
    links: Vec<LinkId>,
    /// Sorted.
    ends: Vec<EventId>,
}

impl DeclaredLinks {
    fn new(view: &View<'_>, query: &Query) -> Self {
        let (mut links, mut ends) = (Vec::new(), Vec::new());
        for (id, link) in view.links() {
            if query.relations.contains(&link.relation()) {
                links.push(id);
                ends.push(link.from());
                ends.push(link.to());
            }
        }
        sort_distinct(&mut ends);
        Self { links, ends }
    }

    /// Returns `true` if a link joins the event to another.
    fn contains(&self, event: EventId) -> bool {
        self.ends.binary_search(&event).is_ok()
    }

    /// Returns, for each node, the earlier nodes to which links join it.
    fn antecedents(&self, timeline: &Timeline, nodes: &Nodes) -> Lists<(u32, LinkId)> {
        if self.links.is_empty() {
            return Lists::default();
        }
        let nodes_of = |event| nodes.nodes_at(timeline.position_of(event));
        // Each hop with the index of its link.
        let mut hops: Vec<((u32, u32), u32)> = Vec::new();
        for (nth, id) in (0..).zip(&self.links) {
            let link = timeline.link(*id);
            // In possible worlds, either event may have several nodes.
            for earlier in nodes_of(link.to()) {
                for later in nodes_of(link.from()) {
                    if earlier < later {
                        hops.push(((later as u32, earlier as u32), nth));
                    }
                }
            }
        }
        // Stable, so that the links of a hop stay in order.
        sort_by(&mut hops, |one, other| one.0.cmp(&other.0));
        let mut lists = Lists::default();
        let (mut hops, mut list) = (hops.as_slice(), Vec::new());
        for node in 0..nodes.len() as u32 {
            let (of_node, rest) =
                hops.split_at(count_before(hops.len(), &|at| hops[at].0.0 == node));
            list.clear();
            for ((_, earlier), nth) in of_node {
                list.push((*earlier, self.links[*nth as usize]));
            }
            lists.push(&list);
            hops = rest;
        }
        lists
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use crate::{Actor, Event, Means, Query, Timeline, chain::nodes::build::BLOCK, scale::Kahn};

    /// Three blocks, in which plain events alternate with others.
    #[test]
    fn nodes_are_in_total_order_across_blocks() {
        let mut builder = Timeline::builder();
        let [a, b, c] = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
        let (mut taking_part, mut domestic) = (Vec::new(), 0);
        for nth in 0..3 * BLOCK {
            let when = chrono::DateTime::UNIX_EPOCH + TimeDelta::hours(nth as i64);
            let attack = Event::attack(a, when, Means::Drone).with_level(Kahn, 3);
            match nth % 700 {
                0..7 => {
                    builder.add_event(attack.against(a));
                    domestic += 1;
                }
                7..11 => taking_part.push(builder.add_event(attack.against(b).against(c))),
                _ => taking_part.push(builder.add_event(attack.against(b))),
            }
        }
        let timeline = builder.build().expect("valid events");
        let query = Query::escalation().on(Kahn).max_gap(TimeDelta::hours(2));
        let chains = timeline.chains(&query).expect("a valid query");
        assert!(chains.events().map(|event| event.id()).eq(taking_part.iter().copied()));
        let summary = chains.summary();
        assert_eq!(summary.left_out().domestic, domestic);
        assert_eq!(summary.events(), taking_part.len() as u64);
    }
}
