//! [`Outcome`]: the figures of single events that a transaction changes.

use std::collections::BTreeMap;

use super::{event_figures::EventFigure, leading::Leading, region::Region};
use crate::{
    chain::{answers::summary::Summary, chains::Chains, count::Count},
    watch::{
        figures::{ThreatStanding, threats},
        query_changes::{Change, Differences, ThreatChange, changed_threats},
        snapshot::OrderKey,
    },
};

/// The figures of single events that a transaction changes.
pub(super) struct Outcome {
    /// The events whose figures change, as they were and as they are. Each side may lack some events of the other.
    pub(super) figures: Change<Vec<EventFigure>>,
    /// The summaries of the events near by, of which the hops and chains are those of `figures`.
    pub(super) summaries: Change<Summary>,
    pub(super) differences: Differences,
    /// What becomes of threats; `None` for one that is no longer followed.
    pub(super) threats: BTreeMap<OrderKey, Option<ThreatStanding>>,
    pub(super) threat_changes: Vec<ThreatChange>,
    /// What leads to events where it changes, by record.
    pub(super) paths: Vec<(u32, Leading)>,
    /// The number of events near by.
    pub(super) compared: usize,
}

impl Outcome {
    /// Puts together the figures of the events near by whose chains differ. Returns `None` if the number of chains is
    /// not exact.
    pub(super) fn of(
        region: &Region,
        chains: Change<&Chains<'_>>,
        figures: Change<Vec<EventFigure>>,
        differences: impl FnOnce(&Change<(u64, Count)>) -> Option<Differences>,
        complete_to: Option<i64>,
    ) -> Option<Self> {
        let sums = Change { before: sums(&figures.before)?, after: sums(&figures.after)? };
        // The best chains are not those of all events, and left out.
        let summary = |chains: &Chains<'_>, (hops, count): &(u64, Count)| {
            chains.summary_of(*hops, count.clone(), 0, None)
        };
        let summaries = Change {
            before: summary(chains.before, &sums.before),
            after: summary(chains.after, &sums.after),
        };
        let before = threats(chains.before, &region.before, complete_to);
        let after = threats(chains.after, &region.after, complete_to);
        let mut changed = BTreeMap::new();
        for (key, _) in &before {
            changed.insert(*key, None);
        }
        for (key, threat) in &after {
            changed.insert(*key, Some(threat.clone()));
        }
        // Threats that stay as they are. Some of them may be followed further than the events near by.
        for (key, threat) in &before {
            if changed.get(key).is_some_and(|other| other.as_ref() == Some(threat)) {
                changed.remove(key);
            }
        }
        let [before, after] = [before, after].map(|threats| {
            let mut standings = Vec::with_capacity(threats.len());
            for (_, standing) in threats {
                standings.push(standing);
            }
            standings
        });
        Some(Self {
            figures,
            summaries,
            differences: differences(&sums)?,
            threats: changed,
            threat_changes: changed_threats(&before, &after),
            paths: Vec::new(),
            compared: region.before.timeline.len().max(region.after.timeline.len()),
        })
    }
}

/// Returns the numbers of hops and of chains that end in some events.
fn sums(figures: &[EventFigure]) -> Option<(u64, Count)> {
    let (mut hops, mut chains) = (0, Count::from(0));
    for figure in figures {
        hops += figure.ending.hops;
        chains = chains.plus(&figure.ending.chains)?;
    }
    Some((hops, chains))
}
