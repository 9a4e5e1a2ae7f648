//! Differences between actual and expected answers.

use std::fmt::Debug;

/// Differences as text; empty if there is none.
#[derive(Default)]
pub(super) struct Differences(pub(super) String);

impl Differences {
    pub(super) fn compare(&mut self, what: &str, actual: &dyn Debug, expected: &dyn Debug) {
        let (actual, expected) = (format!("{actual:?}"), format!("{expected:?}"));
        if actual != expected {
            self.0 += &format!("{what}: actual {actual}\n{what}: expected {expected}\n");
        }
    }

    /// Compares two lists item by item; an item that only one of them has is a difference.
    pub(super) fn compare_each<T: Debug + PartialEq>(
        &mut self,
        what: &str,
        actual: &[T],
        expected: &[T],
    ) {
        for nth in 0..actual.len().max(expected.len()) {
            let (actual, expected) = (actual.get(nth), expected.get(nth));
            if actual != expected {
                self.compare(&format!("{what} {nth}"), &actual, &expected);
            }
        }
    }
}
