//! Reasons as text.

use std::fmt;

use super::{
    change::Change,
    types::{Lift, Reason, Term, WhyNot},
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
            Self::Partyless => "partyless",
            Self::Domestic => "domestic",
            Self::Rule => "rule",
            Self::RollUp => "roll-up",
            Self::Scale => "scale",
            Self::Floor => "floor",
            Self::Trend => "trend",
            Self::Unless => "interruption",
            Self::Pairing => "pairing",
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

impl fmt::Display for Lift {
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
        for (nth, lift) in self.lifts.iter().enumerate() {
            let words = if nth == 0 { "passes with " } else { "or with " };
            lines.push((1, [words, &lift.to_string()].concat()));
        }
        if self.lifts.is_empty() {
            lines.push((1, "no change of the query admits it".to_owned()));
        }
    }
}

impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut events = Vec::with_capacity(self.events.len());
        for event in &self.events {
            events.push([&*isolated(&event.event), " (", &on_one_line(&event.when), ")"].concat());
        }
        let what = if self.is_chain { "chain" } else { "hop" };
        let (is_no, terms) = match self.reasons.len() {
            0 => ("a ", "no term fails".to_owned()),
            1 => ("no ", "1 term fails".to_owned()),
            number => ("no ", format!("{number} terms fail")),
        };
        let line = match &events[..] {
            [] => [is_no, what, ": ", &terms].concat(),
            [first, rest @ ..] => {
                let way = if self.is_chain { " of " } else { " from " };
                let mut line = [is_no, what, way, first].concat();
                for event in rest {
                    line.push_str(if self.is_chain { ", " } else { " to " });
                    line.push_str(event);
                }
                [&*line, ": ", &terms].concat()
            }
        };
        f.write_str(&line)?;
        f.write_str("\n")?;
        let mut lines = Vec::new();
        for reason in &self.reasons {
            reason.lines(&mut lines);
        }
        write_tree(f, &lines)
    }
}
