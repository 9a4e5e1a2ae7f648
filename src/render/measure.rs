//! Estimates of the width of text, without a font.

use unicode_width::UnicodeWidthChar;

use crate::safe_text::end_isolates;

/// Returns the approximate width of a character in the widest of the usual sans-serif fonts, in hundredths
/// of the font size.
fn hundredths(letter: char) -> u32 {
    match letter {
        'i' | 'j' | 'l' | '\'' | '|' => 29,
        ' ' | '.' | ',' | ':' | ';' | 'I' | '!' | '/' | '-' => 36,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' => 42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 99,
        '→' | '↔' => 86,
        'A'..='Z' => 72,
        'a'..='z' | '0'..='9' => 63,
        other => match other.width() {
            None | Some(0) => 0,
            Some(1) => 70,
            Some(_) => 105,
        },
    }
}

/// Returns the approximate width of a text in pixels at a font size. The usual fonts are not wider.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|letter| f64::from(hundredths(letter))).sum::<f64>() * size / 100.0
}

/// Returns the start of a text that fits in `room` pixels, with an ellipsis if it is cut off.
pub(super) fn cut(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = width("…", size);
    for letter in text.chars() {
        used += f64::from(hundredths(letter)) * size / 100.0;
        if used > room {
            break;
        }
        kept.push(letter);
    }
    let mut kept = kept.trim_end().to_owned() + "…";
    end_isolates(&mut kept);
    kept
}

/// Breaks a text at spaces into lines that fit in `room` pixels. A word that does not fit is cut off.
pub(super) fn wrapped(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if width(line, size) + width(" ", size) + width(word, size) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    // Each line is rendered on its own, so an isolate that spans a line break is ended and begun again.
    let mut open = String::new();
    for line in &mut lines {
        line.insert_str(0, &open);
        let length = line.len();
        end_isolates(line);
        open = "\u{2068}".repeat(line[length..].chars().count());
    }
    lines.iter().map(|line| cut(line, size, room)).collect()
}

#[cfg(test)]
mod tests {
    use super::{cut, width, wrapped};

    #[test]
    fn a_text_that_is_cut_off_fits_and_ends_in_an_ellipsis() {
        let long = "Islamic Revolutionary Guard Corps";
        let short = cut(long, 12.0, 100.0);
        assert!(short.ends_with('…') && width(&short, 12.0) <= 100.0, "{short}");
        assert_eq!(cut("Iran", 12.0, 100.0), "Iran");
        assert_eq!(
            cut("\u{2068}الحرس الثوري الإيراني\u{2069}", 12.0, 50.0).matches('\u{2069}').count(),
            1
        );
    }

    #[test]
    fn lines_break_at_spaces() {
        let lines = wrapped("Harassing Acts of Violence", 10.0, 90.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| width(line, 10.0) <= 90.0));
        assert_eq!(lines.join(" "), "Harassing Acts of Violence");
    }

    #[test]
    fn each_line_of_an_isolated_name_is_isolated() {
        let lines = wrapped("\u{2068}الحرس الثوري\u{2069} (IRGC)", 10.0, 45.0);
        assert_eq!(lines, ["\u{2068}الحرس\u{2069}", "\u{2068}الثوري\u{2069}", "(IRGC)"]);
    }
}
