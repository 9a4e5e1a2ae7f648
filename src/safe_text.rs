//! Makes text from files and callers safe to print.
//!
//! A name, a key or a quotation may hold characters that act on a terminal (escape sequences) or on the
//! text around it (bidirectional overrides). Every explanation, message, report and picture passes such
//! text through this module before printing it. Data (fields, JSON, CSV) keeps the text as it is.

use std::borrow::Cow;

/// Replaces each character that must not be printed.
const REPLACEMENT: char = '\u{FFFD}';

/// First strong isolate, as inserted by [`isolated`].
const ISOLATE: char = '\u{2068}';
/// Pop directional isolate, which ends an isolate.
const END_OF_ISOLATE: char = '\u{2069}';

/// Returns a text as a cell of a table: on one line, with an apostrophe if a spreadsheet would evaluate it.
#[cfg(feature = "csv")]
pub(crate) fn table_cell(text: &str) -> String {
    let line = on_one_line(text);
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n') => format!("'{line}"),
        _ => line.into_owned(),
    }
}

/// Returns the text on one line: white space and line separators become spaces, and U+FFFD replaces
/// every character for which [`is_printable`] is `false`.
///
/// Pairs of U+2068 and U+2069 are kept, because [`isolated`] inserts them and they cannot reach beyond
/// the text; one without the other is replaced. Applying the function twice changes nothing more, so a
/// line composed of safe texts can be passed through it again.
pub(crate) fn on_one_line(text: &str) -> Cow<'_, str> {
    if text.chars().all(|letter| letter == ' ' || on_line(letter) == letter) {
        return Cow::Borrowed(text);
    }
    let (mut letters, mut open) = (Vec::with_capacity(text.len()), Vec::new());
    for letter in text.chars() {
        match letter {
            ISOLATE => {
                open.push(letters.len());
                letters.push(ISOLATE);
            }
            END_OF_ISOLATE if open.pop().is_some() => letters.push(END_OF_ISOLATE),
            other => letters.push(on_line(other)),
        }
    }
    for never_closed in open {
        letters[never_closed] = REPLACEMENT;
    }
    let mut line = String::with_capacity(text.len());
    for letter in letters {
        line.push(letter);
    }
    Cow::Owned(line)
}

/// Returns the text on one line, like [`on_one_line`], between isolates (U+2068, U+2069) if any of it
/// is written from right to left.
///
/// Without isolates, a terminal would reorder the words and numbers around such a name (Unicode Standard
/// Annex 9, 2.4).
pub(crate) fn isolated(text: &str) -> Cow<'_, str> {
    let line = on_one_line(text);
    if line.chars().any(is_right_to_left) {
        Cow::Owned(format!("{ISOLATE}{line}{END_OF_ISOLATE}"))
    } else {
        line
    }
}

/// Joins texts, each [`isolated`].
pub(crate) fn listed<T: AsRef<str>>(texts: &[T], separator: &str) -> String {
    let mut list = String::new();
    for (nth, text) in texts.iter().enumerate() {
        if nth > 0 {
            list.push_str(separator);
        }
        list.push_str(&isolated(text.as_ref()));
    }
    list
}

/// Returns the text with its escape (`\u{1b}`) in place of each character that is not printable and of
/// white space other than the space, between isolates if any of it is written from right to left.
///
/// For values quoted in error messages, where the reader must see which character it was.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter == ' ' || is_printable(letter) && !letter.is_whitespace() {
            escaped.push(letter);
        } else {
            escaped.extend(letter.escape_default());
        }
    }
    isolated(&escaped).into_owned()
}

/// Ends the isolates that are still open at the end of the text, for texts that were cut off.
#[cfg_attr(not(any(feature = "text", feature = "xml")), allow(dead_code))]
pub(crate) fn end_isolates(text: &mut String) {
    let open = text.chars().fold(0_usize, |open, letter| match letter {
        ISOLATE => open + 1,
        END_OF_ISOLATE => open.saturating_sub(1),
        _ => open,
    });
    text.extend(std::iter::repeat_n(END_OF_ISOLATE, open));
}

/// Returns `true` unless the character is a control character, a line separator, or an invisible
/// character that acts on its neighbours: an embedding, override or isolate of bidirectional text, a
/// deprecated format character, an annotation mark, a byte order mark or a noncharacter.
///
/// Marks and joiners that the spelling of Arabic, Hebrew and Persian needs (U+200C to U+200F) are
/// printable.
pub(crate) fn is_printable(letter: char) -> bool {
    !letter.is_control()
        && !matches!(letter,
            '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FDD0}'..='\u{FDEF}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0001}')
        && u32::from(letter) & 0xFFFE != 0xFFFE
}

fn on_line(letter: char) -> char {
    match letter {
        space if space.is_whitespace() => ' ',
        printable if is_printable(printable) => printable,
        _ => REPLACEMENT,
    }
}

/// Returns `true` for the blocks that Unicode sets aside for scripts written from right to left (Unicode
/// Character Database, `DerivedBidiClass.txt`): Hebrew to Arabic, their presentation forms, and the later
/// blocks.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter,
        '\u{590}'..='\u{8FF}'
        | '\u{FB1D}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFE}'
        | '\u{10800}'..='\u{10FFF}'
        | '\u{1E800}'..='\u{1EFFF}')
}

#[cfg(test)]
mod tests {
    use super::{escaped, is_printable, isolated, on_one_line};

    #[test]
    fn replaces_characters_that_act_on_a_terminal_or_their_neighbours() {
        assert_eq!(on_one_line("a\u{202E}b\u{7}c\u{1B}[2J"), "a\u{FFFD}b\u{FFFD}c\u{FFFD}[2J");
        assert_eq!(on_one_line("a\u{9B}2Jb\u{7F}"), "a\u{FFFD}2Jb\u{FFFD}");
        assert_eq!(on_one_line("\u{FEFF}a\u{FFF9}\u{10FFFF}"), "\u{FFFD}a\u{FFFD}\u{FFFD}");
        assert_eq!(on_one_line("one\r\n\ttwo\u{2028}three\u{85}"), "one   two three ");
    }

    #[test]
    fn keeps_marks_and_joiners_that_spelling_needs() {
        assert_eq!(on_one_line("می\u{200C}خواهد\u{200F}"), "می\u{200C}خواهد\u{200F}");
        assert_eq!(on_one_line("Škoda, 99% 🏳\u{FE0F}\u{200D}🌈"), "Škoda, 99% 🏳\u{FE0F}\u{200D}🌈");
    }

    #[test]
    fn isolates_only_text_from_right_to_left() {
        assert_eq!(isolated("Iran"), "Iran");
        assert_eq!(isolated("Škoda, 99%"), "Škoda, 99%");
        for name in ["إيران", "ישראל", "Iran إيران"] {
            assert_eq!(isolated(name), format!("\u{2068}{name}\u{2069}"));
        }
        assert_eq!(isolated("\u{2069}إيران"), "\u{2068}\u{FFFD}إيران\u{2069}");
        assert_eq!(isolated("\u{FEFF}Iran"), "\u{FFFD}Iran", "a byte order mark is no letter");
    }

    #[test]
    fn keeps_isolates_only_in_pairs() {
        let composed = format!("{} → {}", isolated("إيران"), isolated("ישראל"));
        assert_eq!(on_one_line(&composed), composed);
        assert_eq!(on_one_line("\u{2068}a\u{2068}b\u{2069}"), "\u{FFFD}a\u{2068}b\u{2069}");
        assert_eq!(on_one_line("a\u{2069}\u{2068}"), "a\u{FFFD}\u{FFFD}");
        assert_eq!(on_one_line("\u{2067}a\u{2069}"), "\u{FFFD}a\u{FFFD}");
        for text in ["\u{2068}a\u{2068}b\u{2069}", "a\u{1B}\u{2069}\u{2068}\nb"] {
            let once = on_one_line(text).into_owned();
            assert_eq!(on_one_line(&once), once);
        }
    }

    #[test]
    fn escapes_values_quoted_in_messages() {
        assert_eq!(escaped("13\u{a0} April\n\u{1B}[2J"), "13\\u{a0} April\\n\\u{1b}[2J");
        assert_eq!(escaped("\u{202E}\u{FEFF}\u{2028}"), "\\u{202e}\\u{feff}\\u{2028}");
        assert_eq!(escaped("إيران\u{2069}"), "\u{2068}إيران\\u{2069}\u{2069}");
    }

    #[test]
    fn every_result_is_printable() {
        let all: String = ('\0'..=char::MAX).collect();
        assert!(
            on_one_line(&all).chars().all(|letter| {
                matches!(letter, '\u{2068}' | '\u{2069}') || is_printable(letter)
            })
        );
    }
}
