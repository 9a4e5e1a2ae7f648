//! Named cases, drawn and answered by hand: each is put to the library and to the oracle, and both
//! must give what was typed in.
//!
//! The tables are in `cases/*.txt`. A case is a name, what happened, what is asked, and what is
//! due; chains are written as the numbers of their events, in the order of ties, and what is not
//! written is none. The oracle's `drawn.rs` shows how events and queries are drawn.

mod drawing;
mod further;

use std::collections::{BTreeMap, BTreeSet};

use escalade::{Rank, Rule};

use crate::oracle::{
    agreed, agreed_on_ranks, agreed_on_shares, agreed_on_views, agreed_on_walks,
    answers::{Answers, Hopped, answers},
    drafts::ScaleWord,
    engine::{self, asked, build, gather, query, seen},
    listing::Listing,
    ranked::ranked,
    shares::shares,
    walked::walks,
};
use drawing::{Case, Due};
use further::Further;

const TABLES: [(&str, &str); 12] = [
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
    ("sureness", include_str!("cases/sureness.txt")),
    ("answers", include_str!("cases/answers.txt")),
];

#[test]
fn the_library_and_the_oracle_answer_as_due() {
    let mut failures = Vec::new();
    for (table, text) in TABLES {
        for case in drawing::read(text) {
            let due = in_words(&case.due);
            let named = format!("{table}: {}", case.name);
            let timeline = build(&case.drafts);
            let library = gather(&seen(&timeline, &case.ask), &query(&case.ask));
            for (who, given) in [("oracle", answers(&case.drafts, &case.ask)), ("library", library)]
            {
                let given = in_words(&told_of(&given, &case));
                if given != due {
                    failures.push(format!("{named}\n{who} gives\n{given}but due is\n{due}"));
                }
            }
            if let Err(differences) = agreed(&case.drafts, &case.ask) {
                failures.push(format!("{named}\n{differences}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What only some cases speak of, and what no case does: the library must give it as the oracle does in
/// every one of them.
#[test]
fn further_answers_are_as_due() {
    let mut failures = Vec::new();
    for (table, text) in TABLES {
        for mut case in drawing::read(text) {
            // Where a case says nothing of them, weights are of either sign.
            let events = case.drafts.events.len();
            let some = (0..events).map(|event| (event * 7 % 5) as i32 - 2);
            case.weights.extend(some.skip(case.weights.len()));

            let listing = Listing::of(&case.drafts, &case.ask);
            let of_oracle = Further {
                ranked: ranked(&listing, &case.weights),
                shares: shares(&listing),
                walks: walks(&listing),
            };
            let timeline = build(&case.drafts);
            let chains = asked(&seen(&timeline, &case.ask), &query(&case.ask));
            let hopped = engine::hopped(&timeline, &chains);
            let of_library = Further {
                ranked: engine::ranked::ranked(&chains, &hopped, &case.weights),
                shares: engine::shares::shares(&timeline, &chains),
                walks: engine::walked::walks(&chains),
            };
            for due in &case.further {
                for (who, given) in [("oracle", &of_oracle), ("library", &of_library)] {
                    let given = given.line(due);
                    if given != *due {
                        let name = &case.name;
                        failures.push(format!("{table}: {name}\n{who} {given}\ndue    {due}"));
                    }
                }
            }
            let agreed = [
                agreed_on_ranks(&case.drafts, &case.ask, &case.weights),
                agreed_on_shares(&case.drafts, &case.ask),
                agreed_on_walks(&case.drafts, &case.ask),
                agreed_on_views(&case.drafts, &case.ask),
            ];
            for differences in agreed.into_iter().filter_map(Result::err) {
                failures.push(format!("{table}: {}\n{differences}", case.name));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn no_two_cases_have_the_same_name() {
    let mut names = BTreeSet::new();
    for case in TABLES.iter().flat_map(|(_, text)| drawing::read(text)) {
        assert!(names.insert(case.name.clone()), "{} stands twice", case.name);
    }
    assert!(names.len() >= 40);
}

#[test]
fn what_is_drawn_can_be_read_again() {
    for case in TABLES.iter().flat_map(|(_, text)| drawing::read(text)) {
        let drawn = format!("case {}\n{}{}", case.name, case.drafts, case.ask);
        let again = &drawing::read(&drawn)[0];
        let drawn_again = format!("case {}\n{}{}", again.name, again.drafts, again.ask);
        assert!(again.drafts == case.drafts && again.ask == case.ask, "{drawn}\n{drawn_again}");
    }
}

/// Every rule and every scale has a case.
#[test]
fn every_rule_and_scale_is_asked_for() {
    let cases: Vec<_> = TABLES.iter().flat_map(|(_, text)| drawing::read(text)).collect();
    for rule in Rule::ALL {
        assert!(cases.iter().any(|case| case.ask.rules.contains(rule)), "{rule:?}");
    }
    for scale in ScaleWord::ALL {
        assert!(cases.iter().any(|case| case.ask.scale == scale), "{}", scale.word());
    }
}

/// Of the answers, what a case speaks of.
fn told_of(given: &Answers, case: &Case) -> Due {
    let nth = |rank| usize::from(rank == Rank::GreatestRise);
    let best = |of: &BTreeMap<u32, [Option<Vec<u32>>; 2]>, asked: &[(u32, Rank, Option<_>)]| {
        asked
            .iter()
            .map(|(event, rank, _)| (*event, *rank, of[event][nth(*rank)].clone()))
            .collect()
    };
    let pair = |hop: &Hopped| vec![hop.from, hop.to];
    let by = given.hopped.iter().map(|hop| (pair(hop), (hop.rules.clone(), hop.links.clone())));
    Due {
        events: given.events,
        too_vague: case.due.too_vague.map(|_| given.too_vague),
        left_out: given.left_out.clone(),
        hops: given.hopped.iter().map(pair).collect(),
        chains: given.chains.clone(),
        maximal: given.maximal.clone(),
        longest: given.longest.clone(),
        rise: given.greatest_rise.clone(),
        through: best(&given.through, &case.due.through),
        ending_in: best(&given.ending_in, &case.due.ending_in),
        by: by.filter(|(pair, _)| case.due.by.contains_key(pair)).collect(),
    }
}

fn in_words(due: &Due) -> String {
    let Due { events, too_vague, left_out, hops, chains, maximal, .. } = due;
    let Due { longest, rise, through, ending_in, by, .. } = due;
    format!(
        "  events {events}, too vague {too_vague:?}, {left_out:?}\n  hops {hops:?}\n  chains {chains:?}\n  maximal {maximal:?}\n  \
         longest {longest:?}, rise {rise:?}\n  through {through:?}, ending in {ending_in:?}\n  by {by:?}\n"
    )
}
