//! Event tables in Parquet, read from their columns without rewriting rows as text.
//!
//! Only tables with values as GDELT writes them are read in this way: days and ids are whole numbers, and codes are
//! texts with their leading zeros. From the first batch with another value on, rows are rewritten as text and read as
//! rows of a text file.

use std::borrow::Cow;

use arrow_array::{
    Array, DictionaryArray, RecordBatch, StringArray,
    cast::AsArray,
    types::{Float32Type, Float64Type, Int32Type, Int64Type},
};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, Schema};

use super::super::{
    batches::column_names, date, fields, ingest::Ingest, naming::Naming, options::Options,
    records::find_column,
};
use crate::{
    model::{ActorId, CodeId, EventId, Level, PlainOnset, Vocabulary, When},
    timeline::DayRows,
};

/// The names of the columns: day, source, target, code, score and id.
const NAMES: [&str; 6] =
    ["SQLDATE", "Actor1Code", "Actor2Code", "EventCode", "GoldsteinScale", "GLOBALEVENTID"];
const SCORE: usize = 4;
const ID: usize = 5;

/// A table that can be read from its columns.
pub(in super::super) struct DirectTable {
    /// For each column of [`NAMES`], its place in a batch.
    places: [Option<usize>; NAMES.len()],
    /// The indices of these columns in the table, in ascending order.
    pub(in super::super) columns: Vec<usize>,
    sources: Parties,
    targets: Parties,
    codes: Codes,
    days: Days,
    /// Memory that is used again.
    rows: DayRows,
}

impl DirectTable {
    /// Returns the columns of a table with this schema, or `None` if its rows must be read as text.
    pub(in super::super) fn of(schema: &Schema, options: &Options) -> Option<Self> {
        // These options are applied row by row.
        let is_plain = options.aliases.is_empty()
            && options.missing.is_empty()
            && options.max_lag.is_none()
            && options.extras.is_empty();
        if !is_plain {
            return None;
        }
        let names = column_names(schema);
        let mut found = [None; NAMES.len()];
        for (nth, name) in NAMES.into_iter().enumerate() {
            if nth == ID && options.without_ids {
                continue;
            }
            let index = find_column(&names, name);
            if index.is_none() && nth < SCORE {
                return None;
            }
            let is_fit = |index: &usize| {
                use DataType::{
                    Dictionary, Float32, Float64, Int32, Int64, LargeUtf8, Utf8, Utf8View,
                };
                let data_type = schema.field(*index).data_type();
                match nth {
                    0 | ID => matches!(data_type, Int32 | Int64),
                    SCORE => matches!(data_type, Float32 | Float64),
                    _ => match data_type {
                        Dictionary(_, values) => **values == Utf8,
                        other => matches!(other, Utf8 | LargeUtf8 | Utf8View),
                    },
                }
            };
            if index.is_some_and(|index| !is_fit(&index)) {
                return None;
            }
            found[nth] = index;
        }
        let mut columns: Vec<usize> = found.into_iter().flatten().collect();
        columns.sort_unstable();
        let place = |index: usize| columns.binary_search(&index).ok();
        let places = found.map(|index| index.and_then(place));
        Some(Self {
            places,
            columns,
            sources: Parties::default(),
            targets: Parties::default(),
            codes: Codes::default(),
            days: Days::default(),
            rows: DayRows::default(),
        })
    }

    /// Adds the events of a batch. Returns `false`, and adds none, if its rows must be read as text.
    pub(in super::super) fn add(&mut self, batch: &RecordBatch, ingest: &mut Ingest<'_>) -> bool {
        self.try_add(batch, ingest).is_some()
    }

    fn try_add(&mut self, batch: &RecordBatch, ingest: &mut Ingest<'_>) -> Option<()> {
        let places = self.places;
        let column = |nth: usize| places[nth].map(|place| batch.column(place));
        let days = column(0)?;
        let days = whole_numbers(days).filter(|_| days.null_count() == 0)?;
        if !self.are_days(&days) {
            return None;
        }
        let words = |nth: usize| column(nth)?.as_dictionary_opt::<Int32Type>();
        let (sources, targets, codes) = (words(1)?, words(2)?, words(3)?);
        let scores = match column(SCORE) {
            None => None,
            Some(scores) => Some((decimals(scores)?, scores.nulls())),
        };
        let score_of = |row: usize| {
            let (scores, nulls) = scores.as_ref()?;
            let is_known = nulls.is_none_or(|nulls| nulls.is_valid(row));
            // `NaN` is a missing value, as it is in a text file.
            Some(scores[row]).filter(|score| is_known && !score.is_nan())
        };
        let ids = match column(ID) {
            None => None,
            Some(ids) => Some((whole_numbers(ids)?, ids.null_count() > 0)),
        };
        let is_fit = self.sources.take(sources.values(), ingest)
            && self.targets.take(targets.values(), ingest)
            && self.codes.take(codes.values())
            && codes.null_count() == 0
            && (0..days.len()).filter_map(score_of).all(|score| (-10.0..=10.0).contains(&score));
        if !is_fit {
            return None;
        }
        let [sources, targets, codes] = [sources, targets, codes].map(Words::of);
        for (row, day) in days.iter().enumerate() {
            let source = self.sources.actor(sources.index(row), ingest);
            let target = self.targets.actor(targets.index(row), ingest);
            let code = self.codes.id(codes.index(row)?, score_of(row), ingest);
            self.rows.push(self.days.day(*day)?, source, target, code);
        }
        let first = ingest.builder.add_day_rows(&mut self.rows);
        match &ids {
            None => {}
            Some((ids, false)) if ingest.keeps_ids() && ingest.builder.number_rows(first, ids) => {}
            Some((ids, _)) => add_ids(ids, column(ID)?, first, ingest),
        }
        Some(())
    }

    /// Counts those occurrences of the texts of actors that were not counted yet.
    pub(in super::super) fn finish(&mut self, ingest: &mut Ingest<'_>) {
        self.sources.count(ingest);
        self.targets.count(ingest);
    }

    /// Returns `true` if all numbers are days in eight digits.
    fn are_days(&mut self, numbers: &[i64]) -> bool {
        numbers.iter().all(|number| self.days.day(*number).is_some())
    }
}

/// The places of words in their dictionary.
struct Words<'b> {
    indices: &'b [i32],
    nulls: Option<&'b NullBuffer>,
}

impl<'b> Words<'b> {
    fn of(words: &'b DictionaryArray<Int32Type>) -> Self {
        Self { indices: words.keys().values(), nulls: words.keys().nulls() }
    }

    #[inline]
    fn index(&self, row: usize) -> Option<usize> {
        let is_known = self.nulls.is_none_or(|nulls| nulls.is_valid(row));
        is_known.then(|| self.indices[row] as usize)
    }
}

/// Days written as numbers of eight digits.
#[derive(Default)]
struct Days {
    /// The last number that was read, and its day; `None` if it is not a day.
    last: Option<(i64, Option<PlainOnset>)>,
}

impl Days {
    #[inline]
    fn day(&mut self, number: i64) -> Option<PlainOnset> {
        match self.last {
            Some((known, day)) if known == number => day,
            _ => {
                let text = number.to_string();
                let day = (text.len() == 8).then(|| date::eight_digits(text.as_bytes())).flatten();
                let day = day.and_then(|day| When::day(day).as_plain());
                self.last = Some((number, day));
                day
            }
        }
    }
}

/// Gives rows their ids one by one.
fn add_ids(ids: &[i64], column: &dyn Array, first: EventId, ingest: &mut Ingest<'_>) {
    let mut buffer = [0; 20];
    for (row, (event, id)) in (first.0..).zip(ids).enumerate() {
        let digits = if column.is_null(row) { &[][..] } else { written(*id, &mut buffer) };
        if let Some(key) = ingest.row_key(NAMES[ID], digits, None, &mut Vec::new()) {
            ingest.set_key(EventId(event), key);
        }
    }
}

/// Writes a whole number. Formatting by the standard library would take as long as everything else that is done for a
/// row.
fn written(number: i64, buffer: &mut [u8; 20]) -> &[u8] {
    let mut rest = number.unsigned_abs();
    let mut start = buffer.len();
    loop {
        start -= 1;
        buffer[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        start -= 1;
        buffer[start] = b'-';
    }
    &buffer[start..]
}

/// Returns whole numbers, or `None` if a column is of another type. Those that are missing are any.
fn whole_numbers(column: &dyn Array) -> Option<Cow<'_, [i64]>> {
    if let Some(numbers) = column.as_primitive_opt::<Int64Type>() {
        return Some(numbers.values()[..].into());
    }
    let numbers = column.as_primitive_opt::<Int32Type>()?;
    let wider: Vec<i64> = numbers.values().iter().map(|number| i64::from(*number)).collect();
    Some(wider.into())
}

/// Returns numbers with decimals, or `None` if a column is of another type. Those that are missing are any.
fn decimals(column: &dyn Array) -> Option<Cow<'_, [f64]>> {
    if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
        return Some(numbers.values()[..].into());
    }
    let numbers = column.as_primitive_opt::<Float32Type>()?;
    let wider: Vec<f64> = numbers.values().iter().map(|number| f64::from(*number)).collect();
    Some(wider.into())
}

/// Returns `true` if a text is empty or has the form of an actor code of CAMEO.
fn is_plain_actor(text: &str) -> bool {
    let is_code = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    text.len().is_multiple_of(3)
        && text.bytes().all(is_code)
        && !fields::is_missing_word(text.as_bytes())
}

/// Returns `true` if two dictionaries are the same memory, as those of successive batches often are.
fn is_same(known: Option<&StringArray>, texts: &StringArray) -> bool {
    known.is_some_and(|known| known.to_data().ptr_eq(&texts.to_data()))
}

/// In place of an actor that was not looked for yet. Of four bytes, so that the actors of a dictionary stay in the cache.
const NOT_FOUND: ActorId = ActorId(u32::MAX);
/// In place of the actor of an empty text.
const NOBODY: ActorId = ActorId(u32::MAX - 1);

/// The actors of the texts of a dictionary, each found when it is first used.
#[derive(Default)]
struct Parties {
    texts: Option<StringArray>,
    /// [`NOT_FOUND`] before the first use.
    actors: Vec<ActorId>,
    /// How often each text occurred after its first use.
    again: Vec<u32>,
}

impl Parties {
    /// Takes the dictionary of a batch. Returns `false` if one of its texts is not plain, so that rows must be read as
    /// text.
    fn take(&mut self, words: &dyn Array, ingest: &mut Ingest<'_>) -> bool {
        let Some(texts) = words.as_string_opt::<i32>() else { return false };
        if is_same(self.texts.as_ref(), texts) {
            return true;
        }
        if !texts.iter().flatten().all(is_plain_actor) {
            return false;
        }
        self.count(ingest);
        self.actors = vec![NOT_FOUND; texts.len()];
        self.again = vec![0; texts.len()];
        self.texts = Some(texts.clone());
        true
    }

    #[inline]
    fn actor(&mut self, index: Option<usize>, ingest: &mut Ingest<'_>) -> Option<ActorId> {
        let index = index?;
        let actor = self.actors[index];
        if actor == NOBODY {
            return None;
        }
        if actor != NOT_FOUND {
            self.again[index] += 1;
            return Some(actor);
        }
        let texts = self.texts.as_ref().filter(|texts| texts.is_valid(index))?;
        let text = texts.value(index);
        if text.is_empty() {
            self.actors[index] = NOBODY;
            return None;
        }
        let actor = ingest.actor_of_bytes(Naming::Cameo, text.as_bytes());
        self.actors[index] = actor;
        Some(actor)
    }

    fn count(&mut self, ingest: &mut Ingest<'_>) {
        let Some(texts) = &self.texts else { return };
        for (index, again) in self.again.iter_mut().enumerate() {
            if *again > 0 {
                ingest.actors.find(Naming::Cameo, texts.value(index).as_bytes(), (*again).into());
                *again = 0;
            }
        }
    }
}

/// The codes of a dictionary: for each, the score of its last row, and the id of the code with that score.
#[derive(Default)]
struct Codes {
    texts: Option<StringArray>,
    last: Vec<Option<(Option<f64>, CodeId)>>,
}

impl Codes {
    /// Takes the dictionary of a batch. Returns `false` unless its texts are codes of three or four digits, one of them
    /// with a leading zero: if none has one, a program may have removed them.
    fn take(&mut self, words: &dyn Array) -> bool {
        let Some(texts) = words.as_string_opt::<i32>() else { return false };
        if is_same(self.texts.as_ref(), texts) {
            return true;
        }
        let mut has_zero = false;
        for text in texts {
            let text = text.unwrap_or_default().as_bytes();
            has_zero |= text.first() == Some(&b'0');
            if !matches!(text.len(), 3 | 4) || !text.iter().all(u8::is_ascii_digit) {
                return false;
            }
        }
        if !has_zero {
            return false;
        }
        self.last = vec![None; texts.len()];
        self.texts = Some(texts.clone());
        true
    }

    #[inline]
    fn id(&mut self, index: usize, score: Option<f64>, ingest: &mut Ingest<'_>) -> CodeId {
        match self.last[index] {
            Some((known, id)) if known == score => id,
            _ => {
                let text = self.texts.as_ref().map_or("", |texts| texts.value(index));
                let id = ingest.code_id(
                    Vocabulary::Cameo,
                    text.as_bytes(),
                    score.and_then(Level::nearest),
                );
                self.last[index] = Some((score, id));
                id
            }
        }
    }
}
