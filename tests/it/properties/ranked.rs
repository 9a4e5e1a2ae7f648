//! The best chains of small random timelines: every list of them, in order, is the oracle's.

use super::{
    hold_of, questions,
    strategies::{EVENTS, asks, drafts, narrowed, weights},
};
use crate::oracle::agreed_on_ranks;

#[test]
fn the_best_by_each_rank_are_the_oracles() {
    let weighed = (questions(drafts(), asks()), weights(EVENTS));
    hold_of(weighed, 10_000, |(question, weights)| {
        agreed_on_ranks(&question.drafts, &question.ask, weights)
    });
}

#[test]
fn the_best_of_a_view_are_the_oracles() {
    let weighed = (questions(drafts(), narrowed()), weights(EVENTS));
    hold_of(weighed, 2000, |(question, weights)| {
        agreed_on_ranks(&question.drafts, &question.ask, weights)
    });
}
