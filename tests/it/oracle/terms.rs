//! Predicates, interruptions, and the bounds on whole chains.

use escalade::{EventKind, Rule};

use super::{
    actors,
    answers::Hopped,
    drafts::{Ask, Drafts, RawEvent, ScaleWord},
    hops::Placed,
    score,
};

/// The terms of a query that are seldom asked for.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) struct Terms {
    pub(crate) unless: Option<Test>,
    pub(crate) first: Option<Test>,
    pub(crate) last: Option<Test>,
    pub(crate) every: Option<Test>,
    /// In seconds.
    pub(crate) within: Option<i64>,
    /// In tenths.
    pub(crate) crosses: Option<i32>,
    /// In percent.
    pub(crate) min_confidence: Option<u8>,
    pub(crate) min_attribution: Option<u8>,
}

/// A test of one event: one of these lists of atoms must hold as a whole.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Test(pub(crate) Vec<Vec<Atom>>);

/// What must hold, or must not.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Atom {
    pub(crate) holds: bool,
    pub(crate) what: What,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    Kinds(Vec<EventKind>),
    /// A CAMEO code, or what is below it.
    Code(String),
    /// Actors by key.
    By(Vec<String>),
    On(Vec<String>),
    With(Vec<String>),
    /// In tenths.
    AtLeast(ScaleWord, i32),
    AtMost(ScaleWord, i32),
}

pub(super) fn passes(drafts: &Drafts, test: &Test, event: &RawEvent) -> bool {
    let any = |parties: &[usize], keys: &[String]| {
        parties.iter().any(|party| actors::is_within(drafts, *party, keys, event.when.earliest()))
    };
    let holds = |what: &What| match what {
        What::Kinds(kinds) => kinds.contains(&score::kind(event)),
        What::Code(code) => event.code.as_ref().is_some_and(|given| given.starts_with(code)),
        What::By(keys) => any(actors::sources(event), keys),
        What::On(keys) => any(&event.targets, keys),
        What::With(keys) => any(actors::sources(event), keys) || any(&event.targets, keys),
        What::AtLeast(scale, least) => {
            score::level(event, *scale).is_some_and(|level| level >= *least)
        }
        What::AtMost(scale, most) => {
            score::level(event, *scale).is_some_and(|level| level <= *most)
        }
    };
    test.0.iter().any(|all| all.iter().all(|atom| holds(&atom.what) == atom.holds))
}

/// Whether an event may stand in a chain.
pub(crate) fn event_passes(drafts: &Drafts, ask: &Ask, event: &RawEvent) -> bool {
    let Terms { every, min_confidence, .. } = &ask.terms;
    every.as_ref().is_none_or(|test| passes(drafts, test, event))
        && !doubted(event.occurred, *min_confidence)
}

fn doubted(sure: Option<u8>, least: Option<u8>) -> bool {
    sure.zip(least).is_some_and(|(sure, least)| sure < least)
}

/// Whether a hop is sure enough, its events aside: one of its rules, with whom that speaks of.
pub(crate) fn hop_passes(drafts: &Drafts, ask: &Ask, hop: &Hopped) -> bool {
    let least = ask.terms.min_confidence;
    let event = |name: u32| drafts.events.iter().find(|event| event.name == name).unwrap();
    if hop.rules.is_empty() {
        return !doubted(hop.links.iter().filter_map(|link| drafts.links[*link].sure).max(), least);
    }
    let sure = |name: u32| !doubted(actors::author_sure(event(name)), least);
    // Only `Relay` says nothing of A, and only `Counter` nothing of C.
    hop.rules.iter().any(|rule| {
        (*rule == Rule::Relay || sure(hop.from)) && (*rule == Rule::Counter || sure(hop.to))
    })
}

/// Whether a path of passing hops and events is within the other bounds.
pub(crate) fn within_bounds(drafts: &Drafts, ask: &Ask, first: &Placed, last: &Placed) -> bool {
    let terms = &ask.terms;
    let tested = |test: &Option<Test>, event: &Placed| {
        test.as_ref().is_none_or(|test| passes(drafts, test, &drafts.events[event.id]))
    };
    tested(&terms.first, first)
        && tested(&terms.last, last)
        && terms.within.is_none_or(|most| last.earliest - first.earliest <= most)
        && terms.crosses.is_none_or(|line| first.level < line && last.level >= line)
}
