//! Names of forces and groups that say of which state they are, as ACLED writes them.

use chrono::NaiveDate;

use super::{ingest::Ingest, naming::Naming};
use crate::{
    model::{ActorId, ActorKind, MembershipKind},
    states::State,
};

/// The state in the name of a force or group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct OfState<'n> {
    kind: MembershipKind,
    state: &'n str,
    /// The years in which the force belongs to the state; the last may be open.
    years: (Option<i32>, Option<i32>),
}

/// What forces and ministries of a state are called: `Military Forces of Russia (2000-) Air Force`.
const ORGANS: [&str; 14] = [
    "Military Forces of ",
    "Police Forces of ",
    "Security Forces of ",
    "Government of ",
    "Armed Forces of ",
    "Coast Guard of ",
    "Border Guards of ",
    "Ministry of Defence of ",
    "Ministry of Defense of ",
    "Ministry of Interior of ",
    "Ministry of Foreign Affairs of ",
    "Presidential Guard of ",
    "Prison Guards of ",
    "Intelligence Services of ",
];

/// What names of other organs of a state begin with, before ` of ` and the state: `Ministry of Health of Ukraine`.
const ORGAN_WORDS: [&str; 9] = [
    "Ministry of ",
    "National Guard",
    "National Police",
    "Republican Guard",
    "Air Force",
    "Navy",
    "Army",
    "Special Forces",
    "Parliament",
];

/// Parses the name of a force, which is part of its state, or of a group with its country in parentheses at the end,
/// which is located in it: `Civilians (Ukraine)`, `Rebels (Mali)`.
fn parse(name: &str) -> Option<OfState<'_>> {
    let name = name.trim();
    for organ in ORGANS {
        if let Some(rest) = name.strip_prefix(organ) {
            return Some(part_of(rest));
        }
    }
    if ORGAN_WORDS.iter().any(|organ| name.starts_with(organ)) {
        for (at, of) in name.match_indices(" of ") {
            let part = part_of(&name[at + of.len()..]);
            if State::by_name(part.state).is_some() {
                return Some(part);
            }
        }
    }
    let inner = name.strip_suffix(')')?;
    let state = &inner[inner.rfind('(')? + 1..];
    Some(OfState { kind: MembershipKind::LocatedIn, state, years: (None, None) })
}

/// Parses a state with years in parentheses: `Russia (2000-) Air Force`.
fn part_of(rest: &str) -> OfState<'_> {
    let (state, after) = match rest.find('(') {
        Some(at) => (rest[..at].trim(), &rest[at + 1..]),
        None => (rest.trim(), ""),
    };
    let years = after.split(')').next().unwrap_or_default();
    let mut parts = years.split('-');
    let mut year = || parts.next().and_then(|year| year.trim().parse().ok());
    let years = (year(), year());
    OfState { kind: MembershipKind::PartOf, state, years }
}

/// Returns the name of the state whose government has this name, such as `Government of Mali`.
pub(super) fn government(name: &str) -> Option<&'static str> {
    let state = name.trim().strip_prefix("Government of ")?;
    Some(State::by_name(part_of(state).state)?.name())
}

/// Returns the actor of a name, with its membership in the state that the name says, if it says one.
pub(super) fn actor(ingest: &mut Ingest<'_>, name: &str) -> ActorId {
    let actor = ingest.actor(Naming::Name, name);
    add_membership(ingest, actor, name);
    actor
}

/// Adds the membership of an actor in the state that its name says, if it says one.
pub(super) fn add_membership(ingest: &mut Ingest<'_>, actor: ActorId, name: &str) {
    let Some(OfState { kind, state, years }) = parse(name) else { return };
    let Some(state) = State::by_name(state) else { return };
    let is_new = ingest
        .builder
        .actor(actor)
        .is_some_and(|actor| actor.memberships.is_empty() && actor.kind != ActorKind::State);
    if is_new {
        let whole = ingest.actor(Naming::Name, state.name());
        let first_day = |year: i32| NaiveDate::from_ymd_opt(year, 1, 1);
        let start = years.0.and_then(first_day);
        // The last year is included.
        let end = years.1.and_then(|year| first_day(year.checked_add(1)?));
        ingest.add_membership_between(actor, kind, whole, (start, end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_the_state_and_its_years() {
        let part = |state, years| Some(OfState { kind: MembershipKind::PartOf, state, years });
        for (name, expected) in [
            ("Military Forces of Russia (2000-) Air Force", part("Russia", (Some(2000), None))),
            ("Military Forces of Mali (2013-2020)", part("Mali", (Some(2013), Some(2020)))),
            ("Police Forces of Ukraine", part("Ukraine", (None, None))),
            ("Ministry of Health of Ukraine", part("Ukraine", (None, None))),
            ("National Guard of Ukraine (2014-)", part("Ukraine", (Some(2014), None))),
            ("Army of Nobody", None),
            (
                "Civilians (Ukraine)",
                Some(OfState {
                    kind: MembershipKind::LocatedIn,
                    state: "Ukraine",
                    years: (None, None),
                }),
            ),
            ("Wagner Group", None),
            ("Odd (name", None),
        ] {
            assert_eq!(parse(name), expected, "{name}");
        }
    }
}
