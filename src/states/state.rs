//! The type of states, countries and territories.

use std::fmt;

use chrono::NaiveDate;

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
    pub(super) key: &'static str,
    pub(super) cameo: Vec<&'static str>,
    pub(super) iso3: Vec<&'static str>,
    /// Numbers of the Correlates of War.
    pub(super) cow: Vec<NumberInPeriod>,
    pub(super) cow_letters: Vec<&'static str>,
    /// Numbers of Gleditsch and Ward.
    pub(super) gw: Vec<NumberInPeriod>,
    pub(super) fips: Vec<&'static str>,
    /// Periods of membership in the state system.
    pub(super) periods: Vec<Period>,
    /// English names, the most common one first. Never empty.
    pub(super) names: Vec<&'static str>,
}

/// A number assigned to a state during a period.
pub(super) struct NumberInPeriod {
    pub(super) number: u16,
    pub(super) period: Period,
}

/// A period from a day (inclusive) to a day (exclusive). `None` means no bound.
#[derive(Clone, Copy)]
pub(super) struct Period {
    pub(super) from: Option<NaiveDate>,
    pub(super) until: Option<NaiveDate>,
}

impl Period {
    pub(super) fn contains(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

impl State {
    /// Returns the key of the state: its CAMEO code, or else its code of ISO 3166, or else `COW`
    /// and its number in the Correlates of War, such as `COW300`.
    pub fn key(&self) -> &'static str {
        self.key
    }

    /// Returns the most common English name.
    pub fn name(&self) -> &'static str {
        self.names[0]
    }

    /// Returns all English names, the most common one first.
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

    /// Returns the three-letter codes of ISO 3166, the current one first.
    ///
    /// The slice is empty for states that ceased to exist before ISO 3166.
    ///
    /// ```
    /// use escalade::states::State;
    ///
    /// assert_eq!(State::by_key("ROM").unwrap().iso3(), ["ROU", "ROM"]);
    /// ```
    pub fn iso3(&self) -> &[&'static str] {
        &self.iso3
    }

    /// Returns the numbers in the Correlates of War, if any.
    ///
    /// ```
    /// use escalade::states::State;
    ///
    /// assert!(State::by_key("USR").unwrap().cow().eq([365]));
    /// ```
    pub fn cow(&self) -> impl Iterator<Item = u16> {
        distinct(&self.cow)
    }

    /// Returns the numbers of Gleditsch and Ward, if any.
    ///
    /// ```
    /// use escalade::states::State;
    ///
    /// assert!(State::by_key("DEU").unwrap().gw().eq([255, 260]));
    /// ```
    pub fn gw(&self) -> impl Iterator<Item = u16> {
        distinct(&self.gw)
    }

    /// Returns the periods of membership in the state system according to the Correlates of War.
    ///
    /// Each period has its first day and the day after its last one, or `None` if it has not ended.
    /// The underlying list ends with 2016. Territories have no periods, nor have states that were
    /// never members under this name.
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

    /// Returns `true` if the state was a member of the state system on a day.
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
        self.periods.iter().any(|period| period.contains(day))
    }

    /// Returns `true` if this is or was a state, or a country with a code of ISO 3166.
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

/// Writes the most common English name.
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

/// Returns each number once, in order of first occurrence.
fn distinct(numbers: &[NumberInPeriod]) -> impl Iterator<Item = u16> {
    let first = |nth: usize| numbers[..nth].iter().all(|one| one.number != numbers[nth].number);
    (0..numbers.len()).filter(move |nth| first(*nth)).map(|nth| numbers[nth].number)
}
