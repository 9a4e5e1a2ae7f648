//! Motifs beside shuffles: every shuffle counted again by looking at every three of its events.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    sync::Mutex,
};

use chrono::TimeDelta;
use escalade::{
    ErrorKind, Trend,
    chance::{Null, NullModel, Random, ShuffledEvents, Statistic},
    motifs::{Motif, MotifRecord, Ties},
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use crate::random_cases::{cases, seed};

use super::definitions::{DAY, Edge, Question, Recipe, drafts, dyads, expected, timeline};

/// An event as a shuffle has arranged it: its onset, its level in tenths, and its dyads.
type Arranged = ((i64, i64), i64, Vec<(u32, u32)>);

/// A null model that remembers what it has arranged, by the first random number of the shuffle.
struct Recorded(NullModel, Mutex<BTreeMap<u64, Vec<Arranged>>>);

impl Null for Recorded {
    fn name(&self) -> String {
        self.0.name()
    }

    fn shuffle(&self, events: &mut ShuffledEvents<'_>, random: &mut Random) {
        let number = random.clone().next_u64();
        self.0.shuffle(events, random);
        let mut arranged = Vec::new();
        for event in 0..events.len() {
            let onset = (events.onset(event), events.latest(event));
            let level = events.level(event).tenths();
            arranged.push((onset, level, events.dyads_of(event).to_vec()));
        }
        self.1.lock().unwrap().insert(number, arranged);
    }
}

/// Returns the number of all triples, and that of each motif.
fn counted(edges: &[Edge], question: Question) -> Vec<f64> {
    let expected = expected(edges, question);
    let mut numbers = vec![expected.triples as f64];
    for motif in Motif::all() {
        numbers.push(expected.table.get(motif.events()).map_or(0.0, |(_, most)| *most as f64));
    }
    numbers
}

fn assert_is(statistic: &Statistic, observed: f64, shuffles: &[f64]) {
    let (n, mut sorted) = (shuffles.len(), shuffles.to_vec());
    sorted.sort_by(f64::total_cmp);
    let mean = shuffles.iter().sum::<f64>() / n as f64;
    let at_least = shuffles.iter().filter(|value| **value >= observed).count();
    let at_most = shuffles.iter().filter(|value| **value <= observed).count();
    assert_eq!(statistic.observed(), observed);
    assert!((statistic.mean() - mean).abs() < 1e-9 * (1.0 + mean));
    assert_eq!(statistic.ratio().is_some(), mean > 0.0);
    let ratio = statistic.ratio().unwrap_or(0.0);
    assert!(mean == 0.0 || (ratio - observed / mean).abs() < 1e-9 * (1.0 + ratio));
    assert_eq!(statistic.p(), (1 + at_least) as f64 / (1 + n) as f64);
    assert_eq!(statistic.p_less(), Some((1 + at_most) as f64 / (1 + n) as f64));
    // 39 shuffles: the quantiles at 2.5% and at 97.5% are the least and the greatest.
    assert_eq!(statistic.band(), (sorted[0], sorted[n - 1]));
    let (low, high) = statistic.p_interval();
    assert!(low <= statistic.p() && statistic.p() <= high);
}

#[test]
fn every_shuffle_is_counted_as_the_definitions_say() {
    const SHUFFLES: u64 = 39;
    let models = [
        NullModel::Levels,
        NullModel::LevelsWithinDyads,
        NullModel::Timestamps,
        NullModel::UniformTimes,
        NullModel::Rotations,
        NullModel::DaysWithin(3),
        NullModel::Directions,
        NullModel::ActorsWithinDays,
    ];
    let mut varied = BTreeSet::new();
    for case in 0..u64::from(cases(64)) {
        let mut random = Pcg64::seed_from_u64(seed(3_000 + case));
        let recipe = Recipe {
            events: random.random_range(3..16),
            actors: random.random_range(4..7),
            days: random.random_range(2..12),
            has_many_parties: random.random_bool(0.4),
            has_vague_onsets: random.random_bool(0.4),
        };
        let drafts = drafts(recipe, &mut random);
        let timeline = timeline(&drafts, recipe.actors);
        let question = Question {
            gap: random.random_range(0..6) * DAY,
            ties: [Ties::Excluded, Ties::Recorded][usize::from(random.random_bool(0.5))],
            floor: random.random_range(1..3),
            trend: [Trend::Any, Trend::NotFalling][usize::from(random.random_bool(0.4))],
        };
        // The events that take part, in total order.
        let mut numbers = Vec::new();
        for (nth, draft) in drafts.iter().enumerate() {
            if draft.level >= question.floor && !dyads(draft).is_empty() {
                numbers.push(nth);
            }
        }
        numbers.sort_by_key(|nth| (drafts[*nth].onset.0, *nth));
        let model = models[case as usize % models.len()];
        let null = Recorded(model, Mutex::default());
        let motifs = question.motifs(&timeline);
        let comparison = motifs.against(&null).shuffles(SHUFFLES).seed(case).compare().unwrap();
        let observed = counted(&super::edges(&drafts, question.floor), question);
        let mut shuffles = vec![Vec::new(); observed.len()];
        for nth in 0..SHUFFLES {
            let number = Random::new(case, nth).next_u64();
            let arranged = null.1.lock().unwrap().remove(&number).unwrap();
            assert_eq!(arranged.len(), numbers.len());
            let mut edges = Vec::new();
            for (event, (onset, level, dyads)) in numbers.iter().zip(arranged) {
                for (from, to) in dyads {
                    edges.push(Edge {
                        from: from as usize,
                        to: to as usize,
                        event: *event,
                        onset,
                        level: (level / 10) as i32,
                    });
                }
            }
            for (values, number) in shuffles.iter_mut().zip(counted(&edges, question)) {
                values.push(number);
            }
        }
        assert_is(comparison.triples(), observed[0], &shuffles[0]);
        for (nth, (motif, statistic)) in (1..).zip(comparison.motifs()) {
            assert_is(statistic, observed[nth], &shuffles[nth]);
            assert_eq!(comparison.motif(motif), statistic);
            assert!(
                statistic.q_bh() <= statistic.q_by() && statistic.q_bh() >= Some(statistic.p())
            );
            if shuffles[nth].iter().any(|value| *value != observed[nth]) {
                varied.insert(model.to_string());
            }
        }
        assert_eq!(comparison.events() as usize, numbers.len());
        let is_vague = |nth: &&usize| drafts[**nth].onset.1 - drafts[**nth].onset.0 > DAY;
        assert_eq!(comparison.undated() as usize, numbers.iter().filter(is_vague).count());
    }
    // Every model changes a number, the models of levels because of the trend.
    assert_eq!(varied, models.map(|model| model.to_string()).into());
}

#[test]
fn shuffles_go_on_from_a_record() {
    let mut random = Pcg64::seed_from_u64(7);
    let recipe =
        Recipe { events: 60, actors: 6, days: 30, has_many_parties: true, has_vague_onsets: true };
    let timeline = timeline(&drafts(recipe, &mut random), recipe.actors);
    let motifs = timeline.motifs(TimeDelta::days(5));
    let (rotations, timestamps) = (NullModel::Rotations, NullModel::Timestamps);
    let against = |shuffles| motifs.against(&rotations).shuffles(shuffles).seed(2);
    let all = against(30).compare().unwrap();
    let text = serde_json::to_string(against(11).compare().unwrap().record()).unwrap();
    let record: MotifRecord = serde_json::from_str(&text).unwrap();
    assert_eq!((record.shuffles(), against(30).resume(&record).unwrap()), (11, all.clone()));
    let stopping = |done, _| match done {
        0..9 => ControlFlow::Continue(()),
        _ => ControlFlow::Break(()),
    };
    let stopped = against(30).progress(stopping).compare().unwrap();
    assert!((9..30).contains(&stopped.shuffles()) && stopped.shuffles_wanted() == 30);
    assert_eq!(against(30).resume(stopped.record()).unwrap(), all);
    assert!(stopped.to_string().contains("30 shuffles were asked for"));

    let shorter = timeline.motifs(TimeDelta::days(4));
    let recorded = timeline.motifs(TimeDelta::days(5)).ties(Ties::Recorded);
    let others = [
        motifs.against(&timestamps).shuffles(30).seed(2),
        motifs.against(&rotations).shuffles(30).seed(3),
        shorter.against(&rotations).shuffles(30).seed(2),
        recorded.against(&rotations).shuffles(30).seed(2),
    ];
    for other in others {
        let error = other.resume(&record).unwrap_err();
        assert_eq!((error.kind(), error.issue_count()), (ErrorKind::Query, 1), "{error}");
    }
    let damaged = text.replacen("],[", ",1.0],[", 1);
    let damaged: MotifRecord = serde_json::from_str(&damaged).unwrap();
    assert_eq!(against(30).resume(&damaged).unwrap_err().kind(), ErrorKind::Query);
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let timeline = escalade::Timeline::builder().build().unwrap();
    let null = NullModel::Timestamps;
    let motifs = timeline.motifs(TimeDelta::days(7));
    let range = motifs.clone().ties(Ties::Range);
    assert_eq!(range.against(&null).compare().unwrap_err().kind(), ErrorKind::Unsupported);
    for shuffles in [0, 3_000_000, u64::MAX] {
        let error = motifs.against(&null).shuffles(shuffles).compare().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Query, "{shuffles}");
    }
    assert!(motifs.against(&NullModel::DaysWithin(0)).compare().is_err());
    let empty = motifs.against(&null).shuffles(9).compare().unwrap();
    assert_eq!((empty.triples().p(), empty.events()), (1.0, 0));
    assert!(empty.to_string().contains("36 motifs that neither the data nor a shuffle has"));
}
