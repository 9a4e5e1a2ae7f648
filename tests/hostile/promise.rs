// Properties of every reading, whatever the input. The fuzz crate includes this file, which is why it has no
// inner doc comment.

use escalade::{
    Error, ErrorKind,
    error::{Location, MAX_ISSUES},
    read::Reading,
};

/// Asserts the properties that the documentation promises of every reading.
pub(crate) fn check(reading: &Result<Reading, Error>) {
    match reading {
        Ok(Reading { timeline, report, .. }) => {
            assert_eq!(report.events, timeline.len() as u64);
            assert!(report.skipped <= timeline.unreadable(), "a document has some of its own");
            assert!(report.skipped == 0 || !report.problems.is_empty());
            assert!(report.problems.iter().all(|problem| problem.location().line().is_some()));
        }
        Err(error) => {
            // Without their features, workbooks and files of Parquet are not supported.
            let is_unsupported = error.kind() == ErrorKind::Unsupported
                && ["feature `excel`", "feature `parquet`"]
                    .iter()
                    .any(|feature| error.to_string().contains(feature));
            assert!(error.kind() == ErrorKind::Input || is_unsupported, "{error}");
            assert!((1..=MAX_ISSUES).contains(&error.issues().len()), "{error}");
            // A missing file is reported for all files together.
            let is_placed =
                |place: &Location| place.file().is_some() || place.field() == Some("files");
            assert!(error.issues().iter().all(|issue| is_placed(issue.location())), "{error}");
            assert!(error.to_string().len() < 1_000 * (1 + MAX_ISSUES));
        }
    }
}
