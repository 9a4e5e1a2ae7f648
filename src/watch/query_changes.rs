//! [`QueryChanges`]: what a transaction changed in the answers to one query.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    chain_key::EventName,
    figures::{BestChain, Figures, ThreatStanding},
};
use crate::{
    chain::{
        answers::{by_dyad::by_dyad::DyadTally, summary::Summary},
        count::Count,
    },
    model::Level,
};

/// A value before and after a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change<T> {
    /// The value before.
    pub before: T,
    /// The value after.
    pub after: T,
}

/// What a transaction changed in the answers to one query: see [`Changes::of`](super::Changes::of).
///
/// A hop is a pair of events, and a chain is a sequence of them: a revised event is the same event. A chain therefore
/// stays if one of its events is revised and its events still follow one another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueryChanges {
    query: String,
    hops_appeared: u64,
    hops_gone: u64,
    chains_appeared: Count,
    chains_gone: Count,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    events_compared: Option<u64>,
    summary: Change<Summary>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    longest: Option<Change<Option<BestChain>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    greatest_rise: Option<Change<Option<BestChain>>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    dyads: Vec<DyadChange>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    crosses: Option<Level>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    threats: Vec<ThreatChange>,
}

/// The numbers of hops and of chains that are gone (`before`) and that appeared (`after`).
pub(super) struct Differences {
    pub(super) hops: Change<u64>,
    pub(super) chains: Change<Count>,
}

impl Differences {
    /// Returns the differences of two states with these numbers of hops and of chains, given how many appeared: what stayed
    /// is what there is after less what appeared, and the rest of what there was is gone. Returns `None` if a number of
    /// chains is not exact.
    pub(super) fn of(all: &Change<(u64, Count)>, appeared: (u64, Count)) -> Option<Self> {
        let ((hops_before, chains_before), (hops_after, chains_after)) = (&all.before, &all.after);
        let (hops, chains) = appeared;
        let hops_gone = (hops_before + hops).checked_sub(*hops_after)?;
        let chains_gone = chains_before.plus(&chains)?.less(chains_after)?;
        Some(Self {
            hops: Change { before: hops_gone, after: hops },
            chains: Change { before: chains_gone, after: chains },
        })
    }
}

impl QueryChanges {
    /// Compares the answers to a query. In `differences`, `before` is the number that is gone and `after` the number that
    /// appeared.
    pub(super) fn new(
        query: &str,
        crosses: Option<Level>,
        figures: Change<&Figures>,
        dyads: &Change<Vec<DyadTally>>,
        differences: Differences,
    ) -> Self {
        let Change { before, after } = figures;
        Self::of_parts(
            query,
            crosses,
            differences,
            Change { before: before.summary().clone(), after: after.summary().clone() },
            [Figures::longest, Figures::greatest_rise]
                .map(|best| Change { before: best(before).cloned(), after: best(after).cloned() }),
            changed_dyads(&dyads.before, &dyads.after),
            changed_threats(before.threats(), after.threats()),
        )
    }

    /// Returns the changes of a transaction that only changes what became of threats.
    pub(super) fn of_threats(
        query: &str,
        crosses: Option<Level>,
        summary: &Summary,
        threats: Vec<ThreatChange>,
    ) -> Self {
        let none = || Change { before: Count::from(0), after: Count::from(0) };
        let differences = Differences { hops: Change { before: 0, after: 0 }, chains: none() };
        let summary = Change { before: summary.clone(), after: summary.clone() };
        let best = [0, 1].map(|_| Change { before: None, after: None });
        Self::of_parts(query, crosses, differences, summary, best, Vec::new(), threats)
    }

    /// Puts together changes that were found one by one.
    pub(super) fn of_parts(
        query: &str,
        crosses: Option<Level>,
        differences: Differences,
        summary: Change<Summary>,
        best: [Change<Option<BestChain>>; 2],
        dyads: Vec<DyadChange>,
        threats: Vec<ThreatChange>,
    ) -> Self {
        let [longest, greatest_rise] =
            best.map(|change| (change.before != change.after).then_some(change));
        Self {
            query: query.to_owned(),
            hops_appeared: differences.hops.after,
            hops_gone: differences.hops.before,
            chains_appeared: differences.chains.after,
            chains_gone: differences.chains.before,
            events_compared: None,
            summary,
            longest,
            greatest_rise,
            dyads,
            crosses,
            threats,
        }
    }

    /// Returns the same changes, found among this number of events near those that the transaction touches.
    pub(super) fn found_among(mut self, events: usize) -> Self {
        self.events_compared = Some(events as u64);
        self
    }

    /// Returns the name of the query.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Returns the number of hops that exist only after the transaction.
    pub fn hops_appeared(&self) -> u64 {
        self.hops_appeared
    }

    /// Returns the number of hops that exist only before the transaction.
    pub fn hops_gone(&self) -> u64 {
        self.hops_gone
    }

    /// Returns the number of chains that exist only after the transaction, exact as far as [`Count`] is.
    pub fn chains_appeared(&self) -> &Count {
        &self.chains_appeared
    }

    /// Returns the number of chains that exist only before the transaction, exact as far as [`Count`] is.
    pub fn chains_gone(&self) -> &Count {
        &self.chains_gone
    }

    /// Returns the number of events among which the changes were found, before or after the transaction, whichever is
    /// greater; `None` if these were all events. See the [cost](super::Watch#cost) of transactions.
    pub fn events_compared(&self) -> Option<u64> {
        self.events_compared
    }

    /// Returns the summaries before and after the transaction.
    pub fn summary(&self) -> &Change<Summary> {
        &self.summary
    }

    /// Returns the longest chains before and after; `None` if the chain, its number of events and its rise are the same.
    pub fn longest(&self) -> Option<&Change<Option<BestChain>>> {
        self.longest.as_ref()
    }

    /// Returns the chains of the greatest rise before and after; `None` if the chain, its number of events and its rise
    /// are the same.
    pub fn greatest_rise(&self) -> Option<&Change<Option<BestChain>>> {
        self.greatest_rise.as_ref()
    }

    /// Returns the dyads whose figures changed, in order of the keys of source and target.
    pub fn dyads(&self) -> &[DyadChange] {
        &self.dyads
    }

    /// Returns the level that the query [crosses](crate::Query::crosses), if a chain crosses it after the transaction and
    /// none did before; otherwise `None`.
    pub fn newly_crossed(&self) -> Option<Level> {
        let none_before = *self.summary.before.chains() == Count::from(0);
        self.crosses.filter(|_| none_before && self.chains_appeared != Count::from(0))
    }

    /// Returns the threats, promises, warnings and ultimatums whose state or condition changed, in total order. Those
    /// that are no longer followed come last.
    pub fn threats(&self) -> &[ThreatChange] {
        &self.threats
    }

    /// Returns `true` if no answer changed.
    pub fn is_empty(&self) -> bool {
        let none = Count::from(0);
        self.hops_appeared == 0
            && self.hops_gone == 0
            && self.chains_appeared == none
            && self.chains_gone == none
            && self.summary.before == self.summary.after
            && self.longest.is_none()
            && self.greatest_rise.is_none()
            && self.dyads.is_empty()
            && self.threats.is_empty()
    }
}

/// The figures of a dyad before and after a transaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DyadChange {
    /// The figures before; `None` if no event of the dyad took part.
    pub before: Option<DyadTally>,
    /// The figures after; `None` if no event of the dyad takes part.
    pub after: Option<DyadTally>,
}

impl DyadChange {
    fn tally(&self) -> Option<&DyadTally> {
        self.after.as_ref().or(self.before.as_ref())
    }

    /// Returns the source as rolled up: the key of an actor or the name of a bloc.
    pub fn source(&self) -> &str {
        self.tally().map_or("", DyadTally::source)
    }

    /// Returns the target as rolled up: the key of an actor or the name of a bloc.
    pub fn target(&self) -> &str {
        self.tally().map_or("", DyadTally::target)
    }
}

/// What became of a threat, promise, warning or ultimatum before and after a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreatChange {
    /// What had become of it before the transaction; `None` if it was not followed.
    pub before: Option<ThreatStanding>,
    /// What has become of it after the transaction; `None` if it is no longer followed.
    pub after: Option<ThreatStanding>,
}

fn changed_dyads(before: &[DyadTally], after: &[DyadTally]) -> Vec<DyadChange> {
    let mut changes: BTreeMap<(&str, &str), DyadChange> = BTreeMap::new();
    for tally in before {
        let change = DyadChange { before: Some(tally.clone()), after: None };
        changes.insert((tally.source(), tally.target()), change);
    }
    for tally in after {
        let change = changes.entry((tally.source(), tally.target()));
        change.or_insert(DyadChange { before: None, after: None }).after = Some(tally.clone());
    }
    changes.into_values().filter(|change| change.before != change.after).collect()
}

pub(super) fn changed_threats(
    before: &[ThreatStanding],
    after: &[ThreatStanding],
) -> Vec<ThreatChange> {
    let mut known: BTreeMap<&EventName, &ThreatStanding> = BTreeMap::new();
    for standing in before {
        known.insert(standing.event(), standing);
    }
    let mut changes = Vec::new();
    for standing in after {
        let before = known.remove(standing.event());
        if before != Some(standing) {
            changes.push(ThreatChange { before: before.cloned(), after: Some(standing.clone()) });
        }
    }
    for standing in before {
        if known.contains_key(standing.event()) {
            changes.push(ThreatChange { before: Some(standing.clone()), after: None });
        }
    }
    changes
}
