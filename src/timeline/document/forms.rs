//! Values that a document may write in several forms, such as one key or a list of keys.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{
        self, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};

use crate::model::{listed, whole_object};

/// A single value, or a list of any number of values.
#[derive(Clone, Debug)]
pub(crate) struct OneOrMany<T>(pub(crate) Vec<T>);

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Serialize> Serialize for OneOrMany<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            several => several.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValueOrList<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for ValueOrList<T> {
            type Value = OneOrMany<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key, or a list of keys")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<OneOrMany<T>, E> {
                Ok(OneOrMany(vec![T::deserialize(text.into_deserializer())?]))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<OneOrMany<T>, E> {
                Ok(OneOrMany(vec![T::deserialize(number.into_deserializer())?]))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OneOrMany<T>, A::Error> {
                Ok(OneOrMany(vec![T::deserialize(MapAccessDeserializer::new(map))?]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<OneOrMany<T>, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(OneOrMany)
            }
        }

        deserializer.deserialize_any(ValueOrList(PhantomData))
    }
}

/// A list of objects, of which a single one may be written without the list. It is always written as a list.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Listed<T>(pub(crate) Vec<T>);

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Listed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        listed(deserializer).map(Self)
    }
}

/// An event, given by its key or by its order of recording.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum EventKey {
    Key(String),
    Number(u64),
}

impl<'de> Deserialize<'de> for EventKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyOrNumber;

        impl Visitor<'_> for KeyOrNumber {
            type Value = EventKey;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an event's key, or its index in the list, from 0")
            }

            fn visit_str<E: de::Error>(self, key: &str) -> Result<EventKey, E> {
                Ok(EventKey::Key(key.to_owned()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<EventKey, E> {
                Ok(EventKey::Number(number))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<EventKey, E> {
                let unsigned = u64::try_from(number).map(EventKey::Number);
                unsigned.map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
            }
        }

        deserializer.deserialize_any(KeyOrNumber)
    }
}

/// A confidence: in percent, or as a word of a known confidence scale.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum ConfidenceForm {
    Percent(i64),
    Fraction(f64),
    Words(String),
}

impl<'de> Deserialize<'de> for ConfidenceForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PercentOrWords;

        impl Visitor<'_> for PercentOrWords {
            type Value = ConfidenceForm;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("0 to 100, or a word such as \"dni very-likely\"")
            }

            fn visit_i64<E: de::Error>(self, percent: i64) -> Result<ConfidenceForm, E> {
                Ok(ConfidenceForm::Percent(percent))
            }

            fn visit_u64<E: de::Error>(self, percent: u64) -> Result<ConfidenceForm, E> {
                let signed = i64::try_from(percent).map(ConfidenceForm::Percent);
                Ok(signed.unwrap_or(ConfidenceForm::Fraction(percent as f64)))
            }

            fn visit_f64<E: de::Error>(self, percent: f64) -> Result<ConfidenceForm, E> {
                Ok(ConfidenceForm::Fraction(percent))
            }

            fn visit_str<E: de::Error>(self, words: &str) -> Result<ConfidenceForm, E> {
                Ok(ConfidenceForm::Words(words.to_owned()))
            }
        }

        deserializer.deserialize_any(PercentOrWords)
    }
}

/// A level or a score, in units of its scale. Whole numbers are written without a decimal point.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Units(pub(crate) f64);

impl Serialize for Units {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

/// A level, alone or with a reason.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum LevelForm {
    Plain(Units),
    WithReason(LevelWithReason),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LevelWithReason {
    pub(super) level: Units,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
}

impl<'de> Deserialize<'de> for LevelForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberOrObject;

        impl<'de> Visitor<'de> for NumberOrObject {
            type Value = LevelForm;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or an object with `level` and `reason`")
            }

            fn visit_i64<E: de::Error>(self, level: i64) -> Result<LevelForm, E> {
                Ok(LevelForm::Plain(Units(level as f64)))
            }

            fn visit_u64<E: de::Error>(self, level: u64) -> Result<LevelForm, E> {
                Ok(LevelForm::Plain(Units(level as f64)))
            }

            fn visit_f64<E: de::Error>(self, level: f64) -> Result<LevelForm, E> {
                Ok(LevelForm::Plain(Units(level)))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<LevelForm, A::Error> {
                whole_object(map, &self).map(LevelForm::WithReason)
            }
        }

        deserializer.deserialize_any(NumberOrObject)
    }
}

/// An object with any keys, in the order written. A repeated key is kept, so that the checks can report
/// it.
#[derive(Clone, Debug)]
pub(crate) struct OrderedPairs<T>(pub(crate) Vec<(String, T)>);

impl<T> Default for OrderedPairs<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Serialize> Serialize for OrderedPairs<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OrderedPairs<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for InOrder<T> {
            type Value = OrderedPairs<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<OrderedPairs<T>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(OrderedPairs(pairs))
            }
        }

        deserializer.deserialize_map(InOrder(PhantomData))
    }
}
