//! Acts as their words: `["agreement"]`.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::model::Act;

pub(super) fn serialize<S: Serializer>(acts: &[Act], to: S) -> Result<S::Ok, S::Error> {
    let mut words = Vec::with_capacity(acts.len());
    for act in acts {
        words.push(act.word().to_owned());
    }
    words.serialize(to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Act>, D::Error> {
    let mut acts = Vec::new();
    for word in Vec::<String>::deserialize(from)? {
        let act = Act::from_word(&word);
        acts.push(act.ok_or_else(|| de::Error::custom(format_args!("no act is «{word}»")))?);
    }
    Ok(acts)
}
