//! What a worker computes from the events that it keeps, by the engine of one process.

use std::ops::Range;

use super::{
    holding::Holding,
    partial::{ChainPart, Partial},
    wanted::{Apart, Wanted},
};
use crate::{
    chain::{
        Chains, Count, Rank,
        answers::by_dyad::counting::{CountByDyad, Dyads},
        engine::{engine::Engine, scope::Scope},
        nodes::bounds::Bounds,
        number::widening,
    },
    error::Error,
};

/// Computes a part of an answer.
pub(super) fn compute(holding: &Holding<'_>, wanted: Wanted) -> Result<Partial, Error> {
    let chains = &holding.chains;
    let mut partial = Partial::default();
    match wanted {
        Wanted::Summary => {
            partial.hops = hops(chains, &holding.core);
            partial.chains = Some(chains.count());
            partial.longest = chains.longest().map_or(0, |chain| chain.len() as u64);
            partial.greatest_rise = chains.greatest_rise().map(|chain| chain.rise().tenths());
        }
        Wanted::CountByLen => {
            for (len, count) in chains.count_by_len()? {
                partial.by_len.insert(len as u64, count);
            }
        }
        Wanted::ByDyad => add_by_dyad(&mut partial, chains, &holding.core),
        Wanted::Best { rank, most, apart } => {
            let top = chains.top(rank);
            let top = match apart {
                Apart::Nothing => top,
                Apart::Ends => top.one_per_end(),
                Apart::Events => top.event_disjoint(),
            };
            for chain in top.take(most) {
                let value = match rank {
                    Rank::Longest => chain.len() as i64,
                    Rank::GreatestRise => chain.rise().tenths(),
                };
                let nodes = &chains.prepared.engine.nodes;
                let mut events = Vec::with_capacity(chain.len());
                for node in chain.nodes.iter().rev() {
                    let node = *node as usize;
                    events.push((
                        nodes.earliest.get(node),
                        holding.records[node],
                        nodes.level(node),
                    ));
                }
                partial.best.push(ChainPart { value, events });
            }
        }
    }
    Ok(partial)
}

/// Returns the number of hops that lead to some nodes.
fn hops(chains: &Chains<'_>, core: &Range<usize>) -> u64 {
    let engine = &chains.prepared.engine;
    if *core == (0..engine.nodes.len()) {
        return engine.hops();
    }
    let mut hops = 0;
    for_each_with_hops(engine, &mut |node, antecedents| {
        if core.contains(&node) {
            hops += antecedents;
        }
    });
    hops
}

/// Calls `visit` with each node and the number of its antecedents.
fn for_each_with_hops(engine: &Engine, visit: &mut dyn FnMut(usize, u64)) {
    let bounds = Bounds::default();
    let scope = Scope::new(&bounds, &engine.nodes);
    engine.pass_forward(&scope, &mut |node, antecedents: u64| {
        visit(node, antecedents);
        1
    });
}

fn add_by_dyad(partial: &mut Partial, chains: &Chains<'_>, core: &Range<usize>) {
    let prepared = &*chains.prepared;
    let engine = &prepared.engine;
    let nodes = &engine.nodes;
    // Parties are numbered in the order of their keys.
    let order: Vec<u32> = (0..nodes.parties as u32).collect();
    let dyads = Dyads::new(engine, &order);
    for_each_with_hops(engine, &mut |node, antecedents| {
        if core.contains(&node) {
            for dyad in nodes.dyads.of(node) {
                let part = partial.by_dyad.entry(*dyad).or_default();
                part.events += 1;
                part.hops += antecedents;
            }
        }
    });
    let of_paths = prepared.matching.as_ref().map(|matching| dyads.repeated(matching.events()));
    let of_paths = of_paths.as_ref().unwrap_or(&dyads);
    let Some(all_chains) = prepared.all_chains() else { return };
    let by_dyad = CountByDyad { chains: all_chains, dyads: of_paths };
    let counts = widening(&by_dyad).unwrap_or_default();
    let rises = by_dyad.greatest_rises();
    for ((dyad, count), rise) in of_paths.all.iter().zip(counts).zip(rises) {
        if count != Count::from(0) {
            let part = partial.by_dyad.entry(*dyad).or_default();
            part.chains = Some(count);
            part.greatest_rise = rise;
        }
    }
}
