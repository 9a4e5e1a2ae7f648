// What the examples of the guide have in common: each includes this file.

pub use chrono::TimeDelta;
pub use escalade::{
    chain::*, claims::*, evidence::*, explain::*, model::*, reactions::*, scale::*, threats::*, timeline::*, *,
};

/// Makes a timeline from a drawing with one event per line: the day, source and target actor, the kind of
/// event, and a remark. Two or more spaces separate the columns. A letter after the day distinguishes events
/// of the same day. The kind is a rung of Kahn's ladder, with `threat` or `attack` before it if the event is
/// one, or a CAMEO code.
pub fn drawing(drawing: &str) -> TimelineBuilder {
    let mut builder = Timeline::builder();
    for line in drawing.lines().filter(|line| !line.trim().is_empty()) {
        let columns: Vec<_> =
            line.split("  ").map(str::trim).filter(|text| !text.is_empty()).collect();
        let [day, dyad, kind, ..] = columns[..] else { panic!("an event is missing in: {line}") };
        let when = format!("2024-{}", day.trim_end_matches(char::is_alphabetic));
        let (source, target) = dyad.split_once(" ──► ").expect("an arrow");
        let [source, target] = [source, target].map(|key| match builder.actor_by_key(key) {
            Some(actor) => actor,
            None => builder.add_actor(Actor::new(key)),
        });
        let (word, number) = kind.rsplit_once(' ').unwrap_or(("", kind));
        let event = match word {
            "cameo" => Event::coded(source, target, when, Code::new(Vocabulary::Cameo, number)),
            "threat" => Event::statement(source, when, SpeechAct::Threaten).against(target),
            "attack" => Event::attack(source, when, Means::Drone).against(target),
            _ => Event::action(source, when, ActionKind::Other).against(target),
        };
        let event = match number.parse::<i32>() {
            Ok(rung) if word != "cameo" => event.with_level(Kahn, rung),
            _ => event,
        };
        builder.add_event(event.with_key(day));
    }
    builder
}

/// Returns each chain as the labels of its events, here their days, separated by ` > `.
pub fn labels<'t>(chains: impl IntoIterator<Item = Chain<'t>>) -> Vec<String> {
    let labels = |chain: Chain<'t>| {
        chain.events().map(|event| event.label()).collect::<Vec<_>>().join(" > ")
    };
    chains.into_iter().map(labels).collect()
}
