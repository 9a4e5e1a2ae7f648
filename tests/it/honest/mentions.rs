//! Mention tables of GDELT: each mention becomes a report of its event.

use escalade::{
    Confidence, ErrorKind, Timeline,
    model::ActorKind,
    read::{BadRecords, Format, Options, Reading, json},
};

use super::GDELT_2;

/// Invented mentions of the first two rows; the last one is of a missing event.
const MENTIONS: [[&str; 16]; 4] = [
    mention("881990832", "20191024143000", "gull.example", "https://gull.example/1", "100"),
    mention("881990833", "20191024143000", "heron.example", "https://heron.example/2,3", "20"),
    mention("881990832", "20191024144500", "heron.example", "https://heron.example/4", ""),
    mention("7", "20191024144500", "gull.example", "https://gull.example/5", "40"),
];

const fn mention<'m>(
    id: &'m str,
    time: &'m str,
    outlet: &'m str,
    url: &'m str,
    confidence: &'m str,
) -> [&'m str; 16] {
    let first = "20191024143000";
    [id, first, time, "1", outlet, url, "4", "-1", "9", "8", "1", confidence, "2579", "0.8", "", ""]
}

fn tabs() -> String {
    MENTIONS.map(|columns| columns.join("\t") + "\r\n").concat()
}

fn commas() -> String {
    let header = "globaleventid,eventtimedate,mentiontimedate,mentiontype,mentionsourcename,\
                  mentionidentifier,sentenceid,actor1charoffset,actor2charoffset,actioncharoffset,\
                  inrawtext,confidence,mentiondoclen,mentiondoctone,mentiondoctranslationinfo,extras\n";
    let row = |columns: [&str; 16]| columns.map(|column| format!("\"{column}\"")).join(",") + "\n";
    header.to_owned() + &MENTIONS.map(row).concat()
}

fn read(options: &Options, inputs: &[(&str, &str)]) -> Result<Reading, escalade::Error> {
    options.read_all(inputs.iter().map(|(name, text)| (*name, text.as_bytes())))
}

fn reports_of(timeline: &Timeline, key: &str) -> Vec<String> {
    let outlet = |report: &escalade::Report| {
        let outlet = timeline.actor(report.path()[0]);
        assert_eq!(outlet.kind(), ActorKind::NewsOutlet);
        let sure = report.extraction().map_or(-1, |sure| i32::from(sure.percent()));
        format!("{} {} {} {sure}", outlet.key(), report.url().unwrap(), report.date().unwrap())
    };
    timeline.event_by_key(key).unwrap().reports().iter().map(outlet).collect()
}

#[test]
fn each_mention_is_a_report_of_its_event() {
    for mentions in [tabs(), commas()] {
        let inputs = [("events", GDELT_2), ("mentions", &mentions)];
        let Reading { timeline, report, .. } = read(&Options::new(), &inputs).unwrap();
        assert_eq!(
            (report.rows, report.events, report.unmatched_mentions, report.skipped),
            (34, 30, 1, 0)
        );
        assert_eq!(report.files[1].format, Format::Gdelt);
        assert!(report.files[1].why.contains("mentions"), "{}", report.files[1].why);
        assert!(report.to_string().contains("1 mentions left out: their events were not read"));
        assert_eq!(
            reports_of(&timeline, "881990832"),
            [
                "gull.example https://gull.example/1 2019-10-24T14:30:00Z 100",
                "heron.example https://heron.example/4 2019-10-24T14:45:00Z -1",
            ]
        );
        let second = ["heron.example https://heron.example/2,3 2019-10-24T14:30:00Z 20"];
        assert_eq!(reports_of(&timeline, "881990833"), second);
        let heron = timeline.actor_by_key("heron.example").unwrap().id();
        assert_eq!(timeline.view().reported_by(heron).len(), 2);
        assert_eq!(timeline.event_by_key("881990832").unwrap().confidence(), None);

        let mut written = Vec::new();
        json::write(&timeline, &mut written).unwrap();
        let again = json::from_str(std::str::from_utf8(&written).unwrap()).unwrap();
        assert_eq!(reports_of(&again, "881990832"), reports_of(&timeline, "881990832"));
    }
}

#[test]
fn mentions_are_refused_without_the_ids_of_events() {
    let mentions = tabs();
    let inputs = [("events", GDELT_2), ("mentions", &*mentions)];
    let error = read(&Options::new().without_ids(), &inputs).unwrap_err();
    assert_eq!((error.kind(), error.issue_count()), (ErrorKind::Input, 1));
    assert!(error.issues()[0].remedy().contains("--no-ids"), "{error}");
    let inputs = [("mentions", &*mentions), ("events", GDELT_2)];
    let report = read(&Options::new(), &inputs).unwrap().report;
    assert_eq!(report.unmatched_mentions, 4, "what is not read yet is not read");
}

#[test]
fn invalid_mentions_are_bad_rows() {
    let spoilt = |column: usize, value: &str| {
        let mut columns = MENTIONS[0];
        columns[column] = value;
        columns.join("\t")
    };
    let rows = [
        MENTIONS[0].join("\t"),
        spoilt(2, "20191024"),
        spoilt(4, " "),
        spoilt(11, "101"),
        MENTIONS[0][..15].join("\t"),
        "x".repeat(70_000),
    ];
    let rows = rows.join("\n");
    let lenient = Options::new().bad_records(BadRecords::Skip { at_most: 9 });
    let report = read(&lenient, &[("events", GDELT_2), ("mentions", &rows)]).unwrap().report;
    let places: Vec<_> = report.problems.iter().map(|issue| issue.location().to_string()).collect();
    assert_eq!(
        places,
        [
            "mentions: line 2: MentionTimeDate",
            "mentions: line 3: MentionSourceName",
            "mentions: line 4: Confidence",
            "mentions: line 5: line",
            "mentions: line 6: line",
        ]
    );
    assert_eq!((report.skipped, report.unmatched_mentions), (5, 0));
}

#[test]
fn the_confidence_of_a_mention_is_checked() {
    let text = r#"{ "events": [{ "when": "2024-04-01", "action": "call",
        "reports": [{ "origin": "coder", "extraction": 101 }] }] }"#;
    let error = json::from_str(text).unwrap_err();
    assert_eq!(error.issues()[0].location().field(), Some("events/0/reports/0/extraction"));
    let text = text.replace("101", "60");
    let report = json::from_str(&text).unwrap();
    assert_eq!(report.event_at(0).reports()[0].extraction(), Confidence::new(60).ok());
}
