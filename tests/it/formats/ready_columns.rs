//! Formats whose columns are described as data: GTD, SCAD, Phoenix, Timesketch, Wikidata and `TimelineJS`.

use escalade::{
    EventKind, Level, Means, Timeline,
    model::{Act, ActionKind},
    read::{BadRecords, Format, Options, Reading},
    timeline::EventRef,
};

fn read(text: &str, format: Format) -> Reading {
    let reading = Options::new().read("file", text.as_bytes()).unwrap();
    assert_eq!(reading.report.files[0].format, format);
    reading
}

fn names(timeline: &Timeline, ids: &[escalade::ActorId]) -> String {
    let keys: Vec<_> = ids.iter().map(|id| timeline.actor(*id).key()).collect();
    keys.join("+")
}

/// Writes an event in one line: date, sources > targets, act, killed/injured, text, place.
fn line(timeline: &Timeline, event: EventRef<'_>) -> String {
    let count = |amount: Option<&escalade::model::Amount>| {
        amount.and_then(escalade::model::Amount::least).map_or("-".to_owned(), |n| n.to_string())
    };
    let attack = event.attack();
    format!(
        "{} {} > {} {} {}/{} [{}] [{}]",
        event.when(),
        names(timeline, event.sources()),
        names(timeline, event.targets()),
        event.act(),
        count(attack.and_then(|attack| attack.killed())),
        count(attack.and_then(|attack| attack.injured())),
        event.text().unwrap_or_default(),
        event.place().unwrap_or_default(),
    )
}

fn lines(timeline: &Timeline) -> Vec<String> {
    timeline.events().map(|event| line(timeline, event)).collect()
}

#[test]
fn gtd() {
    let text = "eventid,iyear,imonth,iday,extended,country_txt,provstate,city,summary,doubtterr,attacktype1_txt,target1,gname,gname2,nkill,nwound\n\
        199900000001,1999,0,0,0,Northland,,Harbour,,0,Bombing/Explosion,Police station,Front A,Front B,0,1\n\
        199904000001,1999,4,0,0,Northland,North,Hill,\"Shots, at night\",1,Armed Assault,Unknown,Unknown,,1,\n\
        199904030001,1999,4,3,0,Northland,,Bridge,,0,Unknown,Mayor,Front A,,-99,-9\n\
        199904050001,1999,4,5,1,Northland,,Bridge,,0,Hostage Taking (Kidnapping),Front A,Front B,,5.0,2.0\n";
    let reading = read(text, Format::Gtd);
    assert_eq!(
        lines(&reading.timeline),
        [
            "1999 Front A+Front B > Police station attack: bombing 0/1 [] [Harbour, Northland]",
            "1999-04  >  attack: small arms 1/- [Shots, at night] [Hill, North, Northland]",
            "1999-04-03 Front A > Mayor attack: unspecified -/- [] [Bridge, Northland]",
            "1999-04-05 Front B > Front A attack: abduction 5/2 [] [Bridge, Northland]",
        ]
    );
    assert!(reading.timeline.event_by_key("199904030001").is_some());
    let decisions = reading.report.decisions.join("\n");
    assert!(decisions.contains("2 of 16 columns are not read: extended, doubtterr"), "{decisions}");
    assert!(decisions.contains("2 numbers of killed or injured below 0"), "{decisions}");
    assert!(decisions.contains("`doubtterr`, `success`"), "{decisions}");
    let guesses: Vec<_> = reading.report.guesses.iter().map(ToString::to_string).collect();
    assert!(guesses.join("\n").contains("«Unknown»"), "{guesses:?}");

    let options = Options::new()
        .kind_of("Bombing/Explosion", EventKind::Action)
        .kind_of("Raid", EventKind::Attack);
    let reading = options.read("file", text.as_bytes()).unwrap();
    assert_eq!(reading.timeline.event_at(0).act().kind(), EventKind::Action);
    assert_eq!(reading.timeline.event_at(1).act().kind(), EventKind::Attack);
    let decisions = reading.report.decisions.join("\n");
    assert!(decisions.contains("no row has the code «Raid»"), "{decisions}");
    assert!(!decisions.contains("code «Bombing"), "{decisions}");
}

#[test]
fn scad() {
    let text = "eventid\tccode\tcountryname\tstday\tstmo\tstyr\teday\temo\teyr\tetype\tescalation\tactor1\tactor2\ttarget1\ttarget2\tndeath\telocal\tissuenote\n\
        4040001\t404\tNorthland\t5\t3\t1998\t7\t3\t1998\t1\t0\tstudents\tworkers\tgovernment\t\t0\tHarbour\twages\n\
        4040002\t404\tNorthland\t-9\t4\t1998\t\t\t\t8\t0\tFront\tUnknown\tpolice\tarmy\t-99\t\t\n";
    let reading = read(text, Format::Scad);
    assert_eq!(
        lines(&reading.timeline),
        [
            "1998-03-05/1998-03-07 students+workers > government action: protest -/- [wages] [Harbour, Northland]",
            "1998-04 Front > police+army attack: unspecified -/- [] [Northland]",
        ]
    );
}

#[test]
fn rows_of_petrarch_and_phoenix() {
    let expected = [
        "2015-01-01 USAGOV > RUSGOV statement: accuse -/- [] []",
        "2015-01-03 USAGOV > RUSGOV action: sanction -/- [] []",
        "2015-01-04  > RUSGOV action: meeting -/- [] []",
    ];
    let rows = [
        ("20150101", "USAGOV", "RUSGOV", "112", "ID,2;TREATY,1", "ST1_2;ST1_3"),
        ("20150103", "USAGOV", "RUSGOV", "163", "", "ST3_1"),
        ("20150104", "---", "RUSGOV", "042", "", "ST4_1"),
    ];
    type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);
    let file = |row: &dyn Fn(&Row) -> String| -> String {
        rows.iter().map(|fields| row(fields) + "\n").collect()
    };
    let seven = file(&|(d, s, t, c, i, n)| format!("{d}\t{s}\t{t}\t{c}\t{i}\t{n}\tNYT"));
    let eight = file(&|(d, s, t, c, i, n)| format!("{d}\t{s}\t{t}\t{c}\t{i}\t{n}\thttp://x\tNYT"));
    let nine = file(&|(d, s, t, c, i, n)| {
        format!("{}\t{}\t{}\t{s}\t{t}\t{c}\t{i}\t{n}\tNYT", &d[..4], &d[4..6], &d[6..])
    });
    let full = |day: &str, s: &str, t: &str, c: &str| {
        let date = format!("{day}\t{}\t{}\t{}", &day[..4], &day[4..6], &day[6..]);
        format!(
            "7_{day}\t{date}\t{s}\t{}\tGOV\t\t{t}\t{}\tGOV\t\t{c}\t{}\t0\t1.5\t\t\t\tParis, \"City\"\t\t\t1\thttp://x\tNYT",
            &s[..3],
            &t[..3],
            &c[..2]
        )
    };
    let twenty_six = file(&|(d, s, t, c, ..)| full(d, s, t, c));
    for text in [&seven, &eight, &nine] {
        let reading = read(text, Format::Phoenix);
        assert_eq!(lines(&reading.timeline), expected, "{text}");
        let decisions = reading.report.decisions.join("\n");
        assert!(decisions.contains("no header, its"), "{decisions}");
    }
    let header = "EventID\tDate\tYear\tMonth\tDay\tSourceActorFull\tSourceActorEntity\tSourceActorRole\tSourceActorAttribute\tTargetActorFull\tTargetActorEntity\tTargetActorRole\tTargetActorAttribute\tEventCode\tEventRootCode\tPentaClass\tGoldsteinScore\tIssues\tLat\tLon\tLocationName\tStateName\tCountryCode\tSentenceID\tURLs\tNewsSources\n";
    for text in [twenty_six.clone(), header.to_owned() + &twenty_six] {
        let timeline = read(&text, Format::Phoenix).timeline;
        assert_eq!(timeline.len(), 3);
        for (event, expected) in timeline.events().zip(expected) {
            let expected = expected.replace("[] []", "[] [Paris, \"City\"]");
            assert_eq!(line(&timeline, event), expected);
            assert_eq!(event.event_type().score(), Some(Level::from_tenths(15)));
        }
        assert!(timeline.event_by_key("7_20150104").is_some());
    }
    // The columns of the Cline Center, by commas. A lost zero is shown by the root.
    let text = "eid,story_date,year,month,day,source,source_root,target,target_root,code,root_code,goldstein,placename\n\
        FB1,3/22/1995,1995,3,22,USAGOV,USA,RUSGOV,RUS,42,4,1.9,Vienna\n";
    let timeline = read(text, Format::Phoenix).timeline;
    assert_eq!(lines(&timeline), ["1995-03-22 USAGOV > RUSGOV action: meeting -/- [] [Vienna]"]);
}

#[test]
fn timesketch() {
    let table = "message,datetime,timestamp,timestamp_desc,host\n\
        \"Login, failed\",2015-07-24T19:01:01+00:00,1437764461000000,Logon Time,h1\n\
        Copied,2015-07-24T21:01:02.500+02:00,1437764462500000,Creation Time,h1\n";
    let lines_of_json = "{\"message\": \"Login, failed\",\"timestamp\": 1437764461000000,\"datetime\": \"2015-07-24T19:01:01+00:00\",\"timestamp_desc\": \"Logon Time\",\"host\": \"h1\"}\n\
        {\"message\": \"Copied\",\"timestamp\": 1437764462500000,\"datetime\": \"2015-07-24T21:01:02.500+02:00\",\"timestamp_desc\": \"Creation Time\"}\n";
    for text in [table, lines_of_json] {
        let reading = read(text, Format::Timesketch);
        let timeline = &reading.timeline;
        assert_eq!(
            lines(timeline),
            [
                "2015-07-24T19:01:01+00:00  >  action: other -/- [Login, failed] []",
                "2015-07-24T21:01:02+02:00  >  action: other -/- [Copied] []",
            ]
        );
        assert_eq!(timeline.event_at(0).event_type().code().unwrap().to_string(), "own Logon Time");
        assert!(
            reading.report.decisions.join("\n").contains("no column of Timesketch names actors")
        );
    }
    let without_datetime =
        "message,timestamp,timestamp_desc\nCopied,1437764462500000,Creation Time\n";
    let timeline = read(without_datetime, Format::Timesketch).timeline;
    assert_eq!(timeline.event_at(0).when().to_string(), "2015-07-24T19:01:02Z");
}

#[test]
fn wikidata() {
    let table = "item,itemLabel,point_in_time,precision,participantLabel,locationLabel\n\
        http://www.wikidata.org/entity/Q1,Siege,-0431-01-01T00:00:00Z,9,Athens,Plataea\n\
        http://www.wikidata.org/entity/Q2,Treaty,2014-03-01T00:00:00Z,10,Northland,\n\
        http://www.wikidata.org/entity/Q3,Battle,2014-03-18T00:00:00Z,11,Northland,\n";
    let binding = |item: &str, label: &str, date: &str, precision: &str, who: &str, place: &str| {
        let place = match place {
            "" => String::new(),
            place => format!(",\"locationLabel\":{{\"type\":\"literal\",\"value\":\"{place}\"}}"),
        };
        format!(
            "{{\"item\":{{\"type\":\"uri\",\"value\":\"http://www.wikidata.org/entity/{item}\"}},\"itemLabel\":{{\"xml:lang\":\"en\",\"type\":\"literal\",\"value\":\"{label}\"}},\"point_in_time\":{{\"datatype\":\"http://www.w3.org/2001/XMLSchema#dateTime\",\"type\":\"literal\",\"value\":\"{date}\"}},\"precision\":{{\"type\":\"literal\",\"value\":\"{precision}\"}},\"participantLabel\":{{\"type\":\"literal\",\"value\":\"{who}\"}}{place}}}"
        )
    };
    let bindings = [
        binding("Q1", "Siege", "-0431-01-01T00:00:00Z", "9", "Athens", "Plataea"),
        binding("Q2", "Treaty", "2014-03-01T00:00:00Z", "10", "Northland", ""),
        binding("Q3", "Battle", "2014-03-18T00:00:00Z", "11", "Northland", ""),
    ]
    .join(",\n");
    let sparql =
        format!("{{\"head\":{{\"vars\":[\"item\"]}},\"results\":{{\"bindings\":[{bindings}]}}}}");
    for text in [table, &sparql] {
        let timeline = read(text, Format::Wikidata).timeline;
        assert_eq!(
            lines(&timeline),
            [
                "-0431 Athens >  action: other -/- [Siege] [Plataea]",
                "2014-03 Northland >  action: other -/- [Treaty] []",
                "2014-03-18 Northland >  action: other -/- [Battle] []",
            ],
            "{text}"
        );
        assert!(timeline.event_by_key("http://www.wikidata.org/entity/Q2").is_some());
    }
}

#[test]
fn timeline_js_as_a_sheet_and_in_json() {
    let sheet = "Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Media,Type,Group\n\
        ,,,,,,,,,A siege,,,title,\n\
        -432,,,,,,,,433 BC,Decree,x,,,Athens\n\
        2013,11,21,20:15,2014,2,,,,Protests,\"<b>x</b>, y\",http://x,,Kyiv\n\
        1990,,,,2000,,,,,Nineties,,,era,\n";
    let json = r#"{"title":{"text":{"headline":"A siege"}},"eras":[{"start_date":{"year":"1990"},"end_date":{"year":"2000"}}],"events":[
        {"start_date":{"year":"-0432","month":"","day":""},"text":{"headline":"Decree","text":"x"},"group":"Athens"},
        {"start_date":{"year":2013,"month":"11","day":21,"hour":"20","minute":15,"second":null},"end_date":{"year":"2014","month":"2"},
         "media":{"url":"http://x"},"text":{"headline":"Protests","text":"<b>x</b>, y"},"group":"Kyiv"}]}"#;
    let expected = [
        "-0432 Athens >  action: other -/- [Decree: x] []",
        "2013-11-21T20:15Z/2014-02 Kyiv >  action: other -/- [Protests: <b>x</b>, y] []",
    ];
    let reading = read(sheet, Format::TimelineJs);
    assert_eq!(lines(&reading.timeline), expected);
    assert!(
        reading.report.decisions.join("\n").contains("2 rows say that they are a title or an era")
    );
    let reading = read(json, Format::TimelineJs);
    assert_eq!(lines(&reading.timeline), expected);
    assert_eq!(reading.timeline.title(), Some("A siege"));
    let decisions = reading.report.decisions.join("\n");
    assert!(decisions.contains("1 eras") && decisions.contains("1 media"), "{decisions}");

    let bad =
        json.replace("\"2013\"", "\"x\"").replace("2013", "\"x\"").replace("\"20\"", "\"99\"");
    let options = Options::new().bad_records(BadRecords::Skip { at_most: 1 });
    let report = options.read("file", bad.as_bytes()).unwrap().report;
    let places: Vec<_> = report.problems.iter().map(|issue| issue.location().to_string()).collect();
    assert_eq!(places, ["file: line 3: events/1/date"]);
}

#[test]
fn an_act_of_a_code_is_that_of_its_data_set() {
    let act = |code: &str| {
        let text = format!("eventid,etype,styr,stmo,stday,actor1,target1\n1,{code},1998,1,1,A,B\n");
        read(&text, Format::Scad).timeline.event_at(0).act()
    };
    assert_eq!(act("7"), Act::Attack(Means::Repression));
    assert_eq!(act("6"), Act::Action(ActionKind::Protest));
    assert_eq!(act("-9"), Act::Action(ActionKind::Other));
    assert_eq!(act(""), Act::Action(ActionKind::Other));
}

#[test]
fn rows_without_a_header_may_be_shorter_than_the_first() {
    let rows =
        "20150101\tUSAGOV\tRUSGOV\t112\t\t\t\n20150102\tUSAGOV\n20150103\tUSAGOV\tRUSGOV\t112\n";
    let options = Options::new().bad_records(BadRecords::Skip { at_most: 1 });
    let report = options.read("file", rows.as_bytes()).unwrap().report;
    assert_eq!((report.events, report.skipped), (2, 1));
    assert_eq!(report.problems[0].location().line(), Some(2));
}
