//! The sheet a drawing is on: its frame, styles, title, legend and notes.

use std::{borrow::Cow, io};

use super::{Svg, axis::Axis};
use crate::render::{
    measure::{cut, width, wrapped},
    palette::{COLOURS, DARK, LIGHT, MARKS},
    plain::isolated,
    scene::{Scene, TieKind},
    xml::{Attributes, Xml, attributes},
};

pub(super) const MARGIN: f64 = 16.0;
/// Sizes of text.
pub(super) const SMALL: f64 = 11.0;
pub(super) const TEXT: f64 = 12.0;
const TITLE: f64 = 17.0;
const LEGEND_LINE: f64 = 20.0;

/// A number with one digit behind the point at most.
pub(super) fn n(number: f64) -> String {
    let rounded = (number * 10.0).round() / 10.0;
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

/// How an actor is marked: the number of its colour, and its mark.
pub(super) fn look(party: usize) -> (usize, &'static str) {
    (party % COLOURS.len(), MARKS[party % MARKS.len()])
}

/// The class of the colour of whoever acts, if anyone is known to.
pub(super) fn class_of(parties: &[usize]) -> String {
    parties.first().map_or("nobody".to_owned(), |party| format!("c{}", look(*party).0))
}

/// An entry of the legend: how it is drawn, and in words.
pub(super) struct Entry {
    pub(super) sample: Sample,
    pub(super) words: String,
    pub(super) lang: Option<String>,
}

pub(super) enum Sample {
    Actor(usize),
    Tie(TieKind),
    Bar,
    Hatched,
    None,
}

impl Entry {
    pub(super) fn new(sample: Sample, words: impl Into<String>) -> Self {
        Self { sample, words: words.into(), lang: None }
    }

    /// Its sample takes 20 pixels, or 34 for a line.
    fn sample_width(&self) -> f64 {
        match self.sample {
            Sample::Tie(_) | Sample::Bar => 34.0,
            Sample::Actor(_) | Sample::Hatched => 18.0,
            Sample::None => 0.0,
        }
    }
}

/// The legend, laid out in lines.
pub(super) struct Legend {
    placed: Vec<(f64, f64, Entry)>,
    pub(super) height: f64,
}

impl Legend {
    pub(super) fn new(entries: Vec<Vec<Entry>>, wide: f64) -> Self {
        let (mut placed, mut y) = (Vec::new(), 0.0);
        for group in entries.into_iter().filter(|group| !group.is_empty()) {
            let mut x = 0.0;
            for mut entry in group {
                entry.words = cut(&entry.words, TEXT, wide - entry.sample_width());
                let room = entry.sample_width() + width(&entry.words, TEXT);
                if x > 0.0 && x + room > wide {
                    (x, y) = (0.0, y + LEGEND_LINE);
                }
                placed.push((x, y, entry));
                x += room + 16.0;
            }
            y += LEGEND_LINE;
        }
        Self { placed, height: y }
    }

    pub(super) fn draw(&self, xml: &mut Xml<'_>, prefix: &str, top: f64) -> io::Result<()> {
        for (x, y, entry) in &self.placed {
            let (x, y) = (MARGIN + x, top + y + LEGEND_LINE / 2.0);
            let line = |class: &str| {
                [
                    ("class", Cow::from(class.to_owned())),
                    ("d", format!("M{} {}h26", n(x), n(y)).into()),
                ]
            };
            match entry.sample {
                Sample::Actor(party) => {
                    let (colour, mark) = look(party);
                    let place = format!("translate({} {})", n(x + 6.0), n(y));
                    let class = format!("m c{colour}");
                    xml.leaf(
                        "path",
                        attributes! { "class": class, "transform": place, "d": mark },
                    )?;
                }
                Sample::Tie(kind) => {
                    let mut attributes = line(&format!("t nobody {}", kind.as_str())).to_vec();
                    attributes.push(("marker-end", format!("url(#{prefix}-a)").into()));
                    xml.leaf("path", &attributes)?;
                }
                Sample::Bar => xml.leaf("path", &line("bar nobody"))?,
                Sample::Hatched => {
                    let place = format!("translate({} {})", n(x + 6.0), n(y));
                    let fill = format!("fill:url(#{prefix}-h)");
                    xml.leaf(
                        "path",
                        attributes! {
                            "class": "m nobody", "transform": place, "d": MARKS[0], "style": fill,
                        },
                    )?;
                }
                Sample::None => {}
            }
            let mut attributes = attributes! {
                "class": "legend", "x": n(x + entry.sample_width()), "y": n(y + 4.0),
            }
            .to_vec();
            if let Some(lang) = &entry.lang {
                attributes.push(("lang", lang.into()));
            }
            xml.text("text", &attributes, &entry.words)?;
        }
        Ok(())
    }
}

/// What each actor's mark looks like, as far as it acts in what is drawn.
pub(super) fn actors(scene: &Scene<'_, '_>, most: usize) -> Vec<Entry> {
    let acting = scene.parties.iter().enumerate().filter(|(_, party)| party.acts > 0);
    let mut entries: Vec<_> = acting
        .map(|(nth, party)| Entry {
            sample: Sample::Actor(nth),
            words: isolated(&party.name).into_owned(),
            lang: party.lang.clone(),
        })
        .collect();
    if entries.len() > most {
        let left = entries.len() - most;
        entries.truncate(most);
        entries.push(Entry::new(Sample::None, format!("and {left} more, whose looks repeat")));
    }
    entries
}

/// The frame and what stands above and below the plot.
pub(super) struct Sheet<'a> {
    pub(super) svg: &'a Svg,
    pub(super) width: f64,
    pub(super) title: Vec<String>,
    pub(super) legend: Legend,
    pub(super) notes: Vec<String>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(
        svg: &'a Svg,
        scene: &Scene<'_, '_>,
        entries: Vec<Vec<Entry>>,
        notes: &[String],
    ) -> Self {
        let wide = f64::from(svg.width.max(480));
        let room = wide - 2.0 * MARGIN;
        // A page has a heading of its own.
        let title = match svg.interactive {
            true => Vec::new(),
            false => wrapped(&isolated(&scene.title()), TITLE * 1.15, room),
        };
        let notes = notes.join(" ");
        Self {
            svg,
            width: wide,
            title,
            legend: Legend::new(entries, room),
            notes: wrapped(&notes, SMALL, room),
        }
    }

    /// Where the plot begins.
    pub(super) fn top(&self) -> f64 {
        MARGIN + self.title.len() as f64 * TITLE * 1.3 + 6.0 + self.legend.height + 12.0
    }

    /// Begins the drawing, whose plot ends at `bottom`.
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
                "viewBox": format!("0 0 {} {}", n(self.width), n(height)),
                "width": n(self.width), "height": n(height),
                "role": role, "lang": "en",
                "aria-labelledby": format!("{prefix}-title {prefix}-desc"),
            },
        )?;
        xml.text("title", attributes! { "id": format!("{prefix}-title") }, &scene.title())?;
        let told = format!("{} {}", scene.described(), answers(scene));
        xml.text("desc", attributes! { "id": format!("{prefix}-desc") }, told.trim())?;
        xml.text("style", &[], &style())?;
        self.definitions(xml)?;
        xml.leaf("rect", attributes! { "class": "ground", "width": "100%", "height": "100%" })?;
        let mut y = MARGIN;
        for line in &self.title {
            y += TITLE * 1.3;
            xml.text(
                "text",
                attributes! { "class": "title", "x": n(MARGIN), "y": n(y - 6.0) },
                line,
            )?;
        }
        self.legend.draw(xml, prefix, y + 6.0)?;
        for (nth, line) in self.notes.iter().enumerate() {
            let y = bottom + (nth + 1) as f64 * SMALL * 1.4;
            xml.text("text", attributes! { "class": "note", "x": n(MARGIN), "y": n(y) }, line)?;
        }
        Ok(())
    }

    /// Heads of arrows and hatchings, one of each colour.
    fn definitions(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        let prefix = &self.svg.prefix;
        xml.open("defs", &[])?;
        let kinds = (0..COLOURS.len()).map(|nth| (nth.to_string(), format!("c{nth}")));
        for (nth, class) in kinds.chain([(String::new(), "nobody".to_owned())]) {
            xml.open("marker", attributes! {
                "id": format!("{prefix}-a{nth}"), "viewBox": "0 0 8 8", "refX": 7, "refY": 4,
                "markerWidth": 8, "markerHeight": 8, "markerUnits": "userSpaceOnUse", "orient": "auto",
            })?;
            xml.leaf(
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
            xml.leaf("rect", attributes! { "class": "ground", "width": 4, "height": 4 })?;
            xml.leaf(
                "rect",
                attributes! { "class": format!("head {class}"), "width": 1.6, "height": 4 },
            )?;
            xml.close("pattern")?;
        }
        xml.close("defs")
    }
}

/// Lines and labels of time.
pub(super) fn time(
    xml: &mut Xml<'_>,
    axis: &Axis,
    top: f64,
    bottom: f64,
    right: f64,
) -> io::Result<()> {
    for tick in axis.ticks() {
        let line = format!("M{} {}V{}", n(tick.x), n(top), n(bottom));
        xml.leaf("path", attributes! { "class": "grid", "d": line })?;
        let half = width(&tick.label, SMALL) / 2.0;
        let x = tick.x.clamp(MARGIN + half, right - half);
        xml.text(
            "text",
            attributes! { "class": "tick", "x": n(x), "y": n(bottom + 15.0), "text-anchor": "middle" },
            &tick.label,
        )?;
    }
    Ok(())
}

/// How many answers the description tells one by one.
const TOLD: usize = 12;

/// Who answered whom, in words, for those who do not see it.
fn answers(scene: &Scene<'_, '_>) -> String {
    let told = scene.ties.iter().take(TOLD).map(|tie| {
        let [earlier, later] = [tie.from, tie.to].map(|nth| {
            let mark = &scene.marks[nth];
            format!("{} ({}, {})", scene.who(mark), Scene::what(mark), mark.event.when())
        });
        format!("{earlier} is followed by {later}: {}.", tie.why())
    });
    told.collect::<Vec<_>>().join(" ")
}

fn style() -> String {
    let mut style = String::new();
    let colours = |on: fn(&crate::render::palette::Colour) -> &str,
                   ink: &str,
                   ground: &str,
                   faint: &str,
                   quiet: &str| {
        let mut rules = format!(
            "text{{fill:{ink}}}.ground{{fill:{ground}}}.halo{{stroke:{ground}}}.note,.tick,.rung{{fill:{quiet}}}\
             .grid,.row{{stroke:{faint}}}.line{{stroke:{quiet}}}.nobody{{color:{quiet}}}"
        );
        for (nth, colour) in COLOURS.iter().enumerate() {
            rules.push_str(&format!(".c{nth}{{color:{}}}", on(colour)));
        }
        rules
    };
    style.push_str(
        "text{font:12px \"Helvetica Neue\",Arial,\"Noto Sans\",sans-serif}.title{font-size:17px;font-weight:600}\
         .note,.tick,.rung{font-size:11px}.who{font-weight:600}.name{font-style:italic}\
         .halo{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}\
         .grid,.row,.line{fill:none;stroke-width:1}.line{stroke-dasharray:2 3}\
         .m{fill:currentColor;stroke:currentColor;stroke-width:1.2}\
         .head{fill:currentColor}.bar{fill:none;stroke:currentColor;stroke-width:5;opacity:.3}\
         .until{fill:none;stroke:currentColor;stroke-width:1.5;opacity:.6}\
         .t{fill:none;stroke:currentColor;stroke-width:1.4}.declared{stroke-width:2.6}\
         .inferred{stroke-dasharray:6 4}.many{stroke-width:1}\
         .carries-out{stroke-dasharray:1.5 3.5;stroke-linecap:round;stroke-width:2}\
         .count{font-size:9px}\
         .on{fill:none;stroke:currentColor;stroke-width:1;opacity:.55}",
    );
    style.push_str(&colours(|colour| colour.on_light, "#1b1f24", LIGHT, "#e3e6ea", "#57606a"));
    style.push_str("@media (prefers-color-scheme:dark){");
    style.push_str(&colours(|colour| colour.on_dark, "#e6e9ed", DARK, "#2b3138", "#9aa4af"));
    style.push('}');
    style
}

/// Attributes of a mark or line that a page finds again.
pub(super) fn data<'a>(
    svg: &Svg,
    mut attributes: Vec<(&'a str, Cow<'a, str>)>,
    more: &Attributes<'a>,
) -> Vec<(&'a str, Cow<'a, str>)> {
    if svg.interactive {
        attributes.extend(more.iter().cloned());
    }
    attributes
}
