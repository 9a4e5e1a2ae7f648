//! The search for the next best chain: a priority queue of candidates, over parts of the scope that have no
//! chain in common.

use std::{
    cmp::{Ordering, Reverse},
    collections::{BinaryHeap, HashSet},
    ops::Range,
    sync::Arc,
};

use crate::{
    chain::answers::best::{
        best_paths::Ranking,
        groups::UnexpandedGroups,
        k_best::{Candidate, KBest},
        objective::PathEnd,
    },
    parallel,
};

/// The state of a search. Every method takes the same ranking.
#[derive(Clone, Default)]
pub(crate) struct Search {
    groups: Option<UnexpandedGroups>,
    parts: Vec<Part>,
    queue: BinaryHeap<Entry>,
    /// The chain returned last, if its deviations are not yet in the queue.
    returned: Option<Entry>,
    /// The ends or all events of the chains returned, if these exclude other chains.
    excluded: HashSet<u32>,
}

/// A part of the scope. Parts have no chain in common.
#[derive(Clone)]
struct Part {
    extent: Extent,
    /// Computed when a chain of the part is first needed.
    k_best: Option<Box<KBest>>,
}

/// Which chains belong to a part.
#[derive(Clone)]
enum Extent {
    Whole,
    /// The chains that start with one of these nodes.
    Starts(Range<usize>),
    /// The chains of a group, given by its slots.
    Group(Range<usize>),
}

/// An entry of the queue: a chain, or a placeholder that precedes all the chains it stands for.
#[derive(Clone)]
struct Entry {
    candidate: Candidate,
    /// The index of the part.
    part: usize,
    stage: Stage,
}

/// What is known of an entry.
#[derive(Clone)]
enum Stage {
    /// Stands for all chains with this end and with the ends after it in the part. Only the end and the value
    /// are known.
    End,
    /// Stands for a complete chain and its deviations. If it is a deviation itself, this has the chain that it
    /// deviates from, and the deviations of which it was the best.
    Chain(Option<(Arc<Candidate>, Range<usize>)>),
    /// Stands for all chains of the part, and was the best of these when this many events were excluded.
    Disjoint(usize),
}

impl Entry {
    fn end(end: PathEnd, part: usize) -> Self {
        Self { candidate: Candidate::ending(end), part, stage: Stage::End }
    }

    /// Returns the key of the order: value, then ties from the last event backward. An incomplete chain
    /// precedes all its extensions, so that it bounds them.
    fn key(&self) -> (i64, Reverse<(&[u32], usize)>) {
        (self.candidate.value, Reverse((&self.candidate.nodes, self.part)))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Entry {}

impl Search {
    /// Starts a search with the best end of each part.
    pub(crate) fn start(whole: &Ranking<'_>) -> Self {
        let mut search = Self::default();
        if whole.has_groups() {
            search.groups = Some(UnexpandedGroups::default());
            return search;
        }
        let best = |ranking: Ranking<'_>| {
            if ranking.engine.cancellation.is_stopped() {
                return None;
            }
            let k_best = KBest::new(&ranking);
            let (end, starts) = (k_best.end(), ranking.scope.starts());
            Some(end.map(|end| match ranking.scope.starts_at_one_onset() {
                // There may be many parts, so their paths are computed again once they are needed.
                true => (end, Part { extent: Extent::Starts(starts), k_best: None }),
                false => (end, Part { extent: Extent::Whole, k_best: Some(Box::new(k_best)) }),
            }))
        };
        parallel::try_for_each(&mut whole.parts(), best, |best| {
            if let Some((end, part)) = best {
                search.queue.push(Entry::end(end, search.parts.len()));
                search.parts.push(part);
            }
            Some(())
        });
        search
    }

    /// Makes a part of every group with a better end than the best entry, then removes the best entry.
    fn pop(&mut self, whole: &Ranking<'_>) -> Option<Entry> {
        if let Some(groups) = &mut self.groups {
            let end =
                |Entry { candidate, .. }: &Entry| PathEnd::new(candidate.value, candidate.nodes[0]);
            while let Some((end, group)) = groups.next_better(whole, self.queue.peek().map(end)) {
                self.queue.push(Entry::end(end, self.parts.len()));
                self.parts.push(Part { extent: Extent::Group(group), k_best: None });
            }
        }
        self.queue.pop()
    }

    /// Returns the next best of all chains.
    pub(crate) fn next(&mut self, whole: &Ranking<'_>) -> Option<Candidate> {
        if let Some(returned) = self.returned.take() {
            self.push_deviations(whole, returned);
        }
        let entry = self.next_chain(whole)?;
        let candidate = entry.candidate.clone();
        self.returned = Some(entry);
        Some(candidate)
    }

    /// Returns the next best chain with an end that no chain returned before has.
    pub(crate) fn next_end(&mut self, whole: &Ranking<'_>) -> Option<Candidate> {
        loop {
            let candidate = self.next_chain(whole)?.candidate;
            if self.excluded.insert(candidate.nodes[0]) {
                return Some(candidate);
            }
        }
    }

    /// Removes the best chain from the queue, without adding its deviations.
    fn next_chain(&mut self, whole: &Ranking<'_>) -> Option<Entry> {
        loop {
            let mut entry = self.pop(whole)?;
            if !matches!(entry.stage, Stage::End) {
                return Some(entry);
            }
            let (ranking, k_best) = self.parts[entry.part].open(whole);
            k_best.remove_end(&ranking);
            if let Some(end) = k_best.end() {
                self.queue.push(Entry::end(end, entry.part));
            }
            k_best.complete(&ranking, &mut entry.candidate);
            // Back into the queue: other chains may precede it now that all its events are known.
            entry.stage = Stage::Chain(None);
            self.queue.push(entry);
        }
    }

    /// Adds the best deviation of a chain, and the best remaining ones of the chain that it deviates from:
    /// the three sets of the [module `k_best`](super::k_best).
    fn push_deviations(&mut self, whole: &Ranking<'_>, returned: Entry) {
        let Entry { candidate, part, stage } = returned;
        let deviation = candidate.deviation;
        let mut sets = vec![(deviation..candidate.nodes.len() + 1, Arc::new(candidate))];
        if let Stage::Chain(Some((from, deviations))) = stage {
            sets.push((deviations.start..deviation, Arc::clone(&from)));
            sets.push((deviation + 1..deviations.end, from));
        }
        let (ranking, k_best) = self.parts[part].open(whole);
        for (deviations, from) in sets {
            let best = k_best.best_deviation(&ranking, &from, deviations.clone());
            if let Some(candidate) = best {
                let stage = Stage::Chain(Some((from, deviations)));
                self.queue.push(Entry { candidate, part, stage });
            }
        }
    }

    /// Returns the next best chain that shares no event with a chain returned before.
    pub(crate) fn next_disjoint(&mut self, whole: &Ranking<'_>) -> Option<Candidate> {
        loop {
            let mut entry = self.pop(whole)?;
            let excluded = self.excluded.len();
            if matches!(entry.stage, Stage::Disjoint(known) if known == excluded) {
                let candidate = entry.candidate.clone();
                for node in &candidate.nodes {
                    let same = whole.engine.nodes_of_same_event(*node as usize);
                    self.excluded.extend(same.map(|node| node as u32));
                }
                self.queue.push(entry);
                return Some(candidate);
            }
            let (ranking, k_best) = self.parts[entry.part].open(whole);
            if let Some(end) = k_best.disjoint_end(&ranking, &self.excluded) {
                entry.candidate = Candidate::ending(end);
                entry.stage = Stage::Disjoint(excluded);
                k_best.complete(&ranking, &mut entry.candidate);
                self.queue.push(entry);
            }
        }
    }

    /// Returns the number of entries in the queue.
    pub(crate) fn queue_len(&self) -> usize {
        self.queue.len()
    }
}

impl Part {
    /// Returns the ranking of the part and its best paths.
    fn open<'e>(&mut self, whole: &Ranking<'e>) -> (Ranking<'e>, &mut KBest) {
        let ranking = match &self.extent {
            Extent::Whole => whole.clone(),
            Extent::Starts(starts) => whole.part(starts.clone()),
            Extent::Group(group) => whole.of_group(group.clone()),
        };
        let k_best = self.k_best.get_or_insert_with(|| Box::new(KBest::new(&ranking)));
        (ranking, k_best)
    }
}
