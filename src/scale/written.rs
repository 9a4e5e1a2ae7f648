//! Scales are written by name; only the built-in ones can be read back.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serializer, de, ser};

use super::{NAMES, Scale, by_name};

pub(crate) fn serialize<S: Serializer>(scale: &Arc<dyn Scale>, to: S) -> Result<S::Ok, S::Error> {
    if by_name(scale.name()).is_none() {
        return Err(ser::Error::custom(NotBuiltIn(scale.name())));
    }
    to.serialize_str(scale.name())
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<dyn Scale>, D::Error> {
    let name = String::deserialize(from)?;
    by_name(&name).ok_or_else(|| de::Error::custom(NotBuiltIn(&name)))
}

struct NotBuiltIn<'a>(&'a str);

impl fmt::Display for NotBuiltIn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "scale «{}» is not built in; allowed: {}", self.0, NAMES.join(", "))
    }
}
