//! The error type of the crate, and the issues it reports.

use std::{error::Error as StdError, fmt, io, path::Path, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::safe_text::{escaped, on_one_line};

/// The maximum number of [`Issue`]s that an [`Error`] holds. Further issues are only counted.
///
/// ```
/// assert_eq!(escalade::error::MAX_ISSUES, 100);
/// ```
pub const MAX_ISSUES: usize = 100;

/// The category of an [`Error`], for programs to match on.
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
    /// A single value is malformed or out of range: a date, a level, a confidence.
    Value,
    /// The actors, events and links are inconsistent with one another.
    Timeline,
    /// A query is contradictory, or does not fit the timeline it is run on.
    Query,
    /// The text of a file does not follow its format.
    Input,
    /// The operating system failed to read or write.
    Io,
    /// The request cannot be fulfilled; the message says why.
    Unsupported,
    /// A callback has stopped the computation of an answer.
    Interrupted,
}

/// The error type of all fallible functions in this crate.
///
/// An `Error` is one pointer wide and cheap to clone. Where input was checked, it holds all issues
/// found (at most [`MAX_ISSUES`]), each with its location, what was expected, and a remedy.
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
    /// Returns the category of this error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the issues found, in the order of the input, at most [`MAX_ISSUES`].
    ///
    /// The slice is empty only if no input was checked, for instance because a file could not be
    /// opened.
    pub fn issues(&self) -> &[Issue] {
        &self.0.issues
    }

    /// Returns the number of issues found, including those beyond [`MAX_ISSUES`].
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

    /// Returns an error with the same issues in other words or another order.
    pub(crate) fn restated(&self, issues: Vec<Issue>) -> Self {
        let total = self.issue_count().max(issues.len());
        Issues { issues, total }.into_error(ErrorKind::Input)
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
        let f: &mut dyn fmt::Write = f;
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

/// The text between what is allowed and the remedy, in a printed [`Issue`].
pub(crate) const REMEDY_SEPARATOR: &str = "; to fix it, ";

/// One problem in the input: its location, the value found, what is allowed, and a remedy.
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
    #[serde(rename = "place")]
    location: Location,
    got: String,
    allowed: String,
    remedy: String,
}

impl Issue {
    pub(crate) fn new(
        location: impl Into<Location>,
        got: impl fmt::Display,
        allowed: impl fmt::Display,
        remedy: impl fmt::Display,
    ) -> Self {
        // Almost every caller has argument types of its own: what does not depend on them is not compiled
        // for each of them.
        Self::from_parts(location.into(), [&got, &allowed, &remedy])
    }

    fn from_parts(location: Location, [got, allowed, remedy]: [&dyn fmt::Display; 3]) -> Self {
        Self {
            location,
            got: truncated(got.to_string()),
            allowed: allowed.to_string(),
            remedy: remedy.to_string(),
        }
    }

    /// Returns where the problem is.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Returns the value found, truncated if it is long.
    pub fn got(&self) -> &str {
        &self.got
    }

    /// Returns what would be valid at this location.
    pub fn allowed(&self) -> &str {
        &self.allowed
    }

    /// Returns how to fix the problem, as an instruction.
    pub fn remedy(&self) -> &str {
        &self.remedy
    }

    pub(crate) fn within(mut self, outer: &Location) -> Self {
        self.location = self.location.inside(outer);
        self
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.location.is_empty() {
            write!(f, "{}: ", self.location)?;
        }
        // What is allowed and the remedy may name keys and codes of the input.
        write!(
            f,
            "got {}; allowed: {}{REMEDY_SEPARATOR}{}",
            quoted(&self.got),
            on_one_line(&self.allowed),
            on_one_line(&self.remedy)
        )
    }
}

/// A location in the input: a file, a line, and a field or path, each if known.
///
/// ```
/// use escalade::Timeline;
///
/// let mut builder = Timeline::builder();
/// builder.add_actor(escalade::Actor::new("IRN"));
/// builder.add_actor(escalade::Actor::new("IRN"));
/// let error = builder.build().unwrap_err();
/// assert_eq!(error.issues()[0].location().field(), Some("actors/1/key"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

impl Location {
    /// Returns the name of the file, as it was given to the reader.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// Returns the line in the file, counted from 1.
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// Returns the field of a record, or the path of a field in a document, such as
    /// `events/3/when`.
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

    /// Places this location within an outer one: a field within its record, a line within its file.
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

impl From<String> for Location {
    fn from(field: String) -> Self {
        Self { field: Some(field), ..Self::default() }
    }
}

impl From<&str> for Location {
    fn from(field: &str) -> Self {
        field.to_owned().into()
    }
}

impl fmt::Display for Location {
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

/// Issues collected during a check. Bounded, so that bad input cannot exhaust the memory.
#[derive(Debug, Default)]
pub(crate) struct Issues {
    issues: Vec<Issue>,
    total: usize,
}

impl Issues {
    pub(crate) fn push(&mut self, issue: Issue) {
        self.total += 1;
        if self.issues.len() < MAX_ISSUES {
            self.issues.push(issue);
        }
    }

    /// Adds the issues of another error, with their locations placed within `outer`.
    pub(crate) fn absorb(&mut self, error: &Error, outer: &Location) {
        let beyond = error.issue_count() - error.issues().len();
        for issue in error.issues() {
            self.push(issue.clone().within(outer));
        }
        self.total += beyond;
    }

    #[cfg_attr(not(feature = "json"), allow(dead_code))]
    pub(crate) fn into_vec(self) -> Vec<Issue> {
        self.issues
    }

    pub(crate) fn count(&self) -> usize {
        self.total
    }

    pub(crate) fn into_error(self, kind: ErrorKind) -> Error {
        let headline = match kind {
            ErrorKind::Value => "not a valid value",
            ErrorKind::Timeline => "the timeline is inconsistent",
            ErrorKind::Query => "the query cannot be answered",
            ErrorKind::Input => "the input does not follow its format",
            ErrorKind::Io => "input or output failed",
            ErrorKind::Unsupported => "not supported",
            ErrorKind::Interrupted => "interrupted",
        };
        let cause = Cause::Checked(headline);
        Error(Arc::new(Inner { kind, cause, issues: self.issues, total: self.total }))
    }

    pub(crate) fn check(self, kind: ErrorKind) -> Result<(), Error> {
        if self.total == 0 { Ok(()) } else { Err(self.into_error(kind)) }
    }
}

impl From<Issue> for Issues {
    fn from(issue: Issue) -> Self {
        Self { issues: vec![issue], total: 1 }
    }
}

/// Truncates long values, so that a hostile file cannot make a message as long as itself.
fn truncated(text: String) -> String {
    const MAX_CHARS: usize = 80;
    let mut short = String::new();
    for (nth, letter) in text.chars().enumerate() {
        if nth == MAX_CHARS {
            short.push('…');
            return short;
        }
        short.push(letter);
    }
    text
}

/// Quotes a value and escapes its control characters, so that it cannot control the terminal.
fn quoted(text: &str) -> String {
    if text.is_empty() { "nothing".into() } else { format!("«{}»", escaped(text)) }
}
