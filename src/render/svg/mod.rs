//! SVG: the ladder, swim lanes, and the dyad strip.

mod axis;
mod chart;
mod choose;
mod lanes;
mod paint;
mod route;
mod sheet;
mod strip;
mod tidy;

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::{Picture, Render, scene::Scene};
use chart::Chart;

/// A drawing, for a report or a page: [SVG](https://www.w3.org/TR/SVG2/) that stands by itself.
///
/// - The **ladder** has levels up and time across. Each event is a mark on its level; the colour and the
///   shape of the mark tell who did it, the label who did what to whom. An arrow leads from an event to
///   what answers it: solid where somebody declares that, dashed where a rule infers it, dotted to what
///   carries out a threat or announcement; fainter where it is less sure. A bar beside a mark tells how
///   far its onset is known; a hatched mark, that it is in doubt who did it.
/// - **Swim lanes** have a lane for each actor, with a line from each event down or up to whom it was
///   directed at.
/// - The **dyad strip** has a row for each directed dyad, and for each day, week, month or year the
///   greatest level: for long coded data.
///
/// Drawings have a title and a description, text of AA contrast and marks of 3 to 1, colours that those
/// who see few colours tell apart, never colour alone, and names with their language. They are light or
/// dark as the reader's screen is. Every mark has a tooltip, and no mark or label of a row overlaps another.
///
/// Labels and arrows keep out of each other's way, as far as there is room; where there is none, the label
/// stands above the arrow.
///
/// Where there is more than an eye takes in, a drawing shows less and says so. Answers that somebody
/// declares are drawn first as [`lines`](Self::lines), then of each stretch of time those of the greatest
/// rise; the events that they join have [`labels`](Self::labels), then those of the highest levels. Of more
/// than 600 events, or of more than 20 at one level and time, those of one actor, level and time share a
/// mark, which is the larger for it.
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
    form: Form,
    width: u32,
    labels: Option<usize>,
    lines: Option<usize>,
    rows: usize,
    prefix: String,
    #[serde(skip)]
    interactive: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Form {
    Ladder,
    Lanes,
    Dyads,
}

impl Svg {
    /// Levels up, time across.
    pub fn ladder() -> Self {
        let prefix = "escalade".to_owned();
        Self {
            form: Form::Ladder,
            width: 960,
            labels: None,
            lines: None,
            rows: 40,
            prefix,
            interactive: false,
        }
    }

    /// A lane for each actor.
    pub fn lanes() -> Self {
        Self { form: Form::Lanes, ..Self::ladder() }
    }

    /// A row for each directed dyad, those with most events first.
    pub fn dyads() -> Self {
        Self { form: Form::Dyads, ..Self::ladder() }
    }

    /// How wide it is, in pixels: 960 unless said, and at least 480. The height follows.
    pub fn width(mut self, pixels: u32) -> Self {
        self.width = pixels;
        self
    }

    /// How many events are labelled at most: unless said, all of up to 48, 32 of up to 600, and 24 of more.
    pub fn labels(mut self, most: usize) -> Self {
        self.labels = Some(most);
        self
    }

    /// How many answers are drawn at most: unless said, 150 between up to 48 events, 16 between up to 600, and
    /// 12 between more.
    pub fn lines(mut self, most: usize) -> Self {
        self.lines = Some(most);
        self
    }

    /// How many lanes or dyads have a row at most, 40 unless said. The drawing tells how many are left out.
    pub fn rows(mut self, most: usize) -> Self {
        self.rows = most;
        self
    }

    /// What the ids in it begin with, `escalade` unless said: two drawings on one page need different ones.
    /// What is no ASCII letter, digit or hyphen is left out.
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

    /// As a page takes it in, which finds its parts again.
    #[cfg(feature = "html")]
    pub(super) fn on_page(mut self) -> Self {
        self.interactive = true;
        self
    }

    pub(super) fn draw(&self, scene: &Scene<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        match self.form {
            Form::Ladder | Form::Lanes => Chart::new(self, scene).draw(out),
            Form::Dyads => strip::draw(self, scene, out),
        }
    }
}

impl Render for Svg {
    fn render(&self, picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.draw(&Scene::of(picture), out)
    }
}
