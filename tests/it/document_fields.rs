//! The fields of native documents: all that are accepted are documented, and all wrong values are reported at once.

use escalade::{
    Timeline,
    read::{BadRecords, Options, json},
};

const DOCS: &str = include_str!("../../src/read/json.md");

/// A document with every kind of object, each with a field `zzz` that no object has.
const WITH_UNKNOWN: &str = r#"{
  "escalade": 1,
  "actors": [
    {"key": "A", "zzz": 1},
    {"key": "B"}
  ],
  "events": [
    {"when": "2024", "attack": "drone", "zzz": 1},
    {"when": "2024", "attack": "drone", "details": {"zzz": 1}},
    {"when": "2024", "attack": "drone", "details": {"munitions": {"means": "drone", "zzz": 1}}},
    {"when": "2024", "attack": "drone", "candidates": {"source": "A", "zzz": 1}},
    {"when": "2024", "attack": "drone", "reports": {"outlet": "A", "zzz": 1}},
    {"when": "2024", "attack": "drone", "extras": {"zzz": 1}},
    {"when": "2024", "statement": "claim", "asserts": {"fact": "killed", "zzz": 1}},
    {"when": "2024", "statement": "threaten", "if": {"zzz": 1}, "then": {}},
    {"when": "2024", "statement": "threaten", "unless": {}, "then": {"zzz": 1}}
  ],
  "links": [{"from": 0, "relation": "about", "to": 1, "zzz": 1}],
  "coverage": [{"zzz": 1}],
  "zzz": 1
}"#;

#[test]
fn every_field_that_is_accepted_is_documented() {
    let error = json::from_str(WITH_UNKNOWN).unwrap_err();
    let unknown: Vec<_> = error
        .issues()
        .iter()
        .filter(|issue| issue.location().field().is_some_and(|field| field.contains("zzz")))
        .collect();
    assert_eq!(unknown.len(), WITH_UNKNOWN.matches("zzz").count(), "{error}");
    for issue in unknown {
        for field in issue.allowed().split(", ") {
            let is_documented =
                DOCS.contains(&format!("`{field}`")) || DOCS.contains(&format!("\"{field}\":"));
            assert!(is_documented, "{field} of {:?}", issue.location());
        }
    }
}

/// Values that have other forms as well: their problem is that of the whole value.
#[test]
fn a_field_that_a_value_of_several_forms_does_not_have_is_refused() {
    let event =
        |value: &str| format!(r#"{{"events": {{"when": "2024", "attack": "drone", {value}}}}}"#);
    let actor = |value: &str| format!(r#"{{"actors": [{{"key": "A"}}, {{"key": "B", {value}}}]}}"#);
    for text in [
        event(r#""details": {"killed": {"least": 1, "zzz": 1}}"#),
        event(r#""levels": {"kahn": {"level": 8, "zzz": 1}}"#),
        actor(r#""part_of": {"of": "A", "zzz": 1}"#),
        actor(r#""acts_for": {"of": "A", "reports": {"outlet": "A", "zzz": 1}}"#),
    ] {
        assert!(json::from_str(&text.replace(r#", "zzz": 1"#, "")).is_ok(), "{text}");
        assert_eq!(json::from_str(&text).map(|_| ()).unwrap_err().issue_count(), 1, "{text}");
    }
}

/// A record with five wrong values, and an actor that is not described.
const WRONG: &str = r#"{"when": 2024, "attack": "rockets", "source": "IRM", "target": "ISR", "levels": {"kahn": "x"},
    "avowal": "no", "details": {"munitions": {"means": "drone", "launched": -1}}}"#;

fn fields(error: &escalade::Error) -> Vec<String> {
    let fields = error.issues().iter().map(|issue| issue.location().field().unwrap().to_owned());
    let mut fields: Vec<_> = fields.map(|field| field.replace("events/0/", "event/")).collect();
    fields.sort();
    fields
}

#[test]
fn all_wrong_values_of_a_record_are_reported_in_documents_and_lines() {
    let actors = r#"[{"key": "IRN"}, {"key": "ISR"}]"#;
    let document = format!(r#"{{"escalade": 1, "actors": {actors}, "events": [{WRONG}]}}"#);
    let in_document = json::from_str(&document).unwrap_err();
    let lines = format!(
        "{{\"actor\": {{\"key\": \"IRN\"}}}}\n{{\"actor\": {{\"key\": \"ISR\"}}}}\n{{\"event\": {}}}\n",
        WRONG.replace('\n', " ")
    );
    let in_lines = Options::new()
        .bad_records(BadRecords::Fail)
        .read("crisis.jsonl", lines.as_bytes())
        .unwrap_err();
    let expected = [
        "event/attack",
        "event/avowal",
        "event/details/munitions/launched",
        "event/levels/kahn",
        "event/source",
        "event/when",
    ];
    assert_eq!(fields(&in_document), expected, "{in_document}");
    assert_eq!(fields(&in_lines), expected, "{in_lines}");
    assert!(in_lines.issues().iter().all(|issue| issue.location().line() == Some(3)));
}

#[test]
fn a_single_element_may_stand_without_its_list() {
    let read = |munitions: &str| -> Timeline {
        let text = format!(
            r#"{{"events": {{"when": "2024", "attack": "drone", "details": {{"munitions": {munitions}}}}}}}"#
        );
        json::from_str(&text).unwrap()
    };
    let munition = r#"{"means": "drone", "launched": 170}"#;
    let (alone, listed) = (read(munition), read(&format!("[{munition}]")));
    let written = |timeline: &Timeline| serde_json::to_string(timeline).unwrap();
    assert_eq!(written(&alone), written(&listed));
    assert_eq!(alone.event_at(0).attack().unwrap().munitions().len(), 1);
}
