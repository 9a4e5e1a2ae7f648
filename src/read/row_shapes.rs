//! What the fields of a row show of its format, where the file has no names of columns.

#[cfg(feature = "csv")]
use super::fields::is_missing_word;
use super::{
    bytes::{are_digits, split},
    date,
};
#[cfg(feature = "csv")]
use crate::scale::cameo_named;

/// Returns `true` if the fields are a date and two actors, followed by a code. Two numbers in place of the
/// actors belong to a quadruple of numbers.
pub(super) fn is_keds_row(fields: &[&[u8]]) -> bool {
    matches!(fields.len(), 4 | 5)
        && is_day(fields[0])
        && !fields[1..3].iter().all(|field| is_number(unsaved(field)))
}

/// Returns a field without the quotes around it and without the fraction of zero that another program may have
/// written.
pub(super) fn unsaved(field: &[u8]) -> &[u8] {
    let field = match field.strip_prefix(b"\"") {
        Some(inner) => inner.strip_suffix(b"\"").unwrap_or(field),
        None => field,
    };
    match field.strip_suffix(b".0") {
        Some(whole) if is_number(whole) => whole,
        _ => field,
    }
}

/// Returns `true` for a day, also with a time of day beside it or with slashes or points, as other programs write it.
pub(super) fn is_day(field: &[u8]) -> bool {
    let field = unsaved(field);
    let day = match field {
        [_, _, _, _, b'-', _, _, b'-', _, _, b' ' | b'T', ..] => &field[..10],
        _ => field,
    };
    let is_in_parts = |separator: u8| {
        let mut parts = 0;
        for part in split(day, separator) {
            if !is_number(part) || part.len() > 4 {
                return false;
            }
            parts += 1;
        }
        day.len() <= 10 && parts == 3
    };
    date::day(day).is_some() || is_in_parts(b'/') || is_in_parts(b'.')
}

pub(super) fn is_number(field: &[u8]) -> bool {
    !field.is_empty() && are_digits(field)
}

/// Returns `true` if the fields are two names or two numbers with a relation between them, and a time.
pub(super) fn is_quadruple(fields: &[&[u8]]) -> bool {
    matches!(fields.len(), 4 | 5)
        && fields[..3].iter().all(|field| !field.is_empty())
        && is_number(unsaved(fields[0])) == is_number(unsaved(fields[2]))
        && (is_number(unsaved(fields[3])) && is_number(unsaved(fields[1])) || is_day(fields[3]))
}

/// Returns `true` if the fields are a quadruple whose relation is a number or the name of a CAMEO code. Numbers that
/// count columns, which other programs write as a header, are none.
#[cfg(feature = "csv")]
pub(super) fn is_written_quadruple(fields: &[&[u8]]) -> bool {
    let is_next = |nth: usize| {
        let (one, next) = (unsaved(fields[nth]), unsaved(fields[nth + 1]));
        matches!((one, next), ([one], [next]) if one + 1 == *next)
    };
    if !is_quadruple(fields) || (0..fields.len() - 1).all(is_next) {
        return false;
    }
    let relation = unsaved(fields[1]);
    is_number(relation)
        || std::str::from_utf8(relation).is_ok_and(|name| !cameo_named(name.trim()).is_empty())
}

/// Returns `true` if the fields are all those of an event of GDELT.
#[cfg(feature = "csv")]
pub(super) fn is_gdelt_event(fields: &[&[u8]]) -> bool {
    super::format::gdelt_version(fields.len()).is_some() && is_gdelt_row(fields)
}

/// Returns `true` if the fields begin with an id and a date.
pub(super) fn is_gdelt_row(fields: &[&[u8]]) -> bool {
    are_digits(unsaved(fields[0])) && is_day(fields[1])
}

/// Returns `true` if the fields are a date, two actors in capitals, and a code of digits: a row of KEDS in a table that
/// shows nothing else of its format.
#[cfg(feature = "csv")]
pub(super) fn is_coded_row(fields: &[&[u8]]) -> bool {
    let is_actor = |field: &[u8]| {
        let letters = field.get(..field.len().min(3)).unwrap_or_default();
        field.is_empty()
            || is_missing_word(field)
            || letters.iter().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'-'))
    };
    is_keds_row(fields)
        && is_actor(unsaved(fields[1]))
        && is_actor(unsaved(fields[2]))
        && (1..=4).contains(&unsaved(fields[3]).len())
        && is_number(unsaved(fields[3]))
}
