//! Comparison and serialization of scales by their specifications.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::{NAMES, Scale, ScaleSpec};

/// Returns `true` if both are the same object, or if they have the same specification.
pub(crate) fn is_same(one: &Arc<dyn Scale>, other: &Arc<dyn Scale>) -> bool {
    // Scales of the user have no specification: they are the same only if they are one object.
    let spec = one.spec();
    std::ptr::addr_eq(Arc::as_ptr(one), Arc::as_ptr(other))
        || (spec.is_some() && spec == other.spec())
}

/// Serializes a scale as its specification. Fails for a scale of the user.
pub(crate) fn serialize<S: Serializer>(scale: &Arc<dyn Scale>, to: S) -> Result<S::Ok, S::Error> {
    match scale.spec() {
        Some(spec) => spec.serialize(to),
        None => Err(ser::Error::custom(format_args!(
            "scale «{}» is not built in, so it cannot be written; allowed: {}",
            scale.name(),
            NAMES.join(", ")
        ))),
    }
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<dyn Scale>, D::Error> {
    ScaleSpec::deserialize(from)?.scale().map_err(de::Error::custom)
}
