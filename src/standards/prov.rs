//! Export to PROV-JSON: who reported what, and from whom they received it.

use serde_json::{Map, Value, json};

use super::export::{Export, exact_instant, without_missing};
use crate::{
    model::{
        ActorId, ActorKind, Assertion, Confidence, EventId, Link, LinkId, MembershipKind, Origin,
        Report,
    },
    timeline::EventRef,
};

/// The sections of a document. Each section maps ids to records.
#[derive(Default)]
struct Document(Map<String, Value>);

impl Document {
    fn add(&mut self, section: &str, id: String, record: Value) {
        let records = self.0.entry(section).or_insert_with(|| Value::Object(Map::new()));
        if let Some(records) = records.as_object_mut() {
            records.insert(id, record);
        }
    }

    /// Adds a relation that no other record refers to, numbered within its section.
    fn relate(&mut self, section: &str, record: Value) {
        let count = self.0.get(section).and_then(Value::as_object).map_or(0, Map::len);
        let letter = match section {
            "wasAttributedTo" => 'a',
            "wasDerivedFrom" => 'd',
            "wasGeneratedBy" => 'g',
            "wasAssociatedWith" => 's',
            "actedOnBehalfOf" => 'b',
            _ => 'i',
        };
        self.add(section, format!("_:{letter}{count}"), record);
    }
}

fn actor_name(id: ActorId) -> String {
    format!("ex:actor-{}", id.index())
}

fn event_name(id: EventId) -> String {
    format!("ex:event-{}", id.index())
}

const PUBLIC_RECORD: &str = "ex:public-record";
const CODER: &str = "ex:coder";

impl Export<'_> {
    /// Exports the view as PROV-JSON.
    ///
    /// Actors become agents, events become activities, and reports and assertions become entities.
    /// Records are numbered like those of the timeline. Terms that PROV lacks have the prefix
    /// `esc:`.
    ///
    /// See [`Export`] for an example.
    pub fn prov(&self) -> Value {
        let mut document = Document::default();
        let prefixes = [
            ("ex", self.base.as_str()),
            ("esc", "https://docs.rs/escalade/latest/escalade/standards/#"),
        ];
        for (prefix, address) in prefixes {
            document.add("prefix", prefix.to_owned(), json!(address));
        }
        for (id, label) in [(PUBLIC_RECORD, "public record"), (CODER, "the coder")] {
            document.add("agent", id.to_owned(), json!({ "prov:label": label }));
        }
        self.add_actors(&mut document);
        for event in self.view.events() {
            self.add_event(&mut document, event);
        }
        for (id, link) in self.view.links() {
            self.add_link(&mut document, id, link);
        }
        Value::Object(document.0)
    }

    fn add_actors(&self, document: &mut Document) {
        for one in self.timeline().actors() {
            let names = one.names().iter().map(|(tag, name)| json!({ "$": name, "lang": tag }));
            let mut labels: Vec<Value> = names.collect();
            if labels.is_empty() {
                labels.push(json!(one.key()));
            }
            let kind = match one.kind() {
                ActorKind::Person => "prov:Person",
                _ => "prov:Organization",
            };
            let kind = json!({ "$": kind, "type": "prov:QUALIFIED_NAME" });
            let record = json!({ "prov:type": kind, "prov:label": labels, "esc:key": one.key() });
            document.add("agent", actor_name(one.id()), record);
            for membership in one.memberships() {
                if matches!(membership.kind(), MembershipKind::PartOf | MembershipKind::ActsFor) {
                    let (delegate, whole) = (actor_name(one.id()), actor_name(membership.of()));
                    let record = json!({ "prov:delegate": delegate, "prov:responsible": whole });
                    document.relate("actedOnBehalfOf", record);
                }
            }
        }
    }

    fn add_event(&self, document: &mut Document, event: EventRef<'_>) {
        let id = event_name(event.id());
        let mut record = json!({
            "prov:label": event.label(),
            "esc:what": event.act().to_string(),
            "esc:when": event.when().to_string(),
            "esc:text": self.description(event),
            "esc:target": self.keys(event.targets()),
        });
        record["prov:startTime"] = json!(exact_instant(event));
        record["esc:confidence"] = json!(event.confidence().map(Confidence::percent));
        let candidates = event.candidates().iter().map(|one| {
            let confidence =
                one.confidence().map_or(String::new(), |percent| format!(" ({percent})"));
            format!("{}{confidence}", self.joined_keys(one.actors()))
        });
        record["esc:candidate"] = json!(candidates.collect::<Vec<_>>());
        document.add("activity", id.clone(), without_missing(record));
        if event.candidates().is_empty() {
            for source in event.sources() {
                let mut record = json!({ "prov:activity": id, "prov:agent": actor_name(*source) });
                record["esc:confidence"] = json!(event.attribution().map(Confidence::percent));
                document.relate("wasAssociatedWith", without_missing(record));
            }
        }
        for (nth, report) in self.visible_reports(event.reports()) {
            self.add_report(document, &format!("{id}-report-{nth}"), report, &id);
        }
        for (nth, assertion) in self.view.assertions(event).enumerate() {
            self.add_assertion(document, event, &format!("{id}-claim-{nth}"), assertion);
        }
    }

    fn add_assertion(
        &self,
        document: &mut Document,
        event: EventRef<'_>,
        claim: &str,
        assertion: &Assertion,
    ) {
        let mut record = json!({
            "prov:type": "esc:Claim",
            "esc:fact": assertion.fact(),
            "esc:denied": assertion.is_denial(),
            "esc:amount": assertion.amount().map(ToString::to_string),
            "esc:outcome": assertion.outcome(),
            "esc:words": assertion.words(),
            "esc:by": self.keys(assertion.actors()),
        });
        record["esc:confidence"] = json!(assertion.confidence().map(Confidence::percent));
        let subjects = event.statement().map_or(&[][..], |said| said.subjects()).iter();
        let subjects = subjects.map(|subject| event_name(*subject));
        record["esc:about"] = json!(subjects.collect::<Vec<_>>());
        document.add("entity", claim.to_owned(), without_missing(record));
        document.relate(
            "wasGeneratedBy",
            json!({ "prov:entity": claim, "prov:activity": event_name(event.id()) }),
        );
        for source in event.sources() {
            attribute(document, claim, &actor_name(*source));
        }
        for (nth, report) in self.visible_reports(assertion.reports()) {
            self.add_report(document, &format!("{claim}-report-{nth}"), report, claim);
        }
    }

    fn add_link(&self, document: &mut Document, id: LinkId, link: &Link) {
        let [later, earlier] = [link.from(), link.to()].map(event_name);
        let mut record = json!({
            "prov:influencee": later,
            "prov:influencer": earlier,
            "esc:relation": link.relation(),
            "esc:asserted-by": link.asserters().iter().map(|one| actor_name(*one)).collect::<Vec<_>>(),
        });
        record["esc:confidence"] = json!(link.confidence().map(Confidence::percent));
        let id = format!("ex:link-{}", id.index());
        document.add("wasInfluencedBy", id.clone(), without_missing(record));
        // PROV reports are about records, and a relation is not a record. So the content of the
        // link becomes an entity.
        let content = format!("{id}-said");
        document.add("entity", content.clone(), json!({ "prov:type": "esc:Link", "prov:label": link.relation().phrase(), "esc:from": later, "esc:to": earlier }));
        for asserter in link.asserters() {
            attribute(document, &content, &actor_name(*asserter));
        }
        if link.asserters().is_empty()
            && link.reports().iter().all(|one| one.origin() == Origin::Coder)
        {
            attribute(document, &content, CODER);
        }
        for (nth, report) in self.visible_reports(link.reports()) {
            self.add_report(document, &format!("{id}-report-{nth}"), report, &content);
        }
    }

    fn keys(&self, actors: &[ActorId]) -> Vec<&str> {
        actors.iter().map(|one| self.timeline().actor(*one).key()).collect()
    }

    /// Adds a report, which is attributed to its outlet and derived from the accounts of relayed
    /// and quoted actors.
    fn add_report(&self, document: &mut Document, id: &str, report: &Report, of: &str) {
        let outlet = match report.origin() {
            Origin::Outlet(outlet) => actor_name(outlet),
            _ => PUBLIC_RECORD.to_owned(),
        };
        let mut record = json!({
            "prov:type": "esc:Report",
            "esc:words": report.words(),
            "esc:url": report.url(),
            "esc:date": report.date().map(ToString::to_string),
            "esc:reliability": report.reliability(),
        });
        record["esc:credibility"] = json!(report.credibility().map(u8::from));
        document.add("entity", id.to_owned(), without_missing(record));
        attribute(document, id, &outlet);
        document.relate("wasInfluencedBy", json!({ "prov:influencee": id, "prov:influencer": of }));
        let reporters = report.relays().iter().chain(report.speakers()).enumerate();
        let mut derived = id.to_owned();
        for (nth, reporter) in reporters {
            let account = format!("{id}-account-{}", nth + 1);
            document.add("entity", account.clone(), json!({ "prov:type": "esc:Account" }));
            attribute(document, &account, &actor_name(*reporter));
            let mut record = json!({ "prov:generatedEntity": derived, "prov:usedEntity": account });
            if nth >= report.relays().len() {
                let source = json!({ "$": "prov:PrimarySource", "type": "prov:QUALIFIED_NAME" });
                record["prov:type"] = source;
            }
            document.relate("wasDerivedFrom", record);
            // Relays form a sequence, each with the next as its source. Speakers are all sources of
            // the last relay.
            if nth < report.relays().len() {
                derived = account;
            }
        }
    }
}

fn attribute(document: &mut Document, entity: &str, agent: &str) {
    let record = json!({ "prov:entity": entity, "prov:agent": agent });
    document.relate("wasAttributedTo", record);
}
