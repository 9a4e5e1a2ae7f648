//! Colours that those who see few colours tell apart, and marks beside them.

/// A colour, as it stands on a light ground and on a dark one.
pub(super) struct Colour {
    pub(super) on_light: &'static str,
    pub(super) on_dark: &'static str,
}

/// Of the palette of Okabe and Ito ("Color Universal Design", 2008; in Wong, "Color blindness", Nature
/// Methods 8, 2011) the five that stand out from white by 3 to 1 or more, as WCAG 2.1 asks of graphics;
/// on a dark ground white stands for black, and its sky blue for blue.
pub(super) const COLOURS: [Colour; 5] = [
    Colour { on_light: "#0072b2", on_dark: "#56b4e9" },
    Colour { on_light: "#d55e00", on_dark: "#e57a28" },
    Colour { on_light: "#009e73", on_dark: "#1fb98c" },
    Colour { on_light: "#000000", on_dark: "#ffffff" },
    Colour { on_light: "#cc79a7", on_dark: "#cc79a7" },
];

/// The grounds: paper and night.
pub(super) const LIGHT: &str = "#ffffff";
pub(super) const DARK: &str = "#16191d";

/// The marks, as paths around the origin, about 10 units across. Their number and that of the colours
/// have no common factor, so that forty actors differ in one or the other.
pub(super) const MARKS: [&str; 8] = [
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
    use super::{COLOURS, DARK, LIGHT, MARKS};

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
    fn every_colour_stands_out_from_both_grounds() {
        for colour in &COLOURS {
            assert!(contrast(colour.on_light, LIGHT) >= 3.0, "{}", colour.on_light);
            assert!(contrast(colour.on_dark, DARK) >= 3.0, "{}", colour.on_dark);
        }
    }

    #[test]
    fn forty_actors_differ_in_colour_or_mark() {
        let mut seen = std::collections::BTreeSet::new();
        for actor in 0..40 {
            assert!(seen.insert((actor % COLOURS.len(), actor % MARKS.len())));
        }
    }
}
