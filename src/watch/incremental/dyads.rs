//! [`DyadFigures`]: the figures of a dyad, to which events are added and from which they are taken.

use std::sync::Arc;

use super::event_figures::EventFigure;
use crate::{
    chain::{answers::by_dyad::by_dyad::DyadTally, count::Count},
    model::Level,
};

/// The figures of a dyad.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DyadFigures {
    pub(super) events: u64,
    pub(super) hops: u64,
    pub(super) chains: Count,
    /// The greatest rises of the chains that end in an event, in tenths, each with the number of events, ascending. The
    /// greatest of all is known when events are taken away.
    pub(super) rises: Vec<(i64, u32)>,
}

impl Default for DyadFigures {
    fn default() -> Self {
        Self { events: 0, hops: 0, chains: Count::from(0), rises: Vec::new() }
    }
}

impl DyadFigures {
    /// Adds an event of the dyad. Returns `None` if the number of chains is not exact.
    pub(super) fn add(&mut self, figure: &EventFigure) -> Option<()> {
        self.events += 1;
        self.hops += figure.hops;
        self.chains = self.chains.plus(&figure.chains)?;
        if let Some(rise) = figure.best[1] {
            self.add_rise(rise);
        }
        Some(())
    }

    pub(super) fn add_rise(&mut self, rise: i64) {
        match self.rises.binary_search_by_key(&rise, |(rise, _)| *rise) {
            Ok(nth) => self.rises[nth].1 += 1,
            Err(nth) => self.rises.insert(nth, (rise, 1)),
        }
    }

    /// Takes away an event that was added. Returns `None` if the number of chains is not exact.
    pub(super) fn take(&mut self, figure: &EventFigure) -> Option<()> {
        self.events = self.events.checked_sub(1)?;
        self.hops = self.hops.checked_sub(figure.hops)?;
        self.chains = self.chains.less(&figure.chains)?;
        if let Some(rise) = figure.best[1] {
            let nth = self.rises.binary_search_by_key(&rise, |(rise, _)| *rise).ok()?;
            self.rises[nth].1 -= 1;
            if self.rises[nth].1 == 0 {
                self.rises.remove(nth);
            }
        }
        Some(())
    }

    /// Returns the figures as answers state them; `None` if no event of the dyad takes part.
    pub(super) fn tally(&self, parties: [Arc<str>; 2]) -> Option<DyadTally> {
        let rise = self.rises.last().map(|(rise, _)| Level::from_tenths(*rise));
        (self.events > 0)
            .then(|| DyadTally::new(parties, self.events, self.hops, self.chains.clone(), rise))
    }
}
