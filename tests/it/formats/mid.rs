//! Militarized Interstate Disputes: invented rows in the columns of edition 5.01, and what can be
//! wrong with them.

use chrono::TimeDelta;
use escalade::{
    ErrorKind, Level, Query, Relation, Timeline,
    read::{BadRecords, Format, Options, Reading, json},
    scale::{Deaths, Fatalities, Hostility},
    timeline::EventRef,
};

const INCIDENTS: &str = include_str!("../../data/mid_incidents.csv");
const PARTICIPANTS: &str = include_str!("../../data/mid_participants.csv");
const DISPUTES: &str = include_str!("../../data/mid_disputes.csv");

fn read(incidents: &str, participants: &str) -> Reading {
    let files = [("midi", incidents.as_bytes()), ("midip", participants.as_bytes())];
    Options::new().read_all(files).unwrap()
}

fn refused(files: &[(&str, &str)]) -> String {
    let files = files.iter().map(|(name, text)| (name, text.as_bytes()));
    let error = Options::new().read_all(files).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    error.to_string()
}

fn written(timeline: &Timeline) -> String {
    let mut bytes = Vec::new();
    json::write(timeline, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Returns the same rows without a column.
fn without(column: &str, text: &str) -> String {
    let nth = text.lines().next().unwrap().split(',').position(|name| name == column).unwrap();
    let row = |line: &str| {
        let fields = line.split(',').enumerate().filter(|(at, _)| *at != nth);
        fields.map(|(_, field)| field).collect::<Vec<_>>().join(",") + "\n"
    };
    text.lines().map(row).collect()
}

fn names(timeline: &Timeline, event: EventRef<'_>) -> [Vec<String>; 2] {
    let name = |id: &_| timeline.actor(*id).name_in("en").to_owned();
    [event.sources(), event.targets()].map(|side| side.iter().map(name).collect())
}

#[test]
fn incidents_and_participants_are_joined_in_any_order() {
    let Reading { timeline, report, .. } = read(INCIDENTS, PARTICIPANTS);
    assert!(report.files.iter().all(|file| file.format == Format::Mid));
    assert_eq!(report.files[0].why, "line 1 is a header with dispnum, hostlev, fatalpre");
    assert_eq!((report.rows, report.events, report.missing_actor), (6 + 13, 6 + 2, 2));
    let options = Options::new();
    let turned = [("midip", PARTICIPANTS.as_bytes()), ("midi", INCIDENTS.as_bytes())];
    assert_eq!(written(&options.read_all(turned).unwrap().timeline), written(&timeline));
    let paths = ["tests/data/mid_participants.csv", "tests/data/mid_incidents.csv"];
    assert_eq!(written(&options.open_all(paths).unwrap().timeline), written(&timeline));
}

#[test]
fn the_side_that_acts_is_the_source() {
    let timeline = read(INCIDENTS, PARTICIPANTS).timeline;
    let details = |key| {
        let event = timeline.event_by_key(key).unwrap();
        let [sources, targets] = names(&timeline, event);
        (
            sources.len(),
            targets.len(),
            event.is_mutual(),
            event.event_type().code().unwrap().as_str(),
        )
    };
    let show = timeline.event_by_key("9001002").unwrap();
    let attack = timeline.event_by_key("9001001").unwrap();
    assert_eq!(details("9001002"), (2, 1, false, "7"), "a show of force by two, towards one");
    assert_eq!(details("9001001"), (1, 1, false, "16"));
    assert_eq!(attack.sources(), show.targets());
    assert_eq!(attack.targets(), &show.sources()[..1]);
    assert_eq!(details("9001003"), (1, 1, true, "17"), "a clash");
    assert_eq!(details("9002003"), (1, 1, true, "20"), "both act, each in its way");
    let [violation, answer] = ["9002001", "9002002"].map(|key| timeline.event_by_key(key).unwrap());
    assert_eq!((details("9002001").2, details("9002001").3), (false, "12"));
    assert_eq!(violation.sources(), answer.targets(), "side B acts, side A does not");
    assert_eq!(violation.targets(), answer.sources());
}

#[test]
fn rows_without_action_are_targets_and_not_events() {
    let report = read(INCIDENTS, PARTICIPANTS).report;
    let decided = |what: &str| report.decisions.iter().any(|decision| decision.contains(what));
    assert!(decided("4 participants took no militarized action"), "{:?}", report.decisions);
    assert!(decided("1 incidents have participants with another action"), "{:?}", report.decisions);
}

#[test]
fn dates_have_the_known_precision() {
    let Reading { timeline, report, .. } = read(INCIDENTS, PARTICIPANTS);
    for (key, when) in [
        ("9001002", "1995-07-16"),
        ("9001001", "1995-08"),
        ("9001003", "1995-09-03/1995-09-05"),
        ("9002001", "1997-10-10"),
        ("9002002", "1997-11-01/1997"),
        ("9002003", "1998"),
        ("9001", "1995-07-16/1995-09-05"),
        ("9002", "1997-10-10/1998"),
    ] {
        assert_eq!(timeline.event_by_key(key).unwrap().when().to_string(), when, "{key}");
    }
    let ends_early = |decision: &String| decision.starts_with("1 incidents or disputes end before");
    assert!(report.decisions.iter().any(ends_early), "{:?}", report.decisions);
}

#[test]
fn hostility_and_fatalities_are_kept() {
    let timeline = read(INCIDENTS, PARTICIPANTS).timeline;
    let levels = |key| {
        let event = timeline.event_by_key(key).unwrap();
        let [best, low, high] = [Deaths::Best, Deaths::Low, Deaths::High]
            .map(|deaths| event.level(&Fatalities::counting(deaths)).map(Level::units));
        (event.level(&Hostility).unwrap().units(), [best, low, high])
    };
    assert_eq!(levels("9001002"), (3.0, [None; 3]), "no attack, no deaths");
    assert_eq!(levels("9001001"), (4.0, [Some(1.0), Some(1.0), Some(25.0)]), "level 1");
    assert_eq!(levels("9001003"), (4.0, [Some(31.0); 3]), "a precise number");
    assert_eq!(levels("9002002"), (3.0, [Some(1.0), Some(1.0), Some(25.0)]), "a show of force");
    assert_eq!(levels("9002003"), (5.0, [None; 3]), "missing");
    assert_eq!(timeline.event_by_key("9001").unwrap().level(&Hostility), Some(Level::from(4)));
}

#[test]
fn incidents_are_part_of_disputes_and_disputes_form_no_chains() {
    let files = [INCIDENTS, PARTICIPANTS, DISPUTES];
    let files = files.map(|text| ("mid", text.as_bytes()));
    let Reading { timeline, report, .. } = Options::new().read_all(files).unwrap();
    let dispute = timeline.event_by_key("9001").unwrap();
    assert_eq!(dispute.when().to_string(), "1995-06/1995-10", "as MIDA has it");
    assert_eq!(timeline.event_by_key("9002").unwrap().when().to_string(), "1997-10-10/1998");
    assert!(timeline.event_by_key("8999").is_none(), "no incidents");
    for decision in ["1 disputes are not in MIDA", "1 disputes of MIDA have no incidents"] {
        assert!(report.decisions.iter().any(|what| what.starts_with(decision)), "{report}");
    }
    let parts = timeline.links().map(|(_, link)| link).filter(|link| link.to() == dispute.id());
    let parts: Vec<_> = parts.map(|link| (link.relation(), link.from())).collect();
    let incidents = ["9001002", "9001001", "9001003"];
    assert_eq!(
        parts,
        incidents.map(|key| { (Relation::PartOf, timeline.event_by_key(key).unwrap().id()) })
    );

    let query = Query::escalation().on(Hostility).max_gap(TimeDelta::days(90));
    let summary = timeline.chains(&query).unwrap().summary();
    assert_eq!(summary.left_out().missing_actor, 2);
}

#[test]
fn editions_number_incidents_differently() {
    let options = Options::new();
    let plain = read(INCIDENTS, PARTICIPANTS).timeline;
    let old = |text| without("ord_incidnum", text);
    assert_eq!(written(&read(&old(INCIDENTS), &old(PARTICIPANTS)).timeline), written(&plain));
    assert_eq!(written(&read(&old(INCIDENTS), PARTICIPANTS).timeline), written(&plain));

    let new = |text| without("incidnum", text);
    let timeline = read(&new(INCIDENTS), PARTICIPANTS).timeline;
    let attack = timeline.event_by_key("9001002").unwrap();
    assert_eq!(attack.when().to_string(), "1995-08", "9001001 of the older edition");
    let (new, old) = (new(INCIDENTS), old(PARTICIPANTS));
    let error = refused(&[("midi", &new), ("midip", &old)]);
    assert!(error.contains("two editions"), "{error}");

    let twice =
        [("a", INCIDENTS), ("b", PARTICIPANTS), ("c", &*without("ord_incidnum", INCIDENTS))];
    let error = options.read_all(twice.map(|(name, text)| (name, text.as_bytes()))).unwrap_err();
    assert_eq!(error.issue_count(), 6);
    assert!(error.to_string().contains("c: line 2: incidnum"), "{error}");
}

/// Participants of disputes: a file distributed with the others that holds no incidents.
const MIDB: (&str, &str) = ("midb", "dispnum,stabb,ccode,hostlev,fatalpre\n9001,USA,2,3,0\n");

#[test]
fn participants_of_disputes_are_left_out() {
    let files = [("midi", INCIDENTS), MIDB, ("midip", PARTICIPANTS)];
    let reading =
        Options::new().read_all(files.map(|(name, text)| (name, text.as_bytes()))).unwrap();
    assert!(reading.report.decisions.iter().any(|what| what.starts_with("midb left out")));
    assert_eq!(reading.report.files[1].rows, 0);
}

#[test]
fn a_missing_file_is_named() {
    for (files, missing) in [
        (&[("midi", INCIDENTS)][..], "no participants of incidents (MIDIP)"),
        (&[("midip", PARTICIPANTS)], "no incidents (MIDI)"),
        (&[("mida", DISPUTES)], "disputes (MIDA) alone, which name no states"),
        (&[MIDB], "no incidents (MIDI)"),
    ] {
        let error = refused(files);
        assert!(error.contains(missing), "{error}");
    }
    assert!(refused(&[("midi", INCIDENTS)]).contains("open_all"), "the remedy is stated");
}

#[test]
fn rows_without_a_match_are_reported() {
    let fewer: String = PARTICIPANTS
        .lines()
        .filter(|line| !line.contains("9001003"))
        .map(|line| line.to_owned() + "\n")
        .collect();
    let report = read(INCIDENTS, &fewer).report;
    assert_eq!((report.events, report.missing_actor), (8, 3));
    assert!(
        report
            .decisions
            .iter()
            .any(|decision| decision.starts_with("1 incidents have no participants"))
    );
    let fewer: String = INCIDENTS
        .lines()
        .filter(|line| !line.contains("9001003"))
        .map(|line| line.to_owned() + "\n")
        .collect();
    let report = read(&fewer, PARTICIPANTS).report;
    assert_eq!(report.events, 7);
    assert!(
        report
            .decisions
            .iter()
            .any(|decision| decision.starts_with("2 participants are in no incident"))
    );
}

#[test]
fn bad_rows_are_reported_with_their_location() {
    let bad = INCIDENTS
        .replace("16,7,1995,16,7,1995", "31,6,1995,16,7,1995")
        .replace("31,17,4,1,5,9001003", "many,17,6,1,5,9001003")
        .replace("7,3,1,5,9002002", ",3,1,5,")
        .replace("9002002,1,11,1997", ",1,11,-9")
        .replace(",1,-9,16,4", ",7,-9,16,4")
        .replace("20,5,1,5,9002003", "20,5,1,5");
    let participants = PARTICIPANTS.replace("1997,1,1,0,0,0,1", "1997,2,1,0,0,0,1");
    let files =
        [("midi", &*bad), ("midip", &participants)].map(|(name, text)| (name, text.as_bytes()));
    let error = Options::new().read_all(files).unwrap_err();
    let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    assert_eq!(
        places,
        [
            "midi: line 2: stday",
            "midi: line 3: fatality",
            "midi: line 4: fatalpre",
            "midi: line 4: hostlev",
            "midi: line 6: incidnum",
            "midi: line 6: action",
            "midi: line 6: styear",
            "midi: line 7: record",
            "midip: line 9: insidea",
        ]
    );
    let skip = Options::new().bad_records(BadRecords::Skip { at_most: 6 });
    let report = skip.read_all(files).unwrap().report;
    assert_eq!((report.rows, report.skipped, report.events), (19, 6, 2));
}

/// Two disputes: one in which side B did nothing, and one in which both sides acted, with a state that entered twice.
const MIDA: &str = "dispnum,stday,stmon,styear,endday,endmon,endyear,fatality,fatalpre,hiact,hostlev,recip\n\
    2,-9,7,1902,24,1,1903,0,0,7,3,0\n\
    3,2,5,1913,25,10,1913,2,-9,17,4,1\n\
    4,1,1,1914,1,1,1914,0,0,1,2,0\n";
const DISPUTE_PARTICIPANTS: &str = "dispnum,stabb,ccode,stday,stmon,styear,endday,endmon,endyear,sidea,fatality,fatalpre,hiact,hostlev\n\
    2,UKG,200,-9,7,1902,24,1,1903,0,0,0,0,1\n\
    2,USA,2,-9,7,1902,24,1,1903,1,0,0,7,3\n\
    3,AUH,300,2,5,1913,1,6,1913,1,0,0,8,3\n\
    3,AUH,300,1,9,1913,25,10,1913,1,0,0,17,4\n\
    3,YUG,345,2,5,1913,25,10,1913,0,2,-9,12,3\n\
    9,ALB,339,2,5,1913,25,10,1913,0,0,0,0,1\n";

#[test]
fn disputes_and_their_participants_are_events() {
    let describe = |reading: &Reading| -> Vec<String> {
        let timeline = &reading.timeline;
        let events = timeline.events().map(|event| {
            let keys = |ids: &[escalade::ActorId]| -> Vec<_> {
                ids.iter().map(|id| timeline.actor(*id).key().to_owned()).collect()
            };
            let (sources, targets) = (keys(event.sources()), keys(event.targets()));
            let level = event.event_type().score().map_or(-1.0, escalade::Level::units);
            let sides = format!("{} {} > {}", event.when(), sources.join("+"), targets.join("+"));
            format!("{sides} {} {level} {}", event.event_type().code().unwrap(), event.is_mutual())
        });
        events.collect()
    };
    let read = |files: &[(&str, &str)]| {
        let files = files.iter().map(|(name, text)| (*name, text.as_bytes()));
        Options::new().read_all(files).unwrap()
    };
    let (mida, midb) = (("mida", MIDA), ("midb", DISPUTE_PARTICIPANTS));
    let expected = [
        "1902-07/1903-01-24 USA > GBR mid 7 3 false",
        "1913-05-02/1913-10-25 COW300 > SRB mid 17 4 true",
        "1914-01-01  >  mid 1 2 false",
    ];
    for files in [[mida, midb], [midb, mida]] {
        let reading = read(&files);
        assert_eq!(describe(&reading), expected);
        let timeline = &reading.timeline;
        let deaths = timeline.event_by_key("3").unwrap();
        assert_eq!(deaths.attack().unwrap().killed().unwrap().most(), Some(100));
        let decisions = reading.report.decisions.join("\n");
        assert!(decisions.contains("each dispute is one event"), "{decisions}");
        assert!(decisions.contains("1 participants are in no dispute"), "{decisions}");
        assert!(decisions.contains("1 disputes have no participants"), "{decisions}");
    }
    let alone = read(&[midb]);
    assert_eq!(
        describe(&alone),
        [
            "1902-07/1903-01-24 USA > GBR mid 7 3 false",
            "1913-05-02/1913-10-25 COW300 > SRB mid 17 4 true",
            "1913-05-02/1913-10-25  > ALB mid 0 1 false",
        ]
    );
    assert!(alone.report.decisions.join("\n").contains("MIDA was not given"));
    assert!(refused(&[mida]).contains("MIDA with MIDB"), "{}", refused(&[mida]));
    // Where incidents are given, they are the events.
    let with_incidents = [("midi", INCIDENTS), ("midip", PARTICIPANTS), midb];
    let reading = read(&with_incidents);
    let decisions = reading.report.decisions.join("\n");
    assert!(decisions.contains("midb left out"), "{decisions}");
}
