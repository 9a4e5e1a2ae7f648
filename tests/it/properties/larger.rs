//! Timelines of up to 48 events: the best chains, lists and samples, checked along the oracle's
//! hops.

use std::cmp::Reverse;

use escalade::{Chain, Chains, Rank, Timeline, chain::Top};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use super::{Question, check_all, questions, strategies};
use crate::oracle::{
    compare_ranks, compare_shares, compare_walks,
    drafts::{RawActor, RawEvent, RawQuery, ScaleName},
    engine::{build, chains_of, to_query, to_view},
    extras::RawExtras,
    paths::Paths,
    time::{Moment, RawWhen},
};

/// The worth of each event of a chain, and a part that depends on its first and last event.
type Worth<'w> = (&'w dyn Fn(usize) -> i64, &'w dyn Fn(usize, usize) -> i64);

/// Returns the best `most` chains, best first, without any of the events taken.
fn best_chains(
    paths: &Paths<'_>,
    (each, ends): Worth<'_>,
    most: usize,
    taken: &[usize],
) -> Vec<Vec<usize>> {
    /// The worth so far, and the events from the last backward.
    type Path = (Reverse<i64>, Vec<usize>);
    let raw_query = paths.raw_query;
    // Without a maximum length, the last layer holds all paths that are long enough.
    let layers = raw_query.max_len.unwrap_or(raw_query.min_len);
    let mut best: Vec<Path> = Vec::new();
    for start in 0..paths.nodes.len() {
        let mut lists: Vec<Vec<Vec<Path>>> = vec![vec![Vec::new(); layers + 1]; paths.nodes.len()];
        lists[start][1].push((Reverse(each(start)), vec![start]));
        let is_free = |hop: &&(usize, usize)| {
            [hop.0, hop.1].iter().all(|event| !taken.contains(&paths.nodes[*event].id))
        };
        for (earlier, later) in paths.hops.iter().filter(is_free) {
            for layer in 1..=layers {
                if layer == layers && raw_query.max_len.is_some() {
                    continue;
                }
                for (Reverse(sum), path) in lists[*earlier][layer].clone() {
                    let longer = (Reverse(sum + each(*later)), [&[*later], &path[..]].concat());
                    let to = &mut lists[*later][(layer + 1).min(layers)];
                    to.insert(to.partition_point(|other| *other < longer), longer);
                    to.truncate(most);
                }
            }
        }
        for (end, lists) in lists.into_iter().enumerate() {
            if paths.may_join(start, end) {
                for (Reverse(sum), path) in lists.into_iter().skip(raw_query.min_len).flatten() {
                    best.push((Reverse(sum + ends(start, end)), path));
                }
            }
        }
        best.sort();
        best.truncate(most);
    }
    let ids = |(_, path): Path| path.iter().rev().map(|event| paths.nodes[*event].id).collect();
    best.into_iter().map(ids).collect()
}

/// Returns the best chain, then the best without an event of it, and so on.
fn disjoint_chains(paths: &Paths<'_>, worth: Worth<'_>) -> Vec<Vec<usize>> {
    let mut disjoint: Vec<Vec<usize>> = Vec::new();
    while let Some(next) = best_chains(paths, worth, 1, &disjoint.concat()).pop() {
        disjoint.push(next);
    }
    disjoint
}

/// The number of best chains to compare.
const BEST: usize = 20;

/// Returns the numbers that a query gives, as text.
fn numbers(question: &Question, timeline: &Timeline) -> String {
    let view = to_view(timeline, &question.raw_query);
    let chains = chains_of(&view, &to_query(&question.raw_query));
    let pivots: Vec<_> = chains
        .pivots()
        .map(|pivot| (pivot.event().id(), pivot.chains().clone(), pivot.share()))
        .collect();
    let summary = chains.summary();
    let best = (summary.longest(), summary.greatest_rise());
    let by_len = chains.count_by_len().ok();
    format!("{} {} {best:?} {by_len:?} {pivots:?}", summary.hops(), summary.chains())
}

fn recorded(chain: &Chain<'_>) -> Vec<usize> {
    chain.events().map(|event| event.id().index()).collect()
}

/// Returns the best chains and the first ones listed.
fn single_chains(question: &Question, timeline: &Timeline) -> Vec<Vec<usize>> {
    let chains =
        to_view(timeline, &question.raw_query).chains(&to_query(&question.raw_query)).unwrap();
    let mut single: Vec<_> =
        [chains.longest(), chains.greatest_rise()].into_iter().flatten().collect();
    single.extend(chains.iter().take(20).chain(chains.maximal().take(20)));
    single
        .extend(chains.top(Rank::Longest).take(20).chain(chains.top(Rank::GreatestRise).take(20)));
    single.iter().map(recorded).collect()
}

fn without_view(question: &Question) -> Question {
    let mut question = question.clone();
    question.raw_query.view.clear();
    question
}

/// Adds an event between unrelated actors, with two dyads at once, that joins no chain.
fn with_strangers(question: &Question) -> Question {
    let mut question = question.clone();
    let strangers = ["stranger 1", "stranger 2", "stranger 3"].map(|key| {
        question.drafts.actors.push(RawActor { key: key.to_owned(), memberships: Vec::new() });
        question.drafts.actors.len() - 1
    });
    question.drafts.events.push(RawEvent {
        name: question.drafts.events.len() as u32 + 1,
        when: RawWhen::at(Moment::Day(3, None)),
        sources: strangers[..2].to_vec(),
        candidates: Vec::new(),
        targets: strangers[2..].to_vec(),
        mutual: false,
        code: Some("190".to_owned()),
        score: None,
        levels: vec![(ScaleName::Kahn, 440)],
        deaths: None,
        kind: None,
        occurred: None,
        author_confidence: None,
        extras: RawExtras::default(),
        reporters: Vec::new(),
    });
    question
}

#[test]
fn unrelated_events_do_not_change_the_answers() {
    check_all(questions(strategies::larger(), strategies::queries()), 100, |question| {
        // Views are left out, as some compare all events of a day.
        let question = &without_view(question);
        let with_stranger = with_strangers(question);
        let (plain, mixed) = (build(&question.drafts), build(&with_stranger.drafts));
        let of_plain = (numbers(question, &plain), single_chains(question, &plain));
        let of_mixed = (numbers(&with_stranger, &mixed), single_chains(&with_stranger, &mixed));
        if of_plain == of_mixed { Ok(()) } else { Err(format!("{of_plain:?}\n{of_mixed:?}")) }
    });
}

/// Compares the best chains by each rank with those along the oracle's hops.
fn check_ranks(
    cases: u32,
    expected: impl Fn(&Paths<'_>, Worth<'_>) -> Vec<Vec<usize>>,
    actual: impl for<'t> Fn(Top<'t>) -> Vec<Chain<'t>>,
) {
    let weighted_questions =
        (questions(strategies::larger(), strategies::queries()), strategies::weights(48));
    check_all(weighted_questions, cases, |(question, weights)| {
        let timeline = build(&question.drafts);
        let chains =
            chains_of(&to_view(&timeline, &question.raw_query), &to_query(&question.raw_query));
        let paths = Paths::of(&question.drafts, &question.raw_query);
        let level = |event: usize| i64::from(paths.nodes[event].level);
        let weight = |event: usize| i64::from(weights[paths.nodes[event].id]);
        let expected = [
            expected(&paths, (&|_| 1, &|_, _| 0)),
            expected(&paths, (&|_| 0, &|start, end| level(end) - level(start))),
            expected(&paths, (&weight, &|_, _| 0)),
        ];
        let actual = [
            chains.top(Rank::Longest),
            chains.top(Rank::GreatestRise),
            chains.top(chains.weights(|event| weights[event.id().index()])),
        ]
        .map(|top| actual(top).iter().map(recorded).collect::<Vec<_>>());
        if actual == expected {
            Ok(())
        } else {
            Err(format!("actual {actual:?}\nexpected {expected:?}"))
        }
    });
}

#[test]
fn the_best_chains_equal_the_oracles() {
    check_ranks(
        100,
        |paths, worth| best_chains(paths, worth, BEST, &[]),
        |top| top.take(BEST).collect(),
    );
}

#[test]
fn the_best_event_disjoint_chains_equal_the_oracles() {
    check_ranks(
        50,
        |paths, worth| disjoint_chains(paths, worth),
        |top| top.event_disjoint().collect(),
    );
}

/// The best chain of each end, in order of worth.
#[test]
fn one_per_end_lists_the_best_chain_of_each_end() {
    check_all(questions(strategies::larger(), strategies::queries()), 100, |question| {
        let timeline = build(&question.drafts);
        let chains =
            chains_of(&to_view(&timeline, &question.raw_query), &to_query(&question.raw_query));
        for rank in [Rank::Longest, Rank::GreatestRise] {
            let worth = |chain: &Chain<'_>| match rank {
                Rank::Longest => chain.len() as i64,
                _ => chain.rise().tenths(),
            };
            let ends = chains.events().filter_map(|event| chains.ending_in(event.id(), rank));
            let mut expected: Vec<_> = ends.collect();
            expected.sort_by_key(|chain| Reverse(worth(chain)));
            let actual: Vec<_> = chains.top(rank).one_per_end().collect();
            if actual != expected {
                return Err(format!("{rank:?}: actual {actual:?}\nexpected {expected:?}"));
            }
        }
        Ok(())
    });
}

#[test]
fn every_sample_is_a_chain() {
    check_all(questions(strategies::larger(), strategies::queries()), 100, |question| {
        let timeline = build(&question.drafts);
        let chains =
            chains_of(&to_view(&timeline, &question.raw_query), &to_query(&question.raw_query));
        let paths = Paths::of(&question.drafts, &question.raw_query);
        let mut random = Pcg64::seed_from_u64(2024);
        let draws: Vec<_> = (0..BEST).filter_map(|_| chains.sample(|| random.next_u64())).collect();
        let is_chain = |chain: &Chain<'_>| paths.has_chain(&recorded(chain));
        let expected = if chains.count().to_u128() == Some(0) { 0 } else { BEST };
        if draws.len() == expected && draws.iter().all(is_chain) {
            Ok(())
        } else {
            Err(format!("{draws:?}"))
        }
    });
}

/// Chains of at most three events are few enough to be listed.
#[test]
fn every_answer_about_short_chains_equals_the_oracles() {
    let weighted_questions =
        (questions(strategies::larger(), strategies::queries()), strategies::weights(48));
    check_all(weighted_questions, 60, |(question, weights)| {
        let Question { drafts, raw_query, .. } = question;
        let raw_query = RawQuery { min_len: 2, max_len: Some(3), ..raw_query.clone() };
        let raw_query = &strategies::queries::made_valid(raw_query);
        compare_walks(drafts, raw_query)?;
        compare_ranks(drafts, raw_query, weights)?;
        compare_shares(drafts, raw_query)
    });
}

/// Resumes lists that are too long to be walked to their end.
#[test]
fn a_long_walk_resumes_at_its_bookmark() {
    check_all(questions(strategies::larger(), strategies::queries()), 100, |question| {
        let timeline = build(&question.drafts);
        let chains: Chains<'_> =
            chains_of(&to_view(&timeline, &question.raw_query), &to_query(&question.raw_query));
        for mut iter in [chains.iter(), chains.maximal()] {
            for _ in 0..300 {
                iter.next();
            }
            let Some(bookmark) = iter.bookmark() else { continue };
            let resumed = chains.resume(&bookmark).map_err(|error| error.to_string())?;
            let (expected, actual): (Vec<_>, Vec<_>) =
                (iter.take(300).collect(), resumed.into_iter().take(300).collect());
            if actual != expected {
                return Err(format!("{bookmark:?}: actual {actual:?}\nexpected {expected:?}"));
            }
        }
        Ok(())
    });
}
