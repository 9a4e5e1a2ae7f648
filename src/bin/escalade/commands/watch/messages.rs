//! Messages to the standard error.

use std::fmt::Display;

use escalade::error::Issue;

use crate::{print_problem, safe_text::escaped};

pub(super) fn say_all_awaited(awaited: &[Issue]) {
    for note in awaited {
        say_awaited(&note.location().to_string(), note.got(), note.remedy());
    }
}

pub(super) fn say_awaited(place: &str, key: &str, remedy: &str) {
    print_problem(&format!(
        "escalade: {place}: nothing is recorded of the actor «{}» yet, which is waited for; {remedy}",
        escaped(key)
    ));
}

pub(super) fn say_refused(place: &str, problem: &dyn Display) {
    print_problem(&format!("escalade: {place}: refused: {problem}"));
}
