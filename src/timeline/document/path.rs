//! Where in a document a value stands, put into words only where there is something to report.

use std::fmt;

/// One step of a path, and the steps before it.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    outer: Option<&'a At<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Field(&'a str),
    Nth(usize),
}

impl<'a> At<'a> {
    pub(super) fn top(field: &'a str) -> Self {
        Self { outer: None, step: Step::Field(field) }
    }

    pub(super) fn field(&'a self, field: &'a str) -> Self {
        Self { outer: Some(self), step: Step::Field(field) }
    }

    pub(super) fn nth(&'a self, nth: usize) -> Self {
        Self { outer: Some(self), step: Step::Nth(nth) }
    }

    /// The nth of so many values; one alone stands in no list.
    pub(super) fn nth_of(&'a self, nth: usize, count: usize) -> Self {
        if count == 1 { *self } else { self.nth(nth) }
    }
}

/// `events/3/source`.
impl fmt::Display for At<'_> {
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
