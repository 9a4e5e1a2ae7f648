//! Chooses which events and lines of a scene a chart shows, and states what is left out.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    axis::Axis,
    legend::{LegendEntry, LegendSymbol, party_entries},
    settings::{Svg, SvgForm},
    style::SMALL,
};
use crate::{
    model::Level,
    render::{
        measure::wrapped,
        scene::{Mark, Party, Scene, Tie, TieKind, plural},
    },
    safe_text::{isolated, on_one_line},
    scale::Kahn,
};

/// Largest number of events of which each has a mark of its own.
pub(super) const MAX_OWN_MARKS: usize = 600;
/// Largest number of marks above each other in a row. If there are more, events share marks.
const MAX_STACKED: f64 = 20.0;
/// Largest number of events in a chart in which all have labels of two lines, and bars show every onset that is
/// not an instant.
pub(super) const MAX_SPARSE: usize = 48;
/// Number of equal parts of the period from which labels and lines are chosen in turn.
const STRETCHES: usize = 12;

/// Largest width of the name of a row, in pixels.
const ROW_NAME_WIDTH: f64 = 132.0;

/// The name of a row.
pub(super) struct RowLabel {
    pub(super) lines: Vec<String>,
    /// The language of the name; `None` if it is not a name from the timeline.
    pub(super) lang: Option<String>,
}

/// The events of each row, and the name of each row.
type LabelledRows = (Vec<Vec<usize>>, Vec<RowLabel>);

/// Makes a row for each level that occurs, the highest first, and one for events without a level.
pub(super) fn rows_by_level(scene: &Scene<'_, '_>) -> LabelledRows {
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
            Some(rung) => wrapped(&format!("{level} {}", rung.name()), SMALL, ROW_NAME_WIDTH),
            None => vec![level.to_string()],
        }
    };
    let labels =
        rows.keys().rev().map(|level| RowLabel { lines: label(level), lang: None }).collect();
    (rows.into_values().rev().collect(), labels)
}

/// Makes a row for each of the first `max_actors` parties, and one for events of unknown actors.
pub(super) fn rows_by_actor(scene: &Scene<'_, '_>, max_actors: usize) -> LabelledRows {
    let parties = &scene.parties[..scene.parties.len().min(max_actors)];
    let mut rows = vec![Vec::new(); parties.len()];
    let mut unknown = Vec::new();
    for (nth, mark) in scene.marks.iter().enumerate() {
        match mark.by.first() {
            Some(party) if *party < rows.len() => rows[*party].push(nth),
            Some(_) => {}
            None => unknown.push(nth),
        }
    }
    let label = |party: &Party| RowLabel {
        lines: wrapped(&isolated(&party.name), SMALL, ROW_NAME_WIDTH),
        lang: party.lang.clone(),
    };
    let mut labels: Vec<_> = parties.iter().map(label).collect();
    if !unknown.is_empty() {
        rows.push(unknown);
        labels.push(RowLabel { lines: vec!["unknown".to_owned()], lang: None });
    }
    (rows, labels)
}

/// Returns the names of the thresholds of the scale that lie just above a row of a ladder, by row.
pub(super) fn thresholds(svg: &Svg, scene: &Scene<'_, '_>) -> BTreeMap<usize, Vec<String>> {
    let mut found: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    if svg.form != SvgForm::Ladder {
        return found;
    }
    let levels: BTreeSet<Level> = scene.marks.iter().filter_map(|mark| mark.level).collect();
    let levels: Vec<Level> = levels.into_iter().rev().collect();
    for threshold in scene.picture.chains.query().scale().thresholds() {
        let above = levels.iter().filter(|level| **level >= threshold.level()).count();
        if above > 0 && above < levels.len() {
            let name = wrapped(&on_one_line(threshold.name()), SMALL, ROW_NAME_WIDTH);
            found.entry(above).or_default().extend(name);
        }
    }
    found
}

/// Orders items `0..number` so that any prefix is spread over time: the best item of each stretch of time, then
/// the second best of each, and so on. `mark` returns the event of an item; a greater `goodness` is better.
fn spread_over_time<K: Ord>(
    scene: &Scene<'_, '_>,
    number: usize,
    mark: impl Fn(usize) -> usize,
    goodness: impl Fn(usize) -> K,
) -> Vec<usize> {
    let (start, end) = period(scene);
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

/// Chooses a value by the number of events: up to [`MAX_SPARSE`], up to [`MAX_OWN_MARKS`], and more.
fn by_number(scene: &Scene<'_, '_>, [few, many, more]: [usize; 3]) -> usize {
    match scene.marks.len() {
        number if number <= MAX_SPARSE => few,
        number if number <= MAX_OWN_MARKS => many,
        _ => more,
    }
}

/// Returns the lines to show, the most important first: declared ones, then, in each stretch of time, those of the
/// greatest rise.
pub(super) fn shown_ties(scene: &Scene<'_, '_>, svg: &Svg) -> Vec<usize> {
    let most = svg.lines.unwrap_or_else(|| by_number(scene, [150, 16, 12]));
    let rise = |tie: &Tie| {
        let level = |nth: usize| scene.marks[nth].level.map_or(0, Level::tenths);
        level(tie.to) - level(tie.from)
    };
    let ties = &scene.ties;
    let mut order = spread_over_time(
        scene,
        ties.len(),
        |nth| ties[nth].to,
        |nth| (rise(&ties[nth]), Reverse(nth)),
    );
    // A stable sort, which keeps the order within each group.
    order.sort_by_key(|nth| ties[*nth].kind.is_by_rule());
    order.truncate(most);
    order
}

/// Returns the events to label: those joined by lines that are shown, then, in each stretch of time, those of the
/// highest level.
pub(super) fn labelled_events(
    scene: &Scene<'_, '_>,
    svg: &Svg,
    shown_ties: &[usize],
) -> BTreeSet<usize> {
    let most = svg.labels.unwrap_or_else(|| by_number(scene, [MAX_SPARSE, 32, 24]));
    let joined = shown_ties.iter().flat_map(|nth| [scene.ties[*nth].from, scene.ties[*nth].to]);
    let high = spread_over_time(
        scene,
        scene.marks.len(),
        |nth| nth,
        |nth| (scene.marks[nth].level, Reverse(nth)),
    );
    let mut chosen = BTreeSet::new();
    for nth in joined.chain(high) {
        if chosen.len() == most {
            break;
        }
        chosen.insert(nth);
    }
    chosen
}

/// Returns `true` if a bar shows the interval of an event's onset: in a crowded chart, only an interval of more than
/// a day has one.
pub(super) fn is_bar_shown(scene: &Scene<'_, '_>, mark: &Mark<'_>) -> bool {
    let interval = mark.event.latest() - mark.event.earliest();
    interval.num_days() > 1 || scene.marks.len() <= MAX_SPARSE && interval.num_minutes() > 1
}

/// Returns the first earliest onset and the last end of the events, in Unix seconds.
pub(super) fn period(scene: &Scene<'_, '_>) -> (i64, i64) {
    let start = scene.marks.first().map_or(0, |mark| mark.event.earliest().timestamp());
    let ends = scene.marks.iter().map(|mark| {
        let when = mark.event.when();
        when.end().unwrap_or(when.latest()).max(when.latest()).timestamp()
    });
    (start, ends.max().unwrap_or(start))
}

/// Returns the groups of entries in the legend: actors, then signs. Signs that do not occur have no entry.
pub(super) fn legend_entries(svg: &Svg, scene: &Scene<'_, '_>) -> Vec<Vec<LegendEntry>> {
    let has = |kind| scene.ties.iter().any(|tie| tie.kind == kind);
    let mut signs = Vec::new();
    for (kind, words) in [
        (TieKind::Declared, "declared response"),
        (TieKind::Inferred, "candidate response, by rule"),
        (TieKind::CarriesOut, "carries out a threat or announcement"),
        (TieKind::CarriesOutByRule, "carries one out, by rule alone"),
    ] {
        if has(kind) {
            signs.push(LegendEntry::new(LegendSymbol::Arrow(kind), words));
        }
    }
    if scene.ties.iter().any(|tie| tie.confidence.is_some()) {
        signs.push(LegendEntry::new(LegendSymbol::None, "(fainter: lower confidence)"));
    }
    if scene.marks.iter().any(|mark| is_bar_shown(scene, mark)) {
        signs.push(LegendEntry::new(LegendSymbol::Bar, "began at some time in this period"));
    }
    if scene.marks.iter().any(|mark| mark.disputed) {
        signs.push(LegendEntry::new(LegendSymbol::Hatched, "uncertain author"));
    }
    if svg.form == SvgForm::Lanes {
        let of = if scene.marks.len() > MAX_SPARSE { ", where it has a label" } else { "" };
        let words = format!("thin line: its target{of}");
        signs.push(LegendEntry::new(LegendSymbol::None, words));
    }
    vec![party_entries(scene, 24), signs]
}

/// Returns `true` if events of the same author, row and time share a mark: there are too many events, or too many
/// at one time in a row.
pub(super) fn marks_are_shared(scene: &Scene<'_, '_>, rows: &[Vec<usize>], axis: &Axis) -> bool {
    /// Width of a mark in pixels, about.
    const MARK_WIDTH: f64 = 14.0;
    let is_stacked = |row: &Vec<usize>| {
        let mut stacks: BTreeMap<i64, f64> = BTreeMap::new();
        for nth in row {
            let event = scene.marks[*nth].event;
            let [from, to] = [event.earliest(), event.latest()].map(|at| axis.x(at.timestamp()));
            // A mark can be anywhere in a wide onset, so it adds less to the stack at its start.
            *stacks.entry((from / MARK_WIDTH) as i64).or_default() +=
                MARK_WIDTH / (to - from).max(MARK_WIDTH);
        }
        stacks.values().any(|height| *height > MAX_STACKED)
    };
    scene.marks.len() > MAX_OWN_MARKS || rows.iter().any(is_stacked)
}

/// Returns notes on how to read the chart, and on what it leaves out.
pub(super) fn notes(
    scene: &Scene<'_, '_>,
    marks_are_shared: bool,
    labelled: usize,
    shown_ties: &[usize],
    left_out: usize,
) -> Vec<String> {
    let mut notes = vec!["An arrow leads to a candidate response, not from a cause.".to_owned()];
    if labelled < scene.marks.len() {
        notes.push(format!(
            "{labelled} of {} are labelled: those that arrows join, then those of the highest levels.",
            plural(scene.marks.len(), "event")
        ));
    }
    if marks_are_shared {
        notes.push("Events of one actor, level and time share a mark.".to_owned());
    }
    if left_out > 0 {
        notes
            .push(format!("{} of actors without a lane are not shown.", plural(left_out, "event")));
    }
    let (mut hops, mut carried_out) = (scene.hops_left_out, 0);
    for tie in &scene.ties {
        let hidden = if tie.kind.carries_out() { &mut carried_out } else { &mut hops };
        *hidden += 1;
    }
    for nth in shown_ties {
        let hidden = if scene.ties[*nth].kind.carries_out() { &mut carried_out } else { &mut hops };
        *hidden -= 1;
    }
    if hops > 0 {
        notes.push(format!("{hops} hops of less rise are not shown."));
    }
    if carried_out > 0 {
        notes.push(format!("{carried_out} lines to what carries out a statement are not shown."));
    }
    notes
}
