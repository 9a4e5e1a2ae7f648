//! The crisis of April 2024, told from its timeline.

use std::io::Write;

use escalade::{ActorId, Chain, Chains, EventRef, Query, View, scale::Scale};

use super::Printed;

pub(crate) const WARNING: &str = "A hop is a candidate response, not a cause. Busy dyads make many chains by \
                           chance alone:\ncompare with shuffled data before reading much into a count.";

pub(crate) fn tell(
    out: &mut impl Write,
    view: &View<'_>,
    query: &Query,
    chains: &Chains<'_>,
) -> Printed {
    let timeline = view.timeline();
    writeln!(out, "{}\n", timeline.title().unwrap_or("A timeline"))?;
    for event in view.events() {
        writeln!(out, "{}", line(event, query.scale()))?;
    }

    writeln!(out, "\nQuery: {query}\n{}", chains.summary())?;

    writeln!(out, "\nChains that nothing extends:")?;
    for chain in chains.maximal() {
        writeln!(out, "  {}", brief(&chain))?;
    }

    let barrage = timeline.event_by_key("barrage").ok_or("the timeline has no barrage")?;
    let to_the_barrage: Vec<_> =
        chains.maximal().filter(|chain| chain.events().next_back() == Some(barrage)).collect();
    writeln!(out, "\nHow did the barrage come about? By what somebody declares:")?;
    for chain in to_the_barrage.iter().filter(|chain| is_declared(chain)) {
        write!(out, "\n{}", chain.explain())?;
    }
    writeln!(out, "\nBy the rules of the query alone, also:")?;
    for chain in to_the_barrage.iter().filter(|chain| !is_declared(chain)) {
        writeln!(out, "  {}", brief(chain))?;
    }
    Ok(writeln!(out, "\n{WARNING}")?)
}

/// Whether each step is one that somebody declares to be an answer.
fn is_declared(chain: &Chain<'_>) -> bool {
    chain.hops().iter().all(|hop| !hop.links().is_empty())
}

/// When, what, who to whom, how severe.
fn line(event: EventRef<'_>, scale: &dyn Scale) -> String {
    let timeline = event.timeline();
    let keys = |actors: &[ActorId]| match actors {
        [] => "?".to_owned(),
        actors => {
            actors.iter().map(|actor| timeline.actor(*actor).key()).collect::<Vec<_>>().join(" ")
        }
    };
    let arrow = if event.is_mutual() { "<->" } else { "->" };
    let dyad = format!("{} {arrow} {}", keys(event.sources()), keys(event.targets()));
    let level =
        event.level(scale).map_or(String::new(), |level| format!("{} {level}", scale.name()));
    let day = event.earliest().format("%d %b");
    format!("  {day}  {:<22} {:<26} {dyad:<36} {level}", event.label(), event.act().to_string())
        .trim_end()
        .to_owned()
}

/// The events of a chain by key, with their levels.
fn brief(chain: &Chain<'_>) -> String {
    let steps: Vec<_> = chain
        .events()
        .zip(chain.levels())
        .map(|(event, level)| format!("{} ({level})", event.label()))
        .collect();
    steps.join(" -> ")
}
