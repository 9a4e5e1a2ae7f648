//! The checks of a query that need no timeline.

use std::fmt;

use chrono::TimeDelta;

use crate::{
    chain::query::{
        check_steps::check_steps,
        query::{Crossing, Floor, Query},
        rule::{Rule, Trend},
    },
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::Level,
    timeline::Predicate,
};

impl Query {
    /// Checks everything about the query that does not depend on a timeline.
    ///
    /// ```
    /// let error = escalade::Query::escalation().min_len(1).check().unwrap_err();
    /// let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    /// assert_eq!(places, ["query/max_gap", "query/min_len"]);
    /// ```
    ///
    /// # Errors
    ///
    /// If the query has a problem. The error lists all of them: no rule, no longest gap, a minimum above
    /// its maximum, a negative time, a number that is not finite, a percentage outside 0 to 100, an unknown
    /// threshold, an invalid predicate, or steps that no chain can fill.
    pub fn check(&self) -> Result<(), Error> {
        let mut issues = Issues::default();
        let (indices, hops) = self.hop_queries();
        // Terms that are not equal to themselves, such as a rise that is no number, are checked as well.
        let is_used = self.steps.is_empty() || hops.iter().any(|hop| hop.has_same_hops(self));
        if is_used || indices.iter().all(Option::is_none) {
            self.check_hops("query", &mut issues);
        }
        let mut refuse = |field: &str, got: &dyn fmt::Display, allowed: &str, remedy: &str| {
            issues.push(Issue::new(Location::from(format!("query/{field}")), got, allowed, remedy));
        };
        let spans = [
            ("min_gap", self.min_gap),
            ("max_gap", self.max_gap),
            ("within", self.within),
            ("threats_open_for", self.threats_open_for),
        ];
        for (field, gap) in spans {
            if let Some(gap) = gap.filter(|gap| *gap < TimeDelta::zero()) {
                let got = format!("{} seconds", gap.num_seconds());
                refuse(field, &got, "a time of zero or more", "remove the minus sign");
            }
        }
        if self.min_len < 2 {
            refuse("min_len", &self.min_len, "2 or more events", "set it to 2 or more");
        }
        if let Some(most) = self.max_len.filter(|most| *most < self.min_len) {
            let got = format!("{} to {most} events", self.min_len);
            refuse(
                "max_len",
                &got,
                "a greatest length of at least the least",
                "exchange the two lengths, or correct them",
            );
        }
        let most = Level::MAX.units();
        if let Floor::At(level) = self.floor
            && !(-most..=most).contains(&level)
        {
            refuse(
                "floor",
                &level,
                Level::RANGE,
                "use `Floor::None` for no floor, on the command line --floor none",
            );
        }
        match &self.crosses {
            Some(Crossing::At(units)) if !(-most..=most).contains(units) => {
                let remedy = "give the level that chains must cross";
                refuse("crosses", units, Level::RANGE, remedy);
            }
            Some(Crossing::Named(name)) if self.crossing_level().is_none() => {
                let thresholds = self.scale.thresholds();
                let mut names = Vec::with_capacity(thresholds.len());
                for threshold in thresholds {
                    names.push(threshold.name());
                }
                let allowed = match names.as_slice() {
                    [] => {
                        format!("a level: the scale {} has no named threshold", self.scale.name())
                    }
                    names => format!("a level, or one of: {}", names.join(", ")),
                };
                refuse("crosses", name, &allowed, "use one of these names, or a level");
            }
            _ => {}
        }
        let percents =
            [("min_attribution", self.min_attribution), ("min_confidence", self.min_confidence)];
        for (field, percent) in percents {
            if let Some(percent) = percent.filter(|percent| !(0..=100).contains(percent)) {
                refuse(field, &percent, "0 to 100 percent", "give a percentage from 0 to 100");
            }
        }
        let predicates = [
            ("unless", &self.unless),
            ("first", &self.first),
            ("last", &self.last),
            ("every", &self.every),
        ];
        for (field, predicate) in predicates {
            if let Some(Err(error)) = predicate.as_ref().map(Predicate::check) {
                issues.absorb(&error, &Location::from(format!("query/{field}")));
            }
        }
        check_steps(self, &mut issues);
        issues.check(ErrorKind::Query)
    }

    /// Checks the rules, gaps and trend of a hop. `place` is where they are stated.
    pub(super) fn check_hops(&self, place: &str, issues: &mut Issues) {
        let mut refuse = |field: &str, got: &dyn fmt::Display, allowed: &str, remedy: &str| {
            issues.push(Issue::new(
                Location::from(format!("{place}/{field}")),
                got,
                allowed,
                remedy,
            ));
        };
        if self.rules.is_empty() {
            refuse("rules", &"none", "at least one rule", "add `Retaliation` or another rule");
        }
        if self.rules.contains(&Rule::Declared) && self.relations.is_empty() {
            let remedy =
                "add `RespondsTo` or another relation, or remove `Declared` from the rules";
            refuse("relations", &"none", "at least one relation for `Declared`", remedy);
        }
        let (least, most) = self.gap_seconds();
        match self.max_gap {
            None if self.rules.iter().any(|rule| *rule != Rule::Declared) => {
                let allowed = "a longest gap, unless `Declared` is the only rule";
                let remedy = "set it, for example to 30 days: every result depends on it";
                refuse("max_gap", &"none", allowed, remedy);
            }
            _ if least > most => {
                let got = format!("{least} to {most} seconds");
                refuse(
                    "max_gap",
                    &got,
                    "a longest gap of at least the shortest",
                    "exchange the two gaps, or correct them",
                );
            }
            _ => {}
        }
        if let Trend::RisingBy(rise) = self.trend
            && !(0.0..=2.0 * Level::MAX.units()).contains(&rise)
        {
            let allowed = "a rise of 0 to 200000000000000, the whole range of levels";
            refuse(
                "trend",
                &rise,
                allowed,
                "use `Trend::Falling` for falling chains, on the command line --trend falling",
            );
        }
    }
}
