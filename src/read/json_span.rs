//! Parts of a JSON text that remember where in the text they are, so that an error in one of them can be
//! reported with its line.

use std::borrow::Cow;

use serde::de::{Error, IgnoredAny};
use serde_json::Value;

use super::bytes::count;

/// A value within a well-formed JSON text, as a part of that text. Nothing in it is decoded yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct JsonSpan<'a> {
    document: &'a str,
    text: &'a str,
}

impl<'a> JsonSpan<'a> {
    /// Checks that a text is one well-formed JSON value, and returns the span of that value.
    pub(super) fn parse(document: &'a str) -> Result<Self, serde_json::Error> {
        let _: IgnoredAny = serde_json::from_str(document)?;
        Ok(Self { document, text: document.trim_ascii() })
    }

    /// Returns the span of the list or object at the beginning of a text, which may be cut or go on after it; `None`
    /// if it begins otherwise. The text need not be well-formed: then parts of it are no values, but none is beyond it.
    pub(super) fn of_beginning(document: &'a str) -> Option<Self> {
        let text = document.trim_ascii_start();
        let is_begun = text.starts_with(['{', '[']);
        is_begun.then(|| Self { document, text: &text[..value_length(text.as_bytes())] })
    }

    /// Returns the text of the value, without surrounding blanks.
    pub(super) fn text(self) -> &'a str {
        self.text
    }

    /// Returns the byte offset in the document at which the value begins.
    pub(super) fn start(self) -> usize {
        // The text borrows from the document, so the difference of addresses is an offset in it.
        self.text.as_ptr().addr() - self.document.as_ptr().addr()
    }

    /// Returns the line on which the value begins, counted from 1. Takes time linear in the offset.
    pub(super) fn line(self) -> u64 {
        let before = self.document.as_bytes().get(..self.start()).unwrap_or_default();
        1 + count(before, b'\n') as u64
    }

    /// Returns `true` if the value is an object.
    pub(super) fn is_object(self) -> bool {
        self.text.starts_with('{')
    }

    /// Returns `true` if the value is an array.
    pub(super) fn is_array(self) -> bool {
        self.text.starts_with('[')
    }

    /// Returns `true` if the value is a string.
    pub(super) fn is_string(self) -> bool {
        self.text.starts_with('"')
    }

    /// Returns `true` if the value is null.
    pub(super) fn is_null(self) -> bool {
        self.text == "null"
    }

    /// Decodes a string.
    ///
    /// # Errors
    ///
    /// The value is no string, or it has half a surrogate pair, which is well-formed.
    pub(super) fn to_str(self) -> Result<Cow<'a, str>, serde_json::Error> {
        match self.text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            None => Err(Error::custom("not a string")),
            Some(text) if !text.contains('\\') => Ok(Cow::Borrowed(text)),
            Some(_) => match self.text.parse()? {
                Value::String(text) => Ok(Cow::Owned(text)),
                _ => Err(Error::custom("not a string")),
            },
        }
    }

    /// Returns the keys and values of an object in the order of the text, duplicate keys included; none
    /// for any other value.
    pub(super) fn members(self) -> Members<'a> {
        Members(self.parts(self.is_object()))
    }

    /// Returns the elements of an array in order; none for any other value.
    pub(super) fn elements(self) -> Elements<'a> {
        self.parts(self.is_array())
    }

    /// Returns the value of the first member of an object with a key.
    pub(super) fn member(self, key: &str) -> Option<Self> {
        for (other, value) in self.members() {
            if other == key {
                return Some(value);
            }
        }
        None
    }

    /// Returns the text of a member of an object; the last if there are several. Returns `None` if it is no
    /// string.
    pub(super) fn text_of(self, key: &str) -> Option<Cow<'a, str>> {
        let mut last = None;
        for (other, value) in self.members() {
            if other == key {
                last = Some(value);
            }
        }
        last?.to_str().ok()
    }

    /// Returns the text with spaces in place of the member at a path, or of the member whose list has the element at
    /// the path. `None` if there is no such member.
    pub(super) fn without_member(self, path: &[&str]) -> Option<String> {
        let (mut span, mut found) = (self, None);
        for step in path {
            if span.is_array() {
                span = span.elements().nth(step.parse().ok()?)?;
                continue;
            }
            let mut parts = span.parts(span.is_object());
            let mut member = None;
            while let (Some(key), Some(value)) = (parts.next(), parts.next()) {
                if key.to_str().is_ok_and(|key| key == *step) {
                    member = Some((key, value));
                }
            }
            let (key, value) = member?;
            found =
                Some((key.start() - self.start(), value.start() - self.start() + value.text.len()));
            span = value;
        }
        let (mut start, mut end) = found?;
        let bytes = self.text.as_bytes();
        let comma = |byte: &u8| !byte.is_ascii_whitespace();
        match bytes[end..].iter().position(comma) {
            Some(after) if bytes[end + after] == b',' => end += after + 1,
            _ => {
                let before = bytes[..start].iter().rposition(comma).filter(|at| bytes[*at] == b',');
                start = before.unwrap_or(start);
            }
        }
        let spaces = " ".repeat(end - start);
        Some(format!("{}{spaces}{}", &self.text[..start], &self.text[end..]))
    }

    /// Returns the values between the brackets of an array, or the keys and values in turn between the
    /// braces of an object. Returns no values if `has_parts` is `false`.
    fn parts(self, has_parts: bool) -> Elements<'a> {
        let rest = if has_parts { &self.text[1..] } else { "" };
        Elements { document: self.document, rest }
    }

    /// Returns the value at a path of steps such as `events`, `3`, `when`, or the innermost value on that path
    /// that exists.
    pub(super) fn at(self, path: &mut dyn Iterator<Item = &str>) -> Self {
        let mut span = self;
        for step in path {
            let next = match step.parse() {
                Ok(nth) if span.is_array() => span.elements().nth(nth),
                // A single record may stand without its list.
                Ok(0) if span.is_object() => Some(span.member(step).unwrap_or(span)),
                _ => span.member(step),
            };
            match next {
                Some(inner) => span = inner,
                None => break,
            }
        }
        span
    }
}

/// An iterator over the elements of an array.
#[derive(Clone)]
pub(super) struct Elements<'a> {
    document: &'a str,
    rest: &'a str,
}

impl<'a> Iterator for Elements<'a> {
    type Item = JsonSpan<'a>;

    fn next(&mut self) -> Option<JsonSpan<'a>> {
        // The text is well-formed, so it does not matter which of these stand where.
        let is_between = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':');
        let begin = self.rest.bytes().position(|byte| !is_between(byte))?;
        let rest = &self.rest[begin..];
        if rest.starts_with(['}', ']']) {
            return None;
        }
        let (text, rest) = rest.split_at(value_length(rest.as_bytes()));
        self.rest = rest;
        Some(JsonSpan { document: self.document, text })
    }
}

/// An iterator over the keys and values of an object.
pub(super) struct Members<'a>(Elements<'a>);

impl<'a> Iterator for Members<'a> {
    type Item = (Cow<'a, str>, JsonSpan<'a>);

    fn next(&mut self) -> Option<(Cow<'a, str>, JsonSpan<'a>)> {
        let (key, value) = (self.0.next()?, self.0.next()?);
        // A key with half a surrogate pair is well-formed, but no string: it is an unknown key.
        Some((key.to_str().unwrap_or_default(), value))
    }
}

/// Returns the length of the value at the beginning of a part of a well-formed text.
fn value_length(text: &[u8]) -> usize {
    let is_end = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'}');
    match text {
        [b'"', ..] => string_length(text),
        [b'{' | b'[', ..] => container_length(text),
        _ => text.iter().position(is_end).unwrap_or(text.len()),
    }
}

/// Returns the length of an array or object. Does not recurse, as a text may nest them without limit.
fn container_length(text: &[u8]) -> usize {
    let (mut at, mut depth) = (0, 0);
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => {
                at += string_length(&text[at..]);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at
}

/// Returns the length of a string with its quotation marks.
fn string_length(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "\n{ \"a\": [1, \"b,]\\\"\",\n {\"c\" : {}}, [], null ],\n\"d\\u0065\":-1.5e3,\"f\":{}}";

    fn span(text: &str) -> JsonSpan<'_> {
        JsonSpan::parse(text).expect("well-formed JSON")
    }

    fn at(path: &str) -> JsonSpan<'static> {
        span(TEXT).at(&mut path.split('/'))
    }

    #[test]
    fn members_and_elements_keep_their_text_and_order() {
        let members: Vec<_> =
            span(TEXT).members().map(|(key, value)| (key, value.text())).collect();
        assert_eq!(members[1..], [("de".into(), "-1.5e3"), ("f".into(), "{}")]);
        let elements: Vec<_> = at("a").elements().map(JsonSpan::text).collect();
        assert_eq!(elements, ["1", "\"b,]\\\"\"", "{\"c\" : {}}", "[]", "null"]);
        assert_eq!(at("f").members().count(), 0);
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
            let span = at(path);
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
