//! Finds what happened beside a chain.

use std::ops::Range;

use crate::{
    chain::query::rule::Precedence,
    model::{ActorId, Avowal, EventId, EventKind, Relation},
    reactions::{
        bystander::{Bystander, onset},
        silences::LongestSilence,
        types::{
            Interval, NextEvent, OffRamp, OffRampKind, OffRamps, Reaction, ReactionCount,
            ReactionKind, Silence, few_that_matter,
        },
    },
    sorting::{count_before, paired_with, sort_by, sort_distinct},
    timeline::{Dyad, EventRef},
};

/// An event that reacts to a step, not described in words yet.
#[derive(Clone, Copy)]
struct FoundReaction<'t> {
    event: EventRef<'t>,
    kind: ReactionKind,
    third_party: bool,
    about_step: bool,
}

/// The steps of a chain, and what is about them, in order: an interval is answered without looking at all steps.
struct ChainSteps<'t> {
    steps: Vec<EventRef<'t>>,
    /// The events of the steps, each with its number in the chain, sorted.
    numbers: Vec<(u32, u32)>,
    /// The positions of events that are about a step, by what they say or by a link, each with the number of the step,
    /// sorted.
    about: Vec<(u32, u32)>,
}

/// The steps of a chain around one of its intervals.
struct Steps<'s, 't> {
    chain: &'s ChainSteps<'t>,
    nth: usize,
    /// The dyads of the step and of the next one.
    dyads: Vec<Dyad>,
    /// The positions after the step up to the next one or, after the last step, up to the longest gap.
    range: Range<usize>,
}

impl<'t> Steps<'_, 't> {
    fn step(&self) -> EventRef<'t> {
        self.chain.steps[self.nth]
    }

    fn next(&self) -> Option<EventRef<'t>> {
        self.chain.steps.get(self.nth + 1).copied()
    }

    /// Returns the number of an event in the chain, if it is a step.
    fn number(&self, event: EventId) -> Option<usize> {
        paired_with(&self.chain.numbers, event.0).map(|nth| nth as usize)
    }

    /// Returns `true` if an event is the step or one before it.
    fn is_so_far(&self, event: EventId) -> bool {
        self.number(event).is_some_and(|nth| nth <= self.nth)
    }
}

impl<'t> Bystander<'_, 't> {
    /// Returns the interval after each step of a chain, given as nodes. Describes at most `most` reactions
    /// of each interval, and counts the others.
    ///
    /// Also returns, for each interval, the reactions that are only counted.
    pub(crate) fn intervals(
        &self,
        nodes: &[u32],
        most: usize,
    ) -> (Vec<Interval>, Vec<Vec<EventId>>) {
        let events = self.events(nodes);
        let (mut intervals, mut counted) = (Vec::new(), Vec::new());
        for nth in 0..events.steps.len() {
            let steps = self.steps(&events, nth);
            let found = self.reactions(&steps);
            let mut ranks = Vec::with_capacity(found.len());
            for one in &found {
                ranks.push((one.about_step, one.kind));
            }
            let is_listed = few_that_matter(&ranks, most);
            let (mut reactions, mut more, mut ids) = (Vec::new(), Vec::new(), Vec::new());
            for (nth, reaction) in found.iter().enumerate() {
                if is_listed[nth] {
                    reactions.push(self.reaction(&steps, reaction));
                } else {
                    ReactionCount::add(&mut more, reaction.kind);
                    ids.push(reaction.event.id());
                }
            }
            let mut silences = Vec::new();
            for (silence, _) in self.silences(&steps) {
                silences.push(silence);
            }
            intervals.push(Interval {
                after: steps.step().label(),
                after_in_words: self.in_words(steps.step()),
                before: steps.next().map(|next| next.label()),
                before_in_words: steps.next().and_then(|next| self.in_words(next)),
                reactions,
                more,
                silences,
                followed: self.followed(&steps),
            });
            counted.push(ids);
        }
        (intervals, counted)
    }

    /// Returns the off-ramps of a chain, given as nodes.
    pub(crate) fn off_ramps(&self, nodes: &[u32]) -> OffRamps {
        let events = self.events(nodes);
        let mut off_ramps = Vec::new();
        for nth in 0..events.steps.len() {
            let steps = self.steps(&events, nth);
            let mut found = Vec::new();
            for (silence, followed) in self.silences(&steps) {
                let off_ramp = OffRamp {
                    kind: silence.kind,
                    after: steps.step().label(),
                    after_in_words: self.in_words(steps.step()),
                    before: steps.next().map(|next| next.label()),
                    before_in_words: steps.next().and_then(|next| self.in_words(next)),
                    event: None,
                    about_step: false,
                    silence_seconds: silence.seconds,
                    followed,
                };
                found.push((silence.since_seconds, off_ramp));
            }
            for reaction in self.reactions(&steps) {
                let described = self.reaction(&steps, &reaction);
                let Some(kind) = described.off_ramp() else { continue };
                let off_ramp = OffRamp {
                    kind,
                    after: steps.step().label(),
                    after_in_words: self.in_words(steps.step()),
                    before: steps.next().map(|next| next.label()),
                    before_in_words: steps.next().and_then(|next| self.in_words(next)),
                    event: Some(described.event),
                    about_step: reaction.about_step,
                    silence_seconds: None,
                    followed: self.followed_reaction(&steps, reaction.event),
                };
                found.push((described.after_seconds, off_ramp));
            }
            sort_by(&mut found, |a, b| a.0.cmp(&b.0));
            for (_, off_ramp) in found {
                off_ramps.push(off_ramp);
            }
        }
        OffRamps { off_ramps }
    }

    fn precedence(&self) -> Precedence {
        self.prepared.query.precedence
    }

    fn events(&self, nodes: &[u32]) -> ChainSteps<'t> {
        let timeline = self.timeline();
        let mut steps = Vec::with_capacity(nodes.len());
        let (mut numbers, mut about) = (Vec::with_capacity(nodes.len()), Vec::new());
        for (nth, node) in (0..).zip(nodes) {
            let step = self.prepared.event(*node as usize);
            steps.push(step);
            numbers.push((step.id().0, nth));
            let mut add = |event: EventId| about.push((timeline.position_of(event) as u32, nth));
            for statement in timeline.statements_about(step.id()) {
                add(statement);
            }
            for (_, link) in timeline.event(step.id()).links_in() {
                add(link.from());
            }
        }
        sort_by(&mut numbers, Ord::cmp);
        sort_by(&mut about, Ord::cmp);
        ChainSteps { steps, numbers, about }
    }

    fn steps<'s>(&self, chain: &'s ChainSteps<'t>, nth: usize) -> Steps<'s, 't> {
        let (step, next) = (chain.steps[nth], chain.steps.get(nth + 1));
        let mut dyads = self.dyads(step);
        let end = match next {
            Some(next) => {
                dyads.extend(self.dyads(*next));
                next.position()
            }
            None => self.end_of_gap(step),
        };
        dyads.sort_unstable();
        dyads.dedup();
        let start = step.position() + 1;
        Steps { chain, nth, dyads, range: start..end.max(start) }
    }

    /// Returns the end of the positions of the events within the longest gap after a step.
    fn end_of_gap(&self, step: EventRef<'t>) -> usize {
        let (_, max_gap) = self.prepared.query.gap_seconds();
        let onset = step.earliest().timestamp();
        let after_gap = onset.saturating_add(max_gap).saturating_add(1);
        self.timeline().positions_during(onset, after_gap).end
    }

    fn reaction(&self, steps: &Steps<'_, 't>, found: &FoundReaction<'t>) -> Reaction {
        Reaction {
            kind: found.kind,
            third_party: found.third_party,
            about_step: found.about_step,
            after_seconds: seconds(steps.step(), found.event),
            event: self.phrases.describe(found.event),
        }
    }

    /// Returns what followed the step: the next step or, after the last one, the first act between its
    /// parties.
    fn followed(&self, steps: &Steps<'_, 't>) -> Option<NextEvent> {
        let step = steps.step();
        let next = steps.next().or_else(|| {
            let fits = |event: EventRef<'t>| self.is_act(event);
            self.first_between(steps.range.start, &steps.dyads, &fits)
        })?;
        // A hop says that the next step comes later, also where their onsets overlap.
        let order_unknown =
            steps.next().is_none() && !onset(step).precedes(onset(next), self.precedence());
        Some(self.next_event(step, next, onset(step).earliest, order_unknown))
    }

    /// Returns what followed a reaction: the next step or, after the last one, the first act between the
    /// parties of the step that did not certainly precede the reaction.
    fn followed_reaction(
        &self,
        steps: &Steps<'_, 't>,
        reaction: EventRef<'t>,
    ) -> Option<NextEvent> {
        let (since, precedence) = (onset(reaction), self.precedence());
        let next = steps.next().or_else(|| {
            let fits = |event: EventRef<'t>| {
                event != reaction && self.is_act(event) && !onset(event).precedes(since, precedence)
            };
            self.first_between(steps.range.start, &steps.dyads, &fits)
        })?;
        let order_unknown = !since.precedes(onset(next), precedence);
        Some(self.next_event(steps.step(), next, since.earliest, order_unknown))
    }

    /// Describes the event that followed a step, or something after it that began at `since`, in seconds
    /// since 1970.
    fn next_event(
        &self,
        step: EventRef<'t>,
        next: EventRef<'t>,
        since: i64,
        order_unknown: bool,
    ) -> NextEvent {
        let level = |event: EventRef<'t>| event.level(self.prepared.query.scale());
        let rise = level(next).zip(level(step)).map(|(to, from)| to.less(from));
        NextEvent {
            event: next.label(),
            what: next.key().is_none().then(|| self.phrases.describe(next).without_label()),
            when: next.when().to_string(),
            after_seconds: onset(next).earliest - since,
            order_unknown,
            rise,
        }
    }

    /// Returns what a step is and when it began, if it has no key.
    fn in_words(&self, step: EventRef<'t>) -> Option<String> {
        let what = || format!("{} ({})", self.phrases.describe(step).without_label(), step.when());
        step.key().is_none().then(what)
    }

    /// Returns `true` if an event is an act at or above the floor of the query, not a statement.
    fn is_act(&self, event: EventRef<'t>) -> bool {
        let query = &self.prepared.query;
        let level = event.level(query.scale());
        event.act().kind() != EventKind::Statement
            && level.is_some()
            && level >= query.floor_level()
    }

    fn parties(&self, event: EventRef<'t>) -> Vec<u32> {
        let second = event.earliest().timestamp();
        let mut parties = Vec::new();
        for actors in [self.prepared.query.authors(event), event.targets()] {
            for actor in actors {
                parties.push(self.prepared.roll_up.at(*actor, second));
            }
        }
        parties
    }

    /// Returns the reactions to a step, in total order.
    fn reactions(&self, steps: &Steps<'_, 't>) -> Vec<FoundReaction<'t>> {
        let step = steps.step();
        let mut parties = self.parties(step);
        if let Some(next) = steps.next() {
            parties.extend(self.parties(next));
        }
        parties.sort_unstable();
        parties.dedup();
        let mut positions = self.positions(&parties, &steps.range);
        positions.extend(self.positions_about(steps));
        sort_distinct(&mut positions);
        let mut reactions = Vec::new();
        for position in positions {
            let event = self.prepared.view.event_at(position);
            let Some(kind) = ReactionKind::of(event.act()) else { continue };
            let second = event.earliest().timestamp();
            let is_party =
                |actor: &ActorId| parties.contains(&self.prepared.roll_up.at(*actor, second));
            let third_party = !event.sources().iter().any(is_party);
            let is_to_party = event.targets().iter().any(is_party)
                || event.addressees().iter().any(is_party)
                // A mutual event is also directed at its sources.
                || (!third_party && self.prepared.view.is_mutual(event));
            let about_step = self.is_about(event, steps);
            let is_step = steps.number(event.id()).is_some();
            let is_sanction_by_party = kind == ReactionKind::Sanctioned && !third_party;
            let is_meant = about_step || is_to_party && !self.is_about_others(event, steps);
            if is_meant && !is_step && !is_sanction_by_party {
                reactions.push(FoundReaction { event, kind, third_party, about_step });
            }
        }
        reactions
    }

    /// Returns the positions of the events that the view shows and that are about a step, or about one
    /// before it and within the interval, by what they say or by a link.
    fn positions_about(&self, steps: &Steps<'_, 't>) -> Vec<usize> {
        let (timeline, view) = (self.timeline(), &self.prepared.view);
        let mut positions = Vec::new();
        let about = &steps.chain.about;
        let start = count_before(about.len(), &|at| (about[at].0 as usize) < steps.range.start);
        for (position, nth) in &about[start..] {
            let position = *position as usize;
            if position >= steps.range.end {
                break;
            }
            if *nth as usize <= steps.nth && view.sees(position) {
                positions.push(position);
            }
        }
        // A statement of vague date can stand before the step in the total order and yet be about it.
        let step = steps.step();
        for statement in timeline.statements_about(step.id()) {
            let statement = timeline.event(statement);
            if statement.position() < step.position()
                && statement.latest() > step.earliest()
                && view.contains(statement)
            {
                positions.push(statement.position());
            }
        }
        positions
    }

    /// Returns `true` if an event is about the step or one before it, by what it says or by a link.
    fn is_about(&self, event: EventRef<'t>, steps: &Steps<'_, 't>) -> bool {
        self.subjects(event).iter().any(|subject| steps.is_so_far(*subject))
    }

    /// Returns `true` if an event is about others, none of which can be what the parties of a step do about it: it
    /// is not between them, or it is an act after the step, or the view hides it.
    fn is_about_others(&self, event: EventRef<'t>, steps: &Steps<'_, 't>) -> bool {
        let subjects = self.subjects(event);
        let view = &self.prepared.view;
        let is_of_parties = |subject: &EventId| {
            let subject = view.as_seen(self.timeline().event(*subject));
            let is_act = subject.act().kind() != EventKind::Statement;
            view.contains(subject)
                && !(is_act && subject.position() > steps.step().position())
                && self.is_between(subject, &steps.dyads)
        };
        !subjects.is_empty() && !subjects.iter().any(is_of_parties)
    }

    /// Returns the events that an event is about, by what it says or by a link.
    fn subjects(&self, event: EventRef<'t>) -> Vec<EventId> {
        let mut subjects = event.subjects().to_vec();
        for (_, link) in event.links_out() {
            if link.relation() == Relation::About && self.prepared.view.shows_link(link) {
                subjects.push(link.to());
            }
        }
        subjects
    }

    /// Returns the silences after a step, each with what followed it: that no actor claims the step, and the
    /// longest time without an event between the parties, if it is long enough.
    fn silences(&self, steps: &Steps<'_, 't>) -> Vec<(Silence, Option<NextEvent>)> {
        let mut silences = Vec::new();
        let step = steps.step();
        if self.prepared.view.avowal(step) == Some(Avowal::Unclaimed) {
            let kind = OffRampKind::Unclaimed;
            let silence = Silence { kind, since_seconds: 0, seconds: None };
            silences.push((silence, self.followed(steps)));
        }
        let Some(max_gap) = self.prepared.query.max_gap else { return silences };
        let longest = self.longest_silence(step, steps.next(), &steps.range, &steps.dyads);
        if let Some(LongestSilence { since, until, event }) = longest
            && until - since >= max_gap.num_seconds() / 2
        {
            let silence = Silence {
                kind: OffRampKind::Silence,
                since_seconds: since - onset(step).earliest,
                seconds: Some(until - since),
            };
            let followed = event.map(|event| self.next_event(step, event, since, false));
            silences.push((silence, followed));
        }
        silences
    }
}

/// Returns the seconds between two earliest onsets.
fn seconds(from: EventRef<'_>, to: EventRef<'_>) -> i64 {
    (to.earliest() - from.earliest()).num_seconds()
}
