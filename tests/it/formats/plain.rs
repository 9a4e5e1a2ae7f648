//! Files as other programs save them again: each kind of cell that is not written in the form of its format.

use escalade::{
    Level, Query, Timeline, Vocabulary,
    chain::Precedence,
    read::{ActorCodes, BadRecords, Columns, DateOrder, LeadingZeros, Options, Reading},
};

use super::read;

const ACLED: &str = "event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,country,location,notes,fatalities\n";
const UCDP: &str = "id,year,type_of_violence,side_a_new_id,side_a,side_b_new_id,side_b,where_coordinates,date_prec,date_start,date_end,best,high,low,gwnoa,gwnob\n";
const ICEWS: &str = "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\n";
const POLECAT: &str = "Event ID\tEvent Date\tEvent Type\tEvent Mode\tEvent Intensity\tContexts\tActor Name\tActor Country\tPrimary Actor Sector\tRecipient Name\tRecipient Country\tPrimary Recipient Sector\tPlacename\n";

fn days(timeline: &Timeline) -> Vec<String> {
    timeline.events().map(|event| event.when().to_string()).collect()
}

fn keys(timeline: &Timeline) -> Vec<&str> {
    timeline.actors().map(|actor| actor.key()).collect()
}

/// Returns the guesses of a report, each as its place, count and first cell.
fn guesses(reading: &Reading) -> Vec<String> {
    let shown = |guess: &escalade::read::Guess| {
        format!("{}: {} «{}»", guess.place, guess.count, guess.written)
    };
    reading.report.guesses.iter().map(shown).collect()
}

fn refusal(options: &Options, text: &str) -> String {
    let lenient = options.clone().bad_records(BadRecords::Skip { at_most: usize::MAX });
    lenient.read("file", text.as_bytes()).unwrap_err().to_string()
}

fn mapped(columns: Columns, text: &str) -> Reading {
    Options::new().columns(columns).read("rows.csv", text.as_bytes()).unwrap()
}

#[test]
fn whole_numbers_may_have_a_fraction_of_zero() {
    let reading = read(
        "GLOBALEVENTID,SQLDATE,Actor1Code,Actor2Code,EventCode,EventRootCode,GoldsteinScale,NumMentions\n\
         1.0,20240401.0,ISR,IRN,0231,02,3.4,5\n\
         2.0,20240413.0,IRN,ISR,190,19,-10.0,9.0\n",
    );
    assert_eq!(days(&reading.timeline), ["2024-04-01", "2024-04-13"]);
    assert!(guesses(&reading).contains(&"file: line 2: SQLDATE: 2 «20240401.0»".to_owned()));

    let row = "1,2022,1.0,57.0,Government of Russia (Soviet Union),61.0,Government of Ukraine,Town,1.0,2022-11-15 00:00:00,2022-11-15 00:00:00,2.0,3.65e2,1.0,365.0,369.0\n";
    let timeline = read(&(UCDP.to_owned() + row)).timeline;
    assert_eq!(keys(&timeline), ["RUS", "UKR"]);
    let killed = timeline.event_at(0).attack().unwrap().killed().unwrap().clone();
    assert_eq!((killed.least(), killed.most()), (Some(1), Some(365)));
}

#[test]
fn words_for_missing_values_are_nobody_and_nothing() {
    for word in ["nan", "NaN", "NA", "null", "NULL", "None", "\\N", "-", "<NA>", "#N/A"] {
        let reading = read(&format!(
            "SQLDATE,Actor1Code,Actor2Code,EventCode\n20240402,{word},IRN,190\n20240403,IRN,{word},190\n"
        ));
        assert_eq!(keys(&reading.timeline), ["IRN"], "{word}");
        assert_eq!(reading.report.missing_actor, 2);
        assert_eq!(guesses(&reading)[0], format!("file: line 2: Actor1Code: 1 «{word}»"));

        let row = format!(
            "1,2018,1,72,Government of Mali,6716,JNIM,{word},1,2018-01-11,2018-01-11,1,{word},{word},432,{word}\n"
        );
        let timeline = read(&(UCDP.to_owned() + &row)).timeline;
        assert_eq!(keys(&timeline), ["MLI", "ucdp:6716"], "{word}");
        assert_eq!(timeline.event_at(0).place(), None);
    }
}

#[test]
fn the_code_of_namibia_is_no_missing_value() {
    let columns = Columns::new("day").source("who").target("whom").actors(ActorCodes::Own);
    let reading = mapped(columns.clone(), "day,who,whom\n2020-01-01,NA,ZA\n2020-01-02,ZA,NA\n");
    assert_eq!(keys(&reading.timeline), ["NA", "ZA"]);
    assert_eq!(reading.report.guesses.len(), 2);
    let reading = mapped(columns, "day,who,whom\n2020-01-01,NA,police\n2020-01-02,army,NA\n");
    assert_eq!(keys(&reading.timeline), ["police", "army"]);
}

#[test]
fn records_in_single_byte_encodings_are_decoded() {
    let row = |name: &[u8]| {
        [
            ACLED.as_bytes(),
            b"Y1,2025-03-01,2025,1,Battles,Armed clash,Rebels (",
            name,
            b"),,2,Front,,2,C,D,,2\n",
        ]
        .concat()
    };
    for (name, encoding) in
        [(&b"C\xf4te"[..], "ISO 8859-1"), (b"C\xf4te d\x92Ivoire", "Windows-1252")]
    {
        let reading = Options::new().read("file", &row(name)[..]).unwrap();
        assert!(keys(&reading.timeline)[0].starts_with("Rebels (Côte"), "{encoding}");
        let decisions = reading.report.decisions.join("\n");
        assert!(decisions.contains(&format!("1 records taken as {encoding}")), "{decisions}");
    }
    let cyrillic = row(b"\xcf\xee\xe2\xf1\xf2\xe0\xed\xf6\xfb");
    assert!(Options::new().read("file", &cyrillic[..]).is_err());
    let stated = Options::new().encoding("windows-1251").read("file", &cyrillic[..]).unwrap();
    assert_eq!(keys(&stated.timeline)[0], "Rebels (Повстанцы)");
    assert!(Options::new().encoding("klingon").read("file", &cyrillic[..]).is_err());
    let text = String::from_utf8(row("Côte".as_bytes())).unwrap();
    for big in [false, true] {
        let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        let marked = format!("\u{feff}{text}");
        let bytes: Vec<u8> = marked.encode_utf16().flat_map(unit).collect();
        let reading = Options::new().read("file", &bytes[..]).unwrap();
        assert_eq!(keys(&reading.timeline)[0], "Rebels (Côte)");
        assert!(reading.report.decisions[0].contains("UTF-16"), "{}", reading.report);
    }
}

#[test]
fn columns_are_found_by_any_of_their_names() {
    let names = "\"\",event_id,event_date,source_name,source_sectors,source_country,event_text,intensity,target_name,target_sectors,target_country,latitude\n";
    let rows = "1,25300001,20170102,Military (Northland),\"Military,Government\",Turkey,Use conventional military force,-10,Syria,NULL,Syria,39.9\n\
                2,25300002,20170105,Syria,NULL,Syria,Make statement,0,Turkey,NULL,Turkey,33.5\n";
    let reading = read(&(names.to_owned() + rows));
    assert_eq!(days(&reading.timeline), ["2017-01-02", "2017-01-05"]);
    // R leaves out the name of the column of row names.
    let reading = read(&(names.replacen("\"\",", "", 1) + rows));
    assert_eq!(days(&reading.timeline), ["2017-01-02", "2017-01-05"]);
    assert!(reading.report.decisions.join("\n").contains("the header has no column for"));

    let reading = read(
        &(POLECAT.replace("Event Intensity", "Severity Intensity")
            + "1\t2023-01-02\tASSAULT\tdrone\t-9.0\tmilitary\tA\tRUS\tGOV\tB\tUKR\tGOV\tTown\n"),
    );
    let decisions = reading.report.decisions.join("\n");
    assert!(
        decisions.contains("column `Severity Intensity` is not read: rename it `Intensity`"),
        "{decisions}"
    );
    let error = refusal(
        &Options::new().format(escalade::read::Format::Acled),
        &ACLED.replace("actor2", "other"),
    );
    assert!(error.contains("actor2: got"), "{error}");
}

#[test]
fn polecat_has_its_intensity_and_empty_fields_at_the_end() {
    let rows = "1\t2023-01-02\tTHREATEN\tviolence\t-4.4\tmilitary\tA Ministry\tRUS\tGOV\tB Ministry\tUKR\tGOV\tTown\t\t\n\
                2\t2023-01-04\tASSAULT\theavy-weapons\t-9.0\tNone\tNone\tUKR\tMIL\tNone\tRUS|BLR\tMIL\tTown\t\t\n";
    let reading = read(&(POLECAT.to_owned() + rows));
    let levels: Vec<_> =
        reading.timeline.events().map(|event| event.event_type().score().unwrap()).collect();
    assert_eq!(levels, [Level::from_tenths(-44), Level::from_tenths(-90)]);
    assert_eq!(reading.timeline.event_at(1).targets().len(), 2, "RUSMIL and BLRMIL");
    assert!(reading.report.guesses.is_empty(), "`None` is the word of the format");
}

#[test]
fn a_quote_that_is_not_closed_does_not_swallow_rows() {
    let quoted = ICEWS.trim_end().split('\t').map(|name| format!("\"{name}\"")).collect::<Vec<_>>();
    let mut text = quoted.join("\t") + "\n";
    for nth in 0..100 {
        let words = if nth == 4 {
            "\"Use conventional military force"
        } else {
            "\"Use conventional military force\""
        };
        text += &format!(
            "{nth}\t2007-01-{:02}\tTurkey\tNULL\tTurkey\t{words}\t190\t-10\tSyria\tNULL\tSyria\n",
            1 + nth % 28
        );
    }
    let reading = Options::new().descriptions().read("file", text.as_bytes()).unwrap();
    assert_eq!(reading.timeline.len(), 100);
    assert_eq!(reading.timeline.event_at(0).text(), Some("Use conventional military force"));

    // With commas, the quote makes one record of many rows, all of which are reported as lost.
    let commas = text.replace("\t", ",");
    let reading = Options::new()
        .bad_records(BadRecords::Skip { at_most: 999 })
        .read("file", commas.as_bytes())
        .unwrap();
    assert_eq!(reading.report.rows, 100);
    assert_eq!(reading.report.events + reading.report.skipped, 100);
}

#[test]
fn the_order_of_day_and_month_is_stated_proved_or_asked_for() {
    let row = |day: &str| {
        format!("1\t{day}\tSyria\tNULL\tSyria\tMake statement\t010\t0\tTurkey\tNULL\tTurkey\n")
    };
    let open = ICEWS.to_owned() + &row("1/2/2017") + &row("1/5/2017");
    let proved = open.clone() + &row("12/31/2017");
    assert_eq!(days(&read(&proved).timeline), ["2017-01-02", "2017-01-05", "2017-12-31"]);
    let error = refusal(&Options::new(), &open);
    assert!(error.contains("--date-order") && error.contains("1 more such cells"), "{error}");
    let day_first = Options::new().date_order(DateOrder::DayFirst).read("file", open.as_bytes());
    assert_eq!(days(&day_first.unwrap().timeline), ["2017-02-01", "2017-05-01"]);
    let error = refusal(&Options::new(), &(proved + &row("31/12/2017")));
    assert!(error.contains("in one order"), "{error}");
    let short = ICEWS.to_owned() + &row("1/2/17") + &row("12/31/17");
    assert_eq!(days(&read(&short).timeline), ["2017-01-02", "2017-12-31"]);
}

#[test]
fn a_year_of_two_digits_is_mended_by_the_column_of_years_or_refused() {
    let row = |date: &str, year: &str| {
        format!("Y{date},{date},{year},1,Battles,Armed clash,Rebels (B),,2,Rebels (A),,2,C,D,,3\n")
    };
    let reading =
        read(&(ACLED.to_owned() + &row("2025-03-01", "2025") + &row("0025-03-04", "2025.0")));
    assert_eq!(days(&reading.timeline), ["2025-03-01", "2025-03-04"]);
    assert!(guesses(&reading).contains(&"file: line 3: event_date: 1 «0025-03-04»".to_owned()));
    let error = refusal(&Options::new(), &(ACLED.to_owned() + &row("0025-03-04", "2019")));
    assert!(error.contains("four digits"), "{error}");
    let old = mapped(Columns::new("day"), "day\n0025-03-04\n-0432\n433 BC\n");
    assert_eq!(days(&old.timeline), ["-0432", "-0432", "0025-03-04"]);
}

#[test]
fn a_lost_zero_is_restored_where_something_shows_it_else_asked_for() {
    let table = |codes: [&str; 7], more: &str| {
        let mut text = format!("SQLDATE,Actor1Code,Actor2Code,EventCode{more}\n");
        for (nth, code) in codes.iter().enumerate() {
            let (by, on) = if nth % 2 == 0 { ("ISR", "IRN") } else { ("IRN", "ISR") };
            text += &format!("2024040{},{by},{on},{code}\n", nth + 1);
        }
        text
    };
    let whole = ["019", "020", "018", "010", "012", "016", "190"];
    let lost = ["19", "20", "18", "10", "12", "16", "190"];
    let codes = |reading: Reading| -> Vec<String> {
        let code = |event: escalade::timeline::EventRef<'_>| {
            event.event_type().code().unwrap().as_str().to_owned()
        };
        reading.timeline.events().map(code).collect()
    };
    assert_eq!(codes(read(&table(whole, ""))), whole);
    let error = refusal(&Options::new(), &table(lost, ""));
    assert!(error.contains("--leading-zeros") && error.contains("5 more such cells"), "{error}");
    let said = |zeros| Options::new().leading_zeros(zeros).read("file", table(lost, "").as_bytes());
    assert_eq!(codes(said(LeadingZeros::Restore).unwrap()), whole);
    assert_eq!(codes(said(LeadingZeros::Keep).unwrap()), lost);
    let by_quad = lost.map(|code| format!("{code},{}", if code == "190" { 4 } else { 1 }));
    let by_quad = table(by_quad.each_ref().map(String::as_str), ",QuadClass");
    assert_eq!(codes(read(&by_quad)), whole);
    let floats = by_quad.replace(",1\n", ",1.0\n").replace(",19,", ",19.0,");
    assert_eq!(codes(read(&floats)), whole);
    let others = ["43", "57", "1", "231", "30", "112", "190"];
    assert_eq!(codes(read(&table(others, ""))), ["043", "057", "01", "0231", "030", "112", "190"]);
}

#[test]
fn an_actor_called_unknown_is_asked_about() {
    let rows = "date,who,whom,code\n2020-01-01,Unknown,Police of X,190\n2020-01-04,Police of X,Unknown,190\n";
    let columns = Columns::new("date").source("who").target("whom").code("code", Vocabulary::Cameo);
    let options = Options::new().columns(columns);
    let error = refusal(&options, rows);
    assert!(error.contains("--missing Unknown"), "{error}");
    let nobody = options.clone().missing(["Unknown"]).read("file", rows.as_bytes()).unwrap();
    assert_eq!(keys(&nobody.timeline), ["Police of X"]);
    let one = options.alias("Unknown", "Unknown").read("file", rows.as_bytes()).unwrap();
    assert_eq!(one.timeline.actors().len(), 2);
}

#[test]
fn a_date_may_be_in_three_columns() {
    let columns = Columns::new("iyear").month("imonth", "iday").source("gname").killed("nkill");
    let columns = columns.code("attacktype1_txt", Vocabulary::Own);
    let rows = "iyear,imonth,iday,gname,attacktype1_txt,nkill\n1999,0,0,Front A,Bombing,0\n1999,4,0,Front B,Assault,1\n\
                1999.0,4.0,3.0,Front A,Assault,5.0\n1999,4,-9,Front A,Assault,\n";
    let timeline = mapped(columns, rows).timeline;
    let mut read = days(&timeline);
    read.sort();
    assert_eq!(read, ["1999", "1999-04", "1999-04", "1999-04-03"]);

    let columns = Columns::new("Year").month("Month", "Day").end("End Year");
    let columns = columns.end_month("End Month", "End Day").source("Group");
    let rows = "Year,Month,Day,End Year,End Month,End Day,Group\n2013,11,21,2014,2,,Kyiv\n-432,,,,,,Athens\n";
    assert_eq!(days(&mapped(columns, rows).timeline), ["-0432", "2013-11-21/2014-02"]);

    let columns = Columns::new("when").precision("precision").source("who");
    let rows = "when,precision,who\n2014-01-01T00:00:00Z,9,A\n2014-03-01T00:00:00Z,10,A\n2014-03-06T00:00:00Z,11,A\n";
    assert_eq!(days(&mapped(columns, rows).timeline), ["2014", "2014-03", "2014-03-06"]);
}

#[test]
fn an_end_before_the_onset_is_left_out() {
    let columns = Columns::new("first_seen").end("last_seen").source("src").target("dst");
    let rows = "first_seen,last_seen,src,dst\n2021-04-16T08:35:00Z,2021-04-16T00:00:00Z,A,B\n2021-04-16,2021-04-15,B,A\n\
                2021-04-17,2021-04-17,A,B\n2021-04-18T10:00Z,2021-04-18,B,A\n";
    let reading = mapped(columns, rows);
    assert_eq!(reading.timeline.len(), 4);
    assert!(reading.report.decisions.join("\n").contains("2 rows end before they start"));
}

#[test]
fn fractions_of_a_second_are_kept_by_the_order_of_recording() {
    let document = r#"{ "escalade": 1, "actors": [{"key":"A","kind":"state"},{"key":"B","kind":"state"}],
        "events": [
        {"key":"x1","when":"2024-04-13T20:00:00.100Z","attack":"air-strike","source":"A","target":"B","levels":{"kahn":8}},
        {"key":"x2","when":"2024-04-13T20:00:00.900Z","attack":"air-strike","source":"B","target":"A","levels":{"kahn":9}} ] }"#;
    let timeline = read(document).timeline;
    let query = Query::escalation().on(escalade::scale::Kahn).max_gap(chrono::TimeDelta::days(1));
    let query = query.precedence(Precedence::Recorded);
    assert_eq!(timeline.chains(&query).unwrap().count().to_string(), "1");
}

#[test]
fn empty_ids_are_no_ids() {
    let row = ",2025-03-01,2025,1,Battles,Armed clash,Rebels (B),,2,Rebels (A),,2,C,D,,3\n";
    let text = ACLED.to_owned() + row + row;
    let reading = Options::new().read("file", text.as_bytes()).unwrap();
    assert_eq!((reading.timeline.len(), reading.timeline.event_at(0).key()), (2, None));
}

#[test]
fn excel_and_unix_numbers_are_days_where_a_column_says_so() {
    let columns = |day: &str| Columns::new(day).source("who");
    let reading = mapped(columns("day"), "day,who\n45395,A\n45396.5,B\n");
    assert_eq!(days(&reading.timeline), ["2024-04-13", "2024-04-14T12:00:00Z"]);
    let reading = mapped(columns("timestamp"), "timestamp,who\n1712966400,A\n1713052800000,B\n");
    assert_eq!(days(&reading.timeline), ["2024-04-13", "2024-04-14"]);
    let asked = |cell: &str| {
        refusal(&Options::new().columns(columns("day")), &format!("day,who\n{cell},A\n"))
    };
    assert!(asked("1712966409").contains("`timestamp`"));
    // Midnight is a multiple of a day, in seconds or milliseconds; other numbers are not, by chance.
    let reading =
        mapped(columns("day"), "day,who\n599616000000,A\n1712966400,A\n1713052800000,B\n");
    assert_eq!(days(&reading.timeline), ["1989-01-01", "2024-04-13", "2024-04-14"]);
    // Days since 1970 or 1960 would be in the wrong decade.
    for days in ["19826", "23479", "25568"] {
        let error = asked(days);
        assert!(error.contains("Stata") && error.contains("write dates as YYYY-MM-DD"), "{error}");
    }
}

#[test]
fn numbers_of_states_outside_their_life_are_reported() {
    let columns = Columns::new("date").source("a").target("b").actors(ActorCodes::Cow);
    let outside = |rows: &str| {
        let reading = mapped(columns.clone(), &format!("date,a,b\n{rows}"));
        let is_of_state = |guess: &&escalade::read::Guess| guess.place.field() == Some("cow");
        reading.report.guesses.iter().filter(is_of_state).map(|guess| guess.count).sum::<u64>()
    };
    for (row, expected) in [
        ("1945-01-15,255,365", 0),
        ("1945-06-20,365,260", 1),
        ("1955-05-06,260,365", 0),
        ("1990-05-21,678,670", 0),
        ("1990-05-23,678,670", 1),
        ("1990-05-23,679.0,670.0", 0),
        ("1975-05-01,817,811", 1),
        ("1980-05-01,1,2", 1),
    ] {
        assert_eq!(outside(&format!("{row}\n")), expected, "{row}");
    }
}

#[test]
fn forces_roll_up_to_their_state_in_the_years_of_their_name() {
    let row = |nth: usize, one: &str, two: &str, deaths: usize| {
        format!(
            "UKR{nth},2024-01-0{nth},2024,1,Explosions/Remote violence,Air/drone strike,{one},,8,{two},,1,Ukraine,Town,n,{deaths}\n"
        )
    };
    let text = ACLED.to_owned()
        + &row(
            1,
            "Military Forces of Russia (2000-) Air Force",
            "Military Forces of Ukraine (2019-)",
            1,
        )
        + &row(
            3,
            "Military Forces of Ukraine (2019-) Air Force",
            "Military Forces of Russia (2000-) Navy",
            3,
        )
        + &row(5, "Military Forces of Russia (2000-)", "Police Forces of Ukraine (2019-)", 7)
        + &row(6, "Military Forces of Russia (1999-2000)", "Civilians (Ukraine)", 0);
    let ucdp = UCDP.to_owned()
        + "9,2024,1,57,Government of Russia (Soviet Union),61,Government of Ukraine,Town,1,2024-01-02,2024-01-02,2,2,2,365,369\n";
    let reading =
        Options::new().read_all([("a", text.as_bytes()), ("u", ucdp.as_bytes())]).unwrap();
    let timeline = &reading.timeline;
    let day = |day: &str| day.parse::<escalade::When>().unwrap().earliest();
    let roll_up = |key: &str, on: &str| {
        let actor = timeline.actor_by_key(key).unwrap().id();
        timeline.roll_up(actor, &escalade::timeline::Granularity::State, day(on)).to_string()
    };
    assert_eq!(roll_up("Military Forces of Russia (2000-) Navy", "2024-01-01"), "RUS");
    assert_eq!(roll_up("Police Forces of Ukraine (2019-)", "2024-01-01"), "UKR");
    let old = "Military Forces of Russia (1999-2000)";
    assert_eq!(
        (roll_up(old, "2000-06-01").as_str(), roll_up(old, "2024-01-06").as_str()),
        ("RUS", old)
    );
    assert_eq!(roll_up("Civilians (Ukraine)", "2024-01-06"), "Civilians (Ukraine)");
    let scale = escalade::scale::Fatalities::counting(escalade::scale::Deaths::Best);
    let query = Query::escalation().on(scale).max_gap(chrono::TimeDelta::days(30));
    let longest = timeline.chains(&query).unwrap().longest().unwrap();
    let keys: Vec<_> = longest.events().map(|event| event.key().unwrap().to_owned()).collect();
    assert_eq!(keys, ["UKR1", "9", "UKR3", "UKR5"], "one Russia in both files");
}

#[test]
fn overlapping_downloads_count_once_and_the_newest_revision_wins() {
    let header = ACLED.replace("fatalities", "fatalities,timestamp");
    let row = |id: &str, day: u8, deaths: usize, stamp: &str| {
        format!(
            "{id},2025-03-0{day},2025,1,Battles,Armed clash,Rebels (B),,2,Rebels (A),,2,C,D,,{deaths},{stamp}\n"
        )
    };
    let january = header.clone()
        + &row("Y1", 1, 2, "1758000000")
        + &row("Y1", 1, 7, "1759000000.0")
        + &row("Y2", 4, 3, "1758000000");
    let february = header.clone()
        + &row("Y1", 1, 2, "1758000000")
        + &row("Y2", 4, 3, "1758000000")
        + &row("", 5, 1, "");
    let files = [("january", january.as_bytes()), ("february", february.as_bytes())];
    let reading = Options::new().read_all(files).unwrap();
    let read = |reading: &Reading| -> Vec<(String, Option<u64>)> {
        let deaths = |event: escalade::timeline::EventRef<'_>| {
            event.attack().unwrap().killed().unwrap().least()
        };
        let events = reading.timeline.events();
        events.map(|event| (event.key().unwrap_or("none").to_owned(), deaths(event))).collect()
    };
    let expected =
        [("Y1", 7), ("Y2", 3), ("none", 1)].map(|(key, deaths)| (key.to_owned(), Some(deaths)));
    assert_eq!(read(&reading), expected);
    assert_eq!(reading.timeline.event_by_key("Y1").unwrap().label(), "Y1");
    let decisions = reading.report.decisions.join("\n");
    assert!(decisions.contains("3 rows have the id of another row"), "{decisions}");
    let all = Options::new().keep_repeated_ids().read_all(files).unwrap();
    assert_eq!(all.timeline.len(), 6);

    // Without a revision, the later file wins; ids of another format are other ids.
    let ucdp = |deaths: usize| {
        format!(
            "{UCDP}Y1,2018,1,72,Government of Mali,6716,JNIM,Town,1,2018-01-11,2018-01-11,{deaths},9,0,432,\n"
        )
    };
    let (first, second) = (ucdp(1), ucdp(5));
    let files = [("a", january.as_bytes()), ("b", first.as_bytes()), ("c", second.as_bytes())];
    let reading = Options::new().read_all(files).unwrap();
    assert_eq!(reading.timeline.len(), 3);
    let own = reading.timeline.event_by_key("ucdp:Y1").unwrap();
    assert_eq!(own.event_type().score(), Some(Level::from(5)));
}
