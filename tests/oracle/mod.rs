//! A brute-force oracle: what a query must answer, written from the definitions alone.
//!
//! It is handed raw drafts, never a built timeline. It rolls up, orders and scores by itself,
//! checks all pairs of events, lists every chain and reads each answer off the list. With the
//! library it shares only words (`Rule`, `Trend`, `Granularity` ...), no code. [`engine`] hands the
//! same drafts to the library and puts its answers into the same shape.

mod actors;
pub(crate) mod answers;
pub(crate) mod drafts;
pub(crate) mod drawn;
pub(crate) mod engine;
pub(crate) mod hops;
pub(crate) mod score;
pub(crate) mod terms;
pub(crate) mod time;
mod views;

use answers::{Answers, answers};
use drafts::{Ask, Drafts};
use engine::{build, gather, query, seen};

/// The library's answers, if they are the oracle's; else the drafts and where the answers differ.
pub(crate) fn agreed(drafts: &Drafts, ask: &Ask) -> Result<Answers, String> {
    let timeline = build(drafts);
    let given = gather(&seen(&timeline, ask), &query(ask));
    let differences = given.differences(&answers(drafts, ask));
    if differences.is_empty() {
        return Ok(given);
    }
    Err(format!("{drafts}{ask}\n{differences}"))
}
