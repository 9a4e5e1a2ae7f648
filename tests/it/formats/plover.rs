//! Gold-standard records of PLOVER.

use escalade::{
    model::{Act, MembershipKind},
    read::{BadRecords, Format, Options},
};

use super::read;

const RECORDS: &str = r#"[
{
    "id": "GSR-DOCUMENT-1", "event": "DOCUMENT", "eventText": "about the file", "version": "0.5b1"
},
{
    "id": "GSR-FIGHT-1", "date": "2000-01-02", "event": "FIGHT", "mode": "heavy-weapons",
    "source": [{ "actorText": "Ruritanian army", "code": "LBN", "sector": "MIL" }],
    "target": [{ "actorText": "rebels", "code": "LBN", "sector": "REB" }],
    "dead": "156", "injured": "scores", "text": "The army shelled rebels.",
    "eventLoc": { "name": "Gorazde", "country code": "BA" }, "context": "military"
},
{
    "id": "GSR-AGREE-1", "date": "2000-01-01", "event": "AGREE",
    "source": [{ "actorText": "Israel", "code": "ISR" }, { "actorText": "Lebanon", "code": "LBN" }],
    "target": "", "mode": null
},
{
    "id": "GSR-DEMAND-1", "date": "2000-01-01", "event": "DEMAND",
    "source": [{ "actorText": "Red Ring", "code": "IGO", "sector": "***" }],
    "target": "diplomatic"
},
{
    "id": "GSR-REJECT-1", "date": "2000-01-01", "event": "REJECT", "mode": "odd",
    "source": [{ "actorText": "Israel", "code": "ISR", "sector": "GOV" }], "target": null
}
]"#;

#[test]
fn records_become_events() {
    let reading = Options::new().descriptions().read("gsr", RECORDS.as_bytes()).unwrap();
    let timeline = &reading.timeline;
    assert_eq!(reading.report.files[0].format, Format::Plover);
    assert_eq!((reading.report.rows, timeline.len()), (4, 4));
    let codes: Vec<_> = timeline
        .events()
        .map(|event| (event.key().unwrap(), event.event_type().code().unwrap().as_str()))
        .collect();
    let expected = [
        ("GSR-AGREE-1", "AGREE"),
        ("GSR-DEMAND-1", "REQUEST"),
        ("GSR-REJECT-1", "REJECT/odd"),
        ("GSR-FIGHT-1", "ASSAULT/heavy-weapons"),
    ];
    assert_eq!(codes, expected);
    assert_eq!(reading.report.unknown_codes["plover REJECT/odd"], 1);

    let fight = timeline.event_by_key("GSR-FIGHT-1").unwrap();
    assert!(matches!(fight.event_type().act(), Act::Attack(_)));
    let attack = fight.attack().unwrap();
    assert_eq!(attack.killed().unwrap().least(), Some(156));
    assert_eq!(attack.injured().unwrap().words(), Some("scores"));
    assert_eq!((fight.text(), fight.place()), (Some("The army shelled rebels."), Some("Gorazde")));
    let army = timeline.actor_by_key("LBNMIL").unwrap();
    assert_eq!(army.memberships()[0].kind(), MembershipKind::PartOf);

    let decisions = reading.report.decisions.join("\n");
    for decision in
        ["1 records document the file", "2 records have older", "1 records have text in place"]
    {
        assert!(decisions.contains(decision), "{decisions}");
    }
}

#[test]
fn mutual_actors_are_split_into_source_and_target() {
    let reading = read(RECORDS);
    let agree = reading.timeline.event_at(0);
    assert!(agree.is_mutual());
    let key = |ids: &[escalade::ActorId]| reading.timeline.actor(ids[0]).key().to_owned();
    assert_eq!((key(agree.sources()), key(agree.targets())), ("ISR".to_owned(), "LBN".to_owned()));
    let body = reading.timeline.event_at(1).sources();
    assert_eq!(key(body), "Red Ring", "a body that no code names goes by its name");
    assert!(reading.timeline.event_at(2).targets().is_empty());
}

#[test]
fn all_problems_are_reported_with_line_and_path() {
    let text = "[\n{ \"event\": \"AID\", \"date\": \"2000-13-01\", \"source\": 3 },\n{ \"date\": \"2000-01-01\", \"source\": [{}] },\n{ \"event\": 7 },\n{ \"event\": \"AID\", \"date\": \"2000-01-01\" }\n]";
    let error = Options::new().read("gsr", text.as_bytes()).unwrap_err();
    let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    let expected = [
        "gsr: line 2: 0/date",
        "gsr: line 2: 0/source",
        "gsr: line 3: 1/event",
        "gsr: line 3: 1/source/0/code",
        "gsr: line 4: 2/event",
    ];
    assert_eq!(places, expected);
    let lenient = Options::new().bad_records(BadRecords::Skip { at_most: 3 });
    let reading = lenient.read("gsr", text.as_bytes()).unwrap();
    assert_eq!((reading.report.rows, reading.timeline.len()), (4, 1));
    assert!(Options::new().format(Format::Plover).read("gsr", "[{]".as_bytes()).is_err());
}
