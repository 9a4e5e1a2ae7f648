//! Conversion of arguments into dates.

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat, Utc};

use super::{
    plain_onset::{PlainOnset, Precision},
    when::{WHEN_REMEDY, When},
};
use crate::error::{Error, Issue};
use sealed::Sealed;

/// The type of date arguments.
///
/// Text that is not a valid date is accepted here, and reported with its location by
/// [`TimelineBuilder::build`](crate::TimelineBuilder::build).
///
/// Implemented for [`When`], for text, for [`NaiveDate`], and for [`DateTime`] in UTC or with a
/// fixed offset. Fractions of a second are dropped. The trait is sealed.
///
/// ```
/// use chrono::NaiveDate;
/// use escalade::{Actor, Event, Timeline, model::ActionKind};
///
/// let mut builder = Timeline::builder();
/// let usa = builder.add_actor(Actor::new("USA"));
/// builder.add_event(Event::action(usa, NaiveDate::from_ymd_opt(2024, 4, 18).unwrap(), ActionKind::Sanction));
/// builder.add_event(Event::action(usa, "18 April", ActionKind::Sanction));
/// let error = builder.build().unwrap_err();
/// assert_eq!(error.issues()[0].location().field(), Some("events/1/when"));
/// ```
pub trait IntoWhen: Sealed {
    #[doc(hidden)]
    fn into_when(self) -> Result<When, Error>;
}

/// A date argument after parsing. The builder holds the error until it reports all problems.
pub(crate) type ParsedWhen = Result<When, Error>;

mod sealed {
    use super::{DateTime, FixedOffset, NaiveDate, PlainOnset, Precision, Utc, When};
    use crate::model::plain_onset::DAY;

    pub trait Sealed {
        /// Returns the plain onset of the date, if that takes no parsing.
        fn as_plain(&self) -> Option<PlainOnset> {
            None
        }
    }

    impl Sealed for When {
        fn as_plain(&self) -> Option<PlainOnset> {
            self.as_plain()
        }
    }

    impl Sealed for &str {}
    impl Sealed for String {}
    impl Sealed for DateTime<FixedOffset> {}

    impl Sealed for NaiveDate {
        fn as_plain(&self) -> Option<PlainOnset> {
            let earliest = i64::from(self.to_epoch_days()) * DAY;
            let plain = PlainOnset { earliest, length: DAY as u32, precision: Precision::Day };
            Some(plain).filter(PlainOnset::has_year)
        }
    }

    impl Sealed for DateTime<Utc> {
        fn as_plain(&self) -> Option<PlainOnset> {
            // chrono represents a leap second as a second that is two billion nanoseconds long. Such
            // an instant is left to `into_when`, which rejects it.
            let is_leap = self.timestamp_subsec_nanos() >= 1_000_000_000;
            let earliest = self.timestamp();
            let plain = PlainOnset { earliest, length: 1, precision: Precision::Second };
            Some(plain).filter(|plain| !is_leap && plain.has_year())
        }
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
            None => Err(Error::value(Issue::new("", self, "a year from 0 to 9999", WHEN_REMEDY))),
        }
    }
}

impl IntoWhen for DateTime<Utc> {
    fn into_when(self) -> Result<When, Error> {
        match self.as_plain() {
            Some(PlainOnset { earliest, precision, .. }) => {
                Ok(When::from_plain(earliest, precision))
            }
            None => self.to_rfc3339_opts(SecondsFormat::Secs, true).parse(),
        }
    }
}

impl IntoWhen for DateTime<FixedOffset> {
    fn into_when(self) -> Result<When, Error> {
        self.to_rfc3339_opts(SecondsFormat::Secs, false).parse()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::IntoWhen;

    #[test]
    fn an_instant_converts_to_the_same_date_as_its_text() {
        for text in ["1969-12-31T23:59:59Z", "2024-04-13T20:15:00Z", "0000-01-01T00:00:00Z"] {
            let instant: DateTime<Utc> = text.parse().expect("an instant");
            for instant in [instant, instant + TimeDelta::milliseconds(999)] {
                let given = instant.into_when().expect("a year of four digits");
                assert_eq!(given, text.parse().expect("a date"));
            }
        }
        assert!(
            (DateTime::<Utc>::MAX_UTC).into_when().is_err(),
            "the year has more than four digits"
        );
    }
}
