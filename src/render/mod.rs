//! Timelines, chains and hop graphs as pictures, and as files for programs that draw.
//!
//! A [`Picture`] says what is drawn; a [`Render`] says how, and writes it:
//!
//! | | for | feature |
//! | --- | --- | --- |
#![cfg_attr(
    feature = "text",
    doc = "| [`Text`] | a terminal: swim lanes, time down the page | `text` |"
)]
//! | [`Mermaid`] | Markdown that draws itself: a flowchart of hops, or a timeline | |
//! | [`Dot`] | Graphviz | |
#![cfg_attr(
    feature = "json",
    doc = "| [`JsonGraph`] | programs that read JSON Graph Format | `json` |"
)]
#![cfg_attr(
    feature = "csv",
    doc = "| [`Csv`] | spreadsheets and data frames: chains step by step, or dyads | `csv` |"
)]
#![cfg_attr(feature = "xml", doc = "| [`GraphMl`] | yEd, NetworkX, igraph | `xml` |")]
#![cfg_attr(feature = "xml", doc = "| [`Gexf`] | Gephi, with its timeline | `xml` |")]
#![cfg_attr(
    feature = "xml",
    doc = "| [`Svg`] | a report or a page: the ladder, swim lanes, the dyad strip | `xml` |"
)]
#![cfg_attr(
    feature = "html",
    doc = "| [`Html`] | a page of its own, to look at and search | `html` |"
)]
//!
//! # What they have in common
//!
//! - **Declared beside inferred.** What somebody declares is drawn solid, what a rule infers dashed or
//!   dotted; what is less sure is fainter. A line is a candidate response, not a cause.
//! - **Names and texts do no harm.** Whatever a file says stays within its label: markup, quotes and
//!   comment signs are escaped, control characters and bidi overrides are shown as U+FFFD. Names from
//!   right to left leave the text around them in order. JSON and CSV keep texts to the letter.
//! - **Deterministic.** The same picture is written the same, byte for byte.
//! - **Streaming.** Everything is written as it is put together. Of a picture only its events and hops are
//!   held, with bounded hops.

// What renderers share has less use, or none, where their features are off.
#![cfg_attr(not(all(feature = "html", feature = "text")), allow(dead_code))]

#[cfg(feature = "csv")]
mod csv;
mod dot;
#[cfg(feature = "json")]
mod fields;
#[cfg(feature = "xml")]
mod gexf;
#[cfg(feature = "xml")]
mod graphml;
#[cfg(feature = "html")]
mod html;
#[cfg(feature = "json")]
mod json_graph;
#[cfg(feature = "xml")]
mod measure;
mod mermaid;
mod palette;
mod picture;
mod plain;
mod scene;
#[cfg(feature = "xml")]
mod svg;
#[cfg(feature = "text")]
mod text;
#[cfg(feature = "xml")]
mod xml;

use std::io::{self, Write};

#[cfg(feature = "csv")]
pub use csv::Csv;
pub use dot::Dot;
#[cfg(feature = "xml")]
pub use gexf::Gexf;
#[cfg(feature = "xml")]
pub use graphml::GraphMl;
#[cfg(feature = "html")]
pub use html::Html;
#[cfg(feature = "json")]
pub use json_graph::JsonGraph;
pub use mermaid::Mermaid;
pub use picture::Picture;
#[cfg(feature = "xml")]
pub use svg::Svg;
#[cfg(feature = "text")]
pub use text::Text;

/// A way to write a picture.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, read::Options}};
/// use escalade::render::{Dot, Mermaid, Picture, Render};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let picture = Picture::hops(&chains);
/// let formats: [&dyn Render; 2] = [&Mermaid::flowchart(), &Dot::default()];
/// for format in formats {
///     let mut out = Vec::new();
///     format.render(&picture, &mut out).unwrap();
///     assert_eq!(out, format.render_to_string(&picture).into_bytes());
/// }
/// # Ok::<(), escalade::Error>(())
/// ```
pub trait Render {
    /// Writes a picture.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    fn render(&self, picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// A picture as text.
    fn render_to_string(&self, picture: &Picture<'_>) -> String {
        let mut out = Vec::new();
        // Memory takes all that is written.
        let _ = self.render(picture, &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }
}
