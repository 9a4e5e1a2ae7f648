//! What happened, as labels name it.

use crate::model::{Act, ActionKind, Means, SpeechAct};

/// Returns the act that a text names as [`Act`] is written: `attack: drone`.
pub(super) fn act_in_words(text: &str) -> Option<Act> {
    let (kind, word) = text.split_once(": ")?;
    let word = word.replace(' ', "-");
    match kind {
        "attack" => find(Means::ALL, &word, &Means::as_str).map(Act::Attack),
        "action" => find(ActionKind::ALL, &word, &ActionKind::as_str).map(Act::Action),
        "statement" => find(SpeechAct::ALL, &word, &SpeechAct::as_str).map(Act::Statement),
        _ => None,
    }
}

fn find<T: Copy>(all: &[T], word: &str, name: &dyn Fn(T) -> &'static str) -> Option<T> {
    all.iter().copied().find(|one| name(*one) == word)
}
