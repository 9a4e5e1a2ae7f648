//! Rows that later rows of the same id replace, beside records that refer to other events.

use escalade::{Timeline, read::Options};

const HEADER: &str = "event_id_cnty,event_date,event_type,actor1,actor2,timestamp\n";

/// Returns a file of ACLED with a row for each id and revision.
fn rows(rows: &[(&str, u32)]) -> String {
    let mut text = HEADER.to_owned();
    for (id, revision) in rows {
        text += &format!("{id},2025-03-01,Battles,A,B,{revision}\n");
    }
    text
}

/// Returns the keys of the events that the event `said` refers to: in its subjects, in its condition and
/// consequence, and by links.
fn referred(timeline: &Timeline) -> Vec<&str> {
    let said = timeline.event_by_key("said").unwrap();
    let statement = said.statement().unwrap();
    let conditional = statement.conditional().unwrap();
    let mut events = statement.subjects().to_vec();
    events.extend(conditional.condition().antecedent());
    events.extend(conditional.consequence().antecedent());
    events.extend(said.links_out().map(|(_, link)| link.to()));
    events.iter().map(|event| timeline.event(*event).key().unwrap()).collect()
}

#[test]
fn references_to_other_events_stay_when_rows_are_replaced() {
    let document = r#"{
        "actors": [{ "key": "IRN" }],
        "events": [
            { "key": "raid", "when": "2025-03-01", "attack": "drone", "source": "IRN" },
            { "key": "said", "when": "2025-03-02", "statement": "threaten", "source": "IRN", "about": ["raid", "last"],
              "if": { "answering": "last" }, "then": { "answering": "raid" } },
            { "key": "last", "when": "2025-03-03", "attack": "drone", "source": "IRN" }
        ],
        "links": [{ "from": "said", "relation": "about", "to": "raid" }]
    }"#;
    let lines = r#"{"link":{"from":"said","relation":"about","to":"YEM1"}}
{"event":{"key":"added","when":"2025-03-04","statement":"claim","source":"IRN","about":["YEM1","YEM2"]}}
"#;
    let january = rows(&[("YEM1", 1), ("YEM2", 1), ("YEM3", 1)]);
    let february = rows(&[("YEM2", 2), ("YEM1", 2)]);
    let march = rows(&[("YEM4", 1), ("YEM1", 3)]);
    let files = [
        ("january", &*january),
        ("document", document),
        ("february", &*february),
        ("lines.jsonl", lines),
        ("march", &*march),
    ];
    let files = files.map(|(name, text)| (name, text.as_bytes()));
    let timeline = Options::new().read_all(files).unwrap().timeline;
    assert_eq!(timeline.len(), 8, "4 rows, 3 events of the document and 1 of the lines");
    assert_eq!(referred(&timeline), ["raid", "last", "last", "raid", "raid", "YEM1"]);
    let added = timeline.event_by_key("added").unwrap();
    let about = added.statement().unwrap().subjects().iter();
    let about: Vec<_> = about.map(|event| timeline.event(*event).key().unwrap()).collect();
    assert_eq!(about, ["YEM1", "YEM2"]);
}
