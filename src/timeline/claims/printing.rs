//! Prints claims as a tree.

use std::fmt;

use super::{Agreement, ClaimMade, ClaimedFact, Claims, Comparison, Side, Version};
use crate::{
    model::{Amount, Avowal, Fact},
    phrases::in_plain_words,
    safe_text::{isolated, listed, on_one_line},
    sorting::sort_by,
    timeline::actor_list,
    wording::write_tree,
};

/// A claim that states no value, in words.
const TRUE: &str = "true";

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Agreeing => "agreeing",
            Self::Compatible => "compatible",
            Self::Conflicting => "conflicting",
        })
    }
}

impl Claims {
    /// Returns the pairs of claims that cannot both be true, in words.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, SpeechAct, Statement, Timeline, model::{Assertion, Fact}};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let raid = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b));
    /// let by_a = |assertion: Assertion| Statement::about(raid).asserting(assertion.naming(a));
    /// let accusing = by_a(Assertion::that(Fact::Attribution));
    /// builder.add_event(Event::statement(b, "2024-04-01", SpeechAct::Accuse).with_statement(accusing));
    /// let denying = by_a(Assertion::denial(Fact::Attribution));
    /// builder.add_event(Event::statement(a, "2024-04-02", SpeechAct::Deny).with_statement(denying));
    /// let timeline = builder.build()?;
    /// let claims = timeline.claims(raid)?;
    /// assert!(claims.conflicts().eq(["attribution: A, and not true: A"]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn conflicts(&self) -> impl Iterator<Item = String> {
        self.conflicts_in_words().into_iter()
    }

    /// Returns the pairs of claims that cannot both be true, in words.
    pub(crate) fn conflicts_in_words(&self) -> Vec<String> {
        let mut conflicts = Vec::new();
        for fact in &self.facts {
            for one in fact.conflicts() {
                conflicts.push(format!("{}: {}", fact.name(), fact.pair(*one)));
            }
        }
        conflicts
    }
}

impl fmt::Display for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = self.facts.len();
        let conflicts = match self.facts.iter().map(|fact| fact.conflicts().count()).sum::<usize>()
        {
            0 => "no conflict".to_owned(),
            1 => "1 conflict".to_owned(),
            many => format!("{many} conflicts"),
        };
        let plural = if facts == 1 { "" } else { "s" };
        let text =
            self.text.as_ref().map_or(String::new(), |text| format!(" ({})", isolated(text)));
        let avowal = match self.avowal {
            Some(Avowal::Unclaimed) => {
                "; neither claimed nor denied by the actors held responsible"
            }
            _ => "",
        };
        let (event, when) = (isolated(&self.event), on_one_line(&self.when));
        writeln!(
            f,
            "claims about {event}, {when}{text}: {facts} fact{plural}, {conflicts}{avowal}"
        )?;
        let mut lines = Vec::new();
        for fact in &self.facts {
            fact.add_lines(&mut lines);
        }
        write_tree(f, &lines)
    }
}

impl ClaimedFact {
    /// Returns the fact, and its means, in words.
    fn name(&self) -> String {
        let means = self
            .means
            .map_or(String::new(), |means| format!(", {}", means.as_str().replace('-', " ")));
        format!("{}{means}", in_plain_words(self.fact))
    }

    /// Returns the two sides of a comparison in words.
    fn pair(&self, of: Comparison) -> String {
        let in_words = |side: Side| match (side.denied, self.versions[side.version].in_words()) {
            (true, claimed) if claimed == TRUE => "not true".to_owned(),
            (true, claimed) => format!("not true: {claimed}"),
            (false, claimed) => claimed,
        };
        format!("{}, and {}", in_words(of.first), in_words(of.second))
    }

    fn add_lines(&self, lines: &mut Vec<(usize, String)>) {
        let unit = if self.fact == Fact::ShareIntercepted { ", in percent" } else { "" };
        let agreement = match (self.agreement(), &self.versions[..]) {
            (Some(agreement), _) => format!(": {agreement}"),
            (None, [_]) => String::new(),
            (None, _) => ": words are not compared".to_owned(),
        };
        lines.push((0, format!("{}{unit}{agreement}", self.name())));
        for version in &self.versions {
            let confidence =
                version.confidence.map_or(String::new(), |confidence| format!(" ({confidence})"));
            let recorded =
                if version.recorded { format!(", as recorded{confidence}") } else { String::new() };
            lines.push((1, format!("{}{recorded}", version.in_words())));
            let mut claimants: Vec<(bool, &ClaimMade)> = Vec::new();
            for one in &version.claimed_by {
                claimants.push((false, one));
            }
            for one in &version.denied_by {
                claimants.push((true, one));
            }
            sort_by(&mut claimants, |a, b| a.1.order.cmp(&b.1.order));
            for (denied, one) in claimants {
                let mut line = match (&one.statement, denied) {
                    (None, false) => format!("responsibility claimed by {}", actor_list(&one.by)),
                    (None, true) => format!("denied by {}, held responsible", actor_list(&one.by)),
                    (Some(_), false) => format!("claimed by {}", one.line(version)),
                    (Some(_), true) => format!("denied by {}", one.line(version)),
                };
                if let (None, Some(when)) = (&one.statement, &one.when) {
                    line.push_str(&format!(" ({})", on_one_line(when)));
                }
                if let Some(later) = &one.corrected_by {
                    line.push_str(&format!("; corrected by {}", isolated(later)));
                }
                lines.push((2, line));
            }
        }
        for one in &self.comparisons {
            lines.push((1, format!("{}: {}", one.agreement, self.pair(*one))));
        }
    }
}

impl Version {
    /// Returns the claimed value in words.
    fn in_words(&self) -> String {
        let mut parts = Vec::new();
        if let Some(amount) = &self.amount {
            parts.push(with_range(amount));
        }
        if let Some(outcome) = self.outcome {
            parts.push(in_plain_words(outcome));
        }
        if !self.actors.is_empty() {
            parts.push(listed(&self.actors, " and "));
        }
        // The words stand only where there is no value: an amount has its own words.
        if let Some(words) = self.words.as_ref().filter(|_| parts.is_empty()) {
            parts.push(format!("«{}»", isolated(words)));
        }
        if parts.is_empty() { TRUE.to_owned() } else { parts.join(", ") }
    }
}

/// Returns an amount in its own words, followed by its range in numbers.
fn with_range(amount: &Amount) -> String {
    match (amount.words(), amount.least(), amount.most()) {
        (None, ..) | (_, None, None) => isolated(&amount.to_string()).into_owned(),
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

impl ClaimMade {
    /// Returns the claim in one line. Words that the version shows already are left out.
    fn line(&self, version: &Version) -> String {
        let statement = self.statement.as_deref().unwrap_or_default();
        let when = self.when.as_deref().unwrap_or_default();
        let mut line = format!("{} ({statement}, {when})", actor_list(&self.by));
        let fresh = self.words.as_ref().filter(|words| version.words.as_ref() != Some(words));
        if let Some(words) = fresh {
            line.push_str(&format!(": «{}»", isolated(words)));
        }
        if let Some(confidence) = self.confidence {
            line.push_str(&format!(" ({confidence} confidence)"));
        }
        if !self.reported_by.is_empty() {
            line.push_str(&format!(", reported by {}", self.reported_by.join("; ")));
        }
        line
    }
}
