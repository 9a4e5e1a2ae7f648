//! Files that were cut or altered.

use std::io::Cursor;

use escalade::{ErrorKind, Timeline, read};

use super::{described, kept, loaded, sums::sum_anew};

fn everything() -> Timeline {
    read::open("tests/data/everything.json").unwrap().timeline
}

#[test]
fn a_file_that_is_cut_anywhere_is_refused() {
    let file = kept(&everything());
    for end in 0..file.len() {
        let error = Timeline::load_from(Cursor::new(&file[..end])).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{end}: {error}");
        assert!(!error.issues()[0].remedy().is_empty());
        if end >= 6 {
            assert!(error.to_string().contains(&format!("byte {end}")), "{end}: {error}");
        }
    }
}

/// The length of the footer stands before the mark at the end.
#[test]
fn a_footer_that_the_file_cannot_hold_is_refused() {
    let file = kept(&everything());
    let (at, size) = (file.len() - 10, file.len() as i32);
    for length in [-1, 0, 1, size - 11, size - 10, size - 9, size, i32::MAX] {
        let mut file = file.clone();
        file[at..at + 4].copy_from_slice(&length.to_le_bytes());
        let error = Timeline::load_from(Cursor::new(&file)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{length}: {error}");
    }
}

#[test]
fn a_file_with_any_byte_altered_is_refused() {
    let file = kept(&everything());
    for nth in 0..file.len() {
        for flipped in [1, 0x80, 0xff] {
            let mut file = file.clone();
            file[nth] ^= flipped;
            let error = Timeline::load_from(Cursor::new(&file)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Input, "{nth}: {error}");
        }
    }
}

#[cfg(feature = "parquet")]
#[test]
fn a_parquet_file_that_is_cut_or_altered_is_refused() {
    let mut file = Vec::new();
    everything().write_parquet(&mut file).unwrap();
    for end in (0..file.len()).step_by(7) {
        let error = Timeline::load_from(Cursor::new(&file[..end])).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{end}: {error}");
    }
    for nth in 0..file.len() {
        let mut file = file.clone();
        file[nth] ^= 0x10;
        let error = Timeline::load_from(Cursor::new(&file)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{nth}: {error}");
    }
}

#[test]
fn the_place_of_an_altered_byte_is_told() {
    let mut builder = Timeline::builder();
    let actor = builder.add_actor(escalade::Actor::new("A"));
    let code = builder.add_code(escalade::Code::new(escalade::Vocabulary::Cameo, "190"), None);
    for nth in 0..100_000 {
        let time = chrono::DateTime::from_timestamp(nth, 0).unwrap();
        builder.add_row(actor, None, time, code);
    }
    let mut file = kept(&builder.build().unwrap());
    loaded(&file);
    file[1_500_000] ^= 4;
    let error = Timeline::load_from(Cursor::new(&file)).unwrap_err();
    let place = error.issues()[0].location();
    assert_eq!(place.field(), Some("bytes 1048576 to 2097151"));
    file[1_500_000] ^= 4;
    let last = file.len() - 40;
    file[last] ^= 1;
    let error = Timeline::load_from(Cursor::new(&file)).unwrap_err();
    assert!(error.issues()[0].location().field().is_some_and(|place| place.starts_with("bytes ")));
}

#[test]
fn a_newer_version_is_named() {
    let file = kept(&everything());
    let text = b"escalade timeline, version 1,";
    let at = file.windows(text.len()).position(|window| window == text).unwrap();
    let mut newer = file.clone();
    newer[at + text.len() - 2] = b'2';
    let error = Timeline::load_from(Cursor::new(&newer)).unwrap_err().to_string();
    assert!(error.contains("version 2") && error.contains("newer release"), "{error}");
}

#[test]
fn files_of_other_kinds_are_refused_with_a_remedy() {
    for bytes in [&b""[..], b"{}", b"PK\x03\x04", b"ARROW1", &[0; 100]] {
        let error = Timeline::load_from(Cursor::new(bytes)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
    }
    let error = Timeline::load("tests/data/everything.json").unwrap_err();
    let place = error.issues()[0].location();
    assert_eq!(place.file(), Some("tests/data/everything.json"));
    assert!(error.to_string().contains("read::open"), "{error}");
    let error = Timeline::load("tests/data/no such file").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
}

/// Bytes altered where their checksums were computed anew, as only someone can who means it: refused, or a timeline
/// that builds. In no case a panic.
#[test]
fn altered_files_with_right_checksums_never_panic() {
    let file = kept(&everything());
    let mut equal = 0;
    for nth in 0..file.len() {
        for flipped in [1, 0x80, 0xff] {
            let mut file = file.clone();
            file[nth] ^= flipped;
            if !sum_anew(&mut file) {
                continue;
            }
            match Timeline::load_from(Cursor::new(&file)) {
                Ok(timeline) => equal += usize::from(!described::lines(&timeline).is_empty()),
                Err(error) => assert_eq!(error.kind(), ErrorKind::Input, "{nth}: {error}"),
            }
        }
    }
    assert!(equal > 0, "the padding between buffers may have any bytes");
}
