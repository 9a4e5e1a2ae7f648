//! Export to PROV, schema.org and STIX: complete, reproducible, and limited to what a view shows.

use std::collections::BTreeSet;

use escalade::{
    Timeline, View,
    read::{Format, Options},
    standards::Export,
};
use serde_json::Value;

fn crisis() -> Timeline {
    let document = include_str!("../../examples/data/crisis-2024.json");
    let options = Options::new().format(Format::Json);
    options.read("crisis-2024.json", document.as_bytes()).unwrap().timeline
}

fn export(view: View<'_>) -> Export<'_> {
    Export::new(view, "https://example.org/crisis/", "2024-04-20T00:00:00Z".parse().unwrap())
}

/// Collects every text below a value, with the field that holds it.
fn texts<'v>(value: &'v Value, field: &'v str, found: &mut Vec<(&'v str, &'v str)>) {
    match value {
        Value::String(text) => found.push((field, text)),
        Value::Array(list) => list.iter().for_each(|one| texts(one, field, found)),
        Value::Object(fields) => fields.iter().for_each(|(field, one)| texts(one, field, found)),
        _ => {}
    }
}

fn objects(bundle: &Value) -> &Vec<Value> {
    bundle["objects"].as_array().unwrap()
}

#[test]
fn a_stix_bundle_is_complete_and_its_ids_are_unique() {
    let timeline = crisis();
    let outlet = timeline.actor_by_key("TN").unwrap().id();
    for view in [timeline.view(), timeline.view().reported_by(outlet)] {
        let bundle = export(view).stix();
        let ids: BTreeSet<_> =
            objects(&bundle).iter().map(|one| one["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), objects(&bundle).len());
        for object in objects(&bundle) {
            let mut found = Vec::new();
            texts(object, "", &mut found);
            let refs = found
                .iter()
                .filter(|(field, _)| field.ends_with("_ref") || field.ends_with("_refs"));
            for (field, id) in refs {
                assert!(ids.contains(id), "{field} {id} of {object}");
            }
        }
    }
}

#[test]
fn stix_ids_stay_when_other_records_are_added() {
    let ids = |events: &[&str]| {
        let mut builder = Timeline::builder();
        let a = builder.add_actor(escalade::Actor::new("A"));
        for key in events {
            let raid = escalade::Event::attack(a, "2024-04-01", escalade::Means::Drone);
            builder.add_event(raid.with_key(*key));
        }
        let bundle = export(builder.build().unwrap().view()).stix();
        let ids = objects(&bundle).iter().map(|one| one["id"].as_str().unwrap().to_owned());
        ids.collect::<BTreeSet<_>>()
    };
    assert!(ids(&["raid"]).is_subset(&ids(&["earlier", "raid"])));
}

#[test]
fn prov_references_resolve() {
    let prov = export(crisis().view()).prov();
    let sections = ["entity", "activity", "agent"];
    let known: BTreeSet<&String> =
        sections.iter().flat_map(|section| prov[section].as_object().unwrap().keys()).collect();
    let mut relations = 0;
    for (section, records) in prov.as_object().unwrap() {
        if sections.contains(&&**section) || section == "prefix" {
            continue;
        }
        for record in records.as_object().unwrap().values() {
            for (field, end) in record.as_object().unwrap() {
                if field.starts_with("prov:") && field != "prov:type" {
                    assert!(
                        known.contains(&end.as_str().unwrap().to_owned()),
                        "{section}: {record}"
                    );
                    relations += 1;
                }
            }
        }
    }
    assert!(relations > 200);
}

#[test]
fn prov_states_the_origin_of_each_report() {
    let timeline = crisis();
    let prov = export(timeline.view()).prov();
    let message = timeline.event_by_key("no-offensive").unwrap().id().index();
    let report = format!("ex:event-{message}-report-0");
    let by = |entity: &str| {
        let attributed = prov["wasAttributedTo"].as_object().unwrap().values();
        let agent = attributed.into_iter().find(|one| one["prov:entity"] == entity).unwrap();
        let id = agent["prov:agent"].as_str().unwrap();
        prov["agent"][id]["esc:key"].as_str().unwrap().to_owned()
    };
    let had_from = |entity: &str| {
        let derived = prov["wasDerivedFrom"].as_object().unwrap().values();
        let from = derived.into_iter().find(|one| one["prov:generatedEntity"] == entity).unwrap();
        from["prov:usedEntity"].as_str().unwrap().to_owned()
    };
    let cnn = had_from(&report);
    assert_eq!([by(&report), by(&cnn), by(&had_from(&cnn))], ["TN", "CNN", "US-OFFICIALS"]);
}

#[test]
fn schema_org_claims_name_the_event_they_are_about() {
    let timeline = crisis();
    let written = export(timeline.view()).schema_org();
    let barrage = timeline.event_by_key("barrage").unwrap().id().index();
    let barrage = format!("https://example.org/crisis/event-{barrage}");
    let graph = written["@graph"].as_array().unwrap();
    let claims =
        graph.iter().filter(|one| one["@type"] == "Claim" && one["about"][0]["@id"] == *barrage);
    let texts: Vec<_> = claims.map(|one| one["text"].as_str().unwrap()).collect();
    for share in
        ["share intercepted: 99", "share intercepted: most", "share intercepted: nearly all"]
    {
        assert!(texts.iter().any(|text| text.starts_with(share)), "{share} in {texts:?}");
    }
}

#[test]
fn a_view_of_one_outlet_exports_its_reports_only() {
    let timeline = crisis();
    let outlet = timeline.actor_by_key("TN").unwrap().id();
    let bundle = export(timeline.view().reported_by(outlet)).stix();
    let names: BTreeSet<_> =
        objects(&bundle).iter().filter_map(|one| one["name"].as_str()).collect();
    assert!(names.contains("barrage") && !names.contains("isfahan"));
    assert!(
        !objects(&bundle)
            .iter()
            .any(|one| one["type"] == "report" && one["name"] == "public record")
    );
}

#[test]
fn exporting_a_view_twice_gives_the_same_text() {
    let (one, other) = (crisis(), crisis());
    let written = |export: Export<'_>| {
        [export.prov(), export.schema_org(), export.stix()].map(|one| one.to_string())
    };
    assert_eq!(written(export(one.view())), written(export(other.view())));
}

/// Reads a bundle, keeping keys.
fn read_back(bundle: &Value) -> Timeline {
    let text = serde_json::to_string_pretty(bundle).unwrap();
    let options = Options::new();
    let reading = options.read("bundle.json", text.as_bytes()).unwrap();
    assert_eq!(reading.report.files[0].format, Format::Stix);
    reading.timeline
}

/// What a bundle holds of an event, as text.
fn held(timeline: &Timeline, event: escalade::timeline::EventRef<'_>) -> String {
    let keys = |ids: &[escalade::ActorId]| -> Vec<String> {
        ids.iter().map(|id| timeline.actor(*id).key().to_owned()).collect()
    };
    let mut targets = keys(event.targets());
    targets.sort();
    let is_statement = event.act().kind() == escalade::EventKind::Statement;
    // Targets of statements are not held.
    if is_statement {
        targets.clear();
    }
    let percent = |confidence: Option<escalade::model::Confidence>| {
        confidence.map(escalade::model::Confidence::percent)
    };
    let candidates: Vec<_> = event
        .candidates()
        .iter()
        .map(|one| (keys(one.actors()), percent(one.confidence())))
        .collect();
    let about: Vec<_> = event
        .statement()
        .map_or(&[][..], escalade::Statement::subjects)
        .iter()
        .map(|id| timeline.event(*id).label())
        .collect();
    format!(
        "{:?} {} {} {:?} > {targets:?} {:?} {:?} {candidates:?} {about:?} {:?}",
        event.key(),
        event.when(),
        event.act(),
        keys(event.sources()),
        percent(event.attribution()),
        percent(event.confidence()),
        event.text().map(|text| text.lines().next().unwrap_or_default().to_owned()),
    )
}

#[test]
fn a_stix_bundle_reads_back_as_far_as_it_holds_the_timeline() {
    let timeline = crisis();
    let read = read_back(&export(timeline.view()).stix());
    let expected: Vec<_> = timeline.events().map(|event| held(&timeline, event)).collect();
    let got: Vec<_> = read.events().map(|event| held(&read, event)).collect();
    assert_eq!(got.len(), expected.len());
    for (got, expected) in got.iter().zip(&expected) {
        assert_eq!(got, expected);
    }
    let links = |timeline: &Timeline| -> BTreeSet<String> {
        let label = |id| timeline.event(id).label();
        timeline
            .links()
            .map(|(_, link)| {
                format!("{} {} {}", label(link.from()), link.relation().phrase(), label(link.to()))
            })
            .collect()
    };
    assert_eq!(links(&read), links(&timeline));
    let memberships = |timeline: &Timeline| -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for actor in timeline.actors() {
            for membership in actor.memberships() {
                let whole = timeline.actor(membership.of()).key().to_owned();
                found.insert(format!("{} {:?} {whole}", actor.key(), membership.kind()));
            }
        }
        found
    };
    assert!(memberships(&read).is_subset(&memberships(&timeline)));
}

#[test]
fn incidents_of_others_have_the_times_and_parties_of_their_sightings() {
    let text = r#"{"type":"bundle","id":"bundle--1","objects":[
{"type":"identity","id":"identity--a","name":"Group A","identity_class":"group"},
{"type":"threat-actor","id":"threat-actor--c","name":"Group C"},
{"type":"identity","id":"identity--b","name":"Org B","identity_class":"organization"},
{"type":"incident","id":"incident--1","name":"Intrusion","created":"2024-01-05T00:00:00.000Z"},
{"type":"incident","id":"incident--2","name":"No time","created":"2024-01-05T00:00:00.000Z"},
{"type":"incident","id":"incident--3","name":"Disputed","labels":["attack: cyber"]},
{"type":"malware","id":"malware--1","name":"x"},
{"type":"sighting","id":"sighting--1","first_seen":"2024-01-01T10:00:00.000Z","last_seen":"2024-01-01T11:00:00.000Z","sighting_of_ref":"incident--1","where_sighted_refs":["identity--b"]},
{"type":"sighting","id":"sighting--2","first_seen":"2024-01-02T10:00:00Z","sighting_of_ref":"incident--3"},
{"type":"sighting","id":"sighting--3","first_seen":"2024-01-03T10:00:00Z","sighting_of_ref":"threat-actor--c","where_sighted_refs":["identity--b"]},
{"type":"report","id":"report--1","created_by_ref":"identity--b","published":"2024-02-01T00:00:00Z","object_refs":["incident--1"],"external_references":[{"source_name":"x","url":"https://example.org/r"}]},
{"type":"relationship","id":"relationship--1","relationship_type":"attributed-to","source_ref":"incident--1","target_ref":"identity--a","confidence":60},
{"type":"relationship","id":"relationship--2","relationship_type":"attributed-to","source_ref":"incident--3","target_ref":"identity--a","confidence":50},
{"type":"relationship","id":"relationship--3","relationship_type":"attributed-to","source_ref":"incident--3","target_ref":"threat-actor--c","confidence":20}]}"#;
    let options = Options::new().bad_records(escalade::read::BadRecords::Skip { at_most: 1 });
    let reading = options.read("bundle", text.as_bytes()).unwrap();
    let timeline = &reading.timeline;
    let events: Vec<_> = timeline.events().map(|event| held(timeline, event)).collect();
    assert_eq!(
        events,
        [
            "None 2024-01-01T10:00:00Z/2024-01-01T11:00:00Z attack: unspecified [\"Group A\"] > [\"Org B\"] Some(60) None [] [] Some(\"Intrusion\")",
            "None 2024-01-02T10:00:00Z attack: cyber [\"Group A\"] > [] Some(50) None [([\"Group A\"], Some(50)), ([\"Group C\"], Some(20))] [] Some(\"Disputed\")",
            "None 2024-01-03T10:00:00Z attack: unspecified [\"Group C\"] > [\"Org B\"] None None [] [] None",
        ]
    );
    let report = &timeline.event_at(0).reports()[0];
    assert_eq!(
        (report.url(), report.date().unwrap().to_string().get(..10)),
        (Some("https://example.org/r"), Some("2024-02-01"))
    );
    let places: Vec<_> =
        reading.report.problems.iter().map(|one| one.location().to_string()).collect();
    assert_eq!(places, ["bundle: line 6: objects/4"]);
    let decisions = reading.report.decisions.join("\n");
    assert!(decisions.contains("1 objects of type `malware` are not read"), "{decisions}");
    assert!(
        decisions.contains("2 incidents and sightings are taken as attacks of unspecified means"),
        "{decisions}"
    );
    assert!(reading.report.guesses[0].what.contains("candidates"), "{:?}", reading.report.guesses);
}
