//! What a pass has found so far, of the events whose home is here.

use std::collections::HashMap;

use crate::{
    chain::number::Number,
    distributed::partial::{DyadPart, Partial},
    timeline::Dyad,
};

use super::{
    table::Table,
    value::{NO_LEVEL, Value},
};

/// What a pass has found so far, of the events whose home is here.
pub(super) struct Found<N> {
    hops: u64,
    chains: N,
    longest: u64,
    /// In tenths.
    greatest_rise: Option<i64>,
    /// The checked total of all values passed on: see [`Pass`](super::pass::Pass).
    passed: N,
    by_len: Vec<N>,
    /// Filled if it is asked for.
    by_dyad: Option<HashMap<Dyad, OfDyad<N>>>,
}

struct OfDyad<N> {
    events: u64,
    hops: u64,
    chains: N,
    greatest_rise: Option<i64>,
}

impl<N: Number> Found<N> {
    pub(super) fn new(counts_by_dyad: bool) -> Self {
        Self {
            hops: 0,
            chains: N::ZERO,
            longest: 0,
            greatest_rise: None,
            passed: N::ZERO,
            by_len: Vec::new(),
            by_dyad: counts_by_dyad.then(HashMap::new),
        }
    }

    fn of_dyads(&mut self, dyads: &[Dyad], visit: &mut dyn FnMut(&mut OfDyad<N>)) {
        let Some(by_dyad) = &mut self.by_dyad else { return };
        for dyad in dyads {
            visit(by_dyad.entry(*dyad).or_insert(OfDyad {
                events: 0,
                hops: 0,
                chains: N::ZERO,
                greatest_rise: None,
            }));
        }
    }

    /// Counts the hops to an event.
    pub(super) fn add_hops(&mut self, table: &Table, event: usize, hops: u32) {
        self.hops += u64::from(hops);
        self.of_dyads(&table.dyads(event), &mut |of_dyad| {
            of_dyad.events += 1;
            of_dyad.hops += u64::from(hops);
        });
    }

    /// Counts the chains that end in an event, which go on from the paths to its antecedents. `len` is their number of
    /// events if it is the same for all. `levels` are in tenths.
    pub(super) fn add_chains(
        &mut self,
        table: &Table,
        event: usize,
        received: &Value<N>,
        len: Option<usize>,
        levels: &[i64],
    ) {
        if !received.has_paths() || !table.may_end(event) || received.lowest == NO_LEVEL {
            return;
        }
        // Part of the checked total.
        let paths = received.paths;
        self.chains = self.chains.wrapping_plus(paths);
        if let Some(len) = len {
            self.by_len.resize(self.by_len.len().max(len + 1), N::ZERO);
            self.by_len[len] = self.by_len[len].wrapping_plus(paths);
        }
        let longest = len.unwrap_or(usize::from(received.longest) + 1) as u64;
        self.longest = self.longest.max(longest);
        let rise = levels[table.level(event)] - levels[usize::from(received.lowest)];
        self.greatest_rise = self.greatest_rise.max(Some(rise));
        self.of_dyads(&table.dyads(event), &mut |of_dyad| {
            of_dyad.chains = of_dyad.chains.wrapping_plus(paths);
            of_dyad.greatest_rise = of_dyad.greatest_rise.max(Some(rise));
        });
    }

    /// Adds numbers to the checked total. Returns `false` if it overflows.
    pub(super) fn pass_on(&mut self, numbers: [N; 2]) -> bool {
        let sum = self.passed.checked_plus(numbers[0]);
        match sum.and_then(|sum| sum.checked_plus(numbers[1])) {
            Some(sum) => self.passed = sum,
            None => return false,
        }
        true
    }

    pub(super) fn passed(&self) -> N {
        self.passed
    }

    pub(super) fn into_partial(self) -> Partial {
        let mut partial = Partial {
            hops: self.hops,
            chains: Some(self.chains.into_count()),
            longest: self.longest,
            greatest_rise: self.greatest_rise,
            ..Partial::default()
        };
        for (len, count) in self.by_len.into_iter().enumerate() {
            if count != N::ZERO {
                partial.by_len.insert(len as u64, count.into_count());
            }
        }
        for (dyad, of_dyad) in self.by_dyad.into_iter().flatten() {
            let part = DyadPart {
                events: of_dyad.events,
                hops: of_dyad.hops,
                chains: Some(of_dyad.chains.into_count()),
                greatest_rise: of_dyad.greatest_rise,
            };
            partial.by_dyad.insert(dyad, part);
        }
        partial
    }
}
