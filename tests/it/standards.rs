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
