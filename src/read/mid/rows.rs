//! The rows of the files, by the codebook (MID 5.0; Palmer et al., 2020).

use super::{
    super::{
        plain::Cell,
        table_layout::{ColumnSpec, optional, required},
        table_row::TableRow,
    },
    dates::{DateSpan, number_or_missing},
};
use crate::{
    error::Issue,
    model::{Amount, Level},
};

const DISPUTE: usize = 0;
/// The columns of the two numbers of an incident: the older one, which all editions have, and that of 5.01.
const NUMBERS: [usize; 2] = [1, 2];

pub(super) const INCIDENTS: &[ColumnSpec<'_>] = &[
    required(&["dispnum", "dispnum3", "dispnum4"], Cell::WholeId),
    optional(&["incidnum", "incidnum3", "incidnum4"], Cell::WholeId),
    optional(&["ord_incidnum"], Cell::Whole),
    required(&["action"], Cell::Whole),
    optional(&["fatality"], Cell::Whole),
    optional(&["fatalpre"], Cell::Whole),
    optional(&["hostlev"], Cell::Whole),
    required(&["stday"], Cell::Whole),
    required(&["stmon"], Cell::Whole),
    required(&["styear"], Cell::Whole),
    optional(&["endday"], Cell::Whole),
    optional(&["endmon"], Cell::Whole),
    optional(&["endyear"], Cell::Whole),
];

pub(super) const PARTICIPANTS: &[ColumnSpec<'_>] = &[
    required(&["dispnum", "dispnum3", "dispnum4"], Cell::WholeId),
    optional(&["incidnum", "incidnum3", "incidnum4"], Cell::WholeId),
    optional(&["ord_incidnum"], Cell::Whole),
    required(&["action"], Cell::Whole),
    required(&["ccode"], Cell::Whole),
    optional(&["stabb"], Cell::Text),
    required(&["insidea"], Cell::Whole),
];

/// The columns of MIDA and, at the end, those that MIDB has besides.
pub(super) const DISPUTES: &[ColumnSpec<'_>] = &[
    required(&["dispnum", "dispnum3", "dispnum4"], Cell::WholeId),
    optional(&["hiact"], Cell::Whole),
    optional(&["fatality"], Cell::Whole),
    optional(&["fatalpre"], Cell::Whole),
    optional(&["hostlev"], Cell::Whole),
    required(&["stday"], Cell::Whole),
    required(&["stmon"], Cell::Whole),
    required(&["styear"], Cell::Whole),
    optional(&["endday"], Cell::Whole),
    optional(&["endmon"], Cell::Whole),
    optional(&["endyear"], Cell::Whole),
    optional(&["ccode"], Cell::Whole),
    optional(&["stabb"], Cell::Text),
    optional(&["sidea"], Cell::Whole),
];

/// A row of MIDI, or of MIDA where its disputes are the events.
#[derive(Clone)]
pub(super) struct Incident {
    pub(super) dispute: i64,
    pub(super) numbers: [Option<i64>; 2],
    pub(super) action: i64,
    pub(super) deaths: Option<Amount>,
    pub(super) level: Option<Level>,
    pub(super) span: DateSpan,
}

/// A row of MIDIP.
pub(super) struct Participant {
    pub(super) numbers: [Option<i64>; 2],
    pub(super) action: i64,
    pub(super) state: i64,
    pub(super) abbreviation: Box<str>,
    pub(super) is_on_side_a: bool,
}

/// A row of MIDA, or the values that the incidents of a dispute give it.
#[derive(Clone, Copy)]
pub(super) struct Dispute {
    pub(super) level: Option<Level>,
    pub(super) span: DateSpan,
}

impl Incident {
    pub(super) fn parse(row: &TableRow<'_>) -> Result<Self, Vec<Issue>> {
        let mut issues = Vec::new();
        let read = (|| {
            let dispute = required_number(row, DISPUTE, &mut issues);
            let numbers = numbers(row, &mut issues);
            let action = required_number(row, 3, &mut issues);
            let deaths = deaths(row, [4, 5], &mut issues);
            let level = level(row, 6, &mut issues);
            let span = DateSpan::parse(row, 7, &mut issues);
            Some(Self {
                dispute: dispute?,
                numbers: numbers?,
                action: action?,
                deaths: deaths?,
                level: level?,
                span: span?,
            })
        })();
        read.ok_or(issues)
    }

    /// Parses a row of MIDA or MIDB: a dispute, or the part of one that a participant took.
    pub(super) fn parse_dispute(row: &TableRow<'_>) -> Result<Self, Vec<Issue>> {
        let mut issues = Vec::new();
        let read = (|| {
            let dispute = required_number(row, DISPUTE, &mut issues);
            // An unknown action is an unknown code, which the report lists.
            let action = row.number(1, &mut issues).map(|action| action.unwrap_or(-9));
            let deaths = deaths(row, [2, 3], &mut issues);
            let level = level(row, 4, &mut issues);
            let span = DateSpan::parse(row, 5, &mut issues);
            Some(Self {
                dispute: dispute?,
                numbers: [dispute, None],
                action: action?,
                deaths: deaths?,
                level: level?,
                span: span?,
            })
        })();
        read.ok_or(issues)
    }

    /// Returns what two participants show of their dispute. Deaths are those of states, so that they are left out.
    pub(super) fn union(self, other: &Self) -> Self {
        Self {
            action: self.action.max(other.action),
            level: self.level.max(other.level),
            span: self.span.union(other.span),
            deaths: None,
            ..self
        }
    }

    /// Returns the values that the incident alone would give its dispute.
    pub(super) fn as_dispute(&self) -> Dispute {
        Dispute { level: self.level, span: self.span }
    }
}

impl Participant {
    pub(super) fn parse(row: &TableRow<'_>) -> Result<Self, Vec<Issue>> {
        let mut issues = Vec::new();
        let read = (|| {
            let numbers = numbers(row, &mut issues);
            let action = required_number(row, 3, &mut issues);
            let state = required_number(row, 4, &mut issues);
            let abbreviation = row.text(5, &mut issues);
            let side = side(row, 6, &mut issues);
            Some(Self {
                numbers: numbers?,
                action: action?,
                state: state?,
                abbreviation: abbreviation?.into(),
                is_on_side_a: side? == 1,
            })
        })();
        read.ok_or(issues)
    }

    /// Parses the participant in a row of MIDB, whose part of the dispute was parsed before.
    pub(super) fn parse_of_dispute(
        row: &TableRow<'_>,
        part: &Incident,
    ) -> Result<Self, Vec<Issue>> {
        let mut issues = Vec::new();
        let state = required_number(row, 11, &mut issues);
        let abbreviation = row.text(12, &mut issues);
        let side = side(row, 13, &mut issues);
        let (Some(state), Some(abbreviation), Some(side)) = (state, abbreviation, side) else {
            return Err(issues);
        };
        Ok(Self {
            numbers: part.numbers,
            action: part.action,
            state,
            abbreviation: abbreviation.into(),
            is_on_side_a: side == 1,
        })
    }
}

/// Parses the side of a participant: 1 for side A, 0 for side B.
fn side(row: &TableRow<'_>, column: usize, issues: &mut Vec<Issue>) -> Option<i64> {
    let side = required_number(row, column, issues)?;
    if !matches!(side, 0 | 1) {
        row.reject(column, "1 (side A of the incident) or 0 (side B)", "correct it", issues);
        return None;
    }
    Some(side)
}

impl Dispute {
    /// Returns the highest level, and the span of both.
    pub(super) fn union(self, other: Self) -> Self {
        Self { level: self.level.max(other.level), span: self.span.union(other.span) }
    }
}

/// Parses a number that every row must have.
fn required_number(row: &TableRow<'_>, column: usize, issues: &mut Vec<Issue>) -> Option<i64> {
    let number = row.number(column, issues)?;
    if number.is_none() {
        row.reject(column, "a number", "add it, or leave the row out", issues);
    }
    number
}

/// Parses the two numbers of an incident, of which at least one must be present.
fn numbers(row: &TableRow<'_>, issues: &mut Vec<Issue>) -> Option<[Option<i64>; 2]> {
    let (old, new) = (row.number(NUMBERS[0], issues), row.number(NUMBERS[1], issues));
    let numbers = [old?, new?];
    if numbers == [None; 2] {
        row.reject(NUMBERS[0], "the number of the incident", "add it", issues);
        return None;
    }
    Some(numbers)
}

/// Parses a hostility level; `Some(None)` if it is missing.
fn level(row: &TableRow<'_>, column: usize, issues: &mut Vec<Issue>) -> Option<Option<Level>> {
    let level = number_or_missing(row, column, issues)?;
    if level.is_some_and(|level| !(1..=5).contains(&level)) {
        row.reject(column, "a hostility level from 1 to 5, or -9", "correct it", issues);
        return None;
    }
    Some(level.map(|level| Level::from(level as i32)))
}

/// Parses the number of deaths: exact if it is known, else the bounds of the fatality level.
fn deaths(
    row: &TableRow<'_>,
    [level, precise]: [usize; 2],
    issues: &mut Vec<Issue>,
) -> Option<Option<Amount>> {
    let (bounds, number) =
        (number_or_missing(row, level, issues), number_or_missing(row, precise, issues));
    if let Some(number) = number? {
        if number < 0 {
            row.reject(precise, "a number of deaths, or -9", "correct it", issues);
            return None;
        }
        return Some(Some(Amount::exactly(number.unsigned_abs())));
    }
    Some(Some(match bounds? {
        None => return Some(None),
        Some(0) => Amount::exactly(0),
        Some(1) => Amount::between(1, 25),
        Some(2) => Amount::between(26, 100),
        Some(3) => Amount::between(101, 250),
        Some(4) => Amount::between(251, 500),
        Some(5) => Amount::between(501, 999),
        Some(6) => Amount::at_least(1000),
        Some(_) => {
            row.reject(level, "a fatality level from 0 to 6, or -9", "correct it", issues);
            return None;
        }
    }))
}
