//! A brute-force oracle: what a query must answer, written from the definitions alone.
//!
//! It is handed raw drafts, never a built timeline. It rolls up, orders and scores by itself,
//! checks all pairs of events, lists every chain and reads each answer off the list. With the
//! library it shares only words (`Rule`, `Trend`, `Granularity` ...), no code. [`engine`] hands the
//! same drafts to the library and puts its answers into the same shape.

mod actors;
pub(crate) mod answers;
mod differences;
pub(crate) mod drafts;
pub(crate) mod drawn;
pub(crate) mod engine;
pub(crate) mod extras;
pub(crate) mod hops;
pub(crate) mod listing;
pub(crate) mod ranked;
pub(crate) mod score;
pub(crate) mod shares;
pub(crate) mod terms;
pub(crate) mod time;
mod views;
pub(crate) mod walked;

use answers::{Answers, answers};
use differences::Differences;
use drafts::{Ask, Drafts};
use engine::{asked, build, gather, query, seen};
use listing::Listing;

/// The library's answers, if they are the oracle's; else the drafts and where the answers differ.
pub(crate) fn agreed(drafts: &Drafts, ask: &Ask) -> Result<Answers, String> {
    let timeline = build(drafts);
    let given = gather(&seen(&timeline, ask), &query(ask));
    unless_different(drafts, ask, &given.differences(&answers(drafts, ask)))?;
    Ok(given)
}

/// Whether a view shows what the oracle lets through, each event as it is seen, and tells as much of each
/// of its steps.
pub(crate) fn agreed_on_views(drafts: &Drafts, ask: &Ask) -> Result<(), String> {
    let timeline = build(drafts);
    let given = engine::views::shown(&seen(&timeline, ask));
    let due = views::shown(drafts, &ask.view);
    let mut differences = Differences::default();
    for nth in 0..given.events.len().max(due.events.len()) {
        differences.tell("event", &given.events.get(nth), &due.events.get(nth));
    }
    differences.tell("left out, not stated", &given.tallies, &due.tallies);
    unless_different(drafts, ask, &differences.0)
}

/// Whether chains are walked through as the oracle lists them.
pub(crate) fn agreed_on_walks(drafts: &Drafts, ask: &Ask) -> Result<(), String> {
    let timeline = build(drafts);
    let given = engine::walked::walks(&asked(&seen(&timeline, ask), &query(ask)));
    let due = walked::walks(&Listing::of(drafts, ask));
    unless_different(drafts, ask, &given.differences(&due))
}

/// Whether the best chains are the oracle's, where events weigh so much in order of recording.
pub(crate) fn agreed_on_ranks(drafts: &Drafts, ask: &Ask, weights: &[i32]) -> Result<(), String> {
    let timeline = build(drafts);
    let chains = asked(&seen(&timeline, ask), &query(ask));
    let hopped = engine::hopped(&timeline, &chains);
    let given = engine::ranked::ranked(&chains, &hopped, weights);
    let due = ranked::ranked(&Listing::of(drafts, ask), weights);
    unless_different(drafts, ask, &given.differences(&due))
}

/// Whether as many chains of each sort are counted as the oracle lists.
pub(crate) fn agreed_on_shares(drafts: &Drafts, ask: &Ask) -> Result<(), String> {
    let timeline = build(drafts);
    let given = engine::shares::shares(&timeline, &asked(&seen(&timeline, ask), &query(ask)));
    let due = shares::shares(&Listing::of(drafts, ask));
    unless_different(drafts, ask, &given.differences(&due))
}

fn unless_different(drafts: &Drafts, ask: &Ask, differences: &str) -> Result<(), String> {
    match differences {
        "" => Ok(()),
        differences => Err(format!("{drafts}{ask}\n{differences}")),
    }
}
