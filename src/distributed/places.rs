//! Spreading rows so that each worker has all events that its chains depend on.

use super::{
    gather::Gathered,
    peers::Peers,
    placement::Sizes,
    rows::{INTERRUPTS, Row},
    sent::Sent,
    ship::{Received, for_each_row, ship},
    spread::Spread,
    tables::Tables,
    union::Key,
};
use crate::timeline::Dyad;

/// Returns the key by which a dyad is kept.
fn key_of(spread: Spread, (source, target): Dyad) -> Key {
    match spread {
        Spread::Sources => (source, source),
        Spread::Targets => (target, target),
        _ => (source.min(target), source.max(target)),
    }
}

/// Writes the keys of a row to `keys`, each once.
fn keys_of(spread: Spread, row: &Row, keys: &mut Vec<Key>) {
    keys.clear();
    for dyad in &row.dyads {
        keys.push(key_of(spread, *dyad));
        // An event interrupts the hops of both directions.
        if row.has(INTERRUPTS) {
            keys.push(key_of(spread, (dyad.1, dyad.0)));
        }
    }
    keys.sort_unstable();
    keys.dedup();
}

/// Sends each row to the worker that keeps its key. Takes three rounds.
pub(super) fn place(
    peers: &mut Peers<'_>,
    gathered: &mut Gathered,
    tables: &Tables,
    spread: Spread,
    sent: &mut Sent,
) -> Received {
    let (mut several, mut keys) = (Vec::new(), Vec::new());
    for_each_row(gathered, tables, &mut |row| {
        if row.dyads.len() > 1 && !row.has(INTERRUPTS) {
            keys_of(spread, row, &mut keys);
            if keys.len() > 1 {
                several.push(keys.clone());
            }
        }
    });
    let mut sizes = Sizes::joining(peers, &mut several);
    for_each_row(gathered, tables, &mut |row| {
        if !row.has(INTERRUPTS) {
            keys_of(spread, row, &mut keys);
            // All keys of an event are of one set.
            keys.first().into_iter().for_each(|key| sizes.add(*key));
        }
    });
    let placement = sizes.assign(peers);
    let (received, rows) = ship(peers, gathered, tables, &|row, to| {
        // Nearly all rows.
        if let ([dyad], false) = (&row.dyads[..], row.has(INTERRUPTS)) {
            to.push(placement.worker(key_of(spread, *dyad)));
            return;
        }
        let mut keys = Vec::new();
        keys_of(spread, row, &mut keys);
        for key in keys {
            to.push(placement.worker(key));
        }
    });
    sent.rows = rows;
    received
}
