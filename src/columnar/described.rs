//! Descriptions of columns.

use std::collections::HashMap;

use arrow_schema::Field;

/// Adds a description and, if there is one, a unit.
pub(crate) fn described(field: Field, unit: &str, about: &str) -> Field {
    let mut metadata = HashMap::from([("description".to_owned(), about.to_owned())]);
    if !unit.is_empty() {
        metadata.insert("unit".to_owned(), unit.to_owned());
    }
    field.with_metadata(metadata)
}
