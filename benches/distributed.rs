//! The command `count` with one, two and four processes on this machine, beside the plain command.
//!
//! `ESCALADE_BENCH_EVENTS` sets the number of synthetic events, and `ESCALADE_BENCH_FILE` names a file of KEDS that is asked
//! instead. Prints a table: seconds, the greatest memory of a process, and what was sent.

mod common;

use std::{
    env, fs,
    io::{BufWriter, Read, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use common::{Recipe, Row};

/// The number of files that the events are divided into.
const FILES: usize = 4;

/// Codes of hostile acts, each on a level of its own on Goldstein's scale where that has one.
const CODES: [&str; 16] = [
    "110", "112", "120", "123", "130", "133", "138", "140", "144", "150", "160", "163", "170",
    "180", "190", "195",
];

/// Writes synthetic events to several files, in order of time.
fn written(folder: &Path, events: usize) -> Vec<PathBuf> {
    let rows = Recipe::decade(events).rows();
    let mut paths = Vec::new();
    for (nth, rows) in rows.chunks(events.div_ceil(FILES)).enumerate() {
        let path = folder.join(format!("{nth}.tsv"));
        let mut to = BufWriter::new(fs::File::create(&path).expect("a file"));
        for Row { onset, source, target, level } in rows {
            let day = chrono::DateTime::from_timestamp(*onset, 0).expect("a time").date_naive();
            let code = CODES[*level as usize % CODES.len()];
            // Keys without a meaning in any registry of states.
            writeln!(to, "{day}\tq{source}\tq{target}\t{code}").expect("a full file");
        }
        to.flush().expect("a full file");
        paths.push(path);
    }
    paths
}

/// Splits the lines of a file into several files.
fn split(folder: &Path, file: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(file).expect("a file of text");
    let lines: Vec<&str> = text.lines().collect();
    let mut paths = Vec::new();
    for (nth, lines) in lines.chunks(lines.len().div_ceil(FILES)).enumerate() {
        let path = folder.join(format!("part-{nth}.tsv"));
        fs::write(&path, lines.join("\n") + "\n").expect("a file");
        paths.push(path);
    }
    paths
}

/// What a process used and printed.
struct Used {
    /// The greatest memory of all processes, in MiB.
    memory: u64,
    seconds: f64,
    out: String,
    /// What the first process printed to the standard error.
    traffic: String,
}

/// Waits for some processes, and looks at their memory.
fn used(mut children: Vec<Child>) -> Used {
    let start = Instant::now();
    let mut memory = 0;
    let mut readers = Vec::new();
    for child in &mut children {
        let (mut out, mut err) =
            (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
        readers.push((
            thread::spawn(move || {
                let mut text = String::new();
                out.read_to_string(&mut text).map(|_| text)
            }),
            thread::spawn(move || {
                let mut text = String::new();
                err.read_to_string(&mut text).map(|_| text)
            }),
        ));
    }
    loop {
        let mut are_running = false;
        for child in &mut children {
            memory = memory.max(peak(child.id()));
            match child.try_wait().expect("a process") {
                None => are_running = true,
                Some(status) => assert!(status.success(), "{status}"),
            }
        }
        if !are_running {
            break;
        }
        thread::sleep(Duration::from_millis(10));
    }
    let seconds = start.elapsed().as_secs_f64();
    let mut texts = readers.into_iter().map(|(out, err)| {
        let text = |reader: thread::JoinHandle<std::io::Result<String>>| {
            reader.join().expect("a thread").expect("text")
        };
        (text(out), text(err))
    });
    let (out, traffic) = texts.next().expect("a process");
    Used { memory, seconds, out, traffic }
}

/// Returns the greatest resident memory of a process so far, in MiB; 0 if it is unknown.
fn peak(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) / 1_024
}

fn command(arguments: &[&str], paths: &[PathBuf]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_escalade"));
    command.args(arguments).args(paths);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn main() {
    let folder = env::temp_dir().join(format!("escalade-bench-{}", process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let paths = match env::var_os("ESCALADE_BENCH_FILE") {
        Some(file) => split(&folder, Path::new(&file)),
        None => written(&folder, common::events()),
    };
    println!("| query | processes | seconds | MiB of the largest | traffic |");
    println!("| --- | ---: | ---: | ---: | --- |");
    for rule in ["retaliation", "relay"] {
        let question = ["--hop", rule, "--gap", "7", "--scale", "goldstein", "--output", "json"];
        let plain = used(vec![command(&question, &paths).spawn().expect("the command")]);
        println!("| {rule} | plain command | {:.1} | {} | |", plain.seconds, plain.memory);
        for processes in [1, 2, 4] {
            let listeners: Vec<TcpListener> =
                (0..processes).map(|_| TcpListener::bind("127.0.0.1:0").expect("a port")).collect();
            let hosts: Vec<String> = listeners
                .iter()
                .map(|one| one.local_addr().expect("an address").to_string())
                .collect();
            drop(listeners);
            let file = folder.join("hosts.txt");
            fs::write(&file, hosts.join("\n")).expect("a file");
            let children = (0..processes).map(|process| {
                let mut command = command(&["count"], &paths);
                command.args(question).arg("--traffic").arg("--hosts").arg(&file);
                command.args(["--processes", &processes.to_string()]);
                command.args(["--process", &process.to_string()]);
                command.spawn().expect("the command")
            });
            let several = used(children.collect());
            assert_eq!(several.out, plain.out, "{processes} processes by {rule}");
            let Used { seconds, memory, traffic, .. } = several;
            println!("| | {processes} | {seconds:.1} | {memory} | {} |", traffic.trim());
        }
    }
    let _ = fs::remove_dir_all(&folder);
}
