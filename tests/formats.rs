//! Every format of the field: what its columns become, and what can be wrong with it.

#![allow(clippy::unwrap_used)]

#[cfg(all(feature = "json", feature = "csv"))]
mod formats {
    #[cfg(feature = "compressed")]
    mod compressed;
    mod icews;
    mod mid;
    mod ucdp;
}
