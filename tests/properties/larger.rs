//! Larger timelines, of which the chains are too many to list: the oracle's hops, all pairs of them,
//! and sums along them.

use escalade::{Chain, Level, Timeline};
use num_bigint::BigUint;

use crate::{
    Question, hold_of,
    oracle::{
        drafts::{RawActor, RawEvent, ScaleWord},
        engine::{build, query, seen},
        hops::{hops, placed},
        terms,
        time::{Moment, RawWhen},
    },
    questions, strategies,
};

/// What a query comes to, in numbers.
#[derive(Debug, PartialEq)]
struct Numbers {
    hops: u64,
    count: String,
    longest: usize,
    /// In tenths.
    greatest_rise: Option<i32>,
}

fn due(question: &Question) -> Numbers {
    let Question { drafts, ask, .. } = question;
    let (placed, _) = placed(drafts, ask);
    let hops = hops(drafts, ask, &placed);
    let most = ask.max_len.unwrap_or(placed.len());
    let passes = |event: usize| terms::event_passes(drafts, ask, &drafts.events[placed[event].id]);
    let passing: Vec<_> = hops
        .iter()
        .filter(|hop| passes(hop.0) && passes(hop.1) && terms::hop_passes(drafts, ask, &hop.2))
        .collect();

    let (mut count, mut longest, mut greatest_rise) = (BigUint::ZERO, 0, None);
    for (start, first) in placed.iter().enumerate() {
        // For each event, how many paths of so many events lead from the start to it.
        let mut paths = vec![BigUint::ZERO; placed.len()];
        paths[start] = BigUint::from(1_u8);
        for events in 2..=most {
            let mut longer = vec![BigUint::ZERO; placed.len()];
            for (earlier, later, _) in &passing {
                longer[*later] += &paths[*earlier];
            }
            paths = longer;
            for (last, paths) in placed.iter().zip(&paths) {
                let is_bounded = terms::within_bounds(drafts, ask, first, last);
                if events >= ask.min_len && *paths > BigUint::ZERO && is_bounded {
                    count += paths;
                    longest = longest.max(events);
                    greatest_rise = greatest_rise.max(Some(last.level - first.level));
                }
            }
            if paths.iter().all(|paths| *paths == BigUint::ZERO) {
                break;
            }
        }
    }
    Numbers { hops: hops.len() as u64, count: count.to_string(), longest, greatest_rise }
}

fn given(question: &Question, timeline: &Timeline) -> Numbers {
    let chains = seen(timeline, &question.ask).chains(&query(&question.ask)).unwrap();
    let summary = chains.summary();
    Numbers {
        hops: summary.hops(),
        count: summary.chains().to_string(),
        longest: summary.longest(),
        greatest_rise: summary.greatest_rise().map(Level::tenths),
    }
}

/// The best chains, and the first that are listed.
fn single_chains(question: &Question, timeline: &Timeline) -> Vec<Vec<usize>> {
    let chains = seen(timeline, &question.ask).chains(&query(&question.ask)).unwrap();
    let events = |chain: Chain<'_>| chain.events().map(|event| event.id().index()).collect();
    let best = [chains.longest(), chains.greatest_rise()].into_iter().flatten();
    best.chain(chains.iter().take(20)).chain(chains.maximal().take(20)).map(events).collect()
}

fn without_view(question: &Question) -> Question {
    let mut question = question.clone();
    question.ask.view.clear();
    question
}

/// The same, with strangers in the middle of it who have two dyads at once and join nothing.
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
        levels: vec![(ScaleWord::Kahn, 440)],
        deaths: None,
        kind: None,
        occurred: None,
        author_sure: None,
    });
    question
}

#[test]
fn counts_and_optima_are_those_along_the_oracles_hops() {
    hold_of(questions(strategies::larger(), strategies::asks()), 100, |question| {
        let (given, due) = (given(question, &build(&question.drafts)), due(question));
        if given == due { Ok(()) } else { Err(format!("given {given:?}\ndue   {due:?}")) }
    });
}

#[test]
fn strangers_change_nothing_but_the_way_to_the_answers() {
    hold_of(questions(strategies::larger(), strategies::asks()), 100, |question| {
        // Some views compare all events of a day.
        let question = &without_view(question);
        let strange = with_strangers(question);
        let (plain, mixed) = (build(&question.drafts), build(&strange.drafts));
        let of_plain = (given(question, &plain), single_chains(question, &plain));
        let of_mixed = (given(&strange, &mixed), single_chains(&strange, &mixed));
        if of_plain == of_mixed { Ok(()) } else { Err(format!("{of_plain:?}\n{of_mixed:?}")) }
    });
}
