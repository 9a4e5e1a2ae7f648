//! Files between this crate and pyarrow, `DuckDB`, Polars and pandas. Ignored where these are not installed: `.ci/tables`
//! installs and calls them.

use std::{fs, path::Path, process::Command};

use chrono::TimeDelta;
use escalade::{Query, Timeline, arrow, read};
use serde_json::Value;

use crate::test_folder::TestFolder;

const LIBRARIES: [&str; 4] = ["pyarrow", "polars", "duckdb", "pandas"];

fn python(action: &str, folder: &Path) -> String {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python/tables.py");
    let ran = Command::new("python3").arg(script).arg(action).arg(folder).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

fn small() -> Timeline {
    read::open("examples/data/crisis-2024.json").unwrap().timeline
}

/// Writes a table in both kinds of files.
fn write<'a>(folder: &Path, name: &str, table: &dyn Fn() -> arrow::Batches<'a>) {
    let file = |form: &str| fs::File::create(folder.join(format!("{name}.{form}"))).unwrap();
    table().write_ipc(file("arrow")).unwrap();
    table().write_parquet(file("parquet")).unwrap();
}

#[test]
#[ignore = "needs pyarrow, duckdb, polars and pandas"]
fn other_programs_read_what_is_written() {
    let folder = TestFolder::new("written");
    let timeline = small();
    let query =
        Query::escalation().on(escalade::scale::Kahn).max_gap(TimeDelta::days(30)).max_len(9);
    let chains = timeline.chains(&query).unwrap();
    let path = |name: &str| folder.0.join(name);
    write(&folder.0, "events", &|| timeline.to_record_batches().events);
    write(&folder.0, "actors", &|| timeline.to_record_batches().actors);
    write(&folder.0, "memberships", &|| timeline.to_record_batches().memberships);
    write(&folder.0, "links", &|| timeline.to_record_batches().links);
    write(&folder.0, "reports", &|| timeline.to_record_batches().reports);
    write(&folder.0, "chains", &|| arrow::chains(chains.maximal()));
    write(&folder.0, "hops", &|| arrow::hops(&chains, chains.hops()));
    write(&folder.0, "dyads", &|| arrow::dyads(chains.by_dyad()));
    write(&folder.0, "pivots", &|| arrow::pivots(chains.pivots().take(3)));
    write(&folder.0, "lengths", &|| arrow::count_by_len(chains.count_by_len().unwrap()));
    timeline.save(path("kept.arrow")).unwrap();
    timeline.save_parquet(path("kept.parquet")).unwrap();

    let read: Value = serde_json::from_str(&python("read", &folder.0)).unwrap();
    for form in ["arrow", "parquet"] {
        let rows = |name: &str, library: &str| -> Vec<Value> {
            let rows = &read[format!("{name}.{form}")][library];
            rows.as_array().unwrap_or_else(|| panic!("{name}.{form} {library}")).clone()
        };
        for library in LIBRARIES {
            let events = rows("events", library);
            assert_eq!(events.len(), timeline.len(), "{form} {library}");
            for (row, event) in events.iter().zip(timeline.events()) {
                assert_eq!(row["key"], event.key().unwrap());
                assert_eq!(row["when"], event.when().to_string());
                assert_eq!(row["earliest"], event.earliest().format("%F").to_string());
                let sources: Vec<_> =
                    event.sources().iter().map(|id| timeline.actor(*id).key()).collect();
                assert_eq!(row["sources"], serde_json::to_value(sources).unwrap(), "{library}");
            }
            // A kept timeline is a table of its events too.
            let mut kept: Vec<_> =
                rows("kept", library).iter().map(|row| row["key"].clone()).collect();
            let mut keys: Vec<Value> =
                timeline.events().map(|event| event.key().unwrap().into()).collect();
            kept.sort_by_key(Value::to_string);
            keys.sort_by_key(Value::to_string);
            assert_eq!(kept, keys, "{form} {library}");
            assert_eq!(rows("actors", library).len(), timeline.actors().len());
            assert_eq!(rows("links", library).len(), timeline.links().len());
            assert_eq!(rows("hops", library).len(), chains.hops().count());
            let steps: usize = chains.maximal().map(|chain| chain.len()).sum();
            assert_eq!(rows("chains", library).len(), steps);
            for (row, dyad) in rows("dyads", library).iter().zip(chains.by_dyad()) {
                assert_eq!(row["source"], dyad.source());
                assert_eq!(row["chains_text"], dyad.chains().to_string());
                assert_eq!(row["chains"].as_str().unwrap(), dyad.chains().to_string());
            }
        }
    }
    assert_eq!(read["units"]["gap"], "s");
    assert_eq!(read["units"]["confidence"], "%");
}

#[test]
#[ignore = "needs pyarrow, duckdb, polars and pandas"]
fn what_other_programs_write_is_read() {
    let folder = TestFolder::new("read");
    python("write", &folder.0);
    let rows = "GLOBALEVENTID,SQLDATE,Actor1Code,Actor2Code,EventCode,EventRootCode,GoldsteinScale,NumMentions\n\
        7,20060712,LBNREBHEZ,ISR,190,19,-10,4\n8,20060713,ISR,,042,04,1,10\n\
        9,20060714,USA,IRN,010,01,0.4,2\n10,20060714,,ISR,0231,02,,1\n";
    let expected = read::Options::new().read("rows", rows.as_bytes()).unwrap().timeline;
    let expected = serde_json::to_value(expected).unwrap();
    let mut files = 0;
    for entry in fs::read_dir(&folder.0).unwrap() {
        let path = entry.unwrap().path();
        let reading = read::open(&path).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(serde_json::to_value(reading.timeline).unwrap(), expected, "{}", path.display());
        files += 1;
    }
    assert_eq!(files, 21);
}
