//! Putting a chart on its sheet.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    io::{self, Write},
};

use super::{
    Form,
    chart::{Chart, LINE, Place, Row},
    sheet::{MARGIN, SMALL, class_of, data, look, n, time},
};
use crate::render::{
    plain::isolated,
    scene::{Mark, Scene, Tie},
    xml::{Xml, attributes},
};

/// Up to how many lines each is drawn in full.
const FEW: usize = 40;

impl Chart<'_, '_, '_> {
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
        for (nth, (mark, place)) in self.scene.marks.iter().zip(&self.places).enumerate() {
            if let Some(place) = place.as_ref().filter(|place| place.count > 0) {
                self.draw_bar(&mut xml, nth, mark, place)?;
            }
        }
        let mut drawn = BTreeSet::new();
        for tie in self.lines.iter().map(|nth| &self.scene.ties[*nth]) {
            let ends =
                [tie.from, tie.to].map(|end| self.places[end].as_ref().map(|place| place.first));
            if drawn.insert((ends, tie.kind)) {
                self.draw_tie(&mut xml, tie)?;
            }
        }
        for row in &self.rows {
            self.name_threshold(&mut xml, row, right)?;
        }
        for (nth, (mark, place)) in self.scene.marks.iter().zip(&self.places).enumerate() {
            if let Some(place) = place.as_ref().filter(|place| place.first == nth) {
                self.draw_mark(&mut xml, nth, mark, place)?;
            }
        }
        if self.svg.interactive {
            xml.close("g")?;
        }
        xml.close("svg")?;
        xml.end()
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
        if row.threshold.is_some() {
            let line = format!("M{} {}H{}", n(MARGIN), n(row.top), n(right));
            xml.leaf("path", attributes! { "class": "line", "d": line })?;
        }
        Ok(())
    }

    fn name_threshold(&self, xml: &mut Xml<'_>, row: &Row, right: f64) -> io::Result<()> {
        let Some(name) = &row.threshold else { return Ok(()) };
        let y = n(row.top - 5.0);
        let attributes =
            attributes! { "class": "rung halo", "x": n(right), "y": y, "text-anchor": "end" };
        xml.text("text", attributes, &format!("↓ {name}"))
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
        if self.svg.form == Form::Lanes {
            for on in mark.on.iter().filter(|on| !mark.by.contains(on) && **on < self.rows.len()) {
                let row = &self.rows[*on];
                let (y, tip) = match row.top > place.y {
                    true => (row.top + 1.0, "m-3-5l3 5l3-5"),
                    false => (row.top + row.height - 1.0, "m-3 5l3-5l3 5"),
                };
                line("on", format!("M{} {}V{}{tip}", n(place.x), n(place.y), n(y)))?;
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
        let is_many = self.lines.len() > FEW;
        let class =
            format!("t {class} {}{}", tie.kind.as_str(), if is_many { " many" } else { "" });
        let sure = tie.sure.map_or(0.9, |sure| 0.35 + 0.65 * f64::from(sure.percent()) / 100.0);
        let sure = if is_many { sure * 0.75 } else { sure };
        let attributes = vec![
            ("class", Cow::from(class)),
            ("d", curve(from, to, self.radius).into()),
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
        let told = match place.count {
            1 => self.told(mark),
            count => format!("{count} events like this: {}", self.told(mark)),
        };
        self.tooltip(xml, &told)?;
        let (colour, shape) =
            mark.by.first().map_or((String::new(), "M-4-4L4 4M4-4L-4 4"), |party| {
                let (colour, shape) = look(*party);
                (colour.to_string(), shape)
            });
        // The area grows with the number of events, up to as much as there is room for.
        let scale = self.radius / 6.0 * (1.0 + (place.count as f64).ln() * 0.12).min(1.35);
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

/// A curve that leaves a mark up or down, so that it does not cross the label beside it, and comes in so too.
fn curve(from: &Place, to: &Place, radius: f64) -> String {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let gap = radius + 3.0;
    if dy.abs() < 4.0 * radius {
        // On one row: over the top.
        let high = from.y.min(to.y) - gap - (8.0 + dx.abs() * 0.06).min(20.0);
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
