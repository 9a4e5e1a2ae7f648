//! Reactions and off-ramps as text.

use std::fmt;

use crate::{
    reactions::types::{
        Interval, MOST_REACTIONS, NextEvent, OffRamp, OffRampKind, OffRamps, ReactionCount,
        ReactionKind, Reactions, Silence, few_that_matter,
    },
    safe_text::{isolated, on_one_line},
    sorting::sorted_order,
    wording::{after as words_after, rising, span, write_tree},
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
            for line in interval.lines() {
                lines.push((1, line));
            }
        }
        write_tree(f, &lines)
    }
}

impl fmt::Display for OffRamps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = Vec::new();
        let after = |one: &OffRamp| (one.after.clone(), one.before.clone());
        for interval in self.off_ramps.chunk_by(|a, b| after(a) == after(b)) {
            let rank = |nth: usize| (interval[nth].event.is_some(), !interval[nth].about_step);
            // The sort is stable: off-ramps of the same rank stay in the order of time.
            let order = sorted_order(interval.len(), &|a, b| rank(a).cmp(&rank(b)));
            let mut is_shown = vec![false; interval.len()];
            for nth in order.into_iter().take(MOST_OFF_RAMPS) {
                is_shown[nth] = true;
            }
            let mut more: Vec<(OffRampKind, usize)> = Vec::new();
            for (off_ramp, is_shown) in interval.iter().zip(is_shown) {
                if is_shown {
                    lines.push((0, off_ramp.to_string()));
                } else {
                    match more.iter_mut().find(|(kind, _)| *kind == off_ramp.kind) {
                        Some((_, count)) => *count += 1,
                        None => more.push((off_ramp.kind, 1)),
                    }
                }
            }
            if let Some(first) = interval.first().filter(|_| !more.is_empty()) {
                let all: usize = more.iter().map(|(_, count)| count).sum();
                let kinds: Vec<_> =
                    more.iter().map(|(kind, count)| format!("{count} × {kind}")).collect();
                let heading = first.heading();
                lines.push((0, format!("{heading}: {all} more off-ramps: {}", kinds.join(", "))));
            }
        }
        write_tree(f, &lines)
    }
}

impl fmt::Display for OffRamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, after, after_in_words, event, silence_seconds, followed, .. } = self;
        write!(f, "{}: ", self.heading())?;
        match (event, silence_seconds) {
            (Some(event), _) => write!(f, "{kind}: {}", on_one_line(&event.heading()))?,
            (None, Some(seconds)) => write!(f, "{kind} for {}", span(*seconds))?,
            (None, None) => {
                write!(f, "{kind} {}", isolated(after_in_words.as_ref().unwrap_or(after)))?;
            }
        }
        match followed {
            Some(followed) => write!(f, "; then {followed}"),
            None => f.write_str("; no event followed in the data"),
        }
    }
}

impl fmt::Display for NextEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { event, what, when, after_seconds, order_unknown, rise } = self;
        let (event, when) = (what.as_ref().unwrap_or(event), on_one_line(when));
        write!(f, "{}, {when}, ", isolated(event))?;
        if *order_unknown {
            f.write_str("order unknown")?;
        } else {
            f.write_str(&words_after(*after_seconds))?;
        }
        match rise {
            Some(rise) => write!(f, ", {}", rising(*rise)),
            None => f.write_str(", without a level"),
        }
    }
}

/// Number of off-ramps after one step that are printed.
const MOST_OFF_RAMPS: usize = 8;

/// Returns an interval as a phrase. A step is named by its key, or else by what it is.
fn interval_in_words(after: &str, before: Option<&str>) -> String {
    let before = before.map_or(String::new(), |before| format!(", before {}", isolated(before)));
    format!("after {}{before}", isolated(after))
}

impl OffRamp {
    fn heading(&self) -> String {
        let Self { after, after_in_words, before, before_in_words, .. } = self;
        let before = before_in_words.as_ref().or(before.as_ref());
        interval_in_words(after_in_words.as_ref().unwrap_or(after), before.map(String::as_str))
    }
}

impl Interval {
    pub(crate) fn heading(&self) -> String {
        let Self { after, after_in_words, before, before_in_words, .. } = self;
        let before = before_in_words.as_ref().or(before.as_ref());
        interval_in_words(after_in_words.as_ref().unwrap_or(after), before.map(String::as_str))
    }

    /// Returns the reactions that matter, the number of others, the silences and what followed, one line
    /// each.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let ranks: Vec<_> = self.reactions.iter().map(|one| (one.about_step, one.kind)).collect();
        let mut more = self.more.clone();
        for (reaction, is_shown) in
            self.reactions.iter().zip(few_that_matter(&ranks, MOST_REACTIONS))
        {
            if !is_shown {
                ReactionCount::add(&mut more, reaction.kind);
                continue;
            }
            let mark = if reaction.off_ramp().is_some() { " (an off-ramp)" } else { "" };
            lines.push(format!("{}{mark}: {}", reaction.kind, reaction.event.heading()));
        }
        if !more.is_empty() {
            let all: usize = more.iter().map(|one| one.count).sum();
            let kinds: Vec<_> =
                more.iter().map(|one| format!("{} {}", one.count, one.kind)).collect();
            lines.push(format!("{all} more reactions: {}", kinds.join(", ")));
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
            None => {
                let step = self.after_in_words.as_ref().unwrap_or(&self.after);
                format!("{} {} (an off-ramp)", silence.kind, isolated(step))
            }
        }
    }
}
