//! Commands that are interrupted, and files that change, are cut off or cannot be read or written: a sentence, the exit
//! code, and no half-written file.

use std::{
    fs,
    io::{Read, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
    time::Duration,
};

use super::{ROWS, outcome};
use crate::test_folder::TestFolder;

/// Writes rows of 100 days on which two actors act in turn, which have more chains than can be listed.
fn exchange(folder: &TestFolder) -> String {
    let mut rows = String::new();
    for day in 0..100 {
        let (source, target) = if day % 2 == 0 { ("ISR", "LBN") } else { ("LBN", "ISR") };
        let (month, day) = (1 + day / 28, 1 + day % 28);
        rows.push_str(&format!("2006-{month:02}-{day:02}\t{source}\t{target}\t190\n"));
    }
    let path = folder.0.join("exchange.tsv");
    fs::write(&path, rows).unwrap();
    path.display().to_string()
}

fn begun(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_escalade"));
    command.args(arguments).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Sends a signal, and returns the exit code and the standard error.
fn signalled(mut child: Child, signal: &str) -> (Option<i32>, String) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    let mut problem = String::new();
    // A listing may still print what it has found.
    let mut out = child.stdout.take().unwrap();
    let reader = thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()).unwrap());
    child.stderr.take().unwrap().read_to_string(&mut problem).unwrap();
    reader.join().unwrap();
    (child.wait().unwrap().code(), problem)
}

/// Returns the names of the files of a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn wait_until(is_so: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if is_so() {
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
    panic!("it never happens");
}

#[test]
fn an_interrupt_and_a_request_to_terminate_leave_no_half_written_file() {
    let folder = TestFolder::new("cut-off-signals");
    let file = exchange(&folder);
    let target = folder.0.join("answer");
    fs::write(&target, "before").unwrap();
    let to = target.display().to_string();
    let listing = [&*file, "--trend", "any", "--gap", "400", "--answer", "iter", "--into", &to];
    let listing = [&listing[..], &["--limit", "1000000000"]].concat();
    let shuffles = ["chance", &file, "--gap", "400", "--shuffles", "9000000", "--into", &to];
    for signal in ["-INT", "-TERM"] {
        for form in ["text", "json", "jsonl", "csv"] {
            let child = begun(&[&listing[..], &["--output", form]].concat());
            let part = folder.0.join(format!("answer.{}-0.part", child.id()));
            wait_until(|| fs::metadata(&part).is_ok_and(|data| data.len() > 10_000));
            let (code, problem) = signalled(child, signal);
            assert_eq!(code, Some(130), "{form} {signal}: {problem}");
            assert!(problem.contains("interrupted"), "{form} {signal}: {problem}");
        }
        let child = begun(&shuffles);
        let part = folder.0.join(format!("answer.{}-0.part", child.id()));
        wait_until(|| part.exists());
        let (code, problem) = signalled(child, signal);
        assert_eq!(code, Some(130), "{signal}: {problem}");
        assert!(problem.contains("interrupted"), "{signal}: {problem}");
        assert_eq!(names(&folder.0), ["answer", "exchange.tsv"]);
        assert_eq!(fs::read_to_string(&target).unwrap(), "before");
    }
}

/// While a file is read, an interrupt ends the command at once, with a sentence all the same.
#[test]
fn an_interrupt_ends_the_reading_of_a_file() {
    let folder = TestFolder::new("cut-off-reading");
    let fifo = folder.0.join("endless.tsv");
    let (fifo_name, to) = (fifo.display().to_string(), folder.0.join("out").display().to_string());
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    for signal in ["-INT", "-TERM"] {
        let child = begun(&["read", &fifo_name, "--output", "jsonl", "--into", &to]);
        // For reading as well, since opening for writing alone waits for a reader for ever if there is none.
        let mut endless = fs::OpenOptions::new().read(true).write(true).open(&fifo).unwrap();
        endless.write_all(ROWS.as_bytes()).unwrap();
        thread::sleep(Duration::from_millis(100));
        let (code, problem) = signalled(child, signal);
        assert_eq!(code, Some(130), "{problem}");
        assert!(problem.contains("interrupted"), "{problem}");
        assert_eq!(names(&folder.0), ["endless.tsv"]);
    }
}

/// A file that grows or shrinks while it is read is no whole file. The same file is read once it stays as it is.
#[test]
fn a_file_that_changes_while_it_is_read_is_refused() {
    let folder = TestFolder::new("cut-off-changing");
    let path = folder.0.join("changing.tsv");
    let name = path.display().to_string();
    let rows = ROWS.repeat(60_000);
    for grows in [true, false] {
        fs::write(&path, &rows).unwrap();
        let is_done = AtomicBool::new(false);
        let (code, problem) = thread::scope(|scope| {
            scope.spawn(|| {
                let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
                for nth in 1.. {
                    if is_done.load(Relaxed) {
                        break;
                    }
                    match grows {
                        true => file.write_all(ROWS.as_bytes()).unwrap(),
                        false => file.set_len(rows.len() as u64 - nth * 17).unwrap(),
                    }
                    thread::sleep(Duration::from_micros(500));
                }
            });
            let done = outcome(&[&name, "--gap", "7"], Stdio::null());
            is_done.store(true, Relaxed);
            done
        });
        assert_eq!(code, Some(1), "{problem}");
        assert!(problem.contains("changed while it was read"), "{problem}");
        assert!(problem.contains(&name), "{problem}");
    }
    fs::write(&path, ROWS).unwrap();
    assert_eq!(outcome(&[&name, "--gap", "7"], Stdio::null()).0, Some(0));
}

/// Runs the command so that a file can have at most half a KiB, as on a disk that is full then.
fn on_a_full_disk(arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new("sh");
    // Without the trap, the signal of the limit would end the process.
    command.args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "sh"]);
    command.arg(env!("CARGO_BIN_EXE_escalade")).args(arguments);
    let done = command.stdin(Stdio::null()).stdout(Stdio::null()).output().unwrap();
    (done.status.code(), String::from_utf8(done.stderr).unwrap())
}

#[test]
fn a_full_disk_leaves_the_file_as_it_was() {
    let folder = TestFolder::new("cut-off-disk");
    let target = folder.0.join("answer");
    let to = target.display().to_string();
    let crisis = "examples/data/crisis-2024.json";
    let forms = ["html", "svg", "arrow", "parquet", "json", "graphml", "csv"];
    let mut all: Vec<Vec<&str>> = forms
        .iter()
        .filter(|form| cfg!(feature = "parquet") || !["arrow", "parquet"].contains(form))
        .map(|form| {
            vec![crisis, "--trend", "any", "--gap", "60", "--answer", "iter", "--output", form]
        })
        .collect();
    all.push(vec!["read", crisis]);
    if cfg!(feature = "parquet") {
        all.push(vec![
            "reach", crisis, "all", "--gap", "60", "--trend", "any", "--output", "arrow",
        ]);
        all.push(vec![
            "reach", crisis, "IRN", "--gap", "60", "--trend", "any", "--output", "parquet",
        ]);
        for by in ["dyad", "triad"] {
            all.push(vec!["motifs", crisis, "--gap", "60", "--by", by, "--output", "arrow"]);
        }
    }
    for arguments in all {
        let arguments = [&arguments[..], &["--into", &to]].concat();
        for before in [None, Some("before")] {
            let _ = fs::remove_file(&target);
            if let Some(before) = before {
                fs::write(&target, before).unwrap();
            }
            let (code, problem) = on_a_full_disk(&arguments);
            assert_eq!(code, Some(1), "{arguments:?}: {problem}");
            assert!(problem.contains("File too large"), "{arguments:?}: {problem}");
            assert!(!problem.contains("panicked"), "{arguments:?}: {problem}");
            assert_eq!(fs::read_to_string(&target).ok().as_deref(), before);
            assert_eq!(names(&folder.0).len(), usize::from(before.is_some()), "{arguments:?}");
        }
        // And with room, the whole answer takes the place of the file, and keeps its permissions.
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
        let (code, problem) = outcome(&arguments, Stdio::null());
        assert_eq!(code, Some(0), "{arguments:?}: {problem}");
        let data = fs::metadata(&target).unwrap();
        assert!(data.len() > 512, "{arguments:?}");
        assert_eq!(data.permissions().mode() & 0o777, 0o640);
        assert_eq!(names(&folder.0), ["answer"]);
    }
}

/// A device stays a device, and a folder that is missing or a folder in place of a file is a sentence before anything
/// is read.
#[test]
fn an_output_that_cannot_be_written_is_a_sentence() {
    let folder = TestFolder::new("cut-off-output");
    let missing = folder.0.join("missing/answer.json").display().to_string();
    let is_folder = folder.0.display().to_string();
    for to in [&missing, &is_folder] {
        let (code, problem) = outcome(&["--output", "json", "--into", to], Stdio::null());
        assert_eq!(code, Some(1), "{problem}");
        assert!(problem.contains(&**to) && problem.starts_with("escalade: "), "{problem}");
    }
    if Path::new("/dev/full").exists() {
        let arguments = ["--output", "json", "--into", "/dev/full"];
        let (code, problem) = outcome(&arguments, Stdio::null());
        assert_eq!(code, Some(1), "{problem}");
        assert!(problem.contains("No space left"), "{problem}");
        assert!(!fs::metadata("/dev/full").unwrap().is_file());
    }
    for arguments in [
        &["watch", "--query", "examples/data/april-2024-query.json", "--into", "x"][..],
        &["--answer", "iter", "--bookmark", "x", "--into", "x"],
    ] {
        let (code, problem) = outcome(arguments, Stdio::null());
        assert_eq!(code, Some(1), "{problem}");
        assert!(problem.contains("--into: "), "{problem}");
    }
    assert_eq!(names(&folder.0), Vec::<String>::new());
}

#[test]
fn what_may_not_be_read_or_written_is_a_sentence() {
    let folder = TestFolder::new("cut-off-permission");
    let locked = |name: &str, mode: u32| -> PathBuf {
        let path = folder.0.join(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    };
    fs::write(folder.0.join("locked.tsv"), ROWS).unwrap();
    fs::create_dir(folder.0.join("locked")).unwrap();
    let (file, within) = (locked("locked.tsv", 0o000), locked("locked", 0o555).join("answer"));
    if fs::File::open(&file).is_ok() {
        eprintln!("SKIPPED: files without permission (this user may read and write all)");
        return;
    }
    let (file, within) = (file.display().to_string(), within.display().to_string());
    let (code, problem) = outcome(&[&file, "--gap", "7"], Stdio::null());
    assert_eq!(code, Some(1), "{problem}");
    assert!(problem.contains(&file) && problem.contains("ermission denied"), "{problem}");
    for form in ["html", "svg", "json"] {
        let (code, problem) = outcome(&["--output", form, "--into", &within], Stdio::null());
        assert_eq!(code, Some(1), "{problem}");
        assert!(problem.contains(&within) && problem.contains("ermission denied"), "{problem}");
    }
    // So that the folder can be removed.
    locked("locked", 0o755);
}
