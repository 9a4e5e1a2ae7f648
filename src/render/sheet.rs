//! What the pictures that are no timelines have in common: a sheet with a title and a description, and a page.

use std::io::{self, Write};

use super::{
    measure::wrapped,
    svg::{
        geometry::number,
        style::{MARGIN, SMALL, TITLE, style_sheet},
    },
    xml::{Xml, attributes},
};
use crate::safe_text::isolated;

/// Returns what a picture writes.
pub(super) fn text_of(write: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    // Writing to memory does not fail.
    let _ = write(&mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// A sheet: see [`write`](Self::write).
pub(super) struct Sheet<'s> {
    /// What the ids of elements begin with.
    pub(super) prefix: &'static str,
    pub(super) title: &'s str,
    /// The picture in words, for readers who do not see it too.
    pub(super) description: &'s str,
    /// In pixels.
    pub(super) width: u32,
    /// Whether the title is drawn. A web page shows it as its own heading.
    pub(super) has_title: bool,
}

impl Sheet<'_> {
    /// Returns the width of the sheet in pixels.
    pub(super) fn width(&self) -> f64 {
        f64::from(self.width.clamp(480, 20_000))
    }

    /// Writes an SVG picture: title and description, and below them a body of this height, which `body` writes. It is
    /// called with the y at which the body begins.
    pub(super) fn write(
        &self,
        out: &mut dyn Write,
        height: f64,
        body: &dyn Fn(&mut Xml<'_>, f64) -> io::Result<()>,
    ) -> io::Result<()> {
        let width = self.width();
        let room = width - 2.0 * MARGIN;
        let title = if self.has_title { isolated(self.title) } else { "".into() };
        let title = wrapped(&title, TITLE * 1.15, room);
        let notes = wrapped(&isolated(self.description), SMALL, room);
        let top =
            MARGIN + title.len() as f64 * TITLE * 1.3 + notes.len() as f64 * SMALL * 1.4 + 8.0;
        let height = top + height + MARGIN;
        let id = |part: &str| format!("{}-{part}", self.prefix);
        let mut xml = Xml::new(out);
        xml.open(
            "svg",
            attributes! {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": format!("0 0 {} {}", number(width), number(height)),
                "width": number(width), "height": number(height),
                "role": "img", "lang": "en", "aria-labelledby": format!("{} {}", id("title"), id("desc")),
            },
        )?;
        xml.text("title", attributes! { "id": id("title") }, self.title)?;
        xml.text("desc", attributes! { "id": id("desc") }, self.description)?;
        xml.text("style", &[], &style_sheet())?;
        xml.empty("rect", attributes! { "class": "ground", "width": "100%", "height": "100%" })?;
        let mut y = MARGIN;
        for (lines, class, step) in [(&title, "title", TITLE * 1.3), (&notes, "note", SMALL * 1.4)]
        {
            for line in lines {
                y += step;
                let y = number(y - 6.0);
                let attributes = attributes! { "class": class, "x": number(MARGIN), "y": y };
                xml.text("text", attributes, line)?;
            }
        }
        body(&mut xml, top)?;
        xml.close("svg")?;
        xml.end()
    }
}

/// Content security policy. It forbids the page to load any resource.
#[cfg(feature = "html")]
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

#[cfg(feature = "html")]
const STYLE: &str = ":root{color-scheme:light dark}body{margin:0 auto;padding:1rem;max-width:64rem;\
font:15px/1.45 \"Helvetica Neue\",Arial,\"Noto Sans\",sans-serif}svg{width:100%;height:auto}\
table{border-collapse:collapse;margin:1rem 0;font-size:.92rem}caption{text-align:start;padding:.3rem 0}\
th,td{padding:.15rem .7rem;border-bottom:1px solid #8884;text-align:end}th:first-child,td:first-child{text-align:start}";

/// Writes a web page: one file, which makes no network requests. `body` writes what comes after the heading.
#[cfg(feature = "html")]
pub(super) fn write_page(
    out: &mut dyn Write,
    title: &str,
    body: &dyn Fn(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    use maud::{DOCTYPE, PreEscaped, html};

    let title = crate::safe_text::on_one_line(title);
    let head = html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width,initial-scale=1";
        meta http-equiv="Content-Security-Policy" content=(POLICY);
        title { (title) }
        style { (PreEscaped(STYLE)) }
    };
    write!(
        out,
        "{}<html lang=\"en\"><head>{}</head><body><h1>{}</h1>",
        DOCTYPE.into_string(),
        head.into_string(),
        html! { (title) }.into_string()
    )?;
    body(out)?;
    writeln!(out, "</body></html>")
}
