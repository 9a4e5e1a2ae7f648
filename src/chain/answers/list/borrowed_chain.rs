//! A chain borrowed from a walk.

use std::{fmt, sync::Arc};

use crate::{
    chain::{chain::Chain, prepared::Prepared},
    timeline::EventRef,
};

/// A chain borrowed from a [`Walk`](crate::chain::Walk), until the walk moves on.
///
/// ```
/// # use chrono::TimeDelta;
/// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
/// # let mut builder = Timeline::builder();
/// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
/// # let mut strike = |by, on, when: &str, rung: i32| {
/// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
/// # };
/// let first = strike(a, b, "2024-04-01", 3);
/// let second = strike(b, a, "2024-04-02", 5);
/// # let timeline = builder.build()?;
/// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
/// let mut walk = timeline.chains(&query)?.walk();
/// let chain = walk.next_chain().unwrap();
/// assert!(chain.events().map(|event| event.id()).eq([first, second]));
/// let kept = chain.to_chain();
/// assert!(walk.next_chain().is_none());
/// assert_eq!(kept.rise().units(), 2.0);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct BorrowedChain<'w, 't> {
    pub(crate) prepared: &'w Arc<Prepared<'t>>,
    /// From the last event backward.
    pub(crate) path: &'w [u32],
    pub(crate) kept: usize,
}

impl<'w, 't> BorrowedChain<'w, 't> {
    /// Returns the events, from the first to the last.
    pub fn events(
        &self,
    ) -> impl DoubleEndedIterator<Item = EventRef<'t>> + ExactSizeIterator + use<'w, 't> {
        let prepared = self.prepared;
        self.path.iter().rev().map(|node| prepared.event(prepared.node_of_path(*node) as usize))
    }

    /// Returns the number of events, which is 2 or more.
    #[expect(clippy::len_without_is_empty, reason = "a chain is never empty")]
    pub fn len(&self) -> usize {
        self.path.len()
    }

    /// Returns how many of its last events are also the last events of the chain before it; 0 for the first
    /// chain. A value computed along a chain from its end need not be computed again for these events.
    pub fn shared_suffix_len(&self) -> usize {
        self.kept
    }

    /// Returns a copy that outlives the step of the walk.
    pub fn to_chain(&self) -> Chain<'t> {
        let mut path = self.path.to_vec();
        path.reverse();
        Chain { prepared: Arc::clone(self.prepared), nodes: self.prepared.nodes_of_path(path) }
    }
}

impl fmt::Debug for BorrowedChain<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.events().map(|event| event.label())).finish()
    }
}
