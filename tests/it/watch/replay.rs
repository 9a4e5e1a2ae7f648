//! Random timelines recorded in random order, with late, revised and withdrawn events in random batches, under random
//! queries: after every transaction, all answers are those of a timeline built anew.

use std::{collections::BTreeSet, fmt};

use escalade::watch::{ChainKey, Changes, Watch, WatchedQuery};
use proptest::{collection::vec, prelude::*, sample::select};

use super::model::{Model, Operation, actors, transactions};
use crate::{
    oracle::{
        answers::answers,
        drafts::{Drafts, RawQuery},
        engine::{answers_of_chains, build, to_query, to_view, try_build},
        listing::Listing,
        time::DAY,
    },
    properties::{
        check_all,
        strategies::{dense_queries, drafts, queries, sparse},
    },
};

/// A timeline, the order in which it is recorded, and a query.
#[derive(Clone)]
pub(super) struct Replay {
    pub(super) given: Drafts,
    pub(super) raw_query: RawQuery,
    /// The number of events, links left out, that the watch is opened with.
    first: usize,
    pub(super) transactions: Vec<Vec<Operation>>,
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\n{}{}\nfirst {}\n{:?}\n",
            self.given, self.raw_query, self.first, self.transactions
        )
    }
}

/// Called with the watch after a transaction, what it changed, and the drafts of what was recorded before and after.
type Visit<'a> = dyn FnMut(&Watch, Option<&Changes>, [&Drafts; 2]) -> Result<(), String> + 'a;

pub(super) fn replays() -> impl Strategy<Value = Replay> {
    // Few random queries find many chains: half of them have few terms.
    let within = select(vec![None, Some(DAY), Some(2 * DAY), Some(3 * DAY)]);
    let simple = (dense_queries(), within).prop_map(|(mut raw_query, within)| {
        raw_query.terms.within = within;
        raw_query
    });
    // Boxed, so that the values of a query do not fill the stack.
    let queries = prop_oneof![queries().boxed(), simple.boxed()].boxed();
    (drafts(), queries, 0..4_usize, transactions()).prop_map(
        |(given, raw_query, first, transactions)| Replay { given, raw_query, first, transactions },
    )
}

/// Replays of events that are spread over weeks, without links.
pub(super) fn sparse_replays() -> impl Strategy<Value = Replay> {
    let queries = prop_oneof![queries().boxed(), dense_queries().boxed()].boxed();
    let operation = prop_oneof![
        8 => (0..96_usize).prop_map(Operation::Upsert),
        1 => (0..96_usize, 0..96_usize).prop_map(|(one, other)| Operation::UpsertAs(one, other)),
        1 => (0..96_usize, 0..96_usize).prop_map(|(one, other)| Operation::Move(one, other)),
        2 => (0..96_usize).prop_map(Operation::Retract),
    ];
    // Large transactions at first, so that most later ones touch few of the events.
    let sizes = [vec(vec(operation.clone(), 20..60), 1..3), vec(vec(operation, 1..4), 1..16)];
    let [first, then] = sizes.map(Strategy::boxed);
    (sparse(), queries, first, then).prop_map(|(given, raw_query, mut transactions, then)| {
        transactions.extend(then);
        Replay { given, raw_query, first: 0, transactions }
    })
}

impl Replay {
    /// Opens the watch.
    pub(super) fn open(&self) -> (Watch, Model) {
        let mut opened = Drafts { links: Vec::new(), ..self.given.clone() };
        opened.events.truncate(self.first);
        let timeline = build(&opened);
        let steps = to_view(&timeline, &self.raw_query).steps().to_vec();
        let query = WatchedQuery::new("random", to_query(&self.raw_query)).seen_through(steps);
        (Watch::new(timeline, [query]).unwrap(), Model::of(&opened))
    }

    /// Commits the transactions one after the other. Calls `visit` after each, with the drafts of what was recorded
    /// before and after; one that is refused changes nothing, and has no changes.
    pub(super) fn run(
        &self,
        watch: &mut Watch,
        model: &mut Model,
        visit: &mut Visit<'_>,
    ) -> Result<(), String> {
        for operations in &self.transactions {
            let before = model.clone();
            let actors = actors(watch);
            let mut transaction = watch.transaction();
            for operation in operations {
                model.apply(operation, &self.given, &actors, &mut transaction);
            }
            let committed = transaction.commit();
            match (&committed, try_build(&model.drafts(&self.given))) {
                (Ok(_), Ok(_)) => (),
                (Err(error), Err(expected)) => {
                    if error.issue_count() != expected.issue_count() {
                        return Err(format!("{error}\n{expected}"));
                    }
                    *model = before.clone();
                }
                (committed, built) => return Err(format!("{committed:?}\n{built:?}")),
            }
            let [before, after] = [&before, model].map(|model| model.drafts(&self.given));
            visit(watch, committed.ok().as_ref(), [&before, &after])?;
        }
        Ok(())
    }
}

#[test]
fn every_answer_equals_that_of_a_timeline_built_anew() {
    check_all(replays(), 3000, |replay| {
        let (mut watch, mut model) = replay.open();
        let raw_query = &replay.raw_query;
        replay.run(&mut watch, &mut model, &mut |watch, changes, [before, after]| {
            same_as_built_anew(watch, after, raw_query)?;
            changes.map_or(Ok(()), |changes| same_changes(changes, before, after, raw_query))
        })
    });
}

fn same_as_built_anew(watch: &Watch, drafts: &Drafts, raw_query: &RawQuery) -> Result<(), String> {
    let anew = build(drafts);
    let [actual, expected] =
        [watch.timeline(), &anew].map(|timeline| serde_json::to_string(timeline).unwrap());
    if actual != expected || watch.timeline().types() != anew.types() {
        return Err(format!("{actual}\n{expected}"));
    }
    let chains = watch.chains("random").unwrap();
    let figures = watch.figures("random").unwrap();
    let best = [figures.longest(), figures.greatest_rise()];
    let best = best.map(|best| best.map(|best| names(best.key())));
    let expected = [chains.longest(), chains.greatest_rise()];
    let expected = expected.map(|best| best.map(|best| names(&watch.chain_key(&best))));
    if *figures.summary() != chains.summary() || best != expected {
        return Err(format!("{figures:?}"));
    }
    let actual = answers_of_chains(watch.timeline(), &chains);
    match &*actual.differences(&answers(drafts, raw_query)) {
        "" => Ok(()),
        differences => Err(format!("{drafts}{raw_query}\n{differences}")),
    }
}

/// Compares what changed with the difference of all hops and chains listed before and after.
fn same_changes(
    changes: &Changes,
    before: &Drafts,
    after: &Drafts,
    raw_query: &RawQuery,
) -> Result<(), String> {
    let [before, after] = [before, after].map(|drafts| Listing::of(drafts, raw_query));
    let hops = |listing: &Listing<'_>| {
        listing.hops.iter().map(|hop| (hop.2.from, hop.2.to)).collect::<BTreeSet<_>>()
    };
    let changed = changes.of("random").unwrap();
    let mut actual = vec![changed.hops_appeared(), changed.hops_gone()];
    let (hops_before, hops_after) = (hops(&before), hops(&after));
    let mut expected = vec![
        hops_after.difference(&hops_before).count() as u64,
        hops_before.difference(&hops_after).count() as u64,
    ];
    let (chains_before, chains_after) = (before.named(), after.named());
    for (here, there, count, listed) in [
        (&chains_after, &chains_before, changed.chains_appeared(), changes.appeared("random")),
        (&chains_before, &chains_after, changed.chains_gone(), changes.gone("random")),
    ] {
        let there: BTreeSet<_> = there.iter().collect();
        let differing: Vec<_> = here.iter().filter(|chain| !there.contains(chain)).collect();
        let listed: Vec<Vec<u32>> = listed.unwrap().map(|one| names(one.key())).collect();
        if listed.iter().collect::<Vec<_>>() != differing {
            return Err(format!("listed {listed:?}\nexpected {differing:?}"));
        }
        actual.push(count.to_u128().unwrap() as u64);
        expected.push(differing.len() as u64);
    }
    if actual == expected {
        Ok(())
    } else {
        Err(format!("actual {actual:?}\nexpected {expected:?}"))
    }
}

fn names(key: &ChainKey) -> Vec<u32> {
    key.events().iter().map(|event| event.to_string().parse().unwrap()).collect()
}
