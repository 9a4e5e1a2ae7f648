//! Wording of printed answers: numbers, spans, names and trees.

use std::{borrow::Cow, fmt};

use chrono::TimeDelta;

use crate::model::Level;

/// Returns a rise in words: `rising 4`, `falling 4` or `level`.
pub(crate) fn rising(rise: Level) -> String {
    match rise.tenths() {
        0 => "level".to_owned(),
        ..0 => format!("falling {}", Level::from_tenths(-rise.tenths())),
        _ => format!("rising {rise}"),
    }
}

/// Returns a span of time in words, such as `12 days 20 hours`. Units with the number 0 are
/// omitted.
pub(crate) fn span(seconds: i64) -> String {
    let span = TimeDelta::seconds(seconds);
    let parts = [
        (span.num_days(), "day"),
        (span.num_hours() % 24, "hour"),
        (span.num_minutes() % 60, "minute"),
        (span.num_seconds() % 60, "second"),
    ];
    let words: Vec<_> = parts
        .iter()
        .filter(|(number, _)| *number != 0)
        .map(|(number, unit)| format!("{number} {unit}{}", if *number == 1 { "" } else { "s" }))
        .collect();
    if words.is_empty() { "no time".to_owned() } else { words.join(" ") }
}

/// Converts a name in camel case to words: `ShareIntercepted` to `share intercepted`.
pub(crate) fn spaced(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

/// A name or quotation as it stands in a line: between isolates (U+2068, U+2069) where it is written
/// from right to left, so that a terminal does not draw the words and numbers around it into its
/// order (Unicode Standard Annex 9, 2.4).
pub(crate) fn isolated(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_right_to_left) {
        Cow::Owned(format!("\u{2068}{text}\u{2069}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The blocks in which letters run from right to left unless said otherwise (Unicode Character
/// Database, `DerivedBidiClass.txt`): Hebrew to Arabic, their presentation forms, and those beyond.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter,
        '\u{590}'..='\u{8FF}'
        | '\u{FB1D}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFE}'
        | '\u{10800}'..='\u{10FFF}'
        | '\u{1E800}'..='\u{1EFFF}')
}

/// Joins names with a separator, isolating right-to-left names.
pub(crate) fn listed(names: &[String], between: &str) -> String {
    names.iter().map(|name| isolated(name)).collect::<Vec<_>>().join(between)
}

/// Prints lines as a tree, given the depth of each line. Each line is a child of the nearest line
/// before it with a lower depth.
pub(crate) fn draw(f: &mut fmt::Formatter<'_>, lines: &[(usize, String)]) -> fmt::Result {
    // Going backwards, `goes_on[depth]` is whether a later line continues the branch at that depth.
    let mut goes_on: Vec<bool> = Vec::new();
    let mut stems: Vec<String> = Vec::with_capacity(lines.len());
    for (depth, _) in lines.iter().rev() {
        goes_on.resize(depth + 1, false);
        let mut stem: String =
            goes_on[..*depth].iter().map(|on| if *on { "│  " } else { "   " }).collect();
        stem.push_str(if goes_on[*depth] { "├─" } else { "└─" });
        goes_on[*depth] = true;
        stems.push(stem);
    }
    lines
        .iter()
        .zip(stems.iter().rev())
        .try_for_each(|((_, line), stem)| writeln!(f, "{stem} {line}"))
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::{draw, isolated};

    #[test]
    fn only_right_to_left_text_is_isolated() {
        assert_eq!(isolated("Iran"), "Iran");
        assert_eq!(isolated("Škoda, 99%"), "Škoda, 99%");
        for name in ["إيران", "ישראל", "Iran إيران"] {
            assert_eq!(isolated(name), format!("\u{2068}{name}\u{2069}"));
        }
    }

    #[test]
    fn a_tree_can_have_any_depth() {
        struct Tree(Vec<(usize, String)>);
        impl fmt::Display for Tree {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                draw(f, &self.0)
            }
        }
        let lines = [(0, "a"), (1, "b"), (2, "c"), (1, "d"), (0, "e"), (1, "f"), (2, "g")];
        let tree = Tree(lines.map(|(depth, line)| (depth, line.to_owned())).to_vec());
        assert_eq!(
            tree.to_string(),
            "├─ a\n│  ├─ b\n│  │  └─ c\n│  └─ d\n└─ e\n   └─ f\n      └─ g\n"
        );
    }
}
