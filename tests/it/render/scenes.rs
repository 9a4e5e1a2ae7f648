//! The timelines and pictures of the tests.

use chrono::TimeDelta;
use escalade::{
    Actor, Chains, Code, Event, Query, Timeline, Trend, Vocabulary,
    chain::Pairing,
    read::{Format, Options},
    render::{Csv, Dot, Gexf, GraphMl, Html, JsonGraph, Mermaid, Picture, Render, Svg, Text},
    scale::Kahn,
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

pub(crate) fn crisis() -> Timeline {
    let document = include_str!("../../../examples/data/crisis-2024.json");
    let options = Options::new().format(Format::Json);
    options.read("crisis-2024.json", document.as_bytes()).unwrap().timeline
}

/// The query of `examples/picture.rs`.
pub(crate) fn answers(days: i64) -> Query {
    Query::escalation().max_gap(TimeDelta::days(days)).trend(Trend::Any).pairing(Pairing::Nearest)
}

pub(crate) fn of_crisis(timeline: &Timeline) -> Chains<'_> {
    timeline.chains(&answers(30).on(Kahn)).unwrap()
}

/// Returns an invented war: `events` events in `days` days between five actors, most of them
/// between two.
pub(crate) fn war(events: usize, days: u32) -> Timeline {
    let mut random = Pcg64::seed_from_u64(7);
    let mut builder = Timeline::builder();
    builder.set_title(format!("A war of {days} days"));
    let names =
        [("A", "Aland"), ("B", "Borduria"), ("C", "Cascadia"), ("D", "Dalmasca"), ("E", "Elbonia")];
    let actors = names.map(|(key, name)| builder.add_actor(Actor::new(key).with_name("en", name)));
    let codes =
        ["112", "130", "138", "150", "163", "173", "183", "190", "193", "195", "020", "057"];
    let start = chrono::NaiveDate::from_ymd_opt(2031, 3, 1).unwrap();
    let mut drafts: Vec<_> = (0..events)
        .map(|_| {
            let day = start + TimeDelta::days(random.random_range(0..i64::from(days)));
            let of = |random: &mut Pcg64| match random.random_range(0..10) {
                0..4 => 0,
                4..8 => 1,
                other => other - 6,
            };
            let (by, on) = (of(&mut random), of(&mut random));
            let on = if by == on { (by + 1) % 5 } else { on };
            (day, by, on, codes[random.random_range(0..codes.len())])
        })
        .collect();
    drafts.sort();
    for (day, by, on, code) in drafts {
        let code = Code::new(Vocabulary::Cameo, code);
        builder.add_event(Event::coded(actors[by], actors[on], day, code));
    }
    builder.build().unwrap()
}

/// Returns every format, by the name of its golden file, with a picture in it.
pub(crate) fn formats<'t>(
    chains: &Chains<'t>,
) -> Vec<(&'static str, Box<dyn Render>, Picture<'t>)> {
    let (hops, all) = (Picture::hops(chains), Picture::events(chains));
    let some = Picture::chains(chains, chains.maximal().take(20));
    vec![
        ("text.txt", Box::new(Text::new()), hops.clone()),
        ("flowchart.mmd", Box::new(Mermaid::flowchart()), hops.clone()),
        ("timeline.mmd", Box::new(Mermaid::timeline()), all.clone()),
        ("graph.dot", Box::new(Dot::default()), hops.clone()),
        ("chains.csv", Box::new(Csv::chains()), some.clone()),
        ("dyads.csv", Box::new(Csv::dyads()), hops.clone()),
        ("graph.json", Box::new(JsonGraph::default()), hops.clone()),
        ("graph.graphml", Box::new(GraphMl::default()), hops.clone()),
        ("hops.gexf", Box::new(Gexf::hops()), hops.clone()),
        ("actors.gexf", Box::new(Gexf::actors()), all.clone()),
        ("ladder.svg", Box::new(Svg::ladder()), hops.clone()),
        ("everything.svg", Box::new(Svg::ladder()), all.clone()),
        ("lanes.svg", Box::new(Svg::lanes()), hops.clone()),
        ("dyads.svg", Box::new(Svg::dyads()), hops),
        ("page.html", Box::new(Html::new()), some),
    ]
}
