//! Every format of the field: what its columns become, and what can be wrong with it.

#![allow(clippy::unwrap_used)]

#[cfg(all(feature = "compressed", feature = "json", feature = "csv"))]
mod formats {
    mod compressed;
}
