//! The search through all events, written from the documentation alone.

use escalade::{
    SpeechAct,
    model::ActionKind,
    reactions::{OffRampKind, ReactionKind},
};

use super::{Act, Case, Raw};

/// What followed: the event, whether the order is unknown, the days, and the rise in tenths.
pub(super) type Followed = Option<(usize, bool, i64, Option<i64>)>;

#[derive(Debug, PartialEq)]
pub(super) struct IntervalData {
    /// The event, its kind, whether a third party did it, whether it is about a step.
    pub(super) reactions: Vec<(usize, ReactionKind, bool, bool)>,
    /// The kind, the days from the step, and the days that it lasted.
    pub(super) silences: Vec<(OffRampKind, i64, Option<i64>)>,
    pub(super) followed: Followed,
    pub(super) off_ramps: Vec<(OffRampKind, Option<usize>, Option<i64>, Followed)>,
}

/// The search through all events, in days.
struct Search<'c> {
    case: &'c Case,
    /// The events of the view, in total order.
    order: Vec<usize>,
}

impl Search<'_> {
    fn of(&self, nth: usize) -> &Raw {
        &self.case.events[nth]
    }

    /// First day, and the day after the last.
    fn onset(&self, nth: usize) -> (i64, i64) {
        (self.of(nth).days.0, self.of(nth).days.1 + 1)
    }

    fn place(&self, nth: usize) -> (i64, usize) {
        (self.of(nth).days.0, nth)
    }

    fn precedes(&self, one: usize, other: usize) -> bool {
        let (a, b) = (self.onset(one), self.onset(other));
        a.1 <= b.0 || (self.case.recorded && a == b && one < other)
    }

    fn party(&self, actor: usize) -> usize {
        if actor == 1 && !self.case.exact { 0 } else { actor }
    }

    fn dyads(&self, nth: usize) -> Vec<(usize, usize)> {
        let raw = self.of(nth);
        let (Some(a), Some(b)) = (raw.source, raw.target) else { return Vec::new() };
        let (a, b) = (self.party(a), self.party(b));
        match raw.mutual {
            _ if a == b => Vec::new(),
            true => vec![(a, b), (b, a)],
            false => vec![(a, b)],
        }
    }

    fn is_between(&self, nth: usize, pairs: &[(usize, usize)]) -> bool {
        let on = |(a, b): &(usize, usize)| pairs.contains(&(*a, *b)) || pairs.contains(&(*b, *a));
        self.dyads(nth).iter().any(on)
    }

    fn is_act(&self, nth: usize) -> bool {
        !matches!(self.of(nth).act, Act::Says(_)) && self.of(nth).level.is_some()
    }

    fn kind(&self, nth: usize) -> Option<ReactionKind> {
        Some(match self.of(nth).act {
            Act::Does(ActionKind::Negotiation) => ReactionKind::Mediated,
            Act::Does(ActionKind::Sanction) => ReactionKind::Sanctioned,
            Act::Does(ActionKind::Aid) => ReactionKind::Supported,
            Act::Says(SpeechAct::UrgeRestraint) => ReactionKind::UrgedRestraint,
            Act::Says(SpeechAct::Appeal) => ReactionKind::Appealed,
            Act::Says(SpeechAct::Condemn) => ReactionKind::Condemned,
            Act::Says(SpeechAct::Promise) => ReactionKind::Offered,
            _ => return None,
        })
    }

    fn followed(&self, step: usize, next: usize, since: i64, unknown: bool) -> Followed {
        let rise = self.of(next).level.zip(self.of(step).level).map(|(to, from)| (to - from) * 10);
        Some((next, unknown, self.onset(next).0 - since, rise.map(i64::from)))
    }

    /// Returns the days on which the covered actors include a party of each pair.
    fn is_covered(&self, day: i64, pairs: &[(usize, usize)]) -> bool {
        self.case.covered.is_empty()
            || pairs.iter().all(|(a, b)| {
                self.case.covered.iter().any(|(from, until, actor)| {
                    // A covered state covers its army.
                    let covers = |party: usize| match actor {
                        None => true,
                        Some(actor) => party == *actor || (party, *actor) == (1, 0),
                    };
                    (*from..*until).contains(&day) && (covers(*a) || covers(*b))
                })
            })
    }

    fn interval(&self, steps: &[usize], nth: usize) -> IntervalData {
        let (step, next) = (steps[nth], steps.get(nth + 1).copied());
        let start = self.onset(step).0;
        let is_in_interval = |event: usize| {
            self.place(event) > self.place(step)
                && match next {
                    Some(next) => self.place(event) < self.place(next),
                    None => self.onset(event).0 <= start + self.case.gap,
                }
        };
        let mut pairs = self.dyads(step);
        let mut parties: Vec<usize> = Vec::new();
        for one in [Some(step), next].into_iter().flatten() {
            let ends = [self.of(one).source, self.of(one).target];
            parties.extend(ends.iter().flatten().map(|actor| self.party(*actor)));
            pairs.extend(self.dyads(one));
        }
        let is_party =
            |actor: Option<usize>| actor.is_some_and(|actor| parties.contains(&self.party(actor)));
        let mut reactions = Vec::new();
        for event in self.order.iter().copied() {
            let raw = self.of(event);
            let vaguely_before = self.place(event) < self.place(step)
                && raw.about == Some(step)
                && self.onset(event).1 > self.onset(step).0;
            let Some(kind) = self.kind(event) else { continue };
            if steps.contains(&event) || !(is_in_interval(event) || vaguely_before) {
                continue;
            }
            let about = [raw.about, raw.linked];
            let about_step = about.iter().flatten().any(|of| steps[..=nth].contains(of));
            let third_party = !is_party(raw.source);
            let to_party =
                is_party(raw.target) || is_party(raw.addressee) || (raw.mutual && !third_party);
            let own_sanction = kind == ReactionKind::Sanctioned && !third_party;
            let subjects = || about.iter().flatten().copied();
            let of_parties = |subject: usize| {
                let is_late_act = !matches!(self.of(subject).act, Act::Says(_))
                    && self.place(subject) > self.place(step);
                self.order.contains(&subject) && !is_late_act && self.is_between(subject, &pairs)
            };
            let about_others = subjects().next().is_some() && !subjects().any(of_parties);
            if (about_step || to_party && !about_others) && !own_sanction {
                reactions.push((event, kind, third_party, about_step));
            }
        }
        let acts = || {
            let acts = self.order.iter().copied();
            acts.filter(|event| {
                self.place(*event) > self.place(step)
                    && self.is_act(*event)
                    && self.is_between(*event, &pairs)
            })
        };
        let followed = match next {
            Some(next) => self.followed(step, next, start, false),
            None => acts()
                .next()
                .and_then(|next| self.followed(step, next, start, !self.precedes(step, next))),
        };
        let mut silences = Vec::new();
        let mut off_ramps = Vec::new();
        if self.of(step).unclaimed {
            silences.push((OffRampKind::Unclaimed, 0, None));
            off_ramps.push((0, (OffRampKind::Unclaimed, None, None, followed)));
        }
        if let Some((since, days, event)) = self.silence(step, next, &pairs, &is_in_interval) {
            silences.push((OffRampKind::Silence, since - start, Some(days)));
            let after = event.and_then(|event| self.followed(step, event, since, false));
            off_ramps.push((since - start, (OffRampKind::Silence, None, Some(days), after)));
        }
        for (event, kind, third_party, _) in &reactions {
            let kind = match kind {
                ReactionKind::UrgedRestraint if *third_party => OffRampKind::Restraint,
                ReactionKind::UrgedRestraint => OffRampKind::Concluded,
                ReactionKind::Mediated => OffRampKind::Mediation,
                ReactionKind::Offered => OffRampKind::Offer,
                ReactionKind::Appealed => OffRampKind::Appeal,
                _ => continue,
            };
            let mut later = acts().filter(|act| act != event && !self.precedes(*act, *event));
            let since = self.onset(*event).0;
            let after = next
                .or_else(|| later.next())
                .and_then(|next| self.followed(step, next, since, !self.precedes(*event, next)));
            off_ramps.push((since - start, (kind, Some(*event), None, after)));
        }
        off_ramps.sort_by_key(|(since, _)| *since);
        let off_ramps = off_ramps.into_iter().map(|(_, off_ramp)| off_ramp).collect();
        IntervalData { reactions, silences, followed, off_ramps }
    }

    /// Returns the first day of the longest silence, its number of days, and the event after it.
    fn silence(
        &self,
        step: usize,
        next: Option<usize>,
        pairs: &[(usize, usize)],
        is_in_interval: &dyn Fn(usize) -> bool,
    ) -> Option<(i64, i64, Option<usize>)> {
        if pairs.is_empty() {
            return None;
        }
        let between = |event: &usize| self.is_between(*event, pairs);
        let order = || self.order.iter().copied().filter(|one| self.place(*one) > self.place(step));
        let mut noises: Vec<usize> =
            order().filter(|one| is_in_interval(*one)).filter(between).collect();
        let end = next.or_else(|| order().filter(|one| !is_in_interval(*one)).find(between));
        noises.extend(end);
        let last = self.order.last().map_or(0, |last| self.onset(*last).0);
        let quiet_until = end.map_or(last, |end| self.onset(end).0);
        // A day is silent if nothing between the parties can have begun on it.
        let can_begin =
            |event: &usize, day: i64| (self.onset(*event).0..self.onset(*event).1).contains(&day);
        let is_silent = |day: i64| {
            day >= self.onset(step).1
                && day < quiet_until
                && !noises.iter().any(|event| can_begin(event, day))
                && self.is_covered(day, pairs)
        };
        let mut longest: Option<(i64, i64)> = None;
        let mut run = 0;
        for day in 0..40 {
            run = if is_silent(day) { run + 1 } else { 0 };
            // Events on consecutive days leave no silence between them, so that each run is one silence.
            if run > longest.map_or(0, |(_, days)| days) {
                longest = Some((day - run + 1, run));
            }
        }
        let (since, days) = longest.filter(|(_, days)| days * 2 >= self.case.gap)?;
        let after = noises.into_iter().find(|event| self.onset(*event).0 >= since + days);
        Some((since, days, after))
    }
}

pub(super) fn by_hand(case: &Case, steps: &[usize]) -> Vec<IntervalData> {
    let seen = case.seen;
    let mut order: Vec<usize> = (0..case.events.len())
        .filter(|nth| (seen.0..seen.1).contains(&case.events[*nth].days.0))
        .collect();
    order.sort_by_key(|nth| (case.events[*nth].days.0, *nth));
    let search = Search { case, order };
    (0..steps.len()).map(|nth| search.interval(steps, nth)).collect()
}
