//! Writes the crisis of April 2024 as an SVG picture: levels up, time across, and an arrow for each hop.
//!
//! ```text
//! cargo run --features xml --example picture > april-2024.svg
//! ```

use std::{error::Error, io};

use chrono::TimeDelta;
use escalade::{
    Query, Trend,
    chain::Pairing,
    read::{Format, Options},
    render::{Picture, Render, Svg},
    scale::Kahn,
};

fn main() -> Result<(), Box<dyn Error>> {
    let document = include_str!("data/crisis-2024.json");
    let options = Options::new().format(Format::Json);
    let timeline = options.read("crisis-2024.json", document.as_bytes())?.timeline;
    // Responses at any level, each to the nearest event that it may answer, or to those that a link declares.
    let query = Query::escalation()
        .on(Kahn)
        .max_gap(TimeDelta::days(30))
        .trend(Trend::Any)
        .pairing(Pairing::Nearest);
    let chains = timeline.chains(&query)?;
    // `Svg::lanes`, `Svg::dyads` and the other formats of `escalade::render` take the same picture.
    Ok(Svg::ladder().render(&Picture::hops(&chains), &mut io::stdout().lock())?)
}
