//! A picture of the numbers of motifs.

use std::io::{self, Write};

use crate::{
    motifs::{Motif, MotifCount, MotifTable, Ties},
    render::{
        sheet::{Sheet, text_of},
        svg::{
            geometry::number,
            style::{MARGIN, SMALL},
        },
        xml::{Xml, attributes},
    },
};

/// A picture of the 36 [motifs](crate::motifs) of three events, as SVG or as a web page: a heat map in the layout of
/// Paranjape, Benson and Leskovec (2017).
///
/// The first event is always A → B; the row is the second event, the column the third. The darker a cell, the more
/// motifs, on a square-root scale; of a range of ties, the greatest number. The
/// picture follows the light or dark mode of the browser, and has a title, a description and tooltips.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{read::Options, render::MotifPicture};
///
/// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t190\n2006-07-03\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let table = timeline.motifs(TimeDelta::days(7)).table()?;
/// let drawing = MotifPicture::of(&table).titled("Lebanon & Israel").to_svg();
/// assert!(drawing.starts_with("<svg ") && drawing.contains("Lebanon &amp; Israel"));
/// assert!(drawing.contains("M51, AB BA AB (reciprocation): 1"));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct MotifPicture<'a> {
    table: &'a MotifTable,
    title: Option<String>,
    width: u32,
}

/// The space for the names of rows to the left, and of columns above, in pixels.
const LEFT: f64 = 118.0;
const ABOVE: f64 = 26.0;
/// The height of a cell.
const CELL: f64 = 66.0;

impl<'a> MotifPicture<'a> {
    /// Creates a picture of a table.
    pub fn of(table: &'a MotifTable) -> Self {
        Self { table, title: None, width: 800 }
    }

    /// Sets the title.
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the width in pixels. The default is 800; less than 480 counts as 480, and more than 20,000 as 20,000.
    pub fn width(mut self, pixels: u32) -> Self {
        self.width = pixels;
        self
    }

    /// Returns the picture as SVG.
    pub fn to_svg(&self) -> String {
        text_of(&|out| self.write_svg(out))
    }

    /// Writes the picture as SVG.
    ///
    /// # Errors
    ///
    /// Fails if `out` fails.
    pub fn write_svg(&self, out: &mut dyn Write) -> io::Result<()> {
        self.write(out, true)
    }

    /// Writes the picture as a web page: one file, which makes no network requests, with the picture and a table of
    /// all numbers.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{read::Options, render::MotifPicture};
    /// # let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t190\n2006-07-03\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let (table, mut page) = (timeline.motifs(TimeDelta::days(7)).table()?, Vec::new());
    /// MotifPicture::of(&table).titled("<Two>").write_html(&mut page).unwrap();
    /// let page = String::from_utf8(page).unwrap();
    /// assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<h1>&lt;Two&gt;</h1>"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if `out` fails.
    #[cfg(feature = "html")]
    pub fn write_html(&self, out: &mut dyn Write) -> io::Result<()> {
        use maud::html;

        crate::render::sheet::write_page(out, &self.title(), &|out| {
            self.write(out, false)?;
            let numbers = html! {
                table {
                    caption { "All motifs" }
                    thead { tr {
                        @for name in ["motif", "events", "name", "least", "most"] { th scope="col" { (name) } }
                    } }
                    @for (motif, count) in self.table.counts() {
                        tr {
                            td { (motif) }
                            td { (motif.events()) }
                            td { (motif.name().unwrap_or("")) }
                            td { (count.least) }
                            td { (count.most) }
                        }
                    }
                }
            };
            write!(out, "{}", numbers.into_string())
        })
    }

    fn title(&self) -> String {
        self.title.clone().unwrap_or_else(|| "Motifs of three events".to_owned())
    }

    /// Describes the picture in words, for readers who do not see it too.
    fn description(&self) -> String {
        let table = self.table;
        let ties = match table.ties() {
            Ties::Excluded => "events whose order is not known form none",
            Ties::Recorded => "events of equal onset are in order of recording",
            Ties::Range => "each number is the least and the most that unknown order allows",
        };
        let mut most: Vec<(Motif, MotifCount)> = table.counts().collect();
        most.sort_by_key(|(_, count)| std::cmp::Reverse(count.most));
        let most = most.iter().take(3).filter(|(_, count)| count.most > 0);
        let most: Vec<String> =
            most.map(|(motif, count)| format!("{}, {count}", tooltip(*motif))).collect();
        format!(
            "{} events; {} motifs of three events within {} days; {ties}. The first event is A → B. The most frequent: {}.",
            table.events(),
            table.triples(),
            table.gap().num_seconds() as f64 / 86_400.0,
            if most.is_empty() { "none".to_owned() } else { most.join("; ") },
        )
    }

    fn write(&self, out: &mut dyn Write, has_title: bool) -> io::Result<()> {
        let (title, description) = (self.title(), self.description());
        let sheet = Sheet {
            prefix: "motifs",
            title: &title,
            description: &description,
            width: self.width,
            has_title,
        };
        let cell_width = (sheet.width() - 2.0 * MARGIN - LEFT) / 6.0;
        let greatest = self.table.counts().map(|(_, count)| count.most).max().unwrap_or(0);
        sheet.write(out, ABOVE + 6.0 * CELL, &|xml, top| {
            for (motif, count) in self.table.counts() {
                let (row, column) = (motif.row() - 1, motif.column() - 1);
                let x = MARGIN + LEFT + column as f64 * cell_width;
                let y = top + ABOVE + row as f64 * CELL;
                if row == 0 {
                    let name = format!("then {}", event_of(motif, 2));
                    write_text(xml, "who", (x + cell_width / 2.0, top + 16.0), "middle", &name)?;
                }
                if column == 0 {
                    let name = format!("A → B, then {}", event_of(motif, 1));
                    write_text(xml, "who", (x - 10.0, y + CELL / 2.0 + 4.0), "end", &name)?;
                }
                write_cell(xml, motif, count, greatest, [x, y, cell_width])?;
            }
            Ok(())
        })
    }
}

/// Returns an event of a motif, such as `A → B`.
fn event_of(motif: Motif, nth: usize) -> String {
    let event = motif.events().split(' ').nth(nth).unwrap_or_default();
    let (source, target) = event.split_at(event.len() / 2);
    format!("{source} → {target}")
}

fn tooltip(motif: Motif) -> String {
    let name = motif.name().map_or(String::new(), |name| format!(" ({name})"));
    format!("{motif}, {}{name}", motif.events())
}

fn write_text(
    xml: &mut Xml<'_>,
    class: &str,
    (x, y): (f64, f64),
    anchor: &str,
    text: &str,
) -> io::Result<()> {
    let attributes = attributes! {
        "class": class, "x": number(x), "y": number(y), "text-anchor": anchor,
    };
    xml.text("text", attributes, text)
}

/// Writes a cell at a place and with a width.
fn write_cell(
    xml: &mut Xml<'_>,
    motif: Motif,
    count: MotifCount,
    greatest: u128,
    [x, y, width]: [f64; 3],
) -> io::Result<()> {
    // From 0 for no motif to 0.6, so that black text can be read on it.
    let share = (count.most as f64 / greatest.max(1) as f64).sqrt();
    xml.open("g", &[])?;
    xml.text("title", &[], &format!("{}: {count}", tooltip(motif)))?;
    let rect = |class: &str, inset: f64, opacity: f64| {
        attributes! {
            "class": class, "x": number(x + inset), "y": number(y + inset),
            "width": number(width - 2.0 * inset), "height": number(CELL - 2.0 * inset),
            "opacity": format!("{opacity:.3}"),
        }
        .to_vec()
    };
    xml.empty("rect", &rect("head c0", 1.0, 0.6 * share.clamp(0.0, 1.0)))?;
    xml.empty("rect", &rect("row", 1.0, 1.0))?;
    let middle = x + width / 2.0;
    write_text(xml, "note", (middle, y + 16.0), "middle", &format!("{motif} {}", motif.events()))?;
    let text = count.to_string();
    // A long range has a line for each of its ends.
    match text.split_once("..").filter(|_| text.len() as f64 * 7.0 > width) {
        Some((least, most)) => {
            write_text(xml, "who", (middle, y + 32.0), "middle", least)?;
            write_text(xml, "who", (middle, y + 46.0), "middle", &format!("to {most}"))?;
        }
        None => write_text(xml, "who", (middle, y + 38.0), "middle", &text)?,
    }
    if let Some(name) = motif.name() {
        let name = crate::render::measure::cut(name, SMALL, width - 6.0);
        write_text(xml, "note", (middle, y + CELL - 7.0), "middle", &name)?;
    }
    xml.close("g")
}
