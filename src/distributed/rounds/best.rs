//! The best chain, followed backward from its last event, which may be anywhere.

use crate::{
    chain::Rank,
    distributed::{
        codec::{Reader, Writer},
        partial::{ChainPart, Partial},
        peers::Peers,
        sent::Sent,
    },
    timeline::Dyad,
};

use super::{levels::by_levels, look_up::Seeker, pass::Pass, terms::Terms, value::Value};

/// An event on the best chain, as all workers know it.
#[derive(Clone, Debug)]
struct Event {
    /// The value of the best chain that ends in it, for the last event.
    value: i64,
    earliest: i64,
    record: u64,
    width: i64,
    level: u16,
    may_start: bool,
    /// Of the paths that end in it.
    longest: u16,
    lowest: u16,
    dyads: Vec<Dyad>,
}

impl Event {
    fn new(terms: &Terms<'_>, at: usize, value: i64, (longest, lowest): (u16, u16)) -> Self {
        let table = terms.table;
        let (earliest, record) = table.order(at);
        Self {
            value,
            earliest,
            record,
            width: table.width(at),
            level: table.level(at) as u16,
            may_start: table.may_start(at),
            longest,
            lowest,
            dyads: table.dyads(at).to_vec(),
        }
    }

    fn order(&self) -> (i64, u64) {
        (self.earliest, self.record)
    }

    fn put(&self, writer: &mut Writer) {
        writer.put_signed(self.value);
        writer.put_signed(self.earliest);
        writer.put(self.record);
        writer.put_signed(self.width);
        for number in [self.level, u16::from(self.may_start), self.longest, self.lowest] {
            writer.put(u64::from(number));
        }
        for (a, b) in &self.dyads {
            writer.put(u64::from(*a));
            writer.put(u64::from(*b));
        }
    }

    fn get(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let mut event = Self {
            value: reader.get_signed(),
            earliest: reader.get_signed(),
            record: reader.get(),
            width: reader.get_signed(),
            level: reader.get() as u16,
            may_start: reader.get() == 1,
            longest: reader.get() as u16,
            lowest: reader.get() as u16,
            dyads: Vec::new(),
        };
        while !reader.is_at_end() {
            event.dyads.push((reader.get() as u32, reader.get() as u32));
        }
        (!bytes.is_empty()).then_some(event)
    }

    /// Returns `true` if the best path that ends in it starts there.
    fn is_first(&self, rank: Rank) -> bool {
        match rank {
            Rank::Longest => self.longest <= 1,
            Rank::GreatestRise => self.level == self.lowest && self.may_start,
        }
    }
}

/// Returns the best chain by a rank, at worker 0; none at the others. Takes rounds for each of its events.
pub(super) fn best(
    peers: &mut Peers<'_>,
    terms: &Terms<'_>,
    rank: Rank,
    sent: &mut Sent,
) -> Partial {
    let levels = terms.levels;
    let mut own: Option<Event> = None;
    // Numbers of paths do not matter, so that they may overflow.
    let computed = by_levels::<u64>(peers, terms, false, sent, &mut |at, received| {
        let rise = || levels[terms.table.level(at)] - levels[usize::from(received.lowest)];
        let value = match rank {
            Rank::Longest => i64::from(received.longest) + 1,
            Rank::GreatestRise => rise(),
        };
        let paths = (received.longest.saturating_add(1), received.lowest);
        let is_better = own.as_ref().is_none_or(|own| {
            value > own.value || value == own.value && terms.table.order(at) < own.order()
        });
        if is_better {
            own = Some(Event::new(terms, at, value, paths));
        }
    });
    let Some((_, pass)) = computed else { return Partial::default() };
    let better = |one: &Event, other: &Event| {
        (std::cmp::Reverse(one.value), one.order())
            < (std::cmp::Reverse(other.value), other.order())
    };
    let Some(last) = agreed(peers, own, &better) else { return Partial::default() };
    let value = last.value;
    let mut events = vec![(last.earliest, last.record, levels[usize::from(last.level)])];
    let mut current = last;
    let mut is_last = true;
    while is_last || !current.is_first(rank) {
        is_last = false;
        let own = antecedent(terms, &pass, &current, rank);
        let earlier = |one: &Event, other: &Event| one.order() < other.order();
        let Some(next) = agreed(peers, own, &earlier) else { break };
        events.push((next.earliest, next.record, levels[usize::from(next.level)]));
        current = next;
    }
    let mut partial = Partial::default();
    if peers.index() == 0 {
        partial.best.push(ChainPart { value, events });
    }
    partial
}

/// Returns the first of the events that the workers propose. Takes a round.
fn agreed(
    peers: &mut Peers<'_>,
    own: Option<Event>,
    precedes: &dyn Fn(&Event, &Event) -> bool,
) -> Option<Event> {
    let mut writer = Writer::default();
    if let Some(own) = own {
        own.put(&mut writer);
    }
    let mut first: Option<Event> = None;
    for bytes in peers.share(&writer.bytes) {
        if let Some(event) = Event::get(&bytes)
            && first.as_ref().is_none_or(|first| precedes(&event, first))
        {
            first = Some(event);
        }
    }
    first
}

/// Returns the first antecedent here, in total order, on the best path to an event.
fn antecedent(terms: &Terms<'_>, pass: &Pass<'_, u64>, event: &Event, rank: Rank) -> Option<Event> {
    let table = terms.table;
    let seeker = Seeker {
        earliest: event.earliest,
        width: event.width,
        tie: event.record,
        dyads: &event.dyads,
    };
    let mut first: Option<(u32, Value<u64>)> = None;
    pass.for_each_antecedent(terms.window, &seeker, &mut |at, value| {
        let is_on_path = match rank {
            Rank::Longest => value.longest + 1 == event.longest,
            Rank::GreatestRise => value.has_paths() && value.lowest == event.lowest,
        };
        let order = |at: u32| table.order(at as usize);
        let is_first = first.is_none_or(|(first, _)| order(at) < order(first));
        if is_on_path
            && is_first
            && terms.allows(table.level(at as usize), usize::from(event.level))
        {
            first = Some((at, value));
        }
    });
    first.map(|(at, value)| Event::new(terms, at as usize, 0, (value.longest, value.lowest)))
}
