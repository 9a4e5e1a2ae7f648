//! Putting a chart on its sheet.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use super::{
    chart::{Chart, LINE, Place},
    route::Route,
    sheet::{MARGIN, SMALL, class_of, data, look, n, time},
};
use crate::render::{
    plain::isolated,
    scene::{Mark, Scene, Tie},
    xml::{Xml, attributes},
};

/// Up to how many lines each is drawn in full.
const FEW: usize = 40;
/// How many more a page can show.
const QUIET: usize = 10_000;

impl Chart<'_, '_, '_> {
    pub(super) fn draw(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut xml = Xml::new(out);
        self.sheet.open(&mut xml, self.scene, self.bottom + 28.0)?;
        if self.svg.interactive {
            xml.open("g", attributes! { "id": format!("{}-plot", self.svg.prefix) })?;
        }
        let right = self.sheet.width - MARGIN;
        time(&mut xml, &self.axis, self.sheet.top(), self.bottom, right)?;
        for nth in 0..self.rows.len() {
            self.draw_row(&mut xml, nth, right)?;
        }
        for (nth, (mark, place)) in self.scene.marks.iter().zip(&self.places).enumerate() {
            if let Some(place) = place.as_ref().filter(|place| place.count > 0) {
                self.draw_bar(&mut xml, nth, mark, place)?;
            }
        }
        let mut drawn = BTreeSet::new();
        for (nth, route) in &self.routes {
            let tie = &self.scene.ties[*nth];
            let ends =
                [tie.from, tie.to].map(|end| self.places[end].as_ref().map(|place| place.first));
            if drawn.insert((ends, tie.kind)) {
                self.draw_tie(&mut xml, tie, route, false)?;
            }
        }
        if self.svg.interactive {
            self.draw_quiet_ties(&mut xml)?;
        }
        let mut shared: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (nth, place) in self.places.iter().enumerate() {
            if let Some(place) = place {
                shared.entry(place.first).or_default().push(nth);
            }
        }
        for members in shared.values() {
            self.draw_mark(&mut xml, members)?;
        }
        if self.svg.interactive {
            xml.close("g")?;
        }
        xml.close("svg")?;
        xml.end()
    }

    fn draw_row(&self, xml: &mut Xml<'_>, nth: usize, right: f64) -> io::Result<()> {
        let (row, (label, lang)) = (&self.rows[nth], &self.names[nth]);
        let bottom = row.top + row.height;
        let line = format!("M{} {}H{}", n(MARGIN), n(bottom), n(right));
        xml.leaf("path", attributes! { "class": "row", "d": line })?;
        let high = SMALL + 2.0;
        let middle = row.top + row.height / 2.0 - label.len() as f64 * high / 2.0;
        for (nth, text) in label.iter().enumerate() {
            let y = middle + (nth + 1) as f64 * high - 3.0;
            let mut attributes =
                attributes! { "class": "rung", "x": n(MARGIN), "y": n(y) }.to_vec();
            if let Some(lang) = lang {
                attributes.push(("lang", lang.into()));
            }
            xml.text("text", &attributes, text)?;
        }
        let Some(threshold) = self.thresholds.get(&nth) else { return Ok(()) };
        let line = format!("M{} {}H{}", n(MARGIN), n(row.top), n(right));
        xml.leaf("path", attributes! { "class": "line", "d": line })?;
        for (nth, text) in threshold.iter().rev().enumerate() {
            let y = row.top - 4.0 - nth as f64 * high;
            xml.text(
                "text",
                attributes! { "class": "rung name", "x": n(MARGIN), "y": n(y) },
                text,
            )?;
        }
        Ok(())
    }

    /// How far the onset of an event is known, until when it went on, and, in lanes, whom it was directed at.
    fn draw_bar(
        &self,
        xml: &mut Xml<'_>,
        nth: usize,
        mark: &Mark<'_>,
        place: &Place,
    ) -> io::Result<()> {
        let mut line = |class: &str, line: String| {
            let class = format!("{class} {}", class_of(&mark.by));
            let attributes = vec![("class", Cow::from(class)), ("d", line.into())];
            xml.leaf("path", &data(self.svg, attributes, attributes! { "data-of": nth }))
        };
        if let Some((from, to)) = place.bar {
            line("bar", format!("M{} {}H{}", n(from), n(place.y), n(to)))?;
        }
        if let Some(end) = mark.event.when().end() {
            let end = self.axis.x(end.timestamp());
            if end > place.x + self.radius {
                line("until", format!("M{} {}H{}m0-4v8", n(place.x), n(place.y), n(end)))?;
            }
        }
        for (y, edge) in self.directed_at(nth) {
            let tip = if edge > y { "m-3-5l3 5l3-5" } else { "m-3 5l3-5l3 5" };
            line("on", format!("M{} {}V{}{tip}", n(place.x), n(y), n(edge)))?;
        }
        Ok(())
    }

    /// Lines that a page shows when one of their events is looked at.
    fn draw_quiet_ties(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        let others =
            self.scene.ties.iter().enumerate().filter(|(nth, _)| !self.lines.contains(nth));
        for (_, tie) in others.take(QUIET) {
            if let (Some(from), Some(to)) = (&self.places[tie.from], &self.places[tie.to]) {
                let route = Route::plain(from, to, self.radius);
                self.draw_tie(xml, tie, &route, true)?;
            }
        }
        Ok(())
    }

    fn draw_tie(&self, xml: &mut Xml<'_>, tie: &Tie, route: &Route, quiet: bool) -> io::Result<()> {
        let (earlier, later) = (&self.scene.marks[tie.from], &self.scene.marks[tie.to]);
        let class = class_of(&later.by);
        let head = later.by.first().map_or(String::new(), |party| look(*party).0.to_string());
        let is_many = self.lines.len() > FEW;
        let manner = match (quiet, is_many) {
            (true, _) => " quiet",
            (_, true) => " front many",
            _ => " front",
        };
        let class = format!("t {class} {}{manner}", tie.kind.as_str());
        let sure = tie.sure.map_or(0.9, |sure| 0.35 + 0.65 * f64::from(sure.percent()) / 100.0);
        let sure = if is_many { sure * 0.75 } else { sure };
        let attributes = vec![
            ("class", Cow::from(class)),
            ("d", route.path().into()),
            ("stroke-opacity", format!("{sure:.2}").into()),
            ("marker-end", format!("url(#{}-a{head})", self.svg.prefix).into()),
        ];
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
        self.tooltip(xml, &told)?;
        xml.close("path")
    }

    /// One mark for all events that share it.
    fn draw_mark(&self, xml: &mut Xml<'_>, members: &[usize]) -> io::Result<()> {
        let nth = members[0];
        let (Some(place), mark) = (&self.places[nth], &self.scene.marks[nth]) else {
            return Ok(());
        };
        let told = match members.len() {
            1 => self.told(mark),
            count => format!("{count} events like this: {}", self.told(mark)),
        };
        let all: Vec<_> = members.iter().map(usize::to_string).collect();
        let attributes = vec![("class", Cow::from(format!("e {}", class_of(&mark.by))))];
        let attributes = data(
            self.svg,
            attributes,
            attributes! {
                "data-n": all.join(" "), "tabindex": -1, "role": "button", "aria-label": told,
            },
        );
        xml.open("g", &attributes)?;
        self.tooltip(xml, &told)?;
        let (colour, shape) =
            mark.by.first().map_or((String::new(), "M-4-4L4 4M4-4L-4 4"), |party| {
                let (colour, shape) = look(*party);
                (colour.to_string(), shape)
            });
        // The area grows with the number of events, up to as much as there is room for.
        // One with a label stands out.
        let scale = match place.label {
            Some(_) => (self.radius / 6.0).max(0.85),
            None => self.radius / 6.0 * (1.0 + (members.len() as f64).ln() * 0.12).min(1.35),
        };
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
            let high = label.lines().len() as f64 * LINE;
            for (nth, line) in label.lines().iter().enumerate() {
                let y = place.y - high / 2.0 + (nth + 1) as f64 * LINE - 3.5;
                let class = if nth == 0 && label.lines().len() > 1 { "halo who" } else { "halo" };
                let mut attributes = attributes! {
                    "class": class, "x": n(label.x), "y": n(y), "text-anchor": label.anchor,
                }
                .to_vec();
                if nth == 0 {
                    attributes.extend(self.lang(mark).map(|lang| ("lang", lang.into())));
                }
                xml.text("text", &attributes, line)?;
            }
        }
        xml.close("g")
    }

    /// A page shows more than a tooltip.
    fn tooltip(&self, xml: &mut Xml<'_>, told: &str) -> io::Result<()> {
        if self.svg.interactive { Ok(()) } else { xml.text("title", &[], told) }
    }

    /// The language of the names of an event, where all are in one that is not that of the drawing.
    fn lang(&self, mark: &Mark<'_>) -> Option<&str> {
        let mut parties = mark.by.iter().chain(&mark.on).map(|party| &self.scene.parties[*party]);
        let lang = parties.next()?.lang.as_deref().filter(|lang| *lang != "en")?;
        parties.all(|party| party.lang.as_deref() == Some(lang)).then_some(lang)
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
