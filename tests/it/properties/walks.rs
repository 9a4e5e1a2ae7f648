//! Walks through all chains of small random timelines, and bookmarks in them.

use escalade::{Chains, ErrorKind, chain::Bookmark};
use proptest::strategy::Strategy;
use serde_json::{Value, json};

use super::{Question, check, check_all, check_views, questions, strategies};
use crate::oracle::{
    compare_walks,
    drafts::RawQuery,
    engine::{build, chains_of, to_query, to_view},
};

#[test]
fn walks_visit_the_oracles_chains() {
    check(6_000, |question| compare_walks(&question.drafts, &question.raw_query));
}

#[test]
fn walks_of_a_view_visit_the_oracles_chains() {
    check_views(2000, |question| compare_walks(&question.drafts, &question.raw_query));
}

/// Draws a question, and another query of the same view.
pub(crate) fn pairs() -> impl Strategy<Value = (Question, RawQuery)> {
    questions(strategies::drafts(), strategies::queries()).prop_flat_map(|question| {
        let others = strategies::other_queries(question.raw_query.clone());
        others.prop_map(move |other| (question.clone(), other))
    })
}

/// Returns bookmarks at the first, the middle and the last chain.
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

/// Returns the number of chains after a bookmark, or `None` if the bookmark is not in that list.
fn rest(chains: &Chains<'_>, bookmark: &Bookmark) -> Option<usize> {
    let maximal = written(bookmark)["chains"] == json!("maximal");
    let mut listed = if maximal { chains.maximal() } else { chains.iter() };
    listed.find(|chain| chain.events().map(|event| event.id()).eq(bookmark.events()))?;
    Some(listed.count())
}

fn written(bookmark: &Bookmark) -> Value {
    serde_json::to_value(bookmark).unwrap()
}

/// Checks that a bookmark is accepted if it is of these chains, and refused otherwise.
fn is_taken_where_it_belongs(chains: &Chains<'_>, bookmark: &Bookmark) -> Result<(), String> {
    let expected = rest(chains, bookmark);
    let owned = chains.resume(bookmark).map(|walk| walk.into_iter().count());
    let lent = chains.resume(bookmark).map(|mut walk| {
        let mut walked = 0;
        while walk.next_chain().is_some() {
            walked += 1;
        }
        walked
    });
    for actual in [owned, lent] {
        match (&actual, expected) {
            (Ok(actual), Some(expected)) if *actual == expected => {}
            (Err(error), None) if error.kind() == ErrorKind::Query && error.issue_count() > 0 => {}
            _ => return Err(format!("{bookmark:?}: actual {actual:?}, expected {expected:?}")),
        }
    }
    Ok(())
}

#[test]
fn bookmarks_of_other_chains_are_refused() {
    check_all(pairs(), 2000, |(question, other)| {
        let timeline = build(&question.drafts);
        let view = to_view(&timeline, &question.raw_query);
        let chains = chains_of(&view, &to_query(&question.raw_query));
        let others = chains_of(&view, &to_query(other));
        for bookmark in bookmarks(&chains) {
            is_taken_where_it_belongs(&others, &bookmark)?;
        }
        Ok(())
    });
}

#[test]
fn altered_bookmarks_are_refused() {
    check(1000, |question| {
        let timeline = build(&question.drafts);
        let chains =
            chains_of(&to_view(&timeline, &question.raw_query), &to_query(&question.raw_query));
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
                    // An invalid bookmark may be refused when it is read.
                    if let Ok(read) = serde_json::from_value(written) {
                        is_taken_where_it_belongs(&chains, &read)?;
                    }
                }
            }
        }
        Ok(())
    });
}
