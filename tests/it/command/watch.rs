//! `escalade watch` as a process.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdout, Command, Output, Stdio},
};

use serde_json::Value;

use crate::test_folder::TestFolder;

const QUERY: &str = "examples/data/april-2024-query.json";
const RULES: &str = "examples/data/april-2024-rules.json";

impl TestFolder {
    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// Writes a file elsewhere and renames it into the folder.
    fn drop_file(&self, name: &str, text: &str) {
        let beside = self.0.join(format!("{name}.tmp"));
        fs::write(&beside, text).unwrap();
        fs::rename(&beside, self.0.join(name)).unwrap();
    }
}

fn watch(options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_escalade"));
    command.arg("watch").args(options);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs the command on lines of the standard input.
fn fed(options: &[&str], lines: &str) -> Output {
    let mut child = watch(options).spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn texts(output: &Output) -> [&str; 2] {
    [&output.stdout, &output.stderr].map(|text| std::str::from_utf8(text).unwrap())
}

fn next_line(out: &mut BufReader<ChildStdout>) -> Value {
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    serde_json::from_str(&line).unwrap()
}

/// Ends a command as a service manager does, and returns its standard error.
fn terminate(mut child: Child) -> String {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let mut problem = String::new();
    child.stderr.take().unwrap().read_to_string(&mut problem).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{problem}");
    problem
}

#[test]
fn a_replay_of_lines_prints_the_alerts() {
    let feed = fs::read_to_string("examples/data/april-2024-feed.jsonl").unwrap();
    let golden = fs::read_to_string("examples/data/april-2024-alerts.txt").unwrap();
    let output = fed(&["--query", QUERY, "--alerts", RULES], &feed);
    assert_eq!(texts(&output), [&golden, ""]);
    assert!(output.status.success());
    let output = fed(&["--query", QUERY, "--alerts", RULES, "--output", "jsonl"], &feed);
    let lines: Vec<Value> =
        texts(&output)[0].lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), golden.lines().count());
    assert!(lines.iter().all(|line| line["rule"].is_string() && line["known_when"].is_string()));
}

#[test]
fn records_that_are_refused_leave_the_others() {
    let lines = r#"
{"known_when": "2024-04-02T00:00:00Z"}
{"actor": {"key": "A"}}
{"actor": {"key": "B"}}
{"event": {"key": "raid", "when": "2024-04-01", "attack": "drone", "source": "A", "target": "B", "levels": {"kahn": 8}}}
{"event": {"key": "reply", "when": "2024-04-02", "attack": "drone", "source": "B", "target": "A", "levels": {"kahn": 12}}}
{"link": {"from": "raid", "relation": "responds-to", "to": "reply"}}
{"event": {"key": "nobody", "when": "2024-04-02", "attack": "drone", "source": "C"}}
{"even": {}}
not a record
"#;
    let output = fed(&["--query", QUERY, "--alerts", RULES, "--summary-every", "0"], lines);
    let [out, problems] = texts(&output);
    assert!(out.contains("raised #0 over 10 on climb: reply by B against A"), "{out}");
    assert!(out.contains("2 unreadable"), "{out}");
    for refused in [
        "line 7: refused: ",
        "line 8: refused: ",
        "line 9: refused: ",
        "an antecedent that comes first",
        "write `event`",
        "lines from 10: refused: ",
    ] {
        assert!(problems.contains(refused), "{refused}\n{problems}");
    }
    assert!(output.status.success());
}

#[test]
fn rows_of_a_table_keep_its_header_and_revise_events_by_their_ids() {
    let columns = r#"{"date": "day", "source": "by", "target": "on", "code": "what", "id": "id"}"#;
    let folder = TestFolder::new("watch-table");
    let columns = folder.write("columns.json", columns);
    let query =
        folder.write("weekly.json", r#"{"scale": "flat", "max_gap": 604800, "trend": "any"}"#);
    let rules = r#"[{"name": "chains", "query": "weekly", "when": {"reaches": 2}}]"#;
    let rules = folder.write("rules.json", rules);
    let lines = r#"{"known_when": "2024-04-02T00:00:00Z"}
id,day,by,on,what
1,2024-04-01,ISR,IRN,190
2,2024-04-20,IRN,ISR,195
{"known_when": "2024-04-03T00:00:00Z"}
2,2024-04-02,IRN,ISR,195
{"withdraw": "1"}
{"known_when": "2024-04-04T00:00:00Z"}
1,2024-04-01,ISR,IRN,190
"#;
    let options = ["--query", &query, "--alerts", &rules, "--columns", &columns];
    let output = fed(&options, lines);
    let [out, problems] = texts(&output);
    assert_eq!(
        out,
        "2024-04-04T00:00:00Z raised #0 chains on weekly: 2 by name:IRN against name:ISR, \
         2024-04-02T00:00:00Z; chain 1 > 2, rise 0\n",
        "{problems}"
    );
}

#[test]
fn files_dropped_into_a_folder_are_taken_whole_and_a_request_to_terminate_ends_it() {
    let folder = TestFolder::new("watch-folder");
    let rows = |level: u32| {
        format!(
            "{}\n{}\n{}\n",
            r#"{"actor": {"key": "IRN"}}"#,
            r#"{"actor": {"key": "ISR"}}"#,
            format_args!(
                r#"{{"event": {{"key": "reply", "when": "2024-04-02", "attack": "drone", "source": "IRN", "target": "ISR", "levels": {{"kahn": {level}}}}}}}"#
            )
        )
    };
    let known = r#"{"escalade": 1, "actors": [{"key": "IRN"}, {"key": "ISR"}], "events":
        [{"key": "raid", "when": "2024-04-01", "attack": "drone", "source": "ISR", "target": "IRN", "levels": {"kahn": 8}}]}"#;
    let known = {
        let path = folder.0.with_extension("known.json");
        fs::write(&path, known).unwrap();
        path
    };
    let path = folder.0.display().to_string();
    let options = ["--query", QUERY, "--alerts", RULES, "--output", "jsonl", "--poll", "0.05"];
    let mut child = watch(&options).arg(&known).arg(&path).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    folder.write("broken.jsonl", "{\"event\": \n");
    folder.write("late.jsonl.part", &rows(14));
    folder.drop_file("first.jsonl", &rows(9));
    folder.drop_file("second.jsonl", &rows(12));
    let alert = next_line(&mut out);
    assert_eq!((&alert["rule"], &alert["state"]), (&"over 10".into(), &"raised".into()));
    assert_eq!(alert["chain"], serde_json::json!(["raid", "reply"]));
    // The same file in another edition.
    folder.drop_file("second.jsonl", &rows(9));
    assert_eq!(next_line(&mut out)["state"], "withdrawn");
    let problem = terminate(child);
    assert!(problem.contains("stopped"), "{problem}");
    assert!(problem.contains("broken.jsonl"), "{problem}");
    assert!(!problem.contains(".part"), "{problem}");
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
    fs::remove_file(known).unwrap();
}

fn event(key: &str, by: &str, on: &str, day: u32, level: u32) -> String {
    let key = match key {
        "" => String::new(),
        key => format!("\"key\": \"{key}\", "),
    };
    format!(
        "{{\"event\": {{{key}\"when\": \"2024-04-{day:02}\", \"attack\": \"drone\", \"source\": \"{by}\", \
         \"target\": \"{on}\", \"levels\": {{\"kahn\": {level}}}}}}}\n"
    )
}

const ACTORS: &str = "{\"actor\": {\"key\": \"A\"}}\n{\"actor\": {\"key\": \"B\"}}\n";

/// Files that withdraw and revise events give the alerts and the summary of the same lines on the standard input.
#[test]
fn a_file_that_withdraws_events_is_taken_in_the_order_of_its_records() {
    let folder = TestFolder::new("watch-feed-files");
    let first = [
        ACTORS,
        &event("raid", "A", "B", 1, 8),
        "{\"known_when\": \"2024-04-02T00:00:00Z\"}\n",
        &event("reply", "B", "A", 2, 12),
        "{\"known_when\": \"2024-04-03T00:00:00Z\"}\n",
        "{\"withdraw\": \"raid\"}\n",
    ]
    .concat();
    // Withdrawn in another file, recorded anew, withdrawn and recorded again in one file: the last counts.
    let second = [
        "{\"known_when\": \"2024-04-04T00:00:00Z\"}\n",
        "{\"complete_to\": \"2024-04-03\"}\n",
        &event("raid", "A", "B", 1, 8),
        "{\"withdraw\": \"raid\"}\n",
        &event("raid", "A", "B", 1, 9),
        "{\"link\": {\"from\": \"reply\", \"relation\": \"retaliates-for\", \"to\": \"raid\"}}\n",
    ]
    .concat();
    let options =
        ["--query", QUERY, "--alerts", RULES, "--summary-every", "0", "--output", "jsonl"];
    let by_lines = fed(&options, &[&*first, &*second].concat());
    let dropped = folder.0.join("dropped");
    fs::create_dir(&dropped).unwrap();
    fs::write(dropped.join("1.jsonl"), &first).unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(second.as_bytes()).unwrap();
    fs::write(dropped.join("2.jsonl.gz"), packed.finish().unwrap()).unwrap();
    let dropped = dropped.display().to_string();
    let once = [&options[..], &["--once", "--poll", "0", &dropped]].concat();
    let by_files = fed(&once, "");
    let lines = |output: &Output| -> Vec<Value> {
        let mut lines = Vec::new();
        for line in texts(output)[0].lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            // The first records do not say when they became known.
            if line["known_when"].as_str().unwrap() < "2025" {
                lines.push(line);
            }
        }
        lines
    };
    let expected = lines(&by_lines);
    assert_eq!(expected, lines(&by_files), "{}", texts(&by_files)[1]);
    let states: Vec<&str> = expected.iter().filter_map(|line| line["state"].as_str()).collect();
    assert_eq!(states, ["raised", "withdrawn", "raised"]);
    assert_eq!(expected.last().unwrap()["complete_to"], "2024-04-03T00:00:00Z");
    // As what is known already they raise no alert, and what is recorded later does.
    let files = ["1.jsonl", "2.jsonl.gz"].map(|name| format!("{dropped}/{name}"));
    let known = [&options[..4], &[&files[0], &files[1]]].concat();
    let later =
        [event("third", "A", "B", 3, 20), "{\"withdraw\": \"third\"}\n".to_owned()].concat();
    let output = fed(&known, &later);
    assert_eq!(texts(&output)[0], "", "{}", texts(&output)[1]);
    let output =
        fed(&known, "{\"known_when\": \"2024-04-05T00:00:00Z\"}\n{\"withdraw\": \"raid\"}\n");
    assert!(output.status.success(), "{}", texts(&output)[1]);
}

#[test]
fn lines_of_files_that_are_refused_are_named_with_their_file() {
    let folder = TestFolder::new("watch-feed-refused");
    let first = [
        ACTORS,
        &event("raid", "A", "B", 1, 8),
        "{\"withdraw\": \"nothing\"}\n",
        "{\"withdraw\": 0}\n",
        "{\"link\": {\"from\": \"raid\", \"relation\": \"responds-to\", \"to\": 0}}\n",
        "{\"complete_to\": \"2024-04-31\"}\n",
        "{\"even\": {}}\n",
        &event("reply", "B", "A", 2, 12),
    ]
    .concat();
    folder.write("1.jsonl", &first);
    let wrong = [
        "{\"complete_to\": \"2024-04-01\"}\n",
        &event("late", "A", "B", 3, 20),
        "{\"link\": {\"from\": \"raid\", \"relation\": \"responds-to\", \"to\": \"late\"}}\n",
        &event("later", "B", "A", 4, 30),
    ]
    .concat();
    folder.write("2.jsonl", &wrong);
    let path = folder.0.display().to_string();
    let options =
        ["--query", QUERY, "--alerts", RULES, "--summary-every", "0", "--once", "--poll", "0"];
    let output = fed(&[&options[..], &[&path]].concat(), "");
    let [out, problems] = texts(&output);
    for (file, line, what) in [
        ("1.jsonl", 4, "nothing"),
        ("1.jsonl", 5, "withdraw: a number"),
        ("1.jsonl", 6, "to: a number"),
        ("1.jsonl", 7, "2024-04-31"),
        ("1.jsonl", 8, "write `event`"),
        ("2.jsonl", 3, "an antecedent that comes first"),
    ] {
        let place = format!("{path}/{file}: line {line}: refused: ");
        let said = problems.lines().any(|said| said.contains(&place));
        assert!(said && problems.contains(what), "{place}{what}\n{problems}");
    }
    assert!(out.contains("raised #0 over 10 on climb: reply by B against A"), "{out}");
    assert!(out.contains("5 unreadable"), "{out}");
    assert!(
        !out.contains("late"),
        "a file that contradicts what is recorded is refused as a whole: {out}"
    );
    assert!(output.status.success());
}

/// A file that is written in parts is taken once, when it is whole, however often the folder is looked at. One that
/// still grows at the end is named.
#[test]
fn a_file_that_is_being_written_is_not_taken() {
    let folder = TestFolder::new("watch-half");
    let dropped = folder.0.join("dropped");
    fs::create_dir(&dropped).unwrap();
    let path = dropped.display().to_string();
    let rules = r#"[{"name": "chains", "query": "climb", "when": {"reaches": 2}}]"#;
    let rules = folder.write("rules.json", rules);
    let options = ["--query", QUERY, "--alerts", &rules, "--output", "jsonl", "--poll", "0", &path];
    let mut child = watch(&options).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut file = fs::File::create(dropped.join("grows.jsonl")).unwrap();
    file.write_all(ACTORS.as_bytes()).unwrap();
    // Events without keys, so that a part that is taken twice is counted twice.
    let mut all = ACTORS.to_owned();
    for day in 1..=8 {
        let (by, on) = if day % 2 == 0 { ("A", "B") } else { ("B", "A") };
        let line = event("", by, on, day, day);
        file.write_all(line.as_bytes()).unwrap();
        all.push_str(&line);
        std::thread::sleep(std::time::Duration::from_millis(300));
    }
    drop(file);
    let without_time = |mut alert: Value| {
        let time = alert.as_object_mut().unwrap().remove("known_when").unwrap();
        (alert, time)
    };
    let by_lines = fed(&options[..6], &all);
    let mut expected = Vec::new();
    for line in texts(&by_lines)[0].lines() {
        expected.push(without_time(serde_json::from_str(line).unwrap()).0);
    }
    assert!(expected.len() >= 3, "{expected:?}");
    let mut times = Vec::new();
    for alert in &expected {
        let (got, time) = without_time(next_line(&mut out));
        assert_eq!(got, *alert);
        times.push(time);
    }
    times.dedup();
    assert_eq!(times.len(), 1, "one transaction");
    fs::write(dropped.join("half.jsonl"), ACTORS).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    let problem = terminate(child);
    assert_eq!(problem.matches("half.jsonl: not taken").count(), 1, "{problem}");
    assert!(!problem.contains("grows.jsonl: not taken"), "{problem}");
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}

#[test]
fn an_actor_of_whom_nothing_is_known_is_waited_for_and_said() {
    let folder = TestFolder::new("watch-actors");
    let query = r#"{"name": "theirs", "view": [{"of": {"actors": ["IRM"]}}], "query": {"scale": "kahn", "max_gap": 1209600}}"#;
    let query = folder.write("query.json", query);
    let rules = r#"[{"name": "rule", "query": "theirs", "when": {"ends-with": ["NOBODY"]}}]"#;
    let rules = folder.write("rules.json", rules);
    let file = folder.write("known.jsonl", "{\"actor\": {\"key\": \"IRN\"}}\n");
    let output = fed(&["--query", &query, "--alerts", &rules, &file], "");
    let [_, problems] = texts(&output);
    assert!(output.status.success(), "{problems}");
    for said in ["«IRM»", "write `IRN` if that is meant", "«NOBODY»", "the rule rule"] {
        assert!(problems.contains(said), "{said}\n{problems}");
    }
    // All else is refused at once, with its place.
    let broken = folder.write("broken.json", r#"{"scale": "kahn"}"#);
    let output = fed(&["--query", &broken], "");
    assert!(!output.status.success());
    assert!(texts(&output)[1].contains("max_gap"), "{}", texts(&output)[1]);
}

/// The number of times that the command is killed.
fn kills() -> u64 {
    crate::random_cases::cases(40).into()
}

/// Records one event a line, each a transaction of its own, and is killed at a random moment, again and again.
#[test]
fn a_command_that_is_killed_again_and_again_loses_nothing() {
    let folder = TestFolder::new("watch-kill");
    let rules = r#"[{"name": "chains", "query": "climb", "when": {"reaches": 2}}]"#;
    let rules = folder.write("rules.json", rules);
    let journal = folder.0.join("journal");
    let options = [
        "--query",
        QUERY,
        "--alerts",
        &rules,
        "--output",
        "jsonl",
        "--journal",
        journal.to_str().unwrap(),
    ];
    let lines = |from: usize| {
        let mut lines = String::new();
        for nth in from..from + 60 {
            let (by, on) = if nth % 2 == 0 { ("A", "B") } else { ("B", "A") };
            let (day, level) = (1 + nth % 28, 1 + nth % 40);
            lines.push_str(&format!(
                "{{\"known_when\": \"2024-05-01T00:00:00Z\"}}\n{{\"actor\": {{\"key\": \"{by}\"}}}}\n\
                 {{\"actor\": {{\"key\": \"{on}\"}}}}\n{{\"event\": {{\"key\": \"{nth}\", \"when\": \"2024-04-{day:02}\", \
                 \"attack\": \"drone\", \"source\": \"{by}\", \"target\": \"{on}\", \"levels\": {{\"kahn\": {level}}}}}}}\n"
            ));
        }
        lines
    };
    let query = fs::read_to_string(QUERY).unwrap();
    let (mut next, mut numbers, mut dropped) = (0, std::collections::BTreeSet::new(), 0);
    let mut random = 2024_u64;
    for round in 0..=kills() {
        let mut child = watch(&options).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut out = child.stdout.take().unwrap();
        let text = lines(next);
        // The pipe breaks when the command is killed.
        let writer = std::thread::spawn(move || drop(input.write_all(text.as_bytes())));
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            let _ = out.read_to_string(&mut text);
            text
        });
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        if round < kills() {
            std::thread::sleep(std::time::Duration::from_millis(random >> 57));
            child.kill().unwrap();
            child.wait().unwrap();
        } else {
            assert!(child.wait().unwrap().success());
        }
        writer.join().unwrap();
        for line in reader.join().unwrap().split_inclusive('\n').filter(|line| line.ends_with('\n'))
        {
            let alert: Value = serde_json::from_str(line).unwrap();
            numbers.insert(alert["number"].as_u64().unwrap());
        }
        if !escalade::watch::Watch::has_journal(&journal) {
            continue;
        }
        let query = serde_json::from_str::<escalade::watch::WatchedQuery>(&query).unwrap();
        let (watch, found) = escalade::watch::Watch::reopen(&journal, [query]).unwrap();
        dropped += usize::from(found.dropped.is_some());
        // Whole transactions, from the first to the last.
        let keys: Vec<usize> = (0..watch.timeline().len())
            .filter(|nth| watch.timeline().event_by_key(&nth.to_string()).is_some())
            .collect();
        assert_eq!(keys, (0..watch.timeline().len()).collect::<Vec<_>>());
        assert!(keys.len() >= next, "{} {next}", keys.len());
        next = keys.len();
    }
    assert!(next >= 60, "{next}");
    // Each alert was printed, though the command may have been killed before it printed it.
    let expected: std::collections::BTreeSet<u64> = (0..numbers.len() as u64).collect();
    assert_eq!(numbers, expected, "{dropped} parts of lines were dropped");
}

#[test]
fn a_journal_goes_on_where_the_command_ended_and_takes_no_file_twice() {
    let folder = TestFolder::new("watch-journal");
    let row = |by: &str, on: &str, day: u32, level: u32| {
        format!(
            "{{\"actor\": {{\"key\": \"{by}\"}}}}\n{{\"actor\": {{\"key\": \"{on}\"}}}}\n{{\"event\": {{\"when\": \"2024-04-{day:02}\", \
             \"attack\": \"drone\", \"source\": \"{by}\", \"target\": \"{on}\", \"levels\": {{\"kahn\": {level}}}}}}}\n"
        )
    };
    let first = folder.write("first.jsonl", &row("A", "B", 1, 8));
    let second = folder.write("second.jsonl", &row("B", "A", 2, 12));
    let journal = folder.0.join("journal").display().to_string();
    let options = ["--query", QUERY, "--alerts", RULES, "--journal", &journal, "--output", "jsonl"];
    let both = [&options[..], &[&first, &second]].concat();
    let output = fed(&both[..both.len() - 1], "");
    assert_eq!(texts(&output)[0], "");
    // Events without ids are recorded once, and the new file raises an alert.
    let output = fed(&both, "");
    let [out, problems] = texts(&output);
    let alert: Value = serde_json::from_str(out).unwrap();
    assert_eq!((&alert["number"], &alert["state"]), (&0.into(), &"raised".into()));
    assert!(problems.contains("1 events from the journal"), "{problems}");
    // Withdrawn later, by the number of the event.
    let output = fed(&both, "{\"withdraw\": 0}\n");
    let [out, problems] = texts(&output);
    let alert: Value = serde_json::from_str(out).unwrap();
    assert_eq!((&alert["number"], &alert["state"]), (&0.into(), &"withdrawn".into()), "{problems}");
    assert!(problems.contains("2 events from the journal"), "{problems}");
}
