//! Comparison of the names of columns and fields.

use std::str::Chars;

/// Compares two names of columns by their letters and digits, ignoring case.
pub(super) fn is_same_name(one: &str, other: &str) -> bool {
    if one.eq_ignore_ascii_case(other) {
        return true;
    }
    let (mut one, mut other) = (one.chars(), other.chars());
    let mut has_letters = false;
    loop {
        match (next_letter(&mut one), next_letter(&mut other)) {
            (Some(one), Some(other)) if are_same_in_lower_case(one, other) => {
                has_letters = true;
            }
            (None, None) => return has_letters,
            _ => return false,
        }
    }
}

fn are_same_in_lower_case(one: char, other: char) -> bool {
    let (mut one, mut other) = (one.to_lowercase(), other.to_lowercase());
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (one, other) if one == other => {}
            _ => return false,
        }
    }
}

/// Returns the next letter or digit of a name.
fn next_letter(name: &mut Chars<'_>) -> Option<char> {
    loop {
        let letter = name.next()?;
        if letter.is_alphanumeric() {
            return Some(letter);
        }
    }
}
