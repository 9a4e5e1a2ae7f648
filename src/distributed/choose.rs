//! How a question is spread over workers, and what cannot be spread.

use super::{
    spread::Spread,
    wanted::{Apart, Wanted},
};
use crate::{
    chain::{
        Pairing, Query, Rule, Trend,
        engine::terms::{all_strict, rises},
    },
    error::{Error, ErrorKind, Issue, Issues},
    timeline::ViewStep,
};

/// The ways in the order in which they are tried.
const WAYS: [Spread; 6] = [
    Spread::Pairs,
    Spread::Sources,
    Spread::Targets,
    Spread::LevelRounds,
    Spread::LengthRounds,
    Spread::Slices,
];

/// Returns the way in which a question is answered.
///
/// # Errors
///
/// There is none.
pub(super) fn choose(
    query: &Query,
    steps: &[ViewStep],
    wanted: Wanted,
    chosen: Option<Spread>,
) -> Result<Spread, Error> {
    let mut issues = Issues::default();
    for step in steps {
        if !step.looks_at_one_event() {
            let remedy = "leave the step out, or apply it once and keep the result in a file";
            issues.push(Issue::new("view", step, "steps that look at one event at a time", remedy));
        }
    }
    if query.least_confidence().is_some() {
        let allowed = "no least confidence if events are spread over workers";
        issues.push(Issue::new("query/min_confidence", "set", allowed, "leave it out"));
    }
    let declared_alone =
        query.hop_queries().1.iter().any(|query| matches!(&*query.rules, [] | [Rule::Declared]));
    if declared_alone {
        let allowed = "a rule that compares actors: links are not spread over workers";
        issues.push(Issue::new("query/rules", "declared", allowed, "answer it in one process"));
    }
    issues.check(ErrorKind::Unsupported)?;
    let mut why_not = None;
    for spread in chosen.as_ref().map_or(&WAYS[..], std::slice::from_ref) {
        match check(*spread, query, wanted) {
            None => return Ok(*spread),
            Some(issue) => why_not = Some(issue),
        }
    }
    let why_not = why_not.map_or_else(Issues::default, Issues::from);
    Err(why_not.into_error(ErrorKind::Unsupported))
}

/// Returns why a way does not give the answer; `None` if it does.
fn check(spread: Spread, query: &Query, wanted: Wanted) -> Option<Issue> {
    let rules = rules_of(query);
    let all_in = |allowed: &[Rule]| match rules.iter().find(|rule| !allowed.contains(rule)) {
        None => None,
        Some(rule) => {
            let names: Vec<_> = allowed.iter().map(|rule| rule.as_str()).collect();
            let allowed = format!("{}, to spread events by {spread}", names.join(" and "));
            Some(Issue::new("query/rules", rule.as_str(), allowed, "choose another way"))
        }
    };
    match spread {
        Spread::Pairs => all_in(&[Rule::Retaliation, Rule::Persistence]),
        Spread::Sources => all_in(&[Rule::Widening, Rule::Persistence]),
        Spread::Targets => all_in(&[Rule::Joining, Rule::Persistence]),
        Spread::LevelRounds | Spread::LengthRounds => check_rounds(spread, query, wanted),
        Spread::Slices => check_slices(query, wanted),
    }
}

/// Returns the rules by which hops follow, each once.
fn rules_of(query: &Query) -> Vec<Rule> {
    let mut rules = Vec::new();
    for query in query.hop_queries().1 {
        for rule in &*query.rules {
            if *rule != Rule::Declared && !rules.contains(rule) {
                rules.push(*rule);
            }
        }
    }
    rules
}

fn check_rounds(spread: Spread, query: &Query, wanted: Wanted) -> Option<Issue> {
    let needs = |term: &str, got: &str, allowed: &str| {
        let allowed = format!("{allowed}, to spread events by {spread}");
        let remedy = "set a greatest span (within) or a greatest length (max_len), or answer it in one process";
        Some(Issue::new(format!("query/{term}").as_str(), got, allowed, remedy))
    };
    if !query.steps.is_empty() {
        return needs("steps", "set", "no steps");
    }
    if query.unless.is_some() {
        return needs("unless", "set", "no events that interrupt");
    }
    if query.pairing != Pairing::Any {
        return needs("pairing", "nearest", "every antecedent");
    }
    if query.within.is_some() {
        return needs("within", "set", "no bound on the span");
    }
    match wanted {
        Wanted::Best { most, apart, .. } if most > 1 || apart != Apart::Nothing => {
            return needs("rules", "several best chains", "one best chain");
        }
        Wanted::Best { .. } if spread == Spread::LengthRounds => {
            return needs("max_len", "a best chain", "numbers of chains");
        }
        _ => {}
    }
    let is_strict = is_strict(query.trend);
    if spread == Spread::LevelRounds {
        let bounds_lengths = query.min_len > 2 || query.max_len.is_some();
        if bounds_lengths || wanted == Wanted::CountByLen {
            return needs("min_len", "lengths", "no bound on lengths, and no count by length");
        }
        if !is_strict {
            return needs(
                "trend",
                &query.trend.in_words(),
                "a trend that rises or falls at every hop",
            );
        }
    } else if !is_strict && query.max_len.is_none() {
        let allowed = "a greatest length, or a trend that rises or falls at every hop";
        return needs("max_len", "none", allowed);
    }
    None
}

/// Returns `true` if the level rises at every hop of a trend, or falls at every hop.
pub(super) fn is_strict(trend: Trend) -> bool {
    !rises(trend).contains(&0)
}

fn check_slices(query: &Query, wanted: Wanted) -> Option<Issue> {
    let is_bounded = query.within.is_some() || query.most_span() < i64::MAX || all_strict(query);
    if !is_bounded {
        let allowed = "a greatest span (within), a greatest length (max_len), or a trend that rises or falls at every hop";
        let remedy = "set one of them: without it a chain may last as long as all events, so that no slice of time has it whole";
        return Some(Issue::new("query/within", "none", allowed, remedy));
    }
    match wanted {
        Wanted::Best { apart: Apart::Events, .. } => {
            let allowed = "chains that may share events, to spread events by slices of time";
            Some(Issue::new(
                "query/within",
                "chains without a common event",
                allowed,
                "answer it in one process",
            ))
        }
        _ => None,
    }
}
