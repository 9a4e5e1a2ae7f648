//! [`DyadFigures`]: the figures of a dyad, to which events are added and from which they are taken.

use std::sync::Arc;

use super::event_figures::Ending;
use crate::{
    chain::{answers::by_dyad::by_dyad::DyadTally, count::Count},
    model::Level,
};

/// The figures of a dyad.
#[derive(Clone, Debug, Default)]
pub(super) struct DyadFigures {
    pub(super) events: u32,
    /// The hops and chains that end in these events. `None` if there are none, which is so of most dyads in data of many
    /// actors: a dyad then takes 16 bytes in place of 72.
    ended: Option<Box<Ended>>,
}

/// The hops and chains that end in the events of a dyad.
#[derive(Clone, Debug)]
struct Ended {
    hops: u64,
    chains: Count,
    /// The greatest rises of the chains that end in an event, in tenths, each with the number of events, ascending. The
    /// greatest of all is known when events are taken away.
    rises: Vec<(i32, u32)>,
}

impl DyadFigures {
    pub(super) fn new(events: u64, hops: u64, chains: Count) -> Self {
        let mut figures = Self { events: events as u32, ended: None };
        if hops > 0 || chains != Count::from(0) {
            let ended = figures.ended();
            (ended.hops, ended.chains) = (hops, chains);
        }
        figures
    }

    fn ended(&mut self) -> &mut Ended {
        let none = || Box::new(Ended { hops: 0, chains: Count::from(0), rises: Vec::new() });
        self.ended.get_or_insert_with(none)
    }

    /// Adds an event of the dyad. Returns `None` if the number of chains is not exact.
    pub(super) fn add(&mut self, ending: &Ending) -> Option<()> {
        self.events = self.events.checked_add(1)?;
        if ending.hops > 0 || ending.chains != Count::from(0) {
            let ended = self.ended();
            ended.hops += ending.hops;
            ended.chains = ended.chains.plus(&ending.chains)?;
        }
        ending.best[1].map_or(Some(()), |rise| self.add_rise(rise))
    }

    /// Adds the greatest rise of the chains that end in an event. Returns `None` if it does not fit.
    pub(super) fn add_rise(&mut self, rise: i64) -> Option<()> {
        let rise = i32::try_from(rise).ok()?;
        let rises = &mut self.ended().rises;
        match rises.binary_search_by_key(&rise, |(rise, _)| *rise) {
            Ok(nth) => rises[nth].1 += 1,
            Err(nth) => rises.insert(nth, (rise, 1)),
        }
        Some(())
    }

    /// Takes away an event that was added. Returns `None` if the number of chains is not exact.
    pub(super) fn take(&mut self, ending: &Ending) -> Option<()> {
        self.events = self.events.checked_sub(1)?;
        let Some(ended) = &mut self.ended else {
            let is_none = ending.hops == 0 && ending.chains == Count::from(0);
            return is_none.then_some(());
        };
        ended.hops = ended.hops.checked_sub(ending.hops)?;
        ended.chains = ended.chains.less(&ending.chains)?;
        if let Some(rise) = ending.best[1] {
            let rise = i32::try_from(rise).ok()?;
            let nth = ended.rises.binary_search_by_key(&rise, |(rise, _)| *rise).ok()?;
            ended.rises[nth].1 -= 1;
            if ended.rises[nth].1 == 0 {
                ended.rises.remove(nth);
            }
        }
        if ended.hops == 0 && ended.chains == Count::from(0) {
            self.ended = None;
        }
        Some(())
    }

    /// Returns the figures as answers state them; `None` if no event of the dyad takes part.
    pub(super) fn tally(&self, parties: [Arc<str>; 2]) -> Option<DyadTally> {
        let (hops, chains, rise) = match &self.ended {
            Some(ended) => (ended.hops, ended.chains.clone(), ended.rises.last()),
            None => (0, Count::from(0), None),
        };
        let rise = rise.map(|(rise, _)| Level::from_tenths((*rise).into()));
        let events = u64::from(self.events);
        (events > 0).then(|| DyadTally::new(parties, events, hops, chains, rise))
    }
}
