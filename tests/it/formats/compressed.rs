//! Files in gzip and zip.

use std::{
    io::Write,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use escalade::{
    ErrorKind,
    error::Issue,
    read::{BadRecords, Format, Options, Reading},
};
use flate2::{
    Compression,
    write::{DeflateEncoder, GzEncoder},
};
use rawzip::{CompressionMethod, ZipArchiveWriter};

const JULY: &str = "2006-07-12\tLBNREBHEZ\tISR\t190\n2006-07-13\tISR\tLBNREBHEZ\t195\n";
const AUGUST: &str = "2006-08-02\tISR\tLBNREBHEZ\t195\n";
const DOCUMENT: &str = r#"{ "actors": [{ "key": "IRN" }] }"#;

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

pub(super) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut packed = ZipArchiveWriter::new(Vec::new());
    for (nth, (name, content)) in files.iter().enumerate() {
        if name.ends_with('/') {
            packed.new_dir(*name).create().unwrap();
            continue;
        }
        let deflated = nth % 2 == 0;
        let method = if deflated { CompressionMethod::DEFLATE } else { CompressionMethod::STORE };
        let (mut entry, data) = packed.new_file(*name).compression_method(method).start().unwrap();
        let descriptor = if deflated {
            let mut writer = data.wrap(DeflateEncoder::new(&mut entry, Compression::best()));
            writer.write_all(content).unwrap();
            let (encoder, descriptor) = writer.finish().unwrap();
            encoder.finish().unwrap();
            descriptor
        } else {
            let mut writer = data.wrap(&mut entry);
            writer.write_all(content).unwrap();
            writer.finish().unwrap().1
        };
        entry.finish(descriptor).unwrap();
    }
    packed.finish().unwrap()
}

fn unpacked(packed: &[u8]) -> Reading {
    Options::new().read("packed", packed).unwrap()
}

fn issue(packed: &[u8]) -> Issue {
    let error = Options::new().read("packed", packed).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input, "{error}");
    assert_eq!(error.issue_count(), 1, "{error}");
    error.issues()[0].clone()
}

/// A temporary file, removed when it is dropped.
struct Kept(PathBuf);

impl Kept {
    fn new(name: &str, content: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("escalade-{}-{name}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        Self(path)
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).unwrap();
    }
}

#[test]
fn gzip_is_recognised_by_content_and_may_have_several_members() {
    let members = [gzip(JULY), gzip(AUGUST)].concat();
    let reading = unpacked(&members);
    assert_eq!((reading.timeline.len(), reading.report.rows), (3, 3));
    assert_eq!(reading.report.files[0].format, Format::Keds);

    let file = Kept::new("july.tsv", &members);
    let reading = Options::new().open(&file.0).unwrap();
    assert_eq!(reading.timeline.len(), 3, "whatever its name");
}

#[test]
fn compressed_files_may_be_documents_or_begin_with_a_byte_order_mark() {
    assert_eq!(unpacked(&gzip(&format!("\u{feff}{JULY}"))).timeline.len(), 2);
    assert_eq!(unpacked(&zip(&[("a", format!("\u{feff}{JULY}").as_bytes())])).timeline.len(), 2);
    assert_eq!(unpacked(&gzip(DOCUMENT)).timeline.actors().len(), 1);
}

#[test]
fn each_file_of_an_archive_is_an_input_with_a_name() {
    let packed = zip(&[
        ("data/", b""),
        ("data/july.tsv", JULY.as_bytes()),
        ("data/august.tsv", AUGUST.as_bytes()),
        ("data/codebook.txt", b"What the columns mean.\n"),
        ("__MACOSX/data/._july.tsv", b"\0\x05\x16\x07"),
        (".DS_Store", b"\0\0\0\x01Bud1"),
    ]);
    let file = Kept::new("lebanon.zip", &packed);
    let opened = Options::new().open(&file.0).unwrap();
    let path = file.0.display().to_string();
    for (name, reading) in [("packed", unpacked(&packed)), (path.as_str(), opened)] {
        let files = &reading.report.files;
        let found: Vec<_> = files.iter().map(|file| (file.name.clone(), file.rows)).collect();
        let named = |inner| format!("{name}/data/{inner}");
        assert_eq!(found, [(named("july.tsv"), 2), (named("august.tsv"), 1)]);
        assert_eq!(reading.timeline.len(), 3);
        let left_out: Vec<_> =
            reading.report.decisions.iter().filter(|d| d.contains("left out")).collect();
        assert_eq!(
            left_out,
            [&format!("{} left out: it is in no known format", named("codebook.txt"))]
        );
    }
}

#[test]
fn problems_name_the_file_inside_the_archive() {
    let packed = zip(&[
        ("july.tsv", JULY.as_bytes()),
        ("bad.tsv", b"2006-07-12\tA\tB\t190\n2006-07-32\tA\tB\t190\n"),
    ]);
    let issue = issue(&packed);
    assert_eq!(
        (issue.location().file(), issue.location().line()),
        (Some("packed/bad.tsv"), Some(2))
    );
    let lenient = Options::new().bad_records(BadRecords::Skip { at_most: 1 });
    assert_eq!(lenient.read("packed", &packed[..]).unwrap().timeline.len(), 3);
}

#[test]
fn truncated_input_is_refused_with_its_location() {
    let rows: String =
        (0..5_000).map(|n| format!("20060712\tA{n}\tB{}\t190\n", n * 7919 % 10_007)).collect();
    let whole = gzip(&rows);
    assert_eq!(unpacked(&whole).timeline.len(), 5_000);
    for length in [3, 12, whole.len() / 2, whole.len() - 1] {
        let issue = issue(&whole[..length]);
        assert_eq!(issue.location().file(), Some("packed"));
        assert!(issue.got().contains("bytes unpacked"), "{issue}");
    }
    let mut damaged = whole.clone();
    let middle = whole.len() / 2;
    damaged[middle..middle + 64].fill(0xa5);
    assert!(Options::new().read("packed", &damaged[..]).is_err());

    let whole = zip(&[("rows.tsv", rows.as_bytes())]);
    for length in [4, 40, whole.len() / 2, whole.len() - 1] {
        assert!(issue(&whole[..length]).allowed().contains("whole zip archive"), "{length}");
    }
    let mut damaged = whole.clone();
    let middle = whole.len() / 2;
    damaged[middle..middle + 64].fill(0xa5);
    let error = Options::new().read("packed", &damaged[..]).unwrap_err();
    assert!(
        error.issues().iter().any(|issue| issue.location().file() == Some("packed/rows.tsv")),
        "{error}"
    );
}

#[test]
fn a_decompression_bomb_is_refused() {
    let row = format!("20060712\tA\tB\t190\t{}\n", "again ".repeat(10_000));
    let rows = row.repeat(600); // 36 MB
    for packed in [gzip(&rows), zip(&[("rows.tsv", rows.as_bytes())])] {
        let bomb = issue(&packed);
        assert!(bomb.got().starts_with("more than"), "{bomb}");
        assert!(bomb.remedy().contains("max_expansion"), "{bomb}");
        let meant = Options::new().max_expansion(1_100);
        assert_eq!(meant.read("packed", &packed[..]).unwrap().timeline.len(), 600);
    }
    // Many small files can expand as much as one large file.
    let part = row.repeat(150);
    let files = ["1", "2", "3", "4"].map(|name| (name, part.as_bytes()));
    assert!(
        issue(&zip(&[files[0], ("none", b""), files[1], ("neither", b""), files[2]]))
            .got()
            .starts_with("more than")
    );
}

#[test]
fn an_archive_that_states_too_large_a_size_is_refused_before_a_file_is_read() {
    let mut packed = zip(&[("1", JULY.as_bytes()), ("2", AUGUST.as_bytes())]);
    // The sizes in the directory at the end of the archive.
    let entries: Vec<_> =
        (0..packed.len() - 4).filter(|at| packed[*at..].starts_with(b"PK\x01\x02")).collect();
    for entry in &entries {
        packed[entry + 24..entry + 28].copy_from_slice(&0xC000_0000_u32.to_le_bytes());
    }
    let refused = issue(&packed);
    assert!(refused.got().contains("by the sizes that it states"), "{refused}");
    assert!(refused.location().file() == Some("packed"), "{refused}");
}

#[test]
fn two_files_of_one_name_in_an_archive_are_both_read() {
    let reading = unpacked(&zip(&[("a.tsv", JULY.as_bytes()), ("a.tsv", AUGUST.as_bytes())]));
    assert_eq!((reading.timeline.len(), reading.report.files.len()), (3, 2));
    assert!(reading.report.files.iter().all(|file| file.name == "packed/a.tsv"));
}

#[test]
fn an_archive_without_readable_files_lists_its_entries() {
    assert_eq!(issue(&zip(&[])).got(), "no file");
    assert_eq!(issue(&zip(&[("data/", b"")])).got(), "no file");
    let notes = issue(&zip(&[("notes.txt", b"nothing\n")]));
    assert_eq!((notes.location().file(), notes.got()), (Some("packed/notes.txt"), "nothing"));
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&gzip(JULY)).unwrap();
    assert!(issue(&packed.finish().unwrap()).got().contains("compressed file in another"));
}

#[test]
fn an_archive_with_too_many_files_is_refused() {
    let names: Vec<_> = (0..10_001).map(|nth| nth.to_string()).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), JULY.as_bytes())).collect();
    assert!(issue(&zip(&files)).allowed().contains("10000"));
}

#[test]
fn progress_counts_compressed_bytes() {
    let rows: String =
        (0..200_000).map(|n| format!("20060712\tA{n}\tB{}\t190\n", n * 7919 % 200_003)).collect();
    for (name, packed) in
        [("rows.gz", gzip(&rows)), ("rows.zip", zip(&[("rows.tsv", rows.as_bytes())]))]
    {
        let file = Kept::new(name, &packed);
        let progress = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&progress);
        let options = Options::new().progress(move |progress| {
            sink.lock().unwrap().push((progress.bytes(), progress.size()));
        });
        options.open(&file.0).unwrap();
        let progress = progress.lock().unwrap();
        let size = packed.len() as u64;
        assert!(size > 1 << 20, "{size}");
        assert!(progress.len() > 2, "{name}: {progress:?}");
        assert!(
            progress.is_sorted() && progress.iter().all(|(_, known)| *known == Some(size)),
            "{name}: {progress:?}"
        );
        assert_eq!((progress[0].0, progress[progress.len() - 1].0), (0, size), "{name}");
    }
}
