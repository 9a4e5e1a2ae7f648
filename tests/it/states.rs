//! States: one key for all schemes and periods, never confused with another state's.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use escalade::{
    model::{ActorKind, MembershipKind},
    read::{Options, Reading},
    states::State,
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn read(rows: &str) -> Reading {
    Options::new().read("rows", rows.as_bytes()).expect("rows")
}

#[test]
fn every_state_is_found_by_all_its_names_and_codes() {
    assert!(State::all().len() > 270);
    for state in State::all() {
        assert_eq!(State::by_key(state.key()), Some(state));
        for name in state.names() {
            assert_eq!(State::by_name(name), Some(state), "{name}");
            assert_eq!(State::by_name(&name.to_uppercase()), Some(state), "{name}");
        }
        for code in state.iso3() {
            assert_eq!(State::by_iso3(code), Some(state), "{code}");
        }
        for (from, until) in state.periods() {
            let last = until.map_or(day("2016-12-31"), |until| until - Days::new(1));
            for on in [from, last] {
                assert!(state.existed_on(on));
                let cow: Vec<_> =
                    state.cow().filter_map(|number| State::by_cow(number, on)).collect();
                assert_eq!(cow, [state], "on {on}");
            }
            assert!(!until.is_some_and(|until| state.existed_on(until)));
        }
    }
}

/// States whose key is the ISO 3166 code.
#[test]
fn keys_are_cameo_codes_and_mostly_iso_codes() {
    let older: Vec<_> = State::all()
        .filter(|state| State::by_cameo(state.key()).is_some() && !state.iso3().is_empty())
        .filter(|state| state.key() != state.iso3()[0])
        .map(|state| (state.key(), state.iso3()[0]))
        .collect();
    assert_eq!(
        older,
        [("IMY", "IMN"), ("MTN", "MNE"), ("ROM", "ROU"), ("TMP", "TLS"), ("USR", "SUN")]
    );
    for state in State::all() {
        let key = state.key();
        let cameo = State::by_cameo(key).is_some();
        assert!(cameo || state.iso3().contains(&key) || key.starts_with("COW"), "{state:?}");
    }
}

#[test]
fn states_exist_in_their_periods_only() {
    for (number, on, name) in [
        (365, "1922-12-29", "Russia"),
        (365, "1922-12-30", "Soviet Union"),
        (365, "1991-12-25", "Soviet Union"),
        (365, "1991-12-26", "Russia"),
        (345, "1914-07-28", "Serbia"),
        (345, "1943-01-01", "Yugoslavia"),
        (345, "2006-06-04", "Yugoslavia"),
        (345, "2006-06-05", "Serbia"),
        (255, "1945-05-08", "Germany"),
        (260, "1961-08-13", "West Germany"),
        (265, "1961-08-13", "East Germany"),
        (315, "1968-08-21", "Czechoslovakia"),
        (316, "1993-01-01", "Czech Republic"),
        (678, "1962-09-26", "North Yemen"),
        (679, "1990-05-22", "Yemen"),
        (680, "1986-01-13", "South Yemen"),
        (816, "1964-08-02", "Vietnam"),
        (817, "1964-08-02", "South Vietnam"),
        (511, "1964-01-12", "Zanzibar"),
        (510, "1964-01-12", "Tanzania"),
        (300, "1914-07-28", "Austria-Hungary"),
        (730, "1904-02-08", "Korea before 1905"),
        (2, "2024-01-01", "United States"),
    ] {
        assert_eq!(State::by_cow(number, day(on)).map(State::name), Some(name), "{number} on {on}");
    }
    for (number, on, name) in [
        (260, "1990-10-02", "West Germany"),
        (260, "1990-10-03", "Germany"),
        (678, "1990-05-21", "North Yemen"),
        (678, "1990-05-22", "Yemen"),
        (816, "2014-01-01", "Vietnam"),
        (316, "2014-01-01", "Czech Republic"),
        (340, "2014-01-01", "Serbia"),
        (345, "1999-03-24", "Yugoslavia"),
    ] {
        assert_eq!(State::by_gw(number, day(on)).map(State::name), Some(name), "{number} on {on}");
    }
    let exists = |key, on| State::by_key(key).expect("a state").existed_on(day(on));
    assert!(exists("EAZ", "1964-04-26") && !exists("EAZ", "1964-04-27"), "the last day is within");
    assert!(exists("USA", "2024-01-01"), "the list ends with 2016, the state does not");
    assert!(!exists("PSE", "2014-01-01"), "not in the list");
}

#[test]
fn the_same_code_means_different_states_in_different_schemes() {
    let on = day("2014-07-01");
    for (letters, iso, cow) in [
        ("AUS", "Australia", "Austria"),
        ("SWZ", "Eswatini", "Switzerland"),
        ("SLV", "El Salvador", "Slovenia"),
        ("MNG", "Mongolia", "Montenegro"),
        ("MAC", "Macao", "North Macedonia"),
    ] {
        let by =
            [State::by_iso3(letters), State::by_cameo(letters), State::by_cow_letters(letters, on)];
        assert_eq!(by.map(|state| state.expect("a state").name()), [iso, iso, cow]);
    }
    let pal = [State::by_cow_letters("PAL", on), State::by_cameo("PAL"), State::by_iso3("PSE")];
    assert_eq!(pal.map(|state| state.expect("a state").key()), ["PLW", "PAL", "PSE"]);
    let numbers = [State::by_cow(970, on), State::by_gw(970, on)];
    assert_eq!(numbers.map(|state| state.expect("a state").key()), ["NRU", "KIR"]);

    // The same letters may mean two states: a look-up that mixes the schemes would be wrong for
    // these.
    let mut iso = HashMap::new();
    for state in State::all() {
        iso.extend(state.iso3().iter().map(|code| (*code, state)));
    }
    let collide = |letters: &&str| {
        State::by_cow_letters(letters, on).is_some_and(|state| state != iso[letters])
    };
    let mut colliding: Vec<_> = iso.keys().copied().filter(collide).collect();
    colliding.sort_unstable();
    assert!(["AUS", "MAC", "MNG", "SLV", "SWZ"].iter().all(|letters| colliding.contains(letters)));
}

#[test]
fn cameo_countries_are_states_and_cameo_regions_are_not() {
    let rows = "2006-07-12\tUSRGOV\tGMW\t013\n2006-07-12\tPALPLO\tMEA\t013\n2006-07-12\tROMGOV\tIRQkur\t013\n";
    let timeline = read(rows).timeline;
    let found = |key: &str| {
        let actor = timeline.actor_by_key(key).expect("an actor");
        let whole = actor.memberships().first();
        let whole = whole.map(|one| (one.kind(), timeline.actor(one.of()).key()));
        (actor.kind(), actor.name_in("en"), whole)
    };
    use ActorKind::{Government, Organisation, State, Unspecified};
    use MembershipKind::{LocatedIn, PartOf};
    for (key, expected) in [
        ("USR", (State, "Soviet Union", None)),
        ("USRGOV", (Government, "Soviet Union, government", Some((PartOf, "USR")))),
        ("GMW", (State, "West Germany", None)),
        ("PAL", (Unspecified, "Palestinians", None)),
        ("PALPLO", (Organisation, "Palestine Liberation Organization", Some((LocatedIn, "PAL")))),
        ("MEA", (Unspecified, "Middle East", None)),
        ("ROM", (State, "Romania", None)),
        ("ROMGOV", (Government, "Romania, government", Some((PartOf, "ROM")))),
        ("IRQkur", (Unspecified, "Iraq, Kurd", Some((LocatedIn, "IRQ")))),
    ] {
        assert_eq!(found(key), expected, "{key}");
    }
}

#[test]
fn weis_and_cameo_codes_are_not_mixed_up() {
    let weis = "1990-08-02\tAUS\tSWZ\t223\n1990-08-03\tIRQ\tKUW\t223\n";
    let cameo = "1990-08-04\tAUS\tSWZ\t0841\n1990-08-05\tIRQ\tKWT\t190\n";
    for (first, second, expected) in [
        (weis, cameo, ["AUS", "SWZ", "IRQ", "KUW", "state:AUS", "state:SWZ", "state:IRQ", "KWT"]),
        (cameo, weis, ["AUS", "SWZ", "IRQ", "KWT", "weis:AUS", "weis:SWZ", "weis:IRQ", "KUW"]),
    ] {
        let inputs = [("first", first.as_bytes()), ("second", second.as_bytes())];
        let timeline = Options::new().read_all(inputs).expect("rows").timeline;
        let keys: Vec<_> = timeline.actors().map(|actor| actor.key()).collect();
        assert_eq!(keys, expected);
    }
}

#[test]
fn an_alias_repairs_a_misspelled_actor() {
    let rows = "2006-07-12\tLBNREBHEZ\tISR\t190\n2006-07-13\tLBNREDHEZ\tISR\t190\n";
    let actors = |options: Options| {
        options.read("rows", rows.as_bytes()).expect("rows").timeline.actors().len()
    };
    assert_eq!(actors(Options::new()), 4, "Lebanon, Israel, Hezbollah and Hezbollah mistyped");
    assert_eq!(actors(Options::new().alias("LBNREDHEZ", "LBNREBHEZ")), 3);
}
