//! Participation shifts: who acts next, and on whom?

use std::fmt;

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::orders::Ties;
use crate::{
    chain::{nodes::onset_interval::OnsetInterval, prepared::Prepared, query::rule::Precedence},
    error::{Error, ErrorKind, Issue, Issues},
    timeline::Levels,
};

/// One of the 13 participation shifts of Gibson (*Participation Shifts: Order and Differentiation in Group
/// Conversation*, *Social Forces* 81, 2003): what the next event is after A acted on B.
///
/// X and Y are actors other than those named before. 0 is no single target: the event has a source and no target,
/// as a statement to the public.
///
/// ```
/// use escalade::motifs::Shift;
///
/// assert_eq!(Shift::of(("A", Some("B")), ("B", Some("A"))), Some(Shift::AbBa));
/// assert_eq!(Shift::of(("USA", Some("IRQ")), ("USA", Some("AFG"))), Some(Shift::AbAy));
/// assert_eq!(Shift::of(("A", None), ("A", None)), None, "the same again is no shift");
/// assert_eq!((Shift::AbXb.as_str(), Shift::AbXb.family()), ("AB-XB", "turn usurping"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shift {
    /// B acts on A in return.
    AbBa,
    /// B acts on no one in particular.
    AbB0,
    /// B acts on another.
    AbBy,
    /// After an act on no one in particular, X acts so too.
    A0X0,
    /// After an act on no one in particular, X acts on A.
    A0Xa,
    /// After an act on no one in particular, X acts on another.
    A0Xy,
    /// X acts on no one in particular.
    AbX0,
    /// X acts on A.
    AbXa,
    /// X acts on B.
    AbXb,
    /// X acts on another.
    AbXy,
    /// After an act on no one in particular, A acts on Y.
    A0Ay,
    /// A acts on no one in particular.
    AbA0,
    /// A acts on another.
    AbAy,
}

impl Shift {
    /// All shifts, in the order of Gibson (2003).
    pub const ALL: [Self; 13] = [
        Self::AbBa,
        Self::AbB0,
        Self::AbBy,
        Self::A0X0,
        Self::A0Xa,
        Self::A0Xy,
        Self::AbX0,
        Self::AbXa,
        Self::AbXb,
        Self::AbXy,
        Self::A0Ay,
        Self::AbA0,
        Self::AbAy,
    ];

    /// Returns the shift from one event to the next, each given by its source and its target. `None` if both have
    /// the same source and the same target.
    pub fn of<P: PartialEq>(earlier: (P, Option<P>), later: (P, Option<P>)) -> Option<Self> {
        let ((a, b), (source, target)) = (earlier, later);
        let is_by_a = source == a;
        let is_by_b = b.as_ref() == Some(&source);
        let is_on_a = target.as_ref() == Some(&a);
        Some(match (&b, &target) {
            (None, None) if is_by_a => return None,
            (None, None) => Self::A0X0,
            (None, Some(_)) if is_by_a => Self::A0Ay,
            (None, Some(_)) if is_on_a => Self::A0Xa,
            (None, Some(_)) => Self::A0Xy,
            (Some(_), None) if is_by_a => Self::AbA0,
            (Some(_), None) if is_by_b => Self::AbB0,
            (Some(_), None) => Self::AbX0,
            (Some(_), Some(_)) if is_by_b && is_on_a => Self::AbBa,
            (Some(_), Some(_)) if is_by_b => Self::AbBy,
            (Some(b), Some(d)) if is_by_a && b == d => return None,
            (Some(_), Some(_)) if is_by_a => Self::AbAy,
            (Some(_), Some(_)) if is_on_a => Self::AbXa,
            (Some(b), Some(d)) if b == d => Self::AbXb,
            (Some(_), Some(_)) => Self::AbXy,
        })
    }

    /// Returns the name of the shift, such as `AB-BA`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AbBa => "AB-BA",
            Self::AbB0 => "AB-B0",
            Self::AbBy => "AB-BY",
            Self::A0X0 => "A0-X0",
            Self::A0Xa => "A0-XA",
            Self::A0Xy => "A0-XY",
            Self::AbX0 => "AB-X0",
            Self::AbXa => "AB-XA",
            Self::AbXb => "AB-XB",
            Self::AbXy => "AB-XY",
            Self::A0Ay => "A0-AY",
            Self::AbA0 => "AB-A0",
            Self::AbAy => "AB-AY",
        }
    }

    /// Returns Gibson's family of the shift: turn receiving, turn claiming, turn usurping or turn continuing.
    pub fn family(self) -> &'static str {
        match self {
            Self::AbBa | Self::AbB0 | Self::AbBy => "turn receiving",
            Self::A0X0 | Self::A0Xa | Self::A0Xy => "turn claiming",
            Self::AbX0 | Self::AbXa | Self::AbXb | Self::AbXy => "turn usurping",
            Self::A0Ay | Self::AbA0 | Self::AbAy => "turn continuing",
        }
    }
}

impl fmt::Display for Shift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The numbers of participation shifts: see [`Motifs::shifts`](super::Motifs::shifts).
///
/// Each event is compared with the next one in time, whichever actor acts, if that begins within the gap. So shifts
/// describe the turns of a group: narrow a view to the actors of one conflict with [`View::of`](crate::View::of). Events of
/// several parties count once for each pair of a dyad of one and a dyad of the other; an event without a target has
/// a turn for each of its sources. Events without a source, or within one actor, take no part.
///
/// With [`Ties::Excluded`] two events are compared if it is certain that no other event lies between them and which of
/// them is first; with [`Ties::Recorded`] equal onset intervals are in order of recording.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{motifs::Shift, read::Options};
///
/// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t190\n2006-07-03\tISR\tSYR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let shifts = timeline.motifs(TimeDelta::days(7)).shifts()?;
/// assert_eq!((shifts.count(Shift::AbBa), shifts.count(Shift::AbAy)), (1, 1));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Shifts {
    /// By shift, in order of [`Shift::ALL`].
    counts: [u64; 13],
    /// The number of times that the same actor acts on the same target again, or again on no one in particular.
    pub unchanged: u64,
    /// The number of successive events in order of recording, within the gap, that are not compared since it is not
    /// known that one comes next after the other.
    pub tied: u64,
    /// The number of events that take part.
    pub events: u64,
}

impl Shifts {
    /// Returns the number of times that a shift occurs.
    pub fn count(&self, shift: Shift) -> u64 {
        self.counts[shift as usize]
    }

    /// Returns the shifts with their numbers, in order of [`Shift::ALL`].
    pub fn counts(&self) -> impl ExactSizeIterator<Item = (Shift, u64)> {
        Shift::ALL.into_iter().zip(self.counts)
    }
}

impl Serialize for Shifts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut shifts = serializer.serialize_struct("Shifts", 16)?;
        shifts.serialize_field("events", &self.events)?;
        for (shift, count) in self.counts() {
            shifts.serialize_field(shift.as_str(), &count)?;
        }
        shifts.serialize_field("unchanged", &self.unchanged)?;
        shifts.serialize_field("tied", &self.tied)?;
        shifts.end()
    }
}

/// A source and a target, if there is one.
type Turn = (u32, Option<u32>);

/// The turns of the events that take part, in total order.
struct Turns {
    onsets: Vec<OnsetInterval>,
    /// By event, the end of its turns.
    ends: Vec<usize>,
    turns: Vec<Turn>,
}

impl Turns {
    fn of(prepared: &Prepared<'_>) -> Self {
        let Prepared { view, query, roll_up, .. } = prepared;
        let timeline = view.timeline();
        let (levels, floor) = (Levels::new(timeline, query.scale()), query.floor_level());
        let mut turns = Self { onsets: Vec::new(), ends: Vec::new(), turns: Vec::new() };
        let mut dyads = Vec::new();
        for position in (0..timeline.len()).filter(|position| view.sees(*position)) {
            let id = timeline.id_at(position) as usize;
            let is_admitted = levels.of(id).is_some_and(|level| floor.is_none_or(|f| level >= f));
            if !is_admitted {
                continue;
            }
            let columns = timeline.columns();
            let (earliest, latest) = (columns.earliest(id), columns.latest(id));
            let event = view.event_at(position);
            let (sources, before) = (query.authors(event), turns.turns.len());
            if event.targets().is_empty() {
                let mut parties: Vec<u32> = Vec::new();
                for source in sources {
                    let party = roll_up.at(*source, earliest);
                    if !parties.contains(&party) {
                        parties.push(party);
                    }
                }
                turns.turns.extend(parties.into_iter().map(|party| (party, None)));
            } else {
                roll_up.dyads(id, sources, view.is_mutual_at(position), &mut dyads);
                turns.turns.extend(dyads.iter().map(|(a, b)| (*a, Some(*b))));
            }
            if turns.turns.len() > before {
                turns.onsets.push(OnsetInterval { earliest, latest, position: position as u32 });
                turns.ends.push(turns.turns.len());
            }
        }
        turns
    }

    fn of_event(&self, nth: usize) -> &[Turn] {
        let start = if nth == 0 { 0 } else { self.ends[nth - 1] };
        &self.turns[start..self.ends[nth]]
    }
}

/// Counts the shifts of the events that take part in a query.
pub(super) fn count(prepared: &Prepared<'_>, ties: Ties) -> Result<Shifts, Error> {
    if ties == Ties::Range {
        let remedy = "use Ties::Excluded, Ties::Recorded, or both and compare";
        let allowed = "ties excluded or in order of recording: which event is next depends on all ties at once";
        let issue = Issue::new("motifs/ties", "range", allowed, remedy);
        return Err(Issues::from(issue).into_error(ErrorKind::Unsupported));
    }
    let turns = Turns::of(prepared);
    let (onsets, gap) = (&turns.onsets, prepared.engine.terms.max_gap);
    let mut shifts = Shifts { counts: [0; 13], unchanged: 0, tied: 0, events: onsets.len() as u64 };
    // The latest onset of the events before the earlier one.
    let mut latest_before = i64::MIN;
    for nth in 1..onsets.len() {
        let (earlier, later) = (onsets[nth - 1], onsets[nth]);
        let is_alone = latest_before <= earlier.earliest
            && onsets.get(nth + 1).is_none_or(|next| later.latest <= next.earliest);
        latest_before = latest_before.max(earlier.latest);
        if later.earliest.saturating_sub(earlier.earliest) > gap {
            continue;
        }
        let is_next = match ties {
            Ties::Recorded => earlier.precedes(later, Precedence::Recorded),
            Ties::Excluded | Ties::Range => {
                is_alone && earlier.precedes(later, Precedence::Certain)
            }
        };
        if !is_next {
            shifts.tied += 1;
            continue;
        }
        for one in turns.of_event(nth - 1) {
            for other in turns.of_event(nth) {
                match Shift::of(*one, *other) {
                    Some(shift) => shifts.counts[shift as usize] += 1,
                    None => shifts.unchanged += 1,
                }
            }
        }
    }
    Ok(shifts)
}
