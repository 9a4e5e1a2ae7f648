//! How a query writes its scale, and reads it back.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::{Crosswalk, Kahn, NAMES, Scale, by_name, crosswalk::Row};
use crate::error::{Error, Issue};

/// How a query writes its scale: a built-in one by its name, [Kahn's ladder through a
/// crosswalk](super::KahnThrough) as an object that holds the crosswalk, `{"kahn": [["cameo", "190", 12]]}`.
///
/// Only the scales of this crate can say how they are written. One of the user's own, whatever it is
/// called, is code, and cannot be read back.
///
/// ```
/// use escalade::scale::{Kahn, Scale, named};
///
/// assert_eq!(serde_json::to_string(&Kahn.written()).unwrap(), r#""kahn""#);
/// assert!(named("kahn", |_| None).written().is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Form", try_from = "Form")]
pub struct Written(Form);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "a scale by its name, or `{ \"kahn\": [[vocabulary, code, rung], …] }`"
)]
enum Form {
    Name(String),
    Through { kahn: Vec<Row> },
}

impl From<Written> for Form {
    fn from(Written(form): Written) -> Self {
        form
    }
}

impl TryFrom<Form> for Written {
    type Error = Error;

    fn try_from(form: Form) -> Result<Self, Error> {
        let written = Self(form);
        written.scale()?;
        Ok(written)
    }
}

impl Written {
    pub(super) fn by_name(scale: &dyn Scale) -> Self {
        Self(Form::Name(scale.name().to_owned()))
    }

    pub(super) fn through(crosswalk: &Crosswalk) -> Self {
        Self(Form::Through { kahn: crosswalk.clone().into() })
    }

    /// The name of the scale.
    pub(crate) fn name(&self) -> &str {
        match &self.0 {
            Form::Name(name) => name,
            Form::Through { .. } => "kahn",
        }
    }

    /// The scale that is written.
    ///
    /// # Errors
    ///
    /// A name that is not built in, a crosswalk that does not hold.
    pub(crate) fn scale(&self) -> Result<Arc<dyn Scale>, Error> {
        match &self.0 {
            Form::Name(name) => by_name(name).ok_or_else(|| {
                Error::value(Issue::new("scale", name, NAMES.join(", "), "name a built-in scale"))
            }),
            Form::Through { kahn } => {
                Ok(Arc::new(Kahn.through(Crosswalk::try_from(kahn.clone())?)))
            }
        }
    }
}

/// Whether two scales are the same one, or are written the same.
pub(crate) fn is_same(one: &Arc<dyn Scale>, other: &Arc<dyn Scale>) -> bool {
    let written = one.written();
    std::ptr::addr_eq(Arc::as_ptr(one), Arc::as_ptr(other))
        || (written.is_some() && written == other.written())
}

pub(crate) fn serialize<S: Serializer>(scale: &Arc<dyn Scale>, to: S) -> Result<S::Ok, S::Error> {
    match scale.written() {
        Some(written) => written.serialize(to),
        None => Err(ser::Error::custom(format_args!(
            "scale «{}» is not built in, so it cannot be written; allowed: {}",
            scale.name(),
            NAMES.join(", ")
        ))),
    }
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<dyn Scale>, D::Error> {
    Written::deserialize(from)?.scale().map_err(de::Error::custom)
}
