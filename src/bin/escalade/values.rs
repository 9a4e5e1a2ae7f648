//! Parsers for the values of options.

use std::{str::FromStr, sync::Arc, time::Duration};

use chrono::TimeDelta;
use escalade::{
    Error, EventKind, Predicate, Rule, Trend,
    chain::{Crossing, Floor, Steps},
    read::Format,
    scale::Scale,
};
use serde::de::DeserializeOwned;

/// The text form of a predicate, which was checked when the option was parsed.
#[derive(Clone, Debug)]
pub(crate) struct Test(String);

impl Test {
    /// Returns the predicate, with levels on a scale.
    pub(crate) fn predicate(&self, scale: &Arc<dyn Scale>) -> Result<Predicate, Error> {
        Predicate::parse_on(&self.0, scale.clone())
    }
}

impl FromStr for Test {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text.parse::<Predicate>().map_err(|problem| problem.to_string());
        parsed.map(|_| Self(text.to_owned()))
    }
}

/// The text form of the steps of a query, which was checked when the option was parsed.
#[derive(Clone, Debug)]
pub(crate) struct StepsText(String);

impl StepsText {
    /// Returns the steps, with levels on a scale.
    pub(crate) fn steps(&self, scale: &Arc<dyn Scale>) -> Result<Steps, Error> {
        Steps::parse_on(&self.0, scale.clone())
    }
}

impl FromStr for StepsText {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text.parse::<Steps>().map_err(|problem| problem.to_string());
        parsed.map(|_| Self(text.to_owned()))
    }
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

/// Parses a code and the kind of its events. The code may have an equals sign of its own.
pub(crate) fn kind_of(text: &str) -> Result<(String, EventKind), String> {
    let allowed = || "write CODE=attack, CODE=statement or CODE=action".to_owned();
    let (code, kind) = text.rsplit_once('=').ok_or_else(allowed)?;
    let kind = EventKind::ALL.iter().find(|known| known.as_str() == kind).ok_or_else(allowed)?;
    Ok((code.to_owned(), *kind))
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

pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.0..=1e9).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("write a number of seconds, 0 or more".to_owned()),
    }
}

/// Parses a word as the library does in JSON.
pub(crate) fn word<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(text.into()).map_err(|problem| problem.to_string())
}
