//! What files tell of rows besides what happened, as columns of their own: each is as long as up to the
//! last event of which it has something, and empty where nothing was kept.

use chrono::{Datelike, NaiveDate};

use crate::model::{Day, Extras};

/// At most 17 bytes an event, and none for what is not kept.
#[derive(Debug, Default)]
pub(super) struct ExtraColumns {
    mentions: Vec<u32>,
    sources: Vec<u32>,
    articles: Vec<u32>,
    roots: Vec<Option<bool>>,
    /// Days of the common era.
    added: Vec<i32>,
}

/// The greatest count that is kept.
pub(super) const MOST: u64 = u32::MAX as u64 - 1;

const NO_COUNT: u32 = u32::MAX;
const NO_DAY: i32 = i32::MIN;

impl ExtraColumns {
    /// Counts above [`MOST`] are taken for it.
    pub(super) fn set(&mut self, id: usize, extras: Extras) {
        let count = |count: Option<u64>| count.map_or(NO_COUNT, |count| count.min(MOST) as u32);
        put(&mut self.mentions, id, count(extras.mentions()), NO_COUNT);
        put(&mut self.sources, id, count(extras.sources()), NO_COUNT);
        put(&mut self.articles, id, count(extras.articles()), NO_COUNT);
        put(&mut self.roots, id, extras.is_root(), None);
        let added = extras.added().map_or(NO_DAY, |day| day.num_days_from_ce());
        put(&mut self.added, id, added, NO_DAY);
    }

    /// Gives back the room that no event took.
    pub(super) fn shrink(&mut self) {
        self.mentions.shrink_to_fit();
        self.sources.shrink_to_fit();
        self.articles.shrink_to_fit();
        self.roots.shrink_to_fit();
        self.added.shrink_to_fit();
    }

    pub(super) fn of(&self, id: usize) -> Extras {
        let count = |column: &[u32]| at(column, id, NO_COUNT).map(u64::from);
        let added = at(&self.added, id, NO_DAY).and_then(NaiveDate::from_num_days_from_ce_opt);
        Extras {
            mentions: count(&self.mentions),
            sources: count(&self.sources),
            articles: count(&self.articles),
            root: at(&self.roots, id, None).flatten(),
            added: added.map(Day),
        }
    }
}

/// Nothing needs no place beyond the end of a column.
fn put<T: Copy + PartialEq>(column: &mut Vec<T>, id: usize, value: T, nothing: T) {
    if column.len() <= id {
        if value == nothing {
            return;
        }
        column.resize(id + 1, nothing);
    }
    column[id] = value;
}

fn at<T: Copy + PartialEq>(column: &[T], id: usize, nothing: T) -> Option<T> {
    column.get(id).copied().filter(|value| *value != nothing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_hold_what_was_put_in_and_nothing_for_nothing() {
        let mut columns = ExtraColumns::default();
        columns.set(5, Extras::new());
        assert!(columns.mentions.is_empty() && columns.added.is_empty());
        let day = NaiveDate::default();
        for extras in [
            Extras::new().with_mentions(0),
            Extras::new().with_sources(MOST).with_articles(2),
            Extras::new().with_root(false).with_added(day),
            Extras::new().with_added(NaiveDate::MIN).with_root(true),
            Extras::new().with_added(NaiveDate::MAX),
            Extras::new(),
        ] {
            columns.set(3, extras);
            assert_eq!(columns.of(3), extras);
            assert_eq!([columns.of(2), columns.of(9)], [Extras::new(); 2]);
        }
        assert_eq!(columns.roots.len(), 4, "no longer than need be");
    }
}
