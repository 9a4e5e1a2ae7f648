//! The best chains of small random timelines: every list equals the oracle's, in order.

use super::{
    check_all, questions,
    strategies::{EVENTS, drafts, queries, view_queries, weights},
};
use crate::oracle::compare_ranks;

#[test]
fn the_best_chains_by_each_rank_equal_the_oracles() {
    let weighted_questions = (questions(drafts(), queries()), weights(EVENTS));
    check_all(weighted_questions, 10_000, |(question, weights)| {
        compare_ranks(&question.drafts, &question.raw_query, weights)
    });
}

#[test]
fn the_best_chains_of_a_view_equal_the_oracles() {
    let weighted_questions = (questions(drafts(), view_queries()), weights(EVENTS));
    check_all(weighted_questions, 2000, |(question, weights)| {
        compare_ranks(&question.drafts, &question.raw_query, weights)
    });
}
