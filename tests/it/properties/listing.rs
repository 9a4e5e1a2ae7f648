//! Walks through all chains of small random timelines, and bookmarks in them.

use escalade::{Bookmark, Chains, ErrorKind};
use proptest::strategy::Strategy;
use serde_json::{Value, json};

use super::{Question, hold, hold_of, hold_of_views, questions, strategies};
use crate::oracle::{
    agreed_on_walks,
    drafts::Ask,
    engine::{asked, build, query, seen},
};

#[test]
fn walks_come_by_the_oracles_chains() {
    hold(10_000, |question| agreed_on_walks(&question.drafts, &question.ask));
}

#[test]
fn walks_of_a_view_come_by_the_oracles_chains() {
    hold_of_views(2000, |question| agreed_on_walks(&question.drafts, &question.ask));
}

/// A question, and another query of the same view.
pub(crate) fn pairs() -> impl Strategy<Value = (Question, Ask)> {
    questions(strategies::drafts(), strategies::asks()).prop_flat_map(|question| {
        let others = strategies::others(question.ask.clone());
        others.prop_map(move |other| (question.clone(), other))
    })
}

/// Bookmarks at the first, the middle and the last chain.
fn bookmarks(chains: &Chains<'_>) -> Vec<Bookmark> {
    let mut bookmarks = Vec::new();
    for mut iter in [chains.iter(), chains.maximal()] {
        while iter.next().is_some() {
            bookmarks.extend(iter.bookmark());
        }
    }
    let last = bookmarks.len().saturating_sub(1);
    bookmarks
        .into_iter()
        .enumerate()
        .filter(|(nth, _)| [0, last / 2, last].contains(nth))
        .map(|(_, bookmark)| bookmark)
        .collect()
}

/// What of a list of chains follows a bookmark, if it is in that list.
fn rest(chains: &Chains<'_>, bookmark: &Bookmark) -> Option<usize> {
    let maximal = written(bookmark)["chains"] == json!("maximal");
    let mut listed = if maximal { chains.maximal() } else { chains.iter() };
    listed.find(|chain| chain.events().map(|event| event.id()).eq(bookmark.events()))?;
    Some(listed.count())
}

fn written(bookmark: &Bookmark) -> Value {
    serde_json::to_value(bookmark).unwrap()
}

/// Whether a bookmark is taken where it belongs, and refused everywhere else.
fn is_taken_where_it_belongs(chains: &Chains<'_>, bookmark: &Bookmark) -> Result<(), String> {
    let due = rest(chains, bookmark);
    let owned = chains.resume(bookmark).map(Iterator::count);
    let lent = chains.resume_walk(bookmark).map(|mut walk| {
        let mut walked = 0;
        while walk.next_chain().is_some() {
            walked += 1;
        }
        walked
    });
    for given in [owned, lent] {
        match (&given, due) {
            (Ok(given), Some(due)) if *given == due => {}
            (Err(error), None) if error.kind() == ErrorKind::Query && error.issue_count() > 0 => {}
            _ => return Err(format!("{bookmark:?}: given {given:?}, due {due:?}")),
        }
    }
    Ok(())
}

#[test]
fn a_bookmark_of_other_chains_is_refused() {
    hold_of(pairs(), 2000, |(question, other)| {
        let timeline = build(&question.drafts);
        let view = seen(&timeline, &question.ask);
        let chains = asked(&view, &query(&question.ask));
        let others = asked(&view, &query(other));
        for bookmark in bookmarks(&chains) {
            is_taken_where_it_belongs(&others, &bookmark)?;
        }
        Ok(())
    });
}

#[test]
fn a_bookmark_that_was_tampered_with_is_refused() {
    hold(1000, |question| {
        let timeline = build(&question.drafts);
        let chains = asked(&seen(&timeline, &question.ask), &query(&question.ask));
        for bookmark in bookmarks(&chains) {
            let ids: Vec<u32> = bookmark.events().map(|event| event.index() as u32).collect();
            let (first, last) = (ids[0], ids[ids.len() - 1]);
            let mut tampered = vec![
                Vec::new(),
                vec![last],
                vec![first, first],
                ids.iter().rev().copied().collect(),
                [&ids[..], &[last]].concat(),
                [&ids[..], &[u32::MAX]].concat(),
                [&[timeline.len() as u32], &ids[..]].concat(),
            ];
            tampered.extend((0..ids.len()).map(|nth| [&ids[..nth], &ids[nth + 1..]].concat()));
            for ids in tampered {
                for list in ["every", "maximal"] {
                    let mut written = written(&bookmark);
                    written["after"] = json!(ids);
                    written["chains"] = json!(list);
                    // What is no bookmark at all may be refused sooner.
                    if let Ok(read) = serde_json::from_value(written) {
                        is_taken_where_it_belongs(&chains, &read)?;
                    }
                }
            }
        }
        Ok(())
    });
}
