//! Texts of the timeline made fit to be shown: no control characters, no bidi overrides, and a name
//! written from right to left leaves the text around it in order.

use std::borrow::Cow;

/// What stands in for a character that must not be shown.
const REPLACED: char = '\u{FFFD}';

/// A text on one line. White space is a space, and what is invisible but acts on what stands around it,
/// control characters and the embeddings, overrides and isolates of bidirectional text, is shown as
/// U+FFFD. The implicit marks and joiners that Arabic, Hebrew and Persian spelling needs are kept.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    let is_fit = |letter: char| letter == ' ' || fit(letter) == letter;
    if text.chars().all(is_fit) { text.into() } else { text.chars().map(fit).collect() }
}

fn fit(letter: char) -> char {
    match letter {
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}' => REPLACED,
        white if white.is_whitespace() => ' ',
        control if control.is_control() => REPLACED,
        other => other,
    }
}

/// A text to stand among others: closed off where any of it runs from right to left.
pub(super) fn isolated(text: &str) -> Cow<'_, str> {
    let text = shown(text);
    match text.chars().any(runs_from_right) {
        true => format!("\u{2068}{text}\u{2069}").into(),
        false => text,
    }
}

/// The letters of the blocks that Unicode sets aside for scripts written from right to left.
pub(super) fn runs_from_right(letter: char) -> bool {
    matches!(letter,
        '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

#[cfg(test)]
mod tests {
    use super::{isolated, shown};

    #[test]
    fn what_acts_on_its_neighbours_is_shown_as_replaced() {
        assert_eq!(shown("a\u{202E}b\u{7}c\u{1B}[2J"), "a\u{FFFD}b\u{FFFD}c\u{FFFD}[2J");
        assert_eq!(shown("one\r\n\ttwo\u{2028}three"), "one   two three");
        assert_eq!(shown("می\u{200C}خواهد"), "می\u{200C}خواهد", "a joiner is spelling");
    }

    #[test]
    fn names_from_right_to_left_are_closed_off() {
        assert_eq!(isolated("إيران"), "\u{2068}إيران\u{2069}");
        assert_eq!(isolated("Iran"), "Iran");
        assert_eq!(isolated("\u{2069}إيران"), "\u{2068}\u{FFFD}إيران\u{2069}");
    }
}
