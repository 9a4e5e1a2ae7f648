//! Journals of a watch.

use std::{fs, path::PathBuf, process, sync::LazyLock};

use chrono::TimeDelta;
use escalade::{
    ErrorKind, Event, Means, Query,
    watch::{Watch, WatchedQuery},
};
use serde_json::{Value, json};

use crate::kept_sums::crc32;

/// The folder of this process. It is on disk if the folder of temporary files is.
static FOLDER: LazyLock<PathBuf> =
    LazyLock::new(|| std::env::temp_dir().join(format!("escalade-fuzz-{}", process::id())));

fn weekly() -> WatchedQuery {
    WatchedQuery::new("weekly", Query::escalation().max_gap(TimeDelta::days(7)))
}

/// Opens an input as a journal, as it is and with the right checksum of each line. A journal that is opened loses nothing
/// but the rest after its last whole line, which is kept in a file, and opens again with the same state, also once it
/// goes on and is rewritten.
pub fn journal(bytes: &[u8]) {
    for journal in [bytes.to_vec(), summed(bytes)] {
        let _ = fs::remove_dir_all(&*FOLDER);
        fs::create_dir_all(&*FOLDER).expect("a folder");
        let file = FOLDER.join("journal");
        fs::write(&file, &journal).expect("a file");
        let (watch, found) = match Watch::reopen(&*FOLDER, [weekly()]) {
            Ok(opened) => opened,
            Err(error) => {
                let is_of_content = matches!(
                    error.kind(),
                    ErrorKind::Value | ErrorKind::Input | ErrorKind::Timeline
                );
                assert!(is_of_content && error.issue_count() > 0, "{error}");
                continue;
            }
        };
        let kept = fs::read(&file).expect("the journal");
        assert!(journal.starts_with(&kept) && kept.ends_with(b"\n"));
        let dropped = found.dropped.map(|dropped| fs::read(dropped.kept_in).expect("the rest"));
        assert_eq!(dropped.unwrap_or_default(), journal[kept.len()..]);

        let mut watch = opened_again(watch);
        let mut transaction = watch.transaction();
        let actor = transaction.actor("A");
        transaction.push(Event::attack(actor, "2031-01-01", Means::Drone));
        // It is refused if the records are as many as there can be.
        if let Err(error) = transaction.commit() {
            assert!(error.issue_count() > 0);
        }
        let mut watch = opened_again(watch);
        watch.compact_journal().expect("a file");
        opened_again(watch);
    }
    let _ = fs::remove_dir_all(&*FOLDER);
}

/// Closes a watch and opens it again.
fn opened_again(watch: Watch) -> Watch {
    let before = state(&watch);
    drop(watch);
    let (watch, found) = Watch::reopen(&*FOLDER, [weekly()]).expect("a journal that was opened");
    assert_eq!((state(&watch), found.dropped), (before, None));
    watch
}

/// What a watch answers, and what later transactions depend on.
fn state(watch: &Watch) -> Value {
    let timeline = watch.timeline();
    let records: Vec<_> = timeline.events().map(|event| watch.id_of(event).index()).collect();
    json!([timeline, watch.figures("weekly"), records, watch.complete_to()])
}

/// Writes the checksum of each line again.
fn summed(bytes: &[u8]) -> Vec<u8> {
    let mut summed = Vec::new();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match (line.get(9..), line.ends_with(b"\n")) {
            (Some(json @ [text @ .., _]), true) => {
                summed.extend_from_slice(format!("{:08x} ", crc32(text)).as_bytes());
                summed.extend_from_slice(json);
            }
            _ => summed.extend_from_slice(line),
        }
    }
    summed
}
