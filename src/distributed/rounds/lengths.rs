//! A round for each number of events of a chain, if that is bounded.

use crate::distributed::{peers::Peers, sent::Sent};

use super::{
    exchange::{add_up, hand_over},
    found::Found,
    levels::{Waiting, fill, fits},
    pass::Pass,
    terms::Terms,
    value::{Sendable, Value},
};

/// Counts the chains of each length from `min_len` to `max_len`. Returns `None`, at all workers, if the numbers are too
/// narrow.
pub(super) fn by_lengths<N: Sendable>(
    peers: &mut Peers<'_>,
    terms: &Terms<'_>,
    (min_len, max_len): (usize, usize),
    sent: &mut Sent,
) -> Option<Found<N>> {
    let table = terms.table;
    let mut pass: Pass<'_, N> = Pass::new(table, terms.lists);
    let mut found = Found::new(terms.counts_by_dyad);
    let all: Vec<u32> = (0..table.len() as u32).collect();
    let mut places = Vec::new();
    let mut waiting: Waiting<N> = vec![Vec::new(); terms.levels.len()];
    for event in &all {
        let at = *event as usize;
        table.earlier_places(at, &mut places);
        if !places.contains(&table.worker) {
            continue;
        }
        // A path of one event: every place of an event knows it.
        let level = table.level(at);
        let start = Value { paths: N::ONE, longest: 1, lowest: level as u16, events: 1 };
        let none = Value { events: 1, ..Value::NONE };
        waiting[level].push((*event, if table.may_start(at) { start } else { none }));
    }
    let (mut overflowed, mut rounds) = (false, 0);
    for len in 2..=max_len {
        rounds += 1;
        pass.clear();
        let mut values = vec![Value::NONE; table.len()];
        for level in terms.order_of_levels() {
            fill(terms, &mut pass, &mut waiting, level);
            let events = table.of_level(level);
            for (event, sum) in events.iter().zip(terms.sums(&pass, &events)) {
                values[*event as usize] = sum;
            }
        }
        // What no level may follow.
        waiting.iter_mut().for_each(Vec::clear);
        add_up(peers, terms, &all, &mut values, sent);
        let mut goes_on = false;
        for (at, value) in values.iter_mut().enumerate() {
            if table.home(at) != table.worker {
                continue;
            }
            if len == 2 {
                found.add_hops(table, at, value.events);
            }
            if len >= min_len {
                found.add_chains(table, at, value, Some(len), terms.levels);
            }
            overflowed |= !found.pass_on([value.paths, N::ZERO]);
            *value = match table.may_contain(at) && value.has_paths() {
                true => Value { events: 1, longest: 1, ..*value },
                false => Value::NONE,
            };
            goes_on |= value.has_paths();
        }
        let is_over = |bytes: &Vec<u8>| bytes.first() != Some(&1);
        if len == max_len || peers.share(&[u8::from(goes_on)]).iter().all(is_over) {
            break;
        }
        let sparse = (&*all, true);
        let overflow = &mut overflowed;
        hand_over(peers, terms, sparse, &values, overflow, sent, &mut |event, value| {
            waiting[table.level(event as usize)].push((event, value));
        });
        if overflowed && terms.needs.values {
            break;
        }
    }
    sent.rounds = rounds;
    sent.passes += 1;
    fits(peers, &found, overflowed).then_some(found)
}
