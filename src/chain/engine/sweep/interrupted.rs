//! Windows that interruptions shorten.
//!
//! Between the actors of a pair, an event *x* undoes the hop from *d* to *e* if *d* precedes it and it precedes
//! *e*. Of the events that precede *e*, the one that begins last, at *x*, undoes the most hops to *e*: all from
//! events that have certainly begun by then. If the onsets of all nodes are equally precise, these are the
//! first ones in the window of *e*, and the window of a later node begins no earlier. So *e* follows what is
//! left, and interruptions only move the start of the window.
//!
//! ```text
//!              ┌──────── greatest gap ────────┐
//!   ──d────d───┼───d──────d───x────d───d──────e──►
//!                             └──── window ───┘
//! ```

use crate::chain::{
    engine::{sweep::pairs::Pairs, terms::HopTerms},
    nodes::nodes::Nodes,
};
use crate::sorting::sort_by;

/// Returns `true` if interruptions do nothing but move the start of windows.
pub(crate) fn shorten_windows(nodes: &Nodes, terms: &HopTerms) -> bool {
    // A node enters a window when its onset is certainly over, so that none leaves before it has entered.
    nodes.same_width().is_some_and(|width| width > 0 && terms.min_gap <= width)
}

/// Returns for each slot the earliest onset of a slot that it may follow, in seconds from the first onset of
/// all. Returns `None` if nothing interrupts. O(n log n) time for n events that interrupt.
pub(crate) fn oldest_followed(nodes: &Nodes, pairs: &Pairs, max_gap: i64) -> Option<Vec<u32>> {
    let (interruptions, width) = (nodes.interruptions.as_ref()?, nodes.same_width()?);
    let dyads = nodes.dyads.one_each()?;
    let mut oldest = Vec::with_capacity(pairs.slots.len());
    // The latest and the earliest onset of the events that interrupt the pair, by latest onset.
    let mut between: Vec<(i64, i64)> = Vec::new();
    let (mut passed, mut last_start, mut is_first) = (0, i64::MIN, true);
    for slot in &pairs.slots {
        let node = slot.node as usize;
        if is_first {
            between.clear();
            for onset in interruptions.of_pair(dyads[node]) {
                between.push((onset.latest, onset.earliest));
            }
            sort_by(&mut between, Ord::cmp);
            (passed, last_start) = (0, i64::MIN);
        }
        is_first = slot.is_last();
        let onset = nodes.earliest.get(node);
        while let Some((latest, earliest)) = between.get(passed)
            && *latest <= onset
        {
            last_start = last_start.max(*earliest);
            passed += 1;
        }
        // An event whose onset interval ends later than the interruption starts does not precede it.
        let not_before = last_start.saturating_sub(width).saturating_add(1);
        let start = onset.saturating_sub(max_gap).max(not_before);
        // The onset of a slot is counted from the first of all, and none is before that.
        let first = onset - i64::from(slot.onset);
        oldest.push((start.saturating_sub(first)).max(0) as u32);
    }
    Some(oldest)
}
