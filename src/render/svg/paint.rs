//! Writes a chart as SVG.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use super::{
    chart::Chart,
    geometry::number,
    placement::{LABEL_LINE, MarkPlacement},
    route::Route,
    sheet::{with_page_attributes, write_time_axis},
    style::{MARGIN, SMALL, colour_and_shape, colour_class},
};
use crate::{
    render::{
        scene::{Mark, Scene, Tie},
        xml::{Xml, attributes},
    },
    safe_text::isolated,
};

/// Largest number of arrows that have their full width and opacity.
const MAX_STRONG_ARROWS: usize = 40;
/// Largest number of hidden arrows in a web page, which shows those of the selected event.
const MAX_HIDDEN_ARROWS: usize = 10_000;

pub(super) fn write_chart(chart: &Chart<'_, '_, '_>, out: &mut dyn Write) -> io::Result<()> {
    chart.write(out)
}

impl Chart<'_, '_, '_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut xml = Xml::new(out);
        self.sheet.open(&mut xml, self.scene, self.bottom + 28.0)?;
        if self.svg.interactive {
            xml.open("g", attributes! { "id": format!("{}-plot", self.svg.prefix) })?;
        }
        let right = self.sheet.width - MARGIN;
        write_time_axis(&mut xml, &self.axis, self.sheet.top(), self.bottom, right)?;
        for nth in 0..self.rows.len() {
            self.write_row(&mut xml, nth, right)?;
        }
        for (nth, (mark, placement)) in self.scene.marks.iter().zip(&self.placements).enumerate() {
            if let Some(placement) = placement.as_ref().filter(|placement| placement.count > 0) {
                self.write_lines_of_mark(&mut xml, nth, mark, placement)?;
            }
        }
        // Between shared marks, one arrow of each kind is enough.
        let mut written = BTreeSet::new();
        for (nth, route) in &self.routes {
            let tie = &self.scene.ties[*nth];
            let ends = [tie.from, tie.to]
                .map(|end| self.placements[end].as_ref().map(|placement| placement.first));
            if written.insert((ends, tie.kind)) {
                self.write_arrow(&mut xml, tie, route, false)?;
            }
        }
        if self.svg.interactive {
            self.write_hidden_arrows(&mut xml)?;
        }
        let mut shared: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (nth, placement) in self.placements.iter().enumerate() {
            if let Some(placement) = placement {
                shared.entry(placement.first).or_default().push(nth);
            }
        }
        for events in shared.values() {
            self.write_mark(&mut xml, events)?;
        }
        if self.svg.interactive {
            xml.close("g")?;
        }
        xml.close("svg")?;
        xml.end()
    }

    /// Writes the name of a row, the line below it, and the threshold above it.
    fn write_row(&self, xml: &mut Xml<'_>, nth: usize, right: f64) -> io::Result<()> {
        let (row, label) = (&self.rows[nth], &self.row_labels[nth]);
        let bottom = row.top + row.height;
        let line = format!("M{} {}H{}", number(MARGIN), number(bottom), number(right));
        xml.empty("path", attributes! { "class": "row", "d": line })?;
        let line_height = SMALL + 2.0;
        let top = row.top + row.height / 2.0 - label.lines.len() as f64 * line_height / 2.0;
        for (nth, text) in label.lines.iter().enumerate() {
            let y = top + (nth + 1) as f64 * line_height - 3.0;
            let mut attributes =
                attributes! { "class": "rung", "x": number(MARGIN), "y": number(y) }.to_vec();
            if let Some(lang) = &label.lang {
                attributes.push(("lang", lang.into()));
            }
            xml.text("text", &attributes, text)?;
        }
        let Some(threshold) = self.thresholds.get(&nth) else { return Ok(()) };
        let line = format!("M{} {}H{}", number(MARGIN), number(row.top), number(right));
        xml.empty("path", attributes! { "class": "line", "d": line })?;
        for (nth, text) in threshold.iter().rev().enumerate() {
            let y = row.top - 4.0 - nth as f64 * line_height;
            xml.text(
                "text",
                attributes! { "class": "rung name", "x": number(MARGIN), "y": number(y) },
                text,
            )?;
        }
        Ok(())
    }

    /// Writes the bar of an event's onset, the line to its end, and, in swim lanes, the lines to its targets.
    fn write_lines_of_mark(
        &self,
        xml: &mut Xml<'_>,
        nth: usize,
        mark: &Mark<'_>,
        placement: &MarkPlacement,
    ) -> io::Result<()> {
        let mut line = |class: &str, line: String| {
            let class = format!("{class} {}", colour_class(&mark.by));
            let attributes = vec![("class", Cow::from(class)), ("d", line.into())];
            let attributes =
                with_page_attributes(self.svg, attributes, attributes! { "data-of": nth });
            xml.empty("path", &attributes)
        };
        let (x, y) = (placement.x, placement.y);
        if let Some((from, to)) = placement.bar {
            line("bar", format!("M{} {}H{}", number(from), number(y), number(to)))?;
        }
        if let Some(end) = mark.event.when().end() {
            let end = self.axis.x(end.timestamp());
            if end > x + self.radius {
                line("until", format!("M{} {}H{}m0-4v8", number(x), number(y), number(end)))?;
            }
        }
        for (y, edge) in self.target_lines(nth) {
            let tip = if edge > y { "m-3-5l3 5l3-5" } else { "m-3 5l3-5l3 5" };
            line("on", format!("M{} {}V{}{tip}", number(x), number(y), number(edge)))?;
        }
        Ok(())
    }

    /// Writes arrows that a web page shows while one of their events is selected.
    fn write_hidden_arrows(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        let others =
            self.scene.ties.iter().enumerate().filter(|(nth, _)| !self.shown_ties.contains(nth));
        for (_, tie) in others.take(MAX_HIDDEN_ARROWS) {
            let ends = (&self.placements[tie.from], &self.placements[tie.to]);
            if let (Some(from), Some(to)) = ends {
                let route = Route::plain(from, to, self.radius);
                self.write_arrow(xml, tie, &route, true)?;
            }
        }
        Ok(())
    }

    fn write_arrow(
        &self,
        xml: &mut Xml<'_>,
        tie: &Tie,
        route: &Route,
        hidden: bool,
    ) -> io::Result<()> {
        let (earlier, later) = (&self.scene.marks[tie.from], &self.scene.marks[tie.to]);
        let colour = colour_class(&later.by);
        let head =
            later.by.first().map_or(String::new(), |party| colour_and_shape(*party).0.to_string());
        let is_many = self.shown_ties.len() > MAX_STRONG_ARROWS;
        let emphasis = match (hidden, is_many) {
            (true, _) => " quiet",
            (_, true) => " front many",
            _ => " front",
        };
        let class = format!("t {colour} {}{emphasis}", tie.kind.as_str());
        let opacity = tie
            .confidence
            .map_or(0.9, |confidence| 0.35 + 0.65 * f64::from(confidence.percent()) / 100.0);
        let opacity = if is_many { opacity * 0.75 } else { opacity };
        let attributes = vec![
            ("class", Cow::from(class)),
            ("d", route.path().into()),
            ("stroke-opacity", format!("{opacity:.2}").into()),
            ("marker-end", format!("url(#{}-a{head})", self.svg.prefix).into()),
        ];
        let attributes = with_page_attributes(
            self.svg,
            attributes,
            attributes! { "data-from": tie.from, "data-to": tie.to },
        );
        xml.open("path", &attributes)?;
        let confidence =
            tie.confidence.map_or(String::new(), |confidence| format!(", {confidence} confidence"));
        let tooltip = format!(
            "{} after {}: {}{confidence}",
            self.scene.actors_in_words(later),
            self.scene.actors_in_words(earlier),
            tie.why()
        );
        self.write_tooltip(xml, &tooltip)?;
        xml.close("path")
    }

    /// Writes the mark of the events that share it, and its label.
    fn write_mark(&self, xml: &mut Xml<'_>, events: &[usize]) -> io::Result<()> {
        let nth = events[0];
        let (Some(placement), mark) = (&self.placements[nth], &self.scene.marks[nth]) else {
            return Ok(());
        };
        let tooltip = match events.len() {
            1 => self.event_in_words(mark),
            count => format!("{count} events like this: {}", self.event_in_words(mark)),
        };
        let all: Vec<_> = events.iter().map(usize::to_string).collect();
        let attributes = vec![("class", Cow::from(format!("e {}", colour_class(&mark.by))))];
        let attributes = with_page_attributes(
            self.svg,
            attributes,
            attributes! {
                "data-n": all.join(" "), "tabindex": -1, "role": "button", "aria-label": tooltip,
            },
        );
        xml.open("g", &attributes)?;
        self.write_tooltip(xml, &tooltip)?;
        // A cross marks an unknown author.
        let (colour, shape) =
            mark.by.first().map_or((String::new(), "M-4-4L4 4M4-4L-4 4"), |party| {
                let (colour, shape) = colour_and_shape(*party);
                (colour.to_string(), shape)
            });
        // A shared mark grows with the number of events, as far as there is room. A mark with a label keeps a
        // minimum size.
        let scale = match placement.label {
            Some(_) => (self.radius / 6.0).max(0.85),
            None => self.radius / 6.0 * (1.0 + (events.len() as f64).ln() * 0.12).min(1.35),
        };
        let mut transform = format!("translate({} {})", number(placement.x), number(placement.y));
        if scale != 1.0 {
            transform.push_str(&format!(" scale({scale:.2})"));
        }
        let mut attributes =
            vec![("class", Cow::from("m")), ("transform", transform.into()), ("d", shape.into())];
        if mark.disputed {
            attributes.push(("style", format!("fill:url(#{}-h{colour})", self.svg.prefix).into()));
        }
        xml.empty("path", &attributes)?;
        if let Some(label) = &placement.label {
            let height = label.lines().len() as f64 * LABEL_LINE;
            for (nth, line) in label.lines().iter().enumerate() {
                let y = placement.y - height / 2.0 + (nth + 1) as f64 * LABEL_LINE - 3.5;
                let class = if nth == 0 && label.lines().len() > 1 { "halo who" } else { "halo" };
                let mut attributes = attributes! {
                    "class": class, "x": number(label.x), "y": number(y), "text-anchor": label.anchor,
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

    /// Writes a tooltip, unless the picture is in a web page, which shows the details of an event itself.
    fn write_tooltip(&self, xml: &mut Xml<'_>, text: &str) -> io::Result<()> {
        if self.svg.interactive { Ok(()) } else { xml.text("title", &[], text) }
    }

    /// Returns the language of the names in an event's label, if all are in the same language and it is not
    /// English, the language of the picture.
    fn lang(&self, mark: &Mark<'_>) -> Option<&str> {
        let mut parties = mark.by.iter().chain(&mark.on).map(|party| &self.scene.parties[*party]);
        let lang = parties.next()?.lang.as_deref().filter(|lang| *lang != "en")?;
        parties.all(|party| party.lang.as_deref() == Some(lang)).then_some(lang)
    }

    /// Returns an event in words, on one line.
    fn event_in_words(&self, mark: &Mark<'_>) -> String {
        let (actors, act) = (self.scene.actors_in_words(mark), Scene::act_in_words(mark));
        let mut words = format!("{}, {actors}: {act}", mark.event.when());
        if let Some(level) = self.scene.level_in_words(mark) {
            words.push_str(&format!(", {level}"));
        }
        if let Some(attribution) = mark.event.attribution() {
            words.push_str(&format!(", attribution {attribution}"));
        }
        if let Some(text) = mark.event.text() {
            words.push_str(&format!(". {}", isolated(text)));
        }
        words
    }
}
