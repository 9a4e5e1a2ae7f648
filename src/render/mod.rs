//! Renders timelines, chains and hop graphs: as pictures, and as files for graph software.
//!
//! A [`Picture`] holds what to render. A type that implements [`Render`] writes it in one format:
//!
//! | | for | feature |
//! | --- | --- | --- |
#![cfg_attr(
    feature = "text",
    doc = "| [`Text`] | a terminal: swim lanes, time down the page | `text` |"
)]
//! | [`Mermaid`] | Markdown on sites that render Mermaid: a flowchart of hops, or a timeline | |
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
    doc = "| [`Svg`] | a report or a web page: levels over time, swim lanes, or a strip for each dyad | `xml` |"
)]
#![cfg_attr(
    feature = "html",
    doc = "| [`Html`] | a self-contained web page with filters and a table | `html` |"
)]
//!
#![cfg_attr(
    feature = "xml",
    doc = "A [`ReachPicture`] shows those who are [drawn in](crate::Chains::reach) as SVG, and as a web page."
)]
#![cfg_attr(
    all(feature = "xml", feature = "chance"),
    doc = "A [`ChancePicture`] does so with a comparison with [chance](crate::chance)."
)]
#![cfg_attr(
    all(feature = "xml", feature = "motifs"),
    doc = "A [`MotifPicture`] does so with the numbers of [motifs](crate::motifs)."
)]
//!
//! # Common properties
//!
//! - **Declared and inferred hops look different.** Lines of declared links are solid, lines that a
//!   rule infers are dashed or dotted, and lines of low confidence are fainter. A line marks a candidate
//!   response, not a cause.
//! - **Names and texts are made safe.** Markup, quotes and comment signs in them are escaped. Control
//!   characters and bidirectional overrides are replaced by U+FFFD. Names written from right to left do not
//!   reorder the text around them. JSON and CSV keep texts unchanged; JSON escapes such characters.
//! - **Output is deterministic.** The same picture always gives the same bytes.
//! - **Output is streamed.** Only the events and hops of the picture are held in memory, and the number of
//!   hops is [bounded](Picture::at_most).

// Some helpers shared by renderers are unused when features are off.
#![cfg_attr(not(all(feature = "html", feature = "text")), allow(dead_code))]

#[cfg(all(feature = "xml", feature = "chance"))]
mod chance;
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
#[cfg(feature = "json")]
mod json_text;
#[cfg(feature = "xml")]
mod measure;
mod mermaid;
#[cfg(all(feature = "xml", feature = "motifs"))]
mod motifs;
mod palette;
mod picture;
#[cfg(feature = "xml")]
mod reach;
mod renderer;
mod scene;
#[cfg(feature = "xml")]
mod sheet;
#[cfg(feature = "xml")]
mod svg;
#[cfg(feature = "text")]
mod text;
#[cfg(feature = "xml")]
mod xml;

#[cfg(all(feature = "xml", feature = "chance"))]
pub use chance::ChancePicture;
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
#[cfg(all(feature = "xml", feature = "motifs"))]
pub use motifs::MotifPicture;
pub use picture::Picture;
#[cfg(feature = "xml")]
pub use reach::ReachPicture;
pub use renderer::Render;
#[cfg(feature = "xml")]
pub use svg::Svg;
#[cfg(feature = "text")]
pub use text::Text;
