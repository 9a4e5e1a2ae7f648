//! The values of options, as they are written on the command line.

use std::{str::FromStr, sync::Arc};

use chrono::TimeDelta;
use escalade::{
    Crossing, EventKind, Floor, Predicate, Rule, Trend, Vocabulary, read::Format, scale::Scale,
};
use serde::de::DeserializeOwned;

use super::files::Chosen;

/// Conditions on one event, all of which must hold.
#[derive(Clone, Debug)]
pub(crate) struct Test(Vec<Condition>);

#[derive(Clone, Debug)]
struct Condition {
    negated: bool,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    /// On the scale of the query.
    AtLeast(f64),
    AtMost(f64),
    Other(Predicate),
}

impl Test {
    /// The test, with levels on a scale.
    pub(crate) fn predicate(&self, scale: &Arc<dyn Scale>) -> Predicate {
        let one = |condition: &Condition| {
            let predicate = match &condition.what {
                What::AtLeast(level) => Predicate::at_least(scale.clone(), *level),
                What::AtMost(level) => Predicate::at_most(scale.clone(), *level),
                What::Other(predicate) => predicate.clone(),
            };
            if condition.negated { !predicate } else { predicate }
        };
        let (first, others) = (one(&self.0[0]), self.0[1..].iter().map(one));
        others.fold(first, Predicate::and)
    }
}

impl FromStr for Test {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split(',').map(condition).collect::<Result<_, _>>().map(Self)
    }
}

fn condition(text: &str) -> Result<Condition, String> {
    let (negated, text) = text.strip_prefix('!').map_or((false, text), |text| (true, text));
    let level = |level: &str| level.parse().map_err(|_| format!("«{level}» is no level"));
    let what = if let Some(least) = text.strip_prefix("level>=") {
        What::AtLeast(level(least)?)
    } else if let Some(most) = text.strip_prefix("level<=") {
        What::AtMost(level(most)?)
    } else {
        What::Other(match text.split_once('=') {
            Some(("kind", name)) => Predicate::kinds([named(EventKind::ALL, name)?]),
            Some(("code", code)) => {
                let (vocabulary, code) = code
                    .split_once(':')
                    .ok_or_else(|| format!("«{code}»: write a vocabulary too, as cameo:{code}"))?;
                Predicate::code(named(Vocabulary::ALL, vocabulary)?, code)
            }
            Some(("by", key)) => Predicate::sources([key]),
            Some(("on", key)) => Predicate::targets([key]),
            Some(("with", key)) => Predicate::parties([key]),
            Some(("place", place)) => Predicate::place(place),
            _ => {
                let known = "kind=, code=, by=, on=, with=, place=, level>=, level<=";
                return Err(format!("«{text}» is no condition; there are: {known}"));
            }
        })
    };
    Ok(Condition { negated, what })
}

/// The one of a list that is called so.
fn named<T: Copy + ToString>(list: &[T], name: &str) -> Result<T, String> {
    list.iter().copied().find(|one| one.to_string() == name).ok_or_else(|| {
        let names: Vec<_> = list.iter().map(T::to_string).collect();
        format!("«{name}» is none of: {}", names.join(", "))
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

pub(crate) fn format(text: &str) -> Result<Chosen, String> {
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

/// One of the words that the library writes and reads.
pub(crate) fn word<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(text.into()).map_err(|problem| problem.to_string())
}
