//! Numbers, names and trees in words: how answers are printed.

use std::{borrow::Cow, fmt};

use chrono::TimeDelta;

use crate::model::Level;

pub(crate) fn rising(rise: Level) -> String {
    match rise.tenths() {
        0 => "level".to_owned(),
        ..0 => format!("falling {}", Level::from_tenths(-rise.tenths())),
        _ => format!("rising {rise}"),
    }
}

/// A span of time in days, hours and minutes, as far as there are any.
pub(crate) fn span(seconds: i64) -> String {
    let span = TimeDelta::seconds(seconds);
    let parts = [
        (span.num_days(), "day"),
        (span.num_hours() % 24, "hour"),
        (span.num_minutes() % 60, "minute"),
        (span.num_seconds() % 60, "second"),
    ];
    let said: Vec<_> = parts
        .iter()
        .filter(|(number, _)| *number != 0)
        .map(|(number, unit)| format!("{number} {unit}{}", if *number == 1 { "" } else { "s" }))
        .collect();
    if said.is_empty() { "no time".to_owned() } else { said.join(" ") }
}

/// `ShareIntercepted` as `share intercepted`.
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

/// Names in a line, each isolated where it has to be.
pub(crate) fn listed(names: &[String], between: &str) -> String {
    names.iter().map(|name| isolated(name)).collect::<Vec<_>>().join(between)
}

/// Draws lines as a tree, each under the last before it of a lesser depth.
pub(crate) fn draw(f: &mut fmt::Formatter<'_>, lines: &[(usize, String)]) -> fmt::Result {
    // From the last line back: by depth, whether a branch goes on below.
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
    fn what_runs_from_right_to_left_is_isolated_and_nothing_else() {
        assert_eq!(isolated("Iran"), "Iran");
        assert_eq!(isolated("Škoda, 99%"), "Škoda, 99%");
        for name in ["إيران", "ישראל", "Iran إيران"] {
            assert_eq!(isolated(name), format!("\u{2068}{name}\u{2069}"));
        }
    }

    #[test]
    fn a_tree_is_drawn_to_any_depth() {
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
