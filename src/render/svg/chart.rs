//! The ladder and the swim lanes: events in rows, time across.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use super::{
    Form, Svg,
    axis::Axis,
    choose::{
        MERGED, SPARSE, by_actor, by_level, entries, is_bar_shown, is_shared, labelled, lines,
        notes, span, thresholds,
    },
    lanes::Lanes,
    route::{Area, Route},
    sheet::{MARGIN, SMALL, Sheet, TEXT},
    tidy::Wish,
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
    /// The lines drawn, by place among the ties, and the way each goes.
    pub(super) lines: BTreeSet<usize>,
    pub(super) routes: BTreeMap<usize, Route>,
    /// Half the width of a mark.
    pub(super) radius: f64,
    pub(super) bottom: f64,
    /// The events of each row, and its name and the language of that.
    members: Vec<Vec<usize>>,
    pub(super) names: Vec<(Vec<String>, Option<String>)>,
    /// The names of lines above rows.
    pub(super) thresholds: BTreeMap<usize, Vec<String>>,
    /// Of the events that are labelled.
    pub(super) words: BTreeMap<usize, Rc<Words>>,
    onsets: Vec<Onset>,
    shared: bool,
}

/// A level, or an actor: where it is.
pub(super) struct Row {
    pub(super) top: f64,
    pub(super) height: f64,
}

/// Where in time a mark stands, and the bar of its onset where that is wider than the mark.
struct Onset {
    x: f64,
    span: Option<(f64, f64)>,
    bar: Option<(f64, f64)>,
}

/// What a label says, and how wide that is.
pub(super) struct Words {
    lines: Vec<String>,
    pub(super) wide: f64,
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
    words: Rc<Words>,
    /// How many of its lines there is room for.
    high: usize,
}

impl Label {
    pub(super) fn lines(&self) -> &[String] {
        &self.words.lines[..self.high]
    }

    pub(super) fn wide(&self) -> f64 {
        self.words.wide
    }
}

const PAD: f64 = 7.0;
pub(super) const LINE: f64 = 14.0;

impl<'a, 'p, 't> Chart<'a, 'p, 't> {
    pub(super) fn new(svg: &'a Svg, scene: &'a Scene<'p, 't>) -> Self {
        let (members, names) = match svg.form {
            Form::Ladder => by_level(scene),
            _ => by_actor(scene, svg.rows),
        };
        let radius = match scene.marks.len() {
            0..=300 => 6.0,
            301..=MERGED => 4.5,
            _ => 3.6,
        };
        let thresholds = thresholds(svg, scene);
        let beside = names.iter().flat_map(|(lines, _)| lines).chain(thresholds.values().flatten());
        let gutter = beside.map(|line| width(line, SMALL));
        let left = MARGIN + gutter.fold(20.0, f64::max) + 10.0;
        let wide = f64::from(svg.width.max(480));
        let span = span(scene);
        let axis = Axis::new(span, left + 8.0, wide - left - 16.0 - MARGIN);
        let left_out = scene.marks.len() - members.iter().flatten().count();
        let lines = lines(scene, svg);
        let labelled = labelled(scene, svg, &lines);
        let shared = is_shared(scene, &members, &axis);
        let notes = notes(scene, shared, labelled.len(), lines.len(), left_out);
        let sheet = Sheet::new(svg, scene, entries(svg, scene), &notes);
        let mut chart = Self {
            svg,
            scene,
            sheet,
            axis,
            rows: Vec::new(),
            places: Vec::new(),
            lines: lines.into_iter().collect(),
            routes: BTreeMap::new(),
            radius,
            bottom: 0.0,
            members,
            names,
            thresholds,
            shared,
            words: BTreeMap::new(),
            onsets: Vec::new(),
        };
        chart.onsets = scene.marks.iter().map(|mark| chart.onset(mark)).collect();
        let words = labelled.iter().map(|nth| (*nth, Rc::new(chart.label(&scene.marks[*nth]))));
        chart.words = words.collect();
        chart.tidy();
        chart
    }

    /// Gives rows and marks their places, and labels theirs as far as their wishes can be met.
    pub(super) fn lay_out(&mut self, wishes: &BTreeMap<usize, Wish>) {
        self.rows.clear();
        self.places.clear();
        self.places.resize_with(self.scene.marks.len(), || None);
        let mut top = self.sheet.top();
        for nth in 0..self.members.len() {
            if let Some(threshold) = self.thresholds.get(&nth) {
                top += threshold.len() as f64 * (SMALL + 2.0) + PAD;
            }
            let (lanes, pitch) = self.fill(nth, wishes);
            let text = self.names[nth].0.len() as f64 * (SMALL + 2.0);
            let height = (lanes as f64 * pitch).max(text).max(2.0 * self.radius) + PAD;
            for member in &self.members[nth] {
                if let Some(place) = &mut self.places[*member] {
                    place.y += top + PAD / 2.0;
                }
            }
            self.rows.push(Row { top, height });
            top += height;
        }
        self.bottom = top;
    }

    /// Gives the marks of a row their places, as from its top: how many lanes they take, and how high one is.
    fn fill(&mut self, row: usize, wishes: &BTreeMap<usize, Wish>) -> (usize, f64) {
        let sparse = self.scene.marks.len() <= SPARSE;
        let pitch = 2.0 * self.radius + if sparse { 4.0 } else { 2.0 };
        let mut lanes = Lanes::default();
        let (first, then): (Vec<usize>, Vec<usize>) =
            self.members[row].iter().partition(|member| self.words.contains_key(member));
        for member in first {
            let wish = wishes.get(&member).copied().unwrap_or_default();
            self.place_labelled(&mut lanes, row, member, pitch, wish);
        }
        for shared in self.sharing(&then) {
            self.place_bare(&mut lanes, row, &shared, pitch);
        }
        (lanes.len(), pitch)
    }

    fn place_labelled(
        &mut self,
        lanes: &mut Lanes,
        row: usize,
        member: usize,
        pitch: f64,
        wish: Wish,
    ) {
        let mark = &self.scene.marks[member];
        let (Onset { x, bar, .. }, words) = (&self.onsets[member], &self.words[&member]);
        let (x, bar, wide, mut high) = (*x, *bar, words.wide, words.lines.len());
        let lanes_high = (high as f64 * LINE / pitch).ceil() as usize;
        let (from, to) = bar.unwrap_or((x, x));
        let until = mark.event.when().end().map_or(to, |end| self.axis.x(end.timestamp()));
        let to = to.max(until);
        let (from, to) = (from.min(x - self.radius) - 4.0, to.max(x + self.radius) + 4.0);
        // At the right of the mark if there is room, else at its left, or the other way round.
        let right = ((from - 2.0, to + wide + 6.0), to + 1.0, "start");
        let left = ((from - wide - 6.0, to + 2.0), from - 1.0, "end");
        let (least, most) = (self.axis.left() - 8.0, self.axis.right() + 8.0);
        let fits = |span: (f64, f64)| span.0 >= least && span.1 <= most;
        let mut sides: Vec<_> = [right, left].into_iter().filter(|side| fits(side.0)).collect();
        if wish.left {
            sides.reverse();
        }
        if sides.is_empty() {
            // A bar that leaves no room beside it: the label stands on it.
            high = 1;
            let at = (x + self.radius + 4.0).min(most - wide);
            sides = vec![((from.min(at), to.max(at + wide)), at, "start")];
        }
        let spans: Vec<_> = sides.iter().map(|side| side.0).collect();
        let (nth, lane) = lanes.take(&spans, lanes_high, wish.down);
        let y = (lane as f64 + lanes_high as f64 / 2.0) * pitch;
        let label = Label { x: sides[nth].1, anchor: sides[nth].2, words: words.clone(), high };
        let place = Place { first: member, count: 1, x, y, row, bar, label: Some(label) };
        self.places[member] = Some(place);
    }

    /// Those without a label, by who did it and when, where there are too many for each to have a mark.
    fn sharing(&self, members: &[usize]) -> Vec<Vec<usize>> {
        if !self.shared {
            return members.iter().map(|member| vec![*member]).collect();
        }
        let slot = 2.0 * self.radius + 2.0;
        let mut shared: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for member in members {
            let mark = &self.scene.marks[*member];
            let at = (self.onsets[*member].x / slot).floor() as i64;
            shared.entry((at, mark.by.first(), mark.disputed)).or_default().push(*member);
        }
        shared.into_values().collect()
    }

    /// Anywhere that its onset may have been, the middle first.
    fn place_bare(&mut self, lanes: &mut Lanes, row: usize, shared: &[usize], pitch: f64) {
        let Onset { x, span, bar } = self.onsets[shared[0]];
        let (from, to) = span.unwrap_or((x, x));
        let steps = (((to - from) / 2.0 - self.radius).max(0.0) / pitch).floor() as i32;
        let beside = |nth: i32| f64::from((nth + 1) / 2 * if nth % 2 == 0 { 1 } else { -1 });
        let places: Vec<_> = (0..=2 * steps).map(|nth| x + beside(nth) * pitch).collect();
        let radius = self.radius + 1.0;
        let span = |at: &f64| {
            let (from, to) = bar.unwrap_or((*at, *at));
            (from.min(at - radius), to.max(at + radius))
        };
        let spans: Vec<_> = places.iter().map(span).collect();
        let (nth, lane) = lanes.take(&spans, 1, 0);
        let y = (lane as f64 + 0.5) * pitch;
        for member in shared {
            let count = if *member == shared[0] { shared.len() } else { 0 };
            let place = Place { first: shared[0], count, x: places[nth], y, row, bar, label: None };
            self.places[*member] = Some(place);
        }
    }

    /// In swim lanes, the lines down or up to whom events were directed at: from each, to where.
    pub(super) fn directed_at(&self, mark: usize) -> Vec<(f64, f64)> {
        let (Form::Lanes, Some(place)) = (self.svg.form, &self.places[mark]) else {
            return Vec::new();
        };
        // Among many, of those that have a label.
        if place.count == 0 || (place.label.is_none() && self.scene.marks.len() > SPARSE) {
            return Vec::new();
        }
        let mark = &self.scene.marks[mark];
        let others = mark.on.iter().filter(|on| !mark.by.contains(on) && **on < self.rows.len());
        let edge = |on: &usize| match &self.rows[*on] {
            row if row.top > place.y => row.top + 1.0,
            row => row.top + row.height - 1.0,
        };
        others.map(|on| (place.y, edge(on))).collect()
    }

    /// The areas that these lines take.
    pub(super) fn directed(&self) -> Vec<Area> {
        let of = |nth: usize| {
            let x = self.places[nth].as_ref().map_or(0.0, |place| place.x);
            let area = move |(from, to): (f64, f64)| {
                [x - 1.0, f64::min(from, to), x + 1.0, f64::max(from, to)]
            };
            self.directed_at(nth).into_iter().map(area)
        };
        (0..self.places.len()).flat_map(of).collect()
    }

    fn onset(&self, mark: &Mark<'_>) -> Onset {
        let [from, to] =
            [mark.event.earliest(), mark.event.latest()].map(|at| self.axis.x(at.timestamp()));
        let is_wide = to - from > 2.0 * self.radius + 2.0;
        let span = is_wide.then_some((from, to));
        let bar = span.filter(|_| is_bar_shown(self.scene, mark));
        Onset { x: (from + to) / 2.0, span, bar }
    }

    fn label(&self, mark: &Mark<'_>) -> Words {
        let room = (self.axis.right() - self.axis.left()) * 0.42;
        let (who, what) = (self.scene.who(mark), Scene::what(mark));
        let lines = match self.scene.marks.len() <= SPARSE {
            true => vec![who, format!("{what}, {}", short(mark))],
            false => vec![format!("{who}: {what}")],
        };
        let lines: Vec<_> = lines.iter().map(|line| cut(line, TEXT * 1.08, room)).collect();
        let wide = lines.iter().map(|line| width(line, TEXT * 1.08)).fold(0.0, f64::max);
        Words { lines, wide }
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
