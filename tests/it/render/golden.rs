//! Every format byte for byte, for the crisis and for a war of a month.

use std::{fs, path::Path};

use escalade::{
    Timeline,
    render::{Picture, Render, Svg},
};

use super::scenes::{answers, crisis, formats, of_crisis, war};

/// Compares a picture with a file, or writes the file if `ESCALADE_BLESS` is set.
fn compare(file: &Path, picture: &str) {
    if std::env::var_os("ESCALADE_BLESS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, picture).unwrap();
    }
    let golden = fs::read_to_string(file).unwrap_or_default();
    let first = golden.lines().zip(picture.lines()).position(|(golden, picture)| golden != picture);
    assert!(
        golden == picture,
        "{} differs, first in line {:?}",
        file.display(),
        first.map(|nth| nth + 1)
    );
}

fn in_golden(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/render/golden").join(name)
}

#[test]
fn pictures_of_the_crisis_match_the_golden_files() {
    let timeline = crisis();
    for (name, format, picture) in formats(&of_crisis(&timeline)) {
        compare(&in_golden(&format!("crisis-{name}")), &format.render_to_string(&picture));
    }
}

#[test]
fn pictures_of_a_war_match_the_golden_files() {
    let timeline = war(90, 30);
    let chains = timeline.chains(&answers(4)).unwrap();
    for (name, format, picture) in formats(&chains) {
        compare(&in_golden(&format!("war-{name}")), &format.render_to_string(&picture));
    }
}

#[test]
fn the_ladder_in_examples_is_up_to_date() {
    let timeline = crisis();
    let ladder = Svg::ladder().render_to_string(&Picture::hops(&of_crisis(&timeline)));
    compare(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/april-2024.svg"), &ladder);
}

#[test]
fn a_timeline_written_and_read_gives_the_same_pictures() {
    let timeline = crisis();
    let written = serde_json::to_string(&timeline).unwrap();
    let again: Timeline = serde_json::from_str(&written).unwrap();
    let (first, second) = (of_crisis(&timeline), of_crisis(&again));
    for ((name, format, one), (_, _, other)) in formats(&first).into_iter().zip(formats(&second)) {
        assert_eq!(format.render_to_string(&one), format.render_to_string(&other), "{name}");
    }
}
