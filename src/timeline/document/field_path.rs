//! The path to a value in a document, which is formatted only if there is a problem to report.

use std::fmt;

/// The last step of a path, with a reference to the steps before it.
///
/// This linked form needs no allocation, as most values have no problem.
#[derive(Clone, Copy)]
pub(super) struct FieldPath<'a> {
    outer: Option<&'a FieldPath<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Field(&'a str),
    Nth(usize),
}

impl<'a> FieldPath<'a> {
    pub(super) fn root(field: &'a str) -> Self {
        Self { outer: None, step: Step::Field(field) }
    }

    pub(super) fn field(&'a self, field: &'a str) -> Self {
        Self { outer: Some(self), step: Step::Field(field) }
    }

    pub(super) fn nth(&'a self, nth: usize) -> Self {
        Self { outer: Some(self), step: Step::Nth(nth) }
    }

    /// Returns the path of the nth of `count` values. A single value is not in a list.
    pub(super) fn nth_of(&'a self, nth: usize, count: usize) -> Self {
        if count == 1 { *self } else { self.nth(nth) }
    }
}

/// Writes the steps with slashes between them, as in `events/3/source`.
impl fmt::Display for FieldPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(outer) = self.outer {
            write!(f, "{outer}/")?;
        }
        match self.step {
            Step::Field(field) => f.write_str(field),
            Step::Nth(nth) => write!(f, "{nth}"),
        }
    }
}
