//! Random timelines of threats, as drafts in days, and their timelines.

use std::fmt;

use chrono::TimeDelta;
use escalade::{
    Actor, ActorId, Event, EventId, EventKind, Link, Means, Relation, Report, Rule, SpeechAct,
    Statement, Timeline,
    model::{ActionKind, Assertion, Avowal, Clause, Conditional, Fact, Pattern},
    scale::Kahn,
};
use proptest::{
    bool::weighted,
    collection::vec,
    option,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::select,
};

/// A, its army, B and C.
pub(crate) const ACTORS: [&str; 4] = ["A", "A-ARMY", "B", "C"];

#[derive(Clone, Debug)]
pub(crate) struct RawEvent {
    /// First day and last day, from 1 April.
    pub(crate) days: (u32, u32),
    pub(crate) act: Doing,
    pub(crate) source: Option<usize>,
    pub(crate) target: Option<usize>,
    pub(crate) mutual: bool,
    pub(crate) level: Option<i32>,
    pub(crate) attribution: Option<u8>,
    pub(crate) avowal: Option<Avowal>,
    pub(crate) says: Option<RawConditional>,
    /// An event that the statement denies: that it happened, or that its authors did it.
    pub(crate) denies: Option<(usize, bool)>,
    /// For a statement, how many days it stays open.
    pub(crate) open_for: Option<i64>,
    /// The speaker that the report quotes, if any.
    pub(crate) quoted: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Doing {
    Says(SpeechAct),
    Strikes,
    Does,
}

#[derive(Clone, Debug)]
pub(crate) struct RawConditional {
    pub(crate) clause: Clause,
    pub(crate) condition: RawPattern,
    pub(crate) consequence: RawPattern,
    pub(crate) deadline: Option<u32>,
}

#[derive(Clone, Debug)]
pub(crate) struct RawPattern {
    pub(crate) kind: Option<EventKind>,
    pub(crate) source: Option<usize>,
    pub(crate) target: Option<usize>,
    pub(crate) least: Option<i32>,
    pub(crate) answering: Option<usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct RawLink {
    pub(crate) from: usize,
    pub(crate) relation: Relation,
    pub(crate) to: usize,
    pub(crate) asserted: bool,
    pub(crate) confidence: Option<u8>,
}

#[derive(Clone, Debug)]
pub(crate) struct QueryDraft {
    pub(crate) gaps: (i64, i64),
    pub(crate) open_for: Option<i64>,
    pub(crate) recorded: bool,
    pub(crate) exact: bool,
    pub(crate) rules: Vec<Rule>,
    pub(crate) min_attribution: Option<u8>,
    /// The first day of the view, and the day after its last.
    pub(crate) seen: (u32, u32),
}

#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) events: Vec<RawEvent>,
    pub(crate) links: Vec<RawLink>,
    pub(crate) query_draft: QueryDraft,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, event) in self.events.iter().enumerate() {
            writeln!(f, "{nth}: {event:?}")?;
        }
        writeln!(f, "{:?}\n{:?}", self.links, self.query_draft)
    }
}

pub(crate) const EVENTS: usize = 9;

pub(crate) const RULES: [&[Rule]; 3] =
    [&[Rule::Retaliation, Rule::Declared], &[Rule::Counter], &[Rule::Declared]];

pub(crate) fn patterns() -> impl Strategy<Value = RawPattern> {
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

pub(crate) fn conditionals() -> impl Strategy<Value = RawConditional> {
    let clause = select(&[Clause::If, Clause::If, Clause::Unless, Clause::Unconditional][..]);
    (clause, patterns(), patterns(), option::weighted(0.4, 0..9_u32)).prop_map(
        |(clause, condition, mut consequence, deadline)| {
            consequence.answering = None;
            RawConditional { clause, condition, consequence, deadline }
        },
    )
}

pub(crate) fn events() -> impl Strategy<Value = RawEvent> {
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
    let confidence = (
        option::weighted(0.2, 30..=100_u8),
        option::weighted(0.3, select(&[Avowal::Claimed, Avowal::Denied, Avowal::Unclaimed][..])),
    );
    let statement = (
        option::weighted(0.6, conditionals()),
        option::weighted(0.2, (0..EVENTS, any::<bool>())),
        option::weighted(0.3, any::<bool>()),
        option::weighted(0.3, 0..9_i64),
    );
    (when, act, ends, option::weighted(0.8, 1..10_i32), confidence, statement).prop_map(
        |(days, act, (source, target, mutual), level, (attribution, avowal), statement)| {
            let speaks = matches!(act, Doing::Says(_));
            let (says, denies, quoted, open_for) = statement;
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
                open_for: open_for.filter(|_| speaks),
                quoted,
            }
        },
    )
}

pub(crate) fn cases() -> impl Strategy<Value = Case> {
    let relation = select(
        &[Relation::CarriesOut, Relation::RespondsTo, Relation::RetaliatesFor, Relation::About][..],
    );
    let confidence = option::weighted(0.3, select(&[40_u8, 100][..]));
    let link = (0..EVENTS, relation, 0..EVENTS, weighted(0.3), confidence);
    let rules = select(&RULES[..]);
    let query_draft = (
        ((0..2_i64, 2..9_i64), option::weighted(0.3, 0..9_i64)),
        any::<bool>(),
        weighted(0.3),
        rules,
        option::weighted(0.2, select(&[50_u8, 90][..])),
        (option::weighted(0.2, 0..3_u32), option::weighted(0.3, 4..8_u32)),
    );
    (vec(events(), 1..=EVENTS), vec(link, 0..4), query_draft).prop_map(
        |(mut events, links, query_draft)| {
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
            let links = links.into_iter().map(|(from, relation, to, asserted, confidence)| {
                RawLink { from: from % count, relation, to: to % count, asserted, confidence }
            });
            let order = |nth: usize| (events[nth].days.0, nth);
            let sound = |link: &RawLink| {
                link.from != link.to
                    && (!link.relation.is_response() || order(link.to) < order(link.from))
            };
            let links = links.filter(sound).collect();
            let (times, recorded, exact, rules, min_attribution, (from, until)) = query_draft;
            let (gaps, open_for) = times;
            let seen = (from.unwrap_or(0), until.unwrap_or(20));
            let rules = rules.to_vec();
            let query_draft =
                QueryDraft { gaps, open_for, recorded, exact, rules, min_attribution, seen };
            Case { events, links, query_draft }
        },
    )
}

pub(crate) fn day(nth: u32) -> String {
    format!("2024-04-{:02}", nth + 1)
}

pub(crate) fn pattern(raw: &RawPattern, actors: &[ActorId], ids: &[EventId]) -> Pattern {
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
        pattern = pattern.with_min_level(Kahn, least);
    }
    match raw.answering {
        Some(event) => pattern.answering(ids[event]),
        None => pattern,
    }
}

pub(crate) fn build(case: &Case) -> Timeline {
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
    // Ids are assigned in order, so that drafts may refer to events that are added later.
    let ids = {
        let mut other = Timeline::builder();
        let unrelated = || Event::action((), "2024", ActionKind::Other);
        case.events.iter().map(|_| other.add_event(unrelated())).collect::<Vec<_>>()
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
            Doing::Does => Event::action(source, when, ActionKind::Other),
        };
        event = event.against(raw.target.map(|nth| actors[nth]));
        if raw.mutual {
            event = event.mutually();
        }
        if let Some(level) = raw.level {
            event = event.with_level(Kahn, level);
        }
        if let Some(confidence) = raw.attribution {
            event = event.with_attribution(i32::from(confidence));
        }
        if let Some(avowal) = raw.avowal {
            event = event.with_avowal(avowal);
        }
        if let Some(quoted) = raw.quoted {
            let report = Report::by(actors[3]);
            event = event.with_report(if quoted { report.quoting(actors[2]) } else { report });
        }
        let mut statement = Statement::new();
        if let Some(says) = &raw.says {
            let [condition, consequence] =
                [&says.condition, &says.consequence].map(|one| pattern(one, &actors, &ids));
            let conditional = match says.clause {
                Clause::If => Conditional::new(condition, consequence),
                Clause::Unless => Conditional::unless(condition, consequence),
                Clause::Unconditional => Conditional::unconditional(consequence),
            };
            statement = statement.on_condition(match says.deadline {
                Some(deadline) => conditional.by(day(deadline)),
                None => conditional,
            });
        }
        if let Some(days) = raw.open_for {
            statement = statement.staying_open_for(TimeDelta::days(days));
        }
        if let Some((denied, authorship)) = raw.denies {
            statement = statement.and_about(ids[denied]);
            statement = statement.asserting(match (authorship, case.events[denied].source) {
                (true, Some(author)) => Assertion::denial(Fact::Attribution).naming(actors[author]),
                _ => Assertion::denial(Fact::Occurred),
            });
        }
        builder.add_event(if matches!(raw.act, Doing::Says(_)) {
            event.with_statement(statement)
        } else {
            event
        });
    }
    for raw in &case.links {
        let mut link = Link::new(ids[raw.from], raw.relation, ids[raw.to]);
        if raw.asserted {
            link = link.asserted_by(actors[3]);
        }
        if let Some(confidence) = raw.confidence {
            link = link.with_confidence(i32::from(confidence));
        }
        builder.add_link_draft(link);
    }
    builder.build().unwrap()
}
