//! Prints, for the crisis of April 2024, who says what, how sure it is, and where the escalation could have
//! stopped.
//!
//! ```text
//! cargo run --release --example who_says_so
//! ```

use std::fmt::Write;

use chrono::TimeDelta;
use escalade::{
    Chain, Chains, Error, Query, Timeline, read,
    scale::{Goldstein, Kahn},
    timeline::Granularity,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", answers()?);
    Ok(())
}

fn crisis() -> Result<Timeline, Error> {
    let document = include_str!("data/crisis-2024.json");
    let options = read::Options::new().format(read::Format::Json);
    Ok(options.read("crisis-2024.json", document.as_bytes())?.timeline)
}

fn answers() -> Result<String, Box<dyn std::error::Error>> {
    let timeline = crisis()?;
    let event = |key: &str| timeline.event_by_key(key).ok_or(format!("no event has the key {key}"));
    let (killing, barrage) = (event("killing")?, event("barrage")?);
    let outlet = timeline.actor_by_key("TN").ok_or("no actor has the key TN")?.id();
    let report = timeline.view().reported_by(outlet);
    let month = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
    let chains = timeline.chains(&month)?;
    let ends_in_barrage = |chain: &Chain<'_>| chain.events().next_back() == Some(barrage);
    let to_barrage: Vec<_> = chains.maximal().filter(ends_in_barrage).collect();
    let declared = to_barrage.iter().find(|chain| chain.events().next() == Some(killing));
    let declared = declared.ok_or("no chain leads from the killing to the barrage")?;
    let mut out = String::new();

    heading(&mut out, "How did the barrage come about?");
    writeln!(out, "{}", declared.explain())?;
    writeln!(out, "Other chains that lead to it, by rules:")?;
    list(&mut out, to_barrage.iter().filter(|chain| *chain != declared).cloned())?;

    heading(&mut out, "Who responded to whom?");
    let exact = month.clone().granularity(Granularity::Exact);
    for (words, query) in [("actors as states", &month), ("actors as themselves", &exact)] {
        writeln!(out, "{words}, by the report alone:")?;
        list(&mut out, report.chains(query)?.maximal())?;
        writeln!(out, "{words}, with the public record:")?;
        list(&mut out, timeline.chains(query)?.maximal())?;
    }

    heading(&mut out, "What is the confidence in each chain?");
    confidences(&mut out, &chains)?;
    writeln!(out, "With attributions below very likely treated as unknown:")?;
    let attributed =
        timeline.chains(&month.clone().min_attribution(escalade::model::Dni::VeryLikely))?;
    confidences(&mut out, &attributed)?;
    let kept = attributed.maximal().find(|chain| chain.events().next() == Some(killing));
    if let Some(kept) = kept {
        let explanation = kept.explain();
        let first = &explanation.steps[0];
        let author = if first.sources.is_empty() { "now unknown" } else { "as before" };
        writeln!(
            out,
            "The declared link stays; the author of its first step, {}, is {author}.",
            first.event
        )?;
    }

    heading(&mut out, "What is claimed about the barrage, by whom, and do the claims agree?");
    write!(out, "{}", timeline.claims(barrage.id())?)?;

    heading(
        &mut out,
        "Who urged restraint, pledged support, condemned, between one step and the next?",
    );
    write!(out, "{}", declared.reactions())?;

    heading(&mut out, "Which threats were carried out, after how long, and which are still open?");
    write!(out, "{}", timeline.threats(&month)?)?;
    writeln!(out, "\nAs of 14 April:")?;
    for threat in timeline.view().during(.."2024-04-15").threats(&month)?.threats {
        let condition =
            threat.condition.map_or(String::new(), |one| format!(", condition {}", one.state));
        writeln!(out, "  {}: {}{condition}", threat.statement.event, threat.state)?;
    }

    heading(&mut out, "Where could the escalation have stopped?");
    write!(out, "{}", declared.off_ramps())?;
    writeln!(out, "What most chains pass:")?;
    for pivot in chains.pivots().take(5) {
        writeln!(out, "  {:<14} {:.0}%", pivot.event().label(), pivot.share() * 100.0)?;
    }

    heading(&mut out, "The same events on the Goldstein scale");
    let goldstein = Goldstein::default();
    for event in [killing, barrage] {
        let level = event.level(&goldstein).ok_or("no level")?;
        writeln!(out, "{} is at {level}", event.label())?;
    }
    let chains = timeline.chains(&month.clone().on(goldstein))?;
    let rises = chains.iter().any(|chain| chain.events().eq([killing, barrage]));
    writeln!(
        out,
        "{}",
        if rises { "the level rises between them" } else { "the level does not rise between them" }
    )?;
    list(&mut out, chains.maximal())?;

    heading(&mut out, "With names in Arabic");
    let arabic = timeline.view().in_language("ar").chains(&month)?;
    let declared = arabic.maximal().find(|chain| chain == declared).ok_or("no such chain")?;
    write!(out, "{}", declared.off_ramps())?;
    Ok(out)
}

fn heading(out: &mut String, words: &str) {
    let gap = if out.is_empty() { "" } else { "\n" };
    out.push_str(&format!("{gap}== {words}\n\n"));
}

fn list<'t>(out: &mut String, chains: impl Iterator<Item = Chain<'t>>) -> std::fmt::Result {
    let lines: Vec<_> = chains.map(|chain| brief(&chain)).collect();
    if lines.is_empty() {
        writeln!(out, "  none")?;
    }
    lines.iter().try_for_each(|line| writeln!(out, "  {line}"))
}

fn confidences(out: &mut String, chains: &Chains<'_>) -> std::fmt::Result {
    chains.maximal().try_for_each(|chain| {
        let confidence = chain.confidence();
        let stated = match (confidence.weakest(), confidence.product()) {
            (Some(weakest), Some(product)) => {
                format!("{weakest} at most, {:.0}% if independent", product * 100.0)
            }
            _ => "none stated".to_owned(),
        };
        writeln!(out, "  {}: {stated}", brief(&chain))
    })
}

/// Returns the events of a chain by key, with their levels.
fn brief(chain: &Chain<'_>) -> String {
    let steps = chain.events().zip(chain.levels());
    let steps = steps.map(|(event, level)| format!("{} ({level})", event.label()));
    steps.collect::<Vec<_>>().join(" -> ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_answers_match_the_file() {
        let answers = super::answers().unwrap_or_else(|error| error.to_string());
        assert_eq!(answers, include_str!("data/who-says-so.txt"));
    }
}
