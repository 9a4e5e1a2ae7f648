//! Finding what a transaction changes by asking a query of all events that may be in a chain with one that it touches,
//! before and after it.

use std::collections::HashMap;

use super::{
    event_figures::{Ending, EventFigure, RANKS, best_values},
    outcome::Outcome,
    region::{Margins, Search},
};
use crate::{
    chain::{
        answers::by_dyad::counting::{CountByDyad, Dyads},
        chains::Chains,
        count::Count,
        number::widening,
    },
    error::Error,
    watch::{
        changes::difference,
        query_changes::{Change, Differences},
        snapshot::Snapshot,
    },
};

/// Returns `None` if there is no bound on the span of chains, or if their number is not exact.
pub(super) fn by_region(search: &Search<'_>) -> Result<Option<Outcome>, Error> {
    if search.reach == i64::MAX && !search.locality.is_within_pairs {
        return Ok(None);
    }
    let margins = Margins { before: search.reach, after: search.reach, until_silence: true };
    let Some(region) = search.region(search.touched, margins) else { return Ok(None) };
    let old = search.query.chains(&region.before.timeline)?;
    let new = search.query.chains(&region.after.timeline)?;
    let mut figures = Change {
        before: event_figures(&old, &region.before),
        after: event_figures(&new, &region.after),
    };
    keep_differing(&mut figures);
    let chains = Change { before: &old, after: &new };
    let differences = |sums: &Change<(u64, Count)>| {
        let (here, there) = ((&new, &region.after), (&old, &region.before));
        let appeared = difference(here, there, Some(search.touched));
        // Events whose figures stay, which are not among the sums, end as many hops and chains before and after.
        Differences::of(sums, (appeared.hops(), appeared.chains()))
    };
    Ok(Outcome::of(&region, chains, figures, differences, search.complete_to))
}

/// Returns the figures of all events, in total order.
fn event_figures(chains: &Chains<'_>, snapshot: &Snapshot) -> Vec<EventFigure> {
    let prepared = &*chains.prepared;
    let engine = &prepared.engine;
    let each = Dyads::of_each_node(engine.nodes.len());
    let of_paths = prepared.matching.as_ref().map(|matching| each.repeated(matching.events()));
    let dyads = of_paths.as_ref().unwrap_or(&each);
    let counted = prepared.all_chains();
    let counted = counted.and_then(|chains| widening(&CountByDyad { chains, dyads }));
    let mut counted = counted.map(Vec::into_iter);
    let hops = engine.hops_by_dyad(&each);
    let [longest, greatest_rise] = RANKS.map(|rank| best_values(prepared, rank));
    let mut figures = Vec::with_capacity(engine.nodes.len());
    for node in 0..engine.nodes.len() {
        let chains = counted.as_mut().and_then(Iterator::next);
        figures.push(EventFigure {
            key: snapshot.order_key(prepared.event(node)),
            dyads: engine.nodes.dyads.of(node).to_vec(),
            ending: Ending {
                hops: hops[node],
                chains: chains.unwrap_or_else(|| Count::from(0)),
                best: [longest[node], greatest_rise[node]],
            },
        });
    }
    figures
}

/// Keeps the events whose figures are others before than after.
fn keep_differing(figures: &mut Change<Vec<EventFigure>>) {
    let mut before = HashMap::with_capacity(figures.before.len());
    for figure in figures.before.drain(..) {
        before.insert(figure.key, figure);
    }
    figures.after.retain(|figure| {
        let is_same = before.get(&figure.key) == Some(figure);
        if is_same {
            before.remove(&figure.key);
        }
        !is_same
    });
    figures.before.extend(before.into_values());
}
