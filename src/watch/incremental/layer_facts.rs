//! [`LayerFacts`]: what is known of a layer for one query.

use std::{collections::BTreeSet, sync::Arc};

use super::{locality::levels, pair_index::PairIndex};
use crate::{
    timeline::RollUp,
    watch::{
        layers::{Layer, Layers},
        watched_query::WatchedQuery,
    },
};

/// What is known of a layer for one query.
#[derive(Debug)]
pub(super) struct LayerFacts {
    layer: Arc<Layer>,
    /// The levels of its events, in tenths.
    pub(super) levels: BTreeSet<i64>,
    /// Only if the events of a pair of actors are looked for.
    pub(super) pairs: Option<PairIndex>,
}

impl LayerFacts {
    /// Returns the layer, which is only to be compared with others.
    pub(super) fn layer(&self) -> *const Layer {
        Arc::as_ptr(&self.layer)
    }
}

/// Finds what is to be known of each layer, as far as it is not known. `has_pairs` says whether the pairs of actors are.
pub(super) fn find_facts(
    known: &mut Vec<LayerFacts>,
    query: &WatchedQuery,
    layers: &Layers,
    roll_up: &RollUp<'_>,
    has_pairs: bool,
) {
    let mut before = std::mem::take(known);
    for layer in layers.all() {
        let nth = before.iter().position(|facts| Arc::ptr_eq(&facts.layer, layer));
        known.push(match nth {
            Some(nth) => before.swap_remove(nth),
            None => LayerFacts {
                layer: Arc::clone(layer),
                levels: levels(layer.timeline(), query.query()),
                pairs: has_pairs.then(|| PairIndex::new(layer.timeline(), roll_up)),
            },
        });
    }
}
