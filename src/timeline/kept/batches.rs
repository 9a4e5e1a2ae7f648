//! The events of a timeline as record batches of a kept file.

use std::{collections::HashMap, ops::Range, sync::Arc};

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, LargeStringArray,
    PrimitiveArray, RecordBatch, StringArray, TimestampMillisecondArray, TimestampSecondArray,
    UInt16Array, UInt32Array,
    types::{ArrowDictionaryKeyType, ArrowPrimitiveType, UInt8Type, UInt16Type, UInt32Type},
};
use arrow_buffer::{BooleanBuffer, NullBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, SchemaRef};
use serde::Serialize;

use super::schema::{self, Form, Needed, OTHER};
use crate::{
    model::{ActorId, EventId},
    timeline::{
        Timeline,
        columns::{DETAILED, MULTIPLE_PARTIES, MUTUAL, NO_ACTOR, PRECISION, SPARSE_WHEN},
        extras::{NO_COUNT, NO_DAY},
    },
};

/// The number of rows of a batch: columns of this many rows stay in the cache of a core.
pub(super) const BATCH_ROWS: usize = 1 << 16;

/// The most bytes of keys in a batch, whose offsets have 31 bits.
const KEY_BYTES: usize = 1 << 30;

/// The flags of which an event that has a record has at least one.
const RICH: u8 = DETAILED | MULTIPLE_PARTIES | SPARSE_WHEN;

/// The number of 1 January 1970 if the days are counted from 1 January of the year 1, which is day 1.
pub(super) const DAYS_TO_1970: i32 = 719_163;

/// The events of a timeline as a table, in order of recording or of time.
pub(super) struct KeptTable<'t> {
    timeline: &'t Timeline,
    needed: Needed,
    schema: SchemaRef,
    form: Form,
    precisions: ArrayRef,
    actors: ArrayRef,
    kinds: ArrayRef,
    acts: ArrayRef,
    codes: ArrayRef,
    /// By type, the index of its kind in `kinds`. The next two fields are the same for its act and its code.
    kind_of_type: Vec<u8>,
    act_of_type: Vec<u8>,
    code_of_type: Vec<Option<u16>>,
}

impl<'t> KeptTable<'t> {
    pub(super) fn new(timeline: &'t Timeline, form: Form) -> Self {
        let needed = Needed::by(timeline);
        let (mut kinds, mut acts, mut codes) =
            (Words::default(), Words::default(), Words::default());
        let (mut kind_of_type, mut act_of_type, mut code_of_type) = (vec![], vec![], vec![]);
        for event_type in timeline.columns.types() {
            let act = event_type.act();
            kind_of_type.push(kinds.index(act.kind().to_string()) as u8);
            act_of_type.push(acts.index(act.word().to_owned()) as u8);
            code_of_type.push(event_type.code().map(|code| codes.index(code.to_string()) as u16));
        }
        let actors = StringArray::from_iter_values(timeline.actors.iter().map(|actor| &actor.key));
        Self {
            timeline,
            needed,
            schema: needed.schema(form),
            form,
            precisions: Arc::new(StringArray::from_iter_values(schema::PRECISIONS)),
            actors: Arc::new(actors),
            kinds: kinds.into_array(),
            acts: acts.into_array(),
            codes: codes.into_array(),
            kind_of_type,
            act_of_type,
            code_of_type,
        }
    }

    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Returns the rows of each batch, in order, where a batch has at most `rows` rows.
    pub(super) fn ranges(&self, rows: usize) -> Vec<Range<usize>> {
        self.ranges_of(rows, KEY_BYTES)
    }

    /// Returns the rows of each batch, in order, where a batch has at most `rows` rows, and of several rows at most
    /// `key_bytes` bytes of keys.
    fn ranges_of(&self, rows: usize, key_bytes: usize) -> Vec<Range<usize>> {
        let (mut ranges, mut start) = (Vec::new(), 0);
        while start < self.timeline.len() {
            let mut end = self.timeline.len().min(start + rows);
            let mut bytes = 0;
            // Otherwise no batch can have more bytes of keys.
            if self.timeline.keys.text_len() > key_bytes {
                for row in start..end {
                    bytes += self.timeline.keys.of(self.id(row)).map_or(0, str::len);
                    if bytes > key_bytes && row > start {
                        end = row;
                        break;
                    }
                }
            }
            ranges.push(start..end);
            start = end;
        }
        ranges
    }

    fn is_by_time(&self) -> bool {
        self.form == Form::Parquet
    }

    /// Returns the id of the event in a row.
    fn id(&self, row: usize) -> u32 {
        if self.is_by_time() { self.timeline.id_at(row) } else { row as u32 }
    }

    /// Returns the batch of these rows.
    pub(super) fn batch(&self, rows: Range<usize>) -> Result<RecordBatch, ArrowError> {
        let (timeline, columns) = (self.timeline, &self.timeline.columns);
        let ids: Option<Vec<u32>> =
            self.is_by_time().then(|| rows.clone().map(|row| timeline.id_at(row)).collect());
        let ids = ids.as_deref();
        let types = values(&columns.event_type, &rows, ids);
        let flags = values(&columns.flags, &rows, ids);
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(self.schema.fields().len());
        if let Some(ids) = ids {
            arrays.push(Arc::new(UInt32Array::from(ids.to_vec())));
        }
        if self.needed.key {
            arrays.push(self.keys(&rows));
        }
        let earliest = values(&columns.earliest, &rows, ids);
        arrays.push(match self.form {
            Form::Ipc => Arc::new(TimestampSecondArray::from(earliest).with_timezone("UTC")),
            Form::Parquet => {
                let millis = TimestampMillisecondArray::from_iter_values(
                    earliest.iter().map(|second| second * 1_000),
                );
                Arc::new(millis.with_timezone("UTC"))
            }
        });
        let mut precisions = Vec::with_capacity(rows.len());
        for flags in &flags {
            // An onset in the sparse column has none of the precisions of a plain onset.
            let is_sparse = flags & SPARSE_WHEN != 0;
            precisions.push(if is_sparse { OTHER } else { (flags & PRECISION).min(OTHER - 1) });
        }
        arrays.push(words::<UInt8Type>(precisions, None, &self.precisions)?);
        for column in [&columns.source, &columns.target] {
            arrays.push(self.parties(&values(column, &rows, ids))?);
        }
        for (of_type, list) in [(&self.kind_of_type, &self.kinds), (&self.act_of_type, &self.acts)]
        {
            let mut indices = Vec::with_capacity(rows.len());
            for event_type in &types {
                indices.push(of_type[usize::from(*event_type)]);
            }
            arrays.push(words::<UInt8Type>(indices, None, list)?);
        }
        arrays.push(self.codes(&types)?);
        if self.needed.score {
            let all = columns.types();
            let score = |nth: &u16| Some(all[usize::from(*nth)].score()?.units());
            arrays.push(Arc::new(types.iter().map(score).collect::<Float64Array>()));
        }
        if self.needed.mutual {
            let mutual = BooleanBuffer::collect_bool(flags.len(), |row| flags[row] & MUTUAL != 0);
            arrays.push(Arc::new(BooleanArray::new(mutual, None)));
        }
        arrays.push(Arc::new(UInt16Array::from(types)));
        let extras = &timeline.extras;
        for (is_needed, column) in [
            (self.needed.mentions, &extras.mentions),
            (self.needed.sources, &extras.sources),
            (self.needed.articles, &extras.articles),
        ] {
            if is_needed {
                let values = padded(column, &rows, ids, NO_COUNT);
                arrays.push(Arc::new(without::<UInt32Type>(values, NO_COUNT)));
            }
        }
        if self.needed.root {
            let values = padded(&extras.roots, &rows, ids, None);
            arrays.push(Arc::new(BooleanArray::from(values)));
        }
        if self.needed.added {
            let mut values = padded(&extras.added, &rows, ids, NO_DAY);
            for day in &mut values {
                if *day != NO_DAY {
                    *day -= DAYS_TO_1970;
                }
            }
            let days: Date32Array = without(values, NO_DAY);
            arrays.push(Arc::new(days));
        }
        if self.needed.record {
            arrays.push(self.records(&rows, &flags)?);
        }
        RecordBatch::try_new(self.schema.clone(), arrays)
    }

    fn keys(&self, rows: &Range<usize>) -> ArrayRef {
        let keys = &self.timeline.keys;
        if self.is_by_time() {
            let of_row = |row| keys.of(self.timeline.id_at(row));
            return Arc::new(rows.clone().map(of_row).collect::<StringArray>());
        }
        let mut known = keys.starting_at(rows.start as u32).peekable();
        let mut next = |row: usize| known.next_if(|(event, _)| *event == row as u32);
        let of_row = |row| next(row).map(|(_, key)| key);
        Arc::new(rows.clone().map(of_row).collect::<StringArray>())
    }

    fn parties(&self, actors: &[ActorId]) -> Result<ArrayRef, ArrowError> {
        let mut indices = Vec::with_capacity(actors.len());
        for actor in actors {
            // Some programs check the index even where the value is missing.
            indices.push(if *actor == NO_ACTOR { 0 } else { actor.0 });
        }
        let missing = actors.contains(&NO_ACTOR);
        let known = || BooleanBuffer::collect_bool(actors.len(), |row| actors[row] != NO_ACTOR);
        words::<UInt32Type>(indices, missing.then(|| NullBuffer::new(known())), &self.actors)
    }

    fn codes(&self, types: &[u16]) -> Result<ArrayRef, ArrowError> {
        let mut indices = Vec::with_capacity(types.len());
        let mut missing = false;
        for event_type in types {
            let code = self.code_of_type[usize::from(*event_type)];
            missing |= code.is_none();
            indices.push(code.unwrap_or_default());
        }
        let is_coded = |row: usize| self.code_of_type[usize::from(types[row])].is_some();
        let known = || BooleanBuffer::collect_bool(types.len(), is_coded);
        words::<UInt16Type>(indices, missing.then(|| NullBuffer::new(known())), &self.codes)
    }

    fn records(&self, rows: &Range<usize>, flags: &[u8]) -> Result<ArrayRef, ArrowError> {
        let mut records: Vec<Option<String>> = Vec::with_capacity(rows.len());
        for (row, flags) in rows.clone().zip(flags) {
            records.push(match flags & RICH {
                0 => None,
                _ => Some(json(&self.timeline.kept_entry(EventId(self.id(row))))?),
            });
        }
        Ok(Arc::new(LargeStringArray::from(records)))
    }
}

/// Returns a value as JSON.
pub(super) fn json(value: &impl Serialize) -> Result<String, ArrowError> {
    serde_json::to_string(value).map_err(|problem| ArrowError::JsonError(problem.to_string()))
}

/// Distinct words in order of first use.
#[derive(Default)]
struct Words {
    list: Vec<String>,
    indices: HashMap<String, usize>,
}

impl Words {
    fn index(&mut self, word: String) -> usize {
        let next = self.list.len();
        let index = *self.indices.entry(word.clone()).or_insert(next);
        if index == next {
            self.list.push(word);
        }
        index
    }

    fn into_array(self) -> ArrayRef {
        Arc::new(StringArray::from_iter_values(&self.list))
    }
}

/// Returns the values of some rows.
fn values<T: Copy>(column: &[T], rows: &Range<usize>, ids: Option<&[u32]>) -> Vec<T> {
    let Some(ids) = ids else { return column[rows.clone()].to_vec() };
    let mut values = Vec::with_capacity(ids.len());
    for id in ids {
        values.push(column[*id as usize]);
    }
    values
}

/// Returns the values of some rows of a column that ends at its last value that is not missing.
fn padded<T: Copy>(column: &[T], rows: &Range<usize>, ids: Option<&[u32]>, missing: T) -> Vec<T> {
    let mut values = Vec::with_capacity(rows.len());
    for (nth, row) in rows.clone().enumerate() {
        let id = ids.map_or(row, |ids| ids[nth] as usize);
        values.push(column.get(id).copied().unwrap_or(missing));
    }
    values
}

/// Returns an array in which every value that equals `missing` is missing.
fn without<T: ArrowPrimitiveType>(
    mut values: Vec<T::Native>,
    missing: T::Native,
) -> PrimitiveArray<T>
where
    T::Native: PartialEq + Default,
{
    let known = BooleanBuffer::collect_bool(values.len(), |row| values[row] != missing);
    for value in &mut values {
        if *value == missing {
            *value = T::Native::default();
        }
    }
    PrimitiveArray::new(ScalarBuffer::from(values), Some(NullBuffer::new(known)))
}

fn words<K: ArrowDictionaryKeyType>(
    indices: Vec<K::Native>,
    known: Option<NullBuffer>,
    list: &ArrayRef,
) -> Result<ArrayRef, ArrowError> {
    let keys = PrimitiveArray::<K>::new(ScalarBuffer::from(indices), known);
    Ok(Arc::new(DictionaryArray::try_new(keys, list.clone())?))
}

impl Timeline {
    /// Returns the entry of an event in the native document, as JSON, if the plain columns do not hold all of the
    /// event.
    pub(crate) fn record_of(&self, id: EventId) -> Option<String> {
        let is_rich = self.columns.flags[id.index()] & RICH != 0;
        // Writing fails only for maps whose keys are not texts, and an entry has no such map.
        is_rich.then(|| json(&self.event_entry(id.index())).unwrap_or_default())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Form, KeptTable};
    use crate::{Actor, Event, Means, Timeline};

    #[test]
    fn batches_have_limited_rows_and_keys() {
        let mut builder = Timeline::builder();
        let actor = builder.add_actor(Actor::new("A"));
        for key in ["a", "four", "b", "", "eleven here", "c", "d"] {
            let event = Event::attack(actor, "2024", Means::Drone);
            builder.add_event(if key.is_empty() { event } else { event.with_key(key) });
        }
        let timeline = builder.build().unwrap();
        let table = KeptTable::new(&timeline, Form::Ipc);
        let ends = |rows, key_bytes| {
            let ranges = table.ranges_of(rows, key_bytes);
            ranges.into_iter().map(|range| range.end).collect::<Vec<_>>()
        };
        assert_eq!(ends(3, 100), [3, 6, 7]);
        assert_eq!(ends(7, 20), [7], "19 bytes of keys");
        assert_eq!(ends(7, 18), [6, 7], "18 bytes are allowed");
        assert_eq!(ends(7, 5), [2, 4, 5, 7], "a key that is too long has a batch of its own");
    }
}
