//! Reading a value that is one of some words.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, EnumAccess, Error, Unexpected, VariantAccess, Visitor},
};

/// Returns the index of a word in a list.
pub(crate) fn index_of(words: &[&str], word: &str) -> Option<usize> {
    words.iter().position(|known| *known == word)
}

/// Reads a unit variant of an enum as its index. The derived implementation of `Deserialize` compiles the same
/// for every enum anew.
#[derive(Clone, Copy)]
pub(super) struct OneOf {
    pub(super) name: &'static str,
    pub(super) words: &'static [&'static str],
}

impl OneOf {
    pub(super) fn read<'de, D: Deserializer<'de>>(self, from: D) -> Result<usize, D::Error> {
        from.deserialize_enum(self.name, self.words, self)
    }
}

impl<'de> Visitor<'de> for OneOf {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "enum {}", self.name)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, from: A) -> Result<usize, A::Error> {
        let (nth, variant) = from.variant_seed(Variant(self.words))?;
        variant.unit_variant()?;
        Ok(nth)
    }
}

struct Variant(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Variant {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<usize, D::Error> {
        from.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Variant {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("variant identifier")
    }

    fn visit_u64<E: Error>(self, nth: u64) -> Result<usize, E> {
        let known = usize::try_from(nth).ok().filter(|nth| *nth < self.0.len());
        known.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(nth), &self))
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<usize, E> {
        index_of(self.0, word).ok_or_else(|| E::unknown_variant(word, self.0))
    }

    fn visit_bytes<E: Error>(self, word: &[u8]) -> Result<usize, E> {
        self.visit_str(&String::from_utf8_lossy(word))
    }
}
