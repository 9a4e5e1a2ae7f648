//! Every shuffle of random timelines, counted again from the definitions.

use std::collections::BTreeMap;

use escalade::chance::NullModel;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use crate::random_cases::{cases, seed};

use super::{
    oracle::{Case, OfDyad},
    random_case::case,
    recorded::Recorded,
};

const LAGS: i64 = 5;

fn numbers(value: &serde_json::Value) -> Vec<f64> {
    value.as_array().into_iter().flatten().map(|n| n.as_f64().unwrap()).collect()
}

fn sorted(mut series: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    series.sort_by(|one, other| one.partial_cmp(other).unwrap());
    series
}

/// Compares every shuffle of a case, and the data, with the oracle.
fn check(case: &Case, null: NullModel, seed: u64) {
    let query = case.query();
    let chains = case.timeline.chains(&query).unwrap();
    assert_eq!(chains.events().len(), case.numbers.len());
    let recorded = Recorded::new(null);
    let nothing = Recorded::new(NullModel::DaysWithin(1));
    chains.against(&nothing).shuffles(1).compare().unwrap();
    let observed = nothing.take(0, 0);
    let is_bounded = chains.count_by_len().is_ok();
    let mut against = chains
        .against(&recorded)
        .shuffles(3)
        .seed(seed)
        .by_dyad()
        .extremes()
        .by_rule()
        .lags(LAGS as u32)
        .lag_dyads(usize::MAX);
    if is_bounded {
        against = against.by_len();
    }
    let comparison = against.compare().unwrap();
    let record = serde_json::to_value(comparison.record()).unwrap();
    let mut arrangements = vec![observed.clone()];
    arrangements.extend((0..3).map(|nth| recorded.take(seed, nth)));
    let rows: Vec<_> =
        [&record["observed"]].into_iter().chain(record["rows"].as_array().unwrap()).collect();
    let (mut found, mut expected) = (Vec::new(), Vec::new());
    let mut dyads = Vec::new();
    for (row, events) in rows.iter().zip(&arrangements) {
        let counts = case.count(events, &observed, LAGS);
        let rise = row["extremes"][1].as_f64().unwrap();
        let mut by_len = counts.by_len.clone();
        if !is_bounded {
            by_len.clear();
        }
        expected.push((
            counts.hops,
            counts.chains,
            counts.longest,
            counts.rise,
            by_len,
            counts.by_rule,
            [vec![counts.lags], counts.lags_by_level, sorted(counts.lags_by_dyad)].concat(),
        ));
        let mut lags: Vec<_> = row["lags"].as_array().unwrap().iter().map(numbers).collect();
        // Dyads come in order of their numbers of events.
        let of_dyads = sorted(lags.split_off(lags.len() - counts.by_dyad.len()));
        found.push((
            row["hops"].as_f64().unwrap(),
            row["chains"].as_f64().unwrap(),
            row["extremes"][0].as_f64().unwrap(),
            (rise != f64::MIN).then(|| (rise * 10.0).round() as i64),
            numbers(&row["by_len"]),
            numbers(&row["by_rule"]),
            [lags, of_dyads].concat(),
        ));
        dyads.push(counts.by_dyad);
    }
    assert_eq!(
        found, expected,
        "{null} {:?}\nlinks {:?}\n{arrangements:#?}",
        case.terms, case.links
    );
    // By dyad, the record has the values of all shuffles, ascending, and how many have each. Actors are numbered in
    // order of their keys.
    for (nth, (dyad, hops, chains)) in dyads[0].iter().enumerate() {
        for (answer, observed, of) in [
            ("hops", hops, (|row| row.1) as fn(&OfDyad) -> u64),
            ("chains", chains, |row: &OfDyad| row.2),
        ] {
            let mut values: BTreeMap<u64, u64> = BTreeMap::new();
            for row in &dyads[1..] {
                *values.entry(of(&row[nth])).or_default() += 1;
            }
            let expected = (
                *observed as f64,
                values.keys().map(|value| *value as f64).collect::<Vec<_>>(),
                values.values().map(|count| *count as f64).collect::<Vec<_>>(),
            );
            let found = &record["dyads"][nth][answer];
            let found = (
                found["observed"].as_f64().unwrap(),
                numbers(&found["values"]),
                numbers(&found["shuffles"]),
            );
            assert_eq!(found, expected, "{dyad:?} {answer} {null} {:?}", case.terms);
        }
    }
}

const NULLS: [NullModel; 9] = [
    NullModel::Levels,
    NullModel::LevelsWithinDyads,
    NullModel::Timestamps,
    NullModel::UniformTimes,
    NullModel::Rotations,
    NullModel::DaysWithin(7),
    NullModel::DaysWithin(30),
    NullModel::Directions,
    NullModel::ActorsWithinDays,
];

#[test]
fn shuffles_of_plain_timelines_are_counted_as_the_definitions_say() {
    let mut random = Pcg64::seed_from_u64(seed(24));
    for nth in 0..cases(300) {
        let events = random.random_range(1..24);
        check(&case(&mut random, true, events), NULLS[nth as usize % NULLS.len()], nth.into());
    }
}

#[test]
fn shuffles_of_other_timelines_are_counted_as_the_definitions_say() {
    let mut random = Pcg64::seed_from_u64(seed(42));
    for nth in 0..2 * cases(300) {
        let events = random.random_range(1..11);
        check(&case(&mut random, false, events), NULLS[nth as usize % NULLS.len()], nth.into());
    }
}

/// With this many events, windows hold more than are scanned one by one.
#[test]
fn shuffles_of_busy_pairs_are_counted_as_the_definitions_say() {
    let mut random = Pcg64::seed_from_u64(7);
    for (nth, null) in NULLS.into_iter().enumerate() {
        let mut case = case(&mut random, true, 150);
        // Chains of at most three events, so that their number fits.
        case.terms.max_len = Some(3);
        check(&case, null, nth as u64);
    }
}
