//! The legend of a picture.

use std::{borrow::Cow, io};

use super::{
    geometry::number,
    style::{MARGIN, TEXT, colour_and_shape},
};
use crate::{
    render::{
        measure::{cut, width},
        palette::SHAPES,
        scene::{Scene, TieKind},
        xml::{Xml, attributes},
    },
    safe_text::isolated,
};

const LINE_HEIGHT: f64 = 20.0;

/// An entry: a symbol, and its meaning in words.
pub(super) struct LegendEntry {
    symbol: LegendSymbol,
    words: String,
    /// The language of the words; `None` for English.
    lang: Option<String>,
}

pub(super) enum LegendSymbol {
    /// The mark of a party.
    Party(usize),
    Arrow(TieKind),
    Bar,
    Hatched,
    None,
}

impl LegendEntry {
    pub(super) fn new(symbol: LegendSymbol, words: impl Into<String>) -> Self {
        Self { symbol, words: words.into(), lang: None }
    }

    /// Returns the width that the symbol takes, in pixels.
    fn symbol_width(&self) -> f64 {
        match self.symbol {
            LegendSymbol::Arrow(_) | LegendSymbol::Bar => 34.0,
            LegendSymbol::Party(_) | LegendSymbol::Hatched => 18.0,
            LegendSymbol::None => 0.0,
        }
    }
}

/// Returns an entry for each party that is a source of an event, at most `max_entries`, and one that counts
/// the parties left out.
pub(super) fn party_entries(scene: &Scene<'_, '_>, max_entries: usize) -> Vec<LegendEntry> {
    let acting = scene.parties.iter().enumerate().filter(|(_, party)| party.acts > 0);
    let mut entries: Vec<_> = acting
        .map(|(nth, party)| LegendEntry {
            symbol: LegendSymbol::Party(nth),
            words: isolated(&party.name).into_owned(),
            lang: party.lang.clone(),
        })
        .collect();
    if entries.len() > max_entries {
        let left = entries.len() - max_entries;
        entries.truncate(max_entries);
        let words = format!("and {left} more, in the same colours and shapes");
        entries.push(LegendEntry::new(LegendSymbol::None, words));
    }
    entries
}

/// A legend with its layout.
pub(super) struct Legend {
    /// Entries with their x and y.
    entries: Vec<(f64, f64, LegendEntry)>,
    pub(super) height: f64,
}

impl Legend {
    /// Lays out groups of entries in lines of at most `max_width` pixels. Each group begins on a new line.
    pub(super) fn new(groups: Vec<Vec<LegendEntry>>, max_width: f64) -> Self {
        let (mut entries, mut y) = (Vec::new(), 0.0);
        for group in groups.into_iter().filter(|group| !group.is_empty()) {
            let mut x = 0.0;
            for mut entry in group {
                entry.words = cut(&entry.words, TEXT, max_width - entry.symbol_width());
                let entry_width = entry.symbol_width() + width(&entry.words, TEXT);
                if x > 0.0 && x + entry_width > max_width {
                    (x, y) = (0.0, y + LINE_HEIGHT);
                }
                entries.push((x, y, entry));
                x += entry_width + 16.0;
            }
            y += LINE_HEIGHT;
        }
        Self { entries, height: y }
    }

    pub(super) fn write(&self, xml: &mut Xml<'_>, prefix: &str, top: f64) -> io::Result<()> {
        for (x, y, entry) in &self.entries {
            let (x, y) = (MARGIN + x, top + y + LINE_HEIGHT / 2.0);
            let line = |class: &str| {
                [
                    ("class", Cow::from(class.to_owned())),
                    ("d", format!("M{} {}h26", number(x), number(y)).into()),
                ]
            };
            let at_mark = format!("translate({} {})", number(x + 6.0), number(y));
            match entry.symbol {
                LegendSymbol::Party(party) => {
                    let (colour, shape) = colour_and_shape(party);
                    let class = format!("m c{colour}");
                    xml.empty(
                        "path",
                        attributes! { "class": class, "transform": at_mark, "d": shape },
                    )?;
                }
                LegendSymbol::Arrow(kind) => {
                    let mut attributes = line(&format!("t neutral {}", kind.as_str())).to_vec();
                    attributes.push(("marker-end", format!("url(#{prefix}-a)").into()));
                    xml.empty("path", &attributes)?;
                }
                LegendSymbol::Bar => xml.empty("path", &line("bar neutral"))?,
                LegendSymbol::Hatched => {
                    let fill = format!("fill:url(#{prefix}-h)");
                    xml.empty(
                        "path",
                        attributes! {
                            "class": "m neutral", "transform": at_mark, "d": SHAPES[0], "style": fill,
                        },
                    )?;
                }
                LegendSymbol::None => {}
            }
            let mut attributes = attributes! {
                "class": "legend", "x": number(x + entry.symbol_width()), "y": number(y + 4.0),
            }
            .to_vec();
            if let Some(lang) = &entry.lang {
                attributes.push(("lang", lang.into()));
            }
            xml.text("text", &attributes, &entry.words)?;
        }
        Ok(())
    }
}
