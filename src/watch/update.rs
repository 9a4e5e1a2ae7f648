//! [`Update`]: what a transaction changes in the answers to a query.

use super::{
    change_log::Touches,
    changes::between,
    incremental::{Changed, KeptFigures, Locality},
    layers::Layers,
    query_changes::{Change, QueryChanges},
    watched_query::WatchedQuery,
};
use crate::error::Error;

/// What a transaction changes in the answers to a query, to be applied once no query has a problem.
pub(super) enum Update {
    /// Found among the events near those that it touches.
    Near(Box<Changed>),
    /// All chains were found again.
    Anew(Box<(KeptFigures, QueryChanges)>),
}

impl Update {
    pub(super) fn of(
        query: &WatchedQuery,
        figures: &mut KeptFigures,
        states: [&Layers; 2],
        records: Option<&[u32]>,
        complete_to: Option<i64>,
    ) -> Result<Self, Error> {
        if let Some(records) = records
            && let Some(changed) = figures.changed(query, states, records, complete_to)?
        {
            return Ok(Self::Near(Box::new(changed)));
        }
        let [before, after] = states.map(Layers::whole);
        let (old, new) = (query.chains(&before.timeline)?, query.chains(&after.timeline)?);
        let kept = KeptFigures::of(&new, after, complete_to);
        let change = Change { before: figures.figures(), after: kept.figures() };
        let chains = Change { before: &old, after: &new };
        let touched = records.filter(|_| Locality::of(query).is_some());
        let changes = between(query, chains, [before, after], change, touched);
        Ok(Self::Anew(Box::new((kept, changes))))
    }

    /// Returns what changes; `None` if anything may.
    pub(super) fn touches(&self) -> Option<Touches> {
        match self {
            Self::Near(changed) => Some(changed.touches().clone()),
            Self::Anew(_) => None,
        }
    }

    pub(super) fn apply(self, figures: &mut KeptFigures) -> QueryChanges {
        match self {
            Self::Near(changed) => figures.apply(*changed),
            Self::Anew(anew) => {
                let (new, changes) = *anew;
                *figures = new;
                changes
            }
        }
    }
}
