//! The attacks and actions of a view by dyad, so that the first that fits is found without a look at all of them.

use std::ops::Range;

use crate::{
    chain::query::rule::Precedence,
    model::{EventKind, Level},
    sorting::count_before,
    threats::{
        context::{Context, is_statement},
        due::DuePeriod,
    },
    timeline::{Dyad, EventRef},
};

/// An act that a statement without a stated consequence announces.
#[derive(Clone, Copy)]
pub(crate) enum WantedAct {
    /// An action without a level or below the floor.
    Mild,
    /// An act at or above the floor and, if there is a level, above it.
    Above(Option<Level>),
}

/// The attacks and actions of a view by dyad.
pub(crate) struct DyadActs {
    /// The source, the target and the position of each, sorted.
    acts: Vec<(u32, u32, u32)>,
    /// A tree of maxima over the levels of the acts at or above the floor, in tenths: the parent of the nodes 2 i and
    /// 2 i + 1 is node i, and the leaves are the second half. [`UNFIT`] for the others.
    maxima: Vec<i64>,
    /// For each act, the index of the first at or after it that is mild; the number of acts if there is none.
    next_mild: Vec<usize>,
}

/// The value of an act that has no level, or one below the floor.
const UNFIT: i64 = i64::MIN;

impl DyadActs {
    /// Takes the acts in a range of positions, if dyads are given only those on one of them, which are sorted.
    /// Takes O(n log n) for n acts.
    pub(crate) fn new(
        context: Context<'_, '_>,
        range: Range<usize>,
        dyads: Option<&[Dyad]>,
    ) -> Self {
        let (view, query) = (context.view(), context.query());
        let mut acts = Vec::new();
        for position in range {
            let event = view.event_at(position);
            if !view.sees(position) || is_statement(event) {
                continue;
            }
            for dyad in context.dyads(event) {
                if dyads.is_none_or(|dyads| dyads.binary_search(&dyad).is_ok()) {
                    acts.push((dyad.0, dyad.1, position as u32));
                }
            }
        }
        acts.sort_unstable();
        let (floor, leaves) = (query.floor_level(), acts.len().next_power_of_two());
        let mut maxima = vec![UNFIT; 2 * leaves];
        let mut next_mild = vec![acts.len(); acts.len() + 1];
        for (nth, (.., position)) in acts.iter().enumerate().rev() {
            let event = view.event_at(*position as usize);
            let level = event.level(query.scale());
            let is_mild = level.is_none_or(|level| Some(level) < floor)
                && event.act().kind() != EventKind::Attack;
            next_mild[nth] = if is_mild { nth } else { next_mild[nth + 1] };
            maxima[leaves + nth] =
                level.filter(|level| Some(*level) >= floor).map_or(UNFIT, Level::tenths);
        }
        for node in (1..leaves).rev() {
            maxima[node] = maxima[2 * node].max(maxima[2 * node + 1]);
        }
        Self { acts, maxima, next_mild }
    }

    /// Returns the first act on a dyad after a statement that is due in a period and that is wanted. Takes O(log n)
    /// for each act that is looked at: of those that are wanted, the ones up to the first that is due.
    pub(crate) fn first_due<'t>(
        &self,
        context: Context<'_, 't>,
        statement: EventRef<'t>,
        dyad: Dyad,
        wanted: WantedAct,
        due: DuePeriod,
    ) -> Option<EventRef<'t>> {
        let event = |act: &(u32, u32, u32)| context.view().event_at(act.2 as usize);
        let (min_gap, _) = context.query().gap_seconds();
        let mut since = due.from.earliest.saturating_add(min_gap);
        if context.query().precedence == Precedence::Certain {
            since = since.max(due.from.latest);
        }
        let after = (dyad.0, dyad.1, statement.position() as u32);
        let mut start = count_before(self.acts.len(), &|at| self.acts[at] <= after);
        let rest = &self.acts[start..];
        start += count_before(rest.len(), &|at| {
            let act = &rest[at];
            (act.0, act.1) == dyad && event(act).earliest().timestamp() < since
        });
        while let Some(nth) = self.next(start, wanted) {
            let act = &self.acts[nth];
            let found = event(act);
            if (act.0, act.1) != dyad || found.earliest().timestamp() > due.until {
                break;
            }
            if context.is_within(due, found) {
                return Some(found);
            }
            start = nth + 1;
        }
        None
    }

    /// Returns the index of the first act that is wanted, at or after an index.
    fn next(&self, start: usize, wanted: WantedAct) -> Option<usize> {
        if start >= self.acts.len() {
            return None;
        }
        let threshold = match wanted {
            WantedAct::Mild => {
                return Some(self.next_mild[start]).filter(|nth| *nth < self.acts.len());
            }
            WantedAct::Above(level) => level.map_or(UNFIT, Level::tenths),
        };
        let leaves = self.maxima.len() / 2;
        let mut node = leaves + start;
        while self.maxima[node] <= threshold {
            // The next subtree to the right: the sibling of the nearest ancestor that is a left child.
            while node % 2 == 1 {
                node /= 2;
            }
            if node == 0 {
                return None;
            }
            node += 1;
        }
        while node < leaves {
            node = if self.maxima[2 * node] > threshold { 2 * node } else { 2 * node + 1 };
        }
        Some(node - leaves)
    }
}
