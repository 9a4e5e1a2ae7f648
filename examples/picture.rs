//! Draws: the crisis of April 2024 as a ladder, or a file of your own in any form.
//!
//! ```text
//! cargo run --example picture --all-features > april-2024.svg
//! cargo run --example picture --all-features -- lanes > lanes.svg
//! cargo run --example picture --all-features -- ladder FILE 7 > ladder.svg
//! ```
//!
//! The forms are text, ladder, lanes, dyads, html, flowchart, timeline, dot, graphml, gexf and json. FILE is in any
//! format that the library reads, and the number behind it is the longest gap between two events of a
//! hop, in days.

use std::{
    env,
    error::Error,
    io::{self, IsTerminal},
};

use chrono::TimeDelta;
use escalade::{
    Pairing, Query, Trend,
    read::{BadRecords, Options},
    render::{Dot, Gexf, GraphMl, Html, JsonGraph, Mermaid, Picture, Render, Svg, Text},
    scale::Kahn,
};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let form = args.first().map_or("ladder", String::as_str);
    let format: Box<dyn Render> = match form {
        "text" => Box::new(text()),
        "ladder" => Box::new(Svg::ladder()),
        "lanes" => Box::new(Svg::lanes()),
        "dyads" => Box::new(Svg::dyads()),
        "html" => Box::new(Html::new()),
        "flowchart" => Box::new(Mermaid::flowchart()),
        "timeline" => Box::new(Mermaid::timeline()),
        "dot" => Box::new(Dot::default()),
        "graphml" => Box::new(GraphMl::default()),
        "gexf" => Box::new(Gexf::actors()),
        "json" => Box::new(JsonGraph::default()),
        other => return Err(format!("there is no form «{other}»").into()),
    };
    let options = Options::new().bad_records(BadRecords::Skip { at_most: usize::MAX });
    let days = args.get(2).map_or(Ok(30), |days| days.parse())?;
    // What answers what, whether it rises or not: the last event before that it may answer, or all that
    // somebody declares it to answer.
    let query = Query::escalation()
        .max_gap(TimeDelta::days(days))
        .trend(Trend::Any)
        .pairing(Pairing::Nearest);
    let (timeline, query) = match args.get(1) {
        Some(file) => (options.open(file)?.timeline, query),
        None => {
            let crisis = include_str!("data/crisis-2024.json");
            (options.read("crisis-2024.json", crisis.as_bytes())?.timeline, query.on(Kahn))
        }
    };
    let chains = timeline.chains(&query)?;
    Ok(format.render(&Picture::hops(&chains), &mut io::stdout().lock())?)
}

/// As wide as the terminal says, or 100 columns; coloured on a terminal, unless that is unwanted.
fn text() -> Text {
    let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let text = Text::new().width(columns.unwrap_or(100));
    let is_coloured = io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none();
    if is_coloured { text.coloured() } else { text }
}
