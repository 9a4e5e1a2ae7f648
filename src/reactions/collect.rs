//! Collects what happened beside a chain.

use std::ops::Range;

use crate::{
    chain::prepared::Prepared,
    model::{ActorId, Avowal, EventId, EventKind, Level, Relation},
    reactions::types::{Interval, NextEvent, OffRampKind, Reaction, ReactionKind, Silence},
    timeline::{Dyad, EventRef, Phrases, Timeline},
};

/// An observer of what happens beside a chain: collects the reactions to its steps.
pub(crate) struct Bystander<'a, 't> {
    prepared: &'a Prepared<'t>,
    phrases: Phrases<'a, 't>,
}

impl<'a, 't> Bystander<'a, 't> {
    pub(crate) fn new(prepared: &'a Prepared<'t>) -> Self {
        let view = &prepared.view;
        Self { prepared, phrases: Phrases { view } }
    }

    fn timeline(&self) -> &'t Timeline {
        self.prepared.view.timeline()
    }

    /// Returns the interval after each step of a chain, given as nodes.
    pub(crate) fn intervals(&self, nodes: &[u32]) -> Vec<Interval> {
        let steps: Vec<_> = nodes.iter().map(|node| self.prepared.event(*node as usize)).collect();
        (0..steps.len()).map(|nth| self.interval(&steps, nth)).collect()
    }

    fn interval(&self, steps: &[EventRef<'t>], nth: usize) -> Interval {
        let (step, next) = (steps[nth], steps.get(nth + 1).copied());
        let mut dyads = self.dyads(step);
        let followed = next.or_else(|| self.next_between(step, &dyads));
        if let Some(next) = next {
            dyads.extend(self.dyads(next));
        }
        Interval {
            after: step.label(),
            before: next.map(|next| next.label()),
            reactions: self.reactions(steps, nth),
            silences: self.silences(step, next, &dyads),
            followed: followed.map(|event| NextEvent {
                event: event.label(),
                when: event.when().to_string(),
                after_seconds: seconds(step, event),
                rise: self.rise(step, event),
            }),
        }
    }

    fn rise(&self, from: EventRef<'t>, to: EventRef<'t>) -> Level {
        let level =
            |event: EventRef<'t>| event.level(self.prepared.query.scale()).unwrap_or_default();
        level(to).less(level(from))
    }

    /// Returns the events in a range of positions that the view shows.
    fn visible(&self, range: Range<usize>) -> impl Iterator<Item = EventRef<'t>> {
        range
            .filter(|position| self.prepared.view.sees(*position))
            .map(|position| self.prepared.view.event_at(position))
    }

    fn dyads(&self, event: EventRef<'t>) -> Vec<Dyad> {
        let Prepared { view, query, roll_up, .. } = self.prepared;
        let mut dyads = Vec::new();
        let authors = query.authors(event);
        roll_up.dyads(event.id().index(), authors, view.is_mutual(event), &mut dyads);
        dyads
    }

    fn is_between(&self, event: EventRef<'t>, dyads: &[Dyad]) -> bool {
        let is_on_dyad = |(a, b): &Dyad| dyads.contains(&(*a, *b)) || dyads.contains(&(*b, *a));
        self.dyads(event).iter().any(is_on_dyad)
    }

    /// Returns the first event after a step that is not a statement, on one of the dyads in either
    /// direction, at or above the floor of the query.
    fn next_between(&self, step: EventRef<'t>, dyads: &[Dyad]) -> Option<EventRef<'t>> {
        let query = &self.prepared.query;
        self.visible(step.position() + 1..self.timeline().len()).find(|event| {
            let level = event.level(query.scale());
            event.act().kind() != EventKind::Statement
                && level.is_some()
                && level >= query.floor_level()
                && self.is_between(*event, dyads)
        })
    }

    fn parties(&self, event: EventRef<'t>) -> Vec<u32> {
        let second = event.earliest().timestamp();
        let actors = self.prepared.query.authors(event).iter().chain(event.targets());
        actors.map(|actor| self.prepared.roll_up.at(*actor, second)).collect()
    }

    fn reactions(&self, steps: &[EventRef<'t>], nth: usize) -> Vec<Reaction> {
        let (step, next) = (steps[nth], steps.get(nth + 1));
        let timeline = self.timeline();
        let end = next.map_or(timeline.len(), EventRef::position);
        let mut parties = self.parties(step);
        if let Some(next) = next {
            parties.extend(self.parties(*next));
        }
        let steps_so_far: Vec<EventId> = steps[..=nth].iter().map(EventRef::id).collect();
        // A statement of vague date can stand before the step in the total order and yet be about it.
        let mut events = Vec::new();
        for statement in timeline.statements_about(step.id()) {
            let statement = self.prepared.view.as_seen(timeline.event(statement));
            if statement.position() < step.position()
                && statement.latest() > step.earliest()
                && self.prepared.view.contains(statement)
            {
                events.push(statement);
            }
        }
        events.extend(self.visible(step.position() + 1..end));
        events.sort_unstable_by_key(EventRef::position);
        let mut reactions = Vec::new();
        for event in events {
            let Some(kind) = ReactionKind::of(event.act()) else { continue };
            let second = event.earliest().timestamp();
            let is_party =
                |actor: &ActorId| parties.contains(&self.prepared.roll_up.at(*actor, second));
            let third_party = !event.sources().iter().any(is_party);
            let is_to_party = event.targets().iter().any(is_party)
                || event.addressees().iter().any(is_party)
                // A mutual event is also directed at its sources.
                || (!third_party && self.prepared.view.is_mutual(event));
            let concerns_step = is_to_party || self.is_about(event, &steps_so_far);
            let is_step = steps.contains(&event);
            let is_sanction_by_party = kind == ReactionKind::Sanctioned && !third_party;
            if concerns_step && !is_step && !is_sanction_by_party {
                reactions.push(Reaction {
                    kind,
                    third_party,
                    after_seconds: seconds(step, event),
                    event: self.phrases.describe(event),
                });
            }
        }
        reactions
    }

    /// Returns `true` if an event is about one of the others, by what it says or by a link.
    fn is_about(&self, event: EventRef<'t>, others: &[EventId]) -> bool {
        let subjects = event.subjects();
        let by_link = || {
            event.links_out().any(|(_, link)| {
                link.relation() == Relation::About
                    && others.contains(&link.to())
                    && self.prepared.view.shows_link(link)
            })
        };
        subjects.iter().any(|subject| others.contains(subject)) || by_link()
    }

    /// Returns the silences after a step: that no actor claims it, and the longest time without an event
    /// between the parties, if it is long enough.
    fn silences(
        &self,
        step: EventRef<'t>,
        next: Option<EventRef<'t>>,
        dyads: &[Dyad],
    ) -> Vec<Silence> {
        let mut silences = Vec::new();
        if step.avowal() == Some(Avowal::Unclaimed) {
            let kind = OffRampKind::Unclaimed;
            silences.push(Silence { kind, since_seconds: 0, seconds: None });
        }
        let Some(max_gap) = self.prepared.query.max_gap else { return silences };
        let end = next.map_or(self.timeline().len(), |next| next.position());
        let mut ends = Vec::new();
        for event in self.visible(step.position() + 1..end) {
            if self.is_between(event, dyads) {
                ends.push(event);
            }
        }
        ends.extend(next.or_else(|| self.prepared.view.events().next_back()));
        // An event dated to a day or a month may have begun at any time in it. A silence is certain only from
        // the latest possible onset of one event to the earliest of the next.
        let onset =
            |event: EventRef<'t>| [event.earliest(), event.latest()].map(|at| at.timestamp());
        let (start, mut since) = (onset(step)[0], onset(step)[1]);
        let (mut since_seconds, mut seconds) = (0, 0);
        for [earliest, latest] in ends.into_iter().map(onset) {
            if earliest - since > seconds {
                (since_seconds, seconds) = (since - start, earliest - since);
            }
            since = since.max(latest);
        }
        if seconds > 0 && seconds >= max_gap.num_seconds() / 2 {
            let kind = OffRampKind::Silence;
            silences.push(Silence { kind, since_seconds, seconds: Some(seconds) });
        }
        silences
    }
}

/// Returns the seconds between two earliest onsets.
fn seconds(from: EventRef<'_>, to: EventRef<'_>) -> i64 {
    (to.earliest() - from.earliest()).num_seconds()
}
