//! The treatment of records that cannot be read.

use crate::error::{Error, ErrorKind, Issue, Issues, Location};

/// The treatment of records that cannot be read.
///
/// ```
/// use escalade::read::{BadRecords, Options};
///
/// let rows = "1979-04-15\tISRMIL\tJOR\t190\n1979-04-31\tJOR\tISRMIL\t190\n";
/// let error = Options::new().read("rows", rows.as_bytes()).unwrap_err();
/// assert_eq!(error.issues()[0].location().line(), Some(2));
///
/// let lenient = Options::new().bad_records(BadRecords::Skip { at_most: 10 });
/// let reading = lenient.read("rows", rows.as_bytes())?;
/// assert_eq!((reading.timeline.len(), reading.timeline.unreadable()), (1, 1));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BadRecords {
    /// The reading fails, and all problems are reported.
    #[default]
    Fail,
    /// Bad records are skipped, counted and reported, unless there are more than `at_most`.
    Skip {
        /// The number of bad records above which the reading fails.
        at_most: usize,
    },
}

impl BadRecords {
    /// Returns the problems of the skipped records, or the error if there are too many of them.
    pub(super) fn judge(
        self,
        file: &str,
        bad: usize,
        problems: Issues,
    ) -> Result<Vec<Issue>, Error> {
        let problems = problems.into_error(ErrorKind::Input);
        match self {
            Self::Fail if bad > 0 => Err(problems),
            Self::Skip { at_most } if bad > at_most => {
                let got = format!("{bad} bad records");
                let allowed = format!("at most {at_most}, as set by the options");
                let place = Location::in_file(file);
                let limit = Issue::new(place, got, allowed, "correct them, or allow more");
                let mut issues = Issues::from(limit);
                issues.absorb(&problems, &Location::default());
                Err(issues.into_error(ErrorKind::Input))
            }
            _ => Ok(problems.issues().to_vec()),
        }
    }
}
