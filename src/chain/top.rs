//! The best chains, one after the other.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, VecDeque},
    fmt,
};

use super::{Chain, Chains, Rank};
use crate::timeline::EventRef;

/// Lists chains by their worth, best first: see [`Chains::top`] and [`Chains::top_heaviest`].
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, Rank, Timeline};
///
/// let timeline = Timeline::builder().build()?;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// assert_eq!(chains.top(Rank::Longest).count(), 0);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone)]
pub struct Top<'t> {
    due: VecDeque<Chain<'t>>,
}

impl<'t> Chains<'t> {
    /// Every chain, lazily, the best first and equals in the order of ties.
    pub fn top(&self, rank: Rank) -> Top<'t> {
        self.by_worth(|chain| match rank {
            Rank::Longest => chain.len() as i64,
            Rank::GreatestRise => i64::from(chain.rise().tenths()),
        })
    }

    /// Every chain, lazily, the one of the greatest sum of its events' weights first and equals in the
    /// order of ties.
    pub fn top_heaviest(&self, weight: impl Fn(EventRef<'t>) -> i32) -> Top<'t> {
        self.by_worth(|chain| chain.events().map(|event| i64::from(weight(event))).sum())
    }

    /// The chain of the greatest sum of its events' weights.
    pub fn heaviest(&self, weight: impl Fn(EventRef<'t>) -> i32) -> Option<Chain<'t>> {
        self.top_heaviest(weight).next()
    }

    fn by_worth(&self, worth: impl Fn(&Chain<'t>) -> i64) -> Top<'t> {
        let mut due: Vec<_> = self.iter().collect();
        due.sort_by_cached_key(|chain| Reverse(worth(chain)));
        Top { due: due.into() }
    }
}

impl Top<'_> {
    /// Of the chains that end in the same event only the best.
    pub fn one_per_end(mut self) -> Self {
        let mut ends = BTreeSet::new();
        self.due.retain(|chain| ends.insert(chain.nodes[chain.nodes.len() - 1]));
        self
    }

    /// The best, then the best that shares no event with it, and so on.
    pub fn event_disjoint(mut self) -> Self {
        let mut taken: BTreeSet<u32> = BTreeSet::new();
        self.due.retain(|chain| {
            let is_free = chain.nodes.iter().all(|node| !taken.contains(node));
            if is_free {
                taken.extend(&chain.nodes);
            }
            is_free
        });
        self
    }
}

impl<'t> Iterator for Top<'t> {
    type Item = Chain<'t>;

    fn next(&mut self) -> Option<Chain<'t>> {
        self.due.pop_front()
    }
}

impl fmt::Debug for Top<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Top").finish_non_exhaustive()
    }
}
