//! Pieces of JSON text: members and elements cut out of it, with the line on which they begin.
//!
//! The text must be well-formed. Of any other the cuts are wrong, and nothing worse.

/// A value within a text.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    whole: &'a str,
    start: usize,
    end: usize,
}

impl<'a> Piece<'a> {
    /// The value that the whole text is.
    pub(super) fn new(whole: &'a str) -> Self {
        let mut cursor = Cursor { whole, at: 0 };
        cursor.value()
    }

    pub(super) fn text(self) -> &'a str {
        self.whole.get(self.start..self.end).unwrap_or_default()
    }

    /// Where it begins in the text.
    pub(super) fn start(self) -> usize {
        self.start
    }

    /// The line on which it begins, counted from 1. O(length of the text).
    pub(super) fn line(self) -> u64 {
        let before = self.whole.as_bytes().get(..self.start).unwrap_or_default();
        1 + before.iter().filter(|byte| **byte == b'\n').count() as u64
    }

    pub(super) fn is_object(self) -> bool {
        self.text().starts_with('{')
    }

    pub(super) fn is_list(self) -> bool {
        self.text().starts_with('[')
    }

    /// The members of an object, in order.
    pub(super) fn members(self) -> impl Iterator<Item = (String, Self)> {
        let mut cursor = Cursor { whole: self.whole, at: self.start + 1 };
        let is_object = self.is_object();
        std::iter::from_fn(move || {
            if !is_object || cursor.is_closed_by(b'}') {
                return None;
            }
            let key = cursor.value();
            cursor.pass(b':');
            let value = cursor.value();
            cursor.pass(b',');
            Some((serde_json::from_str(key.text()).unwrap_or_default(), value))
        })
    }

    /// The elements of a list, in order.
    pub(super) fn elements(self) -> impl Iterator<Item = Self> {
        let mut cursor = Cursor { whole: self.whole, at: self.start + 1 };
        let is_list = self.is_list();
        std::iter::from_fn(move || {
            if !is_list || cursor.is_closed_by(b']') {
                return None;
            }
            let element = cursor.value();
            cursor.pass(b',');
            Some(element)
        })
    }

    /// What a path such as `events/3/when` leads to, as far as it leads.
    pub(super) fn at(self, path: &str) -> Self {
        let mut piece = self;
        for step in path.split('/') {
            let next = match step.parse() {
                Ok(nth) if piece.is_list() => piece.elements().nth(nth),
                _ => piece.members().find(|(key, _)| key == step).map(|(_, value)| value),
            };
            match next {
                Some(inner) => piece = inner,
                None => break,
            }
        }
        piece
    }
}

struct Cursor<'a> {
    whole: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn byte(&self) -> Option<u8> {
        self.whole.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while self.byte().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn pass(&mut self, mark: u8) {
        self.skip_blanks();
        if self.byte() == Some(mark) {
            self.at += 1;
        }
    }

    /// Whether nothing more comes, here or in the text.
    fn is_closed_by(&mut self, bracket: u8) -> bool {
        self.skip_blanks();
        self.byte().is_none_or(|byte| byte == bracket)
    }

    /// The value that begins here, passed over.
    fn value(&mut self) -> Piece<'a> {
        self.skip_blanks();
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.byte() {
            match byte {
                b'"' => self.pass_text(),
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ if depth > 0 => {}
                _ => self.pass_word(),
            }
            self.at += 1;
            if depth == 0 {
                break;
            }
        }
        Piece { whole: self.whole, start, end: self.at.min(self.whole.len()) }
    }

    /// To the closing quotation mark of the text that begins here.
    fn pass_text(&mut self) {
        self.at += 1;
        while let Some(byte) = self.byte() {
            match byte {
                b'"' => return,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }

    /// To the last letter of the number or word that begins here.
    fn pass_word(&mut self) {
        let rest = self.whole.as_bytes().get(self.at + 1..).unwrap_or_default();
        let ends =
            |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}' | b':');
        self.at += rest.iter().position(ends).unwrap_or(rest.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "\n{ \"a\": [1, \"b,]\\\"\",\n {\"c\" : {}}, [], null ],\n\"d\\u0065\":-1.5e3,\"f\":{}}";

    #[test]
    fn members_and_elements_are_cut_out() {
        let members: Vec<_> =
            Piece::new(TEXT).members().map(|(key, value)| (key, value.text())).collect();
        assert_eq!(members[1..], [("de".to_owned(), "-1.5e3"), ("f".to_owned(), "{}")]);
        let elements: Vec<_> = Piece::new(TEXT).at("a").elements().map(Piece::text).collect();
        assert_eq!(elements, ["1", "\"b,]\\\"\"", "{\"c\" : {}}", "[]", "null"]);
        assert_eq!(Piece::new(TEXT).at("f").members().count(), 0);
    }

    #[test]
    fn paths_lead_to_lines() {
        for (path, line, text) in [
            ("a/2/c", 3, "{}"),
            ("a/2/c/nowhere", 3, "{}"),
            ("a/1", 2, "\"b,]\\\"\""),
            ("de", 4, "-1.5e3"),
            ("nowhere", 2, TEXT.trim()),
        ] {
            let piece = Piece::new(TEXT).at(path);
            assert_eq!((piece.line(), piece.text()), (line, text), "{path}");
        }
    }

    #[test]
    fn text_that_is_not_well_formed_does_no_harm() {
        for text in [
            "", "{", "[", "\"", "{\"a\"", "{\"a\":", "[1,", "[[[", "}", "]", "\"\\", "{,}", "[,,]",
            "é", "{é:é}",
        ] {
            let piece = Piece::new(text);
            piece.members().chain(piece.at("a").members()).for_each(drop);
            piece.elements().for_each(drop);
            assert!(piece.line() >= 1);
        }
    }
}
