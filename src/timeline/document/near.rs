//! The word that was perhaps meant.

/// The key at the least distance, the first in alphabetical order among equals; two changes away
/// at most, and one change to every two letters.
pub(crate) fn nearest<'k>(key: &str, keys: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let letters: Vec<char> = key.chars().collect();
    keys.filter_map(|near| Some((distance(&letters, near)?, near)))
        .filter(|(distance, near)| 2 * distance <= near.chars().count().min(letters.len()))
        .min()
        .map(|(_, near)| near)
}

/// How many letters must be put in, left out or changed, if two at most.
fn distance(left: &[char], right: &str) -> Option<usize> {
    const FAR: usize = 2;
    let right: Vec<char> = right.chars().take(left.len() + FAR + 1).collect();
    if left.len().abs_diff(right.len()) > FAR {
        return None;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in right.iter().enumerate() {
            let changed = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().filter(|distance| *distance <= FAR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found() {
        let near = |word| nearest(word, ["IRN", "IRQ", "ISR", "ISRMIL", "barrage"].into_iter());
        assert_eq!(near("IRM"), Some("IRN"), "IRQ is as near, but later in the alphabet");
        assert_eq!(near("ISRMLI"), Some("ISRMIL"));
        assert_eq!(near("barage"), Some("barrage"));
        assert_eq!(near("IRAN"), Some("IRN"));
        assert_eq!(near("USA"), None);
        assert_eq!(near(""), None);
        assert_eq!(nearest("a", ["b"].into_iter()), None, "nothing is left of it");
        assert_eq!(nearest("إيرن", ["إيران"].into_iter()), Some("إيران"), "letters are counted");
    }
}
