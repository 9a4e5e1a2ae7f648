//! What a CAMEO actor code says: `LBNREBHEZ` is Hezbollah, a rebel group in Lebanon.
//!
//! A code is built of parts of three letters: country, role, group. If its first part is the code of a
//! country, or of a region that CAMEO lists among them, the actor is in that country. If the code is
//! nothing else, it is that country's state. If the next part is a state agent, the actor is part of
//! that state; otherwise it is located in the country. Other codes stand alone. Letters are taken as
//! they stand: in upper case, only ethnic groups in lower case.

use std::{collections::HashMap, sync::LazyLock};

use crate::{
    model::{Actor, ActorKind, MembershipKind},
    states::State,
    table::rows,
};

/// Roles that are organs of the state they stand behind.
const STATE_AGENTS: [&str; 6] = ["GOV", "MIL", "SPY", "COP", "JUD", "LEG"];

/// The actor of a code, and the country it belongs to in which way, if it is in one.
pub(super) fn read(code: &str) -> (Actor, Option<(MembershipKind, &str)>) {
    let country = code.get(..3).and_then(country);
    let (head, rest) = if country.is_some() { code.split_at(3) } else { ("", code) };
    let membership = (country.is_some() && !rest.is_empty()).then(|| {
        let agent = rest.get(..3).is_some_and(|role| STATE_AGENTS.contains(&role));
        (if agent { MembershipKind::PartOf } else { MembershipKind::LocatedIn }, head)
    });

    // What an actor does tells more than what it is called.
    let kind = [&TABLES.roles, &TABLES.groups]
        .into_iter()
        .find_map(|table| parts(rest).find_map(|part| table.get(part)?.kind));
    let actor = Actor::new(code).with_kind(kind.unwrap_or_default());
    match name(country, rest) {
        Some(name) => (actor.with_name("en", name), membership),
        None => (actor, membership),
    }
}

/// The name of the country or region of a code.
fn country(code: &str) -> Option<&'static str> {
    let state = State::by_cameo(code).map(State::name);
    state.or_else(|| Some(TABLES.regions.get(code)?.name))
}

/// The parts of three letters, the last perhaps shorter.
fn parts(code: &str) -> impl DoubleEndedIterator<Item = &str> {
    let count = if code.is_ascii() { code.len().div_ceil(3) } else { 0 };
    (0..count).map(|nth| &code[nth * 3..code.len().min(nth * 3 + 3)])
}

/// A known group by its name, anything else by its parts, if all of them are known.
fn name(country: Option<&str>, rest: &str) -> Option<String> {
    if let Some(group) = parts(rest).next_back().and_then(|last| TABLES.groups.get(last)) {
        return Some(group.name.to_owned());
    }
    let known = [&TABLES.roles, &TABLES.groups, &TABLES.religions, &TABLES.peoples];
    let part = |part| {
        known.iter().find_map(|table| Some(table.get(part)?.name)).or_else(|| self::country(part))
    };
    let names: Option<Vec<_>> =
        country.map(Some).into_iter().chain(parts(rest).map(part)).collect();
    names.filter(|names| !names.is_empty()).map(|names| names.join(", "))
}

struct Tables {
    regions: Entries,
    roles: Entries,
    groups: Entries,
    religions: Entries,
    peoples: Entries,
}

type Entries = HashMap<&'static str, Entry>;

struct Entry {
    name: &'static str,
    kind: Option<ActorKind>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables {
    regions: entries(include_str!("tables/cameo_regions.tsv")),
    roles: entries(include_str!("tables/cameo_roles.tsv")),
    groups: entries(include_str!("tables/cameo_groups.tsv")),
    religions: entries(include_str!("tables/cameo_religions.tsv")),
    peoples: entries(include_str!("tables/cameo_peoples.tsv")),
});

fn entries(table: &'static str) -> Entries {
    rows(table)
        .map(|row| {
            let kind = row.get(2).and_then(|word| kind(word));
            (row[0], Entry { name: row[1], kind })
        })
        .collect()
}

fn kind(word: &str) -> Option<ActorKind> {
    Some(match word {
        "government" => ActorKind::Government,
        "military" => ActorKind::Military,
        "armed-group" => ActorKind::ArmedGroup,
        "organisation" => ActorKind::Organisation,
        "international-body" => ActorKind::InternationalBody,
        "news-outlet" => ActorKind::NewsOutlet,
        "civilians" => ActorKind::Civilians,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_says_where_an_actor_belongs() {
        use MembershipKind::{LocatedIn, PartOf};
        for (code, expected) in [
            ("ISR", None),
            ("ISRMIL", Some((PartOf, "ISR"))),
            ("USAGOV", Some((PartOf, "USA"))),
            ("PSEGOVHMS", Some((PartOf, "PSE"))),
            ("LBNREBHEZ", Some((LocatedIn, "LBN"))),
            ("ISRREBMIL", Some((LocatedIn, "ISR"))),
            ("PSEGZS", Some((LocatedIn, "PSE"))),
            ("USA1", Some((LocatedIn, "USA"))),
            ("ISRMI", Some((LocatedIn, "ISR"))),
            ("ISRMILX", Some((PartOf, "ISR"))),
            ("MEAGOV", Some((PartOf, "MEA"))),
            ("PALPLO", Some((LocatedIn, "PAL"))),
            ("USRGOV", Some((PartOf, "USR"))),
            ("IGOUNO", None),
            ("GOV", None),
            ("isrmil", None),
            ("IS", None),
            ("ÅÄÖ", None),
            ("ISRÅÄÖ", Some((LocatedIn, "ISR"))),
        ] {
            assert_eq!(read(code).1, expected, "{code}");
        }
    }

    #[test]
    fn a_code_says_what_an_actor_is_and_its_name() {
        for (code, kind, name) in [
            ("MEA", ActorKind::Unspecified, "Middle East"),
            ("ISRMIL", ActorKind::Military, "Israel, military"),
            ("PSEGOVHMS", ActorKind::Government, "Hamas"),
            ("LBNREBHEZ", ActorKind::ArmedGroup, "Hezbollah"),
            ("LBNREDHEZ", ActorKind::ArmedGroup, "Hezbollah"),
            ("PSEGZS", ActorKind::Unspecified, "Palestine, Gaza Strip"),
            ("NAT", ActorKind::InternationalBody, "NATO (North Atlantic Treaty Organization)"),
            ("IRQREBkur", ActorKind::ArmedGroup, "Iraq, rebels, Kurd"),
            ("IGOUNO", ActorKind::InternationalBody, "United Nations"),
            ("PALREB", ActorKind::ArmedGroup, "Palestinians, rebels"),
            ("MOSSHI", ActorKind::Unspecified, "Islam, Shia Islam"),
            ("LBNXYZ", ActorKind::Unspecified, ""),
        ] {
            let (actor, _) = read(code);
            let named = actor.names.get("en").map_or("", String::as_str);
            assert_eq!((actor.kind, named), (kind, name), "{code}");
        }
    }

    #[test]
    fn every_kind_in_the_tables_is_a_kind() {
        let groups = rows(include_str!("tables/cameo_groups.tsv"));
        for row in groups.chain(rows(include_str!("tables/cameo_roles.tsv"))) {
            assert!(kind(row[2]).is_some() || row[2] == "-", "{row:?}");
            assert_eq!(row[0].len(), 3, "{row:?}");
        }
    }
}
