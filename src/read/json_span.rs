//! Parts of a JSON text that remember where in the text they are, so that an error in one of them can be
//! reported with its line.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A value within a JSON text, as a part of that text. Nothing in it is decoded yet.
#[derive(Clone, Copy)]
pub(super) struct JsonSpan<'a> {
    document: &'a str,
    value: &'a RawValue,
}

impl<'a> JsonSpan<'a> {
    /// Checks that a text is one well-formed JSON value, and returns the span of that value.
    pub(super) fn parse(document: &'a str) -> Result<Self, serde_json::Error> {
        Ok(Self { document, value: serde_json::from_str(document)? })
    }

    /// Returns the text of the value, without surrounding blanks.
    pub(super) fn text(self) -> &'a str {
        self.value.get()
    }

    /// Returns the byte offset in the document at which the value begins.
    pub(super) fn start(self) -> usize {
        // The raw value borrows from the document, so the difference of addresses is an offset in it.
        self.text().as_ptr().addr() - self.document.as_ptr().addr()
    }

    /// Returns the line on which the value begins, counted from 1. Takes time linear in the offset.
    pub(super) fn line(self) -> u64 {
        let before = self.document.as_bytes().get(..self.start()).unwrap_or_default();
        1 + before.iter().filter(|byte| **byte == b'\n').count() as u64
    }

    /// Returns `true` if the value is an object.
    pub(super) fn is_object(self) -> bool {
        self.text().starts_with('{')
    }

    /// Returns `true` if the value is an array.
    pub(super) fn is_array(self) -> bool {
        self.text().starts_with('[')
    }

    /// Returns the keys and values of an object in the order of the text, duplicate keys included; none
    /// for any other value.
    pub(super) fn members(self) -> impl Iterator<Item = (String, Self)> {
        let Members(members) = serde_json::from_str(self.text()).unwrap_or_default();
        members.into_iter().map(move |(key, value)| {
            // A key with half a surrogate pair is well-formed, but no string: it is an unknown key.
            (serde_json::from_str(key.get()).unwrap_or_default(), Self { value, ..self })
        })
    }

    /// Returns the elements of an array in order; none for any other value.
    pub(super) fn elements(self) -> impl Iterator<Item = Self> {
        let elements: Vec<&RawValue> = serde_json::from_str(self.text()).unwrap_or_default();
        elements.into_iter().map(move |value| Self { value, ..self })
    }

    /// Returns the value at a path such as `events/3/when`, or the innermost value on that path that
    /// exists.
    pub(super) fn at(self, path: &str) -> Self {
        let mut span = self;
        for step in path.split('/') {
            let next = match step.parse() {
                Ok(nth) if span.is_array() => span.elements().nth(nth),
                _ => span.members().find(|(key, _)| key == step).map(|(_, value)| value),
            };
            match next {
                Some(inner) => span = inner,
                None => break,
            }
        }
        span
    }
}

/// The members of an object as a list: a map would lose their order and duplicate keys.
#[derive(Default)]
struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "\n{ \"a\": [1, \"b,]\\\"\",\n {\"c\" : {}}, [], null ],\n\"d\\u0065\":-1.5e3,\"f\":{}}";

    fn span(text: &str) -> JsonSpan<'_> {
        JsonSpan::parse(text).expect("well-formed JSON")
    }

    #[test]
    fn members_and_elements_keep_their_text_and_order() {
        let members: Vec<_> =
            span(TEXT).members().map(|(key, value)| (key, value.text())).collect();
        assert_eq!(members[1..], [("de".to_owned(), "-1.5e3"), ("f".to_owned(), "{}")]);
        let elements: Vec<_> = span(TEXT).at("a").elements().map(JsonSpan::text).collect();
        assert_eq!(elements, ["1", "\"b,]\\\"\"", "{\"c\" : {}}", "[]", "null"]);
        assert_eq!(span(TEXT).at("f").members().count(), 0);
        assert_eq!(span("[1]").members().count() + span("{\"a\":1}").elements().count(), 0);
    }

    #[test]
    fn duplicate_keys_and_unpaired_surrogates_are_kept() {
        let keys: Vec<_> =
            span(r#"{"b":1,"a":2,"b":3,"\ud800":4}"#).members().map(|(key, _)| key).collect();
        assert_eq!(keys, ["b", "a", "b", ""]);
    }

    #[test]
    fn a_path_leads_to_the_innermost_value_that_exists() {
        for (path, line, text) in [
            ("a/2/c", 3, "{}"),
            ("a/2/c/nowhere", 3, "{}"),
            ("a/1", 2, "\"b,]\\\"\""),
            ("de", 4, "-1.5e3"),
            ("nowhere", 2, TEXT.trim()),
        ] {
            let span = span(TEXT).at(path);
            assert_eq!((span.line(), span.text()), (line, text), "{path}");
        }
    }

    #[test]
    fn rejects_text_that_is_not_well_formed() {
        for text in [
            "", "{", "[", "\"", "{\"a\"", "{\"a\":", "[1,", "[[[", "}", "]", "\"\\", "{,}", "[,,]",
            "é", "{é:é}", "{} {}",
        ] {
            assert!(JsonSpan::parse(text).is_err(), "{text}");
        }
    }
}
