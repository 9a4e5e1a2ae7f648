//! Random timelines, and every three of their events looked at as the definitions say.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta};
use escalade::{
    Actor, Event, Means, Timeline, Trend,
    chain::Floor,
    motifs::{Motifs, Ties},
    scale::Kahn,
};
use rand::RngExt;
use rand_pcg::Pcg64;

pub(super) const DAY: i64 = 86_400;
/// 2024-04-01.
pub(super) const START: i64 = 1_711_929_600;

/// An event as drawn. Actors 0 and 1 are organs of actor 2.
pub(super) struct Draft {
    pub(super) sources: Vec<usize>,
    pub(super) targets: Vec<usize>,
    pub(super) is_mutual: bool,
    pub(super) when: String,
    /// In seconds since 1970, half-open.
    pub(super) onset: (i64, i64),
    pub(super) level: i32,
}

/// What is drawn.
#[derive(Clone, Copy)]
pub(super) struct Recipe {
    pub(super) events: usize,
    pub(super) actors: usize,
    pub(super) days: i64,
    pub(super) has_many_parties: bool,
    pub(super) has_vague_onsets: bool,
}

pub(super) fn drafts(recipe: Recipe, random: &mut Pcg64) -> Vec<Draft> {
    let day = |day: i64| DateTime::from_timestamp(START + day * DAY, 0).unwrap();
    let mut drafts = Vec::new();
    for _ in 0..recipe.events {
        let from = random.random_range(0..recipe.days);
        let date = day(from).format("%Y-%m-%d").to_string();
        let kind = if recipe.has_vague_onsets { random.random_range(0..6) } else { 0 };
        let (when, onset) = match kind {
            0..=2 => (date, (from * DAY, (from + 1) * DAY)),
            3 => {
                let second = from * DAY + random.random_range(0..3) * 3_600;
                let time = DateTime::from_timestamp(START + second, 0).unwrap();
                (time.format("%Y-%m-%dT%H:%M:%SZ").to_string(), (second, second + 1))
            }
            _ => {
                let to = from + random.random_range(1..4);
                let last = day(to).format("%Y-%m-%d");
                (format!("[{date}..{last}]"), (from * DAY, (to + 1) * DAY))
            }
        };
        let parties = |random: &mut Pcg64| {
            let many = recipe.has_many_parties && random.random_bool(0.2);
            let number = if many { random.random_range(0..4) } else { 1 };
            let mut parties = Vec::new();
            for _ in 0..number {
                parties.push(random.random_range(0..recipe.actors));
            }
            parties
        };
        drafts.push(Draft {
            sources: parties(random),
            targets: parties(random),
            is_mutual: recipe.has_many_parties && random.random_bool(0.15),
            when,
            onset: (START + onset.0, START + onset.1),
            level: random.random_range(1..5),
        });
    }
    drafts
}

pub(super) fn key(actor: usize) -> String {
    format!("A{actor:03}")
}

pub(super) fn timeline(drafts: &[Draft], actors: usize) -> Timeline {
    let mut builder = Timeline::builder();
    let whole = builder.add_actor(Actor::new(key(2)));
    let ids: Vec<_> = (0..actors)
        .map(|actor| match actor {
            0 | 1 => builder.add_actor(Actor::new(key(actor)).part_of(whole)),
            2 => whole,
            _ => builder.add_actor(Actor::new(key(actor))),
        })
        .collect();
    for draft in drafts {
        let of = |actors: &[usize]| actors.iter().map(|actor| ids[*actor]).collect::<Vec<_>>();
        let event = Event::attack(of(&draft.sources), draft.when.as_str(), Means::Drone)
            .against(of(&draft.targets))
            .with_level(Kahn, draft.level);
        builder.add_event(if draft.is_mutual { event.mutually() } else { event });
    }
    builder.build().unwrap()
}

/// A dyad of an event, as the definitions see it.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) event: usize,
    pub(super) onset: (i64, i64),
    pub(super) level: i32,
}

pub(super) fn party(actor: usize) -> usize {
    if actor < 2 { 2 } else { actor }
}

pub(super) fn dyads(draft: &Draft) -> BTreeSet<(usize, usize)> {
    let mut dyads = BTreeSet::new();
    for source in &draft.sources {
        for target in &draft.targets {
            let (a, b) = (party(*source), party(*target));
            if a != b {
                dyads.insert((a, b));
                if draft.is_mutual {
                    dyads.insert((b, a));
                }
            }
        }
    }
    dyads
}

pub(super) fn edges(drafts: &[Draft], floor: i32) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (event, draft) in drafts.iter().enumerate().filter(|(_, draft)| draft.level >= floor) {
        for (from, to) in dyads(draft) {
            edges.push(Edge { from, to, event, onset: draft.onset, level: draft.level });
        }
    }
    edges
}

/// The question that is asked of both.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question {
    pub(super) gap: i64,
    pub(super) ties: Ties,
    pub(super) floor: i32,
    pub(super) trend: Trend,
}

impl Question {
    pub(super) fn motifs(self, timeline: &Timeline) -> Motifs<'_> {
        timeline
            .motifs(TimeDelta::seconds(self.gap))
            .ties(self.ties)
            .on(Kahn)
            .floor(Floor::At(f64::from(self.floor)))
            .trend(self.trend)
    }

    /// Whether these events may have happened in this order.
    pub(super) fn is_possible(self, order: [Edge; 3]) -> bool {
        let certain = |one: &Edge, other: &Edge| one.onset.1 <= other.onset.0;
        let recorded = |one: &Edge, other: &Edge| {
            certain(one, other) || (one.onset == other.onset && one.event < other.event)
        };
        let [a, b, c] = &order;
        match self.ties {
            Ties::Excluded => certain(a, b) && certain(b, c),
            Ties::Recorded => recorded(a, b) && recorded(b, c),
            Ties::Range => !certain(b, a) && !certain(c, b) && !certain(c, a),
        }
    }

    pub(super) fn has_trend(self, order: [Edge; 3]) -> bool {
        order.windows(2).all(|pair| match self.trend {
            Trend::Any => true,
            Trend::Rising => pair[1].level > pair[0].level,
            Trend::NotFalling => pair[1].level >= pair[0].level,
            other => unreachable!("{other:?}"),
        })
    }
}

/// The events of a motif in letters, by the names that the first appearances get.
pub(super) fn letters(order: [Edge; 3]) -> Option<String> {
    let mut names: Vec<usize> = Vec::new();
    let mut words = Vec::new();
    for edge in order {
        let mut word = String::new();
        for actor in [edge.from, edge.to] {
            let seen = names.iter().position(|other| *other == actor);
            let nth = seen.unwrap_or_else(|| {
                names.push(actor);
                names.len() - 1
            });
            word.push(char::from(b'A' + nth as u8));
        }
        words.push(word);
    }
    // A third party that does not come in before both of A and B is C whatever happens; a fourth is no motif.
    (names.len() <= 3).then(|| words.join(" "))
}

/// Least and most.
pub(super) type Bounds = (u128, u128);

#[derive(Default, PartialEq, Debug)]
pub(super) struct Expected {
    pub(super) table: BTreeMap<String, Bounds>,
    pub(super) triples: u128,
    /// By the dyad of the first event, pairs alone.
    pub(super) by_dyad: BTreeMap<(usize, usize), BTreeMap<String, Bounds>>,
    pub(super) by_triad: BTreeMap<Vec<usize>, BTreeMap<String, Bounds>>,
}

pub(super) fn expected(edges: &[Edge], question: Question) -> Expected {
    let mut expected = Expected::default();
    let n = edges.len();
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    for one in 0..n {
        for two in one + 1..n {
            for three in two + 1..n {
                let triple = [edges[one], edges[two], edges[three]];
                let onsets = triple.map(|edge| edge.onset.0);
                if onsets.iter().max().unwrap() - onsets.iter().min().unwrap() > question.gap {
                    continue;
                }
                let actors: BTreeSet<usize> =
                    triple.iter().flat_map(|edge| [edge.from, edge.to]).collect();
                let (mut whole, mut of_dyads) = (BTreeSet::new(), BTreeSet::new());
                let mut is_certain = true;
                for order in orders.map(|order| order.map(|nth| triple[nth])) {
                    if !question.is_possible(order) {
                        continue;
                    }
                    match letters(order).filter(|_| question.has_trend(order)) {
                        Some(motif) => {
                            of_dyads.insert(((order[0].from, order[0].to), motif.clone()));
                            whole.insert(motif);
                        }
                        None => is_certain = false,
                    }
                }
                let add = |bounds: &mut Bounds, is_only: bool| {
                    bounds.0 += u128::from(is_only && is_certain);
                    bounds.1 += 1;
                };
                expected.triples += u128::from(!whole.is_empty());
                for motif in &whole {
                    let is_only = whole.len() == 1;
                    add(expected.table.entry(motif.clone()).or_default(), is_only);
                    if actors.len() == 3 {
                        let triad = actors.iter().copied().collect();
                        let table = expected.by_triad.entry(triad).or_default();
                        add(table.entry(motif.clone()).or_default(), is_only);
                    }
                }
                for (dyad, motif) in &of_dyads {
                    if actors.len() == 2 {
                        let table = expected.by_dyad.entry(*dyad).or_default();
                        add(table.entry(motif.clone()).or_default(), of_dyads.len() == 1);
                    }
                }
            }
        }
    }
    expected
}
