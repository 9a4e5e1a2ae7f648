//! Who takes part is found out: event by event, where most coded events take the short way.

use std::ops::Range;

use crate::{
    chain::{
        nodes::{
            interruptions::{Interruptions, OnsetInterval},
            levels::LevelTable,
            lists::Lists,
            nodes::{NodeRow, Nodes},
        },
        query::{query::Query, rule::Rule},
    },
    model::{EventId, Level, LinkId},
    timeline::{Dyad, Levels, Passes, RollUp, Timeline, View},
};

/// So many events are looked at before those of them that are plain go into the cast at once: so few that
/// they stay in the nearest cache.
const AT_ONCE: usize = 512;

/// A cast that is being put together.
pub(crate) struct NodesBuilder<'c> {
    view: &'c View<'c>,
    query: &'c Query,
    roll_up: &'c RollUp<'c>,
    /// What passes the test of interrupting.
    interrupts: Option<&'c Passes<'c>>,
    in_worlds: bool,
    /// Whether events are what their columns say of them.
    as_coded: bool,
    linked: Linked,
    levels: Levels<'c>,
    floor: Level,
    fit_of_types: Vec<Fit>,
    /// Plain rows that are not in the cast yet, each of one dyad.
    rows: Vec<(NodeRow, Dyad)>,
    nodes: Nodes,
    interruptions: Vec<(Dyad, OnsetInterval)>,
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
        let fit_of_types =
            levels.of_types().map(|level| Fit::of(level, floor, &mut nodes.levels)).collect();
        let follows_links = query.rules.contains(&Rule::Declared);
        Self {
            view,
            query,
            roll_up,
            interrupts,
            in_worlds,
            as_coded: interrupts.is_none() && !view.merges_mirrored() && !view.changes_authors(),
            linked: if follows_links { Linked::new(view, query) } else { Linked::default() },
            levels,
            floor,
            fit_of_types,
            rows: Vec::with_capacity(AT_ONCE),
            nodes,
            interruptions: Vec::new(),
        }
    }

    /// The cast. In possible worlds there is a node for each who may have done an event.
    pub(crate) fn build(mut self) -> Nodes {
        let timeline = self.view.timeline();
        let mut dyads = Vec::new();
        for start in (0..timeline.len()).step_by(AT_ONCE) {
            let mut positions = start..timeline.len().min(start + AT_ONCE);
            while let Some(odd) = self.take_coded(&mut positions) {
                self.add(odd, &mut dyads);
            }
            self.nodes.take(&mut self.rows);
        }
        let Self { mut nodes, linked, interruptions, .. } = self;
        nodes.settle();
        nodes.declared = linked.antecedents(timeline, &nodes);
        if !interruptions.is_empty() {
            nodes.interruptions = Some(Interruptions::new(interruptions));
        }
        nodes
    }

    /// Takes events of which their columns alone tell whether they take part, up to the first of which they
    /// do not.
    fn take_coded(&mut self, positions: &mut Range<usize>) -> Option<usize> {
        let Self { view, roll_up, rows, .. } = self;
        if !self.as_coded {
            return positions.find(|position| view.sees(*position));
        }
        let (timeline, fits) = (view.timeline(), &self.fit_of_types[..]);
        let columns = timeline.columns().dense();
        let left_out = &mut self.nodes.left_out;
        let mut take = |position: usize| {
            let event = columns.plain(timeline.id_at(position) as usize)?;
            let earliest = event.earliest;
            let dyad = event.parties().map(|(source, target)| {
                (roll_up.at(source, earliest), roll_up.at(target, earliest))
            });
            let counted = match (dyad, fits[usize::from(event.event_type)]) {
                (Some(dyad), Fit::Numbered(level)) if dyad.0 != dyad.1 => {
                    let width = i64::from(event.length);
                    rows.push((
                        NodeRow { position: position as u32, earliest, width, level },
                        dyad,
                    ));
                    return Some(());
                }
                (None, _) => &mut left_out.partyless,
                (Some(dyad), _) if dyad.0 == dyad.1 => &mut left_out.domestic,
                (Some(_), Fit::BelowFloor) => &mut left_out.below_floor,
                (Some(_), _) => &mut left_out.unscored,
            };
            // A link may join an event that has no dyad.
            let is_out = self.linked.links.is_empty();
            *counted += u64::from(is_out);
            is_out.then_some(())
        };
        positions.find(|position| view.sees(*position) && take(*position).is_none())
    }

    /// Adds whatever an event comes to, if only to the tally of those left out.
    fn add(&mut self, position: usize, dyads: &mut Vec<Dyad>) {
        let Self { view, query, nodes, .. } = self;
        let columns = view.timeline().columns();
        let id = view.timeline().id_at(position) as usize;
        let (earliest, latest) = (columns.earliest(id), columns.latest(id));
        let event = view.event_at(position);
        let as_seen = [event.author()];
        let alternatives = self.in_worlds.then(|| view.alternatives(event));
        let authors = alternatives.as_deref().unwrap_or(&as_seen);
        for (nth, author) in authors.iter().enumerate() {
            let event = event.by(*author);
            let sources = query.authors(event);
            self.roll_up.dyads(id, sources, view.is_mutual_at(position), dyads);
            if let Some(passes) = self.interrupts
                && !dyads.is_empty()
                && passes(event)
            {
                let onset = OnsetInterval { earliest, latest, position: position as u32 };
                self.interruptions.extend(dyads.iter().map(|dyad| (*dyad, onset)));
            }
            let fit = match columns.details(id) {
                None => self.fit_of_types[columns.type_index(id)],
                Some(_) => Fit::of(self.levels.of(id), self.floor, &mut nodes.levels),
            };
            let counted = if !dyads.is_empty() {
                match fit {
                    Fit::Unscored => &mut nodes.left_out.unscored,
                    Fit::BelowFloor => &mut nodes.left_out.below_floor,
                    Fit::Numbered(_) => &mut nodes.events,
                }
            } else if sources.is_empty() || columns.targets(id).is_empty() {
                &mut nodes.left_out.partyless
            } else {
                &mut nodes.left_out.domestic
            };
            *counted += u64::from(nth == 0);
            if let Fit::Numbered(level) = fit
                && (!dyads.is_empty() || self.linked.contains(EventId(id as u32)))
            {
                nodes.take(&mut self.rows);
                let width = latest - earliest;
                let row = NodeRow { position: position as u32, earliest, width, level };
                nodes.push(row, dyads, self.in_worlds.then_some(*author));
            }
        }
    }
}

/// How a level fits a query.
#[derive(Clone, Copy)]
enum Fit {
    Unscored,
    BelowFloor,
    /// Its number on the levels.
    Numbered(u32),
}

impl Fit {
    fn of(level: Option<Level>, floor: Level, levels: &mut LevelTable) -> Self {
        match level {
            None => Self::Unscored,
            Some(level) if level < floor => Self::BelowFloor,
            Some(level) => Self::Numbered(levels.number(level.tenths())),
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

    fn antecedents(&self, timeline: &Timeline, nodes: &Nodes) -> Lists<(u32, LinkId)> {
        if self.links.is_empty() {
            return Lists::default();
        }
        let nodes_of = |event| nodes.nodes_at(timeline.position_of(event));
        let mut hops: Vec<(u32, u32, LinkId)> = Vec::new();
        for id in &self.links {
            let link = timeline.link(*id);
            for (earlier, later) in
                nodes_of(link.to()).flat_map(|to| nodes_of(link.from()).map(move |from| (to, from)))
            {
                if earlier < later {
                    hops.push((later as u32, earlier as u32, *id));
                }
            }
        }
        hops.sort_unstable();
        let mut lists = Lists::default();
        let (mut hops, mut here_linked) = (hops.as_slice(), Vec::new());
        for node in 0..nodes.len() as u32 {
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

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use crate::{Actor, Event, Means, Query, Timeline, chain::nodes::build::AT_ONCE, scale::Kahn};

    /// More events than are taken at once, plain ones between others.
    #[test]
    fn nodes_are_in_total_order_however_they_are_taken() {
        let mut builder = Timeline::builder();
        let [a, b, c] = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
        let (mut taking_part, mut domestic) = (Vec::new(), 0);
        for nth in 0..3 * AT_ONCE {
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
