//! Files at the ends of their ranges: wide tables, large documents, leap seconds; and outputs into closed pipes.

use escalade::{Actor, Event, Means, Timeline};

/// Every combination of a table of `width` columns with a delimiter.
fn wide_tables(width: usize) -> Vec<String> {
    let mut tables = Vec::new();
    for delimiter in [",", ";", "\t"] {
        let header: Vec<_> = (0..width).map(|nth| format!("c{nth}")).collect();
        let row = vec!["1"; width].join(delimiter);
        tables.push(header.join(delimiter) + "\n");
        tables.push(format!("{}\n{row}\n{row}\n", header.join(delimiter)));
        tables.push(format!("\n\n{row}\n"));
        // The header of each format that is recognised by it, and then more columns.
        for known in ["SQLDATE,Actor1Code,Actor2Code,EventCode", "dispnum,hostlev,fatalpre"] {
            let known = known.replace(',', delimiter);
            tables.push(format!("{known}{delimiter}{}\n{row}\n", header.join(delimiter)));
        }
    }
    tables
}

#[test]
fn a_table_has_at_most_1_024_fields_in_every_format() {
    use escalade::{
        Vocabulary,
        read::{BadRecords, Columns, Format, Options},
    };

    let lenient = || Options::new().bad_records(BadRecords::Skip { at_most: usize::MAX });
    for width in [1_000, 1_023, 1_024, 1_025, 1_050, 1_100, 5_000] {
        for table in wide_tables(width) {
            let mut read = vec![lenient().read("wide", table.as_bytes())];
            for format in Format::ALL {
                let named = lenient().longest_line(1 << 20).format(*format);
                read.push(named.read("wide", table.as_bytes()));
            }
            let columns =
                Columns::new("c0").source("c1").target("c2").code("c3", Vocabulary::Cameo);
            read.push(lenient().columns(columns).read("wide", table.as_bytes()));
            for error in read.into_iter().filter_map(Result::err) {
                assert!(!error.to_string().is_empty());
            }
            if width > 1_024 {
                let error = lenient().read("wide", table.as_bytes()).unwrap_err();
                assert!(error.to_string().contains("at most 1024 fields"), "{error}");
                assert_eq!(error.issues()[0].location().file(), Some("wide"));
                assert!(error.issues()[0].location().line().is_some(), "{error}");
            }
        }
    }
    // A row that is too wide is a bad record.
    let header: Vec<_> = (0..1_024).map(|nth| format!("c{nth}")).collect();
    let mut row = vec!["x"; 1_024];
    (row[0], row[3]) = ("2020-01-01", "190");
    let wide = vec!["x"; 3_000].join(",");
    let table = format!("{}\n{}\n{wide}\n{}\n", header.join(","), row.join(","), row.join(","));
    let columns = Columns::new("c0").source("c1").target("c2").code("c3", Vocabulary::Cameo);
    let reading = lenient().columns(columns).read("wide", table.as_bytes()).unwrap();
    assert_eq!((reading.report.rows, reading.report.skipped), (3, 1));
    let problem = &reading.report.problems[0];
    assert_eq!(problem.location().line(), Some(3), "{problem}");
    assert!(problem.allowed().contains("1024 fields"), "{problem}");
}

#[test]
fn a_document_that_is_too_large_is_refused_before_it_is_read() {
    use escalade::read::Options;

    let path = std::env::temp_dir().join(format!("escalade-sparse-{}", std::process::id()));
    // Two GiB of which the disk holds none, after the first bytes.
    std::fs::write(&path, "{\"escalade\": 1, \"title\": \"").unwrap();
    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    let is_sparse = file.set_len(2 << 30).is_ok();
    let read = Options::new().open(&path);
    std::fs::remove_file(&path).unwrap();
    let error = read.unwrap_err();
    assert!(!is_sparse || error.issues()[0].got() == "2147483648 bytes", "{error}");
    let document = format!("{{\"escalade\": 1, \"title\": \"{}\"}}", "x".repeat(1_000));
    assert!(Options::new().largest_document(100).read("title", document.as_bytes()).is_err());
    assert!(Options::new().largest_document(u64::MAX).read("title", document.as_bytes()).is_ok());
    for bytes in [0, 1, usize::MAX] {
        let _ =
            Options::new().longest_line(bytes).max_expansion(0).read("title", document.as_bytes());
    }
}

#[test]
fn a_leap_second_that_was_inserted_is_read() {
    use escalade::When;

    let when: When = "2016-12-31T23:59:60Z".parse().unwrap();
    let before: When = "2016-12-31T23:59:59Z".parse().unwrap();
    assert_eq!((when.earliest(), when.latest()), (before.earliest(), before.latest()));
    let mut builder = Timeline::builder();
    let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    builder.add_event(Event::attack(a, "2016-12-31T23:59:60Z", Means::Drone).against(b));
    let timeline = builder.build().unwrap();
    assert_eq!(timeline.event_at(0).when().to_string(), "2016-12-31T23:59:60Z");
    for text in ["2016-12-31T22:59:60Z", "2023-12-31T23:59:60Z", "2016-12-31T23:58:60Z"] {
        let error = text.parse::<When>().unwrap_err();
        assert!(error.to_string().contains("leap second"), "{error}");
    }
}

#[cfg(feature = "cli")]
#[test]
fn a_closed_pipe_ends_every_output_alike() {
    use std::process::{Command, Stdio};

    let outputs = ["text", "json", "csv", "mermaid", "dot", "graphml", "gexf", "svg", "html"];
    for output in outputs {
        for answer in ["summary", "iter", "by-dyad", "hops", "longest"] {
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            let mut command = Command::new(env!("CARGO_BIN_EXE_escalade"));
            command.args(["--answer", answer, "--output", output]);
            let run = command.stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
            let run = run.wait_with_output().unwrap();
            let message = String::from_utf8_lossy(&run.stderr);
            assert!(run.status.success() && message.is_empty(), "{output} {answer}: {message}");
        }
    }
}
