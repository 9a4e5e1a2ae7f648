//! STIX 2.1 bundles (OASIS, 2021): incidents with their sightings and attributions, notes, and reports of them.
//!
//! All objects of a bundle are listed before events are added, since an incident has neither a time nor parties of its
//! own: sightings and relationships give them.

use std::borrow::Cow;

use super::{
    super::{
        ingest::Ingest,
        json_value::{parse, read_text},
        naming::Naming,
        reader::{Input, Reader},
    },
    objects::{EventObject, Objects, Party},
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{
        Act, ActorId, ActorKind, Event, EventId, EventKind, Link, Means, MembershipKind, Relation,
        Report, SpeechAct, Statement, When,
    },
    sorting::sort_by,
    states::State,
};

/// The relations of links.
const RELATIONS: [Relation; 7] = [
    Relation::RespondsTo,
    Relation::RetaliatesFor,
    Relation::CarriesOut,
    Relation::PartOf,
    Relation::About,
    Relation::Denies,
    Relation::Corroborates,
];

/// The greatest number of sources and targets of one event.
const MOST_PARTIES: usize = 4096;

/// The reader of STIX bundles.
pub(in super::super) struct Stix;

impl Reader for Stix {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let text = read_text(input, ingest.options.largest_document)?;
        let file = Location::in_file(input.name);
        let bundle = parse(&text, &file)?;
        let Some((_, list)) = bundle.members().find(|(key, _)| key == "objects") else {
            // A bundle may have no objects.
            if bundle.members().any(|(key, _)| key == "id") {
                return Ok(());
            }
            let allowed = "a bundle with a list of `objects`";
            let issue = Issue::new(file, "a bundle without it", allowed, "export it again");
            return Err(Issues::from(issue).into_error(ErrorKind::Input));
        };
        let objects = Objects::of(list);
        let mut added = Added { events: vec![None; objects.len()], ..Added::default() };
        for nth in 0..objects.len() {
            let kind = objects.kind(nth);
            let is_sighting = kind == "sighting" && objects.sighted_actor(nth).is_some();
            if !is_sighting && !matches!(kind, "incident" | "note") {
                added.count_unread(kind, &objects, nth);
                continue;
            }
            ingest.count_rows(1);
            let mut issues = Vec::new();
            match event(&objects, nth, &added, &mut issues, ingest) {
                Some((event, is_guess)) => {
                    added.guessed_acts += u64::from(is_guess);
                    let id = ingest.builder.add_event(event);
                    let key = objects.key(nth).filter(|_| !ingest.options.without_ids);
                    if let Some(key) = key.filter(|key| ingest.builder.event_by_key(key).is_none())
                    {
                        ingest.name(id, Some(&key));
                    }
                    added.events[nth] = Some(id);
                }
                None => {
                    let at = Location::from(format!("objects/{nth}"));
                    let at = at.inside(&file.clone().at_line(objects.span(nth).line()));
                    ingest.skip_record(&at, issues);
                }
            }
        }
        add_relations(&objects, &added, ingest);
        added.report(input.name, ingest);
        Ok(())
    }
}

/// The events added so far, and counts for the report.
#[derive(Default)]
struct Added {
    /// By object, its event.
    events: Vec<Option<EventId>>,
    guessed_acts: u64,
    /// Types of objects that are not read, with their number.
    unread: Vec<(String, u64)>,
}

impl Added {
    /// Counts an object that becomes no part of the timeline.
    fn count_unread(&mut self, kind: &str, objects: &Objects<'_>, nth: usize) {
        let is_read = match kind {
            "identity" | "threat-actor" | "intrusion-set" | "relationship" | "report" => true,
            "sighting" => objects.sighted_incident(nth).is_some(),
            "opinion" => objects.repeats_a_note(nth),
            _ => false,
        };
        if is_read {
            return;
        }
        // A bundle has few types; a hostile one may have many.
        const MOST_TYPES: usize = 20;
        let known = self.unread.iter().position(|(known, _)| known == kind);
        match known {
            Some(at) => self.unread[at].1 += 1,
            None if self.unread.len() < MOST_TYPES => self.unread.push((kind.to_owned(), 1)),
            None => {}
        }
    }

    fn report(&self, name: &str, ingest: &mut Ingest<'_>) {
        if self.guessed_acts > 0 {
            ingest.note_decision(format!(
                "{name}: {} incidents and sightings are taken as attacks of unspecified means, since no label says what they are",
                self.guessed_acts
            ));
        }
        for (kind, count) in &self.unread {
            ingest.note_decision(format!("{name}: {count} objects of type `{kind}` are not read"));
        }
    }
}

/// Returns the event of an object, and whether what it is was guessed. Returns `None` and adds an issue if its time is
/// unknown.
fn event(
    objects: &Objects<'_>,
    nth: usize,
    added: &Added,
    issues: &mut Vec<Issue>,
    ingest: &mut Ingest<'_>,
) -> Option<(Event, bool)> {
    let EventObject { when, text, act, mut targets, sources } = objects.event(nth);
    sort_by(&mut targets, usize::cmp);
    targets.dedup();
    if sources.len() + targets.len() > MOST_PARTIES {
        let allowed = format!("at most {MOST_PARTIES} sources and targets of one event");
        issues.push(Issue::new("", sources.len() + targets.len(), allowed, "leave some out"));
        return None;
    }
    let Some(when) = when.and_then(|when| when.parse::<When>().ok()) else {
        let allowed = "a sighting of it with `first_seen`, or a description that begins with its date and a colon";
        let remedy =
            "add a sighting: `created` is when the record was written, not when it happened";
        issues.push(Issue::new("", "no time", allowed, remedy));
        return None;
    };
    let (act, is_guess) = match act {
        Some(act) => (act, false),
        None if objects.kind(nth) == "note" => {
            let speech = if objects.is_denied(nth) { SpeechAct::Deny } else { SpeechAct::Comment };
            (Act::Statement(speech), false)
        }
        None => (Act::Attack(Means::Unspecified), true),
    };
    let mut event = match act {
        Act::Attack(means) => Event::attack((), when, means),
        Act::Action(kind) => Event::action((), when, kind),
        Act::Statement(speech) => Event::statement((), when, speech),
    };
    let confidence = |party: &Party| party.confidence.map(i64::from);
    let all: i64 = sources.iter().filter_map(confidence).sum();
    let is_one_claim = sources.windows(2).all(|pair| pair[0].confidence == pair[1].confidence);
    match &sources[..] {
        [] => {}
        // Candidates exclude one another: attributions of different confidence, which together are at most certain.
        [_, _, ..] if !is_one_claim && all <= 100 => {
            for party in &sources {
                let actor = actor(objects, party.object, ingest);
                if let Some(percent) = confidence(party) {
                    event = event.with_candidate(actor, percent);
                }
            }
            let what = "attributed to several with different confidences, taken as candidates that exclude one another";
            let written = objects.id(nth);
            let place = (file_name(ingest).to_owned(), objects.span(nth).line());
            ingest.guesses.count(what, (&place.0, place.1), "attributed-to", written.as_bytes());
        }
        parties => {
            let mut actors = Vec::new();
            for party in parties {
                actors.push(actor(objects, party.object, ingest));
            }
            event.sources = actors;
            let least = parties.iter().filter_map(confidence).min();
            if let Some(percent) = least.filter(|_| !matches!(act, Act::Statement(_))) {
                event = event.with_attribution(percent);
            }
        }
    }
    for target in targets {
        let target = actor(objects, target, ingest);
        if !event.targets.contains(&target) {
            event.targets.push(target);
        }
    }
    if let Some(percent) = objects.percent(nth) {
        event = event.with_confidence(i64::from(percent));
    }
    if act.kind() == EventKind::Statement {
        let mut subjects = objects.references(nth);
        sort_by(&mut subjects, usize::cmp);
        subjects.dedup();
        if subjects.len() > MOST_PARTIES {
            let allowed = format!("at most {MOST_PARTIES} objects that a note is about");
            issues.push(Issue::new("object_refs", subjects.len(), allowed, "leave some out"));
            return None;
        }
        let mut statement = Statement::new();
        for subject in subjects {
            if let Some(Some(subject)) = added.events.get(subject) {
                statement = statement.and_about(*subject);
            }
        }
        if !statement.subjects().is_empty() {
            event = event.with_statement(statement);
        }
    }
    if let Some(text) = text.filter(|text| !text.trim_ascii().is_empty()) {
        event = event.with_text(text);
    }
    for report in objects.reports_of(nth) {
        event = event.with_report(self::report(objects, report, ingest));
    }
    Some((event, is_guess))
}

fn file_name<'i>(ingest: &'i Ingest<'_>) -> &'i str {
    ingest.files.last().map_or("", |file| &file.name)
}

/// Returns the report in an object, by its author.
fn report(objects: &Objects<'_>, nth: usize, ingest: &mut Ingest<'_>) -> Report {
    let author = objects.author(nth).filter(|author| !objects.is_public_record(*author));
    let mut report = match author {
        Some(author) => Report::by(actor(objects, author, ingest)),
        None => Report::public_record(),
    };
    if let Some(when) = objects.text(nth, "published").and_then(|text| text.parse::<When>().ok()) {
        report = report.dated(when);
    }
    if let Some(url) = objects.url(nth) {
        report = report.with_url(url);
    }
    report
}

/// Returns the actor of an identity, a threat actor or an intrusion set.
fn actor(objects: &Objects<'_>, nth: usize, ingest: &mut Ingest<'_>) -> ActorId {
    const MAX_NAME_BYTES: usize = 512;
    let name = objects.text(nth, "name").unwrap_or(Cow::Borrowed(""));
    let key = objects.key(nth);
    let mut written = key.as_deref().unwrap_or(&name).trim_ascii();
    if written.is_empty() || written.len() > MAX_NAME_BYTES {
        written = objects.id(nth);
    }
    let kind = match objects.text(nth, "identity_class").as_deref() {
        Some("individual") => ActorKind::Person,
        Some("class") => ActorKind::Civilians,
        Some("group") => ActorKind::ArmedGroup,
        _ => ActorKind::Unspecified,
    };
    // The key of a state in an export of this crate, which as a name would be another actor.
    let state = key.as_deref().and_then(State::by_key);
    let id = match state {
        Some(state) => ingest.actor(Naming::Name, &format!("state:{}", state.key())),
        None => ingest.actor(Naming::Name, written),
    };
    let name = if *name == *written { "" } else { name.trim_ascii() };
    if kind != ActorKind::Unspecified || !name.is_empty() {
        ingest.builder.describe_actor(id, kind, name);
    }
    id
}

/// Adds the links and memberships that relationships declare.
fn add_relations(objects: &Objects<'_>, added: &Added, ingest: &mut Ingest<'_>) {
    for nth in 0..objects.len() {
        if objects.kind(nth) != "relationship" {
            continue;
        }
        let Some((relation, from, to)) = objects.relationship(nth) else { continue };
        if let (Some(Some(from)), Some(Some(to))) = (added.events.get(from), added.events.get(to)) {
            let relation = RELATIONS.iter().find(|known| {
                known.phrase().replace(' ', "-").trim_start_matches("is-") == relation
            });
            let Some(relation) = relation else { continue };
            let mut link = Link::new(*from, *relation, *to);
            if let Some(percent) = objects.percent(nth) {
                link = link.with_confidence(i64::from(percent));
            }
            if let Some(author) = objects.author(nth).filter(|author| !objects.is_coder(*author)) {
                link = link.asserted_by(actor(objects, author, ingest));
            }
            let place = Location::in_file(file_name(ingest)).at_line(objects.span(nth).line());
            ingest.locate_link(place);
            ingest.builder.add_link_draft(link);
            continue;
        }
        let kind = match &*relation {
            "part-of" => MembershipKind::PartOf,
            "member-of" => MembershipKind::MemberOf,
            "acts-for" => MembershipKind::ActsFor,
            "located-in" => MembershipKind::LocatedIn,
            _ => continue,
        };
        if objects.is_actor(from) && objects.is_actor(to) {
            let (member, whole) = (actor(objects, from, ingest), actor(objects, to, ingest));
            ingest.add_membership(member, kind, whole);
        }
    }
}
