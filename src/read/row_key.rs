//! The identity of rows by their ids, across rows and files.

use std::borrow::Cow;

use super::{fields, ingest::Ingest, questions::ROUNDED_ID, scientific::scientific};
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
    /// Returns `true` if rows of the file that is read have the identity of their ids.
    #[cfg(feature = "parquet")]
    pub(super) fn keeps_ids(&self) -> bool {
        !self.files.is_empty() && !self.options.without_ids
    }

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
