//! Quadruples of temporal knowledge graphs.

use chrono::NaiveDate;
use escalade::{
    ErrorKind,
    read::{BadRecords, Format, Options},
};

use super::read;

#[test]
fn rows_may_consist_of_names_and_a_date() {
    let rows = "Ruritania\tFight with artillery and tanks\tMilitary (Elbonia)\t2014-03-06\n\
                Military (Elbonia)\tMake statement\tRuritania\t2014-03-05\tover\n";
    let reading = read(rows);
    assert_eq!(reading.report.files[0].format, Format::Tkg);
    let timeline = &reading.timeline;
    let events: Vec<_> = timeline
        .events()
        .map(|event| {
            let actor = |ids: &[escalade::ActorId]| timeline.actor(ids[0]).key().to_owned();
            let code = event.event_type().code().unwrap().to_string();
            format!("{} {} {code} {}", event.when(), actor(event.sources()), actor(event.targets()))
        })
        .collect();
    let expected = [
        "2014-03-05 Military (Elbonia) cameo 010 Ruritania",
        "2014-03-06 Ruritania cameo 194 Military (Elbonia)",
    ];
    assert_eq!(events, expected, "in the order of time, whatever that of the file");
}

#[test]
fn relations_without_exactly_one_code_are_reported() {
    let rows = "A\tMake statement\tB\t2014-03-06\n\
                A\tExpel or withdraw peacekeepers\tB\t2014-03-06\n\
                A\tCarry out car bombing\tB\t2014-03-06\n\
                A\tCarry out car bombing\tB\t2014-03-07\n\
                A\tMeet at a 'third' location\tB\t2014-03-07\n";
    let reading = read(rows);
    assert_eq!(reading.report.unknown_codes.len(), 1);
    assert_eq!(reading.report.unknown_codes["cameo Carry out car bombing"], 2);
    let decisions = reading.report.decisions.join("\n");
    assert!(decisions.contains("1 names of relations match no code of CAMEO"), "{decisions}");
    assert!(decisions.contains("Expel or withdraw peacekeepers (1641, 1661)"), "{decisions}");
    let codes: Vec<_> =
        reading.timeline.types().iter().map(|kind| kind.code().unwrap().as_str()).collect();
    assert_eq!(codes, ["010", "1641", "Carry out car bombing", "044"]);
}

#[test]
fn rows_may_have_numbers_hours_and_trailing_blanks() {
    // Hours that are multiples of 24 are days.
    let rows = "459  \t1    \t471\t6480\t0\n471  \t90   \t459\t6504\t0\n";
    let start = NaiveDate::from_ymd_opt(2018, 1, 1).unwrap();
    let reading = Options::new().start_date(start).read("valid.txt", rows.as_bytes()).unwrap();
    let timeline = &reading.timeline;
    let days: Vec<_> = timeline.events().map(|event| event.when().to_string()).collect();
    assert_eq!(days, ["2018-09-28", "2018-09-29"]);
    assert!(timeline.actor_by_key("459").is_some());
    let decisions = reading.report.decisions.join("\n");
    assert!(decisions.contains("hours, 24 a day"), "{decisions}");
    assert!(decisions.contains("from 2018-01-01"), "{decisions}");
    assert!(decisions.contains("2 relations are numbers without a name"), "{decisions}");

    let reading = read("1\t2\t3\t0\n3\t2\t1\t24\n3\t2\t1\t25\n");
    let days: Vec<_> = reading.timeline.events().map(|event| event.when().to_string()).collect();
    assert_eq!(days, ["1970-01-01", "1970-01-25", "1970-01-26"]);
    assert!(reading.report.decisions[0].contains("since no start date is set"));
}

#[test]
fn name_files_may_come_before_or_after_event_files() {
    let entities = ("entity2id.txt", "Ruritania\t0\nElbonia\t1\n");
    let relations = ("relation2id.txt", "Make statement\t0\nConsult\t1\n");
    let rows = ("train.txt", "0\t1\t1\t24\t0\n1\t0\t0\t48\t0\n2\t0\t0\t48\t0\n");
    for files in [[entities, relations, rows], [rows, relations, entities]] {
        let inputs = files.map(|(name, text)| (name, text.as_bytes()));
        let reading = Options::new().read_all(inputs).unwrap();
        let keys: Vec<_> = reading.timeline.actors().map(|actor| actor.key()).collect();
        assert_eq!(keys, ["Ruritania", "Elbonia", "2"]);
        let codes: Vec<_> =
            reading.timeline.types().iter().map(|kind| kind.code().unwrap().as_str()).collect();
        assert_eq!(codes, ["040", "010"]);
        assert_eq!(reading.report.rows, 3, "{}", reading.report);
    }
}

#[test]
fn bad_rows_are_reported_with_location_and_reason() {
    let rows = "A\tConsult\tB\t2014-03-06\nA\tConsult\t\t2014-03-06\nA\tConsult\tB\nA\tConsult\tB\t2014-13-06\nA\tConsult\tB\t9999999\n";
    let error = Options::new().read("rows", rows.as_bytes()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    assert_eq!(
        places,
        ["rows: line 2: target", "rows: line 3: line", "rows: line 4: time", "rows: line 5: time"]
    );
    let lenient = Options::new().bad_records(BadRecords::Skip { at_most: 4 });
    assert_eq!(lenient.read("rows", rows.as_bytes()).unwrap().timeline.len(), 1);
}
