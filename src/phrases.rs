//! Names of the data model in plain words.

use std::fmt::Debug;

/// Returns the name of an enum's variant in words: `ShareIntercepted` becomes `share intercepted`.
pub(crate) fn in_plain_words(variant: impl Debug) -> String {
    separate_words(&format!("{variant:?}"))
}

fn separate_words(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::in_plain_words;
    use crate::model::Fact;

    #[test]
    fn a_variant_becomes_words_with_spaces() {
        assert_eq!(in_plain_words(Fact::ShareIntercepted), "share intercepted");
    }
}
