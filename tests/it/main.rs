//! The integration tests, in one binary. `tests/README.md` says what each module tests.

#![allow(clippy::unwrap_used)]

mod accusers;
mod building;
mod cases;
#[cfg(feature = "chance")]
mod chance;
mod claims;
#[cfg(all(feature = "cli", unix))]
mod command;
mod counts;
#[cfg(feature = "json")]
mod crises;
#[cfg(feature = "json")]
mod crisis;
#[cfg(feature = "distributed")]
mod distributed;
#[cfg(feature = "json")]
mod document_fields;
mod evidence;
mod explanations;
#[cfg(all(feature = "json", feature = "csv"))]
mod extreme_files;
#[cfg(feature = "json")]
mod extremes;
#[cfg(all(feature = "compressed", feature = "csv", feature = "json"))]
mod formats;
#[cfg(all(feature = "json", feature = "csv"))]
mod honest;
mod interrupted;
#[cfg(feature = "arrow")]
mod kept;
mod known_at;
mod large;
#[cfg(feature = "motifs")]
mod motifs;
mod oracle;
mod phases;
#[cfg(feature = "cli")]
mod printed;
mod properties;
mod random_cases;
#[cfg(feature = "csv")]
mod reactions;
#[cfg(all(feature = "json", feature = "csv"))]
mod reading;
#[cfg(all(feature = "json", feature = "csv"))]
mod reading_gdelt;
#[cfg(all(feature = "html", feature = "csv", feature = "text"))]
mod render;
#[cfg(all(feature = "html", feature = "csv", feature = "text"))]
mod safe_text;
mod sequences;
#[cfg(all(feature = "cli", feature = "distributed"))]
mod setters;
#[cfg(feature = "standards")]
mod standards;
mod states;
#[cfg(feature = "arrow")]
mod tables;
#[cfg(any(feature = "arrow", feature = "journal"))]
mod test_folder;
mod threads;
mod threats;
mod views;
#[cfg(feature = "watch")]
mod watch;
#[cfg(feature = "why-not")]
mod why_not;
