//! Engines on shuffled events.
//!
//! A query is prepared once. A shuffle then rebuilds only what it changes:
//!
//! ```text
//!   plain data, rules of pairs   sort events by onset, fill the slots of the pairs again: two passes
//!   everything else              nodes in their new total order, and a new engine
//! ```

use std::{borrow::Cow, sync::Arc};

use super::{
    events::{Changed, DAY, Observed, ShuffledEvents},
    order::sort_by_key,
};
use crate::{
    chain::{
        answers::by_dyad::counting::Dyads,
        engine::{
            engine::Engine,
            steps::matching::{Matching, StepClasses, hop_engine},
            sweep::pairs::{PairColumns, PairFrame},
        },
        nodes::{
            bounds::{Bounds, QueryPredicates},
            interruptions::Interruptions,
            lists::Lists,
            nodes::Nodes,
            rearranged::Rearrangement,
        },
        prepared::Prepared,
        query::rule::Rule,
    },
    error::Issues,
    sorting::{sort_by, sorted_order},
    timeline::Dyad,
};

/// Makes engines on shuffled events.
pub(crate) struct Shuffler<'p, 't> {
    pub(crate) prepared: &'p Prepared<'t>,
    pub(crate) observed: Observed,
    pub(crate) dyads: Dyads,
    /// By party set, the indices of its dyads among all that were observed.
    indices_of_sets: Vec<Vec<u32>>,
    /// By party set, whether the number of the source of its first dyad is greater than that of the target.
    sets_descend: Vec<bool>,
    /// The observed dyads, sorted, with their indices.
    sorted_dyads: Vec<(Dyad, u32)>,
    /// If the slots of pairs can be filled again.
    frame: Option<PairFrame>,
    /// Whether all onsets are at the same time of day.
    is_daily: bool,
    /// Bounds on chains, except a crossing, which depends on shuffled levels.
    bounds: Bounds,
    /// By event, its order of recording, which orders events with the same onset.
    numbers: Vec<u32>,
    /// Events in order of recording.
    by_number: Vec<u32>,
    interruptions: Option<Arc<Interruptions>>,
    /// If the query has steps, which of them each event can fill.
    steps: Option<StepClasses>,
}

/// An engine on shuffled events.
pub(crate) struct Copied<'s> {
    pub(crate) engine: Engine,
    pub(crate) bounds: Cow<'s, Bounds>,
    pub(crate) dyads: Cow<'s, Dyads>,
    /// By node of the engine, its event; `None` if nodes have the numbers of their events.
    order: Option<Vec<u32>>,
    /// If the query has steps, the chains that fill them.
    matching: Option<Matching>,
}

impl Copied<'_> {
    /// Returns the engine whose paths are the chains, the bounds on its nodes, and their dyads.
    pub(crate) fn paths(&self) -> (&Engine, &Bounds, Cow<'_, Dyads>) {
        match &self.matching {
            Some(Matching { engine, bounds, .. }) => {
                let dyads =
                    self.matching.as_ref().map(|matching| self.dyads.repeated(matching.events()));
                (engine, bounds, dyads.map_or(Cow::Borrowed(&*self.dyads), Cow::Owned))
            }
            None => (&self.engine, &self.bounds, Cow::Borrowed(&*self.dyads)),
        }
    }

    /// Returns the level of a node of a path, in tenths.
    pub(crate) fn level_of_path(&self, node: usize, events: &ShuffledEvents<'_>) -> i64 {
        match &self.matching {
            Some(matching) => matching.engine.nodes.level(node),
            None => events.tenths(self.event(node)),
        }
    }

    /// Returns `true` if the engine sweeps slots that were filled again, so that its nodes are not in order.
    pub(crate) fn is_refilled(&self) -> bool {
        self.order.is_none()
    }

    /// Returns the event of a node.
    pub(crate) fn event(&self, node: usize) -> usize {
        self.order.as_ref().map_or(node, |order| order[node] as usize)
    }
}

impl<'p, 't> Shuffler<'p, 't> {
    /// Prepares shuffles. `needs_nodes` is `true` if what is measured looks at the nodes of the engine, so
    /// that these must be in order.
    pub(crate) fn new(prepared: &'p Prepared<'t>, needs_nodes: bool) -> Self {
        let engine = &prepared.engine;
        let timeline = prepared.view.timeline();
        let states_coverage = !timeline.covered().is_empty();
        let observed = Observed::new(&engine.nodes, &|dyads, (from, until)| {
            let [dyad] = dyads else { return None };
            let window = (from.saturating_mul(DAY), until.saturating_mul(DAY));
            let times = states_coverage.then(|| prepared.covered_times(*dyad, window))??;
            Some(times.into_iter().map(whole_days).collect())
        });
        let dyads = Dyads::new(engine, &prepared.roll_up.key_order());
        let mut sorted_dyads: Vec<(Dyad, u32)> = dyads.all.iter().copied().zip(0..).collect();
        sort_by(&mut sorted_dyads, |a, b| a.0.cmp(&b.0));
        let mut shuffler = Self {
            bounds: bounds_without_crossing(prepared, &observed),
            prepared,
            dyads,
            indices_of_sets: Vec::new(),
            sets_descend: Vec::new(),
            sorted_dyads,
            frame: None,
            is_daily: observed
                .onsets
                .iter()
                .all(|onset| onset.rem_euclid(DAY) == observed.onsets[0].rem_euclid(DAY)),
            numbers: Vec::with_capacity(observed.len()),
            by_number: Vec::new(),
            interruptions: None,
            steps: prepared.matching.as_ref().map(Matching::steps),
            observed,
        };
        for set in 0..shuffler.observed.party_sets.len() {
            let dyads = shuffler.observed.party_sets.of_set(set as u32);
            let indices = dyads.iter().filter_map(|dyad| shuffler.index_of(*dyad)).collect();
            shuffler.sets_descend.push(dyads.first().is_some_and(|(a, b)| a > b));
            shuffler.indices_of_sets.push(indices);
        }
        for node in 0..shuffler.observed.len() {
            shuffler.numbers.push(timeline.id_at(engine.nodes.position(node)));
        }
        let numbers = &shuffler.numbers;
        let order = sorted_order(numbers.len(), &|a, b| numbers[a].cmp(&numbers[b]));
        shuffler.by_number = order.into_iter().map(|event| event as u32).collect();
        let renumbered = |found: &Arc<Interruptions>| {
            Arc::new(found.renumbered(&|position| timeline.id_at(position as usize)))
        };
        shuffler.interruptions = engine.nodes.interruptions.as_ref().map(renumbered);
        let (first, last) = shuffler.observed.days;
        let is_near = u32::try_from((last + 1 - first).saturating_mul(DAY)).is_ok();
        let bounds = &shuffler.bounds;
        let is_whole = shuffler.steps.is_none();
        if is_near && !needs_nodes && is_whole && bounds.within.is_none() && bounds.doubts.is_none()
        {
            shuffler.frame = engine.plan.as_ref().and_then(|plan| plan.frame(&engine.nodes));
        }
        shuffler
    }

    /// Returns the index of a dyad among those that were observed.
    fn index_of(&self, dyad: Dyad) -> Option<u32> {
        let at = self.sorted_dyads.binary_search_by_key(&dyad, |(dyad, _)| *dyad).ok()?;
        Some(self.sorted_dyads[at].1)
    }

    /// Returns an engine on shuffled events.
    pub(crate) fn copied(&self, events: &ShuffledEvents<'_>) -> Copied<'_> {
        match &self.frame {
            Some(frame) if !events.changed.pairs => self.refilled(frame, events),
            _ => self.rearranged(events),
        }
    }

    /// Fills the slots of pairs again.
    fn refilled(&self, frame: &PairFrame, events: &ShuffledEvents<'_>) -> Copied<'_> {
        let (engine, observed) = (&self.prepared.engine, &self.observed);
        let Changed { onsets: sorts, .. } = events.changed;
        let (base, len) = (observed.days.0 * DAY, observed.len());
        let (mut onsets, mut keys) = (Vec::with_capacity(len), Vec::new());
        let unit = if self.is_daily { DAY as u32 } else { 1 };
        if sorts {
            keys.reserve(len);
        }
        for onset in &events.onsets {
            let onset = (onset - base) as u32;
            onsets.push(onset);
            if sorts {
                keys.push(u64::from(if self.is_daily { onset / DAY as u32 } else { onset }));
            }
        }
        let mut are_descending = Vec::with_capacity(len);
        for set in &events.parties {
            are_descending.push(self.sets_descend[*set as usize]);
        }
        let columns = PairColumns {
            onsets: &onsets,
            levels: &events.levels,
            are_descending: &are_descending,
        };
        let pairs = if sorts {
            let mut order: Vec<u32> = (0..len as u32).collect();
            let span = (observed.days.1 + 1 - observed.days.0) * DAY;
            sort_by_key(&mut order, &keys, span as u64 / u64::from(unit));
            frame.filled(&mut order.into_iter(), &columns)
        } else {
            frame.filled(&mut (0..len as u32), &columns)
        };
        let known = engine.plan.as_ref().map(|plan| plan.with_pairs(&engine.nodes, pairs));
        let engine = known.map_or_else(|| engine.clone(), |plan| engine.with_plan(plan));
        let bounds = self.bounds_at(Cow::Borrowed(&self.bounds), &|node| events.tenths(node));
        Copied { bounds, dyads: self.dyads_of(events, None), engine, order: None, matching: None }
    }

    /// Returns the nodes in their new total order, and by node its event.
    pub(crate) fn nodes(&self, events: &ShuffledEvents<'_>) -> (Nodes, Vec<u32>) {
        let base = self.observed.days.0 * DAY;
        let mut order = self.by_number.clone();
        let mut keys = Vec::with_capacity(order.len());
        for onset in &events.onsets {
            keys.push((onset - base) as u64);
        }
        let greatest = keys.iter().copied().max().unwrap_or(0);
        sort_by_key(&mut order, &keys, greatest);
        let nodes = self.prepared.engine.nodes.rearranged(&Rearrangement {
            order: &order,
            earliest: &events.onsets,
            widths: &events.widths,
            levels: &events.levels,
            dyads: &|event| events.dyads_of(event),
            numbers: &self.numbers,
            interruptions: self.interruptions.as_ref(),
        });
        (nodes, order)
    }

    /// Puts nodes into their new total order, with a new engine.
    fn rearranged(&self, events: &ShuffledEvents<'_>) -> Copied<'_> {
        let prepared = self.prepared;
        let (nodes, order) = self.nodes(events);
        let (nodes, tuning) = (Arc::new(nodes), prepared.engine.tuning);
        let (engine, relations) = hop_engine(&nodes, &prepared.query, tuning, None);
        let bounds = match self.bounds.admit_all() {
            true => Cow::Borrowed(&self.bounds),
            false => Cow::Owned(self.bounds.rearranged(&order)),
        };
        let bounds = self.bounds_at(bounds, &|node| engine.nodes.level(node));
        let steps = self.steps.as_ref().map(|steps| steps.rearranged(&order));
        let matching = relations.zip(steps);
        let matching =
            matching.map(|(relations, steps)| Matching::new(&relations, &steps, &bounds));
        let dyads = self.dyads_of(events, Some(&order));
        Copied { dyads, bounds, engine, order: Some(order), matching }
    }

    /// Adds the crossing of the query, if it has one, to other bounds.
    fn bounds_at<'s>(
        &self,
        bounds: Cow<'s, Bounds>,
        level: &dyn Fn(usize) -> i64,
    ) -> Cow<'s, Bounds> {
        match self.prepared.query.crossing_level() {
            None => bounds,
            Some(threshold) => {
                let bounds = bounds.into_owned();
                Cow::Owned(bounds.crossing(threshold.tenths(), self.observed.len(), level))
            }
        }
    }

    /// Returns the indices of the dyads of nodes, in the order of `order` if there is one.
    fn dyads_of(&self, events: &ShuffledEvents<'_>, order: Option<&[u32]>) -> Cow<'_, Dyads> {
        if order.is_none() && !events.changed.parties {
            return Cow::Borrowed(&self.dyads);
        }
        let (mut lists, mut list) = (Lists::default(), Vec::new());
        for node in 0..events.len() {
            let event = order.map_or(node, |order| order[node] as usize);
            match events.dyads.get(event) {
                Some(Some(dyad)) => {
                    list.clear();
                    list.extend(self.index_of(*dyad));
                    lists.push(&list);
                }
                _ => lists.push(&self.indices_of_sets[events.parties[event] as usize]),
            }
        }
        Cow::Owned(self.dyads.with_indices(lists))
    }
}

/// Returns the whole days within a half-open range of seconds.
fn whole_days((from, until): (i64, i64)) -> (i64, i64) {
    (from.div_euclid(DAY) + i64::from(from.rem_euclid(DAY) > 0), until.div_euclid(DAY))
}

/// Returns the bounds of a query but for its crossing. A span that may exclude a chain of a shuffle stays a
/// bound, also if it excludes none that was observed.
fn bounds_without_crossing(prepared: &Prepared<'_>, observed: &Observed) -> Bounds {
    let Prepared { view, query, engine, .. } = prepared;
    let mut bounds = prepared.bounds.clone();
    if query.crosses.is_some() {
        let mut without = query.clone();
        without.crosses = None;
        // The query was checked when it was prepared.
        let predicates = QueryPredicates::new(&without, view.timeline(), &mut Issues::default());
        bounds = Bounds::new(view, &without, &predicates, &engine.nodes);
    }
    let span = (observed.days.1 + 1 - observed.days.0).saturating_mul(DAY).min(query.most_span());
    bounds.within = query.within.map(|within| within.num_seconds()).filter(|within| *within < span);
    bounds
}

/// Which dyads are compared.
impl Shuffler<'_, '_> {
    /// Returns the indices of the dyads that are tested: those with enough events, in which a hop may end by
    /// the rules, whatever the times and levels.
    pub(crate) fn tested_dyads(&self, min_events: u64) -> Vec<usize> {
        let rules: Vec<Rule> = self.prepared.query.all_rules();
        let events = self.dyads.events();
        let parties = self.prepared.engine.nodes.parties;
        let (mut is_source, mut is_target) = (vec![false; parties], vec![false; parties]);
        for (a, b) in &self.dyads.all {
            is_source[*a as usize] = true;
            is_target[*b as usize] = true;
        }
        let may_follow = |(c, d): Dyad, events: u64| {
            rules.iter().any(|rule| match rule {
                Rule::Retaliation => self.index_of((d, c)).is_some(),
                Rule::Relay | Rule::Onward => is_target[c as usize],
                Rule::Counter | Rule::ThirdParty => is_source[d as usize],
                Rule::Persistence => events > 1,
                Rule::Joining => is_target[d as usize],
                Rule::Widening => is_source[c as usize],
                Rule::Declared => !self.prepared.engine.nodes.declared.is_empty(),
            })
        };
        let mut tested = Vec::new();
        for (nth, dyad) in self.dyads.all.iter().enumerate() {
            if events[nth] >= min_events && may_follow(*dyad, events[nth]) {
                tested.push(nth);
            }
        }
        tested
    }

    /// Returns the indices of the dyads with the most events, at most `most` of them.
    pub(crate) fn busiest_dyads(&self, most: usize) -> Vec<u32> {
        let events = self.dyads.events();
        let order = sorted_order(events.len(), &|a, b| events[b].cmp(&events[a]));
        order.into_iter().take(most).map(|dyad| dyad as u32).collect()
    }
}
