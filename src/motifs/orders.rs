//! What the order of tied events makes of a count.

use serde::{Deserialize, Serialize};

/// How motifs treat events whose order is not known: see [`Motifs::ties`](super::Motifs::ties).
///
/// Two events are *tied* if neither certainly precedes the other: their onset intervals have an instant in
/// common. The dyads of one event are tied as well.
///
/// ```text
/// 04-01   A ──► B
/// 04-02   B ──► A     these two are tied:
/// 04-02   A ──► B     AB BA AB (M51) or AB AB BA (M62)
/// ```
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{motifs::{Motif, Ties}, read::Options};
///
/// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t190\n2006-07-02\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let (ping_pong, late) = (Motif::at(5, 1).unwrap(), Motif::at(6, 2).unwrap());
/// let bounds = |ties, motif| {
///     let count = timeline.motifs(TimeDelta::days(7)).ties(ties).table().unwrap().count(motif);
///     (count.least, count.most)
/// };
/// assert_eq!([ping_pong, late].map(|motif| bounds(Ties::Excluded, motif)), [(0, 0), (0, 0)]);
/// assert_eq!([ping_pong, late].map(|motif| bounds(Ties::Recorded, motif)), [(1, 1), (0, 0)]);
/// assert_eq!([ping_pong, late].map(|motif| bounds(Ties::Range, motif)), [(0, 1), (0, 1)]);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ties {
    /// Tied events form no motif: each event must certainly precede the next, as by
    /// [`Precedence::Certain`](crate::chain::Precedence::Certain).
    #[default]
    Excluded,
    /// Events with equal onset intervals are in order of recording, as by
    /// [`Precedence::Recorded`](crate::chain::Precedence::Recorded). The dyads of one event, and events whose
    /// intervals overlap without being equal, have no order, and form no motif with one another.
    Recorded,
    /// Tied events are counted in every order that they may have had: a count has a least and a greatest value.
    ///
    /// Each three events are taken by themselves. They count to the least value of a motif if they form it in
    /// every possible order, and to the greatest if they form it in at least one. So every order of all events
    /// gives a count within the range. A single order need not attain the bounds for all triples at once; to find
    /// the order that does best contains the feedback arc set problem, which is NP-hard.
    Range,
}

/// A number of motifs: exact, or a range under [`Ties::Range`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct MotifCount {
    /// The number of triples of events that form the motif in every possible order.
    pub least: u128,
    /// The number of triples of events that form the motif in at least one possible order. Equal to `least` unless
    /// ties are counted as a range.
    pub most: u128,
}

impl MotifCount {
    /// Returns the count if both bounds are equal.
    pub fn exact(self) -> Option<u128> {
        (self.least == self.most).then_some(self.least)
    }
}

/// The number of triples by pattern, in some order of tied events, and by which of their events are tied.
pub(super) struct ByTies {
    /// No two.
    pub(super) none: Vec<u128>,
    /// The first two.
    pub(super) first: Vec<u128>,
    /// The last two.
    pub(super) last: Vec<u128>,
    /// All three.
    pub(super) all: Vec<u128>,
}

impl ByTies {
    /// Returns the range of each pattern. `swapped` returns the pattern of the same events after the first two, or
    /// the last two if `true`, have changed places.
    pub(super) fn ranges(&self, swapped: &dyn Fn(usize, bool) -> usize) -> Vec<MotifCount> {
        let mut ranges = vec![MotifCount::default(); self.none.len()];
        for pattern in 0..ranges.len() {
            // The patterns that each kind of triples may have.
            let ways = [
                (self.none[pattern], vec![pattern]),
                (self.first[pattern], vec![pattern, swapped(pattern, false)]),
                (self.last[pattern], vec![pattern, swapped(pattern, true)]),
                (self.all[pattern], orders(pattern, swapped)),
            ];
            for (count, mut patterns) in ways {
                patterns.sort_unstable();
                patterns.dedup();
                for possible in &patterns {
                    ranges[*possible].most += count;
                }
                if patterns.len() == 1 {
                    ranges[pattern].least += count;
                }
            }
        }
        ranges
    }
}

/// Returns the patterns of the same three events in all six orders.
fn orders(pattern: usize, swapped: &dyn Fn(usize, bool) -> usize) -> Vec<usize> {
    let mut orders = vec![pattern];
    for last in [true, false, true, false, true] {
        let before = orders[orders.len() - 1];
        orders.push(swapped(before, last));
    }
    orders
}
