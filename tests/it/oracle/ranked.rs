//! The best chains, from the sorted list of all chains.

use std::{array, cmp::Reverse};

use super::{answers::Names, differences::Differences, listing::Listing};

/// The best chains by each rank.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ranked {
    /// By number of events, by rise, by weight.
    pub(crate) best: [Best; 3],
    pub(crate) heaviest: Option<Names>,
}

/// All chains, best first, and what remains of them when some exclude others.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Best {
    pub(crate) all: Vec<Names>,
    pub(crate) one_per_end: Vec<Names>,
    pub(crate) event_disjoint: Vec<Names>,
}

/// Returns the best chains by every rank, with a weight for each event in order of recording.
pub(crate) fn ranked(listing: &Listing<'_>, weights: &[i32]) -> Ranked {
    let weight = |event: &usize| i64::from(weights[listing.nodes[*event].id]);
    let heaviest = best(listing, |path| path.iter().map(weight).sum());
    let longest = best(listing, |path| path.len() as i64);
    let steepest = best(listing, |path| i64::from(listing.rise(path)));
    let best = [longest, steepest, heaviest];
    Ranked { heaviest: best[2].all.first().cloned(), best }
}

fn best(listing: &Listing<'_>, worth: impl Fn(&Vec<usize>) -> i64) -> Best {
    let mut sorted: Vec<&Vec<usize>> = listing.chains.iter().collect();
    // Equals stay in the order of ties.
    sorted.sort_by_key(|path| Reverse(worth(path)));
    let keeping = |fits: &dyn Fn(&Vec<usize>, &Vec<usize>) -> bool| {
        let mut kept: Vec<&Vec<usize>> = Vec::new();
        for path in &sorted {
            if kept.iter().all(|better| fits(better, path)) {
                kept.push(path);
            }
        }
        kept.into_iter().map(|path| listing.names(path)).collect()
    };
    Best {
        all: sorted.iter().map(|path| listing.names(path)).collect(),
        one_per_end: keeping(&|better, path| better.last() != path.last()),
        event_disjoint: keeping(&|better, path| path.iter().all(|event| !better.contains(event))),
    }
}

impl Ranked {
    /// Returns where these differ from the expected ones, as text; empty if they do not.
    pub(crate) fn differences(&self, expected: &Self) -> String {
        let mut differences = Differences::default();
        differences.compare("heaviest", &self.heaviest, &expected.heaviest);
        let ranks: [&str; 3] = ["longest", "rise", "weight"];
        let each: [_; 3] =
            array::from_fn(|rank| (ranks[rank], &self.best[rank], &expected.best[rank]));
        for (rank, actual, expected) in each {
            let mut compare = |what, actual: &[Names], expected: &[Names]| {
                differences.compare_each(&format!("top by {rank}, {what}"), actual, expected);
            };
            compare("all", &actual.all, &expected.all);
            compare("one per end", &actual.one_per_end, &expected.one_per_end);
            compare("event disjoint", &actual.event_disjoint, &expected.event_disjoint);
        }
        differences.0
    }
}
