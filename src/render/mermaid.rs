//! Mermaid: charts as text, which many wikis and repositories draw.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::{
    Picture, Render, palette,
    scene::{Scene, TieKind, day},
};

/// [Mermaid](https://mermaid.js.org) charts, which draw themselves in Markdown on many sites.
///
/// A flowchart draws hops and chains, one box an event, solid arrows for what is declared, dotted ones
/// for what a rule infers, thick ones for what was threatened or announced and carried out. A timeline
/// lists events by day; it knows no arrows.
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
    chart: Chart,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Chart {
    Flowchart,
    Timeline,
}

impl Mermaid {
    /// Events as boxes, with arrows from each to what answers it.
    pub fn flowchart() -> Self {
        Self { chart: Chart::Flowchart }
    }

    /// Events in order of time, by day.
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
        Self { chart: Chart::Timeline }
    }
}

impl Render for Mermaid {
    fn render(&self, picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
        let scene = Scene::of(picture);
        match self.chart {
            Chart::Flowchart => flowchart(&scene, out),
            Chart::Timeline => timeline(&scene, out),
        }
    }
}

fn flowchart(scene: &Scene<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    writeln!(out, "  accTitle: {}", escaped(&scene.title()))?;
    writeln!(out, "  accDescr: {}", escaped(&scene.described()))?;
    for (nth, mark) in scene.marks.iter().enumerate() {
        let what = [Some(Scene::what(mark)), scene.rung(mark)];
        let what = what.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let lines =
            [mark.event.when().to_string(), scene.who(mark), what].map(|text| escaped(&text));
        write!(out, "  e{nth}[\"{}\"]", lines.join("<br>"))?;
        match mark.by.first() {
            Some(party) => writeln!(out, ":::a{}", party % palette::COLOURS.len())?,
            None => writeln!(out)?,
        }
    }
    for tie in &scene.ties {
        let (open, close) = match tie.kind {
            TieKind::Inferred => ("-.", ".->"),
            TieKind::Declared => ("--", "-->"),
            TieKind::CarriesOut => ("==", "==>"),
        };
        let sure = tie.sure.map_or(String::new(), |sure| format!(", {sure}"));
        let why = escaped(&format!("{}{sure}", tie.why()));
        writeln!(out, "  e{} {open} \"{why}\" {close} e{}", tie.from, tie.to)?;
    }
    for (nth, colour) in palette::COLOURS.iter().enumerate() {
        writeln!(out, "  classDef a{nth} stroke:{},stroke-width:3px", colour.on_light)?;
    }
    Ok(())
}

fn timeline(scene: &Scene<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "timeline")?;
    writeln!(out, "  title {}", escaped(&scene.title()))?;
    let mut last = None;
    for mark in &scene.marks {
        let today = day(mark.event);
        if last.as_ref() != Some(&today) {
            write!(out, "  {today}")?;
        } else {
            write!(out, "            ")?;
        }
        let rung = scene.rung(mark).map_or(String::new(), |rung| format!(", {rung}"));
        let told = format!("{}: {}{rung}", scene.who(mark), Scene::what(mark));
        writeln!(out, " : {}", escaped(&told))?;
        last = Some(today);
    }
    Ok(())
}

/// As entities, whatever could end a text, begin a comment or directive, or be taken for markup.
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
