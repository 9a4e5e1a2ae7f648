//! Spans of time in words.

use chrono::TimeDelta;

/// A span of time in days, hours and minutes, as far as there are any.
pub(crate) fn span(seconds: i64) -> String {
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
