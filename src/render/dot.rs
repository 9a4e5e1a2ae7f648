//! DOT, for Graphviz.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::{
    palette,
    picture::Picture,
    renderer::Render,
    scene::{Scene, TieKind},
};
use crate::safe_text::on_one_line;

/// [DOT](https://graphviz.org/doc/info/lang.html), for Graphviz.
///
/// Events are boxes. Arrows lead to candidate responses: solid if declared, dashed if a rule infers them. They are
/// bold if they carry out what was threatened or announced, and dashed as well if no link declares that.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, read::Options}};
/// use escalade::render::{Dot, Picture, Render};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let drawn = Dot::default().render_to_string(&Picture::hops(&chains));
/// assert!(drawn.contains(r#"0 -> 1 [ label = "retaliation" style=dashed"#));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Dot {}

impl Render for Dot {
    fn render(&self, picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
        let scene = Scene::of(picture);
        writeln!(out, "digraph {{")?;
        writeln!(out, "    rankdir=LR; charset=\"UTF-8\"; labelloc=t; fontname=\"sans-serif\";")?;
        writeln!(
            out,
            "    label={}; tooltip={};",
            quoted(&scene.title()),
            quoted(&scene.description())
        )?;
        writeln!(out, "    node [fontname=\"sans-serif\"]; edge [fontname=\"sans-serif\"];")?;
        for (nth, mark) in scene.marks.iter().enumerate() {
            let (when, actors) = (mark.event.when(), scene.actors_in_words(mark));
            let mut text = format!("{when}\n{actors}\n{}", Scene::act_in_words(mark));
            if let Some(level) = scene.level_in_words(mark) {
                text += &format!(", {level}");
            }
            text.push('\n');
            let colour = mark.by.first().map_or("#555555", |party| {
                palette::COLOURS[party % palette::COLOURS.len()].on_light
            });
            let style = if mark.disputed { " style=dashed" } else { "" };
            writeln!(
                out,
                "    {nth} [ label = {} shape=box color=\"{colour}\" penwidth=2{style} tooltip={}]",
                label(&text),
                quoted(&mark.event.label())
            )?;
        }
        for tie in &scene.ties {
            let mut text = tie.why();
            if let Some(percent) = tie.confidence {
                text += &format!(", {percent}");
            }
            let style = match tie.kind {
                TieKind::Inferred => "dashed",
                TieKind::Declared => "solid",
                TieKind::CarriesOutByRule => "\"bold,dashed\"",
                TieKind::CarriesOut => "bold",
            };
            let (from, to) = (tie.from, tie.to);
            writeln!(out, "    {from} -> {to} [ label = {} style={style}]", label(&text))?;
        }
        writeln!(out, "}}")
    }
}

/// Returns a text of lines as a quoted string of DOT. `\l` ends a line that is aligned left.
fn label(text: &str) -> String {
    escaped(text).replace('\n', "\\l")
}

/// Returns a text as a quoted string of DOT, on one line.
fn quoted(text: &str) -> String {
    escaped(&on_one_line(text))
}

/// Returns a text between quotes, escaped. Graphviz reads HTML entities in texts.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;");
    format!("\"{text}\"")
}
