//! The reader of each format.

use super::{format::Format, reader::Reader};
use crate::error::{Error, ErrorKind, Issue, Issues};

/// Returns a new reader of a format.
///
/// # Errors
///
/// The feature that compiles the reader is off.
pub(super) fn reader_of(format: Format) -> Result<Box<dyn Reader>, Error> {
    #[cfg(feature = "csv")]
    if let Some(ready) = super::ready_columns::ready_columns(format) {
        return Ok(Box::new(super::mapped_table::MappedTable::ready(ready)));
    }
    match format {
        #[cfg(feature = "json")]
        Format::Json => Ok(Box::new(super::json::JsonDocuments)),
        #[cfg(feature = "csv")]
        Format::Keds => Ok(Box::new(super::keds::Keds)),
        #[cfg(feature = "csv")]
        Format::Gdelt => Ok(Box::<super::gdelt::Gdelt>::default()),
        #[cfg(feature = "json")]
        Format::Jsonl => Ok(Box::<super::jsonl::JsonLines>::default()),
        #[cfg(feature = "standards")]
        Format::Stix => Ok(Box::new(super::stix::Stix)),
        #[cfg(feature = "json")]
        Format::Plover => Ok(Box::new(super::plover::Plover)),
        #[cfg(feature = "csv")]
        Format::Polecat => Ok(Box::<super::polecat::Polecat>::default()),
        #[cfg(feature = "csv")]
        Format::Acled => Ok(Box::<super::acled::Acled>::default()),
        #[cfg(feature = "csv")]
        Format::Icbe => Ok(Box::<super::icbe::Icbe>::default()),
        #[cfg(feature = "csv")]
        Format::Tkg => Ok(Box::<super::tkg::Tkg>::default()),
        #[cfg(feature = "csv")]
        Format::Csv => Ok(Box::<super::mapped_table::MappedTable>::default()),
        #[cfg(feature = "csv")]
        Format::Icews => Ok(Box::<super::icews::Icews>::default()),
        #[cfg(feature = "csv")]
        Format::Mid => Ok(Box::<super::mid::Mid>::default()),
        #[cfg(feature = "csv")]
        Format::Ucdp => Ok(Box::<super::ucdp::Ucdp>::default()),
        #[allow(unreachable_patterns)] // Reachable where a feature is off.
        _ => {
            let allowed = "a format whose reader was compiled in";
            let feature = match format {
                Format::Json | Format::Jsonl | Format::Plover => "json",
                Format::Stix => "standards",
                _ => "csv",
            };
            let remedy = format!("enable the feature `{feature}` of this library");
            let issue = Issue::new("format", format, allowed, remedy);
            Err(Issues::from(issue).into_error(ErrorKind::Unsupported))
        }
    }
}
