//! The ladder and the swim lanes: events in rows, time across.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use super::{
    Form, Svg,
    axis::Axis,
    lanes::Lanes,
    sheet::{Entry, MARGIN, SMALL, Sample, Sheet, TEXT, actors, class_of, data, look, n, time},
};
use crate::{
    model::Level,
    render::{
        measure::{cut, width, wrapped},
        plain::{isolated, shown},
        scene::{Mark, Scene, Tie, TieKind, plural},
        xml::{Xml, attributes},
    },
    scale::Kahn,
};

/// Events in rows.
pub(super) struct Chart<'a, 'p, 't> {
    svg: &'a Svg,
    scene: &'a Scene<'p, 't>,
    sheet: Sheet<'a>,
    axis: Axis,
    rows: Vec<Row>,
    /// By place among the marks; nothing where its row is left out.
    places: Vec<Option<Place>>,
    /// Half the width of a mark.
    radius: f64,
    bottom: f64,
}

/// A level, or an actor.
struct Row {
    label: Vec<String>,
    lang: Option<String>,
    top: f64,
    height: f64,
    /// A line above it, between levels, that the scale has a name for.
    threshold: Option<String>,
}

/// Where a mark stands.
struct Place {
    x: f64,
    y: f64,
    row: usize,
    bar: Option<(f64, f64)>,
    label: Option<Label>,
}

struct Label {
    x: f64,
    anchor: &'static str,
    lines: Vec<String>,
}

const PAD: f64 = 7.0;
const THRESHOLD: f64 = 18.0;
const LINE: f64 = 14.0;
/// From how many events on labels have one line instead of two.
const SPARSE: usize = 48;

impl<'a, 'p, 't> Chart<'a, 'p, 't> {
    pub(super) fn new(svg: &'a Svg, scene: &'a Scene<'p, 't>) -> Self {
        let (members, labels) = match svg.form {
            Form::Ladder => by_level(scene),
            _ => by_actor(scene, svg.rows),
        };
        let radius = match scene.marks.len() {
            0..=300 => 6.0,
            301..=1_500 => 4.5,
            _ => 3.2,
        };
        let gutter = labels.iter().flat_map(|(lines, _)| lines).map(|line| width(line, SMALL));
        let left = MARGIN + gutter.fold(20.0, f64::max) + 10.0;
        let wide = f64::from(svg.width.max(480));
        let span = span(scene);
        let axis = Axis::new(span, left + 8.0, wide - left - 16.0 - MARGIN);
        let labelled = labelled(scene, svg.labels);
        let left_out = members.iter().flatten().count();
        let left_out = scene.marks.len() - left_out;
        let notes = notes(scene, labelled.len(), left_out);
        let sheet = Sheet::new(svg, scene, entries(svg, scene), &notes);
        let (bottom, rows, places) = (0.0, Vec::new(), Vec::new());
        let mut chart = Self { svg, scene, sheet, axis, rows, places, radius, bottom };
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
        let pitch = 2.0 * self.radius + 2.0;
        let two_lines = self.scene.marks.len() <= SPARSE;
        let high = if two_lines { 2.0 * LINE } else { LINE };
        let label_lanes = (high / pitch).ceil() as usize;
        let mut lanes = Lanes::default();
        let (first, then): (Vec<usize>, Vec<usize>) =
            members.iter().partition(|member| labelled.contains(member));
        for member in first {
            let mark = &self.scene.marks[member];
            let (x, bar) = self.across(mark);
            let lines = self.lines(mark, two_lines);
            let wide = lines.iter().map(|line| width(line, TEXT * 1.08)).fold(0.0, f64::max);
            let (from, to) = bar.unwrap_or((x, x));
            let (from, to) = (from.min(x - self.radius) - 4.0, to.max(x + self.radius) + 4.0);
            // At the right of the mark if there is room, else at its left.
            let right = ((from - 2.0, to + wide + 6.0), to + 1.0, "start");
            let left = ((from - wide - 6.0, to + 2.0), from - 1.0, "end");
            let fits = |span: (f64, f64)| {
                span.0 >= self.axis.x(i64::MIN / 2) - 8.0 && span.1 <= self.axis.right() + 8.0
            };
            let sides: Vec<_> = [right, left].into_iter().filter(|side| fits(side.0)).collect();
            let spans: Vec<_> = sides.iter().map(|side| side.0).collect();
            let place = |y, label| Some(Place { x, y, row, bar, label });
            if spans.is_empty() {
                let (_, lane) = lanes.take(&[(from, to)], label_lanes);
                let y = (lane as f64 + label_lanes as f64 / 2.0) * pitch;
                self.places[member] = place(y, None);
                continue;
            }
            let (nth, lane) = lanes.take(&spans, label_lanes);
            let y = (lane as f64 + label_lanes as f64 / 2.0) * pitch;
            let label = Label { x: sides[nth].1, anchor: sides[nth].2, lines };
            self.places[member] = place(y, Some(label));
        }
        for member in then {
            let mark = &self.scene.marks[member];
            let (x, bar) = self.across(mark);
            // Anywhere that its onset may have been, the middle first.
            let (from, to) = bar.unwrap_or((x, x));
            let reach = ((to - from) / 2.0 - self.radius).max(0.0);
            let steps = (reach / pitch).floor() as i32;
            let places = (0..=2 * steps).map(|nth| {
                x + f64::from((nth + 1) / 2 * if nth % 2 == 0 { 1 } else { -1 }) * pitch
            });
            let places: Vec<_> = places.collect();
            let is_wide = self.is_bar_shown(mark);
            let spans: Vec<_> = places
                .iter()
                .map(|at| match is_wide {
                    true => (from.min(at - self.radius) - 1.0, to.max(at + self.radius) + 1.0),
                    false => (at - self.radius - 1.0, at + self.radius + 1.0),
                })
                .collect();
            let (nth, lane) = lanes.take(&spans, 1);
            let bar = bar.filter(|_| is_wide);
            let y = (lane as f64 + 0.5) * pitch;
            self.places[member] = Some(Place { x: places[nth], y, row, bar, label: None });
        }
        (lanes.len(), pitch)
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

    fn lines(&self, mark: &Mark<'_>, two: bool) -> Vec<String> {
        let room = (self.axis.right() - self.axis.x(i64::MIN / 2)) * 0.42;
        let (who, what) = (self.scene.who(mark), Scene::what(mark));
        let lines = match two {
            true => vec![who, format!("{what}, {}", short(mark))],
            false => vec![format!("{who}: {what}")],
        };
        lines.iter().map(|line| cut(line, TEXT * 1.08, room)).collect()
    }

    pub(super) fn draw(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut xml = Xml::new(out);
        self.sheet.open(&mut xml, self.scene, self.bottom + 28.0)?;
        if self.svg.interactive {
            xml.open("g", attributes! { "id": format!("{}-plot", self.svg.prefix) })?;
        }
        let right = self.sheet.width - MARGIN;
        time(&mut xml, &self.axis, self.sheet.top(), self.bottom, right)?;
        for row in &self.rows {
            self.draw_row(&mut xml, row, right)?;
        }
        for (mark, place) in self.drawn() {
            self.draw_bar(&mut xml, mark, place)?;
        }
        for tie in &self.scene.ties {
            self.draw_tie(&mut xml, tie)?;
        }
        for (nth, (mark, place)) in self.scene.marks.iter().zip(&self.places).enumerate() {
            if let Some(place) = place {
                self.draw_mark(&mut xml, nth, mark, place)?;
            }
        }
        if self.svg.interactive {
            xml.close("g")?;
        }
        xml.close("svg")?;
        xml.end()
    }

    fn drawn(&self) -> impl Iterator<Item = (&Mark<'t>, &Place)> {
        let placed = self.scene.marks.iter().zip(&self.places);
        placed.filter_map(|(mark, place)| Some((mark, place.as_ref()?)))
    }

    fn draw_row(&self, xml: &mut Xml<'_>, row: &Row, right: f64) -> io::Result<()> {
        let bottom = row.top + row.height;
        let line = format!("M{} {}H{}", n(MARGIN), n(bottom), n(right));
        xml.leaf("path", attributes! { "class": "row", "d": line })?;
        let high = SMALL + 2.0;
        let middle = row.top + row.height / 2.0 - row.label.len() as f64 * high / 2.0;
        for (nth, text) in row.label.iter().enumerate() {
            let y = middle + (nth + 1) as f64 * high - 3.0;
            let mut attributes =
                attributes! { "class": "rung", "x": n(MARGIN), "y": n(y) }.to_vec();
            if let Some(lang) = &row.lang {
                attributes.push(("lang", lang.into()));
            }
            xml.text("text", &attributes, text)?;
        }
        if let Some(name) = &row.threshold {
            let line = format!("M{} {}H{}", n(MARGIN), n(row.top), n(right));
            xml.leaf("path", attributes! { "class": "line", "d": line })?;
            xml.text(
                "text",
                attributes! { "class": "rung", "x": n(right), "y": n(row.top - 5.0), "text-anchor": "end" },
                &format!("↓ {name}"),
            )?;
        }
        Ok(())
    }

    /// How far the onset of an event is known, until when it went on, and, in lanes, whom it was directed at.
    fn draw_bar(&self, xml: &mut Xml<'_>, mark: &Mark<'_>, place: &Place) -> io::Result<()> {
        let class = class_of(&mark.by);
        if let Some((from, to)) = place.bar {
            let line = format!("M{} {}H{}", n(from), n(place.y), n(to));
            xml.leaf("path", attributes! { "class": format!("bar {class}"), "d": line })?;
        }
        if let Some(end) = mark.event.when().end() {
            let end = self.axis.x(end.timestamp());
            if end > place.x + self.radius {
                let line = format!("M{} {}H{}m0-4v8", n(place.x), n(place.y), n(end));
                xml.leaf("path", attributes! { "class": format!("until {class}"), "d": line })?;
            }
        }
        if self.svg.form == Form::Lanes {
            for on in mark.on.iter().filter(|on| !mark.by.contains(on) && **on < self.rows.len()) {
                let row = &self.rows[*on];
                let y = if row.top > place.y { row.top + 1.0 } else { row.top + row.height - 1.0 };
                let tip = if row.top > place.y { "m-3-5l3 5l3-5" } else { "m-3 5l3-5l3 5" };
                let line = format!("M{} {}V{}{tip}", n(place.x), n(place.y), n(y));
                xml.leaf("path", attributes! { "class": format!("on {class}"), "d": line })?;
            }
        }
        Ok(())
    }

    fn draw_tie(&self, xml: &mut Xml<'_>, tie: &Tie) -> io::Result<()> {
        let (Some(from), Some(to)) = (&self.places[tie.from], &self.places[tie.to]) else {
            return Ok(());
        };
        let (earlier, later) = (&self.scene.marks[tie.from], &self.scene.marks[tie.to]);
        let class = class_of(&later.by);
        let head = later.by.first().map_or(String::new(), |party| look(*party).0.to_string());
        let is_many = self.scene.ties.len() > 150;
        let mut attributes = vec![
            ("class", Cow::from(format!("t {class} {}", tie.kind.as_str()))),
            ("d", curve(from, to, self.radius).into()),
        ];
        let sure = tie.sure.map_or(0.9, |sure| 0.35 + 0.65 * f64::from(sure.percent()) / 100.0);
        let opacity = if is_many { sure * 0.5 } else { sure };
        attributes.push(("opacity", format!("{opacity:.2}").into()));
        if !is_many {
            attributes.push(("marker-end", format!("url(#{}-a{head})", self.svg.prefix).into()));
        } else {
            attributes.push(("style", "stroke-width:.8".into()));
        }
        let attributes =
            data(self.svg, attributes, attributes! { "data-from": tie.from, "data-to": tie.to });
        xml.open("path", &attributes)?;
        let sure = tie.sure.map_or(String::new(), |sure| format!(", {sure} sure"));
        let told = format!(
            "{} after {}: {}{sure}",
            self.scene.who(later),
            self.scene.who(earlier),
            tie.why()
        );
        xml.text("title", &[], &told)?;
        xml.close("path")
    }

    fn draw_mark(
        &self,
        xml: &mut Xml<'_>,
        nth: usize,
        mark: &Mark<'_>,
        place: &Place,
    ) -> io::Result<()> {
        let class = class_of(&mark.by);
        let attributes = vec![("class", Cow::from(format!("e {class}")))];
        let attributes = data(
            self.svg,
            attributes,
            attributes! {
                "data-n": nth, "data-row": place.row, "tabindex": -1, "role": "button",
                "aria-label": self.told(mark),
            },
        );
        xml.open("g", &attributes)?;
        xml.text("title", &[], &self.told(mark))?;
        let (colour, shape) =
            mark.by.first().map_or((String::new(), "M-4-4L4 4M4-4L-4 4"), |party| {
                let (colour, shape) = look(*party);
                (colour.to_string(), shape)
            });
        let scale = self.radius / 6.0;
        let transform = if scale == 1.0 {
            format!("translate({} {})", n(place.x), n(place.y))
        } else {
            format!("translate({} {}) scale({scale:.2})", n(place.x), n(place.y))
        };
        let mut attributes =
            vec![("class", Cow::from("m")), ("transform", transform.into()), ("d", shape.into())];
        if mark.disputed {
            attributes.push(("style", format!("fill:url(#{}-h{colour})", self.svg.prefix).into()));
        }
        xml.leaf("path", &attributes)?;
        if let Some(label) = &place.label {
            let high = label.lines.len() as f64 * LINE;
            for (nth, line) in label.lines.iter().enumerate() {
                let y = place.y - high / 2.0 + (nth + 1) as f64 * LINE - 3.5;
                let class = if nth == 0 && label.lines.len() > 1 { "halo who" } else { "halo" };
                let attributes = attributes! {
                    "class": class, "x": n(label.x), "y": n(y), "text-anchor": label.anchor,
                };
                xml.text("text", attributes, line)?;
            }
        }
        xml.close("g")
    }

    /// All there is to say of an event on one line.
    fn told(&self, mark: &Mark<'_>) -> String {
        let mut told =
            format!("{}, {}: {}", mark.event.when(), self.scene.who(mark), Scene::what(mark));
        if let Some(rung) = self.scene.rung(mark) {
            told.push_str(&format!(", {rung}"));
        }
        if let Some(sure) = mark.event.attribution() {
            told.push_str(&format!(", who did it {sure} sure"));
        }
        if let Some(text) = mark.event.text() {
            told.push_str(&format!(". {}", isolated(text)));
        }
        told
    }
}

/// A row for each level that occurs, the highest first, and one for events without.
fn by_level(scene: &Scene<'_, '_>) -> (Vec<Vec<usize>>, Vec<(Vec<String>, Option<String>)>) {
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
            Some(rung) => wrapped(&format!("{level} {}", rung.name()), SMALL, 132.0),
            None => vec![level.to_string()],
        }
    };
    let labels = rows.keys().rev().map(|level| (label(level), None)).collect();
    (rows.into_values().rev().collect(), labels)
}

/// A row for each actor that does anything, those that do most first, and then for those only acted upon.
fn by_actor(
    scene: &Scene<'_, '_>,
    most: usize,
) -> (Vec<Vec<usize>>, Vec<(Vec<String>, Option<String>)>) {
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
    let name = |party: &crate::render::scene::Party| {
        (wrapped(&isolated(&party.name), SMALL, 132.0), party.lang.clone())
    };
    let mut labels: Vec<_> = parties.iter().map(name).collect();
    if !unknown.is_empty() {
        rows.push(unknown);
        labels.push((vec!["unknown".to_owned()], None));
    }
    (rows, labels)
}

/// By row of a ladder, the line that lies just above it.
fn thresholds(svg: &Svg, scene: &Scene<'_, '_>) -> BTreeMap<usize, String> {
    let mut found = BTreeMap::new();
    if svg.form != Form::Ladder {
        return found;
    }
    let levels: BTreeSet<Level> = scene.marks.iter().filter_map(|mark| mark.level).collect();
    let levels: Vec<Level> = levels.into_iter().rev().collect();
    for threshold in scene.picture.chains.query().scale().thresholds() {
        let above = levels.iter().filter(|level| **level >= threshold.level()).count();
        if above > 0 && above < levels.len() {
            let name = shown(threshold.name()).into_owned();
            found
                .entry(above)
                .and_modify(|names: &mut String| *names = format!("{names}; {name}"))
                .or_insert(name);
        }
    }
    found
}

/// The events to be labelled: all, or those of the highest levels, and of these those that most lines meet.
fn labelled(scene: &Scene<'_, '_>, most: usize) -> BTreeSet<usize> {
    let mut lines = vec![0_usize; scene.marks.len()];
    for tie in &scene.ties {
        lines[tie.from] += 1;
        lines[tie.to] += 1;
    }
    let mut order: Vec<usize> = (0..scene.marks.len()).collect();
    order.sort_by_key(|nth| std::cmp::Reverse((scene.marks[*nth].level, lines[*nth])));
    order.into_iter().take(most).collect()
}

fn span(scene: &Scene<'_, '_>) -> (i64, i64) {
    let start = scene.marks.first().map_or(0, |mark| mark.event.earliest().timestamp());
    let ends = scene.marks.iter().map(|mark| {
        let when = mark.event.when();
        when.end().unwrap_or(when.latest()).max(when.latest()).timestamp()
    });
    (start, ends.max().unwrap_or(start))
}

fn entries(svg: &Svg, scene: &Scene<'_, '_>) -> Vec<Vec<Entry>> {
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
    signs.push(Entry::new(Sample::Bar, "began somewhere in it"));
    if scene.marks.iter().any(|mark| mark.disputed) {
        signs.push(Entry::new(Sample::Hatched, "who did it is in doubt"));
    }
    if svg.form == Form::Lanes {
        signs.push(Entry::new(Sample::None, "thin line: to whom it was directed at"));
    }
    vec![actors(scene, 24), signs]
}

fn notes(scene: &Scene<'_, '_>, labelled: usize, left_out: usize) -> Vec<String> {
    let mut notes = vec!["An arrow leads to a candidate response, not from a cause.".to_owned()];
    if labelled < scene.marks.len() {
        notes.push(format!(
            "{labelled} of {} are labelled, those of the highest levels.",
            plural(scene.marks.len(), "event")
        ));
    }
    if left_out > 0 {
        notes
            .push(format!("{} of actors without a lane are not drawn.", plural(left_out, "event")));
    }
    if scene.hops_left > 0 {
        notes.push(format!("{} more hops are not drawn.", scene.hops_left));
    }
    notes
}

/// A curve that leaves a mark up or down, so that it does not cross the label beside it, and comes in so too.
fn curve(from: &Place, to: &Place, radius: f64) -> String {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let gap = radius + 3.0;
    if dy.abs() < 4.0 * radius {
        // On one row: over the top.
        let high = from.y.min(to.y) - gap - (8.0 + dx.abs() * 0.08).min(26.0);
        return format!(
            "M{} {}C{} {} {} {} {} {}",
            n(from.x),
            n(from.y - gap),
            n(from.x + dx * 0.15),
            n(high),
            n(to.x - dx * 0.15),
            n(high),
            n(to.x),
            n(to.y - gap)
        );
    }
    let sign = dy.signum();
    let (start, end) = (from.y + sign * gap, to.y - sign * gap);
    let bend = (end - start) * 0.5;
    format!(
        "M{} {}C{} {} {} {} {} {}",
        n(from.x),
        n(start),
        n(from.x + dx * 0.1),
        n(start + bend),
        n(to.x - dx * 0.1),
        n(end - bend),
        n(to.x),
        n(end)
    )
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
