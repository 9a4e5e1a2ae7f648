//! Suggesting the existing key that a mistyped one probably stands for.

/// What is allowed where a query or a step of a view names an actor.
pub(crate) const ACTOR_OF_TIMELINE: &str = "the key of an actor of this timeline";

/// The greatest length of a key, in bytes, for which a similar one is looked for: the edit distance of two long keys
/// takes the product of their lengths.
const MAX_LENGTH: usize = 256;

/// Returns the key at the least edit distance from `key`, or the alphabetically first of several.
///
/// The distance is at most two, and at most half the length of the shorter of the two keys. Returns `None` for
/// a key of more than 256 bytes.
pub(crate) fn nearest<'k>(key: &str, mut keys: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    nearest_of(key, &mut keys)
}

fn nearest_of<'k>(key: &str, keys: &mut dyn Iterator<Item = &'k str>) -> Option<&'k str> {
    if key.len() > MAX_LENGTH {
        return None;
    }
    let letters = first_letters(key, MAX_LENGTH);
    let mut best = None;
    for near in keys {
        let Some(distance) = distance(&letters, near) else { continue };
        let is_near = 2 * distance <= near.chars().count().min(letters.len());
        if is_near && best.is_none_or(|best| (distance, near) < best) {
            best = Some((distance, near));
        }
    }
    best.map(|(_, near)| near)
}

fn first_letters(text: &str, most: usize) -> Vec<char> {
    let mut letters = Vec::new();
    for letter in text.chars() {
        if letters.len() == most {
            break;
        }
        letters.push(letter);
    }
    letters
}

/// Returns the edit distance (Levenshtein), if it is at most two.
fn distance(left: &[char], right: &str) -> Option<usize> {
    const LIMIT: usize = 2;
    // The rest of a long key cannot change the result, so it is not read.
    let right = first_letters(right, left.len() + LIMIT + 1);
    if left.len().abs_diff(right.len()) > LIMIT {
        return None;
    }
    let mut row = Vec::with_capacity(right.len() + 1);
    for nth in 0..right.len() + 1 {
        row.push(nth);
    }
    for (i, a) in left.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in right.iter().enumerate() {
            let changed = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().filter(|distance| *distance <= LIMIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_similar_keys() {
        let near = |word| nearest(word, ["IRN", "IRQ", "ISR", "ISRMIL", "barrage"].into_iter());
        assert_eq!(
            near("IRM"),
            Some("IRN"),
            "IRQ is at the same distance, but later in the alphabet"
        );
        assert_eq!(near("ISRMLI"), Some("ISRMIL"));
        assert_eq!(near("barage"), Some("barrage"));
        assert_eq!(near("IRAN"), Some("IRN"));
        assert_eq!(near("USA"), None);
        assert_eq!(near(""), None);
        assert_eq!(
            nearest("a", ["b"].into_iter()),
            None,
            "the distance is more than half the length"
        );
        assert_eq!(
            nearest("إيرن", ["إيران"].into_iter()),
            Some("إيران"),
            "the length is counted in characters, not bytes"
        );
    }
}
