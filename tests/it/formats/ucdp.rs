//! UCDP GED: real rows of every kind, and all errors in rows.

use chrono::TimeDelta;
use csv::StringRecord;
use escalade::{
    ErrorKind, Level, Query, Timeline,
    model::ActorKind,
    read::{BadRecords, Format, Options, Reading, json},
    scale::{Deaths, Fatalities},
    timeline::{EventRef, Granularity},
};

/// 16 real rows of 49 columns.
const GED: &str = include_str!("../../data/ucdp_ged.csv");

fn read(text: impl AsRef<[u8]>) -> Reading {
    Options::new().read("ged.csv", text.as_ref()).unwrap()
}

fn written(timeline: &Timeline) -> String {
    let mut bytes = Vec::new();
    json::write(timeline, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Returns the rows as the `csv` crate reads them.
fn rows() -> (StringRecord, Vec<StringRecord>) {
    let mut reader = csv::Reader::from_reader(GED.as_bytes());
    (reader.headers().unwrap().clone(), reader.records().map(Result::unwrap).collect())
}

/// Returns the same rows with other columns, as a text.
fn table(change: impl Fn(&StringRecord) -> StringRecord) -> String {
    let (header, rows) = rows();
    let mut writer = csv::Writer::from_writer(Vec::new());
    std::iter::once(&header)
        .chain(&rows)
        .for_each(|row| writer.write_record(&change(row)).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// Returns the header and the first row, with other values in some columns.
fn row(values: &[(&str, &str)]) -> String {
    let (header, rows) = rows();
    let fields = header.iter().zip(&rows[0]);
    let changed: StringRecord = fields
        .map(|(name, field)| values.iter().find(|(of, _)| *of == name).map_or(field, |(_, to)| to))
        .collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    [header, changed].iter().for_each(|row| writer.write_record(row).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn when(values: &[(&str, &str)]) -> String {
    read(row(values)).timeline.event_at(0).when().to_string()
}

fn deaths(event: EventRef<'_>) -> [Option<f64>; 3] {
    [Deaths::Best, Deaths::Low, Deaths::High]
        .map(|deaths| event.level(&Fatalities::counting(deaths)).map(Level::units))
}

#[test]
fn every_row_becomes_the_event_that_its_columns_describe() {
    let Reading { timeline, report, .. } = read(GED);
    let (header, rows) = rows();
    assert_eq!((report.rows, report.events, report.skipped), (16, 16, 0));
    let column = |name: &str| header.iter().position(|known| known == name).unwrap();
    for row in &rows {
        let field = |name| &row[column(name)];
        let number = |name| field(name).parse::<f64>().unwrap();
        let event = timeline.event_by_key(field("id")).unwrap();
        let code = event.event_type().code().unwrap();
        assert_eq!(code.to_string(), format!("ucdp {}", field("type_of_violence")));
        assert_eq!(event.is_mutual(), field("type_of_violence") != "3");
        assert_eq!(event.when().earliest().date_naive().to_string(), field("date_start"));
        let last = event.when().latest() - TimeDelta::seconds(1);
        assert_eq!(last.date_naive().to_string(), field("date_end"), "an onset somewhere between");
        assert_eq!(deaths(event), ["best", "low", "high"].map(|name| Some(number(name))));
        let place = event.place().unwrap();
        assert!(place.starts_with(field("where_coordinates")) && place.ends_with(field("country")));
        for (side, name, id, state) in [
            (event.sources(), "side_a", "side_a_new_id", "gwnoa"),
            (event.targets(), "side_b", "side_b_new_id", "gwnob"),
        ] {
            let [actor] = side else { panic!("one actor on a side") };
            let actor = timeline.actor(*actor);
            assert!(actor.memberships().is_empty(), "no actor is part of its opponent");
            let kind = match (field(state), field(name)) {
                ("", "Civilians") => ActorKind::Civilians,
                ("", _) => ActorKind::ArmedGroup,
                _ => ActorKind::State,
            };
            assert_eq!(actor.kind(), kind);
            if field(state).is_empty() {
                assert_eq!(actor.key(), format!("ucdp:{}", field(id)));
                assert_eq!(actor.name_in("en"), field(name));
            }
        }
    }
}

#[test]
fn dates_have_the_known_precision() {
    let dated = |precision, start, end| {
        when(&[("date_prec", precision), ("date_start", start), ("date_end", end)])
    };
    assert_eq!(dated("1", "2013-01-03", "2013-01-03"), "2013-01-03");
    assert_eq!(dated("1", "2013-01-03", "2013-01-05"), "2013-01-03/2013-01-05", "it lasted");
    assert_eq!(dated("2", "2013-01-03", "2013-01-05"), "[2013-01-03..2013-01-05]");
    assert_eq!(dated("3", "2013-01-07", "2013-01-13"), "[2013-01-07..2013-01-13]");
    assert_eq!(dated("4", "2013-02-01", "2013-02-28"), "2013-02", "a month");
    assert_eq!(dated("4", "2013-02-01", "2013-02-27"), "[2013-02-01..2013-02-27]");
    assert_eq!(dated("5", "2013-01-01", "2013-12-31"), "2013", "a year");
    assert_eq!(dated("5", "2013-02-01", "2013-03-31"), "[2013-02-01..2013-03-31]");
    assert_eq!(dated("5", "2012-01-01", "2013-12-31"), "[2012-01-01..2013-12-31]");
    assert_eq!(dated("2", "2013-01-03", "2013-01-03"), "2013-01-03");
    let midnight = "2013-01-03 00:00:00.000";
    assert_eq!(dated("1", midnight, midnight), "2013-01-03", "as some releases write it");
}

#[test]
fn conflicts_with_a_state_are_never_domestic() {
    let timeline = read(GED).timeline;
    for granularity in [Granularity::State, Granularity::Country] {
        let query = Query::escalation()
            .on(Fatalities::default())
            .granularity(granularity)
            .max_gap(TimeDelta::days(30));
        let summary = timeline.chains(&query).unwrap().summary();
        assert_eq!((summary.left_out().domestic, summary.left_out().missing_actor), (0, 0));
    }
}

#[test]
fn several_states_on_a_side_are_several_actors() {
    let text = row(&[
        ("side_a", "Government of Australia, Government of United Kingdom"),
        ("gwnoa", "900, 200"),
        ("side_b", ""),
        ("side_b_new_id", ""),
    ]);
    let Reading { timeline, report, .. } = read(text);
    assert_eq!((timeline.event_at(0).sources().len(), report.missing_actor), (2, 1));
}

#[test]
fn a_file_without_a_header_is_read_in_order() {
    let (header, body) = GED.split_once('\n').unwrap();
    let plain = read(GED);
    assert_eq!(plain.report.files[0].format, Format::Ucdp);
    let why = "line 1 is a header with type_of_violence, side_a_new_id, date_prec";
    assert_eq!(plain.report.files[0].why, why);
    let headless = read(body);
    assert_eq!(
        headless.report.files[0].why,
        "line 1 has 49 columns, a type of violence, and dates"
    );
    assert_eq!(headless.report.decisions[0], "ged.csv: no header, its 49 columns taken in order");
    let plain = written(&plain.timeline);
    assert_eq!(written(&headless.timeline), plain);

    let turned = table(|row| row.iter().rev().collect());
    let fewer = table(|row| row.iter().skip(3).chain([&row[0]]).collect());
    for text in [
        turned,
        fewer,
        GED.replace('\n', "\r\n").replace("\r\n\"", "\n\""),
        format!("\u{feff}\n{header}\n\n{body},,,\n"),
    ] {
        let read = read(&text);
        assert_eq!(read.report.files[0].format, Format::Ucdp);
        assert_eq!(read.report.rows, 16);
        assert_eq!(written(&read.timeline).replace("\\r", ""), plain, "{:?}", &text[..80]);
    }
}

#[test]
fn source_texts_are_kept_on_request() {
    assert!(read(GED).timeline.events().all(|event| event.text().is_none()));
    let options = Options::new().descriptions();
    let text = |values: &[(&str, &str)]| {
        let timeline = options.read("ged.csv", row(values).as_bytes()).unwrap().timeline;
        timeline.event_at(0).text().unwrap().to_owned()
    };
    assert_eq!(text(&[("source_headline", "two\nlines")]), "two\nlines");
    assert_eq!(
        text(&[("source_headline", ""), ("source_article", "AFP \"said\"")]),
        "AFP \"said\""
    );
}

#[test]
fn bad_rows_are_reported_with_their_location() {
    for (values, place) in [
        (&[("type_of_violence", "4")][..], "type_of_violence"),
        (&[("date_prec", "6")], "date_prec"),
        (&[("date_start", "2013-02-30")], "date_start"),
        (&[("date_prec", "2"), ("date_end", "2013-01-02")], "date_end"),
        (&[("best", "-1")], "best"),
        (&[("best", "some")], "best"),
        (&[("low", "-9")], "low"),
        (&[("gwnoa", "Syria")], "gwnoa"),
        (&[("side_b_new_id", "x")], "side_b_new_id"),
    ] {
        let text = row(values);
        let error = Options::new().read("ged.csv", text.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.issue_count()), (ErrorKind::Input, 1), "{error}");
        assert_eq!(error.issues()[0].location().to_string(), format!("ged.csv: line 2: {place}"));
    }
    let skip = Options::new().bad_records(BadRecords::Skip { at_most: 3 });
    let cut = &GED[..GED.len() - 40];
    let report = skip.read("ged.csv", cut.as_bytes()).unwrap().report;
    assert_eq!((report.rows, report.events, report.skipped), (16, 15, 1), "the last is cut short");
    let skip = Options::new().bad_records(BadRecords::Skip { at_most: 99 });
    let open = GED.replacen("\"Syria: Government\"", "\"Syria: Government", 1);
    let report = skip.read("ged.csv", open.as_bytes()).unwrap().report;
    assert!(report.skipped >= 1 && report.events < 16, "a quote is never closed: {report}");
    assert_eq!(report.problems[0].location().line(), Some(2));

    let missing = GED.replacen("date_prec", "precision", 1);
    let error =
        Options::new().format(Format::Ucdp).read("ged.csv", missing.as_bytes()).unwrap_err();
    assert_eq!(error.issues()[0].location().to_string(), "ged.csv: line 1: date_prec");
}

#[test]
fn best_may_lie_outside_low_and_high() {
    let timeline = read(GED).timeline;
    let event = timeline.event_by_key("236880").unwrap();
    assert_eq!(deaths(event), [Some(2.0), Some(3.0), Some(3.0)], "as the file has it");
    let Reading { timeline, report, .. } =
        read(row(&[("low", "18"), ("best", "18"), ("high", "17")]));
    assert_eq!(deaths(timeline.event_at(0)), [Some(18.0), Some(17.0), Some(18.0)]);
    assert!(report.decisions[0].starts_with("1 rows have a low figure above"), "{report}");
    let bare = read(row(&[("low", ""), ("high", ""), ("best", "5")])).timeline;
    assert_eq!(deaths(bare.event_at(0)), [Some(5.0); 3]);
    let none = read(row(&[("low", ""), ("high", ""), ("best", "")])).timeline;
    assert_eq!(deaths(none.event_at(0)), [None; 3]);
}

#[test]
fn a_best_figure_outside_its_bounds_is_reported() {
    let decisions = |best: &str, low: &str, high: &str| {
        let text = row(&[("best", best), ("low", low), ("high", high)]);
        read(text).report.decisions.join("\n")
    };
    for (best, low, high, is_outside) in [
        ("5", "3", "9", false),
        ("3", "3", "9", false),
        ("9", "3", "9", false),
        ("5", "9", "3", false),
        ("10", "3", "9", true),
        ("2", "3", "9", true),
        ("10", "9", "3", true),
        ("10", "", "9", true),
        ("2", "3", "", true),
        ("2", "", "3", false),
        ("5", "", "", false),
    ] {
        let decisions = decisions(best, low, high);
        let is_reported = decisions
            .contains("1 rows have a best figure below the low one or above")
            && decisions.contains("on line 2");
        assert_eq!(is_reported, is_outside, "{best} {low} {high}: {decisions}");
    }
}
