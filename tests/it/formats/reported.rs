//! Files as people describe them in public trackers: each is read right, or refused with a sentence that says what to do.

use escalade::read::{Format, Options, Reading};

use super::exported::{read, refused};

/// Returns the key, date and code of each event.
fn events(reading: &Reading) -> Vec<String> {
    let events = reading.timeline.events().map(|event| {
        let code = event.event_type().code().map_or(String::new(), ToString::to_string);
        format!("{} {} {code}", event.key().unwrap_or_default(), event.when())
    });
    events.collect()
}

const ACLED: &str = "event_id_cnty,event_date,event_type,actor1,actor2,fatalities\n";

/// Names of rows without a name in the header, one row, and an empty last cell: the shift is shown by dates and years.
#[test]
fn names_of_rows_are_found_though_the_last_cell_is_empty() {
    for (text, expected) in [
        (
            "eventid,iyear,imonth,iday,target1,gname,attacktype1_txt,summary\n1,202100000000,2021,0,0,,,Armed Assault,\n",
            "202100000000 2021 own Armed Assault",
        ),
        (
            "eventid,etype,styr,stmo,stday,actor1,target1,ndeath,issuenote\n1,4750001,9,2021,4,7,,,,\n",
            "4750001 2021-04-07 own 9",
        ),
        (
            "event_id_cnty,event_date,event_type,actor1,actor2,notes\n1,R1,2024-02-01,Battles,A,B,\n",
            "R1 2024-02-01 acled Battles",
        ),
        (
            "date,source,target,code,description\n1,2021-04-07,ISR,JOR,190,\n",
            " 2021-04-07 cameo 190",
        ),
        ("source;relation;target;time\n1;Iran;Consult;Iraq;2014-03-06\n", " 2014-03-06 cameo 040"),
    ] {
        let reading = read(text);
        assert_eq!(events(&reading), [expected], "{text}");
        let report = reading.report.to_string();
        assert!(report.contains("begin with a name"), "{report}");
    }
    // An empty cell after the last is no name of the row.
    let text = "eventid,etype,styr,stmo,stday,actor1,target1,ndeath,issuenote\n4750001,9,2021,4,7,A,B,,x,\n";
    assert_eq!(events(&read(text)), ["4750001 2021-04-07 own 9"]);
}

#[test]
fn utf_16_may_have_no_mark() {
    let text = format!("{ACLED}R1,1-Jan-24,Battles,Rote Garde,Überläufer,3\n");
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [little, big] {
        let reading = read(&bytes);
        assert_eq!(events(&reading), ["R1 2024-01-01 acled Battles"]);
        assert!(reading.timeline.actors().any(|actor| actor.key() == "Überläufer"));
        let report = reading.report.to_string();
        assert!(
            report.contains("text taken as UTF-16") && report.contains("first bytes"),
            "{report}"
        );
    }
}

/// Columns of other things look like those of KEDS: a level of hostility is no CAMEO code.
#[test]
fn a_header_that_names_no_codes_is_not_taken_for_one_of_codes() {
    let rows = "1962-10-22,USA,CUB,4\n1962-10-24,RUS,USA,3\n";
    for names in ["Date,Country 1,Country 2,Hostility", "day,a,b,fatalities", ",Date,From,To,Level"]
    {
        let rows = match names.strip_prefix(',') {
            Some(_) => rows.replace("1962", "0,1962"),
            None => rows.to_owned(),
        };
        for delimiter in [",", "\t"] {
            let error = refused(&format!("{names}\n{rows}").replace(',', delimiter));
            assert!(error.contains("--columns FILE"), "{error}");
            assert!(!error.contains("remove the lines"), "{error}");
        }
    }
    for names in
        ["when,who,whom,cameo", "V1,V2,V3,V4", "0,1,2,3", "a,b,c,d", "Day,Actor A,Actor B,Event"]
    {
        let rows = rows.replace(",4", ",040").replace(",3", ",030");
        let reading = read(format!("{names}\n{rows}"));
        assert_eq!(reading.report.files[0].format, Format::Keds, "{names}");
        assert_eq!(events(&reading), [" 1962-10-22 cameo 040", " 1962-10-24 cameo 030"]);
    }
}

/// The names say which column is which, in any order, and that the first is a date in any notation.
#[test]
fn columns_of_keds_may_be_in_any_order() {
    for text in [
        "code,date,target,source\n190,1 June 2006,PSE,ISRGOV\n",
        "source\tcode\ttarget\tdate\nISRGOV\t190\tPSE\t2006-06-01\n",
        "\"\";\"target\";\"source\";\"date\";\"code\"\n\"1\";\"PSE\";\"ISRGOV\";\"38869\";\"190\"\n",
        "Target Source Code Date\n1 PSE ISRGOV 190 2006-06-01T00:00:00Z\n",
        r#"{"target":"PSE","date":1149120000000,"code":190,"source":"ISRGOV"}"#,
    ] {
        let reading = read(text);
        assert_eq!(reading.report.files[0].format, Format::Keds, "{text}");
        assert_eq!(events(&reading), [" 2006-06-01 cameo 190"], "{text}");
        let event = reading.timeline.event_at(0);
        let keys = |actors: &[escalade::model::ActorId]| {
            actors.iter().map(|id| reading.timeline.actor(*id).key().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            (keys(event.sources()), keys(event.targets())),
            (vec!["ISRGOV".to_owned()], vec!["PSE".to_owned()])
        );
    }
}

/// Quadruples with a header, other delimiters, names of rows, and as records.
#[test]
fn quadruples_are_read_as_other_programs_save_them() {
    let named =
        "Iran,Consult,Iraq,2014-03-06\nIraq,\"Threaten, not specified below\",Iran,2014-03-07\n";
    let expected = [" 2014-03-06 cameo 040", " 2014-03-07 cameo 130"];
    for text in [
        format!("head,relation,tail,date\n{named}"),
        format!(",subject,relation,object,timestamp\n0,{}", named.replace("\nIraq", "\n1,Iraq")),
        format!("0,1,2,3\n{named}"),
        named.to_owned(),
        "0\tIran\tConsult\tIraq\t2014-03-06\n1\tIraq\tThreaten\tIran\t2014-03-07\n".to_owned(),
        "time|target|relation|source\n06.03.2014|Iraq|Consult|Iran\n07.03.2014 00:00|Iran|Threaten|Iraq\n25.03.2014|||\n".to_owned(),
        r#"[{"head":"Iran","relation":"Consult","tail":"Iraq","date":1394064000000},{"head":"Iraq","relation":"Threaten","tail":"Iran","date":1394150400000}]"#.to_owned(),
    ] {
        let reading = read(&text);
        assert_eq!(reading.report.files[0].format, Format::Tkg, "{text}");
        assert_eq!(events(&reading), expected, "{text}");
        assert_eq!(reading.timeline.actors().len(), 2, "{text}");
    }
    let counted = "459\t1\t471\t6480\t0\n471\t2\t459\t6504\t0\n";
    let wanted = events(&read(counted));
    let commas = counted.replace('\t', ",");
    for text in [
        format!("0\t1\t2\t3\t4\n{counted}"),
        format!("subject,relation,object,time,\n{commas}"),
        format!("head,relation,tail,timestamp,x\n{}", commas.replace(",0\n", ".0,0\n")),
    ] {
        let reading = read(&text);
        assert_eq!(events(&reading), wanted, "{text}");
    }
    for text in [commas.clone(), format!("0,1,2,3,4\n{commas}")] {
        let read = Options::new().format(Format::Tkg).read("file", text.as_bytes()).unwrap();
        assert_eq!(events(&read), wanted, "{text}");
        assert!(refused(&text).contains("choose its format by name"));
    }
    // The names of the rows would be taken for the sources.
    for first in [0, 1] {
        let rows = |nth: usize| format!("{}\t459\t1\t471\t{}\n", nth + first, 6480 + 24 * nth);
        let text: String = (0..4).map(rows).collect();
        assert!(refused(&text).contains("the first counts the rows"), "{}", refused(&text));
        // Sources that do not go on counting are no names of rows.
        assert_eq!(read(format!("{text}459\t1\t0\t6600\t0\n")).timeline.len(), 5);
    }
}

/// Tables of GDELT whose header R made, without a name above those of the rows.
#[test]
fn a_header_of_numbers_may_be_one_shorter_than_the_rows() {
    let mut row = vec![""; 58];
    (row[0], row[1], row[5], row[15], row[26]) = ("4001", "20210413", "ISR", "IRN", "190");
    let header: Vec<_> = (1..=58).map(|nth| format!("V{nth}")).collect();
    for (before, name) in [("", ""), ("1 ", ""), ("1 ", "\"\" ")] {
        let quoted =
            |cell: &&str| if cell.is_empty() { "NA".to_owned() } else { (*cell).to_owned() };
        let cells: Vec<_> = row.iter().map(quoted).collect();
        let text = format!("{name}{}\n{before}{}\n", header.join(" "), cells.join(" "));
        let reading = read(&text);
        assert_eq!(events(&reading), ["4001 2021-04-13 cameo 190"], "{text}");
    }
}

#[test]
fn lines_that_are_one_text_and_records_without_names_say_what_to_do() {
    let quoted: String = format!("{ACLED}R1,2024-02-01,Battles,A,B,3\n")
        .lines()
        .map(|line| format!("\"{line}\"\n"))
        .collect();
    assert!(refused(&quoted).contains("remove the quotes around whole lines"));
    let lines = "{\"0\":881990832,\"1\":20181024,\"5\":null}\n{\"0\":881990833,\"1\":20181024,\"5\":null}\n";
    assert!(refused(lines).contains("JSON with the fields 0, 1, 5"), "{}", refused(lines));
}
