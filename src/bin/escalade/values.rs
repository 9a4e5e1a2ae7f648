//! Parsers for the values of options.

use std::{str::FromStr, sync::Arc};

use chrono::TimeDelta;
use escalade::{
    Crossing, EventKind, Floor, Predicate, Rule, Trend, Vocabulary, read::Format, scale::Scale,
};
use serde::de::DeserializeOwned;

/// Conditions on one event, all of which must hold.
#[derive(Clone, Debug)]
pub(crate) struct Test(Vec<Condition>);

#[derive(Clone, Debug)]
struct Condition {
    negated: bool,
    kind: ConditionKind,
}

#[derive(Clone, Debug)]
enum ConditionKind {
    /// A level on the scale of the query, which is not known while options are parsed.
    AtLeast(f64),
    AtMost(f64),
    Other(Predicate),
}

impl Test {
    /// Returns the test as a predicate, with levels on this scale.
    pub(crate) fn predicate(&self, scale: &Arc<dyn Scale>) -> Predicate {
        let resolve = |condition: &Condition| {
            let predicate = match &condition.kind {
                ConditionKind::AtLeast(level) => Predicate::at_least(scale.clone(), *level),
                ConditionKind::AtMost(level) => Predicate::at_most(scale.clone(), *level),
                ConditionKind::Other(predicate) => predicate.clone(),
            };
            if condition.negated { !predicate } else { predicate }
        };
        // `split` yields at least one part, so there is a first condition.
        let (first, others) = (resolve(&self.0[0]), self.0[1..].iter().map(resolve));
        others.fold(first, Predicate::and)
    }
}

impl FromStr for Test {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split(',').map(parse_condition).collect::<Result<_, _>>().map(Self)
    }
}

fn parse_condition(text: &str) -> Result<Condition, String> {
    let (negated, text) = text.strip_prefix('!').map_or((false, text), |text| (true, text));
    let level = |level: &str| level.parse().map_err(|_| format!("«{level}» is not a number"));
    let kind = if let Some(least) = text.strip_prefix("level>=") {
        ConditionKind::AtLeast(level(least)?)
    } else if let Some(most) = text.strip_prefix("level<=") {
        ConditionKind::AtMost(level(most)?)
    } else {
        ConditionKind::Other(match text.split_once('=') {
            Some(("kind", name)) => Predicate::kinds([named(EventKind::ALL, name)?]),
            Some(("code", code)) => {
                let (vocabulary, code) = code.split_once(':').ok_or_else(|| {
                    format!("«{code}»: write the vocabulary before the code, as cameo:{code}")
                })?;
                Predicate::code(named(Vocabulary::ALL, vocabulary)?, code)
            }
            Some(("by", key)) => Predicate::sources([key]),
            Some(("on", key)) => Predicate::targets([key]),
            Some(("with", key)) => Predicate::parties([key]),
            Some(("place", place)) => Predicate::place(place),
            _ => {
                let known = "kind=, code=, by=, on=, with=, place=, level>= or level<=";
                return Err(format!("«{text}» is not a condition; write {known}"));
            }
        })
    };
    Ok(Condition { negated, kind })
}

/// Returns the element of a list that is displayed as this name.
fn named<T: Copy + ToString>(list: &[T], name: &str) -> Result<T, String> {
    list.iter().copied().find(|item| item.to_string() == name).ok_or_else(|| {
        let names: Vec<_> = list.iter().map(T::to_string).collect();
        format!("«{name}» is not one of: {}", names.join(", "))
    })
}

pub(crate) fn floor(text: &str) -> Result<Floor, String> {
    match text {
        "conflict" => Ok(Floor::Conflict),
        "none" => Ok(Floor::None),
        _ => text.parse().map(Floor::At).map_err(|_| "write conflict, none or a number".to_owned()),
    }
}

pub(crate) fn trend(text: &str) -> Result<Trend, String> {
    Ok(match text {
        "rising" => Trend::Rising,
        "not-falling" => Trend::NotFalling,
        "any" => Trend::Any,
        "not-rising" => Trend::NotRising,
        "falling" => Trend::Falling,
        _ => Trend::RisingBy(
            text.strip_prefix("by=").and_then(|units| units.parse().ok()).ok_or_else(|| {
                "write rising, not-falling, any, not-rising, falling, or by=2.5".to_owned()
            })?,
        ),
    })
}

pub(crate) fn rule(text: &str) -> Result<Rule, String> {
    Rule::ALL.iter().copied().find(|rule| rule.as_str() == text).ok_or_else(|| {
        let names: Vec<_> = Rule::ALL.iter().map(|rule| rule.as_str()).collect();
        format!("write one of: {}", names.join(", "))
    })
}

pub(crate) fn crossing(text: &str) -> Result<Crossing, String> {
    Ok(text.parse().map_or_else(|_| Crossing::from(text), Crossing::At))
}

/// A format, or `None` to recognise it by the content.
///
/// An alias, since clap takes a field whose type is written as `Option` for an optional argument.
pub(crate) type FormatChoice = Option<Format>;

pub(crate) fn format(text: &str) -> Result<FormatChoice, String> {
    match text {
        "auto" => Ok(None),
        _ => text.parse::<Format>().map(Some).map_err(|problem| problem.to_string()),
    }
}

pub(crate) fn days(text: &str) -> Result<TimeDelta, String> {
    let seconds = text.parse::<f64>().map(|days| days * 86_400.0);
    match seconds {
        Ok(seconds) if (0.0..=1e12).contains(&seconds) => {
            Ok(TimeDelta::seconds(seconds.round() as i64))
        }
        _ => Err("write a number of days, 0 or more".to_owned()),
    }
}

/// Parses a word as the library does in JSON.
pub(crate) fn word<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(text.into()).map_err(|problem| problem.to_string())
}
