//! Sending sums and values between the places of an event.
//!
//! Both ends list the events that they have in common in the same order, so that what is sent names no event.

use crate::distributed::{
    codec::{Reader, Writer},
    peers::{PACKET_BYTES, Peers},
    sent::Sent,
};

use super::{
    terms::Terms,
    value::{Sendable, Value},
};

/// Sends bytes to each worker and returns those from each, by worker. Takes a round.
pub(super) fn exchange(peers: &mut Peers<'_>, buffers: Vec<Writer>) -> Vec<Vec<u8>> {
    for (to, buffer) in buffers.into_iter().enumerate() {
        for chunk in buffer.bytes.chunks(PACKET_BYTES) {
            peers.send(to, chunk.to_vec());
        }
    }
    let mut received = vec![Vec::new(); peers.count()];
    for (from, mut bytes) in peers.end_round() {
        received[from].append(&mut bytes);
    }
    received
}

/// Adds up what the places of some events found, at their homes. `found` has what was found here, by place among `events`,
/// which are those of a level or all, and becomes the sum for the events whose home is here. Takes a round if any event
/// looks others up in two places.
pub(super) fn add_up<N: Sendable>(
    peers: &mut Peers<'_>,
    terms: &Terms<'_>,
    events: &[u32],
    found: &mut [Value<N>],
    sent: &mut Sent,
) {
    let (table, needs) = (terms.table, terms.needs);
    if !needs.sums {
        return;
    }
    let here = table.worker;
    let mut buffers = writers(peers);
    // By home, the number of its events that look others up here.
    let mut counts = vec![0_u64; peers.count()];
    let mut last = vec![0_u64; peers.count()];
    let mut places = Vec::new();
    for (nth, event) in events.iter().enumerate() {
        let home = table.home(*event as usize);
        table.later_places(*event as usize, &mut places);
        if home == here || !places.contains(&here) {
            continue;
        }
        counts[home] += 1;
        if found[nth] != Value::NONE {
            buffers[home].put(counts[home] - last[home]);
            found[nth].put(&mut buffers[home]);
            last[home] = counts[home];
            sent.sums += u64::from(peers.are_apart(here, home));
        }
    }
    let received = exchange(peers, buffers);
    // By other place, the events that look others up there and whose home is here.
    let mut common: Vec<Vec<usize>> = vec![Vec::new(); peers.count()];
    for (nth, event) in events.iter().enumerate() {
        if table.home(*event as usize) == here {
            table.later_places(*event as usize, &mut places);
            for place in &places {
                common[*place].push(nth);
            }
        }
    }
    for (from, bytes) in received.iter().enumerate() {
        let (mut reader, mut at) = (Reader::new(bytes), 0);
        while !reader.is_at_end() {
            at += reader.get() as usize;
            let value = Value::get(&mut reader);
            if let Some(nth) = common[from].get(at.wrapping_sub(1)) {
                found[*nth] = found[*nth].plus(value);
            }
        }
    }
}

/// Sends the values of some events from their homes to where they are looked up. `values` has those of the events whose
/// home is here, by place among `events`. Calls `keep` with the events that are looked up here and their values. If
/// `is_sparse`, values without a path are not sent. Takes a round if any event is looked up elsewhere than at its home.
///
/// `overflowed` is sent along, and becomes `true` if it is anywhere.
pub(super) fn hand_over<N: Sendable>(
    peers: &mut Peers<'_>,
    terms: &Terms<'_>,
    (events, is_sparse): (&[u32], bool),
    values: &[Value<N>],
    overflowed: &mut bool,
    sent: &mut Sent,
    keep: &mut dyn FnMut(u32, Value<N>),
) {
    let (table, needs) = (terms.table, terms.needs);
    let here = table.worker;
    let mut buffers = writers(peers);
    let mut counts = vec![0_u64; peers.count()];
    let mut last = vec![0_u64; peers.count()];
    let mut places = Vec::new();
    if needs.values {
        for buffer in &mut buffers {
            buffer.put(u64::from(*overflowed));
        }
    }
    for (nth, event) in events.iter().enumerate() {
        if table.home(*event as usize) != here {
            continue;
        }
        let value = values[nth];
        table.earlier_places(*event as usize, &mut places);
        for place in &places {
            counts[*place] += 1;
            if is_sparse && !value.has_paths() {
                continue;
            }
            if *place == here {
                keep(*event, value);
                continue;
            }
            if is_sparse {
                buffers[*place].put(counts[*place] - last[*place]);
                last[*place] = counts[*place];
            }
            value.put(&mut buffers[*place]);
            sent.values += u64::from(peers.are_apart(here, *place));
        }
    }
    if !needs.values {
        return;
    }
    let received = exchange(peers, buffers);
    // By home, the events that are looked up here.
    let mut common: Vec<Vec<u32>> = vec![Vec::new(); peers.count()];
    for event in events {
        table.earlier_places(*event as usize, &mut places);
        let home = table.home(*event as usize);
        if home != here && places.contains(&here) {
            common[home].push(*event);
        }
    }
    for (from, bytes) in received.iter().enumerate() {
        let (mut reader, mut at) = (Reader::new(bytes), 0);
        *overflowed |= reader.get() == 1;
        while !reader.is_at_end() {
            at += if is_sparse { reader.get() as usize } else { 1 };
            let value = Value::get(&mut reader);
            if let Some(event) = common[from].get(at.wrapping_sub(1)) {
                keep(*event, value);
            }
        }
    }
}

fn writers(peers: &Peers<'_>) -> Vec<Writer> {
    let mut writers = Vec::new();
    writers.resize_with(peers.count(), Writer::default);
    writers
}
