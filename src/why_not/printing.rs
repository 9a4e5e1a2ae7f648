//! Reasons as text.

use std::fmt;

use super::{
    change::Change,
    types::{Reason, Remedy, Term, WhyNot},
};
use crate::{
    safe_text::{isolated, listed, on_one_line},
    wording::write_tree,
};

impl Term {
    /// Returns the name of the term in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Order => "order of time",
            Self::Gap => "gap",
            Self::Attribution => "attribution",
            Self::Parties => "parties",
            Self::Domestic => "domestic",
            Self::Rule => "rule",
            Self::RollUp => "roll-up",
            Self::Scale => "scale",
            Self::Floor => "floor",
            Self::Trend => "trend",
            Self::Unless => "interruption",
            Self::Pairing => "pairing",
            Self::Steps => "steps",
            Self::First => "first event",
            Self::Last => "last event",
            Self::Every => "every event",
            Self::Crosses => "crossing",
            Self::Within => "span",
            Self::Length => "length",
            Self::Confidence => "confidence",
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&on_one_line(&self.in_words()))
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, change) in self.changes.iter().enumerate() {
            f.write_str(if nth > 0 { ", and " } else { "" })?;
            f.write_str(&on_one_line(&change.in_words()))?;
        }
        Ok(())
    }
}

impl Reason {
    fn lines(&self, lines: &mut Vec<(usize, String)>) {
        let because_of = match self.because_of.is_empty() {
            true => String::new(),
            false => [": ", &listed(&self.because_of, ", ")].concat(),
        };
        let events = listed(&self.events, ", ");
        let Self { term, found, asked, .. } = self;
        let line =
            [term.as_str(), " of ", &events, ": found ", found, &because_of, ", asked for ", asked];
        lines.push((0, line.concat()));
        for (nth, remedy) in self.remedies.iter().enumerate() {
            let words = if nth == 0 { "passes with " } else { "or with " };
            lines.push((1, [words, &remedy.to_string()].concat()));
        }
        if self.remedies.is_empty() {
            lines.push((1, "no change of the query admits it".to_owned()));
        }
    }
}

impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, way, between) = match self.is_chain {
            true => ("chain", " of ", ", "),
            false => ("hop", " from ", " to "),
        };
        let mut line = [if self.is_admitted() { "a " } else { "no " }, what].concat();
        for (nth, event) in self.events.iter().enumerate() {
            line.push_str(if nth == 0 { way } else { between });
            line.push_str(&isolated(&event.event));
            line.push_str(&[" (", &on_one_line(&event.when), ")"].concat());
        }
        match self.reasons.len() {
            0 => line.push_str(": no term fails\n"),
            1 => line.push_str(": 1 term fails\n"),
            number => line.push_str(&[": ", &number.to_string(), " terms fail\n"].concat()),
        }
        f.write_str(&line)?;
        let mut lines = Vec::new();
        for reason in &self.reasons {
            reason.lines(&mut lines);
        }
        write_tree(f, &lines)
    }
}
