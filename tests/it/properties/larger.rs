//! Larger timelines, of which the chains are too many to list: the oracle's hops, all pairs of them,
//! and sums and optima along them.

use std::{cmp::Reverse, collections::BTreeMap};

use escalade::{Chain, Chains, Count, EventId, Level, Rank, Timeline, Top};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use super::{Question, hold_of, questions, strategies};
use crate::oracle::{
    agreed_on_ranks, agreed_on_shares, agreed_on_walks,
    drafts::{Ask, RawActor, RawEvent, ScaleWord},
    engine::{asked, build, query, seen},
    extras::RawExtras,
    hops::{Placed, hops, placed},
    shares::is_bounded,
    terms,
    time::{Moment, RawWhen},
};

/// What a query comes to, in numbers. Of 48 events, fewer than 2^48 chains can be made.
#[derive(Debug, PartialEq)]
struct Numbers {
    hops: u64,
    count: u64,
    longest: usize,
    /// In tenths.
    greatest_rise: Option<i32>,
    by_len: Option<BTreeMap<usize, u64>>,
    /// Events by order of recording, how many chains pass each and which share of all that is.
    pivots: Vec<(usize, u64, f64)>,
}

/// The oracle's hops, and what passes the bounds on events and hops.
struct Paths<'q> {
    question: &'q Question,
    placed: Vec<Placed>,
    hops: usize,
    /// By the later event, then the earlier.
    passing: Vec<(usize, usize)>,
}

impl<'q> Paths<'q> {
    fn of(question: &'q Question) -> Self {
        let Question { drafts, ask, .. } = question;
        let (placed, _) = placed(drafts, ask);
        let hops = hops(drafts, ask, &placed);
        let passes =
            |event: usize| terms::event_passes(drafts, ask, &drafts.events[placed[event].id]);
        let passing = hops
            .iter()
            .filter(|hop| passes(hop.0) && passes(hop.1) && terms::hop_passes(drafts, ask, &hop.2))
            .map(|hop| (hop.0, hop.1))
            .collect();
        Self { question, placed, hops: hops.len(), passing }
    }

    fn is_bounded(&self, first: usize, last: usize) -> bool {
        let Question { drafts, ask, .. } = self.question;
        terms::within_bounds(drafts, ask, &self.placed[first], &self.placed[last])
    }

    fn is_long_enough(&self, events: usize) -> bool {
        let ask = &self.question.ask;
        events >= ask.min_len && ask.max_len.is_none_or(|most| events <= most)
    }

    /// For each number of events from 1 on and each event, how many paths of so many events lead from
    /// an event there, or from there to one of those that count as ends.
    fn layers(&self, from: &[bool], back: bool) -> Vec<Vec<u64>> {
        let mut layers = Vec::new();
        let mut paths: Vec<u64> = from.iter().map(|from| u64::from(*from)).collect();
        while paths.iter().any(|paths| *paths > 0) {
            let mut longer = vec![0; self.placed.len()];
            for (earlier, later) in &self.passing {
                let (from, to) = if back { (*later, *earlier) } else { (*earlier, *later) };
                longer[to] += paths[from];
            }
            layers.push(paths);
            paths = longer;
        }
        layers
    }

    /// The sums over all starts.
    fn numbers(&self) -> Numbers {
        let (events, mut passed) = (0..self.placed.len(), vec![0; self.placed.len()]);
        let (mut greatest_rise, mut by_len) = (None, BTreeMap::new());
        for start in events.clone() {
            let ends: Vec<bool> = events.clone().map(|end| self.is_bounded(start, end)).collect();
            let starts: Vec<bool> = events.clone().map(|event| event == start).collect();
            let (forward, back) = (self.layers(&starts, false), self.layers(&ends, true));
            for (before, reached) in forward.iter().enumerate() {
                let events = before + 1;
                for end in (0..ends.len()).filter(|end| events > 1 && ends[*end]) {
                    if reached[end] > 0 && self.is_long_enough(events) {
                        *by_len.entry(events).or_default() += reached[end];
                        let rise = self.placed[end].level - self.placed[start].level;
                        greatest_rise = greatest_rise.max(Some(rise));
                    }
                }
                for (after, reaching) in back.iter().enumerate() {
                    let events = before + after + 1;
                    if events > 1 && self.is_long_enough(events) {
                        for (event, passed) in passed.iter_mut().enumerate() {
                            *passed += reached[event] * reaching[event];
                        }
                    }
                }
            }
        }
        let count: u64 = by_len.values().sum();
        let share = |passed: u64| passed as f64 / count as f64;
        let pivotal =
            |(event, passed): (usize, u64)| (self.placed[event].id, passed, share(passed));
        let passed = passed.into_iter().enumerate().filter(|(_, passed)| *passed > 0);
        let mut pivots: Vec<_> = passed.map(pivotal).collect();
        pivots.sort_by_key(|(_, passed, _)| Reverse(*passed));
        Numbers {
            hops: self.hops as u64,
            count,
            longest: by_len.keys().max().copied().unwrap_or_default(),
            greatest_rise,
            by_len: is_bounded(&self.question.ask).then_some(by_len),
            pivots,
        }
    }

    /// So many of the best chains, best first, that have none of the events taken.
    fn best(&self, (each, ends): Worth<'_>, most: usize, taken: &[usize]) -> Vec<Vec<usize>> {
        /// A sum, and the events from the last backward.
        type Path = (Reverse<i64>, Vec<usize>);
        let Question { ask, .. } = self.question;
        // Where there is no most, the last layer is of all that are long enough.
        let layers = ask.max_len.unwrap_or(ask.min_len);
        let mut best: Vec<Path> = Vec::new();
        for start in 0..self.placed.len() {
            let mut lists: Vec<Vec<Vec<Path>>> =
                vec![vec![Vec::new(); layers + 1]; self.placed.len()];
            lists[start][1].push((Reverse(each(start)), vec![start]));
            let is_free = |hop: &&(usize, usize)| {
                [hop.0, hop.1].iter().all(|event| !taken.contains(&self.placed[*event].id))
            };
            for (earlier, later) in self.passing.iter().filter(is_free) {
                for layer in 1..=layers {
                    if layer == layers && ask.max_len.is_some() {
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
                if self.is_bounded(start, end) {
                    for (Reverse(sum), path) in lists.into_iter().skip(ask.min_len).flatten() {
                        best.push((Reverse(sum + ends(start, end)), path));
                    }
                }
            }
            best.sort();
            best.truncate(most);
        }
        let ids = |(_, path): Path| path.iter().rev().map(|event| self.placed[*event].id).collect();
        best.into_iter().map(ids).collect()
    }

    /// The best, the best of those that share no event with it, and so on.
    fn disjoint(&self, worth: Worth<'_>) -> Vec<Vec<usize>> {
        let mut disjoint: Vec<Vec<usize>> = Vec::new();
        while let Some(next) = self.best(worth, 1, &disjoint.concat()).pop() {
            disjoint.push(next);
        }
        disjoint
    }
}

/// What each event of a chain adds to its worth, and what its first and last add together.
type Worth<'w> = (&'w dyn Fn(usize) -> i64, &'w dyn Fn(usize, usize) -> i64);

/// So many of the best are asked for.
const BEST: usize = 20;

fn few(count: &Count) -> u64 {
    count.to_u128().unwrap().try_into().unwrap()
}

fn given(question: &Question, timeline: &Timeline) -> Numbers {
    let chains = seen(timeline, &question.ask).chains(&query(&question.ask)).unwrap();
    let summary = chains.summary();
    let by_len = chains.count_by_len().ok();
    Numbers {
        hops: summary.hops(),
        count: few(summary.chains()),
        longest: summary.longest(),
        greatest_rise: summary.greatest_rise().map(Level::tenths),
        by_len: by_len.map(|counts| counts.iter().map(|(len, count)| (*len, few(count))).collect()),
        pivots: chains
            .pivots()
            .map(|pivot| (pivot.event().id().index(), few(pivot.chains()), pivot.share()))
            .collect(),
    }
}

fn recorded(chain: &Chain<'_>) -> Vec<usize> {
    chain.events().map(|event| event.id().index()).collect()
}

/// The best chains, and the first that are listed.
fn single_chains(question: &Question, timeline: &Timeline) -> Vec<Vec<usize>> {
    let chains = seen(timeline, &question.ask).chains(&query(&question.ask)).unwrap();
    let mut single: Vec<_> =
        [chains.longest(), chains.greatest_rise()].into_iter().flatten().collect();
    single.extend(chains.iter().take(20).chain(chains.maximal().take(20)));
    single
        .extend(chains.top(Rank::Longest).take(20).chain(chains.top(Rank::GreatestRise).take(20)));
    single.iter().map(recorded).collect()
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
        extras: RawExtras::default(),
        told_by: Vec::new(),
    });
    question
}

#[test]
fn counts_and_optima_are_those_along_the_oracles_hops() {
    hold_of(questions(strategies::larger(), strategies::asks()), 100, |question| {
        let (given, due) =
            (given(question, &build(&question.drafts)), Paths::of(question).numbers());
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

/// Holds the best by each rank against those along the oracle's hops.
fn hold_of_ranks(
    cases: u32,
    due: impl Fn(&Paths<'_>, Worth<'_>) -> Vec<Vec<usize>>,
    given: impl for<'t> Fn(Top<'t>) -> Vec<Chain<'t>>,
) {
    let weighed = (questions(strategies::larger(), strategies::asks()), strategies::weights(48));
    hold_of(weighed, cases, |(question, weights)| {
        let timeline = build(&question.drafts);
        let chains = asked(&seen(&timeline, &question.ask), &query(&question.ask));
        let paths = Paths::of(question);
        let level = |event: usize| i64::from(paths.placed[event].level);
        let weight = |event: usize| i64::from(weights[paths.placed[event].id]);
        let due = [
            due(&paths, (&|_| 1, &|_, _| 0)),
            due(&paths, (&|_| 0, &|start, end| level(end) - level(start))),
            due(&paths, (&weight, &|_, _| 0)),
        ];
        let given = [
            chains.top(Rank::Longest),
            chains.top(Rank::GreatestRise),
            chains.top_heaviest(|event| weights[event.id().index()]),
        ]
        .map(|top| given(top).iter().map(recorded).collect::<Vec<_>>());
        if given == due { Ok(()) } else { Err(format!("given {given:?}\ndue   {due:?}")) }
    });
}

#[test]
fn the_best_are_those_along_the_oracles_hops() {
    hold_of_ranks(100, |paths, worth| paths.best(worth, BEST, &[]), |top| top.take(BEST).collect());
}

#[test]
fn the_best_without_events_in_common_are_those_along_the_oracles_hops() {
    hold_of_ranks(50, |paths, worth| paths.disjoint(worth), |top| top.event_disjoint().collect());
}

/// Of the best of each end, the best first.
#[test]
fn the_best_of_each_end_are_those_that_end_in_it() {
    hold_of(questions(strategies::larger(), strategies::asks()), 100, |question| {
        let timeline = build(&question.drafts);
        let chains = asked(&seen(&timeline, &question.ask), &query(&question.ask));
        for rank in [Rank::Longest, Rank::GreatestRise] {
            let worth = |chain: &Chain<'_>| match rank {
                Rank::Longest => chain.len() as i64,
                _ => i64::from(chain.rise().tenths()),
            };
            let ends = chains.events().filter_map(|event| chains.ending_in(event.id(), rank));
            let mut due: Vec<_> = ends.collect();
            due.sort_by_key(|chain| Reverse(worth(chain)));
            let given: Vec<_> = chains.top(rank).one_per_end().collect();
            if given != due {
                return Err(format!("{rank:?}: given {given:?}\ndue {due:?}"));
            }
        }
        Ok(())
    });
}

#[test]
fn what_is_drawn_is_a_chain() {
    hold_of(questions(strategies::larger(), strategies::asks()), 100, |question| {
        let timeline = build(&question.drafts);
        let chains = asked(&seen(&timeline, &question.ask), &query(&question.ask));
        let paths = Paths::of(question);
        let mut random = Pcg64::seed_from_u64(2024);
        let draws: Vec<_> = (0..BEST).filter_map(|_| chains.sample(|| random.next_u64())).collect();
        let place = |event: EventId| paths.placed.iter().position(|one| one.id == event.index());
        let is_chain = |chain: &Chain<'_>| {
            let path: Vec<_> = chain.events().map(|event| place(event.id()).unwrap()).collect();
            paths.is_bounded(path[0], path[path.len() - 1])
                && paths.is_long_enough(path.len())
                && path.windows(2).all(|pair| paths.passing.contains(&(pair[0], pair[1])))
        };
        let due = if chains.count().to_u128() == Some(0) { 0 } else { BEST };
        if draws.len() == due && draws.iter().all(is_chain) {
            Ok(())
        } else {
            Err(format!("{draws:?}"))
        }
    });
}

/// Where chains are short, there are few enough of them to be listed.
#[test]
fn every_answer_of_short_chains_is_the_oracles() {
    let weighed = (questions(strategies::larger(), strategies::asks()), strategies::weights(48));
    hold_of(weighed, 60, |(question, weights)| {
        let Question { drafts, ask, .. } = question;
        let ask = &Ask { min_len: 2, max_len: Some(3), ..ask.clone() };
        agreed_on_walks(drafts, ask)?;
        agreed_on_ranks(drafts, ask, weights)?;
        agreed_on_shares(drafts, ask)
    });
}

/// Lists that are too long to be walked to their end, taken up again somewhere in them.
#[test]
fn a_long_walk_goes_on_where_it_was_left() {
    hold_of(questions(strategies::larger(), strategies::asks()), 100, |question| {
        let timeline = build(&question.drafts);
        let chains: Chains<'_> = asked(&seen(&timeline, &question.ask), &query(&question.ask));
        for mut iter in [chains.iter(), chains.maximal()] {
            for _ in 0..300 {
                iter.next();
            }
            let Some(bookmark) = iter.bookmark() else { continue };
            let resumed = chains.resume(&bookmark).map_err(|error| error.to_string())?;
            let (due, given): (Vec<_>, Vec<_>) =
                (iter.take(300).collect(), resumed.take(300).collect());
            if given != due {
                return Err(format!("{bookmark:?}: given {given:?}\ndue {due:?}"));
            }
        }
        Ok(())
    });
}
