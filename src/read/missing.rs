//! What stands in for a reader that was not compiled in, and says so.

use super::Format;
use crate::error::{Error, ErrorKind, Issue, Issues};

#[cfg(not(feature = "json"))]
pub(super) mod json {
    use std::io::BufRead;

    use crate::{
        error::Error,
        read::{Format, ReadReport},
        timeline::Timeline,
    };

    pub(in crate::read) fn read(_: &str, _: impl BufRead) -> Result<(Timeline, ReadReport), Error> {
        Err(super::left_out(Format::Json, "json"))
    }
}

#[cfg(not(feature = "csv"))]
macro_rules! rows {
    ($($reader:ident: $format:ident,)*) => {$(
        pub(super) mod $reader {
            use std::io::BufRead;

            use crate::{
                error::Error,
                read::{Format, Options, ReadReport},
                timeline::Timeline,
            };

            pub(in crate::read) fn read(
                _: &str,
                _: impl BufRead,
                _: &Options,
            ) -> Result<(Timeline, ReadReport), Error> {
                Err(super::left_out(Format::$format, "csv"))
            }
        }
    )*};
}

#[cfg(not(feature = "csv"))]
rows! { keds: Keds, gdelt: Gdelt, }

fn left_out(format: Format, feature: &str) -> Error {
    let allowed = "a format whose reader was compiled in";
    let remedy = format!("enable the feature `{feature}` of this library");
    Issues::from(Issue::new("format", format, allowed, remedy)).into_error(ErrorKind::Unsupported)
}
