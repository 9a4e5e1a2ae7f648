//! Reading of GDELT event exports: real rows of every width, and all errors in rows.

use chrono::TimeDelta;
use escalade::{
    ErrorKind, Level, Query, Timeline,
    model::MembershipKind,
    read::{BadRecords, Extra, Format, Options, Reading, json},
    scale::{Goldstein, GoldsteinTable},
};

/// 30 real rows of 61 columns.
const GDELT_2: &str = include_str!("../data/gdelt2.tsv");
/// 10 real rows of 58 columns.
const DAILY: &str = include_str!("../data/gdelt1_daily.tsv");
/// The same rows without the last column.
const BACKFILE: &str = include_str!("../data/gdelt1_backfile.tsv");

const SQLDATE: usize = 1;
const ACTOR1_CODE: usize = 5;
const ACTOR2_CODE: usize = 15;
const EVENT_CODE: usize = 26;
const EVENT_ROOT_CODE: usize = 28;
const GOLDSTEIN_SCALE: usize = 30;

fn read(text: impl AsRef<[u8]>) -> Reading {
    Options::new().read("export.csv", text.as_ref()).unwrap()
}

fn written(timeline: &Timeline) -> String {
    let mut bytes = Vec::new();
    json::write(timeline, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Returns the first real row, with other values in some columns.
fn row(values: &[(usize, &str)]) -> String {
    let mut columns: Vec<_> = GDELT_2.lines().next().unwrap().split('\t').collect();
    values.iter().for_each(|(column, value)| columns[*column] = value);
    columns.join("\t") + "\n"
}

fn codes(timeline: &Timeline) -> Vec<&str> {
    timeline.events().map(|event| event.event_type().code().unwrap().as_str()).collect()
}

#[test]
fn every_row_becomes_the_event_that_its_columns_describe() {
    for text in [GDELT_2, DAILY, BACKFILE] {
        let timeline = Options::new().read("export", text.as_bytes()).unwrap().timeline;
        assert_eq!(timeline.len(), text.lines().count());
        for line in text.lines() {
            let columns: Vec<_> = line.split('\t').collect();
            let event = timeline.event_by_key(columns[0]).unwrap();
            let party = |side: &[_]| side.first().map_or("", |id| timeline.actor(*id).key());
            let score = event.event_type().score().unwrap().units();
            assert_eq!(event.when().to_string().replace('-', ""), columns[SQLDATE]);
            assert_eq!(party(event.sources()), columns[ACTOR1_CODE]);
            assert_eq!(party(event.targets()), columns[ACTOR2_CODE]);
            assert_eq!(
                event.event_type().code().unwrap().to_string(),
                format!("cameo {}", columns[EVENT_CODE])
            );
            assert_eq!(format!("{score:.1}"), columns[GOLDSTEIN_SCALE]);
        }
    }
}

#[test]
fn the_version_follows_from_the_number_of_columns() {
    for (text, columns, version) in [
        (GDELT_2, 61, "GDELT 2.0"),
        (DAILY, 58, "GDELT 1.0, daily"),
        (BACKFILE, 57, "GDELT 1.0, historical"),
    ] {
        let report = read(text).report;
        assert_eq!(report.files[0].format, Format::Gdelt);
        assert_eq!(
            report.files[0].why,
            format!("line 1 has {columns} columns, a date in the second: {version}")
        );
        let rows = text.lines().count();
        assert_eq!(report.decisions, [format!("{rows} rows have {columns} columns: {version}")]);
    }
    assert_eq!(written(&read(DAILY).timeline), written(&read(BACKFILE).timeline));

    // The daily file and the backfile have the same rows.
    let all = read([DAILY, GDELT_2, BACKFILE].concat()).report;
    assert_eq!((all.rows, all.events, all.decisions.len()), (50, 40, 4));
    let by_name = Options::new().format("gdelt".parse().unwrap()).open("tests/data/gdelt2.tsv");
    assert_eq!(by_name.unwrap().report.decisions, ["30 rows have 61 columns: GDELT 2.0"]);
}

#[test]
fn with_a_header_columns_may_be_in_any_order_and_number() {
    let columns = [
        ("GoldsteinScale", GOLDSTEIN_SCALE),
        ("EventCode", EVENT_CODE),
        ("eventrootcode", EVENT_ROOT_CODE),
        ("Actor2Code", ACTOR2_CODE),
        ("SOURCEURL", 60),
        ("Actor1Code", ACTOR1_CODE),
        ("NumMentions", 31),
        ("DATEADDED", 59),
        ("SQLDATE", SQLDATE),
        ("GLOBALEVENTID", 0),
        ("IsRootEvent", 25),
    ];
    let kept = [Extra::Mentions, Extra::Root, Extra::Added];
    let all = Options::new().max_lag(TimeDelta::days(8)).keep(kept);
    for options in [Options::new(), all] {
        for delimiter in *b",\t;" {
            let mut table = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
            table.write_record(columns.map(|(name, _)| name)).unwrap();
            for line in GDELT_2.lines() {
                let fields: Vec<_> = line.split('\t').collect();
                table.write_record(columns.map(|(_, nth)| fields[nth])).unwrap();
            }
            let table = table.into_inner().unwrap();
            let reading = options.read("export.csv", &table[..]).unwrap();
            assert_eq!(reading.report.files[0].format, Format::Gdelt);
            let whole = options.read("export.csv", GDELT_2.as_bytes()).unwrap();
            assert_eq!(written(&reading.timeline), written(&whole.timeline));
            assert_eq!(reading.report.late, whole.report.late);
        }
    }
    let table = "SQLDATE,Actor1Code,Actor2Code,EventCode\n20310401,USA,,190\n2031,USA,,190\n";
    let error = Options::new().read("export.csv", table.as_bytes()).unwrap_err();
    assert_eq!(error.issues()[0].location().to_string(), "export.csv: line 3: SQLDATE");
    let table = "SQLDATE,Actor1Code,EventCode\n20310401,USA,190\n";
    let named = Options::new().format(Format::Gdelt);
    assert!(named.read("export.csv", table.as_bytes()).is_err(), "whom is needed");
}

#[test]
fn the_score_in_the_file_takes_precedence_over_the_table() {
    let timeline = read(GDELT_2).timeline;
    for (code, gdelts_own, table) in [("016", 2.0, -3.4), ("163", 8.0, 6.5), ("022", -3.2, -3.4)] {
        let event =
            timeline.events().find(|event| event.event_type().code().unwrap().as_str() == code);
        assert_eq!(
            event.unwrap().level(&Goldstein::default()).unwrap().units(),
            gdelts_own,
            "{code}"
        );
        let bare = row(&[(EVENT_CODE, code), (EVENT_ROOT_CODE, &code[..2]), (GOLDSTEIN_SCALE, "")]);
        let timeline = read(bare).timeline;
        let event = timeline.event_at(0);
        assert_eq!(event.event_type().score(), None);
        assert_eq!(event.level(&Goldstein::default()).unwrap().units(), table, "{code}");
    }
    let any = Goldstein::over(GoldsteinTable::Icews);
    let rounded = read(row(&[(GOLDSTEIN_SCALE, "-7.4499")])).timeline;
    assert_eq!(rounded.event_at(0).level(&any), Some(Level::from_tenths(74)));
}

#[test]
fn rows_without_an_actor_are_events_in_no_chain() {
    let lacking = GDELT_2.lines().filter(|line| {
        let columns: Vec<_> = line.split('\t').collect();
        columns[ACTOR1_CODE].is_empty() || columns[ACTOR2_CODE].is_empty()
    });
    let lacking = lacking.count() as u64;
    assert!(lacking > 0);
    let Reading { timeline, report, .. } = read(GDELT_2);
    assert_eq!((report.events, report.missing_actor), (30, lacking));
    let query = Query::escalation().on(Goldstein::default()).max_gap(TimeDelta::days(7));
    let summary = timeline.chains(&query).unwrap().summary();
    assert_eq!(summary.left_out().missing_actor, lacking);

    let neither = read(row(&[(ACTOR1_CODE, ""), (ACTOR2_CODE, " ")]));
    assert_eq!((neither.report.missing_actor, neither.timeline.actors().len()), (1, 0));
}

#[test]
fn actor_codes_say_where_actors_belong() {
    let timeline = read(GDELT_2).timeline;
    let belongs = |key: &str| {
        let actor = timeline.actor_by_key(key).unwrap();
        let whole = |m: &escalade::model::Membership| (m.kind(), timeline.actor(m.of()).key());
        actor.memberships().iter().map(whole).collect::<Vec<_>>()
    };
    assert_eq!(belongs("ISRMIL"), [(MembershipKind::PartOf, "ISR")]);
    assert_eq!(belongs("GBRCVL"), [(MembershipKind::LocatedIn, "GBR")]);
    assert_eq!(belongs("IGOEUREEC"), []);
    assert_eq!(belongs("IRN"), []);

    let options = Options::new().alias("GBRCVL", "GBR").membership(
        "IGOEUREEC",
        MembershipKind::ActsFor,
        "EUR",
    );
    let Reading { timeline, report, .. } = options.read("export", GDELT_2.as_bytes()).unwrap();
    assert!(timeline.actor_by_key("GBRCVL").is_none());
    assert_eq!(report.replaced_aliases["GBRCVL"], 1);
    let union = timeline.actor_by_key("IGOEUREEC").unwrap();
    assert_eq!(timeline.actor(union.memberships()[0].of()).key(), "EUR");
}

#[test]
fn rows_with_other_line_ends_or_a_byte_order_mark_are_read_alike() {
    let plain = written(&read(GDELT_2).timeline);
    for text in [
        GDELT_2.replace('\n', "\r\n"),
        GDELT_2.trim_end().to_owned(),
        format!("\u{feff}\n\r\n{}", GDELT_2.replace('\n', "\n \t\t\n\n")),
        GDELT_2.replace("\tGBR\t", "\t GBR \t"),
    ] {
        assert_eq!(written(&read(&text).timeline), plain, "{:?}", &text[..40]);
    }
    let mut bytes = GDELT_2.trim_end().as_bytes().to_vec();
    bytes.extend_from_slice(b"/caf\xe9");
    assert_eq!(written(&read(bytes).timeline), plain, "the last column is not looked at");
}

#[test]
fn a_code_gets_its_lost_leading_zero_back() {
    let text = [("10", "1"), ("10", "01"), ("10", "10"), ("42", "4"), ("010", "01"), ("190", "19")]
        .map(|(code, root)| row(&[(EVENT_CODE, code), (EVENT_ROOT_CODE, root)]));
    let reading = Options::new().without_ids().read("export.csv", text.concat().as_bytes());
    let Reading { timeline, report, .. } = reading.unwrap();
    assert_eq!(codes(&timeline), ["010", "010", "10", "042", "010", "190"]);
    let decision = "3 codes had lost their leading zero, as the column EventRootCode shows";
    assert_eq!(report.decisions.last().unwrap(), decision);
    assert!(report.unknown_codes.is_empty());
}

#[test]
fn bad_rows_are_reported_with_their_location() {
    let bad = [
        row(&[]),
        row(&[(SQLDATE, "200607"), (ACTOR1_CODE, &"LONG".repeat(17)), (EVENT_CODE, "")]),
        String::new() + "\n" + &row(&[(SQLDATE, "20191032"), (GOLDSTEIN_SCALE, "-10.1")]),
        row(&[(GOLDSTEIN_SCALE, "high")]),
        row(&[(30, "0\t1")]),
        row(&[(60, "http://example.org/\t")]),
        "881990832\t20191024\n".to_owned(),
        row(&[(60, &"x".repeat(1000))]),
        row(&[(EVENT_CODE, "---")]),
    ]
    .concat();
    let mut bytes = bad.into_bytes();
    let latin_1 = row(&[(ACTOR2_CODE, "@")]);
    bytes.extend(latin_1.bytes().map(|byte| if byte == b'@' { 0xc5 } else { byte }));
    bytes.extend_from_slice(row(&[(0, "881990833")]).trim_end().as_bytes());
    let options = Options::new().longest_line(1000);

    let error = options.read("export.csv", &bytes[..]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    let decision: Vec<_> = error
        .issues()
        .iter()
        .map(|issue| {
            format!("{}: {}", issue.location(), issue.got().chars().take(10).collect::<String>())
        })
        .collect();
    assert_eq!(
        decision,
        [
            "export.csv: line 2: SQLDATE: 200607",
            "export.csv: line 2: Actor1Code: LONGLONGLO",
            "export.csv: line 2: EventCode: ",
            "export.csv: line 4: SQLDATE: 20191032",
            "export.csv: line 4: GoldsteinScale: -10.1",
            "export.csv: line 5: GoldsteinScale: high",
            "export.csv: line 6: line: 62 columns",
            "export.csv: line 7: line: 62 columns",
            "export.csv: line 8: line: 2 columns",
            "export.csv: line 9: line: 881990832\t",
            "export.csv: line 10: EventCode: ---",
            "export.csv: line 11: Actor2Code: \u{fffd}",
        ]
    );
    assert!(error.issues()[6].allowed().contains("57, 58 or 61 columns"));

    let skip = |at_most| {
        options.clone().bad_records(BadRecords::Skip { at_most }).read("export.csv", &bytes[..])
    };
    assert_eq!(skip(8).unwrap_err().issues()[0].got(), "9 bad records");
    let Reading { timeline, report, .. } = skip(9).unwrap();
    assert_eq!((timeline.len(), timeline.unreadable()), (2, 9));
    assert_eq!((report.rows, report.events, report.skipped, report.problems.len()), (11, 2, 9, 12));
    assert_eq!(report.decisions, ["2 rows have 61 columns: GDELT 2.0"]);
    assert_eq!(timeline.actors().len(), 1, "bad rows make no actors");
}

#[test]
fn ids_are_kept_as_keys_unless_left_out() {
    assert!(read(GDELT_2).timeline.events().all(|event| event.key().is_some()));
    let without_ids = |text: &str| {
        Options::new().without_ids().read("export.csv", text.as_bytes()).unwrap().timeline
    };
    assert!(without_ids(GDELT_2).events().all(|event| event.key().is_none()));
    let long = row(&[(0, &"7".repeat(100))]);
    assert_eq!(without_ids(&long).len(), 1, "what is not kept is not judged");
    let options = Options::new();
    let text = [row(&[(0, "7")]), row(&[(0, "8")]), row(&[(0, "7")]), row(&[(0, "")])].concat();
    let reading = options.read("export.csv", text.as_bytes()).unwrap();
    let keys: Vec<_> =
        reading.timeline.events().map(|event| event.key().unwrap_or_default().to_owned()).collect();
    assert_eq!(
        keys,
        ["8", "7", ""],
        "the later row of an id replaces the earlier, an empty id is none"
    );
    let decisions = reading.report.decisions.join("\n");
    assert!(decisions.contains("1 rows have the id of another row"), "{decisions}");
    let all = options.keep_repeated_ids().read("export.csv", text.as_bytes()).unwrap().timeline;
    assert_eq!(all.len(), 4);
}

#[test]
fn rows_added_late_are_left_out_on_request() {
    let lagging = |days| {
        let options = Options::new().max_lag(TimeDelta::days(days));
        let report = options.read("export.csv", GDELT_2.as_bytes()).unwrap().report;
        assert_eq!((report.rows, report.rows - report.events), (30, report.late));
        report.late
    };
    let dated = |day: &str| GDELT_2.lines().filter(|line| line.contains(day)).count() as u64;
    let [day, week, month, year] =
        ["\t20191023\t", "\t20191017\t", "\t20190924\t", "\t20181024\t"].map(dated);
    assert!([day, week, month, year].iter().all(|rows| *rows > 0));
    assert_eq!(lagging(0), day + week + month + year);
    assert_eq!(lagging(1), week + month + year);
    assert_eq!(lagging(6), week + month + year);
    assert_eq!(lagging(7), month + year);
    assert_eq!(lagging(364), year);
    assert_eq!(lagging(365), 0);

    let options = Options::new().max_lag(TimeDelta::days(7));
    let daily = options.read("daily", DAILY.as_bytes()).unwrap().report;
    assert_eq!((daily.rows, daily.late), (10, 3));
    assert!(daily.to_string().contains("3 records left out"), "{daily}");
    let backfile = options.read("backfile", BACKFILE.as_bytes()).unwrap().report;
    assert_eq!((backfile.rows, backfile.late), (10, 0), "added years later, all of it");

    let text = row(&[(59, "yesterday")]);
    let error = options.read("export.csv", text.as_bytes()).unwrap_err();
    assert_eq!(error.issues()[0].location().field(), Some("DATEADDED"));
    assert_eq!(read(text).timeline.len(), 1, "not looked at otherwise");
}
