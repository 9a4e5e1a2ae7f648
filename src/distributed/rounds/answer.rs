//! Spreading rows for rounds, and the passes of an answer.

use crate::{
    chain::{engine::terms::HopTerms, limbs::Limbs, unbounded::Unbounded},
    distributed::{
        choose::is_strict,
        gather::Gathered,
        partial::Partial,
        peers::Peers,
        placement::Sizes,
        question::Question,
        sent::Sent,
        ship::{for_each_row, ship},
        spread::Spread,
        tables::Tables,
        wanted::Wanted,
    },
    error::{Error, ErrorKind, Issue, Issues},
};

use super::{
    arrange::Plan,
    best::best,
    found::Found,
    lengths::by_lengths,
    levels::by_levels,
    look_up::Window,
    lookups::look_ups,
    pass::lists,
    table::{MOST, home, worker_of},
    terms::{Needs, Terms},
    value::Sendable,
};

/// Spreads the rows, computes their values in rounds, and returns the part of the answer of this worker.
///
/// # Errors
///
/// There are too many levels, or too many widths of onset intervals.
pub(in crate::distributed) fn by_rounds(
    peers: &mut Peers<'_>,
    question: &Question,
    spread: Spread,
    gathered: &mut Gathered,
    tables: &Tables,
    sent: &mut Sent,
) -> Result<Partial, Error> {
    let Question { query, wanted, .. } = question;
    let hop_terms = HopTerms::new(query);
    let look_ups = look_ups(&hop_terms.rules);
    let mut sizes = Sizes::joining(peers, &mut Vec::new());
    for_each_row(gathered, tables, &mut |row| {
        for dyad in &row.dyads {
            for look_up in &look_ups {
                let actors = [look_up.later.of(*dyad), look_up.earlier.of(*dyad)];
                for actor in actors {
                    sizes.add((actor, actor));
                }
            }
        }
    });
    let placement = sizes.assign(peers);
    let mut workers = Vec::with_capacity(tables.parties.len());
    for party in 0..tables.parties.len() as u32 {
        workers.push(placement.worker((party, party)) as u32);
    }
    let (received, rows) = ship(peers, gathered, tables, &|row, to| {
        to.push(home(&look_ups, &workers, &row.dyads));
        for dyad in &row.dyads {
            for look_up in &look_ups {
                for actor in [look_up.later.of(*dyad), look_up.earlier.of(*dyad)] {
                    to.push(worker_of(&workers, actor));
                }
            }
        }
    });
    sent.rows = rows;
    let window = Window {
        min_gap: hop_terms.min_gap,
        max_gap: hop_terms.max_gap,
        precedence: hop_terms.precedence,
    };
    let plan = Plan {
        levels: &tables.levels,
        look_ups,
        workers,
        worker: peers.index(),
        window,
        keeps_records: wanted.lists_chains(),
    };
    let arranged = if tables.levels.len() > MOST { None } else { plan.arrange(received) };
    let table = agreed(peers, arranged)?;
    sent.kept = table.len() as u64;
    let lists = lists(&table);
    let terms = Terms {
        table: &table,
        lists: &lists,
        window,
        rises: hop_terms.rises.clone(),
        levels: &tables.levels,
        needs: Needs::of(peers, &table),
        counts_by_dyad: *wanted == Wanted::ByDyad,
    };
    if let Wanted::Best { rank, .. } = wanted {
        return Ok(best(peers, &terms, *rank, sent));
    }
    let max_len = query.max_len.unwrap_or(usize::MAX);
    let most = if is_strict(query.trend) { tables.levels.len() } else { usize::MAX };
    let lengths = (query.min_len, max_len.min(most).max(2));
    let by_length = spread == Spread::LengthRounds;
    let mut partial = pass::<u64>(peers, &terms, by_length, lengths, sent);
    if partial.is_none() {
        partial = pass::<u128>(peers, &terms, by_length, lengths, sent);
    }
    if partial.is_none() {
        partial = pass::<Limbs<4>>(peers, &terms, by_length, lengths, sent);
    }
    if partial.is_none() {
        partial = pass::<Limbs<16>>(peers, &terms, by_length, lengths, sent);
    }
    if partial.is_none() {
        partial = pass::<Unbounded>(peers, &terms, by_length, lengths, sent);
    }
    Ok(partial.unwrap_or_default())
}

/// Returns what a worker has made, if all workers could make theirs. Takes a round.
fn agreed<T>(peers: &mut Peers<'_>, made: Option<T>) -> Result<T, Error> {
    let shared = peers.share(&[u8::from(made.is_some())]);
    let all = shared.iter().all(|bytes| bytes.first() == Some(&1));
    made.filter(|_| all).ok_or_else(|| {
        let got = "more levels, or more widths of onset intervals";
        let allowed = format!("at most {MOST} of each, if events are spread for rounds");
        let issue = Issue::new("query/scale", got, allowed, "answer it in one process");
        Issues::from(issue).into_error(ErrorKind::Unsupported)
    })
}

fn pass<N: Sendable>(
    peers: &mut Peers<'_>,
    terms: &Terms<'_>,
    by_length: bool,
    lengths: (usize, usize),
    sent: &mut Sent,
) -> Option<Partial> {
    let found: Option<Found<N>> = match by_length {
        true => by_lengths(peers, terms, lengths, sent),
        false => by_levels(peers, terms, true, sent, &mut |_, _| ()).map(|(found, _)| found),
    };
    found.map(Found::into_partial)
}
