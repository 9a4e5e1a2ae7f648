//! Deserialization of the parts of a JSON text. An error knows the path to the value at fault.
//!
//! `serde_json` would do, but its errors have no path. The path costs nothing here unless there is an error:
//! each step is added to the error on its way out.

use std::{borrow::Cow, fmt};

use serde::{
    Deserializer,
    de::{self, DeserializeSeed, Expected, IntoDeserializer, Unexpected, Visitor},
    forward_to_deserialize_any,
};
use serde_json::Number;

use super::{
    json_span::{Elements, JsonSpan, Members},
    json_value::{message_without_position, suggest},
};
use crate::error::{Issue, Location, REMEDY_SEPARATOR};

/// An error of deserialization, in words for the author of the file.
#[derive(Debug)]
pub(super) struct ValueError(Box<Problem>);

#[derive(Debug)]
struct Problem {
    /// The steps to the value at fault, innermost first.
    steps: Vec<String>,
    /// What was found, if that is not the value at fault.
    got: Option<String>,
    allowed: String,
    remedy: String,
}

impl ValueError {
    fn new(allowed: &str, remedy: &str) -> Self {
        let (allowed, remedy) = (allowed.to_owned(), remedy.to_owned());
        Self(Box::new(Problem { steps: Vec::new(), got: None, allowed, remedy }))
    }

    /// Returns the error that a value is not of the expected type, as the visitor of this type describes it.
    fn expected(expected: &str) -> Self {
        let allowed = match expected {
            "a string" => "a text in quotation marks",
            "a boolean" => "true or false",
            "a sequence" => "a list in [ ]",
            "u8" | "u64" => "a whole number",
            "f64" => "a number",
            "an amount" => {
                let allowed =
                    "a whole number, a text, or an object of `least`, `most`, `about` and `words`";
                return Self::new(allowed, "write it in one of these forms");
            }
            _ if expected.starts_with("struct ") => "an object in { }",
            _ => expected,
        };
        Self::new(allowed, "write it in this form")
    }

    fn expected_by(visitor: &dyn Expected) -> Self {
        Self::expected(&visitor.to_string())
    }

    /// Returns the error of a number or string that is well-formed but has no value.
    fn of_text(error: &serde_json::Error) -> Self {
        Self::message(&message_without_position(error))
    }

    fn message(message: &str) -> Self {
        // The crate's own types report what is allowed in the form in which an issue is displayed.
        let issue =
            message.split_once("allowed: ").and_then(|(_, rest)| rest.split_once(REMEDY_SEPARATOR));
        if let Some((allowed, remedy)) = issue {
            return Self::new(allowed, remedy);
        }
        let expected = message.rsplit_once("expected ").map(|(_, expected)| expected);
        Self::expected(expected.unwrap_or(message))
    }

    fn got(mut self, got: &str) -> Self {
        self.0.got = Some(got.to_owned());
        self
    }

    /// Adds the step from an object or array to the value that has the error.
    fn within(mut self, step: impl fmt::Display) -> Self {
        self.0.steps.push(step.to_string());
        self
    }

    /// Returns the issue that a value, whose path is `path`, could not be read.
    pub(super) fn into_issue(self, value: JsonSpan<'_>, path: fmt::Arguments<'_>) -> Issue {
        let Problem { mut steps, got, allowed, remedy } = *self.0;
        steps.reverse();
        let got = got
            .as_deref()
            .unwrap_or_else(|| value.at(&mut steps.iter().map(String::as_str)).text());
        let location = Location::from(steps.join("/")).inside(&path.to_string().into());
        Issue::new(location, got, allowed, remedy)
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.allowed)
    }
}

impl std::error::Error for ValueError {}

impl de::Error for ValueError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::message(&message.to_string())
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected_by(expected)
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected_by(expected)
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        Self::new(&known.join(", "), &suggest(word, known)).got(word)
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        Self::new(&known.join(", "), &suggest(key, known)).got(key).within(key)
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(&format!("the key `{key}`"), "add it").got("").within(key)
    }

    fn duplicate_field(key: &'static str) -> Self {
        Self::new("each key once", "keep one of them").got("a duplicate key").within(key)
    }
}

/// Recurses only as deep as the types that are read. A text that nests deeper is an error, as no type takes
/// any value whatever.
impl<'de> Deserializer<'de> for JsonSpan<'de> {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match content(self)? {
            Content::Null => visitor.visit_unit(),
            Content::Bool(value) => visitor.visit_bool(value),
            Content::Unsigned(number) => visitor.visit_u64(number),
            Content::Negative(number) => visitor.visit_i64(number),
            Content::Fraction(number) => visitor.visit_f64(number),
            Content::Text(text) => visitor.visit_borrowed_str(text),
            Content::Unescaped(text) => visitor.visit_string(text),
            Content::Array(elements) => visitor.visit_seq(elements),
            Content::Object(members) => visitor.visit_map(members),
        }
    }

    /// Skips a value, which may nest without limit.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        if self.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.is_array() {
            true => visitor.visit_seq(ElementsAccess::of(self)),
            false => Err(ValueError::expected_by(&visitor)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.is_object() {
            true => visitor.visit_map(MembersAccess::of(self)),
            false => Err(ValueError::expected_by(&visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.deserialize_map(visitor)
    }

    /// Reads an enum without data, which is a word.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        visitor.visit_enum((&*word(self)?).into_deserializer())
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match content(self)? {
            Content::Bool(value) => visitor.visit_bool(value),
            _ => Err(ValueError::expected_by(&visitor)),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match content(self)? {
            Content::Unsigned(number) => visitor.visit_u64(number),
            _ => Err(ValueError::expected_by(&visitor)),
        }
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match content(self)? {
            Content::Unsigned(number) => visitor.visit_u64(number),
            Content::Negative(number) => visitor.visit_i64(number),
            Content::Fraction(number) => visitor.visit_f64(number),
            _ => Err(ValueError::expected_by(&visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match content(self)? {
            Content::Text(text) => visitor.visit_borrowed_str(text),
            Content::Unescaped(text) => visitor.visit_string(text),
            _ => Err(ValueError::expected_by(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_str(visitor)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 u16 u32 f32 char bytes byte_buf unit unit_struct tuple tuple_struct identifier
    }
}

/// A value, decoded but for its parts.
enum Content<'de> {
    Null,
    Bool(bool),
    Unsigned(u64),
    Negative(i64),
    Fraction(f64),
    Text(&'de str),
    Unescaped(String),
    Array(ElementsAccess<'de>),
    Object(MembersAccess<'de>),
}

fn content(value: JsonSpan<'_>) -> Result<Content<'_>, ValueError> {
    Ok(match value.text().as_bytes() {
        [b'{', ..] => Content::Object(MembersAccess::of(value)),
        [b'[', ..] => Content::Array(ElementsAccess::of(value)),
        [b'"', ..] => match string(value)? {
            Cow::Borrowed(text) => Content::Text(text),
            Cow::Owned(text) => Content::Unescaped(text),
        },
        b"null" => Content::Null,
        b"true" => Content::Bool(true),
        b"false" => Content::Bool(false),
        _ => return number(value.text()),
    })
}

fn number(text: &str) -> Result<Content<'static>, ValueError> {
    let number: Number = text.parse().map_err(|error| ValueError::of_text(&error))?;
    Ok(match (number.as_u64(), number.as_i64()) {
        (Some(number), _) => Content::Unsigned(number),
        (_, Some(number)) => Content::Negative(number),
        _ => Content::Fraction(number.as_f64().unwrap_or_default()),
    })
}

fn word(value: JsonSpan<'_>) -> Result<Cow<'_, str>, ValueError> {
    if value.is_string() {
        string(value)
    } else {
        Err(ValueError::expected("a word in quotation marks"))
    }
}

fn string(value: JsonSpan<'_>) -> Result<Cow<'_, str>, ValueError> {
    value.to_str().map_err(|error| ValueError::of_text(&error))
}

/// Reads the members of an object.
struct MembersAccess<'de> {
    members: Members<'de>,
    /// The member whose key was read last.
    member: Option<(Cow<'de, str>, JsonSpan<'de>)>,
}

impl<'de> MembersAccess<'de> {
    fn of(object: JsonSpan<'de>) -> Self {
        Self { members: object.members(), member: None }
    }

    fn next_key(&mut self) -> Option<&str> {
        self.member = self.members.next();
        self.member.as_ref().map(|(key, _)| &**key)
    }

    /// Returns the value of the member whose key was read last.
    fn value(&self) -> Result<JsonSpan<'de>, ValueError> {
        match &self.member {
            Some((_, value)) => Ok(*value),
            None => Err(ValueError::message("a key")),
        }
    }

    fn locate(&self, error: ValueError) -> ValueError {
        match &self.member {
            Some((key, _)) => error.within(key),
            None => error,
        }
    }
}

impl<'de> de::MapAccess<'de> for MembersAccess<'de> {
    type Error = ValueError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ValueError> {
        match self.next_key() {
            Some(key) => Ok(Some(seed.deserialize(key.into_deserializer())?)),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, ValueError> {
        match seed.deserialize(self.value()?) {
            Ok(value) => Ok(value),
            Err(error) => Err(self.locate(error)),
        }
    }
}

/// Reads the elements of an array.
struct ElementsAccess<'de> {
    elements: Elements<'de>,
    /// The number of elements read.
    count: usize,
}

impl<'de> ElementsAccess<'de> {
    fn of(array: JsonSpan<'de>) -> Self {
        Self { elements: array.elements(), count: 0 }
    }
}

impl<'de> de::SeqAccess<'de> for ElementsAccess<'de> {
    type Error = ValueError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ValueError> {
        let Some(element) = self.elements.next() else { return Ok(None) };
        self.count += 1;
        match seed.deserialize(element) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(error.within(self.count - 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;
    use crate::model::{Amount, Means};

    fn read<T: for<'t> Deserialize<'t>>(text: &str) -> Result<T, String> {
        let span = JsonSpan::parse(text).expect("well-formed JSON");
        T::deserialize(span).map_err(|error| {
            let issue = error.into_issue(span, format_args!("at"));
            format!("{}: {}", issue.location(), issue.allowed())
        })
    }

    #[test]
    fn numbers_and_strings_have_the_values_that_serde_json_gives_them() {
        for text in ["0", "-0", "1.5e3", "18446744073709551616", "-9223372036854775809", "1e-400"] {
            let expected: f64 = serde_json::from_str(text).expect("a number");
            assert_eq!(read::<f64>(text).map(f64::to_bits), Ok(expected.to_bits()), "{text}");
        }
        assert_eq!(read::<u64>("18446744073709551615"), Ok(u64::MAX));
        assert_eq!(read::<i64>("-9223372036854775808"), Ok(i64::MIN));
        assert_eq!(read::<String>(r#""\u00e9\"\ud83d\ude00""#).as_deref(), Ok("é\"😀"));
        assert_eq!(read::<Means>(r#""dr\u006fne""#), Ok(Means::Drone));
        assert_eq!(read::<Option<bool>>("null"), Ok(None));
    }

    #[test]
    fn an_error_has_the_path_to_the_value_and_says_what_is_allowed() {
        type Nested = BTreeMap<String, Vec<u64>>;
        for (text, expected) in [
            (r#"{"a":[1],"b":[2, -1]}"#, "at/b/1: a whole number"),
            (r#"{"a":"1"}"#, "at/a: a list in [ ]"),
            ("[[]]", "at: a map"),
            (r#"{"a":[1e999]}"#, "at/a/0: number out of range"),
        ] {
            assert_eq!(read::<Nested>(text), Err(expected.to_owned()));
        }
        let span = JsonSpan::parse(r#"{"a/b":[1,"x"]}"#).expect("well-formed JSON");
        let error = Nested::deserialize(span).expect_err("a text is no number");
        let issue = error.into_issue(span, format_args!("at"));
        assert_eq!((issue.location().to_string(), issue.got()), ("at/a/b/1".to_owned(), "\"x\""));
        assert!(read::<Means>("{}").is_err_and(|error| error == "at: a word in quotation marks"));
        assert!(read::<String>(r#""\ud800""#).is_err());
    }

    #[test]
    fn a_value_that_is_unknown_or_wrong_may_nest_without_limit() {
        let nested = "[".repeat(200_000) + &"]".repeat(200_000);
        let amount = |other: &str| format!(r#"{{"about":true,{other}"least":5,"most":5}}"#);
        assert_eq!(read(&amount("")), Ok(Amount::about(5)));
        assert!(read::<Amount>(&amount(&format!(r#""other":{nested},"#))).is_err());
        assert!(read::<Amount>(&nested).is_err());
        assert!(read::<Vec<String>>(&nested).is_err());
    }
}
