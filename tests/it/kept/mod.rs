//! Timelines kept in files: every field comes back, and a file that was cut or altered is refused.

mod damaged;
mod described;
mod random_timeline;
mod sums;

use std::{fs, io::Cursor, path::Path};

use escalade::{ErrorKind, Timeline, read};
use rand_pcg::{Pcg64, rand_core::SeedableRng};

use crate::{
    properties::{check_all, strategies::drafts},
    random_cases::{cases, seed},
    test_folder::TestFolder,
};

fn kept(timeline: &Timeline) -> Vec<u8> {
    let mut file = Vec::new();
    timeline.write_ipc(&mut file).unwrap();
    file
}

fn loaded(file: &[u8]) -> Timeline {
    Timeline::load_from(Cursor::new(file)).unwrap_or_else(|error| panic!("{error}"))
}

/// Checks that a timeline comes back with every field.
fn assert_comes_back(timeline: &Timeline) {
    let back = loaded(&kept(timeline));
    let (before, after) = (described::lines(timeline), described::lines(&back));
    for (one, other) in before.iter().zip(&after) {
        assert_eq!(one, other);
    }
    assert_eq!(before.len(), after.len());
    assert_eq!(kept(timeline), kept(&back), "the same bytes");
    #[cfg(feature = "parquet")]
    {
        let mut file = Vec::new();
        timeline.write_parquet(&mut file).unwrap();
        assert_eq!(before, described::lines(&loaded(&file)), "from Parquet");
    }
}

#[test]
fn random_timelines_with_every_field_come_back() {
    for case in 0..cases(300) {
        let mut random = Pcg64::seed_from_u64(seed(case.into()));
        assert_comes_back(&random_timeline::draw(&mut random));
    }
}

#[test]
fn random_timelines_of_queries_come_back() {
    check_all(drafts(), 300, |drafts| {
        assert_comes_back(&crate::oracle::engine::build(drafts));
        Ok(())
    });
}

#[test]
fn timelines_of_files_come_back() {
    for path in [
        "tests/data/everything.json",
        "tests/data/crises/rockets.json",
        "tests/data/crises/strait.json",
        "examples/data/crisis-2024.json",
        "tests/data/gdelt2.tsv",
        "tests/data/ucdp_ged.csv",
    ] {
        assert_comes_back(&read::open(path).unwrap().timeline);
    }
    assert_comes_back(&Timeline::builder().build().unwrap());
}

#[test]
fn more_events_than_a_batch_come_back() {
    use escalade::{Actor, Code, Vocabulary, model::Extras};
    let mut builder = Timeline::builder();
    let actors = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
    let code = builder.add_code(Code::new(Vocabulary::Cameo, "190"), None);
    let first = chrono::NaiveDate::from_ymd_opt(1979, 1, 1).unwrap();
    for nth in 0..150_000_u64 {
        // Out of order, and some without a target.
        let day = first + chrono::Days::new(nth * 7_919 % 10_000);
        let target = (nth % 11 > 0).then_some(actors[(nth % 3) as usize]);
        let row = builder.add_row(actors[(nth * 5 % 3) as usize], target, day, code);
        if nth == 70_000 {
            builder.set_extras(row, Extras::new().with_mentions(3));
        }
    }
    let timeline = builder.build().unwrap();
    let file = kept(&timeline);
    assert!(file.len() < 32 * 150_000, "{} bytes", file.len());
    let back = loaded(&file);
    let order = |timeline: &Timeline| -> Vec<String> {
        let label = |event: escalade::timeline::EventRef<'_>| {
            format!("{:?} {:?} {}", event.sources(), event.targets(), event.when())
        };
        timeline.events().map(label).collect()
    };
    assert_eq!(order(&timeline), order(&back));
    assert_eq!(back.event_at(0).id(), timeline.event_at(0).id());
}

#[test]
fn a_file_is_replaced_as_a_whole() {
    let folder = TestFolder::new("kept");
    let path = folder.0.join("timeline.arrow");
    let timeline = read::open("tests/data/everything.json").unwrap().timeline;
    timeline.save(&path).unwrap();
    timeline.save(&path).unwrap();
    assert_eq!(described::lines(&timeline), described::lines(&Timeline::load(&path).unwrap()));
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "no other file is left");
    let error = timeline.save(folder.0.join("none").join("timeline.arrow")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.to_string().contains("timeline.arrow"), "{error}");
    let error = timeline.save(&folder.0).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let mut beside = fs::read_dir(folder.0.parent().unwrap()).unwrap().flatten();
    let part = format!("{}.", name(&folder.0));
    assert!(beside.all(|entry| !name(&entry.path()).starts_with(&part)), "no part is left");
}

/// A file is written beside and renamed, under a name that no file has.
#[test]
fn a_file_is_replaced_whole_or_not_at_all() {
    let folder = TestFolder::new("replaced");
    let path = folder.0.join("kept.arrow");
    let one = read::open("examples/data/crisis-2024.json").unwrap().timeline;
    let part = |nth: u32| folder.0.join(format!("kept.arrow.{}-{nth}.part", std::process::id()));
    for nth in 0..1_000 {
        fs::write(part(nth), "of another").unwrap();
    }
    one.save(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), kept(&one));
    assert!(!part(1_000).exists() && fs::read(part(0)).unwrap() == b"of another");
    fs::write(part(1_000), "of another").unwrap();
    let empty = Timeline::builder().build().unwrap();
    assert_eq!(empty.save(&path).unwrap_err().kind(), ErrorKind::Io);
    assert_eq!(fs::read(&path).unwrap(), kept(&one), "as it was");
    for nth in 0..=1_000 {
        fs::remove_file(part(nth)).unwrap();
    }
    empty.save(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), kept(&empty));
}
