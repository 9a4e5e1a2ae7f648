//! Six rules divide all pairs of events of one dyad each that have an actor in common.

use escalade::{
    Rule, Trend,
    chain::{Floor, Pairing},
};

use super::check;
use crate::oracle::{
    drafts::RawQuery,
    engine::{build, to_query, to_view},
    hops::{follows_in_time, nodes},
    terms::Terms,
};

const SIX: [Rule; 6] = [
    Rule::Retaliation,
    Rule::ThirdParty,
    Rule::Persistence,
    Rule::Joining,
    Rule::Widening,
    Rule::Onward,
];

#[test]
fn six_rules_join_every_pair_with_an_actor_in_common_once() {
    check(1_000, |question| {
        let raw_query = RawQuery {
            rules: SIX.to_vec(),
            trend: Trend::Any,
            pairing: Pairing::Any,
            floor: Floor::None,
            min_gap: None,
            max_gap: Some(500 * 86_400),
            min_len: 2,
            max_len: None,
            terms: Terms::default(),
            ..question.raw_query.clone()
        };
        let (nodes, _) = nodes(&question.drafts, &raw_query);
        let mut expected = Vec::new();
        for later in &nodes {
            for earlier in &nodes {
                let ([(a, b)], [(c, d)]) = (&earlier.dyads[..], &later.dyads[..]) else { continue };
                let have_common = [c, d].iter().any(|party| [a, b].contains(party));
                if have_common && follows_in_time(&raw_query, earlier, later) {
                    expected.push((earlier.id, later.id, 1));
                }
            }
        }
        let timeline = build(&question.drafts);
        let chains = to_view(&timeline, &raw_query).chains(&to_query(&raw_query)).unwrap();
        let has_one_dyad = |event: escalade::EventId| {
            nodes.iter().any(|node| node.id == event.index() && node.dyads.len() == 1)
        };
        let mut joined = Vec::new();
        for hop in chains.hops() {
            if has_one_dyad(hop.from()) && has_one_dyad(hop.to()) {
                joined.push((hop.from().index(), hop.to().index(), hop.rules().len()));
            }
        }
        if joined == expected { Ok(()) } else { Err(format!("{joined:?}\n{expected:?}")) }
    });
}
