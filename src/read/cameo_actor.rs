//! Parsing of CAMEO actor codes: `LBNREBHEZ` is Hezbollah, a rebel group in Lebanon.
//!
//! A code consists of parts of three letters: country, role, group. If the first part is the code of a
//! country, or of a region that CAMEO lists among the countries, the actor belongs to it. A code of this
//! part alone is the state of that country. If the second part is a state agent, the actor is part of that
//! state; otherwise it is located in the country. All other codes belong to no country. Codes are
//! case-sensitive: they are in upper case, except for ethnic groups, which are in lower case.
//!
//! CAMEO puts a country first, or after an international role (`NGOUSA`), never after another country, but for the
//! Gaza Strip and the West Bank (`PSEGZS`). So `IRQNOR` is no Norwegian, but an actor in Iraq with a part that CAMEO does not list: it gets no name, and is reported.

use std::sync::LazyLock;

use crate::{
    model::{Actor, ActorKind, MembershipKind},
    states::State,
    table::{packed, rows},
};

/// Roles that are organs of the state before them in the code.
const STATE_AGENTS: [&str; 6] = ["GOV", "MIL", "SPY", "COP", "JUD", "LEG"];

/// An actor as its code describes it.
pub(super) struct ParsedActor<'c> {
    pub(super) actor: Actor,
    /// The kind of its membership, and the country it belongs to, if any.
    pub(super) membership: Option<(MembershipKind, &'c str)>,
    /// Whether the code begins with a country and has a part that CAMEO does not list.
    pub(super) has_unknown_part: bool,
}

/// Returns the actor of a code.
pub(super) fn parse(code: &str) -> ParsedActor<'_> {
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
    let name = name(country, rest);
    let has_unknown_part = membership.is_some() && name.is_none();
    let actor = match name {
        Some(name) => actor.with_name("en", name),
        None => actor,
    };
    ParsedActor { actor, membership, has_unknown_part }
}

/// Returns a code that another program wrote in small letters in the case of CAMEO: capitals, except for peoples.
/// Returns `None` if the code has that case already, or if a part is unknown in any case.
pub(super) fn in_capitals(code: &str) -> Option<String> {
    if !code.len().is_multiple_of(3) || !code.is_ascii() {
        return None;
    }
    let mut restored = String::with_capacity(code.len());
    for part in parts(code) {
        let capitals = part.to_ascii_uppercase();
        if is_part(part) {
            restored.push_str(part);
        } else if is_part(&capitals) {
            restored.push_str(&capitals);
        } else {
            return None;
        }
    }
    (restored != code).then_some(restored)
}

/// Returns `true` if a part of a code is in the tables.
fn is_part(part: &str) -> bool {
    for table in [&TABLES.roles, &TABLES.groups, &TABLES.religions, &TABLES.peoples] {
        if entry(table, part).is_some() {
            return true;
        }
    }
    country(part).is_some()
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
        // A second country follows a role only, but for the two territories.
        if country.is_none() || matches!(part, "GZS" | "WSB") { self::country(part) } else { None }
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
            assert_eq!(parse(code).membership, expected, "{code}");
        }
    }

    #[test]
    fn a_code_in_small_letters_is_restored() {
        for (code, expected) in [
            ("isr", Some("ISR")),
            ("isrmil", Some("ISRMIL")),
            ("IsrMil", Some("ISRMIL")),
            ("lbnrebhez", Some("LBNREBHEZ")),
            ("irqrebkur", Some("IRQREBkur")),
            ("nat", Some("NAT")),
            ("IRQREBkur", None),
            ("kur", None),
            ("ISR", None),
            ("israel", None),
            ("Iran", None),
            ("åäö", None),
            ("", None),
        ] {
            assert_eq!(in_capitals(code).as_deref(), expected, "{code}");
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
            ("IRQNOR", ActorKind::Unspecified, ""),
            ("NGOUSA", ActorKind::Organisation, "non-governmental organisation, United States"),
        ] {
            let ParsedActor { actor, has_unknown_part, .. } = parse(code);
            assert_eq!(has_unknown_part, matches!(code, "LBNXYZ" | "IRQNOR"), "{code}");
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
