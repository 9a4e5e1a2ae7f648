//! Files as pandas, R, Spark and Excel write them with their defaults.

use escalade::read::{BadRecords, Format, Options, Reading};

const ACLED: &str = "event_id_cnty,event_date,event_type,actor1,actor2,fatalities,notes\n";
const MIDI: &str =
    "dispnum,stday,stmon,styear,endday,endmon,endyear,fatality,fatalpre,action,hostlev,incidnum\n";

/// Reads a file, whose bad records are skipped.
pub(super) fn read(text: impl AsRef<[u8]>) -> Reading {
    let (text, options) = (text.as_ref(), Options::new());
    let options = options.bad_records(BadRecords::Skip { at_most: usize::MAX });
    options
        .read("file", text)
        .unwrap_or_else(|error| panic!("{error}\nin\n{}", String::from_utf8_lossy(text)))
}

/// Returns the error of a file that is refused although bad records are skipped.
pub(super) fn refused(text: &str) -> String {
    let options = Options::new().bad_records(BadRecords::Skip { at_most: usize::MAX });
    let error = options.read("file", text.as_bytes()).map(|reading| reading.report.to_string());
    error.unwrap_err().to_string()
}

/// Returns the key, date, first source and text of each event.
fn events(reading: &Reading) -> Vec<String> {
    let timeline = &reading.timeline;
    let events = timeline.events().map(|event| {
        let source = event.sources().first().map_or("", |source| timeline.actor(*source).key());
        format!("{} {} {source}", event.key().unwrap_or_default(), event.when())
    });
    events.collect()
}

#[test]
fn quotes_after_backslashes_are_quotes_inside_texts() {
    let clean = format!(
        "{ACLED}A1,2024-03-01,Battles,Rebels (B),Civilians,3,\"said \"\"no, never\"\" and left\"\n\
         A2,2024-03-04,Battles,\"Front \"\"Zenda\"\"\",,1,C:\\dir\n"
    );
    let wanted = events(&read(&clean));
    assert_eq!(wanted, ["A1 2024-03-01 Rebels (B)", "A2 2024-03-04 Front \"Zenda\""]);
    // As `write.table` of R writes by default, with names of rows, and as Spark does.
    for (delimiter, row_names) in [(' ', true), ('\t', true), (',', false)] {
        let cells = |cells: &[&str]| cells.join(&delimiter.to_string());
        let quoted = |name: &str| format!("\"{name}\"");
        let header: Vec<_> = ACLED.trim().split(',').map(quoted).collect();
        let header: Vec<_> = header.iter().map(|cell| &**cell).collect();
        let rows = [
            [
                r#""1""#,
                r#""A1""#,
                r#""2024-03-01""#,
                r#""Battles""#,
                r#""Rebels (B)""#,
                r#""Civilians""#,
                "3",
                r#""said \"no, never\" and left""#,
            ],
            [
                r#""2""#,
                r#""A2""#,
                r#""2024-03-04""#,
                r#""Battles""#,
                r#""Front \"Zenda\"""#,
                "NA",
                "1",
                r#""C:\dir""#,
            ],
        ];
        let mut text = cells(&header) + "\n";
        for row in rows {
            text += &(cells(&row[usize::from(!row_names)..]) + "\n");
        }
        let reading = read(&text);
        assert_eq!(events(&reading), wanted, "{text}");
        let report = reading.report.to_string();
        assert!(report.contains("quotes after backslashes taken as quotes"), "{report}");
        let texts = Options::new().descriptions().read("file", text.as_bytes()).unwrap().timeline;
        let texts: Vec<_> = texts.events().map(|event| event.text().unwrap().to_owned()).collect();
        assert_eq!(texts, ["said \"no, never\" and left", "C:\\dir"]);
    }
    // A backslash at the end of a text is no sign of that.
    let path = format!("{ACLED}A1,2024-03-01,Battles,Rebels (B),Civilians,3,\"C:\\\"\n");
    let report = read(&path).report.to_string();
    assert!(!report.contains("backslashes"), "{report}");
}

#[test]
fn rounded_ids_of_icews_are_refused() {
    let header =
        "Event ID\tEvent Date\tSource Name\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\n";
    let row = |id: &str| format!("{header}{id}\t2018-06-01\tA\tConsult\t040\t1.0\tB\n");
    let error = refused(&row("3.288984e+08"));
    assert!(error.contains("an id with all its digits"), "{error}");
    assert!(error.contains("«3.288984e+08»"), "the day is not of the file: {error}");
    for (id, key) in [("3.288984e+06", "2018-06-01/3288984"), ("32889840", "2018-06-01/32889840")] {
        assert_eq!(events(&read(row(id)))[0], format!("{key} 2018-06-01 A"));
    }
}

#[test]
fn rounded_numbers_that_join_incidents_to_their_participants_are_refused() {
    let incidents = |number: &str| {
        format!(
            "dispnum,stday,stmon,styear,endday,endmon,endyear,fatality,fatalpre,action,hostlev,incidnum\n\
             {number},1,5,1995,1,5,1995,0,0,7,3,3551001\n"
        )
    };
    let participants = "dispnum,ccode,insidea,fatality,fatalpre,action,hostlev,incidnum\n\
                        3551,2,1,0,0,7,3,3551001\n3551,630,0,0,0,0,0,3551001\n";
    let read = |number: &str| {
        let files = [("incidents", incidents(number)), ("participants", participants.to_owned())];
        let files = files.iter().map(|(name, text)| (name, text.as_bytes()));
        Options::new().read_all(files).map(|reading| reading.timeline.len())
    };
    let events = read("3551").unwrap();
    assert!(events > 0);
    for whole in ["3551.0", "3.551e+03"] {
        assert_eq!(read(whole).unwrap(), events, "{whole}");
    }
    let error = read("3.55e+03").unwrap_err().to_string();
    assert!(error.contains("a number with all its digits"), "{error}");
}

#[test]
fn records_by_column_and_lists_without_names_say_how_to_write_them() {
    for (text, got) in [
        (
            r#"{"event_id_cnty":{"0":"A1"},"event_date":{"0":"2024-03-01"},"event_type":{"0":"Battles"},"actor1":{"0":"X"},"actor2":{"0":"Y"}}"#,
            "JSON with the fields event_id_cnty",
        ),
        (
            r#"{"Event Date":{"0":"2024-03-01"},"Source Name":{"0":"X"},"Target Name":{"0":"Y"},"Event ID":{"0":1}}"#,
            "JSON with the fields Event Date",
        ),
        (
            r#"{"dispnum":{"0":1},"hostlev":{"0":4},"fatalpre":{"0":-9}}"#,
            "JSON with the fields dispnum",
        ),
        (r#"[["A1","2024-03-01"],["A2","2024-03-02"]]"#, "JSON with a list of lists"),
    ] {
        let error = refused(text);
        assert!(error.contains(got) && error.contains(r#"to_json(orient="records")"#), "{error}");
    }
}

#[test]
fn lines_before_a_header_of_keds_are_named() {
    for before in ["Levant, downloaded 2024\n\n", "Levant,,,\n,,,\n", "sep=,\n"] {
        let error =
            refused(&format!("{before}date,source,target,code\n2006-06-01,ISRGOV,PSE,036\n"));
        assert!(error.contains("other lines before the header of keds"), "{error}");
    }
}

#[test]
fn a_no_break_space_after_a_code_is_no_part_of_it() {
    let reading = read("1979-04-15\tISR\tJOR\t190\u{a0}\n1979-04-16\tJOR\tISR\t190\n");
    let codes: Vec<_> =
        reading.timeline.events().map(|event| event.event_type().code().unwrap()).collect();
    assert_eq!(codes[0], codes[1]);
}

#[test]
fn dates_with_points_are_those_of_keds() {
    let rows = "date;source;target;code\n01.06.2006;ISRGOV;PSEGOV;036\n25.06.2006;EGYOPP;EGY;190\n";
    let reading = read(rows);
    assert_eq!(reading.report.files[0].format, Format::Keds);
    assert_eq!(events(&reading), [" 2006-06-01 ISRGOV", " 2006-06-25 EGYOPP"]);
}

/// Files of each format without records: the format if it must be recognised, the texts of files that are read together,
/// and why there are no events.
const WITHOUT_RECORDS: &[(Format, &[&str], &str)] = {
    const NO_ROWS: &str = "the file has no records: it has no rows, or a header alone";
    const NO_EVENT: &str = "the file has no records: it has no event";
    const NO_EVENTS: &str = "the file has no records: the document has no events";
    const OF_SEVERAL: &str = "none of the 2 files has records";
    const MIDIP: &str = "dispnum,ccode,insidea,fatality,fatalpre,action,hostlev,incidnum\n";
    const MIDA: &str = "dispnum,stday,stmon,styear,endday,endmon,endyear,outcome,settle,fatality,fatalpre,maxdur,mindur,hiact,hostlev,recip,numa,numb,ongo2014,version\n";
    const MIDB: &str = "dispnum,stabb,ccode,stday,stmon,styear,endday,endmon,endyear,sidea,revstate,revtype1,revtype2,fatality,fatalpre,hiact,hostlev,orig,version\n";
    &[
        (Format::Keds, &["date\tsource\ttarget\tcode\n"], NO_ROWS),
        (Format::Keds, &["date,source,target,code,description\r\n"], NO_ROWS),
        (Format::Keds, &["\"\";\"Date\";\"Source\";\"Target\";\"Code\"\n"], NO_ROWS),
        (Format::Gdelt, &["GLOBALEVENTID,SQLDATE,Actor1Code,Actor2Code,EventCode\n"], NO_ROWS),
        (
            Format::Gdelt,
            &[
                "GLOBALEVENTID\tEventTimeDate\tMentionTimeDate\tMentionType\tMentionSourceName\tMentionIdentifier\tSentenceID\tActor1CharOffset\tActor2CharOffset\tActionCharOffset\tInRawText\tConfidence\tMentionDocLen\tMentionDocTone\tMentionDocTranslationInfo\tExtras\n",
            ],
            NO_ROWS,
        ),
        (
            Format::Ucdp,
            &[
                "id,type_of_violence,side_a_new_id,side_a,side_b_new_id,side_b,date_prec,date_start,date_end,best,high,low,gwnoa,gwnob\n",
            ],
            NO_ROWS,
        ),
        (Format::Ucdp, &[r#"{"TotalCount":0,"TotalPages":0,"Result":[]}"#], NO_ROWS),
        (
            Format::Icews,
            &[
                "Event ID\tEvent Date\tSource Name\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\n",
            ],
            NO_ROWS,
        ),
        (
            Format::Polecat,
            &[
                "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tContexts\tActor Name\tActor Country\tPrimary Actor Sector\tRecipient Name\tRecipient Country\tPrimary Recipient Sector\tPlacename\n",
            ],
            NO_ROWS,
        ),
        (Format::Acled, &[ACLED], NO_ROWS),
        (Format::Acled, &[r#"{"success":true,"count":0,"data":[]}"#], NO_ROWS),
        (
            Format::Icbe,
            &[
                "crisno;sentence_span_text;event_type;date_earliest_year;date_earliest_month;date_earliest_day;think_actor_a;say_actor_a;say_actor_b;do_actor_a;do_actor_b;sayintkind;interact_escalate;interact_location\n",
            ],
            NO_ROWS,
        ),
        (Format::Mid, &[MIDI, MIDIP], OF_SEVERAL),
        (Format::Mid, &[MIDA, MIDB], OF_SEVERAL),
        (Format::Mid, &[MIDB], NO_ROWS),
        (Format::Tkg, &["source\trelation\ttarget\ttime\n"], NO_ROWS),
        (Format::Tkg, &[",head,relation,tail,date\n"], NO_ROWS),
        (
            Format::Gtd,
            &[
                "eventid,iyear,imonth,iday,country_txt,city,attacktype1_txt,target1,gname,nkill,nwound,summary\n",
            ],
            NO_ROWS,
        ),
        (
            Format::Scad,
            &["eventid,etype,styr,stmo,stday,actor1,target1,ndeath,issuenote\n"],
            NO_ROWS,
        ),
        (Format::Phoenix, &["Date\tSourceActorFull\tTargetActorFull\tEventCode\n"], NO_ROWS),
        (
            Format::TimelineJs,
            &[
                "Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Group\n",
            ],
            NO_ROWS,
        ),
        (
            Format::TimelineJs,
            &[r#"{"title":{"text":{"headline":"A crisis"}},"events":[]}"#],
            NO_ROWS,
        ),
        (Format::Timesketch, &["message,datetime,timestamp_desc\n"], NO_ROWS),
        (Format::Wikidata, &["item,itemLabel,pointInTime,participantLabel\n"], NO_ROWS),
        (
            Format::Wikidata,
            &[r#"{"head":{"vars":["item","itemLabel"]},"results":{"bindings":[]}}"#],
            NO_ROWS,
        ),
        (Format::Plover, &["[]\n"], NO_EVENT),
        (Format::Json, &[r#"{"escalade": 1, "events": []}"#], NO_EVENTS),
        (Format::Jsonl, &["{\"escalade\": 1}\n{\"actor\": {\"key\": \"A\"}}\n"], NO_EVENT),
        #[cfg(feature = "standards")]
        (
            Format::Stix,
            &[
                r#"{"type":"bundle","id":"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d","objects":[]}"#,
            ],
            NO_EVENT,
        ),
        #[cfg(feature = "standards")]
        (
            Format::Stix,
            &[r#"{"type":"bundle","id":"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d"}"#],
            NO_EVENT,
        ),
    ]
};

#[test]
fn files_without_records_are_recognised_and_say_why_they_have_no_events() {
    for (format, texts, why) in WITHOUT_RECORDS {
        for options in [Options::new(), Options::new().format(*format)] {
            for end in ["", "\n"] {
                let texts: Vec<_> =
                    texts.iter().map(|text| text.trim_end().to_owned() + end).collect();
                let files = texts.iter().map(|text| ("empty", text.as_bytes()));
                let report = match options.read_all(files) {
                    Ok(reading) => reading.report,
                    Err(error) => panic!("{format}: {error}\nin {texts:?}"),
                };
                assert!(report.files.iter().all(|file| file.format == *format), "{report}");
                assert_eq!(report.why_no_events().as_deref(), Some(*why), "{texts:?}");
                let first = report.to_string().lines().next().unwrap().to_owned();
                assert_eq!(first, format!("0 records, 0 events: {why}"), "{texts:?}");
            }
        }
    }
}

/// A file of a kind that is read with others says which.
#[test]
fn headers_of_files_that_need_others_say_so() {
    let error = refused(MIDI);
    assert!(error.contains("give both at once"), "{error}");
}

#[test]
fn the_first_line_of_the_report_tells_what_is_missing() {
    let rows = "2006-06-01\tISR\tJOR\t190\n";
    let files = [("rows", rows.as_bytes()), ("empty", &b"date\tsource\ttarget\tcode\n"[..])];
    let report = Options::new().format(Format::Keds).read_all(files).unwrap().report.to_string();
    assert!(
        report.starts_with(
            "1 records, 1 events from 2006-06-01 to 2006-06-01; no records in empty\n"
        ),
        "{report}"
    );
    let report = read(format!("{rows}{rows}2006-06-31\tISR\tJOR\t190\n")).report;
    assert!(
        report
            .to_string()
            .starts_with("3 records, 2 events from 2006-06-01 to 2006-06-01, 1 records left out\n"),
        "{report}"
    );
    let rows = "2006-06-31\tISR\tJOR\t190\n";
    let options = Options::new().bad_records(BadRecords::Skip { at_most: usize::MAX });
    let report = options.format(Format::Keds).read("bad", rows.as_bytes()).unwrap().report;
    let why = report.why_no_events().unwrap();
    assert!(
        why.starts_with("1 of 1 records were left out, the first because of bad: line 1: date:"),
        "{why}"
    );
}
