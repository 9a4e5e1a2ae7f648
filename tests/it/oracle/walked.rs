//! What a walk through the list comes by.

use super::{answers::Names, differences::Differences, listing::Listing};

/// Chains as they are listed one after another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Walks {
    pub(crate) every: Vec<Stop>,
    pub(crate) maximal: Vec<Stop>,
    /// Those in which nobody acts twice, of so many events at most.
    pub(crate) distinct: Vec<(usize, Vec<Names>)>,
}

/// A chain, and how many of its last events it shares with the one before.
pub(crate) type Stop = (Names, usize);

/// The lengths up to which chains of distinct actors are asked for.
pub(crate) const MOST_EVENTS: [usize; 6] = [0, 1, 2, 3, 5, usize::MAX];

pub(crate) fn walks(listing: &Listing<'_>) -> Walks {
    let names = |path: &Vec<usize>| listing.names(path);
    let of_distinct = |most: usize| {
        let fitting = |path: &&Vec<usize>| path.len() <= most && nobody_acts_twice(listing, path);
        (most, listing.chains.iter().filter(fitting).map(names).collect())
    };
    Walks {
        every: stops(listing.named().into_iter()),
        maximal: stops(listing.maximal().map(names)),
        distinct: MOST_EVENTS.map(of_distinct).to_vec(),
    }
}

fn stops(chains: impl Iterator<Item = Names>) -> Vec<Stop> {
    let mut before = Names::new();
    let stop = |chain: Names| {
        let kept = shared(&before, &chain);
        before.clone_from(&chain);
        (chain, kept)
    };
    chains.map(stop).collect()
}

/// How many last events two chains share.
pub(crate) fn shared(one: &Names, other: &Names) -> usize {
    one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count()
}

/// Whether no party is the source of a dyad of one event and again of another.
fn nobody_acts_twice(listing: &Listing<'_>, path: &[usize]) -> bool {
    let acts_in = |event: usize, party: usize| {
        listing.placed[event].dyads.iter().any(|(source, _)| *source == party)
    };
    path.iter().enumerate().all(|(nth, event)| {
        let mut sources = listing.placed[*event].dyads.iter().map(|(source, _)| *source);
        sources.all(|party| !path[..nth].iter().any(|before| acts_in(*before, party)))
    })
}

impl Walks {
    /// Where these differ from what is due, in words; empty where they do not.
    pub(crate) fn differences(&self, due: &Self) -> String {
        let mut differences = Differences::default();
        differences.tell_each("walked", &self.every, &due.every);
        differences.tell_each("walked maximal", &self.maximal, &due.maximal);
        differences.tell_each("distinct actors", &self.distinct, &due.distinct);
        differences.0
    }
}
