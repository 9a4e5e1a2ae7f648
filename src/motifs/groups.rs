//! The dyads and the triads with the most motifs.

use std::cmp::Ordering;

use serde::{Serialize, Serializer};

use super::{
    edges::Edges,
    motif::{MOTIFS, Motif},
    orders::MotifCount,
    sequences::Sequences,
    sweep::sweep,
    table::only_some,
    triples::{Counts, Terms},
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues},
    sorting::sort_by,
    timeline::RollUp,
};

/// The greatest number of connected triads that are counted.
const MAX_TRIADS: usize = 30_000_000;

/// The dyads or triads with the most motifs, and how many there are in all: see
/// [`Motifs::by_dyad`](super::Motifs::by_dyad) and [`Motifs::by_triad`](super::Motifs::by_triad).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Tallied<T> {
    /// The groups with the most motifs, in descending order; equal ones in order of their keys.
    pub top: Vec<T>,
    /// The number of groups that have a motif.
    pub groups: u64,
    /// The number of triples of events that form a motif, in all groups.
    pub triples: u128,
}

/// The motifs of two parties that begin with an event of one dyad.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DyadMotifs {
    /// The source of the first event, as rolled up.
    pub source: String,
    /// The target of the first event, as rolled up.
    pub target: String,
    /// The number of triples of events that form such a motif, in at least one order of ties.
    pub triples: u128,
    /// By motif, row by row.
    #[serde(rename = "motifs", serialize_with = "some_motifs")]
    counts: Vec<MotifCount>,
}

/// The motifs of three parties among three actors.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TriadMotifs {
    /// The three actors, as rolled up, in order of their keys.
    pub actors: [String; 3],
    /// The number of triples of events that form a motif, in at least one order of ties.
    pub triples: u128,
    /// By motif, row by row.
    #[serde(rename = "motifs", serialize_with = "some_motifs")]
    counts: Vec<MotifCount>,
}

fn some_motifs<S: Serializer>(counts: &[MotifCount], serializer: S) -> Result<S::Ok, S::Error> {
    only_some(counts, serializer)
}

impl DyadMotifs {
    /// Returns the number of instances of a motif.
    pub fn count(&self, motif: Motif) -> MotifCount {
        self.counts[motif.index()]
    }
}

impl TriadMotifs {
    /// Returns the number of instances of a motif.
    pub fn count(&self, motif: Motif) -> MotifCount {
        self.counts[motif.index()]
    }
}

/// The edges by pair of actors.
struct PairEdges {
    /// By actor, its neighbours, sorted, each with the number of the pair.
    neighbours: Vec<Vec<(u32, u32)>>,
    /// By pair, the start of its edges; then the end of the last.
    starts: Vec<u32>,
    edges: Vec<u32>,
}

impl PairEdges {
    fn new(edges: &Edges) -> Self {
        let mut pairs = Self {
            neighbours: vec![Vec::new(); edges.actors()],
            starts: vec![0],
            edges: Vec::with_capacity(edges.len()),
        };
        let mut with_higher = Vec::new();
        for actor in 0..edges.actors() as u32 {
            with_higher.clear();
            for edge in edges.of(actor as usize) {
                let (from, to) = edges.dyad(*edge);
                let other = if from == actor { to } else { from };
                if other > actor {
                    with_higher.push((other, *edge));
                }
            }
            with_higher.sort_unstable();
            for (nth, (other, edge)) in with_higher.iter().enumerate() {
                pairs.edges.push(*edge);
                if with_higher.get(nth + 1).is_none_or(|next| next.0 != *other) {
                    let number = pairs.starts.len() as u32 - 1;
                    pairs.starts.push(pairs.edges.len() as u32);
                    // Actors come in ascending order, so that the lists are sorted.
                    pairs.neighbours[actor as usize].push((*other, number));
                    pairs.neighbours[*other as usize].push((actor, number));
                }
            }
        }
        pairs
    }

    /// Returns the edges of a pair, in order.
    fn of(&self, pair: u32) -> &[u32] {
        let pair = pair as usize;
        &self.edges[self.starts[pair] as usize..self.starts[pair + 1] as usize]
    }
}

impl Terms {
    /// Counts the triples of some edges, which are in order and have the letters of `sequences`. `patterns` has the pattern
    /// of each three letters.
    fn count_group(
        &self,
        edges: &Edges,
        group: &[u32],
        sequences: &mut Sequences,
        patterns: &[Option<usize>],
        swapped: &dyn Fn(usize, bool) -> usize,
    ) -> Counts {
        let number = patterns.iter().flatten().max().map_or(0, |most| most + 1);
        let onset = |edge: &u32| edges.earliest[*edge as usize];
        let is_near = |three: &[u32]| onset(&three[2]).saturating_sub(onset(&three[0])) <= self.gap;
        if !group.windows(3).any(is_near) {
            return Counts::new(number);
        }
        let has_vague = !edges.vague.is_empty() && group.iter().any(|edge| edges.is_vague(*edge));
        if self.rises.is_some() || has_vague {
            let mut counts = Counts::new(number);
            let (letters, size) = (&sequences.letters, sequences.size);
            let letter = |edge: u32| {
                group.binary_search(&edge).map_or(0, |place| usize::from(letters[place]))
            };
            let pattern_of = |[first, second, third]: [u32; 3]| {
                patterns[(letter(first) * size + letter(second)) * size + letter(third)]
            };
            self.count_among(edges, group, &pattern_of, &mut counts);
            return counts;
        }
        let mut run = |relation| {
            sweep(edges, group, relation, sequences);
            sequences.take(patterns, number)
        };
        self.count_swept(&mut run, swapped)
    }
}

/// The best of many groups.
struct Top<T> {
    most: usize,
    rows: Vec<T>,
    groups: u64,
    triples: u128,
}

impl<T> Top<T> {
    fn new(most: usize) -> Self {
        Self { most, rows: Vec::new(), groups: 0, triples: 0 }
    }

    fn add(&mut self, row: T, compare: &dyn Fn(&T, &T) -> Ordering) {
        self.rows.push(row);
        // Sorted seldom, so that the time for each row stays small.
        if self.rows.len() >= self.most.saturating_mul(2).saturating_add(1_000) {
            self.cut(compare);
        }
    }

    fn cut(&mut self, compare: &dyn Fn(&T, &T) -> Ordering) {
        sort_by(&mut self.rows, compare);
        self.rows.truncate(self.most);
    }
}

/// A group while groups are compared: its actors and what was counted.
struct Group {
    /// Parties, in order of their keys for triads.
    parties: [u32; 3],
    counts: Counts,
}

/// Returns how two groups compare: more triples first, then by keys.
fn compare<'o>(order: &'o [u32]) -> impl Fn(&Group, &Group) -> Ordering + 'o {
    let keys = |group: &Group| group.parties.map(|party| order[party as usize]);
    move |one, other| {
        other.counts.triples.cmp(&one.counts.triples).then_with(|| keys(one).cmp(&keys(other)))
    }
}

/// Counts the motifs of two parties by dyad.
pub(super) fn by_dyad(
    edges: &Edges,
    terms: &Terms,
    roll_up: &RollUp<'_>,
    most: usize,
) -> Tallied<DyadMotifs> {
    let order = roll_up.key_order();
    let compare = compare(&order);
    let pairs = PairEdges::new(edges);
    // Letters: 0 from the lower actor to the higher, 1 back. Each sequence of three is a pattern of its own.
    let patterns: Vec<Option<usize>> = (0..8).map(Some).collect();
    let swapped = |pattern: usize, last: bool| {
        let [first, second, third] = [pattern >> 2, pattern >> 1 & 1, pattern & 1];
        match last {
            false => second << 2 | first << 1 | third,
            true => first << 2 | third << 1 | second,
        }
    };
    let (mut top, mut sequences) = (Top::new(most), Sequences::new(2));
    for actor in 0..edges.actors() as u32 {
        for (other, pair) in pairs.neighbours[actor as usize].iter().filter(|(b, _)| *b > actor) {
            let group = pairs.of(*pair);
            let letter = |edge: &u32| u8::from(edges.dyad(*edge).0 != actor);
            sequences.letters.clear();
            sequences.letters.extend(group.iter().map(letter));
            let all = terms.count_group(edges, group, &mut sequences, &patterns, &swapped);
            top.triples += all.triples;
            for first in 0..2 {
                let mut counts = Counts::new(MOTIFS);
                for rest in 0..4 {
                    let event = |is_same: bool| if is_same { (0, 1) } else { (1, 0) };
                    let [second, third] =
                        [rest >> 1, rest & 1].map(|letter| event(letter == first));
                    if let Some(motif) = Motif::of([(0, 1), second, third]) {
                        let count = all.by_pattern[first << 2 | rest];
                        counts.triples += count.most;
                        counts.by_pattern[motif.index()] = count;
                    }
                }
                if counts.triples > 0 {
                    let [one, two] = [actor, *other].map(|actor| edges.parties[actor as usize]);
                    let (source, target) = if first == 0 { (one, two) } else { (two, one) };
                    top.groups += 1;
                    top.add(Group { parties: [source, target, target], counts }, &compare);
                }
            }
        }
    }
    top.cut(&compare);
    let mut rows = Vec::with_capacity(top.rows.len());
    for Group { parties: [source, target, _], counts } in top.rows {
        let [source, target] = [source, target].map(|party| roll_up.key(party).to_owned());
        let (triples, counts) = (counts.triples, counts.by_pattern);
        rows.push(DyadMotifs { source, target, triples, counts });
    }
    Tallied { top: rows, groups: top.groups, triples: top.triples }
}

/// Counts the motifs of three parties by triad.
pub(super) fn by_triad(
    edges: &Edges,
    terms: &Terms,
    roll_up: &RollUp<'_>,
    most: usize,
) -> Result<Tallied<TriadMotifs>, Error> {
    let order = roll_up.key_order();
    let compare = compare(&order);
    let pairs = PairEdges::new(edges);
    let mut connected = 0_usize;
    for neighbours in &pairs.neighbours {
        let choices = neighbours.len().saturating_mul(neighbours.len().saturating_sub(1)) / 2;
        connected = connected.saturating_add(choices);
    }
    if connected > MAX_TRIADS {
        return Err(too_many(connected));
    }
    // Letters: two for each pair of the triad's actors 0, 1 and 2.
    let dyads: [(u8, u8); 6] = [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)];
    let mut patterns = Vec::with_capacity(216);
    for sequence in 0..216 {
        let events = [sequence / 36, sequence / 6 % 6, sequence % 6].map(|letter| dyads[letter]);
        let parties = |party: u8| events.iter().any(|(a, b)| [*a, *b].contains(&party));
        let motif = Motif::of(events).filter(|_| (0..3).all(parties));
        patterns.push(motif.map(Motif::index));
    }
    let swapped = |motif, last| Motif::of_index(motif).swapped(last).index();
    let (mut top, mut sequences) = (Top::new(most), Sequences::new(6));
    let mut group = Vec::new();
    for centre in 0..edges.actors() as u32 {
        let neighbours = &pairs.neighbours[centre as usize];
        for (nth, (one, with_one)) in neighbours.iter().enumerate() {
            for (other, with_other) in &neighbours[nth + 1..] {
                let closing = crate::sorting::paired_with(&pairs.neighbours[*one as usize], *other);
                // A triangle has three centres: it is counted with the lowest.
                if closing.is_some() && centre > *one {
                    continue;
                }
                group.clear();
                for pair in [Some(*with_one), Some(*with_other), closing].into_iter().flatten() {
                    group.extend_from_slice(pairs.of(pair));
                }
                group.sort_unstable();
                sequences.letters.clear();
                for edge in &group {
                    let dyad = edges.dyad(*edge);
                    let triad = [centre, *one, *other];
                    let is_dyad = |(a, b): &(u8, u8)| {
                        (triad[usize::from(*a)], triad[usize::from(*b)]) == dyad
                    };
                    sequences.letters.push(dyads.iter().position(is_dyad).unwrap_or(0) as u8);
                }
                let counts = terms.count_group(edges, &group, &mut sequences, &patterns, &swapped);
                if counts.triples > 0 {
                    let mut parties =
                        [centre, *one, *other].map(|actor| edges.parties[actor as usize]);
                    parties.sort_unstable_by_key(|party| order[*party as usize]);
                    top.groups += 1;
                    top.triples += counts.triples;
                    top.add(Group { parties, counts }, &compare);
                }
            }
        }
    }
    top.cut(&compare);
    let mut rows = Vec::with_capacity(top.rows.len());
    for Group { parties, mut counts } in top.rows {
        let actors = parties.map(|party| roll_up.key(party).to_owned());
        counts.by_pattern.resize(MOTIFS, MotifCount::default());
        rows.push(TriadMotifs { actors, triples: counts.triples, counts: counts.by_pattern });
    }
    Ok(Tallied { top: rows, groups: top.groups, triples: top.triples })
}

fn too_many(connected: usize) -> Error {
    let got = format!("{connected} connected triads");
    let allowed = format!("at most {MAX_TRIADS} connected triads");
    let remedy = "narrow the view to fewer actors or a shorter time, or roll actors up further";
    Issues::from(Issue::new("motifs/by_triad", got, allowed, remedy))
        .into_error(ErrorKind::Unsupported)
}
