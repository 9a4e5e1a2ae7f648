//! Following a statement through the events after it.

use std::collections::HashMap;

use crate::{
    chain::{
        answers::best::rank::Rank, chains::Chains, nodes::interruptions::OnsetInterval,
        query::query::Query,
    },
    explain::{explain::link_said, explanation::LinkSaid},
    model::{
        Act, ActorId, Clause, Conditional, EventKind, Level, Link, Origin, Pattern, Relation,
        SpeechAct, When, instant,
    },
    threats::{
        patterns::{is_statement, onset, precedes},
        threats::{
            CarriedOut, Condition, ConditionState, Leading, Met, Threat, ThreatState, Threatened,
            Threats,
        },
    },
    timeline::{Dyad, EventRef, Phrases, RollUp, Timeline, View},
};

/// Follows statements through a view.
pub(crate) struct Follower<'a, 't> {
    chains: &'a Chains<'t>,
    telling: Phrases<'a, 't>,
    /// The earliest onset of the last event.
    told_until: i64,
    /// By dyad the positions of all that are no statements.
    deeds: HashMap<Dyad, Vec<u32>>,
}

/// A time from which something is due, and before which it is.
#[derive(Clone, Copy)]
struct Due {
    from: OnsetInterval,
    before: i64,
}

/// What is to come.
enum Consequence {
    Pattern(Pattern),
    /// On a dyad of the statement, at such a level.
    Deed {
        promised: bool,
        above: Option<Level>,
    },
    /// What links declare, and nothing else.
    AsDeclared,
}

impl<'a, 't> Follower<'a, 't> {
    pub(crate) fn new(chains: &'a Chains<'t>, language: &'a str) -> Self {
        let view = &chains.prepared.view;
        let telling = Phrases { view, language };
        let last = view.events().next_back();
        let told_until = last.map_or(i64::MIN, |event| event.earliest().timestamp());
        let mut follower = Self { chains, telling, told_until, deeds: HashMap::new() };
        for event in view.events().filter(|event| !is_statement(*event)) {
            for dyad in follower.dyads(event) {
                follower.deeds.entry(dyad).or_default().push(event.position() as u32);
            }
        }
        follower
    }

    pub(crate) fn view(&self) -> &'a View<'t> {
        &self.chains.prepared.view
    }

    pub(crate) fn query(&self) -> &'a Query {
        &self.chains.prepared.query
    }

    pub(crate) fn roll_up(&self) -> &'a RollUp<'t> {
        &self.chains.prepared.roll_up
    }

    pub(crate) fn timeline(&self) -> &'t Timeline {
        self.view().timeline()
    }

    pub(crate) fn telling(&self) -> Phrases<'a, 't> {
        self.telling
    }

    pub(crate) fn follow_all(&self) -> Threats {
        let followed = self.view().events().filter_map(|event| self.follow(event));
        Threats {
            scale: self.query().scale().name().to_owned(),
            threats: followed.collect(),
            told_until: (!self.view().is_empty()).then(|| instant(self.told_until)),
        }
    }

    /// What became of a statement, if it says what will happen.
    fn follow(&self, statement: EventRef<'t>) -> Option<Threat> {
        let Act::Statement(act) = statement.act() else { return None };
        let conditional = statement.said().and_then(|said| said.conditional());
        let links = self.links(statement);
        let tells = matches!(
            act,
            SpeechAct::Threaten | SpeechAct::Warn | SpeechAct::Promise | SpeechAct::Ultimatum
        );
        if !tells && conditional.is_none() && links.is_empty() {
            return None;
        }
        let condition = conditional.filter(|one| one.clause() != Clause::Plainly);
        let met = condition.map_or(Vec::new(), |one| self.met(statement, one));
        let due = self.due(statement, conditional, &met);
        let (consequence, third_party) = self.consequence(statement, act, conditional);
        let carried_out = self.carried_out(statement, &consequence, &due, &met, &links);
        let deadline = conditional.and_then(|one| one.deadline()).map(When::latest_second);
        let condition = condition.map(|one| self.condition(statement, one, &met));
        let until = match &condition {
            Some(one) if due.is_empty() && one.clause == Clause::If => {
                deadline.map_or_else(|| self.last_within(onset(statement)), |end| end - 1)
            }
            Some(_) if due.is_empty() => deadline.map_or(i64::MIN, |end| end - 1),
            _ => due.iter().map(|due| due.end(self)).max().unwrap_or(i64::MIN),
        };
        let averted = condition
            .as_ref()
            .is_some_and(|one| one.clause == Clause::Unless && one.state == ConditionState::Met);
        let state = match &carried_out[..] {
            [] if averted => ThreatState::Averted,
            [] if self.is_past(statement, until) => ThreatState::Lapsed,
            [] => ThreatState::Open,
            some if some.iter().all(CarriedOut::falls_short) => ThreatState::CarriedOutInPart,
            _ => ThreatState::CarriedOut,
        };
        let leading = if third_party { self.leading(conditional, &met) } else { Vec::new() };
        let level = conditional.and_then(|one| one.consequence().least_level());
        let is_open = matches!(state, ThreatState::Open | ThreatState::Lapsed);
        Some(Threat {
            state,
            until: (is_open && until < i64::MAX && until > i64::MIN).then(|| instant(until)),
            condition,
            consequence: conditional.map(|one| self.telling.pattern(one.consequence())),
            threatened: level.map(|(scale, level)| Threatened { scale: scale.to_string(), level }),
            carried_out,
            third_party,
            leading,
            readings: self.readings(statement),
            statement: self.telling.said(statement),
        })
    }

    /// The links by which an event carries a statement out.
    fn links(&self, statement: EventRef<'t>) -> Vec<(EventRef<'t>, &'t Link)> {
        let timeline = self.timeline();
        let links = statement.links_in().map(|(_, link)| link);
        let links = links.filter(|link| self.view().shows_link(link));
        let links = links.map(|link| (self.view().as_seen(timeline.event(link.from())), link));
        links
            .filter(|(_, link)| link.relation() == Relation::CarriesOut)
            .filter(|(deed, _)| self.view().contains(*deed))
            .collect()
    }

    fn readings(&self, statement: EventRef<'t>) -> Vec<String> {
        let reports = self.view().reports(statement);
        let remarks = reports.into_iter().filter(|report| report.origin() == Origin::Coder);
        remarks.filter_map(|report| report.words()).map(str::to_owned).collect()
    }

    /// Whether the data reach beyond a second, and are not known to lack something from a statement to
    /// then that those in it would have done.
    fn is_past(&self, statement: EventRef<'t>, until: i64) -> bool {
        self.told_until > until && {
            let parties = [statement.sources(), statement.targets()].concat();
            let time = (onset(statement).earliest, until.saturating_add(1));
            !self.timeline().covers_any(&parties, time).is_lacking()
        }
    }

    /// The last second within the longest gap from an onset.
    fn last_within(&self, from: OnsetInterval) -> i64 {
        from.earliest.saturating_add(self.query().gap_seconds().1)
    }

    /// The events seen after a statement, as far as a second.
    fn after(&self, statement: EventRef<'t>, until: i64) -> impl Iterator<Item = EventRef<'t>> {
        let timeline = self.timeline();
        (statement.position() + 1..timeline.len())
            .filter(|position| self.view().sees(*position))
            .map(|position| self.view().event_at(position))
            .take_while(move |event| event.earliest().timestamp() <= until)
    }

    /// The events that meet a condition, up to the first that does so uncontested.
    fn met(&self, statement: EventRef<'t>, conditional: &Conditional) -> Vec<(EventRef<'t>, Met)> {
        let (from, pattern) = (onset(statement), conditional.condition());
        let until = match conditional.deadline() {
            Some(deadline) => deadline.latest_second() - 1,
            None => self.last_within(from),
        };
        let mut met = Vec::new();
        for event in self.after(statement, until) {
            if !precedes(self.query().precedence, from, onset(event)) {
                continue;
            }
            let Some(fit) = self.fit(pattern, event).filter(|fit| fit.full) else { continue };
            let contested = self.contests(event, !pattern.sources().is_empty(), fit.answer);
            let is_contested = !contested.is_empty();
            met.push((
                event,
                Met {
                    event: self.telling.said(event),
                    after_seconds: onset(event).earliest - from.earliest,
                    answers: fit.answer.map(|answer| self.answer_told(answer)),
                    contested,
                },
            ));
            if !is_contested {
                break;
            }
        }
        met
    }

    fn condition(
        &self,
        statement: EventRef<'t>,
        conditional: &Conditional,
        met: &[(EventRef<'t>, Met)],
    ) -> Condition {
        let deadline = conditional.deadline();
        let until = match deadline {
            Some(deadline) => deadline.latest_second() - 1,
            None => self.last_within(onset(statement)),
        };
        Condition {
            clause: conditional.clause(),
            words: self.telling.pattern(conditional.condition()),
            deadline: deadline.map(ToString::to_string),
            state: match met {
                [] if self.is_past(statement, until) => ConditionState::Lapsed,
                [] => ConditionState::Open,
                [.., (_, last)] if last.contested.is_empty() => ConditionState::Met,
                _ => ConditionState::Contested,
            },
            met_by: met.iter().map(|(_, met)| met.clone()).collect(),
        }
    }

    /// The times from which the consequence is due.
    fn due(
        &self,
        statement: EventRef<'t>,
        conditional: Option<&Conditional>,
        met: &[(EventRef<'t>, Met)],
    ) -> Vec<Due> {
        let from = onset(statement);
        let deadline = conditional.and_then(Conditional::deadline).map(When::latest_second);
        match conditional.map_or(Clause::Plainly, Conditional::clause) {
            Clause::Plainly => vec![Due { from, before: deadline.unwrap_or(i64::MAX) }],
            Clause::If => {
                let met = met.iter().map(|(event, _)| onset(*event));
                met.map(|from| Due { from, before: i64::MAX }).collect()
            }
            Clause::Unless => {
                let complied = met.iter().find(|(_, met)| met.contested.is_empty());
                match (deadline, complied) {
                    (Some(_), Some(_)) => Vec::new(),
                    (Some(end), None) if !self.is_past(statement, end - 1) => Vec::new(),
                    (Some(end), None) => {
                        let from =
                            OnsetInterval { earliest: end, latest: end, position: from.position };
                        vec![Due { from, before: i64::MAX }]
                    }
                    (None, Some((event, _))) => {
                        vec![Due { from, before: onset(*event).earliest }]
                    }
                    (None, None) => vec![Due { from, before: i64::MAX }],
                }
            }
        }
    }

    /// What is to come, and whether others than the speaker would do it.
    fn consequence(
        &self,
        statement: EventRef<'t>,
        act: SpeechAct,
        conditional: Option<&Conditional>,
    ) -> (Consequence, bool) {
        let Some(conditional) = conditional else {
            let deed = match act {
                SpeechAct::Promise => Consequence::Deed { promised: true, above: None },
                SpeechAct::Threaten | SpeechAct::Ultimatum => {
                    let above = statement.level(self.query().scale());
                    Consequence::Deed { promised: false, above }
                }
                _ => Consequence::AsDeclared,
            };
            return (deed, false);
        };
        let mut pattern = conditional.consequence().clone();
        let second = statement.earliest().timestamp();
        let party = |actor: &ActorId| self.roll_up().at(*actor, second);
        let third_party = match pattern.sources() {
            [] => act == SpeechAct::Warn,
            named => {
                let speakers: Vec<_> = statement.sources().iter().map(party).collect();
                !named.iter().map(party).any(|named| speakers.contains(&named))
            }
        };
        if pattern.sources().is_empty() && !third_party {
            pattern.sources = statement.sources().to_vec();
            if pattern.targets.is_empty() {
                pattern.targets = statement.targets().to_vec();
            }
        }
        (Consequence::Pattern(pattern), third_party)
    }

    /// The events that carry a statement out: those that links declare, and the first that fits.
    fn carried_out(
        &self,
        statement: EventRef<'t>,
        consequence: &Consequence,
        due: &[Due],
        met: &[(EventRef<'t>, Met)],
        links: &[(EventRef<'t>, &'t Link)],
    ) -> Vec<CarriedOut> {
        let inferred = self.inferred(statement, consequence, due);
        let mut deeds: Vec<_> = links.iter().map(|(deed, _)| *deed).chain(inferred).collect();
        deeds.sort_unstable_by_key(EventRef::position);
        deeds.dedup();
        let first_met = met.first().map(|(event, _)| onset(*event).earliest);
        let threatened = match consequence {
            Consequence::Pattern(pattern) => pattern.least_level(),
            _ => None,
        };
        let carried_out = deeds.into_iter().map(|deed| {
            let earliest = onset(deed).earliest;
            let beyond = threatened.and_then(|(scale, least)| {
                let level = self.level_on(deed, scale)?;
                Some(Level::from_tenths(level.tenths().saturating_sub(least.tenths())))
            });
            let of_deed = links.iter().filter(|(from, _)| *from == deed);
            CarriedOut {
                deed: self.telling.said(deed),
                after_seconds: earliest - onset(statement).earliest,
                after_condition_seconds: first_met.map(|met| earliest - met),
                level: deed.level(self.query().scale()),
                beyond_threatened: beyond,
                declared: of_deed.map(|(_, link)| self.link_told(link)).collect(),
                inferred: inferred == Some(deed),
                contested: self.contests(deed, true, None),
            }
        });
        carried_out.collect()
    }

    /// The first event that fits what is to come when it is due, else the first that does so but for
    /// its level.
    fn inferred(
        &self,
        statement: EventRef<'t>,
        consequence: &Consequence,
        due: &[Due],
    ) -> Option<EventRef<'t>> {
        let until = due.iter().map(|due| due.end(self)).max()?;
        let is_due = |event: &EventRef<'t>| due.iter().any(|due| due.holds(self, *event));
        match consequence {
            Consequence::AsDeclared => None,
            Consequence::Deed { promised, above } => {
                let floor = self.query().floor_level();
                let fits = |event: &EventRef<'t>| {
                    let level = event.level(self.query().scale());
                    match promised {
                        true => level.is_none_or(|level| level < floor) && !is_force(*event),
                        false => level.is_some_and(|level| {
                            level >= floor && above.is_none_or(|above| level > above)
                        }),
                    }
                };
                let first_of = |dyad: Dyad| {
                    let deeds = self.deeds.get(&dyad)?;
                    let start = deeds.partition_point(|at| *at as usize <= statement.position());
                    let deeds = deeds[start..].iter();
                    deeds
                        .map(|position| self.view().event_at(*position as usize))
                        .take_while(|event| event.earliest().timestamp() <= until)
                        .find(|event| is_due(event) && fits(event))
                };
                let dyads = self.dyads(statement);
                dyads.into_iter().filter_map(first_of).min_by_key(EventRef::position)
            }
            Consequence::Pattern(pattern) => {
                let mut in_part = None;
                for event in self.after(statement, until).filter(is_due) {
                    let is_word =
                        is_statement(event) && pattern.kind() != Some(EventKind::Statement);
                    match self.fit(pattern, event).filter(|_| !is_word) {
                        Some(fit) if fit.full => return Some(event),
                        Some(_) if !pattern.sources().is_empty() => {
                            in_part = in_part.or(Some(event));
                        }
                        _ => {}
                    }
                }
                in_part
            }
        }
    }

    /// The longest chains through the events that meet the condition of a warning, or through the event
    /// to be answered while none does.
    fn leading(
        &self,
        conditional: Option<&Conditional>,
        met: &[(EventRef<'t>, Met)],
    ) -> Vec<Leading> {
        let met = met.iter().map(|(event, _)| event.id());
        let mut events: Vec<_> = met.collect();
        if events.is_empty() {
            events.extend(conditional.and_then(|one| one.condition().antecedent()));
        }
        let leading = events.into_iter().filter_map(|event| {
            let chain = self.chains.through(event, Rank::Longest)?;
            let chain = chain.events().map(|event| event.label()).collect();
            Some(Leading { event: self.timeline().event(event).label(), chain })
        });
        leading.collect()
    }

    pub(crate) fn link_told(&self, link: &'t Link) -> LinkSaid {
        link_said(&self.telling, self.query(), link)
    }
}

fn is_force(event: EventRef<'_>) -> bool {
    event.act().kind() == EventKind::Attack
}

impl Due {
    /// The last second at which it is due.
    fn end(&self, follower: &Follower<'_, '_>) -> i64 {
        let before = if self.before == i64::MAX { i64::MAX } else { self.before - 1 };
        follower.last_within(self.from).min(before)
    }

    fn holds(&self, follower: &Follower<'_, '_>, event: EventRef<'_>) -> bool {
        let event = onset(event);
        let (least, most) = follower.query().gap_seconds();
        precedes(follower.query().precedence, self.from, event)
            && (least..=most).contains(&(event.earliest - self.from.earliest))
            && event.earliest < self.before
    }
}

impl CarriedOut {
    /// Whether its level is below what was threatened, or not known though one was.
    fn falls_short(&self) -> bool {
        self.beyond_threatened.is_some_and(|beyond| beyond.tenths() < 0)
    }
}
