//! The built-in scales, by name and by specification.

use std::sync::Arc;

use super::{
    Crosswalk, Deaths, Fatalities, Flat, Goldstein, GoldsteinTable, Hostility, Kahn, Plover, Scale,
    ScaleSpec, spec::SpecForm,
};
use crate::error::{Error, Issue};

/// Returns the built-in scale with the given name, or `None` if there is none.
///
/// ```
/// use escalade::scale;
///
/// for name in scale::NAMES {
///     assert_eq!(scale::by_name(name).unwrap().name(), *name);
/// }
/// assert!(scale::by_name("richter").is_none());
/// ```
pub fn by_name(name: &str) -> Option<Arc<dyn Scale>> {
    Some(match name {
        "goldstein" => Arc::new(Goldstein::over(GoldsteinTable::Gdelt)),
        "goldstein-icews" => Arc::new(Goldstein::over(GoldsteinTable::Icews)),
        "goldstein-keds" => Arc::new(Goldstein::over(GoldsteinTable::Keds)),
        "plover" => Arc::new(Plover),
        "hostility" => Arc::new(Hostility),
        "kahn" => Arc::new(Kahn),
        "fatalities" => Arc::new(Fatalities::counting(Deaths::Best)),
        "fatalities-low" => Arc::new(Fatalities::counting(Deaths::Low)),
        "fatalities-high" => Arc::new(Fatalities::counting(Deaths::High)),
        "flat" => Arc::new(Flat),
        _ => return None,
    })
}

/// The names of the built-in scales.
///
/// ```
/// assert!(escalade::scale::NAMES.contains(&"goldstein"));
/// ```
pub const NAMES: &[&str] = &[
    "goldstein",
    "goldstein-icews",
    "goldstein-keds",
    "plover",
    "hostility",
    "kahn",
    "fatalities",
    "fatalities-low",
    "fatalities-high",
    "flat",
];

impl TryFrom<SpecForm> for ScaleSpec {
    type Error = Error;

    // Checks the name or crosswalk here, so that a specification always describes a scale.
    fn try_from(form: SpecForm) -> Result<Self, Error> {
        let spec = Self(form);
        spec.scale()?;
        Ok(spec)
    }
}

impl ScaleSpec {
    /// Returns the scale that the specification describes.
    ///
    /// # Errors
    ///
    /// Returns an error if the name is not that of a built-in scale, or if the crosswalk is
    /// invalid.
    pub(crate) fn scale(&self) -> Result<Arc<dyn Scale>, Error> {
        match &self.0 {
            SpecForm::Name(name) => by_name(name).ok_or_else(|| {
                Error::value(Issue::new("scale", name, NAMES.join(", "), "name a built-in scale"))
            }),
            SpecForm::KahnWithCrosswalk { kahn } => {
                Ok(Arc::new(Kahn.with_crosswalk(Crosswalk::try_from(kahn.clone())?)))
            }
        }
    }
}
