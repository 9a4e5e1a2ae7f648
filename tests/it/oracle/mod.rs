//! A brute-force oracle: the answers to a query, computed from the definitions alone.
//!
//! It takes raw drafts, never a built timeline. It rolls up, orders and scores by itself,
//! checks all pairs of events, lists every chain and reads each answer off the list. With the
//! library it shares only words (`Rule`, `Trend`, `Granularity` ...), no code. [`engine`] builds the
//! same drafts with the library and puts its answers into the same types.

mod actors;
pub(crate) mod answers;
mod differences;
pub(crate) mod drafts;
pub(crate) mod engine;
pub(crate) mod extras;
pub(crate) mod hops;
pub(crate) mod listing;
pub(crate) mod notation;
pub(crate) mod paths;
pub(crate) mod ranked;
pub(crate) mod reach;
pub(crate) mod score;
pub(crate) mod shares;
pub(crate) mod steps;
pub(crate) mod terms;
pub(crate) mod time;
mod views;
pub(crate) mod walks;

use answers::{Answers, answers};
use differences::Differences;
use drafts::{Drafts, RawQuery};
use engine::{answers_of_view, build, chains_of, to_query, to_view};
use listing::Listing;

/// Returns the library's answers if they equal the oracle's, or else the drafts and the
/// differences.
pub(crate) fn compare_answers(drafts: &Drafts, raw_query: &RawQuery) -> Result<Answers, String> {
    let timeline = build(drafts);
    let actual = answers_of_view(&to_view(&timeline, raw_query), &to_query(raw_query));
    unless_different(drafts, raw_query, &actual.differences(&answers(drafts, raw_query)))?;
    Ok(actual)
}

/// Compares what a view shows, event by event, and the tallies of its steps.
pub(crate) fn compare_views(drafts: &Drafts, raw_query: &RawQuery) -> Result<(), String> {
    let timeline = build(drafts);
    let actual = engine::views::shown(&to_view(&timeline, raw_query));
    let expected = views::shown(drafts, &raw_query.view);
    let mut differences = Differences::default();
    for nth in 0..actual.events.len().max(expected.events.len()) {
        differences.compare("event", &actual.events.get(nth), &expected.events.get(nth));
    }
    differences.compare("left out, not stated", &actual.tallies, &expected.tallies);
    unless_different(drafts, raw_query, &differences.0)
}

/// Compares the order in which walks visit chains.
pub(crate) fn compare_walks(drafts: &Drafts, raw_query: &RawQuery) -> Result<(), String> {
    let timeline = build(drafts);
    let actual =
        engine::walks::walks(&chains_of(&to_view(&timeline, raw_query), &to_query(raw_query)));
    let expected = walks::walks(&Listing::of(drafts, raw_query));
    unless_different(drafts, raw_query, &actual.differences(&expected))
}

/// Compares the best chains, with a weight for each event in order of recording.
pub(crate) fn compare_ranks(
    drafts: &Drafts,
    raw_query: &RawQuery,
    weights: &[i32],
) -> Result<(), String> {
    let timeline = build(drafts);
    let chains = chains_of(&to_view(&timeline, raw_query), &to_query(raw_query));
    let listed_hops = engine::listed_hops(&timeline, &chains);
    let actual = engine::ranked::ranked(&chains, &listed_hops, weights);
    let expected = ranked::ranked(&Listing::of(drafts, raw_query), weights);
    unless_different(drafts, raw_query, &actual.differences(&expected))
}

/// Compares the counts of chains by what they have in common.
pub(crate) fn compare_shares(drafts: &Drafts, raw_query: &RawQuery) -> Result<(), String> {
    let timeline = build(drafts);
    let actual = engine::shares::shares(
        &timeline,
        &chains_of(&to_view(&timeline, raw_query), &to_query(raw_query)),
    );
    let expected = shares::shares(&Listing::of(drafts, raw_query));
    unless_different(drafts, raw_query, &actual.differences(&expected))
}

fn unless_different(
    drafts: &Drafts,
    raw_query: &RawQuery,
    differences: &str,
) -> Result<(), String> {
    match differences {
        "" => Ok(()),
        differences => Err(format!("{drafts}{raw_query}\n{differences}")),
    }
}
