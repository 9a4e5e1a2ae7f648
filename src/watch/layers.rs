//! [`Layers`]: one state of a watch, as a timeline and the changes to it since it was built.
//!
//! A transaction adds a small timeline of the events that it records and revises, and copies no other event. An event
//! that several layers have is that of the newest of them.
//!
//! ```text
//!   records                0  1  2  3  4
//!   base                   a  b  c              three events
//!   first transaction         ×     d           withdraws b, records d
//!   second transaction           c'             revises c
//!   the state              a     c' d
//! ```
//!
//! A layer is merged with the one below it once it has an eighth of its records, so that n records have at most
//! log₈ n layers, and each record is copied O(log n) times.

use std::sync::{Arc, OnceLock};

use super::snapshot::Snapshot;
use crate::{
    model::EventId,
    timeline::{EventCopier, EventRef, Timeline, TimelineBuilder},
};

/// A layer is merged with the one below it once that has at most this many times its records.
const GROWTH: usize = 8;

/// One state of a watch. Cloning is cheap.
#[derive(Clone, Debug)]
pub(super) struct Layers {
    /// From the oldest to the newest; one or more.
    layers: Vec<Arc<Layer>>,
    /// The number of events.
    len: usize,
    /// Whether some event is a statement with details, which may refer to other events.
    has_statements: bool,
    /// The timeline of all events, once it was asked for.
    whole: Arc<OnceLock<Snapshot>>,
}

/// The events that were recorded or revised in some transactions, and the records of the events that were withdrawn.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) snapshot: Snapshot,
    /// In ascending order.
    withdrawn: Vec<u32>,
}

/// An event in a layer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) record: u32,
    /// The number of the layer, from the oldest.
    pub(super) layer: u32,
    pub(super) event: EventId,
}

impl Layer {
    /// Creates a layer. `withdrawn` must be in ascending order.
    pub(super) fn new(snapshot: Snapshot, withdrawn: Vec<u32>) -> Self {
        Self { snapshot, withdrawn }
    }

    pub(super) fn timeline(&self) -> &Timeline {
        &self.snapshot.timeline
    }

    /// Returns `true` if the layer has an event of a record, or withdraws it.
    fn decides(&self, record: u32) -> bool {
        self.snapshot.event(record).is_some() || self.withdrawn.binary_search(&record).is_ok()
    }

    /// Returns the number of records that it decides.
    fn records(&self) -> usize {
        self.timeline().len() + self.withdrawn.len()
    }

    /// Returns the places of its events in order of record, if this is the nth layer.
    fn places(&self, nth: usize) -> impl Iterator<Item = Place> {
        self.snapshot.records().enumerate().map(move |(event, record)| Place {
            record,
            layer: nth as u32,
            event: EventId(event as u32),
        })
    }
}

impl Layers {
    /// Creates the state of one timeline.
    pub(super) fn of(snapshot: Snapshot) -> Self {
        let whole = Arc::new(OnceLock::from(snapshot.clone()));
        let len = snapshot.timeline.len();
        let timeline = Arc::clone(&snapshot.timeline);
        let mut details = timeline.columns().all_details();
        let has_statements = details.any(|(_, details)| details.statement.is_some());
        let layers = vec![Arc::new(Layer::new(snapshot, Vec::new()))];
        Self { layers, len, has_statements, whole }
    }

    /// Returns the state after a transaction. `recorded` is the number of events that it adds, `withdrawn` of those that
    /// it removes.
    pub(super) fn with(&self, layer: Layer, recorded: usize, withdrawn: usize) -> Self {
        let mut layers = self.layers.clone();
        layers.push(Arc::new(layer));
        let len = self.len + recorded - withdrawn;
        Self { layers, len, has_statements: self.has_statements, whole: Arc::default() }
    }

    /// Returns the same state in as few layers as it is to be kept in: one if the timeline of all events was asked for.
    pub(super) fn settled(&self) -> Self {
        if self.layers.len() == 1 {
            return self.clone();
        }
        if let Some(whole) = self.whole.get() {
            return Self::of(whole.clone());
        }
        let mut first = self.layers.len() - 1;
        let mut records = self.layers[first].records();
        while first > 0 && self.layers[first - 1].records() <= GROWTH * records {
            first -= 1;
            records += self.layers[first].records();
        }
        let mut layers = self.layers[..first].to_vec();
        if first == self.layers.len() - 1 {
            layers.push(Arc::clone(&self.layers[first]));
        } else {
            layers.push(Arc::new(self.merged(first)));
        }
        if let [base] = &layers[..] {
            return Self::of(base.snapshot.clone());
        }
        Self { layers, whole: Arc::clone(&self.whole), ..*self }
    }

    /// Returns `true` if some event is a statement with details. Then no layer is added.
    pub(super) fn has_statements(&self) -> bool {
        self.has_statements
    }

    /// Returns the number of events.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Returns the layers, from the oldest to the newest.
    pub(super) fn all(&self) -> &[Arc<Layer>] {
        &self.layers
    }

    /// Returns the timeline of the newest layer. It has all actors, the title, the coverage and the number of unreadable
    /// records of the state, but only some of the events.
    pub(super) fn newest(&self) -> &Timeline {
        // There is always a layer.
        self.layers[self.layers.len() - 1].timeline()
    }

    /// Returns the timeline of all events. The first call takes O(n) for n events.
    pub(super) fn whole(&self) -> &Snapshot {
        self.whole.get_or_init(|| self.merged(0).snapshot)
    }

    /// Returns the layer that an event is of or, if it is of none, the timeline of all events.
    pub(super) fn snapshot_of(&self, event: EventRef<'_>) -> &Snapshot {
        let layer =
            self.layers.iter().find(|layer| std::ptr::eq(layer.timeline(), event.timeline()));
        layer.map_or_else(|| self.whole(), |layer| &layer.snapshot)
    }

    /// Returns `true` if an event of a layer is part of the state: no newer layer revises or withdraws it.
    pub(super) fn is_current(&self, place: Place) -> bool {
        !self.layers[place.layer as usize + 1..].iter().any(|layer| layer.decides(place.record))
    }

    /// Returns the event of a record; `None` if it is withdrawn or does not exist.
    pub(super) fn place(&self, record: u32) -> Option<Place> {
        for (nth, layer) in self.layers.iter().enumerate().rev() {
            if let Some(event) = layer.snapshot.event(record) {
                return Some(Place { record, layer: nth as u32, event });
            }
            if layer.withdrawn.binary_search(&record).is_ok() {
                return None;
            }
        }
        None
    }

    /// Returns an event of the state.
    pub(super) fn event(&self, place: Place) -> EventRef<'_> {
        self.layers[place.layer as usize].timeline().event(place.event)
    }

    /// Returns the record of the event with a key; `None` if there is none or it is withdrawn.
    pub(super) fn record_with_key(&self, key: &str) -> Option<u32> {
        for (nth, layer) in self.layers.iter().enumerate().rev() {
            if let Some(event) = layer.timeline().event_by_key(key) {
                let (event, record) = (event.id(), layer.snapshot.record(event.id()));
                let place = Place { record, layer: nth as u32, event };
                return self.is_current(place).then_some(record);
            }
        }
        None
    }

    /// Returns the events at these places, which must be in order of record, as a timeline with the actors of the state.
    pub(super) fn copied(&self, places: &[Place]) -> Snapshot {
        let mut builder = TimelineBuilder::with_actors_of(self.newest());
        builder.reserve(places.len());
        let mut copiers: Vec<Option<EventCopier<'_>>> = Vec::new();
        copiers.resize_with(self.layers.len(), || None);
        let mut records = Vec::with_capacity(places.len());
        for place in places {
            let nth = place.layer as usize;
            let copier =
                copiers[nth].get_or_insert_with(|| EventCopier::new(self.layers[nth].timeline()));
            copier.copy(place.event, None, &mut builder);
            records.push(place.record);
        }
        Snapshot::new(builder.build_copies(), records)
    }

    /// Merges the layers from one on. The records that they withdraw stay withdrawn from the layers below.
    fn merged(&self, first: usize) -> Layer {
        let (mut newer, mut withdrawn) = (Vec::new(), Vec::new());
        for (nth, layer) in self.layers.iter().enumerate().skip(first + 1) {
            newer.extend(layer.places(nth).filter(|place| self.is_current(*place)));
        }
        for layer in &self.layers[first..] {
            withdrawn.extend_from_slice(&layer.withdrawn);
        }
        newer.sort_unstable();
        withdrawn.sort_unstable();
        withdrawn.dedup();
        let mut places = Vec::new();
        let mut newer = newer.into_iter().peekable();
        for place in self.layers[first].places(first) {
            while let Some(earlier) = newer.next_if(|one| one.record < place.record) {
                places.push(earlier);
            }
            if self.is_current(place) {
                places.push(place);
            }
        }
        places.extend(newer);
        withdrawn.retain(|record| {
            first > 0 && places.binary_search_by_key(record, |place| place.record).is_err()
        });
        Layer::new(self.copied(&places), withdrawn)
    }
}
