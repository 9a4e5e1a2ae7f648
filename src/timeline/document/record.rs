//! Reading a record: an object in which every key may be left out.
//!
//! The derived implementation of `Deserialize` keeps a separate `Option` of every field until the end. This
//! one fills in a default value. For all records together that is 6,500 lines of unoptimised LLVM IR, where
//! the derived one took more than 13,000.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, MapAccess, Visitor},
};

use super::forms::{Listed, OneOrMany, OrderedPairs};
use crate::model::{ActorKind, Extras};

/// A record with a default value of every field.
pub(super) trait Record: Default {
    /// The keys of the fields, at most 64.
    const KEYS: &'static [&'static str];

    /// Reads the value of the key at index `nth` of the keys.
    fn read<'de, A: MapAccess<'de>>(&mut self, nth: usize, map: &mut A) -> Result<(), A::Error>;
}

/// Reads the value of a field.
pub(super) fn fill<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    field: &mut T,
    map: &mut A,
) -> Result<(), A::Error> {
    *field = map.next_value()?;
    Ok(())
}

/// Reads a record. Unknown and repeated keys are errors.
pub(super) struct RecordVisitor<T>(pub(super) PhantomData<T>);

impl<'de, T: Record> Visitor<'de> for RecordVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object in { }")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let (mut record, mut read) = (T::default(), 0_u64);
        while let Some(nth) = map.next_key_seed(OneOf(T::KEYS))? {
            if read >> nth & 1 == 1 {
                return Err(A::Error::duplicate_field(T::KEYS[nth]));
            }
            read |= 1 << nth;
            record.read(nth, &mut map)?;
        }
        Ok(record)
    }
}

/// Reads one of some keys as its index.
struct OneOf(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for OneOf {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for OneOf {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<usize, E> {
        let nth = self.0.iter().position(|known| *known == key);
        nth.ok_or_else(|| E::unknown_field(key, self.0))
    }
}

/// A type of fields of records.
pub(super) trait Field {
    /// Returns `true` if this is the default value, which is not written.
    fn is_default(&self) -> bool;
}

impl<T> Field for Option<T> {
    fn is_default(&self) -> bool {
        self.is_none()
    }
}

impl<T> Field for Vec<T> {
    fn is_default(&self) -> bool {
        self.is_empty()
    }
}

impl<T> Field for OneOrMany<T> {
    fn is_default(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Field for Listed<T> {
    fn is_default(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Field for OrderedPairs<T> {
    fn is_default(&self) -> bool {
        self.0.is_empty()
    }
}

impl Field for String {
    fn is_default(&self) -> bool {
        self.is_empty()
    }
}

impl Field for bool {
    fn is_default(&self) -> bool {
        !*self
    }
}

impl Field for u64 {
    fn is_default(&self) -> bool {
        *self == 0
    }
}

impl Field for ActorKind {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Field for Extras {
    fn is_default(&self) -> bool {
        self.is_empty()
    }
}
