//! Why events are no hop or no chain: there is a reason exactly where there is no hop or chain, each reason holds by
//! itself, and its remedy leads to the next one or to a hop.

use std::collections::{HashMap, HashSet};

use escalade::{
    Chains, EventId, Query, Rule,
    why_not::{Change, Reason, Term, WhyNot},
};

use super::{Question, check, check_views};
use crate::oracle::engine::{build, chains_of, to_query, to_view};

/// Remedies the first reason, again and again, until there is none or none that a query can remedy. In a chain, the hops may
/// need different granularities: a reason that comes back is then mended by another remedy.
fn remedy_all(
    chains: &Chains<'_>,
    query: &Query,
    why_not: &dyn Fn(&Chains<'_>) -> WhyNot,
) -> Result<(), String> {
    let (mut query, mut answer) = (query.clone(), why_not(chains));
    let mut mended: HashMap<(Term, Vec<String>), usize> = HashMap::new();
    while let Some(reason) = answer.reasons.iter().find(|reason| !reason.remedies.is_empty()) {
        let Reason { term, events, remedies, .. } = reason;
        let times = *mended.get(&(*term, events.clone())).unwrap_or(&0);
        if times > 0 && !answer.is_chain {
            return Err(format!("comes back: {term} of {events:?}\n{answer}"));
        }
        // Each remedy by itself admits the events by this term.
        let mut next = None;
        for (nth, remedy) in remedies.iter().enumerate() {
            let changed = remedy.apply(query.clone());
            changed.check().map_err(|error| format!("{remedy}: {error}"))?;
            let changed_chains = chains.with_query(&changed).map_err(|error| error.to_string())?;
            let changed_answer = why_not(&changed_chains);
            let is_same = |other: &Reason| (other.term, &other.events) == (*term, events);
            if changed_answer.reasons.iter().any(is_same) {
                return Err(format!("not mended by {remedy}:\n{answer}\nbut\n{changed_answer}"));
            }
            if nth == times.min(remedies.len() - 1) {
                next = Some((changed, changed_answer));
            }
        }
        if times > remedies.len() {
            // Hops that no query admits together.
            return Ok(());
        }
        *mended.entry((*term, events.clone())).or_default() += 1;
        if *term == Term::Scale {
            // Levels on another scale have to be compared with the floor anew.
            mended.retain(|(term, _), _| *term != Term::Floor);
        }
        (query, answer) = next.unwrap();
    }
    // What is left are reasons that no query remedies.
    let data = [
        Term::View,
        Term::Order,
        Term::Partyless,
        Term::Domestic,
        Term::Rule,
        Term::Scale,
        Term::Length,
    ];
    match answer.reasons.iter().find(|reason| !data.contains(&reason.term)) {
        Some(reason) => Err(format!("no remedy: {reason:?}\n{answer}")),
        None => Ok(()),
    }
}

/// Checks that each reason by itself excludes the pair: with those of all other terms mended, it is no hop.
fn each_excludes(
    chains: &Chains<'_>,
    query: &Query,
    pair: [EventId; 2],
    answer: &WhyNot,
) -> Result<(), String> {
    // These change what other terms look at.
    let follows_links = |change: &Change| match change {
        Change::Rules(rules) => rules.contains(&Rule::Declared) != query_follows_links(query),
        Change::Relations(_) | Change::Scale(_) => true,
        _ => false,
    };
    for nth in 0..answer.reasons.len() {
        let mut changed = query.clone();
        for reason in &answer.reasons {
            let is_other = reason.term != answer.reasons[nth].term;
            if let (true, Some(remedy)) = (is_other, reason.remedies.first()) {
                if remedy.changes.iter().any(follows_links) {
                    return Ok(());
                }
                changed = remedy.apply(changed);
            }
        }
        let chains = chains.with_query(&changed).map_err(|error| error.to_string())?;
        if chains.why_not(pair[0], pair[1]).is_admitted() {
            return Err(format!("reason {nth} is none:\n{answer}\n{changed}"));
        }
    }
    Ok(())
}

fn query_follows_links(query: &Query) -> bool {
    serde_json::to_value(query).unwrap()["rules"].as_array().unwrap().contains(&"declared".into())
}

fn pairs_have_reasons(question: &Question) -> Result<(), String> {
    let timeline = build(&question.drafts);
    let (view, query) = (to_view(&timeline, &question.raw_query), to_query(&question.raw_query));
    let chains = chains_of(&view, &query);
    let hops: HashSet<_> = chains.hops().map(|hop| [hop.from(), hop.to()]).collect();
    let ids: Vec<_> = timeline.events().map(|event| event.id()).collect();
    for earlier in &ids {
        for later in &ids {
            let pair = [*earlier, *later];
            let answer = chains.why_not(*earlier, *later);
            if answer.is_admitted() != hops.contains(&pair) {
                return Err(format!("hop: {}, but {answer}", hops.contains(&pair)));
            }
            remedy_all(&chains, &query, &|chains| chains.why_not(*earlier, *later))?;
            each_excludes(&chains, &query, pair, &answer)?;
        }
    }
    Ok(())
}

#[test]
fn pairs_that_are_no_hops_have_reasons_with_remedies() {
    check(300, pairs_have_reasons);
    check_views(150, pairs_have_reasons);
}

#[test]
fn events_that_are_no_chain_have_reasons_with_remedies() {
    check(300, |question| {
        let timeline = build(&question.drafts);
        let (view, query) =
            (to_view(&timeline, &question.raw_query), to_query(&question.raw_query));
        let chains = chains_of(&view, &query);
        let ids = |chain: escalade::Chain<'_>| -> Vec<_> {
            chain.events().map(|event| event.id()).collect()
        };
        let listed: HashSet<Vec<EventId>> = chains.iter().take(5_000).map(ids).collect();
        if listed.len() == 5_000 {
            return Ok(());
        }
        for chain in &listed {
            let answer = chains.why_not_chain(chain);
            if !answer.is_admitted() {
                return Err(answer.to_string());
            }
        }
        let all: Vec<_> = timeline.events().map(|event| event.id()).collect();
        let mut sequences = vec![Vec::new()];
        for (nth, first) in all.iter().enumerate() {
            sequences.push(vec![*first]);
            for (other, second) in all.iter().enumerate().skip(nth + 1) {
                sequences.push(vec![*first, *second]);
                for third in all.iter().skip(other + 1) {
                    sequences.push(vec![*first, *second, *third]);
                }
            }
        }
        for (nth, events) in sequences.iter().enumerate() {
            let answer = chains.why_not_chain(events);
            if answer.is_admitted() != listed.contains(events) {
                return Err(format!("chain: {}, but {answer}", listed.contains(events)));
            }
            // Every tenth, since each remedy prepares a query.
            if nth % 10 == 0 {
                remedy_all(&chains, &query, &|chains| chains.why_not_chain(events))?;
            }
        }
        Ok(())
    });
}
