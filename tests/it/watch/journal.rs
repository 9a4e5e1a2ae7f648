//! The journal: what is opened again after the program ended at any point.

use std::{fs, path::PathBuf};

use chrono::TimeDelta;
use escalade::{
    Code, Event, Means, Query, Relation, Report, SpeechAct, Statement, Timeline, Vocabulary,
    watch::{Watch, WatchedQuery},
};
use proptest::prelude::*;
use serde_json::Value;

use super::{
    model::actors,
    replay::{Replay, replays},
};
use crate::{
    oracle::engine::{to_query, to_view, try_build},
    properties::check_all,
    test_folder::TestFolder,
};

impl TestFolder {
    fn file(&self) -> PathBuf {
        self.0.join("journal")
    }
}

fn weekly() -> WatchedQuery {
    WatchedQuery::new("weekly", Query::escalation().max_gap(TimeDelta::days(7)))
}

fn journaled(directory: &TestFolder) -> Watch {
    let mut watch = Watch::new(Timeline::builder().build().unwrap(), [weekly()]).unwrap();
    watch.keep_journal(&directory.0).unwrap();
    watch
}

fn json(watch: &Watch) -> Value {
    serde_json::to_value(watch.timeline()).unwrap()
}

/// What a watch answers, and what later transactions depend on.
fn state(watch: &Watch) -> (Value, Value, Option<String>) {
    let numbers: Vec<_> =
        watch.timeline().events().map(|event| watch.id_of(event).index()).collect();
    let query = watch.queries()[0].name();
    let answers = serde_json::json!({ "figures": watch.figures(query), "numbers": numbers });
    (json(watch), answers, watch.complete_to().map(|time| time.to_rfc3339()))
}

/// How a watch is treated after each transaction.
#[derive(Clone, Copy, Debug)]
enum Then {
    GoOn,
    Reopen,
    CompactAndReopen,
}

fn then() -> impl Strategy<Value = Then> {
    prop_oneof![Just(Then::GoOn), Just(Then::Reopen), Just(Then::CompactAndReopen)]
}

#[test]
fn a_watch_opened_again_goes_on_as_if_it_had_not_been_closed() {
    let directory = TestFolder::new("journal-replay");
    let cases = (replays(), prop::collection::vec(then(), 12));
    check_all(cases, 400, |(replay, then): &(Replay, Vec<Then>)| {
        let _ = fs::remove_dir_all(&directory.0);
        let (mut watch, mut model) = replay.open();
        watch.keep_journal(&directory.0).unwrap();
        let steps = to_view(watch.timeline(), &replay.raw_query).steps().to_vec();
        let query = WatchedQuery::new("random", to_query(&replay.raw_query)).seen_through(steps);
        for (operations, then) in replay.transactions.iter().zip(then) {
            let before = model.clone();
            let actors = actors(&watch);
            let mut transaction = watch.transaction();
            for operation in operations {
                // Checks the ids that the transaction returns.
                model.apply(operation, &replay.given, &actors, &mut transaction);
            }
            if transaction.commit().is_err() {
                model = before;
            }
            let expected = state(&watch);
            match then {
                Then::GoOn => continue,
                Then::Reopen => (),
                Then::CompactAndReopen => watch.compact_journal().unwrap(),
            }
            drop(watch);
            let reopened = Watch::reopen(&directory.0, [query.clone()]);
            watch = reopened.map_err(|error| error.to_string())?.0;
            let actual = state(&watch);
            if actual != expected {
                return Err(format!("{then:?}\n{actual:?}\n{expected:?}"));
            }
            let anew = try_build(&model.drafts(&replay.given)).unwrap();
            if json(&watch) != serde_json::to_value(anew).unwrap() {
                return Err(format!("{}", json(&watch)));
            }
        }
        Ok(())
    });
}

/// A watch with all kinds of records, one transaction after the other. Returns the states after each.
fn recorded(directory: &TestFolder) -> Vec<(Value, Value, Option<String>)> {
    let mut watch = journaled(directory);
    let mut states = vec![state(&watch)];
    let text = fs::read_to_string("tests/data/everything.json").unwrap();
    let everything: Timeline = serde_json::from_str(&text).unwrap();
    let mut ids = Vec::new();
    for step in 0..6 {
        let mut transaction = watch.transaction();
        let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
        match step {
            0 => {
                let raid = Event::attack(a, "2024-04-01", Means::Drone).against(b);
                ids.push(transaction.upsert("raid", raid));
                let about = Statement::about(ids[0]);
                let claim = Event::statement(b, "2024-04-02", SpeechAct::Claim);
                ids.push(transaction.push(claim.with_statement(about)));
                transaction.add_link(ids[1], Relation::About, ids[0]);
            }
            1 => drop(transaction.retract("raid")),
            2 => {
                transaction.add_report(ids[1], Report::public_record().dated("2024-04-03"));
                transaction.complete_to("2024-04-10");
            }
            3 => drop(transaction.add_timeline(&everything)),
            4 => {
                transaction.upsert("raid", Event::attack(b, "2024-04-01", Means::Rocket));
                transaction.from_source("the fourth");
                transaction.cover("2024".."2025");
                transaction.count_unreadable(3);
            }
            _ => transaction.complete_to("2024-04-11"),
        }
        transaction.commit().unwrap();
        states.push(state(&watch));
    }
    states
}

fn reopened(directory: &TestFolder) -> Result<Watch, escalade::Error> {
    Watch::reopen(&directory.0, [weekly()]).map(|(watch, _)| watch)
}

#[test]
fn a_file_cut_at_any_length_opens_at_the_last_whole_transaction() {
    let directory = TestFolder::new("journal-cut");
    let states = recorded(&directory);
    let whole = fs::read(directory.file()).unwrap();
    let ends: Vec<usize> =
        (0..whole.len()).filter(|at| whole[*at] == b'\n').map(|at| at + 1).collect();
    assert_eq!(ends.len(), states.len());
    let mut last = None;
    for len in 0..=whole.len() {
        fs::write(directory.file(), &whole[..len]).unwrap();
        let transactions = ends.iter().filter(|end| **end <= len).count();
        let Some(nth) = transactions.checked_sub(1) else {
            let error = reopened(&directory).unwrap_err().to_string();
            assert!(error.contains("whole first line"), "{error}");
            continue;
        };
        // Opening is slow, and does not depend on what is cut off: every length near the ends of lines, and some others.
        let is_near = ends.iter().any(|end| end.abs_diff(len) < 12);
        if !is_near && len % 97 != 0 && last == Some(nth) {
            continue;
        }
        last = Some(nth);
        let (watch, found) = Watch::reopen(&directory.0, [weekly()]).unwrap();
        assert_eq!(state(&watch), states[nth], "cut at {len}");
        assert_eq!(found.transactions as usize, nth);
        let dropped = found.dropped.map(|dropped| {
            let kept = fs::read(dropped.kept_in).unwrap();
            assert_eq!(kept.len() as u64, dropped.bytes);
            (dropped.line as usize, kept)
        });
        let tail = whole[ends[nth]..len].to_vec();
        assert_eq!(dropped, (!tail.is_empty()).then_some((nth + 2, tail)));
        drop(watch);
        assert_eq!(fs::read(directory.file()).unwrap(), whole[..ends[nth]], "the rest is gone");
    }
}

#[test]
fn a_changed_byte_is_refused_with_its_line_or_drops_the_last() {
    let directory = TestFolder::new("journal-flip");
    let states = recorded(&directory);
    let whole = fs::read(directory.file()).unwrap();
    let lines = whole.iter().filter(|byte| **byte == b'\n').count();
    for at in (0..whole.len()).filter(|at| at % 13 == 0 || whole[*at] == b'\n') {
        let mut damaged = whole.clone();
        damaged[at] ^= 1 << (at % 8);
        fs::write(directory.file(), &damaged).unwrap();
        let line = 1 + whole[..at].iter().filter(|byte| **byte == b'\n').count();
        match Watch::reopen(&directory.0, [weekly()]) {
            Err(error) => {
                assert!(line < lines, "{error}");
                let place = error.issues()[0].location();
                // Without its end, a line goes on with the next.
                assert_eq!(place.line(), Some(line as u64), "{error}");
            }
            Ok((watch, found)) => {
                let dropped = found.dropped.unwrap();
                let is_end_of_the_last_but_one = line == lines - 1 && whole[at] == b'\n';
                assert!(line == lines || is_end_of_the_last_but_one, "line {line}");
                assert_eq!(dropped.line, line as u64);
                assert_eq!(state(&watch), states[line - 2]);
            }
        }
    }
    // A line that is missing, or there twice.
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    for damaged in [[&lines[..2], &lines[3..]].concat(), [&lines[..3], &lines[2..]].concat()] {
        fs::write(directory.file(), damaged.concat()).unwrap();
        let error = reopened(&directory).unwrap_err();
        assert!(error.to_string().contains("since none is missing"), "{error}");
    }
}

#[test]
fn rewriting_keeps_all_and_shortens_the_file() {
    let directory = TestFolder::new("journal-compact");
    let states = recorded(&directory);
    let mut watch = reopened(&directory).unwrap();
    let mut transaction = watch.transaction();
    let a = transaction.actor("A");
    let mut ids = Vec::new();
    for nth in 0..50 {
        ids.push(transaction.push(Event::attack(a, "2024-05-01", Means::Drone)));
        if nth % 2 == 0 {
            transaction.retract_event(ids[nth]);
        }
    }
    transaction.commit().unwrap();
    let (before, long) = (state(&watch), fs::metadata(directory.file()).unwrap().len());
    assert_ne!(before, *states.last().unwrap());
    watch.compact_journal().unwrap();
    let short = fs::metadata(directory.file()).unwrap().len();
    assert!(short < long, "{short} {long}");
    assert!(!watch.is_journal_long());
    // The journal goes on after that.
    let mut transaction = watch.transaction();
    assert!(transaction.retract_event(ids[1]));
    transaction.commit().unwrap();
    let after = state(&watch);
    drop(watch);
    let (watch, found) = Watch::reopen(&directory.0, [weekly()]).unwrap();
    assert_eq!((state(&watch), found.transactions), (after, 1));
    assert!(watch.has_source("the fourth") && !watch.has_source("the fifth"));
}

#[test]
fn a_second_writer_and_a_second_journal_are_refused() {
    let directory = TestFolder::new("journal-lock");
    let watch = journaled(&directory);
    let error = reopened(&directory).unwrap_err().to_string();
    assert!(error.contains("one writer at a time"), "{error}");
    let mut other = Watch::new(Timeline::builder().build().unwrap(), [weekly()]).unwrap();
    assert!(other.keep_journal(&directory.0).is_err());
    drop(watch);
    let error = other.keep_journal(&directory.0).unwrap_err().to_string();
    assert!(error.contains("a directory without a journal"), "{error}");
    assert!(reopened(&directory).is_ok());
    assert!(Watch::reopen(directory.0.join("elsewhere"), [weekly()]).is_err());
}

#[test]
fn a_transaction_that_is_refused_leaves_no_line() {
    let directory = TestFolder::new("journal-refused");
    let mut watch = journaled(&directory);
    let before = fs::read(directory.file()).unwrap();
    assert!(before[9..].starts_with(br#"{"escalade_journal":1,"#));
    let mut transaction = watch.transaction();
    let a = transaction.actor("A");
    transaction.push(Event::attack(a, "no date", Means::Drone));
    assert!(transaction.commit().is_err());
    drop(watch.transaction());
    assert_eq!(fs::read(directory.file()).unwrap(), before);
    // Nor does one that changes nothing.
    watch.transaction().commit().unwrap();
    assert_eq!(fs::read(directory.file()).unwrap(), before);
}

/// After the greatest number, the next event would get that of the first.
#[test]
fn numbers_of_events_do_not_start_again() {
    let directory = TestFolder::new("journal-numbers");
    for (last, checksum) in [(u32::MAX, "07161cc8"), (u32::MAX - 1, "3a763578")] {
        let records = format!(r#"[{{"withdrawn":{{"record":{last}}}}}]"#);
        let line =
            format!(r#"{{"escalade_journal":1,"line":0,"before":true,"records":{records}}}"#);
        fs::write(directory.file(), format!("{checksum} {line}\n")).unwrap();
        let mut watch = match reopened(&directory) {
            Ok(watch) => watch,
            Err(error) => {
                assert_eq!(last, u32::MAX, "{error}");
                assert!(error.to_string().contains("a number below 4294967295"), "{error}");
                continue;
            }
        };
        assert_eq!(last, u32::MAX - 1);
        let mut transaction = watch.transaction();
        let a = transaction.actor("A");
        transaction.push(Event::attack(a, "2024-04-01", Means::Drone));
        let error = transaction.commit().unwrap_err();
        assert_eq!(error.issues()[0].location().to_string(), "events", "{error}");
        assert!(watch.timeline().is_empty());
    }
}

/// The number of a record costs neither memory nor lines.
#[test]
fn a_journal_of_few_events_may_have_great_numbers() {
    let directory = TestFolder::new("journal-great-numbers");
    let mut watch = journaled(&directory);
    let coded = |code| Code::new(Vocabulary::Cameo, code);
    let mut transaction = watch.transaction();
    let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
    transaction.push(Event::coded(a, b, "2024-04-01", coded("112")));
    transaction.commit().unwrap();
    drop(watch);
    let text = fs::read_to_string(directory.file()).unwrap();
    let mut lines = String::new();
    for line in text.lines() {
        let json = line[9..].replace("\"record\":0", "\"record\":4000000000");
        lines += &format!("{:08x} {json}\n", crc32fast::hash(json.as_bytes()));
    }
    assert_ne!(lines, text);
    fs::write(directory.file(), lines).unwrap();
    let (mut watch, _) = Watch::reopen(&directory.0, [weekly()]).unwrap();
    for (day, code) in [("2024-04-02", "138"), ("2024-04-03", "190")] {
        let mut transaction = watch.transaction();
        let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
        transaction.push(Event::coded(b, a, day, coded(code)));
        transaction.commit().unwrap();
    }
    assert_eq!(watch.figures("weekly").unwrap().summary().hops(), 2);
    watch.compact_journal().unwrap();
    assert!(fs::metadata(directory.file()).unwrap().len() < 2_000);
    let expected = state(&watch);
    drop(watch);
    let (watch, _) = Watch::reopen(&directory.0, [weekly()]).unwrap();
    assert_eq!(state(&watch), expected);
}
