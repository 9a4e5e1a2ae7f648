//! Sending rows to the workers that keep them.

use std::collections::BTreeMap;

use super::{
    codec::{Reader, Writer},
    gather::Gathered,
    peers::{PACKET_BYTES, Peers},
    rows::{Row, RowReader, RowWriter},
    tables::Tables,
};

/// Calls `visit` with each row of a worker, with the numbers that parties have among all.
pub(super) fn for_each_row(gathered: &Gathered, tables: &Tables, visit: &mut dyn FnMut(&Row)) {
    let mut row = Row::default();
    for (_, bytes) in &gathered.rows {
        for_each_in(bytes, tables, &mut row, visit);
    }
}

fn for_each_in(bytes: &[u8], tables: &Tables, row: &mut Row, visit: &mut dyn FnMut(&Row)) {
    let mut reader = RowReader::new(bytes);
    while reader.next(row) {
        for (a, b) in &mut row.dyads {
            *a = tables.numbers[*a as usize];
            *b = tables.numbers[*b as usize];
        }
        row.dyads.sort_unstable();
        visit(row);
    }
}

/// The rows that a worker has received.
pub(super) struct Received {
    /// By part, packets in total order.
    pub(super) packets: BTreeMap<u64, Vec<Vec<u8>>>,
    pub(super) rows: u64,
}

/// Sends each row to the workers that `targets` returns for it, and frees it. Returns the rows received, and the number of
/// rows sent to other processes. Takes a round.
pub(super) fn ship(
    peers: &mut Peers<'_>,
    gathered: &mut Gathered,
    tables: &Tables,
    targets: &dyn Fn(&Row, &mut Vec<usize>),
) -> (Received, u64) {
    let mut writers: Vec<RowWriter> = Vec::new();
    writers.resize_with(peers.count(), RowWriter::default);
    let (mut row, mut to, mut shipped) = (Row::default(), Vec::new(), 0);
    let mut packets = std::mem::take(&mut gathered.rows).into_iter().peekable();
    while let Some((part, bytes)) = packets.next() {
        let mut full = Vec::new();
        for_each_in(&bytes, tables, &mut row, &mut |row| {
            to.clear();
            targets(row, &mut to);
            to.sort_unstable();
            to.dedup();
            for worker in &to {
                shipped += u64::from(peers.are_apart(peers.index(), *worker));
                writers[*worker].write(row);
                if writers[*worker].len() > PACKET_BYTES {
                    let rows = writers[*worker].rows();
                    full.push((*worker, rows, writers[*worker].take()));
                }
            }
        });
        for (worker, rows, bytes) in full {
            send(peers, worker, (part, rows), &bytes);
        }
        if packets.peek().is_none_or(|(next, _)| *next != part) {
            for (worker, writer) in writers.iter_mut().enumerate() {
                if writer.len() > 0 {
                    let rows = writer.rows();
                    send(peers, worker, (part, rows), &writer.take());
                }
            }
        }
    }
    let mut received = Received { packets: BTreeMap::new(), rows: 0 };
    for (_, mut bytes) in peers.end_round() {
        let mut reader = Reader::new(&bytes);
        let part = reader.get();
        received.rows += reader.get();
        let head = bytes.len() - reader.left();
        bytes.drain(..head);
        received.packets.entry(part).or_default().push(bytes);
    }
    (received, shipped)
}

fn send(peers: &mut Peers<'_>, worker: usize, (part, rows): (usize, u64), bytes: &[u8]) {
    let mut writer = Writer::default();
    writer.put(part as u64);
    writer.put(rows);
    writer.bytes.extend_from_slice(bytes);
    peers.send(worker, writer.bytes);
}
