//! Parsing of the dates in files of event data.

#[cfg(feature = "csv")]
use chrono::Datelike;
use chrono::NaiveDate;

/// Parses a day written as `YYYY-MM-DD`, `YYYYMMDD` or, in older files, `YYMMDD`.
///
/// A year of two digits is one from 1950 to 2049: the data begin in 1979, and files after 2049 do not use
/// this form.
pub(super) fn day(text: &[u8]) -> Option<NaiveDate> {
    let (year, month, day) = match text {
        [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => (year, [m1, m2], [d1, d2]),
        [year @ .., m1, m2, d1, d2] if matches!(year.len(), 2 | 4) => (year, [m1, m2], [d1, d2]),
        _ => return None,
    };
    let year = match (number(year)?, year.len()) {
        (year, 4) => year,
        (year @ 0..=49, _) => 2000 + year,
        (year, _) => 1900 + year,
    };
    let two = |digits: [&u8; 2]| number(&digits.map(|digit| *digit));
    NaiveDate::from_ymd_opt(year as i32, two(month)?, two(day)?)
}

/// Parses a day written as `YYYYMMDD`, and in no other form.
pub(super) fn eight_digits(text: &[u8]) -> Option<NaiveDate> {
    day(text).filter(|_| text.len() == 8)
}

/// Returns the month of a day from the year 0 to 9999 in EDTF.
#[cfg(feature = "csv")]
pub(super) fn month(day: NaiveDate) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// Parses a number of digits only; unlike `str::parse`, it accepts no sign.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, digit| {
        digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn parses_the_three_forms_of_a_day() {
        let day = |text: &str| super::day(text.as_bytes()).map(|day| day.to_string());
        for (text, expected) in [
            ("1979-04-15", "1979-04-15"),
            ("19790415", "1979-04-15"),
            ("790415", "1979-04-15"),
            ("991231", "1999-12-31"),
            ("000229", "2000-02-29"),
            ("490101", "2049-01-01"),
            ("500101", "1950-01-01"),
        ] {
            assert_eq!(day(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "date",
            "1979",
            "79-04-15",
            "1979-4-15",
            "19790431",
            "+90415",
            "1979-04-15 ",
            "１９７９０４１５",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn eight_digits_are_the_only_form_accepted() {
        assert_eq!(super::eight_digits(b"19790415"), super::day(b"790415"));
        for text in ["790415", "1979-04-15", "197904", "19790431"] {
            assert_eq!(super::eight_digits(text.as_bytes()), None, "{text}");
        }
    }
}
