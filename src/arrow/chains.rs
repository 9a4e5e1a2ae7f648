//! Chains and hops as tables.

use super::{
    batches::Batches,
    columns::{Col, Kind},
    table::Table,
    timeline::percent,
};
use crate::{
    chain::{Chain, Chains, Hop},
    model::{Code, Level},
};

const CHAINS: &[Col] = &[
    Col::new("chain", Kind::U64, "", "the number of the chain, from 1"),
    Col::new("step", Kind::U32, "", "the number of the event in the chain, from 1"),
    Col::new("event", Kind::U32, "", "the order of recording of the event, from 0"),
    Col::maybe("key", Kind::Text, "", "the key of the event"),
    Col::new("when", Kind::Text, "", "the onset, and the end if it is known, in EDTF"),
    Col::new("earliest", Kind::Time, "ms", "the earliest time of the onset"),
    Col::new("kind", Kind::Text, "", "statement, attack or action"),
    Col::new("act", Kind::Text, "", "the speech act, means or kind of action"),
    Col::maybe("vocabulary", Kind::Text, "", "the coding scheme"),
    Col::maybe("code", Kind::Text, "", "the code in it"),
    Col::new("sources", Kind::Texts, "", "the keys of the source actors"),
    Col::new("targets", Kind::Texts, "", "the keys of the target actors"),
    Col::new(
        "counted_sources",
        Kind::Texts,
        "",
        "the keys of the parties that the sources count as",
    ),
    Col::new(
        "counted_targets",
        Kind::Texts,
        "",
        "the keys of the parties that the targets count as",
    ),
    Col::new(
        "level",
        Kind::F64,
        "units of the scale",
        "the level of the event on the scale of the query",
    ),
    Col::new("rules", Kind::Texts, "", "the rules by which it follows the event before"),
    Col::new(
        "relations",
        Kind::Texts,
        "",
        "the relations of links by which it follows the event before",
    ),
    Col::maybe("gap", Kind::I64, "s", "the time since the event before, by earliest onset"),
    Col::maybe(
        "rise",
        Kind::F64,
        "units of the scale",
        "the rise of the level since the event before",
    ),
    Col::maybe("confidence", Kind::U8, "%", "how sure the hop from the event before is"),
    Col::maybe("text", Kind::Text, "", "what happened, in words"),
];

/// Returns chains as a table with a row for each step: the chains of any listing, in its order.
///
/// A chain is taken from the listing when its rows are made, so that a listing of any length takes the memory of one
/// batch.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, arrow, arrow::arrow_array::cast::AsArray, read::Options}};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let batch = arrow::chains(chains.maximal()).next().unwrap().unwrap();
/// let rules = batch.column_by_name("rules").unwrap().as_list::<i32>().value(1);
/// assert_eq!(rules.as_string::<i32>().value(0), "retaliation");
/// # Ok::<(), escalade::Error>(())
/// ```
pub fn chains<'a, 't: 'a>(
    chains: impl IntoIterator<Item = Chain<'t>, IntoIter: 'a>,
) -> Batches<'a> {
    let mut chains: Box<dyn Iterator<Item = Chain<'t>> + 'a> = Box::new(chains.into_iter());
    let mut number = 0;
    Batches::new(CHAINS, move |table| {
        let Some(chain) = chains.next() else { return false };
        number += 1;
        add_chain(number, &chain, table);
        true
    })
}

fn add_chain(number: u64, chain: &Chain<'_>, table: &mut Table) {
    let (answers, hops) = (chain.chains(), chain.hops());
    for (step, (event, level)) in chain.events().zip(chain.levels()).enumerate() {
        let code = event.event_type().code();
        table.u64(Some(number));
        table.u32(Some(step as u32 + 1));
        table.u32(Some(event.id().index() as u32));
        table.text(event.key());
        table.printed(Some(event.when()));
        table.time(Some(event.earliest()));
        table.printed(Some(event.act().kind()));
        table.text(Some(event.act().word()));
        table.printed(code.map(Code::vocabulary));
        table.text(code.map(Code::as_str));
        let (authors, targets) = (answers.authors(event), event.targets());
        event.timeline().add_keys(authors, table);
        event.timeline().add_keys(targets, table);
        for actors in [authors, targets] {
            let mut parties = Vec::new();
            for actor in actors {
                let key = answers.party_key(answers.party(*actor, event));
                if !parties.contains(&key) {
                    parties.push(key);
                }
            }
            table.texts(Some(&parties));
        }
        table.f64(Some(level.units()));
        // The first event has no hop before it.
        let hop = step.checked_sub(1).and_then(|before| hops.get(before));
        add_reasons(&answers, hop, table);
        table.text(event.text());
    }
}

/// Adds the rules, relations, gap, rise and confidence of a hop.
fn add_reasons(chains: &Chains<'_>, hop: Option<&Hop>, table: &mut Table) {
    let timeline = chains.view().timeline();
    let (mut rules, mut relations) = (Vec::new(), Vec::new());
    if let Some(hop) = hop {
        for rule in hop.rules() {
            rules.push(rule.as_str());
        }
        for link in hop.links() {
            relations.push(timeline.link(*link).relation().phrase());
        }
        relations.dedup();
    }
    table.texts(Some(&rules));
    table.texts(Some(&relations));
    table.i64(hop.map(|hop| hop.gap().num_seconds()));
    table.f64(hop.map(Hop::rise).map(Level::units));
    table.u8(percent(hop.and_then(|hop| chains.hop_confidence(hop))));
}

const HOPS: &[Col] = &[
    Col::new("hop", Kind::U64, "", "the number of the hop, from 1"),
    Col::new("from", Kind::U32, "", "the order of recording of the earlier event"),
    Col::maybe("from_key", Kind::Text, "", "its key"),
    Col::new("from_earliest", Kind::Time, "ms", "the earliest time of its onset"),
    Col::new("to", Kind::U32, "", "the order of recording of the later event"),
    Col::maybe("to_key", Kind::Text, "", "its key"),
    Col::new("to_earliest", Kind::Time, "ms", "the earliest time of its onset"),
    Col::new("rules", Kind::Texts, "", "the rules by which the later event follows"),
    Col::new("relations", Kind::Texts, "", "the relations of links by which it follows"),
    Col::maybe("gap", Kind::I64, "s", "the time between them, by earliest onset"),
    Col::maybe("rise", Kind::F64, "units of the scale", "the rise of the level"),
    Col::maybe("confidence", Kind::U8, "%", "how sure the hop is"),
];

/// Returns hops as a table with a row for each, in the order given.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, arrow, read::Options}};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let batch = arrow::hops(&chains, chains.hops()).next().unwrap().unwrap();
/// assert_eq!(batch.num_rows(), 1);
/// # Ok::<(), escalade::Error>(())
/// ```
pub fn hops<'a>(
    chains: &'a Chains<'_>,
    hops: impl IntoIterator<Item = Hop, IntoIter: 'a>,
) -> Batches<'a> {
    let mut hops: Box<dyn Iterator<Item = Hop> + 'a> = Box::new(hops.into_iter());
    let mut number = 0;
    Batches::new(HOPS, move |table| {
        let Some(hop) = hops.next() else { return false };
        number += 1;
        table.u64(Some(number));
        for id in [hop.from(), hop.to()] {
            let event = chains.view().timeline().event(id);
            table.u32(Some(id.index() as u32));
            table.text(event.key());
            table.time(Some(event.earliest()));
        }
        add_reasons(chains, Some(&hop), table);
        true
    })
}
