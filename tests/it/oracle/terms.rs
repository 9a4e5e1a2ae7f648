//! Predicates, interruptions, and the bounds on whole chains.

use escalade::{EventKind, Rule};

use super::{
    actors,
    answers::RawHop,
    drafts::{Drafts, RawEvent, RawQuery, ScaleName},
    hops::Node,
    score,
    steps::RawStep,
};

/// The terms that few queries have.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) struct Terms {
    pub(crate) unless: Option<RawPredicate>,
    pub(crate) first: Option<RawPredicate>,
    pub(crate) last: Option<RawPredicate>,
    pub(crate) every: Option<RawPredicate>,
    pub(crate) steps: Vec<RawStep>,
    /// In seconds.
    pub(crate) within: Option<i64>,
    /// In tenths.
    pub(crate) crosses: Option<i32>,
    /// In percent.
    pub(crate) min_confidence: Option<u8>,
    pub(crate) min_attribution: Option<u8>,
}

/// A predicate in disjunctive normal form: all literals of one of the lists must hold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RawPredicate(pub(crate) Vec<Vec<Literal>>);

/// An atom that must hold, or must not.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Literal {
    pub(crate) holds: bool,
    pub(crate) what: Atom,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Atom {
    Kinds(Vec<EventKind>),
    /// A CAMEO code or a descendant of it.
    Code(String),
    /// Actors, by their keys.
    By(Vec<String>),
    On(Vec<String>),
    With(Vec<String>),
    /// In tenths.
    AtLeast(ScaleName, i32),
    AtMost(ScaleName, i32),
}

pub(super) fn passes(drafts: &Drafts, test: &RawPredicate, event: &RawEvent) -> bool {
    let any = |parties: &[usize], keys: &[String]| {
        parties.iter().any(|party| actors::is_within(drafts, *party, keys, event.when.earliest()))
    };
    let holds = |what: &Atom| match what {
        Atom::Kinds(kinds) => kinds.contains(&score::kind(event)),
        Atom::Code(code) => event.code.as_ref().is_some_and(|actual| actual.starts_with(code)),
        Atom::By(keys) => any(actors::sources(event), keys),
        Atom::On(keys) => any(&event.targets, keys),
        Atom::With(keys) => any(actors::sources(event), keys) || any(&event.targets, keys),
        Atom::AtLeast(scale, least) => {
            score::level(event, *scale).is_some_and(|level| level >= *least)
        }
        Atom::AtMost(scale, most) => {
            score::level(event, *scale).is_some_and(|level| level <= *most)
        }
    };
    test.0.iter().any(|all| all.iter().all(|atom| holds(&atom.what) == atom.holds))
}

/// Returns `true` if an event may be in a chain.
pub(crate) fn event_passes(drafts: &Drafts, raw_query: &RawQuery, event: &RawEvent) -> bool {
    let Terms { every, min_confidence, .. } = &raw_query.terms;
    every.as_ref().is_none_or(|test| passes(drafts, test, event))
        && !is_doubtful(event.occurred, *min_confidence)
}

fn is_doubtful(confidence: Option<u8>, least: Option<u8>) -> bool {
    confidence.zip(least).is_some_and(|(confidence, least)| confidence < least)
}

/// Returns the confidence in the author of the event with a name, if stated.
pub(crate) fn author_confidence(drafts: &Drafts, name: u32) -> Option<u8> {
    let event = drafts.events.iter().find(|event| event.name == name).unwrap();
    actors::author_confidence(event)
}

/// Returns the confidence of a hop, leaving the occurrence of its events aside: the highest that is stated of
/// one of its ways. Of a rule, that is the lower one of those stated of the authors on which it depends.
pub(crate) fn hop_confidence(drafts: &Drafts, hop: &RawHop) -> Option<u8> {
    let mut ways: Vec<u8> =
        hop.links.iter().filter_map(|link| drafts.links[*link].confidence).collect();
    for rule in &hop.rules {
        // `Relay` does not depend on A, and `Counter` does not depend on C.
        let mut stated = Vec::new();
        if *rule != Rule::Relay {
            stated.extend(author_confidence(drafts, hop.from));
        }
        if *rule != Rule::Counter {
            stated.extend(author_confidence(drafts, hop.to));
        }
        ways.extend(stated.into_iter().min());
    }
    ways.into_iter().max()
}

/// Returns `true` if the confidence in a hop suffices, leaving the occurrence of its events aside.
pub(crate) fn hop_passes(drafts: &Drafts, raw_query: &RawQuery, hop: &RawHop) -> bool {
    !is_doubtful(hop_confidence(drafts, hop), raw_query.terms.min_confidence)
}

/// Returns `true` if a path with these ends is within the bounds on whole chains.
pub(crate) fn within_bounds(
    drafts: &Drafts,
    raw_query: &RawQuery,
    first: &Node,
    last: &Node,
) -> bool {
    let terms = &raw_query.terms;
    let tested = |test: &Option<RawPredicate>, event: &Node| {
        test.as_ref().is_none_or(|test| passes(drafts, test, &drafts.events[event.id]))
    };
    tested(&terms.first, first)
        && tested(&terms.last, last)
        && terms.within.is_none_or(|most| last.earliest - first.earliest <= most)
        && terms.crosses.is_none_or(|line| first.level < line && last.level >= line)
}
