//! Every format, byte for byte, on the crisis and on a war of a month.

use std::{fs, path::Path};

use escalade::{
    Timeline,
    render::{Picture, Render, Svg},
};

use super::scenes::{answers, crisis, formats, of_crisis, war};

/// Compares with a file, or writes it where that is asked for.
fn compare(file: &Path, drawn: &str) {
    if std::env::var_os("ESCALADE_BLESS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, drawn).unwrap();
    }
    let golden = fs::read_to_string(file).unwrap_or_default();
    let first = golden.lines().zip(drawn.lines()).position(|(golden, drawn)| golden != drawn);
    assert!(
        golden == drawn,
        "{} differs, first in line {:?}",
        file.display(),
        first.map(|nth| nth + 1)
    );
}

fn in_golden(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/render/golden").join(name)
}

#[test]
fn the_crisis_is_drawn_as_ever() {
    let timeline = crisis();
    for (name, format, picture) in formats(&of_crisis(&timeline)) {
        compare(&in_golden(&format!("crisis-{name}")), &format.render_to_string(&picture));
    }
}

#[test]
fn a_war_of_a_month_is_drawn_as_ever() {
    let timeline = war(90, 30);
    let chains = timeline.chains(&answers(4)).unwrap();
    for (name, format, picture) in formats(&chains) {
        compare(&in_golden(&format!("war-{name}")), &format.render_to_string(&picture));
    }
}

#[test]
fn the_ladder_of_april_is_the_one_shown() {
    let timeline = crisis();
    let ladder = Svg::ladder().render_to_string(&Picture::hops(&of_crisis(&timeline)));
    compare(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/april-2024.svg"), &ladder);
}

#[test]
fn a_timeline_read_again_is_drawn_the_same() {
    let timeline = crisis();
    let written = serde_json::to_string(&timeline).unwrap();
    let again: Timeline = serde_json::from_str(&written).unwrap();
    let (first, second) = (of_crisis(&timeline), of_crisis(&again));
    for ((name, format, one), (_, _, other)) in formats(&first).into_iter().zip(formats(&second)) {
        assert_eq!(format.render_to_string(&one), format.render_to_string(&other), "{name}");
    }
}
