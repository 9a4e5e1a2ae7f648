//! Ids in scientific notation, as spreadsheets and data frames write long numbers.

/// Returns `true` if an id is in scientific notation and has lost its last digits.
pub(super) fn is_rounded(id: &str) -> bool {
    scientific(id) == Some(None)
}

/// Returns the whole number of an id in scientific notation: `Some(None)` if its last digits are lost, as of
/// `1.23457e+08`. Returns `None` for any other id: `1e5` may be one.
pub(super) fn scientific(id: &str) -> Option<Option<String>> {
    // Most ids have another second character.
    if !matches!(id.as_bytes().get(1), Some(b'.' | b',' | b'e' | b'E')) {
        return None;
    }
    let (digits, exponent) = id.split_once(['e', 'E'])?;
    let has_sign = exponent.starts_with(['+', '-']);
    let exponent = exponent.trim_start_matches('+').parse::<usize>().ok()?;
    let (units, decimals) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if units.len() != 1 || !are_digits(units) || !are_digits(decimals) {
        return None;
    }
    if decimals.is_empty() && !has_sign {
        return None;
    }
    // Whole numbers as doubles keep 15 digits.
    let Some((whole, fraction)) = decimals.split_at_checked(exponent).filter(|_| exponent < 15)
    else {
        return Some(None);
    };
    fraction.bytes().all(|byte| byte == b'0').then(|| Some(format!("{units}{whole}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_in_scientific_notation_are_whole_or_rounded() {
        for id in
            ["YEM1", "1", "1e5", "12.5", "1.5", "123456789", "a.1e+5", "1.xe+5", "1.25e+01", ""]
        {
            assert_eq!(scientific(id), None, "{id}");
        }
        for (id, whole) in [
            ("1.23457e+08", None),
            ("1.23457E8", None),
            ("1,23457E+08", None),
            ("1.23e+09", None),
            ("1e+08", None),
            ("1.23456789e+08", Some("123456789")),
            ("1.2e1", Some("12")),
            ("3.551000e+03", Some("3551")),
            ("2.000000e+00", Some("2")),
        ] {
            assert_eq!(scientific(id), Some(whole.map(str::to_owned)), "{id}");
        }
    }
}
