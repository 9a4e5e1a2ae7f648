//! The columns of extras. Each ends at the last event that has a value in it, so that an unused column
//! takes no memory.

use chrono::{Datelike, NaiveDate};

use super::removal::retain;
use crate::model::{Day, Extras};

/// The columns of extras: at most 17 bytes for each event.
#[derive(Debug, Default)]
pub(super) struct ExtraColumns {
    pub(super) mentions: Vec<u32>,
    pub(super) sources: Vec<u32>,
    pub(super) articles: Vec<u32>,
    pub(super) roots: Vec<Option<bool>>,
    /// In days of the common era.
    pub(super) added: Vec<i32>,
}

/// The greatest count that can be stored.
pub(super) const MAX_COUNT: u64 = u32::MAX as u64 - 1;

pub(super) const NO_COUNT: u32 = u32::MAX;
pub(super) const NO_DAY: i32 = i32::MIN;

impl ExtraColumns {
    /// Sets the extras of an event. Greater counts are stored as [`MAX_COUNT`].
    pub(super) fn set(&mut self, id: usize, extras: Extras) {
        let count =
            |count: Option<u64>| count.map_or(NO_COUNT, |count| count.min(MAX_COUNT) as u32);
        set_value(&mut self.mentions, id, count(extras.mentions()), NO_COUNT);
        set_value(&mut self.sources, id, count(extras.sources()), NO_COUNT);
        set_value(&mut self.articles, id, count(extras.articles()), NO_COUNT);
        set_value(&mut self.roots, id, extras.is_root(), None);
        let added = extras.added().map_or(NO_DAY, |day| day.num_days_from_ce());
        set_value(&mut self.added, id, added, NO_DAY);
    }

    /// Removes the extras of events that have no new id.
    pub(super) fn retain(&mut self, kept: &[u32]) {
        retain(&mut self.mentions, kept);
        retain(&mut self.sources, kept);
        retain(&mut self.articles, kept);
        retain(&mut self.roots, kept);
        retain(&mut self.added, kept);
    }

    /// Frees unused capacity.
    pub(super) fn shrink(&mut self) {
        self.mentions.shrink_to_fit();
        self.sources.shrink_to_fit();
        self.articles.shrink_to_fit();
        self.roots.shrink_to_fit();
        self.added.shrink_to_fit();
    }

    pub(super) fn of(&self, id: usize) -> Extras {
        let count = |column: &[u32]| value(column, id, NO_COUNT).map(u64::from);
        let added = value(&self.added, id, NO_DAY).and_then(NaiveDate::from_num_days_from_ce_opt);
        Extras {
            mentions: count(&self.mentions),
            sources: count(&self.sources),
            articles: count(&self.articles),
            root: value(&self.roots, id, None).flatten(),
            added: added.map(Day),
        }
    }
}

/// Sets a value, where `missing` stands for none. Extends the column only for a value that exists.
fn set_value<T: Copy + PartialEq>(column: &mut Vec<T>, id: usize, value: T, missing: T) {
    if column.len() <= id {
        if value == missing {
            return;
        }
        column.resize(id + 1, missing);
    }
    column[id] = value;
}

fn value<T: Copy + PartialEq>(column: &[T], id: usize, missing: T) -> Option<T> {
    column.get(id).copied().filter(|value| *value != missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_return_the_extras_set_and_no_others() {
        let mut columns = ExtraColumns::default();
        columns.set(5, Extras::new());
        assert!(columns.mentions.is_empty() && columns.added.is_empty());
        let day = NaiveDate::default();
        for extras in [
            Extras::new().with_mentions(0),
            Extras::new().with_sources(MAX_COUNT).with_articles(2),
            Extras::new().with_root(false).with_added(day),
            Extras::new().with_added(NaiveDate::MIN).with_root(true),
            Extras::new().with_added(NaiveDate::MAX),
            Extras::new(),
        ] {
            columns.set(3, extras);
            assert_eq!(columns.of(3), extras);
            assert_eq!([columns.of(2), columns.of(9)], [Extras::new(); 2]);
        }
        assert_eq!(columns.roots.len(), 4, "the column ends at the last event with a root flag");
    }
}
