//! The ladder and the swim lanes: events in rows, time across.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Form, Svg,
    axis::Axis,
    choose::{MERGED, by_actor, by_level, entries, labelled, lines, notes, span, thresholds},
    lanes::Lanes,
    sheet::{MARGIN, SMALL, Sheet, TEXT},
};
use crate::render::{
    measure::{cut, width},
    scene::{Mark, Scene},
};

/// Events in rows.
pub(super) struct Chart<'a, 'p, 't> {
    pub(super) svg: &'a Svg,
    pub(super) scene: &'a Scene<'p, 't>,
    pub(super) sheet: Sheet<'a>,
    pub(super) axis: Axis,
    pub(super) rows: Vec<Row>,
    /// By place among the marks; nothing where its row is left out.
    pub(super) places: Vec<Option<Place>>,
    /// The lines drawn, by place among the ties.
    pub(super) lines: BTreeSet<usize>,
    /// Half the width of a mark.
    pub(super) radius: f64,
    pub(super) bottom: f64,
}

/// A level, or an actor.
pub(super) struct Row {
    pub(super) label: Vec<String>,
    pub(super) lang: Option<String>,
    pub(super) top: f64,
    pub(super) height: f64,
    /// A line above it, between levels, that the scale has a name for.
    pub(super) threshold: Option<String>,
}

/// Where a mark stands.
pub(super) struct Place {
    /// The first of those that share the mark, and of that one, how many do.
    pub(super) first: usize,
    pub(super) count: usize,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) row: usize,
    pub(super) bar: Option<(f64, f64)>,
    pub(super) label: Option<Label>,
}

pub(super) struct Label {
    pub(super) x: f64,
    pub(super) anchor: &'static str,
    pub(super) lines: Vec<String>,
}

const PAD: f64 = 7.0;
const THRESHOLD: f64 = 18.0;
pub(super) const LINE: f64 = 14.0;
/// Up to how many events labels have two lines, and bars show every onset that is not an instant.
const SPARSE: usize = 48;

impl<'a, 'p, 't> Chart<'a, 'p, 't> {
    pub(super) fn new(svg: &'a Svg, scene: &'a Scene<'p, 't>) -> Self {
        let (members, labels) = match svg.form {
            Form::Ladder => by_level(scene),
            _ => by_actor(scene, svg.rows),
        };
        let radius = match scene.marks.len() {
            0..=300 => 6.0,
            301..=MERGED => 4.5,
            _ => 3.6,
        };
        let gutter = labels.iter().flat_map(|(lines, _)| lines).map(|line| width(line, SMALL));
        let left = MARGIN + gutter.fold(20.0, f64::max) + 10.0;
        let wide = f64::from(svg.width.max(480));
        let span = span(scene);
        let axis = Axis::new(span, left + 8.0, wide - left - 16.0 - MARGIN);
        let labelled = labelled(scene, svg.labels);
        let left_out = members.iter().flatten().count();
        let left_out = scene.marks.len() - left_out;
        let lines = lines(scene, svg.lines);
        let notes = notes(scene, labelled.len(), lines.len(), left_out);
        let sheet = Sheet::new(svg, scene, entries(svg, scene), &notes);
        let (bottom, rows, places) = (0.0, Vec::new(), Vec::new());
        let mut chart = Self { svg, scene, sheet, axis, rows, places, lines, radius, bottom };
        chart.lay_out(&members, labels, &labelled);
        chart
    }

    fn lay_out(
        &mut self,
        members: &[Vec<usize>],
        labels: Vec<(Vec<String>, Option<String>)>,
        labelled: &BTreeSet<usize>,
    ) {
        self.places.resize_with(self.scene.marks.len(), || None);
        let thresholds = thresholds(self.svg, self.scene);
        let mut top = self.sheet.top();
        for (nth, (members, (label, lang))) in members.iter().zip(labels).enumerate() {
            let threshold = thresholds.get(&nth).cloned();
            if threshold.is_some() {
                top += THRESHOLD;
            }
            let (lanes, pitch) = self.fill(nth, members, labelled);
            let text = label.len() as f64 * (SMALL + 2.0);
            let height = (lanes as f64 * pitch).max(text).max(2.0 * self.radius) + PAD;
            for member in members {
                if let Some(place) = &mut self.places[*member] {
                    place.y += top + PAD / 2.0;
                }
            }
            self.rows.push(Row { label, lang, top, height, threshold });
            top += height;
        }
        self.bottom = top;
    }

    /// Gives the marks of a row their places, as from its top: how many lanes they take, and how high one is.
    fn fill(&mut self, row: usize, members: &[usize], labelled: &BTreeSet<usize>) -> (usize, f64) {
        let sparse = self.scene.marks.len() <= SPARSE;
        let pitch = 2.0 * self.radius + if sparse { 4.0 } else { 2.0 };
        let mut lanes = Lanes::default();
        let (first, then): (Vec<usize>, Vec<usize>) =
            members.iter().partition(|member| labelled.contains(member));
        for member in first {
            self.place_labelled(&mut lanes, row, member, pitch);
        }
        for shared in self.sharing(&then) {
            self.place_bare(&mut lanes, row, &shared, pitch);
        }
        (lanes.len(), pitch)
    }

    fn place_labelled(&mut self, lanes: &mut Lanes, row: usize, member: usize, pitch: f64) {
        let mark = &self.scene.marks[member];
        let (x, bar) = self.across(mark);
        let mut lines = self.label(mark);
        let high = (lines.len() as f64 * LINE / pitch).ceil() as usize;
        let wide = lines.iter().map(|line| width(line, TEXT * 1.08)).fold(0.0, f64::max);
        let (from, to) = bar.unwrap_or((x, x));
        let until = mark.event.when().end().map_or(to, |end| self.axis.x(end.timestamp()));
        let to = to.max(until);
        let (from, to) = (from.min(x - self.radius) - 4.0, to.max(x + self.radius) + 4.0);
        // At the right of the mark if there is room, else at its left.
        let right = ((from - 2.0, to + wide + 6.0), to + 1.0, "start");
        let left = ((from - wide - 6.0, to + 2.0), from - 1.0, "end");
        let (least, most) = (self.axis.left() - 8.0, self.axis.right() + 8.0);
        let fits = |span: (f64, f64)| span.0 >= least && span.1 <= most;
        let mut sides: Vec<_> = [right, left].into_iter().filter(|side| fits(side.0)).collect();
        if sides.is_empty() {
            // A bar that leaves no room beside it: the label stands on it.
            lines.truncate(1);
            let at = (x + self.radius + 4.0).min(most - wide);
            sides = vec![((from.min(at), to.max(at + wide)), at, "start")];
        }
        let spans: Vec<_> = sides.iter().map(|side| side.0).collect();
        let (nth, lane) = lanes.take(&spans, high);
        let y = (lane as f64 + high as f64 / 2.0) * pitch;
        let label = Label { x: sides[nth].1, anchor: sides[nth].2, lines };
        let place = Place { first: member, count: 1, x, y, row, bar, label: Some(label) };
        self.places[member] = Some(place);
    }

    /// Those without a label, by who did it and when, where there are too many for each to have a mark.
    fn sharing(&self, members: &[usize]) -> Vec<Vec<usize>> {
        if self.scene.marks.len() <= MERGED || self.svg.interactive {
            return members.iter().map(|member| vec![*member]).collect();
        }
        let slot = 2.0 * self.radius + 2.0;
        let mut shared: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for member in members {
            let mark = &self.scene.marks[*member];
            let at = (self.across(mark).0 / slot).floor() as i64;
            shared.entry((at, mark.by.first(), mark.disputed)).or_default().push(*member);
        }
        shared.into_values().collect()
    }

    /// Anywhere that its onset may have been, the middle first.
    fn place_bare(&mut self, lanes: &mut Lanes, row: usize, shared: &[usize], pitch: f64) {
        let mark = &self.scene.marks[shared[0]];
        let (x, bar) = self.across(mark);
        let (from, to) = bar.unwrap_or((x, x));
        let steps = (((to - from) / 2.0 - self.radius).max(0.0) / pitch).floor() as i32;
        let beside = |nth: i32| f64::from((nth + 1) / 2 * if nth % 2 == 0 { 1 } else { -1 });
        let places: Vec<_> = (0..=2 * steps).map(|nth| x + beside(nth) * pitch).collect();
        let bar = bar.filter(|_| self.is_bar_shown(mark));
        let radius = self.radius + 1.0;
        let span = |at: &f64| {
            let (from, to) = bar.unwrap_or((*at, *at));
            (from.min(at - radius), to.max(at + radius))
        };
        let spans: Vec<_> = places.iter().map(span).collect();
        let (nth, lane) = lanes.take(&spans, 1);
        let y = (lane as f64 + 0.5) * pitch;
        for member in shared {
            let count = if *member == shared[0] { shared.len() } else { 0 };
            let place = Place { first: shared[0], count, x: places[nth], y, row, bar, label: None };
            self.places[*member] = Some(place);
        }
    }

    /// Where in time a mark stands, and the bar of its onset where that is wider than the mark.
    fn across(&self, mark: &Mark<'_>) -> (f64, Option<(f64, f64)>) {
        let [from, to] =
            [mark.event.earliest(), mark.event.latest()].map(|at| self.axis.x(at.timestamp()));
        let wide = to - from > 2.0 * self.radius + 2.0;
        ((from + to) / 2.0, wide.then_some((from, to)))
    }

    /// Among many marks, only onsets vaguer than a day are drawn as bars.
    fn is_bar_shown(&self, mark: &Mark<'_>) -> bool {
        let days = (mark.event.latest() - mark.event.earliest()).num_days();
        self.scene.marks.len() <= SPARSE || days > 1
    }

    fn label(&self, mark: &Mark<'_>) -> Vec<String> {
        let room = (self.axis.right() - self.axis.left()) * 0.42;
        let (who, what) = (self.scene.who(mark), Scene::what(mark));
        let lines = match self.scene.marks.len() <= SPARSE {
            true => vec![who, format!("{what}, {}", short(mark))],
            false => vec![format!("{who}: {what}")],
        };
        lines.iter().map(|line| cut(line, TEXT * 1.08, room)).collect()
    }
}

/// `13 Apr 20:00`, as exactly as it is known.
fn short(mark: &Mark<'_>) -> String {
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
