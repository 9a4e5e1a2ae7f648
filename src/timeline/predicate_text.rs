//! Reading predicates from text.

use std::{ops::Not, str::FromStr, sync::Arc};

use super::Predicate;
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{Act, ActionKind, EventKind, Means, SpeechAct, Vocabulary},
    scale::{self, Goldstein, Scale},
};

/// Reads a predicate from text: one or more conditions with commas between them, all of which must hold.
///
/// | Condition | Events that pass |
/// |---|---|
/// | `kind=attack` | of this kind: `statement`, `attack` or `action` |
/// | `act=agreement` | of this act: a [`SpeechAct`](crate::SpeechAct), a [`Means`](crate::Means) or an [`ActionKind`](crate::model::ActionKind); `act=agreement\|concession` is of either |
/// | `code=cameo:19` | of this code of a vocabulary, or of one below it; `code=cameo:18\|19` is of either |
/// | `by=IRN` | with this actor as source |
/// | `on=ISR` | with this actor as target |
/// | `with=IRN` | with this actor on either side |
/// | `place=Isfahan` | at this place |
/// | `level>=9`, `level<=-3` | at this level or above, at this level or below, on the Goldstein scale |
/// | `kahn>=12`, `kahn<=20` | the same on a built-in scale, which is named: see [`scale::NAMES`](crate::scale::NAMES) |
///
/// A `!` before a condition negates it. Blanks around a condition are ignored. Actors are named by key.
///
/// `level` stands for the Goldstein scale because that is the default scale of a
/// [`Query`](crate::Query). For another scale, use [`parse_on`](Predicate::parse_on) or name the scale.
///
/// The text form is not that of [`Display`](std::fmt::Display), which writes a predicate as an English
/// phrase. It has no alternatives but those of acts and codes, and no reports or commas in values: use
/// [`or`](Predicate::or) and the other methods for these.
///
/// ```
/// use escalade::{EventKind, Predicate, Vocabulary, scale::{Goldstein, Kahn}};
///
/// let conciliatory: Predicate = "level<=-3".parse()?;
/// assert_eq!(conciliatory, Predicate::at_most(Goldstein::default(), -3.0));
/// let threat: Predicate = "code=cameo:17".parse()?;
/// assert_eq!(threat, Predicate::code(Vocabulary::Cameo, "17"));
/// let assaults: Predicate = "code=cameo:18|19".parse()?;
/// let assault = |code| Predicate::code(Vocabulary::Cameo, code);
/// assert_eq!(assaults, assault("18").or(assault("19")));
///
/// let truce: Predicate = "act=agreement|concession".parse()?;
/// assert_eq!(truce.to_string(), "of the act action: agreement or action: concession");
///
/// let both: Predicate = "kind=attack, !by=IRN".parse()?;
/// assert_eq!(both, Predicate::kinds([EventKind::Attack]).and(!Predicate::sources(["IRN"])));
/// let severe: Predicate = "on=ISR,kahn>=12".parse()?;
/// assert_eq!(severe, Predicate::targets(["ISR"]).and(Predicate::at_least(Kahn, 12.0)));
/// # Ok::<(), escalade::Error>(())
/// ```
///
/// An error lists every condition that could not be read, with what is allowed there:
///
/// ```
/// use escalade::Predicate;
///
/// let error = "kind=assault,code=17,level>=high".parse::<Predicate>().unwrap_err();
/// let issues: Vec<_> = error.issues().iter().map(|issue| (issue.got(), issue.allowed())).collect();
/// assert_eq!(issues, [
///     ("assault", "one of statement, attack, action"),
///     ("17", "a vocabulary and a code, with a colon between them"),
///     ("high", "a finite number, in units of the scale"),
/// ]);
/// assert_eq!(error.issues()[1].remedy(), "write the vocabulary too, as in cameo:17");
/// ```
impl FromStr for Predicate {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse_on(text, Goldstein::default())
    }
}

impl Predicate {
    /// Reads a predicate from text, as [`FromStr`](#impl-FromStr-for-Predicate) does, with `level` on the
    /// given scale.
    ///
    /// ```
    /// use escalade::{Predicate, scale::Kahn};
    ///
    /// let severe = Predicate::parse_on("level>=12", Kahn)?;
    /// assert_eq!(severe, Predicate::at_least(Kahn, 12.0));
    /// let negated = Predicate::parse_on("!level>=12,place=Isfahan", Kahn)?;
    /// assert_eq!(negated, (!severe).and(Predicate::place("Isfahan")));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error that lists every condition that could not be read.
    ///
    /// ```
    /// # use escalade::{Predicate, scale::Kahn};
    /// for text in ["", "level>=12,", "kinds=attack", "level=12", "by=", "richter>=6", "level>=inf"] {
    ///     let error = Predicate::parse_on(text, Kahn).unwrap_err();
    ///     assert_eq!(error.issue_count(), 1, "{text}");
    /// }
    /// let error = Predicate::parse_on("kinds=attack", Kahn).unwrap_err();
    /// assert!(error.issues()[0].allowed().starts_with("kind=, act=, code=, by=, on=, with=, place=, level>="));
    /// ```
    pub fn parse_on(text: &str, scale: impl Scale + 'static) -> Result<Self, Error> {
        let scale: Arc<dyn Scale> = Arc::new(scale);
        let mut issues = Issues::default();
        let mut predicate: Option<Self> = None;
        for text in text.split(',') {
            let text = text.trim();
            let result = match text.strip_prefix('!') {
                Some(negated) => condition(negated, &scale).map(Not::not),
                None => condition(text, &scale),
            };
            match result {
                Ok(condition) => {
                    predicate = Some(match predicate {
                        Some(before) => before.and(condition),
                        None => condition,
                    });
                }
                Err(error) => issues.absorb(&error, &Location::default()),
            }
        }
        match predicate {
            Some(predicate) if issues.count() == 0 => Ok(predicate),
            _ => Err(issues.into_error(ErrorKind::Value)),
        }
    }
}

/// Reads one condition that is not negated.
fn condition(text: &str, scale: &Arc<dyn Scale>) -> Result<Predicate, Error> {
    // The first of these characters ends the name, so that a place may contain the others.
    let (name, rest) = text.split_at(text.find(['=', '<', '>']).unwrap_or(text.len()));
    if let Some(value) = rest.strip_prefix(">=") {
        return Ok(Predicate::at_least(scale_named(name, scale)?, level(value)?));
    }
    if let Some(value) = rest.strip_prefix("<=") {
        return Ok(Predicate::at_most(scale_named(name, scale)?, level(value)?));
    }
    let value = rest.strip_prefix('=').unwrap_or_default();
    let predicate = match name {
        "kind" => match EventKind::from_word(value) {
            Some(kind) => Predicate::kinds([kind]),
            None => return Err(not_one_of(EventKind::WORDS, value)),
        },
        "act" => acts(value)?,
        "code" => code(value)?,
        "by" => Predicate::sources([value]),
        "on" => Predicate::targets([value]),
        "with" => Predicate::parties([value]),
        "place" => Predicate::place(value),
        _ => {
            let allowed = "kind=, act=, code=, by=, on=, with=, place=, level>=, level<=, or a scale in place of level";
            return Err(error(text, allowed, "write one of these conditions, such as kind=attack"));
        }
    };
    if value.is_empty() {
        let allowed = format!("a value after {name}=");
        return Err(error(text, &allowed, "add the value, or leave the condition out"));
    }
    Ok(predicate)
}

/// Reads acts with bars between them.
fn acts(text: &str) -> Result<Predicate, Error> {
    let mut acts = Vec::new();
    for word in text.split('|') {
        match Act::from_word(word) {
            Some(act) => acts.push(act),
            None => {
                let mut words = SpeechAct::WORDS.to_vec();
                words.extend_from_slice(Means::WORDS);
                words.extend_from_slice(ActionKind::WORDS);
                return Err(not_one_of(&words, word));
            }
        }
    }
    Ok(Predicate::of_acts(acts))
}

/// Returns the built-in scale with this name, or the given one for `level`.
fn scale_named(name: &str, scale: &Arc<dyn Scale>) -> Result<Arc<dyn Scale>, Error> {
    if name == "level" {
        return Ok(scale.clone());
    }
    scale::by_name(name).ok_or_else(|| {
        let allowed = format!("level, or one of the scales {}", scale::NAMES.join(", "));
        error(name, &allowed, "write level, or the name of a scale")
    })
}

fn level(text: &str) -> Result<f64, Error> {
    text.parse().ok().filter(|level: &f64| level.is_finite()).ok_or_else(|| {
        let allowed = "a finite number, in units of the scale";
        error(text, allowed, "write the level as a number, such as -3 or 9.5")
    })
}

fn code(text: &str) -> Result<Predicate, Error> {
    match text.split_once(':') {
        Some((vocabulary, code)) if code.split('|').all(|code| !code.is_empty()) => {
            let Some(vocabulary) = Vocabulary::from_word(vocabulary) else {
                return Err(not_one_of(Vocabulary::WORDS, vocabulary));
            };
            let mut predicate: Option<Predicate> = None;
            for code in code.split('|') {
                let one = Predicate::code(vocabulary, code);
                predicate = Some(match predicate {
                    None => one,
                    Some(before) => before.or(one),
                });
            }
            predicate.ok_or_else(|| error(text, "a code", "write the code too"))
        }
        Some((vocabulary, _)) => {
            let remedy = format!("write the code too, as in {vocabulary}:17");
            Err(error(text, "a vocabulary and a code, with a colon between them", &remedy))
        }
        None => {
            let remedy = format!("write the vocabulary too, as in cameo:{text}");
            Err(error(text, "a vocabulary and a code, with a colon between them", &remedy))
        }
    }
}

/// Returns the error of a text that is not one of some words.
fn not_one_of(words: &[&str], text: &str) -> Error {
    error(text, &format!("one of {}", words.join(", ")), "write one of these words")
}

fn error(got: &str, allowed: &str, remedy: &str) -> Error {
    Error::value(Issue::new(Location::default(), got, allowed, remedy))
}
