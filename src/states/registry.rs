//! The table of all states, and look-ups in it.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::state::{NumberInPeriod, Period, State};
use crate::{
    model::fold,
    sorting::count_before,
    table::{packed, rows},
};

impl State {
    /// Returns an iterator over all states, ordered by key.
    ///
    /// ```
    /// use escalade::states::State;
    ///
    /// assert!(State::all().is_sorted_by_key(|state| state.key()));
    /// assert!(State::all().all(|state| State::by_key(state.key()) == Some(state)));
    /// ```
    pub fn all() -> impl ExactSizeIterator<Item = &'static Self> {
        REGISTRY.states.iter()
    }

    /// Returns the state with the given key.
    pub fn by_key(key: &str) -> Option<&'static Self> {
        let states = &REGISTRY.states;
        states.binary_search_by_key(&key, |state| state.key).ok().map(|nth| &states[nth])
    }

    /// Returns the state with the given CAMEO country code, with which CAMEO actor codes begin.
    /// Codes of regions are not found.
    ///
    /// Three codes used by KEDS are not in the codebook: `USR` is the Soviet Union, `GMW` is West
    /// Germany, and `PAL` is the Palestinians, as distinct from `PSE`, the territory and its
    /// authority.
    ///
    /// ```
    /// use escalade::states::State;
    ///
    /// assert_eq!(State::by_cameo("ROM"), State::by_iso3("ROU"), "an older code of ISO 3166");
    /// assert!(State::by_cameo("MEA").is_none(), "the Middle East");
    /// assert_ne!(State::by_cameo("PAL"), State::by_cameo("PSE"));
    /// ```
    pub fn by_cameo(code: &str) -> Option<&'static Self> {
        by_code(&REGISTRY.cameo, code)
    }

    /// Returns the state with the given three-letter code of ISO 3166-1, or former code of ISO
    /// 3166-3, such as `SUN`.
    ///
    /// Case matters.
    ///
    /// ```
    /// use escalade::states::State;
    ///
    /// assert_eq!(State::by_iso3("AUS").unwrap().name(), "Australia");
    /// assert_eq!(State::by_iso3("SCG").unwrap().name(), "Yugoslavia", "Serbia and Montenegro");
    /// assert!(State::by_iso3("aus").is_none(), "case matters");
    /// ```
    pub fn by_iso3(code: &str) -> Option<&'static Self> {
        by_code(&REGISTRY.iso3, code)
    }

    /// Returns the state with the given two-letter FIPS 10-4 code, which GDELT uses for places.
    ///
    /// ```
    /// use escalade::states::State;
    ///
    /// assert_eq!(State::by_fips("AU").unwrap().name(), "Austria");
    /// ```
    pub fn by_fips(code: &str) -> Option<&'static Self> {
        by_code(&REGISTRY.fips, code)
    }

    /// Returns the state with the given Correlates of War number on a day.
    ///
    /// A number can remain assigned while its state does not exist: occupied Poland keeps 290. Use
    /// [`existed_on`](Self::existed_on) to check for existence.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use escalade::states::State;
    ///
    /// let occupied = NaiveDate::from_ymd_opt(1942, 7, 1).unwrap();
    /// let poland = State::by_cow(290, occupied).unwrap();
    /// assert_eq!((poland.name(), poland.existed_on(occupied)), ("Poland", false));
    /// assert!(State::by_cow(1, occupied).is_none());
    /// ```
    pub fn by_cow(number: u16, on: NaiveDate) -> Option<&'static Self> {
        by_number(&REGISTRY.cow, number, on)
    }

    /// Returns the state with the given Correlates of War letters on a day. These letters differ
    /// from ISO 3166.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use escalade::states::State;
    ///
    /// let day = NaiveDate::from_ymd_opt(2014, 7, 1).unwrap();
    /// let name = |letters| State::by_cow_letters(letters, day).unwrap().name();
    /// assert_eq!(["AUS", "SWZ", "SLV"].map(name), ["Austria", "Switzerland", "Slovenia"]);
    /// ```
    pub fn by_cow_letters(letters: &str, on: NaiveDate) -> Option<&'static Self> {
        let state = by_code(&REGISTRY.cow_letters, letters)?;
        Self::by_cow(state.cow.first()?.number, on)
    }

    /// Returns the state with the given Gleditsch and Ward number on a day. See also
    /// [`by_cow`](Self::by_cow).
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use escalade::states::State;
    ///
    /// let day = NaiveDate::from_ymd_opt(2014, 7, 1).unwrap();
    /// let name = |number| State::by_gw(number, day).unwrap().name();
    /// assert_eq!([340, 678, 816, 970].map(name), ["Serbia", "Yemen", "Vietnam", "Kiribati"]);
    /// ```
    pub fn by_gw(number: u16, on: NaiveDate) -> Option<&'static Self> {
        by_number(&REGISTRY.gw, number, on)
    }

    /// Returns the state with the given English name, as it is common or used in data sets.
    ///
    /// Case and punctuation are ignored, and with the feature `names` also marks on letters.
    /// Ambiguous names, such as "Korea", are not found.
    ///
    /// ```
    /// use escalade::states::State;
    ///
    /// let key = |name| State::by_name(name).map(State::key);
    /// assert_eq!(key("Côte d'Ivoire"), Some("CIV"));
    /// assert_eq!(key("UNITED STATES"), key("U.S."));
    /// assert_eq!(key("Burma"), Some("MMR"));
    /// assert_eq!((key("Korea"), key("Iraan")), (None, None));
    /// ```
    pub fn by_name(name: &str) -> Option<&'static Self> {
        let (name, names) = (fold::name(name), &REGISTRY.names);
        let nth = names.binary_search_by(|(other, _)| other.cmp(&name)).ok()?;
        Some(&REGISTRY.states[names[nth].1])
    }
}

/// All states, with an index for each coding scheme and for names.
struct Registry {
    states: Vec<State>,
    cameo: CodeIndex,
    iso3: CodeIndex,
    cow_letters: CodeIndex,
    fips: CodeIndex,
    cow: NumberIndex,
    gw: NumberIndex,
    names: Index<String, usize>,
}

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| Registry::new(include_str!("states.tsv")));

/// A map as a list in ascending order of key.
type Index<K, V> = Vec<(K, V)>;
/// Indices of states by [`packed`] code.
type CodeIndex = Index<u32, usize>;
/// Indices of states by number. A number can pass from one state to another, and then occurs twice.
type NumberIndex = Index<u16, (Period, usize)>;

fn insert<K: Ord, V>(index: &mut Index<K, V>, key: K, value: V) {
    let nth = count_before(index.len(), &|at| index[at].0 <= key);
    index.insert(nth, (key, value));
}

fn by_code(codes: &CodeIndex, code: &str) -> Option<&'static State> {
    let code = packed(code)?;
    let nth = codes.binary_search_by_key(&code, |(other, _)| *other).ok()?;
    Some(&REGISTRY.states[codes[nth].1])
}

fn by_number(numbers: &NumberIndex, number: u16, on: NaiveDate) -> Option<&'static State> {
    let start = count_before(numbers.len(), &|at| numbers[at].0 < number);
    for (_, (period, nth)) in numbers[start..].iter().take_while(|(other, _)| *other == number) {
        if period.contains(on) {
            return Some(&REGISTRY.states[*nth]);
        }
    }
    None
}

impl Registry {
    fn new(table: &'static str) -> Self {
        let mut registry = Self {
            states: Vec::new(),
            cameo: CodeIndex::new(),
            iso3: CodeIndex::new(),
            cow_letters: CodeIndex::new(),
            fips: CodeIndex::new(),
            cow: NumberIndex::new(),
            gw: NumberIndex::new(),
            names: Index::new(),
        };
        for row in rows(table) {
            let Some(state) = parse_state(&row) else { continue };
            let nth = registry.states.len();
            for (index, codes) in [
                (&mut registry.cameo, &state.cameo),
                (&mut registry.iso3, &state.iso3),
                (&mut registry.cow_letters, &state.cow_letters),
                (&mut registry.fips, &state.fips),
            ] {
                for code in codes {
                    if let Some(code) = packed(code) {
                        insert(index, code, nth);
                    }
                }
            }
            for (index, numbers) in [(&mut registry.cow, &state.cow), (&mut registry.gw, &state.gw)]
            {
                for one in numbers {
                    insert(index, one.number, (one.period, nth));
                }
            }
            for name in &state.names {
                insert(&mut registry.names, fold::name(name), nth);
            }
            registry.states.push(state);
        }
        registry
    }
}

/// Parses a row of the table.
fn parse_state(row: &[&'static str]) -> Option<State> {
    let &[key, cameo, iso3, cow, letters, gw, fips, periods, names] = row else {
        return None;
    };
    Some(State {
        key,
        cameo: words(cameo),
        iso3: words(iso3),
        cow: parse_numbers(cow),
        cow_letters: words(letters),
        gw: parse_numbers(gw),
        fips: words(fips),
        periods: parse_periods(periods),
        names: names.split('|').collect(),
    })
}

/// Splits a cell at spaces. An empty cell is `-`.
fn words(cell: &'static str) -> Vec<&'static str> {
    let mut words = Vec::new();
    for word in cell.split(' ') {
        if word != "-" {
            words.push(word);
        }
    }
    words
}

fn parse_numbers(cell: &'static str) -> Vec<NumberInPeriod> {
    let mut numbers = Vec::new();
    for word in words(cell) {
        if let Some(number) = parse_number(word) {
            numbers.push(number);
        }
    }
    numbers
}

fn parse_periods(cell: &'static str) -> Vec<Period> {
    let mut periods = Vec::new();
    for word in words(cell) {
        if let Some(period) = parse_period(word) {
            periods.push(period);
        }
    }
    periods
}

/// Parses `365`, or `365:1922-12-30..1991-12-26`.
fn parse_number(text: &str) -> Option<NumberInPeriod> {
    let (number, dates) = text.split_once(':').unwrap_or((text, ".."));
    Some(NumberInPeriod { number: number.parse().ok()?, period: parse_period(dates)? })
}

/// Parses `1922-12-30..1991-12-26`, where either end may be missing.
fn parse_period(text: &str) -> Option<Period> {
    let day = |text: &str| match text {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    };
    let (from, until) = text.split_once("..")?;
    Some(Period { from: day(from)?, until: day(until)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks that no cell of the table is skipped, and that no code means two states at a time.
    #[test]
    fn every_cell_of_the_table_is_parsed() {
        let rows: Vec<_> = rows(include_str!("states.tsv")).collect();
        assert_eq!(rows.len(), REGISTRY.states.len());
        let count = |column: usize| rows.iter().flat_map(|row| words(row[column])).count();
        let sizes = [
            (1, &REGISTRY.cameo),
            (2, &REGISTRY.iso3),
            (4, &REGISTRY.cow_letters),
            (6, &REGISTRY.fips),
        ];
        for (column, codes) in sizes {
            assert_eq!(count(column), codes.len(), "column {column}");
            let is_ascending = codes.is_sorted_by(|(one, _), (other, _)| one < other);
            assert!(is_ascending, "column {column}: a code occurs twice");
        }
        for (column, numbers) in [(3, &REGISTRY.cow), (5, &REGISTRY.gw)] {
            assert_eq!(count(column), numbers.len());
            for held in numbers.chunk_by(|(one, _), (other, _)| one == other) {
                let mut bounds: Vec<_> =
                    held.iter().map(|(_, (period, _))| (period.from, period.until)).collect();
                bounds.sort();
                let number = held[0].0;
                assert!(
                    bounds.windows(2).all(|two| two[0].1.is_some() && two[0].1 == two[1].0),
                    "{number}"
                );
                assert!(bounds[0].0.is_none() || held.len() == 1, "{number}");
            }
        }
        let periods: usize = REGISTRY.states.iter().map(|state| state.periods.len()).sum();
        assert_eq!(count(7), periods);
        for state in &REGISTRY.states {
            let own = state.names.iter().all(|name| State::by_name(name) == Some(state));
            assert!(own, "{state:?} shares a name");
        }
    }
}
