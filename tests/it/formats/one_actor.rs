//! A state is one actor in the files of every pair of formats, with its forces and ministries.

use chrono::{Days, NaiveDate, TimeDelta};
use escalade::{
    Query, Trend,
    chain::Floor,
    read::{Format, Options},
    scale::Flat,
};

const FORMATS: [Format; 10] = [
    Format::Keds,
    Format::Gdelt,
    Format::Icews,
    Format::Mid,
    Format::Ucdp,
    Format::Polecat,
    Format::Plover,
    Format::Acled,
    Format::Icbe,
    Format::Tkg,
];

/// How each kind of file writes a state or a part of it.
struct Side {
    cameo: &'static str,
    name: &'static str,
    force: &'static str,
    iso3: &'static str,
    number: &'static str,
    government: &'static str,
}

const RUSSIA: Side = Side {
    cameo: "RUSMIL",
    name: "Russia",
    force: "Military Forces of Russia (2000-) Air Force",
    iso3: "RUS",
    number: "365",
    government: "Government of Russia (Soviet Union)",
};
const UKRAINE: Side = Side {
    cameo: "UKRGOV",
    name: "Ukraine",
    force: "Ministry of Health of Ukraine",
    iso3: "UKR",
    number: "369",
    government: "Government of Ukraine",
};
const POLAND: Side = Side {
    cameo: "POL",
    name: "Poland",
    force: "Police Forces of Poland (2015-)",
    iso3: "POL",
    number: "290",
    government: "Government of Poland",
};

/// Returns the files of one event on a day in a format.
fn files(format: Format, day: NaiveDate, a: &Side, b: &Side) -> Vec<String> {
    let parts = day.format("%-d,%-m,%Y").to_string();
    let compact = day.format("%Y%m%d");
    let id = day.format("%-d");
    let file = match format {
        Format::Keds => format!("{day}\t{}\t{}\t190\n", a.cameo, b.cameo),
        Format::Gdelt => format!(
            "GLOBALEVENTID,SQLDATE,Actor1Code,Actor2Code,EventCode\n{id},{compact},{},{},190\n",
            a.cameo, b.cameo
        ),
        Format::Icews => format!(
            "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tCAMEO Code\tTarget Name\tTarget Sectors\tTarget Country\n\
             {id}\t{day}\tAir Command of {0}\tMilitary\t{0}\t190\t{1}\t\t{1}\n",
            a.name, b.name
        ),
        Format::Mid => {
            let incidents = format!(
                "dispnum,incidnum,stday,stmon,styear,endday,endmon,endyear,fatality,fatalpre,action,hostlev\n\
                 9,{id},{parts},{parts},0,0,16,4\n"
            );
            let participants = format!(
                "dispnum,incidnum,ccode,stabb,insidea,action,fatalpre,hostlev\n9,{id},{},A,1,16,0,4\n9,{id},{},B,0,0,0,1\n",
                a.number, b.number
            );
            return vec![incidents, participants];
        }
        Format::Ucdp => format!(
            "id,type_of_violence,side_a,side_a_new_id,gwnoa,side_b,side_b_new_id,gwnob,date_prec,date_start,date_end,best\n\
             {id},1,{},57,{},{},61,,1,{day},{day},3\n",
            a.government, a.number, b.government
        ),
        Format::Polecat => format!(
            "Event ID\tEvent Date\tEvent Type\tActor Name\tActor Country\tPrimary Actor Sector\tRecipient Name\tRecipient Country\tPrimary Recipient Sector\n\
             {id}\t{day}\tASSAULT\tAir Force of {0}\t{0}\tMIL\t\t{1}\tGOV\n",
            a.iso3, b.iso3
        ),
        Format::Plover => format!(
            r#"[{{ "id": "{id}", "date": "{day}", "event": "ASSAULT", "source": [{{ "code": "{}", "sector": "MIL" }}],
                "target": [{{ "code": "{}" }}] }}]"#,
            a.iso3, b.iso3
        ),
        Format::Acled => format!(
            "event_id_cnty,event_date,event_type,sub_event_type,actor1,actor2\n\
             {id},{day},Explosions/Remote violence,Grenade,{},{}\n",
            a.force, b.force
        ),
        Format::Icbe => format!(
            "crisno,event_type,date_earliest_year,date_earliest_month,date_earliest_day,think_actor_a,say_actor_a,say_actor_b,do_actor_a,do_actor_b\n\
             1,action,{},,,,{},{}\n",
            day.format("%Y,%-m,%-d"),
            a.name,
            b.name
        ),
        _ => format!("{}\tMake statement\t{}\t{day}\n", a.name, b.name),
    };
    vec![file]
}

/// Returns the number of chains of two events, of which the second answers the first.
fn answers(one: Format, other: Format, second: (&Side, &Side)) -> String {
    let day = NaiveDate::from_ymd_opt(2010, 4, 2).unwrap();
    let mut texts = files(one, day, &RUSSIA, &UKRAINE);
    texts.extend(files(other, day + Days::new(3), second.0, second.1));
    let named = texts.iter().enumerate().map(|(nth, text)| (nth.to_string(), text.as_bytes()));
    let reading =
        Options::new().read_all(named).unwrap_or_else(|error| panic!("{one} {other}: {error}"));
    let formats: Vec<_> = reading.report.files.iter().map(|file| file.format).collect();
    assert!(formats.contains(&one) && formats.contains(&other), "{one} {other}: {formats:?}");
    let query = Query::escalation()
        .on(Flat)
        .floor(Floor::None)
        .trend(Trend::Any)
        .max_gap(TimeDelta::days(30));
    reading.timeline.chains(&query).unwrap().count().to_string()
}

#[test]
fn a_state_is_one_actor_in_every_pair_of_formats() {
    for one in FORMATS {
        for other in FORMATS {
            // MID joins all its files.
            if one == Format::Mid && other == Format::Mid {
                continue;
            }
            assert_eq!(answers(one, other, (&UKRAINE, &RUSSIA)), "1", "{one} and {other}");
            assert_eq!(answers(one, other, (&POLAND, &RUSSIA)), "0", "{one} and {other}");
        }
    }
}

#[test]
fn forces_ministries_and_rebels_have_the_memberships_of_their_names() {
    let text = "event_id_cnty,event_date,event_type,sub_event_type,actor1,actor2\n\
        1,2010-04-02,Battles,,Military Forces of Russia (2000-) Air Force,Rebels (Ukraine)\n\
        2,2010-04-03,Battles,,Military Forces of Mali (2013-2020),Front\n";
    let timeline = super::read(text).timeline;
    let membership = |key: &str| {
        let actor = timeline.actor_by_key(key).unwrap();
        let shown = |membership: &escalade::model::Membership| {
            let bound =
                |when: Option<&escalade::When>| when.map_or(String::new(), ToString::to_string);
            let (start, end) = (bound(membership.start()), bound(membership.end()));
            format!(
                "{:?} {} {start}..{end}",
                membership.kind(),
                timeline.actor(membership.of()).key()
            )
        };
        actor.memberships().iter().map(shown).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(
        membership("Military Forces of Russia (2000-) Air Force"),
        "PartOf RUS 2000-01-01.."
    );
    assert_eq!(
        membership("Military Forces of Mali (2013-2020)"),
        "PartOf MLI 2013-01-01..2021-01-01"
    );
    assert_eq!(membership("Rebels (Ukraine)"), "LocatedIn UKR ..");
    assert_eq!(membership("Front"), "");
}
