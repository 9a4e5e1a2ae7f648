//! Checking: what drafts must fulfil together.

use std::{collections::HashSet, fmt};

use super::{Timeline, columns::Columns, membership};
use crate::{
    error::{Issue, Issues, Location},
    model::{
        Act, Actor, ActorId, Amount, Clause, Confidence, Deed, Details, Event, EventId, EventKind,
        Fact, GivenConfidence, Level, Link, Membership, MembershipKind, ParsedWhen, Pattern,
        Report, ScaleName,
    },
    scale,
};

/// How many sources or targets an event may have: with more, its dyads alone could fill the memory.
const MOST_PARTIES: usize = 1_000;

/// An id that no actor or event of this builder has.
pub(super) fn dangling(field: impl Into<Location>, id: impl fmt::Display) -> Issue {
    Issue::new(field, id, "an id that this builder handed out", "add it to this builder first")
}

/// Memberships: whole, in force one `PartOf` at a time, and never in a circle.
pub(super) fn actors(actors: &[Actor], issues: &mut Issues) {
    let before = issues.count();
    for (id, actor) in actors.iter().enumerate() {
        for (nth, membership) in actor.memberships.iter().enumerate() {
            let place = Location::from(format!("actors/{id}/{}", membership_field(actor, nth)));
            if membership.of.index() >= actors.len() {
                issues.push(dangling("of", membership.of).within(&place));
            }
            given(membership.from.as_ref(), "from", &place, issues);
            given(membership.until.as_ref(), "until", &place, issues);
            let (start, end) = membership.period();
            if end <= start {
                let allowed = "an end later than the beginning";
                let got = membership.end().map(ToString::to_string).unwrap_or_default();
                issues.push(
                    Issue::new("until", got, allowed, "exchange or correct them").within(&place),
                );
            }
        }
        let wholes: Vec<_> =
            actor.memberships.iter().filter(|m| m.kind == MembershipKind::PartOf).collect();
        for (nth, second) in wholes.iter().enumerate() {
            let clash = wholes[..nth].iter().find(|first| {
                let ((a, b), (c, d)) = (first.period(), second.period());
                a.max(c) < b.min(d)
            });
            if clash.is_some() {
                let allowed = "at most one `PartOf` in force at a time";
                let remedy = "date them so that they do not overlap, or make one a `MemberOf`";
                issues.push(Issue::new(
                    format!("actors/{id}/part_of"),
                    &actor.key,
                    allowed,
                    remedy,
                ));
            }
        }
    }
    if issues.count() > before {
        return; // Circles are looked for where every step is sound.
    }
    for (id, actor) in actors.iter().enumerate() {
        if membership::runs_in_circle(actors, ActorId(id as u32)) {
            let place = format!("actors/{id}");
            let allowed = "memberships that lead away from the actor";
            issues.push(Issue::new(
                place,
                &actor.key,
                allowed,
                "cut the circle at one of its steps",
            ));
        }
    }
}

/// Events: parties and events that exist, confidences and levels in range, details where they fit.
pub(super) fn events(actors: usize, columns: &Columns, links: &[Link], issues: &mut Issues) {
    let checker = Checker { actors, events: columns.len() };
    // Sound columns are told at a glance.
    let to_check = if columns.are_single_among(actors) { 0 } else { columns.len() };
    for id in 0..to_check {
        for (field, actors) in [("source", columns.sources(id)), ("target", columns.targets(id))] {
            if actors.len() > MOST_PARTIES {
                issues.push(too_many(format!("events/{id}/{field}"), actors.len()));
            }
            for actor in actors {
                if actor.index() >= checker.actors {
                    issues.push(dangling(format!("events/{id}/{field}"), actor));
                }
            }
        }
    }
    let types = columns.types().iter().enumerate();
    for (nth, _) in
        types.filter(|(_, kind)| kind.code().is_some_and(|code| code.as_str().is_empty()))
    {
        let first = (0..columns.len()).find(|id| columns.type_index(*id) == nth);
        let place = first.map_or("code".to_owned(), |id| format!("events/{id}/code"));
        issues.push(Issue::new(
            place,
            "",
            "a code of the vocabulary",
            "name it, or leave the code out",
        ));
    }
    for (id, details) in columns.all_details() {
        let kind = columns.types()[columns.type_index(id)].act().kind();
        checker.details(kind, details, &Location::from(format!("events/{id}")), issues);
    }
    for (nth, link) in links.iter().enumerate() {
        let place = Location::from(format!("links/{nth}"));
        checker.event(link.from, "from", &place, issues);
        checker.event(link.to, "to", &place, issues);
        checker.actors(&link.asserted_by, "asserted_by", &place, issues);
        checker.reports(&link.reports, &place, issues);
        confidence(link.confidence, "confidence", &place, issues);
    }
}

/// An event before it is added, whose references to other events are not looked at.
pub(super) fn draft(event: &Event, actors: usize, issues: &mut Issues) {
    let place = Location::from("event");
    sides(event, &place, issues);
    given(Some(&event.when), "when", &place, issues);
    for (field, parties) in [("source", &event.sources), ("target", &event.targets)] {
        if parties.len() > MOST_PARTIES {
            issues.push(too_many(field, parties.len()).within(&place));
        }
    }
    let checker = Checker { actors, events: usize::MAX };
    checker.details(act(event).kind(), &event.details, &place, issues);
}

/// What an event has beside what it needs.
pub(super) fn sides(event: &Event, place: &Location, issues: &mut Issues) {
    if event.score.is_some() && event.code.is_none() {
        let allowed = "a score beside a code";
        let remedy = "name the code it scores, or give a level";
        issues.push(Issue::new("score", "a score", allowed, remedy).within(place));
    }
    if !event.details.candidates.is_empty() && !event.sources.is_empty() {
        let allowed = "sources or candidates, not both";
        let remedy = "make the sources a candidate among the others";
        issues.push(Issue::new("candidates", "both", allowed, remedy).within(place));
    }
}

/// What an event is: as was said, or as follows from the code.
pub(super) fn act(event: &Event) -> Act {
    let implied = || event.code.as_ref().map_or(Act::Action(Deed::Other), scale::act_of);
    event.act.unwrap_or_else(implied)
}

fn too_many(field: impl Into<Location>, parties: usize) -> Issue {
    let allowed = format!("at most {MOST_PARTIES} actors on a side");
    let remedy = "name the body they act as, or split the event";
    Issue::new(field, parties, allowed, remedy)
}

/// Links: responses whose antecedent comes first in the total order.
pub(super) fn links(timeline: &Timeline, undated: &HashSet<u32>, issues: &mut Issues) {
    for (nth, link) in timeline.links.iter().enumerate() {
        let (from, to) = (link.from, link.to);
        if from.index().max(to.index()) >= timeline.len() {
            continue; // Reported as dangling.
        }
        if undated.contains(&from.0) || undated.contains(&to.0) {
            continue; // Reported as no date.
        }
        let place = format!("links/{nth}");
        let (answer, antecedent) = (timeline.event(from), timeline.event(to));
        if from == to {
            let got = format!("{} twice", answer.label());
            issues.push(Issue::new(
                place,
                got,
                "two different events",
                "point it at the other event",
            ));
        } else if link.relation.is_response() && antecedent.position() > answer.position() {
            let phrase = link.relation.phrase();
            let got = format!(
                "{} ({}) {phrase} {} ({})",
                answer.label(),
                answer.when(),
                antecedent.label(),
                antecedent.when()
            );
            let allowed = "an antecedent that comes first: an earlier onset, or the same and recorded earlier";
            issues.push(Issue::new(
                place,
                got,
                allowed,
                "narrow the date of the later event, or turn the link round",
            ));
        }
    }
}

struct Checker {
    actors: usize,
    events: usize,
}

impl Checker {
    fn details(&self, kind: EventKind, details: &Details, place: &Location, issues: &mut Issues) {
        confidence(details.confidence, "confidence", place, issues);
        confidence(details.attribution, "attribution", place, issues);
        self.reports(&details.reports, place, issues);
        let mut total = 0;
        for (nth, candidate) in details.candidates.iter().enumerate() {
            let place = Location::from(format!("candidates/{nth}")).inside(place);
            self.actors(&candidate.actors, "source", &place, issues);
            confidence(Some(candidate.confidence), "confidence", &place, issues);
            total += candidate.confidence().map_or(0, |sure| u32::from(sure.percent()));
            if candidate.actors.is_empty() {
                issues.push(
                    Issue::new("source", "nobody", "one or more actors", "name them")
                        .within(&place),
                );
            }
        }
        if total > 100 {
            let allowed = "100 in all at most: candidates exclude one another";
            issues.push(Issue::new("candidates", total, allowed, "scale them down").within(place));
        }
        for (nth, given) in details.levels.iter().enumerate() {
            level(&given.scale, given.level, "levels", place, issues);
            if details.levels[..nth].iter().any(|first| first.scale == given.scale) {
                let (field, allowed) =
                    (format!("levels/{}", given.scale), "one level on each scale");
                issues.push(
                    Issue::new(field, given.level, allowed, "keep one of them").within(place),
                );
            }
        }
        let misplaced = [
            (statement_field(details), details.statement.is_some(), EventKind::Statement),
            ("details", details.attack.is_some(), EventKind::Attack),
        ];
        for (field, present, needed) in misplaced {
            if present && kind != needed {
                let allowed = format!("an event that is a {needed}");
                issues.push(
                    Issue::new(field, kind, allowed, "leave it out, or change what the event is")
                        .within(place),
                );
            }
        }
        if let Some(attack) = &details.attack {
            let place = Location::from("details").inside(place);
            for (field, given) in [("killed", attack.killed()), ("injured", attack.injured())] {
                amount(given, u64::MAX, field, &place, issues);
            }
            for (nth, munition) in attack.munitions().iter().enumerate() {
                let place = Location::from(format!("munitions/{nth}")).inside(&place);
                amount(munition.launched_amount(), u64::MAX, "launched", &place, issues);
                amount(munition.intercepted_amount(), u64::MAX, "intercepted", &place, issues);
            }
        }
        let Some(statement) = &details.statement else { return };
        self.actors(&statement.addressees, "to", place, issues);
        for event in &statement.about {
            self.event(*event, "about", place, issues);
        }
        for (nth, assertion) in statement.assertions.iter().enumerate() {
            let place = Location::from(format!("asserts/{nth}")).inside(place);
            self.actors(&assertion.actors, "by", &place, issues);
            let most = if assertion.fact == Fact::ShareIntercepted { 100 } else { u64::MAX };
            amount(assertion.amount.as_ref(), most, "amount", &place, issues);
            confidence(assertion.confidence, "confidence", &place, issues);
            self.reports(&assertion.reports, &place, issues);
        }
        if let Some(conditional) = &statement.conditional {
            given(conditional.deadline.as_ref(), "deadline", place, issues);
            let condition = if conditional.clause == Clause::Unless { "unless" } else { "if" };
            for (field, pattern) in
                [(condition, &conditional.condition), ("then", &conditional.consequence)]
            {
                let Pattern { sources, targets, answering, at_least, .. } = pattern;
                let place = Location::from(field).inside(place);
                self.actors(sources, "source", &place, issues);
                self.actors(targets, "target", &place, issues);
                if let Some(event) = answering {
                    self.event(*event, "answering", &place, issues);
                }
                if let Some((scale, least)) = at_least {
                    level(scale, *least, "at_least", &place, issues);
                }
            }
        }
    }

    fn reports(&self, reports: &[Report], place: &Location, issues: &mut Issues) {
        for (nth, report) in reports.iter().enumerate() {
            let place = Location::from(format!("reports/{nth}")).inside(place);
            self.actors(&report.path(), "path", &place, issues);
            self.actors(report.names().unwrap_or(&[]), "attributes_to", &place, issues);
            given(report.date.as_ref(), "date", &place, issues);
            confidence(report.extraction, "extraction", &place, issues);
        }
    }

    fn actors(&self, actors: &[ActorId], field: &str, place: &Location, issues: &mut Issues) {
        for actor in actors.iter().filter(|actor| actor.index() >= self.actors) {
            issues.push(dangling(field, actor).within(place));
        }
    }

    fn event(&self, event: EventId, field: &str, place: &Location, issues: &mut Issues) {
        if event.index() >= self.events {
            issues.push(dangling(field, event).within(place));
        }
    }
}

/// Where a document has an actor's nth membership: under its kind, in a list where there are more.
fn membership_field(actor: &Actor, nth: usize) -> String {
    let kind = actor.memberships[nth].kind;
    let field = match kind {
        MembershipKind::PartOf => "part_of",
        MembershipKind::MemberOf => "member_of",
        MembershipKind::ActsFor => "acts_for",
        MembershipKind::LocatedIn => "located_in",
    };
    let alike = |memberships: &[Membership]| memberships.iter().filter(|m| m.kind == kind).count();
    match alike(&actor.memberships) {
        1 => field.to_owned(),
        _ => format!("{field}/{}", alike(&actor.memberships[..nth])),
    }
}

/// The first field that a document has only for statements.
fn statement_field(details: &Details) -> &'static str {
    match &details.statement {
        Some(statement) if !statement.addressees.is_empty() => "to",
        Some(statement) if !statement.about.is_empty() => "about",
        Some(statement) if !statement.assertions.is_empty() => "asserts",
        Some(statement) if statement.conditional.is_some() => "then",
        _ => "statement",
    }
}

fn given(date: Option<&ParsedWhen>, field: &str, place: &Location, issues: &mut Issues) {
    if let Some(Err(error)) = date {
        issues.absorb(error, &Location::from(field).inside(place));
    }
}

/// An amount that can be: its least not above its most, nor above the most there is.
fn amount(given: Option<&Amount>, most: u64, field: &str, place: &Location, issues: &mut Issues) {
    let Some(given) = given else { return };
    let (least, greatest) = (given.least().unwrap_or(0), given.most().unwrap_or(most));
    if least > greatest || greatest > most {
        let got = format!("{least} to {greatest}");
        let allowed = match most {
            100 => "a share in percent, 0 to 100, the least not above the most",
            _ => "a least not above the most",
        };
        issues.push(Issue::new(field, got, allowed, "exchange or correct them").within(place));
    }
}

fn level(scale: &ScaleName, level: Level, field: &str, place: &Location, issues: &mut Issues) {
    if let Some(allowed) = scale::violated_range(scale.as_str(), level) {
        let remedy = "correct the level or the scale";
        issues.push(Issue::new(format!("{field}/{scale}"), level, allowed, remedy).within(place));
    }
}

fn confidence(given: Option<GivenConfidence>, field: &str, place: &Location, issues: &mut Issues) {
    if let Some(GivenConfidence::Percent(percent)) = given
        && !u8::try_from(percent).is_ok_and(|percent| Confidence::new(percent).is_ok())
    {
        let remedy = "scale it to percent, or leave it out where it is not stated";
        issues.push(Issue::new(field, percent, "0 to 100", remedy).within(place));
    }
}
