//! PROV-JSON: who told what, and from whom they had it.

use serde_json::{Map, Value, json};

use super::{Export, exact};
use crate::model::{ActorId, ActorKind, Confidence, MembershipKind, Origin, Report};

/// The sections of a document, each with its records by id.
#[derive(Default)]
struct Document(Map<String, Value>);

impl Document {
    fn add(&mut self, section: &str, id: String, record: Value) {
        let records = self.0.entry(section).or_insert_with(|| Value::Object(Map::new()));
        if let Some(records) = records.as_object_mut() {
            records.insert(id, record);
        }
    }

    /// A relation that nothing points at, numbered in its section.
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

fn actor(id: ActorId) -> String {
    format!("ex:actor-{}", id.index())
}

const PUBLIC_RECORD: &str = "ex:public-record";
const CODER: &str = "ex:coder";

impl Export<'_> {
    /// As PROV-JSON: actors are agents, events activities, reports and assertions entities. Records are
    /// numbered as the timeline numbers them; `esc:` holds what PROV has no word for.
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
            document.add("agent", actor(one.id()), record);
            for membership in one.memberships() {
                if matches!(membership.kind(), MembershipKind::PartOf | MembershipKind::ActsFor) {
                    let (delegate, whole) = (actor(one.id()), actor(membership.of()));
                    let record = json!({ "prov:delegate": delegate, "prov:responsible": whole });
                    document.relate("actedOnBehalfOf", record);
                }
            }
        }
        for event in self.view.events() {
            let id = format!("ex:event-{}", event.id().index());
            let keys = |actors: &[ActorId]| {
                actors.iter().map(|one| self.timeline().actor(*one).key()).collect::<Vec<_>>()
            };
            let mut record = json!({
                "prov:label": event.label(),
                "esc:what": event.act().to_string(),
                "esc:when": event.when().to_string(),
                "esc:text": self.words(event),
                "esc:target": keys(event.targets()),
            });
            record["prov:startTime"] = json!(exact(event));
            record["esc:confidence"] = json!(event.confidence().map(Confidence::percent));
            let candidates = event.candidates().iter().map(|one| {
                let sure = one.confidence().map_or(String::new(), |sure| format!(" ({sure})"));
                format!("{}{sure}", self.keys(one.actors()))
            });
            record["esc:candidate"] = json!(candidates.collect::<Vec<_>>());
            document.add("activity", id.clone(), without_gaps(record));
            if event.candidates().is_empty() {
                for source in event.sources() {
                    let mut record = json!({ "prov:activity": id, "prov:agent": actor(*source) });
                    record["esc:confidence"] = json!(event.attribution().map(Confidence::percent));
                    document.relate("wasAssociatedWith", without_gaps(record));
                }
            }
            for (nth, report) in self.told(event.reports()) {
                self.tell(&mut document, &format!("{id}-report-{nth}"), report, &id);
            }
            for (nth, said) in self.view.assertions(event).enumerate() {
                let claim = format!("{id}-claim-{nth}");
                let mut record = json!({
                    "prov:type": "esc:Claim",
                    "esc:fact": said.fact(),
                    "esc:denied": said.is_denial(),
                    "esc:amount": said.amount().map(ToString::to_string),
                    "esc:outcome": said.outcome(),
                    "esc:words": said.words(),
                    "esc:by": keys(said.actors()),
                });
                record["esc:confidence"] = json!(said.confidence().map(Confidence::percent));
                let subjects = event.said().map_or(&[][..], |said| said.subjects()).iter();
                let subjects = subjects.map(|subject| format!("ex:event-{}", subject.index()));
                record["esc:about"] = json!(subjects.collect::<Vec<_>>());
                document.add("entity", claim.clone(), without_gaps(record));
                document
                    .relate("wasGeneratedBy", json!({ "prov:entity": claim, "prov:activity": id }));
                for source in event.sources() {
                    attribute(&mut document, &claim, &actor(*source));
                }
                for (nth, report) in self.told(said.reports()) {
                    self.tell(&mut document, &format!("{claim}-report-{nth}"), report, &claim);
                }
            }
        }
        for (id, link) in self.view.links() {
            let [later, earlier] =
                [link.from(), link.to()].map(|event| format!("ex:event-{}", event.index()));
            let mut record = json!({
                "prov:influencee": later,
                "prov:influencer": earlier,
                "esc:relation": link.relation(),
                "esc:asserted-by": link.asserters().iter().map(|one| actor(*one)).collect::<Vec<_>>(),
            });
            record["esc:confidence"] = json!(link.confidence().map(Confidence::percent));
            let id = format!("ex:link-{}", id.index());
            document.add("wasInfluencedBy", id.clone(), without_gaps(record));
            // A report is of a record, and a relation is none: what the link says is an entity.
            let said = format!("{id}-said");
            document.add("entity", said.clone(), json!({ "prov:type": "esc:Link", "prov:label": link.relation().phrase(), "esc:from": later, "esc:to": earlier }));
            for asserter in link.asserters() {
                attribute(&mut document, &said, &actor(*asserter));
            }
            if link.asserters().is_empty()
                && link.reports().iter().all(|one| one.origin() == Origin::Coder)
            {
                attribute(&mut document, &said, CODER);
            }
            for (nth, report) in self.told(link.reports()) {
                self.tell(&mut document, &format!("{id}-report-{nth}"), report, &said);
            }
        }
        Value::Object(document.0)
    }

    /// A report of something: what the outlet tells, derived from what those tell whom it relays and
    /// quotes.
    fn tell(&self, document: &mut Document, id: &str, report: &Report, of: &str) {
        let outlet = match report.origin() {
            Origin::Outlet(outlet) => actor(outlet),
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
        document.add("entity", id.to_owned(), without_gaps(record));
        attribute(document, id, &outlet);
        document.relate("wasInfluencedBy", json!({ "prov:influencee": id, "prov:influencer": of }));
        let told = report.relays().iter().chain(report.speakers()).enumerate();
        let mut farther = id.to_owned();
        for (nth, teller) in told {
            let account = format!("{id}-told-{}", nth + 1);
            document.add("entity", account.clone(), json!({ "prov:type": "esc:Account" }));
            attribute(document, &account, &actor(*teller));
            let mut derived =
                json!({ "prov:generatedEntity": farther, "prov:usedEntity": account });
            if nth >= report.relays().len() {
                let source = json!({ "$": "prov:PrimarySource", "type": "prov:QUALIFIED_NAME" });
                derived["prov:type"] = source;
            }
            document.relate("wasDerivedFrom", derived);
            // Speakers stand beside each other, relays behind each other.
            if nth < report.relays().len() {
                farther = account;
            }
        }
    }
}

fn attribute(document: &mut Document, entity: &str, agent: &str) {
    let record = json!({ "prov:entity": entity, "prov:agent": agent });
    document.relate("wasAttributedTo", record);
}

/// Without what is not stated, of which PROV knows no value.
pub(super) fn without_gaps(mut record: Value) -> Value {
    if let Some(fields) = record.as_object_mut() {
        fields.retain(|_, value| {
            !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty())
        });
    }
    record
}
