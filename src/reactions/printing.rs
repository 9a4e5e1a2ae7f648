//! Reactions and off-ramps as text.

use std::fmt;

use crate::{
    reactions::types::{
        Interval, NextEvent, OffRamp, OffRampKind, OffRamps, ReactionKind, Reactions, Silence,
    },
    safe_text::{isolated, on_one_line},
    wording::{rising, span, write_tree},
};

impl fmt::Display for ReactionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Condemned => "condemned",
            Self::Supported => "supported",
            Self::UrgedRestraint => "urged restraint",
            Self::Mediated => "mediated",
            Self::Offered => "offered",
            Self::Appealed => "appealed",
            Self::Consulted => "consulted",
            Self::Sanctioned => "sanctioned",
        })
    }
}

impl fmt::Display for OffRampKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Restraint => "a third party urges restraint",
            Self::Concluded => "a party declares it concluded or urges restraint",
            Self::Mediation => "mediation",
            Self::Offer => "an offer",
            Self::Appeal => "an appeal",
            Self::Unclaimed => "no claim of responsibility for",
            Self::Silence => "silence",
        })
    }
}

impl fmt::Display for Reactions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = Vec::new();
        for interval in &self.intervals {
            lines.push((0, interval.heading()));
            for line in interval.lines(usize::MAX) {
                lines.push((1, line));
            }
        }
        write_tree(f, &lines)
    }
}

impl fmt::Display for OffRamps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.off_ramps.iter().map(|off_ramp| (0, off_ramp.to_string()));
        write_tree(f, &lines.collect::<Vec<_>>())
    }
}

impl fmt::Display for OffRamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, after, before, event, silence_seconds, followed } = self;
        write!(f, "{}: ", interval_in_words(after, before.as_deref()))?;
        match (event, silence_seconds) {
            (Some(event), _) => write!(f, "{kind}: {}", on_one_line(&event.heading()))?,
            (None, Some(seconds)) => write!(f, "{kind} for {}", span(*seconds))?,
            (None, None) => write!(f, "{kind} {}", isolated(after))?,
        }
        match followed {
            Some(followed) => write!(f, "; then {followed}"),
            None => f.write_str("; no event followed in the data"),
        }
    }
}

impl fmt::Display for NextEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { event, when, after_seconds, rise } = self;
        let (event, when) = (isolated(event), on_one_line(when));
        write!(f, "{event}, {when}, after {}, {}", span(*after_seconds), rising(*rise))
    }
}

fn interval_in_words(after: &str, before: Option<&str>) -> String {
    let before = before.map_or(String::new(), |before| format!(", before {}", isolated(before)));
    format!("after {}{before}", isolated(after))
}

impl Interval {
    pub(crate) fn heading(&self) -> String {
        interval_in_words(&self.after, self.before.as_deref())
    }

    /// Returns at most `most` reactions, the silences and what followed, one line each.
    pub(crate) fn lines(&self, most: usize) -> Vec<String> {
        let mut lines = Vec::new();
        for reaction in self.reactions.iter().take(most) {
            let mark = if reaction.off_ramp().is_some() { " (an off-ramp)" } else { "" };
            lines.push(format!("{}{mark}: {}", reaction.kind, reaction.event.heading()));
        }
        if self.reactions.len() > most {
            lines.push(format!("{} more reactions", self.reactions.len() - most));
        }
        for silence in &self.silences {
            lines.push(self.silence(silence));
        }
        lines.push(match &self.followed {
            Some(followed) => format!("then: {followed}"),
            None => "then: no event in the data".to_owned(),
        });
        lines
    }

    fn silence(&self, silence: &Silence) -> String {
        match silence.seconds {
            Some(seconds) => format!("{} (an off-ramp): for {}", silence.kind, span(seconds)),
            None => format!("{} {} (an off-ramp)", silence.kind, isolated(&self.after)),
        }
    }
}
