//! The 36 motifs of three events.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::timeline::Dyad;

/// A pattern of three events between two or three parties: one cell of the table of Paranjape, Benson and
/// Leskovec (*Motifs in Temporal Networks*, WSDM 2017).
///
/// The first event is always A → B. The row says what the second event is, the column what the third is:
///
/// | row | second event | column | third event |
/// | --- | --- | --- | --- |
/// | 1 | C → B | 1 | A → B |
/// | 2 | B → C | 2 | B → A |
/// | 3 | C → A | 3 | A → C |
/// | 4 | A → C | 4 | C → A |
/// | 5 | B → A | 5 | B → C |
/// | 6 | A → B | 6 | C → B |
///
/// Its [`Display`](fmt::Display) is the name in that paper, such as `M51`. It serializes as that text.
///
/// ```
/// use escalade::motifs::{Motif, Shape};
///
/// let ping_pong = Motif::at(5, 1).unwrap();
/// assert_eq!((ping_pong.to_string(), ping_pong.events()), ("M51".to_owned(), "AB BA AB"));
/// assert_eq!((ping_pong.shape(), ping_pong.name()), (Shape::Pair, Some("reciprocation")));
/// assert_eq!(Motif::of([("USA", "YUG"), ("FRN", "YUG"), ("USA", "YUG")]), Motif::at(1, 1));
/// assert_eq!(Motif::of([("A", "B"), ("C", "D"), ("A", "B")]), None, "four parties");
/// assert_eq!(Motif::all().count(), 36);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Motif(u8);

/// How the events of a motif share their parties: see [`Motif::shape`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Two parties: 4 motifs.
    Pair,
    /// Three parties, one of which takes part in every event: 24 motifs.
    Star,
    /// Three parties, and one event between each two of them: 8 motifs.
    Triangle,
}

/// The parties of an event of a motif: 0 for A, 1 for B, 2 for C.
type Letters = (u8, u8);

/// The second event, by row.
const ROWS: [Letters; 6] = [(2, 1), (1, 2), (2, 0), (0, 2), (1, 0), (0, 1)];

/// The third event, by column.
const COLUMNS: [Letters; 6] = [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)];

/// The events of each motif, row by row.
const EVENTS: [&str; 36] = [
    "AB CB AB", "AB CB BA", "AB CB AC", "AB CB CA", "AB CB BC", "AB CB CB", //
    "AB BC AB", "AB BC BA", "AB BC AC", "AB BC CA", "AB BC BC", "AB BC CB", //
    "AB CA AB", "AB CA BA", "AB CA AC", "AB CA CA", "AB CA BC", "AB CA CB", //
    "AB AC AB", "AB AC BA", "AB AC AC", "AB AC CA", "AB AC BC", "AB AC CB", //
    "AB BA AB", "AB BA BA", "AB BA AC", "AB BA CA", "AB BA BC", "AB BA CB", //
    "AB AB AB", "AB AB BA", "AB AB AC", "AB AB CA", "AB AB BC", "AB AB CB",
];

/// The number of motifs.
pub(super) const MOTIFS: usize = 36;

impl Motif {
    /// Returns the motif in a row and a column of the table, both from 1 to 6; `None` for other numbers.
    pub fn at(row: usize, column: usize) -> Option<Self> {
        let is_in_table = (1..=6).contains(&row) && (1..=6).contains(&column);
        is_in_table.then(|| Self((row * 6 + column - 7) as u8))
    }

    /// Returns all motifs, row by row.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..MOTIFS).map(Self::of_index)
    }

    /// Returns the motif of three events in this order, each given by its source and its target. `None` if an
    /// event has the same source and target, or if the events have more than three parties.
    pub fn of<P: PartialEq>(events: [(P, P); 3]) -> Option<Self> {
        let [(a, b), second, third] = events;
        // The third party is the first one in the later events that is neither A nor B.
        let parties = [&second.0, &second.1, &third.0, &third.1];
        let c = parties.into_iter().find(|party| **party != a && **party != b);
        let letter = |party: &P| {
            let other = c.filter(|c| party == *c).map(|_| 2);
            if *party == a {
                Some(0)
            } else if *party == b {
                Some(1)
            } else {
                other
            }
        };
        let place = |list: &[Letters; 6], (source, target): &(P, P)| {
            let letters = (letter(source)?, letter(target)?);
            list.iter().position(|other| *other == letters)
        };
        if a == b {
            return None;
        }
        Some(Self::of_index(place(&ROWS, &second)? * 6 + place(&COLUMNS, &third)?))
    }

    /// Returns the motif of three dyads in this order.
    pub(super) fn of_dyads(events: [Dyad; 3]) -> Option<Self> {
        Self::of(events)
    }

    pub(super) fn of_index(index: usize) -> Self {
        Self(index as u8)
    }

    /// Returns the index of the motif in the table, row by row.
    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Returns the row of the motif in the table, from 1 to 6.
    pub fn row(self) -> usize {
        self.index() / 6 + 1
    }

    /// Returns the column of the motif in the table, from 1 to 6.
    pub fn column(self) -> usize {
        self.index() % 6 + 1
    }

    /// Returns the three events in order, such as `AB BA AB`.
    pub fn events(self) -> &'static str {
        EVENTS[self.index()]
    }

    /// Returns the three events in order.
    pub(super) fn letters(self) -> [Letters; 3] {
        [(0, 1), ROWS[self.row() - 1], COLUMNS[self.column() - 1]]
    }

    /// Returns how the events share their parties.
    pub fn shape(self) -> Shape {
        match (self.row(), self.column()) {
            (5 | 6, 1 | 2) => Shape::Pair,
            (1 | 2, 3 | 4) | (3 | 4, 5 | 6) => Shape::Triangle,
            _ => Shape::Star,
        }
    }

    /// Returns the name of the pattern in the literature; `None` if it has no name:
    ///
    /// | name | motifs | pattern |
    /// | --- | --- | --- |
    /// | repetition | M61 | one party acts on the other three times |
    /// | reciprocation | M51, M52, M62 | each of two parties acts on the other |
    /// | co-attack | M11, M16, M66 | two parties act on a third (Do and Xu, 2021), and no other event |
    /// | one on two | M41, M43, M63 | one party acts on two others, and no other event |
    /// | cycle | M24, M35 | each of three parties acts on the next: generalized exchange |
    /// | transitive triangle | M13, M14, M23, M36, M45, M46 | the feed-forward loop of static motifs |
    pub fn name(self) -> Option<&'static str> {
        Some(match (self.row(), self.column()) {
            (6, 1) => "repetition",
            (5, 1 | 2) | (6, 2) => "reciprocation",
            (1, 1 | 6) | (6, 6) => "co-attack",
            (4, 1 | 3) | (6, 3) => "one on two",
            (2, 4) | (3, 5) => "cycle",
            _ if self.shape() == Shape::Triangle => "transitive triangle",
            _ => return None,
        })
    }

    /// Returns the motif of the same events if the first two, or the last two, came in the other order.
    pub(super) fn swapped(self, last: bool) -> Self {
        let [first, second, third] = self.letters();
        let swapped = if last { [first, third, second] } else { [second, first, third] };
        // The events still have the same parties, so that they are a motif.
        Self::of(swapped).unwrap_or(self)
    }
}

impl fmt::Display for Motif {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&["M", &self.row().to_string(), &self.column().to_string()].concat())
    }
}

impl fmt::Debug for Motif {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Motif {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Motif, Shape};

    #[test]
    fn every_cell_is_a_motif_of_its_own() {
        let letter = |byte: u8| byte - b'A';
        for motif in Motif::all() {
            let events: Vec<(u8, u8)> = motif
                .events()
                .split(' ')
                .map(|event| (letter(event.as_bytes()[0]), letter(event.as_bytes()[1])))
                .collect();
            assert_eq!(events, motif.letters());
            assert_eq!(Motif::of([events[0], events[1], events[2]]), Some(motif));
            assert_eq!(Motif::at(motif.row(), motif.column()), Some(motif));
            for last in [false, true] {
                assert_eq!(motif.swapped(last).swapped(last), motif);
                assert_eq!(motif.swapped(last).shape(), motif.shape());
            }
        }
        let of = |shape| Motif::all().filter(|motif| motif.shape() == shape).count();
        assert_eq!([Shape::Pair, Shape::Star, Shape::Triangle].map(of), [4, 24, 8]);
    }

    #[test]
    fn each_motif_has_the_name_that_its_documentation_gives() {
        let named = |name: Option<&str>| {
            let all = Motif::all().filter(|motif| motif.name() == name);
            all.map(|motif| motif.to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(named(Some("repetition")), "M61");
        assert_eq!(named(Some("reciprocation")), "M51 M52 M62");
        assert_eq!(named(Some("co-attack")), "M11 M16 M66");
        assert_eq!(named(Some("one on two")), "M41 M43 M63");
        assert_eq!(named(Some("cycle")), "M24 M35");
        assert_eq!(named(Some("transitive triangle")), "M13 M14 M23 M36 M45 M46");
        assert_eq!(named(None).split(' ').count(), 18);
    }
}
