//! A picture of a comparison with chance.

use std::io::{self, Write};

use super::panels::{write_curve, write_distribution, write_lags};
use crate::{
    chance::{Comparison, Curve, LagSeries},
    render::{
        sheet::{Sheet, text_of},
        svg::style::MARGIN,
        xml::Xml,
    },
};

/// A picture of a [comparison](Comparison) with chance, as SVG or as a web page.
///
/// - The **distribution** of the number of hops over the shuffles, with a line at the number of the data.
/// - With a [`Curve`]: the **ratio** of hops by length of blocks, on a logarithmic axis, with its band; and of
///   chains, unless their tail is too heavy. Blocks below twice the longest gap are shaded: they have little
///   power.
/// - If hops were compared [by lag](crate::chance::Against::lags): the **responses by lag** in the data, with the band of the
///   shuffles at each lag and the band of whole series; for all events, by level and by dyad.
///
/// The picture follows the light or dark mode of the browser, and has a title, a description and tooltips like
/// every other [picture](crate::render::Svg).
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, chance::NullModel, read::Options, render::ChancePicture};
///
/// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(2)))?;
/// let against = chains.against(&NullModel::Rotations).shuffles(99).lags(4);
/// let (comparison, curve) = (against.compare()?, against.sweep_blocks([3, 6, 12])?);
/// let picture = ChancePicture::of(&comparison).curve(&curve).titled("Lebanon & Israel");
/// let drawing = picture.to_svg();
/// assert!(drawing.starts_with("<svg ") && drawing.contains("Lebanon &amp; Israel"));
/// assert!(drawing.contains("length of a block in days") && drawing.contains("days after"));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ChancePicture<'a> {
    pub(super) comparison: &'a Comparison,
    pub(super) curve: Option<&'a Curve>,
    title: Option<String>,
    width: u32,
}

/// The height of a panel in pixels.
const HEIGHT: f64 = 280.0;

/// A panel, to be drawn within a rectangle.
type Panel<'p> = Box<dyn Fn(&mut Xml<'_>, [f64; 4]) -> io::Result<()> + 'p>;

impl<'a> ChancePicture<'a> {
    /// Creates a picture of a comparison.
    pub fn of(comparison: &'a Comparison) -> Self {
        Self { comparison, curve: None, title: None, width: 960 }
    }

    /// Adds a curve.
    pub fn curve(mut self, curve: &'a Curve) -> Self {
        self.curve = Some(curve);
        self
    }

    /// Sets the title.
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the width in pixels. The default is 960; less than 480 counts as 480, and more than 20,000 as 20,000.
    pub fn width(mut self, pixels: u32) -> Self {
        self.width = pixels;
        self
    }

    /// Returns the picture as SVG.
    pub fn to_svg(&self) -> String {
        text_of(&|out| self.write_svg(out))
    }

    /// Writes the picture as SVG.
    ///
    /// # Errors
    ///
    /// Fails if `out` fails.
    pub fn write_svg(&self, out: &mut dyn Write) -> io::Result<()> {
        self.write(out, true)
    }

    pub(super) fn title(&self) -> String {
        self.title.clone().unwrap_or_else(|| "Comparison with chance".to_owned())
    }

    /// Describes the picture in words, for readers who do not see it too.
    pub(super) fn description(&self) -> String {
        let comparison = self.comparison;
        let hops = comparison.hops();
        let ratio = hops.ratio().map_or(String::new(), |ratio| format!(", a ratio of {ratio:.2}"));
        format!(
            "{} events beside {} shuffles, null model {}, seed {}: {} hops, {:.1} in the mean of the shuffles{ratio}, \
             p {:.4}. Query: {}.",
            comparison.events(),
            comparison.shuffles(),
            comparison.null(),
            comparison.seed(),
            hops.observed(),
            hops.mean(),
            hops.p(),
            comparison.query()
        )
    }

    pub(super) fn write(&self, out: &mut dyn Write, has_title: bool) -> io::Result<()> {
        let (title, description) = (self.title(), self.description());
        let sheet = Sheet {
            prefix: "chance",
            title: &title,
            description: &description,
            width: self.width,
            has_title,
        };
        let room = sheet.width() - 2.0 * MARGIN;
        let (wide, narrow) = self.panels();
        let rows = wide.len() + narrow.len().div_ceil(2);
        sheet.write(out, rows as f64 * HEIGHT, &|xml, top| {
            for (nth, panel) in wide.iter().enumerate() {
                panel(xml, [MARGIN, top + nth as f64 * HEIGHT, room, HEIGHT])?;
            }
            for (nth, panel) in narrow.iter().enumerate() {
                let (row, column) = (wide.len() + nth / 2, (nth % 2) as f64);
                let left = MARGIN + column * room / 2.0;
                panel(xml, [left, top + row as f64 * HEIGHT, room / 2.0, HEIGHT])?;
            }
            Ok(())
        })
    }

    /// Returns the panels that take the whole width, and those that take half of it.
    fn panels(&self) -> (Vec<Panel<'a>>, Vec<Panel<'a>>) {
        let comparison = self.comparison;
        let (mut wide, mut narrow): (Vec<Panel<'a>>, Vec<Panel<'a>>) = (Vec::new(), Vec::new());
        wide.push(Box::new(|xml, area| {
            let values = comparison.record().hops();
            write_distribution(xml, area, "hops", comparison.hops(), &values)
        }));
        if let Some(curve) = self.curve {
            wide.push(Box::new(|xml, area| {
                write_curve(xml, area, "Hops", curve, |point| &point.hops)
            }));
            if !curve.points().iter().any(|point| point.chains.is_rank_only()) {
                wide.push(Box::new(|xml, area| {
                    write_curve(xml, area, "Chains", curve, |point| &point.chains)
                }));
            }
        }
        if let Some(lags) = comparison.lags() {
            let mut panel = |name: &'static str, series: &'a LagSeries| {
                narrow.push(Box::new(move |xml, area| write_lags(xml, area, name, series)));
            };
            // Of a single level, the panel would be that of all events.
            let levels = if lags.by_level().len() > 1 { lags.by_level() } else { &[] };
            for series in levels {
                panel("Responses to events of level", series);
            }
            for series in lags.by_dyad() {
                panel("Responses by", series);
            }
            wide.push(Box::new(|xml, area| {
                write_lags(xml, area, "Responses to events:", lags.all())
            }));
        }
        (wide, narrow)
    }
}
