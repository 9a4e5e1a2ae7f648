//! The chains that a walk visits, taken from the list of all chains.

use super::{answers::Names, differences::Differences, listing::Listing};

/// Chains in the order in which they are listed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Walks {
    pub(crate) every: Vec<Visit>,
    pub(crate) maximal: Vec<Visit>,
    /// The chains in which no actor is twice a source, by the most events they may have.
    pub(crate) distinct: Vec<(usize, Vec<Names>)>,
}

/// A chain, and the number of last events that it shares with the chain before.
pub(crate) type Visit = (Names, usize);

/// The maximum lengths that chains of distinct actors are listed for.
pub(crate) const MAX_EVENTS: [usize; 6] = [0, 1, 2, 3, 5, usize::MAX];

pub(crate) fn walks(listing: &Listing<'_>) -> Walks {
    let names = |path: &Vec<usize>| listing.names(path);
    let of_distinct = |most: usize| {
        let fitting =
            |path: &&Vec<usize>| path.len() <= most && has_distinct_sources(listing, path);
        (most, listing.chains.iter().filter(fitting).map(names).collect())
    };
    Walks {
        every: visits(listing.named().into_iter()),
        maximal: visits(listing.maximal().map(names)),
        distinct: MAX_EVENTS.map(of_distinct).to_vec(),
    }
}

fn visits(chains: impl Iterator<Item = Names>) -> Vec<Visit> {
    let mut before = Names::new();
    let visit = |chain: Names| {
        let kept = shared(&before, &chain);
        before.clone_from(&chain);
        (chain, kept)
    };
    chains.map(visit).collect()
}

/// Returns the number of last events that two chains share.
pub(crate) fn shared(one: &Names, other: &Names) -> usize {
    one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count()
}

/// Returns `true` if no party is a source of two events of a chain.
fn has_distinct_sources(listing: &Listing<'_>, path: &[usize]) -> bool {
    let acts_in = |event: usize, party: usize| {
        listing.nodes[event].dyads.iter().any(|(source, _)| *source == party)
    };
    path.iter().enumerate().all(|(nth, event)| {
        let mut sources = listing.nodes[*event].dyads.iter().map(|(source, _)| *source);
        sources.all(|party| !path[..nth].iter().any(|before| acts_in(*before, party)))
    })
}

impl Walks {
    /// Returns where these differ from the expected ones, as text; empty if they do not.
    pub(crate) fn differences(&self, expected: &Self) -> String {
        let mut differences = Differences::default();
        differences.compare_each("walked", &self.every, &expected.every);
        differences.compare_each("walked maximal", &self.maximal, &expected.maximal);
        differences.compare_each("distinct actors", &self.distinct, &expected.distinct);
        differences.0
    }
}
