//! Who is who among states: one key for what the schemes of the field call it.
//!
//! A [`State`] is a state, country or territory. Its key is its CAMEO code, `IRN`, which is mostly the
//! one of ISO 3166 too. Each scheme has a look-up of its own, for the same letters mean two states in
//! two of them:
//!
//! | letters or number | here | there |
//! | --- | --- | --- |
//! | `AUS`, `SWZ`, `SLV`, `MNG`, `MAC` | ISO 3166, CAMEO: Australia, Eswatini, El Salvador, Mongolia, Macao | COW: Austria, Switzerland, Slovenia, Montenegro, Macedonia |
//! | `PAL` | COW: Palau | KEDS: Palestinians |
//! | 678 | COW: North Yemen | Gleditsch and Ward: Yemen also since 1990 |
//! | 970 | COW: Nauru | Gleditsch and Ward: Kiribati |
//! | `AU`, `CH`, `GM` | ISO 3166: Australia, Switzerland, Gambia | FIPS: Austria, China, Germany |
//!
//! A number goes from state to state as time goes on, so that look-ups by number take a day:
//!
//! ```
//! use chrono::NaiveDate;
//! use escalade::states::State;
//!
//! let day = |year| NaiveDate::from_ymd_opt(year, 7, 1).unwrap();
//! let cow = |number, year| State::by_cow(number, day(year)).unwrap().name();
//! assert_eq!((cow(365, 1962), cow(365, 1994)), ("Soviet Union", "Russia"));
//! assert_eq!((cow(345, 1999), cow(345, 2008)), ("Yugoslavia", "Serbia"));
//! let gw = |number, year| State::by_gw(number, day(year)).unwrap().name();
//! assert_eq!((gw(678, 1985), gw(678, 2015)), ("North Yemen", "Yemen"));
//! assert_eq!((gw(260, 1985), gw(260, 2015)), ("West Germany", "Germany"));
//! ```
//!
//! The table is compiled of the State System Membership list of the Correlates of War (2016), the
//! numbers of Gleditsch and Ward as UCDP uses them, ISO 3166, FIPS 10-4, the CAMEO 1.1b3 manual
//! (Schrodt, 2012) with three codes that KEDS adds (`USR`, `GMW`, `PAL`), and the country list of ICEWS.

use std::{collections::HashMap, fmt, sync::LazyLock};

use chrono::NaiveDate;

use crate::{model::fold, table::rows};

/// A state, country or territory.
///
/// ```
/// use chrono::NaiveDate;
/// use escalade::states::State;
///
/// let day = NaiveDate::from_ymd_opt(2024, 4, 13).unwrap();
/// let iran = State::by_name("Iran").unwrap();
/// assert_eq!(iran.key(), "IRN");
/// for same in [
///     State::by_cow(630, day),
///     State::by_cow_letters("IRN", day),
///     State::by_gw(630, day),
///     State::by_iso3("IRN"),
///     State::by_cameo("IRN"),
///     State::by_fips("IR"),
///     State::by_name("Islamic Republic of Iran"),
/// ] {
///     assert_eq!(same, Some(iran));
/// }
/// ```
pub struct State {
    key: &'static str,
    cameo: Vec<&'static str>,
    iso3: Vec<&'static str>,
    cow: Vec<Numbered>,
    letters: Vec<&'static str>,
    gw: Vec<Numbered>,
    fips: Vec<&'static str>,
    periods: Vec<Period>,
    names: Vec<&'static str>,
}

/// A number that a state has for a period.
struct Numbered {
    number: u16,
    period: Period,
}

/// From a day, or always before, up to a day that is no longer in it, or always on.
#[derive(Clone, Copy)]
struct Period {
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl Period {
    fn holds_on(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

impl State {
    /// All of them, by key.
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

    /// The state of a key.
    pub fn by_key(key: &str) -> Option<&'static Self> {
        let states = &REGISTRY.states;
        states.binary_search_by_key(&key, |state| state.key).ok().map(|nth| &states[nth])
    }

    /// The state of a CAMEO country code, as actor codes begin with it. Regions are no states.
    ///
    /// Three codes that KEDS writes are in no codebook: `USR` is the Soviet Union, `GMW` West Germany, and
    /// `PAL` the Palestinians, of whom KEDS tells `PSE` apart, the territory and its authority.
    ///
    /// ```
    /// use escalade::states::State;
    ///
    /// assert_eq!(State::by_cameo("ROM"), State::by_iso3("ROU"), "an older code of ISO 3166");
    /// assert!(State::by_cameo("MEA").is_none(), "the Middle East");
    /// assert_ne!(State::by_cameo("PAL"), State::by_cameo("PSE"));
    /// ```
    pub fn by_cameo(code: &str) -> Option<&'static Self> {
        found(&REGISTRY.cameo, code)
    }

    /// The state of a code of ISO 3166-1 in three letters, a former one (3166-3) among them: `SUN`.
    ///
    /// ```
    /// use escalade::states::State;
    ///
    /// assert_eq!(State::by_iso3("AUS").unwrap().name(), "Australia");
    /// assert_eq!(State::by_iso3("SCG").unwrap().name(), "Yugoslavia", "Serbia and Montenegro");
    /// assert!(State::by_iso3("aus").is_none(), "codes are taken as they stand");
    /// ```
    pub fn by_iso3(code: &str) -> Option<&'static Self> {
        found(&REGISTRY.iso3, code)
    }

    /// The state of a FIPS 10-4 code in two letters, as GDELT uses it for places.
    ///
    /// ```
    /// use escalade::states::State;
    ///
    /// assert_eq!(State::by_fips("AU").unwrap().name(), "Austria");
    /// ```
    pub fn by_fips(code: &str) -> Option<&'static Self> {
        found(&REGISTRY.fips, code)
    }

    /// The state that the Correlates of War number so on a day.
    ///
    /// A number outlives its state: Poland keeps 290 while it is occupied. Whether the state existed then,
    /// [`existed_on`](Self::existed_on) tells.
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
        numbered(&REGISTRY.cow, number, on)
    }

    /// The state that the Correlates of War write so on a day. Their letters are not those of ISO 3166.
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
        let state = found(&REGISTRY.letters, letters)?;
        Self::by_cow(state.cow.first()?.number, on)
    }

    /// The state that Gleditsch and Ward number so on a day, as [`by_cow`](Self::by_cow).
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
        numbered(&REGISTRY.gw, number, on)
    }

    /// The state of an English name, as the field's files write it or as is common. Case and punctuation
    /// do not matter, nor do marks on letters with the feature `names`. What two states could be called,
    /// as «Korea», names none.
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
        let nth = REGISTRY.names.get(&fold::name(name))?;
        Some(&REGISTRY.states[*nth])
    }

    /// Its key, which stays the same across files: its CAMEO code, else that of ISO 3166, else `COW`
    /// and the number of the Correlates of War: `COW300`.
    pub fn key(&self) -> &'static str {
        self.key
    }

    /// Its usual name in English.
    pub fn name(&self) -> &'static str {
        self.names[0]
    }

    /// Its English names, the usual one first.
    ///
    /// ```
    /// use escalade::states::State;
    ///
    /// let names = State::by_key("MMR").unwrap().names();
    /// assert!(names.starts_with(&["Myanmar"]) && names.contains(&"Burma"));
    /// ```
    pub fn names(&self) -> &[&'static str] {
        &self.names
    }

    /// Its codes of ISO 3166 in three letters, the present one first; none of a state that was gone before
    /// there were any.
    ///
    /// ```
    /// use escalade::states::State;
    ///
    /// assert_eq!(State::by_key("ROM").unwrap().iso3(), ["ROU", "ROM"]);
    /// ```
    pub fn iso3(&self) -> &[&'static str] {
        &self.iso3
    }

    /// Its numbers by the Correlates of War, if it has any.
    ///
    /// ```
    /// use escalade::states::State;
    ///
    /// assert!(State::by_key("USR").unwrap().cow().eq([365]));
    /// ```
    pub fn cow(&self) -> impl Iterator<Item = u16> {
        distinct(&self.cow)
    }

    /// Its numbers by Gleditsch and Ward, if it has any.
    ///
    /// ```
    /// use escalade::states::State;
    ///
    /// assert!(State::by_key("DEU").unwrap().gw().eq([255, 260]));
    /// ```
    pub fn gw(&self) -> impl Iterator<Item = u16> {
        distinct(&self.gw)
    }

    /// When it was a member of the state system, as the Correlates of War have it: from a day, up to one
    /// that is no longer in it, or on and on. (Their list ends with 2016; the states do not.) None of a
    /// territory, or where there never was a member of that name.
    ///
    /// ```
    /// use escalade::states::State;
    ///
    /// let periods: Vec<_> = State::by_key("EAZ").unwrap().periods().collect();
    /// let (from, until) = periods[0];
    /// assert_eq!((from.to_string(), until.unwrap().to_string()), ("1963-12-19".into(), "1964-04-27".into()));
    /// ```
    pub fn periods(&self) -> impl ExactSizeIterator<Item = (NaiveDate, Option<NaiveDate>)> {
        self.periods.iter().map(|period| (period.from.unwrap_or(NaiveDate::MIN), period.until))
    }

    /// Whether it was a member of the state system on a day.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use escalade::states::State;
    ///
    /// let day = |year| NaiveDate::from_ymd_opt(year, 7, 1).unwrap();
    /// let east = State::by_name("East Germany").unwrap();
    /// assert!(east.existed_on(day(1980)) && !east.existed_on(day(1991)));
    /// ```
    pub fn existed_on(&self, day: NaiveDate) -> bool {
        self.periods.iter().any(|period| period.holds_on(day))
    }

    /// Whether it is, or was, a state or a country with a code of ISO 3166.
    pub(crate) fn is_country(&self) -> bool {
        !self.iso3.is_empty() || !self.periods.is_empty()
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for State {}

/// The name.
impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "State({} {})", self.key, self.name())
    }
}

fn distinct(numbers: &[Numbered]) -> impl Iterator<Item = u16> {
    let first = |nth: usize| numbers[..nth].iter().all(|one| one.number != numbers[nth].number);
    (0..numbers.len()).filter(move |nth| first(*nth)).map(|nth| numbers[nth].number)
}

/// The states, and where each is by what it is called.
struct Registry {
    states: Vec<State>,
    cameo: Codes,
    iso3: Codes,
    letters: Codes,
    fips: Codes,
    cow: Numbers,
    gw: Numbers,
    names: HashMap<String, usize>,
}

type Codes = HashMap<&'static str, usize>;
type Numbers = HashMap<u16, Vec<(Period, usize)>>;

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| Registry::of(include_str!("states.tsv")));

fn found(codes: &Codes, code: &str) -> Option<&'static State> {
    codes.get(code).map(|nth| &REGISTRY.states[*nth])
}

fn numbered(numbers: &Numbers, number: u16, on: NaiveDate) -> Option<&'static State> {
    let (_, nth) = numbers.get(&number)?.iter().find(|(period, _)| period.holds_on(on))?;
    Some(&REGISTRY.states[*nth])
}

impl Registry {
    fn of(table: &'static str) -> Self {
        let states: Vec<_> = rows(table).filter_map(|row| state(&row)).collect();
        let codes = |of: fn(&State) -> &[&'static str]| {
            let places = states.iter().enumerate();
            places.flat_map(|(nth, state)| of(state).iter().map(move |code| (*code, nth))).collect()
        };
        let numbers = |of: fn(&State) -> &[Numbered]| {
            let mut numbers = Numbers::new();
            for (nth, state) in states.iter().enumerate() {
                for one in of(state) {
                    numbers.entry(one.number).or_default().push((one.period, nth));
                }
            }
            numbers
        };
        let places = states.iter().enumerate();
        let names = places
            .flat_map(|(nth, state)| state.names.iter().map(move |name| (fold::name(name), nth)))
            .collect();
        Self {
            cameo: codes(|state| &state.cameo),
            iso3: codes(|state| &state.iso3),
            letters: codes(|state| &state.letters),
            fips: codes(|state| &state.fips),
            cow: numbers(|state| &state.cow),
            gw: numbers(|state| &state.gw),
            names,
            states,
        }
    }
}

/// A row of the table.
fn state(row: &[&'static str]) -> Option<State> {
    let &[key, cameo, iso3, cow, letters, gw, fips, periods, names] = row else {
        return None;
    };
    Some(State {
        key,
        cameo: words(cameo).collect(),
        iso3: words(iso3).collect(),
        cow: words(cow).filter_map(number).collect(),
        letters: words(letters).collect(),
        gw: words(gw).filter_map(number).collect(),
        fips: words(fips).collect(),
        periods: words(periods).filter_map(period).collect(),
        names: names.split('|').collect(),
    })
}

fn words(field: &'static str) -> impl Iterator<Item = &'static str> {
    field.split(' ').filter(|word| *word != "-")
}

/// `365`, or `365:1922-12-30..1991-12-26`.
fn number(text: &str) -> Option<Numbered> {
    let (number, when) = text.split_once(':').unwrap_or((text, ".."));
    Some(Numbered { number: number.parse().ok()?, period: period(when)? })
}

fn period(text: &str) -> Option<Period> {
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

    /// Nothing in the table is passed over, and nothing in it means two states at a time.
    #[test]
    fn every_field_of_the_table_is_read() {
        let rows: Vec<_> = rows(include_str!("states.tsv")).collect();
        assert_eq!(rows.len(), REGISTRY.states.len());
        let count = |column: usize| rows.iter().flat_map(|row| words(row[column])).count();
        let sizes = [
            (1, &REGISTRY.cameo),
            (2, &REGISTRY.iso3),
            (4, &REGISTRY.letters),
            (6, &REGISTRY.fips),
        ];
        for (column, codes) in sizes {
            assert_eq!(count(column), codes.len(), "column {column}: a code stands twice");
        }
        for (column, numbers) in [(3, &REGISTRY.cow), (5, &REGISTRY.gw)] {
            assert_eq!(count(column), numbers.values().map(Vec::len).sum::<usize>());
            for (number, held) in numbers {
                let mut bounds: Vec<_> =
                    held.iter().map(|(period, _)| (period.from, period.until)).collect();
                bounds.sort();
                assert!(
                    bounds.windows(2).all(|two| two[0].1.is_some() && two[0].1 == two[1].0),
                    "{number}"
                );
                assert!(bounds[0].0.is_none() || held.len() == 1, "{number}");
            }
        }
        let periods: usize = REGISTRY.states.iter().map(|state| state.periods.len()).sum();
        assert_eq!(count(7), periods);
        for (nth, state) in REGISTRY.states.iter().enumerate() {
            let own =
                state.names.iter().all(|name| REGISTRY.names.get(&fold::name(name)) == Some(&nth));
            assert!(own, "{state:?} shares a name");
        }
    }
}
