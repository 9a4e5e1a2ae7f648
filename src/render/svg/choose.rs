//! What of a scene a chart shows, and what it says of the rest.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Form, Svg,
    axis::Axis,
    sheet::{Entry, SMALL, Sample, actors},
};
use crate::{
    model::Level,
    render::{
        measure::wrapped,
        plain::{isolated, shown},
        scene::{Mark, Party, Scene, Tie, TieKind, plural},
    },
    scale::Kahn,
};

/// Up to how many events each has a mark of its own.
pub(super) const MERGED: usize = 600;
/// And up to how many stand one above the other in a row.
const STACKED: f64 = 20.0;
/// Up to how many events all have labels, of two lines, and bars show every onset that is not an instant.
pub(super) const SPARSE: usize = 48;
/// In how many stretches of time labels and lines are spread.
const STRETCHES: usize = 12;

/// How wide the names of rows are at most.
const GUTTER: f64 = 132.0;

/// The events of each row, and its label: lines, and the language they are in.
type Rows = (Vec<Vec<usize>>, Vec<(Vec<String>, Option<String>)>);

/// A row for each level that occurs, the highest first, and one for events without.
pub(super) fn by_level(scene: &Scene<'_, '_>) -> Rows {
    let mut rows: BTreeMap<Option<Level>, Vec<usize>> = BTreeMap::new();
    for (nth, mark) in scene.marks.iter().enumerate() {
        rows.entry(mark.level).or_default().push(nth);
    }
    let is_kahn = scene.scale() == "kahn";
    let label = |level: &Option<Level>| {
        let Some(level) = level else { return vec!["no level".to_owned()] };
        let rung = Kahn::rungs()
            .iter()
            .find(|rung| is_kahn && Level::from(i32::from(rung.number())) == *level);
        match rung {
            Some(rung) => wrapped(&format!("{level} {}", rung.name()), SMALL, GUTTER),
            None => vec![level.to_string()],
        }
    };
    let labels = rows.keys().rev().map(|level| (label(level), None)).collect();
    (rows.into_values().rev().collect(), labels)
}

/// A row for each actor that does anything, those that do most first, and then for those only acted upon.
pub(super) fn by_actor(scene: &Scene<'_, '_>, most: usize) -> Rows {
    let parties = &scene.parties[..scene.parties.len().min(most)];
    let mut rows = vec![Vec::new(); parties.len()];
    let mut unknown = Vec::new();
    for (nth, mark) in scene.marks.iter().enumerate() {
        match mark.by.first() {
            Some(party) if *party < rows.len() => rows[*party].push(nth),
            Some(_) => {}
            None => unknown.push(nth),
        }
    }
    let name = |party: &Party| (wrapped(&isolated(&party.name), SMALL, GUTTER), party.lang.clone());
    let mut labels: Vec<_> = parties.iter().map(name).collect();
    if !unknown.is_empty() {
        rows.push(unknown);
        labels.push((vec!["unknown".to_owned()], None));
    }
    (rows, labels)
}

/// By row of a ladder, the line that lies just above it.
pub(super) fn thresholds(svg: &Svg, scene: &Scene<'_, '_>) -> BTreeMap<usize, Vec<String>> {
    let mut found: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    if svg.form != Form::Ladder {
        return found;
    }
    let levels: BTreeSet<Level> = scene.marks.iter().filter_map(|mark| mark.level).collect();
    let levels: Vec<Level> = levels.into_iter().rev().collect();
    for threshold in scene.picture.chains.query().scale().thresholds() {
        let above = levels.iter().filter(|level| **level >= threshold.level()).count();
        if above > 0 && above < levels.len() {
            let name = wrapped(&shown(threshold.name()), SMALL, GUTTER);
            found.entry(above).or_default().extend(name);
        }
    }
    found
}

/// What is best of each stretch of time in turn, then what is next.
fn spread<K: Ord>(
    scene: &Scene<'_, '_>,
    number: usize,
    mark: impl Fn(usize) -> usize,
    goodness: impl Fn(usize) -> K,
) -> Vec<usize> {
    let (start, end) = span(scene);
    let stretch = |nth: usize| {
        let second = scene.marks[mark(nth)].event.earliest().timestamp();
        (i128::from(second - start) * STRETCHES as i128 / i128::from(end - start).max(1)) as usize
    };
    let mut stretches: Vec<Vec<usize>> = vec![Vec::new(); STRETCHES + 1];
    for nth in 0..number {
        stretches[stretch(nth).min(STRETCHES)].push(nth);
    }
    let mut order = Vec::new();
    for stretch in &mut stretches {
        stretch.sort_by_cached_key(|nth| Reverse(goodness(*nth)));
        order.extend(stretch.iter().copied().enumerate());
    }
    order.sort_unstable();
    order.into_iter().map(|(_, nth)| nth).collect()
}

/// How much suits few events, many, and more than have marks of their own.
fn by_number(scene: &Scene<'_, '_>, [few, many, merged]: [usize; 3]) -> usize {
    match scene.marks.len() {
        number if number <= SPARSE => few,
        number if number <= MERGED => many,
        _ => merged,
    }
}

/// The lines to be drawn, the foremost first: those that somebody declares, then of each stretch of time
/// those of the greatest rise.
pub(super) fn lines(scene: &Scene<'_, '_>, svg: &Svg) -> Vec<usize> {
    let most = svg.lines.unwrap_or_else(|| by_number(scene, [150, 16, 12]));
    let rise = |tie: &Tie| {
        let level =
            |nth: usize| scene.marks[nth].level.map_or(0, |level| i64::from(level.tenths()));
        level(tie.to) - level(tie.from)
    };
    let ties = &scene.ties;
    let mut order =
        spread(scene, ties.len(), |nth| ties[nth].to, |nth| (rise(&ties[nth]), Reverse(nth)));
    order.sort_by_key(|nth| ties[*nth].kind == TieKind::Inferred);
    order.truncate(most);
    order
}

/// The events to be labelled: those that lines join, then of each stretch of time those of the highest
/// level.
pub(super) fn labelled(scene: &Scene<'_, '_>, svg: &Svg, lines: &[usize]) -> BTreeSet<usize> {
    let most = svg.labels.unwrap_or_else(|| by_number(scene, [SPARSE, 32, 24]));
    let joined = lines.iter().flat_map(|nth| [scene.ties[*nth].from, scene.ties[*nth].to]);
    let high =
        spread(scene, scene.marks.len(), |nth| nth, |nth| (scene.marks[nth].level, Reverse(nth)));
    let mut chosen = BTreeSet::new();
    for nth in joined.chain(high) {
        if chosen.len() == most {
            break;
        }
        chosen.insert(nth);
    }
    chosen
}

/// Whether the bar of its onset is drawn: among many marks, only where that is vaguer than a day.
pub(super) fn is_bar_shown(scene: &Scene<'_, '_>, mark: &Mark<'_>) -> bool {
    let wide = mark.event.latest() - mark.event.earliest();
    wide.num_days() > 1 || scene.marks.len() <= SPARSE && wide.num_minutes() > 1
}

pub(super) fn span(scene: &Scene<'_, '_>) -> (i64, i64) {
    let start = scene.marks.first().map_or(0, |mark| mark.event.earliest().timestamp());
    let ends = scene.marks.iter().map(|mark| {
        let when = mark.event.when();
        when.end().unwrap_or(when.latest()).max(when.latest()).timestamp()
    });
    (start, ends.max().unwrap_or(start))
}

pub(super) fn entries(svg: &Svg, scene: &Scene<'_, '_>) -> Vec<Vec<Entry>> {
    let has = |kind| scene.ties.iter().any(|tie| tie.kind == kind);
    let mut signs = Vec::new();
    for (kind, words) in [
        (TieKind::Declared, "answers, as somebody declares"),
        (TieKind::Inferred, "may answer, by rule"),
        (TieKind::CarriesOut, "carries out a threat or announcement"),
    ] {
        if has(kind) {
            signs.push(Entry::new(Sample::Tie(kind), words));
        }
    }
    if scene.ties.iter().any(|tie| tie.sure.is_some()) {
        signs.push(Entry::new(Sample::None, "(fainter: less sure)"));
    }
    if scene.marks.iter().any(|mark| is_bar_shown(scene, mark)) {
        signs.push(Entry::new(Sample::Bar, "began somewhere in it"));
    }
    if scene.marks.iter().any(|mark| mark.disputed) {
        signs.push(Entry::new(Sample::Hatched, "who did it is in doubt"));
    }
    if svg.form == Form::Lanes {
        let of = if scene.marks.len() > SPARSE { ", where it has a label" } else { "" };
        let words = format!("thin line: at whom it was directed{of}");
        signs.push(Entry::new(Sample::None, words));
    }
    vec![actors(scene, 24), signs]
}

/// Whether events of one actor, row and time share a mark.
pub(super) fn is_shared(scene: &Scene<'_, '_>, rows: &[Vec<usize>], axis: &Axis) -> bool {
    const WIDE: f64 = 14.0;
    let is_stacked = |row: &Vec<usize>| {
        let mut stacks: BTreeMap<i64, f64> = BTreeMap::new();
        for nth in row {
            let event = scene.marks[*nth].event;
            let [from, to] = [event.earliest(), event.latest()].map(|at| axis.x(at.timestamp()));
            // Where its onset has room for some beside one another, it adds less to the stack.
            *stacks.entry((from / WIDE) as i64).or_default() += WIDE / (to - from).max(WIDE);
        }
        stacks.values().any(|high| *high > STACKED)
    };
    scene.marks.len() > MERGED || rows.iter().any(is_stacked)
}

pub(super) fn notes(
    scene: &Scene<'_, '_>,
    shared: bool,
    labelled: usize,
    lines: usize,
    left_out: usize,
) -> Vec<String> {
    let mut notes = vec!["An arrow leads to a candidate response, not from a cause.".to_owned()];
    if labelled < scene.marks.len() {
        notes.push(format!(
            "{labelled} of {} are labelled: those that arrows join, then those of the highest levels.",
            plural(scene.marks.len(), "event")
        ));
    }
    if shared {
        notes.push("Events of one actor, level and time share a mark.".to_owned());
    }
    if left_out > 0 {
        notes
            .push(format!("{} of actors without a lane are not drawn.", plural(left_out, "event")));
    }
    let undrawn = (scene.ties.len() - lines) as u64 + scene.hops_left;
    if undrawn > 0 {
        notes.push(format!("{undrawn} answers of less rise are not drawn."));
    }
    notes
}
