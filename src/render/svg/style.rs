//! Sizes, colours and the style sheet of a picture.

use crate::render::palette::{COLOURS, Colour, DARK, LIGHT, SHAPES};

/// Margin of a picture in pixels.
pub(in crate::render) const MARGIN: f64 = 16.0;
/// Font size of ticks, notes and row names.
pub(in crate::render) const SMALL: f64 = 11.0;
/// Font size of labels and the legend.
pub(super) const TEXT: f64 = 12.0;
/// Font size of the title.
pub(in crate::render) const TITLE: f64 = 17.0;

/// Returns the index of a party's colour, and its shape.
pub(in crate::render) fn colour_and_shape(party: usize) -> (usize, &'static str) {
    (party % COLOURS.len(), SHAPES[party % SHAPES.len()])
}

/// Returns the CSS class of the colour of the first of some parties.
pub(super) fn colour_class(parties: &[usize]) -> String {
    parties.first().map_or("neutral".to_owned(), |party| format!("c{}", colour_and_shape(*party).0))
}

/// Returns the style sheet.
pub(in crate::render) fn style_sheet() -> String {
    let mut style = String::new();
    let colours = |on: fn(&Colour) -> &str, ink: &str, ground: &str, faint: &str, quiet: &str| {
        let mut rules = format!(
            "text{{fill:{ink}}}.ground{{fill:{ground}}}.halo{{stroke:{ground}}}.note,.tick,.rung{{fill:{quiet}}}\
             .grid,.row{{stroke:{faint}}}.line{{stroke:{quiet}}}.neutral{{color:{quiet}}}"
        );
        for (nth, colour) in COLOURS.iter().enumerate() {
            rules.push_str(&format!(".c{nth}{{color:{}}}", on(colour)));
        }
        rules
    };
    style.push_str(
        "text{font:12px \"Helvetica Neue\",Arial,\"Noto Sans\",sans-serif}.title{font-size:17px;font-weight:600}\
         .note,.tick,.rung{font-size:11px}.who{font-weight:600}.name{font-style:italic}\
         .halo{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}\
         .grid,.row,.line{fill:none;stroke-width:1}.line{stroke-dasharray:2 3}\
         .m{fill:currentColor;stroke:currentColor;stroke-width:1.2}\
         .head{fill:currentColor}.bar{fill:none;stroke:currentColor;stroke-width:5;opacity:.3}\
         .until{fill:none;stroke:currentColor;stroke-width:1.5;opacity:.6}\
         .t{fill:none;stroke:currentColor;stroke-width:1.4}.declared{stroke-width:2.6}\
         .inferred{stroke-dasharray:6 4}.many{stroke-width:1}\
         .carries-out{stroke-dasharray:1.5 3.5;stroke-linecap:round;stroke-width:2}\
         .carries-out-by-rule{stroke-dasharray:7 4 1.5 4;stroke-linecap:round}\
         .count{font-size:9px}\
         .on{fill:none;stroke:currentColor;stroke-width:1;opacity:.55}",
    );
    style.push_str(&colours(|colour| colour.on_light, "#1b1f24", LIGHT, "#e3e6ea", "#57606a"));
    style.push_str("@media (prefers-color-scheme:dark){");
    style.push_str(&colours(|colour| colour.on_dark, "#e6e9ed", DARK, "#2b3138", "#9aa4af"));
    style.push('}');
    style
}
