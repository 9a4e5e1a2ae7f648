//! Mermaid: charts as text, which many wikis and code repositories render.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::{
    palette,
    picture::Picture,
    renderer::Render,
    scene::{Scene, TieKind, day},
};

/// [Mermaid](https://mermaid.js.org) charts, which many sites render in Markdown.
///
/// A flowchart has one box for each event. Arrows lead to candidate responses: solid if declared, dotted if a
/// rule infers them, thick if a link declares that they carry out what was threatened or announced. A timeline
/// lists events by day, without arrows.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, read::Options}};
/// use escalade::render::{Mermaid, Picture, Render};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let chart = Mermaid::flowchart().render_to_string(&Picture::hops(&chains));
/// assert!(chart.contains(r#"e0["2006-07-12<br>Lebanon → Israel<br>threaten, goldstein 7"]"#));
/// assert!(chart.contains(r#"e0 -. "retaliation" .-> e1"#));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Mermaid {
    chart: ChartKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ChartKind {
    Flowchart,
    Timeline,
}

impl Mermaid {
    /// Creates a flowchart: events as boxes, with arrows to their candidate responses.
    pub fn flowchart() -> Self {
        Self { chart: ChartKind::Flowchart }
    }

    /// Creates a timeline: events in order of time, by day.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// # use escalade::render::{Mermaid, Picture, Render};
    /// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-12\tISR\tLBN\t190\n2006-07-13\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// # let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
    /// let chart = Mermaid::timeline().render_to_string(&Picture::events(&chains));
    /// assert_eq!(chart.lines().filter(|line| line.contains("2006-07-1")).count(), 2, "two days");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn timeline() -> Self {
        Self { chart: ChartKind::Timeline }
    }
}

impl Render for Mermaid {
    fn render(&self, picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
        let scene = Scene::of(picture);
        match self.chart {
            ChartKind::Flowchart => flowchart(&scene, out),
            ChartKind::Timeline => timeline(&scene, out),
        }
    }
}

fn flowchart(scene: &Scene<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    writeln!(out, "  accTitle: {}", escaped(&scene.title()))?;
    writeln!(out, "  accDescr: {}", escaped(&scene.description()))?;
    for (nth, mark) in scene.marks.iter().enumerate() {
        let mut act = Scene::act_in_words(mark);
        if let Some(level) = scene.level_in_words(mark) {
            act += &format!(", {level}");
        }
        let when = escaped(&mark.event.when().to_string());
        let (actors, act) = (escaped(&scene.actors_in_words(mark)), escaped(&act));
        write!(out, "  e{nth}[\"{when}<br>{actors}<br>{act}\"]")?;
        match mark.by.first() {
            Some(party) => writeln!(out, ":::a{}", party % palette::COLOURS.len())?,
            None => writeln!(out)?,
        }
    }
    for tie in &scene.ties {
        let (open, close) = match tie.kind {
            TieKind::Inferred | TieKind::CarriesOutByRule => ("-.", ".->"),
            TieKind::Declared => ("--", "-->"),
            TieKind::CarriesOut => ("==", "==>"),
        };
        let mut why = tie.why();
        if let Some(percent) = tie.confidence {
            why += &format!(", {percent}");
        }
        writeln!(out, "  e{} {open} \"{}\" {close} e{}", tie.from, escaped(&why), tie.to)?;
    }
    for (nth, colour) in palette::COLOURS.iter().enumerate() {
        writeln!(out, "  classDef a{nth} stroke:{},stroke-width:3px", colour.on_light)?;
    }
    Ok(())
}

fn timeline(scene: &Scene<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "timeline")?;
    writeln!(out, "  title {}", escaped(&scene.title()))?;
    let mut last_day = None;
    for mark in &scene.marks {
        let today = day(mark.event);
        // A line without a day continues the day of the line before.
        if last_day.as_ref() != Some(&today) {
            write!(out, "  {today}")?;
        } else {
            write!(out, "            ")?;
        }
        let act = Scene::act_in_words(mark);
        let mut text = format!("{}: {act}", scene.actors_in_words(mark));
        if let Some(level) = scene.level_in_words(mark) {
            text += &format!(", {level}");
        }
        writeln!(out, " : {}", escaped(&text))?;
        last_day = Some(today);
    }
    Ok(())
}

/// Writes as entities the characters that could end a text, begin a comment or directive, or be read as
/// markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '"' | '#' | '<' | '>' | '&' | ';' | ':' | '%' | '`' | '{' | '}' | '[' | ']' | '\\'
            | '*' | '_' => escaped.push_str(&format!("#{};", u32::from(letter))),
            other => escaped.push(other),
        }
    }
    escaped
}
