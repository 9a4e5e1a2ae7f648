//! Parsing of CAMEO actor codes: `LBNREBHEZ` is Hezbollah, a rebel group in Lebanon.
//!
//! A code consists of parts of three letters: country, role, group. If the first part is the code of a
//! country, or of a region that CAMEO lists among the countries, the actor belongs to it. A code of this
//! part alone is the state of that country. If the second part is a state agent, the actor is part of that
//! state; otherwise it is located in the country. All other codes belong to no country. Codes are
//! case-sensitive: they are in upper case, except for ethnic groups, which are in lower case.

use std::sync::LazyLock;

use crate::{
    model::{Actor, ActorKind, MembershipKind},
    states::State,
    table::{packed, rows},
};

/// Roles that are organs of the state before them in the code.
const STATE_AGENTS: [&str; 6] = ["GOV", "MIL", "SPY", "COP", "JUD", "LEG"];

/// Returns the actor of a code, with the kind of its membership and the country it belongs to, if any.
pub(super) fn parse(code: &str) -> (Actor, Option<(MembershipKind, &str)>) {
    let country = code.get(..3).and_then(country);
    let (head, rest) = if country.is_some() { code.split_at(3) } else { ("", code) };
    let membership = (country.is_some() && !rest.is_empty()).then(|| {
        let agent = rest.get(..3).is_some_and(|role| STATE_AGENTS.contains(&role));
        (if agent { MembershipKind::PartOf } else { MembershipKind::LocatedIn }, head)
    });

    // A role determines the kind better than a group does.
    let kind_in = |table| {
        for part in parts(rest) {
            if let Some(kind) = entry(table, part).and_then(|entry| entry.kind) {
                return Some(kind);
            }
        }
        None
    };
    let kind = kind_in(&TABLES.roles).or_else(|| kind_in(&TABLES.groups));
    let actor = Actor::new(code).with_kind(kind.unwrap_or_default());
    match name(country, rest) {
        Some(name) => (actor.with_name("en", name), membership),
        None => (actor, membership),
    }
}

/// Returns the name of the country or region of a code.
fn country(code: &str) -> Option<&'static str> {
    let state = State::by_cameo(code).map(State::name);
    state.or_else(|| Some(entry(&TABLES.regions, code)?.name))
}

/// Returns the parts of three letters; the last may be shorter.
fn parts(code: &str) -> impl DoubleEndedIterator<Item = &str> {
    let count = if code.is_ascii() { code.len().div_ceil(3) } else { 0 };
    (0..count).map(|nth| &code[nth * 3..code.len().min(nth * 3 + 3)])
}

/// Returns the name of the group in a code, or else the names of all its parts; `None` if one is unknown.
fn name(country: Option<&str>, rest: &str) -> Option<String> {
    if let Some(group) = parts(rest).next_back().and_then(|last| entry(&TABLES.groups, last)) {
        return Some(group.name.to_owned());
    }
    let part = |part| {
        for table in [&TABLES.roles, &TABLES.groups, &TABLES.religions, &TABLES.peoples] {
            if let Some(entry) = entry(table, part) {
                return Some(entry.name);
            }
        }
        self::country(part)
    };
    let mut names = Vec::from_iter(country);
    for code in parts(rest) {
        names.push(part(code)?);
    }
    (!names.is_empty()).then(|| names.join(", "))
}

/// The tables of code parts.
struct CodeTables {
    regions: Entries,
    roles: Entries,
    groups: Entries,
    religions: Entries,
    peoples: Entries,
}

/// The entries of a table, in ascending order of code as in the file.
type Entries = Vec<Entry>;

/// The meaning of one part of a code.
struct Entry {
    /// The code, [`packed`].
    code: u32,
    name: &'static str,
    kind: Option<ActorKind>,
}

static TABLES: LazyLock<CodeTables> = LazyLock::new(|| CodeTables {
    regions: entries(include_str!("tables/cameo_regions.tsv")),
    roles: entries(include_str!("tables/cameo_roles.tsv")),
    groups: entries(include_str!("tables/cameo_groups.tsv")),
    religions: entries(include_str!("tables/cameo_religions.tsv")),
    peoples: entries(include_str!("tables/cameo_peoples.tsv")),
});

fn entry<'e>(entries: &'e Entries, code: &str) -> Option<&'e Entry> {
    let code = packed(code)?;
    entries.binary_search_by_key(&code, |entry| entry.code).ok().map(|nth| &entries[nth])
}

/// Parses the rows of a table: code, name and optionally kind.
fn entries(table: &'static str) -> Entries {
    let mut entries = Vec::new();
    for row in rows(table) {
        let kind = row.get(2).and_then(|word| kind(word));
        entries.push(Entry { code: packed(row[0]).unwrap_or_default(), name: row[1], kind });
    }
    entries
}

/// Returns the kind of actor of a word in the tables; `None` if the kind is not clear.
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
    fn a_code_gives_the_membership() {
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
            assert_eq!(parse(code).1, expected, "{code}");
        }
    }

    #[test]
    fn a_code_gives_kind_and_name() {
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
            let (actor, _) = parse(code);
            let named = actor.names.get("en").map_or("", String::as_str);
            assert_eq!((actor.kind, named), (kind, name), "{code}");
        }
    }

    #[test]
    fn the_tables_are_in_ascending_order() {
        let CodeTables { regions, roles, groups, religions, peoples } = &*TABLES;
        for entries in [regions, roles, groups, religions, peoples] {
            assert!(entries.is_sorted_by(|one, other| one.code < other.code));
        }
    }

    #[test]
    fn every_kind_in_the_tables_is_known() {
        let groups = rows(include_str!("tables/cameo_groups.tsv"));
        for row in groups.chain(rows(include_str!("tables/cameo_roles.tsv"))) {
            assert!(kind(row[2]).is_some() || row[2] == "-", "{row:?}");
            assert_eq!(row[0].len(), 3, "{row:?}");
        }
    }
}
