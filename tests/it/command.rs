//! The command as a process.

mod cut_off;
mod watch;

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    process::{Command, Stdio},
};

/// An interrupt ends a listing of more chains than can be listed: with a sentence and the exit code of shells, and
/// every line that was printed is whole.
#[test]
fn an_interrupt_ends_a_listing() {
    let path = std::env::temp_dir().join(format!("escalade-{}-interrupt.tsv", std::process::id()));
    let mut rows = String::new();
    for day in 0..100 {
        let (source, target) = if day % 2 == 0 { ("ISR", "LBN") } else { ("LBN", "ISR") };
        rows.push_str(&format!(
            "2006-{:02}-{:02}\t{source}\t{target}\t190\n",
            1 + day / 28,
            1 + day % 28
        ));
    }
    fs::write(&path, rows).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_escalade"))
        .arg(&path)
        .args(["--trend", "any", "--gap", "400", "--answer", "iter", "--output", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    let mut problem = String::new();
    child.stderr.take().unwrap().read_to_string(&mut problem).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{problem}");
    assert!(problem.contains("interrupted"), "{problem}");
    assert!(rest.ends_with("]\n"), "the last line is whole");
    fs::remove_file(path).unwrap();
}

const ROWS: &str = "2006-07-12\tLBN\tISR\t190\n2006-07-13\tISR\tLBN\t195\n";

/// Runs the command with some arguments, and returns its exit code and what it printed to standard error.
fn outcome(arguments: &[&str], out: Stdio) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_escalade"));
    let done = command.args(arguments).stdin(Stdio::null()).stdout(out).output().unwrap();
    (done.status.code(), String::from_utf8(done.stderr).unwrap())
}

/// A full disk, a folder, a file that is missing: a sentence with the file and exit code 1, without a panic.
#[test]
fn what_cannot_be_read_or_written_is_a_sentence() {
    let path = std::env::temp_dir().join(format!("escalade-{}-cut-off.tsv", std::process::id()));
    fs::write(&path, ROWS).unwrap();
    let file = path.to_str().unwrap();
    if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        for form in [&["--output", "json"][..], &["--output", "svg"], &["--answer", "iter"], &[]] {
            let arguments = [&[file, "--gap", "7"], form].concat();
            let (code, problem) = outcome(&arguments, full.try_clone().unwrap().into());
            assert_eq!(code, Some(1), "{arguments:?}: {problem}");
            let is_sentence = problem.lines().any(|line| line.contains("No space left"));
            assert!(is_sentence && !problem.contains("panicked"), "{problem}");
        }
    }
    let folder = path.parent().unwrap().to_str().unwrap();
    let missing = format!("{file}.missing");
    for unread in [folder, &missing] {
        let (code, problem) = outcome(&[unread, "--gap", "7"], Stdio::null());
        assert_eq!(code, Some(1), "{problem}");
        assert!(problem.contains(unread) && !problem.contains("panicked"), "{problem}");
    }
    fs::remove_file(path).unwrap();
}

/// A named pipe is read to its end, and a reader that stops early ends the command without a sentence.
#[test]
fn pipes_are_read_to_the_end_and_may_be_closed() {
    let path = std::env::temp_dir().join(format!("escalade-{}-fifo", std::process::id()));
    let fifo = path.to_str().unwrap().to_owned();
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let writer = std::thread::spawn({
        let path = path.clone();
        move || fs::write(path, ROWS).unwrap()
    });
    let arguments = [&*fifo, "--gap", "7", "--answer", "by-dyad", "--output", "csv"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_escalade"));
    let done = command.args(arguments).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    writer.join().unwrap();
    let table = String::from_utf8(done.stdout).unwrap();
    assert!(table.lines().nth(1).unwrap().starts_with("ISR,LBN,"), "{table}");
    fs::remove_file(&path).unwrap();

    // Many chains, of which only the first is read.
    let mut rows = String::new();
    for day in 1..=28 {
        rows.push_str(&format!(
            "2006-07-{day:02}\tLBN\tISR\t190\n2006-07-{day:02}\tISR\tLBN\t195\n"
        ));
    }
    fs::write(&path, rows).unwrap();
    for form in ["jsonl", "text", "csv"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_escalade"))
            .args([&*fifo, "--gap", "28", "--trend", "any", "--answer", "iter", "--output", form])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let mut problem = String::new();
        child.stderr.take().unwrap().read_to_string(&mut problem).unwrap();
        assert!(child.wait().unwrap().success(), "{form}: {problem}");
        assert!(!problem.contains("panicked") && !problem.contains("Broken pipe"), "{problem}");
    }
    fs::remove_file(path).unwrap();
}
