//! Event tables in Parquet, read from their columns without rewriting rows as text.
//!
//! Only tables with values as GDELT writes them are read in this way: days and ids are whole numbers, and codes are
//! texts with their leading zeros. From the first batch with another value on, rows are rewritten as text and read as
//! rows of a text file.

use arrow_array::{
    Array, RecordBatch, StringArray,
    cast::AsArray,
    types::{Float32Type, Float64Type, Int32Type, Int64Type},
};
use arrow_schema::{DataType, Schema};
use chrono::NaiveDate;

use super::super::{
    batches::column_names, date, fields, ingest::Ingest, naming::Naming, options::Options,
    records::find_column,
};
use crate::model::{ActorId, CodeId, Level, Vocabulary};

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
    /// The last number of a day that was read, and its day; `None` if it is not a day.
    last_day: (i64, Option<NaiveDate>),
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
            last_day: (i64::MIN, None),
        })
    }

    /// Adds the events of a batch. Returns `false`, and adds none, if its rows must be read as text.
    pub(in super::super) fn add(&mut self, batch: &RecordBatch, ingest: &mut Ingest<'_>) -> bool {
        self.try_add(batch, ingest).is_some()
    }

    fn try_add(&mut self, batch: &RecordBatch, ingest: &mut Ingest<'_>) -> Option<()> {
        let places = self.places;
        let column = |nth: usize| places[nth].map(|place| batch.column(place));
        let days = self.days(&whole_numbers(column(0)?)?)?;
        let words = |nth: usize| column(nth)?.as_dictionary_opt::<Int32Type>();
        let (sources, targets, codes) = (words(1)?, words(2)?, words(3)?);
        let scores = match column(SCORE) {
            None => None,
            Some(scores) => Some(decimals(scores)?),
        };
        let ids = match column(ID) {
            None => None,
            Some(ids) => Some(whole_numbers(ids)?),
        };
        let is_fit = self.sources.take(sources.values(), ingest)
            && self.targets.take(targets.values(), ingest)
            && self.codes.take(codes.values())
            && codes.null_count() == 0
            && scores.iter().flatten().flatten().all(|score| (-10.0..=10.0).contains(score));
        if !is_fit {
            return None;
        }
        let mut buffer = [0; 20];
        for (row, day) in days.iter().enumerate() {
            let index = |words: &arrow_array::DictionaryArray<Int32Type>| {
                (!words.keys().is_null(row)).then(|| words.keys().value(row) as usize)
            };
            let score = scores.as_ref().and_then(|scores| scores[row]).and_then(Level::nearest);
            let key = match &ids {
                None => None,
                Some(ids) => {
                    let digits = ids[row].map_or(&[][..], |id| written(id, &mut buffer));
                    ingest.row_key(NAMES[ID], digits, None, &mut Vec::new())
                }
            };
            let source = self.sources.actor(index(sources), ingest);
            let target = self.targets.actor(index(targets), ingest);
            let code = self.codes.id(index(codes)?, score, ingest);
            let event = ingest.builder.add_row(source, target, *day, code);
            if let Some(key) = key {
                ingest.set_key(event, key);
            }
        }
        Some(())
    }

    /// Counts those occurrences of the texts of actors that were not counted yet.
    pub(in super::super) fn finish(&mut self, ingest: &mut Ingest<'_>) {
        self.sources.count(ingest);
        self.targets.count(ingest);
    }

    /// Returns days written as numbers of eight digits, or `None` if one is not a day.
    fn days(&mut self, numbers: &[Option<i64>]) -> Option<Vec<NaiveDate>> {
        let mut days = Vec::with_capacity(numbers.len());
        for number in numbers {
            let number = (*number)?;
            if self.last_day.0 != number {
                let text = number.to_string();
                let day = (text.len() == 8).then(|| date::eight_digits(text.as_bytes())).flatten();
                self.last_day = (number, day);
            }
            days.push(self.last_day.1?);
        }
        Some(days)
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

/// Returns whole numbers, or `None` if a column is of another type.
fn whole_numbers(column: &dyn Array) -> Option<Vec<Option<i64>>> {
    if let Some(numbers) = column.as_primitive_opt::<Int64Type>() {
        return Some(numbers.iter().collect());
    }
    let numbers = column.as_primitive_opt::<Int32Type>()?;
    Some(numbers.iter().map(|number| number.map(i64::from)).collect())
}

/// Returns numbers with decimals, or `None` if a column is of another type.
fn decimals(column: &dyn Array) -> Option<Vec<Option<f64>>> {
    // `NaN` is a missing value, as it is in a text file.
    let known = |number: f64| Some(number).filter(|number| !number.is_nan());
    if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
        return Some(numbers.iter().map(|number| number.and_then(known)).collect());
    }
    let numbers = column.as_primitive_opt::<Float32Type>()?;
    Some(numbers.iter().map(|number| known(f64::from(number?))).collect())
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

/// The actors of the texts of a dictionary, each found when it is first used.
#[derive(Default)]
struct Parties {
    texts: Option<StringArray>,
    actors: Vec<Option<ActorId>>,
    /// How often each text occurred after its first use.
    again: Vec<u64>,
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
        self.actors = vec![None; texts.len()];
        self.again = vec![0; texts.len()];
        self.texts = Some(texts.clone());
        true
    }

    #[inline]
    fn actor(&mut self, index: Option<usize>, ingest: &mut Ingest<'_>) -> Option<ActorId> {
        let index = index?;
        if let Some(actor) = self.actors[index] {
            self.again[index] += 1;
            return Some(actor);
        }
        let texts = self.texts.as_ref().filter(|texts| texts.is_valid(index))?;
        let text = texts.value(index);
        if text.is_empty() {
            return None;
        }
        let actor = ingest.actor_of_bytes(Naming::Cameo, text.as_bytes());
        self.actors[index] = Some(actor);
        Some(actor)
    }

    fn count(&mut self, ingest: &mut Ingest<'_>) {
        let Some(texts) = &self.texts else { return };
        for (index, again) in self.again.iter_mut().enumerate() {
            if *again > 0 {
                ingest.actors.find(Naming::Cameo, texts.value(index).as_bytes(), *again);
                *again = 0;
            }
        }
    }
}

/// The codes of a dictionary: for each, the score of its last row, and the id of the code with that score.
#[derive(Default)]
struct Codes {
    texts: Option<StringArray>,
    last: Vec<Option<(Option<Level>, CodeId)>>,
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
    fn id(&mut self, index: usize, score: Option<Level>, ingest: &mut Ingest<'_>) -> CodeId {
        match self.last[index] {
            Some((known, id)) if known == score => id,
            _ => {
                let text = self.texts.as_ref().map_or("", |texts| texts.value(index));
                let id = ingest.code_id(Vocabulary::Cameo, text.as_bytes(), score);
                self.last[index] = Some((score, id));
                id
            }
        }
    }
}
