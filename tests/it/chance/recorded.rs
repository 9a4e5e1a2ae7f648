//! Null models that remember what they have arranged.

use std::{collections::BTreeMap, sync::Mutex};

use escalade::chance::{Null, NullModel, Random, ShuffledEvents};

/// An event as the shuffles have arranged it.
#[derive(Clone, Debug)]
pub(super) struct Arranged {
    pub(super) earliest: i64,
    pub(super) latest: i64,
    pub(super) level: i64,
    pub(super) dyads: Vec<(u32, u32)>,
}

/// A null model that remembers what it has arranged.
pub(super) struct Recorded {
    null: NullModel,
    /// By the first number of the shuffle, since several threads shuffle in any order.
    arranged: Mutex<BTreeMap<u64, Vec<Arranged>>>,
}

impl Recorded {
    pub(super) fn new(null: NullModel) -> Self {
        Self { null, arranged: Mutex::default() }
    }

    /// Returns what the shuffle with this seed and number has arranged.
    pub(super) fn take(&self, seed: u64, nth: u64) -> Vec<Arranged> {
        let number = Random::new(seed, nth).next_u64();
        self.arranged.lock().unwrap().remove(&number).unwrap()
    }
}

pub(super) fn arranged(events: &ShuffledEvents<'_>) -> Vec<Arranged> {
    let of_event = |event| Arranged {
        earliest: events.onset(event),
        latest: events.latest(event),
        level: events.level(event).tenths(),
        dyads: events.dyads_of(event).to_vec(),
    };
    (0..events.len()).map(of_event).collect()
}

impl Null for Recorded {
    fn name(&self) -> String {
        self.null.name()
    }

    fn shuffle(&self, events: &mut ShuffledEvents<'_>, random: &mut Random) {
        let number = random.clone().next_u64();
        self.null.shuffle(events, random);
        self.arranged.lock().unwrap().insert(number, arranged(events));
    }
}
