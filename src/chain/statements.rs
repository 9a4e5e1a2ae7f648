//! An index of the statements that are directed at a party.

use std::{
    ops::Range,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use crate::{
    model::EventKind,
    sorting::{count_before, sort_distinct},
    timeline::{EventRef, RollUp, View},
};

/// The statements that a view shows, by the parties that are among their targets or addressees.
///
/// It is built once as many positions have been looked at as there are events. So explaining one chain costs
/// no pass over all events, and explaining many costs one.
#[derive(Default)]
pub(crate) struct Statements {
    /// By party, its statements as a range of `positions`.
    ranges: Vec<Range<u32>>,
    positions: Vec<u32>,
}

/// [`Statements`], and how many positions have been looked at without it.
#[derive(Default)]
pub(crate) struct LazyStatements {
    index: OnceLock<Statements>,
    looked_at: AtomicUsize,
}

impl LazyStatements {
    /// Returns the positions of events in a range, in order, among which are all statements that the view shows
    /// and that are directed at one of some parties, or about an event.
    pub(crate) fn within(
        &self,
        (view, roll_up): (&View<'_>, &RollUp<'_>),
        range: Range<usize>,
        parties: &[u32],
        about: EventRef<'_>,
    ) -> Vec<usize> {
        let Self { index, looked_at } = self;
        let mut found = Vec::new();
        let before = looked_at.fetch_add(range.len(), Relaxed);
        if index.get().is_none() && before <= view.timeline().len() {
            for position in range {
                if is_statement(view, position) {
                    found.push(position);
                }
            }
            return found;
        }
        let index = index.get_or_init(|| Statements::new(view, roll_up));
        for party in parties {
            let Some(of_party) = index.ranges.get(*party as usize) else { continue };
            let positions = &index.positions[of_party.start as usize..of_party.end as usize];
            let before = |position: usize| {
                count_before(positions.len(), &|at| (positions[at] as usize) < position)
            };
            let (start, end) = (before(range.start), before(range.end));
            // The parties of two events are the same in most hops, so that many statements come twice.
            for position in &positions[start..end.max(start)] {
                found.push(*position as usize);
            }
        }
        for statement in view.timeline().statements_about(about.id()) {
            let position = view.timeline().position_of(statement);
            if range.contains(&position) && is_statement(view, position) {
                found.push(position);
            }
        }
        sort_distinct(&mut found);
        found
    }
}

fn is_statement(view: &View<'_>, position: usize) -> bool {
    view.sees(position) && view.event_at(position).act().kind() == EventKind::Statement
}

impl Statements {
    /// O(n) time, and four bytes for each statement and party.
    fn new(view: &View<'_>, roll_up: &RollUp<'_>) -> Self {
        let mut directed: Vec<(u32, u32)> = Vec::new();
        for position in 0..view.timeline().len() {
            if !is_statement(view, position) {
                continue;
            }
            let event = view.event_at(position);
            let second = event.earliest().timestamp();
            for actor in event.targets().iter().chain(event.addressees()) {
                directed.push((roll_up.at(*actor, second), position as u32));
            }
        }
        directed.sort_unstable();
        directed.dedup();
        let parties = directed.last().map_or(0, |(party, _)| *party as usize + 1);
        let mut statements = Self { ranges: vec![0..0; parties], positions: Vec::new() };
        for same in directed.chunk_by(|one, other| one.0 == other.0) {
            let start = statements.positions.len() as u32;
            for (_, position) in same {
                statements.positions.push(*position);
            }
            statements.ranges[same[0].0 as usize] = start..statements.positions.len() as u32;
        }
        statements
    }
}
