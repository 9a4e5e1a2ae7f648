//! Reading an object that is one of several forms of a value.

use serde::{
    Deserialize,
    de::{Error, Expected, MapAccess, value::MapAccessDeserializer},
};

/// Reads an object. An error in it becomes one of the whole value, which may have other forms as well.
pub(crate) fn whole_object<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    map: A,
    expected: &dyn Expected,
) -> Result<T, A::Error> {
    T::deserialize(MapAccessDeserializer::new(map))
        .map_err(|error| A::Error::custom(format_args!("{error}; expected {expected}")))
}
