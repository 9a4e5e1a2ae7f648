//! Reading the parts of a worker into rows.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
    panic::resume_unwind,
    sync::Arc,
    thread,
};

use super::{
    input::Input,
    packets::Packets,
    peers::PACKET_BYTES,
    question::Question,
    rows::{INTERRUPTS, MAY_CONTAIN, MAY_END, MAY_START, PART_SHIFT, Row, RowWriter},
    tally::Tally,
};
use crate::{
    chain::{
        Query,
        chains::check_levels,
        nodes::{
            bounds::{Bounds, QueryPredicates},
            build::NodesBuilder,
            nodes::Nodes,
        },
    },
    error::{Error, ErrorKind, Issue, Issues, Location},
    read::ReadReport,
    timeline::{RollUp, Timeline, View, ViewStep},
};

/// What a worker has read.
#[derive(Default)]
pub(super) struct Gathered {
    /// The rows of each part in total order, in the form of a [`RowWriter`]. Parties are numbered by `parties`, and
    /// levels are in tenths.
    pub(super) rows: Packets,
    /// The keys of the parties.
    pub(super) parties: Vec<String>,
    /// The levels that occur, ascending; in tenths.
    pub(super) levels: Vec<i64>,
    pub(super) tally: Tally,
    /// By part, its report and its number of events.
    pub(super) reports: Vec<(usize, ReadReport)>,
    /// By key of an actor, a hash of its memberships.
    pub(super) actors: BTreeMap<String, u64>,
    /// The hashes of the keys of events.
    pub(super) keys: Vec<u64>,
    /// By part, its timeline, if chains are to be listed.
    pub(super) timelines: HashMap<usize, Arc<Timeline>>,
}

/// Reads the parts of a worker of several.
///
/// # Errors
///
/// A part cannot be read, the query does not fit it, or it has links that the query follows.
pub(super) fn gather(
    input: &Input,
    question: &Question,
    worker: usize,
    workers: usize,
) -> Result<Gathered, Error> {
    let mut gathering =
        Gathering { question, gathered: Gathered::default(), numbers: HashMap::new() };
    let has_other_parts = input.parts() > 1 && !input.keeps_repeated_keys();
    let named = question.actors();
    for part in (worker..input.parts()).step_by(workers) {
        let (mut timeline, report) = read(input, part)?;
        gathering.note_actors(&timeline);
        // An actor that has no event in this part may have some in others.
        if let Some(timeline) = Arc::get_mut(&mut timeline) {
            named.iter().for_each(|key| timeline.add_missing_actor(key));
        }
        gathering.add(part, &timeline, has_other_parts)?;
        gathering.gathered.reports.push((part, report));
        if question.wanted.lists_chains() {
            gathering.gathered.timelines.insert(part, timeline);
        }
    }
    let Gathered { levels, .. } = &mut gathering.gathered;
    levels.sort_unstable();
    levels.dedup();
    Ok(gathering.gathered)
}

/// Reads a part.
///
/// In a thread of its own, so that the timeline, which takes much memory for a short time, shares none with the rows,
/// which stay: the allocators of most systems give each thread memory of its own, and return it to the system once all
/// of it is free. With this and the narrow columns of rounds, two processes of relay took 293 MiB each in place of 383 (ten
/// million events of the bench `distributed`).
fn read(input: &Input, part: usize) -> Result<(Arc<Timeline>, ReadReport), Error> {
    thread::scope(|scope| {
        let reading = scope.spawn(|| input.read(part)).join();
        let (timeline, report) = reading.unwrap_or_else(|panic| resume_unwind(panic))?;
        // A copy in the memory of this thread.
        Ok((timeline, report.clone()))
    })
}

struct Gathering<'q> {
    question: &'q Question,
    gathered: Gathered,
    /// By key of a party, its number.
    numbers: HashMap<String, u32>,
}

impl Gathering<'_> {
    fn add(&mut self, part: usize, timeline: &Timeline, notes_keys: bool) -> Result<(), Error> {
        let Question { query, steps, .. } = self.question;
        let view = timeline.view_from_steps(&known_steps(timeline, steps))?;
        let (prepared, tally) = PartNodes::new(&view, query)?;
        self.gathered.tally.add(&mut { tally });
        if notes_keys {
            for event in timeline.events() {
                self.gathered.keys.extend(event.key().map(|key| hash_of(&key)));
            }
        }
        self.write_rows(part, timeline, &prepared);
        Ok(())
    }

    /// Notes the memberships of actors, which all parts must agree in.
    fn note_actors(&mut self, timeline: &Timeline) {
        for actor in timeline.actors() {
            let mut hasher = DefaultHasher::new();
            for membership in actor.memberships() {
                let whole = timeline.actor(membership.of());
                (membership.kind(), whole.key()).hash(&mut hasher);
                format!("{:?}{:?}", membership.start(), membership.end()).hash(&mut hasher);
            }
            self.gathered.actors.insert(actor.key().to_owned(), hasher.finish());
        }
    }

    /// Returns the number of a party of one part among those of all parts of this worker.
    fn number(&mut self, key: &str) -> u32 {
        if let Some(number) = self.numbers.get(key) {
            return *number;
        }
        let number = self.gathered.parties.len() as u32;
        self.gathered.parties.push(key.to_owned());
        self.numbers.insert(key.to_owned(), number);
        number
    }

    fn write_rows(&mut self, part: usize, timeline: &Timeline, prepared: &PartNodes<'_>) {
        let PartNodes { nodes, bounds, steps_passed, roll_up } = prepared;
        let mut numbers: Vec<Option<u32>> = vec![None; roll_up.party_count()];
        let mut row = Row::default();
        let mut written = RowWriter::default();
        let mut interruptions = interruptions_of(nodes);
        interruptions.reverse();
        let record =
            |position: usize| (part as u64) << PART_SHIFT | u64::from(timeline.id_at(position));
        let mut rows = std::mem::take(&mut self.gathered.rows);
        let mut renumber = |dyads: &mut Vec<(u32, u32)>| {
            for (a, b) in dyads {
                for party in [a, b] {
                    let known = numbers[*party as usize];
                    let number = known.unwrap_or_else(|| self.number(roll_up.key(*party)));
                    numbers[*party as usize] = Some(number);
                    *party = number;
                }
            }
        };
        for node in 0..=nodes.len() {
            let place = (node < nodes.len()).then(|| nodes.position(node));
            // Events that interrupt come in order too, so that each part is sorted.
            while let Some((position, earliest, latest, dyads)) =
                interruptions.pop_if(|(position, ..)| place.is_none_or(|place| *position <= place))
            {
                row = Row {
                    earliest,
                    record: record(position),
                    width: latest - earliest,
                    level: 0,
                    flags: INTERRUPTS,
                    steps: 0,
                    dyads,
                };
                renumber(&mut row.dyads);
                written.write(&row);
            }
            let Some(place) = place else { break };
            if nodes.dyads.of(node).is_empty() {
                // Only a link could join it to another event.
                continue;
            }
            row.earliest = nodes.earliest.get(node);
            row.record = record(place);
            row.width = nodes.width(node);
            row.level = nodes.level(node);
            row.flags = 0;
            for (holds, flag) in [
                (bounds.may_contain(node), MAY_CONTAIN),
                (bounds.may_start(node), MAY_START),
                (bounds.may_end(node), MAY_END),
            ] {
                row.flags |= if holds { flag } else { 0 };
            }
            row.steps = steps_passed.get(node).copied().unwrap_or(0);
            row.dyads.clear();
            row.dyads.extend_from_slice(nodes.dyads.of(node));
            renumber(&mut row.dyads);
            row.dyads.sort_unstable();
            written.write(&row);
            if written.len() > PACKET_BYTES {
                rows.push(part as u64, &written.take());
            }
        }
        rows.push(part as u64, &written.take());
        self.gathered.rows = rows;
        self.gathered.levels.extend_from_slice(&nodes.levels.values);
    }
}

/// Returns the steps of a view, of which a step that keeps the events of some actors names only those that a timeline
/// has.
fn known_steps(timeline: &Timeline, steps: &[ViewStep]) -> Vec<ViewStep> {
    let mut known = steps.to_vec();
    for step in &mut known {
        if let ViewStep::Of { actors } = step {
            actors.retain(|key| timeline.actor_by_key(key).is_some());
        }
    }
    known
}

pub(super) fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// An event that interrupts: its position, earliest and latest onset, and the pairs that it interrupts.
type Interrupting = (usize, i64, i64, Vec<(u32, u32)>);

/// Returns the events that interrupt, in total order.
fn interruptions_of(nodes: &Nodes) -> Vec<Interrupting> {
    let mut found: BTreeMap<u32, Interrupting> = BTreeMap::new();
    if let Some(interruptions) = &nodes.interruptions {
        interruptions.for_each(&mut |pair, onset| {
            let new = (onset.position as usize, onset.earliest, onset.latest, Vec::new());
            found.entry(onset.position).or_insert(new).3.push(pair);
        });
    }
    let mut sorted: Vec<Interrupting> = found.into_values().collect();
    for (.., pairs) in &mut sorted {
        pairs.sort_unstable();
    }
    sorted
}

/// The nodes of a part, and what bounds on chains say of each.
struct PartNodes<'t> {
    nodes: Nodes,
    bounds: Bounds,
    /// By node, the steps of the query whose predicates it passes; empty if there are no steps.
    steps_passed: Vec<u32>,
    roll_up: RollUp<'t>,
}

impl<'t> PartNodes<'t> {
    fn new(view: &View<'t>, query: &Query) -> Result<(Self, Tally), Error> {
        let mut issues = Issues::default();
        for checked in [view.check(), query.check()] {
            if let Err(error) = checked {
                issues.absorb(&error, &Location::default());
            }
        }
        let timeline = view.timeline();
        let predicates = QueryPredicates::new(query, timeline, &mut issues);
        issues.check(ErrorKind::Query)?;
        let roll_up = RollUp::new(view, &query.granularity, query.patrons);
        let unless = predicates.unless.as_ref();
        let nodes = NodesBuilder::new(view, query, &roll_up, unless, false).build()?;
        check_levels(query, &nodes)?;
        if !nodes.declared.is_empty() {
            let allowed = "events without declared links, if they are spread over workers";
            let remedy = "leave `declared` out of the rules, or answer it in one process";
            let issue = Issue::new("query/rules", "links that the query follows", allowed, remedy);
            return Err(Issues::from(issue).into_error(ErrorKind::Unsupported));
        }
        let bounds = Bounds::new(view, query, &predicates, &nodes);
        let mut steps_passed = Vec::new();
        let with_steps = if query.steps.is_empty() { 0 } else { nodes.len() };
        for node in 0..with_steps {
            steps_passed.push(predicates.steps_passed(nodes.event(view, node)));
        }
        let tally = tally_of(view, query, &roll_up, &nodes);
        Ok((Self { nodes, bounds, steps_passed, roll_up }, tally))
    }
}

/// Returns the counts of a summary that are those of events alone.
fn tally_of(view: &View<'_>, query: &Query, roll_up: &RollUp<'_>, nodes: &Nodes) -> Tally {
    let wait = query.longest_gap_by_rule();
    let timeline = view.timeline();
    let is_lacking = |node: &usize| {
        let onset = nodes.earliest.get(*node);
        let time = (onset, onset.saturating_add(wait.unwrap_or(0)).saturating_add(1));
        nodes
            .dyads
            .of(*node)
            .iter()
            .any(|dyad| timeline.covers_any(&roll_up.actors_of(*dyad), time).is_lacking())
    };
    let not_covered = match timeline.covered().is_empty() {
        true => 0,
        false => (0..nodes.len()).filter(is_lacking).count() as u64,
    };
    let steps = view.tallies();
    Tally {
        events: nodes.events,
        too_vague: wait.map_or(0, |longest| nodes.wider_than(longest)),
        not_covered,
        left_out: nodes.left_out,
        steps: steps.iter().map(|step| (step.left_out, step.not_stated)).collect(),
    }
}
