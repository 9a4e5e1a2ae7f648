//! The functions that the fuzz targets call: every reading must have the documented properties, whatever the bytes.

#![forbid(unsafe_code)]

mod promise {
    include!("../../hostile/promise.rs");
}

mod kept_sums {
    mod sums {
        include!("../../it/kept/sums.rs");
    }

    pub fn sum_anew(file: &mut [u8]) -> bool {
        sums::sum_anew(file)
    }

    pub fn crc32(bytes: &[u8]) -> u32 {
        sums::crc32(bytes)
    }
}

mod batches;
mod feed;
mod html;
mod journal;
mod predicate;
mod saved_again;

use std::{
    io::Cursor,
    panic,
    sync::{LazyLock, Once},
};

use chrono::TimeDelta;
use escalade::{
    Query, Timeline, Vocabulary,
    read::{BadRecords, Columns, DateOrder, Extra, Format, LeadingZeros, Options, Reading, json},
};

pub use batches::batches;
pub use feed::feed;
pub use html::html;
pub use journal::journal;
pub use predicate::predicate;
pub use saved_again::saved_again;

/// The byte between the files of one input, for formats of several files.
const BETWEEN_FILES: u8 = 0x1e;

/// A target that reads its input in a format, or in the recognised one if that is `None`.
#[macro_export]
macro_rules! reader {
    ($format:expr) => {
        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| $crate::read($format, bytes));
    };
}

/// Reads an input strictly, and leniently with all extras.
pub fn read(format: Option<Format>, bytes: &[u8]) {
    let files: Vec<&[u8]> = bytes.split(|byte| *byte == BETWEEN_FILES).collect();
    read_files(format, bytes, &files);
}

/// Reads files as [`read`] does. The beginning of `bytes` is also read as a file of aliases.
fn read_files(format: Option<Format>, bytes: &[u8], files: &[&[u8]]) {
    let_the_library_catch_panics_of_the_decoder();
    let strict = named(format, Options::new());
    let aliases = &bytes[..bytes.len().min(1 << 10)];
    // A file of aliases may be refused, too.
    let _ = Options::new().read_aliases("aliases", aliases);
    let without_ids = named(
        format,
        Options::new()
            .bad_records(BadRecords::Skip { at_most: usize::MAX })
            .without_ids()
            .date_order(DateOrder::DayFirst)
            .leading_zeros(LeadingZeros::Keep),
    );
    let all = Options::new()
        .bad_records(BadRecords::Skip { at_most: usize::MAX })
        .descriptions()
        .one_event_per_id()
        .date_order(DateOrder::MonthFirst)
        .leading_zeros(LeadingZeros::Restore)
        .missing(["Unknown", "x"])
        .keep(Extra::ALL.iter().copied())
        .max_lag(TimeDelta::days(400))
        .max_expansion(10);
    for options in [strict, without_ids, named(format, all)] {
        let files = files.iter().enumerate();
        let reading = options.read_all(files.map(|(nth, file)| (nth.to_string(), *file)));
        promise::check(&reading);
        if let Ok(Reading { timeline, .. }) = reading {
            is_read_as_written(&timeline);
            count(&timeline, &Query::escalation().max_gap(TimeDelta::days(7)));
        }
    }
}

fn named(format: Option<Format>, options: Options) -> Options {
    match format {
        Some(Format::Csv) => options.columns(
            Columns::new("day")
                .end("until")
                .source("who")
                .target("whom")
                .separator('|')
                .code("what", Vocabulary::Cameo)
                .score("score")
                .mutual("mutual")
                .killed("killed")
                .confidence("sure")
                .text("text")
                .id("id"),
        ),
        Some(format) => options.format(format),
        None => options,
    }
}

/// The library catches panics of the crate `parquet` and returns an error, but libFuzzer ends the process at every panic.
/// Panics of all other crates still end it.
fn let_the_library_catch_panics_of_the_decoder() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let ends_the_process = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            let is_in = |name| panic.location().is_some_and(|place| place.file().contains(name));
            if !["/parquet-", "/arrow-", "/bytes-"].into_iter().any(is_in) {
                ends_the_process(panic);
            }
        }));
    });
}

fn written(timeline: &Timeline) -> Vec<u8> {
    let mut bytes = Vec::new();
    json::write(timeline, &mut bytes).expect("memory can be written to");
    bytes
}

fn is_read_as_written(timeline: &Timeline) {
    let document = written(timeline);
    let again = Options::new().format(Format::Json).read("document", &document[..]);
    let again = again.unwrap_or_else(|error| {
        panic!("{error}\nin what was written:\n{}", String::from_utf8_lossy(&document))
    });
    assert_eq!(
        String::from_utf8_lossy(&document),
        String::from_utf8_lossy(&written(&again.timeline))
    );
}

/// A query the engine refuses has its reason; one that it takes has an answer.
fn count(timeline: &Timeline, query: &Query) {
    if let Ok(chains) = timeline.chains(query) {
        let _ = chains.count();
    }
}

/// A timeline with every field that there is.
static EVERYTHING: LazyLock<Timeline> = LazyLock::new(|| {
    let document = include_bytes!("../../data/everything.json");
    Options::new().read("everything.json", &document[..]).expect("a sound file").timeline
});

/// Reads a query, writes it, and asks it.
pub fn query(bytes: &[u8]) {
    let Ok(query) = serde_json::from_slice::<Query>(bytes) else { return };
    let written = serde_json::to_string(&query).expect("what was read can be written");
    let again: Query = serde_json::from_str(&written).expect("what was written can be read");
    assert_eq!(written, serde_json::to_string(&again).expect("as before"));
    count(&EVERYTHING, &query);
}

/// Loads an input as a kept timeline, as it is and with the right checksums, and reads it as a table. A timeline that is
/// loaded comes back the same.
pub fn kept(bytes: &[u8]) {
    let mut summed = bytes.to_vec();
    let is_summed = kept_sums::sum_anew(&mut summed);
    for bytes in [bytes, &summed] {
        if let Ok(timeline) = Timeline::load_from(Cursor::new(bytes)) {
            let mut again = Vec::new();
            timeline.write_ipc(&mut again).expect("memory can be written");
            let back = Timeline::load_from(Cursor::new(&again)).expect("a sound file");
            let json = |timeline: &Timeline| serde_json::to_value(timeline).expect("a document");
            assert_eq!(json(&timeline), json(&back));
        }
        if !is_summed {
            break;
        }
    }
    read(None, bytes);
}
