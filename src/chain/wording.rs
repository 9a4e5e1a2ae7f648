//! Numbers and names in words.

pub(super) use crate::timeline::span;

use crate::model::Level;

pub(super) fn rising(rise: Level) -> String {
    match rise.tenths() {
        0 => "level".to_owned(),
        ..0 => format!("falling {}", Level::from_tenths(-rise.tenths())),
        _ => format!("rising {rise}"),
    }
}

/// `ShareIntercepted` as `share intercepted`.
pub(super) fn spaced(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}
