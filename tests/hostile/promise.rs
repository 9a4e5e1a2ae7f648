//! What holds of a reading, whatever was read.

use escalade::{Error, ErrorKind, Location, MAX_ISSUES, read::Reading};

/// Holds what came of reading against what is promised of it.
pub(crate) fn check(reading: &Result<Reading, Error>) {
    match reading {
        Ok(Reading { timeline, report, .. }) => {
            assert_eq!(report.events, timeline.len() as u64);
            assert!(report.skipped <= timeline.unreadable(), "a document has some of its own");
            assert!(report.skipped == 0 || !report.problems.is_empty());
            assert!(report.problems.iter().all(|problem| problem.location().line().is_some()));
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Input, "{error}");
            assert!((1..=MAX_ISSUES).contains(&error.issues().len()), "{error}");
            // That a file is missing is said of all of them.
            let is_placed =
                |place: &Location| place.file().is_some() || place.field() == Some("files");
            assert!(error.issues().iter().all(|issue| is_placed(issue.location())), "{error}");
            assert!(error.to_string().len() < 1_000 * (1 + MAX_ISSUES));
        }
    }
}
