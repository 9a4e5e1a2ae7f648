//! The default scale of a format, and why no event takes part in a query.

use escalade::{Chains, Query, read::Format, read::Reading, scale};

/// Returns the name of the scale that the events of a format have levels on.
pub(crate) fn default_scale(format: Format) -> &'static str {
    match format {
        Format::Json | Format::Jsonl => "kahn",
        Format::Ucdp | Format::Acled | Format::Gtd | Format::Scad => "fatalities",
        Format::Mid => "hostility",
        Format::Polecat | Format::Plover => "plover",
        // No scale for the codes of ICB has been published.
        Format::Icbe
        | Format::Timesketch
        | Format::Wikidata
        | Format::TimelineJs
        | Format::Stix => "flat",
        _ => "goldstein",
    }
}

/// Returns why no event takes part, and what to do; `None` if some do.
pub(crate) fn reason(reading: &Reading, query: &Query, chains: &Chains<'_>) -> Option<String> {
    if chains.events().len() > 0 {
        return None;
    }
    let timeline = &reading.timeline;
    let scale = query.scale().name().to_owned();
    let total = timeline.len() as u64;
    if total == 0 {
        return reading.report.why_no_events().map(|why| format!("No event was read: {why}."));
    }
    // No event takes part, so that the summary makes no pass over hops.
    let summary = chains.summary();
    let left_out = summary.left_out();
    if left_out.filtered == total {
        return Some(format!("The view leaves out all {total} events: drop some of its steps."));
    }
    let reasons = [
        (left_out.unscored, "unscored"),
        (left_out.below_floor, "below"),
        (left_out.missing_actor, "missing"),
        (left_out.domestic, "domestic"),
    ];
    // The first of the greatest counts.
    let mut most = reasons[0];
    for reason in reasons {
        if reason.0 > most.0 {
            most = reason;
        }
    }
    let (count, why) = most;
    Some(match why {
        "unscored" => {
            let others = scales_with_levels(reading, &scale);
            let advice = match &*others {
                [] => {
                    "no built-in scale has levels for them: --scale flat counts each event".into()
                }
                others => format!("these files bring {}: --scale {}", others.join(", "), others[0]),
            };
            format!("{count} events have no level on {scale}; {advice}.")
        }
        "below" => {
            format!("{count} events are below the floor on {scale}: --floor none admits them.")
        }
        "missing" => format!(
            "{count} events have no source or no target: see the report (--report) for cells that were taken as missing."
        ),
        _ => format!(
            "{count} events are domestic, of actors of one state: --granularity exact compares actors as they are."
        ),
    })
}

/// Returns the built-in scales on which some events have a level, those with most levels first, without `flat` and
/// without this one.
fn scales_with_levels(reading: &Reading, except: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for name in scale::NAMES {
        let Some(scale) =
            scale::by_name(name).filter(|_| !matches!(*name, "flat") && *name != except)
        else {
            continue;
        };
        let levels =
            reading.timeline.events().filter(|event| event.level(&*scale).is_some()).count();
        if levels > 0 {
            found.push((usize::MAX - levels, *name));
        }
    }
    found.sort_by_key(|(levels, _)| *levels);
    found.into_iter().map(|(_, name)| name).take(3).collect()
}
