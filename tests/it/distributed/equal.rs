//! Random timelines on several workers, under every rule and every way to spread events.

use std::{cell::RefCell, collections::BTreeMap, fmt};

use escalade::{
    Rank, Rule,
    distributed::{Answer, Apart, Question, Spread, Wanted},
};
use proptest::{prelude::Strategy, sample::select};

use super::{answer_of_one, asked, best_of_one, numbers, parts_of};
use crate::{
    oracle::{
        drafts::{Drafts, RawQuery},
        engine::{build, to_query, view_of},
    },
    properties::{check_all, strategies},
};

/// The ways to spread events.
const SPREADS: [Spread; 6] = [
    Spread::Pairs,
    Spread::Sources,
    Spread::Targets,
    Spread::LevelRounds,
    Spread::LengthRounds,
    Spread::Slices,
];

const WANTED: [Wanted; 9] = {
    const fn best(rank: Rank, most: usize, apart: Apart) -> Wanted {
        Wanted::Best { rank, most, apart }
    }
    [
        Wanted::Summary,
        Wanted::CountByLen,
        Wanted::ByDyad,
        best(Rank::Longest, 1, Apart::Nothing),
        best(Rank::GreatestRise, 1, Apart::Nothing),
        best(Rank::Longest, 6, Apart::Nothing),
        best(Rank::GreatestRise, 6, Apart::Nothing),
        best(Rank::GreatestRise, 5, Apart::Ends),
        best(Rank::Longest, 5, Apart::Events),
    ]
};

/// A timeline in parts, a query, and the number of workers; a failing one is printed in the notation.
#[derive(Clone)]
struct Case {
    drafts: Drafts,
    raw_query: RawQuery,
    parts: usize,
    workers: usize,
    wanted: Wanted,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { drafts, raw_query, parts, workers, wanted } = self;
        write!(f, "\n{drafts}{raw_query}\n{wanted:?} of {parts} parts on {workers} workers\n")
    }
}

fn cases(
    drafts: impl Strategy<Value = Drafts>,
    queries: impl Strategy<Value = RawQuery>,
) -> impl Strategy<Value = Case> {
    (drafts, queries, 1..=5_usize, select(vec![1_usize, 2, 3, 4]), select(&WANTED[..])).prop_map(
        |(mut drafts, raw_query, parts, workers, wanted)| {
            // Links are not spread: see `refused`.
            drafts.links.clear();
            Case { drafts, raw_query, parts, workers, wanted }
        },
    )
}

/// How often each way was compared, under each rule.
type Reached = RefCell<BTreeMap<(String, String), u32>>;

fn compare(case: &Case, reached: &Reached) -> Result<(), String> {
    let Case { drafts, raw_query, parts, workers, wanted } = case;
    let whole = build(drafts);
    let view = view_of(&whole, &raw_query.view);
    let query = to_query(raw_query);
    let Ok(chains) = view.chains(&query) else { return Ok(()) };
    let parts = parts_of(drafts, *parts);
    let question = Question::new(query).seen_through(view.steps().to_vec()).wanting(*wanted);
    if *wanted == Wanted::CountByLen && chains.count_by_len().is_err() {
        return Ok(());
    }
    for spread in SPREADS {
        let question = question.clone().spread_by(spread);
        if question.spread().is_err() {
            continue;
        }
        let answer = asked(&parts, *workers, &question);
        let is_same = match (&answer, wanted) {
            (Answer::Chains(found), Wanted::Best { rank, most, apart }) => {
                let expected = best_of_one(&chains, *rank, *most, *apart);
                if numbers(found) != expected {
                    return Err(format!("{spread}: {:?}, not {expected:?}", numbers(found)));
                }
                true
            }
            (answer, wanted) => *answer == answer_of_one(&chains, *wanted),
        };
        if !is_same {
            let expected = answer_of_one(&chains, *wanted);
            return Err(format!("{spread}: {answer:#?}\nnot {expected:#?}"));
        }
        if chains.count().log2() > 2.0 {
            for rule in &raw_query.rules {
                let key = (spread.to_string(), rule.as_str().to_owned());
                *reached.borrow_mut().entry(key).or_default() += 1;
            }
        }
    }
    Ok(())
}

/// Checks that each way was compared with chains that it had to find, under each rule that it is for.
fn check_reached(reached: &Reached) {
    let reached = reached.borrow();
    let of = |spread: Spread, rule: Rule| {
        reached.get(&(spread.to_string(), rule.as_str().to_owned())).copied().unwrap_or(0)
    };
    for rule in Rule::ALL {
        assert!(*rule == Rule::Declared || of(Spread::Slices, *rule) > 0, "{rule:?} {reached:?}");
    }
    assert!(of(Spread::Pairs, Rule::Retaliation) > 0 && of(Spread::Pairs, Rule::Persistence) > 0);
    assert!(of(Spread::Sources, Rule::Widening) > 0 && of(Spread::Targets, Rule::Joining) > 0);
}

#[test]
fn small_timelines_have_the_same_answers() {
    let reached = Reached::default();
    let cases = cases(strategies::drafts(), strategies::queries());
    check_all(cases, 800, |case| compare(case, &reached));
}

#[test]
fn dense_timelines_have_the_same_answers() {
    let reached = Reached::default();
    let cases = cases(strategies::dense(120), strategies::dense_queries());
    check_all(cases, 500, |case| compare(case, &reached));
    check_reached(&reached);
}
