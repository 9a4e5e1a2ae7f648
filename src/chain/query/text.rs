//! A query as a line of text.

use std::fmt;

use crate::{
    chain::query::{
        query::{Crossing, Query},
        rule::{Pairing, Precedence},
        steps_text::in_words,
    },
    safe_text::isolated,
    timeline::Granularity,
    wording::span,
};

/// Writes the query as one line, default values included.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A trait object, since each `write!` to a `Formatter` is compiled to a hundred lines.
        let f: &mut dyn fmt::Write = f;
        let mut rules = Vec::new();
        for rule in &*self.rules {
            rules.push(rule.as_str());
        }
        let trend = self.trend.in_words();
        write!(f, "{} hops, {trend} on {}", rules.join(" or "), isolated(self.scale.name()))?;
        match self.floor_level() {
            None => f.write_str(", levels without a floor")?,
            Some(floor) => write!(f, ", levels of {floor} or above")?,
        }
        let (least, most) = self.gap_seconds();
        match (least, self.max_gap) {
            (0, None) => f.write_str(", any gap")?,
            (0, Some(_)) => write!(f, ", gap up to {}", span(most))?,
            (least, None) => write!(f, ", gap of {} or more", span(least))?,
            (least, Some(_)) => write!(f, ", gap from {} to {}", span(least), span(most))?,
        }
        let actors = match &self.granularity {
            Granularity::Exact => "as themselves",
            Granularity::State => "as states",
            Granularity::Country => "as countries",
            Granularity::Bloc(_) => "as blocs",
        };
        let proxies = if self.patrons { ", proxies as their patrons" } else { "" };
        let pairing = match self.pairing {
            Pairing::Any => "any antecedent",
            Pairing::Nearest => "the nearest antecedent",
        };
        write!(f, ", actors {actors}{proxies}, {pairing}")?;
        if self.precedence == Precedence::Recorded {
            f.write_str(", equal onsets in order of recording")?;
        }
        if let Some(percent) = self.min_attribution {
            write!(f, ", authors attributed with at least {percent}%")?;
        }
        if let Some(interruption) = &self.unless {
            write!(f, ", unless an event {interruption} comes between")?;
        }
        match self.max_len {
            None => write!(f, ", {} events or more", self.min_len)?,
            Some(most) => write!(f, ", {} to {most} events", self.min_len)?,
        }
        if let Some(within) = self.within {
            write!(f, " within {}", span(within.num_seconds()))?;
        }
        let predicates = [("first", &self.first), ("last", &self.last), ("every", &self.every)];
        for (which, predicate) in predicates {
            if let Some(predicate) = predicate {
                write!(f, ", {which} event {predicate}")?;
            }
        }
        if !self.steps.is_empty() {
            write!(f, ", in steps: {}", in_words(&self.steps))?;
        }
        match &self.crosses {
            Some(Crossing::At(units)) => write!(f, ", crossing {units}")?,
            Some(Crossing::Named(name)) => write!(f, ", crossing «{}»", isolated(name))?,
            None => {}
        }
        if let Some(percent) = self.min_confidence {
            write!(f, ", a confidence of at least {percent}% where stated")?;
        }
        if let Some(rule) = &self.deriving {
            write!(f, ", confidence derived by {}", isolated(rule.name()))?;
        }
        match self.threats_open_for {
            Some(time) => write!(f, ", threats open for {}", span(time.num_seconds())),
            None => Ok(()),
        }
    }
}
