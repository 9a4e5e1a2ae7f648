//! Named cases with answers written by hand: both the library and the oracle must give these
//! answers.
//!
//! The tables are in `cases/*.txt`. A case consists of a name, a timeline, a query and the expected
//! answers. Chains are the numbers of their events, in the order of ties. An answer without a line is
//! expected to be empty. `oracle/notation.rs` shows the notation of timelines and queries.

mod further;
mod parser;
mod times;

use std::collections::{BTreeMap, BTreeSet};

use escalade::{Rank, Rule};

use crate::oracle::{
    answers::{Answers, RawHop, answers},
    compare_answers, compare_ranks, compare_shares, compare_views, compare_walks,
    drafts::ScaleName,
    engine::{self, answers_of_chains, build, chains_of, to_query, to_view, tuned, tunings},
    listing::Listing,
    ranked::ranked,
    shares::shares,
    walks::walks,
};
use further::Further;
use parser::{Case, Expected};

const TABLES: [(&str, &str); 14] = [
    ("rules", include_str!("cases/rules.txt")),
    ("time", include_str!("cases/time.txt")),
    ("actors", include_str!("cases/actors.txt")),
    ("blocs", include_str!("cases/blocs.txt")),
    ("levels", include_str!("cases/levels.txt")),
    ("links", include_str!("cases/links.txt")),
    ("scales", include_str!("cases/scales.txt")),
    ("views", include_str!("cases/views.txt")),
    ("interruptions", include_str!("cases/interruptions.txt")),
    ("bounds", include_str!("cases/bounds.txt")),
    ("confidence", include_str!("cases/confidence.txt")),
    ("attribution", include_str!("cases/attribution.txt")),
    ("vague_onsets", include_str!("cases/vague_onsets.txt")),
    ("answers", include_str!("cases/answers.txt")),
];

#[test]
fn the_library_and_the_oracle_answer_as_expected() {
    let mut failures = Vec::new();
    for (table, text) in TABLES {
        for case in parser::read(text) {
            let expected = as_text(&case.expected);
            let named = format!("{table}: {}", case.name);
            let timeline = build(&case.drafts);
            let (view, query) = (to_view(&timeline, &case.raw_query), to_query(&case.raw_query));
            let mut answered = vec![("oracle".to_owned(), answers(&case.drafts, &case.raw_query))];
            for tuning in tunings() {
                let library = answers_of_chains(&timeline, &tuned(&view, &query, tuning));
                answered.push((format!("library with {tuning:?}"), library));
            }
            for (who, actual) in answered {
                let actual = as_text(&stated(&actual, &case));
                if actual != expected {
                    failures
                        .push(format!("{named}\n{who} gives\n{actual}but expected is\n{expected}"));
                }
            }
            if let Err(differences) = compare_answers(&case.drafts, &case.raw_query) {
                failures.push(format!("{named}\n{differences}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Compares the answers that only some cases state. The library must equal the oracle in every
/// case, whether the case states an answer or not.
#[test]
fn further_answers_are_as_expected() {
    let mut failures = Vec::new();
    for (table, text) in TABLES {
        for mut case in parser::read(text) {
            // Without weights in the case, events have weights of either sign.
            let events = case.drafts.events.len();
            let some = (0..events).map(|event| (event * 7 % 5) as i32 - 2);
            case.weights.extend(some.skip(case.weights.len()));

            let listing = Listing::of(&case.drafts, &case.raw_query);
            let of_oracle = Further {
                ranked: ranked(&listing, &case.weights),
                shares: shares(&listing),
                walks: walks(&listing),
            };
            let timeline = build(&case.drafts);
            let chains =
                chains_of(&to_view(&timeline, &case.raw_query), &to_query(&case.raw_query));
            let listed_hops = engine::listed_hops(&timeline, &chains);
            let of_library = Further {
                ranked: engine::ranked::ranked(&chains, &listed_hops, &case.weights),
                shares: engine::shares::shares(&timeline, &chains),
                walks: engine::walks::walks(&chains),
            };
            for expected in &case.further {
                for (who, actual) in [("oracle", &of_oracle), ("library", &of_library)] {
                    let actual = actual.line(expected);
                    if actual != *expected {
                        let name = &case.name;
                        failures
                            .push(format!("{table}: {name}\n{who} {actual}\ndue    {expected}"));
                    }
                }
            }
            let comparisons = [
                compare_ranks(&case.drafts, &case.raw_query, &case.weights),
                compare_shares(&case.drafts, &case.raw_query),
                compare_walks(&case.drafts, &case.raw_query),
                compare_views(&case.drafts, &case.raw_query),
            ];
            for differences in comparisons.into_iter().filter_map(Result::err) {
                failures.push(format!("{table}: {}\n{differences}", case.name));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn no_two_cases_have_the_same_name() {
    let mut names = BTreeSet::new();
    for case in TABLES.iter().flat_map(|(_, text)| parser::read(text)) {
        assert!(names.insert(case.name.clone()), "{} stands twice", case.name);
    }
    assert!(names.len() >= 40);
}

#[test]
fn the_notation_can_be_read_back() {
    for case in TABLES.iter().flat_map(|(_, text)| parser::read(text)) {
        let text = format!("case {}\n{}{}", case.name, case.drafts, case.raw_query);
        let again = &parser::read(&text)[0];
        let text_again = format!("case {}\n{}{}", again.name, again.drafts, again.raw_query);
        assert!(
            again.drafts == case.drafts && again.raw_query == case.raw_query,
            "{text}\n{text_again}"
        );
    }
}

/// Every rule and every scale has a case.
#[test]
fn every_rule_and_scale_has_a_case() {
    let cases: Vec<_> = TABLES.iter().flat_map(|(_, text)| parser::read(text)).collect();
    for rule in Rule::ALL {
        assert!(cases.iter().any(|case| case.raw_query.rules.contains(rule)), "{rule:?}");
    }
    for scale in ScaleName::ALL {
        assert!(cases.iter().any(|case| case.raw_query.scale == scale), "{}", scale.word());
    }
}

/// Returns the answers that a case states.
fn stated(actual: &Answers, case: &Case) -> Expected {
    let nth = |rank| usize::from(rank == Rank::GreatestRise);
    let best = |of: &BTreeMap<u32, [Option<Vec<u32>>; 2]>, wanted: &[(u32, Rank, Option<_>)]| {
        wanted
            .iter()
            .map(|(event, rank, _)| (*event, *rank, of[event][nth(*rank)].clone()))
            .collect()
    };
    let pair = |hop: &RawHop| vec![hop.from, hop.to];
    let by =
        actual.listed_hops.iter().map(|hop| (pair(hop), (hop.rules.clone(), hop.links.clone())));
    Expected {
        events: actual.events,
        too_vague: case.expected.too_vague.map(|_| actual.too_vague),
        left_out: actual.left_out.clone(),
        hops: actual.listed_hops.iter().map(pair).collect(),
        chains: actual.chains.clone(),
        maximal: actual.maximal.clone(),
        longest: actual.longest.clone(),
        rise: actual.greatest_rise.clone(),
        through: best(&actual.through, &case.expected.through),
        ending_in: best(&actual.ending_in, &case.expected.ending_in),
        by: by.filter(|(pair, _)| case.expected.by.contains_key(pair)).collect(),
    }
}

fn as_text(expected: &Expected) -> String {
    let Expected { events, too_vague, left_out, hops, chains, maximal, .. } = expected;
    let Expected { longest, rise, through, ending_in, by, .. } = expected;
    format!(
        "  events {events}, too vague {too_vague:?}, {left_out:?}\n  hops {hops:?}\n  chains {chains:?}\n  maximal {maximal:?}\n  \
         longest {longest:?}, rise {rise:?}\n  through {through:?}, ending in {ending_in:?}\n  by {by:?}\n"
    )
}
