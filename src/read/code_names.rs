//! What the names of columns say of columns that look like codes of events.

use super::records::headers;

/// Returns the least number of digits that codes of events must have in a table whose header, if it has one, names the
/// fourth column so; `None` if that is something else than codes, such as levels of hostility or numbers of deaths,
/// which look like codes. Names such as `3`, `V4` and `d` say nothing.
pub(super) fn least_code(head: &[u8]) -> Option<usize> {
    // Words in names of other things, and after these in names of codes.
    const WORDS: &[&str] = &[
        "host", "level", "death", "dead", "fatal", "kill", "wound", "injur", "number", "count",
        "intens", "score", "sever", "year", "code", "event", "cameo", "weis", "type", "verb",
        "relation", "act", "unnamed",
    ];
    const OF_OTHERS: usize = 14;
    for names in headers(head) {
        let before = usize::from(names[0].is_empty());
        let width = names.len() - before;
        if !matches!(width, 4..=6) || matches!(names[before].as_bytes(), [] | [b'0'..=b'9', ..]) {
            continue;
        }
        let name = names[3 + before].to_ascii_lowercase();
        for (nth, word) in WORDS.iter().enumerate() {
            if name.contains(word) {
                return if nth < OF_OTHERS { None } else { Some(1) };
            }
        }
        let says_nothing = matches!(name.as_bytes(), [_] | [_, _] | [.., b'0'..=b'9']);
        return Some(if says_nothing { 1 } else { 3 });
    }
    Some(1)
}
