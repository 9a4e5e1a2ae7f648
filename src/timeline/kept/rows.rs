//! The columns of a kept timeline, collected from its record batches.

use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, BooleanArray, DictionaryArray, LargeStringArray,
    PrimitiveArray, RecordBatch, StringArray,
    cast::AsArray,
    new_empty_array,
    types::{
        ArrowDictionaryKeyType, Date32Type, TimestampMillisecondType, TimestampSecondType,
        UInt8Type, UInt16Type, UInt32Type,
    },
};
use arrow_buffer::ArrowNativeType;
use arrow_data::ArrayData;

use super::{batches::DAYS_TO_1970, schema};
use crate::{
    model::ActorId,
    timeline::{
        columns::NO_ACTOR,
        extras::{NO_COUNT, NO_DAY},
    },
};

/// What is wrong with a column: its name, and what was found.
pub(super) struct Wrong(pub(super) &'static str, pub(super) String);

/// The texts of a column, in which a row may have none.
#[derive(Default)]
pub(super) struct Texts {
    text: String,
    /// For each text, its row and where it ends.
    rows: Vec<(u32, usize)>,
}

impl Texts {
    /// Adds the texts of a column whose first row is `start`.
    fn add<'t>(&mut self, start: usize, texts: impl Iterator<Item = Option<&'t str>>) {
        for (nth, text) in texts.enumerate() {
            if let Some(text) = text {
                self.push((start + nth) as u32, text);
            }
        }
    }

    fn push(&mut self, row: u32, text: &str) {
        self.text.push_str(text);
        self.rows.push((row, self.text.len()));
    }

    /// Returns the texts with their rows, in order of row.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        let mut start = 0;
        self.rows.iter().map(move |(row, end)| {
            let text = &self.text[start..*end];
            start = *end;
            (*row, text)
        })
    }

    /// Gives each text of row `r` the row `row_of[r]`, and sorts the texts by row.
    fn move_to(&mut self, row_of: &[u32]) {
        let mut moved: Vec<(u32, &str)> = Vec::with_capacity(self.rows.len());
        for (row, text) in self.iter() {
            moved.push((row_of[row as usize], text));
        }
        moved.sort_unstable_by_key(|(row, _)| *row);
        let mut texts = Self::default();
        for (row, text) in moved {
            texts.push(row, text);
        }
        *self = texts;
    }
}

/// The columns of all rows.
#[derive(Default)]
pub(super) struct Rows {
    /// The order of recording, if the rows are in another order.
    pub(super) events: Vec<u32>,
    pub(super) keys: Texts,
    pub(super) earliest: Vec<i64>,
    /// Indices into the words of the column.
    pub(super) precision: Vec<u8>,
    pub(super) source: Vec<ActorId>,
    pub(super) target: Vec<ActorId>,
    pub(super) mutual: Vec<bool>,
    pub(super) event_type: Vec<u16>,
    pub(super) mentions: Vec<u32>,
    pub(super) sources: Vec<u32>,
    pub(super) articles: Vec<u32>,
    pub(super) roots: Vec<Option<bool>>,
    pub(super) added: Vec<i32>,
    pub(super) records: Texts,
    known: KnownWords,
}

/// For each column, its last dictionary and what each word of it stands for. All batches of a file share one
/// dictionary.
#[derive(Default)]
struct KnownWords(Vec<(&'static str, ArrayData, Vec<Option<u32>>)>);

impl KnownWords {
    /// Returns what each word of a dictionary stands for, as `of_word` says.
    fn of(
        &mut self,
        words: &ArrayRef,
        name: &'static str,
        of_word: &dyn Fn(&str) -> Option<u32>,
    ) -> Result<&[Option<u32>], Wrong> {
        let data = words.to_data();
        let at = self.0.iter().position(|(known, _, _)| *known == name).unwrap_or_else(|| {
            self.0.push((name, new_empty_array(words.data_type()).to_data(), Vec::new()));
            self.0.len() - 1
        });
        if !self.0[at].1.ptr_eq(&data) {
            let list: &StringArray = typed(words.as_string_opt(), words, name)?;
            let mut known = Vec::with_capacity(list.len());
            for word in list {
                // A word may be unknown as long as no row has it.
                known.push(word.and_then(of_word));
            }
            self.0[at] = (name, data, known);
        }
        Ok(&self.0[at].2)
    }
}

/// The columns that are read. The others are for other programs.
pub(super) const READ: [&str; 14] = [
    schema::EVENT,
    schema::KEY,
    schema::EARLIEST,
    schema::PRECISION,
    schema::SOURCE,
    schema::TARGET,
    schema::MUTUAL,
    schema::TYPE,
    schema::MENTIONS,
    schema::SOURCES,
    schema::ARTICLES,
    schema::ROOT,
    schema::ADDED,
    schema::RECORD,
];

impl Rows {
    /// Reserves memory for rows, if that much is available, in the columns that every kept timeline has.
    pub(super) fn reserve(&mut self, rows: usize) {
        let _ = self.earliest.try_reserve(rows);
        let _ = self.precision.try_reserve(rows);
        let _ = self.source.try_reserve(rows);
        let _ = self.target.try_reserve(rows);
        let _ = self.event_type.try_reserve(rows);
    }

    /// Adds the rows of a batch. `actor` returns the id of the actor with a key.
    pub(super) fn add(
        &mut self,
        batch: &RecordBatch,
        actor: &dyn Fn(&str) -> Option<ActorId>,
    ) -> Result<(), Wrong> {
        let start = self.earliest.len();
        if start + batch.num_rows() > u32::MAX as usize {
            return Err(Wrong(schema::EARLIEST, "more than 4 billion events".into()));
        }
        let needed = |name| batch.column_by_name(name).ok_or(Wrong(name, "no such column".into()));
        if let Some(column) = batch.column_by_name(schema::EVENT) {
            self.events.extend_from_slice(every::<UInt32Type>(column, schema::EVENT)?.values());
        }
        if let Some(column) = batch.column_by_name(schema::KEY) {
            let keys: &StringArray = typed(column.as_string_opt(), column, schema::KEY)?;
            self.keys.add(start, keys.iter());
        }
        let column = needed(schema::EARLIEST)?;
        if let Some(seconds) = column.as_primitive_opt::<TimestampSecondType>() {
            self.earliest.extend_from_slice(seconds.values());
        } else {
            let millis = every::<TimestampMillisecondType>(column, schema::EARLIEST)?;
            for milli in millis.values() {
                self.earliest.push(milli.div_euclid(1_000));
                if milli.rem_euclid(1_000) != 0 {
                    return Err(Wrong(schema::EARLIEST, "a fraction of a second".into()));
                }
            }
        }
        no_nulls(column, schema::EARLIEST)?;
        let column = needed(schema::PRECISION)?;
        no_nulls(column, schema::PRECISION)?;
        let precision = |word: &str| schema::PRECISIONS.iter().position(|known| *known == word);
        each_word(
            &mut self.known,
            column,
            schema::PRECISION,
            &|word| Some(precision(word)? as u32),
            &mut |nth| {
                self.precision.push(nth.unwrap_or_default() as u8);
            },
        )?;
        for (name, list) in [(schema::SOURCE, &mut self.source), (schema::TARGET, &mut self.target)]
        {
            each_word(
                &mut self.known,
                needed(name)?,
                name,
                &|key| Some(actor(key)?.0),
                &mut |id| {
                    list.push(id.map_or(NO_ACTOR, ActorId));
                },
            )?;
        }
        if let Some(column) = batch.column_by_name(schema::MUTUAL) {
            no_nulls(column, schema::MUTUAL)?;
            let values: &BooleanArray = typed(column.as_boolean_opt(), column, schema::MUTUAL)?;
            self.mutual.extend(values.values().iter());
        }
        let types = every::<UInt16Type>(needed(schema::TYPE)?, schema::TYPE)?;
        self.event_type.extend_from_slice(types.values());
        for (name, list) in [
            (schema::MENTIONS, &mut self.mentions),
            (schema::SOURCES, &mut self.sources),
            (schema::ARTICLES, &mut self.articles),
        ] {
            if let Some(column) = batch.column_by_name(name) {
                for count in typed(column.as_primitive_opt::<UInt32Type>(), column, name)? {
                    if count == Some(NO_COUNT) {
                        return Err(Wrong(name, format!("the count {NO_COUNT}")));
                    }
                    list.push(count.unwrap_or(NO_COUNT));
                }
            }
        }
        if let Some(column) = batch.column_by_name(schema::ROOT) {
            let values: &BooleanArray = typed(column.as_boolean_opt(), column, schema::ROOT)?;
            self.roots.extend(values.iter());
        }
        if let Some(column) = batch.column_by_name(schema::ADDED) {
            for day in typed(column.as_primitive_opt::<Date32Type>(), column, schema::ADDED)? {
                let day = day.map(|day| day.saturating_add(DAYS_TO_1970));
                let is_day = |day| chrono::NaiveDate::from_num_days_from_ce_opt(day).is_some();
                if day.is_some_and(|day| !is_day(day)) {
                    return Err(Wrong(schema::ADDED, "a day beyond the calendar".into()));
                }
                self.added.push(day.unwrap_or(NO_DAY));
            }
        }
        if let Some(column) = batch.column_by_name(schema::RECORD) {
            let records: &LargeStringArray = typed(column.as_string_opt(), column, schema::RECORD)?;
            self.records.add(start, records.iter());
        }
        Ok(())
    }

    /// Brings the rows into the order of recording, if they are in another. Takes O(n).
    pub(super) fn sort(&mut self) -> Result<(), Wrong> {
        if self.events.is_empty() {
            return Ok(());
        }
        let events = std::mem::take(&mut self.events);
        let mut row_of_event = vec![u32::MAX; events.len()];
        for (row, event) in events.iter().enumerate() {
            match row_of_event.get_mut(*event as usize) {
                Some(of_event @ &mut u32::MAX) => *of_event = row as u32,
                Some(_) => return Err(Wrong(schema::EVENT, format!("{event} twice"))),
                None => {
                    let (last, got) = (events.len() - 1, format!("the number {event}"));
                    return Err(Wrong(schema::EVENT, format!("{got}, where {last} is the last")));
                }
            }
        }
        let order = &row_of_event;
        in_order(&mut self.earliest, order);
        in_order(&mut self.precision, order);
        in_order(&mut self.source, order);
        in_order(&mut self.target, order);
        in_order(&mut self.mutual, order);
        in_order(&mut self.event_type, order);
        in_order(&mut self.mentions, order);
        in_order(&mut self.sources, order);
        in_order(&mut self.articles, order);
        in_order(&mut self.roots, order);
        in_order(&mut self.added, order);
        self.keys.move_to(&events);
        self.records.move_to(&events);
        Ok(())
    }
}

/// Sorts a column by the row of each event. An empty column stays empty.
fn in_order<T: Copy>(column: &mut Vec<T>, row_of_event: &[u32]) {
    if column.is_empty() {
        return;
    }
    let mut sorted = Vec::with_capacity(column.len());
    for row in row_of_event {
        sorted.push(column[*row as usize]);
    }
    *column = sorted;
}

/// Returns a column of the expected type.
fn typed<T>(array: Option<T>, column: &ArrayRef, name: &'static str) -> Result<T, Wrong> {
    array.ok_or_else(|| Wrong(name, format!("values of the type {}", column.data_type())))
}

fn no_nulls(column: &ArrayRef, name: &'static str) -> Result<(), Wrong> {
    match column.null_count() {
        0 => Ok(()),
        count => Err(Wrong(name, format!("{count} missing values"))),
    }
}

/// Returns a column of numbers without missing values.
fn every<'a, T: ArrowPrimitiveType>(
    column: &'a ArrayRef,
    name: &'static str,
) -> Result<&'a PrimitiveArray<T>, Wrong> {
    no_nulls(column, name)?;
    typed(column.as_primitive_opt::<T>(), column, name)
}

/// Calls `push` for each row of a column with what its word stands for, `None` for a missing value.
fn each_word(
    known: &mut KnownWords,
    column: &ArrayRef,
    name: &'static str,
    of_word: &dyn Fn(&str) -> Option<u32>,
    push: &mut impl FnMut(Option<u32>),
) -> Result<(), Wrong> {
    if let Some(words) = column.as_dictionary_opt::<UInt32Type>() {
        return each_of(known, words, name, of_word, push);
    }
    if let Some(words) = column.as_dictionary_opt::<UInt16Type>() {
        return each_of(known, words, name, of_word, push);
    }
    if let Some(words) = column.as_dictionary_opt::<UInt8Type>() {
        return each_of(known, words, name, of_word, push);
    }
    Err(Wrong(name, format!("values of the type {}", column.data_type())))
}

fn each_of<K: ArrowDictionaryKeyType>(
    known: &mut KnownWords,
    words: &DictionaryArray<K>,
    name: &'static str,
    of_word: &dyn Fn(&str) -> Option<u32>,
    push: &mut impl FnMut(Option<u32>),
) -> Result<(), Wrong> {
    let known = known.of(words.values(), name, of_word)?;
    let keys = words.keys();
    for (nth, index) in keys.values().iter().enumerate() {
        let is_missing = keys.nulls().is_some_and(|nulls| nulls.is_null(nth));
        let word = if is_missing { None } else { known[index.as_usize()] };
        if word.is_none() && !is_missing {
            let word =
                words.values().as_string_opt::<i32>().map(|list| list.value(index.as_usize()));
            return Err(Wrong(name, format!("{}, which is unknown", word.unwrap_or_default())));
        }
        push(word);
    }
    Ok(())
}
