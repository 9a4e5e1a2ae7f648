//! What every reader does.

use std::io::BufRead;

use super::{Format, intake::Intake};
use crate::error::{Error, ErrorKind, Issue, Issues};

/// A file being read, by the name that problems are placed in.
pub(super) struct Input<'i> {
    pub(super) name: &'i str,
    pub(super) text: &'i mut dyn BufRead,
}

/// Makes events of the files of one format.
///
/// It lives as long as there are files of that format, so that it may join several.
pub(super) trait Reader {
    /// Takes in one file. Records that cannot be read are left out and counted; an error is what
    /// ends all reading.
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error>;

    /// Makes events of what could not be made before every file was read.
    fn finish(&mut self, _into: &mut Intake<'_>) -> Result<(), Error> {
        Ok(())
    }
}

impl Format {
    /// A reader of this format, if its feature is on.
    pub(super) fn reader(self) -> Result<Box<dyn Reader>, Error> {
        match self {
            #[cfg(feature = "json")]
            Self::Json => Ok(Box::new(super::json::Documents)),
            #[cfg(feature = "csv")]
            Self::Keds => Ok(Box::new(super::keds::Keds)),
            #[cfg(feature = "csv")]
            Self::Gdelt => Ok(Box::<super::gdelt::Gdelt>::default()),
            #[cfg(feature = "json")]
            Self::Jsonl => Ok(Box::<super::jsonl::JsonLines>::default()),
            #[cfg(feature = "json")]
            Self::Plover => Ok(Box::new(super::plover::Plover)),
            #[cfg(feature = "csv")]
            Self::Polecat => Ok(Box::<super::polecat::Polecat>::default()),
            #[cfg(feature = "csv")]
            Self::Acled => Ok(Box::<super::acled::Acled>::default()),
            #[cfg(feature = "csv")]
            Self::Icbe => Ok(Box::<super::icbe::Icbe>::default()),
            #[cfg(feature = "csv")]
            Self::Tkg => Ok(Box::<super::tkg::Tkg>::default()),
            #[cfg(feature = "csv")]
            Self::Csv => Ok(Box::<super::mapping::Mapped>::default()),
            #[cfg(feature = "csv")]
            Self::Icews => Ok(Box::<super::icews::Icews>::default()),
            #[cfg(feature = "csv")]
            Self::Mid => Ok(Box::<super::mid::Mid>::default()),
            #[cfg(feature = "csv")]
            Self::Ucdp => Ok(Box::<super::ucdp::Ucdp>::default()),
            #[allow(unreachable_patterns)] // It is reached where a feature is off.
            _ => {
                let allowed = "a format whose reader was compiled in";
                let feature = match self {
                    Self::Json | Self::Jsonl | Self::Plover => "json",
                    _ => "csv",
                };
                let remedy = format!("enable the feature `{feature}` of this library");
                let issue = Issue::new("format", self, allowed, remedy);
                Err(Issues::from(issue).into_error(ErrorKind::Unsupported))
            }
        }
    }
}
