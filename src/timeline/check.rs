//! Checks that drafts are valid and consistent with each other.

use std::{collections::HashSet, fmt};

use chrono::TimeDelta;

use super::{Timeline, columns::Columns, cycles, overlaps::overlap_count};
use crate::{
    error::{Issue, Issues, Location},
    model::{
        Act, ActionKind, Actor, ActorId, Amount, Clause, Confidence, Details, Event, EventId,
        EventKind, Fact, GivenConfidence, Level, Link, MembershipKind, ParsedWhen, Pattern, Report,
        ScaleName,
    },
    scale,
    sorting::{sort_by, sort_distinct},
};

/// The greatest number of actors on one side of an event. With more, the dyads of one event could exhaust memory.
const MAX_PARTIES: usize = 1_000;

/// Returns the issue of an id that the builder did not return.
pub(super) fn unknown_id(field: impl Into<Location>, id: impl fmt::Display) -> Issue {
    Issue::new(field, id, "an id that this builder returned", "add it to this builder first")
}

/// Checks memberships: their actors and dates, that at most one `PartOf` is in force at a time, and that
/// they form no cycle.
pub(super) fn actors(actors: &[Actor], issues: &mut Issues) {
    let before = issues.count();
    for (id, actor) in actors.iter().enumerate() {
        let mut before_of_kind = [0; KINDS];
        let mut of_kind = [0; KINDS];
        for membership in &actor.memberships {
            of_kind[membership.kind as usize] += 1;
        }
        for membership in &actor.memberships {
            let kind = membership.kind as usize;
            let nth = (of_kind[kind] > 1).then_some(before_of_kind[kind]);
            before_of_kind[kind] += 1;
            let (start, end) = membership.period();
            let place =
                Location::from(format!("actors/{id}/{}", membership_field(membership.kind, nth)));
            if membership.of.index() >= actors.len() {
                issues.push(unknown_id("of", membership.of).within(&place));
            }
            check_date(membership.from.as_ref(), "from", &place, issues);
            check_date(membership.until.as_ref(), "until", &place, issues);
            let checker = Checker { actors: actors.len(), events: 0 };
            checker.actors(&membership.asserted_by, "asserted_by", &place, issues);
            checker.reports(&membership.reports, &place, issues);
            check_confidence(membership.confidence, "confidence", &place, issues);
            if end <= start {
                let allowed = "an end that is later than the beginning";
                let got = membership.end().map(ToString::to_string).unwrap_or_default();
                issues.push(
                    Issue::new("until", got, allowed, "swap or correct the dates").within(&place),
                );
            }
        }
        let mut held = Vec::new();
        for membership in &actor.memberships {
            let (start, end) = membership.period();
            if membership.kind == MembershipKind::PartOf && start < end {
                held.push((start, end));
            }
        }
        for _ in 0..overlap_count(&held) {
            let place = format!("actors/{id}/part_of");
            let allowed = "at most one `PartOf` in force at a time";
            let remedy = "date them so that they do not overlap, or make one a `MemberOf`";
            issues.push(Issue::new(place, &actor.key, allowed, remedy));
        }
    }
    if issues.count() > before {
        return; // The search for cycles relies on valid actors and dates.
    }
    for id in cycles::actors_in_cycles(actors) {
        let allowed = "memberships that never lead back to the actor";
        issues.push(Issue::new(
            format!("actors/{}", id.index()),
            &actors[id.index()].key,
            allowed,
            "remove one of the memberships in the cycle",
        ));
    }
}

/// Checks events and links: that the actors and events they refer to exist, that confidences and levels
/// are in range, and that details fit the kind of event.
pub(super) fn events(actors: usize, columns: &Columns, links: &[Link], issues: &mut Issues) {
    let checker = Checker { actors, events: columns.len() };
    // If no event has several actors on a side, one check of whole columns replaces this loop.
    let to_check = if columns.are_single_and_known(actors) { 0 } else { columns.len() };
    for id in 0..to_check {
        for (field, actors) in &[("source", columns.sources(id)), ("target", columns.targets(id))] {
            if actors.len() > MAX_PARTIES {
                issues.push(too_many(format!("events/{id}/{field}"), actors.len()));
            }
            for actor in *actors {
                if actor.index() >= checker.actors {
                    issues.push(unknown_id(format!("events/{id}/{field}"), actor));
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
    let (no_place, mut found) = (Location::default(), Issues::default());
    for (id, details) in columns.all_details() {
        let kind = columns.types()[columns.type_index(id)].act().kind();
        // The place is only written for an event with an issue: a 30th of the instructions of reading UCDP files.
        checker.details(kind, details, &no_place, &mut found);
        if found.count() > 0 {
            found = Issues::default();
            checker.details(kind, details, &Location::from(format!("events/{id}")), issues);
        }
    }
    for (nth, link) in links.iter().enumerate() {
        let place = Location::from(format!("links/{nth}"));
        checker.event(link.from, "from", &place, issues);
        checker.event(link.to, "to", &place, issues);
        checker.actors(&link.asserted_by, "asserted_by", &place, issues);
        checker.reports(&link.reports, &place, issues);
        check_date(link.date.as_ref(), "date", &place, issues);
        check_confidence(link.confidence, "confidence", &place, issues);
    }
}

/// Checks an event before it is added. References to other events are not checked.
pub(super) fn draft(event: &Event, actors: usize, issues: &mut Issues) {
    let place = Location::from("event");
    score_and_candidates(event, &place, issues);
    check_date(Some(&event.when), "when", &place, issues);
    for (field, parties) in &[("source", &event.sources), ("target", &event.targets)] {
        if parties.len() > MAX_PARTIES {
            issues.push(too_many(*field, parties.len()).within(&place));
        }
    }
    let checker = Checker { actors, events: usize::MAX };
    checker.details(act_of(event).kind(), &event.details, &place, issues);
}

/// Checks that a score comes with a code, and that an event has sources or candidates, but not both.
pub(super) fn score_and_candidates(event: &Event, place: &Location, issues: &mut Issues) {
    if event.score.is_some() && event.code.is_none() {
        let allowed = "a score together with a code";
        let remedy = "name the code that has this score, or give a level instead";
        issues.push(Issue::new("score", "a score", allowed, remedy).within(place));
    }
    if !event.details.candidates.is_empty() && !event.sources.is_empty() {
        let allowed = "sources or candidates, not both";
        let remedy = "list the sources as one more candidate";
        issues.push(Issue::new("candidates", "both", allowed, remedy).within(place));
    }
}

/// Returns the act of an event: the stated one, or else the one that its code implies.
pub(super) fn act_of(event: &Event) -> Act {
    let implied = || event.code.as_ref().map_or(Act::Action(ActionKind::Other), scale::act_of);
    event.act.unwrap_or_else(implied)
}

fn too_many(field: impl Into<Location>, parties: usize) -> Issue {
    let allowed = format!("at most {MAX_PARTIES} actors on a side");
    let remedy = "name the organisation that they act for, or split the event";
    Issue::new(field, parties, allowed, remedy)
}

/// Checks that both ends of a link differ, and that a response comes after its antecedent in the total
/// order.
pub(super) fn links(timeline: &Timeline, undated: &HashSet<u32>, issues: &mut Issues) {
    for (nth, link) in timeline.links.iter().enumerate() {
        let (from, to) = (link.from, link.to);
        if from.index().max(to.index()) >= timeline.len() {
            continue; // Already reported as an unknown id.
        }
        if undated.contains(&from.0) || undated.contains(&to.0) {
            continue; // Already reported as an invalid date.
        }
        let place = format!("links/{nth}");
        let (answer, antecedent) = (timeline.event(from), timeline.event(to));
        if from == to {
            let got = format!("{} twice", answer.label());
            issues.push(Issue::new(place, got, "two different events", "link it to another event"));
        } else if link.relation.is_response() && antecedent.position() > answer.position() {
            let phrase = link.relation.phrase();
            let got = format!(
                "{} ({}) {phrase} {} ({})",
                answer.label(),
                answer.when(),
                antecedent.label(),
                antecedent.when()
            );
            let allowed = "an antecedent that comes first, with an earlier onset, or with the same onset and recorded earlier";
            issues.push(Issue::new(
                place,
                got,
                allowed,
                "give the later event a more precise date, or reverse the link",
            ));
        }
    }
}

/// Checks references against the numbers of actors and events.
struct Checker {
    actors: usize,
    events: usize,
}

impl Checker {
    fn details(&self, kind: EventKind, details: &Details, place: &Location, issues: &mut Issues) {
        check_confidence(details.confidence, "confidence", place, issues);
        check_confidence(details.attribution, "attribution", place, issues);
        check_date(details.attribution_date.as_ref(), "attribution_date", place, issues);
        check_date(details.avowal_date.as_ref(), "avowal_date", place, issues);
        if details.avowal_date.is_some() && details.avowal.is_none() {
            let remedy = "add the avowal, or leave its date out";
            let issue =
                Issue::new("avowal_date", "a date", "a date together with an avowal", remedy);
            issues.push(issue.within(place));
        }
        self.reports(&details.reports, place, issues);
        let mut total = 0;
        for (nth, candidate) in details.candidates.iter().enumerate() {
            let place = Location::from(format!("candidates/{nth}")).inside(place);
            self.actors(&candidate.actors, "source", &place, issues);
            check_confidence(Some(candidate.confidence), "confidence", &place, issues);
            total += candidate.confidence().map_or(0, |confidence| u32::from(confidence.percent()));
            if candidate.actors.is_empty() {
                issues.push(
                    Issue::new("source", "", "one or more actors", "name the actors")
                        .within(&place),
                );
            }
        }
        let mut named: Vec<(Vec<ActorId>, usize)> = Vec::with_capacity(details.candidates.len());
        for (nth, candidate) in details.candidates.iter().enumerate() {
            let mut actors = candidate.actors.clone();
            sort_distinct(&mut actors);
            named.push((actors, nth));
        }
        sort_by(&mut named, Ord::cmp);
        for pair in named.windows(2) {
            if pair[0].0 == pair[1].0 && !pair[0].0.is_empty() {
                let allowed = "candidates that differ, as they exclude one another";
                let remedy = "keep one of the two";
                let field = format!("candidates/{}/source", pair[1].1);
                let issue = Issue::new(field, "the actors of another candidate", allowed, remedy);
                issues.push(issue.within(place));
            }
        }
        if !details.candidates.is_empty() && details.attribution.is_some() {
            let allowed = "a confidence for each candidate, or sources with an attribution";
            let remedy = "state the confidence of each candidate, and leave the attribution out";
            issues.push(Issue::new("attribution", "both", allowed, remedy).within(place));
        }
        if total > 100 {
            let allowed = "at most 100 in total, as candidates exclude one another";
            issues.push(
                Issue::new("candidates", total, allowed, "lower the confidences").within(place),
            );
        }
        let mut scales = HashSet::new();
        for given in &details.levels {
            check_level(&given.scale, given.level, "levels", place, issues);
            if !scales.insert(given.scale.as_str()) {
                let (field, allowed) =
                    (format!("levels/{}", given.scale), "one level on each scale");
                issues.push(
                    Issue::new(field, given.level, allowed, "keep one of the levels").within(place),
                );
            }
        }
        let misplaced = &[
            (statement_field(details), details.statement.is_some(), EventKind::Statement),
            ("details", details.attack.is_some(), EventKind::Attack),
        ];
        for (field, present, needed) in misplaced {
            if *present && kind != *needed {
                let allowed = format!("an event that is a {needed}");
                issues.push(
                    Issue::new(*field, kind, allowed, "leave it out, or change the kind of event")
                        .within(place),
                );
            }
        }
        if let Some(attack) = &details.attack {
            let place = Location::from("details").inside(place);
            for (field, given) in &[("killed", attack.killed()), ("injured", attack.injured())] {
                check_amount(*given, u64::MAX, field, &place, issues);
            }
            for (nth, munition) in attack.munitions().iter().enumerate() {
                let place = Location::from(format!("munitions/{nth}")).inside(&place);
                check_amount(munition.launched_amount(), u64::MAX, "launched", &place, issues);
                check_amount(
                    munition.intercepted_amount(),
                    u64::MAX,
                    "intercepted",
                    &place,
                    issues,
                );
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
            let limit = if assertion.fact == Fact::ShareIntercepted { 100 } else { u64::MAX };
            check_amount(assertion.amount.as_ref(), limit, "amount", &place, issues);
            check_confidence(assertion.confidence, "confidence", &place, issues);
            check_date(assertion.date.as_ref(), "date", &place, issues);
            self.reports(&assertion.reports, &place, issues);
        }
        if let Some(time) = statement.open_for.filter(|time| *time < TimeDelta::zero()) {
            let got = format!("{} seconds", time.num_seconds());
            let issue =
                Issue::new("open_for", got, "a time of zero or more", "remove the minus sign");
            issues.push(issue.within(place));
        }
        if let Some(conditional) = &statement.conditional {
            check_date(conditional.deadline.as_ref(), "deadline", place, issues);
            let condition = if conditional.clause == Clause::Unless { "unless" } else { "if" };
            for (field, pattern) in
                [(condition, &conditional.condition), ("then", &conditional.consequence)]
            {
                let Pattern { sources, targets, answering, min_level, .. } = pattern;
                let place = Location::from(field).inside(place);
                self.actors(sources, "source", &place, issues);
                self.actors(targets, "target", &place, issues);
                if let Some(event) = answering {
                    self.event(*event, "answering", &place, issues);
                }
                if let Some((scale, least)) = min_level {
                    check_level(scale, *least, "at_least", &place, issues);
                }
            }
        }
    }

    fn reports(&self, reports: &[Report], place: &Location, issues: &mut Issues) {
        for (nth, report) in reports.iter().enumerate() {
            let place = Location::from(format!("reports/{nth}")).inside(place);
            self.actors(&report.path(), "path", &place, issues);
            self.actors(report.names().unwrap_or(&[]), "attributes_to", &place, issues);
            check_date(report.date.as_ref(), "date", &place, issues);
            check_confidence(report.extraction, "extraction", &place, issues);
        }
    }

    fn actors(&self, actors: &[ActorId], field: &str, place: &Location, issues: &mut Issues) {
        for actor in actors.iter().filter(|actor| actor.index() >= self.actors) {
            issues.push(unknown_id(field, actor).within(place));
        }
    }

    fn event(&self, event: EventId, field: &str, place: &Location, issues: &mut Issues) {
        if event.index() >= self.events {
            issues.push(unknown_id(field, event).within(place));
        }
    }
}

/// The number of kinds of membership.
const KINDS: usize = 4;

/// Returns the field of a membership in a document. It is named by the kind, and followed by an index if
/// there are several of that kind.
fn membership_field(kind: MembershipKind, nth: Option<usize>) -> String {
    let field = match kind {
        MembershipKind::PartOf => "part_of",
        MembershipKind::MemberOf => "member_of",
        MembershipKind::ActsFor => "acts_for",
        MembershipKind::LocatedIn => "located_in",
    };
    match nth {
        None => field.to_owned(),
        Some(nth) => format!("{field}/{nth}"),
    }
}

/// Returns the first field in a document that only statements may have.
fn statement_field(details: &Details) -> &'static str {
    match &details.statement {
        Some(statement) if !statement.addressees.is_empty() => "to",
        Some(statement) if !statement.about.is_empty() => "about",
        Some(statement) if !statement.assertions.is_empty() => "asserts",
        Some(statement) if statement.conditional.is_some() => "then",
        Some(statement) if statement.open_for.is_some() => "open_for",
        _ => "statement",
    }
}

/// Reports a date that could not be read.
fn check_date(date: Option<&ParsedWhen>, field: &str, place: &Location, issues: &mut Issues) {
    if let Some(Err(error)) = date {
        issues.absorb(error, &Location::from(field).inside(place));
    }
}

/// Checks that the bounds of an amount are in order and at most `limit`.
fn check_amount(
    given: Option<&Amount>,
    limit: u64,
    field: &str,
    place: &Location,
    issues: &mut Issues,
) {
    let Some(given) = given else { return };
    let (least, greatest) = (given.least().unwrap_or(0), given.most().unwrap_or(limit));
    if least > greatest || greatest > limit {
        let got = format!("{least} to {greatest}");
        let allowed = match limit {
            100 => "a share from 0 to 100 percent, with the lower bound first",
            _ => "a lower bound that is at most the upper bound",
        };
        issues.push(Issue::new(field, got, allowed, "swap or correct the bounds").within(place));
    }
}

/// Checks that a scale has a level.
fn check_level(
    scale: &ScaleName,
    level: Level,
    field: &str,
    place: &Location,
    issues: &mut Issues,
) {
    if let Some(allowed) = scale::violated_range(scale.as_str(), level) {
        let remedy = "correct the level or the scale, or leave the level out";
        issues.push(Issue::new(format!("{field}/{scale}"), level, allowed, remedy).within(place));
    }
}

/// Checks that a confidence is 0 to 100 percent.
fn check_confidence(
    given: Option<GivenConfidence>,
    field: &str,
    place: &Location,
    issues: &mut Issues,
) {
    if let Some(GivenConfidence::Percent(percent)) = given
        && !u8::try_from(percent).is_ok_and(|percent| Confidence::new(percent).is_ok())
    {
        let remedy = "write it in percent, or leave it out if it is not stated";
        issues.push(Issue::new(field, percent, "0 to 100", remedy).within(place));
    }
}
