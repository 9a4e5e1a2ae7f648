//! Claims as a tree.

use std::fmt;

use super::{Agreement, Claimant, ClaimedFact, Claims, Comparison, Side, Version};
use crate::{
    model::{Amount, Avowal, Fact},
    timeline::actor_list,
    wording::{draw, isolated, listed, spaced},
};

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Agreeing => "agreeing",
            Self::Compatible => "compatible",
            Self::Conflicting => "conflicting",
        })
    }
}

impl fmt::Display for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = self.facts.len();
        let conflicts: usize = self.facts.iter().map(|fact| fact.conflicts().count()).sum();
        let conflicts = match conflicts {
            0 => "no conflict".to_owned(),
            1 => "1 conflict".to_owned(),
            many => format!("{many} conflicts"),
        };
        let plural = if facts == 1 { "" } else { "s" };
        let text =
            self.text.as_ref().map_or(String::new(), |text| format!(" ({})", isolated(text)));
        let avowal = match self.avowal {
            Some(Avowal::Unclaimed) => "; neither claimed nor denied by those held responsible",
            _ => "",
        };
        let Self { event, when, .. } = self;
        writeln!(
            f,
            "claims about {event}, {when}{text}: {facts} fact{plural}, {conflicts}{avowal}"
        )?;
        draw(f, &self.facts.iter().flat_map(ClaimedFact::lines).collect::<Vec<_>>())
    }
}

impl ClaimedFact {
    /// The fact, and of which means, in words.
    pub(super) fn name(&self) -> String {
        let means = self
            .means
            .map_or(String::new(), |means| format!(", {}", means.as_str().replace('-', " ")));
        format!("{}{means}", spaced(&format!("{:?}", self.fact)))
    }

    /// The two sides of a comparison, in words.
    pub(super) fn pair(&self, of: Comparison) -> String {
        let said = |side: Side| {
            let not = if side.denied { "not so: " } else { "" };
            format!("{not}{}", self.versions[side.version].said())
        };
        format!("{}, and {}", said(of.first), said(of.second))
    }

    fn lines(&self) -> Vec<(usize, String)> {
        let unit = if self.fact == Fact::ShareIntercepted { ", in percent" } else { "" };
        let agreement = match (self.agreement(), &self.versions[..]) {
            (Some(agreement), _) => format!(": {agreement}"),
            (None, [_]) => String::new(),
            (None, _) => ": in words that are not compared".to_owned(),
        };
        let mut lines = vec![(0, format!("{}{unit}{agreement}", self.name()))];
        for version in &self.versions {
            let sure = version.confidence.map_or(String::new(), |sure| format!(" ({sure})"));
            let recorded =
                if version.recorded { format!(", as recorded{sure}") } else { String::new() };
            lines.push((1, format!("{}{recorded}", version.said())));
            for (word, held) in [("claimed", &version.claimed_by), ("denied", &version.denied_by)] {
                let line = |one: &Claimant| match one.statement {
                    None if word == "claimed" => {
                        (2, format!("owned up to by {}", actor_list(&one.by)))
                    }
                    None => {
                        (2, format!("denied by {}, who are held responsible", actor_list(&one.by)))
                    }
                    Some(_) => (2, format!("{word} by {}", one.line(version))),
                };
                lines.extend(held.iter().map(line));
            }
        }
        let compared = self.comparisons.iter();
        lines.extend(compared.map(|one| (1, format!("{}: {}", one.agreement, self.pair(*one)))));
        lines
    }
}

impl Version {
    /// What it says, in short.
    fn said(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.amount.as_ref().map(with_range));
        parts.extend(self.outcome.map(|outcome| spaced(&format!("{outcome:?}"))));
        if !self.actors.is_empty() {
            parts.push(listed(&self.actors, " and "));
        }
        // Of words that stand alone the amount's are the shortest.
        if let Some(words) = self.words.as_ref().filter(|_| parts.is_empty()) {
            parts.push(format!("«{}»", isolated(words)));
        }
        if parts.is_empty() { "it is so".to_owned() } else { parts.join(", ") }
    }
}

/// An amount in its words, with the range it is read as.
fn with_range(amount: &Amount) -> String {
    match (amount.words(), amount.least(), amount.most()) {
        (None, ..) | (_, None, None) => amount.to_string(),
        (Some(words), least, most) => {
            let numbers = match (least, most) {
                (Some(least), Some(most)) if least == most => least.to_string(),
                (Some(least), Some(most)) => format!("{least} to {most}"),
                (Some(least), None) => format!("{least} or more"),
                (None, most) => format!("at most {}", most.unwrap_or_default()),
            };
            format!("{} ({numbers})", isolated(words))
        }
    }
}

impl Claimant {
    fn line(&self, version: &Version) -> String {
        let of = [&self.statement, &self.when].map(|part| part.as_deref().unwrap_or_default());
        let mut line = format!("{} ({})", actor_list(&self.by), of.join(", "));
        let fresh = self.words.as_ref().filter(|words| version.words.as_ref() != Some(words));
        if let Some(words) = fresh {
            line.push_str(&format!(": «{}»", isolated(words)));
        }
        if let Some(sure) = self.confidence {
            line.push_str(&format!(" ({sure} sure)"));
        }
        if !self.told_by.is_empty() {
            line.push_str(&format!(", told by {}", self.told_by.join("; ")));
        }
        line
    }
}
