//! Tables read by a mapping of columns.

use escalade::{
    ErrorKind, Level, Vocabulary,
    read::{ActorCodes, BadRecords, Column, Columns, Format, Options, Reading},
};

fn read(columns: Columns, text: &str) -> Reading {
    Options::new().columns(columns).read("rows.csv", text.as_bytes()).unwrap()
}

#[test]
fn every_field_of_an_event_can_be_mapped_to_a_column() {
    let text = "id;day;over;who;whom;what;score;rung;both;dead;sure;words;where\n\
                r1;13.04.2024;14.04.2024;Ruritania|Elbonia;Freedonia;190;-10;12;no;3;80;\"struck; twice\";Zenda\n\
                r2;15.04.2024;;Freedonia;Ruritania;040;;;yes;;;;\n";
    let columns = Columns::new("day")
        .date_format("%d.%m.%Y")
        .end("over")
        .source("who")
        .target("whom")
        .separator('|')
        .code("what", Vocabulary::Cameo)
        .score("score")
        .level("rung", "kahn")
        .mutual("both")
        .killed("dead")
        .confidence("sure")
        .text("words")
        .place("where")
        .id("id");
    let options = Options::new().columns(columns.clone());
    let reading = options.read("rows.csv", text.as_bytes()).unwrap();
    assert_eq!(reading.report.files[0].format, Format::Csv);
    let timeline = &reading.timeline;
    let strike = timeline.event_by_key("r1").unwrap();
    assert_eq!(strike.when().to_string(), "2024-04-13/2024-04-14");
    assert_eq!((strike.sources().len(), strike.targets().len()), (2, 1));
    assert_eq!(strike.event_type().score(), Some(Level::from(-10)));
    assert_eq!(strike.coders_levels()[0].level(), Level::from(12));
    assert_eq!(strike.attack().unwrap().killed().unwrap().least(), Some(3));
    assert_eq!(strike.confidence().unwrap().percent(), 80);
    assert_eq!((strike.text(), strike.place()), (Some("struck; twice"), Some("Zenda")));
    let meeting = timeline.event_by_key("r2").unwrap();
    assert!(meeting.is_mutual() && !strike.is_mutual());
    assert_eq!((meeting.event_type().score(), meeting.coders_levels().len()), (None, 0));
    let decisions = reading.report.decisions.join("\n");
    assert!(decisions.contains("fields taken to stand between `;`"), "{decisions}");
    assert!(decisions.contains("a header: columns are chosen by name"), "{decisions}");

    let written = serde_json::to_string(&columns).unwrap();
    assert_eq!(serde_json::from_str::<Columns>(&written).unwrap(), columns);
    assert!(serde_json::from_str::<Columns>(r#"{ "date": 1, "sauce": 2 }"#).is_err());
}

#[test]
fn columns_can_be_numbered_with_and_without_a_header() {
    let columns =
        || Columns::new(1).source(2).target(3).code(Column::always("190"), Vocabulary::Cameo);
    for (delimiter, header) in [('\t', ""), (',', ""), ('|', "a|b|c\n"), (';', "a;b;c\n")] {
        let rows = "2024-04-13|A|B\n20240414|B|A\n2024-05|A|B\n";
        let text = header.to_owned() + &rows.replace('|', &delimiter.to_string());
        let timeline = read(columns(), &text).timeline;
        let dates: Vec<_> = timeline.events().map(|event| event.when().to_string()).collect();
        assert_eq!(dates, ["2024-04-13", "2024-04-14", "2024-05"], "{delimiter:?}");
    }
    let said = columns().header(true);
    assert_eq!(read(said, "2024-04-13,A,B\n2024-04-14,A,B\n").timeline.len(), 1);
    let said = columns().delimiter(',').header(false);
    let error = Options::new().columns(said).read("rows", "a,b,c\n".as_bytes()).unwrap_err();
    assert_eq!(error.issues()[0].location().to_string(), "rows: line 1: date");
}

#[test]
fn actors_are_read_in_the_stated_scheme() {
    let text = "2024-04-13,LBNREBHEZ,ISR\n";
    let columns = |codes| Columns::new(1).source(2).target(3).actors(codes);
    let timeline = read(columns(ActorCodes::Cameo), text).timeline;
    assert!(!timeline.actor_by_key("LBNREBHEZ").unwrap().memberships().is_empty());
    let timeline = read(columns(ActorCodes::Own), text).timeline;
    assert!(timeline.actor_by_key("LBNREBHEZ").unwrap().memberships().is_empty());
    assert!(timeline.event_at(0).event_type().code().is_none());
}

#[test]
fn all_missing_columns_are_reported() {
    let columns =
        Columns::new("Date").source("from").target("tp").code(9, Vocabulary::Cameo).text("text");
    let text = "\ndate,from,to,from,text\n2024-04-13,A,B,C,D\n";
    let error = Options::new().columns(columns).read("rows", text.as_bytes()).unwrap_err();
    let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    assert_eq!(
        places,
        [
            "rows: line 2: columns/source",
            "rows: line 2: columns/target",
            "rows: line 2: columns/code"
        ]
    );
    let [twice, near, number] = error.issues() else { panic!("three") };
    assert!(twice.remedy().contains("there are several"), "{twice}");
    assert!(
        near.remedy().contains("`to`") && near.allowed().contains("date, from, to, from, text")
    );
    assert!(number.allowed().contains("1 to 5"));

    let bad =
        Columns::new(1).date_format("%Q").level(2, "kahn").score(3).separator('·').delimiter('"');
    let error = Options::new().columns(bad).read("rows", text.as_bytes()).unwrap_err();
    assert_eq!(error.issue_count(), 4, "{error}");
    let error = Options::new().format(Format::Csv).read("rows", text.as_bytes()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

#[test]
fn all_problems_of_a_row_are_reported() {
    let columns =
        Columns::new(1).end(2).source(3).code(4, Vocabulary::Mid).score(4).level(5, "kahn");
    let columns = columns.killed(6).confidence(7).mutual(8);
    let text = "2024-04-13,2024-04-14,A,16,,,,\nx,y,A,,high,few,101,maybe\n";
    let error = Options::new().columns(columns.clone()).read("rows", text.as_bytes()).unwrap_err();
    let fields: Vec<_> =
        error.issues().iter().filter_map(|issue| issue.location().field()).collect();
    assert_eq!(fields, ["score", "date", "code", "level", "killed", "confidence", "mutual"]);
    let lenient = Options::new().columns(columns).bad_records(BadRecords::Skip { at_most: 9 });
    assert_eq!(lenient.read("rows", text.as_bytes()).unwrap().report.skipped, 2);
}
