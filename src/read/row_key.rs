//! The identity of rows by their ids, across rows and files.

use std::borrow::Cow;

use super::{fields, ingest::Ingest, questions::ROUNDED_ID};
use crate::{error::Issue, model::EventId};

/// The identity of a row.
pub(super) enum RowKey<'r> {
    /// The row has no id, or ids are not kept.
    None,
    /// The key of the row, the earlier event with it if there is one, and the revision of the row.
    New(Cow<'r, str>, Option<EventId>, Option<i64>),
    /// The key of the row, which is a number greater than all keys so far, as ids of files mostly are.
    Number(&'r [u8], u64),
}

impl Ingest<'_> {
    /// Returns the identity of a row by its id, and by its revision if it has one: the newest row of an id is kept,
    /// and of rows without revisions the last. Returns `None` and adds an issue if the id is no code.
    pub(super) fn row_key<'r>(
        &mut self,
        column: &str,
        field: &'r [u8],
        revision: Option<i64>,
        issues: &mut Vec<Issue>,
    ) -> Option<RowKey<'r>> {
        let Some(file) = self.files.last() else { return Some(RowKey::None) };
        if self.options.without_ids {
            return Some(RowKey::None);
        }
        if revision.is_none()
            && let Some(number) = self.builder.greater_number(field)
        {
            return Some(RowKey::Number(field, number));
        }
        let written = fields::code(column, field, issues)?;
        if fields::is_missing(written) {
            return Some(RowKey::None);
        }
        let place = (&*file.name, self.line);
        // Where the id follows a day, the day is not of the file.
        let (day, id) = written.rsplit_once('/').unwrap_or(("", written));
        let written: Cow<'r, str> = match scientific(id) {
            None => written.into(),
            Some(Some(whole)) => {
                let rule = "in scientific notation taken as whole numbers";
                self.guesses.count(rule, place, column, id.as_bytes());
                if day.is_empty() { whole.into() } else { format!("{day}/{whole}").into() }
            }
            Some(None) => {
                self.questions.ask(&ROUNDED_ID, place, column, id.as_bytes(), 1);
                return Some(RowKey::None);
            }
        };
        let Some(earlier) = self.builder.event_by_key(&written) else {
            return Some(RowKey::New(written, None, revision));
        };
        let nth = self.first_events.partition_point(|first| *first <= earlier.index());
        if self.files.get(nth.wrapping_sub(1)).is_none_or(|of| of.format != file.format) {
            let own = format!("{}:{written}", file.format);
            let earlier = self.builder.event_by_key(&own);
            return Some(RowKey::New(own.into(), earlier, revision));
        }
        Some(RowKey::New(written, Some(earlier), revision))
    }

    /// Returns `true` if a row is to be left out because a newer row of its id was read, and counts it.
    pub(super) fn is_stale(&mut self, key: &RowKey<'_>) -> bool {
        let RowKey::New(_, Some(earlier), revision) = key else { return false };
        let known = self.revisions.get(&earlier.0).copied();
        let is_stale = !self.options.keep_repeated_ids && known.is_some() && *revision < known;
        self.repeated_rows += u64::from(is_stale);
        is_stale
    }

    /// Gives the event that was added last its key, if there is one. An earlier event with the key is replaced.
    pub(super) fn set_key(&mut self, event: EventId, key: RowKey<'_>) {
        let (key, earlier, revision) = match key {
            RowKey::None => return,
            RowKey::Number(key, number) => return self.builder.number_row(event, key, number),
            RowKey::New(key, earlier, revision) => (key, earlier, revision),
        };
        match earlier {
            Some(_) if self.options.keep_repeated_ids => {
                self.repeated_rows += 1;
                return;
            }
            Some(earlier) => {
                self.repeated_rows += 1;
                self.builder.supersede(earlier, event, &key);
            }
            None => self.builder.name_row(event, &key),
        }
        if let Some(revision) = revision {
            self.revisions.insert(event.0, revision);
        }
    }

    /// Gives the event that was added last a key that no other event has.
    pub(super) fn name(&mut self, event: EventId, key: Option<&str>) {
        if let Some(key) = key {
            self.builder.name_row(event, key);
        }
    }
}

/// Returns `true` if an id is in scientific notation and has lost its last digits.
pub(super) fn is_rounded(id: &str) -> bool {
    scientific(id) == Some(None)
}

/// Returns the whole number of an id in scientific notation: `Some(None)` if its last digits are lost, as of
/// `1.23457e+08`. Returns `None` for any other id: `1e5` may be one.
fn scientific(id: &str) -> Option<Option<String>> {
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
