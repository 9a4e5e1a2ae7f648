//! The layout of the ladder and of swim lanes: events in rows, time from left to right.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use super::{
    axis::Axis,
    choose::{
        MAX_OWN_MARKS, MAX_SPARSE, RowLabel, is_bar_shown, labelled_events, legend_entries,
        marks_are_shared, notes, period, rows_by_actor, rows_by_level, shown_ties, thresholds,
    },
    geometry::Area,
    lanes::Lanes,
    placement::{
        ChartRow, LABEL_LINE, Label, LabelPreference, LabelText, LabelTexts, MarkPlacement,
        OnsetOnAxis,
    },
    route::Route,
    settings::{Svg, SvgForm},
    sheet::Sheet,
    style::{MARGIN, SMALL, TEXT},
};
use crate::{
    render::{
        measure::{cut, width},
        scene::{Mark, Scene},
    },
    safe_text::isolated,
};

/// A chart of events in rows.
pub(super) struct Chart<'a, 'p, 't> {
    pub(super) svg: &'a Svg,
    pub(super) scene: &'a Scene<'p, 't>,
    pub(super) sheet: Sheet<'a>,
    pub(super) axis: Axis,
    pub(super) rows: Vec<ChartRow>,
    /// The placement of each event; `None` if its row is left out.
    pub(super) placements: Vec<Option<MarkPlacement>>,
    /// The lines that are shown, as indices into the scene's ties.
    pub(super) shown_ties: BTreeSet<usize>,
    /// The curve of each line that is shown.
    pub(super) routes: BTreeMap<usize, Route>,
    /// Half the width of a mark.
    pub(super) radius: f64,
    /// The y at which the plot ends.
    pub(super) bottom: f64,
    /// The events of each row.
    row_events: Vec<Vec<usize>>,
    pub(super) row_labels: Vec<RowLabel>,
    /// The names of the thresholds just above a row, by row.
    pub(super) thresholds: BTreeMap<usize, Vec<String>>,
    /// The texts of the labels, by event.
    pub(super) label_texts: BTreeMap<usize, LabelTexts>,
    onsets: Vec<OnsetOnAxis>,
    marks_are_shared: bool,
}

/// Vertical space between rows, in pixels.
const PADDING: f64 = 7.0;

impl<'a, 'p, 't> Chart<'a, 'p, 't> {
    /// Chooses what to show. The caller arranges rows, marks and labels afterwards.
    pub(super) fn new(svg: &'a Svg, scene: &'a Scene<'p, 't>) -> Self {
        let (row_events, row_labels) = match svg.form {
            SvgForm::Ladder => rows_by_level(scene),
            _ => rows_by_actor(scene, svg.rows),
        };
        let radius = match scene.marks.len() {
            0..=300 => 6.0,
            301..=MAX_OWN_MARKS => 4.5,
            _ => 3.6,
        };
        let thresholds = thresholds(svg, scene);
        let beside =
            row_labels.iter().flat_map(|label| &label.lines).chain(thresholds.values().flatten());
        let label_width = beside.map(|line| width(line, SMALL)).fold(20.0, f64::max);
        let left = MARGIN + label_width + 10.0;
        let sheet_width = svg.sheet_width();
        let axis = Axis::new(period(scene), left + 8.0, sheet_width - left - 16.0 - MARGIN);
        let left_out = scene.marks.len() - row_events.iter().flatten().count();
        let shown_ties = shown_ties(scene, svg);
        let labelled = labelled_events(scene, svg, &shown_ties);
        let marks_are_shared = marks_are_shared(scene, &row_events, &axis);
        let notes = notes(scene, marks_are_shared, labelled.len(), &shown_ties, left_out);
        let sheet = Sheet::new(svg, scene, legend_entries(svg, scene), &notes);
        let mut chart = Self {
            svg,
            scene,
            sheet,
            axis,
            rows: Vec::new(),
            placements: Vec::new(),
            shown_ties: shown_ties.into_iter().collect(),
            routes: BTreeMap::new(),
            radius,
            bottom: 0.0,
            row_events,
            row_labels,
            thresholds,
            marks_are_shared,
            label_texts: BTreeMap::new(),
            onsets: Vec::new(),
        };
        chart.onsets = scene.marks.iter().map(|mark| chart.onset(mark)).collect();
        let texts = labelled.iter().map(|nth| (*nth, chart.label_texts_of(&scene.marks[*nth])));
        chart.label_texts = texts.collect();
        chart
    }

    /// Places rows, marks and labels. Labels get the place they prefer if it is free, else another one.
    pub(super) fn lay_out(&mut self, preferences: &BTreeMap<usize, LabelPreference>) {
        self.rows.clear();
        self.placements.clear();
        self.placements.resize_with(self.scene.marks.len(), || None);
        let mut top = self.sheet.top();
        for nth in 0..self.row_events.len() {
            if let Some(threshold) = self.thresholds.get(&nth) {
                top += threshold.len() as f64 * (SMALL + 2.0) + PADDING;
            }
            let (lanes, pitch) = self.fill_row(nth, preferences);
            let text_height = self.row_labels[nth].lines.len() as f64 * (SMALL + 2.0);
            let height = (lanes as f64 * pitch).max(text_height).max(2.0 * self.radius) + PADDING;
            for event in &self.row_events[nth] {
                if let Some(placement) = &mut self.placements[*event] {
                    placement.y += top + PADDING / 2.0;
                }
            }
            self.rows.push(ChartRow { top, height });
            top += height;
        }
        self.bottom = top;
    }

    /// Places the marks of a row, with y counted from its top. Returns the number of lanes in the row, and the
    /// height of a lane.
    fn fill_row(
        &mut self,
        row: usize,
        preferences: &BTreeMap<usize, LabelPreference>,
    ) -> (usize, f64) {
        let is_sparse = self.scene.marks.len() <= MAX_SPARSE;
        let pitch = 2.0 * self.radius + if is_sparse { 4.0 } else { 2.0 };
        let mut lanes = Lanes::default();
        // Marks with a label need more room, so they are placed first.
        let (with_label, without): (Vec<usize>, Vec<usize>) =
            self.row_events[row].iter().partition(|event| self.label_texts.contains_key(event));
        for event in with_label {
            let preference = preferences.get(&event).copied().unwrap_or_default();
            self.place_labelled(&mut lanes, row, event, pitch, preference);
        }
        for events in self.grouped_by_mark(&without) {
            self.place_unlabelled(&mut lanes, row, &events, pitch);
        }
        (lanes.len(), pitch)
    }

    fn place_labelled(
        &mut self,
        lanes: &mut Lanes,
        row: usize,
        event: usize,
        pitch: f64,
        preference: LabelPreference,
    ) {
        let mark = &self.scene.marks[event];
        let (OnsetOnAxis { x, bar, .. }, texts) = (&self.onsets[event], &self.label_texts[&event]);
        let text = texts.narrow.as_ref().filter(|_| preference.narrow).unwrap_or(&texts.wide);
        let (x, bar, label_width, mut line_count) = (*x, *bar, text.width, text.lines.len());
        let lane_count = (line_count as f64 * LABEL_LINE / pitch).ceil() as usize;
        let (from, to) = bar.unwrap_or((x, x));
        let end = mark.event.when().end().map_or(to, |end| self.axis.x(end.timestamp()));
        let to = to.max(end);
        let (from, to) = (from.min(x - self.radius) - 4.0, to.max(x + self.radius) + 4.0);
        // For each side: the interval that mark and label take, and the x and anchor of the label.
        let right = ((from - 2.0, to + label_width + 6.0), to + 1.0, "start");
        let left = ((from - label_width - 6.0, to + 2.0), from - 1.0, "end");
        // There is room for the mark of an event at either end of the axis.
        let beyond = self.radius + 6.0;
        let (leftmost, rightmost) = (self.axis.left() - beyond, self.axis.right() + beyond);
        let fits = |interval: (f64, f64)| interval.0 >= leftmost && interval.1 <= rightmost;
        let mut sides: Vec<_> = [right, left].into_iter().filter(|side| fits(side.0)).collect();
        if preference.left {
            sides.reverse();
        }
        if sides.is_empty() {
            // The bar leaves no room on either side, so the label lies on the bar.
            line_count = 1;
            let at = (x + self.radius + 4.0).min(rightmost - label_width);
            sides = vec![((from.min(at), to.max(at + label_width)), at, "start")];
        }
        let intervals: Vec<_> = sides.iter().map(|side| side.0).collect();
        let (nth, lane) = lanes.take(&intervals, lane_count, preference.first_lane);
        let y = (lane as f64 + lane_count as f64 / 2.0) * pitch;
        let (_, label_x, anchor) = sides[nth];
        let label = Some(Label { x: label_x, anchor, text: text.clone(), line_count });
        self.placements[event] =
            Some(MarkPlacement { first: event, count: 1, x, y, row, bar, label });
    }

    /// Groups the events of a row that share a mark: those of the same author at about the same time. Each
    /// event is a group of its own if there are few enough.
    fn grouped_by_mark(&self, events: &[usize]) -> Vec<Vec<usize>> {
        if !self.marks_are_shared {
            return events.iter().map(|event| vec![*event]).collect();
        }
        let mark_width = 2.0 * self.radius + 2.0;
        let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for event in events {
            let mark = &self.scene.marks[*event];
            let column = (self.onsets[*event].x / mark_width).floor() as i64;
            groups.entry((column, mark.by.first(), mark.disputed)).or_default().push(*event);
        }
        groups.into_values().collect()
    }

    /// Places a mark without a label anywhere in the interval of its onset, as near to the middle as possible.
    fn place_unlabelled(&mut self, lanes: &mut Lanes, row: usize, events: &[usize], pitch: f64) {
        let OnsetOnAxis { x, interval, bar } = self.onsets[events[0]];
        let (from, to) = interval.unwrap_or((x, x));
        let steps = (((to - from) / 2.0 - self.radius).max(0.0) / pitch).floor() as i32;
        // 0, -1, 1, -2, 2 ... steps from the middle.
        let offset = |nth: i32| f64::from((nth + 1) / 2 * if nth % 2 == 0 { 1 } else { -1 });
        let candidates: Vec<_> = (0..=2 * steps).map(|nth| x + offset(nth) * pitch).collect();
        let radius = self.radius + 1.0;
        let taken = |at: &f64| {
            let (from, to) = bar.unwrap_or((*at, *at));
            (from.min(at - radius), to.max(at + radius))
        };
        let intervals: Vec<_> = candidates.iter().map(taken).collect();
        let (nth, lane) = lanes.take(&intervals, 1, 0);
        let (x, y) = (candidates[nth], (lane as f64 + 0.5) * pitch);
        for event in events {
            let count = if *event == events[0] { events.len() } else { 0 };
            self.placements[*event] =
                Some(MarkPlacement { first: events[0], count, x, y, row, bar, label: None });
        }
    }

    /// Returns the vertical lines of an event to the rows of its targets in swim lanes: start and end y.
    pub(super) fn target_lines(&self, event: usize) -> Vec<(f64, f64)> {
        let (SvgForm::Lanes, Some(placement)) = (self.svg.form, &self.placements[event]) else {
            return Vec::new();
        };
        // In a crowded chart, only events with a label have these lines.
        let is_sparse = self.scene.marks.len() <= MAX_SPARSE;
        if placement.count == 0 || (placement.label.is_none() && !is_sparse) {
            return Vec::new();
        }
        let mark = &self.scene.marks[event];
        let others = mark.on.iter().filter(|on| !mark.by.contains(on) && **on < self.rows.len());
        let edge = |on: &usize| match &self.rows[*on] {
            row if row.top > placement.y => row.top + 1.0,
            row => row.top + row.height - 1.0,
        };
        others.map(|on| (placement.y, edge(on))).collect()
    }

    /// Returns the areas of all lines to targets.
    pub(super) fn target_line_areas(&self) -> Vec<Area> {
        let areas = |nth: usize| {
            let x = self.placements[nth].as_ref().map_or(0.0, |placement| placement.x);
            let area = move |(from, to): (f64, f64)| {
                [x - 1.0, f64::min(from, to), x + 1.0, f64::max(from, to)]
            };
            self.target_lines(nth).into_iter().map(area)
        };
        (0..self.placements.len()).flat_map(areas).collect()
    }

    fn onset(&self, mark: &Mark<'_>) -> OnsetOnAxis {
        let [from, to] =
            [mark.event.earliest(), mark.event.latest()].map(|at| self.axis.x(at.timestamp()));
        let is_wide = to - from > 2.0 * self.radius + 2.0;
        let interval = is_wide.then_some((from, to));
        let bar = interval.filter(|_| is_bar_shown(self.scene, mark));
        OnsetOnAxis { x: (from + to) / 2.0, interval, bar }
    }

    fn label_texts_of(&self, mark: &Mark<'_>) -> LabelTexts {
        let (actors, act) = (self.scene.actors_in_words(mark), Scene::act_in_words(mark));
        if self.scene.marks.len() > MAX_SPARSE {
            let wide = self.label_text(&[format!("{actors}: {act}")]);
            return LabelTexts { wide, narrow: None };
        }
        let key = mark.event.key().filter(|key| key.chars().count() <= LONGEST_KEY);
        let key = key.filter(|key| *key != act).map(isolated);
        let act = format!("{act}, {}", short_onset(mark));
        let Some(key) = key else {
            return LabelTexts { wide: self.label_text(&[actors, act]), narrow: None };
        };
        // On the shorter line, so that labels stay narrow.
        let wide = match width(&actors, TEXT) < width(&act, TEXT) {
            true => self.label_text(&[format!("{key}: {actors}"), act.clone()]),
            false => self.label_text(&[actors.clone(), format!("{key}: {act}")]),
        };
        let narrow = Some(self.label_text(&[actors, key.into_owned(), act]));
        LabelTexts { wide, narrow }
    }

    fn label_text(&self, lines: &[String]) -> Rc<LabelText> {
        let room = (self.axis.right() - self.axis.left()) * 0.42;
        // The first line may be bold, which is wider.
        let lines: Vec<_> = lines.iter().map(|line| cut(line, TEXT * 1.08, room)).collect();
        let width = lines.iter().map(|line| width(line, TEXT * 1.08)).fold(0.0, f64::max);
        Rc::new(LabelText { lines, width })
    }
}

/// The greatest length of a key in a label, in characters.
const LONGEST_KEY: usize = 24;

/// Returns the onset in a short form, as precisely as it is known: `13 Apr 20:00`.
fn short_onset(mark: &Mark<'_>) -> String {
    let (earliest, seconds) =
        (mark.event.earliest(), (mark.event.latest() - mark.event.earliest()).num_seconds());
    let about = if mark.event.when().is_approximate() { "about " } else { "" };
    let day = earliest.format("%-d %b");
    match seconds {
        0..=60 => format!("{about}{day} {}", earliest.format("%H:%M")),
        86_400 => format!("{about}{day}"),
        _ => {
            let last = mark.event.latest() - chrono::TimeDelta::seconds(1);
            let last = last.format("%-d %b").to_string();
            if last == day.to_string() {
                format!("{about}{day}")
            } else {
                format!("{about}{day} to {last}")
            }
        }
    }
}
