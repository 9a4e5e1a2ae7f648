//! ICEWS coded events: invented rows in its 20 columns, and what can be wrong with them.

use escalade::{
    ErrorKind, Timeline,
    model::MembershipKind,
    read::{BadRecords, Format, Options, Reading, json},
    scale::Goldstein,
    timeline::Granularity,
};

const EVENTS: &str = include_str!("../../data/icews.tab");

fn read(text: impl AsRef<[u8]>) -> Reading {
    Options::new().read("events.tab", text.as_ref()).unwrap()
}

fn written(timeline: &Timeline) -> String {
    let mut bytes = Vec::new();
    json::write(timeline, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Returns the same rows with other columns.
fn columns(change: impl Fn(Vec<&str>) -> Vec<&str>) -> String {
    let row = |line: &str| change(line.split('\t').collect()).join("\t") + "\n";
    EVENTS.lines().map(row).collect()
}

/// Returns the code that a row with this code and text is read with.
fn code(code: &str, text: &str) -> Result<String, String> {
    let row = format!("1\t2031-05-01\tA\t\t\t{text}\t{code}\t\tB\t\t");
    let header: Vec<_> = EVENTS.lines().next().unwrap().split('\t').take(11).collect();
    let text = format!("{}\n{row}\n", header.join("\t"));
    let reading = Options::new().read("events.tab", text.as_bytes());
    let reading = reading.map_err(|error| error.issues()[0].location().to_string())?;
    Ok(reading.timeline.types()[0].code().unwrap().as_str().to_owned())
}

#[test]
fn every_row_becomes_the_event_that_its_columns_describe() {
    let Reading { timeline, report, .. } = read(EVENTS);
    assert_eq!(report.files[0].format, Format::Icews);
    assert_eq!(report.files[0].why, "line 1 is a header with Event Date, Source Name, Target Name");
    assert_eq!((report.rows, report.events, report.skipped, report.missing_actor), (6, 6, 0, 1));
    let found: Vec<_> = timeline
        .events()
        .map(|event| {
            let party = |side: &[_]| side.first().map_or("-", |id| timeline.actor(*id).key());
            let event_type = event.event_type();
            let score = event_type.score().map_or("-".to_owned(), |score| score.to_string());
            let code = event_type.code().unwrap().as_str();
            let (when, key) = (event.when(), event.key().unwrap());
            let (source, target) = (party(event.sources()), party(event.targets()));
            format!("{key} {when} {source} > {target} {code} {score}")
        })
        .collect();
    assert_eq!(
        found,
        [
            "2031-05-01/31 2031-05-01 Foreign Affairs (Freedonia) > Army (Sylvania) 040 1",
            "2031-05-01/32 2031-05-01 Army (Sylvania) > Foreign Affairs (Freedonia) 040 1",
            "2031-05-02/33 2031-05-02 Rufus Firefly > Sylvania 193 -10",
            "2031-05-03/31 2031-05-03 Mountain Front > Citizen (Freedonia) 130 -4",
            "2031-05-04/34 2031-05-04 - > League of \"Nations\" 010 0",
            "2031-05-05/35 2031-05-05 \"Lone\" Wolf > Rufus Firefly 138 -",
        ]
    );
    let expected = "2 codes were missing or invalid: taken from the event text";
    assert!(report.decisions.iter().any(|decision| decision == expected), "{report}");
    assert!(report.unknown_codes.is_empty());
}

#[test]
fn mirrored_rows_can_be_merged() {
    let timeline = read(EVENTS).timeline;
    assert_eq!(timeline.view().merge_mutual().len(), 5);
}

#[test]
fn unknown_codes_are_replaced_by_the_code_of_their_text() {
    let bad = || Err("events.tab: line 2: CAMEO Code".to_owned());
    assert_eq!(code("190", "Consult"), Ok("190".into()), "a code that is known is believed");
    assert_eq!(code("13y", "Consult"), Ok("040".into()), "the text decides");
    assert_eq!(code("13y", "No such text"), Ok("13y".into()), "a threat of no known kind");
    assert_eq!(code("1951", ""), Ok("1951".into()));
    assert_eq!(code("NULL", "use conventional military force"), Ok("190".into()));
    assert_eq!(code("", "Meet at a 'third' location"), Ok("044".into()));
    assert_eq!(code("", "No such text"), bad());
    assert_eq!(code("xx", ""), bad());
    assert_eq!(code("210", ""), bad(), "CAMEO ends with 20");
    assert_eq!(code("né", "Consult"), Ok("040".into()));
    assert_eq!(code(&"1".repeat(70), "Consult"), bad());
    let without = columns(|fields| [&fields[..6], &fields[7..]].concat());
    let report = read(without.replace(", with a typing error", "")).report;
    assert_eq!((report.rows, report.events), (6, 6), "some files have no codes at all");
}

#[test]
fn the_score_in_the_file_takes_precedence_over_the_table() {
    let timeline = read(EVENTS).timeline;
    let level = |nth| timeline.event_at(nth).level(&Goldstein::default()).unwrap().units();
    assert_eq!((level(3), level(5)), (4.0, 7.0), "its own, and that of the table");
}

#[test]
fn sectors_decide_the_kind_of_membership_in_a_country() {
    let timeline = read(EVENTS).timeline;
    let belongs = |name: &str| {
        let actor = timeline.actor_by_key(name).unwrap();
        let whole = |m: &escalade::model::Membership| (m.kind(), timeline.actor(m.of()).key());
        actor.memberships().iter().map(whole).collect::<Vec<_>>()
    };
    use MembershipKind::{LocatedIn, PartOf};
    assert_eq!(belongs("Foreign Affairs (Freedonia)"), [(PartOf, "Freedonia")]);
    assert_eq!(belongs("Army (Sylvania)"), [(PartOf, "Sylvania")]);
    assert_eq!(belongs("Mountain Front"), [(LocatedIn, "Freedonia")], "insurgents are no state");
    assert_eq!(belongs("Citizen (Freedonia)"), [(LocatedIn, "Freedonia")]);
    assert_eq!(belongs("Sylvania"), [], "the country itself");
    assert_eq!(belongs("League of \"Nations\""), []);
}

#[test]
fn an_office_ends_when_a_later_row_lacks_it() {
    let Reading { timeline, report, .. } = read(EVENTS);
    let firefly = timeline.actor_by_key("Rufus Firefly").unwrap();
    let [office, after] = firefly.memberships() else { panic!("two memberships") };
    assert_eq!((office.kind(), after.kind()), (MembershipKind::PartOf, MembershipKind::LocatedIn));
    assert_eq!((office.start(), office.end()), (None, after.start()));
    assert_eq!(after.start().unwrap().to_string(), "2031-05-05");
    let at = |nth| timeline.event_at(nth).when().earliest();
    let rolled_up = |nth| timeline.roll_up(firefly.id(), &Granularity::State, at(nth)).to_owned();
    assert_eq!((rolled_up(2), rolled_up(5)), ("Freedonia".into(), "Rufus Firefly".into()));
    assert!(
        report
            .decisions
            .iter()
            .any(|decision| decision.starts_with("1 actors have memberships that change"))
    );

    let mut lines: Vec<_> = EVENTS.lines().collect();
    lines[1..].reverse();
    let turned = read(lines.join("\n")).timeline;
    let memberships = |timeline: &Timeline| {
        let firefly = timeline.actor_by_key("Rufus Firefly").unwrap();
        firefly.memberships().iter().map(|m| (m.kind(), m.start().cloned())).collect::<Vec<_>>()
    };
    assert_eq!(memberships(&turned), memberships(&timeline), "in whatever order the rows come");

    let chosen = Options::new().membership("Rufus Firefly", MembershipKind::LocatedIn, "Spa");
    let timeline = chosen.read("events.tab", EVENTS.as_bytes()).unwrap().timeline;
    assert_eq!(timeline.actor_by_key("Rufus Firefly").unwrap().memberships().len(), 1);
}

#[test]
fn ids_are_unique_within_a_day_only() {
    let options = Options::new();
    let twice = EVENTS.replace("2031-05-03", "2031-05-01");
    let reading = options.read("events.tab", twice.as_bytes()).unwrap();
    assert_eq!(
        reading.timeline.len(),
        5,
        "the later row of one id on one day replaces the earlier"
    );
    assert!(reading.report.decisions.join("\n").contains("1 rows have the id of another row"));
    let without_ids = Options::new().without_ids();
    assert_eq!(without_ids.read("events.tab", twice.as_bytes()).unwrap().timeline.len(), 6);

    let reading = options.read("events.tab", EVENTS.as_bytes()).unwrap();
    assert_eq!(reading.timeline.len(), 6);
    let decisions = reading.report.decisions.join("\n");
    assert!(decisions.contains("1 ids occur on several days"), "{decisions}");
    let reading = options.one_event_per_id().read("events.tab", EVENTS.as_bytes()).unwrap();
    assert_eq!(reading.timeline.len(), 5);
}

#[test]
fn texts_are_kept_on_request() {
    let options = Options::new().descriptions();
    let timeline = options.read("events.tab", EVENTS.as_bytes()).unwrap().timeline;
    assert_eq!(timeline.event_at(0).text(), Some("Consult"));
    assert_eq!(timeline.event_at(3).event_type().code().unwrap().as_str(), "130");
    let plain = Options::new().read("events.tab", EVENTS.as_bytes()).unwrap().timeline;
    assert!(plain.events().all(|event| event.text().is_none()));
    assert_eq!(plain.types(), timeline.types());
}

#[test]
fn tables_with_other_columns_or_delimiters_are_read_alike() {
    let plain = written(&read(EVENTS).timeline);
    let quoted = columns(|fields| fields).lines().fold(String::new(), |text, line| {
        let fields: Vec<_> =
            line.split('\t').map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
        text + &fields.join("\t") + "\n"
    });
    for text in [
        columns(|mut fields| {
            fields.reverse();
            fields
        }),
        columns(|fields| fields[..11].to_vec()),
        quoted,
        EVENTS.replace('\n', "\r\n"),
        format!("\u{feff}{EVENTS}\n\t\t\n"),
        EVENTS.replace("\tNA\t", "\tNULL\t").replace("\tNA\t", "\t\t"),
    ] {
        assert_eq!(written(&read(&text).timeline), plain, "{:?}", &text[..60]);
    }
}

#[test]
fn bad_rows_are_reported_with_their_location() {
    let bad = EVENTS
        .replacen("2031-05-01", "2031-04-31", 1)
        .replace("-10", "-10.5")
        .replacen("\t13y", "", 1)
        .replace("138", "xx");
    let error = Options::new().read("events.tab", bad.as_bytes()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    assert_eq!(
        places,
        [
            "events.tab: line 2: Event Date",
            "events.tab: line 4: Intensity",
            "events.tab: line 5: record",
            "events.tab: line 7: CAMEO Code",
        ]
    );
    let skip = Options::new().bad_records(BadRecords::Skip { at_most: 4 });
    let report = skip.read("events.tab", bad.as_bytes()).unwrap().report;
    assert_eq!((report.rows, report.events, report.skipped), (6, 2, 4));
    let mut latin1 = EVENTS.as_bytes().to_vec();
    let at = EVENTS.find("Firefly").unwrap();
    latin1[at] = 0xe9;
    let report = skip.read("events.tab", &latin1[..]).unwrap().report;
    assert_eq!((report.events, report.skipped), (6, 0));
    assert!(report.decisions.join("\n").contains("records taken as ISO 8859-1"), "{report}");
}
