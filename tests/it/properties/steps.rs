//! Steps of random queries: they are filled often enough for the other properties to mean something.

use std::cell::Cell;

use super::{check_number, questions, strategies};
use crate::oracle::{listing::Listing, steps::Filling};

#[test]
fn many_random_steps_are_filled_some_in_several_ways() {
    let [with_steps, filled, ambiguous, with_others] = [const { Cell::new(0) }; 4];
    let add =
        |counter: &Cell<u32>, is_counted: bool| counter.set(counter.get() + u32::from(is_counted));
    // A fixed number of cases, so that the shares change with the seed alone.
    let questions = questions(strategies::drafts(), strategies::queries());
    check_number(questions, 3_000, |question| {
        let raw_query = &question.raw_query;
        if raw_query.terms.steps.is_empty() {
            return Ok(());
        }
        let listing = Listing::of(&question.drafts, raw_query);
        let filling = Filling::of(&question.drafts, raw_query, &listing.nodes);
        let ways = |chain: &Vec<usize>| filling.ways(chain).len();
        add(&with_steps, true);
        add(&filled, !listing.chains.is_empty());
        add(&ambiguous, listing.chains.iter().any(|chain| ways(chain) > 1));
        add(&with_others, listing.filled.iter().flatten().any(Option::is_none));
        Ok(())
    });
    let share = |counter: &Cell<u32>| f64::from(counter.get()) / f64::from(with_steps.get());
    let shares = [share(&filled), share(&ambiguous), share(&with_others)];
    assert!(
        shares.iter().zip([0.05, 0.01, 0.001]).all(|(share, least)| *share > least),
        "{shares:?}"
    );
}
