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
        let (mut lines, mut printed) = (Vec::new(), Vec::new());
        for interval in &self.intervals {
            lines.push((0, interval.heading()));
            for line in interval.lines(&mut printed) {
                lines.push((1, line));
            }
        }
        write_tree(f, &lines)
    }
}

impl fmt::Display for OffRamps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = Vec::new();
        let is_same = |a: &OffRamp, b: &OffRamp| a.after == b.after && a.before == b.before;
        for interval in self.off_ramps.chunk_by(is_same) {
            let rank = |nth: usize| (interval[nth].event.is_some(), !interval[nth].about_step);
            // The sort is stable: off-ramps of the same rank stay in the order of time.
            let order = sorted_order(interval.len(), &|a, b| rank(a).cmp(&rank(b)));
            let mut is_shown = vec![false; interval.len()];
            for nth in &order[..order.len().min(MOST_OFF_RAMPS)] {
                is_shown[*nth] = true;
            }
            let mut more: Vec<(OffRampKind, usize)> = Vec::new();
            for (nth, off_ramp) in interval.iter().enumerate() {
                if is_shown[nth] {
                    lines.push((0, off_ramp.to_string()));
                } else {
                    match more.iter_mut().find(|(kind, _)| *kind == off_ramp.kind) {
                        Some((_, count)) => *count += 1,
                        None => more.push((off_ramp.kind, 1)),
                    }
                }
            }
            if let Some(first) = interval.first().filter(|_| !more.is_empty()) {
                let (mut all, mut kinds) = (0, Vec::new());
                for (kind, count) in more {
                    all += count;
                    kinds.push(format!("{count} × {kind}"));
                }
                let heading = first.heading();
                lines.push((0, format!("{heading}: {all} more off-ramps: {}", kinds.join(", "))));
            }
        }
        write_tree(f, &lines)
    }
}

impl fmt::Display for OffRamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f: &mut dyn fmt::Write = f;
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

/// Returns the interval between two steps as a phrase: `after a, before b`. Each step is given by its key, and in
/// words if it has none.
fn heading(after: (&str, Option<&String>), before: (Option<&String>, Option<&String>)) -> String {
    let mut heading = format!("after {}", isolated(after.1.map_or(after.0, String::as_str)));
    if let Some(before) = before.1.or(before.0) {
        heading += &format!(", before {}", isolated(before));
    }
    heading
}

impl OffRamp {
    fn heading(&self) -> String {
        let Self { after, after_in_words, before, before_in_words, .. } = self;
        heading((after, after_in_words.as_ref()), (before.as_ref(), before_in_words.as_ref()))
    }
}

impl Interval {
    pub(crate) fn heading(&self) -> String {
        let Self { after, after_in_words, before, before_in_words, .. } = self;
        heading((after, after_in_words.as_ref()), (before.as_ref(), before_in_words.as_ref()))
    }

    /// Returns the reactions that matter, the number of others, the silences and what followed, one line
    /// each. Of the reactions that are in `printed`, only the keys are given.
    pub(crate) fn lines(&self, printed: &mut Vec<String>) -> Vec<String> {
        let mut lines = Vec::new();
        let mut repeated: Vec<(String, Vec<String>)> = Vec::new();
        let mut ranks = Vec::with_capacity(self.reactions.len());
        for one in &self.reactions {
            ranks.push((one.about_step, one.kind));
        }
        let mut more = self.more.clone();
        let is_shown = few_that_matter(&ranks, MOST_REACTIONS);
        for (nth, reaction) in self.reactions.iter().enumerate() {
            if !is_shown[nth] {
                ReactionCount::add(&mut more, reaction.kind);
                continue;
            }
            let mark = if reaction.off_ramp().is_some() { " (an off-ramp)" } else { "" };
            if reaction.event.is_new(printed) {
                lines.push(format!("{}{mark}: {}", reaction.kind, reaction.event.heading()));
                continue;
            }
            let event = isolated(&reaction.event.event).into_owned();
            let mark = if mark.is_empty() { " (see above)" } else { " (an off-ramp; see above)" };
            let what = format!("{}{mark}", reaction.kind);
            match repeated.iter_mut().find(|(other, _)| *other == what) {
                Some((_, events)) => events.push(event),
                None => repeated.push((what, vec![event])),
            }
        }
        for (what, events) in repeated {
            lines.push(format!("{what}: {}", events.join(", ")));
        }
        if !more.is_empty() {
            let (mut all, mut kinds) = (0, Vec::new());
            for ReactionCount { kind, count } in more {
                all += count;
                kinds.push(format!("{count} {kind}"));
            }
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
