//! Queries on chains that share what was prepared for another query of the same view: the answers
//! must be those to a query on its own.

use escalade::{Chains, Error, Timeline};

use super::{
    check_all,
    strategies::{EVENTS, weights},
    walks::pairs,
};
use crate::oracle::{
    answers::answers,
    drafts::{Drafts, RawQuery},
    engine::{self, answers_of_chains, build, chains_of, to_query, to_view},
    listing::Listing,
    ranked::ranked,
    shares::shares,
    walks::walks,
};

/// Compares all answers of some chains with the oracle's.
fn answer(
    drafts: &Drafts,
    raw_query: &RawQuery,
    weights: &[i32],
    (timeline, chains): (&Timeline, &Chains<'_>),
) -> Result<(), String> {
    let listing = Listing::of(drafts, raw_query);
    let listed_hops = engine::listed_hops(timeline, chains);
    let differences = [
        answers_of_chains(timeline, chains).differences(&answers(drafts, raw_query)),
        engine::shares::shares(timeline, chains).differences(&shares(&listing)),
        engine::ranked::ranked(chains, &listed_hops, weights)
            .differences(&ranked(&listing, weights)),
        engine::walks::walks(chains).differences(&walks(&listing)),
    ];
    match &*differences.concat() {
        "" => Ok(()),
        differences => Err(format!("{drafts}{raw_query}\n{differences}")),
    }
}

#[test]
fn a_query_on_reused_chains_is_answered_as_on_new_ones() {
    let pairs = (pairs(), weights(EVENTS));
    check_all(pairs, 5000, |((question, other), weights)| {
        let (drafts, raw_query) = (&question.drafts, &question.raw_query);
        let timeline = build(drafts);
        let chains = chains_of(&to_view(&timeline, raw_query), &to_query(raw_query));
        // In some cases the first chains give their answers before they are shared.
        if weights[0] > 0 {
            answers_of_chains(&timeline, &chains);
        }
        let others = chains.with_query(&to_query(other)).map_err(|error| error.to_string())?;
        answer(drafts, other, weights, (&timeline, &others))?;
        let back = others.with_query(&to_query(raw_query)).map_err(|error| error.to_string())?;
        drop((others, chains));
        answer(drafts, raw_query, weights, (&timeline, &back))
    });
}

#[test]
fn an_invalid_query_on_reused_chains_gives_the_same_error() {
    check_all(pairs(), 150, |(question, other)| {
        let timeline = build(&question.drafts);
        let view = to_view(&timeline, &question.raw_query);
        let chains = chains_of(&view, &to_query(&question.raw_query));
        let wrong = to_query(other).min_len(1).max_len(0).min_confidence(101);
        let message = |chains: Result<Chains<'_>, Error>| chains.unwrap_err().to_string();
        let (again, anew) = (message(chains.with_query(&wrong)), message(view.chains(&wrong)));
        if again == anew { Ok(()) } else { Err(format!("{again}\n{anew}")) }
    });
}
