//! The library's walks, in the types of the oracle. A walk, an iterator of owned chains and one
//! resumed at a bookmark must agree.

use escalade::{
    Chain, Chains,
    chain::{Bookmark, Iter, Walk},
};

use super::names;
use crate::oracle::{
    answers::Names,
    walks::{MAX_EVENTS, Visit, Walks, shared},
};

/// The most bookmarks of a list that are resumed.
const BOOKMARKS: usize = 40;

/// Chains in the order in which they are listed.
pub(crate) fn walks(chains: &Chains<'_>) -> Walks {
    let of_distinct =
        |most: usize| (most, chains.distinct_actors(most).map(|chain| names(&chain)).collect());
    Walks {
        every: walked(chains, chains.walk(), chains.iter()),
        maximal: walked(chains, chains.walk().maximal(), chains.maximal()),
        distinct: MAX_EVENTS.map(of_distinct).to_vec(),
    }
}

fn walked<'t>(chains: &Chains<'t>, mut walk: Walk<'t>, mut iter: Iter<'t>) -> Vec<Visit> {
    assert_eq!((walk.bookmark(), iter.bookmark()), (None, None));
    let mut visits = Vec::new();
    let mut bookmarks: Vec<Bookmark> = Vec::new();
    while let Some(chain) = walk.next_chain() {
        let owned = chain.to_chain();
        assert!(chain.events().map(|event| event.id()).eq(owned.events().map(|event| event.id())));
        assert_eq!((chain.len(), Some(&owned)), (owned.len(), iter.next().as_ref()));
        visits.push((names(&owned), chain.shared_suffix_len()));
        let bookmark = walk.bookmark().unwrap();
        assert_eq!(iter.bookmark().as_ref(), Some(&bookmark));
        assert!(bookmark.events().eq(owned.events().map(|event| event.id())));
        bookmarks.push(bookmark);
    }
    assert_eq!(iter.next(), None);
    assert!(walk.next_chain().is_none(), "an end is an end");
    for bookmark in [walk.bookmark(), iter.bookmark()] {
        assert_eq!(bookmark.as_ref(), bookmarks.last(), "it stands after the last chain");
    }
    let stride = bookmarks.len().div_ceil(BOOKMARKS).max(1);
    for (nth, bookmark) in bookmarks.iter().enumerate().step_by(stride) {
        resumed(chains, &written_and_read(bookmark), &visits[nth..]);
    }
    visits
}

fn written_and_read(bookmark: &Bookmark) -> Bookmark {
    let written = serde_json::to_string(bookmark).unwrap();
    let read = serde_json::from_str(&written).unwrap();
    assert_eq!(&read, bookmark, "{written}");
    read
}

/// Asserts that after a bookmark made at the first of these visits the others follow.
fn resumed(chains: &Chains<'_>, bookmark: &Bookmark, visits: &[Visit]) {
    let mut iter = chains.resume(bookmark).unwrap().into_iter();
    assert_eq!(iter.bookmark().as_ref(), Some(bookmark), "it stands where it stood");
    let rest: Vec<Names> = iter.by_ref().map(|chain: Chain<'_>| names(&chain)).collect();
    assert!(rest.iter().eq(visits[1..].iter().map(|(chain, _)| chain)), "{visits:?}\n{rest:?}");
    assert_eq!(iter.next(), None);

    let mut walk = chains.resume(bookmark).unwrap();
    let mut before = &visits[0].0;
    for (expected, kept) in &visits[1..] {
        let chain = walk.next_chain().unwrap();
        assert_eq!((&names(&chain.to_chain()), chain.shared_suffix_len()), (expected, *kept));
        assert_eq!(chain.shared_suffix_len(), shared(before, expected));
        before = expected;
    }
    assert!(walk.next_chain().is_none());
}
