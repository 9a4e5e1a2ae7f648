//! Cells of files of all formats that would be wrong in silence: words for nobody, codes in small letters, rounded
//! ids, quotes, spellings that look the same, encodings, dates of six digits.

use escalade::{
    Timeline, Vocabulary,
    read::{BadRecords, Columns, DateOrder, Format, LeadingZeros, Options, Reading},
};

use super::read;

const GDELT_HEADER: &str = "GLOBALEVENTID,SQLDATE,Actor1Code,Actor2Code,EventCode\n";
const ACLED_HEADER: &str =
    "event_id_cnty,event_date,event_type,actor1,assoc_actor_1,actor2,assoc_actor_2,timestamp\n";

fn keys(timeline: &Timeline) -> Vec<&str> {
    timeline.actors().map(|actor| actor.key()).collect()
}

fn days(timeline: &Timeline) -> Vec<String> {
    timeline.events().map(|event| event.when().to_string()).collect()
}

fn codes(timeline: &Timeline) -> Vec<&str> {
    timeline.events().map(|event| event.event_type().code().unwrap().as_str()).collect()
}

fn guesses(reading: &Reading) -> String {
    reading.report.guesses.iter().map(|guess| format!("{guess}\n")).collect()
}

fn refused(options: &Options, file: &str) -> String {
    // Questions are asked even where bad records are skipped.
    let options = options.clone().bad_records(BadRecords::Skip { at_most: usize::MAX });
    match options.read("file", file.as_bytes()) {
        Ok(reading) => panic!("read as {:?} of\n{file}", keys(&reading.timeline)),
        Err(error) => error.to_string(),
    }
}

/// Returns a row of GDELT without a header.
fn gdelt_row(width: usize, fields: &[(usize, &str)]) -> String {
    let mut row = vec![""; width];
    for (nth, field) in fields {
        row[*nth] = field;
    }
    row.join("\t") + "\n"
}

/// Returns a file of each format of rows in which two actors act on each other, the first by this text.
fn files_with_actor(who: &str) -> Vec<(Format, String)> {
    let polecat = "Event ID\tEvent Date\tEvent Type\tActor Name\tRecipient Name\n";
    let icews = "Event ID\tEvent Date\tSource Name\tCAMEO Code\tTarget Name\n";
    let ex = |width: usize, nth: usize, one: &str, other: &str| {
        gdelt_row(
            width,
            &[(0, &format!("{nth}")), (1, "20240402"), (5, one), (15, other), (26, "190")],
        )
    };
    vec![
        (Format::Keds, format!("2024-04-02\t{who}\tIRN\t190\n2024-04-03\tIRN\t{who}\t190\n")),
        (
            Format::Gdelt,
            format!("{GDELT_HEADER}1,20240402,{who},IRN,190\n2,20240403,IRN,{who},190\n"),
        ),
        (Format::Gdelt, ex(58, 1, who, "IRN") + &ex(58, 2, "IRN", who)),
        (
            Format::Tkg,
            format!("{who}\tConsult\tIRN\t2024-04-02\nIRN\tConsult\t{who}\t2024-04-03\n"),
        ),
        (
            Format::Icews,
            format!("{icews}1\t2024-04-02\t{who}\t190\tIRN\n2\t2024-04-03\tIRN\t190\t{who}\n"),
        ),
        (
            Format::Polecat,
            format!(
                "{polecat}1\t2024-04-02\tASSAULT\t{who}\tIRN\n2\t2024-04-03\tASSAULT\tIRN\t{who}\n"
            ),
        ),
        (
            Format::Acled,
            format!(
                "{ACLED_HEADER}A1,2024-04-02,Battles,{who},,IRN,,1\nA2,2024-04-03,Battles,IRN,,{who},,1\n"
            ),
        ),
        (
            Format::Plover,
            format!(
                r#"[{{ "id": "1", "date": "2024-04-02", "event": "ASSAULT",
                    "source": [{{ "code": "", "actorText": {0} }}], "target": [{{ "code": "", "actorText": "IRN" }}] }},
                    {{ "id": "2", "date": "2024-04-03", "event": "ASSAULT",
                    "target": [{{ "code": "", "actorText": {0} }}], "source": [{{ "code": "", "actorText": "IRN" }}] }}]"#,
                serde_json::to_string(who).unwrap()
            ),
        ),
    ]
}

fn only_iran(reading: &Reading) -> bool {
    matches!(&*keys(&reading.timeline), ["IRN"] | ["name:IRN"])
}

#[test]
fn words_for_missing_values_are_no_actor_of_any_format() {
    for word in [
        "nan", "NAN", "none", "NONE", "Null", "nil", "n/a", "N.A.", "n.a.", "#REF!", "#VALUE!",
        "#DIV/0!", "\u{2014}", "\u{2013}", "NaT", "\\N", "-", "(null)",
    ] {
        for (format, file) in files_with_actor(word) {
            let reading = Options::new().format(format).read("file", file.as_bytes()).unwrap();
            assert!(only_iran(&reading), "{word} in {format}: {:?}", keys(&reading.timeline));
            assert_eq!(reading.report.missing_actor, 2, "{word} in {format}");
        }
    }
    // NATO is no missing value.
    assert!(keys(&read("2024-04-02\tNAT\tISRMIL\t190\n").timeline).contains(&"NAT"));
}

#[test]
fn words_for_nobody_are_asked_about_in_all_formats() {
    for word in
        ["Unknown", "UNKNOWN", "unidentified", "?", "Not Known", "Unspecified", "Unknown group"]
    {
        for (format, file) in files_with_actor(word) {
            let options = Options::new().format(format);
            let error = refused(&options, &file);
            assert!(error.contains("--missing") && error.contains(word), "{format}: {error}");
            for said in [word.to_lowercase(), word.to_uppercase()] {
                let reading =
                    options.clone().missing([said]).read("file", file.as_bytes()).unwrap();
                assert!(only_iran(&reading), "{word} in {format}: {:?}", keys(&reading.timeline));
            }
            let one = options.alias(word, word).read("file", file.as_bytes()).unwrap();
            assert_eq!(one.timeline.actors().len(), 2, "{word} in {format}");
        }
    }
    let list = format!("{ACLED_HEADER}A1,2024-04-02,Battles,A,B; Unknown,C,\u{2014},1\n");
    assert!(refused(&Options::new(), &list).contains("--missing"));
    let reading = Options::new().missing(["unknown"]).read("file", list.as_bytes()).unwrap();
    assert_eq!(keys(&reading.timeline), ["A", "B", "C"]);
}

#[test]
fn codes_in_small_letters_keep_their_states() {
    let gdelt =
        |who: &str| format!("{GDELT_HEADER}1,20240402,{who},IRN,190\n2,20240403,{who},IRN,190\n");
    let export =
        gdelt_row(58, &[(0, "1"), (1, "20240402"), (5, "isrmil"), (15, "IRN"), (26, "190")]);
    let keds = "2024-04-02\tisrmil\tIRN\t190\n2024-04-03\tISRMIL\tIRN\t190\n".to_owned();
    for file in [gdelt("isrmil"), export, keds] {
        let reading = read(&file);
        assert_eq!(keys(&reading.timeline), ["ISRMIL", "ISR", "IRN"], "{file}");
        let guesses = guesses(&reading);
        assert!(guesses.contains("in small letters taken as the code in capitals"), "{guesses}");
        assert!(guesses.contains("isrmil"), "{guesses}");
    }
    assert!(guesses(&read(&gdelt("isrmil"))).contains("line 2: cameo: 2 cells"));
    assert_eq!(keys(&read(&gdelt("IRQREBkur")).timeline)[0], "IRQREBkur");
}

#[test]
fn rounded_ids_are_refused() {
    let acled = |id: &str| {
        format!("{ACLED_HEADER}{id},2024-04-02,Battles,A,,B,,1\n{id},2024-04-03,Battles,A,,B,,1\n")
    };
    let ucdp = |id: &str| {
        format!(
            "id,type_of_violence,side_a,side_a_new_id,side_b,side_b_new_id,date_prec,date_start,date_end,best\n\
             {id},2,A,1,B,2,1,2024-04-02,2024-04-02,3\n{id},2,A,1,B,2,1,2024-04-03,2024-04-03,3\n"
        )
    };
    let gdelt = |id: &str| {
        let row = |day| gdelt_row(58, &[(0, id), (1, day), (5, "ISR"), (15, "IRN"), (26, "190")]);
        row("20240402") + &row("20240403")
    };
    for id in ["1.23457e+08", "1.23e+08", "1E+08", "1.23457E8"] {
        for file in [acled(id), ucdp(id)] {
            let error = refused(&Options::new(), &file);
            assert!(error.contains("--no-ids") && error.contains(id), "{error}");
            let reading = Options::new().without_ids().read("file", file.as_bytes()).unwrap();
            assert_eq!(reading.timeline.len(), 2);
        }
        let error = refused(&Options::new().format(Format::Gdelt), &gdelt(id));
        assert!(error.contains("--no-ids"), "{error}");
    }
    let whole = read(&acled("1.23456789e+08"));
    assert_eq!(whole.timeline.event_at(0).key(), Some("123456789"));
    assert_eq!(whole.timeline.len(), 1, "one id is one event");
    assert!(guesses(&whole).contains("scientific notation"), "{}", guesses(&whole));
}

#[test]
fn quotes_of_programs_in_tables_with_tabs_are_no_text() {
    let header = "Event ID\tEvent Date\tSource Name\tEvent Text\tCAMEO Code\tTarget Name\n";
    let table = format!(
        "{header}1\t2024-04-02\t\"Front \"\"Zenda\"\"\"\t\"two\nlines\tand a tab\"\t190\tIran\n\
         2\t2024-04-03\tIran\t\"Threaten\"\t138\t\"Front \"\"Zenda\"\"\"\n"
    );
    let reading = Options::new().descriptions().read("file", table.as_bytes()).unwrap();
    assert_eq!(keys(&reading.timeline), ["Front \"Zenda\"", "IRN"]);
    assert_eq!(reading.timeline.event_at(0).text(), Some("two\nlines\tand a tab"));
    // Texts that begin with a quote are texts.
    let texts = format!(
        "{header}1\t2024-04-02\t\"Zenda\" Front\tx\t190\tIran\n2\t2024-04-03\tIran\ty\t138\t\"A\n"
    );
    assert_eq!(keys(&read(&texts).timeline), ["\"Zenda\" Front", "IRN", "\"A"]);
}

#[test]
fn spellings_that_look_the_same_are_one_actor() {
    for other in [
        "Côte\u{a0}d'Or",
        "Côte  d'Or",
        "\u{feff}Côte d'Or",
        "Côte\u{200b} d'Or",
        "Co\u{302}te d'Or",
        "Côte d'Or\u{a0}",
    ] {
        for format in [Format::Tkg, Format::Icews, Format::Acled, Format::Polecat] {
            let file = |who: &str| {
                let of_format = |(of, _): &(Format, String)| *of == format;
                files_with_actor(who).into_iter().find(of_format).unwrap().1
            };
            let files = [("one", file("Côte d'Or")), ("other", file(other))];
            let options = Options::new().format(format).keep_repeated_ids();
            let reading = options
                .read_all(files.each_ref().map(|(name, text)| (*name, text.as_bytes())))
                .unwrap();
            // Accents apart from their letters are composed with the feature `names`, and only reported without it.
            let are_apart = other.contains('\u{302}') && cfg!(not(feature = "names"));
            let actors = if are_apart { 3 } else { 2 };
            assert_eq!(reading.timeline.actors().len(), actors, "{other:?} in {format}");
            assert!(!reading.report.guesses.is_empty(), "{other:?} in {format}");
        }
    }
}

#[test]
fn a_guessed_encoding_is_shown_and_a_doubtful_one_refused() {
    let file = |name: &[u8]| [b"2024-04-02\t", name, b"\tIRN\t190\n"].concat();
    let acled = |name: &[u8]| {
        [ACLED_HEADER.as_bytes(), b"A1,2024-04-02,Battles,", name, b",,B,,1\n"].concat()
    };
    for file in [file(b"C\xf4te"), acled(b"C\xf4te")] {
        let reading = Options::new().read("file", &file[..]).unwrap();
        let decisions = reading.report.decisions.join("\n");
        assert!(decisions.contains("«Côte»") && decisions.contains("--encoding"), "{decisions}");
    }
    // Cyrillic, Mac OS Roman, Shift JIS, Polish in Windows-1250.
    for name in [&b"\xcc\xe8\xf0"[..], b"M\x8exico", b"\x93\xfa\x96{", b"Wa\xb3\xeasa"] {
        for file in [file(name), acled(name)] {
            let error = Options::new().read("file", &file[..]).unwrap_err().to_string();
            assert!(error.contains("--encoding"), "{error}");
        }
    }
}

#[test]
fn six_digits_are_a_day_in_a_stated_or_proved_order() {
    let options = Options::new().columns(Columns::new("day").source("who"));
    let table = |days: &[&str]| {
        let rows: Vec<_> = days.iter().map(|day| format!("{day},A\n")).collect();
        format!("day,who\n{}", rows.concat())
    };
    let read = |options: &Options, days_written: &[&str]| {
        days(&options.read("file", table(days_written).as_bytes()).unwrap().timeline)
    };
    assert!(refused(&options, &table(&["040506", "050607"])).contains("--date-order"));
    for (order, day) in [
        (DateOrder::DayFirst, "2006-05-04"),
        (DateOrder::MonthFirst, "2006-04-05"),
        (DateOrder::YearFirst, "2004-05-06"),
    ] {
        assert_eq!(read(&options.clone().date_order(order), &["040506"]), [day]);
    }
    assert_eq!(read(&options, &["010299", "311298"]), ["1998-12-31", "1999-02-01"]);
    assert_eq!(read(&options, &["010299", "123198"]), ["1998-12-31", "1999-01-02"]);
    assert_eq!(read(&options, &["990102", "981231"]), ["1998-12-31", "1999-01-02"]);
    assert!(refused(&options, &table(&["200112"])).contains("--date-order"));
    assert!(refused(&options, &table(&["991231", "40506"])).contains("leading zero"));
    // The day of KEDS is six digits.
    assert_eq!(days(&super::read("040506\tISR\tIRN\t190\n").timeline), ["2004-05-06"]);
}

#[test]
fn whole_numbers_may_have_a_decimal_comma() {
    let columns = Columns::new("day").source("who").code("what", Vocabulary::Cameo).killed("dead");
    let options = Options::new().columns(columns);
    let killed = |dead: &str| {
        let text = format!("day;who;what;dead\n2024-04-02;A;190;{dead}\n2024-04-03;A;0190;1\n");
        let reading = options.read("file", text.as_bytes())?;
        Ok::<_, escalade::Error>(
            reading.timeline.event_at(0).attack().unwrap().killed().unwrap().least(),
        )
    };
    for (written, number) in
        [("365,0", 365), ("1.234,0", 1234), ("1,234.0", 1234), ("7,00", 7), ("12", 12)]
    {
        assert_eq!(killed(written).unwrap(), Some(number), "{written}");
    }
    for written in ["1.234,5", "365,5", "1.234"] {
        assert!(killed(written).is_err(), "{written}");
    }
}

#[test]
fn lines_without_a_header_pass_the_layer() {
    let keds = [
        "\"790415\"\t\"ISR\"\t\"IRN\"\t\"190\"\n",
        "1979-04-15 00:00:00\tISR\tIRN\t190\n",
        "19790415.0\tISR\tIRN\t190.0\n",
        "15/04/1979\tISR\tIRN\t190\n",
    ];
    for row in keds {
        let reading =
            Options::new().vocabulary(Vocabulary::Cameo).read("file", row.as_bytes()).unwrap();
        assert_eq!(reading.report.files[0].format, Format::Keds);
        assert_eq!(
            (&*days(&reading.timeline), &*codes(&reading.timeline)),
            (&["1979-04-15".to_owned()][..], &["190"][..])
        );
        assert_eq!(keys(&reading.timeline), ["ISR", "IRN"]);
    }
    // Lost zeros.
    let rows =
        |code: &str| format!("2024-04-02\tISRMIL\tIRN\t{code}\n2024-04-03\tIRN\tISRMIL\t{code}\n");
    assert_eq!(codes(&read(&rows("43")).timeline), ["043", "043"]);
    assert!(refused(&Options::new(), &rows("19")).contains("--leading-zeros"));
    let said = Options::new().leading_zeros(LeadingZeros::Restore);
    assert_eq!(codes(&said.read("file", rows("19").as_bytes()).unwrap().timeline), ["019", "019"]);

    for row in [
        "\"Iran\"\t\"Make statement\"\t\"Israel\"\t\"2014-03-06\"\n",
        "Iran\tMake statement\tIsrael\t2014-03-06 00:00:00\n",
        "Iran\tMake statement\tIsrael\t2014-03-06\tx\n",
    ] {
        let reading = read(row);
        assert_eq!(reading.report.files[0].format, Format::Tkg, "{row}");
        assert_eq!(
            (&*keys(&reading.timeline), &*days(&reading.timeline)),
            (&["IRN", "ISR"][..], &["2014-03-06".to_owned()][..])
        );
    }
    let steps = read("459.0\t1.0\t471.0\t24.0\n471.0\t1.0\t459.0\t48.0\n");
    assert_eq!(days(&steps.timeline), ["1970-01-02", "1970-01-03"]);
    assert_eq!(keys(&steps.timeline), ["459", "471"]);
}

#[test]
fn exports_of_gdelt_saved_again_pass_the_layer() {
    let fields = |id, day, who, code, root, added| {
        [
            (0, id),
            (1, day),
            (5, who),
            (15, "IRN"),
            (26, code),
            (28, root),
            (29, "4"),
            (30, "-10.0"),
            (31, "5"),
            (56, added),
        ]
    };
    let clean = fields("7", "20240402", "ISRMIL", "190", "19", "20240403");
    let whole = Options::new().read("file", gdelt_row(58, &clean).as_bytes()).unwrap();
    let quoted: Vec<_> = clean.map(|(nth, field)| (nth, format!("\"{field}\""))).to_vec();
    let quoted: Vec<_> = quoted.iter().map(|(nth, field)| (*nth, &**field)).collect();
    let others = [
        gdelt_row(58, &quoted),
        gdelt_row(58, &fields("7.0", "20240402.0", "ISRMIL", "190.0", "19.0", "20240403.0")),
        gdelt_row(58, &fields("7", "2024-04-02", "ISRMIL", "190", "19", "20240403")),
        gdelt_row(58, &fields("7", "2024-04-02 00:00:00", "isrmil", "190", "19", "20240403")),
    ];
    let seen = |reading: &Reading| {
        let timeline = &reading.timeline;
        let event = timeline.event_at(0);
        (
            days(timeline),
            keys(timeline).join(" "),
            event.event_type().clone(),
            event.key().map(str::to_owned),
            reading.report.files[0].format,
        )
    };
    for other in others {
        assert_eq!(seen(&read(&other)), seen(&whole), "{other}");
    }
    // A lost zero that only the quad class shows.
    let mut lost = clean.to_vec();
    (lost[1].1, lost[4].1, lost[5].1, lost[6].1) = ("2024-04-02", "19", "", "1");
    lost[7].1 = "";
    assert_eq!(codes(&read(&gdelt_row(58, &lost)).timeline), ["019"]);
}

#[test]
fn fractions_of_a_second_are_in_the_order_of_the_rows() {
    let columns = Columns::new("when").source("who").target("whom");
    let options = Options::new().columns(columns);
    let table = |fractions: [&str; 3]| {
        let rows = fractions.map(|part| format!("2024-04-13T20:00:00.{part}Z,A{part},B\n"));
        "when,who,whom\n".to_owned() + &rows.concat()
    };
    let reading = options.read("file", table(["100", "500", "900"]).as_bytes()).unwrap();
    let timeline = &reading.timeline;
    let first = |nth: usize| timeline.actor(timeline.event_at(nth).sources()[0]).key();
    assert_eq!([first(0), first(1), first(2)], ["A100", "A500", "A900"]);
    let seen = guesses(&reading);
    assert!(
        seen.contains("3 cells with fractions of a second") && !seen.contains("smaller"),
        "{seen}"
    );
    let seen = guesses(&options.read("file", table(["100", "900", "500"]).as_bytes()).unwrap());
    assert!(seen.contains("file: line 4: date: 1 cell with a smaller fraction"), "{seen}");
}
