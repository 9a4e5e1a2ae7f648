//! Specifications of scales, by which queries are serialized.

use serde::{Deserialize, Serialize};

use super::crosswalk::{Crosswalk, CrosswalkRow};

/// The serialized form of a built-in scale in a query.
///
/// Most scales are specified by name, such as `"kahn"`. [Kahn's ladder with a
/// crosswalk](super::KahnWithCrosswalk) is an object that contains the crosswalk, such as `{"kahn":
/// [["cameo", "190", 12]]}`.
///
/// Only scales of this crate have a specification. A scale of the user is code, and cannot be
/// serialized.
///
/// ```
/// use escalade::scale::{Kahn, Scale, named};
///
/// assert_eq!(serde_json::to_string(&Kahn.spec()).unwrap(), r#""kahn""#);
/// assert!(named("kahn", |_| None).spec().is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "SpecForm", try_from = "SpecForm")]
pub struct ScaleSpec(pub(super) SpecForm);

/// The serialized parts of a specification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "a scale by its name, or `{ \"kahn\": [[vocabulary, code, rung], …] }`"
)]
pub(super) enum SpecForm {
    Name(String),
    KahnWithCrosswalk { kahn: Vec<CrosswalkRow> },
}

impl From<ScaleSpec> for SpecForm {
    fn from(ScaleSpec(form): ScaleSpec) -> Self {
        form
    }
}

impl ScaleSpec {
    pub(super) fn named(name: &str) -> Self {
        Self(SpecForm::Name(name.to_owned()))
    }

    pub(super) fn kahn_through(crosswalk: &Crosswalk) -> Self {
        Self(SpecForm::KahnWithCrosswalk { kahn: crosswalk.clone().into() })
    }

    /// Returns the name of the scale.
    pub(crate) fn name(&self) -> &str {
        match &self.0 {
            SpecForm::Name(name) => name,
            SpecForm::KahnWithCrosswalk { .. } => "kahn",
        }
    }
}
