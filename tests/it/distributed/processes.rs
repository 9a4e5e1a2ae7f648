//! The command `count` as several processes on this machine.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::free_hosts;

/// A folder of this test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("escalade-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Rows of KEDS in several files, between five actors in one year.
fn files(folder: &Folder, count: usize) -> Vec<PathBuf> {
    let actors = ["ISR", "LBN", "SYR", "IRN", "USA"];
    let codes = ["112", "130", "138", "172", "190", "195"];
    let mut random = 7_u64;
    let mut next = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (random >> 33) as usize % below
    };
    let mut written = Vec::new();
    for file in 0..count {
        let mut rows = String::new();
        for _ in 0..400 {
            let (month, day) = (1 + next(12), 1 + next(28));
            let (source, target) = (actors[next(5)], actors[next(5)]);
            let code = codes[next(6)];
            rows.push_str(&format!("2006-{month:02}-{day:02}\t{source}\t{target}\t{code}\n"));
        }
        written.push(folder.write(&format!("{file}.tsv"), &rows));
    }
    written
}

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_escalade"));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Starts the processes of a cluster.
fn started(files: &[PathBuf], hosts: &Path, processes: usize, arguments: &[&str]) -> Vec<Child> {
    let start = |process: usize| {
        let mut command = command();
        command.arg("count").args(files).arg("--hosts").arg(hosts);
        let numbers = [processes.to_string(), process.to_string()];
        command.args(["--processes", &numbers[0], "--process", &numbers[1]]);
        command.args(arguments).spawn().unwrap()
    };
    (0..processes).map(start).collect()
}

/// Waits for a process, which must end.
fn ended(mut child: Child) -> Output {
    let deadline = Instant::now() + Duration::from_secs(60);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > deadline {
            child.kill().unwrap();
            panic!("the process does not end");
        }
        thread::sleep(Duration::from_millis(20));
    }
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    child.stdout.take().unwrap().read_to_end(&mut stdout).unwrap();
    child.stderr.take().unwrap().read_to_end(&mut stderr).unwrap();
    Output { status: child.wait().unwrap(), stdout, stderr }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn process_0_prints_what_one_process_prints() {
    let folder = Folder::new("processes");
    let files = files(&folder, 5);
    let questions: [&[&str]; 8] = [
        &["--hop", "relay", "--output", "json"],
        &["--hop", "retaliation", "--hop", "persistence"],
        &["--hop", "counter", "--hop", "relay", "--answer", "by-dyad", "--output", "json"],
        &["--hop", "joining", "--answer", "count-by-len"],
        &["--hop", "relay", "--within", "60", "--answer", "top=5", "--output", "json"],
        &["--hop", "third-party", "--trend", "any", "--max-len", "4", "--gap", "5"],
        &["--answer", "top=3", "--rank", "greatest-rise", "--output", "jsonl"],
        &["--hop", "widening", "--from", "2006-03", "--kind", "attack", "--output", "jsonl"],
    ];
    for (question, processes) in questions.iter().zip([2, 4, 2, 2, 2, 2, 4, 2]) {
        let one = command().args(&files).args(*question).output().unwrap();
        assert!(one.status.success(), "{}", stderr(&one));
        let hosts = folder.write("hosts.txt", &free_hosts(processes).join("\n"));
        let children = started(&files, &hosts, processes, question);
        let outputs: Vec<Output> = children.into_iter().map(ended).collect();
        for output in &outputs {
            assert!(output.status.success(), "{question:?}: {}", stderr(output));
        }
        let printed = String::from_utf8_lossy(&outputs[0].stdout);
        assert_eq!(printed, String::from_utf8_lossy(&one.stdout), "{question:?}");
        assert!(outputs[1..].iter().all(|output| output.stdout.is_empty()));
    }
}

/// A process reads a pipe to which nobody writes, and is killed. The others end with a sentence.
#[test]
fn a_process_that_dies_ends_the_others() {
    let folder = Folder::new("killed");
    for (killed, workers) in [(1, "1"), (0, "1"), (2, "2")] {
        let mut files = files(&folder, 6);
        let pipe = folder.0.join(format!("pipe-{killed}"));
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        // The file of the first worker of that process.
        let nth = killed * workers.parse::<usize>().unwrap();
        files[nth % 6] = pipe;
        let hosts = folder.write("hosts.txt", &free_hosts(3).join("\n"));
        let arguments = ["--scale", "goldstein", "--hop", "relay", "--workers", workers];
        let mut children = started(&files, &hosts, 3, &arguments);
        // Long enough for them to be connected, and to wait for the one that reads.
        thread::sleep(Duration::from_millis(1_500));
        for child in &mut children {
            assert!(child.try_wait().unwrap().is_none(), "none ends by itself");
        }
        let mut dead = children.remove(killed);
        dead.kill().unwrap();
        dead.wait().unwrap();
        for child in children {
            let output = ended(child);
            assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
            assert!(output.stdout.is_empty());
            let sentence = stderr(&output);
            assert!(sentence.starts_with("escalade: process "), "{sentence}");
            assert!(!sentence.contains("panicked"), "{sentence}");
        }
    }
}

/// Starts one process of a cluster of two.
fn one_of_two(files: &[PathBuf], hosts: &Path, process: &str, arguments: &[&str]) -> Child {
    let mut command = command();
    command.arg("count").args(files).arg("--hosts").arg(hosts);
    command.args(["--processes", "2", "--process", process]).args(arguments).spawn().unwrap()
}

#[test]
fn a_process_that_is_missing_is_not_waited_for_without_end() {
    let folder = Folder::new("missing");
    let files = files(&folder, 2);
    let hosts = folder.write("hosts.txt", &free_hosts(2).join("\n"));
    for process in ["0", "1"] {
        let output = ended(one_of_two(&files, &hosts, process, &["--patience", "0.3"]));
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(stderr(&output).starts_with("escalade: "), "{}", stderr(&output));
    }
}

#[test]
fn processes_that_are_asked_different_questions_are_refused() {
    let folder = Folder::new("different");
    let files = files(&folder, 2);
    let hosts = folder.write("hosts.txt", &free_hosts(2).join("\n"));
    let patience = ["--patience", "5", "--gap"];
    let one = one_of_two(&files, &hosts, "0", &[&patience[..], &["7"]].concat());
    let other = one_of_two(&files, &hosts, "1", &[&patience[..], &["8"]].concat());
    for output in [ended(one), ended(other)] {
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(stderr(&output).contains("another question"), "{}", stderr(&output));
    }
}
