//! Export to STIX 2.1: identities, incidents, reports, notes, opinions and relationships.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    export::{Export, is_statement, without_missing},
    schema_org::assertion_text,
};
use crate::{
    model::{
        Act, ActorId, ActorKind, Assertion, Confidence, Credibility, EventId, MembershipKind,
        Origin, Relation, Report, SpeechAct, When,
    },
    timeline::EventRef,
};

const CODER: &str = "coder";
const PUBLIC_RECORD: &str = "public-record";

impl<'t> Export<'t> {
    /// Exports the view as a STIX 2.1 bundle.
    ///
    /// All objects are created and modified at the time of the export. A report without a date
    /// counts as published then too, since STIX requires a date.
    ///
    /// ```
    /// # use chrono::DateTime;
    /// # use escalade::{Actor, Event, Means, Timeline, standards::Export};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b, c] = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
    /// let bomb = Event::attack((), "2024-04-01", Means::Bombing).against(c).with_key("bomb");
    /// builder.add_event(bomb.with_candidate(a, 60).with_candidate(b, 30));
    /// let timeline = builder.build()?;
    /// let bundle = Export::new(timeline.view(), "https://example.org/", DateTime::UNIX_EPOCH).stix();
    /// let blamed = bundle["objects"].as_array().unwrap().iter();
    /// let blamed = blamed.filter(|one| one["relationship_type"] == "attributed-to");
    /// assert!(blamed.map(|one| one["confidence"].as_u64().unwrap()).eq([60, 30]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn stix(&self) -> Value {
        let mut objects = vec![
            self.object(
                "identity",
                CODER,
                json!({ "name": "the coder", "identity_class": "unknown" }),
            ),
            self.object(
                "identity",
                PUBLIC_RECORD,
                json!({ "name": "public record", "identity_class": "unknown" }),
            ),
        ];
        for actor in self.timeline().actors() {
            objects.push(self.identity(actor.id()));
        }
        for actor in self.timeline().actors() {
            for (nth, membership) in actor.memberships().iter().enumerate() {
                let relation = match membership.kind() {
                    MembershipKind::PartOf => "part-of",
                    MembershipKind::MemberOf => "member-of",
                    MembershipKind::ActsFor => "acts-for",
                    MembershipKind::LocatedIn => "located-in",
                };
                let ends = (self.actor_id(actor.id()), self.actor_id(membership.of()));
                let name = format!("actor/{}/{relation}/{nth}", actor.key());
                objects.push(self.relationship(&name, relation, ends, None, CODER));
            }
        }
        for event in self.view.events() {
            self.event_objects(&mut objects, event);
        }
        for (id, link) in self.view.links() {
            let relation = link.relation().phrase().replace(' ', "-");
            let relation = relation.trim_start_matches("is-");
            let ends = (self.event_id(link.from()), self.event_id(link.to()));
            let [from, to] = [link.from(), link.to()].map(|end| self.timeline().event(end).label());
            let name = format!("link/{from}/{relation}/{to}/{}", id.index());
            let by = self.by(link.asserters());
            let relationship = self.relationship(&name, relation, ends, link.confidence(), &by);
            let related = relationship["id"].clone();
            objects.push(relationship);
            if link.relation() == Relation::Denies {
                objects.push(self.opinion(&name, link.from(), &[self.event_id(link.to())]));
            }
            for (nth, report) in self.visible_reports(link.reports()) {
                objects.push(self.report(&format!("{name}/report/{nth}"), report, related.clone()));
            }
        }
        let id = self.id("bundle", "bundle");
        json!({ "type": "bundle", "id": id, "objects": objects })
    }

    fn event_objects(&self, objects: &mut Vec<Value>, event: EventRef<'t>) {
        let name = format!("event/{}", event.label());
        let description = format!("{}: {}", event.when(), self.description(event));
        if is_statement(event) {
            self.note_objects(objects, event, &name, description);
        } else {
            self.incident_objects(objects, event, &name, &description);
        }
        let id = json!(self.event_id(event.id()));
        for (nth, report) in self.visible_reports(event.reports()) {
            objects.push(self.report(&format!("{name}/report/{nth}"), report, id.clone()));
        }
    }

    /// Adds the note of a statement, and an opinion if the statement denies something.
    fn note_objects(
        &self,
        objects: &mut Vec<Value>,
        event: EventRef<'t>,
        name: &str,
        description: String,
    ) {
        let subjects = event.statement().map_or(&[][..], |said| said.subjects());
        let is_visible = |subject: &&EventId| self.view.contains(self.timeline().event(**subject));
        let mut refs: Vec<_> =
            subjects.iter().filter(is_visible).map(|subject| self.event_id(*subject)).collect();
        // A note must refer to at least one object.
        if refs.is_empty() {
            let parties = event.sources().iter().chain(event.targets());
            refs.extend(parties.map(|actor| self.actor_id(*actor)));
        }
        if refs.is_empty() {
            refs.push(self.id("identity", CODER));
        }
        refs.sort_unstable();
        refs.dedup();
        let assertions = self.view.assertions(event);
        let assertions = assertions.map(|one| assertion_text(one, &self.joined_keys(one.actors())));
        let lines: Vec<_> = std::iter::once(description).chain(assertions).collect();
        let authors = event.sources().iter().map(|one| self.joined_keys(&[*one]));
        let mut record = json!({ "content": lines.join("\n"), "object_refs": refs });
        record["authors"] = json!(authors.collect::<Vec<_>>());
        record["abstract"] = json!(event.label());
        record["labels"] = json!([event.act().to_string()]);
        record["external_references"] = json!(event.key().map(own_reference));
        record["confidence"] = json!(event.confidence().map(Confidence::percent));
        objects.push(self.object_by("note", name, &self.by(event.sources()), record));
        let is_denial = event.act() == Act::Statement(SpeechAct::Deny);
        let denies = is_denial || self.view.assertions(event).any(Assertion::is_denial);
        if denies && !subjects.is_empty() {
            objects.push(self.opinion(name, event.id(), &refs));
        }
    }

    /// Adds the incident of an attack or action, with its relationships to authors and targets.
    fn incident_objects(
        &self,
        objects: &mut Vec<Value>,
        event: EventRef<'t>,
        name: &str,
        description: &str,
    ) {
        let id = self.event_id(event.id());
        let mut record = json!({ "name": event.label(), "description": description });
        record["labels"] = json!([event.act().to_string()]);
        record["external_references"] = json!(event.key().map(own_reference));
        record["confidence"] = json!(event.confidence().map(Confidence::percent));
        objects.push(self.object("incident", name, record));
        let authors: Vec<_> = match event.candidates() {
            [] => vec![(event.sources(), event.attribution())],
            some => some.iter().map(|one| (one.actors(), one.confidence())).collect(),
        };
        for (nth, (actors, confidence)) in authors.into_iter().enumerate() {
            for actor in actors {
                let ends = (id.clone(), self.actor_id(*actor));
                let name = format!("{name}/attributed-to/{nth}/{}", self.joined_keys(&[*actor]));
                let relation = "attributed-to";
                objects.push(self.relationship(&name, relation, ends, confidence, CODER));
            }
        }
        for actor in event.targets() {
            let ends = (id.clone(), self.actor_id(*actor));
            let name = format!("{name}/targets/{}", self.joined_keys(&[*actor]));
            objects.push(self.relationship(&name, "targets", ends, None, CODER));
        }
    }

    fn identity(&self, id: ActorId) -> Value {
        let actor = self.timeline().actor(id);
        let class = match actor.kind() {
            ActorKind::Person => "individual",
            ActorKind::Civilians => "class",
            ActorKind::ArmedGroup | ActorKind::InternationalBody => "group",
            ActorKind::Unspecified => "unknown",
            _ => "organization",
        };
        let mut record = json!({ "name": actor.name_in("en"), "identity_class": class });
        record["description"] = json!(actor.note());
        record["external_references"] = own_reference(actor.key());
        self.object("identity", &format!("actor/{}", actor.key()), record)
    }

    fn report(&self, name: &str, report: &Report, of: Value) -> Value {
        let path = self.timeline().path_in_words(report, "");
        let mut reporters: Vec<_> =
            report.path().into_iter().map(|one| json!(self.actor_id(one))).collect();
        reporters.dedup();
        let refs: Vec<_> = std::iter::once(of).chain(reporters).collect();
        let published = report.date().map_or(self.made, When::earliest);
        let words = report.words().map_or(String::new(), |words| format!(": «{words}»"));
        let reliability = report.reliability();
        let reliability = reliability.map_or(String::new(), |one| format!(", reliability {one:?}"));
        let mut record =
            json!({ "name": path, "published": milliseconds(published), "object_refs": refs });
        record["description"] = json!(format!("{path}{reliability}{words}"));
        let credible = report.credibility().and_then(Credibility::confidence);
        record["confidence"] = json!(credible.map(Confidence::percent));
        let link = |url| json!([{ "source_name": path, "url": url }]);
        record["external_references"] = json!(report.url().map(link));
        let by = match report.origin() {
            Origin::Outlet(outlet) => self.by(&[outlet]),
            _ => PUBLIC_RECORD.to_owned(),
        };
        self.object_by("report", name, &by, record)
    }

    fn opinion(&self, name: &str, statement: EventId, of: &[String]) -> Value {
        let statement = self.view.as_seen(self.timeline().event(statement));
        let mut record = json!({ "opinion": "strongly-disagree", "object_refs": of });
        record["explanation"] = json!(self.description(statement));
        self.object_by("opinion", name, &self.by(statement.sources()), record)
    }

    fn relationship(
        &self,
        name: &str,
        relation: &str,
        (from, to): (String, String),
        confidence: Option<Confidence>,
        by: &str,
    ) -> Value {
        let mut record =
            json!({ "relationship_type": relation, "source_ref": from, "target_ref": to });
        record["confidence"] = json!(confidence.map(Confidence::percent));
        self.object_by("relationship", name, by, record)
    }

    /// Returns the name of the object that represents the first of the actors, or the coder if
    /// there is none.
    fn by(&self, actors: &[ActorId]) -> String {
        actors
            .first()
            .map_or(CODER.to_owned(), |actor| format!("actor/{}", self.joined_keys(&[*actor])))
    }

    fn object(&self, kind: &str, name: &str, record: Value) -> Value {
        self.object_by(kind, name, CODER, record)
    }

    fn object_by(&self, kind: &str, name: &str, by: &str, mut record: Value) -> Value {
        let made = milliseconds(self.made);
        record["type"] = json!(kind);
        record["spec_version"] = json!("2.1");
        record["id"] = json!(self.id(kind, name));
        record["created"] = json!(made);
        record["modified"] = json!(made);
        if kind != "identity" {
            record["created_by_ref"] = json!(self.id("identity", by));
        }
        without_missing(record)
    }

    fn actor_id(&self, actor: ActorId) -> String {
        self.id("identity", &format!("actor/{}", self.timeline().actor(actor).key()))
    }

    fn event_id(&self, event: EventId) -> String {
        let event = self.timeline().event(event);
        let kind = if is_statement(event) { "note" } else { "incident" };
        self.id(kind, &format!("event/{}", event.label()))
    }

    /// Returns an id: a version 5 UUID of a name under the base address.
    fn id(&self, kind: &str, name: &str) -> String {
        let base = Uuid::new_v5(&Uuid::NAMESPACE_URL, self.base.as_bytes());
        format!("{kind}--{}", Uuid::new_v5(&base, name.as_bytes()))
    }
}

/// Returns the list of external references with the key of a record.
fn own_reference(key: &str) -> Value {
    json!([{ "source_name": "escalade", "external_id": key }])
}

/// Formats an instant with milliseconds, as STIX requires for creation times.
fn milliseconds(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
