//! `ICBe`.

use escalade::{
    EventKind,
    read::{Format, Options},
};

use super::read;

const HEADER: &str = "crisno,sentence_number_int_aligned,sentence_span_text,event_type,date_earliest_year,date_earliest_month,date_earliest_day,date_latest_year,date_latest_month,date_latest_day,think_actor_a,say_actor_a,say_actor_b,do_actor_a,do_actor_b,thinkkind,sayintkind,interact_escalate,act_escalate,interact_deescalate,interact_location\n";

#[test]
fn actions_statements_and_perceptions_become_events() {
    let text = HEADER.to_owned()
        + "196,1,\"They struck, at last.\",action,1962,10,22,1962,10,22,,,,Ruritania;Elbonia,Freedonia,,,attack;battle,,,Zenda\n\
           196,2,It said so.,speech,1962,10,,1962,11,,,Freedonia,Ruritania,,,,accuse,,,,\n\
           196,2,It feared so.,thought,1962,NA,NA,NA,NA,NA,Freedonia,,,,,fear,,,,,\n\
           196,3,It armed.,action,1962,11,01,1962,11,03,,,,Freedonia,,,,,alert,,\n\
           196,4,It acted.,action,1962,12,01,1962,12,01,,,,Freedonia,Elbonia,,,,,,\n";
    let reading = Options::new().descriptions().read("icbe", text.as_bytes()).unwrap();
    assert_eq!(reading.report.files[0].format, Format::Icbe);
    let timeline = &reading.timeline;
    let events: Vec<_> = (0..timeline.len())
        .map(|nth| {
            let event = timeline.events().find(|event| event.id().index() == nth).unwrap();
            let keys = |ids: &[escalade::ActorId]| {
                let keys: Vec<_> = ids.iter().map(|id| timeline.actor(*id).key()).collect();
                keys.join("+")
            };
            let (from, to) = (keys(event.sources()), keys(event.targets()));
            format!("{} {from}>{to} {}", event.when(), event.event_type().code().unwrap())
        })
        .collect();
    let expected = [
        "1962-10-22 Ruritania+Elbonia>Freedonia icb interact_escalate: attack",
        "[1962-10..1962-11] Freedonia>Ruritania icb sayintkind: accuse",
        "1962 Freedonia> icb thinkkind: fear",
        "[1962-11-01..1962-11-03] Freedonia> icb act_escalate: alert",
        "1962-12-01 Freedonia>Elbonia icb action",
    ];
    assert_eq!(events, expected);
    let kinds: Vec<_> = timeline.events().map(|event| event.event_type().act().kind()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == EventKind::Statement).count(), 1);
    assert_eq!(kinds.iter().filter(|kind| **kind == EventKind::Attack).count(), 1);
    let strike = timeline.events().find(|event| event.place() == Some("Zenda")).unwrap();
    assert_eq!(strike.text(), Some("They struck, at last."));
    assert_eq!(reading.report.unknown_codes["icb action"], 1);
    assert!(reading.report.decisions[0].contains("1 rows have several kinds of act"));
}

#[test]
fn bad_rows_are_reported_with_location_and_reason() {
    let text = HEADER.to_owned()
        + "196,1,x,guess,1962,1,1,,,,,,,,,,,,,,\n196,1,x,action,,1,1,,,,,,,A,,,,,,,\n";
    let error = Options::new().read("icbe", text.as_bytes()).unwrap_err();
    let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    assert_eq!(places, ["icbe: line 2: event_type", "icbe: line 3: date_earliest"]);
    assert!(read(HEADER).timeline.is_empty());
}
