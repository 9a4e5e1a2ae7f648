//! The trait of all output formats.

use std::io::{self, Write};

use super::picture::Picture;

/// An output format of pictures.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, read::Options}};
/// use escalade::render::{Dot, Mermaid, Picture, Render};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let picture = Picture::hops(&chains);
/// let formats: [&dyn Render; 2] = [&Mermaid::flowchart(), &Dot::default()];
/// for format in formats {
///     let mut out = Vec::new();
///     format.render(&picture, &mut out).unwrap();
///     assert_eq!(out, format.render_to_string(&picture).into_bytes());
/// }
/// # Ok::<(), escalade::Error>(())
/// ```
pub trait Render {
    /// Writes a picture to `out`.
    ///
    /// # Errors
    ///
    /// Fails if `out` fails.
    fn render(&self, picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Returns a picture as text.
    fn render_to_string(&self, picture: &Picture<'_>) -> String {
        let mut out = Vec::new();
        // Writing to memory does not fail.
        let _ = self.render(picture, &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }
}
