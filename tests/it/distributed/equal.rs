//! Random timelines on several workers, under every rule and every way to spread events.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use escalade::{
    Chains, Query, Rank, Rule, View,
    distributed::{Answer, Apart, Outcome, Question, Spread, Wanted},
    timeline::EventRef,
};
use proptest::{prelude::Strategy, sample::select};

use super::{answer_of_one, asked, asked_over_tcp, best_of_one, numbers, parts_of};
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
    wanted: [Wanted; 3],
    /// The number of processes that are connected as on several machines; 0 for worker threads alone.
    processes: usize,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { drafts, raw_query, parts, workers, wanted, processes } = self;
        let asked =
            format!("{wanted:?} of {parts} parts on {workers} workers, {processes} processes");
        write!(f, "\n{drafts}{raw_query}\n{asked}\n")
    }
}

fn cases(
    drafts: impl Strategy<Value = Drafts>,
    queries: impl Strategy<Value = RawQuery>,
    processes: Vec<usize>,
) -> impl Strategy<Value = Case> {
    let shares = (1..=5_usize, select(vec![1_usize, 2, 3, 4]), select(processes));
    let wanted = (0..WANTED.len())
        .prop_map(|nth| [nth, nth + 3, nth + 6].map(|nth| WANTED[nth % WANTED.len()]));
    (drafts, queries, shares, wanted).prop_map(
        |(mut drafts, raw_query, (parts, workers, processes), wanted)| {
            // Links are not spread: see `refused`.
            drafts.links.clear();
            let workers = if processes > 0 { workers.min(2) } else { workers };
            Case { drafts, raw_query, parts, workers, wanted, processes }
        },
    )
}

/// How often each way was compared, under each rule.
type Reached = RefCell<BTreeMap<(String, String), u32>>;

fn compare(case: &Case, reached: &Reached) -> Result<(), String> {
    case.wanted.iter().try_for_each(|wanted| compare_one(case, wanted, reached))
}

fn compare_one(case: &Case, wanted: &Wanted, reached: &Reached) -> Result<(), String> {
    let Case { drafts, raw_query, parts, workers, processes, .. } = case;
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
        let answer = match *processes {
            0 => asked(&parts, *workers, &question),
            processes => {
                let outcome = asked_over_tcp(&parts, processes, *workers, &question);
                check_traffic(&outcome, &view, &chains, &to_query(raw_query))?;
                outcome.answer.unwrap()
            }
        };
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

/// Checks that no more was sent than what a way needs, and as often as it says.
fn check_traffic(
    outcome: &Outcome,
    view: &View<'_>,
    chains: &Chains<'_>,
    query: &Query,
) -> Result<(), String> {
    let traffic = &outcome.traffic;
    let events = chains.events().len() as u64;
    let levels: BTreeSet<_> =
        chains.events().filter_map(|event| event.level(query.scale())).collect();
    let is_as_said = match outcome.spread {
        Spread::LevelRounds => {
            let codes: BTreeSet<_> = view
                .events()
                .filter_map(|event| Some(event.event_type().code()?.to_string()))
                .collect();
            // An event of several dyads may be looked up at several workers. The level of a code may be a round also if all
            // events with the code have levels of their own, or take no part in the query.
            let places: u64 = chains.events().map(places).sum();
            traffic.values <= places * traffic.passes.max(1)
                && traffic.sums <= places * traffic.passes.max(1)
                && (levels.len()..=levels.len() + codes.len()).contains(&(traffic.rounds as usize))
        }
        Spread::LengthRounds => {
            // Paths that are too short for chains take rounds as well.
            let paths = view.chains(&query.clone().min_len(2)).unwrap();
            let longest = paths.longest().map_or(0, |chain| chain.len());
            traffic.rounds <= longest.max(2) as u64
        }
        Spread::Slices => traffic.rounds == 0 && traffic.values == 0,
        _ => traffic.rounds == 0 && traffic.values == 0 && traffic.rows <= events + 40,
    };
    if is_as_said { Ok(()) } else { Err(format!("{}: {traffic:?} of {events}", outcome.spread)) }
}

/// Returns the greatest number of workers where an event may be looked up.
fn places(event: EventRef<'_>) -> u64 {
    let dyads = event.sources().len() * event.targets().len();
    if dyads == 1 && !event.is_mutual() { 1 } else { 2 * dyads as u64 }
}

/// Checks that each way was compared with chains that it had to find, under each rule that it is for.
fn check_reached(reached: &Reached) {
    let reached = reached.borrow();
    let of = |spread: Spread, rule: Rule| {
        reached.get(&(spread.to_string(), rule.as_str().to_owned())).copied().unwrap_or(0)
    };
    for rule in &Rule::ALL[..Rule::ALL.len() - 1] {
        for spread in [Spread::LevelRounds, Spread::LengthRounds, Spread::Slices] {
            assert!(of(spread, *rule) > 0, "{spread} by {rule:?}: {reached:?}");
        }
    }
    assert!(of(Spread::Pairs, Rule::Retaliation) > 0 && of(Spread::Pairs, Rule::Persistence) > 0);
    assert!(of(Spread::Sources, Rule::Widening) > 0 && of(Spread::Targets, Rule::Joining) > 0);
}

#[test]
fn small_timelines_have_the_same_answers() {
    let reached = Reached::default();
    let cases = cases(strategies::drafts(), strategies::queries(), vec![0]);
    check_all(cases, 800, |case| compare(case, &reached));
}

#[test]
fn dense_timelines_have_the_same_answers() {
    let reached = Reached::default();
    let cases = cases(strategies::dense(120), strategies::dense_queries(), vec![0]);
    check_all(cases, 500, |case| compare(case, &reached));
    check_reached(&reached);
}

#[test]
fn processes_have_the_same_answers() {
    let reached = Reached::default();
    let cases = cases(strategies::dense(60), strategies::dense_queries(), vec![2, 2, 3, 4]);
    check_all(cases, 60, |case| compare(case, &reached));
}
