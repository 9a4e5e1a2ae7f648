//! A round for each level, if levels rise at every hop or fall at every hop.

use crate::distributed::{peers::Peers, sent::Sent};

use super::{
    exchange::{add_up, hand_over},
    found::Found,
    pass::Pass,
    table::Table,
    terms::Terms,
    value::{Sendable, Value},
};

/// The values that events passed on and that are not looked up yet, since no level allows it yet; by level.
pub(super) type Waiting<N> = Vec<Vec<(u32, Value<N>)>>;

/// Makes the values that a level may follow found by it.
pub(super) fn fill<N: Sendable>(
    terms: &Terms<'_>,
    pass: &mut Pass<'_, N>,
    waiting: &mut Waiting<N>,
    level: usize,
) {
    let mut actors = Vec::new();
    for (earlier, values) in waiting.iter_mut().enumerate() {
        if !values.is_empty() && terms.allows(earlier, level) {
            for (event, value) in std::mem::take(values) {
                pass.fill(event, value, &mut actors);
            }
        }
    }
}

/// Computes the values of all events, from one level to the next. Returns `None`, at all workers, if the numbers are too
/// narrow.
pub(super) fn by_levels<'t, N: Sendable>(
    peers: &mut Peers<'_>,
    terms: &Terms<'t>,
    is_checked: bool,
    sent: &mut Sent,
    visit: &mut dyn FnMut(usize, &Value<N>),
) -> Option<(Found<N>, Pass<'t, N>)> {
    let table = terms.table;
    let mut pass = Pass::new(table, terms.lists);
    let mut found = Found::new(terms.counts_by_dyad);
    let mut waiting: Waiting<N> = vec![Vec::new(); terms.levels.len()];
    let mut overflowed = false;
    sent.rounds = terms.levels.len() as u64;
    let order = terms.order_of_levels();
    for (nth, level) in order.iter().copied().enumerate() {
        let events = &*table.of_level(level);
        fill(terms, &mut pass, &mut waiting, level);
        let mut values = terms.sums(&pass, events);
        add_up(peers, terms, events, &mut values, sent);
        for (event, value) in events.iter().zip(&mut values) {
            let at = *event as usize;
            if table.home(at) != table.worker {
                continue;
            }
            found.add_hops(table, at, value.events);
            found.add_chains(table, at, value, None, terms.levels);
            if value.has_paths() && table.may_end(at) {
                visit(at, value);
            }
            let (passed_on, numbers) = passed_on(table, at, level, value);
            overflowed |= is_checked && !found.pass_on(numbers);
            *value = passed_on;
        }
        let dense = (events, false);
        let (overflow, mut actors) = (&mut overflowed, Vec::new());
        // If the next level may follow this one, values are looked up from now on.
        let is_allowed = order.get(nth + 1).is_none_or(|next| terms.allows(level, *next));
        hand_over(
            peers,
            terms,
            dense,
            &values,
            overflow,
            sent,
            &mut |event, value| match is_allowed {
                true => pass.fill(event, value, &mut actors),
                false => waiting[level].push((event, value)),
            },
        );
        if overflowed && terms.needs.values {
            // All workers have learnt it in this round.
            return None;
        }
    }
    sent.passes += 1;
    (!is_checked || fits(peers, &found, overflowed)).then_some((found, pass))
}

/// Returns what an event passes on: the paths that end in it; and its start and what it received, as numbers.
fn passed_on<N: Sendable>(
    table: &Table,
    event: usize,
    level: usize,
    received: &Value<N>,
) -> (Value<N>, [N; 2]) {
    let none = Value { events: 1, ..Value::NONE };
    if !table.may_contain(event) {
        return (none, [N::ZERO; 2]);
    }
    let mut value = none;
    let mut numbers = [N::ZERO; 2];
    if table.may_start(event) {
        value = Value { paths: N::ONE, longest: 1, lowest: level as u16, events: 1 };
        numbers[0] = N::ONE;
    }
    if received.has_paths() {
        let longest = received.longest.saturating_add(1);
        value = value.plus(Value { events: 0, longest, ..*received });
        numbers[1] = received.paths;
    }
    (value, numbers)
}

/// Returns `true`, at all workers, if the sum of all values passed on fits. Takes a round.
pub(super) fn fits<N: Sendable>(peers: &mut Peers<'_>, found: &Found<N>, overflowed: bool) -> bool {
    let mut writer = crate::distributed::codec::Writer::default();
    writer.put(u64::from(overflowed));
    found.passed().put(&mut writer);
    let mut total = Some(N::ZERO);
    for bytes in peers.share(&writer.bytes) {
        let mut reader = crate::distributed::codec::Reader::new(&bytes);
        let has_overflowed = reader.get() == 1;
        let passed = N::get(&mut reader);
        total = total.filter(|_| !has_overflowed).and_then(|total| total.checked_plus(passed));
    }
    total.is_some()
}
