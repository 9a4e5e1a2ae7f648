//! ACLED.

use escalade::read::{Format, Options};

use super::read;

const HEADER: &str = "event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,country,location,notes,fatalities\n";

fn table(rows: &str) -> String {
    HEADER.to_owned() + rows
}

#[test]
fn battles_are_mutual_and_violence_against_civilians_is_not() {
    let text = table(
        "RUR1,2024-04-13,2024,1,Battles,Armed clash,Military Forces of Ruritania,Red Guard; Blue Guard,1,Front,,2,Ruritania,Zenda,\"Clashes\nat dawn, again\",3\n\
         RUR2,14 April 2024,2024,1,Violence against civilians,Attack,Civilians (Ruritania),,7,Front,,2,Ruritania,Zenda,,1\n\
         RUR3,2024-04-15,2024,1,Protests,Peaceful protest,Protesters (Ruritania),,6,,,0,Ruritania,Zenda,,0\n",
    );
    let reading = Options::new().descriptions().read("acled", text.as_bytes()).unwrap();
    assert_eq!(reading.report.files[0].format, Format::Acled);
    let timeline = &reading.timeline;
    let keys = |ids: &[escalade::ActorId]| -> Vec<_> {
        ids.iter().map(|id| timeline.actor(*id).key().to_owned()).collect()
    };
    let battle = timeline.event_by_key("RUR1").unwrap();
    assert!(battle.is_mutual());
    assert_eq!(keys(battle.sources()), ["Military Forces of Ruritania", "Red Guard", "Blue Guard"]);
    assert_eq!(battle.event_type().code().unwrap().to_string(), "acled Battles: Armed clash");
    assert_eq!(battle.attack().unwrap().killed().unwrap().least(), Some(3));
    assert_eq!((battle.text(), battle.place()), (Some("Clashes\nat dawn, again"), Some("Zenda")));

    let violence = timeline.event_by_key("RUR2").unwrap();
    assert!(!violence.is_mutual());
    assert_eq!(keys(violence.sources()), ["Front"]);
    assert_eq!(keys(violence.targets()), ["Civilians (Ruritania)"]);
    assert_eq!(violence.when().to_string(), "2024-04-14");

    let protest = timeline.event_by_key("RUR3").unwrap();
    assert!(!protest.is_mutual() && protest.attack().is_none());
    assert_eq!(reading.report.missing_actor, 1);
    assert!(reading.report.unknown_codes.is_empty());
}

#[test]
fn dates_have_the_stated_precision() {
    let row = |precision: &str| {
        format!("X{precision},2024-04-13,2024,{precision},Battles,,A,,1,B,,2,C,D,,\n")
    };
    let reading = read(&table(&(row("1") + &row("2") + &row("3") + &row(""))));
    let note = "1 rows have no `time_precision`: their dates are taken as exact to the day";
    assert!(reading.report.decisions.iter().any(|decision| decision == note));
    let timeline = reading.timeline;
    let mut dates: Vec<_> = timeline.events().map(|event| event.when().to_string()).collect();
    dates.sort();
    assert_eq!(dates, ["2024-04", "2024-04-13", "2024-04-13", "[2024-04-10..2024-04-16]"]);
    assert!(Options::new().read("acled", table(&row("4")).as_bytes()).is_err());
}

#[test]
fn deaths_in_rows_other_than_attacks_are_reported() {
    let text =
        table("X,2024-04-13,2024,1,Riots,Violent demonstration,Rioters,,5,Police,,1,C,D,,2\n");
    let reading = read(&text);
    assert!(reading.timeline.event_at(0).attack().is_none());
    assert!(reading.report.decisions.join("\n").contains("2 deaths are not kept"));
}

#[test]
fn all_problems_of_a_row_are_reported() {
    let text = table("X,yesterday,2024,1,,,A,,1,B,,2,C,D,,many\n");
    let error = Options::new().read("acled", text.as_bytes()).unwrap_err();
    let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    let expected =
        ["event_date", "event_type", "fatalities"].map(|name| format!("acled: line 2: {name}"));
    assert_eq!(places, expected);
}

#[test]
fn types_of_before_2019_are_those_of_today() {
    let row = |event: &str, first: &str, inter: &str| {
        table(&format!("X,2012-04-13,2012,1,{event},,{first},,{inter},B,,7,C,D,,1\n"))
    };
    for (event, first, inter, expected) in [
        ("Battle-No change of territory", "A", "1", "Battles: Armed clash"),
        ("battle-government regains territory", "A", "1", "Battles: Government regains territory"),
        ("Remote violence", "A", "1", "Explosions/Remote violence"),
        ("Strategic development", "A", "1", "Strategic developments"),
        ("Riots/Protests", "Rioters (C)", "", "Riots"),
        ("Riots/Protests", "A", "6", "Protests"),
    ] {
        let reading = read(&row(event, first, inter));
        let event = reading.timeline.event_at(0);
        assert_eq!(event.event_type().code().unwrap().as_str(), expected);
        assert!(reading.report.unknown_codes.is_empty());
        assert!(
            reading.report.decisions.join("\n").contains("1 rows have event types of before 2019")
        );
    }
    let reading = read(&row("Riots/Protests", "A", "1"));
    assert_eq!(reading.report.unknown_codes["acled Riots/Protests"], 1);
    let civilians = read(&row("Violence against civilians", "A", "2"));
    assert!(!civilians.report.decisions.join("\n").contains("before 2019"));
}
