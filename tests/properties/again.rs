//! Another query of the same view, sharing what was prepared for the one before: it must answer as if
//! it were asked afresh.

use escalade::{Chains, Error, Timeline};

use crate::{
    hold_of,
    listing::pairs,
    oracle::{
        answers::answers,
        drafts::{Ask, Drafts},
        engine::{self, asked, build, gather_of, query, seen},
        listing::Listing,
        ranked::ranked,
        shares::shares,
        walked::walks,
    },
    strategies::{EVENTS, weights},
};

/// Whether chains answer a query in every way as the oracle does.
fn answer(
    drafts: &Drafts,
    ask: &Ask,
    weights: &[i32],
    (timeline, chains): (&Timeline, &Chains<'_>),
) -> Result<(), String> {
    let listing = Listing::of(drafts, ask);
    let hopped = engine::hopped(timeline, chains);
    let differences = [
        gather_of(timeline, chains).differences(&answers(drafts, ask)),
        engine::shares::shares(timeline, chains).differences(&shares(&listing)),
        engine::ranked::ranked(chains, &hopped, weights).differences(&ranked(&listing, weights)),
        engine::walked::walks(chains).differences(&walks(&listing)),
    ];
    match &*differences.concat() {
        "" => Ok(()),
        differences => Err(format!("{drafts}{ask}\n{differences}")),
    }
}

#[test]
fn another_query_of_the_same_view_is_answered_as_afresh() {
    let pairs = (pairs(), weights(EVENTS));
    hold_of(pairs, 5000, |((question, other), weights)| {
        let (drafts, ask) = (&question.drafts, &question.ask);
        let timeline = build(drafts);
        let chains = asked(&seen(&timeline, ask), &query(ask));
        // What is asked now and then is kept.
        if weights[0] > 0 {
            gather_of(&timeline, &chains);
        }
        let others = chains.with_query(&query(other)).map_err(|error| error.to_string())?;
        answer(drafts, other, weights, (&timeline, &others))?;
        let back = others.with_query(&query(ask)).map_err(|error| error.to_string())?;
        drop((others, chains));
        answer(drafts, ask, weights, (&timeline, &back))
    });
}

#[test]
fn what_is_wrong_with_another_query_is_told_as_afresh() {
    hold_of(pairs(), 150, |(question, other)| {
        let timeline = build(&question.drafts);
        let view = seen(&timeline, &question.ask);
        let chains = asked(&view, &query(&question.ask));
        let wrong = query(other).min_len(1).max_len(0).min_confidence(101);
        let told = |chains: Result<Chains<'_>, Error>| chains.unwrap_err().to_string();
        let (again, afresh) = (told(chains.with_query(&wrong)), told(view.chains(&wrong)));
        if again == afresh { Ok(()) } else { Err(format!("{again}\n{afresh}")) }
    });
}
