//! Numbers, spans of time and trees as printed text.

use std::fmt;

use crate::{
    model::Level,
    safe_text::{isolated, on_one_line},
};

/// Returns the name of a scale as part of a sentence: `Kahn's scale`, or `the scale mine` for one of the user's.
pub(crate) fn scale_in_words(name: &str) -> String {
    let words = match name {
        "kahn" => "Kahn's scale",
        "goldstein" => "Goldstein's scale",
        "plover" => "the scale of PLOVER",
        "hostility" => "the scale of hostility",
        "fatalities" => "the scale of fatalities",
        "flat" => "the flat scale",
        _ => return format!("the scale {}", isolated(name)),
    };
    words.to_owned()
}

/// Returns `rising 4`, `falling 4` or `at the same level`.
pub(crate) fn rising(rise: Level) -> String {
    match rise.tenths() {
        0 => "at the same level".to_owned(),
        ..0 => format!("falling {}", Level::from(0).less(rise)),
        _ => format!("rising {rise}"),
    }
}

/// Returns a span of time in days, hours, minutes and seconds, without the units that are zero.
pub(crate) fn span(seconds: i64) -> String {
    let mut parts = Vec::new();
    for (number, unit) in &[
        (seconds / 86_400, "day"),
        (seconds / 3_600 % 24, "hour"),
        (seconds / 60 % 60, "minute"),
        (seconds % 60, "second"),
    ] {
        if *number != 0 {
            parts.push(format!("{number} {unit}{}", if *number == 1 { "" } else { "s" }));
        }
    }
    if parts.is_empty() { "no time".to_owned() } else { parts.join(" ") }
}

/// Returns `after 3 days`, or `with the same onset` if the time is zero.
pub(crate) fn after(seconds: i64) -> String {
    match seconds {
        0 => "with the same onset".to_owned(),
        _ => format!("after {}", span(seconds)),
    }
}

/// Writes lines as a tree. Each line is a child of the last line before it whose depth is smaller.
///
/// Each line is made safe to print as a whole: some of its parts may have been read from a file as
/// composed text.
pub(crate) fn write_tree(f: &mut dyn fmt::Write, lines: &[(usize, String)]) -> fmt::Result {
    // From the last line to the first, because a line's stem depends on the lines after it: by depth,
    // whether a sibling follows.
    let mut has_next: Vec<bool> = Vec::new();
    let mut stems: Vec<String> = Vec::with_capacity(lines.len());
    for (depth, _) in lines.iter().rev() {
        has_next.resize(depth + 1, false);
        let mut stem = String::new();
        for next in &has_next[..*depth] {
            stem.push_str(if *next { "│  " } else { "   " });
        }
        stem.push_str(if has_next[*depth] { "├─" } else { "└─" });
        has_next[*depth] = true;
        stems.push(stem);
    }
    for ((_, line), stem) in lines.iter().zip(stems.iter().rev()) {
        writeln!(f, "{stem} {}", on_one_line(line))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::{span, write_tree};

    struct Tree(Vec<(usize, String)>);

    impl fmt::Display for Tree {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write_tree(f, &self.0)
        }
    }

    #[test]
    fn a_tree_has_any_depth() {
        let lines = [(0, "a"), (1, "b"), (2, "c"), (1, "d"), (0, "e"), (1, "f"), (2, "g")];
        let tree = Tree(lines.map(|(depth, line)| (depth, line.to_owned())).to_vec());
        assert_eq!(
            tree.to_string(),
            "├─ a\n│  ├─ b\n│  │  └─ c\n│  └─ d\n└─ e\n   └─ f\n      └─ g\n"
        );
    }

    #[test]
    fn a_line_of_a_tree_stays_one_line() {
        let tree = Tree(vec![(0, "a\nb\u{1B}[2J".to_owned())]);
        assert_eq!(tree.to_string(), "└─ a b\u{FFFD}[2J\n");
    }

    #[test]
    fn a_span_names_only_the_units_it_has() {
        assert_eq!(span(0), "no time");
        assert_eq!(span(86_400 + 2 * 3_600 + 1), "1 day 2 hours 1 second");
    }
}
