//! Outcomes of threats, by a search through all events for each statement, in days.

use escalade::{
    EventKind, Relation, Rule, SpeechAct,
    model::{Avowal, Clause},
    threats::{ConditionState, Contested, ThreatState},
};

use super::drafts::{Case, Doing, RawConditional, RawEvent, RawLink, RawPattern};

pub(crate) fn party(actor: usize, exact: bool) -> usize {
    if actor == 1 && !exact { 0 } else { actor }
}

/// The part of a threat that is compared.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) statement: usize,
    pub(crate) state: ThreatState,
    pub(crate) condition: Option<ConditionState>,
    /// Events that meet the condition, with the contested facts of each.
    pub(crate) meeting: Vec<(usize, Vec<Contested>)>,
    /// Events that carry out the threat: whether by a link, whether by matching the pattern.
    pub(crate) carried_out: Vec<(usize, bool, bool)>,
    pub(crate) third_party: bool,
}

/// The search through all events for each statement, in days.
pub(crate) struct Search<'c> {
    pub(crate) case: &'c Case,
    /// The events of the view, in total order.
    pub(crate) order: Vec<usize>,
    pub(crate) known_until: i64,
}

impl Search<'_> {
    fn of(&self, nth: usize) -> &RawEvent {
        &self.case.events[nth]
    }

    /// First day, and the day after the last.
    fn onset(&self, nth: usize) -> (i64, i64) {
        let (first, last) = self.of(nth).days;
        (i64::from(first), i64::from(last) + 1)
    }

    fn precedes(&self, first: usize, second: usize) -> bool {
        let (a, b) = (self.onset(first), self.onset(second));
        a.1 <= b.0 || (self.case.query_draft.recorded && a == b && first < second)
    }

    fn author(&self, nth: usize) -> Option<usize> {
        let event = self.of(nth);
        let is_doubtful = event
            .attribution
            .zip(self.case.query_draft.min_attribution)
            .is_some_and(|(a, b)| a < b);
        event.source.filter(|_| !is_doubtful)
    }

    fn dyads(&self, nth: usize) -> Vec<(usize, usize)> {
        let exact = self.case.query_draft.exact;
        let (Some(source), Some(target)) = (self.author(nth), self.of(nth).target) else {
            return vec![];
        };
        let (a, b) = (party(source, exact), party(target, exact));
        let mut dyads = if a == b { vec![] } else { vec![(a, b)] };
        if self.of(nth).mutual && a != b {
            dyads.push((b, a));
        }
        dyads
    }

    fn is_statement(&self, nth: usize) -> bool {
        matches!(self.of(nth).act, Doing::Says(_))
    }

    fn kind(&self, nth: usize) -> EventKind {
        match self.of(nth).act {
            Doing::Says(_) => EventKind::Statement,
            Doing::Strikes => EventKind::Attack,
            Doing::Does => EventKind::Action,
        }
    }

    fn counts_as(&self, actor: Option<usize>, named: Option<usize>) -> bool {
        let Some(named) = named else { return true };
        // The party itself, or an organ of the named one.
        actor.is_some_and(|actor| {
            party(actor, self.case.query_draft.exact) == party(named, self.case.query_draft.exact)
                || (actor, named) == (1, 0)
        })
    }

    /// Returns the rule or link by which one event responds to another.
    fn answers(
        &self,
        antecedent: usize,
        event: usize,
        kind: Option<EventKind>,
    ) -> Option<Option<&RawLink>> {
        let query_draft = &self.case.query_draft;
        let gap = self.onset(event).0 - self.onset(antecedent).0;
        let joins = |rule: &Rule| {
            self.dyads(antecedent).iter().any(|(a, b)| {
                self.dyads(event).iter().any(|(c, d)| match rule {
                    Rule::Retaliation => (c, d) == (b, a),
                    Rule::Counter => d == a,
                    _ => false,
                })
            })
        };
        let by_rule = self.kind(event) == kind.unwrap_or(EventKind::Attack)
            && self.order.contains(&antecedent)
            && (query_draft.gaps.0..=query_draft.gaps.1).contains(&gap)
            && self.precedes(antecedent, event)
            && query_draft.rules.iter().any(joins);
        if by_rule {
            return Some(None);
        }
        let mut links = self.case.links.iter();
        let link = links.find(|link| {
            link.relation.is_response() && link.from == event && link.to == antecedent
        });
        link.map(Some)
    }

    /// Returns whether an event matches a pattern, leaving its level aside, and the attribution it
    /// depends on.
    fn matches_pattern(&self, pattern: &RawPattern, event: usize) -> Option<Option<&RawLink>> {
        let (source, target) = (self.author(event), self.of(event).target);
        let directions = [(source, target), (target, source)];
        let mut directions = directions.iter().take(if self.of(event).mutual { 2 } else { 1 });
        let parties = directions.any(|(source, target)| {
            self.counts_as(*source, pattern.source) && self.counts_as(*target, pattern.target)
        });
        if pattern.kind.is_some_and(|kind| kind != self.kind(event)) || !parties {
            return None;
        }
        match pattern.answering {
            Some(antecedent) => self.answers(antecedent, event, pattern.kind),
            None => Some(None),
        }
    }

    fn is_high_enough(&self, pattern: &RawPattern, event: usize) -> bool {
        pattern.least.is_none_or(|least| self.of(event).level.is_some_and(|level| level >= least))
    }

    fn contested(&self, event: usize, authors: bool, link: Option<&RawLink>) -> Vec<Contested> {
        let raw = self.of(event);
        let hedged = raw.attribution.is_some() && raw.avowal != Some(Avowal::Claimed);
        let disowned = matches!(raw.avowal, Some(Avowal::Denied | Avowal::Unclaimed));
        let denied = |authorship: bool| {
            self.order.iter().any(|statement| {
                self.of(*statement).denies.is_some_and(|(denied, of_authorship)| {
                    let of_authorship = of_authorship && raw.source.is_some();
                    denied == event && of_authorship == authorship
                })
            })
        };
        let word = !self.is_statement(event) && raw.quoted == Some(true);
        let doubtful = link.is_some_and(|link| link.asserted || link.confidence == Some(40));
        let all = [
            (Contested::Authorship, authors && (hedged || disowned || denied(true))),
            (Contested::Occurrence, denied(false) || word),
            (Contested::Answer, doubtful),
        ];
        all.into_iter().filter(|(_, holds)| *holds).map(|(what, _)| what).collect()
    }

    fn follow(&self, statement: usize) -> Option<Outcome> {
        let raw = self.of(statement);
        let Doing::Says(act) = raw.act else { return None };
        let links: Vec<usize> = {
            let links = self.case.links.iter();
            let links = links.filter(|l| l.relation == Relation::CarriesOut && l.to == statement);
            links.map(|link| link.from).filter(|from| self.order.contains(from)).collect()
        };
        if act == SpeechAct::Announce && raw.says.is_none() && links.is_empty() {
            return None;
        }
        let (least, gap) = self.case.query_draft.gaps;
        let most = raw.open_for.or(self.case.query_draft.open_for).unwrap_or(gap);
        let start = self.onset(statement).0;
        let later = || {
            let order = self.order.iter().copied();
            order.skip_while(move |other| *other != statement).skip(1)
        };
        // The condition.
        let mut meeting = Vec::new();
        let conditional = raw.says.as_ref();
        let conditioned = conditional.filter(|one| one.clause != Clause::Unconditional);
        let term = |one: &RawConditional| one.deadline.map_or(start + most, i64::from);
        if let Some(one) = conditioned {
            for event in later().filter(|event| self.precedes(statement, *event)) {
                let in_time = self.onset(event).0 <= term(one);
                let link = self.matches_pattern(&one.condition, event);
                let matches_pattern = link.is_some() && self.is_high_enough(&one.condition, event);
                if in_time && matches_pattern {
                    let authors = one.condition.source.is_some();
                    let contested = self.contested(event, authors, link.flatten());
                    let is_sure = contested.is_empty();
                    meeting.push((event, contested));
                    if is_sure {
                        break;
                    }
                }
            }
        }
        let surely =
            meeting.last().filter(|(_, contested)| contested.is_empty()).map(|(event, _)| *event);
        let condition = conditioned.map(|one| match &meeting[..] {
            [] if self.known_until > term(one) => ConditionState::Lapsed,
            [] => ConditionState::Open,
            _ if surely.is_some() => ConditionState::Met,
            _ => ConditionState::Contested,
        });
        // When the consequence is due: after which event or day, and on which day at the latest.
        enum From {
            Event(usize),
            Day(i64),
        }
        let deadline = conditional.and_then(|one| one.deadline).map(i64::from);
        let mut expected: Vec<(From, i64)> = Vec::new();
        match conditional.map_or(Clause::Unconditional, |one| one.clause) {
            Clause::Unconditional => {
                let last = (start + most).min(deadline.unwrap_or(i64::MAX));
                expected.push((From::Event(statement), last));
            }
            Clause::If => {
                for (event, _) in &meeting {
                    expected.push((From::Event(*event), self.onset(*event).0 + most));
                }
            }
            Clause::Unless => match (deadline, surely) {
                (Some(_), Some(_)) => {}
                (Some(deadline), None) => {
                    // The day of the deadline is still in time.
                    if self.known_until > deadline {
                        expected.push((From::Day(deadline + 1), deadline + 1 + most));
                    }
                }
                (None, Some(event)) => {
                    let last = (start + most).min(self.onset(event).0 - 1);
                    expected.push((From::Event(statement), last));
                }
                (None, None) => expected.push((From::Event(statement), start + most)),
            },
        }
        let is_due = |event: usize| {
            expected.iter().any(|(from, last)| {
                let day = self.onset(event).0;
                let (comes_after, gap) = match from {
                    From::Event(other) => {
                        (self.precedes(*other, event), day - self.onset(*other).0)
                    }
                    From::Day(first) => (day >= *first, day - first),
                };
                comes_after && (least..=most).contains(&gap) && day <= *last
            })
        };
        // The consequence.
        let exact = self.case.query_draft.exact;
        let mut third_party = false;
        let mut inferred = None;
        if let Some(one) = conditional {
            let mut wanted = one.consequence.clone();
            third_party = match wanted.source {
                None => act == SpeechAct::Warn,
                Some(named) => {
                    raw.source.is_none_or(|speaker| party(speaker, exact) != party(named, exact))
                }
            };
            if wanted.source.is_none() && !third_party {
                wanted.source = raw.source;
                wanted.target = wanted.target.or(raw.target);
            }
            let fitting = || {
                later().filter(|event| {
                    let words = wanted.kind == Some(EventKind::Statement);
                    is_due(*event)
                        && (words || !self.is_statement(*event))
                        && self.matches_pattern(&wanted, *event).is_some()
                })
            };
            inferred = fitting().find(|event| self.is_high_enough(&wanted, *event));
            if wanted.source.is_some() {
                inferred = inferred.or_else(|| fitting().next());
            }
        } else if act != SpeechAct::Warn && act != SpeechAct::Announce {
            inferred = later().find(|event| {
                let level = self.of(*event).level;
                let shared = self.dyads(statement).iter().any(|d| self.dyads(*event).contains(d));
                let matches_pattern = if act == SpeechAct::Promise {
                    // Every level of Kahn's ladder is at or above the floor.
                    level.is_none() && self.kind(*event) != EventKind::Attack
                } else {
                    level.is_some_and(|level| raw.level.is_none_or(|own| level > own))
                };
                is_due(*event) && !self.is_statement(*event) && shared && matches_pattern
            });
        }
        let mut actions: Vec<usize> = links.iter().copied().chain(inferred).collect();
        actions.sort_by_key(|action| (self.onset(*action).0, *action));
        actions.dedup();
        let threatened = conditional.and_then(|one| one.consequence.least);
        let short = |action: &usize| {
            threatened
                .is_some_and(|least| self.of(*action).level.is_some_and(|level| level < least))
        };
        let last = match conditioned {
            Some(one) if expected.is_empty() => match one.clause {
                Clause::If => term(one),
                _ => deadline.unwrap(),
            },
            _ => expected.iter().map(|(_, last)| *last).max().unwrap(),
        };
        let complied =
            conditioned.is_some_and(|one| one.clause == Clause::Unless) && surely.is_some();
        let state = if !actions.is_empty() {
            match actions.iter().all(short) {
                true => ThreatState::CarriedOutInPart,
                false => ThreatState::CarriedOut,
            }
        } else if complied {
            ThreatState::Averted
        } else if self.known_until > last {
            ThreatState::Lapsed
        } else {
            ThreatState::Open
        };
        Some(Outcome {
            statement,
            state,
            condition,
            meeting,
            carried_out: actions
                .into_iter()
                .map(|action| (action, links.contains(&action), inferred == Some(action)))
                .collect(),
            third_party,
        })
    }
}

pub(crate) fn outcomes(case: &Case) -> Vec<Outcome> {
    let order = order(case);
    let known_until = order.last().map_or(i64::MIN, |nth| i64::from(case.events[*nth].days.0));
    outcomes_until(case, known_until)
}

/// The outcomes if the data reach to a day.
pub(crate) fn outcomes_until(case: &Case, known_until: i64) -> Vec<Outcome> {
    let search = Search { case, order: order(case), known_until };
    search.order.iter().filter_map(|statement| search.follow(*statement)).collect()
}

/// The events of the view, in total order.
fn order(case: &Case) -> Vec<usize> {
    let seen = case.query_draft.seen;
    let mut order: Vec<usize> = (0..case.events.len())
        .filter(|nth| (seen.0..seen.1).contains(&case.events[*nth].days.0))
        .collect();
    order.sort_by_key(|nth| (case.events[*nth].days.0, *nth));
    order
}
