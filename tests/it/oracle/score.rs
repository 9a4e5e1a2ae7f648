//! The level of an event, and its kind.

use escalade::{EventKind, chain::Floor};

use super::drafts::{RawEvent, RawQuery, ScaleName};

/// A few CAMEO codes with the Goldstein scores that GDELT publishes, in tenths, and their kinds.
/// The last five have no score in the table; three of them have an ancestor with a score.
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

/// A few codes of other vocabularies with the scores of their own tables, in tenths: those of the
/// PLOVER manual, and the hostility levels of the MID codebook. An unscored PLOVER code may belong
/// to a scored event type.
pub(crate) const OTHER_CODES: [(&str, Option<i32>, EventKind); 23] = [
    ("PLOVER:AID", Some(100), EventKind::Action),
    ("PLOVER:REQUEST", Some(0), EventKind::Statement),
    ("PLOVER:ACCUSE", Some(-30), EventKind::Statement),
    ("PLOVER:ACCUSE/investigate", Some(-35), EventKind::Action),
    ("PLOVER:THREATEN/territory", Some(-40), EventKind::Statement),
    ("PLOVER:PROTEST", Some(-50), EventKind::Action),
    ("PLOVER:PROTEST/vandalize", None, EventKind::Action),
    ("PLOVER:ASSAULT", Some(-90), EventKind::Attack),
    ("PLOVER:ASSAULT/drone", Some(-95), EventKind::Attack),
    ("PLOVER:ASSAULT/massacre", None, EventKind::Attack),
    ("PLOVER:RIOT", None, EventKind::Action),
    ("MID:-9", None, EventKind::Action),
    ("MID:0", Some(10), EventKind::Action),
    ("MID:1", Some(20), EventKind::Statement),
    ("MID:7", Some(30), EventKind::Action),
    ("MID:16", Some(40), EventKind::Attack),
    ("MID:18", Some(40), EventKind::Statement),
    ("MID:20", Some(50), EventKind::Attack),
    // Neither a code of MID nor a descendant of 16.
    ("MID:161", None, EventKind::Action),
    ("UCDP:1", None, EventKind::Attack),
    ("UCDP:3", None, EventKind::Attack),
    ("UCDP:4", None, EventKind::Action),
    ("OWN:16", None, EventKind::Action),
];

/// The CAMEO codes above that the published crosswalk maps to PLOVER, with PLOVER's scores.
const CAMEO_BY_PLOVER: [(&str, i32); 12] = [
    ("033", 25),
    ("051", 50),
    ("112", -20),
    ("130", -35),
    ("138", -35),
    ("154", -65),
    ("163", -70),
    ("17", -70),
    ("172", -70),
    ("182", -75),
    ("190", -90),
    ("195", -95),
];

/// Returns the kind of an event: the stated one, or else the one that follows from its code.
pub(crate) fn kind(event: &RawEvent) -> EventKind {
    let coded = || {
        let code = event.code.as_deref()?;
        let mut known = CODES.iter().chain(&OTHER_CODES);
        Some(known.find(|known| known.0 == code).unwrap().2)
    };
    event.kind.or_else(coded).unwrap_or(EventKind::Action)
}

/// Returns the kind of an event, and whether its act is more specific than the kind. A stated kind
/// is not more specific; the kind of a code mostly is.
pub(super) fn act(event: &RawEvent) -> (EventKind, bool) {
    const JUST_THAT: [&str; 14] = [
        "190",
        "99",
        "PLOVER:ASSAULT",
        "PLOVER:ASSAULT/massacre",
        "PLOVER:RIOT",
        "MID:-9",
        "MID:0",
        "MID:16",
        "MID:20",
        "MID:161",
        "UCDP:1",
        "UCDP:3",
        "UCDP:4",
        "OWN:16",
    ];
    let coded = |code: &String| !JUST_THAT.contains(&&**code);
    (kind(event), event.kind.is_none() && event.code.as_ref().is_some_and(coded))
}

/// Returns the level of an event in tenths: the coder's level on this scale, or else the score in
/// the file if it is a score of this scale, or else the score in the table. The signs of
/// Goldstein's and PLOVER's scores are reversed.
pub(super) fn level(event: &RawEvent, scale: ScaleName) -> Option<i32> {
    if let Some((_, level)) = event.levels.iter().find(|(named, _)| *named == scale) {
        return Some(*level);
    }
    let code = event.code.as_deref().unwrap_or_default();
    let is_cameo = !code.is_empty() && !code.contains(':');
    let is_of = |vocabulary: &str| code.starts_with(vocabulary);
    match scale {
        ScaleName::Goldstein if is_cameo => {
            event.score.or_else(|| by_ancestor(code, goldstein)).map(|score| -score)
        }
        ScaleName::Plover if is_cameo => by_ancestor(code, plover).map(|score| -score),
        ScaleName::Plover if is_of("PLOVER:") => {
            let of_event = || other(code.split('/').next().unwrap());
            event.score.or_else(|| other(code)).or_else(of_event).map(|score| -score)
        }
        ScaleName::Hostility if is_of("MID:") => {
            event.score.filter(|score| [10, 20, 30, 40, 50].contains(score)).or_else(|| other(code))
        }
        ScaleName::Fatalities => {
            let is_number = |deaths: &i32| *deaths >= 0 && deaths % 10 == 0;
            let best = event.score.filter(|deaths| is_of("UCDP:") && is_number(deaths));
            best.or(event.deaths.map(|(least, _)| least as i32 * 10))
        }
        ScaleName::Flat => Some(0),
        _ => None,
    }
}

fn goldstein(code: &str) -> Option<i32> {
    CODES.iter().find(|known| known.0 == code)?.1
}

fn plover(code: &str) -> Option<i32> {
    Some(CAMEO_BY_PLOVER.iter().find(|known| known.0 == code)?.1)
}

fn other(code: &str) -> Option<i32> {
    OTHER_CODES.iter().find(|known| known.0 == code)?.1
}

/// Returns the score of a code or of its nearest ancestor with a score.
fn by_ancestor(code: &str, score: impl Fn(&str) -> Option<i32>) -> Option<i32> {
    let mut code = code.to_owned();
    while !code.is_empty() {
        if let Some(score) = score(&code) {
            return Some(score);
        }
        if !code.pop().is_some_and(|last| last.is_ascii_digit()) {
            return None;
        }
    }
    None
}

/// Returns `true` if a level is at or above the floor.
pub(super) fn above_floor(level: i32, raw_query: &RawQuery) -> bool {
    match (raw_query.floor, raw_query.scale) {
        (Floor::None, _) | (Floor::Conflict, ScaleName::Fatalities | ScaleName::Flat) => true,
        (Floor::Conflict, ScaleName::Goldstein | ScaleName::Plover) => level > 0,
        (Floor::Conflict, ScaleName::Hostility) => level >= 20,
        (Floor::Conflict, ScaleName::Kahn) => level >= 10,
        (Floor::At(units), _) => level >= tenths(units),
    }
}

/// Converts units to whole tenths.
pub(super) fn tenths(units: f64) -> i32 {
    (units * 10.0).round() as i32
}
