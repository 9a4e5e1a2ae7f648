//! Windows of time.

use std::{
    fmt,
    ops::{Bound, RangeBounds},
};

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{IntoWhen, ParsedWhen, Precision, When},
};

/// A half-open window of time. It is unbounded where a bound is missing, and never empty.
///
/// A date as a bound means its earliest instant: `"2024-04".."2024-05"` is the month of April. The end of
/// an inclusive range is part of the window as a whole: `"2024-04-01"..="2024-04-13"` ends after 13 April.
///
/// ```
/// use escalade::timeline::Window;
///
/// let window = Window::new("2024-04-01"..="2024-04-13")?;
/// assert_eq!(window.from().unwrap().to_string(), "2024-04-01");
/// assert_eq!(window.until().unwrap().to_string(), "2024-04-14");
/// let written = serde_json::to_string(&window).unwrap();
/// assert_eq!(written, r#"{"from":"2024-04-01","until":"2024-04-14"}"#);
/// assert_eq!(serde_json::from_str::<Window>(&written).unwrap(), window);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "SerializedWindow")]
pub struct Window {
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<When>,
}

impl Window {
    /// Creates a window from a range of dates.
    ///
    /// ```
    /// # use escalade::timeline::Window;
    /// assert!(Window::new("2024-04"..).is_ok());
    /// let error = Window::new("April".."May").unwrap_err();
    /// assert_eq!(error.issue_count(), 2);
    /// assert!(Window::new("2024-05".."2024-04").is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// If a bound is not a date, or if the window is empty.
    pub fn new<W: IntoWhen + Clone>(range: impl RangeBounds<W>) -> Result<Self, Error> {
        let date = |when: &W| when.clone().into_when();
        Self::between(range.start_bound().map(date), range.end_bound().map(date))
    }

    fn between(start: Bound<ParsedWhen>, end: Bound<ParsedWhen>) -> Result<Self, Error> {
        let mut issues = Issues::default();
        let mut date = |when: ParsedWhen| {
            when.map_err(|error| issues.absorb(&error, &Location::from("during"))).ok()
        };
        // A range may exclude all time up to the end of the calendar. Then there is no date to start from.
        let (mut from, mut is_after_calendar) = (None, false);
        match start {
            Bound::Unbounded => {}
            Bound::Included(when) => from = date(when),
            Bound::Excluded(when) => {
                if let Some(when) = date(when) {
                    from = after(&when);
                    is_after_calendar = from.is_none();
                }
            }
        }
        let until = match end {
            Bound::Unbounded => None,
            Bound::Included(when) => date(when).and_then(|when| after(&when)),
            Bound::Excluded(when) => date(when),
        };
        issues.check(ErrorKind::Query)?;
        let window = Self { from, until };
        let (start, end) = window.seconds();
        if is_after_calendar || end <= start {
            let allowed = "a window that ends after it begins";
            let remedy = "swap or correct its bounds";
            return Err(Error::value(Issue::new("during", "an empty window", allowed, remedy)));
        }
        Ok(window)
    }

    /// Returns the date whose earliest instant begins the window, or `None` if the window has no start.
    pub fn from(&self) -> Option<&When> {
        self.from.as_ref()
    }

    /// Returns the date whose earliest instant ends the window and is not part of it, or `None` if the
    /// window has no end.
    pub fn until(&self) -> Option<&When> {
        self.until.as_ref()
    }

    /// Creates a window from half-open Unix times in seconds. `i64::MIN` and `i64::MAX` mean no bound.
    pub(super) fn from_seconds(start: i64, end: i64) -> Self {
        Self {
            from: (start != i64::MIN).then(|| at(start)).flatten(),
            until: (end != i64::MAX).then(|| at(end)).flatten(),
        }
    }

    /// Returns the window as half-open Unix times in seconds. `i64::MIN` and `i64::MAX` mean no bound.
    pub(crate) fn seconds(&self) -> (i64, i64) {
        let start = self.from.as_ref().map_or(i64::MIN, When::earliest_second);
        let end = self.until.as_ref().map_or(i64::MAX, When::earliest_second);
        (start, end)
    }
}

/// A window can be used wherever a range of dates can.
impl RangeBounds<When> for Window {
    fn start_bound(&self) -> Bound<&When> {
        self.from.as_ref().map_or(Bound::Unbounded, Bound::Included)
    }

    fn end_bound(&self) -> Bound<&When> {
        self.until.as_ref().map_or(Bound::Unbounded, Bound::Excluded)
    }
}

/// Prints the window in words: `from 2024-04 until 2024-05`.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f: &mut dyn fmt::Write = f;
        match (&self.from, &self.until) {
            (Some(from), Some(until)) => write!(f, "from {from} until {until}"),
            (Some(from), None) => write!(f, "from {from} on"),
            (None, Some(until)) => write!(f, "until {until}"),
            (None, None) => f.write_str("at any time"),
        }
    }
}

/// Returns the first instant after a date, or `None` if the calendar ends with the date.
fn after(when: &When) -> Option<When> {
    at(when.latest_second())
}

/// Converts a Unix time to a date: to a day at the start of a day, and to a second otherwise.
fn at(second: i64) -> Option<When> {
    let precision = if second % 86_400 == 0 { Precision::Day } else { Precision::Second };
    When::from_plain(second, precision).to_string().parse().ok()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SerializedWindow {
    from: Option<String>,
    until: Option<String>,
}

impl TryFrom<SerializedWindow> for Window {
    type Error = Error;

    fn try_from(SerializedWindow { from, until }: SerializedWindow) -> Result<Self, Error> {
        let from = from.map_or(Bound::Unbounded, Bound::Included);
        Self::new((from, until.map_or(Bound::Unbounded, Bound::Excluded)))
    }
}
