//! Steps of a query: which chains fill them, and how, found by trying every way.

use std::collections::{BTreeMap, BTreeSet};

use escalade::{Rule, Trend};

use super::{
    drafts::{Drafts, RawQuery},
    hops::{Node, hops_by},
    terms::{self, RawPredicate},
};

/// A step, with the terms of the hops that lead to it where they differ from those of the query.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) struct RawStep {
    /// `None` stands for any event.
    pub(crate) test: Option<RawPredicate>,
    pub(crate) repeated: bool,
    pub(crate) optional: bool,
    pub(crate) after_others: bool,
    pub(crate) rules: Option<Vec<Rule>>,
    /// In seconds.
    pub(crate) min_gap: Option<i64>,
    pub(crate) max_gap: Option<i64>,
    pub(crate) trend: Option<Trend>,
}

impl RawStep {
    /// Returns the query with the hop terms of the step.
    pub(crate) fn of(&self, raw_query: &RawQuery) -> RawQuery {
        let mut raw_query = raw_query.clone();
        if let Some(rules) = &self.rules {
            raw_query.rules.clone_from(rules);
        }
        raw_query.min_gap = self.min_gap.or(raw_query.min_gap);
        raw_query.max_gap = self.max_gap.or(raw_query.max_gap);
        raw_query.trend = self.trend.unwrap_or(raw_query.trend);
        raw_query
    }
}

/// Returns the query with the terms of each hop that a chain may take.
pub(crate) fn hop_queries(raw_query: &RawQuery) -> Vec<RawQuery> {
    let steps = &raw_query.terms.steps;
    let mut queries = Vec::new();
    for (nth, step) in steps.iter().enumerate() {
        if nth > 0 || step.repeated {
            queries.push(step.of(raw_query));
        }
    }
    if steps.is_empty() || steps.iter().any(|step| step.after_others) {
        queries.push(raw_query.clone());
    }
    queries
}

/// The least and the greatest number of events that the steps allow.
pub(crate) fn lengths(steps: &[RawStep]) -> (usize, Option<usize>) {
    let is_open = steps.iter().any(|step| step.repeated || step.after_others);
    let least = steps.iter().filter(|step| !step.optional).count();
    (least, (!is_open).then_some(steps.len()))
}

/// What an event of a chain is: an event that fills a step, or one of the others before it.
type Place = (usize, bool);

/// The events that pass each step, and the hops that lead to it.
pub(crate) struct Filling<'q> {
    steps: &'q [RawStep],
    /// By step, then by event.
    passes: Vec<Vec<bool>>,
    /// By step.
    hops: Vec<BTreeSet<(usize, usize)>>,
    /// The hops to the others between steps.
    hops_between: BTreeSet<(usize, usize)>,
}

impl<'q> Filling<'q> {
    pub(crate) fn of(drafts: &Drafts, raw_query: &'q RawQuery, nodes: &[Node]) -> Self {
        let steps = &raw_query.terms.steps[..];
        let passes = |step: &RawStep, node: &Node| {
            let event = &drafts.events[node.id];
            step.test.as_ref().is_none_or(|test| terms::passes(drafts, test, event))
        };
        let hops = |raw_query: &RawQuery| {
            hops_by(drafts, raw_query, nodes).iter().map(|hop| (hop.0, hop.1)).collect()
        };
        Self {
            steps,
            passes: steps
                .iter()
                .map(|step| nodes.iter().map(|node| passes(step, node)).collect())
                .collect(),
            hops: steps.iter().map(|step| hops(&step.of(raw_query))).collect(),
            hops_between: hops(raw_query),
        }
    }

    /// Returns every way in which a path fills the steps: for each event its step, or `None`.
    pub(crate) fn ways(&self, path: &[usize]) -> Vec<Vec<Option<usize>>> {
        let mut ways = Vec::new();
        self.go_on(path, 0, &mut Vec::new(), &mut ways);
        ways
    }

    /// Fills the steps from `step` on with the events that are left.
    fn go_on(
        &self,
        path: &[usize],
        step: usize,
        filled: &mut Vec<Option<usize>>,
        ways: &mut Vec<Vec<Option<usize>>>,
    ) {
        if step == self.steps.len() {
            if filled.len() == path.len() {
                ways.push(filled.clone());
            }
            return;
        }
        let RawStep { repeated, optional, after_others, .. } = self.steps[step];
        if optional {
            self.go_on(path, step + 1, filled, ways);
        }
        let before = filled.len();
        let others = if after_others && before > 0 { path.len() - before } else { 0 };
        for others in 0..=others {
            filled.truncate(before);
            for _ in 0..others {
                filled.push(None);
            }
            let leads = |nth: usize, hops: &BTreeSet<(usize, usize)>| {
                nth == 0 || hops.contains(&(path[nth - 1], path[nth]))
            };
            if !(before..before + others).all(|nth| leads(nth, &self.hops_between)) {
                break;
            }
            let most = if repeated { path.len() } else { 1 };
            for _ in 0..most {
                let nth = filled.len();
                let fits = nth < path.len()
                    && self.passes[step][path[nth]]
                    && leads(nth, &self.hops[step]);
                if !fits {
                    break;
                }
                filled.push(Some(step));
                self.go_on(path, step + 1, filled, ways);
                filled.truncate(nth + 1);
            }
        }
        filled.truncate(before);
    }

    /// Returns the first of the ways: each event from the first on fills the earliest step that it can.
    pub(crate) fn first_way(&self, path: &[usize]) -> Option<Vec<Option<usize>>> {
        self.ways(path)
            .into_iter()
            .min_by_key(|way| way.iter().map(|step| step.unwrap_or(usize::MAX)).collect::<Vec<_>>())
    }

    /// Returns the places that may come before a place.
    fn before(&self, (step, is_other): Place) -> BTreeSet<Place> {
        let mut before = BTreeSet::new();
        for earlier in (0..step).rev() {
            before.insert((earlier, false));
            if !self.steps[earlier].optional {
                break;
            }
        }
        if is_other || self.steps[step].after_others {
            before.insert((step, true));
        }
        if !is_other && self.steps[step].repeated {
            before.insert((step, false));
        }
        before
    }

    fn may_be_first(&self, (step, is_other): Place) -> bool {
        !is_other && self.steps[..step].iter().all(|step| step.optional)
    }

    /// Returns the places of the last event of a chain.
    fn last_places(&self, event: usize) -> BTreeSet<Place> {
        let is_last = |step: &usize| {
            self.passes[*step][event] && self.steps[step + 1..].iter().all(|step| step.optional)
        };
        (0..self.steps.len()).filter(is_last).map(|step| (step, false)).collect()
    }

    /// Returns the places that an earlier event may have, given those of the event that follows it.
    fn places_before(
        &self,
        (earlier, later): (usize, usize),
        places: &BTreeSet<Place>,
    ) -> BTreeSet<Place> {
        let mut before = BTreeSet::new();
        for place in places {
            let hops = if place.1 { &self.hops_between } else { &self.hops[place.0] };
            if hops.contains(&(earlier, later)) {
                before.extend(self.before(*place));
            }
        }
        before.retain(|(step, is_other)| *is_other || self.passes[*step][earlier]);
        before
    }
}

/// Events with the places that they may have if the events after them fill the rest. A chain that fills the steps
/// is one path through these.
pub(crate) struct Placed {
    /// Each as an event and its places: whether it may begin a chain, and whether it may end one.
    pub(crate) events: Vec<(usize, bool, bool)>,
    /// By the later, then by the earlier.
    pub(crate) hops: Vec<(usize, usize)>,
}

impl Placed {
    /// Places events along hops, which are given by the later event, then by the earlier.
    pub(crate) fn of(filling: &Filling<'_>, events: usize, hops: &[(usize, usize)]) -> Self {
        let mut places: Vec<BTreeSet<BTreeSet<Place>>> = vec![BTreeSet::new(); events];
        for (event, places) in places.iter_mut().enumerate() {
            places.insert(filling.last_places(event));
        }
        for (earlier, later) in hops.iter().rev() {
            for of_later in places[*later].clone() {
                places[*earlier].insert(filling.places_before((*earlier, *later), &of_later));
            }
        }
        let mut numbers: BTreeMap<(usize, BTreeSet<Place>), usize> = BTreeMap::new();
        let mut placed = Self { events: Vec::new(), hops: Vec::new() };
        for (event, places) in places.iter().enumerate() {
            for places in places.iter().filter(|places| !places.is_empty()) {
                numbers.insert((event, places.clone()), placed.events.len());
                let may_begin = places.iter().any(|place| filling.may_be_first(*place));
                let may_end = *places == filling.last_places(event);
                placed.events.push((event, may_begin, may_end));
            }
        }
        for ((later, of_later), number) in &numbers {
            for hop in hops.iter().filter(|hop| hop.1 == *later) {
                let before = (hop.0, filling.places_before(*hop, of_later));
                placed.hops.extend(numbers.get(&before).map(|earlier| (*earlier, *number)));
            }
        }
        placed.hops.sort_unstable_by_key(|hop| (hop.1, hop.0));
        placed
    }
}
