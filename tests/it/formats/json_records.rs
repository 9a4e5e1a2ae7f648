//! Records in JSON with the fields of tables: answers of servers, lists, and one object a line.

use escalade::{
    Timeline,
    read::{BadRecords, Columns, Format, Options, json},
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn written(timeline: &Timeline) -> String {
    let mut bytes = Vec::new();
    json::write(timeline, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn acled(id: &str, day: &str, first: &str, second: &str) -> Value {
    json!({
        "event_id_cnty": id, "event_date": day, "year": &day[..4], "time_precision": "1",
        "event_type": "Explosions/Remote violence", "sub_event_type": "Grenade", "actor1": first,
        "assoc_actor_1": null, "inter1": 8, "actor2": second, "inter2": "1", "iso": 804,
        "latitude": "48.5", "fatalities": 2, "timestamp": 1_704_833_944,
    })
}

/// The same records as a list, in an object with paging, and one a line.
fn forms(records: &[Value]) -> [String; 4] {
    let lines: Vec<_> = records.iter().map(Value::to_string).collect();
    [
        Value::from(records.to_vec()).to_string(),
        json!({ "status": 200, "success": true, "count": records.len(), "data": records })
            .to_string(),
        serde_json::to_string_pretty(&json!({ "data": records })).unwrap(),
        lines.join("\n"),
    ]
}

#[test]
fn an_answer_of_acled_is_a_table_of_acled() {
    let records = [
        acled("UKR1", "2024-01-01", "Military Forces of Russia (2000-)", "Militia"),
        acled("UKR2", "2024-01-03", "Militia", "Military Forces of Russia (2000-)"),
    ];
    let csv = "event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,inter2,fatalities,timestamp\n\
        UKR1,2024-01-01,2024,1,Explosions/Remote violence,Grenade,Military Forces of Russia (2000-),,8,Militia,1,2,1704833944\n\
        UKR2,2024-01-03,2024,1,Explosions/Remote violence,Grenade,Militia,,8,Military Forces of Russia (2000-),1,2,1704833944\n";
    let expected = written(&Options::new().read("file", csv.as_bytes()).unwrap().timeline);
    for text in forms(&records) {
        let reading = Options::new().read("file", text.as_bytes()).unwrap();
        let file = &reading.report.files[0];
        assert_eq!((file.format, file.rows), (Format::Acled, 2), "{text}");
        assert!(file.why.contains("JSON objects with event_date"), "{}", file.why);
        assert_eq!(written(&reading.timeline), expected, "{text}");
    }
    // The same events from both files are one: ids are kept across forms.
    let [list, ..] = forms(&records[1..]);
    let files = [("table", csv.as_bytes()), ("answer", list.as_bytes())];
    let reading = Options::new().read_all(files).unwrap();
    assert_eq!(reading.timeline.len(), 2);
    assert!(reading.report.decisions.join("\n").contains("1 rows have the id of another row"));
}

#[test]
fn an_answer_of_ucdp_is_a_table_of_ucdp() {
    let text = r#"{"TotalCount":20,"TotalPages":10,"PreviousPageUrl":"","NextPageUrl":"https://example.org/2","Result":[
        {"id":1,"type_of_violence":1,"side_a":"Front","side_a_new_id":4456,"side_b":"Ring","side_b_new_id":4457,
         "gwnoa":null,"date_prec":1,"date_start":"2031-01-03T00:00:00","date_end":"2031-01-03T00:00:00","best":2,"high":3,"low":1},
        {"side_b_new_id":1,"side_b":"Civilians","side_a_new_id":4456.0,"side_a":"Front","type_of_violence":"3","id":"2",
         "date_prec":1,"date_start":"2031-01-04","date_end":"2031-01-04","best":1}]}"#;
    let reading = Options::new().read("ged.json", text.as_bytes()).unwrap();
    let timeline = &reading.timeline;
    assert_eq!(reading.report.files[0].format, Format::Ucdp);
    let first = timeline.event_by_key("1").unwrap();
    assert_eq!(first.when().to_string(), "2031-01-03");
    assert_eq!(first.attack().unwrap().killed().unwrap().most(), Some(3));
    assert!(first.is_mutual() && !timeline.event_by_key("2").unwrap().is_mutual());
    let decisions = reading.report.decisions.join("\n");
    assert!(decisions.contains("2 of 20 records, as `TotalCount` says"), "{decisions}");
    assert!(decisions.contains("one page of several"), "{decisions}");
}

#[test]
fn problems_are_located_by_line_and_path() {
    let mut bad = acled("UKR1", "yesterday", "A", "B");
    let good = acled("UKR2", "2024-01-03", "B", "A");
    bad["fatalities"] = json!("many");
    let options = Options::new().bad_records(BadRecords::Skip { at_most: 9 });
    let places = |text: &str| -> Vec<String> {
        let report = options.read("file", text.as_bytes()).unwrap().report;
        assert_eq!((report.rows, report.events), (report.skipped + 1, 1), "{text}");
        report.problems.iter().map(|issue| issue.location().to_string()).collect()
    };
    let [list, answer, _, lines] = forms(&[good.clone(), bad.clone()]);
    assert_eq!(
        places(&list),
        ["1/event_date", "1/fatalities"].map(|at| format!("file: line 1: {at}"))
    );
    let expected = ["data/1/event_date", "data/1/fatalities"];
    assert_eq!(places(&answer), expected.map(|at| format!("file: line 1: {at}")));
    assert_eq!(
        places(&lines),
        ["event_date", "fatalities"].map(|at| format!("file: line 2: {at}"))
    );

    let text = format!("{good}\n\n{{\"event_date\": \n7\n{{\"a\":1,\"a\":2}}\n{{}}");
    assert_eq!(places(&text), ["file: line 3", "file: line 4", "file: line 5: a", "file: line 6"]);
}

#[test]
fn answers_without_records_and_unknown_records_say_so() {
    for (text, format) in [
        (r#"{"status":200,"success":true,"count":0,"data":[]}"#, Format::Acled),
        (r#"{"TotalCount":0,"TotalPages":0,"NextPageUrl":"","Result":[]}"#, Format::Ucdp),
    ] {
        let reading = Options::new().read("file", text.as_bytes()).unwrap();
        assert_eq!((reading.report.files[0].format, reading.timeline.len()), (format, 0));
    }
    let error = Options::new().read("file", &br#"[{"when":"2024","who":"A"}]"#[..]).unwrap_err();
    let issue = &error.issues()[0];
    assert!(issue.got().contains("when, who"), "{issue}");
    assert!(issue.remedy().contains("--columns"), "{issue}");
    // Described, they are read.
    let columns = Columns::new("when").source("who");
    let options = Options::new().columns(columns.clone());
    let timeline = options.read("file", &br#"[{"when":"2024","who":"A"}]"#[..]).unwrap().timeline;
    assert_eq!(timeline.event_at(0).when().to_string(), "2024");
    let columns = columns.text(3);
    let error =
        Options::new().columns(columns).read("file", &br#"[{"when":"2024","who":"A"}]"#[..]);
    let error = error.unwrap_err();
    assert!(
        error.issues()[0].allowed().contains("1 to 2"),
        "the place of a row is no column: {error}"
    );
}

#[test]
fn too_many_fields_and_deep_values_are_refused() {
    let many: Map<String, Value> = (0..2000).map(|nth| (format!("f{nth}"), json!(1))).collect();
    let mut record = acled("A", "2024-01-01", "A", "B");
    record.as_object_mut().unwrap().extend(many);
    let error = Options::new().read("file", json!([record]).to_string().as_bytes()).unwrap_err();
    assert!(error.to_string().contains("1024 fields"), "{error}");
    let deep = format!(
        "[{{\"event_date\":1,\"event_type\":1,\"actor1\":1,\"actor2\":{}",
        "[".repeat(70_000)
    );
    assert!(Options::new().read("file", deep.as_bytes()).is_err());
}

#[test]
fn a_record_that_is_too_long_is_reported_at_its_place() {
    let mut long = acled("UKR2", "2024-01-03", "B", "A");
    long["notes"] = json!("x".repeat(70_000));
    let options = Options::new().bad_records(BadRecords::Skip { at_most: 1 });
    for (text, place) in forms(&[acled("UKR1", "2024-01-01", "A", "B"), long]).iter().zip([
        "line 1: 1",
        "line 1: data/1",
        "line 20: data/1",
        "line 2",
    ]) {
        let report = options.read("file", text.as_bytes()).unwrap().report;
        let got = report.problems[0].location().to_string();
        assert!(got.starts_with(&format!("file: {place}")), "{got}");
        assert_eq!((report.rows, report.events), (2, 1));
    }
}

#[test]
fn other_lists_of_records_are_named() {
    let record = acled("UKR1", "2024-01-01", "A", "B");
    let text = json!({ "data": [record], "notes": [], "more": [{ "a": 1 }] }).to_string();
    let report = Options::new().read("file", text.as_bytes()).unwrap().report;
    assert_eq!(report.events, 1);
    assert_eq!(report.decisions[0], "file: the records in `more/` are not read");
}

#[test]
fn one_record_alone_is_read() {
    let record = acled("UKR1", "2024-01-01", "A", "B");
    for text in [record.to_string(), serde_json::to_string_pretty(&record).unwrap()] {
        let reading = Options::new().read("file", text.as_bytes()).unwrap();
        assert_eq!((reading.report.files[0].format, reading.timeline.len()), (Format::Acled, 1));
    }
}

/// A cell as a number, where it is one, or as a string.
fn value(cell: &str, as_number: bool) -> Value {
    match cell.parse::<i64>() {
        Ok(number) if as_number && number.to_string() == cell => json!(number),
        _ if cell.is_empty() && as_number => Value::Null,
        _ => json!(cell),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(21), ..ProptestConfig::default() })]

    /// A table and the records of its rows in any form, with fields in any order, missing where they are empty, are
    /// the same timeline.
    #[test]
    fn records_are_read_as_the_rows_of_a_table(
        rows in prop::collection::vec(
            (0_u8..3, 1_u32..29, "[A-C ]{1,3}", "[A-C]{0,2}", "[a\"\n,;é 0]{0,4}", 0_u8..5), 1..8),
        seeds in prop::collection::vec(any::<u64>(), 8),
        form in 0_usize..4,
    ) {
        let names = ["event_id_cnty", "event_date", "event_type", "actor1", "actor2", "notes", "fatalities"];
        let types = ["Battles", "Riots", "Violence against civilians"];
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record(names).unwrap();
        let mut records = Vec::new();
        for (nth, (kind, day, first, second, notes, dead)) in rows.iter().enumerate() {
            let cells = [
                format!("R{nth}"), format!("2024-01-{day:02}"), types[usize::from(*kind)].to_owned(),
                first.clone(), second.clone(), notes.trim().to_owned(),
                if *dead == 4 { String::new() } else { dead.to_string() },
            ];
            table.write_record(&cells).unwrap();
            let mut record = Map::new();
            // The first record has all fields in order, so that its form is recognised.
            let turn = if nth == 0 { 0 } else { (seeds[nth] % 7) as usize };
            for at in (0..7).map(|at| (at + turn) % 7) {
                let is_left_out = cells[at].is_empty() && nth > 0 && seeds[nth] & 64 != 0;
                if !is_left_out {
                    record.insert(names[at].to_owned(), value(&cells[at], seeds[nth] & 128 != 0));
                }
            }
            records.push(Value::Object(record));
        }
        let table = table.into_inner().unwrap();
        let options = Options::new().descriptions();
        let expected = options.read("table", &table[..]).unwrap();
        let text = &forms(&records)[form];
        let reading = options.read("records", text.as_bytes()).unwrap();
        prop_assert_eq!(written(&reading.timeline), written(&expected.timeline), "{}", text);
        prop_assert_eq!(reading.report.rows, expected.report.rows);
    }
}
