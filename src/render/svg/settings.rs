//! The settings of an SVG picture.

use serde::{Deserialize, Serialize};

/// A self-contained [SVG](https://www.w3.org/TR/SVG2/) picture, for a report or a web page.
///
/// There are three forms:
///
/// - The **ladder** shows levels from bottom to top and time from left to right. Each event is a mark at its
///   level. The colour and shape of the mark stand for the author; the label names the actors and the act. An
///   arrow leads from an event to a candidate response: solid if a link declares it, dashed if a rule infers
///   it, dotted if the response carries out a threat or announcement; fainter at lower confidence. A bar
///   beside a mark is the interval in which the onset lies. A hatched mark has a doubtful author.
/// - **Swim lanes** have a lane for each actor, and a vertical line from each event to its targets.
/// - The **dyad strip** has a row for each directed dyad, with the greatest level of each day, week, month
///   or year. It suits long coded data.
///
/// Pictures are accessible: they have a title and a description; text has the contrast that WCAG requires at
/// level AA, marks a contrast of 3 to 1 or more; colours remain distinct in colour-blind vision, and colour is
/// never the only distinction; names are marked with their language; every mark has a tooltip. Pictures
/// follow the light or dark mode of the browser. Marks and labels of a row do not overlap. Arrows avoid
/// labels as far as there is room; where there is not, the label lies above the arrow.
///
/// A picture of many events shows a selection, and states what it leaves out:
///
/// - Declared responses are selected first as [`lines`](Self::lines), then, in each stretch of time, the hops
///   of the greatest rise.
/// - Events joined by these lines have [`labels`](Self::labels) first, then those of the highest levels.
/// - If there are more than 600 events, or more than 20 at one level and time, events of the same author,
///   level and time share a larger mark.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, read::Options}};
/// use escalade::render::{Picture, Render, Svg};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let drawing = Svg::ladder().width(800).render_to_string(&Picture::hops(&chains));
/// assert!(drawing.starts_with("<svg ") && drawing.contains("Israel → Lebanon"));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[must_use]
pub struct Svg {
    pub(super) form: SvgForm,
    pub(super) width: u32,
    pub(super) labels: Option<usize>,
    pub(super) lines: Option<usize>,
    pub(super) rows: usize,
    pub(super) prefix: String,
    /// `true` in a web page, whose script finds marks and lines by extra attributes.
    #[serde(skip)]
    pub(super) interactive: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum SvgForm {
    Ladder,
    Lanes,
    Dyads,
}

impl Svg {
    /// Creates a ladder: levels from bottom to top, time from left to right.
    pub fn ladder() -> Self {
        let prefix = "escalade".to_owned();
        Self {
            form: SvgForm::Ladder,
            width: 960,
            labels: None,
            lines: None,
            rows: 40,
            prefix,
            interactive: false,
        }
    }

    /// Creates swim lanes: a lane for each actor.
    pub fn lanes() -> Self {
        Self { form: SvgForm::Lanes, ..Self::ladder() }
    }

    /// Creates a dyad strip: a row for each directed dyad, those with the most events first.
    pub fn dyads() -> Self {
        Self { form: SvgForm::Dyads, ..Self::ladder() }
    }

    /// Sets the width in pixels. The default is 960; less than 480 counts as 480, and more than 20,000 as 20,000.
    /// The height depends on the content.
    pub fn width(mut self, pixels: u32) -> Self {
        self.width = pixels;
        self
    }

    /// Returns the width of the sheet in pixels.
    pub(super) fn sheet_width(&self) -> f64 {
        f64::from(self.width.clamp(480, 20_000))
    }

    /// Sets the largest number of labels. The default is 48 for up to 48 events, 32 for up to 600 events, and 24
    /// for more.
    pub fn labels(mut self, most: usize) -> Self {
        self.labels = Some(most);
        self
    }

    /// Sets the largest number of arrows. The default is 150 for up to 48 events, 16 for up to 600 events, and
    /// 12 for more.
    pub fn lines(mut self, most: usize) -> Self {
        self.lines = Some(most);
        self
    }

    /// Sets the largest number of lanes of actors, or of rows of dyads. The default is 40. The picture states how
    /// many are left out.
    pub fn rows(mut self, most: usize) -> Self {
        self.rows = most;
        self
    }

    /// Sets the prefix of ids. The default is `escalade`; two pictures on one page need different prefixes.
    /// Characters other than ASCII letters, digits and hyphens are removed.
    ///
    /// ```
    /// use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// use escalade::render::{Picture, Render, Svg};
    ///
    /// # let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// # let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
    /// let drawing = Svg::ladder().ids("second").render_to_string(&Picture::hops(&chains));
    /// assert!(drawing.contains(r#"aria-labelledby="second-title second-desc""#));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn ids(mut self, prefix: &str) -> Self {
        let kept = prefix.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-');
        self.prefix = kept.collect();
        self
    }

    /// Returns the picture in its form for a web page.
    #[cfg(feature = "html")]
    pub(in crate::render) fn on_page(mut self) -> Self {
        self.interactive = true;
        self
    }
}
