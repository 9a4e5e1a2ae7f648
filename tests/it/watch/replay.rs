//! Random timelines recorded in random order, with late, revised and withdrawn events in random batches, under random
//! queries: after every transaction, all answers are those of a timeline built anew.

use std::fmt;

use escalade::watch::{Watch, WatchedQuery};
use proptest::prelude::*;

use super::model::{Model, Operation, actors, transactions};
use crate::{
    oracle::{
        answers::answers,
        drafts::{Drafts, RawQuery},
        engine::{answers_of_chains, build, to_query, to_view, try_build},
    },
    properties::{
        check_all,
        strategies::{drafts, queries},
    },
};

/// A timeline, the order in which it is recorded, and a query.
#[derive(Clone)]
struct Replay {
    given: Drafts,
    raw_query: RawQuery,
    /// The number of events, links left out, that the watch is opened with.
    first: usize,
    transactions: Vec<Vec<Operation>>,
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

fn replays() -> impl Strategy<Value = Replay> {
    (drafts(), queries(), 0..4_usize, transactions()).prop_map(
        |(given, raw_query, first, transactions)| Replay { given, raw_query, first, transactions },
    )
}

#[test]
fn every_answer_equals_that_of_a_timeline_built_anew() {
    check_all(replays(), 5000, |replay| {
        let Replay { given, raw_query, first, transactions } = replay;
        let mut opened = Drafts { links: Vec::new(), ..given.clone() };
        opened.events.truncate(*first);
        let mut model = Model::of(&opened);
        let timeline = build(&opened);
        let steps = to_view(&timeline, raw_query).steps().to_vec();
        let query = WatchedQuery::new("random", to_query(raw_query)).seen_through(steps);
        let mut watch = Watch::new(timeline, [query]).unwrap();
        for operations in transactions {
            let before = model.clone();
            let actors = actors(&watch);
            let mut transaction = watch.transaction();
            for operation in operations {
                model.apply(operation, given, &actors, &mut transaction);
            }
            let committed = transaction.commit();
            match (committed, try_build(&model.drafts(given))) {
                (Ok(_), Ok(_)) => (),
                (Err(error), Err(expected)) => {
                    if error.issue_count() != expected.issue_count() {
                        return Err(format!("{error}\n{expected}"));
                    }
                    model = before;
                }
                (committed, built) => return Err(format!("{committed:?}\n{built:?}")),
            }
            same_as_built_anew(&watch, &model.drafts(given), raw_query)?;
        }
        Ok(())
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
    let actual = answers_of_chains(watch.timeline(), &chains);
    match &*actual.differences(&answers(drafts, raw_query)) {
        "" => Ok(()),
        differences => Err(format!("{drafts}{raw_query}\n{differences}")),
    }
}
