//! POLECAT.

use escalade::{
    Level,
    model::MembershipKind,
    read::{Format, Options},
};

const HEADER: [&str; 16] = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Primary Actor Sector",
    "Recipient Name",
    "Recipient Country",
    "Primary Recipient Sector",
    "Placename",
    "Source",
    "Language",
];

fn table(rows: &[[&str; 16]]) -> String {
    [HEADER].iter().chain(rows).map(|row| row.join("\t") + "\n").collect()
}

const STRIKE: [&str; 16] = [
    "7_1",
    "2022-03-01",
    "ASSAULT",
    "Aerial",
    "-9.5",
    "4",
    "military;territory",
    "Duke Max",
    "LBN",
    "GOV",
    "Anna Kór",
    "ISR",
    "CVL",
    "Zenda",
    "wire",
    "en",
];

#[test]
fn rows_become_events_with_the_scores_of_the_file() {
    let text = table(&[STRIKE]);
    let reading = Options::new().descriptions().read("polecat", text.as_bytes()).unwrap();
    assert_eq!(reading.report.files[0].format, Format::Polecat);
    let timeline = &reading.timeline;
    let strike = timeline.event_by_key("7_1").unwrap();
    assert_eq!(strike.event_type().code().unwrap().to_string(), "plover ASSAULT/aerial");
    assert_eq!(strike.event_type().score(), Some(Level::from_tenths(-95)));
    assert_eq!(
        (strike.text(), strike.place()),
        (Some("contexts: military;territory"), Some("Zenda"))
    );
    let duke = timeline.actor(strike.sources()[0]);
    assert_eq!((duke.key(), duke.memberships()[0].kind()), ("Duke Max", MembershipKind::PartOf));
    let anna = timeline.actor(strike.targets()[0]);
    assert_eq!((anna.key(), anna.memberships()[0].kind()), ("Anna Kór", MembershipKind::LocatedIn));
    let plain = Options::new().without_ids().read("polecat", text.as_bytes()).unwrap().timeline;
    assert_eq!((plain.event_at(0).key(), plain.event_at(0).text()), (None, None));
}

#[test]
fn a_file_may_be_in_iso_8859_1() {
    let mut bytes = Vec::new();
    for letter in table(&[STRIKE]).chars() {
        bytes.push(letter as u8); // ó is one byte there.
    }
    let reading = Options::new().read("polecat", &bytes[..]).unwrap();
    assert!(reading.timeline.actor_by_key("Anna Kór").is_some());
    assert!(reading.report.decisions.join("\n").contains("ISO 8859-1"));
}

#[test]
fn actors_may_be_nameless_several_or_namesakes() {
    let mut nameless = STRIKE;
    (nameless[3], nameless[7], nameless[10]) = ("None", "None", "");
    let mut several = STRIKE;
    (several[7], several[8], several[9]) = ("Duke Max; Police", "LBN; SYR", "GOV; COP");
    let mut namesake = STRIKE;
    (namesake[7], namesake[8], namesake[9]) = ("Police", "ISR", "COP");
    let mut unknown = STRIKE;
    (unknown[7], unknown[8], unknown[4]) = ("", "", "");
    let text = table(&[nameless, several, namesake, unknown]);
    let reading = Options::new().without_ids().read("polecat", text.as_bytes()).unwrap();
    let timeline = &reading.timeline;
    let sources = |nth: usize| -> Vec<_> {
        let sources = timeline.event_at(nth).sources().iter();
        sources.map(|id| timeline.actor(*id).key().to_owned()).collect()
    };
    assert_eq!(sources(0), ["LBNGOV"]);
    assert_eq!(timeline.actor(timeline.event_at(0).targets()[0]).key(), "ISRCVL");
    assert_eq!(timeline.event_at(0).event_type().code().unwrap().as_str(), "ASSAULT");
    assert_eq!(sources(1), ["Duke Max", "Police"]);
    assert_eq!(sources(2), ["Police (ISR)"]);
    assert_eq!(sources(3), [] as [String; 0]);
    assert_eq!(timeline.event_at(3).event_type().score(), None);
    assert_eq!(reading.report.missing_actor, 1);
}

#[test]
fn all_problems_of_a_row_are_reported() {
    let mut bad = STRIKE;
    (bad[1], bad[2], bad[4]) = ("1 March", "", "-11");
    let error = Options::new().read("polecat", table(&[bad]).as_bytes()).unwrap_err();
    let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    let expected =
        ["Event Date", "Event Type", "Intensity"].map(|name| format!("polecat: line 2: {name}"));
    assert_eq!(places, expected);
    let error = Options::new()
        .format(Format::Polecat)
        .read("polecat", "Event Date\tEvent Mode\n".as_bytes());
    assert_eq!(error.unwrap_err().issue_count(), 3, "type, actor and recipient are missing");
}
