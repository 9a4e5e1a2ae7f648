//! The workers of all processes as seen from one of them: packets are exchanged in rounds.
//!
//! One dataflow with one exchange carries everything. A round is an epoch of its input: it is over once timely's
//! progress tracking says that no worker can send a packet of it any more. A worker that is ahead may send packets of
//! the next round before this one is over here, so that packets are kept by their round.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc, sync::Arc, time::Duration};

use timely::{
    container::CapacityContainerBuilder,
    dataflow::{
        InputHandle, ProbeHandle,
        channels::pact::Exchange,
        operators::{Input, Probe, generic::Operator},
    },
    worker::Worker,
};

use super::{
    health::Health,
    packet::{Packet, Payload},
};

/// The number of bytes of a packet of rows.
pub(super) const PACKET_BYTES: usize = 1 << 15;

/// How long a worker sleeps until it looks whether another one of its process has failed.
const NAP: Duration = Duration::from_millis(500);

/// The packets that have arrived, by round.
type Arrived = Rc<RefCell<BTreeMap<u64, Vec<Packet>>>>;

/// One worker, and its connection to all workers.
pub(super) struct Peers<'w> {
    worker: &'w mut Worker,
    /// `None` once this worker has [finished](Self::finish).
    input: Option<InputHandle<u64, CapacityContainerBuilder<Vec<Packet>>>>,
    probe: ProbeHandle<u64>,
    arrived: Arrived,
    health: Arc<Health>,
    /// The number of workers of each process.
    in_process: usize,
    round: u64,
    shipped: u64,
}

impl<'w> Peers<'w> {
    pub(super) fn new(worker: &'w mut Worker, in_process: usize, health: Arc<Health>) -> Self {
        let arrived = Arrived::default();
        let kept = Rc::clone(&arrived);
        let mut input = InputHandle::new();
        let probe = ProbeHandle::new();
        worker.dataflow(|scope| {
            let packets = scope.input_from(&mut input);
            let by_target = Exchange::new(|packet: &Packet| u64::from(packet.to));
            let delivered = packets.unary::<CapacityContainerBuilder<Vec<Packet>>, _, _, _>(
                by_target,
                "deliver",
                |_, _| {
                    move |input, _output| {
                        input.for_each(|capability, packets: &mut Vec<Packet>| {
                            let round = capability.stamp().iter().next().copied();
                            let mut kept = kept.borrow_mut();
                            kept.entry(round.unwrap_or_default()).or_default().append(packets);
                        });
                    }
                },
            );
            delivered.probe_with(&probe);
        });
        Self {
            worker,
            input: Some(input),
            probe,
            arrived,
            health,
            in_process,
            round: 0,
            shipped: 0,
        }
    }

    /// Returns the number of workers of all processes.
    pub(super) fn count(&self) -> usize {
        self.worker.peers()
    }

    /// Returns the number of this worker, from 0.
    pub(super) fn index(&self) -> usize {
        self.worker.index()
    }

    /// Returns `true` if two workers are in different processes.
    pub(super) fn are_apart(&self, one: usize, other: usize) -> bool {
        one / self.in_process != other / self.in_process
    }

    /// Returns the number of bytes of packets sent to other processes.
    pub(super) fn shipped(&self) -> u64 {
        self.shipped
    }

    /// Sends a packet to a worker, in this round.
    pub(super) fn send(&mut self, to: usize, bytes: Vec<u8>) {
        if self.are_apart(self.index(), to) {
            self.shipped += bytes.len() as u64;
        }
        let is_large = bytes.len() >= PACKET_BYTES / 2;
        let from = self.index() as u32;
        let Some(input) = &mut self.input else { return };
        input.send(Packet { to: to as u32, from, bytes: Payload(bytes) });
        if is_large {
            input.flush();
            self.worker.step();
        }
    }

    /// Ends the round and returns its packets, in the order of their senders, and of sending.
    pub(super) fn end_round(&mut self) -> Vec<(usize, Vec<u8>)> {
        let round = self.round;
        self.wait(&mut |_| ());
        let mut packets = self.arrived.borrow_mut().remove(&round).unwrap_or_default();
        // Stable: packets of one sender arrive in order.
        packets.sort_by_key(|packet| packet.from);
        packets.into_iter().map(|packet| (packet.from as usize, packet.bytes.0)).collect()
    }

    /// Ends the round and passes on its packets as they arrive: those of one sender in order, but those of several mixed.
    pub(super) fn end_round_of(&mut self, visit: &mut dyn FnMut(&[u8])) {
        let round = self.round;
        self.wait(&mut |peers| peers.take_of(round, visit));
        self.take_of(round, visit);
    }

    /// Passes on the packets of this round that have arrived so far.
    pub(super) fn take_arrived(&mut self, visit: &mut dyn FnMut(&[u8])) {
        self.take_of(self.round, visit);
    }

    fn take_of(&self, round: u64, visit: &mut dyn FnMut(&[u8])) {
        for packet in self.arrived.borrow_mut().remove(&round).into_iter().flatten() {
            visit(&packet.bytes.0);
        }
    }

    /// Ends the round. Calls `look` whenever packets may have arrived.
    fn wait(&mut self, look: &mut dyn FnMut(&Self)) {
        self.round += 1;
        if let Some(input) = &mut self.input {
            input.advance_to(self.round);
        }
        while self.probe.less_than(&self.round) {
            // Another worker of this process would be waited for without end.
            assert!(!self.health.has_failed(), "another worker of this process has failed");
            self.worker.step_or_park(Some(NAP));
            look(self);
        }
    }

    /// Waits until all workers have finished. Nothing can be sent after that.
    pub(super) fn finish(&mut self) {
        self.input = None;
        while self.worker.has_dataflows() {
            assert!(!self.health.has_failed(), "another worker of this process has failed");
            self.worker.step_or_park(Some(NAP));
        }
    }

    /// Sends bytes to all workers, and returns those of each, by worker. Takes a round.
    pub(super) fn share(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        for to in 0..self.count() {
            self.send(to, bytes.to_vec());
        }
        let mut shared = vec![Vec::new(); self.count()];
        for (from, mut bytes) in self.end_round() {
            shared[from].append(&mut bytes);
        }
        shared
    }
}
