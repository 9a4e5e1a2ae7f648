//! Spans of time as a document writes them: in days, hours, minutes and seconds, by ISO 8601.

use chrono::TimeDelta;

const UNITS: [(char, i64); 4] = [('D', 86_400), ('H', 3_600), ('M', 60), ('S', 1)];

/// Reads a span such as `P30D`, `PT36H` or `P1DT12H`.
pub(super) fn parse(text: &str) -> Option<TimeDelta> {
    let mut rest = text.strip_prefix('P')?;
    let (mut seconds, mut unit, mut in_day) = (0_i64, 0, false);
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix('T').filter(|time| !in_day && !time.is_empty()) {
            (rest, in_day, unit) = (time, true, unit.max(1));
            continue;
        }
        let digits = rest.find(|letter: char| !letter.is_ascii_digit())?;
        let number: i64 = rest[..digits].parse().ok()?;
        let letter = rest[digits..].chars().next()?;
        let nth = UNITS.iter().position(|(known, _)| *known == letter)?;
        if nth < unit || (nth > 0) != in_day {
            return None;
        }
        seconds = seconds.checked_add(number.checked_mul(UNITS[nth].1)?)?;
        (rest, unit) = (&rest[digits + 1..], nth + 1);
    }
    TimeDelta::try_seconds(seconds)
}

/// Writes a span so that [`parse`] gives it back.
pub(super) fn write(span: TimeDelta) -> String {
    let mut left = span.num_seconds().max(0);
    let mut text = String::from("P");
    for &(letter, length) in &UNITS {
        let number = left / length;
        left %= length;
        if number > 0 {
            if letter != 'D' && !text.contains('T') {
                text.push('T');
            }
            text.push_str(&format!("{number}{letter}"));
        }
    }
    if text == "P" { "PT0S".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::{parse, write};

    #[test]
    fn a_span_that_is_written_can_be_read_back() {
        for seconds in [0, 1, 59, 60, 3_600, 86_399, 86_400, 90_061, 30 * 86_400] {
            let span = TimeDelta::seconds(seconds);
            assert_eq!(parse(&write(span)), Some(span), "{}", write(span));
        }
        assert_eq!(write(TimeDelta::days(30)), "P30D");
        assert_eq!(write(TimeDelta::hours(36)), "P1DT12H");
        assert_eq!(parse("PT36H"), Some(TimeDelta::hours(36)));
    }

    #[test]
    fn other_texts_are_no_spans() {
        for text in [
            "",
            "P",
            "PT",
            "30",
            "30D",
            "P30",
            "PD",
            "P1H",
            "PT1D",
            "PT1M1H",
            "P1DT",
            "P-1D",
            "P1Y",
            "P1DT1HT1M",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse("P99999999999999999999D"), None);
    }
}
