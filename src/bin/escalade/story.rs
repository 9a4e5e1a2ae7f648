//! The story of April 2024, from its timeline.

use std::{error::Error, io::Write};

use super::safe_text::{isolated, listed};
use escalade::{
    ActorId, Chain, Chains, Query, Report, Trend, View,
    chain::Pairing,
    claims::{ClaimMade, Version},
    explain::{StatedLink, Step},
    model::{Avowal, Fact, Origin},
    scale::Scale,
    timeline::EventRef,
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
    let barrage = timeline.event_by_key("barrage").ok_or("the timeline has no barrage")?;
    writeln!(out, "{}\n", isolated(timeline.title().unwrap_or("A timeline")))?;

    // The query of the picture in the README: the climb does not end where the level falls.
    let thread_query = query.clone().trend(Trend::Any).pairing(Pairing::Nearest);
    let all = view.chains(&thread_query)?;
    let thread = all
        .maximal()
        .filter(|chain| is_declared(chain) && chain.events().any(|event| event == barrage));
    let thread = thread.max_by_key(Chain::len);
    if let Some(thread) = &thread {
        print_thread(out, view, thread)?;
        writeln!(
            out,
            "\nThe query of this thread, and of the picture in the README: {thread_query}"
        )?;
    }

    writeln!(out, "\nAll events, with their levels on {}:", scale_in_words(query.scale()))?;
    for event in view.events() {
        writeln!(out, "{}", event_line(event, query.scale()))?;
        if let Some(reporters) = reporters(view, event) {
            writeln!(out, "          reported: {reporters}")?;
        }
    }

    writeln!(
        out,
        "\nThe chains that only rise, which is the default query: {query}\n{}",
        chains.summary()
    )?;
    writeln!(out, "\nMaximal chains:")?;
    for chain in chains.maximal() {
        writeln!(out, "  {}", chain_line(&chain))?;
    }
    if let Some(thread) = &thread {
        writeln!(out, "\nThe thread of the climb in full:\n\n{}", thread.explain())?;
    }
    Ok(writeln!(
        out,
        "{WARNING}\n\nMore: escalade --answer threats, --answer claims=barrage, --answer off-ramps, --help"
    )?)
}

/// Prints the steps of the climb: what each was, what it answers, who did it and who says so, and what is in
/// dispute.
fn print_thread(
    out: &mut impl Write,
    view: &View<'_>,
    thread: &Chain<'_>,
) -> Result<(), Box<dyn Error>> {
    let explanation = thread.explain();
    let text = explanation.to_string();
    let first = text.lines().next().unwrap_or_default();
    let (course, sureness) = first.split_once("; confidence: ").unwrap_or((first, "none stated"));
    writeln!(out, "How it climbed: {course}, which has 44 rungs")?;
    writeln!(out, "How sure it is: {sureness}\n")?;
    for (nth, (event, step)) in (1..).zip(thread.events().zip(&explanation.steps)) {
        let (by, on) = (names(&step.sources), names(&step.targets));
        writeln!(
            out,
            "{nth}. {}, {}, level {}: {}, {by} -> {on}",
            isolated(&step.event),
            step.when,
            step.level,
            step.act
        )?;
        if let Some(text) = &step.text {
            writeln!(out, "   {}", isolated(text))?;
        }
        if let Some(why) = &step.why {
            let said_by: Vec<String> = why.links.iter().map(speaker).collect();
            let rules: Vec<&str> = why.rules.iter().map(|rule| rule.rule.as_str()).collect();
            let earlier = isolated(&explanation.steps[nth - 2].event).into_owned();
            let (said_by, rules) = (said_by.join(", "), rules.join(", "));
            let inferred = match rules.is_empty() {
                true => String::new(),
                false => format!("; inferred by {rules} as well"),
            };
            writeln!(out, "   answers {earlier}, according to {said_by}{inferred}")?;
        }
        for threat in &step.carries_out {
            writeln!(out, "   carries out {threat}")?;
        }
        writeln!(out, "   who did it: {}", author(view, event, step)?)?;
        if let Some(reporters) = reporters(view, event) {
            writeln!(out, "   who reports it: {reporters}")?;
        }
        for dispute in in_dispute(view, event, step)? {
            writeln!(out, "   in dispute: {dispute}")?;
        }
    }
    Ok(())
}

fn scale_in_words(scale: &dyn Scale) -> String {
    match scale.name() {
        "kahn" => "Kahn's scale".to_owned(),
        name => format!("the scale {}", isolated(name)),
    }
}

fn names(actors: &[String]) -> String {
    if actors.is_empty() { "unknown".to_owned() } else { listed(actors, ", ") }
}

/// Returns who asserts a link.
fn speaker(link: &StatedLink) -> String {
    let confidence = link.confidence.map_or(String::new(), |percent| format!(" ({percent})"));
    let by =
        if link.asserted_by.is_empty() { "the coder".to_owned() } else { names(&link.asserted_by) };
    format!("{by}{confidence}")
}

/// Returns the author of a step, how sure that is, whether the author claims it, and who else says so.
fn author(view: &View<'_>, event: EventRef<'_>, step: &Step) -> Result<String, Box<dyn Error>> {
    let mut words = match &step.candidates[..] {
        [] => names(&step.sources),
        candidates => format!("disputed between {}", candidates.join(" and ")),
    };
    if let (Some(percent), true) = (step.attribution, step.candidates.is_empty()) {
        words.push_str(&format!(" ({percent} sure)"));
    }
    words.push_str(match step.avowal {
        Some(Avowal::Claimed) => ", which claims it",
        Some(Avowal::Denied) => ", which denies it",
        Some(Avowal::Unclaimed) => ", which neither claims nor denies it",
        _ => "",
    });
    let (mut for_it, mut against) = (Vec::new(), Vec::new());
    for fact in view.claims(event.id())?.of(Fact::Attribution) {
        for version in fact.versions.iter().filter(|version| version.actors == step.sources) {
            let made = |claims: &[ClaimMade]| -> Vec<String> {
                let standing = claims
                    .iter()
                    .filter(|one| one.statement.is_some() && one.corrected_by.is_none());
                standing.map(|one| names(&one.by)).collect()
            };
            for_it.extend(made(&version.claimed_by));
            against.extend(made(&version.denied_by));
        }
    }
    for (who, says) in [(for_it, "say so"), (against, "deny it")] {
        if !who.is_empty() {
            words.push_str(&format!("; {} {says}", who.join(", ")));
        }
    }
    Ok(words)
}

/// Returns what is in dispute about a step: claims that cannot all be true, an author who is not certain, and
/// versions of one fact that differ.
fn in_dispute(
    view: &View<'_>,
    event: EventRef<'_>,
    step: &Step,
) -> Result<Vec<String>, Box<dyn Error>> {
    let mut disputes = step.disputed.clone();
    let is_claimed = step.avowal == Some(Avowal::Claimed);
    if step.attribution.is_some_and(|percent| percent.percent() < 100) && !is_claimed {
        disputes.push("who did it".to_owned());
    }
    for fact in &view.claims(event.id())?.facts {
        let by = |version: &Version| {
            version.claimed_by.iter().map(|one| names(&one.by)).collect::<Vec<_>>().join(", ")
        };
        let amounts: Vec<String> = fact
            .versions
            .iter()
            .filter_map(|version| Some(format!("{} ({})", version.amount.as_ref()?, by(version))))
            .collect();
        if amounts.len() > 1 && fact.conflicts().next().is_none() {
            let what = match fact.fact {
                Fact::ShareIntercepted => "the share intercepted, in percent",
                Fact::Intercepted => "how many were intercepted",
                Fact::Launched => "how many were launched",
                Fact::Killed => "how many were killed",
                Fact::Injured => "how many were injured",
                _ => "an amount",
            };
            let all = amounts.join(", ");
            disputes.push(format!("{what}: {all}; the figures differ, but can all be true"));
        }
    }
    Ok(disputes)
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
    let dyad = match event.targets() {
        [] => keys(event.sources()),
        targets => format!("{} {arrow} {}", keys(event.sources()), keys(targets)),
    };
    let level = event.level(scale).map_or(String::new(), |level| format!("level {level}"));
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
