//! Numbers and names in words.

use chrono::TimeDelta;

use crate::model::Level;

pub(super) fn rising(rise: Level) -> String {
    match rise.tenths() {
        0 => "level".to_owned(),
        ..0 => format!("falling {}", Level::from_tenths(-rise.tenths())),
        _ => format!("rising {rise}"),
    }
}

/// A span of time in days, hours and minutes, as far as there are any.
pub(super) fn span(seconds: i64) -> String {
    let span = TimeDelta::seconds(seconds);
    let parts = [
        (span.num_days(), "day"),
        (span.num_hours() % 24, "hour"),
        (span.num_minutes() % 60, "minute"),
        (span.num_seconds() % 60, "second"),
    ];
    let said: Vec<_> = parts
        .iter()
        .filter(|(number, _)| *number != 0)
        .map(|(number, unit)| format!("{number} {unit}{}", if *number == 1 { "" } else { "s" }))
        .collect();
    if said.is_empty() { "no time".to_owned() } else { said.join(" ") }
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
