//! How severe an event is, and what it is.

use escalade::{EventKind, Floor};

use super::drafts::{Ask, RawEvent, ScaleWord};

/// A few CAMEO codes with the Goldstein scores that GDELT publishes, in tenths, and what they are.
/// The last five have no score in the table, three of them an ancestor that has one.
pub(crate) const CODES: [(&str, Option<i32>, EventKind); 19] = [
    ("020", Some(30), EventKind::Statement),
    ("033", Some(52), EventKind::Statement),
    ("051", Some(34), EventKind::Statement),
    ("016", Some(34), EventKind::Statement),
    ("112", Some(-20), EventKind::Statement),
    ("130", Some(-44), EventKind::Statement),
    ("138", Some(-70), EventKind::Statement),
    ("154", Some(-72), EventKind::Action),
    ("163", Some(-65), EventKind::Action),
    ("17", Some(-70), EventKind::Action),
    ("172", Some(-50), EventKind::Action),
    ("182", Some(-95), EventKind::Attack),
    ("190", Some(-100), EventKind::Attack),
    ("195", Some(-100), EventKind::Attack),
    ("1951", None, EventKind::Attack),
    ("0330", None, EventKind::Statement),
    ("176", None, EventKind::Attack),
    ("99", None, EventKind::Action),
    ("13y", None, EventKind::Statement),
];

/// What an event is: as it was said to be, else as follows from its code.
pub(super) fn kind(event: &RawEvent) -> EventKind {
    let coded = || {
        let code = event.code.as_deref()?;
        Some(CODES.iter().find(|known| known.0 == code).unwrap().2)
    };
    event.kind.or_else(coded).unwrap_or(EventKind::Action)
}

/// What an event is, and whether it is more than just an act of its kind: as it was said to be, it is
/// not; as follows from a code, it mostly is.
pub(super) fn act(event: &RawEvent) -> (EventKind, bool) {
    const JUST_THAT: [&str; 2] = ["190", "99"];
    let coded = |code: &String| !JUST_THAT.contains(&&**code);
    (kind(event), event.kind.is_none() && event.code.as_ref().is_some_and(coded))
}

/// The level of an event in tenths: the coder's on that very scale; then the file's own score, sign
/// turned; then the table's.
pub(super) fn level(event: &RawEvent, scale: ScaleWord) -> Option<i32> {
    if let Some((_, level)) = event.levels.iter().find(|(named, _)| *named == scale) {
        return Some(*level);
    }
    match scale {
        ScaleWord::Goldstein => {
            let code = event.code.as_deref()?;
            event.score.or_else(|| published(code)).map(|score| -score)
        }
        ScaleWord::Kahn => None,
        ScaleWord::Flat => Some(0),
    }
}

/// The score of a code, or of its nearest scored ancestor.
fn published(code: &str) -> Option<i32> {
    let mut code = code.to_owned();
    while !code.is_empty() {
        if let Some((_, Some(score), _)) = CODES.iter().find(|known| known.0 == code) {
            return Some(*score);
        }
        if !code.pop().is_some_and(|last| last.is_ascii_digit()) {
            return None;
        }
    }
    None
}

/// Whether a level is at or above the floor.
pub(super) fn above_floor(level: i32, ask: &Ask) -> bool {
    match (ask.floor, ask.scale) {
        (Floor::None, _) | (Floor::Conflict, ScaleWord::Flat) => true,
        (Floor::Conflict, ScaleWord::Goldstein) => level > 0,
        (Floor::Conflict, ScaleWord::Kahn) => level >= 10,
        (Floor::At(units), _) => level >= tenths(units),
    }
}

/// Units as whole tenths.
pub(super) fn tenths(units: f64) -> i32 {
    (units * 10.0).round() as i32
}
