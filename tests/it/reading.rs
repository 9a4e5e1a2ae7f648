//! Reading and writing of files: documents, rows, and all errors in them.

use std::sync::{Arc, Mutex};

use escalade::{
    ErrorKind, EventKind, Timeline, Vocabulary,
    error::Issue,
    model::{ActorKind, MembershipKind},
    read::{BadRecords, Format, Options, Reading, json},
};

/// A document with one of everything that a document can hold, in the form in which it is written.
const FULL: &str = include_str!("../data/everything.json");

fn written(timeline: &Timeline) -> String {
    let mut bytes = Vec::new();
    json::write(timeline, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn problems(text: &str) -> Vec<(String, Issue)> {
    let error = json::from_str(text).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    error.issues().iter().map(|issue| (issue.location().to_string(), issue.clone())).collect()
}

fn places(text: &str) -> Vec<String> {
    problems(text).into_iter().map(|(place, _)| place).collect()
}

fn rows(text: &str) -> Reading {
    Options::new().format(Format::Keds).read("rows.tsv", text.as_bytes()).unwrap()
}

#[test]
fn a_document_read_and_written_again_is_unchanged() {
    let timeline = json::from_str(FULL).unwrap();
    assert_eq!(written(&timeline), FULL);
}

#[test]
fn equivalent_spellings_are_written_in_one_form() {
    let text = r#"{
        "links": [{ "to": 0, "relation": "responds-to", "from": 1, "confidence": "wep likely" }],
        "events": [
            { "when": "2024-04-01", "code": "cameo 195", "source": ["B"], "mutual": false,
              "confidence": "credibility 6", "levels": { "kahn": { "level": 8.0 } } },
            { "when": "2024-04-02", "attack": "drone", "candidates": [
                { "source": "A", "confidence": 30 }, { "source": ["B"], "confidence": "dni roughly-even" }] }
        ],
        "actors": [{ "key": "B", "part_of": [{ "of": "A" }], "names": {} }, { "key": "A", "kind": "unspecified" }]
    }"#;
    let timeline = json::from_str(text).unwrap();
    let first = written(&timeline);
    let expected = r#"{
  "escalade": 1,
  "actors": [
    {
      "key": "B",
      "part_of": "A"
    },
    {
      "key": "A"
    }
  ],
  "events": [
    {
      "when": "2024-04-01",
      "code": "cameo 195",
      "source": "B",
      "levels": {
        "kahn": 8
      }
    },
    {
      "when": "2024-04-02",
      "attack": "drone",
      "candidates": [
        {
          "source": "A",
          "confidence": 30
        },
        {
          "source": "B",
          "confidence": 50
        }
      ]
    }
  ],
  "links": [
    {
      "from": 1,
      "relation": "responds-to",
      "to": 0,
      "confidence": 70
    }
  ]
}
"#;
    assert_eq!(first, expected);
    assert_eq!(written(&json::from_str(&first).unwrap()), first);
    let likeliest = timeline.actor_by_key("B").unwrap().id();
    assert_eq!(timeline.event_at(1).sources(), [likeliest]);
}

#[test]
fn serde_reads_and_writes_the_same_document() {
    let timeline: Timeline = serde_json::from_str(FULL).unwrap();
    assert_eq!(serde_json::to_string_pretty(&timeline).unwrap() + "\n", FULL);
    let error =
        serde_json::from_str::<Timeline>(r#"{ "events": [{ "when": "x", "attack": "drone" }] }"#);
    assert!(error.unwrap_err().to_string().contains("events/0/when"));
}

#[test]
fn all_problems_of_a_document_are_reported_in_order() {
    let text = r#"{
  "escalade": 2,
  "actros": [],
  "actors": [
    { "key": "IRN", "part_of": "IRAN", "located_in": [ "ISR", { "of": "ISR", "from": "2024", "until": "2023" } ] },
    { "key": "ISR", "kind": "nation" },
    { "key": "IRN" }
  ],
  "events": [
    { "key": "a", "when": "yesterday", "attack": "drone", "source": "ISL", "confidence": "very" },
    { "key": "b", "when": "2024-04-13", "attack": "drone", "action": "aid", "score": 1 },
    { "key": "c", "wen": "2024-04-13", "attack": "drone" },
    { "key": "d", "when": "2024-04-13", "statement": "threaten", "if": {}, "about": ["a", "nothing", 17] },
    { "key": "e", "when": "2024-04-13", "attack": "drone", "to": "ISR", "confidence": 101, "levels": { "kahn": 45 } },
    { "key": "f", "when": "2024-04-13", "code": "cameo", "target": ["ISR", "IRQ"] },
    { "when": "2024-04-14", "reports": [ { "outlet": "IRN", "origin": "coder" }, { "date": "14th" } ] },
    { "key": "g", "when": "2024-04-14", "attack": "drone", "details": { "killed": true }, "source": "IRN",
      "candidates": [{ "source": "X" }, { "source": "ISR", "confidence": 20.5 }] },
    { "key": "g", "when": "2024-04-14", "attack": "drone", "when": "2024-04-15" }
  ],
  "links": [
    { "from": "a", "relation": "retaliates-for", "to": "b" },
    { "from": "d", "relation": "retaliates-for", "to": "f" },
    { "from": "c", "relation": "about", "to": "h" },
    { "from": "a", "to": 9 },
    "none"
  ],
  "unreadable": -1
}"#;
    assert_eq!(
        places(text),
        [
            "line 2: escalade",
            "line 3: actros",
            "line 5: actors/0/part_of",
            "line 5: actors/0/located_in/1/until",
            "line 6: actors/1/kind",
            "line 7: actors/2/key",
            "line 10: events/0/when",
            "line 10: events/0/source",
            "line 10: events/0/confidence",
            "line 11: events/1",
            "line 11: events/1/score",
            "line 12: events/2/wen",
            "line 13: events/3/then",
            "line 13: events/3/about/1",
            "line 13: events/3/about/2",
            "line 14: events/4/to",
            "line 14: events/4/confidence",
            "line 14: events/4/levels/kahn",
            "line 15: events/5/code",
            "line 15: events/5/target/1",
            "line 16: events/6",
            "line 16: events/6/reports/0",
            "line 16: events/6/reports/1",
            "line 16: events/6/reports/1/date",
            "line 17: events/7/details/killed",
            "line 18: events/7/candidates/0/source",
            "line 18: events/7/candidates/1/confidence",
            "line 19: events/8/key",
            "line 19: events/8/when",
            "line 23: links/1",
            "line 24: links/2/to",
            "line 25: links/3/relation",
            "line 25: links/3/to",
            "line 26: links/4",
            "line 28: unreadable",
        ]
    );
}

#[test]
fn each_value_of_the_wrong_form_in_a_record_is_reported() {
    let event = r#""attack": "rockets", "foo": 1, "when": "13 April", "avowal": "denies", "source": "NOBODY",
        "reports": [{ "outlet": "A", "reliability": "Z" }, { "credibility": 9 }], "if": { "kind": "atack", "sorce": "A" }"#;
    let text =
        format!(r#"{{ "actors": {{ "key": "A" }}, "events": [{{ {event} }}, {{ {event} }}] }}"#);
    let mut expected: Vec<String> = Vec::new();
    for nth in 0..2 {
        for field in [
            "attack",
            "foo",
            "when",
            "avowal",
            "source",
            "reports/0/reliability",
            "reports/1/credibility",
            "if/kind",
            "if/sorce",
        ] {
            expected.push(format!("events/{nth}/{field}"));
        }
    }
    let found: Vec<String> = places(&text)
        .into_iter()
        .map(|place| place.split_once(": ").unwrap().1.to_owned())
        .filter(|place| expected.contains(place))
        .collect();
    assert_eq!(found, expected);
    // A record with more problems than are reported, and one that is no object.
    let many: String = (0..40).map(|nth| format!(r#""x{nth}": 1, "#)).collect();
    let text = format!(r#"{{ "events": [{{ {many} "when": "2024" }}, 5] }}"#);
    assert_eq!(places(&text).len(), 17);
}

#[test]
fn a_single_record_may_stand_without_its_list() {
    let listed = r#"{ "actors": [{ "key": "A" }], "events": [{ "key": "x", "when": "2024-01-01", "attack": "drone", "source": "A" }],
        "coverage": [{ "actors": ["A"], "from": "2024" }] }"#;
    let single = r#"{ "actors": { "key": "A" }, "events": { "key": "x", "when": "2024-01-01", "attack": "drone", "source": "A" },
        "coverage": { "actors": "A", "from": "2024" } }"#;
    let read = |text| written(&escalade::read::json::from_str(text).unwrap());
    assert_eq!(read(single), read(listed));
    let wrong = single.replace("drone", "dron");
    assert_eq!(places(&wrong), ["line 1: events/0/attack"]);
}

#[test]
fn a_problem_names_the_value_what_is_allowed_and_the_remedy() {
    let text = r#"{
        "actors": [{ "key": "IRN" }, { "key": "ISR", "part_of": { "of": "IRN", "form": "2024" } }],
        "events": [
            { "key": "barrage", "when": "2024-04-13", "attack": "drone", "source": "IRM", "about": "barage" },
            { "when": "2024-04-13", "attack": "dron" },
            { "when": "2024-04-13", "attack": "drone", "tagret": "ISR" },
            { "when": "2024-04-13", "attack": "drone", "details": { "killed": [16] } },
            { "when": "2024-04-13", "attack": "drone", "confidence": true },
            { "when": "2024-04-13", "attack": "drone", "source": 5 },
            { "when": "2024-04-13", "attack": "drone", "details": { "munitions": [{}] } },
            { "when": "2024-04-13", "attack": "drone", "reports": [{ "origin": "coder", "credibility": 9 }] }
        ]
    }"#;
    let reported: Vec<_> = problems(text)
        .into_iter()
        .map(|(_, issue)| {
            let field = issue.location().field().unwrap().to_owned();
            [field, issue.got().into(), issue.allowed().into(), issue.remedy().into()]
        })
        .collect();
    let part = |field: &str| {
        reported
            .iter()
            .find(|reported| reported[0] == field)
            .unwrap_or_else(|| panic!("{field} in {reported:#?}"))
    };
    assert!(part("actors/1/part_of")[2].contains("an object with `of`, and with `from`, `until`"));
    assert!(part("events/0/source")[3].contains("write `IRN`"));
    assert!(part("events/0/about")[3].contains("write `barrage`"));
    assert_eq!(part("events/1/attack")[1], "dron");
    assert!(part("events/1/attack")[2].contains("drone, cruise-missile"));
    assert!(part("events/1/attack")[3].contains("write `drone`"));
    assert!(part("events/2/tagret")[3].contains("write `target`"));
    assert_eq!(part("events/3/details/killed")[1], "[16]");
    assert!(part("events/3/details/killed")[2].contains("a whole number"));
    assert_eq!(part("events/4/confidence")[1], "true");
    assert!(part("events/4/confidence")[2].contains("dni"));
    assert_eq!(part("events/5/source")[1], "5");
    assert_eq!(part("events/6/details/munitions/0/means")[3], "add it");
    assert_eq!(part("events/7/reports/0/credibility")[2], "1 to 6");
    assert_eq!(reported.len(), 11, "{reported:#?}");
}

#[test]
fn text_that_is_not_json_is_one_problem() {
    let (place, issue) = problems("{\n  \"actors\": [\n    { \"key\" \"IRN\" }\n  ]\n}").remove(0);
    assert_eq!(place, "line 3");
    assert_eq!(issue.got(), "\"IRN\" }");
    for text in
        ["", "[]", "3", "{", "{} {}", "{\"actors\": {}}", "{\"actors\": [], \"actors\": []}"]
    {
        assert_eq!(problems(text).len(), 1, "{text}");
    }
}

#[test]
fn many_problems_are_counted_and_only_the_first_are_listed() {
    let events =
        vec![r#"{ "when": "never", "attack": "drone", "source": "NOBODY" }"#; 1000].join(",\n");
    let error = json::from_str(&format!(r#"{{ "events": [{events}] }}"#)).unwrap_err();
    assert_eq!((error.issues().len(), error.issue_count()), (100, 2000));
}

#[test]
fn keys_may_be_used_before_they_are_described() {
    let text = r#"{
        "links": [{ "from": "answer", "relation": "responds-to", "to": "call" }],
        "events": [
            { "key": "answer", "when": "2024-04-02", "statement": "reject", "source": "A", "about": "call" },
            { "key": "call", "when": "2024-04-01", "statement": "appeal", "source": "B", "target": "A" }
        ],
        "actors": [{ "key": "A", "part_of": "B" }, { "key": "B" }]
    }"#;
    let timeline = json::from_str(text).unwrap();
    assert_eq!(timeline.event_at(0).key(), Some("call"));
    assert_eq!(
        timeline.events().map(|event| event.act().kind()).collect::<Vec<_>>(),
        [EventKind::Statement; 2]
    );
}

const ROWS: &str = "date\tsource\ttarget\tcode\n\
    1979-04-15\tISRMIL\tJOR\t190\n\
    19790416\tJOR\tLBNREBHEZ\t0331\n\
    790417\tPALPLO\t---\t0330\n";

#[test]
fn rows_may_have_dates_in_three_forms() {
    let Reading { timeline, report, .. } =
        Options::new().read("rows.tsv", ROWS.as_bytes()).unwrap();
    assert_eq!(report.files[0].format, Format::Keds);
    let days: Vec<_> = timeline.events().map(|event| event.when().to_string()).collect();
    assert_eq!(days, ["1979-04-15", "1979-04-16", "1979-04-17"]);
    let codes: Vec<_> =
        timeline.events().map(|event| event.event_type().code().unwrap().to_string()).collect();
    assert_eq!(codes, ["cameo 190", "cameo 0331", "cameo 0330"], "leading zeros are kept");
    assert_eq!((report.rows, report.events, report.skipped, report.missing_actor), (3, 3, 0, 1));
    assert_eq!(
        report.unknown_codes.into_iter().collect::<Vec<_>>(),
        [("cameo 0330".to_owned(), 1)]
    );
    let (first, last) = report.span.unwrap();
    assert_eq!((last - first).num_days(), 2);
    assert!(report.decisions.iter().any(|decision| decision.contains("header")));
}

#[test]
fn actor_codes_say_where_actors_belong() {
    let timeline = rows(ROWS).timeline;
    let belongs = |key: &str| {
        let actor = timeline.actor_by_key(key).unwrap();
        let whole = |m: &escalade::model::Membership| (m.kind(), timeline.actor(m.of()).key());
        (actor.kind(), actor.memberships().iter().map(whole).collect::<Vec<_>>())
    };
    assert_eq!(belongs("ISRMIL"), (ActorKind::Military, vec![(MembershipKind::PartOf, "ISR")]));
    assert_eq!(
        belongs("LBNREBHEZ"),
        (ActorKind::ArmedGroup, vec![(MembershipKind::LocatedIn, "LBN")])
    );
    assert_eq!(belongs("ISR"), (ActorKind::State, vec![]), "made, though no row names it");
    assert_eq!(
        belongs("PALPLO"),
        (ActorKind::Organisation, vec![(MembershipKind::LocatedIn, "PAL")])
    );
    assert_eq!(timeline.actor_by_key("LBNREBHEZ").unwrap().name_in("en"), "Hezbollah");
}

#[test]
fn the_content_decides_the_vocabulary() {
    let vocabulary = |text: &str| {
        let timeline = rows(text).timeline;
        timeline.types()[0].code().unwrap().vocabulary()
    };
    assert_eq!(vocabulary("790415\tIRQ\tKUW\t223\n"), Vocabulary::Weis);
    assert_eq!(vocabulary("790415\tIRQ\tKUW\t0331\n"), Vocabulary::Cameo);
    assert_eq!(vocabulary("790415\tIRQGOV\tKUW\t190\n"), Vocabulary::Cameo);
    assert_eq!(vocabulary("790415\tIRQ\tKUW\t025\n"), Vocabulary::Cameo);
    let chosen = Options::new().vocabulary(Vocabulary::Weis).read("rows", ROWS.as_bytes()).unwrap();
    assert!(
        chosen.timeline.actors().all(|actor| actor.memberships().is_empty()),
        "they stand alone"
    );
    assert!(chosen.timeline.actor_by_key("ISR").is_none());
}

#[test]
fn rows_with_other_line_ends_or_a_byte_order_mark_are_read_alike() {
    let plain = rows("1979-04-15\tISR\tJOR\t190\n1979-04-16\tJOR\tISR\t190\n").timeline;
    for text in [
        "\u{feff}1979-04-15\tISR\tJOR\t190\r\n1979-04-16\tJOR\tISR\t190\r\n",
        "\n1979-04-15\tISR\tJOR\t190\n\n \t\t\t\n1979-04-16\tJOR\tISR\t190",
        " 1979-04-15 \tISR  \t JOR\t190 \n1979-04-16\tJOR\tISR\t190\t\n",
        "\u{feff}Date\tFrom\tTo\tWhat\r\n\r\n1979-04-15\tISR\tJOR\t190\r\n1979-04-16\tJOR\tISR\t190",
    ] {
        let timeline = Options::new().read("rows.tsv", text.as_bytes()).unwrap().timeline;
        assert_eq!(written(&timeline), written(&plain), "{text:?}");
    }
}

#[test]
fn descriptions_are_kept_on_request() {
    let text = "790415\tISR\tJOR\t190\tclash at \"the river\"\n790416\tJOR\tISR\t190\n";
    assert_eq!(rows(text).timeline.event_at(0).text(), None);
    let timeline = Options::new().descriptions().read("rows", text.as_bytes()).unwrap().timeline;
    assert_eq!(timeline.event_at(0).text(), Some("clash at \"the river\""));
    assert_eq!(timeline.event_at(1).text(), None);
}

#[test]
fn bad_rows_are_all_reported_or_skipped_and_counted() {
    let mut bytes = ROWS.as_bytes().to_vec();
    bytes.extend_from_slice(
        b"\n1979-04-31\tISR\tJOR\t\n1979-05-01\tISR\n1979-05-01\tISR\tJ\x81R\t190\r\n",
    );
    bytes.extend_from_slice(format!("1979-05-02\tISR\t{}\t190\n", "X".repeat(200)).as_bytes());
    bytes.extend_from_slice(b"1979-05-03\tISR\tJOR\t190");
    let options = Options::new().longest_line(100);

    let error = options.read("rows.tsv", &bytes[..]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    assert_eq!(
        places,
        [
            "rows.tsv: line 6: date",
            "rows.tsv: line 6: code",
            "rows.tsv: line 7: line",
            "rows.tsv: line 8: target",
            "rows.tsv: line 9: line",
        ]
    );

    let skip = |at_most| {
        options.clone().bad_records(BadRecords::Skip { at_most }).read("rows.tsv", &bytes[..])
    };
    assert_eq!(skip(3).unwrap_err().issues()[0].got(), "4 bad records");
    let Reading { timeline, report, .. } = skip(4).unwrap();
    assert_eq!((timeline.len(), timeline.unreadable()), (4, 4));
    assert_eq!((report.rows, report.events, report.skipped, report.problems.len()), (8, 4, 4, 5));
    assert!(report.to_string().contains("line 9"), "{report}");
    assert_eq!(json::from_str(&written(&timeline)).unwrap().unreadable(), 4);
}

#[test]
fn many_bad_rows_are_counted_and_only_the_first_are_listed() {
    let text = "1979-13-01\tISR\tJOR\t190\n".repeat(1000);
    let error = Options::new().format(Format::Keds).read("rows", text.as_bytes()).unwrap_err();
    assert_eq!((error.issues().len(), error.issue_count()), (100, 1000));
}

#[test]
fn aliases_and_memberships_come_from_the_user() {
    let options = Options::new()
        .alias("LBNREDHEZ", "LBNREBHEZ")
        .alias("NEVER", "MET")
        .membership("PALPLO", MembershipKind::PartOf, "PAL")
        .membership("LBNREBHEZ", MembershipKind::ActsFor, "IRN");
    let text = "060712\tLBNREDHEZ\tISRMIL\t190\n060713\tISRMIL\tLBNREBHEZ\t195\n060714\tPALPLO\tLBNREDHEZ\t042\n";
    let Reading { timeline, report, .. } = options.read("rows", text.as_bytes()).unwrap();
    assert!(timeline.actor_by_key("LBNREDHEZ").is_none());
    assert_eq!(
        report.replaced_aliases.into_iter().collect::<Vec<_>>(),
        [("LBNREDHEZ".to_owned(), 2), ("NEVER".to_owned(), 0)]
    );
    let wholes = |key: &str| {
        let actor = timeline.actor_by_key(key).unwrap();
        actor.memberships().iter().map(|m| timeline.actor(m.of()).key()).collect::<Vec<_>>()
    };
    assert_eq!((wholes("PALPLO"), wholes("LBNREBHEZ")), (vec!["PAL"], vec!["IRN"]));
}

#[test]
fn a_file_without_rows_of_a_known_format_is_an_empty_timeline() {
    assert!(rows("").timeline.is_empty());
    let Reading { timeline, report, .. } = rows("date\tsource\ttarget\tcode\n");
    assert!(timeline.is_empty() && report.span.is_none());
    let error = Options::new().read("nothing.tsv", &b""[..]).unwrap_err();
    assert_eq!(error.issues()[0].location().to_string(), "nothing.tsv: line 1");
    assert_eq!(escalade::read::open("tests/data/no-such-file").unwrap_err().kind(), ErrorKind::Io);
}

#[test]
fn the_format_is_recognised_by_content() {
    let reading = escalade::read::open("tests/data/everything.json").unwrap();
    assert_eq!((reading.report.files[0].format, reading.report.events), (Format::Json, 5));
    assert_eq!(reading.report.missing_actor, 1);
    let error = Options::new().format(Format::Keds).open("tests/data/everything.json").unwrap_err();
    assert_eq!(error.issues()[0].location().file(), Some("tests/data/everything.json"));
    let broken = Options::new().read("broken.json", &b"{ \"title\": \"\xff\" }"[..]).unwrap_err();
    assert_eq!(broken.issues()[0].location().to_string(), "broken.json: line 1");
}

#[test]
fn several_files_are_one_timeline() {
    let weis = "1990-08-02\tIRQ\tKUW\t223\n1990-08-03\tAUS\tIRQ\t111\n";
    let cameo = "19900804\tAUSMIL\tIRQ\t190\n1990-08-32\tIRQ\tAUS\t190\n";
    let inputs = [("a.tsv", weis.as_bytes()), ("b.tsv", cameo.as_bytes())];
    let problems = Options::new().read_all(inputs).unwrap_err();
    assert_eq!(problems.issues()[0].location().to_string(), "b.tsv: line 2: date");

    let options = Options::new().bad_records(BadRecords::Skip { at_most: 1 });
    let Reading { timeline, report, .. } = options.read_all(inputs).unwrap();
    assert_eq!((report.rows, report.events, report.skipped), (4, 3, 1));
    let rows: Vec<_> = report.files.iter().map(|file| (&*file.name, file.rows)).collect();
    assert_eq!(rows, [("a.tsv", 2), ("b.tsv", 2)]);
    let sources = timeline.events().map(|event| timeline.actor(event.sources()[0]).key());
    assert_eq!(sources.collect::<Vec<_>>(), ["IRQ", "AUS", "AUSMIL"]);
    let troops = timeline.actor_by_key("AUSMIL").unwrap();
    let state = timeline.actor(troops.memberships()[0].of());
    assert_eq!(
        (state.key(), state.name_in("en")),
        ("state:AUS", "Australia"),
        "the Austria of one file is not the Australia of the other"
    );
}

#[test]
fn a_document_is_read_beside_other_files() {
    let paths = ["tests/data/everything.json", "tests/data/gdelt2.tsv"];
    let reading = Options::new().open_all(paths).unwrap();
    let document = Options::new().open(paths[0]).unwrap();
    let events = document.timeline.len() + 30;
    assert_eq!((reading.timeline.len(), reading.report.rows), (events, events as u64));
    assert_eq!(reading.timeline.title(), document.timeline.title());
    assert_eq!(reading.timeline.unreadable(), document.timeline.unreadable());
}

#[test]
fn progress_is_reported_about_every_megabyte() {
    let row = "1979-04-15\tISRMIL\tJOR\t190\n";
    let reported = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&reported);
    let options = Options::new()
        .progress(move |progress| sink.lock().unwrap().push((progress.bytes(), progress.size())));
    options.read("rows", row.repeat(100_000).as_bytes()).unwrap();
    let bytes: Vec<_> = reported.lock().unwrap().drain(..).map(|(bytes, _)| bytes).collect();
    let size = 100_000 * row.len() as u64;
    assert_eq!((bytes[0], bytes.last()), (0, Some(&size)));
    assert!(bytes.len() as u64 >= size >> 20 && bytes.is_sorted(), "{bytes:?}");

    let file = "tests/data/gdelt2.tsv";
    options.open(file).unwrap();
    let size = std::fs::metadata(file).unwrap().len();
    assert_eq!(*reported.lock().unwrap(), [(0, Some(size)), (size, Some(size))]);
}
