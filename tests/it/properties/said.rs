//! Which reports and which denials count as evidence of random propositions: that an event occurred, who did it, that
//! a link holds, that an assertion is true. The reference is written from the documentation of `Evidence` and of
//! `View::claims`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use escalade::{
    Actor, ActorId, Confidence, Event, EventId, Link, Means, Relation, Report, SpeechAct,
    Statement, Timeline,
    evidence::Proposition,
    model::{ActionKind, Amount, Assertion, Fact, Outcome},
};
use proptest::{
    bool::weighted,
    collection::{btree_set, vec},
    option,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::select,
};

use super::check_all;

/// The second is part of the first; the last two are outlets.
const ACTORS: [&str; 6] = ["A", "A-ORGAN", "B", "C", "PAPER", "WIRE"];
const SPEAKERS: usize = 4;
const PAPER: usize = 4;
const EVENTS: usize = 8;

type Actors = BTreeSet<usize>;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Outlet {
    Actor(usize),
    Public,
    Coder,
}

#[derive(Clone, Debug)]
struct RawReport {
    outlet: Outlet,
    relay: Option<usize>,
    quoted: Actors,
    /// The authors that it names.
    names: Option<Actors>,
}

#[derive(Clone, Debug)]
struct RawAssertion {
    fact: Fact,
    denied: bool,
    amount: Option<u64>,
    means: Option<Means>,
    outcome: Option<Outcome>,
    words: Option<&'static str>,
    actors: Actors,
    confidence: Option<u8>,
    reports: Vec<RawReport>,
}

#[derive(Clone, Debug)]
struct RawEvent {
    day: u32,
    /// `None` for an action.
    act: Option<SpeechAct>,
    by: Actors,
    /// Several authors that exclude each other, instead of `by`; the first is the likeliest.
    candidates: Vec<Actors>,
    about: BTreeSet<usize>,
    assertions: Vec<RawAssertion>,
    reports: Vec<RawReport>,
}

#[derive(Clone, Debug)]
struct RawLink {
    from: usize,
    relation: Relation,
    to: usize,
    confidence: Option<u8>,
    asserters: Actors,
    reports: Vec<RawReport>,
}

/// Two attacks, then statements and actions.
#[derive(Clone)]
struct Case {
    events: Vec<RawEvent>,
    links: Vec<RawLink>,
    /// The view hides the events of this day and later ones, and what the paper does not report.
    until: u32,
    by_paper: bool,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, event) in self.events.iter().enumerate() {
            writeln!(f, "\ne{nth}: {event:?}")?;
        }
        for link in &self.links {
            writeln!(f, "{link:?}")?;
        }
        write!(f, "until {}, by the paper alone: {}", self.until, self.by_paper)
    }
}

fn speakers(most: usize) -> impl Strategy<Value = Actors> {
    btree_set(0..SPEAKERS, 0..=most)
}

fn reports(names: bool) -> impl Strategy<Value = RawReport> {
    let outlet = prop_oneof![
        3 => (PAPER..ACTORS.len()).prop_map(Outlet::Actor),
        1 => (0..SPEAKERS).prop_map(Outlet::Actor),
        1 => Just(Outlet::Public),
        2 => Just(Outlet::Coder),
    ];
    let relay = option::weighted(0.2, PAPER..ACTORS.len());
    (outlet, relay, speakers(2), option::weighted(0.5, speakers(2))).prop_map(
        move |(outlet, relay, quoted, named)| RawReport {
            outlet,
            relay,
            quoted,
            names: named.filter(|_| names),
        },
    )
}

fn assertions() -> impl Strategy<Value = RawAssertion> {
    let facts = &[Fact::Occurred, Fact::Attribution, Fact::Attribution, Fact::Killed];
    let fact = prop_oneof![
        4 => select(&facts[..]),
        1 => select(&[Fact::Outcome, Fact::Intent, Fact::Other][..]),
    ];
    let values = (
        option::weighted(0.7, 1..3_u64),
        option::weighted(0.3, select(&[Means::Drone, Means::Rocket][..])),
        option::weighted(0.8, select(&[Outcome::Succeeded, Outcome::Failed, Outcome::Foiled][..])),
        option::weighted(0.7, select(&["revenge", "defence"][..])),
        speakers(2),
    );
    let confidence = option::weighted(0.3, select(&[20_u8, 90][..]));
    (fact, any::<bool>(), values, confidence, vec(reports(false), 0..=1)).prop_map(
        |(fact, denied, (amount, means, outcome, words, actors), confidence, reports)| {
            let is_named = fact == Fact::Attribution;
            RawAssertion {
                fact,
                // A claim of the authorship names an author.
                denied: denied || (is_named && actors.is_empty()),
                amount: amount.filter(|_| fact == Fact::Killed),
                means: means.filter(|_| fact == Fact::Killed),
                outcome: outcome.filter(|_| fact == Fact::Outcome),
                words: words.filter(|_| !matches!(fact, Fact::Occurred | Fact::Attribution)),
                actors: if is_named { actors } else { Actors::new() },
                confidence,
                reports,
            }
        },
    )
}

fn said() -> impl Strategy<Value = RawEvent> {
    let act = prop_oneof![
        4 => Just(Some(SpeechAct::Deny)),
        4 => select(&[SpeechAct::Claim, SpeechAct::Comment][..]).prop_map(Some),
        1 => Just(None),
    ];
    let about = prop_oneof![
        5 => Just(BTreeSet::from([0])),
        4 => btree_set(0..EVENTS, 0..=2),
    ];
    let told = (vec(assertions(), 0..=2), vec(reports(false), 0..=2));
    (2..9_u32, act, speakers(2), about, told).prop_map(
        |(day, act, by, mut about, (mut assertions, reports))| {
            // Which of several denials of the authorship a correction means is not documented.
            let is_denial = |one: &RawAssertion| one.denied && one.fact == Fact::Attribution;
            if assertions.iter().filter(|one| is_denial(one)).count() > 1 {
                assertions.truncate(1);
            }
            if act.is_none() {
                assertions.clear();
                about.clear();
            }
            RawEvent { day, act, by, candidates: Vec::new(), about, assertions, reports }
        },
    )
}

fn cases() -> impl Strategy<Value = Case> {
    let authors = prop_oneof![
        3 => speakers(2).prop_map(|by| (by, Vec::new())),
        1 => select(&[[0, 3], [2, 0], [1, 2]][..]).prop_map(|[one, other]| {
            (Actors::new(), vec![Actors::from([one]), Actors::from([other])])
        }),
    ];
    let attack = (authors, vec(reports(true), 0..=3)).prop_map(|((by, candidates), reports)| {
        let (about, assertions) = (BTreeSet::new(), Vec::new());
        RawEvent { day: 1, act: None, by, candidates, about, assertions, reports }
    });
    let relation =
        select(&[Relation::About, Relation::Denies, Relation::Denies, Relation::Corroborates][..]);
    let to = prop_oneof![2 => Just(0), 1 => 0..EVENTS];
    let confidence = option::weighted(0.3, select(&[30_u8, 80][..]));
    let link = (2..EVENTS, relation, to, confidence, speakers(1), vec(reports(false), 0..=2))
        .prop_map(|(from, relation, to, confidence, asserters, reports)| RawLink {
            from,
            relation,
            to,
            confidence,
            asserters,
            reports,
        });
    let view = (option::weighted(0.3, 3..9_u32), weighted(0.15));
    (vec(attack, 2), vec(said(), 1..=EVENTS - 2), vec(link, 0..5), view).prop_map(
        |(mut events, said, mut links, (until, by_paper))| {
            events.extend(said);
            let count = events.len();
            for (nth, event) in events.iter_mut().enumerate() {
                event.about.retain(|subject| *subject < count && *subject != nth);
            }
            for link in &mut links {
                (link.from, link.to) = (2 + link.from % (count - 2), link.to % count);
            }
            links.retain(|link| link.from != link.to);
            Case { events, links, until: until.unwrap_or(20), by_paper }
        },
    )
}

fn all_of(actors: &Actors, ids: &[ActorId]) -> Vec<ActorId> {
    actors.iter().map(|nth| ids[*nth]).collect()
}

fn report(raw: &RawReport, ids: &[ActorId]) -> Report {
    let mut report = match raw.outlet {
        Outlet::Actor(nth) => Report::by(ids[nth]),
        Outlet::Public => Report::public_record(),
        Outlet::Coder => Report::coder(),
    };
    if let Some(relay) = raw.relay {
        report = report.relaying(ids[relay]);
    }
    for speaker in &raw.quoted {
        report = report.quoting(ids[*speaker]);
    }
    match &raw.names {
        Some(named) => report.attributing_to(all_of(named, ids)),
        None => report,
    }
}

fn assertion(raw: &RawAssertion, ids: &[ActorId]) -> Assertion {
    let mut made = if raw.denied { Assertion::denial(raw.fact) } else { Assertion::that(raw.fact) };
    if let Some(amount) = raw.amount {
        made = made.amounting_to(Amount::exactly(amount));
    }
    if let Some(means) = raw.means {
        made = made.by_means(means);
    }
    if let Some(outcome) = raw.outcome {
        made = made.with_outcome(outcome);
    }
    if let Some(words) = raw.words {
        made = made.in_words(words);
    }
    for actor in &raw.actors {
        made = made.naming(ids[*actor]);
    }
    if let Some(percent) = raw.confidence {
        made = made.with_confidence(i32::from(percent));
    }
    raw.reports.iter().fold(made, |made, raw| made.with_report(report(raw, ids)))
}

fn build(case: &Case) -> Timeline {
    let mut builder = Timeline::builder();
    let mut actors: Vec<ActorId> = Vec::new();
    for key in ACTORS {
        let actor = Actor::new(key);
        actors.push(builder.add_actor(match key {
            "A-ORGAN" => actor.part_of(actors[0]),
            _ => actor,
        }));
    }
    // Ids are assigned in order, so that statements may be about events that are added later.
    let events: Vec<EventId> = {
        let mut other = Timeline::builder();
        let unrelated = || Event::action((), "2024", ActionKind::Other);
        case.events.iter().map(|_| other.add_event(unrelated())).collect()
    };
    for (nth, raw) in case.events.iter().enumerate() {
        let (by, day) = (all_of(&raw.by, &actors), format!("2024-04-{:02}", raw.day));
        let mut event = match raw.act {
            Some(act) => Event::statement(by, day, act),
            None if nth < 2 => Event::attack(by, day, Means::Drone),
            None => Event::action(by, day, ActionKind::Other),
        };
        for (percent, candidate) in [60, 30].into_iter().zip(&raw.candidates) {
            event = event.with_candidate(all_of(candidate, &actors), percent);
        }
        for raw in &raw.reports {
            event = event.with_report(report(raw, &actors));
        }
        if raw.act.is_some() {
            let about =
                raw.about.iter().fold(Statement::new(), |one, nth| one.and_about(events[*nth]));
            let made = raw.assertions.iter().map(|raw| assertion(raw, &actors));
            event = event.with_statement(made.fold(about, Statement::asserting));
        }
        builder.add_event(event.with_key(format!("e{nth}")));
    }
    for raw in &case.links {
        let mut link = Link::new(events[raw.from], raw.relation, events[raw.to]);
        if let Some(percent) = raw.confidence {
            link = link.with_confidence(i32::from(percent));
        }
        for actor in &raw.asserters {
            link = link.asserted_by(actors[*actor]);
        }
        for raw in &raw.reports {
            link = link.with_report(report(raw, &actors));
        }
        builder.add_link_draft(link);
    }
    builder.build().unwrap()
}

/// What is claimed of a fact.
#[derive(Clone, Debug, PartialEq)]
enum Content {
    /// The values that it leaves possible, out of all.
    Values(BTreeSet<u64>, u64),
    Authors(Actors),
    Words(Option<&'static str>),
}

/// A fact with the means that it counts, what is claimed of it, and whether that is denied.
type Claim = ((Fact, Option<Means>), Content, bool);

/// Whether the first actor is the second, or part of it.
fn within(part: usize, whole: usize) -> bool {
    part == whole || (part, whole) == (1, 0)
}

fn is_any_within(part: &Actors, whole: &Actors) -> bool {
    part.iter().any(|part| whole.iter().any(|whole| within(*part, *whole)))
}

fn content(one: &RawAssertion) -> Content {
    match (one.fact, one.amount, one.outcome) {
        (Fact::Occurred, ..) => Content::Values([1].into(), 1),
        (Fact::Attribution, ..) if !one.actors.is_empty() => Content::Authors(one.actors.clone()),
        (Fact::Killed, Some(amount), _) => Content::Values([amount].into(), 20),
        (Fact::Outcome, _, Some(Outcome::Succeeded)) => Content::Values([0].into(), 4),
        (Fact::Outcome, _, Some(Outcome::Failed)) => Content::Values([3, 4].into(), 4),
        (Fact::Outcome, _, Some(_)) => Content::Values([4].into(), 4),
        _ => Content::Words(one.words),
    }
}

fn contradict(one: &Claim, other: &Claim) -> bool {
    if one.0 != other.0 {
        return false;
    }
    match (&one.1, &other.1) {
        (Content::Values(values, most), Content::Values(others, _)) => (0..=*most).all(|value| {
            let possible = values.contains(&value) != one.2;
            let other_possible = others.contains(&value) != other.2;
            !(possible && other_possible)
        }),
        (Content::Authors(authors), Content::Authors(others)) => match (one.2, other.2) {
            (false, false) => !is_any_within(authors, others) && !is_any_within(others, authors),
            (false, true) => is_any_within(authors, others),
            (true, false) => is_any_within(others, authors),
            (true, true) => false,
        },
        (Content::Words(words), Content::Words(others)) => words == others && one.2 != other.2,
        _ => false,
    }
}

/// Reports by origin, and denials: the statement, by whom, and the confidence.
#[derive(Debug, Default, PartialEq)]
struct Found {
    reports: usize,
    by_origin: BTreeMap<String, Vec<String>>,
    denials: Vec<(String, Vec<String>, Option<u8>)>,
}

struct Reference<'c>(&'c Case);

impl Reference<'_> {
    fn shows_report(&self, report: &RawReport) -> bool {
        let is_on_path = report.outlet == Outlet::Actor(PAPER) || report.relay == Some(PAPER);
        !self.0.by_paper || is_on_path
    }

    fn is_visible(&self, event: usize) -> bool {
        let raw = &self.0.events[event];
        let is_reported =
            !self.0.by_paper || raw.reports.iter().any(|report| self.shows_report(report));
        raw.day < self.0.until && is_reported
    }

    fn shows_link(&self, link: &RawLink) -> bool {
        // The paper asserts no link.
        !self.0.by_paper || link.reports.iter().any(|report| self.shows_report(report))
    }

    /// The assertions of a statement that the view shows.
    fn assertions(&self, event: usize) -> Vec<&RawAssertion> {
        let shown = |one: &&RawAssertion| {
            one.reports.is_empty() || one.reports.iter().any(|report| self.shows_report(report))
        };
        self.0.events[event].assertions.iter().filter(shown).collect()
    }

    /// The authors of an event as the view shows them.
    fn sources(&self, event: usize) -> Actors {
        let raw = &self.0.events[event];
        let blamed = |actors: &Actors| {
            !self.0.by_paper
                || raw.reports.iter().any(|one| self.shows_report(one) && blames(one, actors))
        };
        let recorded = raw.candidates.iter().chain([&raw.by]);
        recorded.filter(|one| !one.is_empty()).find(|one| blamed(one)).cloned().unwrap_or_default()
    }

    /// The sources or candidates of an event that some speakers are, or are part of, or the other way round.
    fn authors_among(&self, speakers: &Actors, event: usize) -> Vec<Actors> {
        let sources = self.sources(event);
        let candidates = &self.0.events[event].candidates;
        let recorded = if sources.is_empty() || candidates.is_empty() {
            vec![sources]
        } else {
            candidates.clone()
        };
        let is_held = |one: &Actors| is_any_within(speakers, one) || is_any_within(one, speakers);
        recorded.into_iter().filter(is_held).collect()
    }

    /// The events that a statement is about.
    fn subjects(&self, statement: usize) -> BTreeSet<usize> {
        let mut subjects = self.0.events[statement].about.clone();
        if subjects.is_empty() {
            for link in self.0.links.iter().filter(|link| link.from == statement) {
                if link.relation == Relation::About && self.shows_link(link) {
                    subjects.insert(link.to);
                }
            }
        }
        subjects
    }

    /// The visible statements about an event.
    fn statements_about(&self, event: usize) -> Vec<usize> {
        let is_meant = |nth: &usize| self.is_visible(*nth) && self.subjects(*nth).contains(&event);
        (0..self.0.events.len()).filter(is_meant).collect()
    }

    fn is_bare_denial(&self, statement: usize) -> bool {
        let raw = &self.0.events[statement];
        raw.act == Some(SpeechAct::Deny) && raw.assertions.is_empty()
    }

    /// What the assertions of a statement claim about an event. A denial of the authorship that names nobody means
    /// the authors that its speakers are, or else the sources.
    fn claims_of(&self, statement: usize, one: &RawAssertion, event: usize) -> Vec<Claim> {
        let fact = (one.fact, one.means);
        if one.fact == Fact::Attribution && one.actors.is_empty() {
            let mut meant = self.authors_among(&self.0.events[statement].by, event);
            if meant.is_empty() {
                meant.push(self.sources(event));
            }
            let content = |authors: Actors| {
                if authors.is_empty() { Content::Words(None) } else { Content::Authors(authors) }
            };
            return meant.into_iter().map(|authors| (fact, content(authors), true)).collect();
        }
        vec![(fact, content(one), one.denied)]
    }

    /// What is denied by denying an event as a whole.
    fn denial_of_event(&self, by: usize, event: usize) -> Vec<Claim> {
        let authors = self.authors_among(&self.0.events[by].by, event);
        if authors.is_empty() {
            return vec![((Fact::Occurred, None), Content::Values([1].into(), 1), true)];
        }
        let denial = |authors| ((Fact::Attribution, None), Content::Authors(authors), true);
        authors.into_iter().map(denial).collect()
    }

    /// All that a statement or other event says about an event.
    fn says(&self, by: usize, event: usize) -> Vec<Claim> {
        let mut said = Vec::new();
        if self.subjects(by).contains(&event) {
            for one in self.assertions(by) {
                said.extend(self.claims_of(by, one, event));
            }
            if self.is_bare_denial(by) {
                said.extend(self.denial_of_event(by, event));
            }
        }
        for link in self.0.links.iter().filter(|link| link.from == by && self.shows_link(link)) {
            let denies = match link.relation {
                Relation::Denies => true,
                Relation::Corroborates => false,
                _ => continue,
            };
            if link.to == event && denies {
                said.extend(self.denial_of_event(by, event));
            } else if link.to == event {
                said.push(((Fact::Occurred, None), Content::Values([1].into(), 1), false));
            } else if self.is_visible(link.to) && self.subjects(link.to).contains(&event) {
                for one in self.assertions(link.to) {
                    for (fact, content, denied) in self.claims_of(link.to, one, event) {
                        said.push((fact, content, denied != denies));
                    }
                }
            }
        }
        said
    }

    /// Whether speakers later said of an event what contradicts one of these claims.
    fn is_corrected(&self, by: usize, claims: &[Claim], event: usize) -> bool {
        let raw = &self.0.events[by];
        let corrects = |later: usize| {
            let other = &self.0.events[later];
            let said = || self.says(later, event);
            raw.day < other.day
                && self.is_visible(later)
                && raw.by.is_subset(&other.by)
                && said().iter().any(|one| claims.iter().any(|claim| contradict(claim, one)))
        };
        !raw.by.is_empty() && (0..self.0.events.len()).any(corrects)
    }

    fn add_support(&self, found: &mut Found, origins: Vec<String>, words: &str) {
        found.reports += 1;
        for origin in origins {
            found.by_origin.entry(origin).or_default().push(words.to_owned());
        }
    }

    fn add_report(&self, found: &mut Found, report: &RawReport, speakers: &Actors) {
        if !self.shows_report(report) || report.outlet == Outlet::Coder {
            return;
        }
        let (mut path, mut words, mut origins) = (Actors::new(), "public record".to_owned(), None);
        if let Outlet::Actor(outlet) = report.outlet {
            words = ACTORS[outlet].to_owned();
            path.insert(outlet);
            origins = Some(vec![words.clone()]);
        }
        if let Some(relay) = report.relay {
            words.push_str(&format!(", relaying {}", ACTORS[relay]));
            path.insert(relay);
            origins = Some(vec![ACTORS[relay].to_owned()]);
        }
        if !report.quoted.is_empty() {
            words.push_str(&format!(", quoting {}", keys(&report.quoted).join(" and ")));
        }
        for origin in [&report.quoted, speakers] {
            if !origin.is_empty() && origin.is_disjoint(&path) {
                path.extend(origin);
                origins = Some(keys(origin));
            }
        }
        self.add_support(
            found,
            origins.unwrap_or_else(|| vec!["public record".to_owned()]),
            &words,
        );
    }

    /// Adds reports or, if none is known, the speakers themselves.
    fn add_reports(&self, found: &mut Found, reports: &[RawReport], speakers: &Actors) {
        for report in reports {
            self.add_report(found, report, speakers);
        }
        let is_reported = reports.iter().any(|report| report.outlet != Outlet::Coder);
        if !is_reported && !speakers.is_empty() {
            self.add_support(found, keys(speakers), "its own statement");
        }
    }

    fn add_said(&self, found: &mut Found, statement: usize, one: &RawAssertion, denied: bool) {
        let raw = &self.0.events[statement];
        if denied {
            found.denials.push((format!("e{statement}"), keys(&raw.by), one.confidence));
        } else {
            let reports = if one.reports.is_empty() { &raw.reports } else { &one.reports };
            self.add_reports(found, reports, &raw.by);
        }
    }

    /// Adds the denials of an event as a whole that `denies` accepts, by the act alone or by a link, and what
    /// corroborates it by a link, if that counts.
    fn add_whole(
        &self,
        found: &mut Found,
        event: usize,
        denies: &dyn Fn(usize) -> Option<Vec<Claim>>,
        corroborates: bool,
    ) {
        let stands =
            |by: usize| denies(by).is_some_and(|denied| !self.is_corrected(by, &denied, event));
        for by in self.statements_about(event) {
            if self.is_bare_denial(by) && stands(by) {
                found.denials.push((format!("e{by}"), keys(&self.0.events[by].by), None));
            }
        }
        for link in self.0.links.iter().filter(|link| link.to == event && self.shows_link(link)) {
            let by = &self.0.events[link.from];
            if !self.is_visible(link.from) {
                continue;
            }
            if link.relation == Relation::Corroborates && corroborates {
                let nobody = Actors::new();
                let speakers = if by.act.is_some() { &by.by } else { &nobody };
                self.add_reports(found, &by.reports, speakers);
            } else if link.relation == Relation::Denies && stands(link.from) {
                found.denials.push((format!("e{}", link.from), keys(&by.by), link.confidence));
            }
        }
    }

    fn occurred(&self, event: usize) -> Found {
        let mut found = Found::default();
        for report in &self.0.events[event].reports {
            self.add_report(&mut found, report, &Actors::new());
        }
        for by in self.statements_about(event) {
            for one in self.assertions(by).into_iter().filter(|one| one.fact == Fact::Occurred) {
                if !self.is_corrected(by, &self.claims_of(by, one, event), event) {
                    self.add_said(&mut found, by, one, one.denied);
                }
            }
        }
        // Who is held responsible denies to have done it.
        let denies = |by: usize| {
            let is_author = !self.authors_among(&self.0.events[by].by, event).is_empty();
            (!is_author).then(|| self.denial_of_event(by, event))
        };
        self.add_whole(&mut found, event, &denies, true);
        found
    }

    fn attributed(&self, event: usize) -> Found {
        let (mut found, sources) = (Found::default(), self.sources(event));
        if sources.is_empty() {
            return found;
        }
        for report in &self.0.events[event].reports {
            if blames(report, &sources) {
                self.add_report(&mut found, report, &Actors::new());
            }
        }
        // Of several candidates, one speaks for itself alone.
        let denies = |by: usize| {
            let authors = self.authors_among(&self.0.events[by].by, event);
            let is_meant = |(fact, content, _): &Claim| {
                fact.0 == Fact::Occurred || *content == Content::Authors(sources.clone())
            };
            let mut denied = self.denial_of_event(by, event);
            denied.retain(is_meant);
            (authors.is_empty() || authors.contains(&sources)).then_some(denied)
        };
        for by in self.statements_about(event) {
            for one in self.assertions(by) {
                let is_nameless = one.denied && one.actors.is_empty() && denies(by).is_some();
                let is_meant = !one.actors.is_disjoint(&sources) || is_nameless;
                let claims = || self.claims_of(by, one, event);
                if one.fact == Fact::Attribution
                    && is_meant
                    && !self.is_corrected(by, &claims(), event)
                {
                    self.add_said(&mut found, by, one, one.denied);
                }
            }
        }
        self.add_whole(&mut found, event, &denies, false);
        found
    }

    fn claimed(&self, statement: usize, nth: usize) -> Found {
        let mut found = Found::default();
        let (claim, subjects) =
            (&self.0.events[statement].assertions[nth], self.subjects(statement));
        let stands = |by: usize, one: &RawAssertion| {
            !subjects.iter().any(|subject| {
                self.subjects(by).contains(subject)
                    && self.is_corrected(by, &self.claims_of(by, one, *subject), *subject)
            })
        };
        if stands(statement, claim) {
            self.add_said(&mut found, statement, claim, false);
        }
        for by in 0..self.0.events.len() {
            let is_about = !self.subjects(by).is_disjoint(&subjects);
            if by == statement || !is_about || !self.is_visible(by) {
                continue;
            }
            for one in self.assertions(by) {
                if is_same_fact(one, claim) && stands(by, one) {
                    self.add_said(&mut found, by, one, one.denied != claim.denied);
                }
            }
        }
        let denies = |by: usize| Some(self.denial_of_event(by, statement));
        self.add_whole(&mut found, statement, &denies, true);
        found
    }

    fn linked(&self, link: usize) -> Found {
        let (mut found, link) = (Found::default(), &self.0.links[link]);
        self.add_reports(&mut found, &link.reports, &link.asserters);
        found
    }
}

fn keys(actors: &Actors) -> Vec<String> {
    actors.iter().map(|nth| ACTORS[*nth].to_owned()).collect()
}

/// Whether a report does not explicitly name others, or nobody.
fn blames(report: &RawReport, actors: &Actors) -> bool {
    report.names.as_ref().is_none_or(|named| !named.is_disjoint(actors))
}

/// Whether two assertions are of the same fact and do not differ in a value that both state.
fn is_same_fact(one: &RawAssertion, other: &RawAssertion) -> bool {
    fn agree<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
        one.is_none() || other.is_none() || one == other
    }
    let states_more_than_words = !matches!(one.fact, Fact::Intent | Fact::Other);
    let name_same =
        one.actors.is_empty() || other.actors.is_empty() || !one.actors.is_disjoint(&other.actors);
    one.fact == other.fact
        && agree(&one.amount, &other.amount)
        && agree(&one.means, &other.means)
        && agree(&one.outcome, &other.outcome)
        && (states_more_than_words || agree(&one.words, &other.words))
        && name_same
}

#[test]
fn reports_and_denials_count_as_documented() {
    check_all(cases(), 4000, |case| {
        let (timeline, reference) = (build(case), Reference(case));
        let mut view = timeline.view().during(..format!("2024-04-{:02}", case.until).as_str());
        if case.by_paper {
            view = view.reported_by(timeline.actor_by_key(ACTORS[PAPER]).unwrap().id());
        }
        let id = |nth: usize| timeline.event_by_key(&format!("e{nth}")).unwrap().id();
        let mut expected = Vec::new();
        for (nth, raw) in case.events.iter().enumerate() {
            expected.push((Proposition::Occurred(id(nth)), reference.occurred(nth)));
            expected.push((Proposition::Attributed(id(nth)), reference.attributed(nth)));
            for one in 0..raw.assertions.len() {
                let of = Proposition::Claimed { statement: id(nth), nth: one };
                if reference.is_visible(nth) {
                    expected.push((of, reference.claimed(nth, one)));
                }
            }
        }
        for (nth, (link, _)) in timeline.links().enumerate() {
            expected.push((Proposition::Linked(link), reference.linked(nth)));
        }
        for (of, mut expected) in expected {
            let evidence = view.evidence(of).unwrap();
            let mut found = Found { reports: evidence.reports, ..Found::default() };
            for origin in &evidence.by_origin {
                found.by_origin.insert(origin.origin.clone(), origin.reports.clone());
            }
            for one in &evidence.denials {
                let confidence = one.confidence.map(Confidence::percent);
                found.denials.push((one.statement.clone(), one.by.clone(), confidence));
            }
            for one in [&mut found, &mut expected] {
                one.denials.sort();
                one.by_origin.values_mut().for_each(|reports| reports.sort());
            }
            if found != expected {
                return Err(format!("{evidence}\n{found:?}\nnot\n{expected:?}"));
            }
        }
        Ok(())
    });
}
