//! Damaged files of every format: each gives a timeline, or an error or a report with locations;
//! within bounded memory, and without a panic.
//!
//! `ESCALADE_CASES` sets the number of random cases, and asks for all of those that the ordinary run leaves out. The same
//! number gives the same cases.

#![cfg(all(feature = "json", feature = "csv"))]
#![allow(clippy::unwrap_used)]

mod fixtures;
mod promise;
mod shapes;
#[cfg(feature = "watch")]
mod watched;

use std::{
    fmt::Debug,
    fs,
    io::{self, BufRead, BufReader, Read},
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
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
/// The allocator counts the memory of the whole process, so that one test runs at a time. For the same
/// reason these tests are not in the binary of the other integration tests.
static ALONE: Mutex<()> = Mutex::new(());

const MEGABYTE: usize = 1 << 20;
/// The most bytes that reading may hold, the timeline included. A document is held as a whole.
const MAX_MEMORY: usize = 16 * MEGABYTE;
/// The same for the endless files, which are longer, so that a reader that holds a whole file fails.
/// The most that a reader holds is 3.2 million bytes on one core; on all cores it holds several blocks of a file.
const MAX_MEMORY_OF_ENDLESS: usize = if cfg!(feature = "parallel") { 16 } else { 4 } * MEGABYTE;

type Input<'i> = Box<dyn BufRead + 'i>;

fn lenient() -> Options {
    Options::new().bad_records(BadRecords::Skip { at_most: usize::MAX })
}

/// Waits until no other test runs.
fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads, and asserts the bound on memory and the properties of every reading.
fn read(options: &Options, inputs: Vec<(&str, Input<'_>)>, most: usize) -> Result<Reading, Error> {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let reading = options.read_all(inputs);
    let held = MEMORY.peak_usage().saturating_sub(before);
    assert!(held <= most, "{held} bytes were held, {most} may be");
    promise::check(&reading);
    reading
}

impl Fixture {
    /// Reads the input with one of its files replaced: strictly, leniently, and with its format to
    /// be recognised.
    fn read_with(&self, nth: usize, damaged: &[u8]) {
        let named = |options: Options| self.options(options);
        for options in [named(Options::new()), named(lenient()), lenient()] {
            // The result was checked by `read`.
            let _ = self.inputs(nth, damaged, |inputs| read(&options, inputs, MAX_MEMORY));
        }
    }

    fn inputs<T>(
        &self,
        nth: usize,
        damaged: &[u8],
        with: impl Fn(Vec<(&str, Input<'_>)>) -> T,
    ) -> T {
        let files = self.files.iter().enumerate();
        with(
            files
                .map(|(at, (name, text))| {
                    let text: Input<'_> = Box::new(if at == nth { damaged } else { text });
                    (*name, text)
                })
                .collect(),
        )
    }

    /// Returns the timeline of the input, with a change to its bytes that must not matter.
    fn timeline(&self, change: impl Fn(&[u8]) -> Vec<u8>) -> String {
        let changed: Vec<_> = self.files.iter().map(|(name, text)| (*name, change(text))).collect();
        let inputs = changed.iter().map(|(name, text)| (*name, &text[..]));
        let reading = self.options(Options::new()).read_all(inputs);
        to_json(&reading.unwrap_or_else(|error| panic!("{}: {error}", self.format)).timeline)
    }

    /// Reads the input with every damaged version of each of its files.
    fn read_all_damaged<W: AsRef<[u8]>>(&self, damage: impl Fn(&Fixture, &[u8]) -> Vec<W>) {
        for (nth, (_, text)) in self.files.iter().enumerate() {
            damage(self, text).iter().for_each(|damaged| self.read_with(nth, damaged.as_ref()));
        }
    }

    /// Splits a text into lines and fields, ignoring quotes.
    fn fields<'t>(&self, text: &'t [u8]) -> Vec<Vec<&'t [u8]>> {
        let lines = text.split(|byte| *byte == b'\n');
        lines.map(|line| line.split(|byte| *byte == self.separator).collect()).collect()
    }

    fn joined(&self, lines: &[Vec<&[u8]>]) -> Vec<u8> {
        let lines: Vec<_> = lines.iter().map(|fields| fields.join(&self.separator)).collect();
        lines.join(&b'\n')
    }

    /// Returns one text for each line, in which the fields of that line are changed.
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

fn to_json(timeline: &Timeline) -> String {
    let mut bytes = Vec::new();
    json::write(timeline, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Returns `true` if the number of cases is set, so that the slow tests leave nothing out.
fn is_thorough() -> bool {
    std::env::var_os("ESCALADE_CASES").is_some()
}

fn for_all_fixtures<W: AsRef<[u8]>>(damage: impl Fn(&Fixture, &[u8]) -> Vec<W>) {
    fixtures::all().iter().for_each(|fixture| fixture.read_all_damaged(&damage));
}

#[test]
fn the_fixtures_are_valid() {
    let _alone = alone();
    for fixture in fixtures::all() {
        let timeline = fixture.timeline(<[u8]>::to_vec);
        assert!(timeline.contains("\"events\""), "{} has no event", fixture.format);
    }
}

/// The seed inputs of the fuzzer and the inputs that it found. `tests/fuzz` checks the same
/// properties.
#[test]
fn the_corpus_of_the_fuzzer_is_read_or_refused() {
    let _alone = alone();
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
                let _ = read(&named(options), files.collect(), 2 * MAX_MEMORY);
            }
        }
    }
}

fn boxed(bytes: &[u8]) -> Input<'_> {
    Box::new(bytes)
}

#[test]
fn line_ends_and_byte_order_marks_change_nothing() {
    let _alone = alone();
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
fn columns_found_by_name_may_be_in_any_order() {
    let _alone = alone();
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
fn tables_may_have_other_delimiters() {
    let _alone = alone();
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
fn files_truncated_at_every_byte_are_read_or_refused() {
    let _alone = alone();
    for_all_fixtures(|_, text| (0..text.len()).map(|end| text[..end].to_vec()).collect());
    // Without their beginning, most files are refused at once or read like the next shorter one.
    let step = if is_thorough() { 1 } else { 3 };
    for_all_fixtures(|_, text| {
        (0..text.len()).step_by(step).map(|start| text[start..].to_vec()).collect()
    });
}

#[test]
fn files_with_one_changed_byte_are_read_or_refused() {
    let _alone = alone();
    for (nth, byte) in [b'\0', b'"', 0xff, b'\n', b'\r', b'\t'].into_iter().enumerate() {
        for_all_fixtures(|_, text| {
            // Each position gets three of the six bytes.
            (nth % 2..text.len())
                .step_by(2)
                .map(|at| {
                    let mut damaged = text.to_vec();
                    damaged[at] = byte;
                    damaged
                })
                .collect()
        });
    }
}

#[test]
fn extra_missing_and_moved_columns_are_read_or_refused() {
    let _alone = alone();
    for_all_fixtures(|fixture, text| fixture.with_each_line(text, |fields| fields.push(b"1")));
    for_all_fixtures(|fixture, text| {
        fixture.with_each_line(text, |fields| fields.truncate(fields.len() - 1))
    });
    for_all_fixtures(|fixture, text| {
        fixture.with_each_line(text, |fields| *fields = fields.split_off(1))
    });
    for_all_fixtures(|fixture, text| fixture.with_each_line(text, |fields| fields.reverse()));
    for_all_fixtures(|fixture, text| {
        let mut lines = fixture.fields(text);
        lines.iter_mut().for_each(|fields| fields.rotate_left(1));
        vec![fixture.joined(&lines)]
    });
}

#[test]
fn huge_fields_take_bounded_memory() {
    let _alone = alone();
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
                        fixture.read_with(nth, &fixture.joined(&lines));
                    }
                }
            }
        }
    }
}

#[test]
fn other_encodings_are_read_or_refused() {
    let _alone = alone();
    let wide = |order: fn(u16) -> [u8; 2]| {
        move |_: &Fixture, text: &[u8]| {
            let text = String::from_utf8_lossy(text);
            let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
            vec![units.flat_map(order).collect::<Vec<_>>()]
        }
    };
    for_all_fixtures(wide(u16::to_le_bytes));
    for_all_fixtures(wide(u16::to_be_bytes));
    let latin_1 = |byte: &u8| if *byte == b'e' { 0xe9 } else { *byte };
    for_all_fixtures(|_, text| vec![text.iter().map(latin_1).collect::<Vec<_>>()]);
}

#[test]
fn files_of_separators_are_read_or_refused() {
    let _alone = alone();
    for byte in *b"\t\n\r,;\"'{}[] \0|" {
        for length in [1, 2, 3, 60, 1_000] {
            for_all_fixtures(|_, _| vec![vec![byte; length]]);
            for_all_fixtures(|_, text| vec![[text, &vec![byte; length]].concat()]);
            for_all_fixtures(|_, text| vec![[&vec![byte; length], text].concat()]);
        }
    }
}

/// Valid lines followed by the same bytes over and over, longer than the memory that may be used.
#[test]
fn endless_files_take_bounded_memory() {
    let _alone = alone();
    // A quarter of the patterns for each format, in turn, if not all are asked for: all take most of a minute.
    let step = if is_thorough() { 1 } else { 4 };
    for (nth_format, fixture) in fixtures::all().into_iter().enumerate() {
        // The fixture of Timesketch is in JSON, of which records are held as a whole.
        let document = matches!(
            fixture.format,
            Format::Json | Format::Plover | Format::Stix | Format::Timesketch
        );
        let bytes = if document { MEGABYTE } else { MAX_MEMORY_OF_ENDLESS + 1 };
        let patterns =
            ["\t", ",", "\n", "\"", "x", "\0", "[", "{\"a\":", "x\n", "\t\n", "1,\"\n", "\r"];
        for pattern in patterns.into_iter().skip(nth_format % step).step_by(step) {
            let repeated = || BufReader::new(Repeated::new(pattern).take(bytes as u64));
            for (nth, (_, text)) in fixture.files.iter().enumerate() {
                for options in [Options::new(), lenient()] {
                    let options = fixture.options(options);
                    fixture.inputs(nth, text, |mut inputs| {
                        inputs[nth].1 = Box::new(text.chain(repeated()));
                        let _ = read(&options, inputs, MAX_MEMORY_OF_ENDLESS);
                    });
                }
            }
        }
    }
}

/// A reader of the same bytes over and over.
struct Repeated {
    /// The pattern many times, so that most reads copy one slice.
    block: String,
    at: usize,
}

impl Repeated {
    fn new(pattern: &str) -> Self {
        Self { block: pattern.repeat(4_096), at: 0 }
    }
}

impl Read for Repeated {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = (&self.block.as_bytes()[self.at..]).read(buffer)?;
        self.at = (self.at + read) % self.block.len();
        Ok(read)
    }
}

fn check<T: Debug>(of: impl Strategy<Value = T>, test: impl Fn(T)) {
    let cases = std::env::var("ESCALADE_CASES").ok().and_then(|cases| cases.parse().ok());
    let config = Config {
        cases: cases.unwrap_or(500),
        rng_seed: RngSeed::Fixed(20_240_413),
        failure_persistence: None,
        ..Config::default()
    };
    let done = TestRunner::new(config).run(&of, |input| {
        test(input);
        Ok(())
    });
    done.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn random_bytes_are_read_or_refused() {
    let _alone = alone();
    check(vec(any::<u8>(), 0..400), |bytes| for_all_fixtures(|_, _| vec![&bytes]));
}

#[test]
fn files_with_random_edits_are_read_or_refused() {
    let _alone = alone();
    let all = fixtures::all();
    let edit = (any::<usize>(), 0..4_usize, vec(any::<u8>(), 0..6));
    check(vec(edit, 1..6), |edits| {
        for fixture in &all {
            fixture.read_all_damaged(|_, text| {
                let mut damaged = text.to_vec();
                for (at, length, bytes) in &edits {
                    let at = at % (damaged.len() + 1);
                    damaged.splice(at..(at + length).min(damaged.len()), bytes.iter().copied());
                }
                vec![damaged]
            });
        }
    });
}
