//! Threats followed: named cases, and random ones against a search by hand that is written from the
//! definitions in the documentation alone.
//!
//! `ESCALADE_CASES` sets the number of random cases.

#![allow(clippy::unwrap_used)]

use std::fmt;

use chrono::TimeDelta;
use escalade::{
    Actor, ActorId, Assertion, Avowal, Clause, ConditionState, Conditional, Contested, Deed, Event,
    EventId, EventKind, Fact, Granularity, Link, Means, Pattern, Precedence, Query, Relation,
    Report, Rule, SpeechAct, Statement, ThreatState, Threats, Timeline, scale::Kahn,
};
use proptest::{
    bool::weighted,
    collection::vec,
    option,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::select,
    test_runner::{Config, RngSeed, TestCaseError, TestRunner},
};

/// A and its army, B, C.
const ACTORS: [&str; 4] = ["A", "A-ARMY", "B", "C"];

fn party(actor: usize, exact: bool) -> usize {
    if actor == 1 && !exact { 0 } else { actor }
}

#[derive(Clone, Debug)]
struct RawEvent {
    /// First day and last, from 1 April.
    days: (u32, u32),
    act: Doing,
    source: Option<usize>,
    target: Option<usize>,
    mutual: bool,
    level: Option<i32>,
    attribution: Option<u8>,
    avowal: Option<Avowal>,
    says: Option<RawConditional>,
    /// An event it denies that the authors did it, or that it happened.
    denies: Option<(usize, bool)>,
    /// By whom a report quotes, if by anyone.
    quoted: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Doing {
    Says(SpeechAct),
    Strikes,
    Does,
}

#[derive(Clone, Debug)]
struct RawConditional {
    clause: Clause,
    condition: RawPattern,
    consequence: RawPattern,
    deadline: Option<u32>,
}

#[derive(Clone, Debug)]
struct RawPattern {
    kind: Option<EventKind>,
    source: Option<usize>,
    target: Option<usize>,
    least: Option<i32>,
    answering: Option<usize>,
}

#[derive(Clone, Debug)]
struct RawLink {
    from: usize,
    relation: Relation,
    to: usize,
    asserted: bool,
    sure: Option<u8>,
}

#[derive(Clone, Debug)]
struct Ask {
    gaps: (i64, i64),
    recorded: bool,
    exact: bool,
    rules: Vec<Rule>,
    min_attribution: Option<u8>,
    /// Days before which nothing is seen, and from which on.
    seen: (u32, u32),
}

#[derive(Clone)]
struct Case {
    events: Vec<RawEvent>,
    links: Vec<RawLink>,
    ask: Ask,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, event) in self.events.iter().enumerate() {
            writeln!(f, "{nth}: {event:?}")?;
        }
        writeln!(f, "{:?}\n{:?}", self.links, self.ask)
    }
}

const EVENTS: usize = 9;

const RULES: [&[Rule]; 3] =
    [&[Rule::Retaliation, Rule::Declared], &[Rule::Counter], &[Rule::Declared]];

fn patterns() -> impl Strategy<Value = RawPattern> {
    (
        option::weighted(0.6, select(EventKind::ALL)),
        option::weighted(0.6, 0..ACTORS.len()),
        option::weighted(0.5, 0..ACTORS.len()),
        option::weighted(0.3, 3..9_i32),
        option::weighted(0.3, 0..EVENTS),
    )
        .prop_map(|(kind, source, target, least, answering)| RawPattern {
            kind,
            source,
            target,
            least,
            answering,
        })
}

fn conditionals() -> impl Strategy<Value = RawConditional> {
    let clause = select(&[Clause::If, Clause::If, Clause::Unless, Clause::Plainly][..]);
    (clause, patterns(), patterns(), option::weighted(0.4, 0..9_u32)).prop_map(
        |(clause, condition, mut consequence, deadline)| {
            consequence.answering = None;
            RawConditional { clause, condition, consequence, deadline }
        },
    )
}

fn events() -> impl Strategy<Value = RawEvent> {
    let act = prop_oneof![
        5 => select(&[
            SpeechAct::Threaten,
            SpeechAct::Warn,
            SpeechAct::Promise,
            SpeechAct::Ultimatum,
            SpeechAct::Announce,
        ][..]).prop_map(Doing::Says),
        4 => Just(Doing::Strikes),
        3 => Just(Doing::Does),
    ];
    let when = (0..8_u32, weighted(0.15)).prop_map(|(day, vague)| (day, day + u32::from(vague)));
    let ends = (
        option::weighted(0.9, 0..ACTORS.len()),
        option::weighted(0.8, 0..ACTORS.len()),
        weighted(0.1),
    );
    let sure = (
        option::weighted(0.2, 30..=100_u8),
        option::weighted(0.3, select(&[Avowal::Claimed, Avowal::Denied, Avowal::Unclaimed][..])),
    );
    let said = (
        option::weighted(0.6, conditionals()),
        option::weighted(0.2, (0..EVENTS, any::<bool>())),
        option::weighted(0.3, any::<bool>()),
    );
    (when, act, ends, option::weighted(0.8, 1..10_i32), sure, said).prop_map(
        |(days, act, (source, target, mutual), level, (attribution, avowal), said)| {
            let speaks = matches!(act, Doing::Says(_));
            let (says, denies, quoted) = said;
            RawEvent {
                days,
                act,
                source,
                target,
                mutual,
                level,
                attribution,
                avowal,
                says: says.filter(|_| speaks),
                denies: denies.filter(|_| speaks),
                quoted,
            }
        },
    )
}

fn cases() -> impl Strategy<Value = Case> {
    let relation = select(
        &[Relation::CarriesOut, Relation::RespondsTo, Relation::RetaliatesFor, Relation::About][..],
    );
    let sure = option::weighted(0.3, select(&[40_u8, 100][..]));
    let link = (0..EVENTS, relation, 0..EVENTS, weighted(0.3), sure);
    let rules = select(&RULES[..]);
    let ask = (
        (0..2_i64, 2..9_i64),
        any::<bool>(),
        weighted(0.3),
        rules,
        option::weighted(0.2, select(&[50_u8, 90][..])),
        (option::weighted(0.2, 0..3_u32), option::weighted(0.3, 4..8_u32)),
    );
    (vec(events(), 1..=EVENTS), vec(link, 0..4), ask).prop_map(|(mut events, links, ask)| {
        let count = events.len();
        for event in &mut events {
            if event.source == event.target {
                event.target = None;
            }
            if let Some((denied, _)) = &mut event.denies {
                *denied %= count;
            }
            for pattern in event.says.iter_mut().map(|says| &mut says.condition) {
                pattern.answering = pattern.answering.map(|nth| nth % count);
            }
        }
        let links = links.into_iter().map(|(from, relation, to, asserted, sure)| RawLink {
            from: from % count,
            relation,
            to: to % count,
            asserted,
            sure,
        });
        let order = |nth: usize| (events[nth].days.0, nth);
        let sound = |link: &RawLink| {
            link.from != link.to
                && (!link.relation.is_response() || order(link.to) < order(link.from))
        };
        let links = links.filter(sound).collect();
        let (gaps, recorded, exact, rules, min_attribution, (from, until)) = ask;
        let seen = (from.unwrap_or(0), until.unwrap_or(20));
        let ask = Ask { gaps, recorded, exact, rules: rules.to_vec(), min_attribution, seen };
        Case { events, links, ask }
    })
}

fn day(nth: u32) -> String {
    format!("2024-04-{:02}", nth + 1)
}

fn pattern(raw: &RawPattern, actors: &[ActorId], ids: &[EventId]) -> Pattern {
    let mut pattern = Pattern::new();
    if let Some(kind) = raw.kind {
        pattern = pattern.of_kind(kind);
    }
    if let Some(source) = raw.source {
        pattern = pattern.by(actors[source]);
    }
    if let Some(target) = raw.target {
        pattern = pattern.against(actors[target]);
    }
    if let Some(least) = raw.least {
        pattern = pattern.at_least(Kahn, least);
    }
    match raw.answering {
        Some(event) => pattern.answering(ids[event]),
        None => pattern,
    }
}

fn build(case: &Case) -> Timeline {
    let mut builder = Timeline::builder();
    let mut actors = Vec::new();
    for key in ACTORS {
        let actor = Actor::new(key);
        actors.push(builder.add_actor(if key == "A-ARMY" {
            actor.part_of(actors[0])
        } else {
            actor
        }));
    }
    // Ids are handed out in order, so that drafts may point at what is not there yet.
    let ids = {
        let mut other = Timeline::builder();
        let nobody = || Event::action((), "2024", Deed::Other);
        case.events.iter().map(|_| other.add_event(nobody())).collect::<Vec<_>>()
    };
    for raw in &case.events {
        let when = match raw.days {
            (first, last) if first == last => day(first),
            (first, last) => format!("[{}..{}]", day(first), day(last)),
        };
        let source = raw.source.map(|nth| actors[nth]);
        let mut event = match raw.act {
            Doing::Says(act) => Event::statement(source, when, act),
            Doing::Strikes => Event::attack(source, when, Means::Drone),
            Doing::Does => Event::action(source, when, Deed::Other),
        };
        event = event.against(raw.target.map(|nth| actors[nth]));
        if raw.mutual {
            event = event.mutually();
        }
        if let Some(level) = raw.level {
            event = event.with_level(Kahn, level);
        }
        if let Some(sure) = raw.attribution {
            event = event.with_attribution(i32::from(sure));
        }
        if let Some(avowal) = raw.avowal {
            event = event.with_avowal(avowal);
        }
        if let Some(quoted) = raw.quoted {
            let report = Report::by(actors[3]);
            event = event.with_report(if quoted { report.quoting(actors[2]) } else { report });
        }
        let mut said = Statement::new();
        if let Some(says) = &raw.says {
            let [condition, consequence] =
                [&says.condition, &says.consequence].map(|one| pattern(one, &actors, &ids));
            let conditional = match says.clause {
                Clause::If => Conditional::new(condition, consequence),
                Clause::Unless => Conditional::unless(condition, consequence),
                Clause::Plainly => Conditional::plainly(consequence),
            };
            said = said.on_condition(match says.deadline {
                Some(deadline) => conditional.by(day(deadline)),
                None => conditional,
            });
        }
        if let Some((denied, authorship)) = raw.denies {
            said = said.and_about(ids[denied]);
            said = said.asserting(match (authorship, case.events[denied].source) {
                (true, Some(author)) => Assertion::denial(Fact::Attribution).naming(actors[author]),
                _ => Assertion::denial(Fact::Occurred),
            });
        }
        builder.add_event(if matches!(raw.act, Doing::Says(_)) {
            event.saying(said)
        } else {
            event
        });
    }
    for raw in &case.links {
        let mut link = Link::new(ids[raw.from], raw.relation, ids[raw.to]);
        if raw.asserted {
            link = link.asserted_by(actors[3]);
        }
        if let Some(sure) = raw.sure {
            link = link.with_confidence(i32::from(sure));
        }
        builder.add_link_draft(link);
    }
    builder.build().unwrap()
}

/// What is compared of one threat.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    statement: usize,
    state: ThreatState,
    condition: Option<ConditionState>,
    /// Events that meet the condition, with what is contested of each.
    met: Vec<(usize, Vec<Contested>)>,
    /// Events that carry it out: whether by link, whether by fit.
    carried_out: Vec<(usize, bool, bool)>,
    third_party: bool,
}

fn by_library(case: &Case) -> Vec<Told> {
    let timeline = build(case);
    let ask = &case.ask;
    let mut query = Query::escalation().on(Kahn).rules(ask.rules.iter().copied());
    query = query.min_gap(TimeDelta::days(ask.gaps.0)).max_gap(TimeDelta::days(ask.gaps.1));
    query = query.precedence(if ask.recorded { Precedence::Recorded } else { Precedence::Certain });
    query = query.granularity(if ask.exact { Granularity::Exact } else { Granularity::State });
    if let Some(least) = ask.min_attribution {
        query = query.min_attribution(i32::from(least));
    }
    let view = timeline.during(day(ask.seen.0)..day(ask.seen.1));
    let threats: Threats = view.threats(&query).unwrap();
    let nth = |label: &str| label[1..].parse::<usize>().unwrap();
    let told = threats.threats.iter().map(|threat| Told {
        statement: nth(&threat.statement.event),
        state: threat.state,
        condition: threat.condition.as_ref().map(|condition| condition.state),
        met: threat.condition.as_ref().map_or(Vec::new(), |condition| {
            let met = condition.met_by.iter().map(|met| {
                let mut contested: Vec<_> = met.contested.iter().map(|one| one.what).collect();
                contested.sort_unstable();
                contested.dedup();
                (nth(&met.event.event), contested)
            });
            met.collect()
        }),
        carried_out: threat
            .carried_out
            .iter()
            .map(|one| (nth(&one.deed.event), !one.declared.is_empty(), one.inferred))
            .collect(),
        third_party: threat.third_party,
    });
    told.collect()
}

/// A search through all events for each statement, in days.
struct Hand<'c> {
    case: &'c Case,
    /// In total order, those seen.
    order: Vec<usize>,
    told_until: i64,
}

impl Hand<'_> {
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
        a.1 <= b.0 || (self.case.ask.recorded && a == b && first < second)
    }

    fn author(&self, nth: usize) -> Option<usize> {
        let event = self.of(nth);
        let doubted =
            event.attribution.zip(self.case.ask.min_attribution).is_some_and(|(a, b)| a < b);
        event.source.filter(|_| !doubted)
    }

    fn dyads(&self, nth: usize) -> Vec<(usize, usize)> {
        let exact = self.case.ask.exact;
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
        // The same party, or an organ of the one who is named.
        actor.is_some_and(|actor| {
            party(actor, self.case.ask.exact) == party(named, self.case.ask.exact)
                || (actor, named) == (1, 0)
        })
    }

    /// The rule or link by which one event answers another.
    fn answers(
        &self,
        antecedent: usize,
        event: usize,
        kind: Option<EventKind>,
    ) -> Option<Option<&RawLink>> {
        let ask = &self.case.ask;
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
            && (ask.gaps.0..=ask.gaps.1).contains(&gap)
            && self.precedes(antecedent, event)
            && ask.rules.iter().any(joins);
        if by_rule {
            return Some(None);
        }
        let mut links = self.case.links.iter();
        let link = links.find(|link| {
            link.relation.is_response() && link.from == event && link.to == antecedent
        });
        link.map(Some)
    }

    /// Whether an event fits a pattern, its level aside, with the link that it hangs on.
    fn fits(&self, pattern: &RawPattern, event: usize) -> Option<Option<&RawLink>> {
        let (source, target) = (self.author(event), self.of(event).target);
        let ways = [(source, target), (target, source)];
        let mut ways = ways.iter().take(if self.of(event).mutual { 2 } else { 1 });
        let parties = ways.any(|(source, target)| {
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
        let doubtful = link.is_some_and(|link| link.asserted || link.sure == Some(40));
        let all = [
            (Contested::Authorship, authors && (hedged || disowned || denied(true))),
            (Contested::Occurrence, denied(false) || word),
            (Contested::Answer, doubtful),
        ];
        all.into_iter().filter(|(_, holds)| *holds).map(|(what, _)| what).collect()
    }

    fn follow(&self, statement: usize) -> Option<Told> {
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
        let (least, most) = self.case.ask.gaps;
        let start = self.onset(statement).0;
        let later = || {
            let order = self.order.iter().copied();
            order.skip_while(move |other| *other != statement).skip(1)
        };
        // The condition.
        let mut met = Vec::new();
        let conditional = raw.says.as_ref();
        let conditioned = conditional.filter(|one| one.clause != Clause::Plainly);
        let term = |one: &RawConditional| one.deadline.map_or(start + most, i64::from);
        if let Some(one) = conditioned {
            for event in later().filter(|event| self.precedes(statement, *event)) {
                let in_time = self.onset(event).0 <= term(one);
                let link = self.fits(&one.condition, event);
                let fits = link.is_some() && self.is_high_enough(&one.condition, event);
                if in_time && fits {
                    let authors = one.condition.source.is_some();
                    let contested = self.contested(event, authors, link.flatten());
                    let is_sure = contested.is_empty();
                    met.push((event, contested));
                    if is_sure {
                        break;
                    }
                }
            }
        }
        let surely =
            met.last().filter(|(_, contested)| contested.is_empty()).map(|(event, _)| *event);
        let condition = conditioned.map(|one| match &met[..] {
            [] if self.told_until > term(one) => ConditionState::Lapsed,
            [] => ConditionState::Open,
            _ if surely.is_some() => ConditionState::Met,
            _ => ConditionState::Contested,
        });
        // When the consequence is due: after which event or day, on which day at the latest.
        enum From {
            Event(usize),
            Day(i64),
        }
        let deadline = conditional.and_then(|one| one.deadline).map(i64::from);
        let mut due: Vec<(From, i64)> = Vec::new();
        match conditional.map_or(Clause::Plainly, |one| one.clause) {
            Clause::Plainly => {
                let last = (start + most).min(deadline.unwrap_or(i64::MAX));
                due.push((From::Event(statement), last));
            }
            Clause::If => {
                for (event, _) in &met {
                    due.push((From::Event(*event), self.onset(*event).0 + most));
                }
            }
            Clause::Unless => match (deadline, surely) {
                (Some(_), Some(_)) => {}
                (Some(deadline), None) => {
                    // The day of the deadline still counts.
                    if self.told_until > deadline {
                        due.push((From::Day(deadline + 1), deadline + 1 + most));
                    }
                }
                (None, Some(event)) => {
                    let last = (start + most).min(self.onset(event).0 - 1);
                    due.push((From::Event(statement), last));
                }
                (None, None) => due.push((From::Event(statement), start + most)),
            },
        }
        let is_due = |event: usize| {
            due.iter().any(|(from, last)| {
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
        // What is to come.
        let exact = self.case.ask.exact;
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
                        && self.fits(&wanted, *event).is_some()
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
                let fits = if act == SpeechAct::Promise {
                    // Every level on the ladder is at or above its floor.
                    level.is_none() && self.kind(*event) != EventKind::Attack
                } else {
                    level.is_some_and(|level| raw.level.is_none_or(|own| level > own))
                };
                is_due(*event) && !self.is_statement(*event) && shared && fits
            });
        }
        let mut deeds: Vec<usize> = links.iter().copied().chain(inferred).collect();
        deeds.sort_by_key(|deed| (self.onset(*deed).0, *deed));
        deeds.dedup();
        let threatened = conditional.and_then(|one| one.consequence.least);
        let short = |deed: &usize| {
            threatened.is_some_and(|least| self.of(*deed).level.is_some_and(|level| level < least))
        };
        let last = match conditioned {
            Some(one) if due.is_empty() => match one.clause {
                Clause::If => term(one),
                _ => deadline.unwrap(),
            },
            _ => due.iter().map(|(_, last)| *last).max().unwrap(),
        };
        let complied =
            conditioned.is_some_and(|one| one.clause == Clause::Unless) && surely.is_some();
        let state = if !deeds.is_empty() {
            match deeds.iter().all(short) {
                true => ThreatState::CarriedOutInPart,
                false => ThreatState::CarriedOut,
            }
        } else if complied {
            ThreatState::Averted
        } else if self.told_until > last {
            ThreatState::Lapsed
        } else {
            ThreatState::Open
        };
        Some(Told {
            statement,
            state,
            condition,
            met,
            carried_out: deeds
                .into_iter()
                .map(|deed| (deed, links.contains(&deed), inferred == Some(deed)))
                .collect(),
            third_party,
        })
    }
}

fn by_hand(case: &Case) -> Vec<Told> {
    let seen = case.ask.seen;
    let mut order: Vec<usize> = (0..case.events.len())
        .filter(|nth| (seen.0..seen.1).contains(&case.events[*nth].days.0))
        .collect();
    order.sort_by_key(|nth| (case.events[*nth].days.0, *nth));
    let told_until = order.last().map_or(i64::MIN, |nth| i64::from(case.events[*nth].days.0));
    let hand = Hand { case, order, told_until };
    hand.order.iter().filter_map(|statement| hand.follow(*statement)).collect()
}

#[test]
#[cfg(feature = "json")]
fn documents_say_on_what_condition() {
    use escalade::read::{Format, Options};
    let read = |fields: &str| {
        let document = format!(
            r#"{{"escalade": 1, "actors": [{{"key": "A"}}], "events": [
                {{"when": "2024", "statement": "ultimatum", "source": "A", {fields}}}]}}"#
        );
        let options = Options::new().format(Format::Json);
        options.read("document", document.as_bytes()).map(|reading| reading.timeline)
    };
    for (fields, clause) in [
        (r#""if": {}, "then": {}"#, Clause::If),
        (r#""unless": {"source": "A"}, "then": {}, "deadline": "2024-05""#, Clause::Unless),
        (r#""then": {"words": "war"}, "deadline": "2024-05""#, Clause::Plainly),
    ] {
        let timeline = read(fields).unwrap();
        let said = timeline.event_at(0).said().unwrap().conditional().unwrap();
        assert_eq!(said.clause(), clause);
        let mut written = Vec::new();
        escalade::read::json::write(&timeline, &mut written).unwrap();
        let again =
            Options::new().format(Format::Json).read("written", &*written).unwrap().timeline;
        let mut twice = Vec::new();
        escalade::read::json::write(&again, &mut twice).unwrap();
        assert_eq!(String::from_utf8(twice).unwrap(), String::from_utf8(written).unwrap());
    }
    for (fields, place) in [
        (r#""if": {}"#, "events/0/then"),
        (r#""unless": {}"#, "events/0/then"),
        (r#""deadline": "2024-05""#, "events/0/then"),
        (r#""if": {}, "unless": {}, "then": {}"#, "events/0/unless"),
    ] {
        let error = read(fields).unwrap_err();
        let told = error.issues().iter().map(|issue| issue.place().to_string()).collect::<Vec<_>>();
        assert!(told.len() == 1 && told[0].contains(place), "{fields}: {told:?}");
    }
}

/// A threat by A on the 2nd that nothing carries out, and an event of C a month later.
fn unfulfilled(cover: impl FnOnce(&mut escalade::TimelineBuilder)) -> ThreatState {
    let mut builder = Timeline::builder();
    let [a, b, c] = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
    builder.add_event(Event::statement(a, "2024-04-02", SpeechAct::Threaten).against(b));
    builder.add_event(Event::action(c, "2024-05-02", Deed::Meeting));
    cover(&mut builder);
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    builder.build().unwrap().threats(&query).unwrap().threats[0].state
}

#[test]
fn what_the_data_do_not_cover_is_open() {
    assert_eq!(unfulfilled(|_| ()), ThreatState::Lapsed, "nothing is said of what is covered");
    assert_eq!(unfulfilled(|builder| builder.cover("2024-04".."2024-06")), ThreatState::Lapsed);
    assert_eq!(unfulfilled(|builder| builder.cover("2024-04-05".."2024-06")), ThreatState::Open);
}

#[test]
fn an_ultimatum_lapses_or_is_averted() {
    let state = |withdrawn: bool, end: &str| {
        let mut builder = Timeline::builder();
        let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
        let withdrawal = Pattern::new().of_kind(EventKind::Action).by(b).against(a);
        let attack = Pattern::new().of_kind(EventKind::Attack).against(b);
        let unless = Conditional::unless(withdrawal, attack).by("2024-04-05");
        let ultimatum = Event::statement(a, "2024-04-01", SpeechAct::Ultimatum).against(b);
        builder.add_event(ultimatum.saying(Statement::new().on_condition(unless)));
        if withdrawn {
            builder.add_event(Event::action(b, "2024-04-05", Deed::Concession).against(a));
        }
        builder.add_event(Event::action(b, end, Deed::Meeting));
        let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
        let threats = builder.build().unwrap().threats(&query).unwrap();
        (threats.threats[0].state, threats.threats[0].condition.as_ref().unwrap().state)
    };
    assert_eq!(state(false, "2024-04-05"), (ThreatState::Open, ConditionState::Open));
    assert_eq!(state(false, "2024-04-06"), (ThreatState::Open, ConditionState::Lapsed));
    assert_eq!(state(false, "2024-05"), (ThreatState::Lapsed, ConditionState::Lapsed));
    assert_eq!(state(true, "2024-05"), (ThreatState::Averted, ConditionState::Met));
}

#[test]
fn threats_can_be_written_and_read_back() {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    builder.add_event(Event::statement(a, "2024-04-02", SpeechAct::Threaten).against(b));
    builder.add_event(Event::attack(a, "2024-04-03", Means::Drone).against(b).with_level(Kahn, 9));
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    let threats = builder.build().unwrap().threats(&query).unwrap();
    let written = serde_json::to_string(&threats).unwrap();
    assert_eq!(serde_json::from_str::<Threats>(&written).unwrap(), threats);
}

#[test]
fn threats_are_followed_as_by_hand() {
    let asked = std::env::var("ESCALADE_CASES").ok().map(|cases| cases.parse().unwrap());
    let config = Config {
        cases: asked.unwrap_or(5_000),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(6),
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    let result = TestRunner::new(config).run(&cases(), |case| {
        let (hand, library) = (by_hand(&case), by_library(&case));
        let differs = hand.iter().zip(&library).find(|(hand, library)| hand != library);
        if hand.len() != library.len() || differs.is_some() {
            return Err(TestCaseError::fail(format!(
                "{differs:#?}\n{} and {}",
                hand.len(),
                library.len()
            )));
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}
