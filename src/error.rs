//! One opaque error, with every problem it stands for.

use std::{error::Error as StdError, fmt, io, path::Path, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::safe_text::{escaped, on_one_line};

/// How many [`Issue`]s an [`Error`] keeps; the rest are counted.
///
/// ```
/// assert_eq!(escalade::MAX_ISSUES, 100);
/// ```
pub const MAX_ISSUES: usize = 100;

/// What went wrong, in one word for a program to branch on.
///
/// ```
/// use escalade::{ErrorKind, Timeline};
///
/// let mut builder = Timeline::builder();
/// builder.add_actor(escalade::Actor::new(""));
/// assert_eq!(builder.build().unwrap_err().kind(), ErrorKind::Timeline);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A value on its own is not of its form: a date, a level, a confidence.
    Value,
    /// Actors, events and links do not make a timeline together.
    Timeline,
    /// A query does not fit, in itself or the timeline it is asked of.
    Query,
    /// The text of a file is not what its format asks for.
    Input,
    /// The operating system refused to read or write.
    Io,
    /// What is asked for cannot be done here; the message says why.
    Unsupported,
}

/// The error of every fallible call in this crate.
///
/// It is one word wide, cheap to clone, and where input was checked it carries every problem
/// found, up to [`MAX_ISSUES`], each with where it is and how to mend it.
///
/// ```
/// use escalade::When;
///
/// let error = "2024-13-01".parse::<When>().unwrap_err();
/// assert_eq!(error.kind(), escalade::ErrorKind::Value);
/// assert!(error.to_string().contains("2024-13-01"));
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    cause: Cause,
    issues: Vec<Issue>,
    total: usize,
}

#[derive(Debug, thiserror::Error)]
enum Cause {
    #[error("{0}")]
    Checked(&'static str),
    #[error("{}: could not be read or written", on_one_line(.name))]
    Io { name: String, source: io::Error },
}

impl Error {
    /// The kind of this error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The problems found, in the order of the input, [`MAX_ISSUES`] at most.
    ///
    /// Empty only where there was no input to check, as when a file could not be opened.
    pub fn issues(&self) -> &[Issue] {
        &self.0.issues
    }

    /// How many problems were found, those beyond [`MAX_ISSUES`] included.
    pub fn issue_count(&self) -> usize {
        self.0.total
    }

    pub(crate) fn io(name: impl AsRef<Path>, source: io::Error) -> Self {
        let name = name.as_ref().display().to_string();
        let cause = Cause::Io { name, source };
        Self(Arc::new(Inner { kind: ErrorKind::Io, cause, issues: Vec::new(), total: 0 }))
    }

    pub(crate) fn value(issue: Issue) -> Self {
        Issues::from(issue).into_error(ErrorKind::Value)
    }

    /// The same problems of some input, put in other words or another order.
    pub(crate) fn restated(&self, issues: Vec<Issue>) -> Self {
        let total = self.issue_count().max(issues.len());
        Issues { kept: issues, total }.into_error(ErrorKind::Input)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("cause", &self.0.cause)
            .field("issues", &self.0.issues)
            .field("total", &self.0.total)
            .finish()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.cause)?;
        match self.0.issues.as_slice() {
            [] => {}
            [only] if self.0.total == 1 => write!(f, ": {only}")?,
            many => {
                write!(f, " ({} problems)", self.0.total)?;
                for issue in many {
                    write!(f, "\n  {issue}")?;
                }
                if self.0.total > many.len() {
                    write!(f, "\n  and {} more", self.0.total - many.len())?;
                }
            }
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.cause.source()
    }
}

/// One problem: where it is, what was there, what is allowed, and how to mend it.
///
/// ```
/// use escalade::When;
///
/// let error = "13 April".parse::<When>().unwrap_err();
/// let issue = &error.issues()[0];
/// assert_eq!(issue.got(), "13 April");
/// assert!(issue.allowed().contains("EDTF"));
/// assert!(issue.remedy().contains("2024-04-13"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    place: Place,
    got: String,
    allowed: String,
    remedy: String,
}

impl Issue {
    pub(crate) fn new(
        place: impl Into<Place>,
        got: impl fmt::Display,
        allowed: impl fmt::Display,
        remedy: impl fmt::Display,
    ) -> Self {
        Self {
            place: place.into(),
            got: shortened(got.to_string()),
            allowed: allowed.to_string(),
            remedy: remedy.to_string(),
        }
    }

    /// Where the problem is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The value found, shortened where it is long.
    pub fn got(&self) -> &str {
        &self.got
    }

    /// What could stand there.
    pub fn allowed(&self) -> &str {
        &self.allowed
    }

    /// How to mend it.
    pub fn remedy(&self) -> &str {
        &self.remedy
    }

    pub(crate) fn within(mut self, outer: &Place) -> Self {
        self.place = self.place.inside(outer);
        self
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        // What is allowed and the remedy may name keys and codes of the input.
        write!(
            f,
            "got {}; allowed: {}; to mend it, {}",
            quoted(&self.got),
            on_one_line(&self.allowed),
            on_one_line(&self.remedy)
        )
    }
}

/// Where in the input a problem is: a file, a line, and a field or path, each if known.
///
/// ```
/// use escalade::Timeline;
///
/// let mut builder = Timeline::builder();
/// builder.add_actor(escalade::Actor::new("IRN"));
/// builder.add_actor(escalade::Actor::new("IRN"));
/// let error = builder.build().unwrap_err();
/// assert_eq!(error.issues()[0].place().field(), Some("actors/1/key"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

impl Place {
    /// The file, as it was named to the reader.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The line in the file, counted from 1.
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// The field of a record, or the path to it in a document: `events/3/when`.
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    pub(crate) fn in_file(file: impl Into<String>) -> Self {
        Self { file: Some(file.into()), ..Self::default() }
    }

    pub(crate) fn at_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.file.is_none() && self.line.is_none() && self.field.is_none()
    }

    /// This place inside another: the field of a record, the line of a file.
    pub(crate) fn inside(self, outer: &Self) -> Self {
        let field = match (&outer.field, self.field) {
            (Some(outer), Some(inner)) if !inner.is_empty() => Some(format!("{outer}/{inner}")),
            (Some(outer), Some(_)) => Some(outer.clone()),
            (outer, inner) => inner.or_else(|| outer.clone()),
        };
        Self {
            file: self.file.or_else(|| outer.file.clone()),
            line: self.line.or(outer.line),
            field,
        }
    }
}

impl From<String> for Place {
    fn from(field: String) -> Self {
        Self { field: Some(field), ..Self::default() }
    }
}

impl From<&str> for Place {
    fn from(field: &str) -> Self {
        field.to_owned().into()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if let Some(file) = &self.file {
            f.write_str(&on_one_line(file))?;
            separator = ": ";
        }
        if let Some(line) = self.line {
            write!(f, "{separator}line {line}")?;
            separator = ": ";
        }
        if let Some(field) = &self.field {
            write!(f, "{separator}{}", on_one_line(field))?;
        }
        Ok(())
    }
}

/// Problems gathered while checking, bounded in number however bad the input.
#[derive(Debug, Default)]
pub(crate) struct Issues {
    kept: Vec<Issue>,
    total: usize,
}

impl Issues {
    pub(crate) fn push(&mut self, issue: Issue) {
        self.total += 1;
        if self.kept.len() < MAX_ISSUES {
            self.kept.push(issue);
        }
    }

    /// Takes over the problems of another error, each placed within `outer`.
    pub(crate) fn absorb(&mut self, error: &Error, outer: &Place) {
        let beyond = error.issue_count() - error.issues().len();
        for issue in error.issues() {
            self.push(issue.clone().within(outer));
        }
        self.total += beyond;
    }

    /// Those in words.
    #[cfg_attr(not(feature = "json"), allow(dead_code))]
    pub(crate) fn kept(self) -> Vec<Issue> {
        self.kept
    }

    pub(crate) fn count(&self) -> usize {
        self.total
    }

    pub(crate) fn into_error(self, kind: ErrorKind) -> Error {
        let headline = match kind {
            ErrorKind::Value => "not a valid value",
            ErrorKind::Timeline => "the timeline does not hold together",
            ErrorKind::Query => "the query cannot be answered",
            ErrorKind::Input => "the input does not follow its format",
            ErrorKind::Io => "input or output failed",
            ErrorKind::Unsupported => "not supported",
        };
        let cause = Cause::Checked(headline);
        Error(Arc::new(Inner { kind, cause, issues: self.kept, total: self.total }))
    }

    pub(crate) fn check(self, kind: ErrorKind) -> Result<(), Error> {
        if self.total == 0 { Ok(()) } else { Err(self.into_error(kind)) }
    }
}

impl From<Issue> for Issues {
    fn from(issue: Issue) -> Self {
        Self { kept: vec![issue], total: 1 }
    }
}

/// Keeps the first characters of a long text, so that a hostile file cannot make a message as long as
/// itself.
fn shortened(text: String) -> String {
    const KEPT: usize = 80;
    if text.chars().nth(KEPT).is_none() {
        return text;
    }
    let mut short: String = text.chars().take(KEPT).collect();
    short.push('…');
    short
}

fn quoted(text: &str) -> String {
    if text.is_empty() { "nothing".into() } else { format!("«{}»", escaped(text)) }
}
