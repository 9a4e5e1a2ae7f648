//! The normal form of the texts by which files write actors.
//!
//! Programs write one name in several ways that look the same: with a no-break space or a zero-width one, with two
//! blanks, or with an accent as a character of its own. In the normal form such names are equal, so that they
//! are one actor.

/// Returns the normal form of a text, or `None` if the text has it already: single spaces, no characters without
/// width, and with the feature `names` letters composed with their accents (NFC).
pub(super) fn normal(text: &str) -> Option<String> {
    // Most texts are plain: nothing is allocated for them.
    if text.is_ascii() && !has_odd_blanks(text.as_bytes()) {
        return None;
    }
    let mut normal = String::with_capacity(text.len());
    let mut is_after_blank = true;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_whitespace() || letter.is_control() {
            if !is_after_blank {
                normal.push(' ');
            }
            is_after_blank = true;
            continue;
        }
        let is_dropped = match letter {
            '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' => true,
            // Persian and the languages of India spell with joiners, the Latin alphabet does not.
            '\u{200c}' | '\u{200d}' => {
                let is_latin = |letter: char| letter < '\u{370}';
                normal.chars().next_back().is_none_or(is_latin)
                    || letters.peek().is_none_or(|next| is_latin(*next))
            }
            _ => false,
        };
        if !is_dropped {
            normal.push(letter);
            is_after_blank = false;
        }
    }
    if is_after_blank && normal.ends_with(' ') {
        normal.pop();
    }
    let normal = composed(normal);
    (normal != text).then_some(normal)
}

#[cfg(feature = "names")]
fn composed(text: String) -> String {
    use unicode_normalization::UnicodeNormalization;

    if text.is_ascii() { text } else { text.nfc().collect() }
}

#[cfg(not(feature = "names"))]
fn composed(text: String) -> String {
    text
}

/// Returns `true` if a text has accents as characters of their own, which without the feature `names` are not
/// composed with their letters.
pub(super) fn has_loose_accents(text: &str) -> bool {
    cfg!(not(feature = "names"))
        && !text.is_ascii()
        && text.chars().any(|letter| matches!(letter, '\u{300}'..='\u{36f}'))
}

/// Returns `true` if an ASCII text has a control character, a blank at an end, or two in a row.
fn has_odd_blanks(text: &[u8]) -> bool {
    let mut is_after_blank = true;
    for byte in text {
        let is_blank = *byte == b' ';
        if byte.is_ascii_control() || is_blank && is_after_blank {
            return true;
        }
        is_after_blank = is_blank;
    }
    is_after_blank && !text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_the_same_are_the_same() {
        for text in ["", "Côte d'Ivoire", "Hezbollah", "حزب‌الله", "क्‍ष"] {
            assert_eq!(normal(text), None, "{text}");
        }
        for (text, expected) in [
            ("New\u{a0}York", "New York"),
            ("New  York ", "New York"),
            ("\u{feff}Iran", "Iran"),
            ("Ir\u{200b}an", "Iran"),
            ("Ir\u{200c}an", "Iran"),
            ("Iran\u{200d}", "Iran"),
            ("Iran\u{a0}", "Iran"),
            ("\u{3000}日本", "日本"),
            ("A\tB", "A B"),
            (" \u{a0} ", ""),
        ] {
            assert_eq!(normal(text).as_deref(), Some(expected), "{text:?}");
        }
        let decomposed = "Co\u{302}te";
        let is_composed = normal(decomposed).as_deref() == Some("Côte");
        assert_eq!(is_composed, cfg!(feature = "names"));
        assert_eq!(has_loose_accents(decomposed), !is_composed);
    }
}
