//! Steps as a line of text.

use std::{fmt, str::FromStr, sync::Arc, vec};

use chrono::TimeDelta;

use crate::{
    chain::query::{
        rule::{Rule, Trend},
        step::QueryStep,
    },
    error::{Error, ErrorKind, Issue, Issues, Location},
    safe_text::isolated,
    scale::{Goldstein, Scale},
    timeline::Predicate,
    wording::span,
};

/// The steps of a query, read from a line of text: see [`Query::steps`](crate::Query::steps).
///
/// The line has the steps in order, with a sign between each two that has white space around it:
///
/// | text | meaning |
/// | --- | --- |
/// | `kind=attack,by=IRN` | an event that passes this predicate fills the step; its form is that of [`Predicate::from_str`](crate::Predicate#impl-FromStr-for-Predicate) |
/// | `any` | any event fills the step |
/// | `strike: kind=attack` | the step is named `strike` |
/// | `kind=attack+` | one event or more, one after the other, fill the step |
/// | `kind=attack?` | the step may be left out |
/// | `kind=attack*` | both: any number of events fill the step, or none |
/// | `a > b` | nothing comes between the steps `a` and `b` |
/// | `a >> b` | other events of the chain may come between them |
/// | `a >[hop=onward\|declared] b` | hops to `b` follow these rules in place of those of the query; likewise after `>>` |
/// | `a >[gap>=1 gap<=7.5] b` | the gaps to `b` are from 1 to 7.5 days |
/// | `a >[trend=falling] b` | levels fall from the event before to `b`: `rising`, `not-falling`, `any`, `not-rising`, `falling`, or `by=2.5` |
/// | `[gap<=1] a+ > b` | the hops between the events of the first step, which is repeated, have these terms |
///
/// Terms in brackets are separated by white space. A value that itself ends in `+`, `?` or `*`, or has a sign
/// with white space around it, can only be written as a [`QueryStep`] or in JSON.
///
/// ```
/// use escalade::chain::Steps;
///
/// let steps: Steps = "threat: code=cameo:13 >> kind=attack+ >[hop=retaliation gap<=7] reply: kind=attack".parse()?;
/// assert_eq!(steps.to_string(), "threat: an event of cameo 13, \
///     then, after any others, one or more events of kind attack, \
///     then reply: an event of kind attack, by retaliation hops, gap up to 7 days");
///
/// let error = "kind=atack > any".parse::<Steps>().unwrap_err();
/// assert_eq!(error.issues()[0].location().to_string(), "steps/0");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Steps(Vec<QueryStep>);

impl IntoIterator for Steps {
    type Item = QueryStep;
    type IntoIter = vec::IntoIter<QueryStep>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Reads steps with levels on Goldstein's scale: see [`Steps`].
impl FromStr for Steps {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse_on(text, Goldstein::default())
    }
}

impl Steps {
    /// Reads steps from text, with levels on a scale: see [`Steps`] for the form.
    ///
    /// ```
    /// use escalade::{chain::Steps, scale::Kahn};
    ///
    /// let steps = Steps::parse_on("level>=4 > level>=10", Kahn)?;
    /// assert_eq!(steps.into_iter().count(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If a step cannot be read. The error lists all such steps, counted from 0.
    pub fn parse_on(text: &str, scale: impl Scale + 'static) -> Result<Self, Error> {
        let scale: Arc<dyn Scale> = Arc::new(scale);
        let (mut steps, mut issues) = (Vec::new(), Issues::default());
        for (nth, part) in parts(text).into_iter().enumerate() {
            match part.step(&scale) {
                Ok(step) => steps.push(step),
                Err(error) => issues.absorb(&error, &Location::from(format!("steps/{nth}"))),
            }
        }
        issues.check(ErrorKind::Value)?;
        Ok(Self(steps))
    }
}

/// The text of one step, and of the sign before it.
#[derive(Default)]
struct Part<'a> {
    is_after_others: bool,
    /// The terms in brackets, if there are any.
    terms: Option<&'a str>,
    step: &'a str,
}

/// Splits a line into its steps.
fn parts(text: &str) -> Vec<Part<'_>> {
    let (terms, mut rest) = bracketed(text.trim());
    let mut part = Part { terms, ..Part::default() };
    let mut parts = Vec::new();
    while let Some((step, sign)) = next_sign(rest) {
        part.step = step.trim();
        parts.push(part);
        let is_after_others = sign.starts_with(">>");
        let (terms, after) = bracketed(sign.trim_start_matches('>'));
        part = Part { is_after_others, terms, step: "" };
        rest = after;
    }
    part.step = rest.trim();
    parts.push(part);
    parts
}

/// Returns the text before the first sign between steps, and the text from the sign on.
fn next_sign(text: &str) -> Option<(&str, &str)> {
    let mut at = 0;
    while let Some(found) = text[at..].find('>') {
        let (before, sign) = text.split_at(at + found);
        let after = sign.trim_start_matches('>');
        let signs = sign.len() - after.len();
        let is_apart = before.is_empty() || before.ends_with(char::is_whitespace);
        if is_apart && signs <= 2 && (after.is_empty() || after.starts_with([' ', '\t', '['])) {
            return Some((before, sign));
        }
        at += found + signs;
    }
    None
}

/// Splits off the text in brackets that a text begins with.
fn bracketed(text: &str) -> (Option<&str>, &str) {
    match text.strip_prefix('[').and_then(|text| text.split_once(']')) {
        Some((terms, rest)) => (Some(terms), rest),
        None => (None, text),
    }
}

impl Part<'_> {
    fn step(&self, scale: &Arc<dyn Scale>) -> Result<QueryStep, Error> {
        let (name, text) = match self.step.split_once(": ") {
            // A name comes before the first condition.
            Some((name, text)) if !name.contains(['=', '<', '>', ',', '!']) => {
                (Some(name.trim().to_owned()), text.trim())
            }
            _ => (None, self.step),
        };
        let last = text.chars().next_back().unwrap_or_default();
        let text = text.strip_suffix(['+', '?', '*']).unwrap_or(text).trim();
        if text.is_empty() {
            let allowed = "a condition such as kind=attack, or any";
            return Err(error(self.step, allowed, "write what fills the step between two signs"));
        }
        let predicate = match text {
            "any" => None,
            text => Some(Predicate::parse_on(text, scale.clone())?),
        };
        let mut step = QueryStep {
            name,
            predicate,
            repeated: matches!(last, '+' | '*'),
            optional: matches!(last, '?' | '*'),
            after_others: self.is_after_others,
            ..QueryStep::default()
        };
        for term in self.terms.unwrap_or_default().split_whitespace() {
            step = with_term(step, term)?;
        }
        Ok(step)
    }
}

/// Adds a term in brackets to a step.
fn with_term(step: QueryStep, term: &str) -> Result<QueryStep, Error> {
    if let Some(days) = term.strip_prefix("gap<=") {
        return Ok(step.max_gap(gap(days)?));
    }
    if let Some(days) = term.strip_prefix("gap>=") {
        return Ok(step.min_gap(gap(days)?));
    }
    if let Some(word) = term.strip_prefix("trend=") {
        return Ok(step.trend(trend(word)?));
    }
    if let Some(words) = term.strip_prefix("hop=") {
        let mut rules = Vec::new();
        for word in words.split('|') {
            rules.push(rule(word)?);
        }
        return Ok(step.rules(rules));
    }
    let allowed = "hop=RULE, gap<=DAYS, gap>=DAYS or trend=TREND, separated by white space";
    Err(error(term, allowed, "write one of these terms, such as gap<=7"))
}

fn gap(days: &str) -> Result<TimeDelta, Error> {
    let seconds = days.parse::<f64>().ok().map(|days| days * 86_400.0);
    match seconds {
        Some(seconds) if (0.0..=1e12).contains(&seconds) => {
            Ok(TimeDelta::seconds(seconds.round() as i64))
        }
        _ => Err(error(days, "a number of days, 0 or more", "write it as in gap<=7.5")),
    }
}

fn rule(word: &str) -> Result<Rule, Error> {
    Rule::ALL.iter().copied().find(|rule| rule.as_str() == word).ok_or_else(|| {
        let mut names = Vec::new();
        for rule in Rule::ALL {
            names.push(rule.as_str());
        }
        let allowed = format!("one of {}", names.join(", "));
        error(word, &allowed, "write one of these rules, or several with | between them")
    })
}

fn trend(word: &str) -> Result<Trend, Error> {
    Ok(match word {
        "rising" => Trend::Rising,
        "not-falling" => Trend::NotFalling,
        "any" => Trend::Any,
        "not-rising" => Trend::NotRising,
        "falling" => Trend::Falling,
        _ => match word.strip_prefix("by=").and_then(|units| units.parse().ok()) {
            Some(units) => Trend::RisingBy(units),
            None => {
                let allowed = "rising, not-falling, any, not-rising, falling, or by=2.5";
                return Err(error(word, allowed, "write one of these words"));
            }
        },
    })
}

fn error(got: &str, allowed: &str, remedy: &str) -> Error {
    Error::value(Issue::new(Location::default(), got, allowed, remedy))
}

/// Writes the steps in words.
impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&in_words(&self.0))
    }
}

/// Returns steps in words.
pub(crate) fn in_words(steps: &[QueryStep]) -> String {
    let mut words = String::new();
    for (nth, step) in steps.iter().enumerate() {
        words.push_str(match (nth, step.after_others) {
            (0, _) => "",
            (_, false) => ", then ",
            (_, true) => ", then, after any others, ",
        });
        if let Some(name) = step.name() {
            words.push_str(&isolated(name));
            words.push_str(": ");
        }
        words.push_str(match (step.repeated, step.optional) {
            (false, false) => "an event",
            (true, false) => "one or more events",
            (false, true) => "an event or none",
            (true, true) => "any number of events",
        });
        if let Some(predicate) = &step.predicate {
            words.push_str(&format!(" {predicate}"));
        }
        push_hops(&mut words, step);
    }
    words
}

fn push_hops(words: &mut String, step: &QueryStep) {
    if let Some(rules) = &step.rules {
        let mut names = Vec::new();
        for rule in &**rules {
            names.push(rule.as_str());
        }
        words.push_str(&format!(", by {} hops", names.join(" or ")));
    }
    let seconds = |gap: TimeDelta| span(gap.num_seconds());
    match (step.min_gap.map(seconds), step.max_gap.map(seconds)) {
        (None, None) => {}
        (None, Some(most)) => words.push_str(&format!(", gap up to {most}")),
        (Some(least), None) => words.push_str(&format!(", gap of {least} or more")),
        (Some(least), Some(most)) => words.push_str(&format!(", gap from {least} to {most}")),
    }
    if let Some(trend) = step.trend {
        words.push_str(", ");
        words.push_str(&trend.in_words());
    }
}
