//! Timelines of up to 400 events between two or three actors, with too many chains to list. Every
//! number and every best chain equals the one found by dynamic programming along the oracle's hops.

use std::collections::BTreeMap;

use escalade::{Chain, Rank};
use proptest::strategy::Strategy;

use super::{Question, check_all, check_number, questions, strategies};
use crate::oracle::{
    engine::{self, build, chains_of, to_query, to_view},
    listing::Listing,
    paths::Paths,
    ranked::ranked,
    shares::shares,
};

/// The most events of a dense timeline.
const MOST: usize = 400;

/// Returns where the library differs from dynamic programming along the oracle's hops.
fn compare(question: &Question, weights: &[i32]) -> Result<(), String> {
    let Question { drafts, raw_query, .. } = question;
    let timeline = build(drafts);
    let chains = chains_of(&to_view(&timeline, raw_query), &to_query(raw_query));
    let paths = Paths::of(drafts, raw_query);

    let expected = paths.shares();
    let mut actual = engine::shares::shares(&timeline, &chains);
    actual.forgive_rounding(&expected);
    let mut differences = actual.differences(&expected);
    let mut compare = |what: &str, actual: String, expected: String| {
        if actual != expected {
            differences += &format!("{what}: actual {actual}\n{what}: expected {expected}\n");
        }
    };
    compare("hops", chains.summary().hops().to_string(), paths.number_of_hops().to_string());

    let named = |chain: Option<Chain<'_>>| chain.map(|chain| engine::names(&chain));
    let weighted = chains.weights(|event| weights[event.id().index()]);
    let best = [
        ("longest", chains.longest(), paths.best(Rank::Longest)),
        ("greatest rise", chains.greatest_rise(), paths.best(Rank::GreatestRise)),
        ("heaviest", chains.best(weighted), paths.heaviest(weights)),
    ];
    for (what, actual, expected) in best {
        compare(what, format!("{:?}", named(actual)), format!("{expected:?}"));
    }
    for rank in [Rank::Longest, Rank::GreatestRise] {
        let actual: BTreeMap<_, _> = timeline
            .events()
            .map(|event| (engine::name(event.key()), named(chains.ending_in(event.id(), rank))))
            .collect();
        for (event, expected) in paths.best_ending_in(rank) {
            let what = format!("{rank:?} that ends in {event}");
            compare(&what, format!("{:?}", actual[&event]), format!("{expected:?}"));
        }
    }
    if differences.is_empty() { Ok(()) } else { Err(differences) }
}

/// Questions about dense timelines, and weights of their events.
fn dense() -> impl Strategy<Value = (Question, Vec<i32>)> {
    let questions = questions(strategies::dense(MOST), strategies::dense_queries());
    (questions, strategies::weights(MOST))
}

#[test]
fn the_oracle_finds_the_same_with_a_list_of_chains_and_without() {
    let questions = questions(strategies::drafts(), strategies::queries());
    check_all(
        (questions, strategies::weights(strategies::EVENTS)),
        2000,
        |(Question { drafts, raw_query, .. }, weights)| {
            let (listing, paths) = (Listing::of(drafts, raw_query), Paths::of(drafts, raw_query));
            let ranked = ranked(&listing, weights);
            let [longest, steepest, _] = &ranked.best;
            let mut differences = paths.shares().differences(&shares(&listing));
            for (what, actual, expected) in [
                ("longest", paths.best(Rank::Longest), longest.all.first()),
                ("greatest rise", paths.best(Rank::GreatestRise), steepest.all.first()),
                ("heaviest", paths.heaviest(weights), ranked.heaviest.as_ref()),
            ] {
                if actual.as_ref() != expected {
                    differences += &format!("{what}: actual {actual:?}, expected {expected:?}\n");
                }
            }
            if differences.is_empty() { Ok(()) } else { Err(differences) }
        },
    );
}

#[test]
fn timelines_of_48_events_are_answered_as_by_the_oracle() {
    let questions = questions(strategies::larger(), strategies::queries());
    check_all((questions, strategies::weights(48)), 100, |(question, weights)| {
        compare(question, weights)
    });
}

#[test]
fn timelines_of_400_events_are_answered_as_by_the_oracle() {
    // One of these cases takes as long as many small ones.
    let cases = crate::random_cases::cases_set()
        .map_or(60 * crate::random_cases::times(), |cases| (cases / 20).max(1));
    check_number(dense(), cases, |(question, weights)| compare(question, weights));
}
