//! [`Update`]: what a transaction changes in the answers to a query.

use super::{
    changes::between,
    incremental::{Changed, KeptFigures},
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
        let new = KeptFigures::of(query, after, complete_to)?;
        let change = Change { before: figures.figures(), after: new.figures() };
        let changes = between(query, [before, after], change)?;
        Ok(Self::Anew(Box::new((new, changes))))
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
