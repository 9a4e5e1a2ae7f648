//! What may be given for a date.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

use super::when::{MENDED, Precision, When};
use crate::error::{Error, Issue};
use sealed::Sealed;

/// What a `when` argument may be. Text that is no date becomes a problem of
/// [`TimelineBuilder::build`](crate::TimelineBuilder::build), with its place.
///
/// Implemented for [`When`], text, [`NaiveDate`], and [`DateTime`] in UTC or at a fixed offset
/// (both to the second); closed to other types.
///
/// ```
/// use chrono::NaiveDate;
/// use escalade::{Actor, Deed, Event, Timeline};
///
/// let mut builder = Timeline::builder();
/// let usa = builder.add_actor(Actor::new("USA"));
/// builder.add_event(Event::action(usa, NaiveDate::from_ymd_opt(2024, 4, 18).unwrap(), Deed::Sanction));
/// builder.add_event(Event::action(usa, "18 April", Deed::Sanction));
/// let error = builder.build().unwrap_err();
/// assert_eq!(error.issues()[0].place().field(), Some("events/1/when"));
/// ```
pub trait IntoWhen: Sealed {
    #[doc(hidden)]
    fn into_when(self) -> Result<When, Error>;
}

/// A date as it was given: bad text waits here for the builder to report it.
pub(crate) type Given = Result<When, Error>;

/// What a column holds of an onset that seconds and a precision say everything of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plain {
    pub(crate) earliest: i64,
    pub(crate) length: u32,
    pub(crate) precision: Precision,
}

mod sealed {
    use super::{DateTime, FixedOffset, NaiveDate, Plain, Precision, Utc, When};
    use crate::model::when::DAY;

    pub trait Sealed {
        /// The date as a column holds it, where that is known without further ado.
        fn as_plain(&self) -> Option<Plain> {
            None
        }
    }

    impl Sealed for When {
        fn as_plain(&self) -> Option<Plain> {
            self.as_plain()
        }
    }

    impl Sealed for &str {}
    impl Sealed for String {}
    impl Sealed for DateTime<FixedOffset> {}

    impl Sealed for NaiveDate {
        fn as_plain(&self) -> Option<Plain> {
            let earliest = i64::from(self.to_epoch_days()) * DAY;
            let plain = Plain { earliest, length: DAY as u32, precision: Precision::Day };
            Some(plain).filter(Plain::has_year)
        }
    }

    impl Sealed for DateTime<Utc> {
        fn as_plain(&self) -> Option<Plain> {
            let is_leap = self.timestamp_subsec_nanos() >= 1_000_000_000;
            let earliest = self.timestamp();
            let plain = Plain { earliest, length: 1, precision: Precision::Second };
            Some(plain).filter(|plain| !is_leap && plain.has_year())
        }
    }
}

impl Plain {
    /// Whether it begins in a year from 0 to 9999.
    fn has_year(&self) -> bool {
        const YEAR_0: i64 = -62_167_219_200;
        const YEAR_10000: i64 = 253_402_300_800;
        (YEAR_0..YEAR_10000).contains(&self.earliest)
    }
}

impl IntoWhen for When {
    fn into_when(self) -> Result<When, Error> {
        Ok(self)
    }
}

impl IntoWhen for &str {
    fn into_when(self) -> Result<When, Error> {
        self.parse()
    }
}

impl IntoWhen for String {
    fn into_when(self) -> Result<When, Error> {
        self.parse()
    }
}

impl IntoWhen for NaiveDate {
    fn into_when(self) -> Result<When, Error> {
        match self.as_plain() {
            Some(_) => Ok(When::day(self)),
            None => Err(Error::value(Issue::new("", self, "a year from 0 to 9999", MENDED))),
        }
    }
}

impl IntoWhen for DateTime<Utc> {
    fn into_when(self) -> Result<When, Error> {
        match self.as_plain() {
            Some(Plain { earliest, precision, .. }) => Ok(When::from_plain(earliest, precision)),
            None => self.format("%Y-%m-%dT%H:%M:%SZ").to_string().parse(),
        }
    }
}

impl IntoWhen for DateTime<FixedOffset> {
    fn into_when(self) -> Result<When, Error> {
        self.format("%Y-%m-%dT%H:%M:%S%:z").to_string().parse()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::IntoWhen;

    #[test]
    fn an_instant_given_is_the_same_as_written() {
        for text in ["1969-12-31T23:59:59Z", "2024-04-13T20:15:00Z", "0000-01-01T00:00:00Z"] {
            let instant: DateTime<Utc> = text.parse().expect("an instant");
            for instant in [instant, instant + TimeDelta::milliseconds(999)] {
                let given = instant.into_when().expect("a year of four digits");
                assert_eq!(given, text.parse().expect("a date"));
            }
        }
        assert!((DateTime::<Utc>::MAX_UTC).into_when().is_err(), "no year of four digits");
    }
}
