//! How wide texts are.

use unicode_width::UnicodeWidthChar;

/// About how wide a letter is in the wider of the usual sans-serif fonts, in hundredths of its size.
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

/// About how wide a text is at a size, and no less in the usual fonts.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|letter| f64::from(hundredths(letter))).sum::<f64>() * size / 100.0
}

/// As much of a text as there is room for, with an ellipsis where it is cut.
pub(super) fn cut(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut isolates = 0;
    let mut used = width("…", size);
    for letter in text.chars() {
        used += f64::from(hundredths(letter)) * size / 100.0;
        if used > room {
            break;
        }
        isolates += i32::from(letter == '\u{2068}') - i32::from(letter == '\u{2069}');
        kept.push(letter);
    }
    let mut kept = kept.trim_end().to_owned() + "…";
    // A name that runs from right to left stays closed off.
    kept.extend((0..isolates).map(|_| '\u{2069}'));
    kept
}

/// A text in lines of some width, broken at spaces.
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
    lines.iter().map(|line| cut(line, size, room)).collect()
}

#[cfg(test)]
mod tests {
    use super::{cut, width, wrapped};

    #[test]
    fn what_is_cut_fits_and_says_so() {
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
}
