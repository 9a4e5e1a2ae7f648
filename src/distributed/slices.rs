//! Spreading rows by slices of time, each with what its chains need of the time around it.
//!
//! A worker has the chains that start in its slice. No chain is longer than its greatest span, so that the rows up to
//! this span after the slice are enough; and the rows up to the longest gap before it are the antecedents of its events,
//! among which the nearest may be.

use std::collections::BTreeMap;

use super::{
    codec::{Reader, Writer},
    gather::Gathered,
    peers::Peers,
    rows::{INTERRUPTS, Row},
    sent::Sent,
    ship::{Received, for_each_row, ship},
    tables::Tables,
};
use crate::chain::{Query, engine::terms::all_strict};

const DAY: i64 = 86_400;

/// Returns the greatest gap of a hop, in seconds.
fn greatest_gap(query: &Query) -> i64 {
    let gaps = query.hop_queries().1;
    gaps.iter().map(|query| query.gap_seconds().1).max().unwrap_or(0)
}

/// Returns the greatest span of a chain, in seconds.
fn greatest_span(query: &Query, levels: usize) -> i64 {
    let mut span = query.most_span();
    if let Some(within) = query.within {
        span = span.min(within.num_seconds());
    }
    if all_strict(query) {
        let hops = levels.saturating_sub(1) as i64;
        span = span.min(greatest_gap(query).saturating_mul(hops));
    }
    span
}

/// Sends each row to the workers whose slices need it. Returns the rows received and the slice of this worker. Takes two
/// rounds.
pub(super) fn slice(
    peers: &mut Peers<'_>,
    gathered: &mut Gathered,
    tables: &Tables,
    query: &Query,
    sent: &mut Sent,
) -> (Received, (i64, i64)) {
    let mut days: BTreeMap<i64, u64> = BTreeMap::new();
    for_each_row(gathered, tables, &mut |row| {
        if !row.has(INTERRUPTS) {
            *days.entry(row.earliest.div_euclid(DAY)).or_default() += 1;
        }
    });
    let slices = slices(&all_days(peers, &days), peers.count());
    let (gap, span) = (greatest_gap(query), greatest_span(query, tables.levels.len()));
    let (received, rows) = ship(peers, gathered, tables, &|row: &Row, to| {
        for (worker, (from, until)) in slices.iter().enumerate() {
            let is_needed = row.earliest >= from.saturating_sub(gap)
                && row.earliest <= until.saturating_add(span);
            if is_needed && from < until {
                to.push(worker);
            }
        }
    });
    sent.rows = rows;
    (received, slices[peers.index()])
}

/// Returns the number of events of each day, of all workers. Takes a round.
fn all_days(peers: &mut Peers<'_>, days: &BTreeMap<i64, u64>) -> BTreeMap<i64, u64> {
    let mut writer = Writer::default();
    for (day, count) in days {
        writer.put_signed(*day);
        writer.put(*count);
    }
    let mut all = BTreeMap::new();
    for bytes in peers.share(&writer.bytes) {
        let mut reader = Reader::new(&bytes);
        while !reader.is_at_end() {
            let (day, count) = (reader.get_signed(), reader.get());
            *all.entry(day).or_default() += count;
        }
    }
    all
}

/// Divides time at the starts of days, so that slices have about as many events. A slice may be empty. Returns the start
/// and the end of each, half-open, in seconds since 1970.
fn slices(days: &BTreeMap<i64, u64>, count: usize) -> Vec<(i64, i64)> {
    let total: u64 = days.values().sum();
    let mut bounds = vec![i64::MIN];
    let mut before = 0;
    for (day, events) in days {
        while bounds.len() < count
            && before * count as u64 >= total * bounds.len() as u64
            && before > 0
        {
            bounds.push(day * DAY);
        }
        before += events;
    }
    bounds.resize(count + 1, i64::MAX);
    bounds.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{DAY, slices};

    #[test]
    fn slices_divide_time_and_events() {
        let days: BTreeMap<i64, u64> = (0..10).map(|day| (day, 3)).collect();
        let end = i64::MAX;
        assert_eq!(slices(&days, 2), [(i64::MIN, 5 * DAY), (5 * DAY, end)]);
        assert_eq!(slices(&days, 1), [(i64::MIN, end)]);
        let busy = BTreeMap::from([(0, 1), (1, 100), (2, 1)]);
        assert_eq!(slices(&busy, 3), [(i64::MIN, 2 * DAY), (2 * DAY, 2 * DAY), (2 * DAY, end)]);
        assert_eq!(slices(&BTreeMap::new(), 2), [(i64::MIN, end), (end, end)]);
    }
}
