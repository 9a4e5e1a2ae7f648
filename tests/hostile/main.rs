//! Files made worse on purpose, in every format: each ends in a timeline, or in an error or a report
//! that says where; within bounded memory, and never in a panic.
//!
//! `ESCALADE_CASES` sets the number of random cases. The same number gives the same cases.

#![cfg(all(feature = "json", feature = "csv"))]
#![allow(clippy::unwrap_used)]

mod fixtures;
mod promise;

use std::{
    fmt::Debug,
    fs,
    io::{self, BufRead, BufReader, Read},
    path::Path,
    sync::Mutex,
};

use escalade::{
    Error, Timeline,
    read::{BadRecords, Format, Options, Reading, json},
};
use peak_alloc::PeakAlloc;
use proptest::{
    collection::vec,
    prelude::{Strategy, any},
    test_runner::{Config, RngSeed, TestRunner},
};

use fixtures::Fixture;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;
/// Memory is that of the whole process: one reading at a time.
static ALONE: Mutex<()> = Mutex::new(());

const MEGABYTE: usize = 1 << 20;
/// What reading may hold beside its timeline. A document is held whole.
const MOST: usize = 16 * MEGABYTE;

type Input<'i> = Box<dyn BufRead + 'i>;

fn lenient() -> Options {
    Options::new().bad_records(BadRecords::Skip { at_most: usize::MAX })
}

/// Reads, and holds what comes of it against what is promised.
fn read(options: &Options, inputs: Vec<(&str, Input<'_>)>, most: usize) -> Result<Reading, Error> {
    let alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let reading = options.read_all(inputs);
    let held = MEMORY.peak_usage().saturating_sub(before);
    drop(alone);
    assert!(held <= most, "{held} bytes were held, {most} may be");
    promise::check(&reading);
    reading
}

impl Fixture {
    /// Reads it with one of its files made worse: strictly, leniently, and as what it looks like.
    fn try_with(&self, nth: usize, worse: &[u8]) {
        let named = |options: Options| self.options(options);
        for options in [named(Options::new()), named(lenient()), lenient()] {
            // Whatever comes of it: what is promised of it was checked.
            let _ = self.inputs(nth, worse, |inputs| read(&options, inputs, MOST));
        }
    }

    fn inputs<T>(&self, nth: usize, worse: &[u8], with: impl Fn(Vec<(&str, Input<'_>)>) -> T) -> T {
        let files = self.files.iter().enumerate();
        with(
            files
                .map(|(at, (name, text))| {
                    let text: Input<'_> = Box::new(if at == nth { worse } else { text });
                    (*name, text)
                })
                .collect(),
        )
    }

    /// The timeline of it, sound or with other bytes that must mean the same.
    fn timeline(&self, change: impl Fn(&[u8]) -> Vec<u8>) -> String {
        let changed: Vec<_> = self.files.iter().map(|(name, text)| (*name, change(text))).collect();
        let inputs = changed.iter().map(|(name, text)| (*name, &text[..]));
        let reading = self.options(Options::new()).read_all(inputs);
        written(&reading.unwrap_or_else(|error| panic!("{}: {error}", self.format)).timeline)
    }

    /// Tries every way of making one file worse.
    fn try_all<W: AsRef<[u8]>>(&self, ways: impl Fn(&Fixture, &[u8]) -> Vec<W>) {
        for (nth, (_, text)) in self.files.iter().enumerate() {
            ways(self, text).iter().for_each(|worse| self.try_with(nth, worse.as_ref()));
        }
    }

    /// Its fields, line by line, cut without a thought about quotes.
    fn fields<'t>(&self, text: &'t [u8]) -> Vec<Vec<&'t [u8]>> {
        let lines = text.split(|byte| *byte == b'\n');
        lines.map(|line| line.split(|byte| *byte == self.separator).collect()).collect()
    }

    fn joined(&self, lines: &[Vec<&[u8]>]) -> Vec<u8> {
        let lines: Vec<_> = lines.iter().map(|fields| fields.join(&self.separator)).collect();
        lines.join(&b'\n')
    }

    /// Each line with its fields changed by itself.
    fn with_each_line<'t>(
        &self,
        text: &'t [u8],
        change: impl Fn(&mut Vec<&'t [u8]>),
    ) -> Vec<Vec<u8>> {
        let lines = self.fields(text);
        (0..lines.len())
            .map(|nth| {
                let mut lines = lines.clone();
                change(&mut lines[nth]);
                self.joined(&lines)
            })
            .collect()
    }
}

fn written(timeline: &Timeline) -> String {
    let mut bytes = Vec::new();
    json::write(timeline, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn for_all<W: AsRef<[u8]>>(ways: impl Fn(&Fixture, &[u8]) -> Vec<W>) {
    fixtures::all().iter().for_each(|fixture| fixture.try_all(&ways));
}

#[test]
fn fixtures_are_sound() {
    for fixture in fixtures::all() {
        let timeline = fixture.timeline(<[u8]>::to_vec);
        assert!(timeline.contains("\"events\""), "{} has no event", fixture.format);
    }
}

/// What fuzzing begins with, and what it found: `tests/fuzz` puts more to the same promise.
#[test]
fn the_corpus_of_the_fuzzer() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus");
    if !corpus.exists() {
        return println!("skipped: a package of the crate has no corpus");
    }
    let fixtures = fixtures::all();
    let unnamed = cfg!(feature = "compressed").then_some(None);
    for fixture in fixtures.iter().map(Some).chain(unnamed) {
        let named = |options| match fixture {
            Some(fixture) => fixture.options(options),
            None => options,
        };
        let folder = corpus.join(fixture.map_or("any", |fixture| fixture.format.as_str()));
        let inputs = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
        for input in inputs {
            let bytes = fs::read(input.unwrap().path()).unwrap();
            for options in [Options::new(), lenient()] {
                let files = bytes.split(|byte| *byte == 0x1e).map(|file| ("file", boxed(file)));
                let _ = read(&named(options), files.collect(), 2 * MOST);
            }
        }
    }
}

fn boxed(bytes: &[u8]) -> Input<'_> {
    Box::new(bytes)
}

#[test]
fn line_ends_and_byte_order_marks_change_nothing() {
    for fixture in fixtures::all() {
        let sound = fixture.timeline(<[u8]>::to_vec);
        let crlf = |text: &[u8]| String::from_utf8_lossy(text).replace('\n', "\r\n").into_bytes();
        assert_eq!(fixture.timeline(crlf), sound, "{} with CRLF", fixture.format);
        let marked = |text: &[u8]| ["\u{feff}".as_bytes(), text].concat();
        assert_eq!(fixture.timeline(marked), sound, "{} with a mark", fixture.format);
        let open = |text: &[u8]| text.trim_ascii_end().to_vec();
        assert_eq!(fixture.timeline(open), sound, "{} without a last line end", fixture.format);
    }
}

#[test]
fn columns_found_by_name_stand_in_any_order() {
    for fixture in fixtures::all().iter().filter(|fixture| fixture.named_columns) {
        let turned = |text: &[u8]| {
            let mut lines = fixture.fields(text);
            lines.iter_mut().for_each(|fields| fields.reverse());
            fixture.joined(&lines)
        };
        assert_eq!(
            fixture.timeline(turned),
            fixture.timeline(<[u8]>::to_vec),
            "{}",
            fixture.format
        );
    }
}

#[test]
fn tables_may_be_exported_again_with_other_delimiters() {
    for fixture in fixtures::all().iter().filter(|fixture| fixture.named_columns) {
        let sound = fixture.timeline(<[u8]>::to_vec);
        for other in *b",\t;" {
            let again = |text: &[u8]| {
                let mut reader = csv::ReaderBuilder::new();
                reader.delimiter(fixture.separator).quoting(fixture.separator != b'\t');
                let mut writer = csv::WriterBuilder::new().delimiter(other).from_writer(Vec::new());
                for record in reader.has_headers(false).from_reader(text).byte_records() {
                    writer.write_byte_record(&record.unwrap()).unwrap();
                }
                writer.into_inner().unwrap()
            };
            assert_eq!(fixture.timeline(again), sound, "{} by {other:?}", fixture.format);
        }
    }
}

#[test]
fn cut_off_at_every_byte() {
    for_all(|_, text| (0..text.len()).map(|end| text[..end].to_vec()).collect());
    for_all(|_, text| (0..text.len()).map(|start| text[start..].to_vec()).collect());
}

#[test]
fn every_byte_in_turn_is_another() {
    for byte in [b'\0', b'"', 0xff, b'\n', b'\r', b'\t'] {
        for_all(|_, text| {
            (0..text.len())
                .map(|at| {
                    let mut worse = text.to_vec();
                    worse[at] = byte;
                    worse
                })
                .collect()
        });
    }
}

#[test]
fn columns_too_many_too_few_and_in_another_order() {
    for_all(|fixture, text| fixture.with_each_line(text, |fields| fields.push(b"1")));
    for_all(|fixture, text| {
        fixture.with_each_line(text, |fields| fields.truncate(fields.len() - 1))
    });
    for_all(|fixture, text| fixture.with_each_line(text, |fields| *fields = fields.split_off(1)));
    for_all(|fixture, text| fixture.with_each_line(text, |fields| fields.reverse()));
    for_all(|fixture, text| {
        let mut lines = fixture.fields(text);
        lines.iter_mut().for_each(|fields| fields.rotate_left(1));
        vec![fixture.joined(&lines)]
    });
}

#[test]
fn a_huge_field_in_every_line() {
    for length in [100, 70_000, 2_000_000] {
        let huge = vec![b'7'; length];
        let quoted = [b"\"", &huge[..]].concat();
        for field in [&huge, &quoted] {
            for fixture in fixtures::all() {
                for (nth, (_, text)) in fixture.files.iter().enumerate() {
                    for line in [0, 1] {
                        let mut lines = fixture.fields(text);
                        let Some(fields) = lines.get_mut(line) else { continue };
                        let middle = fields.len() / 2;
                        fields[middle] = field;
                        fixture.try_with(nth, &fixture.joined(&lines));
                    }
                }
            }
        }
    }
}

#[test]
fn other_encodings() {
    let wide = |order: fn(u16) -> [u8; 2]| {
        move |_: &Fixture, text: &[u8]| {
            let text = String::from_utf8_lossy(text);
            let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
            vec![units.flat_map(order).collect::<Vec<_>>()]
        }
    };
    for_all(wide(u16::to_le_bytes));
    for_all(wide(u16::to_be_bytes));
    let latin_1 = |byte: &u8| if *byte == b'e' { 0xe9 } else { *byte };
    for_all(|_, text| vec![text.iter().map(latin_1).collect::<Vec<_>>()]);
}

#[test]
fn nothing_but_what_stands_between() {
    for byte in *b"\t\n\r,;\"'{}[] \0|" {
        for length in [1, 2, 3, 60, 1_000] {
            for_all(|_, _| vec![vec![byte; length]]);
            for_all(|_, text| vec![[text, &vec![byte; length]].concat()]);
            for_all(|_, text| vec![[&vec![byte; length], text].concat()]);
        }
    }
}

/// Longer than any memory it may take: after the sound lines, so many times the same bytes.
#[test]
fn files_that_go_on_and_on() {
    for fixture in fixtures::all() {
        let document = matches!(fixture.format, Format::Json | Format::Plover);
        let bytes = if document { MEGABYTE as u64 } else { 10_000_000 };
        for pattern in
            ["\t", ",", "\n", "\"", "x", "\0", "[", "{\"a\":", "x\n", "\t\n", "1,\"\n", "\r"]
        {
            let endless = || BufReader::new(Endless(pattern.as_bytes(), 0).take(bytes));
            for (nth, (_, text)) in fixture.files.iter().enumerate() {
                for options in [Options::new(), lenient()] {
                    let options = fixture.options(options);
                    fixture.inputs(nth, text, |mut inputs| {
                        inputs[nth].1 = Box::new(text.chain(endless()));
                        let _ = read(&options, inputs, 2 * MOST);
                    });
                }
            }
        }
    }
}

/// The same bytes again and again.
struct Endless(&'static [u8], usize);

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        for byte in &mut *buffer {
            *byte = self.0[self.1 % self.0.len()];
            self.1 += 1;
        }
        Ok(buffer.len())
    }
}

fn check<T: Debug>(of: impl Strategy<Value = T>, test: impl Fn(T)) {
    let cases = std::env::var("ESCALADE_CASES").ok().and_then(|cases| cases.parse().ok());
    let config = Config {
        cases: cases.unwrap_or(2_000),
        rng_seed: RngSeed::Fixed(20_240_413),
        failure_persistence: None,
        ..Config::default()
    };
    let done = TestRunner::new(config).run(&of, |drawn| {
        test(drawn);
        Ok(())
    });
    done.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn random_bytes() {
    check(vec(any::<u8>(), 0..400), |bytes| for_all(|_, _| vec![&bytes]));
}

#[test]
fn random_edits() {
    let all = fixtures::all();
    let edit = (any::<usize>(), 0..4_usize, vec(any::<u8>(), 0..6));
    check(vec(edit, 1..6), |edits| {
        for fixture in &all {
            fixture.try_all(|_, text| {
                let mut worse = text.to_vec();
                for (at, length, bytes) in &edits {
                    let at = at % (worse.len() + 1);
                    worse.splice(at..(at + length).min(worse.len()), bytes.iter().copied());
                }
                vec![worse]
            });
        }
    });
}
