//! JSON Lines, and documents beside other files.

use escalade::{
    Timeline,
    read::{BadRecords, Format, Options, json, jsonl},
};

use super::read;

const FULL: &str = include_str!("../../data/everything.json");

fn lines(timeline: &Timeline) -> String {
    let mut bytes = Vec::new();
    jsonl::write(timeline, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn document(timeline: &Timeline) -> String {
    let mut bytes = Vec::new();
    json::write(timeline, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn places(text: &str) -> Vec<String> {
    let error = Options::new().format(Format::Jsonl).read("rows", text.as_bytes()).unwrap_err();
    error.issues().iter().map(|issue| issue.location().to_string()).collect()
}

#[test]
fn a_timeline_written_and_read_is_unchanged() {
    let timeline = json::from_str(FULL).unwrap();
    let written = lines(&timeline);
    let again = read(&written);
    assert_eq!(again.report.files[0].format, Format::Jsonl);
    assert_eq!(document(&again.timeline), FULL);
    assert_eq!(lines(&again.timeline), written);
    assert_eq!(again.report.rows, timeline.len() as u64);
}

#[test]
fn references_may_precede_the_record_they_name() {
    let text = r#"
{"link":{"from":"answer","relation":"responds-to","to":0}}
{"actor":{"key":"B","part_of":"A"}}
{"actor":{"key":"A"}}
{"event":{"when":"2024-04-01","statement":"threaten","source":"B","about":["answer",2],"if":{"answering":"answer"},"then":{"kind":"attack"}}}

{"event":{"key":"answer","when":"2024-04-02","attack":"drone","source":"A","target":"B"}}
{"event":{"when":"2024-04-03","attack":"drone","source":"A","target":"B"}}
"#;
    let timeline = read(text).timeline;
    let about = timeline.event_at(0).statement().unwrap().subjects();
    assert_eq!(about, [timeline.event_at(1).id(), timeline.event_at(2).id()]);
    let conditional = timeline.event_at(0).statement().unwrap().conditional().unwrap();
    assert_eq!(conditional.condition().antecedent(), Some(timeline.event_at(1).id()));
    assert_eq!(timeline.links().len(), 1);
    assert_eq!(document(&read(&lines(&timeline)).timeline), document(&timeline));
}

#[test]
fn all_problems_are_reported_with_line_and_path() {
    let text = r#"{"escalade":2}
{"actor":{"key":"A"}}
{"actor":{"key":"A","kind":"state"}}
{"event":{"when":"13 April","attack":"dron","source":"A"}}
{"event":{"when":"13 April","attack":"drone","source":"B","confidence":101}}
{"event":{"key":"x","when":"2024-04-13","attack":"drone","levels":{"kahn":45}}}
{"evnt":{}}
{"event":
not at all
{"event":{"key":"y","when":"2024-04-13","attack":"drone"}}
{"event":{"key":"y","when":"2024-04-13","statement":"deny","about":"z","candidates":[]}}
{"event":{"when":"2024-04-14","statement":"deny","about":["y",99]}}
{"link":{"from":"y","relation":"part-of","to":"nothing"}}
{"actor":{"key":"C","part_of":"D"}}"#;
    let expected = [
        "rows: line 1: escalade",
        "rows: line 3: actor",
        "rows: line 4: event/attack",
        "rows: line 4: event/when",
        "rows: line 5: event/source",
        "rows: line 5: event/when",
        "rows: line 5: event/confidence",
        "rows: line 6: event/levels/kahn",
        "rows: line 7: line",
        "rows: line 8",
        "rows: line 9",
        "rows: line 11: event/key",
        "rows: line 14: actor/part_of",
        "rows: line 12: event/about/1",
        "rows: line 13: link/to",
    ];
    assert_eq!(places(text), expected);
}

#[test]
fn bad_lines_may_be_skipped_without_shifting_line_numbers() {
    let text = r#"{"actor":{"key":"A"}}
{"event":{"when":"2024-04-01","attack":"drone","source":"A"}}
{"event":{"key":"bad","when":"some day","attack":"drone","source":"A"}}
{"event":{"key":"c","when":"2024-04-03","statement":"claim","source":"A","about":[0,1,3]}}
{"event":{"when":"2024-04-04","attack":"drone","source":"A"}}
{"link":{"from":3,"relation":"part-of","to":0}}
{"link":{"from":3,"relation":"part-of","to":"bad"}}"#;
    let lenient = Options::new().bad_records(BadRecords::Skip { at_most: 3 });
    let reading = lenient.read("rows", text.as_bytes()).unwrap();
    let timeline = &reading.timeline;
    assert_eq!((reading.report.rows, timeline.len(), timeline.unreadable()), (4, 3, 3));
    let about = timeline.event_by_key("c").unwrap().statement().unwrap().subjects().to_vec();
    assert_eq!(about, [timeline.event_at(0).id(), timeline.event_at(2).id()]);
    assert_eq!(timeline.links().len(), 1);
    assert_eq!(reading.report.problems.len(), 3, "{}", reading.report);
}

#[test]
fn a_link_in_the_wrong_order_is_reported_at_its_line() {
    let text = r#"{"event":{"key":"a","when":"2024-04-02","attack":"drone"}}
{"event":{"key":"b","when":"2024-04-01","attack":"drone"}}
{"link":{"from":"a","relation":"responds-to","to":"b"}}
{"link":{"from":"b","relation":"responds-to","to":"a"}}"#;
    assert_eq!(places(text), ["rows: line 4: links/1"]);
}

#[test]
fn documents_lines_and_coded_files_become_one_timeline() {
    let first = r#"{ "title": "One", "actors": [{ "key": "IRN", "names": { "en": "Iran" } }, { "key": "ISR", "part_of": "W" }, { "key": "W" }],
        "events": [{ "key": "a", "when": "2024-04-01", "attack": "drone", "source": "ISR", "target": "IRN" }] }"#;
    let second = r#"{ "title": "Two", "actors": [{ "key": "W" }, { "key": "ISR", "part_of": "W" }, { "key": "IRN", "names": { "en": "Iran" } }],
        "events": [
            { "key": "c", "when": "2024-04-02", "statement": "deny", "source": "IRN", "about": 1 },
            { "key": "b", "when": "2024-04-02", "attack": "drone", "source": "IRN", "target": "ISR" }],
        "links": [{ "from": "b", "relation": "part-of", "to": 0 }] }"#;
    let third = r#"{"event":{"when":"2024-04-03","attack":"drone","source":"IRN"}}
{"link":{"from":0,"relation":"retaliates-for","to":"a"}}"#;
    let coded = "2024-04-04\tIRN\tISRMIL\t190\n";
    let read_all = |files: &[(&str, &str)]| {
        let inputs = files.iter().map(|(name, text)| (*name, text.as_bytes()));
        Options::new().read_all(inputs)
    };
    let reading = read_all(&[("1", first), ("2", second), ("3", third), ("4", coded)]).unwrap();
    let timeline = &reading.timeline;
    assert_eq!((timeline.title(), timeline.len(), timeline.links().len()), (Some("One"), 5, 2));
    assert!(reading.report.decisions[0].contains("«Two» is left out"));
    let keys: Vec<_> = timeline.actors().map(|actor| actor.key()).collect();
    assert_eq!(keys, ["IRN", "ISR", "W", "state:IRN", "ISRMIL", "state:ISR"]);
    let denial = timeline.event_by_key("c").unwrap();
    assert_eq!(denial.statement().unwrap().subjects(), [timeline.event_by_key("b").unwrap().id()]);
    let rows: Vec<_> = reading.report.files.iter().map(|file| file.rows).collect();
    assert_eq!(rows, [1, 2, 1, 1]);
    assert_eq!(document(&json::from_str(&document(timeline)).unwrap()), document(timeline));

    let clash = read_all(&[("1", first), ("again", first)]).unwrap_err();
    let places: Vec<_> = clash.issues().iter().map(|issue| issue.location().to_string()).collect();
    assert_eq!(places, ["again: events/0/key"]);
    let clash = read_all(&[("4", "2024-04-04\tIRN\tISR\t190\n"), ("1", first)]).unwrap_err();
    assert_eq!(clash.issues()[0].location().to_string(), "1: actors/0", "{clash}");
}

#[test]
fn fractions_of_a_second_out_of_order_are_reported_in_documents() {
    let event = |key: &str, when: &str| {
        format!(
            "{{\"key\":\"{key}\",\"when\":\"{when}\",\"attack\":\"drone\",\"source\":\"A\",\"target\":\"B\"}}"
        )
    };
    let times = |fractions: [&str; 3]| {
        let [first, second, third] = fractions.map(|part| format!("2024-04-13T20:00:00.{part}Z"));
        // An event between them does not hide their order.
        let other = event("other", "2024-04-13T20:00:01Z");
        [event("x", &first), event("y", &second), other, event("z", &third)]
    };
    let actors = ["{\"key\":\"A\"}", "{\"key\":\"B\"}"];
    for (fractions, is_out_of_order) in
        [(["1", "5", "90"], false), (["5", "50", "500"], false), (["1", "90", "5"], true)]
    {
        let events = times(fractions);
        let document =
            format!("{{\"actors\":[{}],\"events\":[{}]}}", actors.join(","), events.join(","));
        let decisions = read(&document).report.decisions.join("\n");
        let what = "1 events with a smaller fraction of the second than an earlier record";
        assert_eq!(decisions.contains(what), is_out_of_order, "{decisions}");
        assert_eq!(decisions.contains("the first `events/3`"), is_out_of_order, "{decisions}");
        let lines = actors.map(|actor| format!("{{\"actor\":{actor}}}\n")).concat()
            + &events.map(|event| format!("{{\"event\":{event}}}\n")).concat();
        let guesses = read(&lines).report.guesses;
        assert_eq!(guesses.len(), usize::from(is_out_of_order), "{guesses:?}");
        if let Some(guess) = guesses.first() {
            assert!(guess.to_string().starts_with("file: line 6: when: 1 cell with a smaller"));
        }
    }
}

#[test]
fn repeated_keys_of_documents_are_kept_without_them_or_refused() {
    let document = |event: &str| format!("{{\"actors\":[{{\"key\":\"A\"}}],\"events\":[{event}]}}");
    let first = document("{\"key\":\"x\",\"when\":\"2024-04-13\",\"attack\":\"drone\"}");
    let second = document(
        "{\"key\":\"x\",\"when\":\"2024-04-14\",\"attack\":\"drone\"},{\"key\":\"y\",\"when\":\"2024-04-15\",\"attack\":\"drone\"}",
    );
    let files = [("first", first.as_bytes()), ("second", second.as_bytes())];
    let error = Options::new().read_all(files).unwrap_err();
    assert_eq!(error.issues()[0].location().to_string(), "second: events/0/key");
    let options = Options::new().bad_records(BadRecords::Skip { at_most: 0 });
    let reading = options.read_all(files).unwrap();
    assert_eq!((reading.timeline.len(), reading.report.skipped), (3, 0));
    assert!(reading.timeline.event_by_key("y").is_some());
    let report = reading.report.to_string();
    assert!(!report.contains("left out"), "{report}");
    let kept = "second: 1 events have the keys of events of earlier files, the first «x»: they are kept as events of their own, without their keys";
    assert!(report.contains(kept), "{report}");
}

#[test]
fn an_event_has_a_thousand_actors_on_a_side_at_most() {
    let text = |side: &str, actors: usize| {
        let all = serde_json::to_string(&vec!["A"; actors]).unwrap();
        let event = r#"{"event":{"key":"raid","when":"2024-04-01","attack":"drone","#;
        format!("{{\"actor\":{{\"key\":\"A\"}}}}\n{event}\"{side}\":{all}}}}}\n")
    };
    for side in ["source", "target"] {
        assert_eq!(read(&text(side, 1_000)).timeline.len(), 1);
        assert_eq!(places(&text(side, 1_001)), [format!("rows: line 2: event/{side}")]);
    }
}
