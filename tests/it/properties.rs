//! Properties of small random timelines under random queries: the library answers as the oracle
//! does, and as it answers itself where a question is put in another way.
//!
//! `ESCALADE_CASES` sets the number of random cases. The same number gives the same cases.

mod again;
mod evidence;
mod fixed;
mod graph;
mod larger;
mod listing;
mod ranked;
mod shares;
mod strategies;
mod worlds;

use std::fmt;

use escalade::{Chain, EventRef, Explanation, Query, Summary, Timeline, View, ViewStep};
use proptest::{
    strategy::Strategy,
    test_runner::{Config, RngSeed, TestCaseError, TestRunner},
};

use crate::oracle::{
    agreed, agreed_on_views,
    answers::Answers,
    drafts::{Ask, Drafts, RawEvent},
    engine::{self, build, gather, query, seen, taken},
};

/// A timeline and a query; a failing one is printed as it is drawn.
#[derive(Clone)]
struct Question {
    drafts: Drafts,
    ask: Ask,
    /// Keys to shuffle actors by.
    shuffle: Vec<u8>,
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}{}\nshuffle {:?}\n", self.drafts, self.ask, self.shuffle)
    }
}

fn questions(
    of: impl Strategy<Value = Drafts>,
    asks: impl Strategy<Value = Ask>,
) -> impl Strategy<Value = Question> {
    let shuffle = proptest::collection::vec(0..u8::MAX, strategies::ACTORS);
    (of, asks, shuffle).prop_map(|(drafts, ask, shuffle)| Question { drafts, ask, shuffle })
}

/// Holds a property against many questions of small timelines.
fn hold(cases: u32, property: impl Fn(&Question) -> Result<(), String>) {
    hold_of(questions(strategies::drafts(), strategies::asks()), cases, property);
}

/// Holds a property against many questions of views.
fn hold_of_views(cases: u32, property: impl Fn(&Question) -> Result<(), String>) {
    hold_of(questions(strategies::drafts(), strategies::narrowed()), cases, property);
}

fn hold_of<Q: fmt::Debug>(
    questions: impl Strategy<Value = Q>,
    cases: u32,
    property: impl Fn(&Q) -> Result<(), String>,
) {
    let asked = std::env::var("ESCALADE_CASES").ok().map(|cases| cases.parse().unwrap());
    let config = Config {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(2024),
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    let held = runner.run(&questions, |question| property(&question).map_err(TestCaseError::fail));
    if let Err(failure) = held {
        panic!("{failure}");
    }
}

fn same(what: &str, given: &Answers, due: &Answers) -> Result<(), String> {
    let differences = given.differences(due);
    if differences.is_empty() { Ok(()) } else { Err(format!("{what}\n{differences}")) }
}

fn ask(question: &Question) -> Answers {
    let timeline = build(&question.drafts);
    gather(&seen(&timeline, &question.ask), &query(&question.ask))
}

#[test]
fn every_answer_is_the_oracles() {
    hold(100_000, |question| agreed(&question.drafts, &question.ask).map(drop));
}

#[test]
fn every_answer_of_a_view_is_the_oracles() {
    hold_of_views(10_000, |question| agreed(&question.drafts, &question.ask).map(drop));
}

#[test]
fn every_view_shows_what_the_oracle_lets_through() {
    hold_of_views(20_000, |question| agreed_on_views(&question.drafts, &question.ask));
}

#[test]
fn the_count_is_that_of_the_chains_listed() {
    hold(150, |question| {
        let timeline = build(&question.drafts);
        let chains = seen(&timeline, &question.ask).chains(&query(&question.ask)).unwrap();
        let (counted, listed) = (chains.count().to_u128(), chains.iter().count() as u128);
        if counted == Some(listed) { Ok(()) } else { Err(format!("{counted:?} of {listed}")) }
    });
}

#[test]
fn confidence_asked_for_keeps_the_chains_that_have_it() {
    hold(2000, |question| {
        let timeline = build(&question.drafts);
        let view = seen(&timeline, &question.ask);
        let least = question.ask.terms.min_confidence.unwrap_or(33);
        let listed = |least: Option<u8>| {
            let mut ask = question.ask.clone();
            ask.terms.min_confidence = least;
            view.chains(&query(&ask)).unwrap()
        };
        let is_sure = |chain: &Chain<'_>| {
            chain.confidence().weakest().is_none_or(|weakest| weakest.percent() >= least)
        };
        let kept: Vec<_> = listed(Some(least)).iter().collect();
        let due: Vec<_> = listed(None).iter().filter(is_sure).collect();
        if kept == due { Ok(()) } else { Err(format!("{kept:?}\n{due:?}")) }
    });
}

/// Drafts of what a view lets through, as it is seen there.
fn let_through(drafts: &Drafts, view: &View<'_>) -> Drafts {
    let kept: Vec<usize> = {
        let mut kept: Vec<_> = view.events().map(|event| event.id().index()).collect();
        kept.sort_unstable();
        kept
    };
    let place = |event: usize| kept.binary_search(&event).ok();
    let mut drafts = drafts.clone();
    let as_seen = |(event, told): (EventRef<'_>, &RawEvent)| RawEvent {
        mutual: view.is_mutual(event),
        extras: engine::views::raw(view.extras(event)),
        told_by: engine::views::told_by(view, event),
        ..told.clone()
    };
    let mut events: Vec<_> = view.timeline().events().collect();
    events.sort_by_key(EventRef::id);
    let told = events.into_iter().zip(&drafts.events).map(as_seen).collect::<Vec<_>>();
    drafts.events = kept.iter().map(|event| told[*event].clone()).collect();
    // Nobody but the coder tells of the links that are drawn.
    let is_told = |step: &ViewStep| !matches!(step, ViewStep::ReportedBy { .. });
    let tells_links = view.steps().iter().all(is_told);
    drafts.links.retain_mut(|link| {
        let ends = place(link.from).zip(place(link.to));
        (link.from, link.to) = ends.unwrap_or_default();
        ends.is_some() && tells_links
    });
    drafts
}

#[test]
fn a_view_answers_as_a_timeline_of_what_it_lets_through() {
    hold_of_views(300, |question| {
        let timeline = build(&question.drafts);
        let view = seen(&timeline, &question.ask);
        let mut of_view = gather(&view, &query(&question.ask));
        let drafts = let_through(&question.drafts, &view);
        let rebuilt = build(&drafts);
        let mut of_rebuilt = gather(&rebuilt.view(), &query(&question.ask));

        of_view.left_out.filtered = 0;
        let names: Vec<u32> = drafts.events.iter().map(|event| event.name).collect();
        of_view.through.retain(|name, best| names.contains(name) || *best != [None, None]);
        of_view.ending_in.retain(|name, best| names.contains(name) || *best != [None, None]);
        // Links have other numbers in the timeline that was rebuilt.
        for hop in of_view.hopped.iter_mut().chain(&mut of_rebuilt.hopped) {
            hop.links.fill(0);
        }
        same("rebuilt", &of_rebuilt, &of_view)
    });
}

#[test]
fn a_step_sees_what_those_before_it_let_through_as_a_timeline_of_it_would() {
    hold_of_views(10_000, |question| {
        let Some((last, before)) = question.ask.view.split_last() else { return Ok(()) };
        let timeline = build(&question.drafts);
        let rebuilt = build(&let_through(&question.drafts, &taken(&timeline, before)));
        let given = engine::views::shown(&taken(&timeline, &question.ask.view));
        let due = engine::views::shown(&taken(&rebuilt, std::slice::from_ref(last)));
        if given.events == due.events && given.tallies.last() == due.tallies.last() {
            return Ok(());
        }
        Err(format!("given {given:?}\ndue   {due:?}"))
    });
}

#[test]
fn the_steps_of_a_view_written_and_read_again_lead_to_the_same() {
    hold_of_views(150, |question| {
        let timeline = build(&question.drafts);
        let view = seen(&timeline, &question.ask);
        let written = serde_json::to_string(view.steps()).unwrap();
        let steps: Vec<ViewStep> = serde_json::from_str(&written).unwrap();
        let again = timeline.view_of(&steps).unwrap();
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
    hold(150, |question| {
        let Question { drafts, ask: asked, shuffle } = question;
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
            parties.chain(&mut event.told_by).for_each(place);
        }
        let shuffled = Question { drafts: shuffled, ask: asked.clone(), shuffle: Vec::new() };
        same("shuffled", &ask(&shuffled), &ask(question))
    });
}

#[test]
fn a_query_written_and_read_again_answers_the_same() {
    hold(150, |question| {
        let timeline = build(&question.drafts);
        let view = seen(&timeline, &question.ask);
        let asked = query(&question.ask);
        let written = serde_json::to_string(&asked).unwrap();
        let read: Query = serde_json::from_str(&written).unwrap();
        same(&written, &gather(&view, &read), &gather(&view, &asked))
    });
}

#[test]
fn two_timelines_of_the_same_drafts_answer_the_same() {
    hold(150, |question| same("again", &ask(question), &ask(question)));
}

#[test]
fn a_timeline_written_and_read_again_is_the_same() {
    hold(150, |question| {
        let timeline = build(&question.drafts);
        let written = serde_json::to_string(&timeline).unwrap();
        let read: Timeline = serde_json::from_str(&written).unwrap();
        if serde_json::to_string(&read).unwrap() != written {
            return Err(format!("{written}\nis written otherwise once it was read"));
        }
        let (view, again) = (seen(&timeline, &question.ask), seen(&read, &question.ask));
        let asked = query(&question.ask);
        same(&written, &gather(&again, &asked), &gather(&view, &asked))
    });
}

#[test]
fn answers_written_and_read_again_are_the_same() {
    hold(150, |question| {
        let timeline = build(&question.drafts);
        let chains = seen(&timeline, &question.ask).chains(&query(&question.ask)).unwrap();
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
