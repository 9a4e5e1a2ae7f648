//! [`Locality`]: how far from an event a change of it may change chains.

use std::collections::BTreeSet;

use crate::{
    chain::{
        engine::terms::all_strict,
        query::{
            query::Query,
            rule::{Pairing, Rule},
        },
    },
    model::EventId,
    timeline::{Levels, Predicate, Timeline, ViewStep},
    watch::watched_query::WatchedQuery,
};

/// How far from an event a change of it may change the chains and threats of a query.
#[derive(Clone, Debug)]
pub(in crate::watch) struct Locality {
    /// Whether both events of a hop are between the same two actors.
    pub(super) is_within_pairs: bool,
    /// The longest gap of a hop, in seconds.
    pub(super) longest_gap: i64,
    /// How long a threat stays open, in seconds.
    pub(super) open: i64,
    /// Whether levels rise along each chain, or fall along each.
    is_monotone: bool,
    /// The greatest span of a chain by the bounds of the query on chains, in seconds.
    most_span: i64,
}

impl Locality {
    /// Returns `None` if an event may change whether two others are a hop or what the view shows of them, or if hops
    /// have no longest gap: then all chains are found again after each transaction.
    pub(in crate::watch) fn of(watched: &WatchedQuery) -> Option<Self> {
        let query = watched.query();
        let hop_queries = query.hop_queries().1;
        let max_gap = query.max_gap?.num_seconds();
        let longest_gap = hop_queries.iter().map(|query| query.gap_seconds().1).max()?;
        let is_local = query.unless.is_none()
            && query.pairing == Pairing::Any
            && query.deriving.is_none()
            && longest_gap < i64::MAX
            && watched.view().iter().all(is_local)
            && predicates(query).iter().all(|predicate| !predicate.has_closure());
        let within_pairs = [Rule::Retaliation, Rule::Persistence, Rule::Declared];
        let is_within_pairs = query.all_rules().iter().all(|rule| within_pairs.contains(rule));
        let open = query.threats_open_for.map_or(max_gap, |open| open.num_seconds());
        let within = query.within.map_or(i64::MAX, |within| within.num_seconds());
        is_local.then(|| Self {
            is_within_pairs,
            longest_gap,
            open,
            is_monotone: all_strict(query),
            most_span: query.most_span().min(within),
        })
    }

    /// Returns the greatest time, in seconds, from an event to one that is in a hop, a chain or a threat with it, if events
    /// have this number of different levels; `i64::MAX` if there is no bound.
    pub(super) fn reach(&self, levels: usize) -> i64 {
        let by_level = match self.is_monotone {
            true => self.longest_gap.saturating_mul(levels.saturating_sub(1) as i64),
            false => i64::MAX,
        };
        // A hop may be longer than any chain may span.
        by_level.min(self.most_span).max(self.longest_gap).max(self.open)
    }
}

/// Returns `true` if a step decides for each event alone whether it is shown, and shows it as it is recorded.
fn is_local(step: &ViewStep) -> bool {
    match step {
        ViewStep::Only { predicate } => !predicate.has_closure(),
        ViewStep::IndependentReports { .. } => true,
        _ => step.looks_at_one_event(),
    }
}

fn predicates(query: &Query) -> Vec<&Predicate> {
    let mut predicates = Vec::new();
    for predicate in [&query.first, &query.last, &query.every] {
        predicates.extend(predicate);
    }
    for step in &query.steps {
        predicates.extend(&step.predicate);
    }
    predicates
}

/// Returns the levels, in tenths, that the events of a timeline have on the scale of a query and that are not below its
/// floor, and perhaps some others. Takes O(t + d) for t event types and d events with details.
pub(super) fn levels(timeline: &Timeline, query: &Query) -> BTreeSet<i64> {
    let table = Levels::new(timeline, query.scale());
    let mut levels = BTreeSet::new();
    let floor = query.floor_level();
    let mut add = |level: Option<crate::model::Level>| {
        if let Some(level) = level.filter(|level| floor.is_none_or(|floor| *level >= floor)) {
            levels.insert(level.tenths());
        }
    };
    for level in table.of_types() {
        add(level);
    }
    for (id, _) in timeline.columns().all_details() {
        add(table.of(EventId(id as u32).index()));
    }
    levels
}
