//! [`Figures`]: the answers about all chains that a watch keeps for each query.

use serde::{Deserialize, Serialize};

use super::{
    chain_key::{ChainKey, EventName},
    snapshot::{OrderKey, Snapshot},
};
use crate::{
    chain::{answers::summary::Summary, chain::Chain, chains::Chains},
    model::Level,
    threats::{ConditionState, ThreatState, tracker::ThreatTracker},
};

/// The answers to a query about all that is recorded: see [`Watch::figures`](super::Watch::figures).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    summary: Summary,
    longest: Option<BestChain>,
    greatest_rise: Option<BestChain>,
    threats: Vec<ThreatStanding>,
}

impl Figures {
    /// Returns the answers about the chains of a query. Threats lapse by the time to which the data are complete, in
    /// seconds since 1970.
    pub(super) fn of(chains: &Chains<'_>, snapshot: &Snapshot, complete_to: Option<i64>) -> Self {
        let best = |chain: Option<Chain<'_>>| chain.map(|chain| BestChain::of(&chain, snapshot));
        let mut figures = Self {
            summary: chains.summary(),
            longest: best(chains.longest()),
            greatest_rise: best(chains.greatest_rise()),
            threats: Vec::new(),
        };
        figures.replace_threats(threats(chains, snapshot, complete_to));
        figures
    }

    /// Puts together answers that were found one by one.
    pub(super) fn of_parts(
        summary: Summary,
        [longest, greatest_rise]: [Option<BestChain>; 2],
        threats: Vec<ThreatStanding>,
    ) -> Self {
        Self { summary, longest, greatest_rise, threats }
    }

    /// Replaces what became of all threats.
    pub(super) fn replace_threats(&mut self, threats: Vec<(OrderKey, ThreatStanding)>) {
        self.threats = Vec::with_capacity(threats.len());
        for (_, threat) in threats {
            self.threats.push(threat);
        }
    }

    /// Returns the summary, which holds the number of chains.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Returns the longest chain; `None` if there is no chain.
    pub fn longest(&self) -> Option<&BestChain> {
        self.longest.as_ref()
    }

    /// Returns the chain of the greatest rise; `None` if there is no chain.
    pub fn greatest_rise(&self) -> Option<&BestChain> {
        self.greatest_rise.as_ref()
    }

    /// Returns what became of each threat, promise, warning and ultimatum, in total order.
    ///
    /// These are the statements that [`View::threats`](crate::View::threats) follows. A threat lapses only by the time
    /// to which the data are stated to be [complete](super::Transaction::complete_to). Until such a time is stated, no
    /// threat lapses.
    pub fn threats(&self) -> &[ThreatStanding] {
        &self.threats
    }
}

/// Returns what became of each threat, in total order.
pub(super) fn threats(
    chains: &Chains<'_>,
    snapshot: &Snapshot,
    complete_to: Option<i64>,
) -> Vec<(OrderKey, ThreatStanding)> {
    let tracker = ThreatTracker::with_data_until(chains, complete_to.unwrap_or(i64::MIN));
    let mut threats = Vec::new();
    tracker.each(&mut |event, threat| {
        let condition = threat.condition.map(|condition| condition.state);
        let standing =
            ThreatStanding { event: snapshot.name(event), state: threat.state, condition };
        threats.push((snapshot.order_key(event), standing));
    });
    threats
}

/// The best chain by a rank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BestChain {
    key: ChainKey,
    events: usize,
    rise: Level,
}

impl BestChain {
    pub(super) fn of(chain: &Chain<'_>, snapshot: &Snapshot) -> Self {
        Self { key: snapshot.chain_key(chain), events: chain.len(), rise: chain.rise() }
    }

    /// Returns the names of its events.
    pub fn key(&self) -> &ChainKey {
        &self.key
    }

    /// Returns the number of its events, 2 or more.
    pub fn events(&self) -> usize {
        self.events
    }

    /// Returns the level of its last event less that of its first, in units of the scale.
    pub fn rise(&self) -> Level {
        self.rise
    }
}

/// What has become of a threat, promise, warning or ultimatum in one state of a watch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreatStanding {
    event: EventName,
    state: ThreatState,
    condition: Option<ConditionState>,
}

impl ThreatStanding {
    /// Returns the name of the statement.
    pub fn event(&self) -> &EventName {
        &self.event
    }

    /// Returns what became of it.
    pub fn state(&self) -> ThreatState {
        self.state
    }

    /// Returns whether its condition was met; `None` if it has none.
    pub fn condition(&self) -> Option<ConditionState> {
        self.condition
    }
}
