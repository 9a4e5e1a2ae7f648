//! The rules that make one cell plain, except those for dates, which [`plain_date`](super::plain_date) has.
//!
//! The table of all rules is in the documentation of [`read`](super).

use super::{
    bytes::{are_digits, position},
    cell_rule::CellRule,
    date,
    fields::{is_missing_word, is_nobody},
    questions::{Question, ROUNDED_NUMBER},
    scientific::is_rounded,
};

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// The names of actors.
    Party,
    /// Any other text.
    Text,
    /// The id of the row, or another code of which each letter counts.
    Id,
    /// A whole number.
    Whole,
    /// A whole number by which rows are told apart or joined, of which each digit counts.
    WholeId,
    /// Whole numbers separated by commas or semicolons.
    Wholes,
    /// A number with decimals.
    Number,
    /// A day. Times of day are left out.
    Day,
    /// A day whose six digits are year, month and day.
    ShortDay,
    /// A date of any precision in EDTF.
    Date,
    /// The year of the date in another column.
    Year,
    /// A CAMEO code, which may have lost a leading zero.
    Cameo,
    /// The root category of a CAMEO code, with or without its leading zero.
    CameoRoot,
    /// The quad class of a CAMEO code, from 1 to 4.
    QuadClass,
}

/// How a cell was made plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The cell is plain, or no rule applies to it, so that the reader of the format judges it.
    AsIs,
    /// The plain text was written, by this rule.
    Written(CellRule),
    /// The cell has several meanings, of which the user must choose one.
    Asked(&'static Question),
}

const THOUSANDS: Question = Question {
    allowed: "a number in which a point or comma has one meaning",
    remedy: "write it without separators between thousands: neither the cell nor its column shows whether the three digits are thousandths",
};

/// Returns `true` if no rule can apply to a cell, so that it is passed on as it is. Most cells are plain, so
/// that this is all that the layer does for most files.
#[inline]
pub(super) fn is_plain(cell: Cell, field: &[u8]) -> bool {
    match cell {
        Cell::Party => !is_missing_word(field) && !is_nobody(field) && !has_odd_end(field),
        Cell::Text => !is_missing_word(field) && !has_odd_end(field),
        Cell::Id => !field.ends_with(b"0") && !is_missing_word(field) && !has_odd_end(field),
        Cell::Whole | Cell::WholeId | Cell::Year | Cell::CameoRoot | Cell::QuadClass => {
            is_whole(field)
        }
        Cell::Wholes => {
            let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b',' | b';' | b' ');
            field.iter().all(is_part) && !field.ends_with(b",0")
        }
        Cell::Number => {
            let digits = field.strip_prefix(b"-").unwrap_or(field);
            field.is_empty()
                || digits.last().is_some_and(u8::is_ascii_digit)
                    && digits.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.'))
        }
        Cell::Day | Cell::Date => match field {
            [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] | [y1, y2, y3, y4, m1, m2, d1, d2] => {
                // A year before 1000 may be one of two digits with zeros before it.
                matches!(y1, b'1'..=b'9') && are_digits(&[*y2, *y3, *y4, *m1, *m2, *d1, *d2])
            }
            [] => true,
            _ => false,
        },
        Cell::ShortDay => field.is_empty() || date::day(field).is_some(),
        Cell::Cameo => match field {
            [b'0' | b'1', b, c] => b.is_ascii_digit() && c.is_ascii_digit(),
            [b'2', b'0', c] => c.is_ascii_digit(),
            [_, _, _, _] => are_digits(field),
            _ => false,
        },
    }
}

/// Returns `true` if a text begins or ends with a blank beyond ASCII or with a character without width, such as a
/// no-break space or a byte order mark. Names in other alphabets begin and end with other bytes.
#[inline]
fn has_odd_end(field: &[u8]) -> bool {
    let is_odd = |end: &[u8]| {
        matches!(
            end,
            [.., 0xc2, 0xa0]
                | [0xe2, 0x80, 0x80..=0x8f | 0xa8 | 0xa9 | 0xaf]
                | [0xe2, 0x81, 0x9f | 0xa0]
                | [0xe3, 0x80, 0x80]
                | [0xef, 0xbb, 0xbf]
        )
    };
    match (field.first(), field.last()) {
        (Some(first), Some(last)) if !first.is_ascii() || !last.is_ascii() => {
            field.starts_with(b"\xc2\xa0")
                || is_odd(&field[..field.len().min(3)])
                || is_odd(&field[field.len().saturating_sub(3)..])
        }
        _ => false,
    }
}

/// Returns a text without blanks and characters without width at its ends, beyond ASCII too.
pub(super) fn trimmed(field: &[u8]) -> &[u8] {
    let Ok(text) = std::str::from_utf8(field) else { return field };
    let is_blank = |letter: char| {
        letter.is_whitespace()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    text.trim_matches(is_blank).as_bytes()
}

/// Returns `true` if a field is empty or digits, with an optional minus sign.
#[inline]
fn is_whole(field: &[u8]) -> bool {
    match field {
        [b'-', digits @ ..] if !digits.is_empty() => are_digits(digits),
        digits => are_digits(digits),
    }
}

/// Makes the cell of a text or a number plain. Appends the plain text to `out` if the outcome is
/// [`Outcome::Written`].
pub(super) fn plain(cell: Cell, field: &[u8], out: &mut Vec<u8>) -> Outcome {
    if is_missing_word(field) {
        return Outcome::Written(CellRule::Missing);
    }
    match cell {
        Cell::Id => {
            let start = out.len();
            let outcome = whole(field, out);
            if outcome == Outcome::Written(CellRule::ZeroFraction) {
                return outcome;
            }
            // An id such as `12,345` or `1e5` is no number.
            out.truncate(start);
            Outcome::AsIs
        }
        Cell::WholeId if std::str::from_utf8(field).is_ok_and(is_rounded) => {
            Outcome::Asked(&ROUNDED_NUMBER)
        }
        Cell::Whole | Cell::WholeId | Cell::Year | Cell::CameoRoot | Cell::QuadClass => {
            whole(field, out)
        }
        Cell::Wholes => wholes(field, out),
        Cell::Number => number(field, out),
        Cell::Party | Cell::Text | Cell::Day | Cell::ShortDay | Cell::Date | Cell::Cameo => {
            Outcome::AsIs
        }
    }
}

/// Makes a whole number plain: digits, with an optional minus sign.
pub(super) fn whole(field: &[u8], out: &mut Vec<u8>) -> Outcome {
    let (sign, digits) = match field {
        [b'-', digits @ ..] => (&b"-"[..], digits),
        [b'+', digits @ ..] | digits => (&b""[..], digits),
    };
    let start = out.len();
    out.extend_from_slice(sign);
    let outcome = unsigned_whole(digits, out);
    if !matches!(outcome, Outcome::Written(_)) {
        out.truncate(start);
    }
    outcome
}

fn unsigned_whole(digits: &[u8], out: &mut Vec<u8>) -> Outcome {
    let is_digits = |part: &[u8]| !part.is_empty() && are_digits(part);
    if is_digits(digits) {
        return Outcome::AsIs;
    }
    // 365.0, 365.00 and 365. are whole. 1.000 is one thousand where the point separates thousands.
    if let Some(point) = position(digits, b'.') {
        let (units, fraction) = (&digits[..point], &digits[point + 1..]);
        if is_digits(units) && are_zeros(fraction) {
            if fraction.len() == 3 && units.len() <= 3 {
                return Outcome::Asked(&THOUSANDS);
            }
            out.extend_from_slice(units);
            return Outcome::Written(CellRule::ZeroFraction);
        }
    }
    if let Some(number) = exponent(digits) {
        out.extend_from_slice(number.to_string().as_bytes());
        return Outcome::Written(CellRule::Exponent);
    }
    let (body, had_fraction) = match last_separator(digits) {
        // The decimals of 1,234.0 and 1.234,0.
        Some(at) if digits.len() - at < 4 && are_zeros(&digits[at + 1..]) => (&digits[..at], true),
        _ => (digits, false),
    };
    if had_fraction && is_digits(body) {
        // 365,0 with a decimal comma.
        out.extend_from_slice(body);
        return Outcome::Written(CellRule::ZeroFraction);
    }
    let Some((separator, groups)) = grouped(body) else { return Outcome::AsIs };
    if separator == b'.' && groups == 2 && !had_fraction {
        // 1.234 is no whole number where the point is that of decimals.
        return Outcome::Asked(&THOUSANDS);
    }
    push_digits(body, out);
    Outcome::Written(CellRule::Grouped)
}

fn are_zeros(digits: &[u8]) -> bool {
    digits.iter().all(|byte| *byte == b'0')
}

/// Returns the position of the last point or comma.
fn last_separator(digits: &[u8]) -> Option<usize> {
    digits.iter().rposition(|byte| matches!(byte, b'.' | b','))
}

/// Appends the digits of a number without its separators.
fn push_digits(number: &[u8], out: &mut Vec<u8>) {
    for byte in number {
        if byte.is_ascii_digit() {
            out.push(*byte);
        }
    }
}

/// Returns the whole number of up to 15 digits written in scientific notation: `3.65e2`.
fn exponent(digits: &[u8]) -> Option<u64> {
    const LARGEST: f64 = 1e15;
    if digits.len() > 24 || !digits.iter().any(|byte| matches!(byte, b'e' | b'E')) {
        return None;
    }
    let is_form = |byte: &u8| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-');
    if !digits[0].is_ascii_digit() || !digits.iter().all(is_form) {
        return None;
    }
    let number: f64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    ((0.0..LARGEST).contains(&number) && number.fract() == 0.0).then_some(number as u64)
}

/// Returns the separator and the number of groups if digits are written in groups of three.
fn grouped(digits: &[u8]) -> Option<(u8, usize)> {
    let separator = *digits.iter().find(|byte| !byte.is_ascii_digit())?;
    // Beyond ASCII, the separator may be a no-break, narrow no-break or thin space, or a typographic apostrophe.
    let text = std::str::from_utf8(digits).ok()?;
    let is_separator = |letter: char| match separator {
        b',' | b'.' | b'\'' | b' ' => letter == char::from(separator),
        _ => matches!(letter, '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2019}'),
    };
    let mut groups = 0;
    for group in text.split(is_separator) {
        let is_whole = if groups == 0 { (1..=3).contains(&group.len()) } else { group.len() == 3 };
        if !is_whole || !are_digits(group.as_bytes()) {
            return None;
        }
        groups += 1;
    }
    (groups > 1).then_some((separator, groups))
}

/// Makes a list of whole numbers plain: digits between semicolons.
fn wholes(field: &[u8], out: &mut Vec<u8>) -> Outcome {
    // No state, month or day has the number 0: 365,0 has a decimal comma.
    if let Some(units) = field.strip_suffix(b",0").filter(|units| are_digits(units)) {
        out.extend_from_slice(units);
        return Outcome::Written(CellRule::ZeroFraction);
    }
    let start = out.len();
    let mut rule = None;
    for (nth, part) in field.split(|byte| matches!(byte, b',' | b';')).enumerate() {
        if nth > 0 {
            out.push(b';');
        }
        let part = part.trim_ascii();
        if is_missing_word(part) {
            rule = Some(CellRule::Missing);
            continue;
        }
        match whole(part, out) {
            Outcome::Written(by) => rule = Some(by),
            Outcome::AsIs => out.extend_from_slice(part),
            asked @ Outcome::Asked(_) => {
                out.truncate(start);
                return asked;
            }
        }
    }
    match rule {
        Some(rule) => Outcome::Written(rule),
        None => {
            out.truncate(start);
            Outcome::AsIs
        }
    }
}

/// Makes a number with decimals plain: digits with a decimal point.
fn number(field: &[u8], out: &mut Vec<u8>) -> Outcome {
    let (sign, digits) = match field {
        // The second is a minus sign as typesetters write it.
        [b'-', digits @ ..] | [0xe2, 0x88, 0x92, digits @ ..] => (&b"-"[..], digits),
        [b'+', digits @ ..] | digits => (&b""[..], digits),
    };
    let Some(last) = last_separator(digits) else {
        if let Some((..)) = grouped(digits) {
            out.extend_from_slice(sign);
            push_digits(digits, out);
            return Outcome::Written(CellRule::Grouped);
        }
        return Outcome::AsIs;
    };
    let is_digits = |part: &[u8]| are_digits(part);
    let (units, decimals) = (&digits[..last], &digits[last + 1..]);
    if is_digits(units) && digits[last] == b'.' {
        return Outcome::AsIs;
    }
    if is_digits(units) && is_digits(decimals) && !decimals.is_empty() {
        // The comma of 1,234 may be that of thousands; that of 0,125 or 1234,5 is that of decimals.
        if decimals.len() == 3 && (1..=3).contains(&units.len()) && units != b"0" {
            return Outcome::Asked(&THOUSANDS);
        }
        out.extend_from_slice(sign);
        out.extend_from_slice(units);
        out.push(b'.');
        out.extend_from_slice(decimals);
        return Outcome::Written(CellRule::DecimalComma);
    }
    // Several separators: of thousands, and of decimals if the last differs from them.
    let (body, decimals) = match grouped(digits) {
        Some(_) => (digits, &b""[..]),
        None => match grouped(units) {
            Some((separator, _)) if separator != digits[last] && is_digits(decimals) => {
                (units, decimals)
            }
            _ => return Outcome::AsIs,
        },
    };
    out.extend_from_slice(sign);
    push_digits(body, out);
    if !decimals.is_empty() {
        out.push(b'.');
        out.extend_from_slice(decimals);
    }
    Outcome::Written(CellRule::Grouped)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the plain text, `=` if the cell is passed on as it is, or `?` if the user is asked.
    fn made(cell: Cell, text: &str) -> String {
        let mut out = Vec::new();
        if is_plain(cell, text.as_bytes()) {
            return "=".to_owned();
        }
        match plain(cell, text.as_bytes(), &mut out) {
            Outcome::AsIs => {
                assert!(out.is_empty(), "{text}");
                "=".to_owned()
            }
            Outcome::Written(_) => String::from_utf8(out).expect("digits"),
            Outcome::Asked(_) => "?".to_owned(),
        }
    }

    #[test]
    fn whole_numbers_are_digits() {
        for (text, expected) in [
            ("365", "="),
            ("-9", "="),
            ("", "="),
            ("365.0", "365"),
            ("365.", "365"),
            ("-9.00", "-9"),
            ("+4", "="),
            ("3.65e2", "365"),
            ("3.65E+02", "365"),
            ("1e-2", "="),
            ("365.5", "="),
            ("1,234", "1234"),
            ("1,234,567", "1234567"),
            ("1,234.0", "1234"),
            ("1.234,0", "1234"),
            ("1 234", "1234"),
            ("1\u{a0}234", "1234"),
            ("1'234", "1234"),
            ("1.234.567", "1234567"),
            ("1.234", "?"),
            ("1.000", "?"),
            ("1234.000", "1234"),
            ("12,34", "="),
            ("many", "="),
            ("nan", ""),
            ("NULL", ""),
            ("-", ""),
            ("1e400", "="),
        ] {
            assert_eq!(made(Cell::Whole, text), expected, "{text}");
        }
    }

    #[test]
    fn decimals_have_a_point() {
        for (text, expected) in [
            ("-7.2", "="),
            (".35", "="),
            ("1e0", "="),
            ("3,4", "3.4"),
            ("-10,0", "-10.0"),
            ("\u{2212}10", "="),
            ("\u{2212}10,5", "-10.5"),
            ("1,234", "?"),
            ("0,125", "0.125"),
            ("1234,125", "1234.125"),
            ("1,234.5", "1234.5"),
            ("1.234,5", "1234.5"),
            ("1,234,567", "1234567"),
            ("1 234", "1234"),
            ("1,2,3", "="),
            ("high", "="),
            ("NaN", ""),
            ("\\N", ""),
        ] {
            assert_eq!(made(Cell::Number, text), expected, "{text}");
        }
    }

    #[test]
    fn lists_texts_and_ids_keep_what_they_have() {
        for (cell, text, expected) in [
            (Cell::Wholes, "365.0", "365"),
            (Cell::Wholes, "365, 369", "="),
            (Cell::Wholes, "365.0;NA", "365;"),
            (Cell::Wholes, "Russia", "="),
            (Cell::Text, "None", ""),
            (Cell::Text, "Nan", ""),
            (Cell::Text, "NANA", "="),
            (Cell::Text, "Noneville", "="),
            (Cell::Id, "300380.0", "300380"),
            (Cell::Id, "1,230", "="),
            (Cell::Id, "YEM10", "="),
            (Cell::Id, "nan", ""),
        ] {
            assert_eq!(made(cell, text), expected, "{text}");
        }
    }
}
