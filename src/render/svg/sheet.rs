//! The frame of a picture: title, legend, time axis and notes around the plot.

use std::{borrow::Cow, io};

use super::{
    axis::Axis,
    geometry::number,
    legend::{Legend, LegendEntry},
    settings::Svg,
    style::{MARGIN, SMALL, TITLE, style_sheet},
};
use crate::{
    render::{
        measure::{width, wrapped},
        palette::COLOURS,
        scene::Scene,
        xml::{Attributes, Xml, attributes},
    },
    safe_text::isolated,
};

/// The frame of a picture.
pub(super) struct Sheet<'a> {
    svg: &'a Svg,
    pub(super) width: f64,
    title: Vec<String>,
    legend: Legend,
    notes: Vec<String>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(
        svg: &'a Svg,
        scene: &Scene<'_, '_>,
        legend: Vec<Vec<LegendEntry>>,
        notes: &[String],
    ) -> Self {
        let sheet_width = svg.sheet_width();
        let room = sheet_width - 2.0 * MARGIN;
        // A web page shows the title as its own heading.
        let title = match svg.interactive {
            true => Vec::new(),
            false => wrapped(&isolated(&scene.title()), TITLE * 1.15, room),
        };
        let notes = notes.join(" ");
        Self {
            svg,
            width: sheet_width,
            title,
            legend: Legend::new(legend, room),
            notes: wrapped(&notes, SMALL, room),
        }
    }

    /// Returns the y at which the plot begins.
    pub(super) fn top(&self) -> f64 {
        MARGIN + self.title.len() as f64 * TITLE * 1.3 + 6.0 + self.legend.height + 12.0
    }

    /// Writes the start of a picture whose plot ends at the y `bottom`, up to the plot, and the notes. The
    /// caller closes the `svg` element.
    pub(super) fn open(
        &self,
        xml: &mut Xml<'_>,
        scene: &Scene<'_, '_>,
        bottom: f64,
    ) -> io::Result<()> {
        let height = bottom + self.notes.len() as f64 * SMALL * 1.4 + MARGIN;
        let prefix = &self.svg.prefix;
        let role = if self.svg.interactive { "group" } else { "img" };
        xml.open(
            "svg",
            attributes! {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": format!("0 0 {} {}", number(self.width), number(height)),
                "width": number(self.width), "height": number(height),
                "role": role, "lang": "en",
                "aria-labelledby": format!("{prefix}-title {prefix}-desc"),
            },
        )?;
        xml.text("title", attributes! { "id": format!("{prefix}-title") }, &scene.title())?;
        let description = format!("{} {}", scene.description(), responses_in_words(scene));
        xml.text("desc", attributes! { "id": format!("{prefix}-desc") }, description.trim())?;
        xml.text("style", &[], &style_sheet())?;
        self.write_definitions(xml)?;
        xml.empty("rect", attributes! { "class": "ground", "width": "100%", "height": "100%" })?;
        let mut y = MARGIN;
        for line in &self.title {
            y += TITLE * 1.3;
            xml.text(
                "text",
                attributes! { "class": "title", "x": number(MARGIN), "y": number(y - 6.0) },
                line,
            )?;
        }
        self.legend.write(xml, prefix, y + 6.0)?;
        for (nth, line) in self.notes.iter().enumerate() {
            let y = bottom + (nth + 1) as f64 * SMALL * 1.4;
            let attributes = attributes! { "class": "note", "x": number(MARGIN), "y": number(y) };
            xml.text("text", attributes, line)?;
        }
        Ok(())
    }

    /// Writes an arrowhead and a hatching pattern of each colour, and of none.
    fn write_definitions(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        let prefix = &self.svg.prefix;
        xml.open("defs", &[])?;
        let colours = (0..COLOURS.len()).map(|nth| (nth.to_string(), format!("c{nth}")));
        for (nth, class) in colours.chain([(String::new(), "neutral".to_owned())]) {
            xml.open("marker", attributes! {
                "id": format!("{prefix}-a{nth}"), "viewBox": "0 0 8 8", "refX": 7, "refY": 4,
                "markerWidth": 8, "markerHeight": 8, "markerUnits": "userSpaceOnUse", "orient": "auto",
            })?;
            xml.empty(
                "path",
                attributes! { "class": format!("head {class}"), "d": "M0 0L8 4L0 8z" },
            )?;
            xml.close("marker")?;
            xml.open(
                "pattern",
                attributes! {
                    "id": format!("{prefix}-h{nth}"), "width": 4, "height": 4,
                    "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)",
                },
            )?;
            xml.empty("rect", attributes! { "class": "ground", "width": 4, "height": 4 })?;
            xml.empty(
                "rect",
                attributes! { "class": format!("head {class}"), "width": 1.6, "height": 4 },
            )?;
            xml.close("pattern")?;
        }
        xml.close("defs")
    }
}

/// Writes the grid lines of the time axis and their labels. `right` is the right end of the picture.
pub(in crate::render) fn write_time_axis(
    xml: &mut Xml<'_>,
    axis: &Axis,
    top: f64,
    bottom: f64,
    right: f64,
) -> io::Result<()> {
    for tick in axis.ticks() {
        let line = format!("M{} {}V{}", number(tick.x), number(top), number(bottom));
        xml.empty("path", attributes! { "class": "grid", "d": line })?;
        // Labels at the ends of the axis are moved inside the picture.
        let half = width(&tick.label, SMALL) / 2.0;
        let x = tick.x.clamp(MARGIN + half, right - half);
        xml.text(
            "text",
            attributes! {
                "class": "tick", "x": number(x), "y": number(bottom + 15.0), "text-anchor": "middle",
            },
            &tick.label,
        )?;
    }
    Ok(())
}

/// Number of responses that the description lists.
const MAX_LISTED: usize = 12;

/// Returns the first responses in words, for readers who do not see the picture.
fn responses_in_words(scene: &Scene<'_, '_>) -> String {
    let responses = scene.ties.iter().take(MAX_LISTED).map(|tie| {
        let [earlier, later] = [tie.from, tie.to].map(|nth| {
            let mark = &scene.marks[nth];
            let (actors, act) = (scene.actors_in_words(mark), Scene::act_in_words(mark));
            format!("{actors} ({act}, {})", mark.event.when())
        });
        format!("{earlier} is followed by {later}: {}.", tie.why())
    });
    responses.collect::<Vec<_>>().join(" ")
}

/// Adds attributes by which the script of a web page finds a mark or line, if the picture is in one.
pub(super) fn with_page_attributes<'a>(
    svg: &Svg,
    mut attributes: Vec<(&'a str, Cow<'a, str>)>,
    more: &Attributes<'a>,
) -> Vec<(&'a str, Cow<'a, str>)> {
    if svg.interactive {
        attributes.extend(more.iter().cloned());
    }
    attributes
}
