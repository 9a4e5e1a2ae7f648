//! The story of April 2024, from its timeline.

use std::{error::Error, io::Write};

use super::safe_text::isolated;
use escalade::{
    ActorId, Chain, Chains, Query, Report, View, model::Origin, scale::Scale, timeline::EventRef,
};

pub(crate) const WARNING: &str = "A hop is a candidate response, not a cause. Busy dyads make many chains by \
                           chance alone:\ncompare with shuffled data before reading much into a count.";

pub(crate) fn print(
    out: &mut impl Write,
    view: &View<'_>,
    query: &Query,
    chains: &Chains<'_>,
) -> Result<(), Box<dyn Error>> {
    let timeline = view.timeline();
    writeln!(out, "{}\n", isolated(timeline.title().unwrap_or("A timeline")))?;
    for event in view.events() {
        writeln!(out, "{}", event_line(event, query.scale()))?;
        if let Some(reporters) = reporters(view, event) {
            writeln!(out, "          reported: {reporters}")?;
        }
    }

    writeln!(out, "\nQuery: {query}\n{}", chains.summary())?;

    writeln!(out, "\nMaximal chains:")?;
    for chain in chains.maximal() {
        writeln!(out, "  {}", chain_line(&chain))?;
    }

    let barrage = timeline.event_by_key("barrage").ok_or("the timeline has no barrage")?;
    let to_the_barrage: Vec<_> =
        chains.maximal().filter(|chain| chain.events().next_back() == Some(barrage)).collect();
    writeln!(out, "\nChains that lead to the barrage by declared links:")?;
    for chain in to_the_barrage.iter().filter(|chain| is_declared(chain)) {
        write!(out, "\n{}", chain.explain())?;
    }
    writeln!(out, "\nOther chains that lead to it, by rules:")?;
    for chain in to_the_barrage.iter().filter(|chain| !is_declared(chain)) {
        writeln!(out, "  {}", chain_line(chain))?;
    }
    Ok(writeln!(out, "\n{WARNING}")?)
}

/// Returns `true` if each hop has a declared link.
fn is_declared(chain: &Chain<'_>) -> bool {
    chain.hops().iter().all(|hop| !hop.links().is_empty())
}

/// Returns the day, key, act, actors and level of an event, in columns.
fn event_line(event: EventRef<'_>, scale: &dyn Scale) -> String {
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

/// Returns the paths of an event's reports, or `None` if no report is recorded. The coder's own remarks
/// are left out unless there is no other report.
fn reporters(view: &View<'_>, event: EventRef<'_>) -> Option<String> {
    let reports = view.reports(event);
    let is_remark = |report: &&Report| report.origin() == Origin::Coder;
    let has_others = !reports.iter().all(is_remark);
    let mut paths: Vec<String> = Vec::new();
    for report in reports.iter().filter(|report| !(has_others && is_remark(report))) {
        let path = report_path(event, report);
        // One outlet may report an event several times in different words.
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    (!paths.is_empty()).then(|| paths.join("; "))
}

/// Returns the outlet of a report, the outlets it relays and the speakers it quotes, by name.
fn report_path(event: EventRef<'_>, report: &Report) -> String {
    let name = |actor: &ActorId| event.timeline().actor(*actor).name_in("en").to_owned();
    let names = |actors: &[ActorId]| actors.iter().map(name).collect::<Vec<_>>().join(" and ");
    let mut path = match report.origin() {
        Origin::Outlet(outlet) => name(&outlet),
        Origin::PublicRecord => "public record".to_owned(),
        _ => "the coder's reading".to_owned(),
    };
    for (word, actors) in [("relaying", report.relays()), ("quoting", report.speakers())] {
        if !actors.is_empty() {
            path.push_str(&format!(", {word} {}", names(actors)));
        }
    }
    path
}

/// Returns the events of a chain by key, with their levels.
fn chain_line(chain: &Chain<'_>) -> String {
    let steps: Vec<_> = chain
        .events()
        .zip(chain.levels())
        .map(|(event, level)| format!("{} ({level})", event.label()))
        .collect();
    steps.join(" -> ")
}
