//! The tables of a timeline, compared with its accessors and with values by hand.

use std::collections::HashSet;

use escalade::{
    Actor, ErrorKind, Event, Report, SpeechAct, Statement, Timeline,
    model::{Assertion, Fact, Membership, MembershipKind},
    read,
};

use super::Texts;

fn everything() -> Timeline {
    read::open("tests/data/everything.json").unwrap().timeline
}

#[test]
fn every_part_of_a_timeline_has_a_row() {
    for path in ["tests/data/everything.json", "examples/data/crisis-2024.json"] {
        let timeline = read::open(path).unwrap().timeline;
        let tables = timeline.to_record_batches();
        let rows = |batches| Texts::of(batches).rows.len();
        assert_eq!(rows(tables.events), timeline.len());
        assert_eq!(rows(tables.actors), timeline.actors().len());
        assert_eq!(rows(tables.links), timeline.links().len());
        let names: usize = timeline.actors().map(|actor| actor.names().len()).sum();
        assert_eq!(rows(tables.names), names);
        let memberships: usize = timeline.actors().map(|actor| actor.memberships().len()).sum();
        assert_eq!(rows(tables.memberships), memberships);
        let levels: usize = timeline.events().map(|event| event.coders_levels().len()).sum();
        assert_eq!(rows(tables.levels), levels);
        let mut reports: usize = timeline.events().map(|event| event.reports().len()).sum();
        for event in timeline.events() {
            for assertion in event.statement().iter().flat_map(|said| said.assertions()) {
                reports += assertion.reports().len();
            }
        }
        reports += timeline.links().map(|(_, link)| link.reports().len()).sum::<usize>();
        for actor in timeline.actors() {
            reports += actor.memberships().iter().map(|one| one.reports().len()).sum::<usize>();
        }
        assert_eq!(rows(tables.reports), reports);
    }
}

#[test]
fn rows_of_events_are_those_of_the_timeline() {
    let timeline = everything();
    let events = Texts::of(timeline.to_record_batches().events);
    let got = events.columns(["event", "key", "when", "kind", "sources", "targets", "mutual"]);
    for (event, row) in timeline.events().zip(got) {
        let keys = |actors: &[escalade::ActorId]| {
            let keys: Vec<_> = actors.iter().map(|actor| timeline.actor(*actor).key()).collect();
            format!("[{}]", keys.join(" "))
        };
        let expected = [
            event.id().index().to_string(),
            event.key().unwrap_or("-").to_owned(),
            event.when().to_string(),
            event.act().kind().to_string(),
            keys(event.sources()),
            keys(event.targets()),
            event.is_mutual().to_string(),
        ];
        assert_eq!(row, expected.each_ref().map(String::as_str));
    }
    let by_hand = read::Options::new()
        .read("rows", "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n".as_bytes())
        .unwrap()
        .timeline;
    let events = Texts::of(by_hand.to_record_batches().events);
    let columns =
        ["position", "earliest", "latest", "act", "vocabulary", "code", "sources", "record"];
    assert_eq!(
        events.columns(columns),
        [
            [
                "0",
                "2006-07-12 00:00:00",
                "2006-07-13 00:00:00",
                "threaten",
                "cameo",
                "138",
                "[LBN]",
                "-"
            ],
            [
                "1",
                "2006-07-13 00:00:00",
                "2006-07-14 00:00:00",
                "unspecified",
                "cameo",
                "190",
                "[ISR]",
                "-"
            ],
        ]
    );
}

#[test]
fn records_of_events_are_entries_of_the_native_document() {
    let timeline = read::open("examples/data/crisis-2024.json").unwrap().timeline;
    let document = serde_json::to_value(&timeline).unwrap();
    let events = Texts::of(timeline.to_record_batches().events);
    let mut records = 0;
    for [event, record] in events.columns(["event", "record"]) {
        if record != "-" {
            let record: serde_json::Value = serde_json::from_str(record).unwrap();
            assert_eq!(record, document["events"][event.parse::<usize>().unwrap()]);
            records += 1;
        }
    }
    assert!(records > 3);
}

#[test]
fn the_guide_has_every_column() {
    use escalade::arrow::arrow_array::RecordBatchReader;
    let guide = std::fs::read_to_string("src/guide/tables.md").unwrap();
    let tables = everything();
    let tables = tables.to_record_batches();
    let reports = [tables.links, tables.reports];
    for table in [tables.events, tables.levels, tables.actors, tables.names, tables.memberships]
        .into_iter()
        .chain(reports)
    {
        for field in table.schema().fields() {
            assert!(guide.contains(&format!("`{}`", field.name())), "{}", field.name());
        }
    }
}

#[test]
fn reports_say_what_they_are_about() {
    let mut builder = Timeline::builder();
    let [state, army] = ["IRN", "IRGC"].map(|key| builder.add_actor(Actor::new(key)));
    let membership = Membership::new(MembershipKind::PartOf, state);
    builder.add_membership(army, membership.with_report(Report::by(state)));
    let said = Assertion::that(Fact::Killed).with_report(Report::by(army));
    let statement = Event::statement(state, "2024-04-13", SpeechAct::Claim);
    builder.add_event(statement.with_statement(Statement::new().asserting(said)));
    let mut seen = HashSet::new();
    for timeline in [everything(), builder.build().unwrap()] {
        let reports = Texts::of(timeline.to_record_batches().reports);
        for [about, event, assertion, link, member, report] in
            reports.columns(["about", "event", "assertion", "link", "member", "report"])
        {
            let shown = [event, assertion, link, member].map(|value| value != "-");
            match about {
                "event" => assert_eq!(shown, [true, false, false, false]),
                "assertion" => assert_eq!(shown, [true, true, false, false]),
                "link" => assert_eq!(shown, [false, false, true, false]),
                "membership" => assert_eq!(shown, [false, false, false, true]),
                other => panic!("{other}"),
            }
            assert!(report.parse::<usize>().is_ok());
            seen.insert(about.to_owned());
        }
    }
    assert_eq!(seen.len(), 4, "{seen:?}");
}

/// A table that does not fit into its output, such as a full disk.
#[test]
fn an_output_that_fails_is_told_as_such() {
    let timeline = everything();
    let tables = || timeline.to_record_batches();
    let mut room = [0; 99];
    let error = tables().events.write_ipc(&mut room[..]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io, "{error}");
    let error = timeline.write_ipc(&mut room[..]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io, "{error}");
    #[cfg(feature = "parquet")]
    {
        let error = tables().events.write_parquet(&mut room[..]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io, "{error}");
        let error = timeline.write_parquet(&mut room[..]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io, "{error}");
    }
}
