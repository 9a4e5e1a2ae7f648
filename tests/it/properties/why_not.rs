//! Why events are no hop or no chain: there is a reason exactly where there is no hop or chain, each reason holds by
//! itself, and its remedy leads to the next one or to a hop.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use escalade::{
    Actor, Chains, Event, EventId, Means, Query, Rule, Timeline,
    chain::QueryStep,
    scale::Kahn,
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
    let mut mended: HashMap<(Term, Option<usize>, Vec<String>), usize> = HashMap::new();
    while let Some(reason) = answer.reasons.iter().find(|reason| !reason.remedies.is_empty()) {
        let Reason { term, step, events, remedies, .. } = reason;
        let times = *mended.get(&(*term, *step, events.clone())).unwrap_or(&0);
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
            let is_same =
                |other: &Reason| (other.term, other.step, &other.events) == (*term, *step, events);
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
        *mended.entry((*term, *step, events.clone())).or_default() += 1;
        if *term == Term::Scale {
            // Levels on another scale have to be compared with the floor anew.
            mended.retain(|(term, _, _), _| *term != Term::Floor);
        }
        (query, answer) = next.unwrap();
    }
    // What is left are reasons that no query remedies.
    let data = [
        Term::View,
        Term::Order,
        Term::Parties,
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
        Change::OfStep(_, change) => matches!(&**change, Change::Rules(_)),
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

/// Steps with terms of their own: each term that fails is named, by the step that comes closest.
#[test]
fn terms_of_steps_are_named_one_by_one() {
    let mut builder = Timeline::builder();
    let [a, b, c] = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
    for (day, by, on, level) in [(1, a, b, 5), (9, b, a, 5), (12, a, c, 6)] {
        let strike = Event::attack(by, format!("2024-04-{day:02}"), Means::Drone).against(on);
        builder.add_event(strike.with_level(Kahn, level));
    }
    let timeline = builder.build().unwrap();
    let steps = [
        QueryStep::any_event(),
        QueryStep::any_event().rules([Rule::Persistence]).max_gap(TimeDelta::days(1)),
        QueryStep::any_event().max_gap(TimeDelta::days(5)),
    ];
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7)).steps(steps);
    let chains = timeline.chains(&query).unwrap();
    let [first, second, third] = [0, 1, 2].map(|nth| timeline.event_at(nth).id());
    let named = |answer: &WhyNot| -> Vec<_> {
        let of = |reason: &Reason| {
            (reason.term, reason.step, reason.found.clone(), reason.asked.clone())
        };
        answer.reasons.iter().map(of).collect()
    };
    let answer = chains.why_not(first, second);
    let gap = ("8 days".to_owned(), "up to 5 days for step 3".to_owned());
    let trend = ("level 5, then 5".to_owned(), "rising for step 3".to_owned());
    assert_eq!(
        named(&answer),
        [(Term::Gap, Some(2), gap.0, gap.1), (Term::Trend, Some(2), trend.0, trend.1)]
    );
    let gap = Change::OfStep(2, Box::new(Change::MaxGap(8 * 86_400)));
    assert_eq!(answer.reasons[0].remedies[0].changes, [gap]);
    assert_eq!(
        answer.reasons[1].remedies[0].to_string(),
        "for step 3 the trend not falling (--steps)"
    );
    let mended =
        answer.reasons.iter().fold(query.clone(), |query, one| one.remedies[0].apply(query));
    assert!(timeline.chains(&mended).unwrap().why_not(first, second).is_admitted());
    let json = serde_json::to_string(&answer).unwrap();
    assert!(json.contains(r#""step":2"#) && json.contains(r#"{"of_step":[2,{"max_gap":691200}]}"#));
    assert_eq!(serde_json::from_str::<WhyNot>(&json).unwrap(), answer);
    let answer = chains.why_not(second, third);
    assert_eq!(answer.reasons.len(), 1, "{answer}");
    assert_eq!((answer.reasons[0].term, answer.reasons[0].step), (Term::Rule, Some(2)));
    assert_eq!(chains.why_not(first, third).reasons[0].found, "11 days");
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
