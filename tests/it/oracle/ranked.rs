//! The best chains: the list of all, sorted.

use std::{array, cmp::Reverse};

use super::{answers::Names, differences::Differences, listing::Listing};

/// The best chains by each rank.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ranked {
    /// By number of events, by rise, by weight.
    pub(crate) best: [Best; 3],
    pub(crate) heaviest: Option<Names>,
}

/// All chains, best first, and what is left where some rule out others.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Best {
    pub(crate) all: Vec<Names>,
    pub(crate) one_per_end: Vec<Names>,
    pub(crate) event_disjoint: Vec<Names>,
}

/// The best by every rank, where events weigh so much, in order of recording.
pub(crate) fn ranked(listing: &Listing<'_>, weights: &[i32]) -> Ranked {
    let weight = |event: &usize| i64::from(weights[listing.placed[*event].id]);
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
    /// Where these differ from what is due, in words; empty where they do not.
    pub(crate) fn differences(&self, due: &Self) -> String {
        let mut differences = Differences::default();
        differences.tell("heaviest", &self.heaviest, &due.heaviest);
        let ranks: [&str; 3] = ["longest", "rise", "weight"];
        let each: [_; 3] = array::from_fn(|rank| (ranks[rank], &self.best[rank], &due.best[rank]));
        for (rank, given, due) in each {
            let mut tell = |what, given: &[Names], due: &[Names]| {
                differences.tell_each(&format!("top by {rank}, {what}"), given, due);
            };
            tell("all", &given.all, &due.all);
            tell("one per end", &given.one_per_end, &due.one_per_end);
            tell("event disjoint", &given.event_disjoint, &due.event_disjoint);
        }
        differences.0
    }
}
