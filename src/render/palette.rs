//! Colours that remain distinct in colour-blind vision, and shapes for marks.

/// A colour, in its variants for a light and a dark background.
pub(super) struct Colour {
    pub(super) on_light: &'static str,
    pub(super) on_dark: &'static str,
}

/// The five colours of the palette of Okabe and Ito ("Color Universal Design", 2008; in Wong, "Color
/// blindness", Nature Methods 8, 2011) whose contrast with white is 3 to 1 or more, as WCAG 2.1 requires of
/// graphics. On a dark background, white replaces black, and the palette's sky blue replaces its blue.
pub(super) const COLOURS: [Colour; 5] = [
    Colour { on_light: "#0072b2", on_dark: "#56b4e9" },
    Colour { on_light: "#d55e00", on_dark: "#e57a28" },
    Colour { on_light: "#009e73", on_dark: "#1fb98c" },
    Colour { on_light: "#000000", on_dark: "#ffffff" },
    Colour { on_light: "#cc79a7", on_dark: "#cc79a7" },
];

/// Light background.
pub(super) const LIGHT: &str = "#ffffff";
/// Dark background.
pub(super) const DARK: &str = "#16191d";

/// Shapes of marks, as SVG paths around the origin, about 10 units wide.
///
/// The number of shapes and the number of colours have no common factor, so 40 actors have 40 different
/// combinations of colour and shape.
pub(super) const SHAPES: [&str; 8] = [
    "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "M-4.5-4.5h9v9h-9z",
    "M0-5.8L5.6 4.4H-5.6z",
    "M0-6L6 0L0 6L-6 0z",
    "M0 5.8L-5.6-4.4H5.6z",
    "M-2-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
    "M-5.6-1.4L0-6L5.6-1.4L3.5 5.4H-3.5z",
    "M-6-4.5h12L1.8 0L6 4.5H-6L-1.8 0z",
];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{COLOURS, DARK, LIGHT, SHAPES};

    /// Relative luminance, as WCAG 2.1 defines it.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_colour_contrasts_with_both_backgrounds() {
        for colour in &COLOURS {
            assert!(contrast(colour.on_light, LIGHT) >= 3.0, "{}", colour.on_light);
            assert!(contrast(colour.on_dark, DARK) >= 3.0, "{}", colour.on_dark);
        }
    }

    #[test]
    fn forty_actors_differ_in_colour_or_shape() {
        let mut seen = std::collections::BTreeSet::new();
        for actor in 0..40 {
            assert!(seen.insert((actor % COLOURS.len(), actor % SHAPES.len())));
        }
    }
}
