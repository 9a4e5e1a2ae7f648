//! The axes of a panel.

use std::io;

use crate::render::{
    measure::width,
    svg::{geometry::number, style::SMALL},
    xml::{Xml, attributes},
};

/// Space for the labels to the left of the plot, and below it, in pixels.
const LEFT: f64 = 64.0;
const BELOW: f64 = 42.0;
/// Space for the heading above the plot.
const ABOVE: f64 = 40.0;

/// A plot with two axes, within a rectangle of the picture.
pub(super) struct Axes {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    /// The values at the left and the right end, as logarithms if `is_log`.
    x: (f64, f64),
    is_log: bool,
    /// The values at the bottom and the top.
    y: (f64, f64),
}

impl Axes {
    /// Creates the axes of a panel of this width and height, at `left` and `top`.
    pub(super) fn new(
        [left, top, panel_width, panel_height]: [f64; 4],
        (x_from, x_to): (f64, f64),
        is_log: bool,
        (y_from, y_to): (f64, f64),
    ) -> Self {
        let scaled = |value: f64| if is_log { value.max(1e-9).ln() } else { value };
        let (from, to) = (scaled(x_from), scaled(x_to));
        // A single value lies in the middle.
        let x = if to > from { (from, to) } else { (from - 1.0, from + 1.0) };
        let y = if y_to > y_from { (y_from, y_to) } else { (y_from - 0.5, y_from + 0.5) };
        Self {
            left: left + LEFT,
            top: top + ABOVE,
            right: left + panel_width - 8.0,
            bottom: top + panel_height - BELOW,
            x,
            is_log,
            y,
        }
    }

    pub(super) fn x(&self, value: f64) -> f64 {
        let value = if self.is_log { value.max(1e-9).ln() } else { value };
        let share = (value - self.x.0) / (self.x.1 - self.x.0);
        self.left + share.clamp(0.0, 1.0) * (self.right - self.left)
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        let share = (value - self.y.0) / (self.y.1 - self.y.0);
        self.bottom - share.clamp(0.0, 1.0) * (self.bottom - self.top)
    }

    /// Writes heading, grid, ticks and the names of the axes. `x_ticks` are the values to be labelled; a label
    /// that would touch the one before is left out.
    pub(super) fn write(
        &self,
        xml: &mut Xml<'_>,
        heading: [&str; 2],
        x_ticks: &[(f64, String)],
        x_name: &str,
        y_name: &str,
    ) -> io::Result<()> {
        let (x, y) = (self.left - LEFT + 8.0, self.top - ABOVE + 16.0);
        for (nth, (class, line)) in ["who", "note"].iter().zip(heading).enumerate() {
            let y = y + nth as f64 * 16.0;
            let attributes = attributes! { "class": class, "x": number(x), "y": number(y) };
            xml.text("text", attributes, line)?;
        }
        for value in ticks(self.y) {
            let y = self.y(value);
            let line = format!("M{} {}H{}", number(self.left), number(y), number(self.right));
            xml.empty("path", attributes! { "class": "grid", "d": line })?;
            xml.text(
                "text",
                attributes! {
                    "class": "tick", "x": number(self.left - 6.0), "y": number(y + 4.0), "text-anchor": "end",
                },
                &label(value),
            )?;
        }
        let mut free = f64::MIN;
        for (value, text) in x_ticks {
            let (x, half) = (self.x(*value), width(text, SMALL) / 2.0);
            if x - half < free {
                continue;
            }
            free = x + half + 6.0;
            let line = format!("M{} {}v5", number(x), number(self.bottom));
            xml.empty("path", attributes! { "class": "grid", "d": line })?;
            xml.text(
                "text",
                attributes! {
                    "class": "tick", "x": number(x), "y": number(self.bottom + 17.0), "text-anchor": "middle",
                },
                text,
            )?;
        }
        let middle = (self.left + self.right) / 2.0;
        xml.text(
            "text",
            attributes! {
                "class": "note", "x": number(middle), "y": number(self.bottom + 34.0), "text-anchor": "middle",
            },
            x_name,
        )?;
        let (x, y) = (self.left - LEFT + 12.0, (self.top + self.bottom) / 2.0);
        xml.text(
            "text",
            attributes! {
                "class": "note", "text-anchor": "middle",
                "transform": format!("translate({} {}) rotate(-90)", number(x), number(y)),
            },
            y_name,
        )
    }

    /// Writes a line through points.
    pub(super) fn write_line(
        &self,
        xml: &mut Xml<'_>,
        class: &str,
        points: &[(f64, f64)],
    ) -> io::Result<()> {
        let d = self.path(points.iter().copied());
        xml.empty("path", attributes! { "class": class, "d": d })
    }

    /// Writes the area between two lines.
    pub(super) fn write_band(
        &self,
        xml: &mut Xml<'_>,
        opacity: f64,
        band: &[(f64, (f64, f64))],
    ) -> io::Result<()> {
        let upper = band.iter().map(|(x, (_, high))| (*x, *high));
        let lower = band.iter().rev().map(|(x, (low, _))| (*x, *low));
        let d = self.path(upper.chain(lower)) + "z";
        let attributes = attributes! { "class": "head neutral", "opacity": opacity, "d": d };
        xml.empty("path", attributes)
    }

    /// Writes a mark at a point, with a tooltip.
    pub(super) fn write_mark(
        &self,
        xml: &mut Xml<'_>,
        (x, y): (f64, f64),
        tooltip: &str,
    ) -> io::Result<()> {
        xml.open(
            "circle",
            attributes! { "class": "m c0", "cx": number(self.x(x)), "cy": number(self.y(y)), "r": 3 },
        )?;
        xml.text("title", &[], tooltip)?;
        xml.close("circle")
    }

    /// Writes a rectangle from `x_from` to `x_to` and from the bottom to `y`.
    pub(super) fn write_bar(
        &self,
        xml: &mut Xml<'_>,
        (x_from, x_to): (f64, f64),
        y: f64,
        opacity: f64,
        tooltip: &str,
    ) -> io::Result<()> {
        let (left, right, top) = (self.x(x_from), self.x(x_to), self.y(y));
        xml.open(
            "rect",
            attributes! {
                "class": "head neutral", "opacity": opacity, "x": number(left), "y": number(top),
                "width": number((right - left).max(0.5)), "height": number((self.bottom - top).max(0.0)),
            },
        )?;
        xml.text("title", &[], tooltip)?;
        xml.close("rect")
    }

    fn path(&self, points: impl Iterator<Item = (f64, f64)>) -> String {
        let mut d = String::new();
        for (x, y) in points {
            let command = if d.is_empty() { 'M' } else { 'L' };
            d.push_str(&format!("{command}{} {}", number(self.x(x)), number(self.y(y))));
        }
        d
    }
}

/// Returns round values within a range: about five of them.
pub(super) fn ticks((from, to): (f64, f64)) -> Vec<f64> {
    let rough = (to - from) / 5.0;
    let power = 10_f64.powf(rough.max(1e-9).log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|step| step * power).into_iter();
    let step = step.into_iter().find(|step| *step >= rough).unwrap_or(10.0 * power);
    let mut ticks = Vec::new();
    let mut nth = (from / step - 1e-9).ceil();
    while nth * step <= to + step * 1e-9 && ticks.len() < 20 {
        ticks.push(nth * step);
        nth += 1.0;
    }
    ticks
}

/// Writes a value of an axis.
pub(super) fn label(value: f64) -> String {
    // Avoids "-0".
    let rounded = (value * 1_000.0).round() / 1_000.0 + 0.0;
    if value.abs() >= 1e6 { format!("{value:.1e}") } else { format!("{rounded}") }
}
