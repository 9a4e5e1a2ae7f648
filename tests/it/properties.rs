//! Random timelines and queries: the library answers as the oracle does, and equivalent questions
//! have the same answers.
//!
//! `random_cases` says how many there are.

mod confidence;
mod dense;
mod division;
mod evidence;
mod fixed_authors;
mod graph;
mod larger;
mod ranked;
mod reach;
mod requery;
mod said;
mod shares;
mod steps;
pub(crate) mod strategies;
mod walks;
#[cfg(feature = "why-not")]
mod why_not;
mod worlds;

use std::fmt;

use escalade::{
    Chain, Query, Timeline, View,
    chain::Summary,
    explain::Explanation,
    timeline::{EventRef, ViewStep},
};
use proptest::{
    strategy::Strategy,
    test_runner::{Config, TestCaseError, TestRunner},
};

use crate::oracle::{
    answers::Answers,
    compare_answers, compare_views,
    drafts::{Drafts, RawEvent, RawQuery},
    engine::{self, answers_of_view, build, to_query, to_view, view_of},
};

/// A timeline and a query; a failing one is printed in the notation.
#[derive(Clone)]
struct Question {
    drafts: Drafts,
    raw_query: RawQuery,
    /// The keys to shuffle actors by.
    shuffle: Vec<u8>,
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}{}\nshuffle {:?}\n", self.drafts, self.raw_query, self.shuffle)
    }
}

fn questions(
    of: impl Strategy<Value = Drafts>,
    queries: impl Strategy<Value = RawQuery>,
) -> impl Strategy<Value = Question> {
    let shuffle = proptest::collection::vec(0..u8::MAX, strategies::ACTORS);
    (of, queries, shuffle).prop_map(|(drafts, raw_query, shuffle)| Question {
        drafts,
        raw_query,
        shuffle,
    })
}

/// Checks a property with random questions about small timelines.
fn check(cases: u32, property: impl Fn(&Question) -> Result<(), String>) {
    check_all(questions(strategies::drafts(), strategies::queries()), cases, property);
}

/// Checks a property with random questions about views of small timelines.
fn check_views(cases: u32, property: impl Fn(&Question) -> Result<(), String>) {
    check_all(questions(strategies::drafts(), strategies::view_queries()), cases, property);
}

/// Checks a property with `cases` random questions, or with the number that is [set](random_cases).
pub(crate) fn check_all<Q: fmt::Debug>(
    questions: impl Strategy<Value = Q>,
    cases: u32,
    property: impl Fn(&Q) -> Result<(), String>,
) {
    check_number(questions, crate::random_cases::cases(cases), property);
}

/// Checks a property with exactly `cases` random questions.
fn check_number<Q: fmt::Debug>(
    questions: impl Strategy<Value = Q>,
    cases: u32,
    property: impl Fn(&Q) -> Result<(), String>,
) {
    let config = Config { cases, ..crate::random_cases::config(cases, 2024) };
    let mut runner = TestRunner::new(config);
    let held = runner.run(&questions, |question| property(&question).map_err(TestCaseError::fail));
    if let Err(failure) = held {
        panic!("{failure}");
    }
}

fn same(what: &str, actual: &Answers, expected: &Answers) -> Result<(), String> {
    let differences = actual.differences(expected);
    if differences.is_empty() { Ok(()) } else { Err(format!("{what}\n{differences}")) }
}

fn answers_to(question: &Question) -> Answers {
    let timeline = build(&question.drafts);
    answers_of_view(&to_view(&timeline, &question.raw_query), &to_query(&question.raw_query))
}

#[test]
fn every_answer_equals_the_oracles() {
    check(30_000, |question| compare_answers(&question.drafts, &question.raw_query).map(drop));
}

#[test]
fn every_answer_of_a_view_equals_the_oracles() {
    check_views(10_000, |question| {
        compare_answers(&question.drafts, &question.raw_query).map(drop)
    });
}

#[test]
fn every_view_shows_the_same_events_as_the_oracle() {
    check_views(12_000, |question| compare_views(&question.drafts, &question.raw_query));
}

#[test]
fn the_count_equals_the_number_of_chains_listed() {
    check(150, |question| {
        let timeline = build(&question.drafts);
        let chains =
            to_view(&timeline, &question.raw_query).chains(&to_query(&question.raw_query)).unwrap();
        let (counted, listed) = (chains.count().to_u128(), chains.iter().count() as u128);
        if counted == Some(listed) { Ok(()) } else { Err(format!("{counted:?} of {listed}")) }
    });
}

#[test]
fn a_confidence_threshold_keeps_the_chains_that_reach_it() {
    check(2000, |question| {
        let timeline = build(&question.drafts);
        let view = to_view(&timeline, &question.raw_query);
        let least = question.raw_query.terms.min_confidence.unwrap_or(33);
        let listed = |least: Option<u8>| {
            let mut raw_query = question.raw_query.clone();
            raw_query.terms.min_confidence = least;
            view.chains(&to_query(&raw_query)).unwrap()
        };
        let is_sure = |chain: &Chain<'_>| {
            chain.confidence().weakest().is_none_or(|weakest| weakest.percent() >= least)
        };
        let kept: Vec<_> = listed(Some(least)).iter().collect();
        let expected: Vec<_> = listed(None).iter().filter(is_sure).collect();
        if kept == expected { Ok(()) } else { Err(format!("{kept:?}\n{expected:?}")) }
    });
}

/// Returns drafts of the events of a view, as the view shows them.
fn let_through(drafts: &Drafts, view: &View<'_>) -> Drafts {
    let kept: Vec<usize> = {
        let mut kept: Vec<_> = view.events().map(|event| event.id().index()).collect();
        kept.sort_unstable();
        kept
    };
    let place = |event: usize| kept.binary_search(&event).ok();
    let mut drafts = drafts.clone();
    let shown_event = |(event, raw): (EventRef<'_>, &RawEvent)| RawEvent {
        mutual: view.is_mutual(event),
        extras: engine::views::raw(view.extras(event)),
        reporters: engine::views::reporters(view, event),
        ..raw.clone()
    };
    let mut events: Vec<_> = view.timeline().events().collect();
    events.sort_by_key(EventRef::id);
    let shown = events.into_iter().zip(&drafts.events).map(shown_event).collect::<Vec<_>>();
    drafts.events = kept.iter().map(|event| shown[*event].clone()).collect();
    // Links are recorded by the coder only.
    let is_told = |step: &ViewStep| !matches!(step, ViewStep::ReportedBy { .. });
    let shows_links = view.steps().iter().all(is_told);
    drafts.links.retain_mut(|link| {
        let ends = place(link.from).zip(place(link.to));
        (link.from, link.to) = ends.unwrap_or_default();
        ends.is_some() && shows_links
    });
    drafts
}

#[test]
fn a_view_answers_as_a_timeline_of_its_events() {
    check_views(300, |question| {
        let timeline = build(&question.drafts);
        let view = to_view(&timeline, &question.raw_query);
        let mut of_view = answers_of_view(&view, &to_query(&question.raw_query));
        let drafts = let_through(&question.drafts, &view);
        let rebuilt = build(&drafts);
        let mut of_rebuilt = answers_of_view(&rebuilt.view(), &to_query(&question.raw_query));

        of_view.left_out.filtered = 0;
        let names: Vec<u32> = drafts.events.iter().map(|event| event.name).collect();
        of_view.through.retain(|name, best| names.contains(name) || *best != [None, None]);
        of_view.ending_in.retain(|name, best| names.contains(name) || *best != [None, None]);
        // Links have other numbers in the rebuilt timeline.
        for hop in of_view.listed_hops.iter_mut().chain(&mut of_rebuilt.listed_hops) {
            hop.links.fill(0);
        }
        same("rebuilt", &of_rebuilt, &of_view)
    });
}

#[test]
fn a_step_acts_as_on_a_timeline_of_the_events_left_by_the_steps_before() {
    check_views(10_000, |question| {
        let Some((last, before)) = question.raw_query.view.split_last() else { return Ok(()) };
        let timeline = build(&question.drafts);
        let rebuilt = build(&let_through(&question.drafts, &view_of(&timeline, before)));
        let actual = engine::views::shown(&view_of(&timeline, &question.raw_query.view));
        let expected = engine::views::shown(&view_of(&rebuilt, std::slice::from_ref(last)));
        if actual.events == expected.events && actual.tallies.last() == expected.tallies.last() {
            return Ok(());
        }
        Err(format!("actual {actual:?}\nexpected {expected:?}"))
    });
}

#[test]
fn steps_written_and_read_give_the_same_view() {
    check_views(150, |question| {
        let timeline = build(&question.drafts);
        let view = to_view(&timeline, &question.raw_query);
        let written = serde_json::to_string(view.steps()).unwrap();
        let steps: Vec<ViewStep> = serde_json::from_str(&written).unwrap();
        let again = timeline.view_from_steps(&steps).unwrap();
        let mut events = timeline.events();
        let alike = |event: EventRef<'_>| {
            view.contains(event) == again.contains(event)
                && view.is_mutual(event) == again.is_mutual(event)
                && view.merged_into(event) == again.merged_into(event)
                && view.extras(event) == again.extras(event)
        };
        let tallied = view.tallies() == again.tallies();
        if steps == view.steps() && tallied && events.all(alike) { Ok(()) } else { Err(written) }
    });
}

#[test]
fn the_order_of_actors_makes_no_difference() {
    check(150, |question| {
        let Question { drafts, raw_query, shuffle } = question;
        let mut order: Vec<usize> = (0..drafts.actors.len()).collect();
        order.sort_by_key(|actor| shuffle[*actor]);
        let place = |actor: &mut usize| {
            *actor = order.iter().position(|at| at == actor).unwrap();
        };
        let mut shuffled = drafts.clone();
        shuffled.actors = order.iter().map(|actor| drafts.actors[*actor].clone()).collect();
        for membership in shuffled.actors.iter_mut().flat_map(|actor| &mut actor.memberships) {
            place(&mut membership.of);
        }
        for event in &mut shuffled.events {
            let candidates = event.candidates.iter_mut().flat_map(|(actors, _)| actors);
            let parties = event.sources.iter_mut().chain(&mut event.targets).chain(candidates);
            parties.chain(&mut event.reporters).for_each(place);
        }
        let shuffled =
            Question { drafts: shuffled, raw_query: raw_query.clone(), shuffle: Vec::new() };
        same("shuffled", &answers_to(&shuffled), &answers_to(question))
    });
}

#[test]
fn a_query_written_and_read_gives_the_same_answers() {
    check(150, |question| {
        let timeline = build(&question.drafts);
        let view = to_view(&timeline, &question.raw_query);
        let query = to_query(&question.raw_query);
        let written = serde_json::to_string(&query).unwrap();
        let read: Query = serde_json::from_str(&written).unwrap();
        same(&written, &answers_of_view(&view, &read), &answers_of_view(&view, &query))
    });
}

#[test]
fn two_timelines_of_the_same_drafts_give_the_same_answers() {
    check(150, |question| same("again", &answers_to(question), &answers_to(question)));
}

#[test]
fn a_timeline_written_and_read_gives_the_same_answers() {
    check(150, |question| {
        let timeline = build(&question.drafts);
        let written = serde_json::to_string(&timeline).unwrap();
        let read: Timeline = serde_json::from_str(&written).unwrap();
        if serde_json::to_string(&read).unwrap() != written {
            return Err(format!("{written}\nis written otherwise once it was read"));
        }
        let (view, again) =
            (to_view(&timeline, &question.raw_query), to_view(&read, &question.raw_query));
        let query = to_query(&question.raw_query);
        same(&written, &answers_of_view(&again, &query), &answers_of_view(&view, &query))
    });
}

#[test]
fn answers_written_and_read_are_unchanged() {
    check(150, |question| {
        let timeline = build(&question.drafts);
        let chains =
            to_view(&timeline, &question.raw_query).chains(&to_query(&question.raw_query)).unwrap();
        let summary = chains.summary();
        let written = serde_json::to_string(&summary).unwrap();
        if serde_json::from_str::<Summary>(&written).unwrap() != summary {
            return Err(written);
        }
        for chain in chains.iter().take(8) {
            let written = serde_json::to_string(&chain.explain()).unwrap();
            if serde_json::from_str::<Explanation>(&written).unwrap() != chain.explain() {
                return Err(written);
            }
        }
        Ok(())
    });
}
