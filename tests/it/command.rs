//! The command as a process.

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
