//! Sending rows to the workers that keep them.

use super::{
    codec::{Reader, Writer},
    gather::Gathered,
    packets::Packets,
    peers::{PACKET_BYTES, Peers},
    rows::{Row, RowReader, RowWriter},
    tables::Tables,
};

/// Calls `visit` with each row of a worker, with the numbers that parties have among all.
pub(super) fn for_each_row(gathered: &Gathered, tables: &Tables, visit: &mut dyn FnMut(&Row)) {
    let mut row = Row::default();
    for (_, bytes) in gathered.rows.iter() {
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
#[derive(Default)]
pub(super) struct Received {
    /// Those of each part in total order.
    pub(super) packets: Packets,
    pub(super) rows: u64,
}

impl Received {
    /// Adds a packet. Returns `true` if it is the note of a worker that has more to send in the next round.
    fn add(&mut self, bytes: &[u8]) -> bool {
        if bytes.is_empty() {
            return true;
        }
        let mut reader = Reader::new(bytes);
        let (part, rows) = (reader.get(), reader.get());
        self.rows += rows;
        self.packets.push(part, &bytes[bytes.len() - reader.left()..]);
        false
    }
}

/// How many bytes a worker sends in a round. What is on its way stays in the buffers of timely, which keep their memory:
/// two processes of relay took 196 MiB each with such rounds, and 270 when all was sent in one (ten million events of the
/// bench `distributed`).
const ROUND_BYTES: usize = 1 << 21;

/// Sends each row to the workers that `targets` returns for it, and frees all. Returns the rows received, and the number of
/// rows sent to other processes. Takes a round for each [`ROUND_BYTES`] that a worker sends.
pub(super) fn ship(
    peers: &mut Peers<'_>,
    gathered: &mut Gathered,
    tables: &Tables,
    targets: &dyn Fn(&Row, &mut Vec<usize>),
) -> (Received, u64) {
    let mut writers: Vec<RowWriter> = Vec::new();
    writers.resize_with(peers.count(), RowWriter::default);
    let (mut row, mut to, mut shipped) = (Row::default(), Vec::new(), 0);
    let mut received = Received::default();
    let own = std::mem::take(&mut gathered.rows);
    let mut packets = own.iter().peekable();
    loop {
        let (mut sent, mut any_has_more) = (0, false);
        while sent < ROUND_BYTES
            && let Some((part, bytes)) = packets.next()
        {
            let mut full = Vec::new();
            for_each_in(bytes, tables, &mut row, &mut |row| {
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
            if packets.peek().is_none_or(|(next, _)| *next != part) {
                for (worker, writer) in writers.iter_mut().enumerate() {
                    if writer.len() > 0 {
                        full.push((worker, writer.rows(), writer.take()));
                    }
                }
            }
            for (worker, rows, bytes) in full {
                sent += bytes.len();
                send(peers, worker, (part, rows), &bytes);
            }
            peers.take_arrived(&mut |bytes| any_has_more |= received.add(bytes));
        }
        if packets.peek().is_some() {
            for worker in 0..peers.count() {
                peers.send(worker, Vec::new());
            }
        }
        peers.end_round_of(&mut |bytes| any_has_more |= received.add(bytes));
        // The same at all workers, since each receives the notes of all.
        if !any_has_more {
            return (received, shipped);
        }
    }
}

fn send(peers: &mut Peers<'_>, worker: usize, (part, rows): (u64, u64), bytes: &[u8]) {
    let mut writer = Writer::default();
    writer.put(part);
    writer.put(rows);
    writer.bytes.extend_from_slice(bytes);
    peers.send(worker, writer.bytes);
}
