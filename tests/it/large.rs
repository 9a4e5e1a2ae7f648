//! Timelines larger than the batches in which events are sorted, swept and listed, compared with a
//! loop over all pairs of events.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta};
use escalade::{
    Actor, Chains, Code, Level, Predicate, Query, Rank, Rule, Timeline, Vocabulary,
    scale::Goldstein,
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

const WEEK: i64 = 7 * 86_400;

struct Row {
    onset: i64,
    source: u32,
    target: u32,
    level: usize,
}

/// Returns events in order of time, some at the same time, most of them between few actors.
fn rows(events: usize, actors: u32, levels: usize) -> Vec<Row> {
    let mut random = Pcg64::seed_from_u64(20_240_419);
    let mut onset = 1_400_000_000;
    let rows = (0..events).map(|_| {
        onset += 900 * random.random_range(0..5_i64);
        let mut actor = || (random.random::<f64>().powi(2) * f64::from(actors)) as u32;
        let (source, other) = (actor(), actor());
        let target = if other == source { (source + 1) % actors } else { other };
        Row { onset, source, target, level: random.random_range(1..=levels) }
    });
    rows.collect()
}

fn timeline(rows: &[Row], actors: u32, levels: usize) -> Timeline {
    let mut builder = Timeline::builder();
    let actors: Vec<_> =
        (0..actors).map(|nth| builder.add_actor(Actor::new(format!("A{nth:03}")))).collect();
    let code = Code::new(Vocabulary::Cameo, "190");
    let scores = (0..=levels as i64).map(|level| Some(Level::from_tenths(-level)));
    let codes: Vec<_> = scores.map(|score| builder.add_code(code.clone(), score)).collect();
    for Row { onset, source, target, level } in rows {
        let when = DateTime::from_timestamp(*onset, 0).unwrap();
        let (source, target) = (actors[*source as usize], actors[*target as usize]);
        builder.add_row(source, target, when, codes[*level]);
    }
    builder.build().unwrap()
}

fn joins(rule: Rule, earlier: &Row, later: &Row) -> bool {
    match rule {
        Rule::Retaliation => earlier.source == later.target && earlier.target == later.source,
        Rule::Persistence => earlier.source == later.source && earlier.target == later.target,
        Rule::Relay => earlier.target == later.source,
        _ => unreachable!("no test uses another rule"),
    }
}

/// Returns the pairs of events of which the second follows the first.
fn hops(rows: &[Row], rule: Rule) -> Vec<(usize, usize)> {
    let (mut hops, mut first) = (Vec::new(), 0);
    for (now, later) in rows.iter().enumerate() {
        while rows[first].onset + WEEK < later.onset {
            first += 1;
        }
        let follows = |earlier: &Row| {
            // Onsets are known to the second. Events of the same second do not precede each other.
            earlier.onset < later.onset
                && earlier.level < later.level
                && joins(rule, earlier, later)
        };
        hops.extend(
            (first..now).filter(|before| follows(&rows[*before])).map(|before| (before, now)),
        );
    }
    hops
}

/// Counts the paths of two or more events that lead to each event, and from each.
fn paths(events: usize, hops: &[(usize, usize)]) -> (Vec<u128>, Vec<u128>) {
    let (mut to, mut on) = (vec![0; events], vec![0; events]);
    for (earlier, later) in hops {
        to[*later] += 1 + to[*earlier];
    }
    let mut back = hops.to_vec();
    back.sort_unstable_by(|one, other| other.cmp(one));
    for (earlier, later) in back {
        on[earlier] += 1 + on[later];
    }
    (to, on)
}

/// Counts chains by number of events. No chain has more events than there are levels.
fn by_len(events: usize, levels: usize, hops: &[(usize, usize)]) -> BTreeMap<usize, u128> {
    let mut to = vec![vec![0_u128; levels + 1]; events];
    for lengths in &mut to {
        lengths[1] = 1;
    }
    for (earlier, later) in hops {
        for len in 2..=levels {
            to[*later][len] += to[*earlier][len - 1];
        }
    }
    let total = |len: usize| (len, to.iter().map(|lengths| lengths[len]).sum());
    (2..=levels).map(total).filter(|(_, count)| *count > 0).collect()
}

fn agree(rule: Rule, events: usize, actors: u32, levels: usize) {
    let rows = rows(events, actors, levels);
    let timeline = timeline(&rows, actors, levels);
    let query = Query::escalation().max_gap(TimeDelta::seconds(WEEK)).rules([rule]);
    let chains = timeline.chains(&query).unwrap();
    let hops = hops(&rows, rule);
    let (to, on) = paths(events, &hops);

    let total: u128 = to.iter().sum();
    assert!(total > 1_000, "{total} chains are too few for a test");
    assert_eq!(chains.count().to_u128(), Some(total));
    assert_eq!(chains.summary().hops(), hops.len() as u64);
    let counted = chains.count_by_len().unwrap();
    let counted: BTreeMap<_, _> =
        counted.into_iter().map(|(len, count)| (len, count.to_u128().unwrap())).collect();
    assert_eq!(counted, by_len(events, levels, &hops));

    let mut passed = vec![0; events];
    for pivot in chains.pivots() {
        passed[pivot.event().id().index()] = pivot.chains().to_u128().unwrap();
    }
    let paths = to.iter().zip(&on).map(|(to, on)| (to + 1) * (on + 1) - 1);
    assert!(passed.into_iter().eq(paths));
    agree_by_dyad(&chains, &rows, &to);
    agree_on_ends(&chains, &to);
}

fn agree_by_dyad(chains: &Chains<'_>, rows: &[Row], to: &[u128]) {
    let mut dyads: BTreeMap<(String, String), (u64, u128)> = BTreeMap::new();
    for (row, to) in rows.iter().zip(to) {
        let key = |actor| format!("A{actor:03}");
        let tally = dyads.entry((key(row.source), key(row.target))).or_default();
        *tally = (tally.0 + 1, tally.1 + to);
    }
    let tallies = chains.by_dyad().into_iter().map(|tally| {
        let dyad = (tally.source().to_owned(), tally.target().to_owned());
        (dyad, (tally.events(), tally.chains().to_u128().unwrap()))
    });
    assert!(tallies.eq(dyads));
}

/// Lists more chains than fit in the index of the first nodes.
fn agree_on_ends(chains: &Chains<'_>, to: &[u128]) {
    let (mut walk, mut listed) = (chains.walk(), vec![0; to.len()]);
    let mut steps = 0;
    while let Some(chain) = walk.next_chain() {
        listed[chain.events().next_back().unwrap().id().index()] += 1;
        steps += 1;
        if steps == 200_000 {
            break;
        }
    }
    let last = listed.iter().rposition(|count| *count > 0).unwrap();
    assert!(last > 5_000 && listed[..last] == to[..last]);
}

#[test]
fn retaliation_with_few_levels_is_counted_as_by_a_loop() {
    agree(Rule::Retaliation, 150_000, 120, 8);
}

#[test]
fn retaliation_with_many_levels_is_counted_as_by_a_loop() {
    agree(Rule::Retaliation, 150_000, 120, 40);
}

#[test]
fn persistence_is_counted_as_by_a_loop() {
    agree(Rule::Persistence, 200_000, 200, 20);
}

#[test]
fn relay_with_few_levels_is_counted_as_by_a_loop() {
    agree(Rule::Relay, 20_000, 300, 6);
}

#[test]
fn relay_with_many_levels_is_counted_as_by_a_loop() {
    agree(Rule::Relay, 20_000, 300, 40);
}

/// Returns the length of the longest path that ends in each event, for the hops between some events.
fn longest_to(events: usize, hops: &[(usize, usize)]) -> Vec<usize> {
    let mut longest = vec![1; events];
    for (earlier, later) in hops {
        longest[*later] = longest[*later].max(longest[*earlier] + 1);
    }
    longest
}

/// Chains through an event, chains that interruptions shorten and chains within a span, between few actors,
/// so that a window holds many events of a pair.
fn agree_on_windows(rule: Rule) {
    const EVENTS: usize = 6_000;
    const SPAN: i64 = 3 * 86_400;
    let (actors, levels) = (4, 6);
    let rows = rows(EVENTS, actors, levels);
    let timeline = timeline(&rows, actors, levels);
    let query = Query::escalation().max_gap(TimeDelta::seconds(WEEK)).rules([rule]);
    let hops = hops(&rows, rule);

    let chains = timeline.chains(&query).unwrap();
    let before = longest_to(EVENTS, &hops);
    let mut back: Vec<_> = hops.iter().map(|(earlier, later)| (*later, *earlier)).collect();
    back.sort_unstable_by(|one, other| other.cmp(one));
    let after = longest_to(EVENTS, &back);
    for event in (0..EVENTS).step_by(977) {
        let id = timeline.events().find(|other| other.id().index() == event).unwrap().id();
        let chain = chains.through(id, Rank::Longest).unwrap();
        assert_eq!(chain.len(), before[event] + after[event] - 1);
        assert!(chain.events().any(|other| other.id() == id));
        assert_eq!(chain.hops().len(), chain.len() - 1);
    }

    // The events of the highest level interrupt.
    let pair = |row: &Row| (row.source.min(row.target), row.source.max(row.target));
    let interrupting: Vec<&Row> = rows.iter().filter(|row| row.level == levels).collect();
    let is_free = |(earlier, later): &(usize, usize)| {
        let (earlier, later) = (&rows[*earlier], &rows[*later]);
        !interrupting.iter().any(|row| {
            pair(row) == pair(earlier) && earlier.onset < row.onset && row.onset < later.onset
        })
    };
    let free: Vec<_> = hops.iter().copied().filter(is_free).collect();
    assert!(free.len() > 5_000 && free.len() < hops.len());
    let highest = Predicate::at_least(Goldstein::default(), levels as f64 / 10.0);
    let chains = timeline.chains(&query.clone().unless(highest)).unwrap();
    let (to, on) = paths(EVENTS, &free);
    assert_eq!(chains.count().to_u128(), Some(to.iter().sum()));
    assert!(chains.hops().map(|hop| (hop.from().index(), hop.to().index())).eq(free.clone()));
    let mut passed = vec![0; EVENTS];
    for pivot in chains.pivots() {
        passed[pivot.event().id().index()] = pivot.chains().to_u128().unwrap();
    }
    let expected = to.iter().zip(&on).map(|(to, on)| (to + 1) * (on + 1) - 1);
    assert!(passed.into_iter().eq(expected));
    assert_eq!(chains.longest().unwrap().len(), *longest_to(EVENTS, &free).iter().max().unwrap());

    // Paths by their first event.
    let mut followers = vec![Vec::new(); EVENTS];
    for (earlier, later) in &hops {
        followers[*earlier].push(*later);
    }
    let (mut total, mut longest) = (0, 0);
    for first in 0..EVENTS {
        let mut to = vec![(0_u128, 0_usize); EVENTS];
        to[first] = (1, 1);
        for event in first..EVENTS {
            let (count, len) = to[event];
            if rows[event].onset - rows[first].onset > SPAN {
                break;
            }
            if len == 0 {
                continue;
            }
            if event > first {
                total += count;
                longest = longest.max(len);
            }
            for later in &followers[event] {
                to[*later].0 += count;
                to[*later].1 = to[*later].1.max(len + 1);
            }
        }
    }
    let chains = timeline.chains(&query.within(TimeDelta::seconds(SPAN))).unwrap();
    assert_eq!(chains.count().to_u128(), Some(total));
    assert_eq!(chains.longest().unwrap().len(), longest);
    let by_len = chains.count_by_len().unwrap();
    assert_eq!(by_len.values().map(|count| count.to_u128().unwrap()).sum::<u128>(), total);
}

#[test]
fn windows_of_busy_pairs_are_counted_as_by_a_loop() {
    agree_on_windows(Rule::Retaliation);
    agree_on_windows(Rule::Persistence);
}
