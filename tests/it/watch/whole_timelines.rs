//! Timelines recorded part by part, as files of a feed are, against a timeline built at once.

use std::{collections::BTreeMap, fmt};

use chrono::TimeDelta;
use escalade::{
    Actor, Event, Means, Query, Timeline,
    model::{ActorKind, Membership, MembershipKind},
    watch::{Watch, WatchedQuery},
};
use proptest::{collection::vec, prelude::*};
use serde_json::Value;

use crate::{
    oracle::{
        drafts::{Drafts, RawEvent, RawLink},
        engine::try_build,
    },
    properties::{check_all, strategies::drafts},
};

/// A timeline, and the parts in which it is fed.
#[derive(Clone)]
struct Feed {
    given: Drafts,
    parts: Vec<Part>,
}

/// The events of a part, in its order of recording, each with the event whose content it has; and whether it has each
/// link, and with the confidence of which other link.
#[derive(Clone, Debug)]
struct Part {
    events: Vec<(usize, usize)>,
    links: Vec<Option<usize>>,
}

impl fmt::Debug for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}{:?}\n", self.given, self.parts)
    }
}

fn feeds() -> impl Strategy<Value = Feed> {
    let event = (0..24_usize, prop_oneof![3 => Just(None), 1 => (0..24_usize).prop_map(Some)]);
    let event = event.prop_map(|(nth, as_other)| (nth, as_other.unwrap_or(nth)));
    let link = prop_oneof![
        1 => Just(None),
        2 => (0..24_usize).prop_map(Some),
    ];
    let part =
        (vec(event, 0..12), vec(link, 24)).prop_map(|(events, links)| Part { events, links });
    (drafts(), vec(part, 1..5)).prop_map(|(given, parts)| Feed { given, parts })
}

/// What is fed so far. Links refer to events by name.
#[derive(Clone, Default)]
struct Fed {
    events: Vec<RawEvent>,
    links: Vec<RawLink>,
    unreadable: u64,
}

impl Fed {
    /// Adds a part, and returns its drafts.
    fn add(&mut self, part: &Part, given: &Drafts) -> Drafts {
        let mut events: Vec<RawEvent> = Vec::new();
        for (nth, as_other) in part.events.iter().filter(|_| !given.events.is_empty()) {
            let [event, other] = [nth, as_other].map(|nth| &given.events[nth % given.events.len()]);
            if events.iter().all(|known| known.name != event.name) {
                events.push(RawEvent { name: event.name, ..other.clone() });
            }
        }
        for event in &events {
            match self.events.iter_mut().find(|known| known.name == event.name) {
                Some(known) => *known = event.clone(),
                None => self.events.push(event.clone()),
            }
        }
        let mut links = Vec::new();
        let mut nth_of: BTreeMap<_, usize> = BTreeMap::new();
        for (link, as_other) in given.links.iter().zip(&part.links) {
            let Some(as_other) = as_other else { continue };
            let confidence = given.links[as_other % given.links.len()].confidence;
            let [from, to] = [link.from, link.to].map(|end| given.events[end].name);
            let place = |name| events.iter().position(|event| event.name == name);
            let (Some(from_here), Some(to_here)) = (place(from), place(to)) else { continue };
            links.push(RawLink { from: from_here, to: to_here, confidence, ..*link });
            let fed = RawLink { from: from as usize, to: to as usize, confidence, ..*link };
            let nth = nth_of.entry((from, to, fed.relation)).or_default();
            let is_same = |one: &&mut RawLink| {
                (one.from, one.relation, one.to) == (fed.from, fed.relation, fed.to)
            };
            match self.links.iter_mut().filter(is_same).nth(*nth) {
                Some(known) => *known = fed,
                None => self.links.push(fed),
            }
            *nth += 1;
        }
        self.unreadable += given.unreadable;
        Drafts { actors: given.actors.clone(), events, links, unreadable: given.unreadable }
    }

    fn drafts(&self, given: &Drafts) -> Drafts {
        let place = |name: usize| self.events.iter().position(|one| one.name as usize == name);
        let links = self.links.iter().map(|link| {
            let (from, to) = (place(link.from).unwrap(), place(link.to).unwrap());
            RawLink { from, to, ..*link }
        });
        Drafts {
            actors: given.actors.clone(),
            events: self.events.clone(),
            links: links.collect(),
            unreadable: self.unreadable,
        }
    }
}

fn empty() -> Watch {
    let query = WatchedQuery::new("weekly", Query::escalation().max_gap(TimeDelta::days(7)));
    Watch::new(Timeline::builder().build().unwrap(), [query]).unwrap()
}

fn json(timeline: &Timeline) -> Value {
    serde_json::to_value(timeline).unwrap()
}

#[test]
fn parts_that_overlap_give_the_timeline_of_the_latest_of_each_event() {
    check_all(feeds(), 3000, |feed| {
        let (mut watch, mut fed) = (empty(), Fed::default());
        for part in &feed.parts {
            let before = fed.clone();
            let drafts = fed.add(part, &feed.given);
            let (Ok(part), expected) = (try_build(&drafts), try_build(&fed.drafts(&feed.given)))
            else {
                fed = before;
                continue;
            };
            let mut transaction = watch.transaction();
            let ids = transaction.add_timeline(&part);
            let committed = transaction.commit();
            match (committed, &expected) {
                (Ok(_), Ok(_)) => {
                    let keys = |timeline: &Timeline, id| {
                        timeline.event(id).key().unwrap_or_default().to_owned()
                    };
                    for (id, event) in ids.iter().zip(&drafts.events) {
                        assert_eq!(keys(watch.timeline(), *id), event.name.to_string());
                    }
                    let [actual, expected] =
                        [watch.timeline(), expected.as_ref().unwrap()].map(json);
                    if actual != expected {
                        return Err(format!("{actual}\n{expected}"));
                    }
                }
                (Err(error), Err(expected)) if error.issue_count() == expected.issue_count() => {
                    fed = before;
                }
                (committed, expected) => return Err(format!("{committed:?}\n{expected:?}")),
            }
        }
        Ok(())
    });
}

/// Events without keys are recorded once, in the order of the parts.
#[test]
fn parts_without_keys_give_the_whole_timeline() {
    check_all((drafts(), 1..5_usize), 500, |(given, size)| {
        let strip = |timeline: &Timeline| {
            let mut document = json(timeline);
            for event in document["events"].as_array_mut().into_iter().flatten() {
                event.as_object_mut().unwrap().remove("key");
            }
            document
        };
        let whole = Drafts { links: Vec::new(), ..given.clone() };
        let Ok(built) = try_build(&whole) else { return Ok(()) };
        let mut watch = empty();
        for (nth, events) in whole.events.chunks(*size).enumerate() {
            let unreadable = if nth == 0 { whole.unreadable } else { 0 };
            let part = Drafts { events: events.to_vec(), unreadable, ..whole.clone() };
            let part: Timeline = serde_json::from_value(strip(&try_build(&part).unwrap())).unwrap();
            let mut transaction = watch.transaction();
            assert_eq!(transaction.add_timeline(&part).len(), events.len());
            transaction.commit().unwrap();
        }
        if whole.events.is_empty() || json(watch.timeline()) == strip(&built) {
            Ok(())
        } else {
            Err(format!("{}\n{}", json(watch.timeline()), strip(&built)))
        }
    });
}

/// A document with every field there is, recorded twice.
#[test]
fn every_field_is_recorded_and_recording_again_changes_nothing() {
    let text = std::fs::read_to_string("tests/data/everything.json").unwrap();
    let mut whole: Timeline = serde_json::from_str(&text).unwrap();
    let mut keyed = json(&whole);
    for (nth, event) in keyed["events"].as_array_mut().unwrap().iter_mut().enumerate() {
        let event = event.as_object_mut().unwrap();
        event.entry("key").or_insert_with(|| format!("number {nth}").into());
    }
    keyed.as_object_mut().unwrap().remove("unreadable");
    whole = serde_json::from_value(keyed).unwrap();
    let mut watch = empty();
    for _ in 0..2 {
        let mut transaction = watch.transaction();
        transaction.add_timeline(&whole);
        transaction.commit().unwrap();
        assert_eq!(json(watch.timeline()), json(&whole));
    }
}

#[test]
fn what_is_known_of_an_actor_stays_and_the_rest_is_added() {
    let describe = |kind, name: &str, until: &str| {
        let mut builder = Timeline::builder();
        let whole = builder.add_actor(Actor::new("IRN"));
        let (language, name) = name.split_once(' ').unwrap();
        let part = Actor::new("IRGC").with_kind(kind).with_name(language, name);
        let part = builder.add_actor(part);
        let membership = Membership::new(MembershipKind::MemberOf, whole);
        builder.add_membership(part, membership.until(until));
        builder.build().unwrap()
    };
    let mut watch = empty();
    for (kind, name, until) in [
        (ActorKind::Unspecified, "en Guards", "2001"),
        (ActorKind::Organisation, "de Wächter", "2001"),
        (ActorKind::State, "en Others", "2002"),
    ] {
        let mut transaction = watch.transaction();
        transaction.add_timeline(&describe(kind, name, until));
        transaction.commit().unwrap();
    }
    let actor = &json(watch.timeline())["actors"][1];
    assert_eq!(actor["names"], serde_json::json!({"de": "Wächter", "en": "Guards"}));
    assert_eq!(actor["kind"], "organisation");
    assert_eq!(actor["member_of"].as_array().unwrap().len(), 2, "{actor}");
}

/// Such a transaction builds no timeline.
#[test]
fn moving_the_time_alone_keeps_the_timeline() {
    let mut watch = empty();
    let mut transaction = watch.transaction();
    let a = transaction.actor("A");
    transaction.push(Event::attack(a, "2024-04-01", Means::Drone));
    transaction.commit().unwrap();
    let before = std::ptr::from_ref(watch.timeline());
    let mut transaction = watch.transaction();
    transaction.actor("A");
    transaction.complete_to("2024-05-01");
    let changes = transaction.commit().unwrap();
    assert!(std::ptr::eq(before, watch.timeline()));
    assert_eq!((changes.recorded(), changes.of("weekly").unwrap().hops_appeared()), (0, 0));
    assert_eq!(watch.complete_to().unwrap().to_rfc3339(), "2024-05-01T00:00:00+00:00");
    // All else does.
    let mut transaction = watch.transaction();
    transaction.cover("2024".."2025");
    transaction.commit().unwrap();
    assert!(!std::ptr::eq(before, watch.timeline()));
    assert_eq!(watch.timeline().covered().len(), 1);
}
