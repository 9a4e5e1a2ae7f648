//! A model of a watch: what is recorded, as plain drafts, from which a timeline is built anew.

use escalade::{
    ActorId, EventId, Link, Relation,
    model::LinkId,
    watch::{Transaction, Watch},
};
use proptest::{collection::vec, prelude::*};

use crate::oracle::{
    drafts::{Drafts, RawEvent, RawLink},
    engine::draft,
};

/// One operation of a transaction. Numbers are taken modulo what there is.
#[derive(Clone, Debug)]
pub(super) enum Operation {
    /// Records an event, or revises it to what is given.
    Upsert(usize),
    /// Records or revises an event with what is given of another.
    UpsertAs(usize, usize),
    /// Revises the date of an event to that of another.
    Move(usize, usize),
    Retract(usize),
    /// Declares a link of the drafts.
    Link(usize),
    RetractLink(usize),
}

/// The operations of each transaction.
pub(super) fn transactions() -> impl Strategy<Value = Vec<Vec<Operation>>> {
    let operation = prop_oneof![
        10 => (0..24_usize).prop_map(Operation::Upsert),
        2 => (0..24_usize, 0..24_usize).prop_map(|(one, other)| Operation::UpsertAs(one, other)),
        3 => (0..24_usize, 0..24_usize).prop_map(|(one, other)| Operation::Move(one, other)),
        2 => (0..24_usize).prop_map(Operation::Retract),
        3 => (0..24_usize).prop_map(Operation::Link),
        1 => (0..24_usize).prop_map(Operation::RetractLink),
    ];
    vec(vec(operation, 0..6), 1..10)
}

/// What is recorded: events and links refer to each other by their order of recording.
#[derive(Clone, Default)]
pub(super) struct Model {
    /// Each event, in the order of first records; `None` for a withdrawn one, which keeps its name.
    pub(super) events: Vec<(u32, Option<RawEvent>)>,
    links: Vec<Option<RawLink>>,
    unreadable: u64,
}

impl Model {
    /// Returns the model of a timeline of some drafts.
    pub(super) fn of(drafts: &Drafts) -> Self {
        let recorded = |event: &RawEvent| (event.name, Some(event.clone()));
        Self {
            events: drafts.events.iter().map(recorded).collect(),
            links: drafts.links.iter().copied().map(Some).collect(),
            unreadable: drafts.unreadable,
        }
    }

    fn record(&self, name: u32) -> Option<usize> {
        self.events.iter().position(|(other, _)| *other == name)
    }

    /// Applies an operation to the model and to a transaction.
    pub(super) fn apply(
        &mut self,
        operation: &Operation,
        given: &Drafts,
        actors: &[ActorId],
        transaction: &mut Transaction<'_>,
    ) {
        if given.events.is_empty() {
            return;
        }
        let event = |nth: usize| &given.events[nth % given.events.len()];
        match operation {
            Operation::Upsert(nth) => self.upsert(event(*nth).clone(), actors, transaction),
            Operation::UpsertAs(nth, other) => {
                let name = event(*nth).name;
                let revised = RawEvent { name, ..event(*other).clone() };
                self.upsert(revised, actors, transaction);
            }
            Operation::Move(nth, other) => {
                let name = event(*nth).name;
                let recorded = self.record(name).and_then(|nth| self.events[nth].1.clone());
                if let Some(recorded) = recorded {
                    let revised = RawEvent { when: event(*other).when, ..recorded };
                    self.upsert(revised, actors, transaction);
                }
            }
            Operation::Retract(nth) => {
                let name = event(*nth).name;
                let record = self.record(name);
                let was_recorded = record.is_some_and(|nth| self.events[nth].1.take().is_some());
                assert_eq!(transaction.retract(&name.to_string()), was_recorded);
            }
            Operation::Link(nth) if !given.links.is_empty() => {
                let link = given.links[nth % given.links.len()];
                let record = |nth: usize| self.record(given.events[nth].name);
                if let (Some(from), Some(to)) = (record(link.from), record(link.to)) {
                    self.link(RawLink { from, to, ..link }, transaction);
                }
            }
            Operation::RetractLink(nth) if !self.links.is_empty() => {
                let nth = nth % self.links.len();
                let id = link_id(nth);
                let was_declared = self.links[nth].take().is_some();
                assert_eq!(transaction.retract_link(id), was_declared);
            }
            Operation::Link(_) | Operation::RetractLink(_) => (),
        }
    }

    fn upsert(&mut self, raw: RawEvent, actors: &[ActorId], transaction: &mut Transaction<'_>) {
        let id = transaction.upsert(raw.name.to_string(), draft(&raw, actors));
        match self.record(raw.name) {
            Some(nth) => self.events[nth].1 = Some(raw),
            None => self.events.push((raw.name, Some(raw))),
        }
        assert_eq!(self.events[id.index()].0, self.events[id.index()].1.as_ref().unwrap().name);
    }

    fn link(&mut self, raw: RawLink, transaction: &mut Transaction<'_>) {
        let mut link = Link::new(event_id(raw.from), raw.relation, event_id(raw.to));
        if let Some(percent) = raw.confidence {
            link = link.with_confidence(i32::from(percent));
        }
        assert_eq!(transaction.add_link_draft(link).index(), self.links.len());
        self.links.push(Some(raw));
    }

    /// Returns the drafts of what is recorded and not withdrawn.
    pub(super) fn drafts(&self, given: &Drafts) -> Drafts {
        let live: Vec<usize> =
            (0..self.events.len()).filter(|nth| self.events[*nth].1.is_some()).collect();
        let place = |record: usize| live.binary_search(&record).ok();
        let link = |link: &RawLink| {
            let (from, to) = (place(link.from)?, place(link.to)?);
            Some(RawLink { from, to, ..*link })
        };
        Drafts {
            actors: given.actors.clone(),
            events: live.iter().map(|nth| self.events[*nth].1.clone().unwrap()).collect(),
            links: self.links.iter().flatten().filter_map(link).collect(),
            unreadable: self.unreadable,
        }
    }
}

/// Returns the id of the event with a number, which no public function makes.
fn event_id(nth: usize) -> EventId {
    let mut builder = escalade::Timeline::builder();
    let event = || escalade::Event::attack((), "2024", escalade::Means::Unspecified);
    (0..=nth).map(|_| builder.add_event(event())).last().unwrap()
}

fn link_id(nth: usize) -> LinkId {
    let mut builder = escalade::Timeline::builder();
    let event = event_id(0);
    (0..=nth).map(|_| builder.add_link(event, Relation::About, event)).last().unwrap()
}

/// Returns the ids of the actors of a watch, in the order of the drafts.
pub(super) fn actors(watch: &Watch) -> Vec<ActorId> {
    watch.timeline().actors().map(|actor| actor.id()).collect()
}
