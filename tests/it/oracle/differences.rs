//! Where answers differ from what is due.

use std::fmt::Debug;

/// Differences in words; empty where there is none.
#[derive(Default)]
pub(super) struct Differences(pub(super) String);

impl Differences {
    pub(super) fn tell(&mut self, what: &str, given: &dyn Debug, due: &dyn Debug) {
        let (given, due) = (format!("{given:?}"), format!("{due:?}"));
        if given != due {
            self.0 += &format!("{what}: given {given}\n{what}:   due {due}\n");
        }
    }

    /// Item by item, those that one list lacks included.
    pub(super) fn tell_each<T: Debug + PartialEq>(&mut self, what: &str, given: &[T], due: &[T]) {
        for nth in 0..given.len().max(due.len()) {
            let (given, due) = (given.get(nth), due.get(nth));
            if given != due {
                self.tell(&format!("{what} {nth}"), &given, &due);
            }
        }
    }
}
