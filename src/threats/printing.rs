//! Threats as text: a tree with one branch for each statement.

use std::fmt;

use chrono::{DateTime, Timelike, Utc};

use crate::{
    model::{Clause, Level},
    safe_text::{isolated, listed},
    threats::types::{
        Condition, ConditionState, ContestReason, Fulfilment, Threat, ThreatState, Threats,
    },
    wording::{after, scale_in_words, span, write_tree},
};

impl fmt::Display for ThreatState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CarriedOut => "carried out",
            Self::CarriedOutInPart => "carried out in part",
            Self::Averted => "averted",
            Self::Lapsed => "lapsed",
            Self::Open => "open",
        })
    }
}

impl fmt::Display for ConditionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Met => "met",
            Self::Contested => "met, but contested",
            Self::Lapsed => "not met in time",
            Self::Open => "not met so far",
        })
    }
}

impl fmt::Display for Threats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f: &mut dyn fmt::Write = f;
        let count = self.threats.len();
        write!(f, "{count} statement{}", if count == 1 { "" } else { "s" })?;
        if let Some(until) = self.data_until {
            write!(f, "; the data end with {}", moment(until))?;
        }
        let open = "; a statement that does not say how long it holds stays open for";
        match (self.open_for_seconds, self.longest_gap_seconds) {
            _ if self.threats.is_empty() => {}
            (Some(time), _) => write!(f, "{open} {}", span(time))?,
            (None, Some(gap)) => write!(f, "{open} {}, the longest gap of the query", span(gap))?,
            (None, None) => {}
        }
        let states = [
            ThreatState::CarriedOut,
            ThreatState::CarriedOutInPart,
            ThreatState::Averted,
            ThreatState::Lapsed,
            ThreatState::Open,
        ];
        let mut counts = Vec::new();
        for state in states {
            let count = self.in_state(state).count();
            if count > 0 {
                counts.push(format!("{count} {state}"));
            }
        }
        let separator = if counts.is_empty() { "" } else { ": " };
        writeln!(f, "{separator}{}", counts.join(", "))?;
        let mut lines = Vec::new();
        for threat in &self.threats {
            lines.extend(threat.lines(&self.scale));
        }
        write_tree(f, &lines)
    }
}

/// Writes a moment as a day if it is the start of one, with hours, minutes and seconds otherwise.
fn moment(at: DateTime<Utc>) -> String {
    let day = at.date_naive();
    match at.num_seconds_from_midnight() {
        0 => day.to_string(),
        _ => format!("{day}T{:02}:{:02}:{:02}Z", at.hour(), at.minute(), at.second()),
    }
}

impl Threat {
    fn lines(&self, scale: &str) -> Vec<(usize, String)> {
        let until = match (self.open_until, self.state) {
            (Some(until), ThreatState::Open) => format!(" until {}", moment(until)),
            (Some(until), _) => format!(" at {}", moment(until)),
            (None, _) => String::new(),
        };
        let mut lines = vec![(0, format!("{}: {}{until}", self.statement.heading(), self.state))];
        if self.third_party {
            lines.push((
                1,
                "a warning: actors other than the speaker would carry it out".to_owned(),
            ));
        }
        if let Some(time) = self.open_for_seconds {
            lines.push((1, format!("it stays open for {}", span(time))));
        }
        for words in &self.interpretations {
            lines.push((1, format!("interpretation: {}", isolated(words))));
        }
        if let Some(condition) = &self.condition {
            lines.extend(condition.lines());
        }
        let then = if self.condition.as_ref().is_some_and(|one| one.clause == Clause::If) {
            "then "
        } else {
            ""
        };
        if let Some(words) = &self.consequence {
            let least = self.threatened.as_ref().map_or(String::new(), |threatened| {
                let scale = scale_in_words(&threatened.scale);
                format!("at level {} on {scale} or above", threatened.level)
            });
            // A consequence without words of its own is described with its level.
            let least = match least.is_empty() || words.contains(&least) {
                true => String::new(),
                false => format!(": {least}"),
            };
            lines.push((1, format!("{then}{words}{least}")));
        }
        let fits = match &self.consequence {
            Some(_) => "it matches the stated consequence",
            None => {
                "no consequence was stated: the speaker did it to the same target, and it is more severe"
            }
        };
        for carried_out in &self.carried_out {
            lines.extend(carried_out.lines(scale, fits));
        }
        for condition in &self.condition_chains {
            let (event, chain) = (isolated(&condition.event), listed(&condition.chain, " > "));
            lines.push((1, format!("a chain through {event}: {chain}")));
        }
        lines
    }
}

impl Condition {
    fn lines(&self) -> Vec<(usize, String)> {
        let word = if self.clause == Clause::Unless { "unless" } else { "if" };
        let by = self.deadline.as_ref().map_or(String::new(), |by| format!(" by {by}"));
        let mut lines = vec![(1, format!("{word} {}{by}: {}", self.words, self.state))];
        for met in &self.met_by {
            let after = after(met.after_seconds);
            let answers =
                met.answers.as_ref().map_or(String::new(), |by| format!(", an answer by {by}"));
            let heading = met.event.brief();
            lines.push((2, format!("met by {heading}, {after}{answers}")));
            for contest in &met.contested {
                lines.push((3, contest.line()));
            }
        }
        lines
    }
}

impl ContestReason {
    fn line(&self) -> String {
        format!("contested: {}", self.why)
    }
}

impl Fulfilment {
    /// `fits` says why an inferred event carries the statement out.
    fn lines(&self, scale: &str, fits: &str) -> Vec<(usize, String)> {
        let mut line =
            format!("carried out by {}, {}", self.event.brief(), after(self.after_seconds));
        if let Some(since) = self.after_condition_seconds {
            line.push_str(&format!(", {} after its condition was met", span(since)));
        }
        if let Some(level) = self.level {
            line.push_str(&format!(", at level {level} on {}", scale_in_words(scale)));
        }
        match self.beyond_threatened.map(Level::tenths) {
            Some(tenths @ ..0) => {
                let short = Level::from(0).less(Level::from_tenths(tenths));
                line.push_str(&format!(", {short} below the stated level"));
            }
            Some(0) => line.push_str(", at the stated level"),
            Some(_) => {
                let beyond = self.beyond_threatened.unwrap_or_default();
                line.push_str(&format!(", {beyond} above the stated level"));
            }
            None => {}
        }
        let mut lines = vec![(1, line)];
        for link in &self.declared {
            lines.push((2, link.declared_by()));
        }
        if self.inferred {
            lines.push((2, fits.to_owned()));
        }
        for contest in &self.contested {
            lines.push((2, contest.line()));
        }
        lines
    }
}
