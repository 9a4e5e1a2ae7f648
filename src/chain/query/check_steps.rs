//! The checks of the steps of a query.

use std::fmt;

use chrono::TimeDelta;

use crate::{
    chain::query::{query::Query, step::QueryStep},
    error::{Issue, Issues, Location},
    timeline::Predicate,
};

/// The greatest number of steps.
const MAX_STEPS: usize = 32;

/// The greatest number of different terms of hops. Which of them make a hop is one of 2⁸ cases.
const MAX_HOP_TERMS: usize = 8;

/// Checks the steps of a query. Adds an issue for each problem.
pub(crate) fn check_steps(query: &Query, issues: &mut Issues) {
    let steps = &query.steps;
    let mut refuse = |field: &str, got: &dyn fmt::Display, allowed: &str, remedy: &str| {
        issues.push(Issue::new(Location::from(format!("query/{field}")), got, allowed, remedy));
    };
    if steps.len() > MAX_STEPS {
        let allowed = format!("at most {MAX_STEPS} steps");
        refuse("steps", &steps.len(), &allowed, "use repeated steps, or fewer");
        return;
    }
    let (_, queries) = query.hop_queries();
    if queries.len() > MAX_HOP_TERMS {
        let allowed = format!("at most {MAX_HOP_TERMS} different terms of hops");
        refuse("steps", &queries.len(), &allowed, "give steps the same rules, gaps and trends");
    }
    check_lengths(query, &mut refuse);
    if let Some(first) = steps.first() {
        if first.after_others {
            let remedy = "to let other events come first, begin with an optional, repeated step of any event";
            refuse("steps/0/after_others", &true, "false, since no step comes before", remedy);
        }
        if !first.repeated && !first.follows_the_query() {
            let allowed = "no rules, gaps or trend, since no hop leads to the first event";
            refuse("steps/0", &"terms of a hop", allowed, "give them to the step after it");
        }
    }
    for (nth, step) in steps.iter().enumerate() {
        let place = format!("query/steps/{nth}");
        if let Some(Err(error)) = step.predicate.as_ref().map(Predicate::check) {
            issues.absorb(&error, &Location::from(format!("{place}/predicate")));
        }
        if !step.follows_the_query() {
            check_gaps(step, &place, issues);
            query.with_hops_of(step).check_hops(&place, issues);
        }
    }
}

fn check_gaps(step: &QueryStep, place: &str, issues: &mut Issues) {
    for (field, gap) in [("min_gap", step.min_gap), ("max_gap", step.max_gap)] {
        if let Some(gap) = gap.filter(|gap| *gap < TimeDelta::zero()) {
            let got = format!("{} seconds", gap.num_seconds());
            let place = Location::from(format!("{place}/{field}"));
            issues.push(Issue::new(place, got, "a time of zero or more", "remove the minus sign"));
        }
    }
}

/// Checks that a chain of an admitted length can fill the steps.
fn check_lengths(query: &Query, refuse: &mut dyn FnMut(&str, &dyn fmt::Display, &str, &str)) {
    let least = query.steps.iter().filter(|step| !step.optional).count();
    if let Some(most) = query.max_len.filter(|most| *most < least) {
        let allowed =
            format!("a greatest length of at least the {least} steps that no chain leaves out");
        refuse("max_len", &most, &allowed, "make some of them optional, or raise the bound");
    }
    if let Some(most) = query.most_of_steps().filter(|most| *most < query.min_len) {
        let got = format!("steps for at most {most} events");
        let allowed = format!("steps that {} events or more can fill", query.min_len);
        refuse("steps", &got, &allowed, "add steps, or let some be repeated");
    }
}
